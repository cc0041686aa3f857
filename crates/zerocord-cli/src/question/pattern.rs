//! Regular expressions, with the literals that every match contains.

use memchr::memmem::Finder;
use regex::{Regex, RegexBuilder};
use regex_syntax::hir::literal::{ExtractKind, Extractor, Seq};
use regex_syntax::hir::{Hir, HirKind};

use crate::question::pointed::Pointed;

/// The minimum length of a literal that is worth searching for, in bytes.
const LITERAL_LEN_MIN: usize = 2;

/// A compiled regular expression.
#[derive(Clone, Debug)]
pub struct Pattern {
    regex: Regex,
    literals: Option<Literals>,
}

/// The flags of a regular expression.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Flags {
    pub ignores_case: bool,
    pub is_multi_line: bool,
    pub dot_matches_newline: bool,
    pub ignores_whitespace: bool,
}

impl Flags {
    /// Parses the letters after a closing slash.
    ///
    /// # Errors
    /// The first letter that is not a flag.
    pub fn parse(letters: &str) -> Result<Flags, char> {
        let mut flags = Flags::default();
        for letter in letters.chars() {
            match letter {
                'i' => flags.ignores_case = true,
                'm' => flags.is_multi_line = true,
                's' => flags.dot_matches_newline = true,
                'x' => flags.ignores_whitespace = true,
                other => return Err(other),
            }
        }
        Ok(flags)
    }
}

impl Pattern {
    /// Compiles `source`.
    ///
    /// # Errors
    /// The expression is invalid. The error has the position.
    pub fn new(source: &str, flags: Flags) -> Result<Pattern, Pointed> {
        let mut parser = regex_syntax::ParserBuilder::new();
        parser
            .case_insensitive(flags.ignores_case)
            .multi_line(flags.is_multi_line)
            .dot_matches_new_line(flags.dot_matches_newline)
            .ignore_whitespace(flags.ignores_whitespace);
        let hir = parser.build().parse(source).map_err(|error| {
            let (message, at) = match &error {
                regex_syntax::Error::Parse(error) => (error.kind().to_string(), error.span().start.offset),
                regex_syntax::Error::Translate(error) => {
                    (error.kind().to_string(), error.span().start.offset)
                }
                error => (error.to_string(), 0),
            };
            Pointed::new(message, source, at)
        })?;
        let regex = RegexBuilder::new(source)
            .case_insensitive(flags.ignores_case)
            .multi_line(flags.is_multi_line)
            .dot_matches_new_line(flags.dot_matches_newline)
            .ignore_whitespace(flags.ignores_whitespace)
            .build()
            .map_err(|_| Pointed::new("the expression is too large", source, 0))?;
        Ok(Pattern { regex, literals: Literals::of(&hir) })
    }

    /// A pattern that matches `text` literally, ignoring case.
    ///
    /// # Errors
    /// The text is too long for an expression.
    pub fn ignoring_case(text: &str) -> Result<Pattern, Pointed> {
        Pattern::new(&regex::escape(text), Flags { ignores_case: true, ..Flags::default() })
            .map_err(|fault| Pointed::new(fault.message(), text, 0))
    }

    /// Whether the expression matches somewhere in `text`.
    #[inline]
    pub fn is_match(&self, text: &str) -> bool {
        self.regex.is_match(text)
    }

    /// Whether the expression may match a string of the frame. False only if it certainly does not.
    #[inline]
    pub fn may_match(&self, frame: &[u8]) -> bool {
        self.literals.as_ref().is_none_or(|literals| literals.may_be_in(frame))
    }
}

/// Literals of which every match contains at least one.
#[derive(Clone, Debug)]
struct Literals {
    any: regex::bytes::Regex,
    escape: Finder<'static>,
}

impl Literals {
    fn of(hir: &Hir) -> Option<Literals> {
        let literals = best(hir)?;
        let texts: Vec<&[u8]> = literals.literals()?.iter().map(|literal| literal.as_bytes()).collect();
        let alternatives: Vec<String> = texts.iter().map(|text| escaped(text)).collect();
        let any = regex::bytes::RegexBuilder::new(&alternatives.join("|")).unicode(false).build().ok()?;
        Some(Literals { any, escape: Finder::new(escape_of(&texts)) })
    }

