//! Event names as Python strings that are made once.

use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::PyString;
use zerocord::{Envelope, Error, EventName};

/// The event of a frame: the index of a known name, or one of the two below.
pub type EventIndex = u16;

/// The frame has no event name.
pub const NO_EVENT: EventIndex = EventIndex::MAX;

/// The name is not known.
pub const UNKNOWN_EVENT: EventIndex = EventIndex::MAX - 1;

/// # Errors
/// If `t` or `op` cannot be read.
#[inline]
pub fn event_of(envelope: &Envelope<'_>) -> Result<EventIndex, Error> {
    envelope.opcode()?;
    Ok(match envelope.event_name()? {
        None => NO_EVENT,
        Some(name) => name.index().map_or(UNKNOWN_EVENT, |index| index as EventIndex),
    })
}

/// The Python string of a known name.
#[inline]
pub fn known<'py>(py: Python<'py>, event: EventIndex) -> Option<Bound<'py, PyString>> {
    static NAMES: PyOnceLock<Vec<Py<PyString>>> = PyOnceLock::new();
    let names = NAMES.get_or_init(py, || {
        let names = EventName::all().filter_map(EventName::as_known_str);
        names.map(|name| PyString::intern(py, name).unbind()).collect()
    });
    names.get(usize::from(event)).map(|name| name.bind(py).clone())
}
