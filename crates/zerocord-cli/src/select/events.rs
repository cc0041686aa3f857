//! The events that are selected.

use zerocord::EventName;

use crate::console::say;
use crate::event_names::nearest;

/// A set of event names; without any, all frames that have a name.
#[derive(Debug)]
pub struct Events {
    all: bool,
    /// By [`EventName::index`].
    known: [bool; EventName::COUNT],
    unknown: Vec<String>,
}

impl Events {
    /// The events of these names. Names that zerocord does not know may be new and are looked for, with a warning.
    pub fn new(names: &[String]) -> Events {
        let mut events =
            Events { all: names.is_empty(), known: [false; EventName::COUNT], unknown: Vec::new() };
        for name in names {
            match EventName::known(name).and_then(EventName::index) {
                Some(index) => events.known[index] = true,
                None => {
                    warn_of_unknown(name);
                    events.unknown.push(name.clone());
                }
            }
        }
        events
    }

    #[inline]
    pub fn contains(&self, name: EventName<'_>) -> bool {
        match name.index() {
            _ if self.all => true,
            Some(index) => self.known[index],
            None if self.unknown.is_empty() => false,
            None => name.text().is_ok_and(|text| self.unknown.iter().any(|unknown| *unknown == text)),
        }
    }
}

fn warn_of_unknown(name: &str) {
    match nearest(name, EventName::all().filter_map(EventName::as_known_str)) {
        Some(known) => say(format_args!(
            "{name} is no event that zerocord knows; did you mean {known}? It is looked for as it is written"
        )),
        None => {
            say(format_args!("{name} is no event that zerocord knows; it is looked for as it is written"))
        }
    }
}
