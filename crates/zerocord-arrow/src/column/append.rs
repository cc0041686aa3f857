//! Rows of builders added to another builder.

use std::ops::Range;

use arrow_buffer::{NullBuffer, NullBufferBuilder};

use super::{Column, Group, Items, Texts, Values, last_end};

/// Rows of one of several builders, in the order in which they are added.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct RowRange {
    /// The index of the builder.
    pub(crate) part: usize,
    pub(crate) rows: Range<usize>,
}

impl RowRange {
    /// The rows that a column of `len` rows has; the others are absent.
    fn present(&self, len: usize) -> Range<usize> {
        self.rows.start.min(len)..self.rows.end.min(len)
    }
}

fn row_count(ranges: &[RowRange]) -> usize {
    ranges.iter().map(|range| range.rows.len()).sum()
}

impl Group {
    /// Adds objects of other groups with the same plan.
    pub(crate) fn append(&mut self, parts: &[&Group], ranges: &[RowRange]) {
        let mut columns = Vec::with_capacity(parts.len());
        for (index, column) in self.columns.iter_mut().enumerate() {
            columns.clear();
            columns.extend(parts.iter().map(|part| &part.columns[index]));
            column.append(self.len, &columns, ranges);
        }
        let others = parts.iter().map(|part| PartNulls::new(&part.nulls, part.len)).collect();
        append_nulls(&mut self.nulls, others, ranges, false);
        self.len += row_count(ranges);
    }
}

impl Column {
    /// Adds rows of other columns with the same plan, from row `row` on. Rows that they lack are absent.
    pub(crate) fn append(&mut self, row: usize, parts: &[&Column], ranges: &[RowRange]) {
        if parts.iter().all(|part| part.len == 0) {
            return;
        }
        self.pad_to(row);
        match &mut self.values {
            Values::None => {}
            Values::UInt64(values) => append_values(values, ranges, |part| match &parts[part].values {
                Values::UInt64(values) => values,
                _ => &[],
            }),
            Values::UInt32(values) => append_values(values, ranges, |part| match &parts[part].values {
                Values::UInt32(values) => values,
                _ => &[],
            }),
            Values::Int64(values) => append_values(values, ranges, |part| match &parts[part].values {
                Values::Int64(values) => values,
                _ => &[],
            }),
            Values::Float64(values) => append_values(values, ranges, |part| match &parts[part].values {
                Values::Float64(values) => values,
                _ => &[],
            }),
            Values::Boolean(values) | Values::NullFlag(values) => {
                for range in ranges {
                    let present = range.present(parts[range.part].len);
                    let absent = range.rows.len() - present.len();
                    if let Values::Boolean(other) | Values::NullFlag(other) = &parts[range.part].values {
                        values.append_packed_range(present, other.as_slice());
                    }
                    values.append_n(absent, false);
                }
            }
            Values::Text(texts) => texts.append(ranges, |part| match &parts[part].values {
                Values::Text(texts) => texts,
                _ => &NO_TEXTS,
            }),
            Values::List(ends, items) => {
                let inner = append_ends(ends, ranges, |part| match &parts[part].values {
                    Values::List(ends, _) => ends,
                    _ => &[],
                });
                let parts = parts.iter().filter_map(|part| match &part.values {
                    Values::List(_, items) => Some(&**items),
                    _ => None,
                });
                items.append(&parts.collect::<Vec<_>>(), &inner);
            }
            Values::Map(ends, keys, items) => {
                let inner = append_ends(ends, ranges, |part| match &parts[part].values {
                    Values::Map(ends, ..) => ends,
                    _ => &[],
                });
                let parts = parts.iter().filter_map(|part| match &part.values {
                    Values::Map(_, keys, items) => Some((&**keys, &**items)),
                    _ => None,
                });
                let (other_keys, other_items): (Vec<&Column>, Vec<&Items>) = parts.unzip();
                keys.append(keys.len, &other_keys, &inner);
                items.append(&other_items, &inner);
            }
        }
        let others = parts.iter().map(|part| PartNulls::new(&part.nulls, part.len)).collect();
        append_nulls(&mut self.nulls, others, ranges, matches!(self.values, Values::NullFlag(_)));
        self.len += row_count(ranges);
    }
}

