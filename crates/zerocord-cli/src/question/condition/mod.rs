//! Conditions on a frame: the language of `--where`.
//!
//! A condition is parsed once ([`parse`]) and then evaluated for each frame: all its paths are looked up in one pass
//! over the payload, which stops after the last of them, and only the values that decide the result are read.

mod evaluation;
mod literal;
mod parse;
mod token;
mod typed;
mod unlisted;

use std::sync::atomic::{AtomicBool, Ordering};

use zerocord::{Arena, Envelope, Error, EventName};

use crate::exit::Exit;
use crate::input::lines::LocatedFrame;
use crate::output::console::say;
use crate::question::event_types::EventTypes;
use crate::question::events::{Events, UnknownEvents};
use crate::question::paths::{NamedPaths, PathList};
use crate::question::pattern::Pattern;
use crate::question::pointed::Pointed;
use crate::question::shard::ShardReader;
use crate::question::spelling::Names;
use crate::question::unmatched::{Searched, report_unmatched};
use evaluation::Evaluation;
use literal::Literal;
use unlisted::Unlisted;

/// The description of conditions in the help: a table, and the details, which `--help` leaves out.
macro_rules! help {
    () => {
        "\
Conditions:
  A test is a path into the payload and a comparison; tests are combined with `and`, `or`, `not` and
  parentheses.
    author.id = 175928847299117063         equal; also !=, which is `not =`
    id > 1200000000000000000               <, <=, >, >= of numbers, strings and times
    timestamp >= \"2026-01-31T12:00:00Z\"    a day alone is its first moment in UTC
    type in (0, 19)                        one of these
    content contains \"hello\"               a string with this in it, or a list with this element
    content ~ /free.*nitro/i               a regular expression; flags i, m, s, x; also !~
    edited_timestamp exists                present and not null
    author.bot                             short for author.bot = true
    author.bot is not true                 false, null or absent
    $bytes > 5000                          the frame's size; also $t, $s, $op, $file, $line, $shard

Details of conditions:
  Values are numbers, strings in quotes of either kind, true, false and null. Snowflakes are
  compared as numbers, however they are written. If a path leads through a list, one of its elements
  must match: `mentions.id = 5` tests any mention, `embeds[0].title exists` the first embed.
  An absent value is null, and so is everything below it. So `author.bot = false` does not match a
  frame without `bot`, which Discord leaves out of most users: write `author.bot is not true`, or
  `not author.bot`.
  Times are compared as times, whether the field is ISO 8601, Unix time or a snowflake. Write
  2026-01-31, \"2026-01-31 12:00:00\", with UTC or an offset, RFC 3339, or Unix seconds or
  milliseconds. Without an offset it is UTC. < and > compare with the first moment of a day or
  second, = matches all of it.
  The envelope has $t, $s and $op. $bytes is the length of the frame, $file and $line are its
  position, $shard is its shard, from --shards or --shard-at. With --frame-at, --frame-in or
  --skip-prefix, any other path that begins with $ leads into the object around the frame:
  `$ts >= \"2026-01-31\"`, `$meta.shard = 3`. A path with other characters goes in backquotes. A
  path that is not in any frame is reported at the end; the exit code is 1 if it is misspelled, or
  if none of its values could be compared. A value that is not in `zerocord schema`, such as
  `status = \"Idle\"`, is reported if no frame has it; the exit code is 1.
"
    };
}
pub(crate) use help;

/// The heading of the part that `--help` leaves out.
pub const DETAILS_HEADING: &str = "Details of conditions:";

/// The option that conditions come from, for messages.
const OPTION: &str = "--where";

/// A parsed condition.
#[derive(Debug)]
pub struct Condition {
    expression: Expression,
    paths: NamedPaths,
    /// Paths into the object around the frame.
    wrapper_paths: NamedPaths,
    shard: Option<ShardReader>,
    /// The event names in it that zerocord does not know.
    unknown_events: UnknownEvents,
    /// The literals in it that the table does not list.
    unlisted: Vec<Unlisted>,
}

#[derive(Debug)]
enum Expression {
    All(Vec<Expression>),
    Any(Vec<Expression>),
    Not(Box<Expression>),
    Compare(Operand, Comparison, Literal, Compared),
    In(Operand, Vec<Literal>),
    Contains(Operand, Literal),
    Matches(Operand, Box<Pattern>),
    Exists(Operand),
}

