//! Shards as users write them.

use std::collections::BTreeSet;
use std::str::FromStr;

/// Some shards of a bot, written as `0-15/16` or `0,4-7/16`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShardList {
    pub shards: Vec<u64>,
    pub count: u64,
}

/// No bot has more.
const COUNT_MAX: u64 = 100_000;

impl FromStr for ShardList {
    type Err = String;

    fn from_str(text: &str) -> Result<ShardList, String> {
        let odd = || format!("`{text}` is not a list of shards; write 0-15/16, or 3/16");
        let (list, count) = text.split_once('/').ok_or_else(odd)?;
        let count: u64 = count.trim().parse().map_err(|_| odd())?;
        let mut shards = BTreeSet::new();
        for part in list.split(',') {
            let (first, last) = part.split_once('-').unwrap_or((part, part));
            let number = |text: &str| text.trim().parse::<u64>().map_err(|_| odd());
            let (first, last) = (number(first)?, number(last)?);
            if first > last || last >= count || count > COUNT_MAX {
                return Err(format!("`{text}`: shards are numbered from 0 to one less than their number"));
            }
            shards.extend(first..=last);
        }
        Ok(ShardList { shards: shards.into_iter().collect(), count })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shards_are_ranges_and_numbers() {
        for (text, shards, count) in
            [("0/1", &[0][..], 1), ("0-3/4", &[0, 1, 2, 3], 4), ("5, 1-2,2/8", &[1, 2, 5], 8)]
        {
            assert_eq!(text.parse(), Ok(ShardList { shards: shards.to_vec(), count }), "{text}");
        }
        for odd in ["", "0", "1/1", "3-1/4", "0-4/4", "a/4", "0/0", "0-/4", "0/99999999999"] {
            assert!(odd.parse::<ShardList>().is_err(), "{odd}");
        }
    }
}
