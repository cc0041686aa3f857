//! Conditions on a frame: the small language of `--where`.
//!
//! A condition is read once ([`parse`]) and then asked of each frame: all its paths are found in one pass over the
//! payload that stops at the last, and no value is read that the answer does not need.

mod asked;
mod literal;
mod parse;
mod token;

use zerocord::{Arena, Envelope, Error, ValueKind};

use crate::paths::Paths;
use crate::pointed::Pointed;
use asked::Asked;
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
    edited_timestamp exists                there, and not null
    author.bot                             short for author.bot = true
  Values are numbers, texts in quotes of either kind, true, false and null. Snowflakes are
  compared as numbers, be they written as numbers or as texts, there or here. Where a list stands
  on the way or at the end, one of its elements must do: `mentions.id = 5` asks for any mention.
  What is absent is null, and so is all behind it. Of the envelope there are $t, $s and $op. A path
  with odd characters stands in backquotes.
"
    };
}
pub(crate) use help;

/// A condition, ready to be asked.
#[derive(Debug)]
pub struct Condition {
    expression: Expression,
    paths: Paths,
}

#[derive(Debug)]
enum Expression {
    All(Vec<Expression>),
    Any(Vec<Expression>),
    Not(Box<Expression>),
    Compare(Operand, Comparison, Literal),
    In(Operand, Vec<Literal>),
    Contains(Operand, Literal),
    Exists(Operand),
}

#[derive(Clone, Copy, Debug)]
enum Operand {
    /// The path of this index.
    Path(usize),
    EventName,
    Sequence,
    Opcode,
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

impl Condition {
    /// # Errors
    /// Where the condition makes no sense, with the place.
    pub fn new(source: &str) -> Result<Condition, Pointed> {
        let (expression, paths) = parse::parse(source)?;
        let paths = Paths::new(&paths).map_err(|error| {
            Pointed::new(error.to_string(), source, source.find(error.path()).unwrap_or(0))
        })?;
        Ok(Condition { expression, paths })
    }

    /// Whether the frame meets the condition. `arena` is for texts with escapes.
    ///
    /// # Errors
    /// Where an object on the way to a value, or a value that the answer needs, is broken.
    pub fn is_met(&self, envelope: Envelope<'_>, arena: &Arena) -> Result<bool, Error> {
        let payload = envelope.payload();
        let is_object = payload.kind()? == ValueKind::Object && !self.paths.is_empty();
        let row = if is_object { Some(self.paths.find(payload)?) } else { None };
        Asked::new(envelope, row, arena).is_met(&self.expression)
    }
}
