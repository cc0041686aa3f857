//! `zerocord history`: shows messages with their edits and deletions, and visits to voice channels.

mod ledger;
mod reader;
mod rendering;
mod voice;

use std::io::{self, Write};

use clap::{Args, ValueEnum};
use zerocord::{Decoder, Envelope};
use zerocord_firehose::Chunk;

use crate::choice::parse_id;
use crate::exit::{Exit, refuse};
use crate::input::bad_frames::check_end;
use crate::input::{ChunkSource, InputArguments, Mapped, new_decoder};
use crate::numbers::parse_byte_size;
use crate::output::console::say;
use crate::output::text_table::plural;
use crate::output::{Output, OutputArguments, PartialArguments, settle, suffix_of_format};
use crate::question::frame_clock::FrameClock;
use crate::question::time::Nanos;
use crate::question::wrapper_clock::TimeAtArgument;
use crate::select::row_table::TableWriter;
use ledger::{Ledger, Message};
use reader::{Happening, HappeningReader};
use voice::{ChunkVoice, VoiceBook, VoiceReader};

/// Show messages with their edits and deletions, or the time in voice channels
///
/// Joins MESSAGE_CREATE, MESSAGE_UPDATE, MESSAGE_DELETE and MESSAGE_DELETE_BULK by message id, so a deleted message
/// is shown with its content. Messages are sorted by id. Updates that do not change the content, such as the preview
/// of a link, are not listed. The content and author of a message that was created before the recording are unknown
/// until its first update (`seen` or `edited`).
///
/// A deletion contains no time: it gets the last time before it, or the time of the recorder with --time-at.
#[derive(Debug, Args)]
#[command(after_help = crate::exit::help!(), after_long_help = LONG_HELP, mut_arg("follow", |argument| argument.hide(true)))]
pub struct Arguments {
    /// Only this message; may be given several times
    #[arg(long = "message", value_name = "ID", value_delimiter = ',', value_parser = parse_id)]
    messages: Vec<u64>,

    /// Only messages in this channel or thread; may be given several times
    #[arg(long = "channel", value_name = "ID", value_delimiter = ',', value_parser = parse_id)]
    channels: Vec<u64>,

    /// Only messages in this guild; may be given several times
    #[arg(long = "guild", value_name = "ID", value_delimiter = ',', value_parser = parse_id)]
    guilds: Vec<u64>,

    /// Only messages by this user; may be given several times
    #[arg(long = "user", value_name = "ID", value_delimiter = ',', value_parser = parse_id)]
    users: Vec<u64>,

    /// Show how long each user was in each voice channel, instead of messages
    ///
    /// One row per user and channel, the longest first, from VOICE_STATE_UPDATE and the `voice_states` of
    /// GUILD_CREATE. The time is the last one before the frame, or else the first one after it, or that of the
    /// recorder with --time-at. A visit without an end in the input lasts until the last time in it; a visit without
    /// a start is not counted. When --keep is used up, visits of further users are not counted, and a message on
    /// standard error says how many.
    #[arg(long, conflicts_with_all = ["messages", "deleted", "edited"])]
    voice: bool,

    /// Show only messages that were deleted
    #[arg(long)]
    deleted: bool,

    /// Show only messages that were edited
    #[arg(long)]
    edited: bool,

    /// The format [default: table on a terminal, otherwise ndjson]
    #[arg(long = "to", value_name = "FORMAT")]
    format: Option<HistoryFormat>,

    /// The memory for messages; when it is used up, the oldest are written early
    ///
    /// Later changes to these are shown as changes to unknown messages. A message on standard error says how many were
    /// written early.
    #[arg(long, value_name = "BYTES", default_value = "512MiB", value_parser = parse_byte_size)]
    keep: usize,

    #[command(flatten)]
    time_at: TimeAtArgument,

    #[command(flatten)]
    output: OutputArguments,

    #[command(flatten)]
    partial: PartialArguments,

    #[command(flatten)]
    pub input: InputArguments,
}

/// The output formats.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum HistoryFormat {
    /// One row per change, in aligned columns
    Table,
    /// One JSON object per message: `id`, `channel_id`, `guild_id`, `author_id`, `author`, `created`, `has_creation`,
    /// `content` (the last one), `versions` (`time`, `content`), `is_deleted`, `deleted`; with --voice one per user
    /// and channel: `guild_id`, `channel_id`, `user_id`, `user`, `visits`, `seconds`, `is_open`
    Ndjson,
    /// One HTML page without external resources
    Html,
}

