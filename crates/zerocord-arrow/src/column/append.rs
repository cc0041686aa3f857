//! Rows of one builder added to another.

use std::ops::Range;

use arrow_buffer::{NullBuffer, NullBufferBuilder};

use super::{Column, Group, Items, Texts, Values, last_end};

impl Group {
    /// Adds some of the objects of another group with the same plan.
    pub(crate) fn append(&mut self, other: &Group, ranges: &[Range<usize>]) {
        for (column, other) in self.columns.iter_mut().zip(&other.columns) {
            column.append(self.len, other, ranges);
        }
        append_nulls(&mut self.nulls, other.nulls.finish_cloned().as_ref(), ranges);
        self.len += row_count(ranges);
    }
}

impl Column {
    /// Adds rows of another column, from row `row` on. Rows that the other column lacks stay absent.
    pub(crate) fn append(&mut self, row: usize, other: &Column, ranges: &[Range<usize>]) {
        if other.len == 0 {
            return;
        }
        let nulls = other.nulls.finish_cloned();
        // Runs of rows that the other column has, with absent rows between them.
        let (mut row, mut run, mut run_row) = (row, Vec::new(), row);
        for range in ranges {
            let present = range.start..range.end.min(other.len);
            if !present.is_empty() {
                if run.is_empty() {
                    run_row = row;
                }
                run.push(present.clone());
            }
            if present.len() < range.len() && !run.is_empty() {
                self.append_run(run_row, other, nulls.as_ref(), &run);
                run.clear();
            }
            row += range.len();
        }
        if !run.is_empty() {
            self.append_run(run_row, other, nulls.as_ref(), &run);
        }
    }

    /// Adds rows that the other column has.
    fn append_run(
        &mut self,
        row: usize,
        other: &Column,
        nulls: Option<&NullBuffer>,
        ranges: &[Range<usize>],
    ) {
        self.pad_to(row);
        match (&mut self.values, &other.values) {
            (Values::UInt64(values), Values::UInt64(other)) => append_values(values, other, ranges),
            (Values::UInt32(values), Values::UInt32(other)) => append_values(values, other, ranges),
            (Values::Int64(values), Values::Int64(other)) => append_values(values, other, ranges),
            (Values::Float64(values), Values::Float64(other)) => append_values(values, other, ranges),
            (Values::Boolean(values), Values::Boolean(other))
            | (Values::NullFlag(values), Values::NullFlag(other)) => {
                for range in ranges {
                    values.append_packed_range(range.clone(), other.as_slice());
                }
            }
            (Values::Text(texts), Values::Text(other)) => {
                for range in ranges {
                    texts.append(other, range);
                }
            }
            (Values::List(ends, items), Values::List(other_ends, other_items)) => {
                let inner = append_ends(ends, other_ends, ranges);
                items.append(other_items, &inner);
            }
            (Values::Map(ends, keys, items), Values::Map(other_ends, other_keys, other_items)) => {
                let inner = append_ends(ends, other_ends, ranges);
                keys.append(keys.len, other_keys, &inner);
                items.append(other_items, &inner);
            }
            _ => {}
        }
        append_nulls(&mut self.nulls, nulls, ranges);
        self.len += row_count(ranges);
    }
}

impl Items {
    fn append(&mut self, other: &Items, ranges: &[Range<usize>]) {
        match (self, other) {
            (Items::Column(column), Items::Column(other)) => column.append(column.len, other, ranges),
            (Items::Objects(group), Items::Objects(other)) => group.append(other, ranges),
            _ => {}
        }
    }
}

impl Texts {
    fn append(&mut self, other: &Texts, range: &Range<usize>) {
        let (start, end) = (last_end(&other.ends[..range.start]), last_end(&other.ends[..range.end]));
        let (old, new) = (start as i32, self.bytes.len() as i32);
        self.ends.extend(other.ends[range.clone()].iter().map(|end| end - old + new));
        self.bytes.extend_from_slice(&other.bytes[start..end]);
    }
}

pub(crate) fn row_count(ranges: &[Range<usize>]) -> usize {
    ranges.iter().map(Range::len).sum()
}

fn append_values<T: Copy>(values: &mut Vec<T>, other: &[T], ranges: &[Range<usize>]) {
    values.reserve(row_count(ranges));
    for range in ranges {
        values.extend_from_slice(&other[range.clone()]);
    }
}

/// Adds the ends of lists. Returns the elements of these lists.
fn append_ends(ends: &mut Vec<i32>, other: &[i32], ranges: &[Range<usize>]) -> Vec<Range<usize>> {
    let mut inner: Vec<Range<usize>> = Vec::with_capacity(ranges.len());
    for range in ranges {
        let (start, end) = (last_end(&other[..range.start]), last_end(&other[..range.end]));
        let (old, new) = (start as i32, last_end(ends) as i32);
        ends.extend(other[range.clone()].iter().map(|end| end - old + new));
        match inner.last_mut() {
            Some(last) if last.end == start => last.end = end,
            _ if start == end => {}
            _ => inner.push(start..end),
        }
    }
    inner
}

fn append_nulls(nulls: &mut NullBufferBuilder, other: Option<&NullBuffer>, ranges: &[Range<usize>]) {
    let Some(other) = other else { return nulls.append_n_non_nulls(row_count(ranges)) };
    for range in ranges {
        match range.len() {
            1 => nulls.append(other.is_valid(range.start)),
            len => nulls.append_buffer(&other.slice(range.start, len)),
        }
    }
}
