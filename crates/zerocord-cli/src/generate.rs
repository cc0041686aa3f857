//! `zerocord generate`: a synthetic firehose.

use std::io::{self, IsTerminal, Write};

use clap::{Args, ValueEnum};
use zerocord_generator::{Generator, Mix, Shuffle};

use crate::exit::{Exit, refuse};
use crate::numbers::parse_byte_size;
use crate::output::{OutputArguments, PartialArguments, settle};

/// The number of bytes generated before they are written.
const BLOCK_LEN: usize = 1 << 20;

/// Write a synthetic recording
///
/// The frames of one session of one shard, like those of Discord: keys and their order, sizes, references between
/// objects, rising sequences. All people in them are invented. The same seed, mix and version give the same bytes on
/// every machine.
#[derive(Debug, Args)]
#[command(after_help = crate::exit::help!(@short), after_long_help = LONG_HELP)]
pub struct Arguments {
    /// The seed: other seeds give other content
    #[arg(short, long, value_name = "NUMBER", default_value_t = 0)]
    seed: u64,

    /// Stop after the frame that reaches this many bytes: digits, then k, M, G or T (powers of ten), KiB, MiB, GiB
    /// or TiB (powers of two), or nothing
    #[arg(short, long, value_name = "BYTES", default_value = "1MiB", value_parser = parse_byte_size)]
    bytes: usize,

    /// The events that the recording mostly consists of
    #[arg(short, long, value_name = "MIX", default_value = "presence", ignore_case = true)]
    mix: NamedMix,

    /// Keys to shuffle, for tests of other decoders
    #[arg(long, value_name = "WHAT", default_value = "none", ignore_case = true)]
    shuffle: NamedShuffle,

    #[command(flatten)]
    output: OutputArguments,
}

const LONG_HELP: &str = crate::exit::help!(
    @short "\
Examples:
  zerocord generate --bytes 10G -o firehose.ndjson
  zerocord generate --seed 7 --mix startup --bytes 100M -o startup.ndjson.zst
  zerocord generate --mix quiet | zerocord stats -
"
);

#[derive(Clone, Copy, Debug, ValueEnum)]
enum NamedMix {
    /// 93 % PRESENCE_UPDATE, 3 % MESSAGE_CREATE: a bot with the presence intent
    Presence,
    /// 43 % MESSAGE_CREATE, then typing, voice, reactions and edits: a bot without presences
    Quiet,
    /// 90 % GUILD_MEMBER_UPDATE: a profile edited in every shared guild
    Storm,
    /// HELLO, READY, then GUILD_CREATE of 4 KB to 5 MB: a bot that has just connected
    Startup,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum NamedShuffle {
    /// Keys as Discord sends them
    None,
    /// The four keys of the envelope
    Envelope,
    /// The keys of every object
    Everywhere,
}

/// Writes the recording.
pub fn run(arguments: &Arguments) -> Exit {
    if arguments.output.file().is_none() && io::stdout().is_terminal() && arguments.bytes > BLOCK_LEN {
        refuse("generate", "too much output for a terminal: use --output or a pipe");
    }
    settle(arguments.write_frames())
}

impl Arguments {
    fn write_frames(&self) -> io::Result<Exit> {
        let mix = match self.mix {
            NamedMix::Presence => Mix::PresenceHeavy,
            NamedMix::Quiet => Mix::Quiet,
            NamedMix::Storm => Mix::Storm,
            NamedMix::Startup => Mix::Startup,
        };
        let shuffle = match self.shuffle {
            NamedShuffle::None => Shuffle::None,
            NamedShuffle::Envelope => Shuffle::Envelope,
            NamedShuffle::Everywhere => Shuffle::Everywhere,
        };
        let mut output = self.output.open("generate", None)?;
        let mut generator = Generator::new(self.seed, mix).with_shuffle(shuffle);
        let mut block = Vec::with_capacity(BLOCK_LEN * 2);
        let mut left = self.bytes;
        while left > 0 {
            block.clear();
            while block.len() < left.min(BLOCK_LEN) {
                generator.frame(&mut block);
                block.push(b'\n');
            }
            output.write_all(&block)?;
            left = left.saturating_sub(block.len());
        }
        output.finish(true, &PartialArguments::default())?;
        Ok(Exit::Done)
    }
}
