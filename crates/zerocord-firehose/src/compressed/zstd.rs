//! One Zstandard frame.
//!
//! The decompressor gets one block at a time. A call that fails does not say how much it wrote before the error, so a
//! call must not span a good and a bad block. This also gives the offset of the error.

use zstd_safe::{DCtx, DParameter, InBuffer, OutBuffer, ResetDirective};

use super::damage::DamageKind;
use super::members::{InflateProgress, InflateStep};
use super::zstd_layout::{BLOCK_HEADER_LEN, BlockHeader, HEADER_LEN_MAX, Header};

const CHECKSUM_LEN: usize = 4;

/// A Zstandard frame, inflated step by step.
pub(crate) struct ZstdFrame {
    context: DCtx<'static>,
    has_checksum: bool,
    state: ZstdState,
    /// An error that is returned after the data inflated before it.
    fault: Option<DamageKind>,
}

/// The output buffer of a frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Out {
    /// Any memory, which may change at each step: the decompressor keeps its own copy of the bytes that may be
    /// repeated.
    Pieces,
    /// Memory for the whole frame, the same at each step: repeated bytes are read from it.
    Whole,
}

#[derive(Clone, Copy)]
enum ZstdState {
    /// The frame begins.
    Header,
    /// This many bytes of a skippable frame are left.
    Skip(u64),
    /// A block begins.
    Block,
    /// This many bytes of a block, or of the checksum, have not been consumed. Or all have been consumed, but not all
    /// output has been written.
    Data { left: usize, is_last: bool },
    /// The frame has ended.
    Ended,
}

impl ZstdFrame {
    pub(crate) fn new() -> ZstdFrame {
        ZstdFrame { context: DCtx::create(), has_checksum: false, state: ZstdState::Header, fault: None }
    }

    /// Prepares for the next frame.
    pub(crate) fn restart(&mut self, out: Out) {
        // If there was no error since, the context is ready already and keeps its parameter.
        let _ = self.context.reset(ResetDirective::SessionOnly);
        let _ = self.context.set_parameter(DParameter::StableOutBuffer(out == Out::Whole));
        self.state = ZstdState::Header;
        self.fault = None;
    }

    /// Inflates some of `input` into `out`, after the first `filled` bytes.
    pub(crate) fn step(
        &mut self,
        input: &[u8],
        out: &mut [u8],
        filled: usize,
    ) -> Result<InflateStep, DamageKind> {
        if let Some(fault) = &self.fault {
            return Err(fault.clone());
        }
        let mut step = InflateStep { consumed: 0, written: 0, progress: InflateProgress::Going };
        match self.advance(input, out, filled, &mut step) {
            Ok(progress) => Ok(InflateStep { progress, ..step }),
            Err(fault) => {
                self.fault = Some(fault);
                Ok(step)
            }
        }
    }

    fn advance(
        &mut self,
        input: &[u8],
        out: &mut [u8],
        filled: usize,
        step: &mut InflateStep,
    ) -> Result<InflateProgress, DamageKind> {
        loop {
            let (input, filled) = (&input[step.consumed..], filled + step.written);
            match self.state {
                ZstdState::Header => match Header::parse(&input[..input.len().min(HEADER_LEN_MAX)])? {
                    None => return Ok(InflateProgress::NeedsInput),
                    Some(Header::Skippable { len }) => self.state = ZstdState::Skip(len),
                    Some(Header::Data { header_len, has_checksum, .. }) => {
                        self.feed(&input[..header_len], out, filled)?;
                        step.consumed += header_len;
                        self.has_checksum = has_checksum;
                        self.state = ZstdState::Block;
                    }
                },
                ZstdState::Skip(0) => self.state = ZstdState::Ended,
                ZstdState::Skip(left) if !input.is_empty() => {
                    let count = usize::try_from(left).map_or(input.len(), |left| left.min(input.len()));
                    step.consumed += count;
                    self.state = ZstdState::Skip(left - count as u64);
                }
                ZstdState::Skip(_) => return Ok(InflateProgress::NeedsInput),
                ZstdState::Block => {
                    let Some(header) = input.first_chunk::<BLOCK_HEADER_LEN>() else {
                        return Ok(InflateProgress::NeedsInput);
                    };
                    let BlockHeader { is_last, len } = BlockHeader::parse(*header)?;
                    self.state = ZstdState::Data { left: BLOCK_HEADER_LEN + len, is_last };
                }
                ZstdState::Data { left, .. } if input.len() < left => return Ok(InflateProgress::NeedsInput),
                ZstdState::Data { left, is_last } => {
                    let (consumed, written, has_ended) = self.feed(&input[..left], out, filled)?;
                    let is_full = filled + written == out.len();
                    step.consumed += consumed;
                    step.written += written;
                    self.state = match left - consumed {
                        _ if has_ended => ZstdState::Ended,
                        0 if !is_full && !is_last => ZstdState::Block,
                        0 if !is_full && self.has_checksum => {
                            self.has_checksum = false;
                            ZstdState::Data { left: CHECKSUM_LEN, is_last }
                        }
                        0 if !is_full => {
                            let why = "the frame continues after its last block";
                            return Err(DamageKind::Corrupt(why.into()));
                        }
                        left => ZstdState::Data { left, is_last },
                    };
                    if is_full {
                        return Ok(InflateProgress::Going);
                    }
                }
                ZstdState::Ended => return Ok(InflateProgress::Ended),
            }
        }
    }

    /// Passes `input` to the decompressor. Returns how much it consumed and wrote, and whether the frame has ended.
    fn feed(
        &mut self,
        input: &[u8],
        out: &mut [u8],
        filled: usize,
    ) -> Result<(usize, usize, bool), DamageKind> {
        let (mut input, mut out) = (InBuffer::around(input), OutBuffer::around_pos(out, filled));
        match self.context.decompress_stream(&mut out, &mut input) {
            Ok(hint) => Ok((input.pos(), out.pos() - filled, hint == 0)),
            Err(code) => Err(DamageKind::Corrupt(zstd_safe::get_error_name(code).into())),
        }
    }
}
