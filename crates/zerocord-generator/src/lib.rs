//! A generator of gateway frames: seeded, realistic, fast.
//!
//! It contains the form of Discord's frames: their keys and key order, their sizes, and which ids they refer to. It
//! does not depend on zerocord and writes bytes directly, so it can be the input to every engine in a benchmark and an
//! oracle in tests. The same seed gives the same bytes on every machine. A change of these bytes changes
//! `corpus/firehose`, and a test detects that.
//!
//! The frequent events have hand-written code, which runs at several hundred MB per second. The rare ones, and any
//! event on request ([`Generator::frame_of`]), are generated from the schema in `zerocord-schema`.

mod chatter;
mod from_schema;
mod guild;
mod interaction;
mod member;
mod message;
mod mix;
mod order;
mod population;
mod presence;
mod random;
mod session;
mod text;
mod write;

use std::sync::OnceLock;

pub use from_schema::Richness;
pub use mix::{Mix, UnknownMix};

use mix::{FrameKind, RARE};
use order::Shuffler;
use population::Population;
use random::Random;
use session::Session;
use zerocord_schema::Schema;

/// Which keys of the frames are out of order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Shuffle {
    /// None: all keys are in Discord's order.
    #[default]
    None,
    /// The four keys of the envelope.
    Envelope,
    /// The keys of every object.
    Everywhere,
}

/// Generates the frames of one shard's session, endlessly.
///
/// ```
/// use zerocord_generator::{Generator, Mix};
///
/// let mut frame = Vec::new();
/// Generator::new(7, Mix::Quiet).frame(&mut frame);
/// assert!(frame.starts_with(b"{\"t\":"));
/// ```
#[derive(Clone, Debug)]
pub struct Generator {
    seed: u64,
    // Two thousand pre-written users. They are created for the first frame that refers to them, which frames from the
    // schema do not.
    population: OnceLock<Population>,
    session: Session,
    mix: Mix,
    shuffle: Shuffle,
    shuffler: Shuffler,
    unshuffled: Vec<u8>,
    frames_count: u64,
    guilds_created: u64,
}

impl Generator {
    /// A session of the given mix. Different seeds have different users.
    pub fn new(seed: u64, mix: Mix) -> Self {
        Self {
            seed,
            population: OnceLock::new(),
            session: Session::new(seed),
            mix,
            shuffle: Shuffle::None,
            shuffler: Shuffler::new(Random::of(seed, 0x0de5)),
            unshuffled: Vec::new(),
            frames_count: 0,
            guilds_created: 0,
        }
    }

    /// The same session, with shuffled keys from here on.
    pub fn with_shuffle(mut self, shuffle: Shuffle) -> Self {
        self.shuffle = shuffle;
        self
    }

    /// The same session, continued in another mix.
    pub fn with_mix(mut self, mix: Mix) -> Self {
        self.mix = mix;
        self
    }

    /// Appends the next frame, without a newline.
    pub fn frame(&mut self, out: &mut Vec<u8>) {
        self.shuffled(out, |generator, out| {
            let kind = generator.next_kind();
            generator.write(kind, out);
        });
    }

    /// Appends a frame of `event` as the bundled schema describes it. If the schema does not have that event, appends
    /// nothing. Returns whether it has.
    pub fn frame_of(&mut self, event: &str, richness: Richness, out: &mut Vec<u8>) -> bool {
        self.frame_of_schema(Schema::bundled(), event, richness, out)
    }

    /// Like [`frame_of`](Self::frame_of), with another schema.
    pub fn frame_of_schema(
        &mut self,
        schema: &Schema,
        event: &str,
        richness: Richness,
        out: &mut Vec<u8>,
    ) -> bool {
        let mut known = false;
        self.shuffled(out, |generator, out| {
            generator.session.tick();
            known = from_schema::write_frame(schema, &mut generator.session, event, richness, out);
        });
        known
    }

