//! Strings: borrowed if they contain no escape, otherwise unescaped into the arena.

use super::cursor::check_delimiter;
use super::error::{Error, ErrorKind, Expected, expected};
use crate::arena::Arena;
use crate::simd::{Backend, Kernel, Simd, text_at, utf8};

/// The unescaped string value at `at`.
///
/// Borrowed from the frame if it contains no backslash, otherwise from the arena.
///
/// # Errors
/// [`ErrorKind::Expected`] a string for any other value; [`ErrorKind::Truncated`], [`ErrorKind::ControlCharacter`],
/// [`ErrorKind::InvalidEscape`], [`ErrorKind::LoneSurrogate`] and [`ErrorKind::InvalidUtf8`], each at the byte at fault
/// (for a surrogate, at its backslash); [`ErrorKind::ArenaFull`] at the opening quote.
pub(crate) fn parse_text<'a>(frame: &'a [u8], at: usize, arena: &'a Arena) -> Result<&'a str, Error> {
    parse_text_with(frame, at, arena, |escape| unescape_value(frame, at + 1, escape, arena))
}

/// Like [`parse_text`], where `escaped` supplies the result of [`unescape_value`] for the first backslash.
#[inline(always)]
pub(crate) fn parse_text_with<'a>(
    frame: &'a [u8],
    at: usize,
    arena: &'a Arena,
    escaped: impl FnOnce(usize) -> Result<&'a str, Error>,
) -> Result<&'a str, Error> {
    if frame.get(at) != Some(&b'"') {
        return Err(expected(Expected::Text, frame, at));
    }
    let start = at + 1;
    let (text, end) = arena.backend().plain_text(frame, start);
    match frame.get(end) {
        Some(b'"') => {
            check_delimiter(frame, end + 1)?;
            text.map_err(|offset| Error::new(ErrorKind::InvalidUtf8, offset))
        }
        Some(b'\\') => escaped(end),
        Some(&control) => Err(Error::new(ErrorKind::ControlCharacter(control), end)),
        None => Err(Error::new(ErrorKind::Truncated, frame.len())),
    }
}

/// The string at `at`, as [`parse_text`] returns it, and the offset after it; `None` if that returns an error. What
/// follows is not checked.
#[inline]
pub(crate) fn parse_plain_text<'a>(frame: &'a [u8], at: usize, arena: &'a Arena) -> Option<(&'a str, usize)> {
    if frame.get(at) != Some(&b'"') {
        return None;
    }
    let start = at + 1;
    let (text, end) = arena.backend().plain_text(frame, start);
    match frame.get(end) {
        Some(b'"') => Some((text.ok()?, end + 1)),
        Some(b'\\') => {
            let (text, quote) = unescape(frame, start, end, false, arena).ok()?;
            Some((text, quote + 1))
        }
        _ => None,
    }
}

/// The string value that begins at `start` and has its first backslash at `escape`.
pub(crate) fn unescape_value<'a>(
    frame: &[u8],
    start: usize,
    escape: usize,
    arena: &'a Arena,
) -> Result<&'a str, Error> {
    unescape(frame, start, escape, true, arena).map(|(text, _)| text)
}

/// Unescapes into the arena the string that begins at `start` and has its first backslash at `escape`. Also returns the
/// offset of its closing quote. With `is_value`, a delimiter must follow it.
fn unescape<'a>(
    frame: &[u8],
    start: usize,
    escape: usize,
    is_value: bool,
    arena: &'a Arena,
) -> Result<(&'a str, usize), Error> {
    let backend = arena.backend();
    let quote = backend.quote(frame, escape);
    // An escape is longer than its meaning.
    let room = arena.bytes(quote - start).ok_or_else(|| Error::new(ErrorKind::ArenaFull, start - 1))?;
    let len = backend.run(Unescape { frame, start, quote, room })?;
    if quote == frame.len() {
        return Err(Error::new(ErrorKind::Truncated, frame.len()));
    }
    if is_value {
        check_delimiter(frame, quote + 1)?;
    }
    match utf8(&room[..len]) {
        Some(text) => Ok((text, quote)),
        None => Err(Error::new(ErrorKind::InvalidUtf8, invalid_utf8_offset(frame, start, quote))),
    }
}

