//! What a frame is asked, the cheapest question first.

use clap::Args;
use zerocord::{Arena, Envelope, Error};

use super::ids::{Ids, parse_id};
use super::sample::{Sample, Share, parse_share};
use super::text::Text;
use crate::bad_frames::check_end;
use crate::condition::Condition;
use crate::events::Events;
use crate::exit::Exit;
use crate::lines::Taken;
use crate::pointed::Pointed;
use crate::question::event_types::EventTypes;
use crate::scope::Scope;

/// What a frame must be to match.
#[derive(Debug, Args)]
pub struct CriteriaArguments {
    /// An event, by its name in `t`; `*` stands for any characters, `?` for one; may be given several times
    ///
    /// Without any, frames without a name are asked for as well, such as heartbeats.
    #[arg(short, long = "event", value_name = "EVENT", value_delimiter = ',')]
    pub events: Vec<String>,

    /// The guild that the frame is about; may be given several times
    ///
    /// The payload's `guild_id` or `guild.id`; of GUILD_CREATE, GUILD_UPDATE and GUILD_DELETE also its own `id`.
    #[arg(long = "guild", value_name = "ID", value_delimiter = ',', value_parser = parse_id)]
    pub guilds: Vec<u64>,

    /// The channel or thread that the frame is about; may be given several times
    ///
    /// The payload's `channel_id` or `channel.id`; of CHANNEL_CREATE, _UPDATE and _DELETE, THREAD_CREATE, _UPDATE and
    /// _DELETE, THREAD_MEMBER_UPDATE, THREAD_MEMBERS_UPDATE and VOICE_CHANNEL_STATUS_UPDATE also its own `id`.
    #[arg(long = "channel", value_name = "ID", value_delimiter = ',', value_parser = parse_id)]
    pub channels: Vec<u64>,

    /// The user whom the frame is about; may be given several times
    ///
    /// The payload's `user_id`, `user.id`, `author.id` or `member.user.id`; of USER_UPDATE also its own `id`. Mentions and
    /// lists of members are not looked into: see --where.
    #[arg(long = "user", value_name = "ID", value_delimiter = ',', value_parser = parse_id)]
    pub users: Vec<u64>,

    /// Some words in a text of the payload, letter for letter; may be given several times
    ///
    /// They are found however they are spelled in JSON: `é` also as `\u00e9`. Keys and numbers are no texts.
    #[arg(long = "contains", value_name = "TEXT")]
    pub texts: Vec<String>,

    /// What must hold of the frame: see Conditions in --help
    #[arg(long = "where", value_name = "CONDITION")]
    pub condition: Option<String>,

    /// A share of the frames, such as 1% or 0.01: the same ones in every run
    ///
    /// Chosen by the payload's `id`, so that all that happens to one message is in or out together; frames without an
    /// `id` by all their bytes.
    #[arg(long, value_name = "SHARE", value_parser = parse_share)]
    pub sample: Option<Share>,
}

/// What a frame is asked.
#[derive(Debug)]
pub struct Criteria {
    events: Events,
    types: EventTypes,
    ids: Vec<Ids>,
    texts: Vec<Text>,
    condition: Option<Condition>,
    sample: Option<Sample>,
}

impl Criteria {
    /// What these arguments ask, of frames with something around them if `has_wrapper`.
    ///
    /// # Errors
    /// Where the condition makes no sense.
    pub fn new(arguments: &CriteriaArguments, has_wrapper: bool) -> Result<Criteria, Pointed> {
        let events = Events::new(&arguments.events);
        let types = EventTypes::new(&events);
        let condition = arguments
            .condition
            .as_deref()
            .map(|source| Condition::new(source, &types, has_wrapper))
            .transpose();
        let ids = [
            (Scope::Guild, &arguments.guilds),
            (Scope::Channel, &arguments.channels),
            (Scope::User, &arguments.users),
        ];
        Ok(Criteria {
            condition: condition.map_err(|fault| fault.within("--where"))?,
            events,
            types,
            ids: ids.into_iter().filter_map(|(scope, ids)| Ids::new(scope, ids)).collect(),
            texts: arguments.texts.iter().map(|text| Text::new(text)).collect(),
            sample: arguments.sample.and_then(Sample::new),
        })
    }

    /// Reports the paths of the condition that were not in any frame; gives the exit code.
    pub fn report_unmatched(&self) -> Exit {
        self.condition.as_ref().map(|condition| condition.report_unmatched(&self.types)).unwrap_or_default()
    }

    /// Whether the frame matches, or does not where `invert` is set.
    ///
    /// # Errors
    /// What is wrong with the frame, as far as it was read.
    #[inline]
    pub fn is_met(
        &self,
        Taken { frame, wrapper, .. }: Taken<'_>,
        strict: bool,
        invert: bool,
        arena: &Arena,
    ) -> Result<bool, Error> {
        if strict {
            zerocord::validate(frame)?;
        }
        let envelope = Envelope::peek(frame)?;
        let name = envelope.event_name()?;
        let may_match = (self.events.are_all() || name.is_some_and(|name| self.events.contains(name)))
            && self.ids.iter().all(|ids| ids.may_match(frame))
            && (self.texts.is_empty() || self.texts.iter().any(|text| text.may_match(frame)));
        if !may_match && !invert {
            return Ok(false);
        }
        check_end(envelope)?;
        Ok((may_match && self.matches(envelope, wrapper, arena)?) != invert)
    }

    /// The exact answer, of a frame whose event name is right.
    fn matches(&self, envelope: Envelope<'_>, wrapper: &[u8], arena: &Arena) -> Result<bool, Error> {
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
        self.condition.as_ref().map_or(Ok(true), |condition| condition.is_met(envelope, wrapper, arena))
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
