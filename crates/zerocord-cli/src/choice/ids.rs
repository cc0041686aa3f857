//! The guild, the channel and the user that a frame is about.

use memchr::memmem::Finder;
use zerocord::{Arena, Envelope, Error, RawValue, ValueKind};

use crate::question::paths::{PathResult, Paths};
use crate::question::scope::Scope;

/// Parses an id.
pub fn parse_id(text: &str) -> Result<u64, String> {
    text.trim().parse().map_err(|_| "an id consists of digits, such as 175928847299117063".to_owned())
}

/// A set of ids. A frame matches if it is about one of them.
#[derive(Debug)]
pub struct Ids {
    scope: Scope,
    ids: Vec<u64>,
    /// Searchers for the digits of each id.
    finders: Vec<Finder<'static>>,
    /// Searches for the start of a digit that is written as an escape.
    escaped_digit: Finder<'static>,
    paths: Paths,
    path_count: usize,
}

impl Ids {
    /// `None` if no ids are given.
    pub fn new(scope: Scope, ids: &[u64]) -> Option<Ids> {
        let mut paths = scope.paths().to_vec();
        paths.push("id");
        let finders = ids.iter().map(|id| Finder::new(id.to_string().as_bytes()).into_owned()).collect();
        Some(Ids {
            scope,
            ids: ids.to_vec(),
            finders,
            escaped_digit: Finder::new(br"\u003"),
            path_count: paths.len(),
            paths: Paths::new(&paths).ok().filter(|_| !ids.is_empty())?,
        })
    }

    /// Whether the frame may be about one of the ids. False only if it certainly is not.
    #[inline]
    pub fn may_match(&self, frame: &[u8]) -> bool {
        self.finders.iter().any(|finder| finder.find(frame).is_some())
            || self.escaped_digit.find(frame).is_some()
    }

    /// Whether the frame is about one of the ids.
    ///
    /// # Errors
    /// The payload, or an object on the path to an id, is malformed.
    pub fn matches(&self, envelope: Envelope<'_>, arena: &Arena) -> Result<bool, Error> {
        let payload = envelope.payload();
        if payload.kind()? != ValueKind::Object {
            return Ok(false);
        }
        let row = self.paths.find(payload, arena)?;
        let counts_own_id = envelope.event_name()?.is_some_and(|name| self.scope.is_payload_of(name));
        for index in 0..self.path_count - usize::from(!counts_own_id) {
            if let PathResult::Value(value) = row.get(index)?
                && self.is_one(value)?
            {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn is_one(&self, value: RawValue<'_>) -> Result<bool, Error> {
        match value.kind()? {
            // A value that is not a snowflake does not match.
            ValueKind::String | ValueKind::Number => {
                Ok(value.quoted_u64().is_ok_and(|id| self.ids.contains(&id)))
            }
            _ => Ok(false),
        }
    }
}
