//! The order of keys: hash-like for large objects, shuffled everywhere on request.

use crate::random::Random;
use crate::write::Write;

/// An object under construction whose members are reordered when it is finished.
///
/// Discord writes objects of more than 32 keys in an order that looks random and differs between objects.
#[derive(Debug, Default)]
pub(crate) struct Members {
    written: Vec<u8>,
    /// The offset of each member in `written`. A member ends where the next one begins.
    starts: Vec<usize>,
}

impl Members {
    pub(crate) fn with_capacity(bytes: usize) -> Self {
        Self { written: Vec::with_capacity(bytes), starts: Vec::with_capacity(96) }
    }

    /// Begins a member. The caller appends its value to the returned buffer.
    pub(crate) fn key(&mut self, key: &str) -> &mut Vec<u8> {
        self.starts.push(self.written.len());
        self.written.text(key).raw(":");
        &mut self.written
    }

    /// The value of the last member, so that the caller can append to it.
    pub(crate) fn value(&mut self) -> &mut Vec<u8> {
        &mut self.written
    }

    /// Bytes written so far.
    pub(crate) fn len(&self) -> usize {
        self.written.len()
    }

    /// Writes the object with its members in an order that depends only on `random`.
    pub(crate) fn finish_shuffled(mut self, random: &mut Random, out: &mut Vec<u8>) {
        self.starts.push(self.written.len());
        let mut members: Vec<&[u8]> =
            self.starts.windows(2).map(|range| &self.written[range[0]..range[1]]).collect();
        shuffle(&mut members, random);
        out.push(b'{');
        for (index, member) in members.iter().enumerate() {
            out.raw(if index > 0 { "," } else { "" }).raw_bytes(member);
        }
        out.push(b'}');
    }
}

/// Shuffles the keys of objects, in one pass over the JSON.
#[derive(Clone, Debug)]
pub(crate) struct Shuffler {
    random: Random,
    /// The offsets of the open objects' members in the output; those of the innermost object are last.
    starts: Vec<usize>,
    /// The members of one object while they are reordered, and their order.
    members: Vec<u8>,
    order: Vec<usize>,
}

impl Shuffler {
    pub(crate) fn new(random: Random) -> Self {
        Self { random, starts: Vec::new(), members: Vec::new(), order: Vec::new() }
    }

    /// Appends `json`, which must be valid and have no whitespace, with the members of its objects shuffled down to
    /// `depth` levels.
    pub(crate) fn write(&mut self, json: &[u8], depth: usize, out: &mut Vec<u8>) {
        self.value(json, 0, depth, out);
    }

    /// Writes the value at `start` and returns the offset after it.
    fn value(&mut self, json: &[u8], start: usize, depth: usize, out: &mut Vec<u8>) -> usize {
        let end = match json[start] {
            b'{' if depth > 0 => return self.object(json, start, depth, out),
            b'[' if depth > 0 => return self.array(json, start, depth, out),
            b'{' | b'[' => container_end(json, start),
            b'"' => string_end(json, start),
            _ => start + json[start..].iter().take_while(|byte| !b",]}".contains(byte)).count(),
        };
        out.raw_bytes(&json[start..end]);
        end
    }

    fn array(&mut self, json: &[u8], start: usize, depth: usize, out: &mut Vec<u8>) -> usize {
        let mut offset = start;
        while offset == start || json[offset] == b',' {
            out.push(json[offset]);
            offset += 1;
            if json[offset] != b']' {
                offset = self.value(json, offset, depth - 1, out);
            }
        }
        out.push(b']');
        offset + 1
    }

    fn object(&mut self, json: &[u8], start: usize, depth: usize, out: &mut Vec<u8>) -> usize {
        let outer_starts = self.starts.len();
        let mut offset = start;
        while offset == start || json[offset] == b',' {
            offset += 1;
            if json[offset] != b'}' {
                self.starts.push(out.len());
                let value_start = string_end(json, offset) + 1;
                out.raw_bytes(&json[offset..value_start]);
                offset = self.value(json, value_start, depth - 1, out);
            }
        }
        self.reorder(outer_starts, out);
        offset + 1
    }

    /// Reorders the members that begin at `starts[outer_starts..]` and end with `out`, and adds commas and brackets.
    fn reorder(&mut self, outer_starts: usize, out: &mut Vec<u8>) {
        let starts = &self.starts[outer_starts..];
        let first = starts.first().copied().unwrap_or(out.len());
        self.members.clear();
        self.members.extend_from_slice(&out[first..]);
        out.truncate(first);
        self.order.clear();
        self.order.extend(0..starts.len());
        shuffle(&mut self.order, &mut self.random);
        out.push(b'{');
        for (place, &index) in self.order.iter().enumerate() {
            let end = starts.get(index + 1).map_or(self.members.len(), |next| next - first);
            out.raw(if place > 0 { "," } else { "" }).raw_bytes(&self.members[starts[index] - first..end]);
        }
        out.push(b'}');
        self.starts.truncate(outer_starts);
    }
}

fn shuffle<T>(items: &mut [T], random: &mut Random) {
    for last in (1..items.len()).rev() {
        items.swap(last, random.below(last as u64 + 1) as usize);
    }
}

/// The offset after the bracket that closes the one at `start`.
fn container_end(json: &[u8], start: usize) -> usize {
    let (mut depth, mut offset) = (0_usize, start);
    loop {
        match json[offset] {
            b'"' => offset = string_end(json, offset) - 1,
            b'{' | b'[' => depth += 1,
            b'}' | b']' => depth -= 1,
            _ => {}
        }
        offset += 1;
        if depth == 0 {
            return offset;
        }
    }
}

/// The offset after the closing quote of the string that opens at `start`.
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
            Shuffler::new(Random::new(seed)).write(json, usize::MAX, &mut out);
            assert_eq!(serde_json::from_slice::<serde_json::Value>(&out).unwrap(), want);
            orders.insert(out);
        }
        assert!(orders.len() > 20);
    }
}
