//! The small events between messages: typing, reactions, voice, deletions, and frames without a payload.

use crate::member::{Carrying, write_member};
use crate::population::{Guild, Population};
use crate::session::Session;
use crate::text;
use crate::write::Write;

/// HEARTBEAT_ACK, the answer to a heartbeat.
pub(crate) fn heartbeat_ack(out: &mut Vec<u8>) {
    out.raw("{\"t\":null,\"s\":null,\"op\":11,\"d\":null}");
}

/// HELLO, the first frame of a connection.
pub(crate) fn hello(session: &mut Session, out: &mut Vec<u8>) {
    out.raw("{\"t\":null,\"s\":null,\"op\":10,\"d\":{\"heartbeat_interval\":41250,\"_trace\":[\"[\\\"gateway-prd-zc-");
    out.hex(session.random.next(), 4).raw("\\\",{\\\"micros\\\":0.0}]\"]}}");
}

/// TYPING_START.
pub(crate) fn typing_start(population: &Population, session: &mut Session, out: &mut Vec<u8>) {
    let guild = population.some_guild(&mut session.random);
    let user = population.some_member(guild, &mut session.random);
    session.open_dispatch("TYPING_START", out);
    out.raw("{\"user_id\":").id(user.id).raw(",\"timestamp\":").number(session.now_unix_ms / 1000);
    out.raw(",\"member\":");
    write_member(guild, user.id, &Carrying::User(&user.object), out);
    out.raw(",\"channel_id\":").id(guild.some_channel(&mut session.random));
    out.raw(",\"guild_id\":").id(guild.id).raw("}}");
}

/// MESSAGE_REACTION_ADD.
pub(crate) fn reaction_add(population: &Population, session: &mut Session, out: &mut Vec<u8>) {
    let guild = population.some_guild(&mut session.random);
    let user = population.some_member(guild, &mut session.random);
    let author = population.some_member(guild, &mut session.random);
    session.open_dispatch("MESSAGE_REACTION_ADD", out);
    out.raw("{\"user_id\":").id(user.id).raw(",\"type\":0,\"message_id\":").id(session.recent_id(86_400));
    out.raw(",\"message_author_id\":").id(author.id).raw(",\"member\":");
    write_member(guild, user.id, &Carrying::User(&user.object), out);
    write_emoji(session, guild, out);
    out.raw(",\"channel_id\":").id(guild.some_channel(&mut session.random)).raw(",\"burst\":false");
    out.raw(",\"guild_id\":").id(guild.id).raw("}}");
}

/// MESSAGE_REACTION_REMOVE.
pub(crate) fn reaction_remove(population: &Population, session: &mut Session, out: &mut Vec<u8>) {
    let guild = population.some_guild(&mut session.random);
    let user = population.some_member(guild, &mut session.random);
    session.open_dispatch("MESSAGE_REACTION_REMOVE", out);
    out.raw("{\"user_id\":").id(user.id).raw(",\"type\":0,\"message_id\":").id(session.recent_id(86_400));
    write_emoji(session, guild, out);
    out.raw(",\"channel_id\":").id(guild.some_channel(&mut session.random)).raw(",\"burst\":false");
    out.raw(",\"guild_id\":").id(guild.id).raw("}}");
}

/// MESSAGE_DELETE.
pub(crate) fn message_delete(population: &Population, session: &mut Session, out: &mut Vec<u8>) {
    let guild = population.some_guild(&mut session.random);
    session.open_dispatch("MESSAGE_DELETE", out);
    out.raw("{\"id\":").id(session.recent_id(86_400));
    out.raw(",\"channel_id\":").id(guild.some_channel(&mut session.random));
    out.raw(",\"guild_id\":").id(guild.id).raw("}}");
}

/// MESSAGE_DELETE_BULK of 2 to 100 messages.
pub(crate) fn message_delete_bulk(population: &Population, session: &mut Session, out: &mut Vec<u8>) {
    let guild = population.some_guild(&mut session.random);
    session.open_dispatch("MESSAGE_DELETE_BULK", out);
    out.raw("{\"ids\":[").id(session.recent_id(86_400));
    for _ in 0..1 + session.random.skewed(99) {
        out.raw(",").id(session.recent_id(86_400));
    }
    out.raw("],\"channel_id\":").id(guild.some_channel(&mut session.random));
    out.raw(",\"guild_id\":").id(guild.id).raw("}}");
}

/// VOICE_STATE_UPDATE; one in four leaves.
pub(crate) fn voice_state_update(population: &Population, session: &mut Session, out: &mut Vec<u8>) {
    let guild = population.some_guild(&mut session.random);
    let user = population.some_member(guild, &mut session.random);
    session.open_dispatch("VOICE_STATE_UPDATE", out);
    out.raw("{\"member\":");
    write_member(guild, user.id, &Carrying::User(&user.object), out);
    out.raw(",");
    let leaves = session.random.percent(25);
    write_voice_state(session, guild, user.id, true, leaves, out);
    out.raw("}}");
}

/// The keys of a voice state between its brackets, without a member.
pub(crate) fn write_voice_state(
    session: &mut Session,
    guild: &Guild,
    user_id: u64,
    with_guild_id: bool,
    leaves: bool,
    out: &mut Vec<u8>,
) {
    let random = &mut session.random;
    out.raw("\"user_id\":").id(user_id).raw(",\"suppress\":false,\"session_id\":\"").hex(random.next(), 32);
    out.raw("\",\"self_video\":").boolean(random.percent(8));
    if random.percent(7) {
        out.raw(",\"self_stream\":true");
    }
    out.raw(",\"self_mute\":").boolean(random.percent(40)).raw(",\"self_deaf\":").boolean(random.percent(15));
    out.raw(",\"request_to_speak_timestamp\":null,\"mute\":").boolean(random.percent(1));
    if with_guild_id {
        out.raw(",\"guild_id\":").id(guild.id);
    }
    out.raw(",\"deaf\":false,\"channel_id\":");
    if leaves {
        out.raw("null")
    } else {
        out.id(guild.some_voice_channel(random))
    };
}

fn write_emoji(session: &mut Session, guild: &Guild, out: &mut Vec<u8>) {
    out.raw(",\"emoji\":{\"name\":");
    if session.random.percent(35) {
        let number = session.random.skewed(40) as u64;
        out.raw("\"guild_emoji_").number(number).raw("\",\"id\":").id(guild.id + 100 + number);
        if session.random.percent(20) {
            out.raw(",\"animated\":true");
        }
        out.raw("}");
    } else {
        out.text(text::emoji(&mut session.random)).raw(",\"id\":null}");
    }
}
