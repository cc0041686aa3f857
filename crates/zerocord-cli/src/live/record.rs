//! `zerocord record`: records shards of a bot.

use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

use clap::{Args, ValueEnum};
use zerocord::EventName;
use zerocord_live::store::Fsync;
use zerocord_live::{
    BotGateway, GatewayCompression, MetricsServer, RecordError, Recorder, RecorderOptions, Rewrite, Token,
    parse_duration,
};

use super::intents::parse_intents;
use super::shards::ShardList;
use super::{interrupted, log, resting_runtime};
use crate::exit::{Exit, refuse};
use crate::numbers::parse_byte_size;
use crate::output::console::say;
use crate::output::text_table::plural;
use crate::question::event_names::{is_same, nearest, normal};
use crate::redact::{Preset, PresetEditor};

/// Record shards of a bot without losing a frame
///
/// Each shard has a folder in DIR. Every frame is written as it came, one per line, to a journal before the next one is read;
/// full journals become blocks of zstd. All other subcommands read DIR. Ctrl-C ends the recorder, and its sessions stay open:
/// the next run with the same DIR resumes them and gets what was missed. So does a run after a crash. Where the gateway does not
/// resume a session, a mark is written that `zerocord verify` reports.
///
/// The token is read from DISCORD_TOKEN or --token-file. It is never logged or written to a file.
#[derive(Debug, Args)]
#[command(after_help = crate::exit::help!(@short), after_long_help = LONG_HELP)]
pub struct Arguments {
    /// The folder of the recording
    #[arg(short, long, value_name = "DIR")]
    output: PathBuf,

    /// Which shards to record, and how many the bot has: 0-15/16
    #[arg(long, value_name = "LIST/COUNT", default_value = "0/1")]
    shards: ShardList,

    /// What to receive: names such as GUILDS,GUILD_MESSAGES, `all`, `unprivileged`, or a number
    #[arg(long, value_name = "INTENTS", value_parser = parse_intents)]
    intents: u64,

    /// A file with the token, which only its owner can read, in place of DISCORD_TOKEN
    #[arg(long, value_name = "FILE")]
    token_file: Option<PathBuf>,

    /// Begin a new file after this time (1h) or compressed size (1GB, 1GiB)
    #[arg(long, value_name = "TIME or SIZE", value_parser = Rotation::parse)]
    rotate: Option<Rotation>,

    /// Remove files that are older than this: 30d
    #[arg(long, value_name = "TIME", value_parser = parse_duration)]
    keep: Option<std::time::Duration>,

    /// Do not record these events; may be given several times, or several with commas between them
    #[arg(long, value_name = "EVENT", value_delimiter = ',', conflicts_with = "only")]
    drop: Vec<String>,

    /// Record only these events; may be given several times, or several with commas between them
    #[arg(long, value_name = "EVENT", value_delimiter = ',')]
    only: Vec<String>,

    /// Redact frames before they are written: names of presets, as in `zerocord help redact`
    #[arg(long, value_name = "PRESET", value_delimiter = ',')]
    redact: Vec<Preset>,

    /// Record when each frame was received: lines are {"received":MILLISECONDS,"frame":FRAME}
    ///
    /// Other subcommands read them with `--frame-at frame --time-at received`.
    #[arg(long)]
    with_received: bool,

    /// How often the journal is synced: after this time, after every frame (`always`), or per block of 4 MiB (`blocks`)
    ///
    /// A power failure loses at most the frames that are not synced. A crash of the process loses nothing in any case.
    #[arg(long, value_name = "WHEN", default_value = "1s", value_parser = parse_fsync)]
    fsync: Fsync,

    /// The transport compression to ask for
    #[arg(long, value_name = "HOW", default_value = "zstd", ignore_case = true)]
    compression: NamedCompression,

    /// How many shards may identify at once [default: the bot's `max_concurrency`, from Discord's API]
    #[arg(long, value_name = "COUNT", value_parser = clap::value_parser!(u64).range(1..))]
    max_concurrency: Option<u64>,

