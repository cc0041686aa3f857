//! The tables of a recording and their columns.

use std::sync::Arc;

use datafusion::arrow::datatypes::{DataType, Field, Schema, SchemaRef, TimeUnit};
use zerocord_arrow::{FrameColumn, Table, TableError, TableOptions};

/// The name of the table of frames.
pub(crate) const FRAMES: &str = "frames";

/// Its column for the time at which a frame was received.
pub(crate) const FRAMES_RECEIVED: &str = "received";

/// Events that the schema does not describe, and frames that are not events.
const OTHERS: [&str; 2] = ["unknown", "other"];

/// What the tables of recordings contain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct TableSettings {
    pub(crate) depth: usize,
    pub(crate) content: bool,
    pub(crate) derive: bool,
    pub(crate) validate: bool,
    /// Whether there is a column for the time at which a frame was received.
    pub(crate) received: bool,
}

impl Default for TableSettings {
    fn default() -> TableSettings {
        TableSettings { depth: 2, content: false, derive: false, validate: true, received: false }
    }
}

impl TableSettings {
    pub(crate) fn options(&self) -> TableOptions {
        use FrameColumn::{Extra, File, Line, Offset, Received, Seq};
        let received = self.received.then_some(Received);
        TableOptions::default()
            .frame_columns([Seq, File, Line, Offset].into_iter().chain(received).chain([Extra]))
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
            let schema = frames_schema(settings.received);
            return Ok(RecordingTable { kind: TableKind::Frames, settings, schema });
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

/// The columns of the table of frames. `received` is last.
fn frames_schema(received: bool) -> SchemaRef {
    let moment = DataType::Timestamp(TimeUnit::Microsecond, Some("UTC".into()));
    let fields = [
        ("t", DataType::Utf8),
        ("s", DataType::UInt64),
        ("op", DataType::UInt64),
        ("size", DataType::UInt64),
        ("file", DataType::Utf8),
        ("line", DataType::UInt64),
    ];
    let fields = fields.into_iter().chain(received.then_some((FRAMES_RECEIVED, moment)));
    let fields: Vec<Field> = fields.map(|(name, kind)| Field::new(name, kind, true)).collect();
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