/// The kernel that unescapes the bytes from `start` to `quote` into the front of `room`, which has the same length, and
/// returns the length of the result. UTF-8 is not checked.
///
/// Copies blocks of 64 bytes up to the next backslash or control character, whose position is the lowest bit of a mask.
struct Unescape<'f, 'r> {
    frame: &'f [u8],
    start: usize,
    quote: usize,
    room: &'r mut [u8],
}

impl Kernel for Unescape<'_, '_> {
    type Output = Result<usize, Error>;

    #[inline(always)]
    fn run<S: Simd>(self, simd: S) -> Result<usize, Error> {
        let Unescape { frame, start, quote, room } = self;
        let (mut at, mut len) = (start, 0);
        while at < quote {
            let text = text_at(simd, frame, at);
            let block_end = (at + 64).min(quote);
            // Backslashes and control characters from `at` on.
            let mut stops = text.backslashes | text.controls;
            loop {
                let stop = (at + stops.trailing_zeros() as usize).min(block_end);
                let run = stop - at;
                if run > 0 {
                    // One block, if both sides have room for it; excess bytes are overwritten or cut off.
                    match (frame[at..].first_chunk::<64>(), room[len..].first_chunk_mut::<64>()) {
                        (Some(from), Some(to)) => *to = *from,
                        _ => room[len..len + run].copy_from_slice(&frame[at..stop]),
                    }
                }
                len += run;
                if stop == block_end {
                    at = stop;
                    break;
                }
                let end = match frame[stop] {
                    b'\\' => match frame.get(stop + 1).and_then(|letter| short_escape(*letter)) {
                        Some(byte) => {
                            room[len] = byte;
                            len += 1;
                            stop + 2
                        }
                        None => {
                            let (char, end) = parse_escape(frame, stop)?;
                            len += char.encode_utf8(&mut room[len..]).len();
                            end
                        }
                    },
                    control => return Err(Error::new(ErrorKind::ControlCharacter(control), stop)),
                };
                stops = stops.unbounded_shr((end - at) as u32);
                at = end;
                if at >= block_end {
                    break;
                }
            }
        }
        Ok(len)
    }
}

/// The byte that a backslash and `letter` mean; `None` for `\u` and for invalid escapes.
#[inline(always)]
fn short_escape(letter: u8) -> Option<u8> {
    const MEANINGS: [u8; 128] = {
        let mut meanings = [0; 128];
        let pairs = [
            (b'"', b'"'),
            (b'\\', b'\\'),
            (b'/', b'/'),
            (b'b', 8),
            (b'f', 12),
            (b'n', b'\n'),
            (b'r', b'\r'),
            (b't', b'\t'),
        ];
        let mut index = 0;
        while index < pairs.len() {
            meanings[pairs[index].0 as usize] = pairs[index].1;
            index += 1;
        }
        meanings
    };
    MEANINGS.get(usize::from(letter)).copied().filter(|&meaning| meaning != 0)
}

/// The first byte that is not UTF-8 in a string's raw bytes.
///
/// Escapes are ASCII, so the raw bytes are UTF-8 if and only if the unescaped ones are.
#[cold]
fn invalid_utf8_offset(frame: &[u8], start: usize, quote: usize) -> usize {
    match std::str::from_utf8(&frame[start..quote]) {
        Ok(_) => quote,
        Err(error) => start + error.valid_up_to(),
    }
}

/// A part of a string: literal bytes, or the meaning of an escape.
pub(crate) enum TextPiece<'a> {
    Plain(&'a [u8]),
    Escaped(char),
}

/// The parts of a string in order, from `at` on; `at` is after the closing quote once they are used up.
pub(crate) struct Pieces<'a> {
    backend: Backend,
    frame: &'a [u8],
    at: usize,
}

