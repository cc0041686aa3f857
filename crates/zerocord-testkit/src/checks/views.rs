//! Checks views against the models through serde_json.

use std::fmt::Debug;

use serde::Serialize;
use serde::de::DeserializeOwned;
use zerocord::__private::PayloadVisitor;
use zerocord::view::{Model, ViewOf};
use zerocord::{Arena, Backend, Envelope, ErrorKind, RawValue};

use crate::members::Members;

/// For a valid frame, serde_json and the view give the same model, or both reject it.
#[track_caller]
pub fn check_views(frame: &[u8]) {
    if serde_json::from_slice::<Members>(frame).is_err() {
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
    let bytes = payload.to_bytes().expect("the payload has an end");
    let shown = || format!("{:?}: {}", arena.backend(), String::from_utf8_lossy(bytes));
    let view = payload.parse::<ViewOf<'a, M>>(arena).and_then(M::from_view);
    if view.as_ref().is_err_and(|error| matches!(error.kind(), ErrorKind::TooDeep | ErrorKind::ArenaFull)) {
        return false;
    }
    // In one pass, without views if possible.
    let direct = payload.to_model::<M>(arena);
    assert_eq!(direct, view, "{}", shown());
    let want = match (serde_json::from_slice::<M>(bytes), view) {
        (Ok(want), Ok(found)) => {
            assert_eq!(found, want, "{}", shown());
            want
        }
        (Err(_), Err(_)) => return false,
        (Ok(_), Err(error)) => panic!("the view alone refuses it: {error}: {}", shown()),
        (Err(error), Ok(_)) => panic!("serde alone refuses it: {error}: {}", shown()),
    };
    // Nothing is left out if nothing is invalid.
    let lossy = payload.to_model_lossy::<M>(arena).expect("what is read strictly is read");
    assert!(lossy.is_complete() && lossy.model == want, "{}", shown());
    // Writing the model and reading it again gives the same model.
    let again = serde_json::to_vec(&want).expect("a model can be written");
    let read = serde_json::from_slice::<M>(&again).map_err(|error| error.to_string());
    assert_eq!(read.as_ref(), Ok(&want), "{}", String::from_utf8_lossy(&again));
    true
}
