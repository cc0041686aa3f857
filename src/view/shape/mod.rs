//! Objects along the shapes of their kinds; what a shape is, and which are kept, is told in [`shape`](crate::shape).

mod follow;
mod learn;
#[cfg(test)]
mod tests;

use crate::arena::Arena;
use crate::json::raw::RawValue;
use crate::shape::Lease;
use crate::view::keys::KeyTable;

pub(super) use follow::{Cursor, Next, Outcome, Told};

/// What was learned of the objects that are read with `keys`; `None` where there is nothing, or it is in use.
///
/// `is_new` tells that `object` was not begun before.
#[inline]
pub(super) fn lease<'a, N: AsRef<str>>(
    arena: &'a Arena,
    object: RawValue<'_>,
    keys: &KeyTable<'_, N>,
    is_new: bool,
) -> Option<Lease<'a>> {
    arena.shapes()?.lease(keys.id(), is_new, |shape| shape.learn(object, keys))
}

/// Follows `object` from `cursor` on and tells `found` the slot and the place of each known member's value.
#[inline]
pub(super) fn follow<N: AsRef<str>>(
    mut lease: Lease<'_>,
    object: RawValue<'_>,
    keys: &KeyTable<'_, N>,
    cursor: &mut Cursor,
    found: &mut impl Told,
) -> Outcome {
    let Some(shape) = lease.shape() else { return Outcome::Lost };
    let (frame, backend) = (object.frame(), object.backend());
    backend.run(follow::Follow { shape, cursor, frame, backend, keys, found })
}
