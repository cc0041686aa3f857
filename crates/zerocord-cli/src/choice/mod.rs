//! The options that choose frames, and their evaluation, cheapest test first.

mod blocks;
mod chooser;
mod ids;
mod sample;
mod text;

use clap::Args;
use zerocord::{Arena, Envelope, Error, EventName};

use crate::exit::Exit;
use crate::input::Order;
use crate::input::bad_frames::check_end;
use crate::input::framing::FramingArguments;
use crate::input::lines::LocatedFrame;
use crate::question::condition::Condition;
use crate::question::event_types::EventTypes;
use crate::question::events::Events;
use crate::question::pointed::Pointed;
use crate::question::recorder::ShardAtArgument;
use crate::question::scope::Scope;
use crate::question::shard::{ShardCount, parse_shards};
use crate::question::spelling::{Names, normalize};
use crate::question::unmatched::Searched;
use crate::question::window::{Window, WindowArguments};
use ids::Ids;
use sample::{Sample, Share, parse_share};
use text::Text;

pub use blocks::BlockFilter;
pub use chooser::{Chooser, Progress};
pub use ids::parse_id;

/// The options that choose frames. Without any, all frames are chosen.
#[derive(Debug, Default, Args)]
#[command(next_help_heading = "Choosing frames")]
pub struct ChoiceArguments {
    /// Frames of this event; `*` and `?` are wildcards: 'MESSAGE_*'
    ///
    /// By the name in `t`. `*` matches any characters, `?` one. May be given several times, or with commas. Without
    /// it, frames without a name, such as heartbeats, are chosen as well.
    #[arg(short, long = "event", value_name = "EVENT", value_delimiter = ',')]
    pub events: Vec<String>,

    /// Frames about this guild
    ///
    /// May be given several times. The `guild_id` or `guild.id` of the payload; for GUILD_CREATE, GUILD_UPDATE and
    /// GUILD_DELETE also its `id`.
    #[arg(long = "guild", value_name = "ID", value_delimiter = ',', value_parser = parse_id)]
    guilds: Vec<u64>,

    /// Frames about this channel or thread
    ///
    /// May be given several times. The `channel_id` or `channel.id` of the payload; for CHANNEL_CREATE, _UPDATE and
    /// _DELETE, THREAD_CREATE, _UPDATE and _DELETE, THREAD_MEMBER_UPDATE, THREAD_MEMBERS_UPDATE and
    /// VOICE_CHANNEL_STATUS_UPDATE also its `id`.
    #[arg(long = "channel", value_name = "ID", value_delimiter = ',', value_parser = parse_id)]
    channels: Vec<u64>,

    /// Frames about this user
    ///
    /// May be given several times. The `user_id`, `user.id`, `author.id` or `member.user.id` of the payload; for
    /// USER_UPDATE also its `id`. Mentions and lists of members are not searched: see --where.
    #[arg(long = "user", value_name = "ID", value_delimiter = ',', value_parser = parse_id)]
    users: Vec<u64>,

    /// Frames of this shard: see --shards and --shard-at in --help
    ///
    /// May be given several times. The shard is computed with --shards, or is that of the recorder: see --shard-at.
    /// Frames without a known shard are not chosen.
    #[arg(long = "shard", value_name = "NUMBER", value_delimiter = ',')]
    shard: Vec<u64>,

    /// The number of shards, for --shard and `$shard`
    ///
    /// A guild belongs to shard (id >> 22) % COUNT, and direct messages to shard 0. READY contains its shard. Other
    /// frames without a guild have no shard.
    #[arg(long, value_name = "COUNT", value_parser = parse_shards, hide_short_help = true)]
    shards: Option<ShardCount>,

    #[command(flatten)]
    pub shard_at: ShardAtArgument,

    /// Frames with this text in any string of the payload
    ///
    /// Case-sensitive, unless --ignore-case is given. May be given several times. JSON escapes are resolved: `é` also
    /// matches `\u00e9`. Keys and numbers are not searched.
    #[arg(long = "contains", value_name = "TEXT")]
    texts: Vec<String>,

