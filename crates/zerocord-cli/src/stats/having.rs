//! `--having`: tests the counts of groups.

use std::cmp::Ordering;
use std::str::FromStr;

use super::tally::Count;
use crate::numbers::parse_byte_size;

/// The tests that a group must pass.
#[derive(Clone, Debug, Default)]
pub struct Having(Vec<Test>);

#[derive(Clone, Copy, Debug)]
struct Test {
    is_of_bytes: bool,
    /// Whether counts below, equal to and above the number pass.
    passes: [bool; 3],
    number: u64,
}

const SIGNS: [(&str, [bool; 3]); 7] = [
    ("<=", [true, true, false]),
    (">=", [false, true, true]),
    ("!=", [true, false, true]),
    ("==", [false, true, false]),
    ("<", [true, false, false]),
    (">", [false, false, true]),
    ("=", [false, true, false]),
];

impl Having {
    /// Whether a group is listed.
    pub fn is_match(&self, count: Count) -> bool {
        self.0.iter().all(|test| {
            let number = if test.is_of_bytes { count.bytes } else { count.frames };
            let [less, equal, more] = test.passes;
            match number.cmp(&test.number) {
                Ordering::Less => less,
                Ordering::Equal => equal,
                Ordering::Greater => more,
            }
        })
    }
}

impl FromStr for Having {
    type Err = String;

    fn from_str(text: &str) -> Result<Having, String> {
        text.split(" and ").map(parse_test).collect::<Result<_, _>>().map(Having)
    }
}

fn parse_test(text: &str) -> Result<Test, String> {
    let fault = || format!("`{}` is not a test such as `count > 100` or `bytes >= 1M`", text.trim());
    let at = text.find(['<', '>', '=', '!']).ok_or_else(fault)?;
    let (what, rest) = text.split_at(at);
    let (sign, passes) = SIGNS.into_iter().find(|(sign, _)| rest.starts_with(sign)).ok_or_else(fault)?;
    let number = parse_byte_size(&rest[sign.len()..]).map_err(|_| fault())?;
    let is_of_bytes = match what.trim() {
        "count" => false,
        "bytes" => true,
        _ => return Err(fault()),
    };
    Ok(Test { is_of_bytes, passes, number: number as u64 })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_are_listed_by_their_counts() {
        let count = Count { frames: 5, bytes: 2048 };
        for (text, want) in [
            ("count > 4", true),
            ("count > 5", false),
            ("count>=5", true),
            ("count < 5", false),
            ("count <= 5", true),
            ("count = 5 and bytes == 2KiB", true),
            ("count != 5", false),
            ("bytes > 1KiB and count < 3", false),
        ] {
            assert_eq!(text.parse::<Having>().unwrap().is_match(count), want, "{text}");
        }
        for text in ["", "count", "count > x", "size > 3", "count ! 3", "count > 3 or bytes > 3"] {
            assert!(text.parse::<Having>().is_err(), "{text}");
        }
    }
}
