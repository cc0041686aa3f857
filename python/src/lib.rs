//! The Python module `zerocord._zerocord`. The package around it is in `python/zerocord`.

mod block;
mod cells;
mod errors;
mod feed;
mod fields;
mod filter;
mod frame;
mod frames;
mod inflater;
mod names;
mod object;
mod reader;
mod source;
mod table;
mod value;

use std::ffi::OsString;
use std::path::PathBuf;

use pyo3::prelude::*;

// Rows are built on one thread and freed on another, which is fast with this allocator.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Runs the command `zerocord`, and returns its exit code. May end the process.
#[pyfunction]
fn run_command(py: Python<'_>, arguments: Vec<OsString>) -> u8 {
    py.detach(|| zerocord_cli::run(arguments))
}

/// The journals among files that a reader leaves out.
#[pyfunction]
fn journals_in_segments(py: Python<'_>, files: Vec<PathBuf>) -> PyResult<Vec<OsString>> {
    let found = py.detach(|| zerocord_firehose::blocks::journals_in_segments(&files))?;
    Ok(found.into_iter().map(PathBuf::into_os_string).collect())
}

/// The parts of the package that are written in Rust.
#[pymodule(gil_used = false)]
fn _zerocord(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add("__version__", env!("CARGO_PKG_VERSION"))?;
    module.add_function(wrap_pyfunction!(run_command, module)?)?;
    module.add_function(wrap_pyfunction!(journals_in_segments, module)?)?;
    module.add_function(wrap_pyfunction!(frame::decode, module)?)?;
    module.add_function(wrap_pyfunction!(frames::read_frames, module)?)?;
    module.add_function(wrap_pyfunction!(frames::event_names, module)?)?;
    module.add_function(wrap_pyfunction!(fields::read_fields, module)?)?;
    module.add_class::<frame::Frame>()?;
    module.add_class::<frames::Frames>()?;
    module.add_class::<object::Object>()?;
    module.add_class::<fields::FieldGetter>()?;
    module.add_class::<fields::FieldRows>()?;
    module.add_class::<inflater::Inflater>()?;
    module.add_class::<table::TableSpec>()?;
    module.add_class::<reader::Reader>()?;
    module.add_class::<reader::Batch>()?;
    Ok(())
}
