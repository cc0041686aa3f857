//! Measures how long users were in voice channels.

use std::collections::{HashMap, HashSet};
use std::io::{self, Write};

use serde::Serialize;
use zerocord::view::FromJson;
use zerocord::{Arena, Decoder, Envelope, Error, EventName, ValueKind};
use zerocord_firehose::Chunk;

use super::{HistoryFormat, WantedMessages};
use crate::input::Mapped;
use crate::input::bad_frames::check_end;
use crate::output::Output;
use crate::output::text_table::grouped;
use crate::question::frame_clock::FrameClock;
use crate::question::paths::{PathResult, PathRow, Paths};
use crate::question::time::Nanos;
use crate::select::row_table::TableWriter;

/// The memory of a user in a channel, in bytes, including the entries in the maps.
const TOTAL_LEN: usize = 250;

/// The fields of a voice state that are read, in the order of the constants below.
const STATE: [&str; 4] = ["user_id", "channel_id", "member.user.username", "guild_id"];
const USER: usize = 0;
const CHANNEL: usize = 1;
const NAME: usize = 2;
const GUILD: usize = 3;

/// The fields of GUILD_CREATE that are read.
const OF_GUILD: [&str; 2] = ["id", "voice_states"];

const HEADINGS: [&str; 7] = ["minutes", "visits", "still there", "guild", "channel", "user", "name"];

/// The channel of a user.
#[derive(Clone, Debug)]
struct VoiceState {
    user: u64,
    /// `None` if the user left.
    channel: Option<u64>,
    name: Option<String>,
}

/// The voice states that a frame reports for a guild, or for calls outside of guilds (`None`).
#[derive(Clone, Debug)]
struct VoiceChange {
    guild: Option<u64>,
    states: Vec<VoiceState>,
    /// Whether users of the guild that are not in `states` are in no channel.
    is_complete: bool,
    /// The last time in the file up to this frame; `None` if the chunk had none yet.
    now: Option<Nanos>,
}

/// The changes in a chunk.
#[derive(Debug, Default)]
pub struct ChunkVoice {
    changes: Vec<VoiceChange>,
    /// The first and the last time in it.
    first: Option<Nanos>,
    now: Option<Nanos>,
}

/// Reads voice states.
#[derive(Debug)]
pub struct VoiceReader {
    state: Paths,
    guild: Paths,
}

impl VoiceReader {
    /// Creates a reader. Never returns `None`, because the paths are constants of this module.
    pub fn new() -> Option<VoiceReader> {
        Some(VoiceReader { state: Paths::new(&STATE).ok()?, guild: Paths::new(&OF_GUILD).ok()? })
    }

    /// Reads the frames of a chunk.
    pub fn read_chunk(
        &self,
        wanted: &WantedMessages<'_>,
        clock: &FrameClock,
        strict: bool,
        decoder: &mut Decoder,
        chunk: &Chunk<'_>,
        mapped: &mut Mapped<ChunkVoice>,
    ) {
        mapped.each_frame(chunk, strict, |voice, located| {
            if strict {
                zerocord::validate(located.frame)?;
            }
            let envelope = Envelope::peek(located.frame)?;
            check_end(envelope)?;
            voice.now = clock.time(located.frame, located.wrapper, decoder.arena()).or(voice.now);
            voice.first = voice.first.or(voice.now);
            let change = self.read(envelope, wanted, voice.now, decoder.arena())?;
            voice.changes.extend(change);
            Ok(())
        });
    }

    fn read(
        &self,
        envelope: Envelope<'_>,
        wanted: &WantedMessages<'_>,
        now: Option<Nanos>,
        arena: &Arena,
    ) -> Result<Option<VoiceChange>, Error> {
        let (guild, states, is_complete) = match envelope.event_name()? {
            Some(EventName::VoiceStateUpdate) => {
                let row = self.state.find(envelope.payload(), arena)?;
                (id_at(&row, GUILD)?, state_of(&row, arena)?.into_iter().collect(), false)
            }
            Some(EventName::GuildCreate) => {
                let row = self.guild.find(envelope.payload(), arena)?;
                let guild = id_at(&row, 0)?;
                let PathResult::Value(list) = row.get(1)? else { return Ok(None) };
                // An unavailable guild has no list.
                if guild.is_none() || list.kind()? != ValueKind::Array {
                    return Ok(None);
                }
                let mut states: Vec<VoiceState> = Vec::new();
                for state in list.elements()? {
                    states.extend(state_of(&self.state.find(state?, arena)?, arena)?);
                }
                (guild, states, true)
            }
            _ => return Ok(None),
        };
        let mut states: Vec<VoiceState> = states;
        states.retain(|state| wanted.is_user(state.user));
        let is_wanted = wanted.is_guild(guild) && (is_complete || !states.is_empty());
        Ok(is_wanted.then_some(VoiceChange { guild, states, is_complete, now }))
    }
}

