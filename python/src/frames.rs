//! `zerocord.Frames`: the frames of recordings, one after another.

use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use pyo3::exceptions::{PyRuntimeError, PyValueError};
use pyo3::prelude::*;
use pyo3::sync::MutexExt;
use zerocord::EventName;
use zerocord::view::Projection;
use zerocord_firehose::Options;

use crate::block::{BadFrame, Block};
use crate::errors;
use crate::feed::{Feed, FeedSender};
use crate::frame::Frame;
use crate::names::EventIndex;
use crate::source::{Source, ThreadCount};

/// The number of bytes of a recording that a frame can keep in memory.
const BLOCK_LEN: usize = 256 << 10;

/// The memory for frames that were read ahead.
const MEMORY_MAX: usize = 256 << 20;

/// An iterator of frames. Several threads read ahead.
#[pyclass(frozen, module = "zerocord")]
pub struct Frames {
    feed: Feed<Block>,
    skips_bad: bool,
    bad_frames: AtomicU64,
    state: Mutex<State>,
    /// The mark of the thread that waits for the next block, or 0. Meanwhile it may run a progress callback or a signal handler,
    /// which would wait for `state` forever.
    waiting: AtomicUsize,
}

/// A number for each thread, not 0.
fn thread_mark() -> usize {
    thread_local!(static MARK: u8 = const { 0 });
    MARK.with(|mark| std::ptr::from_ref(mark).addr())
}

#[derive(Default)]
struct State {
    block: Arc<Block>,
    next: u32,
    is_ended: bool,
}

/// Reads the frames of these sources.
#[pyfunction]
#[pyo3(signature = (sources, events, skips_bad, threads, progress))]
pub fn read_frames(
    sources: Vec<Source>,
    events: Option<Vec<String>>,
    skips_bad: bool,
    threads: ThreadCount,
    progress: Option<Py<PyAny>>,
) -> PyResult<Frames> {
    Frames::open(sources, events, None, skips_bad, threads, progress)
}

impl Frames {
    /// Reads the frames of these sources, and finds the values of paths.
    pub fn open(
        sources: Vec<Source>,
        events: Option<Vec<String>>,
        paths: Option<Projection>,
        skips_bad: bool,
        threads: ThreadCount,
        progress: Option<Py<PyAny>>,
    ) -> PyResult<Frames> {
        let wanted = events.map(|events| wanted_events(&events)).transpose()?;
        let options =
            Options::default().with_threads(threads.0).with_chunk_len(BLOCK_LEN).with_memory_max(MEMORY_MAX);
        let read = move |source: Source, file: Option<Arc<str>>, sender: &FeedSender<Block>| {
            let wants = |event: EventIndex| {
                wanted.as_ref().is_none_or(|wanted| wanted.get(usize::from(event)).copied().unwrap_or(false))
            };
            source.open()?.map_chunks(
                &options,
                || (),
                |(), chunk| Block::new(chunk, file.clone(), &wants, paths.as_ref()),
                |delivery| {
                    sender.set_bytes(delivery.bytes_done);
                    let mut block = delivery.value;
                    block.follow(delivery.line_before);
                    if block.frame_count() == 0 { Ok(()) } else { sender.send(block) }
                },
            )
        };
        let feed = Feed::start(sources, progress, read)?;
        Ok(Frames {
            feed,
            skips_bad,
            bad_frames: AtomicU64::new(0),
            state: Mutex::default(),
            waiting: AtomicUsize::new(0),
        })
    }

    /// The next frame that has no fault, or the error of one that has.
    ///
    /// # Errors
    /// `zerocord.Error` for a bad frame, unless bad frames are skipped.
    #[inline]
    pub fn next_place(&self, py: Python<'_>) -> PyResult<Option<(Arc<Block>, u32)>> {
        let waiting = self.waiting.load(Ordering::Relaxed);
        if waiting != 0 && waiting == thread_mark() {
            return Err(PyRuntimeError::new_err("the iterator is being advanced by this thread already"));
        }
        let mut state = self.state.lock_py_attached(py).unwrap_or_else(PoisonError::into_inner);
        loop {
            let index = state.next;
            if index == state.block.frame_count() {
                if state.is_ended {
                    return Ok(None);
                }
                self.waiting.store(thread_mark(), Ordering::Relaxed);
                let next = self.feed.next(py);
                self.waiting.store(0, Ordering::Relaxed);
                match next? {
                    Some(block) => (state.block, state.next) = (Arc::new(block), 0),
                    None => {
                        (state.block, state.next, state.is_ended) = (Arc::default(), 0, true);
                        return Ok(None);
                    }
                }
                continue;
            }
            state.next += 1;
            let block = state.block.clone();
            match block.fault(index) {
                None => return Ok(Some((block, index))),
                Some(fault) => {
                    let position = block.position(index);
                    self.reject(|| match fault {
                        BadFrame::Frame(error) => errors::of_frame(py, error, block.frame(index), position),
                        BadFrame::Reader(fault) => errors::of_fault(py, fault, position),
                    })?;
                }
            }
        }
    }

    /// Counts a bad frame.
    ///
    /// # Errors
    /// The error, unless bad frames are skipped.
    pub fn reject(&self, error: impl FnOnce() -> PyErr) -> PyResult<()> {
        self.bad_frames.fetch_add(1, Ordering::Relaxed);
        if self.skips_bad { Ok(()) } else { Err(error()) }
    }

    pub fn bad_frame_count(&self) -> u64 {
        self.bad_frames.load(Ordering::Relaxed)
    }
}

/// Which events are wanted, by index.
fn wanted_events(events: &[String]) -> PyResult<Vec<bool>> {
    let mut wanted = vec![false; EventName::COUNT];
    for event in events {
        match EventName::known(event).and_then(EventName::index) {
            Some(index) => wanted[index] = true,
            None => return Err(PyValueError::new_err(format!("no event is called `{event}`"))),
        }
    }
    Ok(wanted)
}

#[pymethods]
impl Frames {
    fn __iter__(slf: PyRef<'_, Self>) -> PyRef<'_, Self> {
        slf
    }

    fn __next__(&self, py: Python<'_>) -> PyResult<Option<Frame>> {
        Ok(self.next_place(py)?.map(|(block, index)| Frame::of_block(block, index)))
    }

    /// The number of bad frames so far.
    #[getter]
    fn bad_frames(&self) -> u64 {
        self.bad_frame_count()
    }
}

/// The names of all known events.
#[pyfunction]
pub fn event_names() -> Vec<&'static str> {
    EventName::all().filter_map(EventName::as_known_str).collect()
}
