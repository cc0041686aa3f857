//! The users, guilds and channels of a session: a bounded set, so that ids repeat.

use crate::random::{Random, scramble};
use crate::session::SESSIONS_START_UNIX_MS;
use crate::text;
use crate::write::{DISCORD_EPOCH_UNIX_MS, Write, snowflake};

const USERS_COUNT: usize = 2048;
const GUILDS_COUNT: usize = 160;

/// A user, with its JSON object already written.
#[derive(Clone, Debug)]
pub(crate) struct User {
    pub(crate) id: u64,
    pub(crate) bot: bool,
    pub(crate) object: Vec<u8>,
}

/// A guild and the ids that belong to it.
#[derive(Clone, Debug)]
pub(crate) struct Guild {
    pub(crate) id: u64,
    pub(crate) created_unix_ms: u64,
    pub(crate) channels: Vec<u64>,
    pub(crate) voice_channels: Vec<u64>,
    pub(crate) roles: Vec<u64>,
    /// The index of its first member among all users.
    first_user: u64,
}

/// All objects that ids can refer to.
#[derive(Clone, Debug)]
pub(crate) struct Population {
    pub(crate) seed: u64,
    users: Vec<User>,
    pub(crate) guilds: Vec<Guild>,
}

impl Population {
    pub(crate) fn new(seed: u64) -> Self {
        let users = (0..USERS_COUNT as u64).map(|index| user(seed, index)).collect();
        let guilds = (0..GUILDS_COUNT as u64).map(|index| guild(seed, index)).collect();
        Self { seed, users, guilds }
    }

    /// A guild; popular ones are more frequent.
    pub(crate) fn some_guild(&self, random: &mut Random) -> &Guild {
        &self.guilds[random.skewed(self.guilds.len())]
    }

    /// A user of `guild`; active ones are more frequent.
    pub(crate) fn some_member(&self, guild: &Guild, random: &mut Random) -> &User {
        self.known_user(guild.first_user + random.skewed(400) as u64)
    }

    /// Any user.
    pub(crate) fn some_user(&self, random: &mut Random) -> &User {
        &self.users[random.skewed(self.users.len())]
    }

    /// Writes the object of the guild's member number `index`, and returns the user's id. A user beyond the known ones
    /// is generated when needed, and is always the same for the same number.
    pub(crate) fn write_member_user(&self, guild: &Guild, index: u64, out: &mut Vec<u8>) -> u64 {
        if index < USERS_COUNT as u64 {
            let user = self.known_user(guild.first_user + index);
            out.raw_bytes(&user.object);
            user.id
        } else {
            write_user(self.seed, guild.first_user + index, out).0
        }
    }

    fn known_user(&self, index: u64) -> &User {
        &self.users[(index % USERS_COUNT as u64) as usize]
    }
}

/// Guild number `index` of a seed, whether or not it is a known one.
pub(crate) fn guild(seed: u64, index: u64) -> Guild {
    let mut random = Random::of(seed ^ 0x6011d, index);
    let created_unix_ms = moment(&mut random);
    let id = snowflake(created_unix_ms, random.next());
    let child = |random: &mut Random| {
        let age_ms = SESSIONS_START_UNIX_MS - created_unix_ms;
        snowflake(created_unix_ms + random.below(age_ms), random.next())
    };
    let channels_count = random.within(4, 12) + random.skewed(48) as u64;
    let roles_count = random.within(2, 8) + random.skewed(40) as u64;
    Guild {
        id,
        created_unix_ms,
        channels: (0..channels_count).map(|_| child(&mut random)).collect(),
        voice_channels: (0..random.within(1, 5)).map(|_| child(&mut random)).collect(),
        roles: (0..roles_count).map(|_| child(&mut random)).collect(),
        first_user: scramble(id) % (1 << 40),
    }
}

impl Guild {
    /// A text channel; busy ones are more frequent.
    pub(crate) fn some_channel(&self, random: &mut Random) -> u64 {
        self.channels[random.skewed(self.channels.len())]
    }

    /// A voice channel.
    pub(crate) fn some_voice_channel(&self, random: &mut Random) -> u64 {
        self.voice_channels[random.skewed(self.voice_channels.len())]
    }

