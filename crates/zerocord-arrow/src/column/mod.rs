//! Column builders.
//!
//! A column may be shorter than its table: absent rows are added with the next value, or when the batch ends. An absent key
//! therefore costs nothing.

mod append;
mod finish;
mod group;

pub(crate) use append::RowRange;
pub(crate) use group::Group;

use arrow_buffer::{BooleanBufferBuilder, NullBufferBuilder};
use zerocord::view::FromJson;
use zerocord::{RawValue, Timestamp, ValueKind};

use crate::plan::{ColumnPlan, ItemPlan, What};
use crate::row::Row;
use crate::shape::Scalar;

/// A column.
#[derive(Debug)]
pub(crate) struct Column {
    len: usize,
    nulls: NullBufferBuilder,
    values: Values,
}

#[derive(Debug)]
enum Values {
    /// For structs, and for keys that are not wanted.
    None,
    UInt64(Vec<u64>),
    UInt32(Vec<u32>),
    Int64(Vec<i64>),
    Float64(Vec<f64>),
    /// Absent means null.
    Boolean(BooleanBufferBuilder),
    /// Absent means false.
    NullFlag(BooleanBufferBuilder),
    Text(Texts),
    List(Vec<i32>, Box<Items>),
    Map(Vec<i32>, Box<Column>, Box<Items>),
}

/// Concatenated strings, and the end of each.
#[derive(Debug, Default)]
struct Texts {
    ends: Vec<i32>,
    bytes: Vec<u8>,
}

impl Texts {
    fn end(&mut self) {
        self.ends.push(self.bytes.len() as i32);
    }
}

/// The elements of lists, or the values of maps.
#[derive(Debug)]
enum Items {
    Column(Column),
    Objects(Group),
}

/// The value is of another type.
struct Wrong;

impl Column {
    /// An empty column. Allocates only for the contents of lists.
    pub(crate) fn new(plan: &ColumnPlan) -> Column {
        let values = match &plan.what {
            What::Skip | What::Struct => Values::None,
            What::Scalar(scalar) => Values::of(*scalar),
            What::Json { .. } => Values::Text(Texts::default()),
            What::List(items) => Values::List(Vec::new(), Box::new(Items::new(items))),
            What::Map { key, values } => {
                Values::Map(Vec::new(), Box::new(Column::of(Values::of(*key))), Box::new(Items::new(values)))
            }
        };
        Column::of(values)
    }

    fn of(values: Values) -> Column {
        Column { len: 0, nulls: NullBufferBuilder::new(0), values }
    }

    /// Number of rows; later rows are absent.
    pub(crate) fn len(&self) -> usize {
        self.len
    }

    /// The numbers of the rows, null for absent rows; `None` if the column has other values.
    pub(crate) fn numbers(&self, rows: usize) -> Option<Vec<Option<u64>>> {
        let Values::UInt64(values) = &self.values else { return None };
        let value = |row| (row < self.len && self.nulls.is_valid(row)).then(|| values[row]);
        Some((0..rows).map(value).collect())
    }

    /// Whether the last row is not null.
    pub(crate) fn is_last_valid(&self) -> bool {
        self.len > 0 && self.nulls.is_valid(self.len - 1)
    }

    /// Fills the rows up to `len` as absent.
    #[inline]
    pub(crate) fn pad_to(&mut self, len: usize) {
        if len > self.len {
            self.pad(len - self.len);
        }
    }

    fn pad(&mut self, count: usize) {
        let len = self.len + count;
        self.len = len;
        match &mut self.values {
            Values::None => {}
            Values::UInt64(values) => values.resize(len, 0),
            Values::UInt32(values) => values.resize(len, 0),
            Values::Int64(values) => values.resize(len, 0),
            Values::Float64(values) => values.resize(len, 0.0),
            Values::Boolean(values) => values.append_n(count, false),
            Values::NullFlag(values) => {
                values.append_n(count, false);
                self.nulls.append_n_non_nulls(count);
                return;
            }
            Values::Text(texts) => texts.ends.resize(len, texts.bytes.len() as i32),
            Values::List(ends, _) | Values::Map(ends, ..) => {
                let end = ends.last().copied().unwrap_or(0);
                ends.resize(len, end);
            }
        }
        self.nulls.append_n_nulls(count);
    }