/// Whether any value could be compared with a literal. A string, for example, cannot be compared with a number.
#[derive(Debug, Default)]
struct Compared {
    could_be: AtomicBool,
    could_not_be: AtomicBool,
}

#[derive(Clone, Copy, Debug)]
enum Operand {
    /// The path with this index.
    Path(usize),
    /// The path with this index, in the object around the frame.
    Wrapper(usize),
    EventName,
    Sequence,
    Opcode,
    Bytes,
    File,
    Line,
    Shard,
    /// The path with this index, in the object around the frame, of the recorder's shard.
    RecordedShard(usize),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Comparison {
    Equal,
    Unequal,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

impl Compared {
    fn note(&self, could_be: bool) {
        let flag = if could_be { &self.could_be } else { &self.could_not_be };
        if !flag.load(Ordering::Relaxed) {
            flag.store(true, Ordering::Relaxed);
        }
    }

    fn never_was(&self) -> bool {
        self.could_not_be.load(Ordering::Relaxed) && !self.could_be.load(Ordering::Relaxed)
    }
}

impl Condition {
    /// Parses a condition on payloads of these types.
    ///
    /// # Errors
    /// The condition is invalid or can never match. The error has the position.
    pub fn new(source: &str, types: &EventTypes, names: &Names) -> Result<Condition, Pointed> {
        let parse::Parsed { expression, paths, wrapper_paths, unknown_events, unlisted } =
            parse::parse(source, types, names)?;
        let finish = |paths: PathList| {
            paths.finish().map_err(|error| {
                Pointed::new(error.to_string(), source, source.find(error.path()).unwrap_or(0))
            })
        };
        let shard = names.shards.and_then(ShardReader::new);
        let (paths, wrapper_paths) = (finish(paths)?, finish(wrapper_paths)?);
        Ok(Condition { expression, paths, wrapper_paths, shard, unknown_events, unlisted })
    }

    /// Whether line numbers must be known.
    pub fn needs_lines(&self) -> bool {
        self.expression.any(&|operand| matches!(operand, Operand::Line))
    }

    /// Records that a frame has this event name, for [`report_unmatched`](Condition::report_unmatched).
    #[inline]
    pub fn note_event(&self, name: EventName<'_>) {
        self.unknown_events.note(name);
    }

    /// Like [`note_event`](Condition::note_event).
    pub fn note_event_text(&self, name: &str) {
        self.unknown_events.note_text(name);
    }

    /// Checks that the condition admits any of the selected events.
    ///
    /// # Errors
    /// It requires an event name that is not among them.
    pub fn check_events(&self, source: &str, events: &Events) -> Result<(), Pointed> {
        let Some(name) = self.expression.event_outside(events) else { return Ok(()) };
        let at = source.to_ascii_uppercase().rfind(&name.to_ascii_uppercase()).unwrap_or(0);
        Err(Pointed::new(
            format!("no frame can match: {name} is not among the events of --event"),
            source,
            at,
        ))
    }

    /// Whether the frame may match. False only if it certainly does not. Always true until each path was found in
    /// some frame, so that a misspelled path is reported.
    #[inline]
    pub fn may_match(&self, frame: &[u8]) -> bool {
        !self.paths.are_all_found() || self.expression.may_match(frame)
    }

    /// Reports the paths that were not in any frame of these types. Returns the exit code.
    pub fn report_unmatched(&self, types: &EventTypes, searched: Searched) -> Exit {
        let not_found = self.paths.not_found().into_iter();
        let unmatched = not_found.map(|written| report_unmatched(OPTION, written, types, searched)).max();
        let unmatched = unmatched.unwrap_or_default();
        match searched {
            Searched::All => {
                let in_wrapper = self.wrapper_paths.report_not_found_in_wrapper(OPTION);
                let unknown_events = self.unknown_events.report_unmatched();
                unmatched
                    .max(in_wrapper)
                    .max(unknown_events)
                    .max(self.report_unlisted())
                    .max(self.report_uncompared(&self.expression))
            }
            Searched::UpToLimit => unmatched,
        }
    }

    /// Reports the paths that were not found in any object around a frame. Returns the exit code.
    pub fn report_not_found_in_wrapper(&self, option: &str) -> Exit {
        self.wrapper_paths.report_not_found_in_wrapper(option)
    }

    /// Reports the literals that the table does not list, if no value was equal to them. Returns the exit code.
    fn report_unlisted(&self) -> Exit {
        let mut exit = Exit::Done;
        // If the path itself was in no frame, that was reported.
        let unlisted = self.unlisted.iter().filter(|unlisted| self.paths.has_found(unlisted.path));
        for message in unlisted.filter_map(|unlisted| unlisted.message(self.paths.written(unlisted.path))) {
            say(format_args!("{OPTION}: {message} (exit code 1)"));
            exit = Exit::BadFrames;
        }
        exit
    }

    /// Reports the literals that no value could be compared with. Returns the exit code.
    fn report_uncompared(&self, expression: &Expression) -> Exit {
        match expression {
            Expression::All(parts) | Expression::Any(parts) => {
                parts.iter().map(|part| self.report_uncompared(part)).max().unwrap_or_default()
            }
            Expression::Not(inner) => self.report_uncompared(inner),
            Expression::Compare(operand, _, literal, compared) if compared.never_was() => {
                let written = match operand {
                    Operand::Path(index) => self.paths.written(*index),
                    Operand::Wrapper(index) | Operand::RecordedShard(index) => {
                        self.wrapper_paths.written(*index)
                    }
                    Operand::EventName
                    | Operand::Sequence
                    | Operand::Opcode
                    | Operand::Bytes
                    | Operand::File
                    | Operand::Line
                    | Operand::Shard => return Exit::Done,
                };
                let kind = if literal.is_time() { "time" } else { "number" };
                say(format_args!(
                    "{OPTION}: no value of `{written}` is a {kind}, so none was compared with `{}` (exit code 1)",
                    literal.needle().unwrap_or_default()
                ));
                Exit::BadFrames
            }
            _ => Exit::Done,
        }
    }

    /// Whether the frame matches the condition. `located` has its position; `arena` is for strings with escapes.
    ///
    /// # Errors
    /// An object on the path to a value, or a value that decides the result, is malformed.
    pub fn is_match(
        &self,
        envelope: Envelope<'_>,
        located: LocatedFrame<'_>,
        arena: &Arena,
    ) -> Result<bool, Error> {
        let row = self.paths.find(envelope.payload(), arena)?;
        let wrapper_row = self.wrapper_paths.find_in_wrapper(located.wrapper, arena)?;
        let shard = self.shard.as_ref();
        let unlisted = &self.unlisted;
        Evaluation { envelope, located, row, wrapper_row, shard, unlisted, arena }.is_match(&self.expression)
    }
}

impl Expression {
    /// Whether any operand passes a test. The recursion is as deep as the expression nests.
    fn any(&self, test: &dyn Fn(Operand) -> bool) -> bool {
        match self {
            Expression::All(parts) | Expression::Any(parts) => parts.iter().any(|part| part.any(test)),
            Expression::Not(inner) => inner.any(test),
            Expression::Compare(operand, ..)
            | Expression::In(operand, _)
            | Expression::Contains(operand, _)
            | Expression::Matches(operand, _)
            | Expression::Exists(operand) => test(*operand),
        }
    }

    /// The event name that a frame must have to match, if it is not among these events.
    fn event_outside<'e>(&'e self, events: &Events) -> Option<&'e str> {
        let is_outside = |literal: &&Literal| literal.needle().is_some_and(|name| !events.admits(name));
        match self {
            Expression::All(parts) => parts.iter().find_map(|part| part.event_outside(events)),
            Expression::Any(parts) => {
                let mut outside = parts.iter().map(|part| part.event_outside(events));
                outside.next().flatten().filter(|_| outside.all(|name| name.is_some()))
            }
            Expression::Compare(Operand::EventName, Comparison::Equal, literal, _) => {
                Some(literal).filter(is_outside)?.needle()
            }
            Expression::In(Operand::EventName, literals) => {
                literals.iter().all(|literal| is_outside(&literal)).then(|| literals.first())??.needle()
            }
            _ => None,
        }
    }

    /// Whether a frame may match, judged by its bytes.
    fn may_match(&self, frame: &[u8]) -> bool {
        match self {
            Expression::All(parts) => parts.iter().all(|part| part.may_match(frame)),
            Expression::Any(parts) => parts.iter().any(|part| part.may_match(frame)),
            Expression::Matches(Operand::Path(_) | Operand::EventName, pattern) => pattern.may_match(frame),
            _ => true,
        }
    }
}
