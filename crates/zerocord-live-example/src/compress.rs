//! The gateway's side of its compressed transports.

use flate2::{Compress, Compression, FlushCompress};
use tokio_websockets::Message;
use zstd_safe::{CCtx, CParameter, InBuffer, OutBuffer};

/// With payload compression, shorter messages are sent uncompressed.
const PAYLOAD_LEN_MIN: usize = 1 << 10;

/// The binary logarithm of Discord's window.
const ZSTD_WINDOW_LOG: u32 = 18;

/// How a connection's messages are built.
pub(crate) enum Compressor {
    None,
    ZlibStream(Compress),
    ZstdStream(CCtx<'static>),
    Payload,
}

impl Compressor {
    /// The compressor requested in the query of the client's URL.
    pub(crate) fn of_query(query: &str) -> Compressor {
        match query.split('&').find_map(|pair| pair.strip_prefix("compress=")) {
            Some("zlib-stream") => Compressor::ZlibStream(Compress::new(Compression::default(), true)),
            Some("zstd-stream") => {
                let mut context = CCtx::create();
                context.set_parameter(CParameter::WindowLog(ZSTD_WINDOW_LOG)).expect("zstd knows it");
                Compressor::ZstdStream(context)
            }
            _ => Compressor::None,
        }
    }

    /// Whether no compression was requested, so that IDENTIFY may request payload compression.
    pub(crate) fn is_none(&self) -> bool {
        matches!(self, Compressor::None)
    }

    /// The messages for a frame; zlib-stream sometimes splits a frame into several, as Discord does.
    pub(crate) fn messages(&mut self, frame: &[u8]) -> Vec<Message> {
        let mut out = Vec::with_capacity(frame.len() + frame.len() / 8 + 1024);
        match self {
            Compressor::Payload if frame.len() >= PAYLOAD_LEN_MIN => {
                let mut compress = Compress::new(Compression::default(), true);
                compress.compress_vec(frame, &mut out, FlushCompress::Finish).expect("memory can be written");
            }
            Compressor::None | Compressor::Payload => {
                let text = String::from_utf8(frame.to_vec()).expect("the generator writes text");
                return vec![Message::text(text)];
            }
            Compressor::ZlibStream(compress) => {
                compress.compress_vec(frame, &mut out, FlushCompress::Sync).expect("memory can be written");
                let parts = if frame.len().is_multiple_of(3) { 3 } else { 1 };
                let part_len = out.len().div_ceil(parts);
                return out.chunks(part_len).map(|part| Message::binary(part.to_vec())).collect();
            }
            Compressor::ZstdStream(context) => {
                let mut buffer = OutBuffer::around(&mut out);
                let mut input = InBuffer::around(frame);
                context.compress_stream(&mut buffer, &mut input).expect("zstd takes any bytes");
                let left = context.flush_stream(&mut buffer).expect("zstd takes any bytes");
                assert_eq!((left, input.pos()), (0, frame.len()), "there was room");
            }
        }
        vec![Message::binary(out)]
    }
}
