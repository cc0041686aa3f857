//! Frames that Discord could send in the future. Each is a frame of the corpus with one change that a change of the API
//! could bring. The fields that a bot reads are unchanged.
//!
//! `corpus/tomorrow.ndjson` contains them, one case per line: the event, the change, the frame as a string, and under
//! `wanted` paths of the payload with the values that must be read there. [`write()`] generates the file.
//! `corpus/tomorrow_by_hand.ndjson` has more in the same format, each invented and named; [`cases`] reads both.

use std::fs;

use serde_json::{Map, Value, json};

use crate::corpus;
use crate::members::Members;

/// A changed frame, and the values that must still be read from it.
#[derive(Clone, Debug)]
pub struct Case {
    /// The event name.
    pub event: String,
    /// The change, a name of [`CHANGES`], or `invented` for an invented one.
    pub change: String,
    /// What is special about an invented frame.
    pub name: Option<String>,
    /// The changed frame.
    pub frame: Vec<u8>,
    /// Paths of the payload, and the values there.
    pub wanted: Map<String, Value>,
}

/// The cases of `corpus/tomorrow.ndjson` and `corpus/tomorrow_by_hand.ndjson`.
///
/// # Panics
/// If a file is missing or has another format.
pub fn cases() -> Vec<Case> {
    let text = ["tomorrow.ndjson", "tomorrow_by_hand.ndjson"]
        .map(|name| fs::read_to_string(corpus::folder().join(name)).expect("the cases can be read"))
        .concat();
    let case = |line: &str| {
        let case: Value = serde_json::from_str(line).expect("a case is JSON");
        let text = |key: &str| case[key].as_str().expect("a case has texts").to_owned();
        let wanted = case["wanted"].as_object().expect("a case wants something").clone();
        let name = case["name"].as_str().map(str::to_owned);
        Case { event: text("event"), change: text("change"), name, frame: text("frame").into_bytes(), wanted }
    };
    text.lines().map(case).collect()
}

/// The changes, by name. Each makes a frame from a payload's members and the requested keys, or returns `None` if there
/// is nothing to change.
type Change = fn(&str, Vec<(String, Value)>, &[&str]) -> Option<String>;

