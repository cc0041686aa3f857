//! Counts what arrives.

use std::collections::{BTreeMap, HashMap};
use std::time::{Instant, SystemTime};

use zerocord::{Envelope, EventName, Opcode, RawValue, Snowflake};

use super::lag::RecentLags;
use super::rates::Rates;
use super::storm::{Storm, Storms};

/// The rows of each table.
const ROWS: usize = 12;
/// The most streams whose sequences are followed.
const STREAMS_MAX: usize = 4_096;

/// Counts of the frames received so far.
#[derive(Debug)]
pub struct TopTally {
    /// Whether times are those of the clock.
    is_live: bool,
    started: Instant,
    now_ms: u64,
    first_ms: Option<u64>,
    frames: u64,
    bad: u64,
    bytes: u64,
    totals: BTreeMap<String, (u64, u64)>,
    event_rates: Rates<String>,
    byte_rate: Rates<()>,
    guild_rates: Rates<u64>,
    channel_rates: Rates<u64>,
    storms: Storms,
    lags: RecentLags,
    last_sequences: HashMap<usize, u64>,
    gaps: u64,
    missing: u64,
    marks: u64,
    resumes: u64,
}

/// The values that the screen shows.
#[derive(Debug)]
pub struct Picture {
    pub frames: u64,
    pub bad: u64,
    pub bytes: u64,
    pub seconds: f64,
    pub frames_per_second: f64,
    pub bytes_per_second: f64,
    pub lag_ms: Option<(u64, u64)>,
    pub gaps: u64,
    pub missing: u64,
    pub marks: u64,
    pub resumes: u64,
    pub storms: Vec<Storm>,
    pub events: Vec<EventRow>,
    pub guilds: Vec<(u64, f64)>,
    pub channels: Vec<(u64, f64)>,
}

#[derive(Debug)]
pub struct EventRow {
    pub name: String,
    pub per_second: f64,
    pub frames: u64,
    pub bytes: u64,
}

impl TopTally {
    pub fn new(is_live: bool) -> TopTally {
        TopTally {
            is_live,
            started: Instant::now(),
            now_ms: 0,
            first_ms: None,
            frames: 0,
            bad: 0,
            bytes: 0,
            totals: BTreeMap::new(),
            event_rates: Rates::new(),
            byte_rate: Rates::new(),
            guild_rates: Rates::new(),
            channel_rates: Rates::new(),
            storms: Storms::new(),
            lags: RecentLags::default(),
            last_sequences: HashMap::new(),
            gaps: 0,
            missing: 0,
            marks: 0,
            resumes: 0,
        }
    }

    /// Counts a frame of a stream, whose sequences follow each other.
    pub fn add(&mut self, stream: usize, frame: &[u8], received_ms: Option<u64>) {
        self.frames += 1;
        self.bytes += frame.len() as u64;
        if self.count(stream, frame, received_ms).is_err() {
            self.bad += 1;
        }
    }

    fn count(
        &mut self,
        stream: usize,
        frame: &[u8],
        received_ms: Option<u64>,
    ) -> Result<(), zerocord::Error> {
        let envelope = Envelope::peek(frame)?;
        let name = envelope.event_name()?;
        let created_ms = match name {
            Some(EventName::MessageCreate) => {
                id_at(envelope.payload(), "id").map(|id| Snowflake::new(id).created_at_unix_millis())
            }
            _ => None,
        };
        self.set_time(created_ms, received_ms);
        self.byte_rate.add((), frame.len() as u64, self.now_ms);
        let Some(name) = name else { return Ok(()) };
        let text = name.text()?;
        if envelope.opcode()? != Some(Opcode::Dispatch) {
            self.marks += u64::from(text == "ZEROCORD_GAP");
            return Ok(());
        }
        let total = match self.totals.get_mut(text.as_ref()) {
            Some(total) => total,
            None => self.totals.entry(text.clone().into_owned()).or_default(),
        };
        total.0 += 1;
        total.1 += frame.len() as u64;
        self.event_rates.add(text.into_owned(), 1, self.now_ms);
        self.follow(stream, name, envelope.sequence()?);
        self.count_ids(name, envelope.payload());
        Ok(())
    }

    fn set_time(&mut self, created_ms: Option<u64>, received_ms: Option<u64>) {
        let now_ms = match (received_ms, self.is_live) {
            (Some(received), _) => Some(received),
            (None, true) => Some(unix_ms()),
            (None, false) => created_ms,
        };
        if let Some(now_ms) = now_ms {
            self.now_ms = self.now_ms.max(now_ms);
            self.first_ms.get_or_insert(now_ms);
        }
        let received_ms = received_ms.or_else(|| self.is_live.then(unix_ms));
        if let (Some(received), Some(created)) = (received_ms, created_ms) {
            self.lags.add(received.saturating_sub(created));
        }
    }

