//! An inflater returns what was compressed, however the messages are split.

use flate2::{Compress, Compression, FlushCompress};
use proptest::prelude::*;
use zerocord_firehose::{InflateError, InflateLimits, Inflater, Transport};
use zerocord_testkit::generator::{Generator, Mix};
use zerocord_testkit::guard::Guarded;
use zstd_safe::{CCtx, InBuffer, OutBuffer};

const TRANSPORTS: [Transport; 3] = [Transport::ZlibStream, Transport::ZstdStream, Transport::Payload];

/// The gateway's side of a connection.
enum Gateway {
    Zlib(Compress),
    Zstd(CCtx<'static>),
    Payload,
}

impl Gateway {
    fn new(transport: Transport) -> Gateway {
        match transport {
            Transport::ZlibStream => Gateway::Zlib(Compress::new(Compression::fast(), true)),
            Transport::ZstdStream => Gateway::Zstd(CCtx::create()),
            _ => Gateway::Payload,
        }
    }

    /// The message that contains a frame.
    fn send(&mut self, frame: &[u8]) -> Vec<u8> {
        let mut out = Vec::with_capacity(frame.len() * 2 + 1024);
        match self {
            Gateway::Zlib(compress) => {
                compress.compress_vec(frame, &mut out, FlushCompress::Sync).unwrap();
                assert!(out.ends_with(&[0, 0, 0xff, 0xff]), "there was room");
            }
            Gateway::Zstd(context) => {
                let mut buffer = OutBuffer::around(&mut out);
                let mut input = InBuffer::around(frame);
                context.compress_stream(&mut buffer, &mut input).unwrap();
                assert_eq!(context.flush_stream(&mut buffer).unwrap(), 0, "there was room");
                assert_eq!(input.pos(), frame.len());
            }
            Gateway::Payload => {
                let mut compress = Compress::new(Compression::fast(), true);
                compress.compress_vec(frame, &mut out, FlushCompress::Finish).unwrap();
            }
        }
        out
    }
}

/// Incompressible bytes.
fn noise(len: usize) -> Vec<u8> {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let step = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state as u8
    };
    std::iter::repeat_with(step).take(len).collect()
}

#[test]
fn generated_sessions() {
    for transport in TRANSPORTS {
        let (mut gateway, mut inflater) = (Gateway::new(transport), Inflater::new(transport));
        for connection in 0..3 {
            let mut generator = Generator::new(connection, Mix::Startup);
            for frame in generator.frames().take(60) {
                let message = gateway.send(&frame);
                assert!(inflater.push(&message).unwrap() == Some(&frame), "{transport}");
            }
            gateway = Gateway::new(transport);
            inflater.reset();
        }
    }
}

/// Messages right next to a page without access, whole and truncated anywhere, at either end. A read outside would end
/// the test with a signal.
#[test]
fn bytes_outside_a_message_are_not_read() {
    for transport in TRANSPORTS {
        let (mut gateway, mut inflater) = (Gateway::new(transport), Inflater::new(transport));
        let mut generator = Generator::new(5, Mix::Quiet);
        let mut guarded = Guarded::new(64 << 10);
        for (count, frame) in generator.frames().take(150).filter(|frame| frame.len() < 16 << 10).enumerate()
        {
            let message = gateway.send(&frame);
            let laid = match count % 2 {
                0 => guarded.at_end(&message, count % 64, b'"'),
                _ => guarded.at_front(&message, count % 64, 0xff),
            };
            assert!(inflater.push(laid).unwrap() == Some(&frame), "{transport}, {count}");
        }
        let frame = noise(700);
        let message = Gateway::new(transport).send(&frame);
        for len in 0..message.len() {
            for is_at_end in [true, false] {
                let mut inflater = Inflater::new(transport);
                let laid = match is_at_end {
                    true => guarded.at_end(&message[..len], 0, 0),
                    false => guarded.at_front(&message[..len], 0, 0),
                };
                let found = inflater.push(laid).map(|frame| frame.map(<[u8]>::to_vec));
                assert_ne!(found.ok().flatten().as_deref(), Some(&frame[..]), "{transport}, {len} bytes");
            }
        }
    }
}

/// Other clients lost frames that ended exactly at the end of their buffer.
#[test]
fn frames_that_end_at_edges_of_buffers() {
    let mut lens: Vec<usize> = vec![1, 2, 3];
    for power in 13..=19 {
        let edge = 1_usize << power;
        lens.extend([edge - 1, edge, edge + 1, edge * 3 / 2]);
    }
    for transport in TRANSPORTS {
        let (mut gateway, mut inflater) = (Gateway::new(transport), Inflater::new(transport));
        // Going up, the buffer grows with the frames. Going down, it is longer than they are.
        for &len in lens.iter().chain(lens.iter().rev()) {
            for frame in [noise(len), vec![b'x'; len]] {
                let message = gateway.send(&frame);
                assert!(inflater.push(&message).unwrap() == Some(&frame), "{len} bytes by {transport}");
                let mut fresh = Inflater::new(transport);
                let message = Gateway::new(transport).send(&frame);
                assert!(fresh.push(&message).unwrap() == Some(&frame), "{len} bytes first by {transport}");
            }
        }
    }
}

