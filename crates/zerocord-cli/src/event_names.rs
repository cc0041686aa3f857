//! Names of events as people write them.

/// The name that is most like `name`, if one is.
pub fn nearest<'n>(name: &str, known: impl IntoIterator<Item = &'n str>) -> Option<&'n str> {
    let name = name.to_uppercase();
    let likeness = |known: &str| strsim::damerau_levenshtein(known, &name);
    let (likeness, known) = known.into_iter().map(|known| (likeness(known), known)).min()?;
    (likeness <= known.len() / 3).then_some(known)
}