    fn follow(&mut self, stream: usize, name: EventName<'_>, sequence: Option<u64>) {
        let Some(sequence) = sequence else { return };
        if self.last_sequences.len() >= STREAMS_MAX && !self.last_sequences.contains_key(&stream) {
            return;
        }
        let last = self.last_sequences.insert(stream, sequence);
        match name {
            EventName::Ready => {}
            EventName::Resumed => self.resumes += 1,
            _ => {
                let missing = last.map_or(0, |last| sequence.saturating_sub(last.saturating_add(1)));
                self.gaps += u64::from(missing > 0);
                self.missing += missing;
            }
        }
    }

    fn count_ids(&mut self, name: EventName<'_>, payload: RawValue<'_>) {
        let guild = if name.payload_is_guild() { "id" } else { "guild_id" };
        let channel = if name.payload_is_channel() { "id" } else { "channel_id" };
        if let Some(guild) = id_at(payload, guild) {
            self.guild_rates.add(guild, 1, self.now_ms);
        }
        if let Some(channel) = id_at(payload, channel) {
            self.channel_rates.add(channel, 1, self.now_ms);
        }
        if name == EventName::GuildMemberUpdate
            && let Ok(Some(user)) = payload.get("user")
            && let Some(user) = id_at(user, "id")
        {
            self.storms.add(user, self.now_ms);
        }
    }

    /// The values to show now.
    pub fn picture(&self) -> Picture {
        let now_ms = if self.is_live { unix_ms() } else { self.now_ms };
        let rates = self.event_rates.per_second(now_ms);
        let rate_of: HashMap<&str, f64> = rates.iter().map(|(name, rate)| (name.as_str(), *rate)).collect();
        let mut events: Vec<_> = self
            .totals
            .iter()
            .map(|(name, &(frames, bytes))| EventRow {
                name: name.clone(),
                per_second: rate_of.get(name.as_str()).copied().unwrap_or_default(),
                frames,
                bytes,
            })
            .collect();
        events.sort_by(|a, b| b.per_second.total_cmp(&a.per_second).then(b.frames.cmp(&a.frames)));
        events.truncate(ROWS);
        let top = |rates: &Rates<u64>| rates.per_second(now_ms).into_iter().take(ROWS).collect();
        let seconds = match self.is_live {
            true => self.started.elapsed().as_secs_f64(),
            false => self.now_ms.saturating_sub(self.first_ms.unwrap_or(self.now_ms)) as f64 / 1000.0,
        };
        Picture {
            frames: self.frames,
            bad: self.bad,
            bytes: self.bytes,
            seconds,
            frames_per_second: rates.iter().map(|(_, rate)| rate).sum(),
            bytes_per_second: self.byte_rate.per_second(now_ms).first().map_or(0.0, |(_, rate)| *rate),
            lag_ms: self.lags.quantile(0.5).zip(self.lags.quantile(0.99)),
            gaps: self.gaps,
            missing: self.missing,
            marks: self.marks,
            resumes: self.resumes,
            storms: self.storms.current(now_ms),
            events,
            guilds: top(&self.guild_rates),
            channels: top(&self.channel_rates),
        }
    }
}

fn id_at(object: RawValue<'_>, key: &str) -> Option<u64> {
    object.get(key).ok()??.quoted_u64().ok()
}

fn unix_ms() -> u64 {
    SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).map_or(0, |now| now.as_millis() as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gaps_are_counted_by_stream() {
        let mut tally = TopTally::new(false);
        let frame = |name: &str, s: u64| format!(r#"{{"t":"{name}","s":{s},"op":0,"d":{{"guild_id":"9"}}}}"#);
        for (stream, name, s) in [
            (0, "READY", 1),
            (1, "TYPING_START", 50),
            (0, "TYPING_START", 2),
            (0, "TYPING_START", 5),
            (1, "RESUMED", 90),
            (1, "TYPING_START", 91),
            (0, "READY", 1),
        ] {
            tally.add(stream, frame(name, s).as_bytes(), Some(1_000_000));
        }
        tally.add(0, br#"{"t":"ZEROCORD_GAP","s":null,"op":null,"d":{}}"#, Some(1_000_000));
        tally.add(0, b"nothing", None);
        let picture = tally.picture();
        assert_eq!((picture.gaps, picture.missing, picture.marks, picture.resumes), (1, 2, 1, 1));
        assert_eq!((picture.frames, picture.bad), (9, 1));
        assert_eq!((picture.events[0].name.as_str(), picture.events[0].frames), ("TYPING_START", 4));
        assert_eq!(picture.guilds[0].0, 9);
    }
}
