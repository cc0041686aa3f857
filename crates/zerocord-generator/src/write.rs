//! Writes JSON directly into bytes, as the gateway does: no whitespace, raw UTF-8, short escapes.

/// The first millisecond of 2015, in milliseconds since the Unix epoch: the epoch of snowflakes.
pub(crate) const DISCORD_EPOCH_UNIX_MS: u64 = 1_420_070_400_000;

const PAIRS: &[u8; 200] = b"0001020304050607080910111213141516171819\
2021222324252627282930313233343536373839\
4041424344454647484950515253545556575859\
6061626364656667686970717273747576777879\
8081828384858687888990919293949596979899";

/// The writer's methods; each returns the buffer for the next call.
pub(crate) trait Write {
    /// JSON, unchanged.
    fn raw(&mut self, json: &str) -> &mut Self;
    /// JSON bytes, unchanged.
    fn raw_bytes(&mut self, json: &[u8]) -> &mut Self;
    /// An integer.
    fn number(&mut self, number: u64) -> &mut Self;
    /// A snowflake, or another integer, in a string.
    fn id(&mut self, id: u64) -> &mut Self;
    /// `true` or `false`.
    fn boolean(&mut self, value: bool) -> &mut Self;
    /// A string in quotes, escaped as required.
    fn text(&mut self, text: &str) -> &mut Self;
    /// A time in quotes; without a fraction if it is 0.
    fn time(&mut self, unix_us: u64) -> &mut Self;
    /// `digits` hexadecimal digits made from `value`, without quotes.
    fn hex(&mut self, value: u64, digits: usize) -> &mut Self;
}

impl Write for Vec<u8> {
    fn raw(&mut self, json: &str) -> &mut Self {
        self.extend_from_slice(json.as_bytes());
        self
    }

    fn raw_bytes(&mut self, json: &[u8]) -> &mut Self {
        self.extend_from_slice(json);
        self
    }

    fn number(&mut self, number: u64) -> &mut Self {
        let mut digits = [0_u8; 20];
        let mut start = digits.len();
        let mut rest = number;
        while rest >= 100 {
            let pair = (rest % 100) as usize * 2;
            rest /= 100;
            start -= 2;
            digits[start..start + 2].copy_from_slice(&PAIRS[pair..pair + 2]);
        }
        if rest >= 10 {
            start -= 2;
            let pair = rest as usize * 2;
            digits[start..start + 2].copy_from_slice(&PAIRS[pair..pair + 2]);
        } else {
            start -= 1;
            digits[start] = b'0' + rest as u8;
        }
        self.extend_from_slice(&digits[start..]);
        self
    }

    fn id(&mut self, id: u64) -> &mut Self {
        self.push(b'"');
        self.number(id);
        self.push(b'"');
        self
    }

    fn boolean(&mut self, value: bool) -> &mut Self {
        self.raw(if value { "true" } else { "false" })
    }

    fn text(&mut self, text: &str) -> &mut Self {
        self.push(b'"');
        for &byte in text.as_bytes() {
            match byte {
                b'"' => self.extend_from_slice(b"\\\""),
                b'\\' => self.extend_from_slice(b"\\\\"),
                b'\n' => self.extend_from_slice(b"\\n"),
                b'\r' => self.extend_from_slice(b"\\r"),
                b'\t' => self.extend_from_slice(b"\\t"),
                0x08 => self.extend_from_slice(b"\\b"),
                0x0c => self.extend_from_slice(b"\\f"),
                0..0x20 => {
                    self.extend_from_slice(b"\\u");
                    self.hex(u64::from(byte), 4);
                }
                _ => self.push(byte),
            }
        }
        self.push(b'"');
        self
    }

    fn time(&mut self, unix_us: u64) -> &mut Self {
        let (seconds, fraction_us) = (unix_us / 1_000_000, unix_us % 1_000_000);
        let (days, second) = (seconds / 86_400, seconds % 86_400);
        let (year, month, day) = civil_from_days(days);
        let mut form = *b"\"0000-00-00T00:00:00.000000+00:00\"";
        pair(&mut form, 1, year / 100);
        pair(&mut form, 3, year % 100);
        pair(&mut form, 6, month);
        pair(&mut form, 9, day);
        pair(&mut form, 12, second / 3600);
        pair(&mut form, 15, second / 60 % 60);
        pair(&mut form, 18, second % 60);
        if fraction_us == 0 {
            self.extend_from_slice(&form[..20]);
        } else {
            pair(&mut form, 21, fraction_us / 10_000);
            pair(&mut form, 23, fraction_us / 100 % 100);
            pair(&mut form, 25, fraction_us % 100);
            self.extend_from_slice(&form[..27]);
        }
        self.extend_from_slice(&form[27..]);
        self
    }

    fn hex(&mut self, value: u64, digits: usize) -> &mut Self {
        for place in (0..digits).rev() {
            // More than 16 digits come from the same value, rotated.
            let turned = value.rotate_right(4 * (place as u32 % 16) + place as u32 / 16);
            self.push(b"0123456789abcdef"[(turned & 15) as usize]);
        }
        self
    }
}

/// The smallest snowflake of this millisecond, plus `low` as its lower 22 bits.
pub(crate) fn snowflake(unix_ms: u64, low: u64) -> u64 {
    (unix_ms - DISCORD_EPOCH_UNIX_MS) << 22 | (low & 0x3f_ffff)
}

fn pair(form: &mut [u8], at: usize, value: u64) {
    let pair = value as usize * 2;
    form[at..at + 2].copy_from_slice(&PAIRS[pair..pair + 2]);
}

/// Year, month and day of a day counted from 1970-01-01 (Howard Hinnant, "chrono-Compatible Low-Level Date
/// Algorithms", `civil_from_days`).
fn civil_from_days(days: u64) -> (u64, u64, u64) {
    let days = days + 719_468;
    let era = days / 146_097;
    let day_of_era = days % 146_097;
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
    let year = year_of_era + era * 400 + u64::from(month <= 2);
    (year, month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(write: impl FnOnce(&mut Vec<u8>)) -> String {
        let mut out = Vec::new();
        write(&mut out);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn numbers_have_their_digits() {
        for number in [0, 7, 10, 99, 100, 12_345, 99_999_999, u64::MAX] {
            assert_eq!(written(|out| _ = out.number(number)), number.to_string());
        }
    }

    #[test]
    fn times_are_written_in_both_layouts() {
        let time = |us| written(|out| _ = out.time(us));
        assert_eq!(time(0), "\"1970-01-01T00:00:00+00:00\"");
        assert_eq!(time(1_709_210_096_000_000), "\"2024-02-29T12:34:56+00:00\"");
        assert_eq!(time(1_709_210_096_007_080), "\"2024-02-29T12:34:56.007080+00:00\"");
        assert_eq!(time(1_767_225_599_999_999), "\"2025-12-31T23:59:59.999999+00:00\"");
    }

    #[test]
    fn strings_are_escaped_as_on_the_wire() {
        assert_eq!(written(|out| _ = out.text("a\"b\\c/d\n\u{1}ü🦀")), "\"a\\\"b\\\\c/d\\n\\u0001ü🦀\"");
    }
}
