//! The tokens that libFuzzer may insert into frames. Keys and event names come from the schema.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::path::PathBuf;

use crate::corpus;

/// The tokens of JSON, numbers and times.
const TOKENS: &[&str] = &[
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    "\"",
    "\\",
    "{\"",
    "\":",
    "\",\"",
    "},{",
    "null",
    "true",
    "false",
    "\\u0041",
    "\\ud83d\\ude00",
    "\\ud83d",
    "\\n",
    "\\\"",
    "18446744073709551615",
    "18446744073709551616",
    "-9223372036854775808",
    "1e309",
    "5e-324",
    "-0",
    "2020-07-19T20:42:30.904000+00:00",
    "2020-07-19T20:42:30+00:00",
    "+00:00",
    "Z",
    "\"t\":",
    "\"s\":",
    "\"op\":",
    "\"d\":",
    "{\"t\":\"",
    "\",\"s\":1,\"op\":0,\"d\":{",
];

/// The path of the dictionary.
pub fn path() -> PathBuf {
    corpus::folder().join("../fuzz/dictionary")
}

/// The expected content of that file.
///
/// # Panics
/// If the table is not JSON, or lacks its events or objects.
pub fn text() -> String {
    let schema: serde_json::Value =
        serde_json::from_str(zerocord_schema::SCHEMA_JSON).expect("the table is JSON");
    let objects = schema["objects"].as_object().expect("the table has objects").values();
    let keys = objects.filter_map(|object| object["fields"].as_object()).flat_map(|fields| fields.keys());
    let events = schema["events"].as_object().expect("the table has events").keys();
    let words: BTreeSet<String> = keys.chain(events).map(|word| format!("\"{word}\"")).collect();
    let mut dictionary = String::from("# Written by `just regenerate`.\n");
    for token in TOKENS.iter().map(|token| (*token).to_owned()).chain(words) {
        let escaped = token.replace('\\', "\\\\").replace('"', "\\\"");
        writeln!(dictionary, "\"{escaped}\"").expect("a string takes any text");
    }
    dictionary
}
