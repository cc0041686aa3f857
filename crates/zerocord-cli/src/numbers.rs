//! Numbers on the command line: byte sizes and thread counts, parsed by the same functions for every option.

/// Parses a number of bytes: `4096`, `64k`, `10MB` and `1.5 G` with powers of ten, `64KiB` and `1.5Gi` with powers of two.
pub fn parse_byte_size(text: &str) -> Result<usize, String> {
    let bytes = parse_size::parse_size(text.trim()).map_err(|error| match error {
        parse_size::Error::PosOverflow => "too many bytes",
        _ => {
            "a number of bytes is digits, then k, M, G or T (powers of ten), KiB, MiB, GiB or TiB (powers of two), or \
             nothing"
        }
    })?;
    usize::try_from(bytes).map_err(|_| "too many bytes".to_owned())
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
            ("2K", 2000),
            ("2k", 2000),
            ("2kB", 2000),
            ("2 KiB", 2048),
            ("2Ki", 2048),
            ("64M", 64_000_000),
            ("64MiB", 64 << 20),
            ("10MB", 10_000_000),
            ("10mb", 10_000_000),
            ("10 MB", 10_000_000),
            ("10mib", 10 << 20),
            ("1.5G", 1_500_000_000),
            ("1.5GiB", 3 << 29),
            ("0.5kb", 500),
            (" 1_000_000 ", 1_000_000),
            ("1T", 1_000_000_000_000),
        ] {
            assert_eq!(parse_byte_size(text), Ok(want), "{text}");
        }
        for text in
            ["", "M", "-1", "+1", "1.2.3M", ".5M", "10MX", "10 M B", "99999999999G", "0x10", "\u{661}"]
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
        assert_eq!(parse_frame_len("400M"), Ok(400_000_000));
        assert_eq!(parse_frame_len("4294967295"), Ok(u32::MAX as usize));
        assert!(parse_frame_len("4GiB").is_err());
    }
}
