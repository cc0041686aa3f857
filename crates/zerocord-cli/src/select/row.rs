//! Formats rows on the worker threads.

use std::path::Path;

use zerocord::view::FromJson;
use zerocord::{Arena, Decoder, Envelope, Error, RawValue, ValueKind};

use super::csv::{Cell, CsvStyle};
use crate::choice::Choice;
use crate::columnar::BatchFormat;
use crate::input::enough::Enough;
use crate::input::lines::LocatedFrame;
use crate::input::new_decoder;
use crate::question::fields::{Fields, Value};
use crate::question::paths::any_in_elements;
use crate::question::values::{check_end, checked_bytes};
use crate::question::window::{Timed, Window, WindowSide};

/// The output formats.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum RowFormat {
    /// One JSON object per line, with the fields as keys; values byte for byte
    Ndjson,
    /// RFC 4180; strings unescaped, null and absent values empty (see --csv-null), objects and arrays as JSON
    Csv,
    /// Like csv, separated by tabs; a cell with a tab, a quote or a line break is in quotes
    Tsv,
    /// One JSON document: an array with the objects of ndjson
    Json,
    /// Columns for a terminal; long values are truncated
    Table,
    /// A Parquet file, compressed with zstd
    Parquet,
    /// Arrow IPC: a stream on standard output, otherwise a file
    Arrow,
    /// An Arrow IPC stream
    Arrows,
}

impl RowFormat {
    /// Whether cells are separated by a character.
    pub fn has_separators(self) -> bool {
        matches!(self, RowFormat::Csv | RowFormat::Tsv)
    }

    /// Whether it has typed columns of one event.
    pub fn is_columnar(self) -> bool {
        matches!(self, RowFormat::Parquet | RowFormat::Arrow | RowFormat::Arrows)
    }

    /// The format of batches in this file, or on standard output.
    pub fn of_batches(self, file: Option<&Path>) -> BatchFormat {
        match self {
            RowFormat::Parquet => BatchFormat::Parquet,
            RowFormat::Arrow if file.is_some() => BatchFormat::ArrowFile,
            _ => BatchFormat::ArrowStream,
        }
    }

    /// The format for a suffix.
    pub fn of_suffix(suffix: &str) -> Option<RowFormat> {
        match suffix {
            "ndjson" | "jsonl" => Some(RowFormat::Ndjson),
            "json" => Some(RowFormat::Json),
            "csv" => Some(RowFormat::Csv),
            "tsv" => Some(RowFormat::Tsv),
            "txt" => Some(RowFormat::Table),
            "parquet" => Some(RowFormat::Parquet),
            "arrow" => Some(RowFormat::Arrow),
            "arrows" => Some(RowFormat::Arrows),
            _ => None,
        }
    }
}

/// The state of a worker that writes rows.
pub struct RowWriter<'f> {
    fields: &'f Fields,
    format: RowFormat,
    /// The text before each value in ndjson.
    keys: Vec<Vec<u8>>,
    csv: CsvStyle,
    decoder: Decoder,
}

/// The rows of a chunk.
#[derive(Debug, Default)]
pub struct Rows {
    /// The output bytes, for all formats except tables.
    pub bytes: Vec<u8>,
    /// Cells for a table, one row after the other.
    pub cells: Vec<String>,
    /// The end of each row; only if there is a limit.
    pub ends: Vec<RowEnd>,
}

/// The end of a row: in the output, and in its chunk.
#[derive(Clone, Copy, Debug)]
pub struct RowEnd {
    byte: usize,
    cell: usize,
    pub place: Enough,
}

impl Rows {
    /// Records the end of the row that was added last.
    pub fn end(&mut self, place: Enough) {
        self.ends.push(RowEnd { byte: self.bytes.len(), cell: self.cells.len(), place });
    }

    /// Keeps the first `count` rows, which is not 0, if there are at least as many. Returns the end of the last of
    /// them.
    pub fn cut(&mut self, count: u64) -> Option<Enough> {
        let last = *self.ends.get(usize::try_from(count).ok()?.checked_sub(1)?)?;
        self.bytes.truncate(last.byte);
        self.cells.truncate(last.cell);
        Some(last.place)
    }
}

