//! Durations and sizes as people write them.

use std::time::Duration;

/// Reads `250ms`, `30s`, `5m`, `1h` or `30d`.
///
/// # Errors
/// What can be written.
pub fn parse_duration(text: &str) -> Result<Duration, String> {
    let (number, unit) = split(text);
    let unit_ms = match unit {
        "ms" => 1,
        "s" => 1_000,
        "m" | "min" => 60_000,
        "h" => 3_600_000,
        "d" => 86_400_000,
        _ => 0,
    };
    let millis = number.and_then(|number: u64| number.checked_mul(unit_ms)).filter(|_| unit_ms > 0);
    millis
        .map(Duration::from_millis)
        .ok_or_else(|| format!("`{text}` is not a duration; write 250ms, 30s, 5m, 1h or 30d"))
}

/// Reads `500K`, `64M`, `1G` or `2T`: powers of 1024.
///
/// # Errors
/// What can be written.
pub fn parse_size(text: &str) -> Result<u64, String> {
    let (number, unit) = split(text);
    let shift = match unit.trim_end_matches("iB").trim_end_matches('B') {
        "K" | "k" => 10,
        "M" => 20,
        "G" => 30,
        "T" => 40,
        _ => 0,
    };
    let bytes = number.and_then(|number: u64| number.checked_mul(1 << shift)).filter(|_| shift > 0);
    bytes.ok_or_else(|| format!("`{text}` is not a size; write 500K, 64M or 1G"))
}

fn split(text: &str) -> (Option<u64>, &str) {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    (text[..digits].parse().ok(), &text[digits..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantities_are_read() {
        for (text, want) in
            [("250ms", 250), ("30s", 30_000), ("5m", 300_000), ("1h", 3_600_000), ("30d", 2_592_000_000)]
        {
            assert_eq!(parse_duration(text), Ok(Duration::from_millis(want)), "{text}");
        }
        for (text, want) in [("500K", 512_000), ("64M", 64 << 20), ("1G", 1 << 30), ("1GiB", 1 << 30)] {
            assert_eq!(parse_size(text), Ok(want), "{text}");
        }
        for odd in ["", "1", "h", "1 h", "-1s", "1.5h", "99999999999999999999d", "999999999999999d"] {
            assert!(parse_duration(odd).is_err(), "{odd}");
        }
        for odd in ["", "1", "G", "1X", "1h", "99999999999999T"] {
            assert!(parse_size(odd).is_err(), "{odd}");
        }
    }
}
