//! Durations as people write them.

use std::time::Duration;

/// Reads `250ms`, `30s`, `5m`, `1h` or `30d`.
///
/// # Errors
/// What can be written.
pub fn parse_duration(text: &str) -> Result<Duration, String> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let (number, unit) = (text[..digits].parse().ok(), &text[digits..]);
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_have_units() {
        for (text, want) in
            [("250ms", 250), ("30s", 30_000), ("5m", 300_000), ("1h", 3_600_000), ("30d", 2_592_000_000)]
        {
            assert_eq!(parse_duration(text), Ok(Duration::from_millis(want)), "{text}");
        }
        for odd in ["", "1", "h", "1 h", "-1s", "1.5h", "99999999999999999999d", "999999999999999d"] {
            assert!(parse_duration(odd).is_err(), "{odd}");
        }
    }
}
