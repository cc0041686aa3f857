//! Conditions on a frame: the small language of `--where`.
//!
//! A condition is read once ([`parse`]) and then asked of each frame: all its paths are found in one pass over the
//! payload that stops at the last, and no value is read that the answer does not need.

mod evaluation;
mod literal;
mod parse;
mod token;
mod typed;

use std::sync::atomic::{AtomicBool, Ordering};

use zerocord::{Arena, Envelope, Error};

use crate::exit::Exit;
use crate::input::lines::LocatedFrame;
use crate::output::console::say;
use crate::question::event_types::EventTypes;
use crate::question::paths::{NamedPaths, PathList};
use crate::question::pattern::Pattern;
use crate::question::pointed::Pointed;
use crate::question::shard::ShardReader;
use crate::question::spelling::Names;
use crate::question::unmatched::report_unmatched;
use evaluation::Evaluation;
use literal::Literal;

/// What `--help` tells of conditions.
macro_rules! help {
    () => {
        "\
Conditions:
  A test is a path into the payload and what is asked of it; tests are joined by `and`, `or`,
  `not` and brackets.
    author.id = 175928847299117063         equal; also !=, which is `not =`
    id > 1200000000000000000               <, <=, >, >= of numbers, texts and times
    timestamp >= \"2026-01-31T12:00:00Z\"    a day alone is its first moment in UTC
    type in (0, 19)                        one of these
    content contains \"hello\"               a text with this in it, or a list with this element
    content ~ /free.*nitro/i               a regular expression; flags i, m, s, x; also !~
    edited_timestamp exists                there, and not null
    author.bot                             short for author.bot = true
    author.bot is not true                 false, null or absent
  Values are numbers, strings in quotes of either kind, true, false and null. Snowflakes are
  compared as numbers, however they are written. Where a path meets a list, one of its elements must
  match: `mentions.id = 5` asks for any mention, `embeds[0].title exists` for the first embed.
  What is absent is null, and so is all below it. So `author.bot = false` does not match a frame
  without `bot`, which Discord leaves out of most users: write `author.bot is not true`, or
  `not author.bot`.
  Times are compared as times, whether the field is ISO 8601, Unix time or a snowflake. Write
  2026-01-31, \"2026-01-31 12:00:00\", with UTC or an offset, RFC 3339, or Unix seconds or
  milliseconds. Without an offset it is UTC. < and > compare with the first moment of a day or
  second, = matches all of it.
  The envelope has $t, $s and $op. $bytes is the length of the frame, $file and $line are where
  it is, $shard is its shard, by --shards or --shard-at. With --frame-at, --frame-in or --skip-prefix, any other path
  that begins with $ is around the frame: `$ts >= \"2026-01-31\"`, `$meta.shard = 3`. A path with
  other characters goes in backquotes. A path that is not in any frame is reported at the end;
  the exit code is 1 if it is misspelled, and if none of its values could be compared.
"
    };
}
pub(crate) use help;

/// How messages name where conditions come from.
const OPTION: &str = "--where";

/// A condition, ready to be asked.
#[derive(Debug)]
pub struct Condition {
    expression: Expression,
    paths: NamedPaths,
    /// Paths into the object around the frame.
    wrapper_paths: NamedPaths,
    shard: Option<ShardReader>,
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

/// Whether the values that were met could be compared with a literal: no text is less than a number.
#[derive(Debug, Default)]
struct Compared {
    could_be: AtomicBool,
    could_not_be: AtomicBool,
}

#[derive(Clone, Copy, Debug)]
enum Operand {
    /// The path of this index.
    Path(usize),
    /// The path of this index, around the frame.
    Wrapper(usize),
    EventName,
    Sequence,
    Opcode,
    Bytes,
    File,
    Line,
    Shard,
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
    /// A condition on payloads of these types.
    ///
    /// # Errors
    /// Where the condition makes no sense, or cannot be met, with the position.
    pub fn new(source: &str, types: &EventTypes, names: &Names) -> Result<Condition, Pointed> {
        let parse::Parsed { expression, paths, wrapper_paths } = parse::parse(source, types, names)?;
        let finish = |paths: PathList| {
            paths.finish().map_err(|error| {
                Pointed::new(error.to_string(), source, source.find(error.path()).unwrap_or(0))
            })
        };
        let shard = names.shards.and_then(ShardReader::new);
        Ok(Condition { expression, paths: finish(paths)?, wrapper_paths: finish(wrapper_paths)?, shard })
    }

    /// Whether the numbers of lines must be known.
    pub fn needs_lines(&self) -> bool {
        self.expression.any(&|operand| matches!(operand, Operand::Line))
    }

    /// Whether the frame may meet the condition: false only if it surely does not. Always true until each path was found
    /// in some frame, so that a misspelled path is reported.
    #[inline]
    pub fn may_match(&self, frame: &[u8]) -> bool {
        !self.paths.are_all_found() || self.expression.may_match(frame)
    }

    /// Reports the paths that were not in any frame, of these types; gives the exit code.
    pub fn report_unmatched(&self, types: &EventTypes) -> Exit {
        let not_found = self.paths.not_found().into_iter();
        let unmatched = not_found.map(|written| report_unmatched(OPTION, written, types)).max();
        let in_wrapper = self.wrapper_paths.report_not_found_in_wrapper(OPTION);
        unmatched.unwrap_or_default().max(in_wrapper).max(self.report_uncompared(&self.expression))
    }

    /// Reports the literals that no value could be compared with; gives the exit code.
    fn report_uncompared(&self, expression: &Expression) -> Exit {
        match expression {
            Expression::All(parts) | Expression::Any(parts) => {
                parts.iter().map(|part| self.report_uncompared(part)).max().unwrap_or_default()
            }
            Expression::Not(inner) => self.report_uncompared(inner),
            Expression::Compare(operand, _, literal, compared) if compared.never_was() => {
                let written = match operand {
                    Operand::Path(index) => self.paths.written(*index),
                    Operand::Wrapper(index) => self.wrapper_paths.written(*index),
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

    /// Whether the frame meets the condition; `located` has its position. `arena` is for strings with escapes.
    ///
    /// # Errors
    /// Where an object on the way to a value, or a value that the answer needs, is broken.
    pub fn is_match(
        &self,
        envelope: Envelope<'_>,
        located: LocatedFrame<'_>,
        arena: &Arena,
    ) -> Result<bool, Error> {
        let row = self.paths.find(envelope.payload(), arena)?;
        let wrapper_row = self.wrapper_paths.find_in_wrapper(located.wrapper, arena)?;
        let shard = self.shard.as_ref();
        Evaluation { envelope, located, row, wrapper_row, shard, arena }.is_match(&self.expression)
    }
}

impl Expression {
    /// Whether any of its operands passes a test. Recurses as deep as it nests.
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

    /// Whether a frame may meet it, as far as its bytes show.
    fn may_match(&self, frame: &[u8]) -> bool {
        match self {
            Expression::All(parts) => parts.iter().all(|part| part.may_match(frame)),
            Expression::Any(parts) => parts.iter().any(|part| part.may_match(frame)),
            Expression::Matches(Operand::Path(_) | Operand::EventName, pattern) => pattern.may_match(frame),
            _ => true,
        }
    }
}
