//! Splits a condition into tokens.

use super::literal::Number;
use crate::question::pointed::Pointed;
use crate::question::time::WrittenTime;

/// A token and the offset of its first byte.
#[derive(Clone, Debug, PartialEq)]
pub struct Token {
    pub kind: TokenKind,
    pub at: usize,
    /// The source of the token.
    pub text: String,
}

#[derive(Clone, Debug, PartialEq)]
pub enum TokenKind {
    Path(String),
    /// The content of a string in quotes, with escapes resolved.
    Text(String),
    Number(Number),
    True,
    False,
    Null,
    And,
    Or,
    Not,
    In,
    Contains,
    Exists,
    Is,
    Matches,
    MatchesNot,
    /// The source of a regular expression, and its flags.
    Regex(String, String),
    Equal,
    Unequal,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Open,
    Close,
    Comma,
    End,
}

/// Splits a condition into tokens; the last is [`TokenKind::End`].
///
/// # Errors
/// A character cannot start a token, a quote is not closed, or a number or an escape is malformed.
pub fn tokens(source: &str) -> Result<Vec<Token>, Pointed> {
    let mut tokens = Vec::new();
    let mut at = 0;
    loop {
        at += source[at..].len() - source[at..].trim_start().len();
        // Elsewhere a slash starts a path.
        let wants_regex =
            matches!(tokens.last(), Some(Token { kind: TokenKind::Matches | TokenKind::MatchesNot, .. }));
        let (kind, len) = match wants_regex && source[at..].starts_with('/') {
            true => slashed(source, at)?,
            false => token(source, at)?,
        };
        tokens.push(Token { text: source[at..at + len].to_owned(), at, kind });
        if len == 0 {
            return Ok(tokens);
        }
        at += len;
    }
}

/// The token at `at` and its length in bytes, which is 0 only at the end.
fn token(source: &str, at: usize) -> Result<(TokenKind, usize), Pointed> {
    let rest = &source[at..];
    let Some(first) = rest.chars().next() else { return Ok((TokenKind::End, 0)) };
    for (sign, kind) in [
        ("<=", TokenKind::LessOrEqual),
        (">=", TokenKind::GreaterOrEqual),
        ("!=", TokenKind::Unequal),
        ("!~", TokenKind::MatchesNot),
        ("=~", TokenKind::Matches),
        ("~", TokenKind::Matches),
        ("==", TokenKind::Equal),
        ("=", TokenKind::Equal),
        ("<", TokenKind::Less),
        (">", TokenKind::Greater),
        ("(", TokenKind::Open),
        (")", TokenKind::Close),
        (",", TokenKind::Comma),
    ] {
        if rest.starts_with(sign) {
            return Ok((kind, sign.len()));
        }
    }
    match first {
        '"' | '\'' => quoted(source, at, first).map(|(text, len)| (TokenKind::Text(text), len)),
        '`' => match rest[1..].find('`') {
            Some(len) => Ok((TokenKind::Path(rest[1..=len].to_owned()), len + 2)),
            None => Err(Pointed::new("the path has no closing backquote", source, at)),
        },
        '0'..='9' | '-' => {
            let is_part = |char: char| char.is_alphanumeric() || "+-._:".contains(char);
            let len = rest.find(|char| !is_part(char)).unwrap_or(rest.len());
            match Number::parse(&rest[..len]) {
                Some(number) => Ok((TokenKind::Number(number), len)),
                None if WrittenTime::parse(&rest[..len]).is_some() => {
                    Ok((TokenKind::Text(rest[..len].to_owned()), len))
                }
                None => {
                    let message =
                        format!("`{}` is neither a number nor a time; strings go in quotes", &rest[..len]);
                    Err(Pointed::new(message, source, at))
                }
            }
        }
        _ if is_in_word(first) => {
            let len = path_len(rest);
            Ok((keyword_or_path(&rest[..len]), len))
        }
        _ => Err(Pointed::new(format!("`{first}` cannot start a part of a condition"), source, at)),
    }
}

/// The regular expression whose opening slash is at `at`, and its length in bytes with slashes and flags.
fn slashed(source: &str, at: usize) -> Result<(TokenKind, usize), Pointed> {
    let mut expression = String::new();
    let mut chars = source[at..].char_indices().skip(1);
    while let Some((index, char)) = chars.next() {
        match char {
            '/' => {
                let rest = &source[at + index + 1..];
                let len = rest.find(|char: char| !char.is_ascii_alphabetic()).unwrap_or(rest.len());
                let kind = TokenKind::Regex(expression, rest[..len].to_owned());
                return Ok((kind, index + 1 + len));
            }
            '\\' => {
                let escaped = chars.next().map(|(_, char)| char);
                // Only an escaped slash loses its backslash.
                expression.extend((escaped != Some('/')).then_some('\\').into_iter().chain(escaped));
            }
            _ => expression.push(char),
        }
    }
    Err(Pointed::new("the regular expression has no closing slash", source, at))
}

fn is_in_word(char: char) -> bool {
    char.is_alphanumeric() || matches!(char, '_' | '.' | '$' | '-' | '[' | ']' | '*' | '/' | '#')
}

/// The length of the path or keyword at the start of `rest`, including keys in brackets and quotes, as in
/// `author["id"]`.
fn path_len(rest: &str) -> usize {
    let mut at = 0;
    loop {
        at += rest[at..].find(|char| !is_in_word(char)).unwrap_or(rest.len() - at);
        let quoted = ['"', '\''].into_iter().find(|quote| rest[at..].starts_with(*quote));
        let key = quoted.filter(|_| rest[..at].ends_with('[')).and_then(|quote| {
            let key = rest[at + 1..].find(quote)?;
            rest[at + key + 2..].starts_with(']').then_some(key)
        });
        match key {
            Some(key) => at += key + 3,
            None => return at,
        }
    }
}

fn keyword_or_path(word: &str) -> TokenKind {
    match word {
        "and" | "AND" => TokenKind::And,
        "or" | "OR" => TokenKind::Or,
        "not" | "NOT" => TokenKind::Not,
        "in" | "IN" => TokenKind::In,
        "contains" | "CONTAINS" => TokenKind::Contains,
        "exists" | "EXISTS" => TokenKind::Exists,
        "is" | "IS" => TokenKind::Is,
        "true" => TokenKind::True,
        "false" => TokenKind::False,
        "null" => TokenKind::Null,
        path => TokenKind::Path(path.to_owned()),
    }
}

/// The string whose opening quote is at `at`, and its length in bytes with the quotes.
fn quoted(source: &str, at: usize, quote: char) -> Result<(String, usize), Pointed> {
    let mut text = String::new();
    let mut chars = source[at..].char_indices().skip(1);
    while let Some((index, char)) = chars.next() {
        match char {
            _ if char == quote => return Ok((text, index + 1)),
            '\\' => match chars.next() {
                Some((_, 'n')) => text.push('\n'),
                Some((_, 't')) => text.push('\t'),
                Some((_, char @ ('\\' | '"' | '\''))) => text.push(char),
                _ => {
                    let message = "a backslash must be followed by n, t, a quote or a backslash";
                    return Err(Pointed::new(message, source, at + index));
                }
            },
            _ => text.push(char),
        }
    }
    Err(Pointed::new("the string has no closing quote", source, at))
}