impl<'a> Pieces<'a> {
    /// The parts of the string whose first byte after the opening quote is `at`.
    pub(crate) fn new(backend: Backend, frame: &'a [u8], at: usize) -> Pieces<'a> {
        Pieces { backend, frame, at }
    }

    /// The next byte to read; after the closing quote once `next` has returned `None`.
    pub(crate) fn offset(&self) -> usize {
        self.at
    }

    /// The next part, or `None` at the closing quote. UTF-8 is not checked.
    #[inline]
    pub(crate) fn next(&mut self) -> Result<Option<TextPiece<'a>>, Error> {
        match self.frame.get(self.at) {
            Some(b'\\') => {
                let (char, end) = parse_escape(self.frame, self.at)?;
                self.at = end;
                Ok(Some(TextPiece::Escaped(char)))
            }
            Some(b'"') => {
                self.at += 1;
                Ok(None)
            }
            Some(_) => {
                let start = self.at;
                self.at = self.backend.text_end(self.frame, start).offset;
                match self.frame.get(self.at) {
                    Some(&control) if control < 0x20 => {
                        Err(Error::new(ErrorKind::ControlCharacter(control), self.at))
                    }
                    _ => Ok(Some(TextPiece::Plain(&self.frame[start..self.at]))),
                }
            }
            None => Err(Error::new(ErrorKind::Truncated, self.frame.len())),
        }
    }
}

/// The meaning of the escape whose backslash is at `at`, and the offset after it.
pub(crate) fn parse_escape(frame: &[u8], at: usize) -> Result<(char, usize), Error> {
    let Some(&letter) = frame.get(at + 1) else {
        return Err(Error::new(ErrorKind::Truncated, frame.len()));
    };
    match short_escape(letter) {
        Some(byte) => Ok((char::from(byte), at + 2)),
        None if letter == b'u' => parse_unicode_escape(frame, at),
        None => Err(Error::new(ErrorKind::InvalidEscape(letter), at + 1)),
    }
}

fn parse_unicode_escape(frame: &[u8], at: usize) -> Result<(char, usize), Error> {
    let unit = parse_hex(frame, at + 2)?;
    // A leading surrogate followed by a trailing one is one character; any other surrogate is invalid.
    if let Some(char) = char::from_u32(unit) {
        return Ok((char, at + 6));
    }
    let lone = Error::new(ErrorKind::LoneSurrogate, at);
    if unit >= 0xdc00 {
        return Err(lone);
    }
    match frame.get(at + 6..).unwrap_or_default() {
        [b'\\', b'u', ..] => {}
        [] | [b'\\'] => return Err(Error::new(ErrorKind::Truncated, frame.len())),
        _ => return Err(lone),
    }
    match parse_hex(frame, at + 8)? {
        low @ 0xdc00..=0xdfff => {
            let code = 0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00);
            Ok((char::from_u32(code).ok_or(lone)?, at + 12))
        }
        _ => Err(lone),
    }
}

