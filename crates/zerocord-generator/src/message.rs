//! MESSAGE_CREATE and MESSAGE_UPDATE.

use crate::member::{Carrying, write_member};
use crate::population::{Guild, Population, User};
use crate::session::Session;
use crate::text;
use crate::write::Write;

/// Where a message is posted and who wrote it.
struct Scene<'a> {
    guild: &'a Guild,
    channel_id: u64,
    author: &'a User,
    webhook: bool,
    direct: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Standing {
    Created,
    Updated,
    /// A message quoted by a reply. It has neither member nor guild, and quotes no other message.
    Referenced,
}

/// MESSAGE_CREATE.
pub(crate) fn message_create(population: &Population, session: &mut Session, out: &mut Vec<u8>) {
    session.open_dispatch("MESSAGE_CREATE", out);
    let scene = scene(population, session);
    write_message(population, session, &scene, Standing::Created, out);
    out.raw("}");
}

/// MESSAGE_UPDATE.
pub(crate) fn message_update(population: &Population, session: &mut Session, out: &mut Vec<u8>) {
    session.open_dispatch("MESSAGE_UPDATE", out);
    let scene = scene(population, session);
    write_message(population, session, &scene, Standing::Updated, out);
    out.raw("}");
}

fn scene<'a>(population: &'a Population, session: &mut Session) -> Scene<'a> {
    let random = &mut session.random;
    let guild = population.some_guild(random);
    Scene {
        guild,
        channel_id: guild.some_channel(random),
        author: population.some_member(guild, random),
        webhook: random.percent(2),
        direct: random.percent(1),
    }
}

fn write_message(
    population: &Population,
    session: &mut Session,
    scene: &Scene<'_>,
    standing: Standing,
    out: &mut Vec<u8>,
) {
    let Scene { guild, channel_id, author, webhook, direct } = *scene;
    let reply = standing != Standing::Referenced && !webhook && session.random.percent(11);
    let answer = author.bot && session.random.percent(50);
    let attached = session.random.percent(7);
    let embeds_count = match (author.bot || webhook, session.random.below(100)) {
        (true, 0..60) => session.random.within(1, 2),
        (false, 0..7) => 1,
        _ => 0,
    };
    let id = if standing == Standing::Created { session.new_id() } else { session.recent_id(86_400) };
    out.raw("{");
    if webhook {
        out.raw("\"webhook_id\":").id(guild.id + 11).raw(",");
    }
    out.raw("\"type\":").number(if reply {
        19
    } else if answer {
        20
    } else {
        0
    });
    out.raw(",\"tts\":false,\"timestamp\":").time(session.now_unix_us());
    if session.random.percent(1) {
        out.raw(",\"sticker_items\":[{\"name\":\"lantern\",\"id\":")
            .id(guild.id + 5)
            .raw(",\"format_type\":1}]");
    }
    if reply {
        out.raw(",\"referenced_message\":");
        if session.random.percent(4) {
            out.raw("null");
        } else {
            let quoted = Scene { author: population.some_member(guild, &mut session.random), ..*scene };
            write_message(population, session, &quoted, Standing::Referenced, out);
        }
    }
    if session.random.percent(6) {
        out.raw(",\"position\":").number(session.random.below(400));
    }
    out.raw(",\"pinned\":").boolean(standing == Standing::Updated && session.random.percent(2));
    if standing == Standing::Created && !author.bot && !webhook {
        out.raw(",\"nonce\":").id(session.recent_id(3));
    }
    if reply {
        out.raw(",\"message_reference\":{\"type\":0,\"message_id\":").id(session.recent_id(86_400));
        out.raw(",\"guild_id\":").id(guild.id).raw(",\"channel_id\":").id(channel_id).raw("}");
    }
    out.raw(",\"mentions\":[");
    for index in 0..if reply || session.random.percent(6) { 1 + session.random.skewed(2) } else { 0 } {
        let mentioned = population.some_member(guild, &mut session.random);
        out.raw(if index > 0 { "," } else { "" });
        write_mention(guild, mentioned, out);
    }
    out.raw("],\"mention_roles\":[");
    if session.random.percent(3) {
        out.id(guild.some_role(&mut session.random));
    }
    out.raw("],\"mention_everyone\":").boolean(session.random.percent(1));
    if standing != Standing::Referenced && !webhook && !direct {
        out.raw(",\"member\":");
        write_member(guild, author.id, &Carrying::Nothing, out);
    }
    if answer {
        write_interaction(population, session, guild, out);
    }
    out.raw(",\"id\":").id(id);
    out.raw(",\"flags\":").number(if session.random.percent(4) {
        session.random.pick(&[4, 4096, 32_768])
    } else {
        0
    });
    out.raw(",\"embeds\":[");
    for index in 0..embeds_count {
        out.raw(if index > 0 { "," } else { "" });
        write_embed(session, out);
    }
    out.raw("],\"edited_timestamp\":");
    if standing == Standing::Updated && session.random.percent(75) {
        out.time(session.now_unix_us());
    } else {
        out.raw("null");
    }
    let escaped = session.random.percent(10);
    out.raw(",\"content\":\"");
    if !(attached && session.random.percent(40)) {
        text::content(&mut session.random, escaped, out);
    }
    out.raw("\",\"components\":[");
    if author.bot && session.random.percent(35) {
        write_buttons(session, out);
    }
    out.raw("]");
    if standing != Standing::Referenced {
        out.raw(",\"channel_type\":").number(if direct {
            1
        } else {
            session.random.pick(&[0, 0, 0, 0, 11, 2, 5])
        });
    }
    out.raw(",\"channel_id\":").id(channel_id).raw(",\"author\":");
    if webhook {
        out.raw("{\"username\":").text(text::title(&mut session.random)).raw(",\"public_flags\":0,\"id\":");
        out.id(guild.id + 11)
            .raw(",\"global_name\":null,\"discriminator\":\"0000\",\"bot\":true,\"avatar\":null}");
    } else {
        out.raw_bytes(&author.object);
    }
    out.raw(",\"attachments\":[");
    if attached {
        write_attachment(session, channel_id, out);
    }
    out.raw("]");
    if answer || webhook {
        out.raw(",\"application_id\":").id(author.id);
    }
    if standing != Standing::Referenced && !direct {
        out.raw(",\"guild_id\":").id(guild.id);
    }
    out.raw("}");
}

