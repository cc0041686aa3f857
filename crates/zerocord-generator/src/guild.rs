//! READY and GUILD_CREATE, the large frames of a session's start.

use crate::chatter::write_voice_state;
use crate::member::write_members;
use crate::order::Members;
use crate::population::{Guild, Population, guild};
use crate::presence::write_presence;
use crate::random::{Random, scramble};
use crate::session::Session;
use crate::text;
use crate::write::{Write, snowflake};

/// The maximum size of the largest guilds, about 5 MB.
const LARGEST_BYTES: u64 = 5_000_000;

/// The approximate size of a member with a presence in GUILD_CREATE; two members in five have a presence.
const MEMBER_BYTES: u64 = 860;

/// READY, with the guilds as stubs.
pub(crate) fn ready(population: &Population, session: &mut Session, out: &mut Vec<u8>) {
    let bot_id = snowflake(1_600_000_000_000, population.seed);
    let session_id = session.random.next();
    session.open_dispatch("READY", out);
    out.raw("{\"v\":10,\"user_settings\":{},\"user\":{\"verified\":true,\"username\":\"harbourmaster\"");
    out.raw(",\"primary_guild\":null,\"mfa_enabled\":true,\"id\":")
        .id(bot_id)
        .raw(",\"global_name\":null,\"flags\":0");
    out.raw(",\"email\":null,\"discriminator\":\"4077\",\"clan\":null,\"bot\":true,\"avatar\":null}");
    out.raw(",\"shard\":[0,8],\"session_type\":\"normal\",\"session_id\":\"").hex(session_id, 32);
    out.raw("\",\"resume_gateway_url\":\"wss://gateway-us-east1-b.discord.gg\",\"relationships\":[]");
    out.raw(",\"private_channels\":[],\"presences\":[],\"guilds\":[");
    for (index, guild) in population.guilds.iter().enumerate() {
        out.raw(if index > 0 { "," } else { "" }).raw("{\"unavailable\":true,\"id\":").id(guild.id).raw("}");
    }
    out.raw(
        "],\"guild_join_requests\":[],\"geo_ordered_rtc_regions\":[\"rotterdam\",\"milan\",\"stockholm\"]",
    );
    out.raw(",\"game_relationships\":[],\"auth\":{},\"application\":{\"id\":")
        .id(bot_id)
        .raw(",\"flags\":565248}");
    out.raw(",\"_trace\":[\"[\\\"gateway-prd-zc-")
        .hex(session_id, 4)
        .raw("\\\",{\\\"micros\\\":90210}]\"]}}");
}

/// GUILD_CREATE of guild number `index`, from 4 KB to 5 MB: most are small, one in twenty is larger than 300 KB.
pub(crate) fn guild_create(population: &Population, session: &mut Session, index: u64, out: &mut Vec<u8>) {
    let target_bytes = match session.random.below(20) {
        0 => (300_000 << session.random.below(4)) + session.random.below(2_600_000),
        _ => (4_000 << 16) / (65_536 / 20 + session.random.below(65_536 - 65_536 / 20)),
    };
    guild_create_of(population, session, index, target_bytes.min(LARGEST_BYTES), out);
}

/// GUILD_CREATE of guild number `index`, of about `target_bytes`, but not smaller than its channels and roles.
pub(crate) fn guild_create_of(
    population: &Population,
    session: &mut Session,
    index: u64,
    target_bytes: u64,
    out: &mut Vec<u8>,
) {
    let unknown;
    let guild = match usize::try_from(index).ok().and_then(|index| population.guilds.get(index)) {
        Some(known) => known,
        None => {
            unknown = guild(population.seed, index);
            &unknown
        }
    };
    session.open_dispatch("GUILD_CREATE", out);
    let mut members = Members::with_capacity(target_bytes as usize + 65_536);
    write_parts(population, session, guild, target_bytes, &mut members);
    members.finish_shuffled(&mut Random::new(scramble(guild.id)), out);
    out.raw("}");
}

fn write_parts(
    population: &Population,
    session: &mut Session,
    guild: &Guild,
    target_bytes: u64,
    parts: &mut Members,
) {
    let small = target_bytes < 12_000;
    let channels_count = if small { guild.channels.len().min(4) } else { guild.channels.len() };
    let roles_count = if small { guild.roles.len().min(3) } else { guild.roles.len() };
    write_channels(session, guild, channels_count, parts.key("channels"));
    write_roles(session, guild, roles_count, parts.key("roles"));
    write_settings(session, guild, parts);
    let emojis_count = if small { 0 } else { session.random.skewed(50) as u64 };
    write_emojis(session, guild, emojis_count, parts.key("emojis"));
    let stickers_count = if small { 0 } else { session.random.below(4) };
    write_stickers(session, guild, stickers_count, parts.key("stickers"));

    let members_count = (target_bytes.saturating_sub(parts.len() as u64) / MEMBER_BYTES).max(1);
    write_members(population, guild, 0, members_count, parts.key("members"));
    let presences = parts.key("presences").raw("[");
    let mut user = Vec::new();
    for index in 0..members_count * 2 / 5 {
        user.clear();
        let user_id = population.write_member_user(guild, index, &mut user);
        presences.raw(if index > 0 { "," } else { "" });
        write_presence(session, user_id, None, presences);
    }
    presences.raw("]");
    let voices = parts.key("voice_states").raw("[");
    for index in 0..(members_count / 30).min(40) {
        user.clear();
        let user_id = population.write_member_user(guild, index * 3, &mut user);
        voices.raw(if index > 0 { ",{" } else { "{" });
        write_voice_state(session, guild, user_id, false, false, voices);
        voices.raw("}");
    }
    voices.raw("]");
    parts.key("member_count").number(members_count + session.random.skewed(4096) as u64);
    parts.key("large").boolean(members_count > 250);
}

