//! Lines that begin in one job and end in another.

use crate::chunk::Chunk;

/// A piece of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SeamPiece {
    /// A part of a line's bytes. If the line ends here, they include its newline.
    Bytes,
    /// More bytes than a line may have, which were skipped; and whether the line ends here.
    TooLong { has_newline: bool },
}

/// A line, joined from its pieces.
pub(crate) struct Seam {
    line: Vec<u8>,
    frame_len_max: usize,
    is_too_long: bool,
    /// Whether the recording begins with it.
    is_first: bool,
}

impl Seam {
    pub(crate) fn new(frame_len_max: usize) -> Seam {
        Seam { line: Vec::new(), frame_len_max, is_too_long: false, is_first: true }
    }

    /// Adds a piece, and calls `emit` if the line is complete.
    pub(crate) fn add<T>(
        &mut self,
        piece: SeamPiece,
        bytes: Vec<u8>,
        emit: impl FnOnce(&Chunk<'_>) -> T,
    ) -> Option<T> {
        let has_newline = match piece {
            SeamPiece::Bytes => {
                let has_newline = bytes.last() == Some(&b'\n');
                // The newline is not part of the frame.
                let len = self.line.len() + bytes.len() - usize::from(has_newline);
                if self.is_too_long || len > self.frame_len_max {
                    self.is_too_long = true;
                    self.line = Vec::new();
                } else if self.line.is_empty() {
                    self.line = bytes;
                } else {
                    // Grows by half instead of doubling, because the line may be long.
                    self.line.reserve_exact(bytes.len().max(self.line.len() / 2));
                    self.line.extend_from_slice(&bytes);
                    drop(bytes);
                }
                has_newline
            }
            SeamPiece::TooLong { has_newline } => {
                self.is_too_long = true;
                self.line = Vec::new();
                has_newline
            }
        };
        has_newline.then(|| self.end(emit)).flatten()
    }

    /// Ends the line. Calls `emit` with it if it is not empty.
    pub(crate) fn end<T>(&mut self, emit: impl FnOnce(&Chunk<'_>) -> T) -> Option<T> {
        if !self.is_too_long && self.line.is_empty() {
            return None;
        }
        let is_first = std::mem::take(&mut self.is_first);
        let chunk = match std::mem::take(&mut self.is_too_long) {
            true => Chunk::too_long(),
            false => Chunk::new(&self.line, is_first),
        };
        let made = emit(&chunk);
        self.line = Vec::new();
        Some(made)
    }
}
