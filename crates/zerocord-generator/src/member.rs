//! Members of guilds: the object itself and the events about it.

use crate::population::{Guild, Population};
use crate::random::{Random, scramble};
use crate::session::{SESSIONS_START_UNIX_MS, Session};
use crate::text;
use crate::write::Write;

/// How a member is written, which depends on where it is used.
pub(crate) enum Carrying<'a> {
    /// The member alone, as in messages, where the user is elsewhere.
    Nothing,
    /// With `user` first.
    User(&'a [u8]),
    /// With `user` first and `guild_id` in its position, as in events about members.
    UserAndGuildId(&'a [u8]),
    /// With `user` first and `permissions` in its position, as in interactions.
    UserAndPermissions(&'a [u8], u64),
}

/// Writes the member `user_id` of `guild`. It is the same each time, except for a time-out.
pub(crate) fn write_member(guild: &Guild, user_id: u64, carrying: &Carrying<'_>, out: &mut Vec<u8>) {
    let mut random = Random::of(guild.id, user_id);
    let random = &mut random;
    out.raw("{");
    if let Carrying::User(user) | Carrying::UserAndGuildId(user) | Carrying::UserAndPermissions(user, _) =
        carrying
    {
        out.raw("\"user\":").raw_bytes(user).raw(",");
        out.raw("\"unusual_dm_activity_until\":null,");
    }
    out.raw("\"roles\":[");
    let roles_count = random.skewed(5).min(guild.roles.len());
    let first_role = random.skewed(guild.roles.len());
    for index in 0..roles_count {
        let role = guild.roles[(first_role + index) % guild.roles.len()];
        out.raw(if index > 0 { "," } else { "" }).id(role);
    }
    let joined_unix_ms = guild.created_unix_ms
        + random.below(SESSIONS_START_UNIX_MS.saturating_sub(guild.created_unix_ms).max(1));
    let joined_unix_us = match random.below(8) {
        0 => joined_unix_ms / 1000 * 1_000_000,
        _ => joined_unix_ms * 1000 + random.below(1000),
    };
    out.raw("],\"premium_since\":");
    if random.percent(6) {
        out.time(joined_unix_ms * 1000)
    } else {
        out.raw("null")
    };
    if let Carrying::UserAndPermissions(_, permissions) = carrying {
        out.raw(",\"permissions\":").id(*permissions);
    }
    out.raw(",\"pending\":").boolean(random.percent(2)).raw(",\"nick\":");
    if random.percent(22) {
        out.raw("\"");
        text::display_name(random, out);
        out.raw("\"");
    } else {
        out.raw("null");
    }
    out.raw(",\"mute\":").boolean(random.percent(1)).raw(",\"joined_at\":").time(joined_unix_us);
    if let Carrying::UserAndGuildId(_) = carrying {
        out.raw(",\"guild_id\":").id(guild.id);
    }
    out.raw(",\"flags\":").number(random.pick(&[0, 0, 0, 2, 2, 10, 11]));
    out.raw(",\"deaf\":")
        .boolean(random.percent(1))
        .raw(",\"communication_disabled_until\":null,\"banner\":null");
    out.raw(",\"avatar\":");
    if random.percent(5) {
        out.raw("\"").hex(random.next(), 32).raw("\"}");
    } else {
        out.raw("null}");
    }
}

/// GUILD_MEMBER_UPDATE. In a storm, one user edits their profile and every shared guild sends the event.
pub(crate) fn member_update(population: &Population, session: &mut Session, storm: bool, out: &mut Vec<u8>) {
    let guild = population.some_guild(&mut session.random);
    let user = if storm {
        let wave = session.now_unix_ms >> 10;
        population.some_user(&mut Random::new(scramble(population.seed ^ wave)))
    } else {
        population.some_member(guild, &mut session.random)
    };
    session.open_dispatch("GUILD_MEMBER_UPDATE", out);
    write_member(guild, user.id, &Carrying::UserAndGuildId(&user.object), out);
    out.raw("}");
}

/// GUILD_MEMBER_ADD.
pub(crate) fn member_add(population: &Population, session: &mut Session, out: &mut Vec<u8>) {
    let guild = population.some_guild(&mut session.random);
    let user = population.some_user(&mut session.random);
    let now_unix_us = session.now_unix_us();
    session.open_dispatch("GUILD_MEMBER_ADD", out);
    out.raw("{\"user\":").raw_bytes(&user.object);
    out.raw(",\"unusual_dm_activity_until\":null,\"roles\":[],\"premium_since\":null,\"pending\":");
    out.boolean(session.random.percent(40))
        .raw(",\"nick\":null,\"mute\":false,\"joined_at\":")
        .time(now_unix_us);
    out.raw(",\"guild_id\":").id(guild.id);
    out.raw(
        ",\"flags\":0,\"deaf\":false,\"communication_disabled_until\":null,\"banner\":null,\"avatar\":null}}",
    );
}

/// GUILD_MEMBER_REMOVE.
pub(crate) fn member_remove(population: &Population, session: &mut Session, out: &mut Vec<u8>) {
    let guild = population.some_guild(&mut session.random);
    let user = population.some_member(guild, &mut session.random);
    session.open_dispatch("GUILD_MEMBER_REMOVE", out);
    out.raw("{\"user\":").raw_bytes(&user.object).raw(",\"guild_id\":").id(guild.id).raw("}}");
}

/// GUILD_MEMBERS_CHUNK of up to 1000 members.
pub(crate) fn members_chunk(population: &Population, session: &mut Session, out: &mut Vec<u8>) {
    let guild = population.some_guild(&mut session.random);
    let members_count = match session.random.below(4) {
        0 => 1000,
        1 => session.random.within(100, 1000),
        _ => session.random.within(1, 100),
    };
    let chunk_count = session.random.within(1, 12);
    let chunk_index = session.random.below(chunk_count);
    let nonce = session.random.next();
    session.open_dispatch("GUILD_MEMBERS_CHUNK", out);
    out.raw("{\"not_found\":[");
    if session.random.percent(10) {
        out.id(session.recent_id(86_400));
    }
    out.raw("],\"nonce\":\"").hex(nonce, 32).raw("\",\"members\":");
    write_members(population, guild, chunk_index * 1000, members_count, out);
    out.raw(",\"guild_id\":").id(guild.id);
    out.raw(",\"chunk_index\":").number(chunk_index).raw(",\"chunk_count\":").number(chunk_count).raw("}}");
}

/// An array of `count` members with their users, beginning at member number `first`.
pub(crate) fn write_members(
    population: &Population,
    guild: &Guild,
    first: u64,
    count: u64,
    out: &mut Vec<u8>,
) {
    let mut user = Vec::with_capacity(1024);
    out.raw("[");
    for index in first..first + count {
        user.clear();
        let user_id = population.write_member_user(guild, index, &mut user);
        out.raw(if index > first { "," } else { "" });
        write_member(guild, user_id, &Carrying::User(&user), out);
    }
    out.raw("]");
}
