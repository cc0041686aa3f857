//! Converts columns to Arrow arrays.

use std::mem::take;
use std::sync::Arc;

use arrow_array::types::{Float64Type, Int64Type, TimestampMicrosecondType, UInt32Type, UInt64Type};
use arrow_array::{
    ArrayRef, BooleanArray, ListArray, MapArray, PrimitiveArray, StringArray, StructArray, new_empty_array,
};
use arrow_buffer::{Buffer, NullBuffer, OffsetBuffer, ScalarBuffer};
use arrow_schema::{ArrowError, DataType, Field, FieldRef, Fields};

use super::{Column, Group, Items, Values};
use crate::plan::{GroupPlan, ItemPlan, What};

impl Group {
    /// Builds one array per key, each with one row per object.
    fn finish(
        &mut self,
        plan: &GroupPlan,
        keys: &[usize],
        fields: &Fields,
    ) -> Result<Vec<ArrayRef>, ArrowError> {
        keys.iter().zip(fields).map(|(&key, field)| self.finish_key(plan, key, field)).collect()
    }

    /// Builds the array of one key.
    pub(crate) fn finish_key(
        &mut self,
        plan: &GroupPlan,
        key: usize,
        field: &Field,
    ) -> Result<ArrayRef, ArrowError> {
        let rows = self.len;
        let plan_of_key = &plan.columns[key];
        let (What::Struct, DataType::Struct(fields)) = (&plan_of_key.what, field.data_type()) else {
            return self.columns[key].finish(&plan_of_key.what, field, rows);
        };
        let arrays = self.finish(plan, &plan_of_key.children, fields)?;
        let nulls = self.columns[key].finish_nulls(rows);
        Ok(Arc::new(StructArray::try_new_with_length(fields.clone(), arrays, nulls, rows)?))
    }

    /// Resets to zero objects.
    pub(crate) fn clear(&mut self) {
        self.len = 0;
        self.nulls.finish();
        for column in &mut self.columns {
            column.finish_nulls(0);
        }
    }

    /// Builds a struct array of the objects.
    fn finish_objects(&mut self, plan: &GroupPlan, data_type: &DataType) -> Result<ArrayRef, ArrowError> {
        let DataType::Struct(fields) = data_type else { return Ok(new_empty_array(data_type)) };
        let arrays = self.finish(plan, &plan.roots, fields)?;
        let (nulls, rows) = (self.nulls.finish(), self.len);
        self.clear();
        Ok(Arc::new(StructArray::try_new_with_length(fields.clone(), arrays, nulls, rows)?))
    }
}

impl Column {
    fn finish_nulls(&mut self, rows: usize) -> Option<NullBuffer> {
        self.pad_to(rows);
        self.len = 0;
        self.nulls.finish()
    }

    /// Builds an array of `rows` rows and leaves the column empty.
    pub(crate) fn finish(&mut self, what: &What, field: &Field, rows: usize) -> Result<ArrayRef, ArrowError> {
        let nulls = self.finish_nulls(rows);
        let data_type = field.data_type();
        Ok(match (&mut self.values, what) {
            (Values::UInt64(values), _) => primitive::<UInt64Type>(take(values), nulls)?,
            (Values::UInt32(values), _) => primitive::<UInt32Type>(take(values), nulls)?,
            (Values::Float64(values), _) => primitive::<Float64Type>(take(values), nulls)?,
            (Values::Int64(values), _) => match data_type {
                DataType::Timestamp(_, zone) => {
                    let values = ScalarBuffer::from(take(values));
                    let array = PrimitiveArray::<TimestampMicrosecondType>::try_new(values, nulls)?;
                    Arc::new(array.with_timezone_opt(zone.clone()))
                }
                _ => primitive::<Int64Type>(take(values), nulls)?,
            },
            (Values::Boolean(values) | Values::NullFlag(values), _) => {
                Arc::new(BooleanArray::new(values.finish(), nulls))
            }
            (Values::Text(texts), _) => {
                let offsets = offsets(take(&mut texts.ends));
                Arc::new(StringArray::try_new(offsets, Buffer::from(take(&mut texts.bytes)), nulls)?)
            }
            (Values::List(ends, items), What::List(plan)) => {
                let DataType::List(item) = data_type else { return Ok(new_empty_array(data_type)) };
                let values = items.finish(plan, item)?;
                Arc::new(ListArray::try_new(item.clone(), offsets(take(ends)), values, nulls)?)
            }
            (Values::Map(ends, keys, items), What::Map { key, values: plan }) => {
                let DataType::Map(entries, _) = data_type else { return Ok(new_empty_array(data_type)) };
                let DataType::Struct(fields) = entries.data_type() else {
                    return Ok(new_empty_array(data_type));
                };
                let count = items.len();
                let keys = keys.finish(&What::Scalar(*key), &fields[0], count)?;
                let values = items.finish(plan, &fields[1])?;
                let pairs = StructArray::try_new(fields.clone(), vec![keys, values], None)?;
                Arc::new(MapArray::try_new(entries.clone(), offsets(take(ends)), pairs, nulls, false)?)
            }
            (Values::None | Values::List(..) | Values::Map(..), _) => new_empty_array(data_type),
        })
    }
}

impl Items {
    fn finish(&mut self, plan: &ItemPlan, field: &FieldRef) -> Result<ArrayRef, ArrowError> {
        match (self, plan) {
            (Items::Column(column), ItemPlan::Column(plan)) => {
                let rows = column.len;
                column.finish(&plan.what, field, rows)
            }
            (Items::Objects(group), ItemPlan::Objects(plan)) => group.finish_objects(plan, field.data_type()),
            _ => Ok(new_empty_array(field.data_type())),
        }
    }
}

fn primitive<T: arrow_array::ArrowPrimitiveType>(
    values: Vec<T::Native>,
    nulls: Option<NullBuffer>,
) -> Result<ArrayRef, ArrowError> {
    Ok(Arc::new(PrimitiveArray::<T>::try_new(values.into(), nulls)?))
}

/// Builds the offsets: 0, followed by `ends`.
fn offsets(ends: Vec<i32>) -> OffsetBuffer<i32> {
    let mut offsets = Vec::with_capacity(ends.len() + 1);
    offsets.push(0);
    offsets.extend(ends);
    OffsetBuffer::new(offsets.into())
}
