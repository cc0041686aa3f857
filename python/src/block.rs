//! Frames of a recording in one piece of memory.

use std::sync::Arc;

use zerocord::view::Projection;
use zerocord::{Arena, Envelope};
use zerocord_firehose::{Chunk, FrameFault};

use crate::errors::Position;
use crate::names::{self, EventIndex, NO_EVENT};

/// Some consecutive frames of a recording.
#[derive(Default)]
pub struct Block {
    bytes: Vec<u8>,
    frames: Vec<FramePlace>,
    /// Where the values of the wanted paths begin, for one frame after another; see [`Block::values`].
    values: Vec<u32>,
    path_count: usize,
    file: Option<Arc<str>>,
    line_before: u64,
}

/// The path has no value, or null.
pub const NO_VALUE: u32 = u32::MAX;

/// The values of a frame cannot be found.
const FAULT: u32 = u32::MAX - 1;

/// A frame in a block.
pub struct FramePlace {
    start: u32,
    len: u32,
    /// The line, counted from 1 at the block's first line.
    line: u32,
    pub event: EventIndex,
    fault: Fault,
}

#[derive(Clone, Copy, PartialEq)]
enum Fault {
    None,
    /// Peeking fails.
    Frame,
    Torn,
    TooLong,
}

/// What is wrong with a frame.
pub enum BadFrame {
    Frame(zerocord::Error),
    Reader(FrameFault),
}

impl Block {
    /// The frames of a chunk whose event `wants` accepts, and all bad ones. Finds the values of `paths` while the frames are in
    /// the cache.
    pub fn new(
        chunk: &Chunk<'_>,
        file: Option<Arc<str>>,
        wants: &dyn Fn(EventIndex) -> bool,
        paths: Option<&Projection>,
    ) -> Block {
        let mut block = Block { file, path_count: paths.map_or(0, Projection::len), ..Block::default() };
        let arena = Arena::new();
        if chunk.is_too_long() {
            block.add(b"", 1, NO_EVENT, Fault::TooLong);
        }
        let mut frames = chunk.frames();
        while let Some(frame) = frames.next() {
            let line = frames.line_number();
            if frames.is_torn() {
                block.add(frame, line, NO_EVENT, Fault::Torn);
                continue;
            }
            let peeked =
                Envelope::peek(frame).and_then(|envelope| Ok((names::event_of(&envelope)?, envelope)));
            match peeked {
                Ok((event, envelope)) if wants(event) => {
                    block.add(frame, line, event, Fault::None);
                    if let Some(paths) = paths {
                        block.find(paths, &envelope, &arena);
                    }
                }
                Ok(_) => {}
                Err(_) => block.add(frame, line, NO_EVENT, Fault::Frame),
            }
        }
        block
    }

    /// Finds the values of the frame that was added last.
    fn find(&mut self, paths: &Projection, envelope: &Envelope<'_>, arena: &Arena) {
        let end = self.frames.len() * paths.len();
        // Bad frames have no values.
        self.values.resize(end - paths.len(), FAULT);
        if let Ok(row) = paths.project(envelope.payload(), arena) {
            let values = (0..paths.len()).map_while(|index| match row.value(index) {
                Ok(Some(value)) => Some(value.offset() as u32),
                Ok(None) => Some(NO_VALUE),
                Err(_) => None,
            });
            self.values.extend(values);
        }
        if self.values.len() != end {
            self.values.truncate(end - paths.len());
            self.values.resize(end, FAULT);
        }
    }

    /// Where the value of each path begins in a frame, or [`NO_VALUE`]; `None` if they cannot be found.
    #[inline]
    pub fn values(&self, index: u32) -> Option<&[u32]> {
        let values = self.values.get(index as usize * self.path_count..)?.get(..self.path_count)?;
        if values.first() == Some(&FAULT) { None } else { Some(values) }
    }

    fn add(&mut self, frame: &[u8], line: u64, event: EventIndex, fault: Fault) {
        // A chunk is shorter than 4 GiB.
        self.frames.push(FramePlace {
            start: self.bytes.len() as u32,
            len: frame.len() as u32,
            line: line as u32,
            event,
            fault,
        });
        self.bytes.extend_from_slice(frame);
    }

    /// Sets the number of lines before the block.
    pub fn follow(&mut self, line_before: u64) {
        self.line_before = line_before;
    }

    pub fn frame_count(&self) -> u32 {
        self.frames.len() as u32
    }

    #[inline]
    pub fn place(&self, index: u32) -> &FramePlace {
        &self.frames[index as usize]
    }

    #[inline]
    pub fn frame(&self, index: u32) -> &[u8] {
        let place = self.place(index);
        &self.bytes[place.start as usize..][..place.len as usize]
    }

    pub fn position(&self, index: u32) -> Position<'_> {
        let line = self.line_before + u64::from(self.place(index).line);
        Position { file: self.file.as_deref(), line: Some(line) }
    }

    /// What is wrong with a frame, if anything is.
    #[inline]
    pub fn fault(&self, index: u32) -> Option<BadFrame> {
        match self.place(index).fault {
            Fault::None => None,
            Fault::Torn => Some(BadFrame::Reader(FrameFault::Torn)),
            Fault::TooLong => Some(BadFrame::Reader(FrameFault::TooLong)),
            Fault::Frame => {
                let peeked =
                    Envelope::peek(self.frame(index)).and_then(|envelope| names::event_of(&envelope));
                peeked.err().map(BadFrame::Frame)
            }
        }
    }
}