    /// Removes all rows from `len` on.
    pub(crate) fn truncate(&mut self, len: usize) {
        if len >= self.len {
            return;
        }
        self.len = len;
        self.nulls.truncate(len);
        match &mut self.values {
            Values::None => {}
            Values::UInt64(values) => values.truncate(len),
            Values::UInt32(values) => values.truncate(len),
            Values::Int64(values) => values.truncate(len),
            Values::Float64(values) => values.truncate(len),
            Values::Boolean(values) | Values::NullFlag(values) => values.truncate(len),
            Values::Text(Texts { ends, bytes }) => {
                ends.truncate(len);
                bytes.truncate(last_end(ends));
            }
            Values::List(ends, items) => {
                ends.truncate(len);
                items.truncate(last_end(ends));
            }
            Values::Map(ends, keys, items) => {
                ends.truncate(len);
                keys.truncate(last_end(ends));
                items.truncate(last_end(ends));
            }
        }
    }

    /// Adds a null.
    fn push_null(&mut self) {
        match &mut self.values {
            Values::NullFlag(values) => {
                values.append(false);
                self.nulls.append_null();
                self.len += 1;
            }
            _ => self.pad(1),
        }
    }

    /// Adds the value of the row `row`, which must not exist yet.
    #[inline]
    pub(crate) fn read<'a>(
        &mut self,
        plan: &ColumnPlan,
        row: usize,
        value: RawValue<'a>,
        cx: &mut Row<'_, 'a>,
    ) {
        if let What::Skip = plan.what {
            return;
        }
        self.pad_to(row);
        let is_null_flag = matches!(self.values, Values::NullFlag(_));
        if !is_null_flag && value.is_null() == Ok(true) {
            return self.pad(1);
        }
        match self.push(plan, value, cx) {
            Ok(()) => {
                self.nulls.append_non_null();
                self.len += 1;
            }
            Err(Wrong) => {
                // An empty string means no id.
                let is_no_id = matches!(plan.what, What::Scalar(Scalar::Snowflake))
                    && value.to_bytes().is_ok_and(|bytes| bytes == b"\"\"");
                if !is_no_id {
                    cx.note(plan.path, value);
                }
                self.push_null();
            }
        }
    }

    /// Adds a value that is not null to the values alone; on an error nothing is added.
    #[inline(always)]
    fn push<'a>(
        &mut self,
        plan: &ColumnPlan,
        value: RawValue<'a>,
        cx: &mut Row<'_, 'a>,
    ) -> Result<(), Wrong> {
        match (&plan.what, &mut self.values) {
            (What::Scalar(scalar), values) => values.push(*scalar, value, cx),
            (What::Json { node, is_map }, Values::Text(texts)) => {
                cx.write_json(value, *node, *is_map, &mut texts.bytes);
                texts.end();
                Ok(())
            }
            (What::Struct, _) if value.kind() == Ok(ValueKind::Object) => Ok(()),
            (What::List(plan), Values::List(ends, items)) => {
                let Ok(elements) = value.elements() else { return Err(Wrong) };
                for element in elements {
                    match element {
                        Ok(element) => items.read(plan, element, cx),
                        Err(fault) => cx.fail(fault),
                    }
                    cx.step_on();
                }
                ends.push(items.len() as i32);
                Ok(())
            }
            (What::Map { key, values: plan }, Values::Map(ends, keys, items)) => {
                push_map(*key, plan, (ends, keys, items), value, cx)
            }
            _ => Err(Wrong),
        }
    }

    /// Adds a number in the row `row`, or null if there is none or the column cannot hold it.
    pub(crate) fn push_u64(&mut self, row: usize, number: Option<u64>) {
        self.pad_to(row);
        let Some(number) = number else { return self.pad(1) };
        match &mut self.values {
            Values::UInt64(values) => values.push(number),
            Values::UInt32(values) => match u32::try_from(number) {
                Ok(number) => values.push(number),
                Err(_) => return self.pad(1),
            },
            Values::Int64(values) => match i64::try_from(number) {
                Ok(number) => values.push(number),
                Err(_) => return self.pad(1),
            },
            _ => return self.pad(1),
        }
        self.nulls.append_non_null();
        self.len += 1;
    }

    /// Adds a number in the row `row`, or null.
    pub(crate) fn push_i64(&mut self, row: usize, number: Option<i64>) {
        self.pad_to(row);
        let (Values::Int64(values), Some(number)) = (&mut self.values, number) else { return self.pad(1) };
        values.push(number);
        self.nulls.append_non_null();
        self.len += 1;
    }

    /// Adds a boolean in the row `row`, or null.
    pub(crate) fn push_bool(&mut self, row: usize, value: Option<bool>) {
        self.pad_to(row);
        let (Values::Boolean(values), Some(value)) = (&mut self.values, value) else { return self.pad(1) };
        values.append(value);
        self.nulls.append_non_null();
        self.len += 1;
    }

    /// Adds a string in the row `row`, or null.
    pub(crate) fn push_text(&mut self, row: usize, text: Option<&str>) {
        self.pad_to(row);
        let (Values::Text(texts), Some(text)) = (&mut self.values, text) else { return self.pad(1) };
        texts.bytes.extend_from_slice(text.as_bytes());
        texts.end();
        self.nulls.append_non_null();
        self.len += 1;
    }

    /// Adds a list of texts.
    pub(crate) fn push_texts<'t>(&mut self, row: usize, list: impl Iterator<Item = &'t str>) {
        self.pad_to(row);
        let Values::List(ends, items) = &mut self.values else { return self.pad(1) };
        if let Items::Column(column) = &mut **items {
            list.for_each(|text| column.push_text(column.len, Some(text)));
        }
        ends.push(items.len() as i32);
        self.nulls.append_non_null();
        self.len += 1;
    }

    /// Adds `count` to the numbers from the row `row` on.
    pub(crate) fn shift_from(&mut self, row: usize, count: u64) {
        if let Values::UInt64(values) = &mut self.values {
            values.iter_mut().skip(row).for_each(|value| *value += count);
        }
    }
}

