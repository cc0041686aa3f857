//! A recording as a `Stream`.

use std::fmt;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::thread;

use bytes::Bytes;
use futures_core::Stream;
use tokio::sync::mpsc;
use zerocord::FrameCursor;

use super::OwnedFrame;
use crate::budget::Lender;
use crate::chunk::BYTE_ORDER_MARK;
use crate::reader;
use crate::stream::{Cutter, LineBlock, Lines};

/// The number of blocks that are read ahead.
const BLOCKS_AHEAD: usize = 4;

/// The frames of a recording, from [`Recording::into_stream`](crate::Recording::into_stream).
///
/// The frames of a block share its memory, so keeping one frame keeps some hundred KiB allocated.
pub struct FrameStream {
    blocks: mpsc::Receiver<io::Result<LineBlock>>,
    block: Bytes,
    cursor: FrameCursor,
    /// The number of lines before the block.
    line_before: u64,
}

impl FrameStream {
    pub(crate) fn new(mut cutter: Cutter<reader::Stream>) -> io::Result<FrameStream> {
        let (sender, blocks) = mpsc::channel(BLOCKS_AHEAD);
        thread::Builder::new().name("firehose-stream".to_owned()).spawn(move || {
            while let Some(block) = cutter.next_block(Vec::new(), &Lender::unlimited()).transpose() {
                let is_last = block.is_err();
                if sender.blocking_send(block).is_err() || is_last {
                    return;
                }
            }
        })?;
        Ok(FrameStream { blocks, block: Bytes::new(), cursor: FrameCursor::new(), line_before: 0 })
    }
}

impl fmt::Debug for FrameStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let line_number = self.line_before + self.cursor.line_number();
        f.debug_struct("FrameStream").field("line_number", &line_number).finish_non_exhaustive()
    }
}

impl Stream for FrameStream {
    type Item = io::Result<OwnedFrame>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = &mut *self;
        loop {
            if let Some(frame) = OwnedFrame::next(&mut this.cursor, &this.block, this.line_before) {
                return Poll::Ready(Some(Ok(frame)));
            }
            this.line_before += this.cursor.line_number();
            (this.cursor, this.block) = (FrameCursor::new(), Bytes::new());
            match ready!(this.blocks.poll_recv(context)) {
                None => return Poll::Ready(None),
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                Some(Ok(LineBlock { lines: Lines::Whole { mut memory, len, is_first }, .. })) => {
                    memory.truncate(len);
                    this.block = memory.into();
                    if is_first && this.block.starts_with(BYTE_ORDER_MARK) {
                        this.block = this.block.slice(BYTE_ORDER_MARK.len()..);
                    }
                }
                Some(Ok(LineBlock { lines: Lines::TooLong { .. }, .. })) => {
                    this.line_before += 1;
                    return Poll::Ready(Some(Ok(OwnedFrame::too_long(this.line_before))));
                }
            }
        }
    }
}
