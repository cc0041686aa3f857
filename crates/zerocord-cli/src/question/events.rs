//! The requested events, given by name or by pattern.

use std::sync::atomic::{AtomicBool, Ordering};

use zerocord::EventName;

use crate::exit::Exit;
use crate::output::console::say;
use crate::question::event_names::{is_same, nearest, normal};

/// A set of event names. If no name is given, it matches all frames, including those without an event name.
#[derive(Debug)]
pub struct Events {
    all: bool,
    /// Indexed by [`EventName::index`].
    known: [bool; EventName::COUNT],
    /// Compared with event names that zerocord does not know.
    patterns: Vec<EventPattern>,
}

/// A name, or a pattern with `*` and `?`.
#[derive(Debug)]
struct EventPattern {
    /// In upper case.
    text: String,
    /// Whether it matches an event that zerocord knows.
    is_known: bool,
    /// Whether a frame was of an event that only this matches.
    is_found: AtomicBool,
}

impl Events {
    /// Builds the set from names and patterns, in any case. In a pattern, `*` matches any characters and `?` matches
    /// one. Names that zerocord does not know are accepted with a warning, since they may be new.
    pub fn new(names: &[String]) -> Events {
        let mut events =
            Events { all: names.is_empty(), known: [false; EventName::COUNT], patterns: Vec::new() };
        for name in names {
            let is_pattern = name.contains(['*', '?']);
            let wanted = normal(name);
            let mut is_known = false;
            for (index, known) in EventName::all().filter_map(|event| event.index().zip(event.as_known_str()))
            {
                if is_match(wanted.as_bytes(), known.as_bytes()) || !is_pattern && is_same(known, name) {
                    events.known[index] = true;
                    is_known = true;
                }
            }
            if !is_known {
                warn_of_unknown(name, is_pattern);
            }
            if is_pattern || !is_known {
                events.patterns.push(EventPattern {
                    text: wanted,
                    is_known,
                    is_found: AtomicBool::new(false),
                });
            }
        }
        events
    }

    /// Whether all frames match, so that event names need not be read.
    pub fn are_all(&self) -> bool {
        self.all
    }

    /// Whether a name or a pattern matches no event that zerocord knows.
    pub fn has_unknown(&self) -> bool {
        self.patterns.iter().any(|pattern| !pattern.is_known)
    }

    /// Reports the names and patterns that matched neither an event that zerocord knows nor a frame. Returns the exit code.
    pub fn report_unmatched(&self) -> Exit {
        let is_unmatched =
            |pattern: &&EventPattern| !pattern.is_known && !pattern.is_found.load(Ordering::Relaxed);
        let mut exit = Exit::Done;
        for pattern in self.patterns.iter().filter(is_unmatched) {
            say(format_args!("no frame is of an event {} (exit code 1)", pattern.text));
            exit = Exit::BadFrames;
        }
        exit
    }

    /// The names of the known events in the set.
    pub fn known_names(&self) -> impl Iterator<Item = &'static str> {
        let is_wanted = |name: &EventName<'_>| self.contains(*name);
        EventName::all().filter(is_wanted).filter_map(EventName::as_known_str)
    }

    #[inline]
    pub fn contains(&self, name: EventName<'_>) -> bool {
        match name.index() {
            _ if self.all => true,
            Some(index) => self.known[index],
            None if self.patterns.is_empty() => false,
            None => name.text().is_ok_and(|text| self.has_pattern_for(&text)),
        }
    }

    /// Whether a name is in the set.
    pub fn contains_text(&self, name: &str) -> bool {
        match EventName::known(name) {
            Some(known) => self.contains(known),
            None => self.all || self.has_pattern_for(name),
        }
    }

    /// Whether a name is in the set. It is not recorded as found.
    pub fn admits(&self, name: &str) -> bool {
        match EventName::known(name) {
            Some(known) => self.contains(known),
            None => {
                let name = normal(name);
                let is_wanted = |pattern: &EventPattern| is_match(pattern.text.as_bytes(), name.as_bytes());
                self.all || self.patterns.iter().any(is_wanted)
            }
        }
    }

    /// Whether a pattern matches a name that zerocord does not know.
    fn has_pattern_for(&self, name: &str) -> bool {
        let name = normal(name);
        let mut is_wanted = false;
        for pattern in &self.patterns {
            if is_match(pattern.text.as_bytes(), name.as_bytes()) {
                pattern.is_found.store(true, Ordering::Relaxed);
                is_wanted = true;
            }
        }
        is_wanted
    }
}

