//! The list of events.

use serde::Serialize;
use zerocord_schema::{Kind, Schema};

use super::Section;

/// A row of the list.
#[derive(Debug, Serialize)]
pub struct ListedEvent<'s> {
    name: &'s str,
    opcode: u64,
    documented: bool,
    user_accounts: bool,
    intents: &'s [String],
    /// Null if the payload is unknown.
    payload: Option<String>,
    about: &'s str,
}

/// The events, the events for user accounts only, and the frames that are not dispatches.
pub fn rows(schema: &Schema) -> Vec<ListedEvent<'_>> {
    let payload = |kind: &Kind| (*kind != Kind::Any).then(|| schema.kind_name(kind).to_string());
    let events = schema.events.iter().map(|event| ListedEvent {
        name: &event.name,
        opcode: 0,
        documented: event.documented,
        user_accounts: false,
        intents: &event.intents,
        payload: payload(&event.payload),
        about: &event.about,
    });
    let user_accounts = schema.user_account_events.iter().map(|name| ListedEvent {
        name,
        opcode: 0,
        documented: false,
        user_accounts: true,
        intents: &[],
        payload: None,
        about: "",
    });
    let opcodes = schema.opcodes.iter().map(|frame| ListedEvent {
        name: &frame.name,
        opcode: frame.opcode,
        documented: true,
        user_accounts: false,
        intents: &[],
        payload: payload(&frame.payload),
        about: "",
    });
    events.chain(user_accounts).chain(opcodes).collect()
}

/// The list as a table.
pub fn section(schema: &Schema) -> Section {
    let cells = rows(schema).into_iter().map(|row| {
        vec![
            row.name.to_owned(),
            if row.opcode == 0 { "dispatch".to_owned() } else { format!("opcode {}", row.opcode) },
            match (row.documented, row.user_accounts) {
                (true, _) => "yes",
                (false, true) => "no, user accounts",
                (false, false) => "no",
            }
            .to_owned(),
            row.intents.join(", "),
            row.payload.unwrap_or_default(),
        ]
    });
    Section {
        title: String::new(),
        about: String::new(),
        headings: &["event", "kind", "documented", "intents", "payload"],
        rows: cells.collect(),
    }
}
