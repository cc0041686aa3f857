//! Numbers on the command line: byte sizes and thread counts, parsed by the same functions for every option.

/// Parses a number of bytes: `4096`, `64K`, `64MiB`, `10MB`, `1.5 G`, in any case.
///
/// K, M, G and T, also written KiB, MiB, GiB and TiB, are powers of 1,024; KB, MB, GB and TB are powers of 1,000.
pub fn parse_byte_size(text: &str) -> Result<usize, String> {
    let text = text.trim();
    let is_digit = |char: char| char.is_ascii_digit() || matches!(char, '.' | '_');
    let (number, unit) = text.split_at(text.find(|char| !is_digit(char)).unwrap_or(text.len()));
    let unit = match unit.trim_start().to_ascii_lowercase().as_str() {
        "" | "b" => Some(1),
        "k" | "kib" => Some(1 << 10),
        "m" | "mib" => Some(1 << 20),
        "g" | "gib" => Some(1 << 30),
        "t" | "tib" => Some(1 << 40),
        "kb" => Some(1000),
        "mb" => Some(1_000_000),
        "gb" => Some(1_000_000_000),
        "tb" => Some(1_000_000_000_000),
        _ => None,
    };
    let number = number.replace('_', "");
    let (whole, fraction) = number.split_once('.').unwrap_or((&number, ""));
    let is_number = !whole.is_empty() && fraction.len() <= 9 && !fraction.contains('.');
    let Some(unit) = unit.filter(|_| is_number) else {
        return Err(
            "a number of bytes is digits, then K, M, G or T (powers of 1,024), KB, MB, GB or TB (powers of \
                    1,000), or nothing"
                .to_owned(),
        );
    };
    let too_many = || "too many bytes".to_owned();
    let scale = 10u128.pow(fraction.len() as u32);
    let digits: u128 = format!("{whole}{fraction}").parse().map_err(|_| too_many())?;
    digits.checked_mul(unit).and_then(|bytes| usize::try_from(bytes / scale).ok()).ok_or_else(too_many)
}

/// The maximum number of threads.
const THREADS_MAX: usize = 1024;

/// Parses a number of threads; 0, the default, means one per CPU core.
pub fn parse_threads(text: &str) -> Result<usize, String> {
    let fault =
        || format!("a number of threads is a whole number up to {THREADS_MAX}, or 0 for one per CPU core");
    text.trim().parse().ok().filter(|threads| *threads <= THREADS_MAX).ok_or_else(fault)
}

/// Parses the maximum frame length, which must be less than 4 GiB.
pub fn parse_frame_len(text: &str) -> Result<usize, String> {
    let len = parse_byte_size(text)?;
    if u32::try_from(len).is_err() {
        return Err("frames of 4 GiB and more cannot be read".to_owned());
    }
    Ok(len)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_have_units() {
        for (text, want) in [
            ("17", 17),
            ("0", 0),
            ("17B", 17),
            ("2K", 2048),
            ("2k", 2048),
            ("2 KiB", 2048),
            ("64M", 64 << 20),
            ("10MB", 10_000_000),
            ("10mb", 10_000_000),
            ("10 MB", 10_000_000),
            ("10MiB", 10 << 20),
            ("1.5G", 3 << 29),
            ("0.5kb", 500),
            ("1_000_000", 1_000_000),
            ("1T", 1 << 40),
        ] {
            assert_eq!(parse_byte_size(text), Ok(want), "{text}");
        }
        for text in
            ["", "M", "-1", "+1", "1e6", "1.2.3M", ".5M", "10MX", "10 M B", "99999999999G", "0x10", "\u{661}"]
        {
            assert!(parse_byte_size(text).is_err(), "{text}");
        }
        assert!(parse_byte_size(&"9".repeat(100)).is_err());
    }

    #[test]
    fn threads_are_few() {
        assert_eq!(parse_threads("0"), Ok(0));
        assert_eq!(parse_threads("1024"), Ok(1024));
        for text in ["1025", "4000000000", "99999999999999999999", "-1", "", "two", "1.5"] {
            assert!(parse_threads(text).is_err(), "{text}");
        }
    }

    #[test]
    fn frames_are_shorter_than_4_gib() {
        assert_eq!(parse_frame_len("400M"), Ok(400 << 20));
        assert_eq!(parse_frame_len("4294967295"), Ok(u32::MAX as usize));
        assert!(parse_frame_len("4G").is_err());
    }
}
