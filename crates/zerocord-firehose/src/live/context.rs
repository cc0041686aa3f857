//! The decompressors of the transports.

use flate2::{Decompress, FlushDecompress, Status};
use zstd_safe::{DCtx, DParameter, InBuffer, OutBuffer, ResetDirective};

use super::{InflateError, Transport};

/// The bytes at the end of a flushed zlib stream: an empty stored block.
const ZLIB_FLUSH: [u8; 4] = [0, 0, 0xff, 0xff];

/// zstd returns this hint if a block header comes next.
const BLOCK_HEADER_LEN: usize = 3;

/// The base-2 logarithm of the largest window that a gateway's zstd stream may use: 8 MiB, which the zstd format
/// recommends for decoders. Discord uses 256 KiB.
const WINDOW_LOG_MAX: u32 = 23;

pub(super) enum Context {
    Zlib {
        decompress: Decompress,
        /// The last bytes consumed.
        tail: [u8; 4],
    },
    Zstd(DCtx<'static>),
    Payload(Decompress),
}

/// The result of one decompressor step.
pub(super) struct MessageProgress {
    pub(super) consumed: usize,
    pub(super) written: usize,
    /// Whether a frame ends here, provided that the output has not been filled.
    pub(super) is_complete: bool,
    /// Whether there can be no more output, even if the output was filled.
    pub(super) has_ended: bool,
}

impl Context {
    pub(super) fn new(transport: Transport) -> Context {
        match transport {
            Transport::ZlibStream => Context::Zlib { decompress: Decompress::new(true), tail: [0xff; 4] },
            Transport::Payload => Context::Payload(Decompress::new(true)),
            Transport::ZstdStream => {
                let mut context = DCtx::create();
                // Without this parameter, the limit is zstd's own, 128 MiB.
                let _ = context.set_parameter(DParameter::WindowLogMax(WINDOW_LOG_MAX));
                Context::Zstd(context)
            }
        }
    }

    pub(super) fn reset(&mut self) {
        match self {
            Context::Zlib { decompress, tail } => {
                decompress.reset(true);
                *tail = [0xff; 4];
            }
            Context::Zstd(context) => {
                // Resetting only the session cannot fail.
                let _ = context.reset(ResetDirective::SessionOnly);
            }
            Context::Payload(decompress) => decompress.reset(true),
        }
    }

    /// Inflates some of `input` into `out`, which is not empty.
    pub(super) fn step(&mut self, input: &[u8], out: &mut [u8]) -> Result<MessageProgress, InflateError> {
        match self {
            Context::Zlib { decompress, tail } => {
                let (consumed, written, _) = zlib(Transport::ZlibStream, decompress, input, out)?;
                let taken = &input[..consumed];
                let new = &taken[consumed.saturating_sub(tail.len())..];
                tail.rotate_left(new.len());
                let old = tail.len() - new.len();
                tail[old..].copy_from_slice(new);
                Ok(MessageProgress { consumed, written, is_complete: *tail == ZLIB_FLUSH, has_ended: false })
            }
            Context::Zstd(context) => {
                let len = out.len();
                let (mut input, mut out) = (InBuffer::around(input), OutBuffer::around(out));
                let hint = context.decompress_stream(&mut out, &mut input).map_err(|code| {
                    InflateError::Corrupt(
                        Transport::ZstdStream,
                        zstd_safe::get_error_name(code).to_lowercase().into(),
                    )
                })?;
                let is_complete = (hint == BLOCK_HEADER_LEN || hint == 0) && out.pos() < len;
                Ok(MessageProgress {
                    consumed: input.pos(),
                    written: out.pos(),
                    is_complete,
                    has_ended: false,
                })
            }
            Context::Payload(decompress) => {
                let (consumed, written, status) = zlib(Transport::Payload, decompress, input, out)?;
                let is_complete = status == Status::StreamEnd;
                if is_complete {
                    decompress.reset(true);
                    if consumed < input.len() {
                        return Err(InflateError::Ended(Transport::Payload));
                    }
                } else if consumed == input.len() && written < out.len() {
                    return Err(InflateError::CutShort(Transport::Payload));
                }
                Ok(MessageProgress { consumed, written, is_complete, has_ended: is_complete })
            }
        }
    }
}

fn zlib(
    transport: Transport,
    decompress: &mut Decompress,
    input: &[u8],
    out: &mut [u8],
) -> Result<(usize, usize, Status), InflateError> {
    let (consumed, written) = (decompress.total_in(), decompress.total_out());
    let status = decompress.decompress(input, out, FlushDecompress::Sync).map_err(|error| {
        InflateError::Corrupt(transport, error.message().unwrap_or("not zlib data").into())
    })?;
    let (consumed, written) = (decompress.total_in() - consumed, decompress.total_out() - written);
    Ok((consumed as usize, written as usize, status))
}
