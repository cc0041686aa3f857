//! `zerocord replay`: a gateway that sends a recording.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::Args;
use zerocord_live::{Faults, ReplayGateway, ReplayOptions, Speed};

use super::{interrupted, log, runtime};
use crate::exit::Exit;
use crate::output::console::say;

/// Send a recording as a gateway would
///
/// Bots connect to ws://ADDRESS in place of Discord's gateway. Each client that identifies gets READY and then the dispatches of
/// the recording, numbered from 1. Heartbeats, RESUME, close codes and the compressions zlib-stream and zstd-stream work as
/// Discord documents them. A client with several shards gets the guilds of its shard.
///
/// Any token is accepted: listen where only you connect.
#[derive(Debug, Args)]
#[command(after_help = crate::exit::help!(@short), after_long_help = LONG_HELP)]
pub struct Arguments {
    /// Recordings, and folders with recordings
    #[arg(value_name = "FILE", required = true)]
    files: Vec<PathBuf>,

    /// Where to listen; port 0 takes a free one
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:7979")]
    listen: SocketAddr,

    /// How fast: 1x as recorded, 20x, or max
    ///
    /// The times are those of --with-received, or of the ids of new messages.
    #[arg(long, value_name = "SPEED", default_value = "1x", value_parser = parse_speed)]
    speed: Speed,

    /// Begin again after the last frame
    #[arg(long = "loop")]
    is_looped: bool,

    /// Refuse clients with another number of shards
    #[arg(long, value_name = "COUNT", value_parser = clap::value_parser!(u64).range(1..))]
    shards: Option<u64>,

    /// Faults to inject, and how often: reconnect=60s,resume,invalid=5000,delay,cut,duplicate
    ///
    /// reconnect: opcode 7; resume: close code 4000; invalid: opcode 9, for good or not; delay: nothing is sent for up to a
    /// second; cut: the connection breaks within a message; duplicate: a dispatch comes twice. After `=`, a time, or a number of
    /// dispatches; without it, 30 seconds.
    #[arg(long, value_name = "LIST", default_value = "", hide_default_value = true)]
    faults: Faults,

    /// Also report faults and clients
    #[arg(short, long, action = clap::ArgAction::Count)]
    verbose: u8,
}

const LONG_HELP: &str = crate::exit::help!(
    @short "\
Examples:
  zerocord replay rec --speed 20x
  zerocord replay shard3.ndjson.zst --loop --faults reconnect=60s,cut=5m
  zerocord record -o copy --gateway ws://127.0.0.1:7979 --intents all
"
);

fn parse_speed(text: &str) -> Result<Speed, String> {
    if text == "max" {
        return Ok(Speed::Max);
    }
    let times = text.strip_suffix('x').and_then(|times| times.parse().ok());
    match times.filter(|times: &f64| times.is_finite() && *times > 0.0) {
        Some(times) => Ok(Speed::Times(times)),
        None => Err(format!("`{text}` is not a speed; write 1x, 20x or max")),
    }
}

/// Serves until a signal ends it.
pub fn run(arguments: &Arguments) -> Exit {
    log::start(arguments.verbose);
    let mut options = ReplayOptions::new(arguments.files.clone());
    options.speed = arguments.speed;
    options.is_looped = arguments.is_looped;
    options.shards = arguments.shards;
    options.faults.clone_from(&arguments.faults);
    let served = runtime().and_then(|runtime| {
        runtime.block_on(async {
            let gateway = ReplayGateway::start(arguments.listen, options).await?;
            say(format_args!("listening at {}", gateway.url()));
            interrupted().await;
            Ok(())
        })
    });
    match served {
        Ok(()) => Exit::Done,
        Err(error) => {
            say(error);
            Exit::InputOutput
        }
    }
}
