//! Reads frames with lone surrogates, which JSON can spell but UTF-8 cannot represent.

use std::borrow::Cow;

use zerocord::{Error, ErrorKind};

use crate::input::bad_frames::Fault;

/// Whether lone surrogates are replaced.
#[derive(Clone, Copy, Debug, Default, clap::Args)]
#[command(next_help_heading = "Input and output")]
pub struct LossyArgument {
    /// Read a lone surrogate (`\ud83d` without its other half) as U+FFFD, so that the frame is not bad
    #[arg(long, hide_short_help = true)]
    pub lossy: bool,
}

impl LossyArgument {
    /// Reads a frame. If this fails because of a lone surrogate that may be replaced, reads it again with the
    /// replacement.
    ///
    /// # Errors
    /// Errors of `read`.
    #[inline]
    pub fn read<T, E: SurrogateFault>(
        self,
        frame: &[u8],
        mut read: impl FnMut(&[u8]) -> Result<T, E>,
    ) -> Result<T, E> {
        match read(frame) {
            Err(error) if self.lossy && error.is_lone_surrogate() => read(&without_lone_surrogates(frame)),
            outcome => outcome,
        }
    }
}

/// An error that a lone surrogate may have caused.
pub trait SurrogateFault {
    fn is_lone_surrogate(&self) -> bool;
}

impl SurrogateFault for Error {
    fn is_lone_surrogate(&self) -> bool {
        self.kind() == ErrorKind::LoneSurrogate
    }
}

impl SurrogateFault for Fault {
    fn is_lone_surrogate(&self) -> bool {
        matches!(self, Fault::Frame(error) if error.is_lone_surrogate())
    }
}

/// The frame with `\ufffd` in place of each lone surrogate; all other bytes, and all offsets, stay.
fn without_lone_surrogates(frame: &[u8]) -> Cow<'_, [u8]> {
    let mut frame = Cow::Borrowed(frame);
    let mut at = 0;
    while let Some(distance) = memchr::memchr(b'\\', frame.get(at..).unwrap_or_default()) {
        at += distance;
        match unit_at(&frame, at) {
            Some(0xd800..=0xdbff) if matches!(unit_at(&frame, at + 6), Some(0xdc00..=0xdfff)) => at += 12,
            Some(0xd800..=0xdfff) => {
                frame.to_mut()[at + 2..at + 6].copy_from_slice(b"fffd");
                at += 6;
            }
            _ => at += 2,
        }
    }
    frame
}

/// The UTF-16 code unit of the escape at `at`, if there is one.
fn unit_at(frame: &[u8], at: usize) -> Option<u16> {
    let digits = frame.get(at..at + 6)?.strip_prefix(br"\u")?;
    let is_hex = digits.iter().all(u8::is_ascii_hexdigit);
    let digits = std::str::from_utf8(digits).ok().filter(|_| is_hex)?;
    u16::from_str_radix(digits, 16).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lone_surrogates_are_replaced_and_pairs_stay() {
        for (frame, want) in [
            (r#""\ud83d""#, r#""\ufffd""#),
            (r#""\udE00x""#, r#""\ufffdx""#),
            (r#""\ud83d\ude00""#, r#""\ud83d\ude00""#),
            (r#""\ud83d\ud83d\ude00""#, r#""\ufffd\ud83d\ude00""#),
            (r#""\ude00\ud83d""#, r#""\ufffd\ufffd""#),
            (r#""\\ud83d""#, r#""\\ud83d""#),
            (r#""\\\ud83d""#, r#""\\\ufffd""#),
            (r#""\ud83d\n\ude00""#, r#""\ufffd\n\ufffd""#),
            (r#""\u+83d""#, r#""\u+83d""#),
            (r#""\ud8"#, r#""\ud8"#),
            (r"\", r"\"),
        ] {
            let found = without_lone_surrogates(frame.as_bytes());
            assert_eq!(std::str::from_utf8(&found), Ok(want), "{frame}");
        }
    }
}
