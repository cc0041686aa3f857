//! A condition from its words: `or` binds loosest, then `and`, then `not`.

use super::literal::Literal;
use super::token::{Kind, Token, tokens};
use super::{Comparison, Expression, Operand};
use crate::pointed::Pointed;

/// Brackets and `not` nest as deep.
const DEPTH_MAX: usize = 64;

/// Reads a condition; gives its paths too, in the order of their first use.
///
/// # Errors
/// With the place where the condition stops making sense.
pub fn parse(source: &str) -> Result<(Expression, Vec<String>), Pointed> {
    let mut parser = Parser { source, tokens: tokens(source)?, at: 0, paths: Vec::new(), depth: 0 };
    let expression = parser.any_of()?;
    match parser.peek() {
        Kind::End => Ok((expression, parser.paths)),
        Kind::Close => Err(parser.fault("this bracket closes nothing")),
        _ => Err(parser.expected("`and`, `or` or the end")),
    }
}

struct Parser<'s> {
    source: &'s str,
    /// The last is the end.
    tokens: Vec<Token>,
    at: usize,
    paths: Vec<String>,
    depth: usize,
}

impl Parser<'_> {
    fn peek(&self) -> &Kind {
        &self.tokens[self.at].kind
    }

    /// Steps over the next word; stays at the end.
    fn next(&mut self) -> Token {
        let token = self.tokens[self.at].clone();
        self.at = (self.at + 1).min(self.tokens.len() - 1);
        token
    }

    fn skip(&mut self, kind: &Kind) -> bool {
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
            Kind::End => self.fault(format!("expected {wanted}, found the end")),
            _ => self.fault(format!("expected {wanted}, found `{}`", found.text)),
        }
    }

    fn any_of(&mut self) -> Result<Expression, Pointed> {
        let mut parts = vec![self.all_of()?];
        while self.skip(&Kind::Or) {
            parts.push(self.all_of()?);
        }
        Ok(if parts.len() == 1 { parts.remove(0) } else { Expression::Any(parts) })
    }

    fn all_of(&mut self) -> Result<Expression, Pointed> {
        let mut parts = vec![self.term()?];
        while self.skip(&Kind::And) {
            parts.push(self.term()?);
        }
        Ok(if parts.len() == 1 { parts.remove(0) } else { Expression::All(parts) })
    }

    fn term(&mut self) -> Result<Expression, Pointed> {
        self.depth += 1;
        if self.depth > DEPTH_MAX {
            return Err(self.fault(format!("brackets and `not` nest {DEPTH_MAX} deep at most")));
        }
        let term = if self.skip(&Kind::Not) {
            self.term().map(|term| Expression::Not(Box::new(term)))
        } else if self.skip(&Kind::Open) {
            let inner = self.any_of()?;
            if !self.skip(&Kind::Close) {
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
        let Kind::Path(path) = self.peek().clone() else {
            return Err(self.expected("a path such as author.id, `not` or `(`"));
        };
        let operand = self.operand(path)?;
        self.next();
        let is_negated = self.peek() == &Kind::Not && self.skip(&Kind::Not);
        let comparison = match self.peek() {
            Kind::Equal if !is_negated => Comparison::Equal,
            Kind::Unequal if !is_negated => Comparison::Unequal,
            Kind::Less if !is_negated => Comparison::Less,
            Kind::LessOrEqual if !is_negated => Comparison::LessOrEqual,
            Kind::Greater if !is_negated => Comparison::Greater,
            Kind::GreaterOrEqual if !is_negated => Comparison::GreaterOrEqual,
            Kind::In => {
                self.next();
                let list = Expression::In(operand, self.list()?);
                return Ok(negated(list, is_negated));
            }
            Kind::Contains => {
                self.next();
                let at = self.at;
                let literal = self.literal()?;
                if literal.needle().is_none() {
                    self.at = at;
                    return Err(self.expected("a text or a number"));
                }
                return Ok(negated(Expression::Contains(operand, literal), is_negated));
            }
            Kind::Exists => {
                self.next();
                return Ok(negated(Expression::Exists(operand), is_negated));
            }
            Kind::And | Kind::Or | Kind::Close | Kind::End if !is_negated => {
                return Ok(Expression::Compare(operand, Comparison::Equal, Literal::Boolean(true)));
            }
            _ if is_negated => return Err(self.expected("`in`, `contains` or `exists`")),
            _ => return Err(self.expected("=, !=, <, <=, >, >=, `in`, `contains` or `exists`")),
        };
        self.next();
        let at = self.at;
        let literal = self.literal()?;
        let has_order = matches!(literal, Literal::Number(..) | Literal::Text { .. });
        if !has_order && !matches!(comparison, Comparison::Equal | Comparison::Unequal) {
            self.at = at;
            return Err(self.expected("a number or a text, which have an order"));
        }
        Ok(Expression::Compare(operand, comparison, literal))
    }

    /// The operand that a path names.
    fn operand(&mut self, path: String) -> Result<Operand, Pointed> {
        match path.as_str() {
            "$t" => return Ok(Operand::EventName),
            "$s" => return Ok(Operand::Sequence),
            "$op" => return Ok(Operand::Opcode),
            _ if path.starts_with('$') => {
                return Err(
                    self.fault(format!("the envelope has no `{path}` to compare: there are $t, $s and $op"))
                );
            }
            _ => {}
        }
        if path.split('.').any(str::is_empty) {
            return Err(self.fault("a key of the path is empty"));
        }
        let index = self.paths.iter().position(|known| *known == path).unwrap_or_else(|| {
            self.paths.push(path);
            self.paths.len() - 1
        });
        Ok(Operand::Path(index))
    }

    fn list(&mut self) -> Result<Vec<Literal>, Pointed> {
        if !self.skip(&Kind::Open) {
            return Err(self.expected("`(` and the values, with commas between them"));
        }
        let mut literals = vec![self.literal()?];
        while self.skip(&Kind::Comma) {
            literals.push(self.literal()?);
        }
        if !self.skip(&Kind::Close) {
            return Err(self.expected("`,` or `)`"));
        }
        Ok(literals)
    }

    fn literal(&mut self) -> Result<Literal, Pointed> {
        let literal = match self.peek() {
            Kind::Text(text) => Literal::text(text.clone()),
            Kind::Number(number) => Literal::Number(*number, self.tokens[self.at].text.clone()),
            Kind::True => Literal::Boolean(true),
            Kind::False => Literal::Boolean(false),
            Kind::Null => Literal::Null,
            Kind::Path(path) => {
                return Err(self.fault(format!("expected a value, found `{path}`; texts stand in quotes")));
            }
            _ => return Err(self.expected("a value: a number, a text in quotes, true, false or null")),
        };
        self.next();
        Ok(literal)
    }
}

fn negated(expression: Expression, is_negated: bool) -> Expression {
    if is_negated { Expression::Not(Box::new(expression)) } else { expression }
}
