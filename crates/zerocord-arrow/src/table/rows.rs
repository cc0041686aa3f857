//! Moves rows from one table to another, and sorts rows by a column.

use std::collections::VecDeque;
use std::ops::Range;

use arrow_array::RecordBatch;
use arrow_schema::SchemaRef;

use super::{Rows, Table};
use crate::column::RowRange;
use crate::plan::What;
use crate::shape::Scalar;

/// Rows of a [`Table`] that are in no batch yet, for a table with the same columns: threads read parts of a recording, and one
/// table takes their rows in order.
///
/// ```
/// use zerocord_arrow::{Table, TableOptions};
///
/// let mut table = Table::of("TYPING_START", &TableOptions::default().columns(["user_id", "_line"]))?;
/// let mut part = table.empty_copy();
/// part.push(br#"{"t":"TYPING_START","s":1,"op":0,"d":{"user_id":"9"}}"#)?;
/// table.append_rows(&part.take_rows(), 0);
/// assert_eq!((table.row_count(), part.row_count()), (1, 0));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct TableRows {
    rows: Rows,
}

impl TableRows {
    /// The number of rows.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there are no rows.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl Table {
    /// An empty table with the same columns and options.
    #[must_use]
    pub fn empty_copy(&self) -> Table {
        Table::with_plan(self.plan.clone())
    }

    /// Takes the rows since the last batch.
    pub fn take_rows(&mut self) -> TableRows {
        TableRows { rows: std::mem::replace(&mut self.rows, Rows::new(&self.plan)) }
    }

    /// Adds rows of an [`empty_copy`](Table::empty_copy) of this table. `line_before` is added to their line numbers.
    ///
    /// The rows must be those of such a copy. Values of a table with other columns end in wrong columns or are lost.
    pub fn append_rows(&mut self, rows: &TableRows, line_before: u64) {
        self.append_range(rows, 0..rows.len(), line_before);
    }

    pub(crate) fn append_range(&mut self, rows: &TableRows, range: Range<usize>, line_before: u64) {
        let first = self.row_count();
        self.rows.bytes += byte_share(&rows.rows, range.len());
        self.rows.append(&[&rows.rows], &[RowRange { part: 0, rows: range }]);
        self.rows.shift_lines(&self.plan, first, line_before);
    }

    /// Whether a [`RowBuffer`] can sort by this column: a column of ids of the first level, such as `guild_id`.
    pub fn has_id_column(&self, column: &str) -> bool {
        self.id_column(column).is_some()
    }

    fn id_column(&self, column: &str) -> Option<usize> {
        let (group, paths) = (&self.plan.group, &self.plan.paths.list);
        group.roots.iter().copied().find(|&key| {
            let plan = &group.columns[key];
            paths[plan.path as usize].0 == column && matches!(plan.what, What::Scalar(Scalar::Snowflake))
        })
    }
}

/// Fewer rows than this are copied to the rows before them, since each part of a buffer has a cost of its own.
const PART_ROWS_MIN: usize = 256;

/// Collects rows of a table from several threads, and returns them as batches, sorted by a column if wanted.
///
/// The rows are not copied before the batches are built.
///
/// ```
/// use zerocord_arrow::arrow_array::cast::AsArray;
/// use zerocord_arrow::arrow_array::types::UInt64Type;
/// use zerocord_arrow::{RowBuffer, Table, TableOptions};
///
/// let table = Table::of("TYPING_START", &TableOptions::default().columns(["guild_id", "_line"]))?;
/// let (mut buffer, mut part) = (RowBuffer::new(&table), table.empty_copy());
/// for guild in [8, 7] {
///     part.push(format!(r#"{{"t":"TYPING_START","s":1,"op":0,"d":{{"guild_id":"{guild}"}}}}"#).as_bytes())?;
///     buffer.push(part.take_rows(), 0);
/// }
/// assert_eq!(buffer.len(), 2);
/// let batch = buffer.take_sorted(Some("guild_id"), 8192).next().unwrap();
/// assert_eq!(batch.column(0).as_primitive::<UInt64Type>().values(), &[7, 8]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct RowBuffer {
    /// Without rows.
    table: Table,
    parts: Vec<Rows>,
    len: usize,
    bytes: usize,
}

impl RowBuffer {
    /// An empty buffer for rows of tables with the columns of this one.
    pub fn new(table: &Table) -> RowBuffer {
        RowBuffer { table: table.empty_copy(), parts: Vec::new(), len: 0, bytes: 0 }
    }

