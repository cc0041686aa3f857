//! The strict check, 64 bytes at a time: whether a document is surely valid.
//!
//! The grammar is checked for whole blocks by looking at the neighbours of each token, since JSON has few rules for
//! them. After `{`, `[`, `,` and `:` a value or key begins or, after the first two, the bracket closes. After the end
//! of a value comes `,` or a closing bracket. A key is a string after `{`, or after a `,` in an object, and the colons
//! are the bytes after keys. Finding a neighbour takes one shift of a mask, or one addition if there is white space
//! ([`Followers`]). Single bytes are looked at in three loops, each over the bits of a mask: brackets, for a stack with
//! one bit per container; literals, and numbers other than whole ones; and escaped bytes.
//!
//! A negative answer means "not surely valid": if a frame is invalid, or deeper or more unusual than this code
//! supports, it is checked again by [`super::by_bytes`], which also finds the first fault.
//!
//! Source of the rules for neighbours: RFC 8259, sections 2, 4 and 5. Source of the carry over white space and strings:
//! Langdale and Lemire, "Parsing Gigabytes of JSON per Second", 2019, section 3.1, where it finds the ends of runs of
//! backslashes.

use crate::json::cursor::skip_white_space;
use crate::json::number::{check_number, is_infinite};
use crate::json::string::parse_escape;
use crate::simd::{Backend, Block, VisitBlock};

/// The result of the check.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    /// Valid, and all of it is ASCII.
    Ascii,
    /// Valid if the bytes from the first offset to the second are UTF-8; all others are ASCII.
    Text(usize, usize),
    /// Unknown.
    Unsure,
}

/// Checks a document that is an object or an array.
pub(super) fn check(backend: Backend, frame: &[u8]) -> Verdict {
    let start = skip_white_space(frame, 0);
    let Some(first @ (b'{' | b'[')) = frame.get(start) else {
        return Verdict::Unsure;
    };
    let mut check = Check::new(frame, *first == b'{');
    let end = backend.blocks(frame, start + 1, &mut check);
    if check.fault != 0 || check.open != OpenBits::NONE || skip_white_space(frame, end) != frame.len() {
        return Verdict::Unsure;
    }
    match check.high {
        (_, 0) => Verdict::Ascii,
        (start, end) => Verdict::Text(start, end.min(frame.len())),
    }
}

/// The open containers, one bit each, the innermost lowest: 1 for an object, 0 for an array. The highest set bit is a
/// sentinel above the outermost.
#[derive(Clone, Copy, PartialEq, Eq)]
struct OpenBits(u64);

impl OpenBits {
    const NONE: OpenBits = OpenBits(1);

    /// All ones if the innermost container is an object.
    #[inline(always)]
    fn is_object(self) -> u64 {
        (self.0 & 1).wrapping_neg()
    }
}

/// The bytes that follow those of a mask, across blocks.
#[derive(Clone, Copy, Default)]
struct Followers {
    /// 1 if the last byte seen is in the mask, or is white space that follows such a byte.
    carry: u64,
}

impl Followers {
    /// The first byte after each byte of `mask`, skipping white space.
    #[inline(always)]
    fn step(&mut self, mask: u64, white: u64) -> u64 {
        let after = mask << 1 | self.carry;
        if white == 0 {
            self.carry = mask >> 63;
            return after;
        }
        // Clears runs of white space that follow, and carries into the first byte after each run.
        let (sum, leaves) = (after & white).overflowing_add(white);
        self.carry = mask >> 63 | u64::from(leaves);
        (after | sum) & !white
    }
}

struct Check<'a> {
    frame: &'a [u8],
    /// Not 0 once a fault has been found.
    fault: u64,
    /// Where the first block with a byte of 0x80 or above begins, and where the last one ends; the end is 0 if there is
    /// none.
    high: (usize, usize),
    open: OpenBits,
    after_opens: Followers,
    after_commas: Followers,
    after_colons: Followers,
    after_keys: Followers,
    /// 1 if the next block begins inside a string that is a key.
    in_key: u64,
    /// 1 if the last byte belonged to a number or literal.
    in_scalar: u64,
    /// 1 if the last byte was a zero that begins a number.
    after_zero: u64,
    /// The offset up to which literals, and numbers other than whole ones, are checked.
    scalars_end: usize,
    /// The offset up to which escapes are checked.
    escapes_end: usize,
}