/// A mentioned user, with the member inserted at its position in the key order.
fn write_mention(guild: &Guild, user: &User, out: &mut Vec<u8>) {
    const AFTER_MEMBER: &[u8] = b",\"id\":";
    let object = &user.object;
    let place = object.windows(AFTER_MEMBER.len()).position(|bytes| bytes == AFTER_MEMBER);
    let (before, after) = object.split_at(place.unwrap_or(object.len() - 1));
    out.raw_bytes(before).raw(",\"member\":");
    write_member(guild, user.id, &Carrying::Nothing, out);
    out.raw_bytes(after);
}

fn write_interaction(population: &Population, session: &mut Session, guild: &Guild, out: &mut Vec<u8>) {
    let asker = population.some_member(guild, &mut session.random);
    let id = session.recent_id(10);
    let name = session.random.pick(&["ticket", "roll", "queue", "profile"]);
    out.raw(",\"interaction_metadata\":{\"user\":")
        .raw_bytes(&asker.object)
        .raw(",\"type\":2,\"name\":")
        .text(name);
    out.raw(",\"id\":")
        .id(id)
        .raw(",\"command_type\":1,\"authorizing_integration_owners\":{\"0\":")
        .id(guild.id);
    out.raw("}},\"interaction\":{\"user\":").raw_bytes(&asker.object).raw(",\"type\":2,\"name\":").text(name);
    out.raw(",\"id\":").id(id).raw("}");
}