/// Converts a name that a user wrote to Discord's spelling, if zerocord knows the event.
pub fn known_name(name: &str) -> String {
    let known = EventName::all().filter_map(EventName::as_known_str).find(|known| is_same(known, name));
    known.unwrap_or(name).to_owned()
}

/// Event names in a condition that zerocord does not know: new ones, or misspelled ones.
#[derive(Debug, Default)]
pub struct UnknownEvents(Vec<UnknownEvent>);

#[derive(Debug)]
struct UnknownEvent {
    name: String,
    is_found: AtomicBool,
}

impl UnknownEvents {
    /// Converts a name that a user wrote to Discord's spelling, if zerocord knows the event. Otherwise the name is added
    /// with a warning, and returned as written.
    pub fn add(&mut self, name: &str) -> String {
        let name = known_name(name);
        let is_known = EventName::all().filter_map(EventName::as_known_str).any(|known| known == name);
        if !is_known && self.0.iter().all(|unknown| unknown.name != name) {
            warn_of_unknown(&name, false);
            self.0.push(UnknownEvent { name: name.clone(), is_found: AtomicBool::new(false) });
        }
        name
    }

    /// Records that a frame has this event name.
    #[inline]
    pub fn note(&self, name: EventName<'_>) {
        if !self.0.is_empty() && name.index().is_none() {
            self.note_unknown(name);
        }
    }

    fn note_unknown(&self, name: EventName<'_>) {
        if let Ok(text) = name.text() {
            self.note_text(&text);
        }
    }

    /// Like [`note`](UnknownEvents::note).
    pub fn note_text(&self, name: &str) {
        self.0
            .iter()
            .filter(|unknown| unknown.name == name)
            .for_each(|unknown| unknown.is_found.store(true, Ordering::Relaxed));
    }

    /// Reports the names that no frame had. Returns the exit code.
    pub fn report_unmatched(&self) -> Exit {
        let mut exit = Exit::Done;
        for unknown in self.0.iter().filter(|unknown| !unknown.is_found.load(Ordering::Relaxed)) {
            say(format_args!("no frame is of an event {} (exit code 1)", unknown.name));
            exit = Exit::BadFrames;
        }
        exit
    }
}

/// Whether a pattern with `*` and `?` matches all of `text`. The time is at most proportional to the product of the
/// lengths.
fn is_match(pattern: &[u8], text: &[u8]) -> bool {
    let (mut at, mut in_text) = (0, 0);
    // Where to continue if the rest does not match: after the last `*`, one byte later in the text.
    let mut retry = None;
    while in_text < text.len() {
        match pattern.get(at) {
            Some(b'*') => {
                at += 1;
                retry = Some((at, in_text));
            }
            Some(&byte) if byte == b'?' || byte == text[in_text] => {
                at += 1;
                in_text += 1;
            }
            _ => match retry {
                Some((after_star, from)) => {
                    (at, in_text) = (after_star, from + 1);
                    retry = Some((after_star, from + 1));
                }
                None => return false,
            },
        }
    }
    pattern[at..].iter().all(|&byte| byte == b'*')
}

fn warn_of_unknown(name: &str, is_pattern: bool) {
    if is_pattern {
        say(format_args!("{name} matches no event that zerocord knows; searching for new ones"));
        return;
    }
    match nearest(name, EventName::all().filter_map(EventName::as_known_str)) {
        Some(known) => say(format_args!(
            "{name} is not an event that zerocord knows; did you mean {known}? Searching for it as written"
        )),
        None => say(format_args!("{name} is not an event that zerocord knows; searching for it as written")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns() {
        for (pattern, text, want) in [
            ("MESSAGE_*", "MESSAGE_CREATE", true),
            ("MESSAGE_*", "MESSAGE_", true),
            ("MESSAGE_*", "GUILD_CREATE", false),
            ("*_CREATE", "GUILD_CREATE", true),
            ("*_CREATE", "GUILD_CREATED", false),
            ("*A*A*", "GUILD_AA", true),
            ("*A*A*", "GUILD_A", false),
            ("?EADY", "READY", true),
            ("READY", "READY", true),
            ("READY", "READ", false),
            ("*", "", true),
            ("", "", true),
            ("", "A", false),
        ] {
            assert_eq!(is_match(pattern.as_bytes(), text.as_bytes()), want, "{pattern} {text}");
        }
    }
}
