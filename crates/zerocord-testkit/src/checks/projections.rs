//! Checks projections against serde_json.

use serde_json::Value;
use zerocord::view::Projection;
use zerocord::{Backend, Decoder, ErrorKind, Expected};

use crate::members::Members;

/// The maximum number of paths taken from a frame.
const PATHS_MAX: usize = 24;

/// A projection of paths, some of which are in the payload and some not, finds the same values as serde_json. If a
/// value on the path is not an object, the projection reports that.
#[track_caller]
pub fn check_projections(frame: &[u8]) {
    if serde_json::from_slice::<Members>(frame).is_err() || Members::has_repeats(frame) {
        return;
    }
    let document: Value = serde_json::from_slice(frame).expect("it was read before");
    let Some(payload @ Value::Object(_)) = document.get("d") else { return };
    let mut paths = vec!["not.there".to_owned(), "absent".to_owned()];
    collect(payload, "", &mut paths);
    let projection = Projection::new(&paths).expect("the paths can be followed");
    for backend in Backend::available() {
        let mut decoder = Decoder::builder().backend(backend).build();
        // Repeated, so that the decoder's caches are used.
        for _ in 0..2 {
            decoder.project_with(&projection, frame).expect("the payload is an object");
        }
        let row = decoder.project_with(&projection, frame).expect("the payload is an object");
        for (index, path) in paths.iter().enumerate() {
            let Some(want) = look_up(payload, path) else {
                let error =
                    row.value(index).expect_err("a path through a value that is not an object is an error");
                assert!(matches!(error.kind(), ErrorKind::Expected(Expected::Object, _)), "{path}: {error}");
                continue;
            };
            let found = row.value(index).expect("the payload is whole");
            let found: Option<Value> = found.map(|value| value.deserialize().expect("the value is valid"));
            assert_eq!(found.as_ref(), want, "{backend:?}: {path}");
        }
    }
}

/// The value at `path`, if every value on the path is an object or null. Null has no members.
fn look_up<'v>(payload: &'v Value, path: &str) -> Option<Option<&'v Value>> {
    path.split('.').try_fold(Some(payload), |value, key| match value {
        Some(Value::Object(members)) => Some(members.get(key)),
        None | Some(Value::Null) => Some(None),
        Some(_) => None,
    })
}

/// The paths of `value`, with its last members first, so that some come after unrequested ones.
fn collect(value: &Value, path: &str, paths: &mut Vec<String>) {
    let Value::Object(members) = value else { return };
    for (key, member) in members.iter().rev().step_by(2) {
        let is_path = !key.is_empty() && !key.contains('.');
        if !is_path || paths.len() >= PATHS_MAX || path.matches('.').count() > 20 {
            continue;
        }
        let path = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
        paths.push(path.clone());
        collect(member, &path, paths);
    }
}
