//! Names of fields in two bytes, so that an error can name the missing field and still fit in a register.
//!
//! A name gets its number when an error first needs it. Only then are a lock and a search needed, so no successful call
//! pays for them.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{PoisonError, RwLock};

/// The name of a field that is missing; see [`ErrorKind::MissingField`](super::error::ErrorKind::MissingField).
///
/// Two bytes: the name's number in this process. Equal names have equal numbers.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct FieldName(u16);

struct FieldNames {
    /// Each name at the index of its number less 1.
    by_number: Vec<&'static str>,
    numbers: BTreeMap<&'static str, u16>,
}

static NAMES: RwLock<FieldNames> =
    RwLock::new(FieldNames { by_number: Vec::new(), numbers: BTreeMap::new() });

impl FieldName {
    /// A field without a known name, as in the paths of a run-time projection.
    pub const UNKNOWN: FieldName = FieldName(0);

    /// The field with this name. After 65,535 names in one process, further names are not stored.
    #[cold]
    pub fn new(name: &'static str) -> FieldName {
        let known = NAMES.read().unwrap_or_else(PoisonError::into_inner).numbers.get(name).copied();
        if let Some(number) = known {
            return FieldName(number);
        }
        let mut names = NAMES.write().unwrap_or_else(PoisonError::into_inner);
        let Ok(next) = u16::try_from(names.by_number.len() + 1) else { return FieldName::UNKNOWN };
        // Another thread may have inserted it first.
        let number = *names.numbers.entry(name).or_insert(next);
        if number == next {
            names.by_number.push(name);
        }
        FieldName(number)
    }

    /// The name, if it is known.
    pub fn as_str(self) -> Option<&'static str> {
        let index = usize::from(self.0).checked_sub(1)?;
        NAMES.read().unwrap_or_else(PoisonError::into_inner).by_number.get(index).copied()
    }
}

impl fmt::Debug for FieldName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("FieldName").field(&self.as_str()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_names_have_equal_numbers_in_all_threads() {
        let names = ["author", "content", "id"];
        let number = || names.map(FieldName::new);
        let all = std::thread::scope(|scope| {
            let threads = [(); 4].map(|()| scope.spawn(number));
            threads.map(|thread| thread.join().unwrap())
        });
        assert!(all.iter().all(|numbers| *numbers == number()));
        assert_eq!(all[0].map(FieldName::as_str), names.map(Some));
        assert_eq!(FieldName::UNKNOWN.as_str(), None);
    }
}