impl<'a> Check<'a> {
    fn new(frame: &'a [u8], is_object: bool) -> Check<'a> {
        Check {
            frame,
            fault: 0,
            high: (usize::MAX, 0),
            open: OpenBits(OpenBits::NONE.0 << 1 | u64::from(is_object)),
            after_opens: Followers { carry: 1 },
            after_commas: Followers::default(),
            after_colons: Followers::default(),
            after_keys: Followers::default(),
            in_key: 0,
            in_scalar: 0,
            after_zero: 0,
            scalars_end: 0,
            escapes_end: 0,
        }
    }

    /// Opens and closes the block's brackets in order. Returns the bytes that are directly in objects; closing brackets
    /// count as in the container they close.
    #[inline(always)]
    fn brackets(&mut self, block: &Block) -> u64 {
        let mut in_object = self.open.is_object();
        let mut open = self.open.0;
        // A pair of adjacent brackets that match changes nothing.
        let empty = block.opens & block.closes >> 1 & !(block.curly ^ block.curly >> 1);
        let mut rest = (block.opens | block.closes) & !(empty | empty << 1);
        let mut after_end = 0;
        while rest != 0 {
            let bit = rest.trailing_zeros();
            rest &= rest - 1;
            let is_object = block.curly >> bit & 1;
            // Branch-free, because this cannot be predicted.
            let opens = (block.opens >> bit & 1).wrapping_neg();
            self.fault |= opens & open >> 63 | !opens & (open ^ is_object) & 1;
            let before = open;
            open = opens & (open << 1 | is_object) | !opens & open >> 1;
            after_end |= u64::from(open == OpenBits::NONE.0).wrapping_neg() << bit << 1;
            in_object ^= ((before ^ open) & 1).wrapping_neg() << bit << 1;
        }
        // Only white space may follow.
        self.fault |= after_end & !block.white;
        self.open.0 = open;
        in_object
    }

    /// Checks the literals, and the numbers that are not only digits.
    ///
    /// `others` are the bytes of numbers and literals that are not digits; `starts` are the bytes that begin one.
    #[inline(always)]
    fn scalars(&mut self, at: usize, scalars: u64, starts: u64, mut others: u64) {
        if self.scalars_end >= at {
            // The one that began in an earlier block.
            let len = (self.scalars_end - at).min(64) as u32;
            self.fault |= scalars.unbounded_shr(len) & 1;
            others &= u64::MAX.unbounded_shl(len);
        }
        while others != 0 {
            let bit = others.trailing_zeros();
            let start = at + bit as usize;
            let end = match word_end(self.frame, start) {
                Some(end) if starts >> bit & 1 == 1 => end,
                _ => match number_end(self.frame, start) {
                    Some(end) => end,
                    None => {
                        self.fault = 1;
                        return;
                    }
                },
            };
            self.scalars_end = end;
            let len = (end - at).min(64) as u32;
            // It has another byte after its end.
            self.fault |= scalars.unbounded_shr(len) & 1;
            others &= u64::MAX.unbounded_shl(len);
        }
    }

    #[inline(always)]
    fn escapes(&mut self, at: usize, mut escaped: u64) {
        while escaped != 0 {
            let bit = escaped.trailing_zeros() as usize;
            escaped &= escaped - 1;
            if !matches!(self.frame.get(at + bit), Some(b'"' | b'/' | b'b' | b'f' | b'n' | b'r' | b't')) {
                self.unicode_escape(at + bit - 1);
            }
        }
    }

    #[cold]
    fn unicode_escape(&mut self, backslash: usize) {
        // The second half of a surrogate pair is checked with the first.
        if backslash >= self.escapes_end {
            match parse_escape(self.frame, backslash) {
                Ok((_, end)) => self.escapes_end = end,
                Err(_) => self.fault = 1,
            }
        }
    }
}

impl VisitBlock for Check<'_> {
    #[inline(always)]
    fn block(&mut self, at: usize, block: &Block) -> bool {
        // Most frames have no white space; the steps that skip it are omitted for blocks without any.
        if block.white == 0 {
            self.check(at, &Block { white: 0, ..*block });
        } else {
            self.check(at, block);
        }
        self.fault == 0 && self.open != OpenBits::NONE
    }
}

