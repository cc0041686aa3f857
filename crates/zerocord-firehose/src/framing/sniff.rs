//! Which framing the first lines of a recording suggest, where they are no frames.

use zerocord::{Envelope, RawValue, ValueKind};

use super::{Framing, Unwrapper, frame_start};

/// What would read a recording whose lines are no frames.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Hint {
    /// This framing.
    Framing(Framing),
    /// [`Recording::unlined`](crate::Recording::unlined): the frames are in an array, or span several lines.
    Unlined,
}

/// As many objects around a frame are looked into.
const DEPTH_MAX: usize = 3;

/// Guesses how the frames of a recording are wrapped from its first lines; `None` where the first line is a frame, or nothing
/// is recognised.
pub fn hint_for(lines: &[&[u8]]) -> Option<Hint> {
    let first = lines.first()?.trim_ascii();
    if is_frame(first) {
        return None;
    }
    match first {
        [b'[', rest @ ..] if matches!(rest.trim_ascii_start(), [] | [b'{' | b'[', ..]) => Some(Hint::Unlined),
        [b'{', ..] => match RawValue::new(first).and_then(RawValue::range) {
            Ok(range) if range.end == first.len() => around_frame(first).map(Hint::Framing),
            Ok(_) => None,
            // A frame that is cut short rather than spread over lines has another one after it.
            Err(_) => {
                let is_spread = matches!(first.last(), Some(b'{' | b',' | b'['))
                    && lines.get(1).is_some_and(|second| !second.trim_ascii().starts_with(b"{"));
                is_spread.then_some(Hint::Unlined)
            }
        },
        _ => {
            let frame = &first[frame_start(first)?..];
            let is_prefixed = RawValue::new(frame).and_then(RawValue::range).is_ok() && is_frame(frame);
            is_prefixed.then_some(Hint::Framing(Framing::Prefix))
        }
    }
}

/// Whether an object has what only frames have: a number as `op`, or an event name and `d`.
fn is_frame(object: &[u8]) -> bool {
    Envelope::peek(object).is_ok_and(|envelope| {
        let has_name = matches!(envelope.event_name(), Ok(Some(_))) && envelope.has_payload();
        has_name || matches!(envelope.opcode(), Ok(Some(_)))
    })
}

/// Where in an object a frame is.
fn around_frame(line: &[u8]) -> Option<Framing> {
    let mut keys = Vec::new();
    let is_text = frame_keys(RawValue::new(line).ok()?, &mut keys, DEPTH_MAX)?;
    keys.reverse();
    Some(if is_text { Framing::Text(keys) } else { Framing::Object(keys) })
}

/// Notes the keys that lead to a frame, the last one first. Returns whether it is in a string.
fn frame_keys(object: RawValue<'_>, keys: &mut Vec<String>, depth_left: usize) -> Option<bool> {
    let members: Vec<_> = object.members().ok()?.map_while(Result::ok).collect();
    for (key, value) in members {
        let name = || key.text().ok().map(|name| name.into_owned()).filter(|name| !name.contains('.'));
        let found = match value.kind() {
            Ok(ValueKind::Object) if value.as_bytes().is_ok_and(is_frame) => Some(false),
            Ok(ValueKind::Object) if depth_left > 1 => frame_keys(value, keys, depth_left - 1),
            Ok(ValueKind::String) => {
                let name = name()?;
                let line = [b"{\"raw\":", value.as_bytes().ok()?, b"}"].concat();
                let mut has_frame = false;
                Unwrapper::new(Framing::Text(vec!["raw".to_owned()]))
                    .each(&line, |unwrapped| has_frame |= unwrapped.is_ok_and(|it| is_frame(it.frame)));
                if has_frame {
                    keys.push(name);
                    return Some(true);
                }
                None
            }
            _ => None,
        };
        if let Some(is_text) = found {
            keys.push(name()?);
            return Some(is_text);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(lines: &[&str], want: Option<Hint>) {
        let bytes: Vec<&[u8]> = lines.iter().map(|line| line.as_bytes()).collect();
        assert_eq!(hint_for(&bytes), want, "{lines:?}");
    }

    #[test]
    fn kinds_of_recordings() {
        let framing = |framing| Some(Hint::Framing(framing));
        check(&[r#"{"ts":1,"data":{"t":"X","s":1,"op":0,"d":{}}}"#], framing(Framing::object("data")));
        check(&[r#"{"t":17,"d":{"op":11}}"#], framing(Framing::object("d")));
        check(&[r#"{"a":{"b":{"op":11}},"c":{}}"#], framing(Framing::object("a.b")));
        check(&[r#"{"level":"x","raw":"{\"op\":11}"}"#], framing(Framing::text("raw")));
        check(&[r#"2026-01-07 02:15:56 [Receive] {"op":11}"#], framing(Framing::Prefix));
        check(&[r#"[Receive {1}] {"t":"X","op":0}"#], framing(Framing::Prefix));
        check(&["[", "{\"op\":11},"], Some(Hint::Unlined));
        check(&["[{\"op\":11}]"], Some(Hint::Unlined));
        check(&["{", "  \"op\": 11", "}"], Some(Hint::Unlined));
        check(&["{\"t\": \"X\",", " \"op\": 0,"], Some(Hint::Unlined));
    }

    #[test]
    fn frames_and_what_is_not_recognised() {
        for lines in [
            &[r#"{"op":11}"#][..],
            &[r#"{"t":"X","s":1,"op":0,"d":{"op":1}}"#],
            &[r#"{"d":{},"t":"X"}"#],
            &[r#"{"t":"X","s":1,"op":0,"d":{"cut"#],
            &["hello"],
            &["{\"a\":1}"],
            &[],
            &[""],
        ] {
            check(lines, None);
        }
    }
}