/// The value of the four hex digits at `at`.
fn parse_hex(frame: &[u8], at: usize) -> Result<u32, Error> {
    let mut value = 0;
    for offset in at..at + 4 {
        let Some(&byte) = frame.get(offset) else {
            return Err(Error::new(ErrorKind::Truncated, frame.len()));
        };
        let Some(digit) = (byte as char).to_digit(16) else {
            return Err(Error::new(ErrorKind::InvalidEscape(byte), offset));
        };
        value = value << 4 | digit;
    }
    Ok(value)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The string at the front of `frame` through every backend: the same as serde_json's, or an error if serde_json
    /// reports one.
    #[track_caller]
    fn check_text(frame: &[u8]) {
        let mut strings = serde_json::Deserializer::from_slice(frame).into_iter::<String>();
        let want = strings.next().and_then(Result::ok);
        let is_delimited = check_delimiter(frame, strings.byte_offset()).is_ok();
        for backend in Backend::available() {
            let arena = Arena::with_backend(backend);
            let got = parse_text(frame, 0, &arena).ok().map(str::to_owned);
            assert_eq!(
                got,
                want.clone().filter(|_| is_delimited),
                "{backend:?}: {}",
                String::from_utf8_lossy(frame)
            );
        }
    }

    #[track_caller]
    fn check_error(frame: &[u8], kind: ErrorKind, offset: usize) {
        for backend in Backend::available() {
            let arena = Arena::with_backend(backend);
            assert_eq!(parse_text(frame, 0, &arena), Err(Error::new(kind, offset)), "{backend:?}");
        }
    }

    #[test]
    fn escapes() {
        for text in [
            r#""""#,
            r#""plain""#,
            r#""\"\\\/\b\f\n\r\t""#,
            r#""\u0041\u00e9\u20ac""#,
            r#""\ud83d\ude00""#,
            r#""\ud83d""#,
            r#""\ud83dx""#,
            r#""\ude00""#,
            r#""\ud83d\u0041""#,
            r#""\ud83d\ud83d""#,
            r#""\uZZZZ""#,
            r#""\u12""#,
            r#""\x""#,
            r#""\"#,
            r#"""#,
            r#""\""#,
            r#""é€😀""#,
            r#""\u0000""#,
        ] {
            check_text(text.as_bytes());
        }
        for byte in 0..=u8::MAX {
            check_text(&[b'"', byte, b'"']);
            check_text(&[b'"', b'\\', byte, b'"']);
        }
    }

    #[test]
    fn quotes_and_backslashes_at_block_borders() {
        for len in 0..140 {
            for tail in ["\"", "\\\"\"", "\\\\\"", "\\\\\\\"\"", "\\n\"", "\\ud83d\\ude00\"", "é\""] {
                check_text(format!("\"{}{tail}", "a".repeat(len)).as_bytes());
                check_text(format!("\"{}{tail}", "\\\\".repeat(len)).as_bytes());
            }
        }
    }

    #[test]
    fn errors_name_the_byte() {
        check_error(b"17", ErrorKind::Expected(Expected::Text, b'1'), 0);
        check_error(b"\"abc", ErrorKind::Truncated, 4);
        check_error(b"\"a\nb\"", ErrorKind::ControlCharacter(b'\n'), 2);
        check_error(b"\"\\n\x01\"", ErrorKind::ControlCharacter(1), 3);
        check_error(b"\"a\\x\"", ErrorKind::InvalidEscape(b'x'), 3);
        check_error(b"\"\\u00g0\"", ErrorKind::InvalidEscape(b'g'), 5);
        check_error(b"\"ab\\ud83d\"", ErrorKind::LoneSurrogate, 3);
        check_error(b"\"ab\\ude00\\ud83d\"", ErrorKind::LoneSurrogate, 3);
        check_error(b"\"ab\xffcd\"", ErrorKind::InvalidUtf8, 3);
        check_error(b"\"\\n\xc3\"", ErrorKind::InvalidUtf8, 3);
        check_error(b"\"a\"b", ErrorKind::Expected(Expected::Delimiter, b'b'), 3);
    }

    /// Strings whose parts are all valid or nearly so.
    fn nearly_text() -> impl Strategy<Value = Vec<u8>> {
        let part = prop_oneof![
            "[a-z é€😀]{0,40}".prop_map(String::into_bytes),
            prop::sample::select(vec![
                "\\n",
                "\\\"",
                "\\\\",
                "\\u0041",
                "\\ud83d\\ude00",
                "\\ud83d",
                "\\",
                "\""
            ])
            .prop_map(|text| text.as_bytes().to_vec()),
            prop::collection::vec(any::<u8>(), 0..2),
        ];
        prop::collection::vec(part, 0..6).prop_map(|parts| {
            let mut frame = vec![b'"'];
            frame.extend(parts.concat());
            frame.push(b'"');
            frame
        })
    }

    proptest! {
        #[test]
        fn as_serde_json_reads_it(frame in nearly_text()) {
            check_text(&frame);
        }

        #[test]
        fn any_text_there_and_back(text in any::<String>()) {
            let frame = serde_json::to_vec(&text).unwrap();
            let arena = Arena::new();
            prop_assert_eq!(parse_text(&frame, 0, &arena), Ok(text.as_str()));
        }
    }
}