/// The keys that have a single value each.
fn write_settings(session: &mut Session, guild: &Guild, parts: &mut Members) {
    let random = &mut session.random;
    parts.key("id").id(guild.id);
    parts.key("name").text(text::title(random));
    parts.key("owner_id").id(snowflake(guild.created_unix_ms - (1 << 20), random.next()));
    parts.key("region").raw("\"deprecated\"");
    parts.key("afk_timeout").number(random.pick(&[60, 300, 900, 3600]));
    parts.key("verification_level").number(random.below(5));
    parts.key("default_message_notifications").number(random.below(2));
    parts.key("explicit_content_filter").number(random.below(3));
    parts.key("features").raw(random.pick(&[
        "[]",
        "[\"COMMUNITY\",\"NEWS\",\"GUILD_ONBOARDING\",\"SOUNDBOARD\"]",
        "[\"ANIMATED_ICON\",\"INVITE_SPLASH\",\"ROLE_ICONS\",\"TIERLESS_BOOSTING_SYSTEM_MESSAGE\"]",
    ]));
    parts.key("mfa_level").number(random.below(2));
    parts.key("system_channel_flags").number(random.below(64));
    parts.key("max_members").raw("500000");
    parts.key("max_video_channel_users").raw("25");
    parts.key("max_stage_video_channel_users").raw("50");
    parts.key("premium_tier").number(random.below(4));
    parts.key("premium_subscription_count").number(random.skewed(60) as u64);
    parts.key("preferred_locale").raw(random.pick(&["\"en-US\"", "\"de\"", "\"ja\"", "\"en-GB\""]));
    parts.key("nsfw_level").number(random.pick(&[0, 0, 0, 1, 3]));
    parts.key("nsfw").raw("false");
    parts.key("premium_progress_bar_enabled").boolean(random.percent(30));
    parts.key("joined_at").time((guild.created_unix_ms + 86_400_000) * 1000 + random.below(1_000_000));
    parts.key("icon").raw("\"").hex(random.next(), 32).raw("\"");
    for place in ["afk_channel_id", "system_channel_id", "rules_channel_id", "public_updates_channel_id"] {
        if random.percent(50) {
            parts.key(place).id(guild.channels[0]);
        } else {
            parts.key(place).raw("null");
        }
    }
    for absent in [
        "splash",
        "discovery_splash",
        "banner",
        "home_header",
        "vanity_url_code",
        "application_id",
        "hub_type",
        "max_presences",
        "safety_alerts_channel_id",
        "latest_onboarding_question_id",
        "inventory_settings",
        "incidents_data",
        "owner_configured_content_level",
        "moderator_reporting",
        "premium_features",
        "profile",
    ] {
        parts.key(absent).raw("null");
    }
    if random.percent(40) {
        parts.key("description").raw("\"");
        let count = random.within(4, 14);
        text::words(random, count, parts.value());
        parts.value().raw("\"");
    } else {
        parts.key("description").raw("null");
    }
    for empty in [
        "threads",
        "stage_instances",
        "guild_scheduled_events",
        "soundboard_sounds",
        "embedded_activities",
        "activity_instances",
    ] {
        parts.key(empty).raw("[]");
    }
    parts.key("application_command_counts").raw("{\"1\":").number(random.below(40)).raw("}");
    parts
        .key("guild_hashes")
        .raw("{\"version\":1,\"roles\":{\"omitted\":false,\"hash\":\"")
        .hex(random.next(), 11);
    parts.value().raw("\"},\"channels\":{\"omitted\":false,\"hash\":\"").hex(random.next(), 11).raw("\"}}");
    parts.key("version").number(guild.created_unix_ms + 99_000_000);
    parts.key("lazy").raw("true");
    parts.key("unavailable").raw("false");
}

