//! Parses the tokens of a condition: `or` binds loosest, then `and`, then `not`.

use zerocord_schema::Kind;

use super::literal::Literal;
use super::token::{Token, TokenKind, tokens};
use super::typed::{check_contains, typed};
use super::unlisted::Unlisted;
use super::{Compared, Comparison, Expression, Operand};
use crate::question::event_types::{EventTypes, PathTypes};
use crate::question::events::UnknownEvents;
use crate::question::paths::PathList;
use crate::question::pattern::{Flags, Pattern};
use crate::question::pointed::Pointed;
use crate::question::spelling::{Names, PathTarget, normalize};
use crate::question::time::NumberUnit;

/// The maximum nesting of parentheses and `not`.
const DEPTH_MAX: usize = 64;

/// A parsed condition.
pub struct Parsed {
    pub expression: Expression,
    /// Its paths into the payload.
    pub paths: PathList,
    /// Its paths into the object around the frame.
    pub wrapper_paths: PathList,
    /// The event names in it that zerocord does not know.
    pub unknown_events: UnknownEvents,
    /// The literals in it that the table does not list.
    pub unlisted: Vec<Unlisted>,
}

/// Parses a condition on payloads of these types.
///
/// # Errors
/// The condition is invalid, or no payload can match it. The error has the position.
pub fn parse(source: &str, types: &EventTypes, names: &Names) -> Result<Parsed, Pointed> {
    let tokens = tokens(source)?;
    let (paths, wrapper_paths) = (PathList::default(), PathList::default());
    let (unknown_events, unlisted) = (UnknownEvents::default(), Vec::new());
    let mut parser = Parser {
        source,
        types,
        names,
        tokens,
        at: 0,
        paths,
        wrapper_paths,
        unknown_events,
        unlisted,
        depth: 0,
    };
    let expression = parser.any_of()?;
    match parser.peek() {
        TokenKind::End => Ok(Parsed {
            expression,
            paths: parser.paths,
            wrapper_paths: parser.wrapper_paths,
            unknown_events: parser.unknown_events,
            unlisted: parser.unlisted,
        }),
        TokenKind::Close => Err(parser.fault("this parenthesis was not opened")),
        _ => Err(parser.expected("`and`, `or` or the end")),
    }
}

struct Parser<'s> {
    source: &'s str,
    types: &'s EventTypes,
    names: &'s Names,
    /// The last token is [`TokenKind::End`].
    tokens: Vec<Token>,
    at: usize,
    paths: PathList,
    wrapper_paths: PathList,
    unknown_events: UnknownEvents,
    unlisted: Vec<Unlisted>,
    depth: usize,
}