impl Check<'_> {
    #[inline(always)]
    fn check(&mut self, at: usize, block: &Block) {
        let &Block { opens, closes, commas, colons, white, scalars, .. } = block;
        let in_object = self.brackets(block);

        let scalar_starts = scalars & !(scalars << 1 | self.in_scalar);
        self.in_scalar = scalars >> 63;

        // A value or key begins after each of these and nowhere else, or a bracket closes the one just opened.
        let after_opens = self.after_opens.step(opens, white);
        let after_commas = self.after_commas.step(commas, white);
        let after_colons = self.after_colons.step(colons, white);
        let empty = closes & after_opens;
        let starts = opens | block.string_starts | scalar_starts;
        self.fault |= (after_opens | after_commas | after_colons) ^ (starts | empty);

        // In objects it is a key, and therefore a string, except after a colon. The sum carries from the opening quotes
        // of keys to their closing ones.
        let key_starts = (after_opens | after_commas) & in_object;
        self.fault |= key_starts & !(block.string_starts | empty);
        let (sum, first_leaves) = block.strings.overflowing_add(block.string_starts & key_starts);
        let (sum, second_leaves) = sum.overflowing_add(self.in_key);
        self.in_key = u64::from(first_leaves | second_leaves);

        // Colons follow keys, and nothing else. It follows that only a comma or a closing bracket can follow the end of
        // a value.
        self.fault |= colons ^ self.after_keys.step(sum & block.string_ends, white);

        // Whole numbers have no leading zero. One that fills a block is left to the byte-by-byte check.
        let zeros = block.zeros & scalar_starts;
        self.fault |= (zeros << 1 | self.after_zero) & block.digits;
        self.after_zero = zeros >> 63;
        self.fault |= u64::from(block.digits == u64::MAX);

        self.fault |= block.controls;
        if block.high != 0 {
            self.high = (self.high.0.min(at), at + 64);
        }
        self.scalars(at, scalars, scalar_starts, scalars & !block.digits);
        self.escapes(at, block.escaped);
    }
}

/// The end of the literal at `start`: `true`, `false` or `null`.
#[inline(always)]
fn word_end(frame: &[u8], start: usize) -> Option<usize> {
    // Indexed by bits 3 and 4 of the first letter: `f`, `n`, `t`, and an entry that never matches (a masked value of 0
    // is not 1).
    const WORDS: [(u64, u64, usize); 4] = [literal(b"false"), literal(b"null"), literal(b"true"), (1, 0, 0)];
    let bytes = match frame[start..].first_chunk::<8>() {
        Some(bytes) => *bytes,
        None => last_bytes(frame, start),
    };
    let (wanted, mask, len) = WORDS[usize::from(bytes[0] >> 3 & 3)];
    (u64::from_le_bytes(bytes) & mask == wanted).then_some(start + len)
}

/// The bytes of a literal as a `u64`, the mask that selects them, and their number.
const fn literal(spelling: &[u8]) -> (u64, u64, usize) {
    let mut bytes = [0; 8];
    let mut at = 0;
    while at < spelling.len() {
        bytes[at] = spelling[at];
        at += 1;
    }
    (u64::from_le_bytes(bytes), u64::MAX >> (64 - 8 * spelling.len()), spelling.len())
}

#[cold]
fn last_bytes(frame: &[u8], start: usize) -> [u8; 8] {
    let mut bytes = [0; 8];
    let rest = &frame[start..];
    bytes[..rest.len()].copy_from_slice(rest);
    bytes
}