fn state_of(row: &PathRow<'_, '_>, arena: &Arena) -> Result<Option<VoiceState>, Error> {
    let Some(user) = id_at(row, USER)? else { return Ok(None) };
    let name = match row.get(NAME)? {
        PathResult::Value(name) if name.kind()? == ValueKind::String => {
            Some(<&str>::from_json(name, arena)?.to_owned())
        }
        _ => None,
    };
    Ok(Some(VoiceState { user, channel: id_at(row, CHANNEL)?, name }))
}

fn id_at(row: &PathRow<'_, '_>, index: usize) -> Result<Option<u64>, Error> {
    match row.get(index)? {
        PathResult::Value(value) if !value.is_null()? => value.quoted_u64().map(Some),
        _ => Ok(None),
    }
}

/// A user who is in a channel.
#[derive(Clone, Copy, Debug)]
struct Visit {
    channel: u64,
    /// `None` if no time is known yet.
    since: Option<Nanos>,
}

/// The visits of a user to a channel.
#[derive(Clone, Debug, Default)]
struct VoiceTotal {
    visits: u64,
    nanos: Nanos,
    name: Option<String>,
    is_open: bool,
}

/// A guild or `None`, a channel, and a user.
type VoiceKey = (Option<u64>, u64, u64);

/// The current channel of each user, and the total times.
#[derive(Debug)]
pub struct VoiceBook {
    present: HashMap<Option<u64>, HashMap<u64, Visit>>,
    totals: HashMap<VoiceKey, VoiceTotal>,
    len_max: usize,
    /// The last time in the file.
    now: Option<Nanos>,
    /// The last time of all.
    last: Option<Nanos>,
    /// The number of visits that are not counted because memory is used up.
    pub uncounted: u64,
    /// The number of visits of unknown length.
    pub untimed: u64,
}

impl VoiceBook {
    pub fn new(byte_len_max: usize) -> VoiceBook {
        VoiceBook {
            present: HashMap::new(),
            totals: HashMap::new(),
            len_max: byte_len_max / TOTAL_LEN,
            now: None,
            last: None,
            uncounted: 0,
            untimed: 0,
        }
    }

    /// Starts another file.
    pub fn begin_file(&mut self) {
        self.now = None;
    }

    /// Adds the changes of a chunk.
    pub fn add(&mut self, chunk: ChunkVoice) {
        if let (None, Some(first)) = (self.now, chunk.first) {
            self.begin_time(first);
        }
        for change in chunk.changes {
            // Changes before the first time of a file get that time.
            let now = change.now.or(self.now).or(chunk.first);
            if change.is_complete {
                self.leave_unless_in(&change, now);
            }
            for state in change.states {
                self.go(change.guild, state, now);
            }
        }
        self.now = chunk.now.or(self.now);
        self.last = self.last.max(self.now);
    }

    /// Sets the start of visits that began before the first time of a file.
    fn begin_time(&mut self, first: Nanos) {
        for visit in self.present.values_mut().flat_map(HashMap::values_mut) {
            visit.since.get_or_insert(first);
        }
    }

    /// Ends the visits of users who are not in a complete list.
    fn leave_unless_in(&mut self, change: &VoiceChange, now: Option<Nanos>) {
        let listed: HashSet<u64> = change.states.iter().map(|state| state.user).collect();
        let users = self.present.get(&change.guild).into_iter().flat_map(HashMap::keys);
        let gone: Vec<u64> = users.copied().filter(|user| !listed.contains(user)).collect();
        for user in gone {
            self.leave(change.guild, user, now);
        }
    }

