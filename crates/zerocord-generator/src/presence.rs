//! PRESENCE_UPDATE and the activities in it.

use crate::population::{Guild, Population};
use crate::random::{Random, scramble};
use crate::session::Session;
use crate::text;
use crate::write::{Write, snowflake};

/// PRESENCE_UPDATE.
pub(crate) fn presence_update(population: &Population, session: &mut Session, out: &mut Vec<u8>) {
    let guild = population.some_guild(&mut session.random);
    let user = population.some_member(guild, &mut session.random);
    session.open_dispatch("PRESENCE_UPDATE", out);
    write_presence(session, user.id, Some(guild), out);
    out.raw("}");
}

/// A presence; inside GUILD_CREATE it has no guild.
pub(crate) fn write_presence(session: &mut Session, user_id: u64, guild: Option<&Guild>, out: &mut Vec<u8>) {
    let now_unix_ms = session.now_unix_ms;
    let random = &mut session.random;
    let offline = random.percent(7);
    let status =
        if offline { "offline" } else { random.pick(&["online", "online", "online", "idle", "dnd"]) };
    out.raw("{\"user\":{\"id\":").id(user_id).raw("},\"status\":\"").raw(status).raw("\"");
    if let Some(guild) = guild {
        out.raw(",\"guild_id\":").id(guild.id);
    }
    out.raw(",\"client_status\":{");
    if !offline {
        let clients: &[&str] = random.pick(&[
            &["desktop"][..],
            &["desktop"],
            &["mobile"],
            &["mobile", "desktop"],
            &["web"],
            &["web", "mobile", "desktop"],
        ]);
        for (index, client) in clients.iter().enumerate() {
            out.raw(if index > 0 { ",\"" } else { "\"" }).raw(client).raw("\":\"").raw(status).raw("\"");
        }
    }
    out.raw("},\"broadcast\":null,\"activities\":[");
    let kinds: &[ActivityKind] = match random.below(100) {
        _ if offline => &[],
        0..5 => &[],
        5..22 => &[ActivityKind::Custom, ActivityKind::Game],
        22..32 => &[ActivityKind::Custom, ActivityKind::Spotify],
        32..62 => &[ActivityKind::Game],
        62..80 => &[ActivityKind::Spotify],
        80..85 => &[ActivityKind::Streaming],
        85..90 => &[ActivityKind::Game, ActivityKind::Spotify],
        _ => &[ActivityKind::Custom],
    };
    for (index, kind) in kinds.iter().enumerate() {
        out.raw(if index > 0 { "," } else { "" });
        kind.write(random, user_id, now_unix_ms, out);
    }
    out.raw("]}");
}

#[derive(Clone, Copy)]
enum ActivityKind {
    Custom,
    Game,
    Spotify,
    Streaming,
}

impl ActivityKind {
    fn write(self, random: &mut Random, user_id: u64, now_unix_ms: u64, out: &mut Vec<u8>) {
        let start_unix_ms = now_unix_ms - random.below(4 * 3_600_000);
        match self {
            Self::Custom => custom(random, start_unix_ms, out),
            Self::Game => game(random, start_unix_ms, out),
            Self::Spotify => spotify(random, user_id, now_unix_ms, out),
            Self::Streaming => streaming(random, start_unix_ms, out),
        }
    }
}

fn custom(random: &mut Random, start_unix_ms: u64, out: &mut Vec<u8>) {
    out.raw("{\"type\":4,\"state\":\"");
    let count = random.within(1, 8);
    text::words(random, count, out);
    out.raw("\",\"name\":\"Custom Status\",\"id\":\"custom\",");
    match random.below(3) {
        0 => _ = out.raw("\"emoji\":{\"name\":\"").raw(text::emoji(random)).raw("\"},"),
        1 => {
            out.raw("\"emoji\":{\"name\":\"wave_cat\",\"id\":")
                .id(snowflake(start_unix_ms - (1 << 36), random.next()));
            out.raw(",\"animated\":").boolean(random.percent(30)).raw("},");
        }
        _ => {}
    }
    out.raw("\"created_at\":").number(start_unix_ms).raw("}");
}

