//! Converts bytes of a frame to a string that is safe to keep and to show.

/// The longest example, key or value that is kept, in bytes.
const LEN_MAX: usize = 200;

/// The beginning of `bytes`, followed by three dots if it was truncated. Invalid UTF-8 is replaced, and control
/// characters are written as JSON escapes.
pub(super) fn excerpt(bytes: &[u8]) -> String {
    // A character that would be cut is omitted.
    let cut = match bytes.get(LEN_MAX) {
        None => bytes,
        Some(_) => {
            let end = (LEN_MAX - 3..=LEN_MAX).rev().find(|&end| bytes[end] & 0xc0 != 0x80);
            &bytes[..end.unwrap_or(LEN_MAX)]
        }
    };
    let mut text = String::with_capacity(cut.len());
    for char in String::from_utf8_lossy(cut).chars() {
        match char {
            '\0'..='\x1f' | '\x7f'..='\u{9f}' => text += &format!("\\u{:04x}", u32::from(char)),
            char => text.push(char),
        }
    }
    if cut.len() < bytes.len() {
        text.push_str("...");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn excerpts_are_short_and_whole_characters() {
        assert_eq!(excerpt(b"[1,2]"), "[1,2]");
        assert_eq!(excerpt(b"a\nb\x1b\xff"), "a\\u000ab\\u001b\u{fffd}");
        for char in ["x", "é", "€", "😂"] {
            for offset in 0..4 {
                let long = "-".repeat(offset) + &char.repeat(300);
                let short = excerpt(long.as_bytes());
                let kept = short.strip_suffix("...").unwrap();
                assert!(long.starts_with(kept) && (197..=200).contains(&kept.len()), "{short}");
            }
        }
    }
}
