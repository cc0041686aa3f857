//! Changes frames token by token. Replacing a separator by another, or an object by an array, is one step here, while a
//! byte fuzzer needs millions of tries.

use std::ops::Range;

/// Numbers to choose by: first those of a fuzzer, then an endless sequence derived from them.
#[derive(Clone, Debug)]
pub struct Choices<'b> {
    bytes: &'b [u8],
    state: u64,
}

impl Choices<'static> {
    /// The choices derived from a number.
    pub fn of_seed(seed: u64) -> Choices<'static> {
        Choices { bytes: &[], state: seed }
    }
}

impl<'b> Choices<'b> {
    /// The choices given by a fuzzer's bytes, one per byte.
    pub fn of_bytes(bytes: &'b [u8]) -> Choices<'b> {
        Choices { bytes, state: bytes.len() as u64 }
    }

    /// A number below `count`, which is not 0.
    pub fn below(&mut self, count: usize) -> usize {
        if let Some((first, rest)) = self.bytes.split_first() {
            self.bytes = rest;
            if count <= 256 {
                return usize::from(*first) % count;
            }
            let second = rest.first().copied().unwrap_or(0);
            return (usize::from(*first) << 8 | usize::from(second)) % count;
        }
        (self.random() % count as u64) as usize
    }

    /// True with a chance of one in `count`.
    pub fn one_in(&mut self, count: usize) -> bool {
        self.below(count) == 0
    }

    /// One of these.
    pub fn of<'t, T: ?Sized>(&mut self, list: &[&'t T]) -> &'t T {
        list[self.below(list.len())]
    }

    /// SplitMix64.
    fn random(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.state;
        mixed = (mixed ^ mixed >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ mixed >> 31
    }
}

/// The tokens of a document: strings, single separators, whitespace, and everything between.
pub fn split(document: &[u8]) -> Vec<&[u8]> {
    let mut tokens = Vec::new();
    let mut rest = document;
    while !rest.is_empty() {
        let len = token_len(rest);
        let (token, after) = rest.split_at(len);
        tokens.push(token);
        rest = after;
    }
    tokens
}

fn token_len(rest: &[u8]) -> usize {
    let run = |is_in: fn(&u8) -> bool| rest.iter().take_while(|byte| is_in(byte)).count();
    match rest[0] {
        b'"' => {
            let mut at = 1;
            while let Some(byte) = rest.get(at) {
                match byte {
                    b'"' => return at + 1,
                    b'\\' => at += 2,
                    _ => at += 1,
                }
            }
            rest.len()
        }
        b'{' | b'}' | b'[' | b']' | b':' | b',' => 1,
        b' ' | b'\t' | b'\n' | b'\r' => run(|byte| matches!(byte, b' ' | b'\t' | b'\n' | b'\r')),
        _ => run(|byte| {
            !matches!(byte, b'"' | b'{'..=b'}' | b'[' | b']' | b':' | b',' | b' ' | b'\t' | b'\n' | b'\r')
        })
        .max(1),
    }
}

/// The replacements for tokens.
const TOKENS: [&[u8]; 24] = [
    b"{",
    b"}",
    b"[",
    b"]",
    b":",
    b",",
    b",",
    b"}",
    b"\"\"",
    b"\"id\"",
    b"\"name\"",
    b"\"a\\\"b\"",
    b"\"\\u0069d\"",
    b"1",
    b"-1",
    b"null",
    b"true",
    b"nul",
    b"\"",
    b"\\",
    b" ",
    b"{}",
    b"[]",
    b"\"x\":1,",
];

/// The replacements for separators.
const SEPARATORS: [&[u8]; 8] = [b",", b":", b"}", b"]", b"{", b"[", b" ", b""];

/// Changes one token: deletes it, replaces it, inserts another before it, doubles it, swaps it with another, or
/// exchanges a separator.
pub fn change_token(document: &[u8], choices: &mut Choices<'_>) -> Vec<u8> {
    let mut tokens = split(document);
    if tokens.is_empty() {
        return Vec::new();
    }
    let at = choices.below(tokens.len());
    match choices.below(8) {
        0 => _ = tokens.remove(at),
        1 => tokens[at] = choices.of(&TOKENS),
        2 => tokens.insert(at, choices.of(&TOKENS)),
        3 => tokens.insert(at, tokens[at]),
        4 => {
            let other = choices.below(tokens.len());
            tokens.swap(at, other);
        }
        _ => {
            let separators: Vec<usize> =
                (0..tokens.len()).filter(|index| is_separator(tokens[*index])).collect();
            if !separators.is_empty() {
                tokens[separators[choices.below(separators.len())]] = choices.of(&SEPARATORS);
            }
        }
    }
    tokens.concat()
}

fn is_separator(token: &[u8]) -> bool {
    matches!(token, [b'{' | b'}' | b'[' | b']' | b':' | b','])
}

