//! The gateway's side of its compressed transports.

use std::io;

use flate2::{Compress, Compression, FlushCompress};
use tokio_websockets::Message;
use zstd_safe::{CCtx, CParameter, InBuffer, OutBuffer};

/// With payload compression, shorter messages are sent uncompressed.
const PAYLOAD_LEN_MIN: usize = 1 << 10;
/// The binary logarithm of Discord's window.
const ZSTD_WINDOW_LOG: u32 = 18;
/// Longer zlib-stream frames are split into several messages, as Discord's proxies sometimes do.
const ZLIB_MESSAGE_LEN: usize = 64 << 10;

/// How a connection's messages are built.
pub(super) enum Compressor {
    None,
    ZlibStream(Compress),
    ZstdStream(CCtx<'static>),
    Payload,
}

impl Compressor {
    /// The compressor that the query of the client's URL asks for.
    pub(super) fn of_query(query: &str) -> io::Result<Compressor> {
        Ok(match query.split('&').find_map(|pair| pair.strip_prefix("compress=")) {
            Some("zlib-stream") => Compressor::ZlibStream(Compress::new(Compression::default(), true)),
            Some("zstd-stream") => {
                let mut context = CCtx::create();
                context.set_parameter(CParameter::WindowLog(ZSTD_WINDOW_LOG)).map_err(zstd_error)?;
                Compressor::ZstdStream(context)
            }
            _ => Compressor::None,
        })
    }

    /// Uses payload compression, unless the transport is compressed.
    pub(super) fn use_payload(&mut self) {
        if let Compressor::None = self {
            *self = Compressor::Payload;
        }
    }

    /// The messages for a frame.
    pub(super) fn messages(&mut self, frame: &[u8]) -> io::Result<Vec<Message>> {
        let mut out = Vec::with_capacity(frame.len() + frame.len() / 8 + 1024);
        match self {
            Compressor::Payload if frame.len() >= PAYLOAD_LEN_MIN => {
                let mut compress = Compress::new(Compression::default(), true);
                compress.compress_vec(frame, &mut out, FlushCompress::Finish)?;
            }
            Compressor::None | Compressor::Payload => {
                let text = String::from_utf8(frame.to_vec()).map_err(io::Error::other)?;
                return Ok(vec![Message::text(text)]);
            }
            Compressor::ZlibStream(compress) => {
                compress.compress_vec(frame, &mut out, FlushCompress::Sync)?;
                return Ok(out.chunks(ZLIB_MESSAGE_LEN).map(|part| Message::binary(part.to_vec())).collect());
            }
            Compressor::ZstdStream(context) => {
                let mut buffer = OutBuffer::around(&mut out);
                let mut input = InBuffer::around(frame);
                context.compress_stream(&mut buffer, &mut input).map_err(zstd_error)?;
                let left = context.flush_stream(&mut buffer).map_err(zstd_error)?;
                if left > 0 || input.pos() < frame.len() {
                    return Err(io::Error::other("a frame does not fit into its buffer"));
                }
            }
        }
        Ok(vec![Message::binary(out)])
    }
}

fn zstd_error(code: usize) -> io::Error {
    io::Error::other(zstd_safe::get_error_name(code))
}