    /// Appends a GUILD_CREATE of about `target_bytes`, but not smaller than its channels and roles (some KB).
    pub fn guild_create(&mut self, target_bytes: u64, out: &mut Vec<u8>) {
        self.shuffled(out, |generator, out| {
            let index = generator.guilds_created;
            generator.guilds_created += 1;
            let population = generator.population.get_or_init(|| Population::new(generator.seed));
            guild::guild_create_of(population, &mut generator.session, index, target_bytes, out);
        });
    }

    /// Returns frames, each followed by a newline, until there are at least `bytes_target` bytes.
    pub fn ndjson(&mut self, bytes_target: usize) -> Vec<u8> {
        // The last frame exceeds the target; most are far below 64 KB.
        let mut out = Vec::with_capacity(bytes_target + 65_536);
        while out.len() < bytes_target {
            self.frame(&mut out);
            out.push(b'\n');
        }
        out
    }

    /// The following frames, each in its own buffer.
    pub fn frames(&mut self) -> impl Iterator<Item = Vec<u8>> + '_ {
        std::iter::from_fn(|| {
            let mut frame = Vec::new();
            self.frame(&mut frame);
            Some(frame)
        })
    }

    fn next_kind(&mut self) -> Option<FrameKind> {
        self.session.tick();
        self.frames_count += 1;
        if self.mix == Mix::Startup && self.frames_count <= 2 {
            return None;
        }
        let mut left = self.session.random.below(10_000) as u16;
        for &(share, kind) in self.mix.shares() {
            if left < share {
                return Some(kind);
            }
            left -= share;
        }
        unreachable!("shares add up to 10,000, as a test checks")
    }

    /// Writes a frame of the kind; for `None`, one of the two frames that open a session.
    fn write(&mut self, kind: Option<FrameKind>, out: &mut Vec<u8>) {
        let population = self.population.get_or_init(|| Population::new(self.seed));
        let session = &mut self.session;
        let Some(kind) = kind else {
            return if self.frames_count == 1 {
                chatter::hello(session, out)
            } else {
                guild::ready(population, session, out)
            };
        };
        match kind {
            FrameKind::PresenceUpdate => presence::presence_update(population, session, out),
            FrameKind::MessageCreate => message::message_create(population, session, out),
            FrameKind::MessageUpdate => message::message_update(population, session, out),
            FrameKind::MessageDelete => chatter::message_delete(population, session, out),
            FrameKind::MessageDeleteBulk => chatter::message_delete_bulk(population, session, out),
            FrameKind::TypingStart => chatter::typing_start(population, session, out),
            FrameKind::ReactionAdd => chatter::reaction_add(population, session, out),
            FrameKind::ReactionRemove => chatter::reaction_remove(population, session, out),
            FrameKind::VoiceStateUpdate => chatter::voice_state_update(population, session, out),
            FrameKind::MemberUpdate => {
                member::member_update(population, session, self.mix == Mix::Storm, out)
            }
            FrameKind::MemberAdd => member::member_add(population, session, out),
            FrameKind::MemberRemove => member::member_remove(population, session, out),
            FrameKind::MembersChunk => member::members_chunk(population, session, out),
            FrameKind::InteractionCreate => interaction::interaction_create(population, session, out),
            FrameKind::HeartbeatAck => chatter::heartbeat_ack(out),
            FrameKind::GuildCreate => {
                guild::guild_create(population, session, self.guilds_created, out);
                self.guilds_created += 1;
            }
            FrameKind::Rare => {
                let event = RARE[session.random.skewed(RARE.len())];
                let known =
                    from_schema::write_frame(Schema::bundled(), session, event, Richness::Typical, out);
                assert!(known, "the table lacks {event}");
            }
        }
    }

    fn shuffled(&mut self, out: &mut Vec<u8>, write: impl FnOnce(&mut Self, &mut Vec<u8>)) {
        let depth = match self.shuffle {
            Shuffle::None => return write(self, out),
            Shuffle::Envelope => 1,
            Shuffle::Everywhere => usize::MAX,
        };
        let mut frame = std::mem::take(&mut self.unshuffled);
        frame.clear();
        write(self, &mut frame);
        self.shuffler.write(&frame, depth, out);
        self.unshuffled = frame;
    }
}