    /// Frames with a string that matches this regular expression
    ///
    /// May be given several times. The syntax is that of the regex crate of Rust, without backreferences. For a
    /// single field use --where 'content ~ /.../'.
    #[arg(long = "regex", value_name = "EXPRESSION")]
    regexes: Vec<String>,

    /// Ignore the case of letters in --contains and --regex
    #[arg(short, long)]
    ignore_case: bool,

    /// Frames that match this condition, such as 'not author.bot': see --help
    #[arg(long = "where", value_name = "CONDITION")]
    pub condition: Option<String>,

    #[command(flatten)]
    pub window: WindowArguments,

    /// A fraction of the frames, such as 1%: the same ones in every run
    ///
    /// Chosen by the `id` of the payload, so all frames about one message are in or out together; frames without an
    /// `id` are chosen by all their bytes.
    #[arg(long, value_name = "SHARE", value_parser = parse_share)]
    sample: Option<Share>,

    /// Choose the sample by the value of this field: equal values are in or out together
    ///
    /// With several, the first that a frame has counts: `--key author.id,user_id,user.id` keeps all frames of a user. Frames
    /// without the field are chosen by all their bytes.
    #[arg(
        long = "key",
        value_name = "PATH",
        value_delimiter = ',',
        requires = "sample",
        hide_short_help = true
    )]
    keys: Vec<String>,

    /// Stop after this many chosen frames
    #[arg(short = 'n', long, value_name = "COUNT")]
    pub limit: Option<u64>,
}

/// The tests that a frame must pass to be chosen.
#[derive(Debug)]
pub struct Choice {
    events: Events,
    pub types: EventTypes,
    ids: Vec<Ids>,
    shard: Option<Condition>,
    texts: Vec<Text>,
    condition: Option<Condition>,
    sample: Option<Sample>,
    strict: bool,
}

impl ChoiceArguments {
    /// The choice that these arguments describe, for frames with this framing.
    ///
    /// # Errors
    /// An argument is invalid.
    pub fn choice(&self, framing: &FramingArguments, strict: bool) -> Result<Choice, Pointed> {
        self.choice_among(&self.events, framing, strict)
    }

    /// Like [`choice`](ChoiceArguments::choice), with other events than those of --event.
    ///
    /// # Errors
    /// An argument is invalid.
    pub fn choice_among(
        &self,
        events: &[String],
        framing: &FramingArguments,
        strict: bool,
    ) -> Result<Choice, Pointed> {
        if self.ignore_case && self.texts.is_empty() && self.regexes.is_empty() {
            let message = "for --contains and --regex; a condition ignores the case by `i` after the expression: `content ~ /nitro/i`";
            return Err(Pointed::new(message, "--ignore-case", 0).within("--ignore-case"));
        }
        let events = Events::new(events);
        let types = EventTypes::new(&events);
        let names = self.names(framing);
        let condition = self.condition.as_deref().map(|source| {
            let condition = Condition::new(source, &types, &names)?;
            condition.check_events(source, &events).map(|()| condition)
        });
        let ids =
            [(Scope::Guild, &self.guilds), (Scope::Channel, &self.channels), (Scope::User, &self.users)];
        let texts = self
            .texts
            .iter()
            .map(|text| Text::new(text, self.ignore_case).map_err(|fault| fault.within("--contains")));
        let regexes = self
            .regexes
            .iter()
            .map(|source| Text::regex(source, self.ignore_case).map_err(|fault| fault.within("--regex")));
        Ok(Choice {
            condition: condition.transpose().map_err(|fault| fault.within("--where"))?,
            ids: ids.into_iter().filter_map(|(scope, ids)| Ids::new(scope, ids)).collect(),
            shard: self.shard_condition(&names)?,
            texts: texts.chain(regexes).collect::<Result<_, _>>()?,
            sample: self.sample_of_keys()?,
            events,
            types,
            strict,
        })
    }

