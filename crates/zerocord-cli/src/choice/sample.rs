//! Selects a share of the frames by their content, so that every run and every file selects the same frames.

use std::fmt;

use zerocord::view::FromJson;
use zerocord::{Arena, Envelope, Error, RawValue, ValueKind};

use crate::exit::Exit;
use crate::question::event_types::EventTypes;
use crate::question::paths::{PathResult, Paths};
use crate::question::pointed::Pointed;
use crate::question::unmatched::{Searched, report_unmatched};
use crate::question::values::checked_bytes;

/// A share of all frames.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Share {
    /// Of the 2^64 hash values, those below this are selected; all are selected if it is `None`.
    below: Option<u64>,
}

impl fmt::Display for Share {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.below {
            Some(below) => write!(f, "{}", below as f64 / 2f64.powi(64)),
            None => f.write_str("1"),
        }
    }
}

/// Parses `1%`, `0.5%` or `0.01`.
pub fn parse_share(text: &str) -> Result<Share, String> {
    let (number, unit) = match text.strip_suffix('%') {
        Some(number) => (number, 0.01),
        None => (text, 1.0),
    };
    let is_plain = number.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    let share = number.trim_end().parse::<f64>().ok().filter(|_| is_plain).map(|number| number * unit);
    match share {
        Some(share) if share > 0.0 && share < 1.0 => {
            Ok(Share { below: Some((share * 2f64.powi(64)) as u64) })
        }
        Some(1.0) => Ok(Share { below: None }),
        _ => Err("a share is a percentage such as 1% or 0.5%, or a number above 0 up to 1".to_owned()),
    }
}

/// Determines which frames are in a share.
#[derive(Debug)]
pub struct Sample {
    share: Share,
    keys: Paths,
    names: Vec<String>,
    /// Whether the key is the payload's `id`. It counts only if it is a snowflake: some objects have other strings there.
    is_own_id: bool,
}

impl Sample {
    /// A share of the frames by the first of these fields that a frame has; without any, by the payload's `id`.
    ///
    /// # Errors
    /// A path cannot be looked up.
    pub fn new(share: Share, keys: &[String]) -> Result<Sample, Pointed> {
        let own = ["id".to_owned()];
        let is_own_id = keys.is_empty();
        let keys = if is_own_id { &own } else { keys };
        let paths = Paths::new(keys)
            .map_err(|error| Pointed::new(error.to_string(), error.path(), 0).within("--key"))?;
        Ok(Sample { share, keys: paths, names: keys.to_vec(), is_own_id })
    }

    /// Reports the keys that were not in any frame. Returns the exit code.
    pub fn report_unmatched(&self, types: &EventTypes, searched: Searched) -> Exit {
        let not_found = self.keys.not_found().into_iter().filter(|_| !self.is_own_id);
        let reported = not_found.map(|index| report_unmatched("--key", &self.names[index], types, searched));
        reported.max().unwrap_or_default()
    }

    /// Whether the frame is in the share. The decision is made by the frame's key, so that all frames with the same key
    /// are selected together; without a key, by all bytes of the frame.
    ///
    /// # Errors
    /// The payload is malformed before its key.
    pub fn contains(&self, envelope: Envelope<'_>, arena: &Arena) -> Result<bool, Error> {
        let Some(below) = self.share.below else { return Ok(true) };
        let payload = envelope.payload();
        let mut hash = None;
        if payload.kind()? == ValueKind::Object {
            let row = self.keys.find(payload, arena)?;
            for index in 0..self.names.len() {
                if let PathResult::Value(value) = row.get(index)? {
                    hash = self.hash_of_key(value, arena)?;
                }
                if hash.is_some() {
                    break;
                }
            }
        }
        Ok(hash.unwrap_or_else(|| hash_of_bytes(envelope.frame())) < below)
    }

    /// The hash of a key's value: the same for an id as a string and as a number. `None` for null, which is no key.
    fn hash_of_key(&self, value: RawValue<'_>, arena: &Arena) -> Result<Option<u64>, Error> {
        if let Ok(id) = value.quoted_u64() {
            return Ok(Some(scramble(id)));
        }
        if self.is_own_id || value.is_null()? {
            return Ok(None);
        }
        Ok(Some(match value.kind()? {
            ValueKind::String => hash_of_bytes(<&str>::from_json(value, arena)?.as_bytes()),
            _ => hash_of_bytes(checked_bytes(value)?),
        }))
    }
}

/// Mixes the bits of an id, since ids of the same time are similar. These are the last steps of SplitMix64.
///
/// Source: Steele, Lea, Flood, "Fast splittable pseudorandom number generators", 2014.
fn scramble(id: u64) -> u64 {
    let id = (id ^ (id >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let id = (id ^ (id >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    id ^ (id >> 31)
}

fn hash_of_bytes(frame: &[u8]) -> u64 {
    let hash = blake3::hash(frame);
    hash.as_bytes().iter().take(8).fold(0, |number, &byte| number << 8 | u64::from(byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_percentages_or_fractions() {
        assert_eq!(parse_share("1%"), parse_share("0.01"));
        assert_eq!(parse_share("100%"), Ok(Share { below: None }));
        assert_eq!(parse_share("1"), Ok(Share { below: None }));
        assert_eq!(parse_share("25%").unwrap().to_string(), "0.25");
        for text in ["", "%", "0%", "101%", "2", "-1%", "1e-3", "one", "nan"] {
            assert!(parse_share(text).is_err(), "{text}");
        }
    }

    #[test]
    fn samples_have_the_requested_share() {
        let sample = Sample::new(parse_share("10%").unwrap(), &[]).unwrap();
        let is_in = |id: &u64| {
            let frame = format!("{{\"t\":\"A\",\"s\":1,\"op\":0,\"d\":{{\"id\":\"{id}\"}}}}");
            sample.contains(Envelope::peek(frame.as_bytes()).unwrap(), &Arena::new()).unwrap()
        };
        let count =
            (0..20_000u64).map(|index| 1_400_000_000_000_000_000 + (index << 22)).filter(is_in).count();
        assert!((1_800..2_200).contains(&count), "{count}");
    }
}