fn write_embed(session: &mut Session, out: &mut Vec<u8>) {
    let link = session.random.percent(60);
    out.raw("{");
    if link {
        out.raw("\"url\":\"https://example.org/").hex(session.random.next(), 12).raw("\",");
    }
    out.raw("\"type\":\"").raw(if link { "article" } else { "rich" }).raw("\",\"title\":");
    out.text(text::title(&mut session.random));
    if session.random.percent(30) {
        out.raw(",\"timestamp\":").time(session.now_unix_us());
    }
    if link {
        let key = session.random.next();
        out.raw(",\"thumbnail\":{\"width\":1200,\"url\":\"https://example.org/").hex(key, 12);
        out.raw("/og.png\",\"proxy_url\":\"https://images-ext-1.discordapp.net/external/").hex(key, 43);
        out.raw("/https/example.org/og.png\",\"placeholder_version\":1,\"placeholder\":\"").hex(key, 28);
        out.raw("\",\"height\":630,\"flags\":0,\"content_type\":\"image/png\"},\"provider\":{\"name\":\"Example\"}");
    } else {
        out.raw(",\"footer\":{\"text\":\"Page 1 of ")
            .number(session.random.within(1, 9))
            .raw("\"},\"fields\":[");
        for index in 0..session.random.below(5) {
            out.raw(if index > 0 { "," } else { "" }).raw("{\"value\":\"");
            let count = session.random.within(1, 9);
            text::words(&mut session.random, count, out);
            out.raw("\",\"name\":").text(text::title(&mut session.random));
            out.raw(",\"inline\":").boolean(session.random.percent(60)).raw("}");
        }
        out.raw("]");
    }
    out.raw(",\"description\":\"");
    let count = session.random.within(4, 40);
    text::words(&mut session.random, count, out);
    out.raw("\",\"content_scan_version\":").number(session.random.below(4));
    out.raw(",\"color\":").number(session.random.below(1 << 24)).raw("}");
}

fn write_buttons(session: &mut Session, out: &mut Vec<u8>) {
    out.raw("{\"type\":1,\"id\":1,\"components\":[");
    for index in 0..session.random.within(1, 4) {
        out.raw(if index > 0 { "," } else { "" });
        out.raw("{\"type\":2,\"style\":").number(session.random.within(1, 4)).raw(",\"label\":");
        out.text(session.random.pick(&["Claim", "Close", "Next", "Refresh"]))
            .raw(",\"id\":")
            .number(index + 2);
        out.raw(",\"custom_id\":\"panel:").number(index).raw(":").hex(session.random.next(), 8).raw("\"}");
    }
    out.raw("]}");
}

fn write_attachment(session: &mut Session, channel_id: u64, out: &mut Vec<u8>) {
    let id = session.new_id();
    let (filename, content_type) = session.random.pick(&[
        ("image.png", "image/png"),
        ("clip.mp4", "video/mp4"),
        ("übersicht.webp", "image/webp"),
    ]);
    let random = &mut session.random;
    let query = random.next();
    let expires_unix_s = session.now_unix_ms / 1000 + 86_400;
    let write_place = |out: &mut Vec<u8>| {
        out.number(channel_id).raw("/").number(id).raw("/").raw(filename).raw("?ex=").hex(expires_unix_s, 8);
        out.raw("&is=").hex(expires_unix_s - 86_400, 8).raw("&hm=").hex(query, 64).raw("&");
    };
    out.raw("{\"width\":")
        .number(random.within(200, 3840))
        .raw(",\"url\":\"https://cdn.discordapp.com/attachments/");
    write_place(out);
    out.raw("\",\"size\":").number(random.within(4_000, 8_000_000));
    out.raw(",\"proxy_url\":\"https://media.discordapp.net/attachments/");
    write_place(out);
    out.raw("\",\"placeholder_version\":1,\"placeholder\":\"").hex(random.next(), 28);
    out.raw("\",\"original_content_type\":").text(content_type).raw(",\"id\":").id(id);
    out.raw(",\"height\":").number(random.within(200, 2160)).raw(",\"flags\":0,\"filename\":").text(filename);
    out.raw(",\"content_type\":").text(content_type).raw(",\"content_scan_version\":4}");
}