    /// These arguments without --event, as a string that is the same for the same choice, to compare two runs.
    pub fn recorded(&self) -> Vec<String> {
        let mut words = Vec::new();
        let mut add = |option: &str, mut values: Vec<String>| {
            values.sort();
            values.dedup();
            words.extend(values.into_iter().map(|value| format!("{option} {value}")));
        };
        let digits = |ids: &[u64]| -> Vec<String> { ids.iter().map(u64::to_string).collect() };
        add("--guild", digits(&self.guilds));
        add("--channel", digits(&self.channels));
        add("--user", digits(&self.users));
        add("--shard", digits(&self.shard));
        add("--shards", self.shards.iter().map(|shards| shards.count().to_string()).collect());
        add("--contains", self.texts.clone());
        add("--regex", self.regexes.clone());
        add("--where", self.condition.iter().cloned().collect());
        let (since, until) = self.window.recorded();
        add("--since", since.into_iter().collect());
        add("--until", until.into_iter().collect());
        add("--sample", self.sample.iter().map(Share::to_string).collect());
        add("--limit", self.limit.iter().map(u64::to_string).collect());
        // The first key that a frame has counts.
        words.extend(self.keys.iter().map(|key| format!("--key {key}")));
        words.extend(self.ignore_case.then(|| "--ignore-case".to_owned()));
        words
    }

    /// The meaning of the names with `$`.
    pub fn names(&self, framing: &FramingArguments) -> Names {
        Names {
            has_wrapper: framing.has_wrapper(),
            shards: self.shards,
            shard_at: self.shard_at.path().map(str::to_owned),
        }
    }

    /// The time window; `None` if neither --since nor --until is given.
    ///
    /// # Errors
    /// The window is empty, or a clock is given without a window.
    pub fn window(&self) -> Result<Option<Window>, String> {
        self.window.check_clock()?;
        self.window.window()
    }

    fn shard_condition(&self, names: &Names) -> Result<Option<Condition>, Pointed> {
        if self.shard.is_empty() {
            return Ok(None);
        }
        if let (Some(shards), None) = (self.shards, self.shard_at.path())
            && let Some(shard) = self.shard.iter().find(|&&shard| shard >= shards.count())
        {
            let message =
                format!("with --shards {0}, the shards are 0 to {1}", shards.count(), shards.count() - 1);
            return Err(Pointed::new(message, &shard.to_string(), 0).within("--shard"));
        }
        let numbers: Vec<String> = self.shard.iter().map(u64::to_string).collect();
        let source = format!("$shard in ({})", numbers.join(", "));
        let every = EventTypes::new(&Events::new(&[]));
        Condition::new(&source, &every, names).map(Some).map_err(|fault| fault.within("--shard"))
    }

    fn sample_of_keys(&self) -> Result<Option<Sample>, Pointed> {
        let Some(share) = self.sample else { return Ok(None) };
        let keys: Result<Vec<String>, Pointed> = self.keys.iter().map(|key| normalize(key)).collect();
        let keys = keys.map_err(|fault| fault.within("--key"))?;
        if let Some(key) = keys.iter().find(|key| key.starts_with('$')) {
            return Err(Pointed::new("a sample is chosen by a field of the payload", key, 0).within("--key"));
        }
        Sample::new(share, &keys).map(Some)
    }
}

impl Choice {
    /// A choice by event alone.
    #[cfg(test)]
    fn of_events(events: Events) -> Choice {
        let types = EventTypes::new(&events);
        let (ids, texts) = (Vec::new(), Vec::new());
        Choice { events, types, ids, shard: None, texts, condition: None, sample: None, strict: false }
    }

    /// Whether all frames are chosen.
    pub fn is_of_all(&self) -> bool {
        self.events.are_all()
            && self.ids.is_empty()
            && self.texts.is_empty()
            && self.shard.is_none()
            && self.condition.is_none()
            && self.sample.is_none()
    }

    /// The order in which the inputs are read. Without line numbers, blocks without chosen frames are skipped.
    pub fn order<'c>(&'c self, window: Option<&'c Window>) -> Order<'c> {
        if self.needs_lines() {
            return Order::OneByOne;
        }
        BlockFilter::new(self, window).map_or(Order::Parallel, Order::Skipping)
    }

    /// The events that are chosen.
    pub fn events(&self) -> &Events {
        &self.events
    }

    /// Records that a frame which is not read has this event name.
    fn note_event(&self, name: &str) {
        if let Some(condition) = &self.condition {
            condition.note_event_text(name);
        }
    }