    /// Adds rows of an [`empty_copy`](Table::empty_copy) of the table. `line_before` is added to their line numbers.
    ///
    /// The rows must be those of such a copy. Values of a table with other columns end in wrong columns or are lost.
    pub fn push(&mut self, rows: TableRows, line_before: u64) {
        let TableRows { mut rows } = rows;
        if rows.len() == 0 {
            return;
        }
        rows.shift_lines(&self.table.plan, 0, line_before);
        self.len += rows.len();
        self.bytes += rows.bytes;
        match self.parts.last_mut() {
            Some(last) if rows.len() < PART_ROWS_MIN && last.len() < PART_ROWS_MIN => {
                let all = 0..rows.len();
                last.append(&[&rows], &[RowRange { part: 0, rows: all }]);
            }
            _ => self.parts.push(rows),
        }
    }

    /// The number of rows.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether there are no rows.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// The bytes of the frames of the rows, and of what was added to them: roughly the memory of the rows.
    pub fn byte_count(&self) -> usize {
        self.bytes
    }

    /// Whether the rows are enough for a batch, by number or by bytes.
    pub fn is_full(&self) -> bool {
        let options = &self.table.plan.options;
        self.len >= options.batch_rows || self.bytes >= options.batch_bytes
    }

    /// The schema of the batches.
    pub fn schema(&self) -> SchemaRef {
        self.table.schema()
    }

    /// Takes the rows as batches of at most `batch_rows` rows, sorted by a column of ids: null first, equal ids in the order in
    /// which they were added. Without such a column, the order does not change.
    ///
    /// The column is one of the first level, such as `guild_id`.
    pub fn take_sorted(&mut self, column: Option<&str>, batch_rows: usize) -> SortedBatches {
        let parts = std::mem::take(&mut self.parts);
        (self.len, self.bytes) = (0, 0);
        let key = column.and_then(|column| self.table.id_column(column));
        let order = key.and_then(|key| {
            let mut order = Vec::new();
            for (part, rows) in parts.iter().enumerate() {
                let column = rows.group.column(key);
                let ids = column.numbers(rows.len())?;
                order.extend(ids.into_iter().enumerate().map(|(row, id)| (id, part as u32, row as u32)));
            }
            order.sort_unstable();
            Some(order)
        });
        let order = match order {
            Some(order) => order_by_runs(&order),
            None => (0..).zip(&parts).map(|(part, rows)| RowRange { part, rows: 0..rows.len() }).collect(),
        };
        SortedBatches {
            table: self.table.empty_copy(),
            parts,
            order: order.into(),
            batch_rows: batch_rows.max(1),
        }
    }
}

/// Batches of sorted rows: see [`RowBuffer::take_sorted`].
#[derive(Debug)]
pub struct SortedBatches {
    table: Table,
    parts: Vec<Rows>,
    /// The rows that are not in a batch yet, in order.
    order: VecDeque<RowRange>,
    batch_rows: usize,
}

impl Iterator for SortedBatches {
    type Item = RecordBatch;

    fn next(&mut self) -> Option<RecordBatch> {
        let mut ranges = Vec::new();
        let mut room = self.batch_rows;
        while room > 0
            && let Some(next) = self.order.front_mut()
        {
            let count = next.rows.len().min(room);
            let rows = next.rows.start..next.rows.start + count;
            ranges.push(RowRange { part: next.part, rows });
            next.rows.start += count;
            if next.rows.is_empty() {
                self.order.pop_front();
            }
            room -= count;
        }
        if ranges.is_empty() {
            return None;
        }
        let parts: Vec<&Rows> = self.parts.iter().collect();
        self.table.rows.append(&parts, &ranges);
        Some(self.table.finish())
    }
}

/// Sorted rows as ranges: rows that follow each other in a part are one range.
fn order_by_runs(order: &[(Option<u64>, u32, u32)]) -> Vec<RowRange> {
    let mut ranges: Vec<RowRange> = Vec::new();
    for &(_, part, row) in order {
        let (part, row) = (part as usize, row as usize);
        match ranges.last_mut() {
            Some(last) if last.part == part && last.rows.end == row => last.rows.end += 1,
            _ => ranges.push(RowRange { part, rows: row..row + 1 }),
        }
    }
    ranges
}

/// The bytes of some rows, if all are equally long.
fn byte_share(rows: &Rows, count: usize) -> usize {
    (count as u64 * rows.bytes as u64 / rows.len().max(1) as u64) as usize
}