    /// A role.
    pub(crate) fn some_role(&self, random: &mut Random) -> u64 {
        self.roles[random.skewed(self.roles.len())]
    }
}

fn user(seed: u64, index: u64) -> User {
    let mut object = Vec::new();
    let (id, bot) = write_user(seed, index, &mut object);
    User { id, bot, object }
}

/// Writes a user as in messages and members. Returns the id and whether it is a bot.
fn write_user(seed: u64, index: u64, out: &mut Vec<u8>) -> (u64, bool) {
    let mut random = Random::of(seed, index);
    let random = &mut random;
    let created_unix_ms = moment(random);
    let id = snowflake(created_unix_ms, random.next());
    let bot = random.percent(4);
    out.raw("{\"username\":\"");
    text::user_name(random, out);
    out.raw("\",\"public_flags\":");
    out.number(random.pick(&[0, 0, 0, 64, 128, 256, 4_194_560, 16_384]));
    let badge = !bot && random.percent(13);
    let badge_chance = random.clone();
    write_badge("primary_guild", badge, &mut badge_chance.clone(), out);
    out.raw(",\"id\":").id(id).raw(",\"global_name\":");
    if bot || random.percent(15) {
        out.raw("null");
    } else {
        out.raw("\"");
        text::display_name(random, out);
        out.raw("\"");
    }
    out.raw(",\"display_name_styles\":");
    if !bot && random.percent(6) {
        out.raw("{\"font_id\":")
            .number(random.within(1, 12))
            .raw(",\"effect_id\":")
            .number(random.within(1, 6));
        out.raw(",\"colors\":[").number(random.below(1 << 24)).raw("]}");
    } else {
        out.raw("null");
    }
    out.raw(",\"discriminator\":\"");
    if bot {
        out.number(random.within(1000, 9999))
    } else {
        out.raw("0")
    };
    out.raw("\",\"collectibles\":");
    if !bot && random.percent(6) {
        out.raw("{\"nameplate\":{\"sku_id\":").id(snowflake(created_unix_ms, random.next()));
        out.raw(",\"palette\":\"")
            .raw(random.pick(&["crimson", "berry", "sky", "teal", "forest", "clover", "violet"]));
        out.raw("\",\"label\":\"COLLECTIBLES_NAMEPLATES_LANTERN_A11Y\",\"expires_at\":null");
        out.raw(",\"asset\":\"nameplates/harbour/lantern/\"}}");
    } else {
        out.raw("null");
    }
    write_badge("clan", badge, &mut badge_chance.clone(), out);
    if bot {
        out.raw(",\"bot\":true");
    }
    out.raw(",\"avatar_decoration_data\":");
    if !bot && random.percent(11) {
        out.raw("{\"sku_id\":")
            .id(snowflake(created_unix_ms, random.next()))
            .raw(",\"expires_at\":null,\"asset\":\"a_");
        out.hex(random.next(), 32).raw("\"}");
    } else {
        out.raw("null");
    }
    out.raw(",\"avatar\":");
    if random.percent(12) {
        out.raw("null");
    } else {
        out.raw(if random.percent(15) { "\"a_" } else { "\"" }).hex(random.next(), 32).raw("\"");
    }
    out.raw("}");
    (id, bot)
}

/// The guild badge that users show. It is sent twice, under two keys.
fn write_badge(key: &str, worn: bool, random: &mut Random, out: &mut Vec<u8>) {
    out.raw(",\"").raw(key).raw("\":");
    if worn {
        out.raw("{\"tag\":\"").raw(random.pick(&["PIER", "MOTH", "猫", "OSS", "WELL", "TRAM"]));
        out.raw("\",\"identity_guild_id\":").id(snowflake(moment(random), random.next()));
        out.raw(",\"identity_enabled\":true,\"badge\":\"").hex(random.next(), 32).raw("\"}");
    } else {
        out.raw("null");
    }
}

/// A time from June 2015 to the first session.
fn moment(random: &mut Random) -> u64 {
    let first = DISCORD_EPOCH_UNIX_MS + 150 * 86_400_000;
    first + random.below(SESSIONS_START_UNIX_MS - first)
}
