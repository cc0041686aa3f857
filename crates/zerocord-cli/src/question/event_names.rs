//! Names of events and keys as users write them.

/// Converts a name to Discord's spelling: `message-create ` becomes `MESSAGE_CREATE`.
pub fn normal(name: &str) -> String {
    name.trim().to_ascii_uppercase().replace('-', "_")
}

/// Whether a name that a user wrote matches `known`, in any case and with or without underscores (`MessageCreate`).
pub fn is_same(known: &str, written: &str) -> bool {
    let letters = |name: &str| normal(name).replace('_', "");
    letters(known) == letters(written)
}

/// The known name most similar to `name`, if one is similar enough.
pub fn nearest<'n>(name: &str, known: impl IntoIterator<Item = &'n str>) -> Option<&'n str> {
    let name = normal(name);
    let likeness = |known: &str| strsim::damerau_levenshtein(known, &name);
    let (likeness, known) = known.into_iter().map(|known| (likeness(known), known)).min()?;
    (likeness <= known.len() / 3).then_some(known)
}

/// The known key most similar to `key`, if one is similar enough.
pub fn nearest_key<'n>(key: &str, known: impl IntoIterator<Item = &'n str>) -> Option<&'n str> {
    let key = key.to_lowercase();
    let likeness = |known: &str| strsim::damerau_levenshtein(known, &key);
    let (likeness, known) = known.into_iter().map(|known| (likeness(known), known)).min()?;
    (likeness <= (known.len() / 3).max(1) && known.len() > likeness).then_some(known)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_the_same_in_any_spelling() {
        for written in [
            "MESSAGE_CREATE",
            "message_create",
            "Message-Create",
            "MessageCreate",
            "messageCreate",
            " message_create",
        ] {
            assert!(is_same("MESSAGE_CREATE", written), "{written}");
        }
        assert!(!is_same("MESSAGE_CREATE", "MESSAGE_CREATED"));
        assert_eq!(nearest("mesage-create", ["MESSAGE_CREATE", "READY"]), Some("MESSAGE_CREATE"));
    }
}
