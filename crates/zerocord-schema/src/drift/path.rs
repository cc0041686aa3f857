//! The path from a frame to a value in it.

/// A step of the path.
#[derive(Clone, Copy, Debug)]
pub(super) enum PathStep<'s> {
    /// To the value of a key.
    Key(&'s str),
    /// To the elements of an array.
    Elements,
    /// To the values of a map.
    Entries,
}

/// Writes the path of a value in the payload, followed by `key`, if there is one.
///
/// Without steps and key, it is the payload: `$d`.
pub(super) fn write_path(steps: &[PathStep<'_>], key: Option<&str>, path: &mut String) {
    path.clear();
    let last = key.map(PathStep::Key);
    for step in steps.iter().copied().chain(last) {
        match step {
            PathStep::Key(key) => {
                if !path.is_empty() {
                    path.push('.');
                }
                path.push_str(key);
            }
            // The payload is an array, which has no name.
            PathStep::Elements => path.push_str("[]"),
            PathStep::Entries => path.push_str("{}"),
        }
    }
    if path.is_empty() {
        path.push_str("$d");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_are_written_as_fields_are_selected() {
        for (steps, key, want) in [
            (&[][..], None, "$d"),
            (&[], Some("id"), "id"),
            (&[PathStep::Elements], Some("user"), "[].user"),
            (
                &[PathStep::Key("mentions"), PathStep::Elements, PathStep::Key("member")],
                Some("nick"),
                "mentions[].member.nick",
            ),
            (&[PathStep::Key("users"), PathStep::Entries], None, "users{}"),
        ] {
            let mut path = "old".to_owned();
            write_path(steps, key, &mut path);
            assert_eq!(path, want);
        }
    }
}