const LONG_HELP: &str = crate::exit::help!(
    "\
Examples:
  zerocord history --channel 166350921289919836 shard3.ndjson.zst
  zerocord history --deleted --user 80351110224678912 --to ndjson shard*.ndjson
  zerocord history --guild 197038439483310086 --edited --to html -o edits.html recordings/
  zerocord history --voice --guild 197038439483310086 --to table recordings/
"
);

/// Writes the messages.
pub fn run(arguments: &Arguments) -> Exit {
    if arguments.input.follow {
        refuse("history", "history writes messages at the end of the input and cannot be used with --follow");
    }
    if let (None, Some(suffix)) = (arguments.format, arguments.output.file().and_then(suffix_of_format))
        && ["csv", "tsv", "json", "parquet", "arrow", "arrows"].contains(&suffix.as_str())
    {
        refuse(
            "history",
            format_args!("--output: .{suffix} is not written; use .ndjson, .html or .txt (a table), or --to"),
        );
    }
    let clock = FrameClock::new(&arguments.time_at).unwrap_or_else(|error| refuse("history", error));
    if !arguments.voice {
        return settle(arguments.write_messages(&clock));
    }
    if arguments.format(false) == HistoryFormat::Html {
        refuse("history", "--voice is written as a table or as ndjson: see --to");
    }
    settle(arguments.write_voice(&clock))
}

/// The messages to show.
struct WantedMessages<'a>(&'a Arguments);

impl WantedMessages<'_> {
    fn is_in(&self, channel: Option<u64>, guild: Option<u64>) -> bool {
        is_one_of(&self.0.channels, channel) && is_one_of(&self.0.guilds, guild)
    }

    fn is_message(&self, id: u64) -> bool {
        is_one_of(&self.0.messages, Some(id))
    }

    fn is_guild(&self, guild: Option<u64>) -> bool {
        is_one_of(&self.0.guilds, guild)
    }

    fn is_channel(&self, channel: u64) -> bool {
        is_one_of(&self.0.channels, Some(channel))
    }

    fn is_user(&self, user: u64) -> bool {
        is_one_of(&self.0.users, Some(user))
    }

    /// Whether a message of this author is shown.
    fn is_author(&self, message: &Message) -> bool {
        is_one_of(&self.0.users, message.author.as_ref().map(|author| author.id))
    }

    /// Whether a message is shown if its author is wanted, once all its changes are known.
    fn is_shown(&self, message: &Message) -> bool {
        let has_changes = !message.versions.is_empty() || message.is_deleted;
        has_changes && (!self.0.deleted || message.is_deleted) && (!self.0.edited || message.is_edited())
    }
}

/// Whether the set of ids is empty or contains this one.
fn is_one_of(ids: &[u64], id: Option<u64>) -> bool {
    ids.is_empty() || id.is_some_and(|id| ids.contains(&id))
}

/// The changes in a chunk.
#[derive(Debug, Default)]
struct ChunkHistory {
    happenings: Vec<Happening>,
    now: Option<Nanos>,
}

impl Arguments {
    fn write_messages(&self, clock: &FrameClock) -> io::Result<Exit> {
        let Some(reader) = HappeningReader::new() else { return Ok(Exit::Done) };
        let wanted = WantedMessages(self);
        let output = self.output.open("history", Some(&self.input))?;
        let is_terminal = output.is_terminal();
        let mut writer = MessageWriter::new(self.format(is_terminal), output, &wanted)?;
        let mut ledger = Ledger::new(self.keep);
        let ended = self.input.read(
            is_terminal,
            new_decoder,
            |decoder, chunk, mapped| {
                read_chunk(&reader, &wanted, clock, self.input.strict, decoder, chunk, mapped)
            },
            |ChunkSource { line_before, .. }, history: ChunkHistory| {
                if line_before == 0 {
                    ledger.begin_file();
                }
                for happening in history.happenings {
                    ledger.add(happening);
                    while let Some(message) = ledger.pop_early() {
                        writer.add(&message)?;
                    }
                }
                ledger.end_chunk(history.now);
                Ok(())
            },
        )?;
        while let Some(message) = ledger.pop() {
            writer.add(&message)?;
        }
        let unknown_count = writer.unknown_count;
        let written_count = writer.finish(ended.exit < Exit::InputOutput, &self.partial)?;
        if unknown_count > 0 {
            say(format_args!(
                "{} left out (--user): the recording does not contain who wrote them",
                plural(unknown_count, "message")
            ));
        }
        if ledger.early_count > 0 {
            say(format_args!(
                "{} written early: later changes to them are shown as those of unknown messages (--keep)",
                plural(ledger.early_count, "message")
            ));
        }
        if written_count == 0 {
            say("no such message");
        }
        Ok(ended.exit.max(clock.report_not_found()))
    }

