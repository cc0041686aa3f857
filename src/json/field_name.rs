//! Names of fields in two bytes, so that an error can say which one is missing and still travel in a register.
//!
//! A name is numbered when an error first needs it. That happens where something has failed already, so what it
//! costs, a lock and a search, is not paid on any way that succeeds.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{PoisonError, RwLock};

/// The name of a field that is missing; see [`ErrorKind::MissingField`](super::error::ErrorKind::MissingField).
///
/// Two bytes: the number that the name has in this process. Equal names have equal numbers.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct FieldName(u16);

struct Names {
    /// Each name at its number less 1.
    by_number: Vec<&'static str>,
    numbers: BTreeMap<&'static str, u16>,
}

static NAMES: RwLock<Names> = RwLock::new(Names { by_number: Vec::new(), numbers: BTreeMap::new() });

impl FieldName {
    /// A field whose name is not told, as the paths of a run-time projection.
    pub const UNTOLD: FieldName = FieldName(0);

    /// The field of this name. Of more than 65,535 names in one process, the later ones are not told.
    #[cold]
    pub fn new(name: &'static str) -> FieldName {
        let known = NAMES.read().unwrap_or_else(PoisonError::into_inner).numbers.get(name).copied();
        if let Some(number) = known {
            return FieldName(number);
        }
        let mut names = NAMES.write().unwrap_or_else(PoisonError::into_inner);
        let Ok(next) = u16::try_from(names.by_number.len() + 1) else { return FieldName::UNTOLD };
        // Another thread may have come first.
        let number = *names.numbers.entry(name).or_insert(next);
        if number == next {
            names.by_number.push(name);
        }
        FieldName(number)
    }

    /// The name, if it is told.
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
        assert_eq!(FieldName::UNTOLD.as_str(), None);
    }
}