fn last_end(ends: &[i32]) -> usize {
    ends.last().map_or(0, |end| *end as usize)
}

/// Adds the entries of a map. Of repeated keys, the first counts.
fn push_map<'a>(
    scalar: Scalar,
    plan: &ItemPlan,
    (ends, keys, items): (&mut Vec<i32>, &mut Column, &mut Items),
    value: RawValue<'a>,
    cx: &mut Row<'_, 'a>,
) -> Result<(), Wrong> {
    let Ok(members) = value.members() else { return Err(Wrong) };
    let mut met = crate::row::Repeats::default();
    for member in members {
        let (key, value) = match member {
            Ok(member) => member,
            Err(fault) => {
                cx.fail(fault);
                break;
            }
        };
        if !met.insert(key) {
            continue;
        }
        let Ok(text) = key.text() else {
            cx.note_at(plan.path(), key.offset());
            continue;
        };
        let entry = keys.len;
        match scalar {
            Scalar::Snowflake => {
                let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
                let Some(id) = text.parse().ok().filter(|_| digits) else {
                    cx.note_at(plan.path(), key.offset());
                    continue;
                };
                keys.push_u64(entry, Some(id));
            }
            _ => keys.push_text(entry, Some(&text)),
        }
        cx.step_to_key(key);
        items.read(plan, value, cx);
    }
    ends.push(items.len() as i32);
    Ok(())
}

impl Values {
    fn of(scalar: Scalar) -> Values {
        match scalar {
            Scalar::Snowflake => Values::UInt64(Vec::new()),
            Scalar::Color => Values::UInt32(Vec::new()),
            Scalar::Integer | Scalar::Timestamp | Scalar::UnixSeconds | Scalar::UnixMillis => {
                Values::Int64(Vec::new())
            }
            Scalar::Float => Values::Float64(Vec::new()),
            Scalar::Boolean => Values::Boolean(BooleanBufferBuilder::new(0)),
            Scalar::NullFlag => Values::NullFlag(BooleanBufferBuilder::new(0)),
            Scalar::Text | Scalar::Digits => Values::Text(Texts::default()),
        }
    }

