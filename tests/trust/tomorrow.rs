//! Frames that Discord could send in the future: each is decoded, and the requested values are read correctly.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use zerocord::view::Projection;
use zerocord::{Arena, Backend, Decoder, Envelope, decode_in};
use zerocord_testkit::corpus;
use zerocord_testkit::tomorrow::{self, CHANGES, Case};

/// The value at the end of a path is the requested one: a string, or an id in either form.
#[track_caller]
fn check_case(case: &Case, backend: Backend) {
    let label = format!("{}, {}, {backend:?}", case.event, case.name.as_ref().unwrap_or(&case.change));
    let arena = Arena::with_backend(backend);
    let event = decode_in(&case.frame, &arena).unwrap_or_else(|error| panic!("{label}: {error}"));
    assert_eq!(event.name(), case.event, "{label}");
    let payload = Envelope::peek_with(&case.frame, backend).unwrap().payload();
    let projection = Projection::new(case.wanted.keys()).unwrap();
    let row = projection.project(payload, &arena).unwrap();
    for (index, (path, wanted)) in case.wanted.iter().enumerate() {
        let wanted = wanted.as_str().unwrap();
        let found = row.value(index).unwrap_or_else(|error| panic!("{label}: {path}: {error}"));
        let found = found.unwrap_or_else(|| panic!("{label}: {path} is lost"));
        let text = found.parse::<&str>(&arena).map(str::to_owned);
        let text = text.or_else(|_| found.quoted_u64().map(|id| id.to_string()));
        assert_eq!(text.as_deref(), Ok(wanted), "{label}: {path}");
    }
    // Printing reads every field of the view.
    let printed = format!("{event:#?}");
    if case.name.is_none() {
        check_view(case, &printed, &label);
    }
}

/// The event's view prints the requested fields of the object as for the unchanged frame.
#[track_caller]
fn check_view(case: &Case, printed: &str, label: &str) {
    let typical = corpus::folder().join("frames").join(&case.event).join("typical.json");
    let typical = std::fs::read(typical).unwrap();
    let mut decoder = Decoder::new();
    let typical = format!("{:#?}", decoder.decode(typical.trim_ascii_end()).unwrap());
    for key in case.wanted.keys().filter(|path| !path.contains('.')) {
        if let Some(field) = outermost(&typical, key) {
            assert_eq!(outermost(printed, key), Some(field), "{label}: {key} of the view");
        }
    }
}

/// The indented output of a view for a field: the lines of the outermost field with this name.
fn outermost(printed: &str, field: &str) -> Option<Vec<String>> {
    let start = format!("{field}: ");
    let indent = |line: &str| line.len() - line.trim_start().len();
    let lines: Vec<&str> = printed.lines().collect();
    let begins = |index: &usize| lines[*index].trim_start().starts_with(&start);
    let first = (0..lines.len()).filter(begins).min_by_key(|index| indent(lines[*index]))?;
    let depth = indent(lines[first]);
    let ends = |line: &&&str| indent(line) > depth || line.trim_start().starts_with([')', '}', ']']);
    let rest = lines[first + 1..].iter().take_while(|line| indent(line) >= depth).take_while(ends);
    Some(std::iter::once(&lines[first]).chain(rest).map(|line| line.trim().to_owned()).collect())
}

#[test]
fn requested_values_are_read_whatever_else_changes() {
    let cases = tomorrow::cases();
    assert!(cases.len() >= 250, "{} cases", cases.len());
    let events: BTreeSet<&str> = cases.iter().map(|case| case.event.as_str()).collect();
    assert!(events.len() >= 70, "{} events", events.len());
    for case in &cases {
        let verdict = serde_json::from_slice::<Value>(&case.frame).map_err(|error| error.to_string());
        let is_deep = verdict.as_ref().is_err_and(|error| error.starts_with("recursion limit"));
        assert!(verdict.is_ok() || is_deep, "{:?}: {verdict:?}", case.name);
        assert!(!case.wanted.is_empty());
        Backend::available().for_each(|backend| check_case(case, backend));
    }
}

#[test]
fn every_change_occurs_often() {
    let mut counts: BTreeMap<String, u32> = BTreeMap::new();
    for case in tomorrow::cases() {
        *counts.entry(case.change).or_default() += 1;
    }
    for (change, _) in CHANGES {
        assert!(counts.get(change).is_some_and(|count| *count >= 8), "{change}: {counts:?}");
    }
}

#[test]
fn there_are_dozens_of_named_cases() {
    let names: Vec<String> = tomorrow::cases().into_iter().filter_map(|case| case.name).collect();
    assert!(names.len() >= 60, "{} cases", names.len());
    assert_eq!(names.iter().collect::<BTreeSet<_>>().len(), names.len(), "every case has its own name");
}

#[test]
fn the_file_matches_the_generated_cases() {
    // After an intentional change, run: just regenerate
    let written = std::fs::read_to_string(corpus::folder().join("tomorrow.ndjson")).unwrap();
    assert!(written == tomorrow::write(), "corpus/tomorrow.ndjson is not up to date");
}
