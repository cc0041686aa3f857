//! Counting on the worker threads.

use std::sync::{Mutex, PoisonError};

use zerocord::view::Projection;
use zerocord::{Decoder, Envelope, Error, EventName, Snowflake};
use zerocord_firehose::Chunk;

use super::CountOptions;
use super::by::{ChunkKeys, GroupBy};
use super::clock::Ticks;
use super::groups::ChunkIds;
use super::lag::now_unix_ms;
use super::tally::{Tally, UnknownNames};
use crate::choice::Chooser;
use crate::input::bad_frames::{Fault, check_end};
use crate::input::enough::Enough;
use crate::input::lines::LocatedFrame;
use crate::input::{Mapped, new_decoder};
use crate::question::fields::Fields;
use crate::question::scope::ScopeReader;
use crate::question::wrapper_clock::WrapperClock;
use crate::sequences::Runs;

/// The results for a chunk that one thread combines in input order.
#[derive(Debug, Default)]
pub struct ChunkCounts {
    pub unknown: UnknownNames,
    pub ids: ChunkIds,
    pub keys: ChunkKeys,
    pub ticks: Ticks,
    pub runs: Runs,
    /// The position of the last chosen frame.
    pub end: Option<Enough>,
}

/// Counts the frames of a chunk.
pub fn count_chunk(
    lent: &mut Lent<'_>,
    chunk: &Chunk<'_>,
    options: CountOptions<'_>,
    mapped: &mut Mapped<ChunkCounts>,
) {
    let Lent { tally, payloads, chooser, .. } = lent;
    let tally = tally.get_or_insert_default();
    if let Some(payloads) = payloads.as_mut() {
        payloads.begin_chunk();
    }
    // One closure for each case: `stats` spends most of its time in this loop.
    if let Some((chooser, decoder)) = chooser {
        mapped.each_piece(chunk, options.strict, |counts, located| {
            let chosen = located
                .check()
                .and_then(|()| chooser.is_chosen(located, decoder.arena()).map_err(Fault::Frame))
                .inspect_err(|_| tally.all.add(located.frame.len()))?;
            if chosen {
                return count_piece(tally, payloads.as_mut(), located, options, counts);
            }
            // Frames that are not chosen still set the time of the frames after them.
            if let Some((by, payloads)) = options.by.filter(|by| by.every.is_some()).zip(payloads.as_mut()) {
                by.note_time(located, payloads.decoder.arena(), &mut counts.keys);
            }
            Ok(())
        });
        mapped.value.end = chooser.end.take();
    } else if mapped.is_bare() {
        mapped.each_bare(chunk, options.strict, |counts, located| {
            count_piece(tally, payloads.as_mut(), located, options, counts)
        });
    } else {
        mapped.each_wrapped(chunk, &mut |counts, located| {
            count_piece(tally, payloads.as_mut(), located, options, counts)
        });
    }
    if chunk.is_too_long() {
        // Its bytes were skipped.
        tally.all.add(0);
    }
}

#[inline(always)]
fn count_piece(
    tally: &mut Tally,
    payloads: Option<&mut PayloadReaders<'_>>,
    located: LocatedFrame<'_>,
    options: CountOptions<'_>,
    counts: &mut ChunkCounts,
) -> Result<(), Fault> {
    tally.all.add(located.frame.len());
    located.check()?;
    count_frame(tally, payloads, located, options, counts).map_err(Fault::Frame)
}

#[inline(always)]
fn count_frame(
    tally: &mut Tally,
    mut payloads: Option<&mut PayloadReaders<'_>>,
    located: LocatedFrame<'_>,
    options: CountOptions<'_>,
    counts: &mut ChunkCounts,
) -> Result<(), Error> {
    let LocatedFrame { frame, wrapper, .. } = located;
    if options.strict {
        zerocord::validate(frame)?;
    }
    let envelope = Envelope::peek(frame)?;
    let opcode = envelope.opcode()?;
    let sequence = envelope.sequence()?;
    let name = envelope.event_name()?;
    check_end(envelope)?;
    // First, since this may find that the frame is bad.
    if let Some(payloads) = payloads.as_deref_mut() {
        payloads.count(envelope, located, name, tally, counts)?;
    }
    match name.map(|name| (name, name.index())) {
        Some((_, Some(index))) => tally.events[index].add(frame.len()),
        Some((name, None)) => counts.unknown.add(&name.text()?, frame.len()),
        None => {}
    }
    tally.add_opcode(opcode, frame.len());
    let stream = payloads.and_then(|payloads| options.recorder.stream(wrapper, &mut payloads.decoder));
    counts.runs.add(envelope, opcode, sequence, name, stream);
    Ok(())
}

