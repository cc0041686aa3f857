//! A recording as a `Stream`.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::thread;

use bytes::Bytes;
use futures_core::Stream;
use tokio::sync::mpsc;

use super::OwnedFrame;
use crate::chunk::Chunk;
use crate::reader::{self, FrameTooLong};
use crate::stream::{Block, Cutter, Lines};

/// As many blocks are read ahead.
const BLOCKS_AHEAD: usize = 4;

/// The frames of a recording; made by [`Recording::into_stream`](crate::Recording::into_stream).
///
/// The frames of a block share its memory, so one that is kept keeps some hundred KiB.
#[derive(Debug)]
pub struct FrameStream {
    blocks: mpsc::Receiver<io::Result<Block>>,
    block: Bytes,
    is_first: bool,
    line_number: u64,
}

impl FrameStream {
    pub(crate) fn new(mut cutter: Cutter<reader::Stream>) -> io::Result<FrameStream> {
        let (sender, blocks) = mpsc::channel(BLOCKS_AHEAD);
        thread::Builder::new().name("firehose-stream".to_owned()).spawn(move || {
            while let Some(block) = cutter.next_block(Vec::new()).transpose() {
                let is_last = block.is_err();
                if sender.blocking_send(block).is_err() || is_last {
                    return;
                }
            }
        })?;
        Ok(FrameStream { blocks, block: Bytes::new(), is_first: false, line_number: 0 })
    }
}

impl Stream for FrameStream {
    type Item = io::Result<OwnedFrame>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            let block = self.block.clone();
            let chunk = Chunk::new(&block, self.is_first);
            let mut frames = chunk.frames();
            let frame = frames.next().map(|frame| block.slice_ref(frame));
            self.line_number += frames.line_number();
            self.block = block.slice_ref(frames.rest());
            self.is_first = false;
            if let Some(bytes) = frame {
                return Poll::Ready(Some(Ok(OwnedFrame { line_number: self.line_number, bytes: Ok(bytes) })));
            }
            match ready!(self.blocks.poll_recv(context)) {
                None => return Poll::Ready(None),
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                Some(Ok(Block { lines: Lines::Whole { mut memory, len, is_first }, .. })) => {
                    memory.truncate(len);
                    self.block = memory.into();
                    self.is_first = is_first;
                }
                Some(Ok(Block { lines: Lines::TooLong { .. }, .. })) => {
                    self.line_number += 1;
                    let frame = OwnedFrame { line_number: self.line_number, bytes: Err(FrameTooLong) };
                    return Poll::Ready(Some(Ok(frame)));
                }
            }
        }
    }
}