/// All changes.
pub const CHANGES: [(&str, Change); 12] = [
    ("order of keys", |event, mut members, _| {
        members.sort_by(|(left, _), (right, _)| left.cmp(right));
        Some(format!(r#"{{"d":{},"op":0,"s":7,"t":"{event}"}}"#, object(&members)))
    }),
    ("new keys", |event, mut members, _| {
        let new = json!({"t": "NO", "op": 3, "id": "1", "guild_id": null, "list": [{"id": 2}, []]});
        members.insert(0, ("brand_new".to_owned(), new));
        members.push(("also_new".to_owned(), Value::Null));
        members.iter_mut().for_each(|(_, value)| {
            for_each_object(value, &mut |inner| {
                inner.insert("zz_new".to_owned(), json!([{"deep": {"id": "3"}}, "\u{e9}\n\"}]"]));
            })
        });
        Some(format!(
            r#"{{"new":{{"d":[1]}},"t":"{event}","s":7,"op":0,"trace":["x"],"d":{}}}"#,
            object(&members)
        ))
    }),
    ("nulls", |event, members, wanted| change_unwanted(event, members, wanted, |_| Some(Value::Null))),
    ("floats for integers", |event, members, wanted| {
        change_unwanted(event, members, wanted, |value| value.as_i64().map(|number| json!(number as f64)))
    }),
    ("strings for numbers and booleans", |event, members, wanted| {
        change_unwanted(event, members, wanted, |value| match value {
            Value::Number(_) | Value::Bool(_) => Some(Value::String(value.to_string())),
            _ => None,
        })
    }),
    ("numbers for strings", |event, members, wanted| {
        change_unwanted(event, members, wanted, |value| value.is_string().then(|| json!(17)))
    }),
    ("arrays for objects, objects for arrays", |event, members, wanted| {
        change_unwanted(event, members, wanted, |value| match value {
            Value::Object(_) => Some(json!([value])),
            Value::Array(elements) => Some(json!({"items": elements, "count": elements.len()})),
            _ => None,
        })
    }),
    ("objects for ids", |event, members, wanted| {
        change_unwanted(event, members, wanted, |value| {
            let is_id = value
                .as_str()
                .is_some_and(|text| text.len() > 15 && text.bytes().all(|byte| byte.is_ascii_digit()));
            is_id.then(|| json!({"id": value, "shard": 3}))
        })
    }),
    ("missing keys", |event, mut members, wanted| {
        let count = members.len();
        members.retain(|(key, _)| wanted.contains(&key.as_str()));
        (members.len() < count).then(|| dispatch(event, &members))
    }),
    ("new enum values", |event, mut members, wanted| {
        let mut count = 0;
        for (key, value) in members.iter_mut().filter(|(key, _)| !wanted.contains(&key.as_str())) {
            let is_enum =
                ["type", "status", "flags", "level", "style", "tier"].iter().any(|part| key.contains(part));
            match value {
                Value::Number(_) if is_enum => *value = json!(987_654_321),
                Value::String(_) if is_enum => *value = json!("brand_new"),
                _ => continue,
            }
            count += 1;
        }
        (count > 0).then(|| dispatch(event, &members))
    }),
    ("ids as numbers", |event, mut members, _| {
        fn numbers(value: &mut Value, count: &mut u32) {
            match value {
                Value::String(text) if text.len() > 15 => {
                    if let Ok(number) = text.parse::<u64>() {
                        *value = json!(number);
                        *count += 1;
                    }
                }
                Value::Array(elements) => elements.iter_mut().for_each(|element| numbers(element, count)),
                Value::Object(members) => members.values_mut().for_each(|member| numbers(member, count)),
                _ => {}
            }
        }
        let mut count = 0;
        let ids = |(key, _): &&mut (String, Value)| key != "name" && key != "content";
        members.iter_mut().filter(ids).for_each(|(_, value)| numbers(value, &mut count));
        (count > 0).then(|| dispatch(event, &members))
    }),
    ("white space and escaped keys", |event, members, _| {
        let spelled = |key: &str| format!("\"\\u{:04x}{}\"", key.as_bytes()[0], &key[1..]);
        let members: Vec<String> =
            members.iter().map(|(key, value)| format!("{} :\n {}", spelled(key), written(value))).collect();
        Some(format!(
            "{{ \"op\" : 0,\r\n\"\\u0074\": \"{event}\",\t\"s\": 7, \"d\": {{ {} }} }}",
            members.join(" ,\n")
        ))
    }),
];

/// The fields that bots read from a payload, if present: paths of one or more keys.
const WANTED: [&str; 14] = [
    "id",
    "guild_id",
    "channel_id",
    "user_id",
    "message_id",
    "author.id",
    "user.id",
    "member.user.id",
    "role_id",
    "name",
    "content",
    "token",
    "session_id",
    "code",
];

/// A dispatch with the members of its payload in order.
fn dispatch(event: &str, members: &[(String, Value)]) -> String {
    format!(r#"{{"t":"{event}","s":7,"op":0,"d":{}}}"#, object(members))
}

/// The frame, with every unrequested member changed to which `change` applies. `None` if it applies to no member.
fn change_unwanted(
    event: &str,
    mut members: Vec<(String, Value)>,
    wanted: &[&str],
    change: impl Fn(&Value) -> Option<Value>,
) -> Option<String> {
    let mut count = 0;
    for (_, value) in members.iter_mut().filter(|(key, _)| !wanted.contains(&key.as_str())) {
        if let Some(changed) = change(value) {
            *value = changed;
            count += 1;
        }
    }
    (count > 0).then(|| dispatch(event, &members))
}

fn for_each_object(value: &mut Value, change: &mut impl FnMut(&mut Map<String, Value>)) {
    match value {
        Value::Object(members) => {
            members.values_mut().for_each(|member| for_each_object(member, change));
            change(members);
        }
        Value::Array(elements) => elements.iter_mut().for_each(|element| for_each_object(element, change)),
        _ => {}
    }
}

fn object(members: &[(String, Value)]) -> String {
    let members: Vec<String> =
        members.iter().map(|(key, value)| format!("\"{key}\":{}", written(value))).collect();
    format!("{{{}}}", members.join(","))
}

fn written(value: &Value) -> String {
    value.to_string()
}

/// The content of `corpus/tomorrow.ndjson`: each event's typical frame with four changes, cycling through all changes.
pub fn write() -> String {
    let mut text = String::new();
    let typical = corpus::frames().into_iter().filter(|frame| frame.name == "typical");
    for (index, frame) in typical.enumerate() {
        let envelope: Members = serde_json::from_slice(&frame.bytes).expect("the corpus is JSON");
        let Some(payload @ Value::Object(_)) = envelope.first("d") else { continue };
        #[derive(serde::Deserialize)]
        struct Frame {
            d: Members,
        }
        let Ok(Frame { d: Members(members) }) = serde_json::from_slice(&frame.bytes) else { continue };
        let at = |path: &str| path.split('.').try_fold(payload, |value, key| value.get(key)).cloned();
        let wanted: Map<String, Value> = WANTED
            .iter()
            .filter_map(|path| Some(((*path).to_owned(), at(path).filter(|value| value.is_string())?)))
            .take(4)
            .collect();
        let keys: Vec<&str> = wanted.keys().map(|path| path.split('.').next().unwrap_or_default()).collect();
        if wanted.is_empty() {
            continue;
        }
        let by_turns = CHANGES.iter().cycle().skip(index * 5).take(CHANGES.len());
        let changed =
            by_turns.filter_map(|(name, change)| Some((name, change(&frame.event, members.clone(), &keys)?)));
        for (change, changed) in changed.take(4) {
            let case = json!({"event": frame.event, "change": change, "wanted": wanted, "frame": changed});
            text.push_str(&case.to_string());
            text.push('\n');
        }
    }
    text
}
