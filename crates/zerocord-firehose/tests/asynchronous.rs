//! The codec and the stream return the same frames as the other ways of reading.
#![cfg(all(feature = "codec", feature = "stream"))]

mod support;

use std::io;

use bytes::BytesMut;
use futures_util::StreamExt;
use tokio_util::codec::Decoder;
use zerocord_firehose::{FrameDecoder, Options, OwnedFrame, Recording};
use zerocord_testkit::generator::{Generator, Mix};

use support::{Dribble, Line, lines_of};

const FRAME_LEN_MAX: usize = 1500;

fn recordings() -> Vec<Vec<u8>> {
    let generated = Generator::new(9, Mix::ALL[0]).ndjson(30 << 10);
    let long = "x".repeat(FRAME_LEN_MAX + 1);
    let texts = [
        String::new(),
        "\n\n{}".to_owned(),
        "\u{feff}{}\r\n\r\n \n[]".to_owned(),
        format!("{long}\n{{}}\n{long}\n\n{long}"),
    ];
    texts.into_iter().map(String::into_bytes).chain([generated]).collect()
}

fn line(frame: OwnedFrame) -> Line {
    (frame.line_number, frame.bytes.ok().map(|bytes| bytes.to_vec()))
}

#[test]
fn the_codec() {
    let options = Options::default().with_frame_len_max(FRAME_LEN_MAX);
    for bytes in recordings() {
        for len in [1, 7, 1000, usize::MAX] {
            let (mut decoder, mut received) = (FrameDecoder::new(&options), BytesMut::new());
            let mut lines = Vec::new();
            for part in bytes.chunks(len) {
                received.extend_from_slice(part);
                while let Some(frame) = decoder.decode(&mut received).unwrap() {
                    lines.push(line(frame));
                }
            }
            while let Some(frame) = decoder.decode_eof(&mut received).unwrap() {
                lines.push(line(frame));
            }
            assert!(lines == lines_of(&bytes, FRAME_LEN_MAX), "{len} bytes at once");
        }
    }
}

#[tokio::test]
async fn the_stream() {
    let options = Options::default().with_frame_len_max(FRAME_LEN_MAX);
    for bytes in recordings() {
        for len in [3, usize::MAX] {
            let recording = Recording::from_reader(Dribble(io::Cursor::new(bytes.clone()), len));
            let stream = recording.into_stream(&options).unwrap();
            let lines: Vec<Line> = stream.map(|frame| line(frame.unwrap())).collect().await;
            assert!(lines == lines_of(&bytes, FRAME_LEN_MAX), "{len} bytes at once");
        }
    }
    let mut damaged = Recording::from_reader(&b"\x1f\x8b\x08\0"[..]).into_stream(&options).unwrap();
    assert!(damaged.next().await.unwrap().is_err());
    assert!(damaged.next().await.is_none());
}