impl<'f> RowWriter<'f> {
    pub fn new(fields: &'f Fields, format: RowFormat, csv: &CsvStyle) -> RowWriter<'f> {
        let key = |(index, name): (usize, &String)| {
            let start = if index == 0 { '{' } else { ',' };
            format!("{start}{}:", serde_json::Value::from(name.as_str())).into_bytes()
        };
        let keys = fields.names().iter().enumerate().map(key).collect();
        RowWriter { fields, format, keys, csv: csv.clone(), decoder: new_decoder() }
    }

    /// Whether a frame is chosen. Returns its envelope if it is.
    ///
    /// # Errors
    /// The part of the frame that the choice reads is malformed.
    pub fn event<'a>(
        &mut self,
        choice: &Choice,
        located: LocatedFrame<'a>,
    ) -> Result<Option<Envelope<'a>>, Error> {
        choice.event(located, self.decoder.arena())
    }

    /// The position of a frame relative to the window.
    pub fn side_of(
        &mut self,
        window: &Window,
        located: LocatedFrame<'_>,
        timed: &mut Timed<Rows>,
    ) -> WindowSide {
        window.side_of(located.frame, located.wrapper, self.decoder.arena(), timed)
    }

    /// Adds the row of a frame. If the frame is bad, nothing is added.
    ///
    /// # Errors
    /// A field cannot be looked up, or its value is malformed.
    pub fn add(
        &mut self,
        envelope: Envelope<'_>,
        located: LocatedFrame<'_>,
        rows: &mut Rows,
    ) -> Result<(), Error> {
        let (bytes_len, cells_len) = (rows.bytes.len(), rows.cells.len());
        let outcome = match self.format {
            RowFormat::Ndjson => {
                self.add_object(envelope, located, &mut rows.bytes).map(|()| rows.bytes.push(b'\n'))
            }
            RowFormat::Json => {
                rows.bytes.extend_from_slice(b",\n");
                self.add_object(envelope, located, &mut rows.bytes)
            }
            RowFormat::Csv | RowFormat::Tsv => self.add_csv(envelope, located, &mut rows.bytes),
            RowFormat::Table => self.add_cells(envelope, located, &mut rows.cells),
            // `batches` creates the rows of these formats.
            RowFormat::Parquet | RowFormat::Arrow | RowFormat::Arrows => Ok(()),
        };
        if outcome.is_err() {
            rows.bytes.truncate(bytes_len);
            rows.cells.truncate(cells_len);
        }
        outcome
    }

    fn add_object(
        &mut self,
        envelope: Envelope<'_>,
        located: LocatedFrame<'_>,
        out: &mut Vec<u8>,
    ) -> Result<(), Error> {
        self.fields.values(envelope, located, self.decoder.arena(), |index, value| {
            out.extend_from_slice(&self.keys[index]);
            match value {
                Value::Null => out.extend_from_slice(b"null"),
                Value::Raw(value) => out.extend_from_slice(checked_bytes(value)?),
                Value::Elements(list, keys) => push_elements(list, keys, out)?,
                Value::Number(number) => out.extend_from_slice(number.to_string().as_bytes()),
                Value::Name(name) => push_string(&name.text()?, out),
                Value::Text(text) => push_string(text, out),
            }
            Ok(())
        })?;
        out.push(b'}');
        Ok(())
    }

    fn add_csv(
        &mut self,
        envelope: Envelope<'_>,
        located: LocatedFrame<'_>,
        out: &mut Vec<u8>,
    ) -> Result<(), Error> {
        let (csv, arena, start) = (&self.csv, self.decoder.arena(), out.len());
        self.fields.values(envelope, located, arena, |index, value| {
            cell_of(value, arena, |cell| csv.push_cell(index, cell, out))
        })?;
        csv.end_row(start, out);
        Ok(())
    }

    fn add_cells(
        &mut self,
        envelope: Envelope<'_>,
        located: LocatedFrame<'_>,
        out: &mut Vec<String>,
    ) -> Result<(), Error> {
        let arena = self.decoder.arena();
        self.fields.values(envelope, located, arena, |_, value| {
            cell_of(value, arena, |cell| out.push(String::from_utf8_lossy(cell.bytes()).into_owned()))
        })
    }
}

/// Adds a string as JSON.
fn push_string(text: &str, out: &mut Vec<u8>) {
    out.extend_from_slice(serde_json::Value::from(text).to_string().as_bytes());
}

/// The cell of a value: the content of a string, or JSON for any other value.
fn cell_of(value: Value<'_>, arena: &Arena, take: impl FnOnce(Cell<'_>)) -> Result<(), Error> {
    match value {
        Value::Null => take(Cell::Null),
        Value::Number(number) => take(Cell::Json(number.to_string().as_bytes())),
        Value::Name(name) => take(Cell::Text(name.text()?.as_bytes())),
        Value::Text(text) => take(Cell::Text(text.as_bytes())),
        Value::Elements(list, keys) => {
            let mut json = Vec::new();
            push_elements(list, keys, &mut json)?;
            take(Cell::Json(&compact(&json)));
        }
        Value::Raw(value) => match value.kind()? {
            ValueKind::Null => {
                value.is_null()?;
                check_end(value)?;
                take(Cell::Null);
            }
            ValueKind::String => {
                let text = <&str>::from_json(value, arena)?;
                check_end(value)?;
                take(Cell::Text(text.as_bytes()));
            }
            ValueKind::Number | ValueKind::Bool => take(Cell::Json(checked_bytes(value)?)),
            ValueKind::Object | ValueKind::Array => take(Cell::Json(&compact(checked_bytes(value)?))),
        },
    }
    Ok(())
}

/// Adds the values at `keys` in the elements of a list, as a list.
fn push_elements(list: RawValue<'_>, keys: &[Box<str>], out: &mut Vec<u8>) -> Result<(), Error> {
    out.push(b'[');
    let mut is_first = true;
    any_in_elements(list, keys, &mut |value| {
        if !std::mem::take(&mut is_first) {
            out.push(b',');
        }
        out.extend_from_slice(checked_bytes(value)?);
        Ok(false)
    })?;
    out.push(b']');
    Ok(())
}

/// Copies JSON without the white space between its tokens. Discord writes no such white space.
fn compact(json: &[u8]) -> std::borrow::Cow<'_, [u8]> {
    if !json.iter().any(|byte| b" \t\r".contains(byte)) {
        return json.into();
    }
    let mut compacted = Vec::with_capacity(json.len());
    let (mut is_in_string, mut is_escaped) = (false, false);
    for &byte in json {
        if is_in_string || !b" \t\r\n".contains(&byte) {
            compacted.push(byte);
        }
        if is_escaped {
            is_escaped = false;
        } else if byte == b'\\' {
            is_escaped = true;
        } else if byte == b'"' {
            is_in_string = !is_in_string;
        }
    }
    compacted.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_white_space_between_tokens_is_removed() {
        let spaced = br#"{ "a" : [ 1 , "b \" c" ] , "d\\" : { } }"#;
        assert_eq!(&*compact(spaced), br#"{"a":[1,"b \" c"],"d\\":{}}"#);
        assert_eq!(&*compact(b"[1,2]"), b"[1,2]");
    }
}