    /// The URL of Discord's API, which is asked for the bot's `max_concurrency` if there are several shards
    ///
    /// With another --gateway, it is asked only if this option is given.
    #[arg(long, value_name = "URL", default_value = API)]
    api: String,

    /// The gateway's URL
    #[arg(long, value_name = "URL", default_value = GATEWAY)]
    gateway: String,

    /// Serve figures in Prometheus's format at this address, at /metrics: 127.0.0.1:9090
    #[arg(long, value_name = "ADDRESS")]
    metrics: Option<SocketAddr>,

    /// Also report sessions, reconnects and new files; twice: details of connections
    #[arg(short, long, action = clap::ArgAction::Count)]
    verbose: u8,
}

/// Discord's gateway.
const GATEWAY: &str = "wss://gateway.discord.gg";
/// Discord's API.
const API: &str = "https://discord.com/api/v10";

const LONG_HELP: &str = crate::exit::help!(
    @short "\
Examples:
  zerocord record -o rec --intents GUILDS,GUILD_MESSAGES --rotate 1h --keep 30d
  zerocord record -o rec --shards 0-15/16 --intents unprivileged --metrics 127.0.0.1:9090
  zerocord record -o rec --intents all --drop PRESENCE_UPDATE --redact secrets,text
"
);

#[derive(Clone, Copy, Debug, ValueEnum)]
enum NamedCompression {
    /// zstd-stream
    Zstd,
    /// zlib-stream
    Zlib,
    /// Not at all
    None,
}

/// When a new segment starts.
#[derive(Clone, Copy, Debug)]
enum Rotation {
    Every(std::time::Duration),
    Len(u64),
}

impl Rotation {
    fn parse(text: &str) -> Result<Rotation, String> {
        let fault = || format!("`{text}` is neither a time nor a size; write 1h or 1GB");
        // Times first: 5m is five minutes, 5M is five megabytes. A number without a unit could be either.
        if let Ok(time) = parse_duration(text) {
            return if time.as_secs() > 0 { Ok(Rotation::Every(time)) } else { Err(fault()) };
        }
        match parse_byte_size(text) {
            Ok(len) if len > 0 && text.ends_with(|char: char| char.is_ascii_alphabetic()) => {
                Ok(Rotation::Len(len as u64))
            }
            _ => Err(fault()),
        }
    }
}

fn parse_fsync(text: &str) -> Result<Fsync, String> {
    match text {
        "always" => Ok(Fsync::Always),
        "blocks" => Ok(Fsync::Blocks),
        time => parse_duration(time)
            .map(Fsync::Every)
            .map_err(|_| format!("`{text}`: write always, blocks, or a time such as 1s")),
    }
}

/// An event as Discord spells it. An unknown name is kept, because Discord adds events.
fn event_name(written: &str) -> String {
    let names = || EventName::all().filter_map(EventName::as_known_str);
    if let Some(known) = names().find(|known| is_same(known, written)) {
        return known.to_owned();
    }
    let name = normal(written);
    match nearest(&name, names()) {
        Some(known) => say(format_args!("`{name}` is not a known event; did you mean {known}?")),
        None => say(format_args!("`{name}` is not a known event")),
    }
    name
}

impl Rewrite for PresetEditor {
    fn rewrite(&self, frame: &[u8], out: &mut Vec<u8>) -> Result<(), String> {
        self.push_redacted(frame, out).map_err(|fault| fault.to_string())
    }
}

