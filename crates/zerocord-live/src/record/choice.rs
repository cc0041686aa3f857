//! Which frames are recorded.

use std::collections::BTreeSet;

use crate::peek::Peeked;

/// Which events are recorded; by default all, and the frames that are no dispatches.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct EventChoice {
    /// If not empty, only dispatches of these events are recorded.
    pub only: BTreeSet<String>,
    /// Dispatches of these events are not recorded.
    pub drop: BTreeSet<String>,
}

impl EventChoice {
    pub(super) fn is_chosen(&self, peeked: &Peeked<'_>) -> bool {
        if self.only.is_empty() && self.drop.is_empty() {
            return true;
        }
        let name = peeked.name.filter(|_| peeked.is_dispatch());
        match name.as_ref().and_then(|name| name.text().ok()) {
            Some(name) => {
                let is_wanted = self.only.is_empty() || self.only.contains(name.as_ref());
                is_wanted && !self.drop.contains(name.as_ref())
            }
            None => self.only.is_empty(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_are_chosen_by_their_exact_names() {
        let set = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        let typing = br#"{"d":{"t":"READY"},"t":"TYPING_ST\u0041RT","op":0,"s":1}"#;
        let hello = br#"{"t":null,"s":null,"op":10,"d":{"t":"READY"}}"#;
        for (only, drop, want) in [
            (&[][..], &[][..], [true, true]),
            (&["TYPING_START"], &[], [true, false]),
            (&["READY"], &[], [false, false]),
            (&[], &["TYPING_START"], [false, true]),
            (&[], &["READY"], [true, true]),
            (&["TYPING_START"], &["TYPING_START"], [false, false]),
        ] {
            let choice = EventChoice { only: set(only), drop: set(drop) };
            let found = [&typing[..], hello].map(|frame| choice.is_chosen(&Peeked::of(frame)));
            assert_eq!(found, want, "only {only:?}, drop {drop:?}");
        }
    }
}
