//! Moves rows from one table to another, and sorts rows by a column.

use std::iter;
use std::ops::Range;

use arrow_array::RecordBatch;

use super::{Rows, Table};
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
        self.rows.append(&self.plan, &rows.rows, &[range], line_before);
    }

    /// Takes the rows since the last batch as batches of at most `batch_rows` rows, sorted by a column of ids: null first, equal
    /// ids in the order in which they were added. Without such a column, the order does not change.
    ///
    /// The column is one of the first level, such as `guild_id`.
    pub fn finish_sorted(&mut self, column: &str, batch_rows: usize) -> SortedBatches {
        let rows = self.take_rows().rows;
        let ids = self.id_column(column).and_then(|key| rows.group.column(key).numbers(rows.len()));
        let order = ids.map(|ids| {
            let mut order: Vec<u32> = (0..rows.len() as u32).collect();
            order.sort_by_key(|&row| ids[row as usize]);
            order
        });
        SortedBatches { table: self.empty_copy(), rows, order, at: 0, batch_rows: batch_rows.max(1) }
    }

    /// Whether [`finish_sorted`](Table::finish_sorted) can sort by this column.
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

/// Batches of sorted rows: see [`Table::finish_sorted`].
#[derive(Debug)]
pub struct SortedBatches {
    table: Table,
    rows: Rows,
    /// The rows in order; `None` if it is the order in which they were added.
    order: Option<Vec<u32>>,
    at: usize,
    batch_rows: usize,
}

impl Iterator for SortedBatches {
    type Item = RecordBatch;

    fn next(&mut self) -> Option<RecordBatch> {
        let end = self.rows.len().min(self.at + self.batch_rows);
        if self.at == end {
            return None;
        }
        let ranges = match &self.order {
            None => iter::once(self.at..end).collect(),
            Some(order) => runs(&order[self.at..end]),
        };
        self.at = end;
        let table = &mut self.table;
        table.rows.append(&table.plan, &self.rows, &ranges, 0);
        Some(table.finish())
    }
}

/// Row numbers as ranges.
fn runs(order: &[u32]) -> Vec<Range<usize>> {
    let mut ranges: Vec<Range<usize>> = Vec::new();
    for row in order.iter().map(|&row| row as usize) {
        match ranges.last_mut() {
            Some(last) if last.end == row => last.end += 1,
            _ => ranges.push(row..row + 1),
        }
    }
    ranges
}
