//! Evaluates a condition on a frame.

use std::cmp::Ordering;

use zerocord::view::FromJson;
use zerocord::{Arena, Envelope, Error, EventName, RawValue, ValueKind};

use super::literal::{Literal, Number, Scalar};
use super::unlisted::Unlisted;
use super::{Compared, Comparison, Expression, Operand};
use crate::input::lines::LocatedFrame;
use crate::question::paths::{PathResult, PathRow, any_in_elements};
use crate::question::shard::{ShardReader, recorded_shard};
use crate::question::values::checked_bytes;

/// A frame on which a condition is evaluated, with the values that its paths have.
pub struct Evaluation<'p, 'a> {
    pub envelope: Envelope<'a>,
    pub located: LocatedFrame<'a>,
    /// The values in the payload; `None` if the payload is not an object.
    pub row: Option<PathRow<'p, 'a>>,
    /// The values in the object around the frame.
    pub wrapper_row: Option<PathRow<'p, 'a>>,
    pub shard: Option<&'p ShardReader>,
    pub unlisted: &'p [Unlisted],
    pub arena: &'a Arena,
}

/// The value of an operand.
#[derive(Clone, Copy)]
enum Item<'a> {
    Raw(RawValue<'a>),
    Number(u64),
    Name(EventName<'a>),
    Text(&'a str),
}

impl<'p, 'a> Evaluation<'p, 'a> {
    /// Whether the frame matches the expression. The recursion is as deep as the expression nests.
    ///
    /// # Errors
    /// See [`Condition::is_match`](super::Condition::is_match).
    pub fn is_match(&self, expression: &Expression) -> Result<bool, Error> {
        match expression {
            Expression::All(parts) => {
                for part in parts {
                    if !self.is_match(part)? {
                        return Ok(false);
                    }
                }
                Ok(true)
            }
            Expression::Any(parts) => {
                for part in parts {
                    if self.is_match(part)? {
                        return Ok(true);
                    }
                }
                Ok(false)
            }
            Expression::Not(inner) => Ok(!self.is_match(inner)?),
            Expression::Compare(operand, Comparison::Equal, literal, compared) => {
                self.equals(*operand, literal, Some(compared))
            }
            Expression::Compare(operand, Comparison::Unequal, literal, compared) => {
                Ok(!self.equals(*operand, literal, Some(compared))?)
            }
            Expression::Compare(operand, comparison, literal, compared) => {
                self.any_scalar(*operand, |scalar| {
                    let order = literal.compare(scalar);
                    compared.note(order.is_some());
                    order.is_some_and(|order| comparison.accepts(order))
                })
            }
            Expression::In(operand, literals) => {
                for literal in literals {
                    if self.equals(*operand, literal, None)? {
                        return Ok(true);
                    }
                }
                Ok(false)
            }
            Expression::Contains(operand, literal) => self.contains(*operand, literal),
            Expression::Matches(operand, pattern) => self.any_scalar(*operand, |scalar| match scalar {
                Scalar::Text(text) => pattern.is_match(text),
                Scalar::Number(Number::Whole(whole)) => pattern.is_match(&whole.to_string()),
                Scalar::Number(Number::Float(float)) => pattern.is_match(&float.to_string()),
                Scalar::Boolean(_) => false,
            }),
            Expression::Exists(operand) => self.exists(*operand),
        }
    }

    fn equals(
        &self,
        operand: Operand,
        literal: &Literal,
        compared: Option<&Compared>,
    ) -> Result<bool, Error> {
        // A string can always equal a string.
        let compared = compared.filter(|_| matches!(literal, Literal::Number(..) | Literal::Time(..)));
        match literal {
            Literal::Null => Ok(!self.exists(operand)?),
            literal => self.any_scalar(operand, |scalar| {
                if let Some(compared) = compared {
                    compared.note(literal.compare(scalar).is_some());
                }
                let is_equal = literal.equals(scalar);
                if is_equal {
                    self.note_equal(operand, literal);
                }
                is_equal
            }),
        }
    }

    /// Records that a value is equal to a literal, which the table may not list.
    #[inline]
    fn note_equal(&self, operand: Operand, literal: &Literal) {
        if let Operand::Path(path) = operand {
            self.unlisted.iter().for_each(|unlisted| unlisted.note(path, literal));
        }
    }

    fn exists(&self, operand: Operand) -> Result<bool, Error> {
        self.any_item(operand, &mut |item| match item {
            Item::Raw(value) => Ok(!value.is_null()?),
            Item::Number(_) | Item::Name(_) | Item::Text(_) => Ok(true),
        })
    }

    fn contains(&self, operand: Operand, literal: &Literal) -> Result<bool, Error> {
        let needle = literal.needle().unwrap_or_default().as_bytes();
        self.any_item(operand, &mut |item| match item {
            Item::Raw(value) if value.kind()? == ValueKind::Array => {
                any_in_elements(value, &[], &mut |element| {
                    let is_equal = self.test(Item::Raw(element), &|scalar| literal.equals(scalar))?;
                    if is_equal {
                        self.note_equal(operand, literal);
                    }
                    Ok(is_equal)
                })
            }
            item => self.test(item, &|scalar| match scalar {
                Scalar::Text(text) => memchr::memmem::find(text.as_bytes(), needle).is_some(),
                Scalar::Boolean(_) | Scalar::Number(_) => false,
            }),
        })
    }

    /// Whether `test` is true for any value of the operand; if it is a list, for any element.
    fn any_scalar(&self, operand: Operand, test: impl Fn(Scalar<'_>) -> bool) -> Result<bool, Error> {
        self.any_item(operand, &mut |item| match item {
            Item::Raw(value) if value.kind()? == ValueKind::Array => {
                any_in_elements(value, &[], &mut |element| self.test(Item::Raw(element), &test))
            }
            item => self.test(item, &test),
        })
    }

    /// Whether `test` is true for any value of the operand. Lists at its end are passed to `test` as a whole.
    fn any_item(
        &self,
        operand: Operand,
        test: &mut dyn FnMut(Item<'a>) -> Result<bool, Error>,
    ) -> Result<bool, Error> {
        let of_path =
            |row: &Option<PathRow<'p, 'a>>, index: usize, test: &mut dyn FnMut(Item<'a>) -> _| match row
                .as_ref()
                .map_or(Ok(PathResult::Absent), |row| row.get(index))?
            {
                PathResult::Value(value) => test(Item::Raw(value)),
                PathResult::Absent | PathResult::NoWay(_) => Ok(false),
                PathResult::Elements(list, keys) => {
                    any_in_elements(list, keys, &mut |value| test(Item::Raw(value)))
                }
            };
        let item = match operand {
            Operand::Path(index) => return of_path(&self.row, index, test),
            Operand::Wrapper(index) => return of_path(&self.wrapper_row, index, test),
            Operand::RecordedShard(index) => {
                return of_path(&self.wrapper_row, index, &mut |item| match item {
                    Item::Raw(value) => {
                        recorded_shard(value)?.map_or(Ok(false), |shard| test(Item::Raw(shard)))
                    }
                    item => test(item),
                });
            }
            Operand::EventName => self.envelope.event_name()?.map(Item::Name),
            Operand::Sequence => self.envelope.sequence()?.map(Item::Number),
            Operand::Opcode => self.envelope.opcode()?.map(|opcode| Item::Number(opcode.number())),
            Operand::Bytes => Some(Item::Number(self.located.frame.len() as u64)),
            Operand::File => Some(Item::Text(self.located.file)),
            Operand::Line => Some(Item::Number(self.located.line_of_file())),
            Operand::Shard => {
                let shard = self.shard.map_or(Ok(None), |shard| shard.read(self.envelope, self.arena))?;
                shard.map(Item::Number)
            }
        };
        item.map_or(Ok(false), test)
    }

    /// Whether `test` is true for the value; false for null, objects and lists.
    fn test(&self, item: Item<'a>, test: &dyn Fn(Scalar<'_>) -> bool) -> Result<bool, Error> {
        let value = match item {
            Item::Number(number) => return Ok(test(Scalar::Number(Number::Whole(number.into())))),
            Item::Name(name) => return Ok(test(Scalar::Text(&name.text()?))),
            Item::Text(text) => return Ok(test(Scalar::Text(text))),
            Item::Raw(value) => value,
        };
        Ok(match value.kind()? {
            ValueKind::String => test(Scalar::Text(<&str>::from_json(value, self.arena)?)),
            ValueKind::Bool => test(Scalar::Boolean(bool::from_json(value, self.arena)?)),
            ValueKind::Number => {
                let text = std::str::from_utf8(checked_bytes(value)?).unwrap_or_default();
                Number::parse(text).is_some_and(|number| test(Scalar::Number(number)))
            }
            ValueKind::Null => {
                value.is_null()?;
                false
            }
            ValueKind::Object | ValueKind::Array => false,
        })
    }
}

impl Comparison {
    /// Whether the comparison is true for a value with this order relative to the literal.
    fn accepts(self, order: Ordering) -> bool {
        match self {
            Comparison::Equal => order.is_eq(),
            Comparison::Unequal => order.is_ne(),
            Comparison::Less => order.is_lt(),
            Comparison::LessOrEqual => order.is_le(),
            Comparison::Greater => order.is_gt(),
            Comparison::GreaterOrEqual => order.is_ge(),
        }
    }
}