/// Values of every type, including some that no field accepts, and all forms of fields that have several.
const VALUES: [&str; 44] = [
    "null",
    "true",
    "false",
    "0",
    "-0",
    "1",
    "-1",
    "1.0",
    "1.5",
    "1e3",
    "1e300",
    "-0.0",
    "255",
    "256",
    "65536",
    "4294967296",
    "9007199254740993",
    "9223372036854775807",
    "9223372036854775808",
    "-9223372036854775808",
    "-9223372036854775809",
    "18446744073709551615",
    "18446744073709551616",
    r#""""#,
    r#""0""#,
    r#""1""#,
    r#""007""#,
    r#""+1""#,
    r#""-1""#,
    r#""1.5""#,
    r#""18446744073709551616""#,
    r#""\u0031""#,
    r#""idle""#,
    r#""2026-01-07T02:15:56.000000+00:00""#,
    "[]",
    "[[]]",
    "[1,2]",
    r#"["1","2","3"]"#,
    "[null]",
    "[{}]",
    "{}",
    r#"{"id":"1"}"#,
    r#"{"id":"1","id":"2","name":"a","type":1}"#,
    r#"{"1":{"id":"1"}}"#,
];

/// Changes one value of a valid document, which stays valid. The value is replaced by another one, from the document or
/// from a list, or wrapped in an array.
pub fn change_value(document: &[u8], choices: &mut Choices<'_>) -> Vec<u8> {
    let tokens = split(document);
    let values = values(&tokens);
    if values.is_empty() {
        return document.to_vec();
    }
    let place = values[choices.below(values.len())].clone();
    let old = tokens[place.clone()].concat();
    let new = match choices.below(8) {
        0 => tokens[values[choices.below(values.len())].clone()].concat(),
        1 => [b"[", old.as_slice(), b"]"].concat(),
        2 if old.starts_with(b"{") => {
            // The values alone; serde's derive would accept them as a struct.
            let inner: Vec<Vec<u8>> =
                members(&tokens, place.clone()).map(|value| tokens[value].concat()).collect();
            [b"[", inner.join(&b","[..]).as_slice(), b"]"].concat()
        }
        _ => VALUES[choices.below(VALUES.len())].as_bytes().to_vec(),
    };
    [tokens[..place.start].concat(), new, tokens[place.end..].concat()].concat()
}

/// The values of a document, each by its tokens, except the document itself.
fn values(tokens: &[&[u8]]) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    for start in 1..tokens.len() {
        let before = tokens[..start].iter().rfind(|token| !token[0].is_ascii_whitespace());
        let is_key =
            tokens[start..].get(1..).unwrap_or_default().iter().find(|token| !token[0].is_ascii_whitespace())
                == Some(&&b":"[..]);
        let begins = match before {
            Some([b':']) => true,
            Some([b'[' | b',']) => !is_key,
            _ => false,
        };
        let can_begin =
            !matches!(tokens[start][0], b'}' | b']' | b',' | b':') && !tokens[start][0].is_ascii_whitespace();
        if begins && can_begin {
            found.push(start..value_end(tokens, start));
        }
    }
    found
}

/// The values of the members of the object given by these tokens.
fn members(tokens: &[&[u8]], object: Range<usize>) -> impl Iterator<Item = Range<usize>> {
    let mut at = object.start + 1;
    std::iter::from_fn(move || {
        while at < object.end && tokens[at] != b":" {
            at += 1;
        }
        let start = (at + 1..object.end).find(|index| !tokens[*index][0].is_ascii_whitespace())?;
        at = value_end(tokens, start);
        Some(start..at)
    })
}

/// The first token after the value that begins with the one at `start`.
fn value_end(tokens: &[&[u8]], start: usize) -> usize {
    let mut depth = 0usize;
    for (index, token) in tokens.iter().enumerate().skip(start) {
        match token[0] {
            b'{' | b'[' => depth += 1,
            b'}' | b']' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth == 0 {
            return index + 1;
        }
    }
    tokens.len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::recipe::Recipe;

    #[test]
    fn tokens_put_together_are_the_document() {
        let document = br#" {"a" : [1,-2.5e3,"x\"y\\"],"b":{} ,"c":nul"#;
        let tokens = split(document);
        assert_eq!(tokens.concat(), document);
        assert_eq!(tokens[1..6], [&b"{"[..], b"\"a\"", b" ", b":", b" "]);
        assert!(tokens.contains(&&b"-2.5e3"[..]) && tokens.contains(&&br#""x\"y\\""#[..]));
    }

    #[test]
    fn a_document_with_another_value_is_valid() {
        for seed in 0..400 {
            let mut choices = Choices::of_seed(seed);
            let mut document =
                Recipe { seed: seed.wrapping_mul(0x9e37_79b9_7f4a_7c15), edits: Vec::new() }.frame();
            for _ in 0..4 {
                document = change_value(&document, &mut choices);
                let shown = String::from_utf8_lossy(&document);
                assert!(serde_json::from_slice::<serde_json::Value>(&document).is_ok(), "{shown}");
            }
        }
    }

    #[test]
    fn every_kind_of_value_is_found() {
        let tokens = split(br#"{"a":1,"b":[2,{"c":[]}, "d"]}"#);
        let found: Vec<String> = values(&tokens)
            .into_iter()
            .map(|place| String::from_utf8(tokens[place].concat()).unwrap())
            .collect();
        assert_eq!(found, ["1", r#"[2,{"c":[]}, "d"]"#, "2", r#"{"c":[]}"#, "[]", r#""d""#]);
    }
}
