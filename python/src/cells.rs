//! Cells of tables as Python objects.

use arrow_array::cast::AsArray;
use arrow_array::types::{Float64Type, Int64Type, TimestampMicrosecondType, UInt32Type, UInt64Type};
use arrow_array::{Array, RecordBatch};
use arrow_schema::DataType;
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList, PyString};

use crate::value::datetime;

/// How often signals are checked, in rows.
const SIGNAL_INTERVAL: usize = 1024;

/// The rows of a batch, a dictionary each.
pub fn rows<'py>(py: Python<'py>, batch: &RecordBatch) -> PyResult<Bound<'py, PyList>> {
    let rows: Vec<_> = (0..batch.num_rows()).map(|_| PyDict::new(py)).collect();
    for (field, column) in batch.schema_ref().fields().iter().zip(batch.columns()) {
        let name = PyString::intern(py, field.name());
        for (row, dict) in rows.iter().enumerate() {
            if row % SIGNAL_INTERVAL == 0 {
                py.check_signals()?;
            }
            dict.set_item(&name, cell(py, column, row)?)?;
        }
    }
    PyList::new(py, rows)
}

/// The columns of a batch, a list each.
pub fn columns<'py>(py: Python<'py>, batch: &RecordBatch) -> PyResult<Bound<'py, PyDict>> {
    let columns = PyDict::new(py);
    for (field, column) in batch.schema_ref().fields().iter().zip(batch.columns()) {
        let cells = (0..batch.num_rows()).map(|row| {
            if row % SIGNAL_INTERVAL == 0 {
                py.check_signals()?;
            }
            cell(py, column, row)
        });
        let cells = cells.collect::<PyResult<Vec<_>>>()?;
        columns.set_item(field.name(), cells)?;
    }
    Ok(columns)
}

fn cell<'py>(py: Python<'py>, array: &dyn Array, row: usize) -> PyResult<Bound<'py, PyAny>> {
    if array.is_null(row) {
        return Ok(py.None().into_bound(py));
    }
    Ok(match array.data_type() {
        DataType::UInt64 => array.as_primitive::<UInt64Type>().value(row).into_pyobject(py)?.into_any(),
        DataType::Int64 => array.as_primitive::<Int64Type>().value(row).into_pyobject(py)?.into_any(),
        DataType::UInt32 => array.as_primitive::<UInt32Type>().value(row).into_pyobject(py)?.into_any(),
        DataType::Float64 => array.as_primitive::<Float64Type>().value(row).into_pyobject(py)?.into_any(),
        DataType::Boolean => array.as_boolean().value(row).into_pyobject(py)?.to_owned().into_any(),
        DataType::Utf8 => PyString::new(py, array.as_string::<i32>().value(row)).into_any(),
        DataType::Timestamp(..) => datetime(py, array.as_primitive::<TimestampMicrosecondType>().value(row))?,
        DataType::Struct(fields) => {
            let dict = PyDict::new(py);
            for (field, column) in fields.iter().zip(array.as_struct().columns()) {
                dict.set_item(field.name(), cell(py, column, row)?)?;
            }
            dict.into_any()
        }
        DataType::List(_) => {
            let elements = array.as_list::<i32>().value(row);
            let cells = (0..elements.len()).map(|index| cell(py, &elements, index));
            PyList::new(py, cells.collect::<PyResult<Vec<_>>>()?)?.into_any()
        }
        DataType::Map(..) => {
            let entries = array.as_map().value(row);
            let dict = PyDict::new(py);
            for index in 0..entries.len() {
                dict.set_item(cell(py, entries.column(0), index)?, cell(py, entries.column(1), index)?)?;
            }
            dict.into_any()
        }
        other => return Err(PyTypeError::new_err(format!("a column of type {other} has no Python values"))),
    })
}
