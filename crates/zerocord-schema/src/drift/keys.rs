//! Which field of an object a key is.

use crate::Object;

/// The keys of an object, found by the key that stood before.
///
/// Discord writes the keys of like objects in the same order, so the field that came next the last time is compared
/// first; where it is another one, the sorted names are searched.
#[derive(Debug)]
pub(super) struct Keys<'s> {
    /// By place among the fields.
    names: Vec<&'s [u8]>,
    /// Places among the fields, in the order of the names.
    sorted: Vec<u16>,
    /// By place of the key before, or their number for none: the place of the key that came next the last time.
    next: Vec<u16>,
}

impl<'s> Keys<'s> {
    pub(super) fn new(object: &'s Object) -> Keys<'s> {
        let names: Vec<_> = object.fields.iter().map(|field| field.name.as_bytes()).collect();
        let mut sorted: Vec<u16> = (0..names.len() as u16).collect();
        sorted.sort_by_key(|&place| names[usize::from(place)]);
        Keys { next: vec![0; names.len() + 1], names, sorted }
    }

    /// The place before the first key.
    pub(super) fn start(&self) -> usize {
        self.names.len()
    }

    /// The place of `key`, which stands behind the key of the place `before`.
    #[inline]
    pub(super) fn place(&mut self, before: usize, key: &[u8]) -> Option<usize> {
        let guess = usize::from(self.next[before]);
        if self.names.get(guess) == Some(&key) {
            return Some(guess);
        }
        let found = self.sorted.binary_search_by_key(&key, |&place| self.names[usize::from(place)]).ok()?;
        self.next[before] = self.sorted[found];
        Some(usize::from(self.sorted[found]))
    }
}

#[cfg(test)]
mod tests {
    use crate::Schema;

    use super::*;

    #[test]
    fn keys_are_found_whatever_stood_before() {
        let object = Schema::bundled().object("Message").unwrap();
        let mut keys = Keys::new(object);
        for _ in 0..2 {
            for before in 0..=object.fields.len() {
                for (place, field) in object.fields.iter().enumerate() {
                    assert_eq!(keys.place(before, field.name.as_bytes()), Some(place));
                }
                assert_eq!(keys.place(before, b"no_such_key"), None);
                assert_eq!(keys.place(before, b""), None);
            }
        }
        assert_eq!(keys.start(), object.fields.len());
    }
}
