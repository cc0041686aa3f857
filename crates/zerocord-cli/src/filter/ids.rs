//! The guild, the channel and the user that a frame is about.

use memchr::memmem::Finder;
use zerocord::{Arena, Envelope, Error, RawValue, ValueKind};

use crate::paths::{Found, Paths};
use crate::scope::Scope;

/// Reads an id.
pub fn parse_id(text: &str) -> Result<u64, String> {
    text.trim().parse().map_err(|_| "an id is digits, such as 175928847299117063".to_owned())
}

/// Ids, one of which a frame must be about.
#[derive(Debug)]
pub struct Ids {
    scope: Scope,
    ids: Vec<u64>,
    /// Their digits.
    finders: Vec<Finder<'static>>,
    /// How the digits of an id begin where they are spelled with escapes.
    escaped_digit: Finder<'static>,
    paths: Paths,
    path_count: usize,
}

impl Ids {
    /// `None` where no ids are asked for.
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

    /// Whether the frame may be about one of the ids: false only where it surely is not.
    #[inline]
    pub fn may_match(&self, frame: &[u8]) -> bool {
        self.finders.iter().any(|finder| finder.find(frame).is_some())
            || self.escaped_digit.find(frame).is_some()
    }

    /// Whether the frame is about one of the ids.
    ///
    /// # Errors
    /// Where the payload, or an object on the way to an id, is broken.
    pub fn matches(&self, envelope: Envelope<'_>, arena: &Arena) -> Result<bool, Error> {
        let payload = envelope.payload();
        if payload.kind()? != ValueKind::Object {
            return Ok(false);
        }
        let row = self.paths.find(payload, arena)?;
        let counts_own_id = envelope.event_name()?.is_some_and(|name| self.scope.is_payload_of(name));
        for index in 0..self.path_count - usize::from(!counts_own_id) {
            if let Found::Value(value) = row.get(index)?
                && self.is_one(value)?
            {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn is_one(&self, value: RawValue<'_>) -> Result<bool, Error> {
        match value.kind()? {
            // What is no snowflake is none of the ids.
            ValueKind::String | ValueKind::Number => {
                Ok(value.quoted_u64().is_ok_and(|id| self.ids.contains(&id)))
            }
            _ => Ok(false),
        }
    }
}