    /// Whether line numbers must be known.
    pub fn needs_lines(&self) -> bool {
        self.condition.as_ref().is_some_and(Condition::needs_lines)
    }

    /// Reports the paths of the condition and of the sample that were not in any frame. Returns the exit code.
    pub fn report_unmatched(&self, searched: Searched) -> Exit {
        let types = &self.types;
        let condition = self.condition.as_ref().map(|condition| condition.report_unmatched(types, searched));
        let sample = self.sample.as_ref().map(|sample| sample.report_unmatched(types, searched));
        let events = match searched {
            Searched::All => self.events.report_unmatched(),
            Searched::UpToLimit => Exit::Done,
        };
        let shard = match (searched, &self.shard) {
            (Searched::All, Some(shard)) => shard.report_not_found_in_wrapper("--shard-at"),
            _ => Exit::Done,
        };
        condition.max(sample).unwrap_or_default().max(events).max(shard)
    }

    /// Whether the frame matches; if `invert` is set, whether it does not.
    ///
    /// # Errors
    /// The part of the frame that was read is malformed.
    #[inline]
    pub fn is_match(&self, located: LocatedFrame<'_>, invert: bool, arena: &Arena) -> Result<bool, Error> {
        let (envelope, name) = self.peek(located)?;
        self.is_peeked_match(envelope, name, located, invert, arena)
    }

    /// Like [`is_match`](Choice::is_match); returns the envelope if the frame matches and has an event name.
    ///
    /// # Errors
    /// As [`is_match`](Choice::is_match).
    #[inline]
    pub fn event<'a>(&self, located: LocatedFrame<'a>, arena: &Arena) -> Result<Option<Envelope<'a>>, Error> {
        let (envelope, name) = self.peek(located)?;
        let is_chosen = name.is_some() && self.is_peeked_match(envelope, name, located, false, arena)?;
        Ok(is_chosen.then_some(envelope))
    }

    #[inline]
    fn peek<'a>(&self, located: LocatedFrame<'a>) -> Result<(Envelope<'a>, Option<EventName<'a>>), Error> {
        if self.strict {
            zerocord::validate(located.frame)?;
        }
        let envelope = Envelope::peek(located.frame)?;
        Ok((envelope, envelope.event_name()?))
    }

    #[inline]
    fn is_peeked_match(
        &self,
        envelope: Envelope<'_>,
        name: Option<EventName<'_>>,
        located: LocatedFrame<'_>,
        invert: bool,
        arena: &Arena,
    ) -> Result<bool, Error> {
        if let (Some(condition), Some(name)) = (&self.condition, name) {
            condition.note_event(name);
        }
        let may_match = (self.events.are_all() || name.is_some_and(|name| self.events.contains(name)))
            && self.ids.iter().all(|ids| ids.may_match(located.frame))
            && (self.texts.is_empty() || self.texts.iter().any(|text| text.may_match(located.frame)))
            && self.condition.as_ref().is_none_or(|condition| condition.may_match(located.frame));
        if !may_match && !invert {
            return Ok(false);
        }
        check_end(envelope)?;
        Ok((may_match && self.matches(envelope, located, arena)?) != invert)
    }

    /// The exact test, for a frame whose event name is chosen.
    fn matches(
        &self,
        envelope: Envelope<'_>,
        located: LocatedFrame<'_>,
        arena: &Arena,
    ) -> Result<bool, Error> {
        for ids in &self.ids {
            if !ids.matches(envelope, arena)? {
                return Ok(false);
            }
        }
        if !self.texts.is_empty() && !self.has_text(envelope)? {
            return Ok(false);
        }
        if let Some(sample) = &self.sample
            && !sample.contains(envelope, arena)?
        {
            return Ok(false);
        }
        for condition in self.shard.iter().chain(&self.condition) {
            if !condition.is_match(envelope, located, arena)? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn has_text(&self, envelope: Envelope<'_>) -> Result<bool, Error> {
        for text in &self.texts {
            if text.matches(envelope)? {
                return Ok(true);
            }
        }
        Ok(false)
    }
}