impl Parser<'_> {
    fn peek(&self) -> &TokenKind {
        &self.tokens[self.at].kind
    }

    /// Returns the next token and advances, except at the end.
    fn next(&mut self) -> Token {
        let token = self.tokens[self.at].clone();
        self.at = (self.at + 1).min(self.tokens.len() - 1);
        token
    }

    fn skip(&mut self, kind: &TokenKind) -> bool {
        let is_there = self.peek() == kind;
        if is_there {
            self.next();
        }
        is_there
    }

    fn fault(&self, message: impl Into<String>) -> Pointed {
        Pointed::new(message, self.source, self.tokens[self.at].at)
    }

    fn expected(&self, wanted: &str) -> Pointed {
        let found = &self.tokens[self.at];
        match found.kind {
            TokenKind::End => self.fault(format!("expected {wanted}, found the end")),
            _ => self.fault(format!("expected {wanted}, found `{}`", found.text)),
        }
    }

    fn any_of(&mut self) -> Result<Expression, Pointed> {
        let mut parts = vec![self.all_of()?];
        while self.skip(&TokenKind::Or) {
            parts.push(self.all_of()?);
        }
        Ok(if parts.len() == 1 { parts.remove(0) } else { Expression::Any(parts) })
    }

    fn all_of(&mut self) -> Result<Expression, Pointed> {
        let mut parts = vec![self.term()?];
        while self.skip(&TokenKind::And) {
            parts.push(self.term()?);
        }
        Ok(if parts.len() == 1 { parts.remove(0) } else { Expression::All(parts) })
    }

    fn term(&mut self) -> Result<Expression, Pointed> {
        self.depth += 1;
        if self.depth > DEPTH_MAX {
            return Err(
                self.fault(format!("parentheses and `not` can be nested {DEPTH_MAX} levels deep at most"))
            );
        }
        let term = if self.skip(&TokenKind::Not) {
            self.term().map(|term| Expression::Not(Box::new(term)))
        } else if self.skip(&TokenKind::Open) {
            let inner = self.any_of()?;
            if !self.skip(&TokenKind::Close) {
                return Err(self.expected("`)`"));
            }
            Ok(inner)
        } else {
            self.test()
        };
        self.depth -= 1;
        term
    }

    fn test(&mut self) -> Result<Expression, Pointed> {
        let TokenKind::Path(path) = self.peek().clone() else {
            return Err(self.expected("a path such as author.id, `not` or `(`"));
        };
        let operand = self.operand(&path)?;
        let path_at = self.at;
        self.next();
        let is_negated = self.peek() == &TokenKind::Not && self.skip(&TokenKind::Not);
        let comparison = match self.peek() {
            TokenKind::Equal if !is_negated => Comparison::Equal,
            TokenKind::Unequal if !is_negated => Comparison::Unequal,
            TokenKind::Less if !is_negated => Comparison::Less,
            TokenKind::LessOrEqual if !is_negated => Comparison::LessOrEqual,
            TokenKind::Greater if !is_negated => Comparison::Greater,
            TokenKind::GreaterOrEqual if !is_negated => Comparison::GreaterOrEqual,
            TokenKind::Matches | TokenKind::MatchesNot => {
                let is_negated = is_negated != (self.peek() == &TokenKind::MatchesNot);
                self.next();
                return Ok(negated(Expression::Matches(operand, Box::new(self.pattern()?)), is_negated));
            }
            TokenKind::In => {
                self.next();
                let list = Expression::In(operand, self.list(operand)?);
                return Ok(negated(list, is_negated));
            }
            TokenKind::Contains => {
                self.next();
                let at = self.at;
                let literal = self.literal()?;
                if literal.needle().is_none() {
                    self.at = at;
                    return Err(self.expected("a string or a number"));
                }
                if let Operand::Path(index) = operand
                    && let PathTypes::Known(kinds) = self.types.of_path(self.paths.path(index))
                {
                    if let Err(message) = check_contains(&literal, &kinds) {
                        self.at = at;
                        return Err(self.fault(message));
                    }
                    // The elements of a list are compared; a string may contain anything.
                    if kinds.iter().any(|kind| matches!(kind, Kind::Array(_))) {
                        self.unlisted.extend(Unlisted::new(index, &literal, &kinds));
                    }
                }
                return Ok(negated(Expression::Contains(operand, literal), is_negated));
            }
            TokenKind::Exists => {
                self.next();
                return Ok(negated(Expression::Exists(operand), is_negated));
            }
            TokenKind::Is if !is_negated => {
                self.next();
                let is_negated = self.skip(&TokenKind::Not);
                let literal = self.typed_literal(operand, false)?;
                return Ok(negated(
                    Expression::Compare(operand, Comparison::Equal, literal, Compared::default()),
                    is_negated,
                ));
            }
            TokenKind::And | TokenKind::Or | TokenKind::Close | TokenKind::End if !is_negated => {
                let literal = self.typed(Literal::Boolean(true), operand, false, path_at)?;
                return Ok(Expression::Compare(operand, Comparison::Equal, literal, Compared::default()));
            }
            _ if is_negated => return Err(self.expected("`in`, `contains`, `~` or `exists`")),
            _ => return Err(self.expected("=, !=, <, <=, >, >=, ~, `is`, `in`, `contains` or `exists`")),
        };
        self.next();
        let at = self.at;
        let has_order = !matches!(comparison, Comparison::Equal | Comparison::Unequal);
        if has_order && matches!(self.peek(), TokenKind::True | TokenKind::False | TokenKind::Null) {
            self.at = at;
            return Err(self.expected("a number or a string, which have an order"));
        }
        let literal = self.typed_literal(operand, has_order)?;
        Ok(Expression::Compare(operand, comparison, literal, Compared::default()))
    }

    /// The operand for a path.
    fn operand(&mut self, written: &str) -> Result<Operand, Pointed> {
        let path = normalize(written).map_err(|fault| self.fault(fault.message()))?;
        Ok(match PathTarget::of(&path, self.names).map_err(|message| self.fault(message))? {
            PathTarget::EventName => Operand::EventName,
            PathTarget::Sequence => Operand::Sequence,
            PathTarget::Opcode => Operand::Opcode,
            PathTarget::Bytes => Operand::Bytes,
            PathTarget::File => Operand::File,
            PathTarget::Line => Operand::Line,
            PathTarget::Shard => Operand::Shard,
            PathTarget::Payload => {
                return Err(
                    self.fault("the payload as a whole cannot be compared; use a path to one of its keys")
                );
            }
            PathTarget::RecordedShard(path) => {
                Operand::RecordedShard(self.wrapper_paths.index_of(path, written))
            }
            PathTarget::Wrapper(path) => Operand::Wrapper(self.wrapper_paths.index_of(path, written)),
            PathTarget::Path(path) => {
                if let PathTypes::Impossible(message) = self.types.of_path(path) {
                    return Err(self.fault(message));
                }
                Operand::Path(self.paths.index_of(path, written))
            }
        })
    }

    /// Parses the next regular expression.
    fn pattern(&mut self) -> Result<Pattern, Pointed> {
        let (source, flags) = match self.peek() {
            TokenKind::Regex(source, flags) => (source.clone(), Flags::parse(flags)),
            TokenKind::Text(source) => (source.clone(), Ok(Flags::default())),
            _ => return Err(self.expected("a regular expression such as /free.*nitro/i")),
        };
        let flags = flags.map_err(|letter| {
            self.fault(format!(
                "`{letter}` is not a flag of a regular expression; the flags are i, m, s and x"
            ))
        })?;
        let pattern = Pattern::new(&source, flags).map_err(|fault| self.fault(fault.message()))?;
        self.next();
        Ok(pattern)
    }

    fn list(&mut self, operand: Operand) -> Result<Vec<Literal>, Pointed> {
        if !self.skip(&TokenKind::Open) {
            return Err(self.expected("`(` and the values, separated by commas"));
        }
        let mut literals = vec![self.typed_literal(operand, false)?];
        while self.skip(&TokenKind::Comma) {
            literals.push(self.typed_literal(operand, false)?);
        }
        if !self.skip(&TokenKind::Close) {
            return Err(self.expected("`,` or `)`"));
        }
        Ok(literals)
    }

    /// Parses the next literal, converted for comparison with the values of the operand.
    fn typed_literal(&mut self, operand: Operand, has_order: bool) -> Result<Literal, Pointed> {
        let at = self.at;
        let literal = self.literal()?;
        self.typed(literal, operand, has_order, at)
    }

    /// Converts a literal for comparison with the values of the operand; errors are at the token `at`.
    fn typed(
        &mut self,
        literal: Literal,
        operand: Operand,
        has_order: bool,
        at: usize,
    ) -> Result<Literal, Pointed> {
        let typed = match operand {
            Operand::Path(index) => match self.types.of_path(self.paths.path(index)) {
                PathTypes::Known(kinds) => {
                    let typed = typed(literal, &kinds, has_order);
                    if !has_order && let Ok(literal) = &typed {
                        self.unlisted.extend(Unlisted::new(index, literal, &kinds));
                    }
                    typed
                }
                PathTypes::Unknown(_) | PathTypes::Impossible(_) => Ok(literal),
            },
            // The types of the values that a recorder writes are unknown, but its numbers are not snowflakes.
            Operand::Wrapper(_) | Operand::RecordedShard(_) => Ok(match literal {
                Literal::Text { text, time: Some(time) } => Literal::Time(time, NumberUnit::Recorder, text),
                literal => literal,
            }),
            Operand::EventName => {
                let literal = match literal {
                    Literal::Text { text, .. } if !has_order => Literal::text(self.unknown_events.add(&text)),
                    literal => literal,
                };
                typed(literal, &[Kind::Text], has_order)
            }
            Operand::File => typed(literal, &[Kind::Text], has_order),
            Operand::Sequence | Operand::Opcode | Operand::Bytes | Operand::Line | Operand::Shard => {
                typed(literal, &[Kind::Integer], has_order)
            }
        };
        typed.map_err(|message| {
            self.at = at;
            self.fault(message)
        })
    }

    fn literal(&mut self) -> Result<Literal, Pointed> {
        let literal = match self.peek() {
            TokenKind::Text(text) => Literal::text(text.clone()),
            TokenKind::Number(number) => Literal::Number(*number, self.tokens[self.at].text.clone()),
            TokenKind::True => Literal::Boolean(true),
            TokenKind::False => Literal::Boolean(false),
            TokenKind::Null => Literal::Null,
            TokenKind::Path(path) => {
                return Err(self.fault(format!("expected a value, found `{path}`; strings go in quotes")));
            }
            _ => return Err(self.expected("a value: a number, a string in quotes, true, false or null")),
        };
        self.next();
        Ok(literal)
    }
}

fn negated(expression: Expression, is_negated: bool) -> Expression {
    if is_negated { Expression::Not(Box::new(expression)) } else { expression }
}
