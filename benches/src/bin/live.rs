//! Measures what decoding adds to inflating, over the messages of a connection: five fields of each MESSAGE_CREATE.
//!
//! ```sh
//! just bench-live
//! ```
//!
//! Both are timed in turns on one thread. The output has the medians of both, and the median of their ratio within a
//! turn. The values are compared with those that serde_json reads from the same frames.

use std::hint::black_box;
use std::time::Instant;

use flate2::{Compress, Compression, FlushCompress};
use serde_json::Value;
use zerocord::{Decoder, Envelope, EventName, Project, Snowflake};
use zerocord_firehose::{Inflater, Transport};
use zerocord_generator::{Generator, Mix};
use zstd_safe::{CCtx, CParameter, InBuffer, OutBuffer};

const BYTES: usize = 64 << 20;
const TURNS: usize = 21;

/// The binary logarithm of the window size that Discord uses.
const ZSTD_WINDOW_LOG: u32 = 18;

fn main() {
    println!(
        "{:<12}  {:<18}  {:>9}  {:>11}  {:>18}  {:>5}",
        "transport", "frames", "plain MB", "inflate ms", "and decode ms", "ratio"
    );
    let quiet = frames(|_| true);
    let messages = frames(|frame| frame.starts_with(b"{\"t\":\"MESSAGE_CREATE\""));
    for (name, frames) in [("quiet", quiet), ("MESSAGE_CREATE", messages)] {
        let want = frames.iter().map(|frame| sum_of_serde_json(frame)).fold(Sum::default(), Sum::plus);
        for transport in [Transport::ZlibStream, Transport::ZstdStream] {
            let connection = messages_of(transport, &frames);
            let len: usize = frames.iter().map(Vec::len).sum();
            check(transport, &connection, &frames);
            let mut inflate_ms = Vec::new();
            let mut both_ms = Vec::new();
            let mut ratios = Vec::new();
            for _ in 0..TURNS {
                let alone = time_ms(|| {
                    assert_eq!(inflate(transport, &connection), len);
                });
                let both = time_ms(|| assert_eq!(inflate_and_decode(transport, &connection), want));
                inflate_ms.push(alone);
                both_ms.push(both);
                ratios.push(both / alone);
            }
            println!(
                "{:<12}  {name:<18}  {:>9.1}  {:>11.1}  {:>18.1}  {:>5.3}",
                transport.to_string(),
                len as f64 / 1e6,
                median(inflate_ms),
                median(both_ms),
                median(ratios),
            );
        }
    }
}

/// Five fields of all messages, each as one number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Sum {
    ids: u64,
    channel_ids: u64,
    guild_ids: u64,
    author_ids: u64,
    content_lens: u64,
}

impl Sum {
    fn plus(self, other: Sum) -> Sum {
        Sum {
            ids: self.ids.wrapping_add(other.ids),
            channel_ids: self.channel_ids.wrapping_add(other.channel_ids),
            guild_ids: self.guild_ids.wrapping_add(other.guild_ids),
            author_ids: self.author_ids.wrapping_add(other.author_ids),
            content_lens: self.content_lens + other.content_lens,
        }
    }
}

#[derive(Project)]
struct Row<'a> {
    id: Snowflake,
    channel_id: Snowflake,
    guild_id: Option<Snowflake>,
    #[project(path = "author.id")]
    author_id: Snowflake,
    content: &'a str,
}

fn sum_of_serde_json(frame: &[u8]) -> Sum {
    let frame: Value = serde_json::from_slice(frame).expect("the generator writes JSON");
    if frame["t"] != "MESSAGE_CREATE" {
        return Sum::default();
    }
    let id = |value: &Value| value.as_str().map_or(0, |digits| digits.parse().expect("ids are numbers"));
    let message = &frame["d"];
    Sum {
        ids: id(&message["id"]),
        channel_ids: id(&message["channel_id"]),
        guild_ids: id(&message["guild_id"]),
        author_ids: id(&message["author"]["id"]),
        content_lens: message["content"].as_str().map_or(0, str::len) as u64,
    }
}

fn inflate(transport: Transport, connection: &[Vec<u8>]) -> usize {
    let mut inflater = Inflater::new(transport);
    let mut len = 0;
    for message in connection {
        let frame = inflater.push(message).expect("the message is whole");
        len += black_box(frame).map_or(0, <[u8]>::len);
    }
    len
}

fn inflate_and_decode(transport: Transport, connection: &[Vec<u8>]) -> Sum {
    let mut inflater = Inflater::new(transport);
    let mut decoder = Decoder::new();
    let mut sum = Sum::default();
    for message in connection {
        if let Some(frame) = inflater.push(message).expect("the message is whole") {
            let envelope = Envelope::peek(frame).expect("the frame is whole");
            if envelope.event_name().expect("a name") == Some(EventName::MessageCreate) {
                let row: Row<'_> = decoder.parse(envelope.payload()).expect("a message");
                sum = sum.plus(Sum {
                    ids: row.id.get(),
                    channel_ids: row.channel_id.get(),
                    guild_ids: row.guild_id.map_or(0, Snowflake::get),
                    author_ids: row.author_id.get(),
                    content_lens: row.content.len() as u64,
                });
            }
        }
    }
    sum
}

/// The frames to compress.
fn frames(is_wanted: impl Fn(&[u8]) -> bool) -> Vec<Vec<u8>> {
    let mut generator = Generator::new(5, Mix::Quiet);
    let mut len = 0;
    let mut frames = Vec::new();
    while len < BYTES {
        let mut frame = Vec::new();
        generator.frame(&mut frame);
        if is_wanted(&frame) {
            len += frame.len();
            frames.push(frame);
        }
    }
    frames
}

/// The messages of a connection: one per frame, each flushed.
fn messages_of(transport: Transport, frames: &[Vec<u8>]) -> Vec<Vec<u8>> {
    let mut zlib = Compress::new(Compression::default(), true);
    let mut zstd = CCtx::create();
    zstd.set_parameter(CParameter::WindowLog(ZSTD_WINDOW_LOG)).expect("zstd knows it");
    let message = |frame: &Vec<u8>| {
        let mut out = Vec::with_capacity(frame.len() + frame.len() / 8 + 1024);
        if transport == Transport::ZlibStream {
            zlib.compress_vec(frame, &mut out, FlushCompress::Sync).expect("memory can be written");
        } else {
            let mut buffer = OutBuffer::around(&mut out);
            zstd.compress_stream(&mut buffer, &mut InBuffer::around(frame)).expect("zstd takes any bytes");
            assert_eq!(zstd.flush_stream(&mut buffer), Ok(0), "there was room");
        }
        out
    };
    frames.iter().map(message).collect()
}

/// Checks that inflating the messages gives the frames.
fn check(transport: Transport, connection: &[Vec<u8>], frames: &[Vec<u8>]) {
    let mut inflater = Inflater::new(transport);
    for (message, frame) in connection.iter().zip(frames) {
        assert_eq!(inflater.push(message).expect("the message is whole"), Some(&frame[..]));
    }
}

fn time_ms(work: impl FnOnce()) -> f64 {
    let start = Instant::now();
    work();
    start.elapsed().as_secs_f64() * 1e3
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
