//! Names of events and keys as people write them.

/// The name that is most like `name`, if one is.
pub fn nearest<'n>(name: &str, known: impl IntoIterator<Item = &'n str>) -> Option<&'n str> {
    let name = name.to_uppercase();
    let likeness = |known: &str| strsim::damerau_levenshtein(known, &name);
    let (likeness, known) = known.into_iter().map(|known| (likeness(known), known)).min()?;
    (likeness <= known.len() / 3).then_some(known)
}

/// The key that is most like `key`, if one is.
pub fn nearest_key<'n>(key: &str, known: impl IntoIterator<Item = &'n str>) -> Option<&'n str> {
    let key = key.to_lowercase();
    let likeness = |known: &str| strsim::damerau_levenshtein(known, &key);
    let (likeness, known) = known.into_iter().map(|known| (likeness(known), known)).min()?;
    (likeness <= (known.len() / 3).max(1) && known.len() > likeness).then_some(known)
}
