//! Guesses the framing of a recording from its first lines, if they are not frames.

use zerocord::{Envelope, EventName, RawValue, ValueKind};

use super::{Framing, Unwrapper, frame_start, without_suffix};

/// How to read a recording whose lines are not frames.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Hint {
    /// Read it with this framing.
    Framing(Framing),
    /// [`Recording::unlined`](crate::Recording::unlined): the frames are in an array, or span several lines.
    Unlined,
}

/// The maximum number of nested objects around a frame that are searched.
const DEPTH_MAX: usize = 8;

/// Guesses how the frames of a recording are wrapped from its first lines; `None` if the first line is a frame, or if
/// no framing is recognised.
pub fn hint_for(lines: &[&[u8]]) -> Option<Hint> {
    let first = lines.first()?.trim_ascii();
    let end = RawValue::new(first).and_then(RawValue::range).map(|range| range.end);
    // Bytes directly after a frame are damage, not a logger's text.
    let has_suffix = end.is_ok_and(|end| first[end..].starts_with(b" "));
    if is_frame(first) && !(has_suffix && is_prefixed(first, end.ok())) {
        return None;
    }
    match first {
        [b'{', ..] if end == Ok(first.len()) => around_frame(first).map(Hint::Framing),
        [b'{', ..] if end.is_err() => is_spread(first, lines.get(1).copied()).then_some(Hint::Unlined),
        // A member of an object that began on an earlier line.
        [b'"', ..] => {
            end.is_ok_and(|end| first[end..].trim_ascii_start().starts_with(b":")).then_some(Hint::Unlined)
        }
        _ if is_prefixed(first, end.ok()) => Some(Hint::Framing(Framing::Prefix)),
        [b'[', rest @ ..] if matches!(rest.trim_ascii_start(), [] | [b'{' | b'[', ..]) => Some(Hint::Unlined),
        _ => None,
    }
}

/// Whether a frame that does not end on its line continues on the next one, instead of being truncated.
fn is_spread(first: &[u8], second: Option<&[u8]>) -> bool {
    let goes_on = matches!(first.last(), Some(b'{' | b',' | b'['));
    match second {
        Some(second) => goes_on && !second.trim_ascii().starts_with(b"{"),
        None => first == b"{",
    }
}

/// Whether something other than JSON precedes or follows the frame on a line. `value_end` is the end of the line's
/// first value.
fn is_prefixed(line: &[u8], value_end: Option<usize>) -> bool {
    let Some(start) = frame_start(line) else { return false };
    // If not, the frame is in a list.
    let is_outside = start == 0 || !line.starts_with(b"[") || value_end.is_none_or(|end| end <= start);
    let frame = without_suffix(&line[start..]);
    is_outside
        && RawValue::new(frame).and_then(RawValue::range).is_ok_and(|it| it.end == frame.len())
        && is_frame(frame)
}

/// Whether an object has what only frames have: a number at `op`, or an event name together with `d`.
fn is_frame(object: &[u8]) -> bool {
    Envelope::peek(object).is_ok_and(|envelope| {
        let has_name = || {
            matches!(envelope.event_name(), Ok(Some(name)) if is_like_a_name(name)) && envelope.has_payload()
        };
        matches!(envelope.opcode(), Ok(Some(_))) || has_name()
    })
}

/// Whether a string may be an event name. The `t` of a logger is a time or a word.
fn is_like_a_name(name: EventName<'_>) -> bool {
    let is_part = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_';
    name.text().is_ok_and(|text| {
        text.starts_with(|first: char| first.is_ascii_uppercase()) && text.bytes().all(is_part)
    })
}

/// The location of a frame inside an object.
fn around_frame(line: &[u8]) -> Option<Framing> {
    let mut keys = Vec::new();
    let framing = frame_keys(RawValue::new(line).ok()?, &mut keys, DEPTH_MAX)?;
    keys.reverse();
    Some(framing(keys))
}

/// Creates the framing for a frame at these keys.
type AtKeys = fn(Vec<String>) -> Framing;

/// Collects the keys that lead to a frame, the last one first. Returns the kind of framing.
fn frame_keys(object: RawValue<'_>, keys: &mut Vec<String>, depth_left: usize) -> Option<AtKeys> {
    let members: Vec<_> = object.members().ok()?.map_while(Result::ok).collect();
    for (key, value) in members {
        let found = match value.kind() {
            Ok(ValueKind::Object) if value.to_bytes().is_ok_and(is_frame) => Some(Framing::Object as AtKeys),
            Ok(ValueKind::Object) if depth_left > 1 => frame_keys(value, keys, depth_left - 1),
            Ok(ValueKind::String) => in_string(value),
            _ => None,
        };
        if let Some(framing) = found {
            keys.push(key.text().ok()?.into_owned());
            return Some(framing);
        }
    }
    None
}

/// The kind of framing for a frame inside a string.
fn in_string(string: RawValue<'_>) -> Option<AtKeys> {
    let line = [b"{\"raw\":", string.to_bytes().ok()?, b"}"].concat();
    let framings: [AtKeys; 2] = [Framing::Text, Framing::PrefixInText];
    framings.into_iter().find(|framing| {
        let mut has_frame = false;
        Unwrapper::new(framing(vec!["raw".to_owned()]))
            .each(&line, |unwrapped| has_frame |= unwrapped.is_ok_and(|it| is_frame(it.frame)));
        has_frame
    })
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
        check(&[r#"[{shard:0}] {"t":"X","op":0}"#], framing(Framing::Prefix));
        check(&[r#"recv b'{"t":"X","op":0}' (9 bytes)"#], framing(Framing::Prefix));
        check(&[r#"{"t":"X","op":0} (9 bytes)"#], framing(Framing::Prefix));
        check(&[r#"{"level":"info"} {"t":"X","op":0}"#], framing(Framing::Prefix));
        check(
            &[r#"{"log":"10:00 [recv] {\"op\":11}\n","stream":"stdout"}"#],
            framing(Framing::prefix_in_text("log")),
        );
        check(&[r#"{"a":{"b":{"c":{"e":{"f":{"op":11}}}}}}"#], framing(Framing::object("a.b.c.e.f")));
        check(
            &[r#"{"event.original":{"op":11}}"#],
            framing(Framing::Object(vec!["event.original".to_owned()])),
        );
        check(&[r#"{"t":"2026-01-07T00:00:00Z","d":{"op":11}}"#], framing(Framing::object("d")));
        check(&[r#"{"t":"recv","d":"{\"op\":11}"}"#], framing(Framing::text("d")));
        check(&["{"], Some(Hint::Unlined));
        check(&["  \"op\": 0,", "  \"d\": {"], Some(Hint::Unlined));
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
            &[r#"[1767752156,{"op":11}]"#],
            &[r#"["x"]"#],
            &[r#""{\"op\":11}""#],
            &["{\"a\":1}"],
            &[],
            &[""],
        ] {
            check(lines, None);
        }
    }
}