/// The end of the number that contains the byte at `within`.
#[cold]
fn number_end(frame: &[u8], within: usize) -> Option<usize> {
    let is_part = |byte: &u8| matches!(byte, b'0'..=b'9' | b'-' | b'+' | b'.' | b'e' | b'E');
    let len = frame[..within].iter().rev().take_while(|byte| is_part(byte)).count();
    let start = within - len;
    let end = check_number(frame, start).ok()?;
    (end > within && !is_infinite(frame, start, end)).then_some(end)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::{Value, json};

    use super::super::by_bytes;
    use super::*;

    /// Never accepts a document that the check by bytes rejects, with any backend.
    #[track_caller]
    fn check_not_too_sure(frame: &[u8]) {
        let want = by_bytes::check(Backend::PORTABLE, frame);
        for backend in Backend::available() {
            if check(backend, frame) != Verdict::Unsure {
                assert_eq!(want, Ok(()), "{backend:?}: {}", String::from_utf8_lossy(frame));
            }
        }
    }

    /// Accepts a valid document.
    #[track_caller]
    fn check_sure(frame: &[u8]) {
        for backend in Backend::available() {
            let is_right = match check(backend, frame) {
                Verdict::Ascii => frame.is_ascii(),
                Verdict::Text(start, end) => {
                    let (before, text, after) = (&frame[..start], &frame[start..end], &frame[end..]);
                    before.is_ascii() && !text.is_ascii() && after.is_ascii()
                }
                Verdict::Unsure => false,
            };
            assert!(is_right, "{backend:?}: {}", String::from_utf8_lossy(frame));
        }
    }

    /// Calls `visit` with every string of `len` parts.
    fn for_each_text(parts: &[&str], len: usize, text: &mut String, visit: &mut impl FnMut(&str)) {
        if len == 0 {
            return visit(text);
        }
        for part in parts {
            text.push_str(part);
            for_each_text(parts, len - 1, text, visit);
            text.truncate(text.len() - part.len());
        }
    }

    #[test]
    fn every_short_sequence_of_tokens() {
        const PARTS: [&str; 11] = ["{", "}", "[", "]", ",", ":", "\"a\"", "0", "null", " ", "1.5"];
        let mut sure = 0;
        for len in 0..=5 {
            for_each_text(&PARTS, len, &mut String::new(), &mut |text| {
                for frame in [format!("[{text}]"), format!("{{{text}}}")] {
                    check_not_too_sure(frame.as_bytes());
                    if by_bytes::check(Backend::PORTABLE, frame.as_bytes()).is_ok() {
                        sure += 1;
                        check_sure(frame.as_bytes());
                    }
                }
            });
        }
        assert_eq!(sure, 805, "valid ones");
    }

    #[test]
    fn tokens_at_every_border_of_blocks() {
        const TOKENS: [&str; 34] = [
            "null",
            "true",
            "false",
            "nul",
            "nulll",
            "trua",
            "0",
            "00",
            "01",
            "10",
            "-1",
            "-",
            "-01",
            "1.5",
            "1.",
            "1e5",
            "1e999",
            "1-2",
            "null1",
            "1null",
            "\"\"",
            "\"a\\n\"",
            "\"a\\x\"",
            "\"\\u00e9\"",
            "\"\\ud83d\\ude00\"",
            "\"\\ud83d\"",
            "\"\\\\\"",
            "\"\u{1}\"",
            "\"é\"",
            "é",
            "\\",
            "[]",
            "{}",
            "[}",
        ];
        for token in TOKENS {
            for len in 0..140 {
                let space = " ".repeat(len);
                for frame in [
                    format!("[{space}{token}]"),
                    format!("[\"{}\",{token}]", "a".repeat(len)),
                    format!("[{}{token}]", "1,".repeat(len)),
                    format!("{{{space}{token}{space}:{token}}}"),
                    format!("{{\"{}\":{token},\"b\":[{token}{space}],\"c\":{token}}}", "a".repeat(len)),
                    format!("[{token}{space}]{space}"),
                    format!("[{token}{space},"),
                    format!("[]{space}{token}"),
                ] {
                    check_not_too_sure(frame.as_bytes());
                    if by_bytes::check(Backend::PORTABLE, frame.as_bytes()).is_ok() {
                        check_sure(frame.as_bytes());
                    }
                }
            }
        }
    }

    #[test]
    fn no_literal_is_empty() {
        for byte in 0..=u8::MAX {
            for len in [1, 7, 8, 9, 70] {
                let mut frame = vec![b'['];
                frame.resize(1 + len, byte);
                frame.extend(b"]        ");
                check_not_too_sure(&frame);
            }
        }
    }

    #[test]
    fn depth() {
        let nested = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        check_sure(nested(60).as_bytes());
        for depth in 60..140 {
            check_not_too_sure(nested(depth).as_bytes());
            check_not_too_sure(format!("{}}}", nested(depth)).as_bytes());
        }
    }

    fn document() -> impl Strategy<Value = Value> {
        let text = "[a-z\\\\\"\n\u{1}é€😀]{0,70}";
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            any::<u32>().prop_map(Value::from),
            any::<f64>().prop_map(Value::from),
            text.prop_map(Value::from),
        ];
        let value = leaf.prop_recursive(8, 64, 8, move |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..8).prop_map(Value::from),
                prop::collection::hash_map(text, inner, 0..8)
                    .prop_map(|members| Value::Object(members.into_iter().collect())),
            ]
        });
        value.prop_map(|value| json!({ "d": value }))
    }

    proptest! {
        #[test]
        fn sure_of_every_document(document in document()) {
            check_sure(&serde_json::to_vec(&document).unwrap());
            check_sure(&serde_json::to_vec_pretty(&document).unwrap());
        }

        #[test]
        fn not_too_sure_of_any_change(document in document(), at in any::<prop::sample::Index>(), byte in any::<u8>()) {
            for mut frame in [serde_json::to_vec(&document).unwrap(), serde_json::to_vec_pretty(&document).unwrap()] {
                let at = at.index(frame.len());
                for byte in b"{}[],:\"\\0 n.".iter().copied().chain([byte]) {
                    let before = std::mem::replace(&mut frame[at], byte);
                    check_not_too_sure(&frame);
                    frame[at] = before;
                }
                frame.remove(at);
                check_not_too_sure(&frame);
            }
        }
    }
}