impl Items {
    fn append(&mut self, parts: &[&Items], ranges: &[RowRange]) {
        match self {
            Items::Column(column) => {
                let columns = parts.iter().filter_map(|part| match part {
                    Items::Column(column) => Some(column),
                    Items::Objects(_) => None,
                });
                let (row, count) = (column.len, row_count(ranges));
                column.append(row, &columns.collect::<Vec<_>>(), ranges);
                column.pad_to(row + count);
            }
            Items::Objects(group) => {
                let groups = parts.iter().filter_map(|part| match part {
                    Items::Objects(group) => Some(group),
                    Items::Column(_) => None,
                });
                group.append(&groups.collect::<Vec<_>>(), ranges);
            }
        }
    }
}

static NO_TEXTS: Texts = Texts { ends: Vec::new(), bytes: Vec::new() };

impl Texts {
    fn append<'p>(&mut self, ranges: &[RowRange], part: impl Fn(usize) -> &'p Texts) {
        let bytes_of = |texts: &Texts, rows: &Range<usize>| {
            last_end(&texts.ends[..rows.start])..last_end(&texts.ends[..rows.end])
        };
        let len = ranges.iter().map(|range| {
            let texts = part(range.part);
            bytes_of(texts, &range.present(texts.ends.len())).len()
        });
        self.bytes.reserve(len.sum());
        self.ends.reserve(row_count(ranges));
        for range in ranges {
            let texts = part(range.part);
            let rows = range.present(texts.ends.len());
            let bytes = bytes_of(texts, &rows);
            let (old, new) = (bytes.start as i32, self.bytes.len() as i32);
            let absent = range.rows.len() - rows.len();
            self.ends.extend(texts.ends[rows].iter().map(|end| end - old + new));
            self.bytes.extend_from_slice(&texts.bytes[bytes]);
            let end = self.bytes.len() as i32;
            self.ends.extend(std::iter::repeat_n(end, absent));
        }
    }
}

/// Adds the values of the parts, which `part` returns; the default for absent rows.
fn append_values<'p, T: Copy + Default + 'p>(
    values: &mut Vec<T>,
    ranges: &[RowRange],
    part: impl Fn(usize) -> &'p [T],
) {
    values.reserve(row_count(ranges));
    for range in ranges {
        let other = part(range.part);
        let present = &other[range.present(other.len())];
        match present {
            // Most ranges of sorted rows.
            [value] => values.push(*value),
            present => values.extend_from_slice(present),
        }
        values.extend(std::iter::repeat_n(T::default(), range.rows.len() - present.len()));
    }
}

/// Adds the ends of lists. Returns the elements of these lists.
fn append_ends<'p>(
    ends: &mut Vec<i32>,
    ranges: &[RowRange],
    part: impl Fn(usize) -> &'p [i32],
) -> Vec<RowRange> {
    let mut inner: Vec<RowRange> = Vec::with_capacity(ranges.len());
    ends.reserve(row_count(ranges));
    let mut len = last_end(ends);
    for range in ranges {
        let other = part(range.part);
        let present = range.present(other.len());
        let (start, end) = (last_end(&other[..present.start]), last_end(&other[..present.end]));
        let absent = range.rows.len() - present.len();
        let (old, new) = (start as i32, len as i32);
        ends.extend(other[present].iter().map(|end| end - old + new));
        len += end - start;
        ends.extend(std::iter::repeat_n(len as i32, absent));
        match inner.last_mut() {
            _ if start == end => {}
            Some(last) if last.part == range.part && last.rows.end == start => last.rows.end = end,
            _ => inner.push(RowRange { part: range.part, rows: start..end }),
        }
    }
    inner
}

/// Which rows of a part are null.
struct PartNulls {
    nulls: Option<NullBuffer>,
    /// The number of rows; later ones are absent.
    len: usize,
}

impl PartNulls {
    fn new(nulls: &NullBufferBuilder, len: usize) -> PartNulls {
        PartNulls { nulls: nulls.finish_cloned(), len }
    }
}

/// Adds whether the rows of the parts are null. Absent rows are null, unless absence `is_value`.
fn append_nulls(nulls: &mut NullBufferBuilder, parts: Vec<PartNulls>, ranges: &[RowRange], is_value: bool) {
    for range in ranges {
        let part = &parts[range.part];
        let present = range.present(part.len);
        match (&part.nulls, present.len()) {
            (_, 0) => {}
            (None, len) => nulls.append_n_non_nulls(len),
            (Some(other), 1) => nulls.append(other.is_valid(present.start)),
            (Some(other), len) => nulls.append_buffer(&other.slice(present.start, len)),
        }
        match range.rows.len() - present.len() {
            0 => {}
            absent if is_value => nulls.append_n_non_nulls(absent),
            absent => nulls.append_n_nulls(absent),
        }
    }
}