fn game(random: &mut Random, start_unix_ms: u64, out: &mut Vec<u8>) {
    let name = text::game(random);
    let key = name.bytes().fold(0, |key, byte| scramble(key ^ u64::from(byte)));
    let application_id = snowflake(1_500_000_000_000 + key % (1 << 37), key);
    let rich = random.percent(65);
    out.raw("{\"type\":0,\"timestamps\":{\"start\":").number(start_unix_ms).raw("}");
    if rich {
        out.raw(",\"state\":\"").raw(random.pick(&[
            "In a group",
            "Looking for a match",
            "Solo",
            "In the lobby",
        ]));
        out.raw("\",\"session_id\":\"").hex(random.next(), 32).raw("\"");
        if random.percent(50) {
            let size_max = random.pick(&[2, 4, 5, 16]);
            out.raw(",\"party\":{\"size\":[").number(random.within(1, size_max)).raw(",").number(size_max);
            out.raw("],\"id\":\"").hex(random.next(), 24).raw("\"}");
        }
    }
    out.raw(",\"name\":").text(name).raw(",\"id\":\"").hex(random.next(), 16).raw("\"");
    if rich {
        out.raw(",\"flags\":").number(random.pick(&[0, 0, 2, 32])).raw(",\"details\":\"");
        let count = random.within(2, 6);
        text::words(random, count, out);
        out.raw("\"");
    }
    out.raw(",\"created_at\":").number(start_unix_ms + 137);
    if rich {
        if random.percent(15) {
            out.raw(",\"buttons\":[\"Join the table\",\"Project page\"]");
        }
        out.raw(",\"assets\":{\"small_text\":\"Level ")
            .number(random.below(100))
            .raw("\",\"small_image\":\"");
        out.number(snowflake(start_unix_ms - (1 << 35), random.next()));
        out.raw("\",\"large_text\":").text(name).raw(",\"large_image\":\"");
        out.number(snowflake(start_unix_ms - (1 << 36), random.next())).raw("\"}");
    }
    out.raw(",\"application_id\":").id(application_id).raw("}");
}

fn spotify(random: &mut Random, user_id: u64, now_unix_ms: u64, out: &mut Vec<u8>) {
    let song = text::song(random);
    let start_unix_ms = now_unix_ms - random.below(200_000);
    out.raw("{\"type\":2,\"timestamps\":{\"start\":").number(start_unix_ms);
    out.raw(",\"end\":").number(start_unix_ms + random.within(120_000, 420_000));
    out.raw("},\"sync_id\":\"").hex(random.next(), 22).raw("\",\"state\":").text(text::artist(random));
    out.raw(",\"session_id\":\"").hex(random.next(), 32);
    out.raw("\",\"party\":{\"id\":\"spotify:").number(user_id);
    out.raw("\"},\"name\":\"Spotify\",\"id\":\"spotify:1\",\"flags\":48,\"details\":").text(song);
    out.raw(",\"created_at\":").number(start_unix_ms + 41);
    out.raw(",\"assets\":{\"large_text\":").text(song).raw(",\"large_image\":\"spotify:ab67616d0000b273");
    out.hex(random.next(), 24).raw("\"}}");
}

fn streaming(random: &mut Random, start_unix_ms: u64, out: &mut Vec<u8>) {
    out.raw("{\"url\":\"https://www.twitch.tv/");
    text::user_name(random, out);
    out.raw("\",\"type\":1,\"state\":").text(text::game(random)).raw(",\"name\":\"Twitch\",\"id\":\"");
    out.hex(random.next(), 16).raw("\",\"details\":\"");
    let count = random.within(3, 9);
    text::words(random, count, out);
    out.raw("\",\"created_at\":").number(start_unix_ms).raw(",\"assets\":{\"large_image\":\"twitch:");
    text::user_name(random, out);
    out.raw("\"}}");
}
