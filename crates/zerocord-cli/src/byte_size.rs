//! Numbers of bytes on the command line.

/// Reads `4096`, `64K`, `64M` or `1G`, in powers of 1,024.
pub fn parse_byte_size(text: &str) -> Result<usize, String> {
    let unit_start = text.find(|char: char| !char.is_ascii_digit()).unwrap_or(text.len());
    let (digits, unit) = text.split_at(unit_start);
    let shift = match unit {
        "" => 0,
        "K" | "k" | "KiB" => 10,
        "M" | "m" | "MiB" => 20,
        "G" | "g" | "GiB" => 30,
        _ => return Err("a number of bytes is digits and then K, M, G or nothing".to_owned()),
    };
    let number: usize = digits.parse().map_err(|error: std::num::ParseIntError| error.to_string())?;
    number.checked_mul(1 << shift).ok_or_else(|| "too many bytes".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_are_powers_of_1024() {
        assert_eq!(parse_byte_size("17"), Ok(17));
        assert_eq!(parse_byte_size("2K"), Ok(2048));
        assert_eq!(parse_byte_size("64M"), Ok(64 << 20));
        assert!(parse_byte_size("").is_err());
        assert!(parse_byte_size("M").is_err());
        assert!(parse_byte_size("-1").is_err());
        assert!(parse_byte_size("1.5M").is_err());
        assert!(parse_byte_size("99999999999G").is_err());
    }
}
