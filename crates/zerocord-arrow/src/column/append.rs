//! Rows of one builder added to another.

use std::ops::Range;

use arrow_buffer::NullBufferBuilder;

use super::{Column, Group, Items, Texts, Values, last_end};

impl Group {
    /// Adds some of the objects of another group with the same plan.
    pub(crate) fn append(&mut self, other: &Group, range: Range<usize>) {
        for (column, other) in self.columns.iter_mut().zip(&other.columns) {
            column.append(self.len, other, range.clone());
        }
        append_nulls(&mut self.nulls, &other.nulls, range.clone());
        self.len += range.len();
    }
}

impl Column {
    /// Adds rows of another column, from row `row` on. Rows that the other column lacks stay absent.
    pub(crate) fn append(&mut self, row: usize, other: &Column, range: Range<usize>) {
        let range = range.start..range.end.min(other.len);
        if range.is_empty() {
            return;
        }
        self.pad_to(row);
        match (&mut self.values, &other.values) {
            (Values::UInt64(values), Values::UInt64(other)) => {
                values.extend_from_slice(&other[range.clone()])
            }
            (Values::UInt32(values), Values::UInt32(other)) => {
                values.extend_from_slice(&other[range.clone()])
            }
            (Values::Int64(values), Values::Int64(other)) => values.extend_from_slice(&other[range.clone()]),
            (Values::Float64(values), Values::Float64(other)) => {
                values.extend_from_slice(&other[range.clone()])
            }
            (Values::Boolean(values), Values::Boolean(other))
            | (Values::NullFlag(values), Values::NullFlag(other)) => {
                values.append_packed_range(range.clone(), other.as_slice());
            }
            (Values::Text(texts), Values::Text(other)) => texts.append(other, range.clone()),
            (Values::List(ends, items), Values::List(other_ends, other_items)) => {
                let inner = inner_range(other_ends, &range);
                append_ends(ends, other_ends, range.clone());
                items.append(other_items, inner);
            }
            (Values::Map(ends, keys, items), Values::Map(other_ends, other_keys, other_items)) => {
                let inner = inner_range(other_ends, &range);
                append_ends(ends, other_ends, range.clone());
                keys.append(keys.len, other_keys, inner.clone());
                items.append(other_items, inner);
            }
            _ => {}
        }
        append_nulls(&mut self.nulls, &other.nulls, range.clone());
        self.len += range.len();
    }
}

impl Items {
    fn append(&mut self, other: &Items, range: Range<usize>) {
        match (self, other) {
            (Items::Column(column), Items::Column(other)) => column.append(column.len, other, range),
            (Items::Objects(group), Items::Objects(other)) => group.append(other, range),
            _ => {}
        }
    }
}

impl Texts {
    fn append(&mut self, other: &Texts, range: Range<usize>) {
        let inner = inner_range(&other.ends, &range);
        append_ends(&mut self.ends, &other.ends, range);
        self.bytes.extend_from_slice(&other.bytes[inner]);
    }
}

/// What the rows hold of what is inside the column.
fn inner_range(ends: &[i32], range: &Range<usize>) -> Range<usize> {
    last_end(&ends[..range.start])..last_end(&ends[..range.end])
}

fn append_ends(ends: &mut Vec<i32>, other: &[i32], range: Range<usize>) {
    let shift = last_end(ends) as i32 - last_end(&other[..range.start]) as i32;
    ends.extend(other[range].iter().map(|end| end + shift));
}

fn append_nulls(nulls: &mut NullBufferBuilder, other: &NullBufferBuilder, range: Range<usize>) {
    match other.finish_cloned() {
        None => nulls.append_n_non_nulls(range.len()),
        Some(other) => nulls.append_buffer(&other.slice(range.start, range.len())),
    }
}
