//! Frames of a recording in one piece of memory.

use std::sync::Arc;

use zerocord::Envelope;
use zerocord_firehose::{Chunk, FrameFault};

use crate::errors::Position;
use crate::names::{self, EventIndex, NO_EVENT};

/// Some consecutive frames of a recording.
#[derive(Default)]
pub struct Block {
    bytes: Vec<u8>,
    frames: Vec<FramePlace>,
    file: Option<Arc<str>>,
    line_before: u64,
}

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
    /// The frames of a chunk whose event `wants` accepts, and all bad ones.
    pub fn new(chunk: &Chunk<'_>, file: Option<Arc<str>>, wants: &dyn Fn(EventIndex) -> bool) -> Block {
        let mut block = Block { file, ..Block::default() };
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
            match Envelope::peek(frame).and_then(|envelope| names::event_of(&envelope)) {
                Ok(event) if wants(event) => block.add(frame, line, event, Fault::None),
                Ok(_) => {}
                Err(_) => block.add(frame, line, NO_EVENT, Fault::Frame),
            }
        }
        block
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
