//! Finds the field of an object for a key.

use crate::Object;

/// The keys of an object, looked up by the preceding key.
///
/// Discord writes the keys of similar objects in the same order, so the field that followed last time is compared
/// first; if it does not match, the sorted names are searched.
#[derive(Debug)]
pub(super) struct Keys<'s> {
    /// By field index.
    names: Vec<&'s [u8]>,
    /// Field indexes, ordered by name.
    sorted: Vec<u16>,
    /// By index of the preceding key (the number of keys for none): the index of the key that followed last time.
    next: Vec<u16>,
}

impl<'s> Keys<'s> {
    pub(super) fn new(object: &'s Object) -> Keys<'s> {
        let names: Vec<_> = object.fields.iter().map(|field| field.name.as_bytes()).collect();
        let mut sorted: Vec<u16> = (0..names.len() as u16).collect();
        sorted.sort_by_key(|&place| names[usize::from(place)]);
        Keys { next: vec![0; names.len() + 1], names, sorted }
    }

    /// The index before the first key.
    pub(super) fn start(&self) -> usize {
        self.names.len()
    }

    /// The index of `key`, which follows the key with index `before`.
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
    fn keys_are_found_after_any_other_key() {
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