/// Records until a signal ends it.
pub fn run(arguments: &Arguments) -> Exit {
    log::start(arguments.verbose);
    let token = match &arguments.token_file {
        Some(path) => Token::from_file(path),
        None => Token::from_environment(),
    };
    let (token, runtime) = match (token, resting_runtime()) {
        (Ok(token), Ok(runtime)) => (token, runtime),
        (Err(error), _) => {
            say(error);
            return Exit::Usage;
        }
        (_, Err(error)) => {
            say(error);
            return Exit::InputOutput;
        }
    };
    let mut options = arguments.options();
    options.concurrency = match runtime.block_on(arguments.concurrency(&token)) {
        Ok(concurrency) => concurrency,
        Err(error) => {
            say(error);
            return Exit::InputOutput;
        }
    };
    let recorder = Recorder::new(token, options).unwrap_or_else(|error| refuse("record", error));
    let metrics = recorder.metrics();
    let recorded: io::Result<_> = runtime.block_on(async {
        // Serves as long as it is not dropped.
        let _server = match arguments.metrics {
            Some(address) => Some(MetricsServer::start(address, recorder.metrics()).await?),
            None => None,
        };
        Ok(recorder.run(interrupted()).await)
    });
    say(format_args!("{} received", plural(metrics.frames(), "frame")));
    let lost = metrics.lost_sessions();
    if lost > 0 || metrics.missing() > 0 {
        say(format_args!(
            "{} could not be resumed, {} missing by their sequences; `zerocord verify` lists them",
            plural(lost, "session"),
            plural(metrics.missing(), "frame"),
        ));
    }
    match recorded {
        Ok(Ok(())) => Exit::Done,
        Ok(Err(error @ RecordError::Options(_))) => refuse("record", error),
        Ok(Err(error)) => {
            say(error);
            Exit::InputOutput
        }
        Err(error) => {
            say(error);
            Exit::InputOutput
        }
    }
}

impl Arguments {
    /// How many shards may identify at once.
    ///
    /// # Errors
    /// Discord's API does not accept the token.
    async fn concurrency(&self, token: &Token) -> Result<u64, RecordError> {
        let shard_count = self.shards.shards.len();
        let is_asked = shard_count > 1 && (self.gateway == GATEWAY || self.api != API);
        if let (Some(_), _) | (None, false) = (self.max_concurrency, is_asked) {
            return Ok(self.max_concurrency.unwrap_or(1));
        }
        let limit = match BotGateway::fetch(&self.api, token).await {
            Ok(bot) => bot.session_start_limit,
            Err(error @ RecordError::Token) => return Err(error),
            Err(error) => {
                say(format_args!("{error}; one shard identifies after the other"));
                return Ok(1);
            }
        };
        if limit.remaining < shard_count as u64 {
            say(format_args!(
                "Discord lets the bot start {} until a reset in {}",
                plural(limit.remaining, "session"),
                plural(limit.reset_after.div_ceil(60_000), "minute"),
            ));
        }
        Ok(limit.max_concurrency.max(1))
    }

    fn options(&self) -> RecorderOptions {
        let mut options = RecorderOptions::new(self.output.clone(), self.intents);
        options.gateway.clone_from(&self.gateway);
        options.shards.clone_from(&self.shards.shards);
        options.shard_count = self.shards.count;
        options.compression = match self.compression {
            NamedCompression::Zstd => GatewayCompression::Zstd,
            NamedCompression::Zlib => GatewayCompression::Zlib,
            NamedCompression::None => GatewayCompression::None,
        };
        match self.rotate {
            Some(Rotation::Every(time)) => options.store.rotate_every = Some(time),
            Some(Rotation::Len(len)) => options.store.rotate_len = Some(len),
            None => {}
        }
        options.store.keep = self.keep;
        options.store.fsync = self.fsync;
        options.store.with_received = self.with_received;
        options.events.drop = self.drop.iter().map(|name| event_name(name)).collect();
        options.events.only = self.only.iter().map(|name| event_name(name)).collect();
        if !self.redact.is_empty() {
            options.rewrite = Some(Arc::new(PresetEditor::new(&self.redact)));
        }
        options
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_rotate_by_time_or_size() {
        for (text, want) in [
            ("1h", "Every(3600s)"),
            ("5m", "Every(300s)"),
            ("5M", "Len(5000000)"),
            ("500k", "Len(500000)"),
            ("1GB", "Len(1000000000)"),
            ("1GiB", "Len(1073741824)"),
        ] {
            assert_eq!(format!("{:?}", Rotation::parse(text).unwrap()), want, "{text}");
        }
        for text in ["", "1", "0", "0s", "10ms", "0M", "1X", "-1h", "G"] {
            assert!(Rotation::parse(text).is_err(), "{text}");
        }
    }
}