    fn write_voice(&self, clock: &FrameClock) -> io::Result<Exit> {
        let Some(reader) = VoiceReader::new() else { return Ok(Exit::Done) };
        let wanted = WantedMessages(self);
        let mut output = self.output.open("history", Some(&self.input))?;
        let is_terminal = output.is_terminal();
        let mut book = VoiceBook::new(self.keep);
        let ended = self.input.read(
            is_terminal,
            new_decoder,
            |decoder, chunk, mapped| {
                reader.read_chunk(&wanted, clock, self.input.strict, decoder, chunk, mapped)
            },
            |ChunkSource { line_before, .. }, voice: ChunkVoice| {
                if line_before == 0 {
                    book.begin_file();
                }
                book.add(voice);
                Ok(())
            },
        )?;
        let written_count = book.write(&wanted, self.format(is_terminal), &mut output)?;
        output.finish(ended.exit < Exit::InputOutput, &self.partial)?;
        if book.untimed > 0 {
            say(format_args!(
                "{} without a known length: no frame of the file has a time",
                plural(book.untimed, "visit")
            ));
        }
        if book.uncounted > 0 {
            say(format_args!("{} not counted: memory is used up (--keep)", plural(book.uncounted, "visit")));
        }
        if written_count == 0 {
            say("no such visit");
        }
        Ok(ended.exit.max(clock.report_not_found()))
    }

    fn format(&self, is_terminal: bool) -> HistoryFormat {
        let suffix = self.output.file().and_then(suffix_of_format);
        match (self.format, suffix.as_deref()) {
            (Some(format), _) => format,
            (None, Some("html")) => HistoryFormat::Html,
            (None, Some("txt")) => HistoryFormat::Table,
            (None, _) if is_terminal => HistoryFormat::Table,
            (None, _) => HistoryFormat::Ndjson,
        }
    }
}

fn read_chunk(
    reader: &HappeningReader,
    wanted: &WantedMessages<'_>,
    clock: &FrameClock,
    strict: bool,
    decoder: &mut Decoder,
    chunk: &Chunk<'_>,
    mapped: &mut Mapped<ChunkHistory>,
) {
    mapped.each_frame(chunk, strict, |history, located| {
        if strict {
            zerocord::validate(located.frame)?;
        }
        let envelope = Envelope::peek(located.frame)?;
        check_end(envelope)?;
        history.now = clock.time(located.frame, located.wrapper, decoder.arena()).or(history.now);
        reader.read(envelope, wanted, history.now, decoder.arena(), &mut history.happenings)
    });
}

/// Writes messages in a format.
struct MessageWriter<'w> {
    format: HistoryFormat,
    output: Output,
    table: TableWriter,
    wanted: &'w WantedMessages<'w>,
    count: u64,
    /// The number of messages that are not shown because their author is not known.
    unknown_count: u64,
}

impl<'w> MessageWriter<'w> {
    fn new(
        format: HistoryFormat,
        mut output: Output,
        wanted: &'w WantedMessages<'w>,
    ) -> io::Result<MessageWriter<'w>> {
        if format == HistoryFormat::Html {
            output.write_all(rendering::html_head("messages").as_bytes())?;
        }
        let table = TableWriter::new(&rendering::HEADINGS.map(str::to_owned), true);
        Ok(MessageWriter { format, output, table, wanted, count: 0, unknown_count: 0 })
    }

    fn add(&mut self, message: &Message) -> io::Result<()> {
        if !self.wanted.is_shown(message) {
            return Ok(());
        }
        if !self.wanted.is_author(message) {
            self.unknown_count += u64::from(message.author.is_none());
            return Ok(());
        }
        self.count += 1;
        match self.format {
            HistoryFormat::Table => self.table.add(rendering::cells(message), &mut self.output),
            HistoryFormat::Html => self.output.write_all(rendering::html_section(message).as_bytes()),
            HistoryFormat::Ndjson => {
                let mut line = Vec::new();
                rendering::push_json(message, &mut line)?;
                self.output.write_all(&line)
            }
        }
    }

    /// Finishes the output; returns how many messages were written.
    fn finish(mut self, is_whole: bool, partial: &PartialArguments) -> io::Result<u64> {
        match self.format {
            HistoryFormat::Table => self.table.finish(&mut self.output)?,
            HistoryFormat::Html => self.output.write_all(rendering::html_tail().as_bytes())?,
            HistoryFormat::Ndjson => {}
        }
        self.output.finish(is_whole, partial)?;
        Ok(self.count)
    }
}
