//! Owned models of payloads that differ from their documentation: what cannot be read is left out and reported.
//!
//! During a lossy read the collector of losses is in the arena, because every view on the way to a fault can reach it.
//! So strict and lossy reading share one implementation per type: the code that can leave something out, which is
//! [`Object::owned`](super::Object::owned), lists and maps, calls [`forgive`] with the error.

use std::fmt;

use super::from_json::FromJson;
use super::model::Model;
use crate::arena::Arena;
use crate::json::error::{Error, ErrorKind};
use crate::json::explain::Trail;
use crate::json::raw::RawValue;

/// A model, and what was left out of it because it could not be read.
///
/// An unreadable list element or map entry is left out. An unreadable field is treated as if its key were absent, if
/// its type has a value for that or the field has a default. If a required value cannot be read, the value that
/// contains it is unreadable too, up to the next list, map or optional field, or else the whole model.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Lossy<M> {
    /// The model.
    pub model: M,
    /// What was left out, in the frame's order; at most the first 1,000.
    pub losses: Vec<Loss>,
    /// The number of further losses.
    pub more_losses: usize,
}

/// Something that was left out of a model.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Loss {
    /// Why it could not be read.
    pub error: Error,
    /// Where it is, such as `d.presences[3]`; see [`Explanation::path`](crate::Explanation::path).
    pub path: String,
}

impl<M> Lossy<M> {
    /// Whether nothing was left out.
    pub fn is_complete(&self) -> bool {
        self.losses.is_empty()
    }
}

/// The path and the error.
impl fmt::Display for Loss {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.path.as_str() {
            "" => write!(f, "{}", self.error),
            path => write!(f, "{path}: {}", self.error),
        }
    }
}

/// The maximum number of losses that are listed.
const LOSSES_MAX: usize = 1000;

/// What a lossy read has left out so far.
#[derive(Default)]
struct Losses {
    errors: Vec<Error>,
    more: usize,
}

impl<'a> RawValue<'a> {
    /// As [`to_model`](RawValue::to_model), but what cannot be read is left out and reported.
    ///
    /// # Errors
    /// A required field of the model itself that cannot be read;
    /// [`ErrorKind::ArenaFull`](crate::ErrorKind::ArenaFull), `FrameTooLong`.
    ///
    /// ```
    /// use zerocord::{Arena, RawValue, model::Embed};
    ///
    /// let json = br#"{"title":"a","color":"red","fields":[{"name":"b","value":"c"},{"name":"d"}]}"#;
    /// let embed = RawValue::new(json)?.to_model_lossy::<Embed>(&Arena::new())?;
    /// assert_eq!((embed.model.color, embed.model.fields.unwrap().len()), (None, 1));
    /// let paths: Vec<&str> = embed.losses.iter().map(|loss| loss.path.as_str()).collect();
    /// assert_eq!(paths, ["color", "fields[1]"]);
    /// # Ok::<(), zerocord::Error>(())
    /// ```
    pub fn to_model_lossy<M: Model>(self, arena: &Arena) -> Result<Lossy<M>, Error> {
        match self.to_model::<M>(arena) {
            Ok(model) => Ok(Lossy { model, losses: Vec::new(), more_losses: 0 }),
            Err(error) if is_limit(error) => Err(error),
            Err(_) => collect(self.frame(), arena, || M::from_view(M::View::from_json(self, arena)?)),
        }
    }
}

/// Runs `read` while collecting losses, and adds their paths in `frame`.
pub(super) fn collect<M>(
    frame: &[u8],
    arena: &Arena,
    read: impl FnOnce() -> Result<M, Error>,
) -> Result<Lossy<M>, Error> {
    let collecting = arena.collect(Box::new(Losses::default()));
    let model = read()?;
    let losses = collecting.finish().and_then(|losses| losses.downcast::<Losses>().ok());
    let Losses { mut errors, more } = losses.map(|losses| *losses).unwrap_or_default();
    errors.sort_by_key(|error| error.offset());
    let mut trail = Trail::new(frame);
    let losses = errors.into_iter().map(|error| Loss { error, path: trail.path(error) }).collect();
    Ok(Lossy { model, losses, more_losses: more })
}

/// Records a loss if what cannot be read because of `error` may be left out; otherwise returns the error.
#[cold]
pub(super) fn forgive(arena: &Arena, error: Error) -> Result<(), Error> {
    if is_limit(error) {
        return Err(error);
    }
    let noted = arena.with_collector(|losses| {
        let Some(losses) = losses.downcast_mut::<Losses>() else { return };
        if losses.errors.len() < LOSSES_MAX {
            losses.errors.push(error);
        } else {
            losses.more += 1;
        }
    });
    noted.ok_or(error)
}

/// Whether an error describes the arena's state rather than the value.
fn is_limit(error: Error) -> bool {
    matches!(error.kind(), ErrorKind::ArenaFull | ErrorKind::FrameTooLong)
}
