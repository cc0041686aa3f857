//! `threads`: a recording in a file, read by one thread and by two.

use std::io;
use std::time::Instant;

use zerocord::{Decoder, Envelope, EventName, Project, Snowflake};
use zerocord_firehose::{Options, Recording};
use zerocord_generator::Mix;

use crate::results::{Comparison, Kind, Timed};
use crate::{Answer, Size, Source};

/// More than any cache holds.
const SIZE: Size = Size::of_bytes(384 << 20);

#[derive(Project)]
struct Row<'a> {
    id: Snowflake,
    channel_id: Snowflake,
    content: &'a str,
}

/// Three fields of each MESSAGE_CREATE of the file, by so many threads.
fn read(path: &std::path::Path, threads: usize) -> io::Result<Answer> {
    let mut answer = Answer::new();
    Recording::open(path)?.map_chunks(
        &Options::default().with_threads(threads),
        Decoder::new,
        |decoder, chunk| {
            let mut part = Answer::new();
            for frame in chunk.frames() {
                let envelope = Envelope::peek_with(frame, decoder.backend()).expect("a frame");
                if envelope.event_name() == Ok(Some(EventName::MessageCreate)) {
                    let row: Row<'_> = decoder.parse(envelope.payload()).expect("a message");
                    part.number(row.id.get());
                    part.number(row.channel_id.get());
                    part.text(row.content);
                }
            }
            part
        },
        |delivery| {
            answer.part(delivery.value);
            Ok::<_, io::Error>(())
        },
    )?;
    Ok(answer)
}

/// Times both in turns, after they have given the same answer.
///
/// # Errors
/// What writing and reading the file meets.
///
/// # Panics
/// Where one thread reads something else than two.
pub fn compare(rounds: usize) -> io::Result<Comparison> {
    let source = Source::all("quiet", Mix::Quiet);
    let corpus = source.corpus(SIZE);
    let frames = corpus.frames();
    let file = tempfile::NamedTempFile::new()?;
    std::fs::write(file.path(), corpus.input(&frames).recording)?;
    assert_eq!(read(file.path(), 1)?, read(file.path(), 2)?, "two threads read what one does");
    let mut engines = ["one-thread", "two-threads"].map(|name| Timed {
        name: name.to_owned(),
        kind: Kind::Zerocord,
        backend: Some(zerocord::Backend::chosen().name().to_owned()),
        rounds_ns: Vec::new(),
    });
    for _ in 0..rounds {
        for (engine, threads) in engines.iter_mut().zip([1, 2]) {
            let start = Instant::now();
            read(file.path(), threads)?;
            engine.rounds_ns.push(start.elapsed().as_nanos() as f64);
        }
    }
    Ok(Comparison {
        task: "threads".to_owned(),
        case: "S11".to_owned(),
        question: "three fields of every MESSAGE_CREATE of a file in the page cache".to_owned(),
        corpus: source.name.to_owned(),
        is_cached: false,
        frames_count: frames.len(),
        bytes: corpus.frames_bytes(),
        engines: engines.into(),
    })
}