#[test]
fn uncompressed_text_is_accepted_with_payload_compression() {
    let mut inflater = Inflater::new(Transport::Payload);
    let text = b"{\"op\":11}";
    assert_eq!(inflater.push(text), Ok(Some(&text[..])));
    let message = Gateway::Payload.send(text);
    assert_eq!(inflater.push(&message), Ok(Some(&text[..])));
    assert_eq!(inflater.push(&message[..message.len() - 2]), Err(InflateError::CutShort(Transport::Payload)));
    assert_eq!(inflater.push(&message), Ok(Some(&text[..])), "messages are independent of each other");
    let longer = [&message[..], b"x"].concat();
    assert_eq!(inflater.push(&longer), Err(InflateError::Ended(Transport::Payload)));
    assert_eq!(inflater.push(&message), Ok(Some(&text[..])));
}

#[test]
fn an_error_poisons_until_reset() {
    for transport in [Transport::ZlibStream, Transport::ZstdStream] {
        let frame = Generator::new(3, Mix::ALL[0]).ndjson(3000);
        let mut gateway = Gateway::new(transport);
        let (first, second) = (gateway.send(&frame), gateway.send(&noise(500)));
        let mut damaged = first.clone();
        let middle = damaged.len() / 2;
        damaged[3..middle].fill(0xff);
        let mut inflater = Inflater::new(transport);
        let error = inflater.push(&damaged).unwrap_err();
        assert!(matches!(error, InflateError::Corrupt(..)), "{error}");
        for _ in 0..2 {
            assert_eq!(inflater.push(&second), Err(InflateError::Poisoned(transport)));
        }
        inflater.reset();
        assert!(inflater.push(&first).unwrap() == Some(&frame), "{transport}");
        assert!(inflater.push(&second).unwrap() == Some(&noise(500)), "{transport}");
        // An unfinished message of one connection does not affect the next connection.
        assert_eq!(inflater.push(&Gateway::new(transport).send(b"{}")[..5]).ok().flatten(), None);
        inflater.reset();
        assert!(inflater.push(&first).unwrap() == Some(&frame), "{transport}");
    }
}

#[test]
fn bombs_are_stopped_at_the_limits() {
    let (free_len, len_max) = (100 << 10, 1 << 20);
    let limits = InflateLimits::default().with_frame_len_max(len_max).with_ratio_max(20, free_len);
    for transport in TRANSPORTS {
        let inflated = |frame: &[u8]| {
            let mut inflater = Inflater::with_limits(transport, limits);
            inflater.push(&Gateway::new(transport).send(frame)).map(|frame| frame.map(<[u8]>::len))
        };
        assert_eq!(inflated(&vec![b' '; free_len]), Ok(Some(free_len)), "{transport}");
        let error = inflated(&vec![b' '; free_len + 1]).unwrap_err();
        assert!(matches!(error, InflateError::Ratio { ratio_max: 20, .. }), "{transport}: {error}");
        assert_eq!(inflated(&noise(len_max)), Ok(Some(len_max)), "{transport}");
        assert_eq!(inflated(&noise(len_max + 1)), Err(InflateError::TooLong(len_max)), "{transport}");
        // By default, the ratio is only checked for frames longer than any that Discord sends.
        let mut inflater = Inflater::new(transport);
        let message = Gateway::new(transport).send(&vec![b' '; 300 << 20]);
        let error = inflater.push(&message).unwrap_err();
        assert!(
            matches!(error, InflateError::Ratio { .. } | InflateError::TooLong(_)),
            "{transport}: {error}"
        );
    }
}

#[test]
fn texts_of_errors() {
    let mut inflater = Inflater::new(Transport::ZlibStream);
    let error = inflater.push(b"{\"op\":11}").unwrap_err();
    assert_eq!(error.to_string(), "zlib-stream: the message is damaged: incorrect header check");
    let error = inflater.push(b"{\"op\":11}").unwrap_err();
    let want = "zlib-stream: an earlier message could not be inflated; reconnect and reset the inflater";
    assert_eq!(error.to_string(), want);
    let error = Inflater::new(Transport::ZstdStream).push(b"{\"op\":11}").unwrap_err();
    assert_eq!(error.to_string(), "zstd-stream: the message is damaged: unknown frame descriptor");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Frames of any bytes, with each message split anywhere, are returned as they were sent.
    #[test]
    fn splits_of_messages_make_no_difference(
        frames in prop::collection::vec(
            prop_oneof![
                prop::collection::vec(any::<u8>(), 1..300),
                (1_usize..80_000, any::<u8>()).prop_map(|(len, byte)| vec![byte; len]),
                (1_usize..40_000).prop_map(noise),
                any::<u64>().prop_map(|seed| Generator::new(seed, Mix::ALL[0]).ndjson(2000)),
            ],
            1..8,
        ),
        cuts in prop::collection::vec(any::<prop::sample::Index>(), 0..6),
    ) {
        for transport in [Transport::ZlibStream, Transport::ZstdStream] {
            let (mut gateway, mut inflater) = (Gateway::new(transport), Inflater::new(transport));
            for frame in &frames {
                let message = gateway.send(frame);
                let mut ends: Vec<usize> = cuts.iter().map(|cut| cut.index(message.len())).collect();
                ends.push(message.len());
                ends.sort_unstable();
                let mut start = 0;
                // A part may look like a whole message if it ends with a flush or at the end of a block.
                let mut inflated = Vec::new();
                for end in ends {
                    let part = inflater.push(&message[start..end]).map_err(|error| TestCaseError::fail(error.to_string()))?;
                    inflated.extend_from_slice(part.unwrap_or_default());
                    if transport == Transport::ZlibStream && end < message.len() && !message[..end].ends_with(&[0, 0, 0xff, 0xff]) {
                        prop_assert!(part.is_none(), "a frame after {} of {} bytes", end, message.len());
                    }
                    start = end;
                }
                prop_assert!(&inflated == frame, "{}: {} bytes of {}", transport, inflated.len(), frame.len());
            }
        }
    }
}
