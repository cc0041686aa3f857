//! A hash of the values that an engine read.

use crate::rivals::Fault;

/// A hash over all values that an engine read, in order, and their number.
///
/// Two engines that read the same values have the same answer. Hashing is cheap compared with what is measured: one
/// multiplication per number, and one per 8 bytes of text, which do not depend on each other.
// The layout is the one declared in simdjson/adapter.cpp.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[repr(C)]
pub struct Answer {
    hash: u64,
    values_count: u64,
}

/// The result of an engine: an answer, or the reason why it cannot read a frame.
pub type Outcome = Result<Answer, Fault>;

const FACTOR: u64 = 0x9e37_79b9_7f4a_7c15;

/// Even, so that factors are odd.
const FACTOR_STEP: u64 = 0xd6e8_feb8_6659_fd92;

/// Represents a value that is null or absent.
const NOTHING: u64 = 0x00a5_5a00_0f0f_f0f1;

impl Answer {
    /// The answer before anything was read.
    pub const fn new() -> Answer {
        Answer { hash: 0, values_count: 0 }
    }

    /// The number of values.
    pub fn values_count(self) -> u64 {
        self.values_count
    }

    /// Adds a number or an identifier.
    #[inline(always)]
    pub fn number(&mut self, number: u64) {
        self.hash = (self.hash.rotate_left(5) ^ number).wrapping_mul(FACTOR);
        self.values_count += 1;
    }

    /// Adds a number that may be absent.
    #[inline(always)]
    pub fn optional_number(&mut self, number: Option<u64>) {
        self.number(number.unwrap_or(NOTHING));
    }

    /// Adds text: every byte of it counts.
    #[inline(always)]
    pub fn text(&mut self, text: &str) {
        let bytes = text.as_bytes();
        let mut sum = (bytes.len() as u64).wrapping_mul(FACTOR);
        let mut factor = FACTOR;
        match bytes.last_chunk::<8>() {
            Some(last) => {
                for word in bytes.as_chunks::<8>().0 {
                    sum = sum.wrapping_add(u64::from_le_bytes(*word).wrapping_mul(factor));
                    factor = factor.wrapping_add(FACTOR_STEP);
                }
                sum = sum.wrapping_add(u64::from_le_bytes(*last).wrapping_mul(factor));
            }
            None => {
                let word = bytes.iter().fold(0, |word, byte| word << 8 | u64::from(*byte));
                sum = sum.wrapping_add(word.wrapping_mul(factor));
            }
        }
        self.number(sum ^ sum >> 32);
    }

    /// Adds text that may be absent.
    #[inline(always)]
    pub fn optional_text(&mut self, text: Option<&str>) {
        match text {
            Some(text) => self.text(text),
            None => self.number(NOTHING),
        }
    }

    /// Adds a part whose values have their own answer.
    #[inline(always)]
    pub fn part(&mut self, part: Answer) {
        self.number(part.hash);
        self.values_count += part.values_count;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of_texts(texts: &[&str]) -> Answer {
        let mut answer = Answer::new();
        texts.iter().for_each(|text| answer.text(text));
        answer
    }

    #[test]
    fn every_byte_counts() {
        for len in 0..40 {
            let text = "x".repeat(len);
            for at in 0..len {
                let other = format!("{}y{}", &text[..at], &text[at + 1..]);
                assert_ne!(of_texts(&[&text]), of_texts(&[&other]), "byte {at} of {len}");
            }
            assert_ne!(of_texts(&[&text]), of_texts(&[&format!("{text}x")]));
        }
    }

    #[test]
    fn order_and_borders_count() {
        assert_ne!(of_texts(&["a", "b"]), of_texts(&["b", "a"]));
        assert_ne!(of_texts(&["ab", ""]), of_texts(&["a", "b"]));
        let (mut none, mut zero) = (Answer::new(), Answer::new());
        none.optional_number(None);
        zero.optional_number(Some(0));
        assert_ne!(none, zero);
    }
}