/// The readers of payloads, if any are needed.
#[derive(Debug)]
struct PayloadReaders<'p> {
    scope: Option<ScopeReader>,
    by: Option<&'p GroupBy>,
    histogram: Option<&'p Fields>,
    /// The field of a message that contains its time.
    message_id: Option<Projection>,
    /// The clock of the recorder, if the time is next to each frame.
    clock: Option<&'p WrapperClock>,
    has_rates: bool,
    has_lag: bool,
    /// The time when the chunk was read.
    read_unix_ms: u64,
    decoder: Decoder,
}

impl<'p> PayloadReaders<'p> {
    fn new(options: CountOptions<'p>) -> Option<PayloadReaders<'p>> {
        let has_clock = options.has_rates || options.has_lag;
        let has_paths = options.by.is_some() || options.histogram.is_some();
        (options.scope.is_some() || has_paths || has_clock || options.recorder.has_shards()).then(|| {
            PayloadReaders {
                by: options.by,
                histogram: options.histogram,
                scope: options.scope.and_then(ScopeReader::new),
                message_id: Projection::new(["id"]).ok().filter(|_| has_clock),
                clock: options.recorder.clock.as_ref(),
                has_rates: options.has_rates,
                has_lag: options.has_lag,
                read_unix_ms: 0,
                decoder: new_decoder(),
            }
        })
    }

    fn begin_chunk(&mut self) {
        if self.has_lag {
            self.read_unix_ms = now_unix_ms();
        }
    }

    #[inline(never)]
    fn count(
        &mut self,
        envelope: Envelope<'_>,
        located: LocatedFrame<'_>,
        name: Option<EventName<'_>>,
        tally: &mut Tally,
        counts: &mut ChunkCounts,
    ) -> Result<(), Error> {
        let frame_len = envelope.frame().len();
        let arena = self.decoder.arena();
        if let Some(by) = self.by {
            by.count(envelope, name, located, arena, &mut counts.keys)?;
        }
        if let Some(fields) = self.histogram {
            tally.values.add(fields, envelope, located, arena)?;
        }
        if let Some(scope) = &self.scope {
            counts.ids.add(name.and_then(|name| scope.read(envelope, name, arena)), frame_len);
        }
        if let Some(message_id) = &self.message_id {
            let is_message = name == Some(EventName::MessageCreate);
            let made = is_message.then(|| envelope.payload()).and_then(|payload| {
                let row = message_id.project(payload, arena).ok()?;
                let id = row.value(0).ok()??.quoted_u64().ok()?;
                Some(Snowflake::new(id).created_at_unix_millis())
            });
            let received = self.clock.map(|clock| clock.unix_ms(located.wrapper, arena));
            if self.has_rates {
                counts.ticks.add(received.unwrap_or(made), frame_len);
            }
            let read = received.unwrap_or(Some(self.read_unix_ms));
            if let (true, Some(made), Some(read)) = (self.has_lag, made, read) {
                tally.lags.add(made, read);
            }
        }
        Ok(())
    }
}

/// The counters of all threads that have ended. A thread takes existing counters and returns them, so that many small
/// files do not need many counters.
#[derive(Debug, Default)]
pub struct TallyPool(Mutex<Vec<Tally>>);

impl TallyPool {
    /// The sum of the counters of all threads.
    pub fn into_sum(self) -> Tally {
        let mut sum = Tally::default();
        for part in self.0.into_inner().unwrap_or_else(PoisonError::into_inner) {
            sum.merge(&part);
        }
        sum
    }
}

/// Counters on loan from a pool; `Some` until they are given back.
pub struct Lent<'p> {
    pool: &'p TallyPool,
    tally: Option<Tally>,
    payloads: Option<PayloadReaders<'p>>,
    chooser: Option<(Chooser<'p>, Decoder)>,
}

impl<'p> Lent<'p> {
    pub fn new(pool: &'p TallyPool, options: CountOptions<'p>, chooser: Option<Chooser<'p>>) -> Lent<'p> {
        let tally = pool.0.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let chooser = chooser.map(|chooser| (chooser, new_decoder()));
        Lent { pool, tally, payloads: PayloadReaders::new(options), chooser }
    }
}

impl Drop for Lent<'_> {
    fn drop(&mut self) {
        let tally = self.tally.take();
        self.pool.0.lock().unwrap_or_else(PoisonError::into_inner).extend(tally);
    }
}
