//! What the table of Discord's payloads knows about a path.
//!
//! The table is a snapshot, and Discord adds keys at any time. So a key that is not in the table causes a warning. It
//! is an error only if no value is possible: inside a string, a number or a boolean.

use std::collections::HashSet;
use std::sync::OnceLock;

use zerocord::EventName;
use zerocord_schema::{Kind, Object, Schema};

use super::spelling::index_of;
use crate::question::event_names::nearest_key;
use crate::question::events::Events;

/// The maximum depth, in keys, to which a misplaced key is searched for.
const SEARCH_DEPTH: usize = 4;

/// The payloads of the selected events. The table is loaded on first use, which takes a millisecond.
#[derive(Debug)]
pub struct EventTypes {
    /// The names of the known events that are selected.
    names: Vec<&'static str>,
    are_all: bool,
    has_unknown: bool,
    payloads: OnceLock<Payloads>,
}

#[derive(Debug)]
struct Payloads {
    schema: &'static Schema,
    payloads: Vec<Kind>,
    /// The name of the events in messages.
    name: String,
    /// Whether a selected event's payload is not in the table, so that any path may have a value.
    is_open: bool,
}

/// What the table knows about a path.
#[derive(Debug)]
pub enum PathTypes {
    /// The types of its values. If it ends at a list, the types of the elements are included. Empty if any value is
    /// possible.
    Known(Vec<Kind>),
    /// A key is not in the table. The message explains it.
    Unknown(String),
    /// No value is possible. The message explains it.
    Impossible(String),
}

/// Where the walk along a path failed.
struct Failure<'s> {
    /// The index of the key that failed.
    step: usize,
    /// The objects that lack the key; empty if the value there is not an object.
    objects: Vec<&'static Object>,
    /// The possible types of the value there.
    kinds: Vec<&'s Kind>,
}

impl EventTypes {
    /// The payloads of these events, as far as they are in the table.
    pub fn new(events: &Events) -> EventTypes {
        let names: Vec<_> = events.known_names().collect();
        EventTypes {
            are_all: events.are_all() || names.len() == EventName::COUNT,
            names,
            has_unknown: events.has_unknown(),
            payloads: OnceLock::new(),
        }
    }

    fn payloads(&self) -> &Payloads {
        self.payloads.get_or_init(|| {
            let schema = Schema::bundled_without_descriptions();
            let events: Vec<_> = self.names.iter().filter_map(|name| schema.event(name)).collect();
            let has_any =
                events.len() < self.names.len() || events.iter().any(|event| event.payload == Kind::Any);
            let mut payloads: Vec<Kind> = events.iter().map(|event| event.payload.clone()).collect();
            payloads.extend(events.iter().filter_map(|event| event.other_payload.map(Kind::Object)));
            if self.are_all {
                payloads.extend(schema.opcodes.iter().map(|frame| frame.payload.clone()));
                payloads.retain(|kind| *kind != Kind::Any);
            }
            let name = match self.names.as_slice() {
                [name] => (*name).to_owned(),
                _ if self.are_all => "any event".to_owned(),
                names => format!("the {} selected events", names.len()),
            };
            Payloads { schema, payloads, name, is_open: self.has_unknown || (has_any && !self.are_all) }
        })
    }

    /// Whether any path may have a value, because a selected event's payload is not in the table.
    pub fn is_open(&self) -> bool {
        self.payloads().is_open
    }

    /// What the table knows about a path, which must be in the form that [`normalize`](super::spelling::normalize)
    /// returns.
    pub fn of_path(&self, path: &str) -> PathTypes {
        self.payloads().of_path(path)
    }
}

impl Payloads {
    fn of_path(&self, path: &str) -> PathTypes {
        if self.is_open {
            return PathTypes::Known(Vec::new());
        }
        let keys: Vec<&str> = path.split('.').collect();
        let (mut known, mut is_known) = (Vec::<Kind>::new(), false);
        let mut failures = Vec::new();
        for payload in &self.payloads {
            match self.walk(payload, &keys) {
                Ok(kinds) => {
                    is_known = true;
                    for kind in kinds {
                        if !known.contains(kind) {
                            known.push(kind.clone());
                        }
                    }
                }
                Err(failure) => failures.push(failure),
            }
        }
        match failures.iter().max_by_key(|failure| failure.step) {
            Some(deepest) if !is_known => self.explain(deepest, &keys, &failures),
            _ if known.contains(&Kind::Any) => PathTypes::Known(Vec::new()),
            _ => PathTypes::Known(known),
        }
    }

