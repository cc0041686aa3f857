//! The order of keys: hash-like for large objects, shuffled everywhere on request.

use super::random::Random;
use super::write::Write;

/// An object in the making whose members change places when it is done.
///
/// Discord writes objects of more than 32 keys in an order that looks random and differs from object to object.
#[derive(Debug, Default)]
pub(crate) struct Members {
    written: Vec<u8>,
    /// Where each member begins in `written`; it ends where the next one begins.
    starts: Vec<usize>,
}

impl Members {
    pub(crate) fn with_capacity(bytes: usize) -> Self {
        Self { written: Vec::with_capacity(bytes), starts: Vec::with_capacity(96) }
    }

    /// Begins a member; its value goes into what is returned.
    pub(crate) fn key(&mut self, key: &str) -> &mut Vec<u8> {
        self.starts.push(self.written.len());
        self.written.text(key).raw(":");
        &mut self.written
    }

    /// The value of the member begun last, to go on writing it.
    pub(crate) fn value(&mut self) -> &mut Vec<u8> {
        &mut self.written
    }

    /// Bytes written so far.
    pub(crate) fn len(&self) -> usize {
        self.written.len()
    }

    /// Writes the object with its members in an order that `random` alone decides.
    pub(crate) fn finish_shuffled(mut self, random: &mut Random, out: &mut Vec<u8>) {
        self.starts.push(self.written.len());
        let mut members: Vec<&[u8]> =
            self.starts.windows(2).map(|range| &self.written[range[0]..range[1]]).collect();
        shuffle(&mut members, random);
        write_joined(&members, out);
    }
}

/// Copies `value`, which is valid JSON, with the members of its objects shuffled down to `depth` levels.
pub(crate) fn write_shuffled(value: &[u8], depth: usize, random: &mut Random, out: &mut Vec<u8>) {
    match value.first() {
        Some(b'{') if depth > 0 && value.len() > 2 => {
            let mut members = split(value);
            shuffle(&mut members, random);
            out.push(b'{');
            for (index, member) in members.iter().enumerate() {
                let value_start = string_end(member, 0) + 1;
                out.raw(if index > 0 { "," } else { "" }).raw_bytes(&member[..value_start]);
                write_shuffled(&member[value_start..], depth - 1, random, out);
            }
            out.push(b'}');
        }
        Some(b'[') if depth > 0 && value.len() > 2 => {
            out.push(b'[');
            for (index, element) in split(value).iter().enumerate() {
                out.raw(if index > 0 { "," } else { "" });
                write_shuffled(element, depth - 1, random, out);
            }
            out.push(b']');
        }
        _ => _ = out.raw_bytes(value),
    }
}

fn write_joined(members: &[&[u8]], out: &mut Vec<u8>) {
    out.push(b'{');
    for (index, member) in members.iter().enumerate() {
        out.raw(if index > 0 { "," } else { "" }).raw_bytes(member);
    }
    out.push(b'}');
}

fn shuffle<T>(items: &mut [T], random: &mut Random) {
    for last in (1..items.len()).rev() {
        items.swap(last, random.below(last as u64 + 1) as usize);
    }
}

/// The members or elements of a container that is valid, not empty and free of white space.
fn split(container: &[u8]) -> Vec<&[u8]> {
    let mut parts = Vec::new();
    let (mut depth, mut start, mut offset) = (0_usize, 1, 1);
    while offset < container.len() - 1 {
        match container[offset] {
            b'"' => offset = string_end(container, offset) - 1,
            b'{' | b'[' => depth += 1,
            b'}' | b']' => depth -= 1,
            b',' if depth == 0 => {
                parts.push(&container[start..offset]);
                start = offset + 1;
            }
            _ => {}
        }
        offset += 1;
    }
    parts.push(&container[start..container.len() - 1]);
    parts
}

/// The offset behind the closing quote of the string that opens at `start`.
fn string_end(json: &[u8], start: usize) -> usize {
    let mut offset = start + 1;
    while json[offset] != b'"' {
        offset += if json[offset] == b'\\' { 2 } else { 1 };
    }
    offset + 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shuffled_values_stay_equal() {
        let json = br#"{"t":"A,\"}","s":7,"op":0,"d":{"b":[{"x":1,"y":{}},[],"],"],"a":null,"c":"\\"}}"#;
        let want: serde_json::Value = serde_json::from_slice(json).unwrap();
        let mut orders = std::collections::BTreeSet::new();
        for seed in 0..40 {
            let mut out = Vec::new();
            write_shuffled(json, usize::MAX, &mut Random::new(seed), &mut out);
            assert_eq!(serde_json::from_slice::<serde_json::Value>(&out).unwrap(), want);
            orders.insert(out);
        }
        assert!(orders.len() > 20);
    }
}
