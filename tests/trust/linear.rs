//! For every frame, time is linear in its length and memory is bounded by it.

use std::hint::black_box;
use std::time::Duration;

use rustix::time::{ClockId, clock_gettime};

use zerocord::{Backend, Decoder, Envelope, Event, EventName, Id, Project, RawValue, frames, model};
use zerocord_testkit::generator::{Generator, Mix, Shuffle};
use zerocord_testkit::hostile::FAMILIES;

/// A way to read a frame.
struct EntryPoint {
    name: &'static str,
    read: fn(&[u8], &mut Decoder),
}

#[derive(Project)]
#[allow(dead_code)] // read by the derive
struct Line<'a> {
    #[project(path = "author.id")]
    author_id: Option<Id<model::User>>,
    content: Option<&'a str>,
    not_there: Option<bool>,
}

fn message(frame: &[u8], decoder: &mut Decoder, read: impl FnOnce(model::MessageCreateRef<'_>)) {
    if let Ok(Event::MessageCreate(message)) = decoder.decode(frame) {
        read(message);
    }
}

const ENTRY_POINTS: &[EntryPoint] = &[
    EntryPoint {
        name: "peek",
        read: |frame, decoder| {
            if let Ok(envelope) = Envelope::peek_with(frame, decoder.backend()) {
                let _ = black_box((envelope.event_name(), envelope.opcode(), envelope.sequence()));
            }
        },
    },
    EntryPoint {
        name: "skip",
        read: |frame, decoder| {
            let _ = black_box(RawValue::with_backend(frame, decoder.backend()).and_then(RawValue::range));
        },
    },
    EntryPoint {
        name: "validate",
        read: |frame, decoder| {
            let _ = black_box(zerocord::validate_with(frame, decoder.backend()));
        },
    },
    EntryPoint {
        name: "view",
        read: |frame, decoder| {
            message(frame, decoder, |message| {
                let _ = black_box((message.author().and_then(|author| author.id()), message.id()));
                let _ = black_box((message.webhook_id(), message.timestamp(), message.channel_id()));
            });
        },
    },
    EntryPoint {
        name: "text",
        read: |frame, decoder| {
            message(frame, decoder, |message| {
                let _ = black_box(message.content());
            })
        },
    },
    EntryPoint {
        name: "numbers",
        read: |frame, decoder| {
            message(frame, decoder, |message| {
                let _ = black_box((message.nonce(), message.channel_id()));
            });
        },
    },
    EntryPoint {
        name: "list",
        read: |frame, decoder| {
            message(frame, decoder, |message| {
                let ids = message
                    .mentions()
                    .map(|list| list.iter().map(|user| user?.id()).filter(Result::is_ok).count());
                let _ = black_box(ids);
            });
        },
    },
    EntryPoint {
        name: "project",
        read: |frame, decoder| {
            drop(black_box(decoder.project::<Line<'_>>(frame)));
        },
    },
    EntryPoint {
        name: "members",
        read: |frame, decoder| {
            if let Ok(members) =
                Envelope::peek_with(frame, decoder.backend()).and_then(|it| it.payload().members())
            {
                black_box(members.count());
            }
        },
    },
    EntryPoint {
        name: "frames",
        read: |frame, _| {
            black_box(frames(frame).count());
        },
    },
];

/// Messages as Discord writes them, 1.5 KB each; they define the typical cost. A peek at a frame in the usual order
/// reads only its first bytes, so half of them begin with another key.
fn typical() -> Vec<Vec<u8>> {
    let is_message = |frame: &&[u8]| {
        let name = Envelope::peek(frame).and_then(Envelope::event_name);
        matches!(name, Ok(Some(EventName::MessageCreate)))
    };
    let messages = |shuffle| {
        let recording = Generator::new(3, Mix::Quiet).with_shuffle(shuffle).ndjson(400_000);
        frames(&recording).filter(is_message).map(<[u8]>::to_vec).collect::<Vec<_>>()
    };
    [messages(Shuffle::None), messages(Shuffle::Envelope)].concat()
}

/// The cost per byte of typical messages, in seconds.
fn typical_cost(entry: &EntryPoint, messages: &[Vec<u8>], decoder: &mut Decoder) -> f64 {
    let len: usize = messages.iter().map(Vec::len).sum();
    let mut best = Duration::MAX;
    for _ in 0..ROUNDS {
        let start = now();
        for frame in messages {
            (entry.read)(black_box(frame), decoder);
        }
        best = best.min(now() - start);
    }
    best.as_secs_f64() / len as f64
}

/// The CPU time of this thread, so that other processes do not count.
fn now() -> Duration {
    let time = clock_gettime(ClockId::ThreadCPUTime);
    Duration::new(time.tv_sec as u64, time.tv_nsec as u32)
}

/// The shortest time of several, for one read of `frame`.
fn time(entry: &EntryPoint, frame: &[u8], decoder: &mut Decoder) -> Duration {
    // Short frames are read many times in a row, so that the clock's resolution does not matter.
    let rounds = (32_768 / frame.len()).max(1) as u32;
    let mut best = Duration::MAX;
    for _ in 0..ROUNDS {
        let start = now();
        for _ in 0..rounds {
            (entry.read)(black_box(frame), decoder);
        }
        best = best.min((now() - start) / rounds);
    }
    best
}

const LENS: [usize; 3] = [1 << 10, 64 << 10, if cfg!(debug_assertions) { 1 << 20 } else { 4 << 20 }];

/// The number of runs; the shortest time counts.
const ROUNDS: u32 = if cfg!(debug_assertions) { 3 } else { 9 };

/// The maximum exponent of time as a power of length. In the dev profile other tests share the caches and the cores;
/// quadratic time would be 2.
const SLOPE_MAX: f64 = if cfg!(debug_assertions) { 1.5 } else { 1.1 };

/// How much more a hostile byte may cost, for any entry point, than the strict check of a typical byte.
///
/// The same entry point's typical byte would be the wrong reference: most of a typical frame is skipped at ten bytes
/// per nanosecond, which is impossible for a frame of ten-byte members.
///
/// With AVX-512 the strict check is faster, and lines of one byte, which no kernel helps, cost 50 to 75 times as much in
/// builds with debug assertions.
fn factor_max() -> f64 {
    match (cfg!(debug_assertions), Backend::chosen().name()) {
        (true, "avx512") => 120.0,
        (true, _) => 60.0,
        (false, _) => 45.0,
    }
}

/// Each entry point on each family at three sizes: the time grows linearly, and a byte costs at most `factor_max` times
/// what the strict check takes for a byte of a typical frame.
#[test]
fn time_is_linear() {
    let mut decoder = Decoder::new();
    let messages = typical();
    let is_strict = |entry: &&EntryPoint| entry.name == "validate";
    let strict = typical_cost(ENTRY_POINTS.iter().find(is_strict).unwrap(), &messages, &mut decoder);
    let mut faults = Vec::new();
    for entry in ENTRY_POINTS {
        let typical = typical_cost(entry, &messages, &mut decoder);
        let mut worst = (0.0, "");
        for family in FAMILIES {
            // A view per three bytes: its memory is bounded by the arena's limit, and so is its time.
            if (entry.name, family.name) == ("list", "a list of empty objects") {
                continue;
            }
            let lens = LENS.map(|len| family.frame(len));
            let mut times = [0.0; 3];
            for (seconds, frame) in times.iter_mut().zip(&lens) {
                *seconds = time(entry, frame, &mut decoder).as_secs_f64();
            }
            let cost = times[2] / lens[2].len() as f64;
            if cost > worst.0 {
                worst = (cost, family.name);
            }
            // Below some microseconds, the time is mostly fixed cost.
            let slope = if times[2] < 20e-6 {
                0.0
            } else {
                (times[2] / times[1]).ln() / (lens[2].len() as f64 / lens[1].len() as f64).ln()
            };
            if slope > SLOPE_MAX || cost > factor_max() * strict {
                let factor = cost / strict;
                faults
                    .push(format!("{} on {}: slope {slope:.2}, {factor:.1} times", entry.name, family.name));
            }
        }
        let (cost, family) = worst;
        let (typical_ns, worst_ns) = (typical * 1e9, cost * 1e9);
        println!(
            "| {} | {typical_ns:.2} | {worst_ns:.2} | {:.1} | {:.1} | {family} |",
            entry.name,
            cost / typical,
            cost / strict
        );
    }
    assert!(faults.is_empty(), "{faults:#?}");
}

/// Heap memory, including the arena: 1.25 times the frame plus 64 KiB. Views of two-byte elements use more, some
/// hundred bytes each; the arena's limit stops those.
#[test]
fn memory_is_bounded_by_the_frame() {
    for family in FAMILIES.iter().filter(|family| family.name != "a list of empty objects") {
        let frame = family.frame(4 << 20);
        for entry in ENTRY_POINTS {
            let info = allocation_counter::measure(|| {
                let mut decoder = Decoder::new();
                (entry.read)(&frame, &mut decoder);
            });
            let bound = frame.len() as u64 * 5 / 4 + (64 << 10);
            assert!(info.bytes_max <= bound, "{} on {}: {} bytes", entry.name, family.name, info.bytes_max);
        }
    }
}
