//! Views against the models through serde_json.

use std::fmt::Debug;

use serde::Serialize;
use serde::de::DeserializeOwned;
use zerocord::view::{Model, ViewOf};
use zerocord::{Arena, Backend, Envelope, ErrorKind, Expected, PayloadVisitor, RawValue};

use super::Members;

/// Where serde_json reads a payload into its model, the view gives the same in every field.
///
/// Objects with a repeated key are left out: serde refuses them or takes the last, a view takes the first.
#[track_caller]
pub fn check_views(frame: &[u8]) {
    if serde_json::from_slice::<Members>(frame).is_err() || Members::has_repeats(frame) {
        return;
    }
    for backend in Backend::available() {
        let envelope = Envelope::peek_with(frame, backend).expect("an object has an envelope");
        if let Ok(Some(name)) = envelope.event_name() {
            let arena = Arena::with_backend(backend);
            name.visit_payload(Compare { payload: envelope.payload(), arena: &arena });
        }
    }
}

struct Compare<'a> {
    payload: RawValue<'a>,
    arena: &'a Arena,
}

impl PayloadVisitor for Compare<'_> {
    type Output = bool;

    fn visit<M>(self) -> bool
    where
        M: Model + Serialize + DeserializeOwned + PartialEq + Debug,
        for<'a> ViewOf<'a, M>: Debug,
    {
        compare::<M>(self.payload, self.arena)
    }
}

#[track_caller]
fn compare<'a, M>(payload: RawValue<'a>, arena: &'a Arena) -> bool
where
    M: Model + Serialize + DeserializeOwned + PartialEq + Debug,
{
    let bytes = payload.as_bytes().expect("the payload has an end");
    let Ok(want) = serde_json::from_slice::<M>(bytes) else {
        return false;
    };
    let view = payload.parse::<ViewOf<'a, M>>(arena).and_then(M::from_view);
    // serde reads a struct from an array too, field by field; a view wants an object.
    if view.as_ref().is_err_and(|error| error.kind() == ErrorKind::Expected(Expected::Object, b'[')) {
        return false;
    }
    assert_eq!(view.as_ref(), Ok(&want), "{:?}: {}", arena.backend(), String::from_utf8_lossy(bytes));
    // The same in one walk, without views.
    let direct = payload.to_model::<M>(arena);
    assert_eq!(direct.as_ref(), Ok(&want), "{:?}: {}", arena.backend(), String::from_utf8_lossy(bytes));
    // The model written again is the same model.
    let again = serde_json::to_vec(&want).expect("a model can be written");
    let read = serde_json::from_slice::<M>(&again).map_err(|error| error.to_string());
    assert_eq!(read.as_ref(), Ok(&want), "{}", String::from_utf8_lossy(&again));
    true
}
