//! Converts chunks to rows, grouped by the day on which they were received.

use std::sync::Arc;

use jiff::ToSpan;
use jiff::civil::Date;
use zerocord::{Arena, Envelope, Error, Timestamp};
use zerocord_arrow::{BadFrameReason, FrameOrigin, TableReport, TableRows, TableSet, TableSetPlan};
use zerocord_firehose::Chunk;

use super::connection::Connection;
use crate::choice::{Choice, Chooser, Progress};
use crate::input::Mapped;
use crate::input::bad_frames::Fault;
use crate::input::enough::Enough;
use crate::input::lines::LocatedFrame;
use crate::question::events::Events;
use crate::question::frame_clock::FrameClock;
use crate::question::lossy::LossyArgument;
use crate::question::time::Nanos;
use crate::question::window::{Window, WindowSide};

/// Days since 1970.
pub type Day = i32;

/// The options for converting frames to rows.
pub struct Reading {
    pub plan: TableSetPlan,
    pub unknown: Option<Events>,
    pub choice: Choice,
    pub window: Option<Window>,
    pub progress: Progress,
    pub clock: FrameClock,
    pub connection: Connection,
    pub by_day: bool,
    pub strict: bool,
    pub lossy: LossyArgument,
}

/// The rows, by the index of their table.
pub type RowsOfTables = Vec<(usize, TableRows)>;

/// The rows of a chunk.
#[derive(Debug, Default)]
pub struct ChunkRows {
    /// The rows by day, then by the index of their table. The frames before the first one with a time have no day.
    pub days: Vec<(Option<Day>, RowsOfTables)>,
    pub last_day: Option<Day>,
    pub report: TableReport,
    /// The position of the last chosen frame.
    pub end: Option<Enough>,
}

/// The state of a thread.
pub struct Worker<'r> {
    reading: &'r Reading,
    /// `None` if all frames are chosen.
    chooser: Option<Chooser<'r>>,
    /// The tables of the days of this chunk.
    days: Vec<(Option<Day>, TableSet)>,
    /// Empty tables, for reuse.
    spare: Vec<TableSet>,
    arena: Arena,
}

