//! INTERACTION_CREATE: commands and buttons.

use crate::member::{Carrying, write_member};
use crate::population::Population;
use crate::session::Session;
use crate::text;
use crate::write::{Write, snowflake};

/// INTERACTION_CREATE; seven in ten are slash commands, the rest buttons.
pub(crate) fn interaction_create(population: &Population, session: &mut Session, out: &mut Vec<u8>) {
    let guild = population.some_guild(&mut session.random);
    let user = population.some_member(guild, &mut session.random);
    let channel_id = guild.some_channel(&mut session.random);
    let application_id = snowflake(1_600_000_000_000, population.seed);
    let command = session.random.percent(70);
    let locale = session.random.pick(&["en-US", "de", "ja", "en-GB", "fr"]);
    let id = session.new_id();
    session.open_dispatch("INTERACTION_CREATE", out);
    out.raw("{\"version\":1,\"type\":")
        .number(if command { 2 } else { 3 })
        .raw(",\"token\":\"aW50ZXJhY3Rpb246");
    out.hex(session.random.next(), 180).raw("\"");
    if !command {
        out.raw(",\"message\":{\"type\":0,\"tts\":false,\"timestamp\":").time(session.earlier_unix_us(30));
        out.raw(",\"pinned\":false,\"mentions\":[],\"mention_roles\":[],\"mention_everyone\":false,\"id\":");
        out.id(session.recent_id(86_400))
            .raw(",\"flags\":0,\"embeds\":[],\"edited_timestamp\":null,\"content\":\"");
        let count = session.random.within(2, 12);
        text::words(&mut session.random, count, out);
        out.raw("\",\"components\":[{\"type\":1,\"id\":1,\"components\":[{\"type\":2,\"style\":1,\"label\":\"Claim\"");
        out.raw(",\"id\":2,\"custom_id\":\"panel:claim\"}]}],\"channel_id\":").id(channel_id);
        out.raw(",\"author\":{\"username\":\"harbourmaster\",\"public_flags\":0,\"id\":").id(application_id);
        out.raw(",\"global_name\":null,\"discriminator\":\"4077\",\"bot\":true,\"avatar\":null},\"attachments\":[]}");
    }
    out.raw(",\"member\":");
    let permissions = session.random.below(1 << 53);
    write_member(guild, user.id, &Carrying::UserAndPermissions(&user.object, permissions), out);
    out.raw(",\"locale\":\"")
        .raw(locale)
        .raw("\",\"id\":")
        .id(id)
        .raw(",\"guild_locale\":\"en-US\",\"guild_id\":");
    out.id(guild.id).raw(",\"guild\":{\"locale\":\"en-US\",\"id\":").id(guild.id);
    out.raw(",\"features\":[]},\"entitlements\":[],\"entitlement_sku_ids\":[],\"data\":");
    if command {
        write_command(session, out)
    } else {
        write_press(out)
    };
    out.raw(",\"context\":0,\"channel_id\":").id(channel_id);
    out.raw(
        ",\"channel\":{\"type\":0,\"topic\":null,\"rate_limit_per_user\":0,\"position\":3,\"permissions\":",
    );
    out.id(permissions).raw(",\"parent_id\":null,\"nsfw\":false,\"name\":\"");
    text::channel_name(&mut session.random, out);
    out.raw("\",\"last_message_id\":").id(session.recent_id(600)).raw(",\"id\":").id(channel_id);
    out.raw(",\"guild_id\":").id(guild.id).raw(",\"flags\":0}");
    out.raw(",\"authorizing_integration_owners\":{\"0\":").id(guild.id);
    out.raw("},\"attachment_size_limit\":10485760,\"application_id\":").id(application_id);
    out.raw(",\"app_permissions\":").id(permissions | 2048).raw("}}");
}

fn write_command(session: &mut Session, out: &mut Vec<u8>) {
    let random = &mut session.random;
    let (name, option) =
        random.pick(&[("ticket", "reason"), ("roll", "dice"), ("queue", "song"), ("profile", "who")]);
    out.raw("{\"type\":1");
    if random.percent(70) {
        out.raw(",\"options\":[{\"value\":\"");
        let count = random.within(1, 5);
        text::words(random, count, out);
        out.raw("\",\"type\":3,\"name\":").text(option).raw("}]");
    }
    out.raw(",\"name\":")
        .text(name)
        .raw(",\"id\":")
        .id(snowflake(1_650_000_000_000, name.len() as u64))
        .raw("}");
}

fn write_press(out: &mut Vec<u8>) {
    out.raw("{\"id\":2,\"custom_id\":\"panel:claim\",\"component_type\":2}");
}