    /// Records the channel of a user.
    fn go(&mut self, guild: Option<u64>, state: VoiceState, now: Option<Nanos>) {
        let VoiceState { user, channel, name } = state;
        let before = self.present.get(&guild).and_then(|users| users.get(&user)).map(|visit| visit.channel);
        // Same channel: the user was muted, for example.
        if before == channel {
            return;
        }
        self.leave(guild, user, now);
        let Some(channel) = channel else { return };
        let key = (guild, channel, user);
        if self.totals.len() >= self.len_max && !self.totals.contains_key(&key) {
            self.uncounted += 1;
            return;
        }
        let total = self.totals.entry(key).or_default();
        total.visits += 1;
        total.name = name.or(total.name.take());
        self.present.entry(guild).or_default().insert(user, Visit { channel, since: now });
    }

    /// Ends the visit of a user, if there is one.
    fn leave(&mut self, guild: Option<u64>, user: u64, now: Option<Nanos>) {
        let visit = self.present.get_mut(&guild).and_then(|users| users.remove(&user));
        if let Some(visit) = visit {
            self.count(guild, user, visit, now);
        }
    }

    fn count(&mut self, guild: Option<u64>, user: u64, visit: Visit, until: Option<Nanos>) {
        match (visit.since, until, self.totals.get_mut(&(guild, visit.channel, user))) {
            (Some(since), Some(until), Some(total)) => total.nanos += (until - since).max(0),
            _ => self.untimed += 1,
        }
    }

    /// The totals, the longest first. Visits that have no end last until the last time of all.
    fn finish(&mut self) -> Vec<(VoiceKey, VoiceTotal)> {
        for (guild, users) in std::mem::take(&mut self.present) {
            for (user, visit) in users {
                self.count(guild, user, visit, self.last);
                if let Some(total) = self.totals.get_mut(&(guild, visit.channel, user)) {
                    total.is_open = true;
                }
            }
        }
        let mut totals: Vec<_> = std::mem::take(&mut self.totals).into_iter().collect();
        totals.sort_by_key(|(key, total)| (std::cmp::Reverse(total.nanos), *key));
        totals
    }

    /// Writes a row per user and channel. Returns how many.
    ///
    /// # Errors
    /// Writing fails.
    pub fn write(
        &mut self,
        wanted: &WantedMessages<'_>,
        format: HistoryFormat,
        output: &mut Output,
    ) -> io::Result<u64> {
        let mut table = TableWriter::new(&HEADINGS.map(str::to_owned), true);
        let mut count = 0;
        for (key, total) in self.finish() {
            if !wanted.is_channel(key.1) {
                continue;
            }
            count += 1;
            match format {
                HistoryFormat::Table => table.add(cells(key, &total), output)?,
                HistoryFormat::Ndjson | HistoryFormat::Html => {
                    serde_json::to_writer(&mut *output, &line(key, &total))?;
                    output.write_all(b"\n")?;
                }
            }
        }
        if format == HistoryFormat::Table {
            table.finish(output)?;
        }
        Ok(count)
    }
}

/// A user in a channel as JSON.
#[derive(Serialize)]
struct VoiceLine<'t> {
    guild_id: Option<String>,
    channel_id: String,
    user_id: String,
    user: Option<&'t str>,
    visits: u64,
    seconds: u64,
    is_open: bool,
}

fn line((guild, channel, user): VoiceKey, total: &VoiceTotal) -> VoiceLine<'_> {
    VoiceLine {
        guild_id: guild.map(|id| id.to_string()),
        channel_id: channel.to_string(),
        user_id: user.to_string(),
        user: total.name.as_deref(),
        visits: total.visits,
        seconds: seconds(total),
        is_open: total.is_open,
    }
}

fn cells((guild, channel, user): VoiceKey, total: &VoiceTotal) -> Vec<String> {
    let tenths = seconds(total) / 6;
    vec![
        format!("{}.{}", grouped(tenths / 10), tenths % 10),
        grouped(total.visits),
        if total.is_open { "yes" } else { "" }.to_owned(),
        guild.map_or_else(String::new, |id| id.to_string()),
        channel.to_string(),
        user.to_string(),
        total.name.clone().unwrap_or_default(),
    ]
}

fn seconds(total: &VoiceTotal) -> u64 {
    u64::try_from(total.nanos / 1_000_000_000).unwrap_or(u64::MAX)
}