impl<'r> Worker<'r> {
    pub fn new(reading: &'r Reading) -> Worker<'r> {
        let Reading { choice, window, progress, lossy, .. } = reading;
        let chooser = Chooser::if_needed(choice, window.as_ref(), progress, *lossy);
        Worker { reading, chooser, days: Vec::new(), spare: Vec::new(), arena: Arena::default() }
    }

    /// The index of a day's tables.
    fn tables_of(&mut self, day: Option<Day>) -> usize {
        self.days.iter().position(|(known, _)| *known == day).unwrap_or_else(|| {
            let set = self.spare.pop().unwrap_or_else(|| self.reading.plan.make_set());
            self.days.push((day, set));
            self.days.len() - 1
        })
    }

    /// Whether a frame is chosen.
    fn is_chosen(&mut self, located: LocatedFrame<'_>) -> Result<bool, Error> {
        let Some(chooser) = &mut self.chooser else { return Ok(true) };
        let side = chooser.matching_side(located, &self.arena)?;
        self.arena.reset();
        Ok(side == Some(WindowSide::Inside))
    }

    fn connection(&mut self, wrapper: &[u8]) -> (Option<u32>, Option<String>) {
        let connection = &self.reading.connection;
        let found = (connection.shard(wrapper, &self.arena), connection.session(wrapper, &self.arena));
        self.arena.reset();
        found
    }

    fn time(&mut self, frame: &[u8], wrapper: &[u8]) -> Option<Nanos> {
        let time = self.reading.clock.time(frame, wrapper, &self.arena);
        self.arena.reset();
        time
    }
}

/// Converts the frames of a chunk to rows.
pub fn read_chunk(worker: &mut Worker<'_>, chunk: &Chunk<'_>, mapped: &mut Mapped<ChunkRows>) {
    let reading = worker.reading;
    let reads_clock = reading.by_day || reading.clock.wrapper_clock().is_some();
    let input = Arc::clone(&mapped.file);
    let mut tables = worker.tables_of(None);
    mapped.each_piece(chunk, reading.strict, |piece, located| {
        located.check()?;
        let time = if reads_clock { worker.time(located.frame, located.wrapper) } else { None };
        if reading.by_day
            && let Some(day) = time.and_then(day_of)
            && piece.last_day != Some(day)
        {
            piece.last_day = Some(day);
            tables = worker.tables_of(Some(day));
        }
        if reading.unknown.as_ref().is_some_and(|events| !is_wanted(located.frame, events)) {
            return Ok(());
        }
        if !worker.is_chosen(located)? {
            return Ok(());
        }
        let (shard, session) = match reading.connection.is_given() {
            true => worker.connection(located.wrapper),
            false => (None, None),
        };
        let received = reading.clock.wrapper_clock().and(time);
        let origin = FrameOrigin {
            file: Some(&input),
            line: Some(located.line),
            offset: Some(located.offset as u64),
            shard,
            session: session.as_deref(),
            received: received
                .and_then(|time| i64::try_from(time.div_euclid(1_000)).ok())
                .map(Timestamp::from_unix_micros),
        };
        let set = &mut worker.days[tables].1;
        let has_row =
            reading.lossy.read(located.frame, |frame| set.push_from(frame, &origin).map_err(fault))?;
        if has_row && let Some(chooser) = &mut worker.chooser {
            chooser.count(located);
        }
        Ok(())
    });
    mapped.value.end = worker.chooser.as_mut().and_then(|chooser| chooser.end.take());
    for (day, mut set) in worker.days.drain(..) {
        mapped.value.report.merge(set.take_report());
        mapped.value.days.push((day, set.take_rows()));
        worker.spare.push(set);
    }
    // A chunk with many days is rare; the memory of their tables is not kept.
    worker.spare.truncate(2);
}

/// False for frames of unknown events that are not selected.
fn is_wanted(frame: &[u8], events: &Events) -> bool {
    let name = Envelope::peek(frame).and_then(|envelope| envelope.event_name());
    // The tables report the fault of a bad frame.
    name.ok().flatten().is_none_or(|name| name.index().is_some() || events.contains(name))
}

fn fault(reason: BadFrameReason) -> Fault {
    match reason {
        BadFrameReason::Frame(error) => Fault::Frame(error),
        BadFrameReason::RowTooLong => Fault::RowTooLong,
        _ => Fault::Torn,
    }
}

/// The day of a time; `None` if it is out of range.
pub fn day_of(time: Nanos) -> Option<Day> {
    let day = Day::try_from(time.div_euclid(86_400 * 1_000_000_000)).ok()?;
    date_of(day).map(|_| day)
}

/// The date of a day, for the years 0 to 9999.
pub fn date_of(day: Day) -> Option<Date> {
    // No span holds many more days.
    if !(-719_528..=2_932_896).contains(&day) {
        return None;
    }
    jiff::civil::date(1970, 1, 1).checked_add(i64::from(day).days()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_without_a_date_are_none() {
        const DAY: Nanos = 86_400_000_000_000;
        assert_eq!(day_of(0).and_then(date_of).unwrap().to_string(), "1970-01-01");
        assert_eq!(day_of(-1).and_then(date_of).unwrap().to_string(), "1969-12-31");
        assert_eq!(day_of(20_460 * DAY + 5).and_then(date_of).unwrap().to_string(), "2026-01-07");
        assert_eq!(date_of(-719_528).unwrap().to_string(), "0000-01-01");
        assert_eq!(date_of(2_932_896).unwrap().to_string(), "9999-12-31");
        for none in [Nanos::MIN, Nanos::MAX, 2_932_897 * DAY, -719_529 * DAY] {
            assert_eq!(day_of(none), None);
        }
    }
}