    #[inline(always)]
    fn push<'a>(&mut self, scalar: Scalar, value: RawValue<'a>, cx: &mut Row<'_, 'a>) -> Result<(), Wrong> {
        match (self, scalar) {
            (Values::UInt64(values), _) => values.push(value.quoted_u64().map_err(|_| Wrong)?),
            (Values::UInt32(values), _) => values.push(cx.read(value)?),
            (Values::Int64(values), Scalar::Timestamp) => {
                values.push(cx.read::<Timestamp>(value)?.unix_micros())
            }
            (Values::Int64(values), Scalar::UnixSeconds) => values.push(scaled(cx.read(value)?, 1_000_000)?),
            (Values::Int64(values), Scalar::UnixMillis) => values.push(scaled(cx.read(value)?, 1_000)?),
            (Values::Int64(values), _) => values.push(cx.read(value)?),
            (Values::Float64(values), _) => values.push(cx.read(value)?),
            (Values::Boolean(values), _) => values.append(cx.read(value)?),
            // Discord sends null for true. A boolean is accepted too.
            (Values::NullFlag(values), _) => match value.kind() {
                Ok(ValueKind::Null) => values.append(true),
                _ => values.append(cx.read(value)?),
            },
            (Values::Text(texts), Scalar::Digits) => texts.push_digits(value, cx)?,
            (Values::Text(texts), _) => {
                let text: &str = cx.read(value)?;
                texts.bytes.extend_from_slice(text.as_bytes());
                texts.end();
            }
            _ => return Err(Wrong),
        }
        Ok(())
    }
}

impl Texts {
    /// Digits in a string, or bare.
    fn push_digits<'a>(&mut self, value: RawValue<'a>, cx: &mut Row<'_, 'a>) -> Result<(), Wrong> {
        let digits = match value.kind() {
            Ok(ValueKind::String) => cx.read::<&str>(value)?.as_bytes(),
            _ => value.to_bytes().map_err(|_| Wrong)?,
        };
        if digits.is_empty() || !digits.iter().all(u8::is_ascii_digit) {
            return Err(Wrong);
        }
        self.bytes.extend_from_slice(digits);
        self.end();
        Ok(())
    }
}

fn scaled(number: i64, factor: i64) -> Result<i64, Wrong> {
    number.checked_mul(factor).ok_or(Wrong)
}

impl<'a> Row<'_, 'a> {
    #[inline(always)]
    fn read<T: FromJson<'a>>(&self, value: RawValue<'a>) -> Result<T, Wrong> {
        T::from_json(value, self.arena()).map_err(|_| Wrong)
    }
}

impl ItemPlan {
    fn path(&self) -> u32 {
        match self {
            ItemPlan::Column(plan) => plan.path,
            ItemPlan::Objects(plan) => plan.path,
        }
    }
}

impl Items {
    fn new(plan: &ItemPlan) -> Items {
        match plan {
            ItemPlan::Column(plan) => Items::Column(Column::new(plan)),
            ItemPlan::Objects(plan) => Items::Objects(Group::new(plan)),
        }
    }

    fn len(&self) -> usize {
        match self {
            Items::Column(column) => column.len,
            Items::Objects(group) => group.len(),
        }
    }

    fn truncate(&mut self, len: usize) {
        match self {
            Items::Column(column) => column.truncate(len),
            Items::Objects(group) => group.truncate(len),
        }
    }

    fn read<'a>(&mut self, plan: &ItemPlan, value: RawValue<'a>, cx: &mut Row<'_, 'a>) {
        match (self, plan) {
            (Items::Column(column), ItemPlan::Column(plan)) => {
                let row = column.len;
                column.read(plan, row, value, cx);
            }
            (Items::Objects(group), ItemPlan::Objects(plan)) => group.read_element(plan, value, cx),
            _ => {}
        }
    }
}