    fn may_be_in(&self, frame: &[u8]) -> bool {
        self.any.is_match(frame) || self.escape.find(frame).is_some()
    }
}

/// A substring of every frame in which one of `texts` is spelled with a JSON escape: any character can be spelled
/// `\u0041`, and some can or must be spelled with a short escape.
pub fn escape_of(texts: &[&[u8]]) -> &'static [u8] {
    let is_short = |byte: &u8| b"\"\\/".contains(byte) || *byte < 0x20;
    let has_short_escapes = texts.iter().any(|text| text.iter().any(is_short));
    if has_short_escapes { br"\" } else { br"\u" }
}

/// A literal as a regular expression, byte by byte.
fn escaped(literal: &[u8]) -> String {
    literal.iter().map(|byte| format!(r"\x{byte:02x}")).collect()
}

/// The longest literals at the start, at the end or in the middle of every match.
fn best(hir: &Hir) -> Option<Seq> {
    let parts = match hir.kind() {
        HirKind::Concat(parts) => parts.as_slice(),
        HirKind::Capture(capture) => return best(&capture.sub),
        _ => &[],
    };
    let extract = |hir: &Hir, kind: ExtractKind| {
        let mut extractor = Extractor::new();
        let is_suffix = matches!(kind, ExtractKind::Suffix);
        let mut literals = extractor.kind(kind).extract(hir);
        match is_suffix {
            true => literals.optimize_for_suffix_by_preference(),
            false => literals.optimize_for_prefix_by_preference(),
        }
        literals
    };
    let whole = [extract(hir, ExtractKind::Prefix), extract(hir, ExtractKind::Suffix)];
    // The rest of the expression from each part on begins with literals too.
    let rests =
        (1..parts.len()).map(|from| extract(&Hir::concat(parts[from..].to_vec()), ExtractKind::Prefix));
    let is_usable = |literals: &Seq| literals.min_literal_len().is_some_and(|len| len >= LITERAL_LEN_MIN);
    whole.into_iter().chain(rests).filter(is_usable).max_by_key(Seq::min_literal_len)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(source: &str, flags: &str, text: &str, is_match: bool, may_match: bool) {
        let pattern = Pattern::new(source, Flags::parse(flags).unwrap()).unwrap();
        assert_eq!(pattern.is_match(text), is_match, "{source} in {text}");
        assert_eq!(pattern.may_match(text.as_bytes()), may_match, "{source} in {text}");
    }

    #[test]
    fn literals_reject_before_the_expression_is_searched() {
        check("foo.*bar", "", "a foo or bar", true, true);
        check("foo.*bar", "", "nothing", false, false);
        check("foo.*bar", "", "FOO BAR", false, false);
        check("foo.*bar", "i", "FOO bar", true, true);
        check("foo.*bar", "i", "nothing", false, false);
        check("a.*longer", "", "a so", false, false);
        check(r"\d+ euros?", "", "12 euro", true, true);
        check(r"\d+ euros?", "", "12", false, false);
        check("cat|dog", "", "a dog", true, true);
        check("cat|dog", "", "a bird", false, false);
        check("(free|cheap) nitro", "i", "Free NITRO", true, true);
        // No literal is in every match.
        check("a*", "", "b", true, true);
        check(".", "", "b", true, true);
        check("(?:foo)?", "", "b", true, true);
        check("é+", "i", "É", true, true);
        // A frame may spell any character as an escape.
        check("foo", "", r"\u0066oo", false, true);
        check("fo/o", "", r"fo\/o", false, true);
        check("foo", "", r"\n", false, false);
    }

    #[test]
    fn invalid_expressions_are_reported_with_a_position() {
        let fault = Pattern::new("a(b", Flags::default()).unwrap_err();
        assert_eq!(fault.to_string(), "unclosed group\n  a(b\n   ^");
        assert_eq!(Flags::parse("iq"), Err('q'));
    }
}