fn write_channels(session: &mut Session, guild: &Guild, channels_count: usize, out: &mut Vec<u8>) {
    out.raw("[");
    for (index, &id) in guild.channels.iter().take(channels_count).enumerate() {
        let random = &mut session.random;
        out.raw(if index > 0 { ",{" } else { "{" })
            .raw("\"version\":")
            .number(guild.created_unix_ms + id % 1000);
        out.raw(",\"type\":").number(if index % 9 == 4 { 5 } else { 0 }).raw(",\"topic\":");
        if random.percent(35) {
            out.raw("\"");
            let count = random.within(3, 12);
            text::words(random, count, out);
            out.raw("\"");
        } else {
            out.raw("null");
        }
        out.raw(",\"rate_limit_per_user\":").number(random.pick(&[0, 0, 0, 5, 30]));
        out.raw(",\"position\":").number(index as u64).raw(",\"permission_overwrites\":[");
        for overwrite in 0..random.below(4) {
            out.raw(if overwrite > 0 { "," } else { "" }).raw("{\"type\":0,\"id\":");
            out.id(if overwrite == 0 { guild.id } else { guild.some_role(random) });
            out.raw(",\"deny\":").id(random.pick(&[0, 1024, 2048, 3_072])).raw(",\"allow\":");
            out.id(random.pick(&[0, 1024, 68_608])).raw("}");
        }
        out.raw("],\"parent_id\":");
        if index > 2 && random.percent(80) {
            out.id(guild.channels[index % 3])
        } else {
            out.raw("null")
        };
        out.raw(",\"nsfw\":").boolean(random.percent(2)).raw(",\"name\":\"");
        text::channel_name(random, out);
        out.raw("\"");
        if random.percent(30) {
            out.raw(",\"last_pin_timestamp\":")
                .time((guild.created_unix_ms / 1000 + random.below(9_000_000)) * 1_000_000);
        }
        out.raw(",\"last_message_id\":")
            .id(session.recent_id(900_000))
            .raw(",\"id\":")
            .id(id)
            .raw(",\"flags\":0}");
    }
    for (index, &id) in guild.voice_channels.iter().enumerate() {
        let random = &mut session.random;
        out.raw(",{\"version\":0,\"user_limit\":").number(random.pick(&[0, 0, 5, 10]));
        out.raw(",\"type\":2,\"rtc_region\":null,\"rate_limit_per_user\":0,\"position\":")
            .number(index as u64);
        out.raw(",\"permission_overwrites\":[],\"parent_id\":null,\"nsfw\":false,\"name\":")
            .text(text::title(random));
        out.raw(",\"last_message_id\":null,\"id\":").id(id).raw(",\"flags\":0,\"bitrate\":64000}");
    }
    out.raw("]");
}

fn write_roles(session: &mut Session, guild: &Guild, roles_count: usize, out: &mut Vec<u8>) {
    let random = &mut session.random;
    out.raw("[");
    for index in 0..=roles_count {
        let everyone = index == 0;
        let color = if everyone || random.percent(50) { 0 } else { random.below(1 << 24) };
        out.raw(if everyone { "{" } else { ",{" })
            .raw("\"version\":")
            .number(guild.created_unix_ms + index as u64);
        out.raw(",\"unicode_emoji\":null,\"tags\":{");
        if index == 2 {
            out.raw("\"bot_id\":").id(snowflake(guild.created_unix_ms, random.next()));
        }
        out.raw("},\"position\":").number(index as u64).raw(",\"permissions\":").id(random.below(1 << 53));
        out.raw(",\"name\":");
        if everyone {
            out.raw("\"@everyone\"")
        } else {
            out.text(text::title(random))
        };
        out.raw(",\"mentionable\":").boolean(random.percent(20)).raw(",\"managed\":").boolean(index == 2);
        out.raw(",\"id\":").id(if everyone { guild.id } else { guild.roles[index - 1] });
        out.raw(",\"icon\":null,\"hoist\":").boolean(random.percent(30));
        out.raw(
            ",\"flags\":0,\"colors\":{\"tertiary_color\":null,\"secondary_color\":null,\"primary_color\":",
        );
        out.number(color).raw("},\"color\":").number(color).raw("}");
    }
    out.raw("]");
}

fn write_emojis(session: &mut Session, guild: &Guild, emojis_count: u64, out: &mut Vec<u8>) {
    out.raw("[");
    for index in 0..emojis_count {
        out.raw(if index > 0 { "," } else { "" })
            .raw("{\"version\":0,\"roles\":[],\"require_colons\":true,\"name\":");
        out.raw("\"guild_emoji_")
            .number(index)
            .raw("\",\"managed\":false,\"id\":")
            .id(guild.id + 100 + index);
        out.raw(",\"available\":true,\"animated\":").boolean(session.random.percent(20)).raw("}");
    }
    out.raw("]");
}

fn write_stickers(session: &mut Session, guild: &Guild, stickers_count: u64, out: &mut Vec<u8>) {
    out.raw("[");
    for index in 0..stickers_count {
        out.raw(if index > 0 { "," } else { "" }).raw("{\"version\":0,\"type\":2,\"tags\":\"");
        out.raw(text::emoji(&mut session.random))
            .raw("\",\"name\":\"sticker ")
            .number(index)
            .raw("\",\"id\":");
        out.id(guild.id + 300 + index).raw(",\"guild_id\":").id(guild.id);
        out.raw(",\"format_type\":1,\"description\":null,\"available\":true,\"asset\":\"\"}");
    }
    out.raw("]");
}