    /// The types at the end of a path in one payload.
    fn walk<'s>(&'s self, payload: &'s Kind, keys: &[&str]) -> Result<Vec<&'s Kind>, Failure<'s>> {
        let mut kinds = opened(payload);
        for (step, key) in keys.iter().enumerate() {
            if kinds.contains(&&Kind::Any) {
                return Ok(vec![&Kind::Any]);
            }
            let next = self.after(&kinds, key);
            if next.is_empty() {
                let objects = kinds.iter().flat_map(|kind| self.objects_of(kind)).collect();
                return Err(Failure { step, objects, kinds });
            }
            kinds = next;
        }
        Ok(kinds)
    }

    /// The types of the value at a key, or of the list element at an index.
    fn after<'s>(&'s self, kinds: &[&'s Kind], key: &str) -> Vec<&'s Kind> {
        let mut next = Vec::new();
        for kind in kinds {
            match kind {
                Kind::Array(element) if index_of(key).is_some() => next.extend(opened(element)),
                Kind::Map(keys, value) if **keys != Kind::Snowflake || index_of(key).is_some() => {
                    next.extend(opened(value));
                }
                kind => {
                    for object in self.objects_of(kind) {
                        next.extend(object.field(key).into_iter().flat_map(|field| opened(&field.kind)));
                    }
                }
            }
        }
        next
    }

    /// The objects that a type may be.
    fn objects_of(&self, kind: &Kind) -> Vec<&'static Object> {
        let Kind::Object(place) = kind else { return Vec::new() };
        let object = &self.schema.objects[*place];
        match &object.union {
            Some(union) => union.variants.iter().map(|(_, place)| &self.schema.objects[*place]).collect(),
            None => vec![object],
        }
    }

    fn explain(&self, failure: &Failure<'_>, keys: &[&str], failures: &[Failure<'_>]) -> PathTypes {
        let path = keys.join(".");
        if failures.iter().all(|failure| failure.objects.is_empty() && !has_map(&failure.kinds)) {
            let way = keys[..failure.step].join(".");
            let kind = failure.kinds.first().map(|kind| self.schema.kind_name(kind).to_string());
            return PathTypes::Impossible(format!(
                "`{path}` cannot be in {}: `{way}` is of type {}, which has no keys",
                self.name,
                kind.unwrap_or_default(),
            ));
        }
        let meant = self.meant(failure, keys, failures).map(|meant| format!("; did you mean `{meant}`?"));
        PathTypes::Unknown(format!(
            "the table has no such path in {}{}",
            self.name,
            meant.unwrap_or_default()
        ))
    }

    /// Guesses the path that the user meant, by correcting one key after another.
    fn meant(&self, failure: &Failure<'_>, keys: &[&str], failures: &[Failure<'_>]) -> Option<String> {
        // If several events are selected, any of them may be meant.
        let failures = failures.iter().filter(|other| other.step == failure.step);
        let objects: Vec<_> = failures.flat_map(|other| other.objects.iter().copied()).collect();
        let meant = self.similar(failure.step, &objects, keys)?;
        let keys: Vec<&str> = meant.split('.').collect();
        let walks: Vec<_> = self.payloads.iter().map(|payload| self.walk(payload, &keys)).collect();
        if walks.iter().any(Result::is_ok) {
            return Some(meant);
        }
        let failures: Vec<_> = walks.into_iter().filter_map(Result::err).collect();
        let deepest = failures.iter().max_by_key(|other| other.step)?;
        // Each key is corrected at most once, so the recursion ends.
        match deepest.step > failure.step {
            true => self.meant(deepest, &keys, &failures),
            false => None,
        }
    }

    /// A path in the table that is similar to `keys`: with the failed key replaced, or with keys inserted before it.
    fn similar(&self, step: usize, objects: &[&Object], keys: &[&str]) -> Option<String> {
        let (before, failed, after) = (&keys[..step], keys[step], &keys[step + 1..]);
        let joined = |middle: &str| [before, &[middle], after].concat().join(".");
        let fields = || objects.iter().flat_map(|object| &object.fields).map(|field| &*field.name);
        let is_known = |path: &String| {
            let keys: Vec<&str> = path.split('.').collect();
            self.payloads.iter().any(|payload| self.walk(payload, &keys).is_ok())
        };
        nearest_key(failed, fields())
            .map(joined)
            .filter(is_known)
            .or_else(|| {
                let places = self.payloads.iter().filter_map(|payload| self.search(payload, failed));
                let place = places.min_by_key(|place| place.split('.').count())?;
                Some([&[place.as_str()], after].concat().join(".")).filter(is_known)
            })
            .or_else(|| nearest_key(failed, fields()).map(joined))
    }

    /// The shortest path to a key with this name, ignoring case.
    fn search(&self, payload: &Kind, key: &str) -> Option<String> {
        let mut seen = HashSet::new();
        let mut level: Vec<(String, &Kind)> = vec![(String::new(), payload)];
        for _ in 0..SEARCH_DEPTH {
            let mut next = Vec::new();
            for (way, kind) in level {
                for object in opened(kind).into_iter().flat_map(|kind| self.objects_of(kind)) {
                    if !seen.insert(&*object.name) {
                        continue;
                    }
                    if let Some(field) =
                        object.fields.iter().find(|field| field.name.eq_ignore_ascii_case(key))
                    {
                        return Some(format!("{way}{}", field.name));
                    }
                    next.extend(
                        object.fields.iter().map(|field| (format!("{way}{}.", field.name), &field.kind)),
                    );
                }
            }
            level = next;
        }
        None
    }
}

fn has_map(kinds: &[&Kind]) -> bool {
    kinds.iter().any(|kind| matches!(kind, Kind::Map(..)))
}

/// A type, and the types that a path reaches from it without a key: the elements of a list, and each type of a union.
fn opened(kind: &Kind) -> Vec<&Kind> {
    match kind {
        Kind::Array(element) => std::iter::once(kind).chain(opened(element)).collect(),
        Kind::OneOf(kinds) => kinds.iter().flat_map(opened).collect(),
        kind => vec![kind],
    }
}
