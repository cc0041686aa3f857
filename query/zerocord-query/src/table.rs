//! The tables of a recording and their columns.

use std::sync::Arc;

use datafusion::arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use zerocord_arrow::{Table, TableError, TableOptions};

/// The name of the table of frames.
pub(crate) const FRAMES: &str = "frames";

/// Events that the schema does not describe, and frames that are not events.
const OTHERS: [&str; 2] = ["unknown", "other"];

/// What the tables of recordings contain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct TableSettings {
    pub(crate) depth: usize,
    pub(crate) content: bool,
    pub(crate) derive: bool,
    pub(crate) validate: bool,
}

impl Default for TableSettings {
    fn default() -> TableSettings {
        TableSettings { depth: 2, content: false, derive: false, validate: true }
    }
}

impl TableSettings {
    pub(crate) fn options(&self) -> TableOptions {
        TableOptions::default()
            .depth(self.depth)
            .content(self.content)
            .derive(self.derive)
            .validate(self.validate)
    }
}

/// The names of all tables, in lower case as SQL reads names that are not quoted.
pub(crate) fn table_names() -> impl Iterator<Item = String> {
    let events = zerocord_schema::Schema::bundled_without_descriptions().events.iter();
    events
        .map(|event| event.name.to_ascii_lowercase())
        .chain(OTHERS.map(str::to_owned))
        .chain([FRAMES.to_owned()])
}

/// A table of a recording.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct RecordingTable {
    pub(crate) kind: TableKind,
    pub(crate) settings: TableSettings,
    pub(crate) schema: SchemaRef,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum TableKind {
    /// An event by its name, `unknown` or `other`.
    Rows(String),
    Frames,
}

impl RecordingTable {
    /// The table of this name, as in [`table_names`].
    ///
    /// # Errors
    /// [`TableError`] if there is no such table.
    pub(crate) fn new(name: &str, settings: &TableSettings) -> Result<RecordingTable, TableError> {
        let settings = settings.clone();
        if name == FRAMES {
            return Ok(RecordingTable { kind: TableKind::Frames, settings, schema: frames_schema() });
        }
        let name = if OTHERS.contains(&name) { name.to_owned() } else { name.to_ascii_uppercase() };
        let schema = Table::of(&name, &settings.options())?.schema();
        Ok(RecordingTable { kind: TableKind::Rows(name), settings, schema })
    }

    /// The name in `EXPLAIN`.
    pub(crate) fn name(&self) -> &str {
        match &self.kind {
            TableKind::Rows(name) => name,
            TableKind::Frames => FRAMES,
        }
    }

    /// The column of line numbers.
    pub(crate) fn line_column(&self) -> &'static str {
        match self.kind {
            TableKind::Rows(_) => "_line",
            TableKind::Frames => "line",
        }
    }
}

pub(crate) fn frames_schema() -> SchemaRef {
    let fields = [
        ("t", DataType::Utf8),
        ("s", DataType::UInt64),
        ("op", DataType::UInt64),
        ("size", DataType::UInt64),
        ("file", DataType::Utf8),
        ("line", DataType::UInt64),
    ];
    let fields: Vec<Field> = fields.into_iter().map(|(name, kind)| Field::new(name, kind, true)).collect();
    Arc::new(Schema::new(fields))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_is_a_table() {
        let settings = TableSettings::default();
        for name in table_names() {
            assert!(!RecordingTable::new(&name, &settings).unwrap().schema.fields().is_empty(), "{name}");
        }
        assert_eq!(table_names().filter(|name| name == "message_create").count(), 1);
        assert!(RecordingTable::new("mesage_create", &settings).is_err());
    }
}
