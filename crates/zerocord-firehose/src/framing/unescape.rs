//! Unescapes and escapes JSON strings, for frames inside strings.

/// Unescapes the inside of a JSON string into the start of `out`, which is enlarged if necessary. Returns the number
/// of bytes written; `None` if an escape is invalid. Line breaks become spaces: they mean the same outside strings,
/// and a frame must be a single line.
///
/// The easy version copies up to each backslash. In a frame inside a string every quote is escaped, so these pieces
/// are short. Here eight bytes are copied at a time, even if there is a backslash among them, and the next copy
/// begins at that backslash, or after it if it escapes a single character.
pub(super) fn unescape(text: &[u8], out: &mut Vec<u8>) -> Option<usize> {
    // Unescaping never makes a string longer, but a copy may write seven bytes past its end.
    if out.len() < text.len() + 8 {
        out.resize(text.len() + 8, 0);
    }
    let (mut at, mut end) = (0, 0);
    while let Some(bytes) = text[at..].first_chunk::<10>() {
        let [copied @ .., _, _] = bytes;
        let Some(room) = out[end..].first_chunk_mut::<8>() else { break };
        *room = *copied;
        let plain = leading_plain(*copied);
        if plain == 8 {
            (at, end) = (at + 8, end + 8);
            continue;
        }
        match SIMPLE[usize::from(bytes[plain + 1])] {
            0 => (at, end) = escape(text, at + plain, out, end + plain)?,
            character => {
                room[plain] = character;
                (at, end) = (at + plain + 2, end + plain + 1);
            }
        }
    }
    while at < text.len() {
        let rest = &text[at..];
        let plain = rest.iter().position(|byte| *byte == b'\\').unwrap_or(rest.len());
        out[end..end + plain].copy_from_slice(&rest[..plain]);
        (at, end) = (at + plain, end + plain);
        if at < text.len() {
            (at, end) = escape(text, at, out, end)?;
        }
    }
    Some(end)
}

/// The byte that each byte means after a backslash; 0 for a byte that is not a whole escape.
const SIMPLE: [u8; 256] = {
    let mut simple = [0; 256];
    let mut index = 0;
    let pairs = b"\"\"\\\\//n r t\tb\x08f\x0c";
    while index < pairs.len() {
        simple[pairs[index] as usize] = pairs[index + 1];
        index += 2;
    }
    simple
};

/// Writes the character of the escape whose backslash is at `at` to `out`, at `end`. Returns the offsets after both.
#[inline(never)]
fn escape(text: &[u8], at: usize, out: &mut [u8], end: usize) -> Option<(usize, usize)> {
    let (escaped, len) = match *text.get(at + 1)? {
        b'u' => unicode(&text[at + 2..])?,
        byte => match SIMPLE[usize::from(byte)] {
            0 => return None,
            character => (char::from(character), 2),
        },
    };
    let escaped = if matches!(escaped, '\n' | '\r') { ' ' } else { escaped };
    Some((at + len, end + escaped.encode_utf8(&mut out[end..]).len()))
}

/// The number of bytes before the first backslash, of eight bytes.
fn leading_plain(bytes: [u8; 8]) -> usize {
    const ONES: u64 = u64::from_ne_bytes([1; 8]);
    let differing = u64::from_le_bytes(bytes) ^ (ONES * b'\\' as u64);
    // The lowest set bit is exact, because a borrow only affects higher bits.
    let zeros = differing.wrapping_sub(ONES) & !differing & (ONES << 7);
    zeros.trailing_zeros() as usize / 8
}

/// The character of a `\u` escape or of a surrogate pair of two escapes, and the length with the backslashes.
fn unicode(digits: &[u8]) -> Option<(char, usize)> {
    let unit = |digits: &[u8]| {
        let digits = digits.get(..4).filter(|digits| digits.iter().all(u8::is_ascii_hexdigit))?;
        u32::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()
    };
    let first = unit(digits)?;
    if !(0xd800..0xdc00).contains(&first) {
        return Some((char::from_u32(first)?, 6));
    }
    let second = unit(digits.get(4..)?.strip_prefix(b"\\u")?)?;
    let low = second.checked_sub(0xdc00).filter(|low| *low < 0x400)?;
    Some((char::from_u32(0x10000 + ((first - 0xd800) << 10) + low)?, 12))
}

/// Appends a JSON string.
pub(super) fn push_escaped(text: &str, out: &mut Vec<u8>) {
    out.push(b'"');
    for byte in text.bytes() {
        match byte {
            b'"' | b'\\' => out.extend_from_slice(&[b'\\', byte]),
            ..0x20 => out.extend_from_slice(format!("\\u{byte:04x}").as_bytes()),
            _ => out.push(byte),
        }
    }
    out.push(b'"');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, want: Option<&str>) {
        let mut out = b"what was there before".to_vec();
        let len = unescape(text.as_bytes(), &mut out);
        assert_eq!(len.map(|len| std::str::from_utf8(&out[..len]).unwrap()), want, "{text}");
    }

    #[test]
    fn escapes_at_every_offset() {
        for before in 0..20 {
            for after in 0..20 {
                let (before, after) = ("é".repeat(before), "x".repeat(after));
                for (escape, want) in [
                    ("\\\"", "\""),
                    ("\\\\\\\"", "\\\""),
                    ("\\/\\t\\b\\f", "/\t\u{8}\u{c}"),
                    ("\\n\\r", "  "),
                    ("\\u0041\\u00e9\\u20ac", "Aé€"),
                    ("\\ud83d\\ude00", "😀"),
                    ("", ""),
                ] {
                    check(&format!("{before}{escape}{after}"), Some(&format!("{before}{want}{after}")));
                }
                for broken in ["\\q", "\\ud83d", "\\ud83dxx", "\\ud83d\\u0041", "\\u12", "\\u12g4", "\\udc00"]
                {
                    check(&format!("{before}{broken}{after}"), None);
                }
            }
            check(&format!("{}\\", "é".repeat(before)), None);
        }
    }

    #[test]
    fn round_trip() {
        let text = "a\"b\\c\u{1}é😀";
        let mut escaped = Vec::new();
        push_escaped(text, &mut escaped);
        check(std::str::from_utf8(&escaped[1..escaped.len() - 1]).unwrap(), Some(text));
    }
}
