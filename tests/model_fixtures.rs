//! Captured, documented or third-party payloads, read into the models and written back.
//!
//! The payloads are not part of the project. The test looks for them in the folder in `ZEROCORD_FIXTURES`, or in
//! `../shared/fixtures` next to the project, and passes without them.

mod support;

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde::Deserialize;
use serde_json::Value;
use support::models::{RoundTrip, models};
use support::schema::{Schema, lost_keys};

/// Fixtures that no model reads, and why: mocks, parts of objects, and two formats older than the supported ones.
const REFUSED: &[(&str, &str)] = &[
    ("discordgo-fork/CHANNEL_INFO/events_test.json", "words in place of identifiers"),
    ("discordgo-fork/SOUNDBOARD_SOUNDS/events_test.json", "words in place of identifiers"),
    ("discordgo-fork/STAGE_INSTANCE_CREATE/events_test.json", "words in place of identifiers"),
    ("discordgo-fork/STAGE_INSTANCE_DELETE/events_test.json", "words in place of identifiers"),
    ("discordgo-fork/STAGE_INSTANCE_UPDATE/events_test.json", "words in place of identifiers"),
    ("discordgo-fork/VOICE_CHANNEL_EFFECT_SEND/events_test.json", "words in place of identifiers"),
    ("discordgo-fork/VOICE_CHANNEL_START_TIME_UPDATE/events_test.json", "words in place of identifiers"),
    ("discordgo-fork/VOICE_CHANNEL_STATUS_UPDATE/events_test.json", "words in place of identifiers"),
    ("docs/guild_member/Example_Guild_Member.json", "its user is an empty object, as a placeholder"),
    (
        "docs/integration/Example_Partial_Integration_Object.json",
        "a part of an integration, as audit logs of REST calls carry it",
    ),
    ("docs/invite/Example_Invite_Stage_Instance.json", "a part of an invite"),
    ("docs/shared_client_theme/Example_Shared_Client_Theme.json", "a theme within another object"),
    ("docs/sticker/Example_Sticker_Pack.json", "a pack, not a sticker"),
    (
        "hikari/AUTO_MODERATION_RULE_UPDATE/auto_mod_rule_update_event.json",
        "a mock with the identifier alone",
    ),
    (
        "hikari/GUILD_MEMBERS_CHUNK/guild_member_chunk_event_with_optional_fields.json",
        "a mock whose users have nothing but an identifier",
    ),
    (
        "hikari/GUILD_MEMBERS_CHUNK/guild_member_chunk_event_without_optional_fields.json",
        "a mock whose users have nothing but an identifier",
    ),
    ("hikari/INTERACTION_CREATE/interaction_create_event_error.json", "a mock with hardly a field"),
    ("hikari/PRESENCE_UPDATE/presence_update_event_with_full_user_object.json", "a mock without a status"),
    ("hikari/PRESENCE_UPDATE/presence_update_event_with_only_user_id.json", "a mock without a status"),
    ("hikari/PRESENCE_UPDATE/presence_update_event_with_partial_user_object.json", "a mock without a status"),
    ("hikari/THREAD_LIST_SYNC/thread_list_sync_event.json", "a mock whose memberships lack the time"),
    (
        "hikari/THREAD_MEMBERS_UPDATE/thread_members_update_event.json",
        "a mock whose memberships lack the time",
    ),
    ("hikari/THREAD_MEMBERS_UPDATE/thread_members_update_event_partial.json", "a mock with a count as text"),
    ("hikari/audit_log_entry/audit_log_entry.json", "written by hand, with numbers where the log has text"),
    ("hikari/guild/rest_guild.json", "written by hand, with stickers without a type"),
    ("hikari/interaction/command_interaction.json", "written by hand, with a member and files of wrong form"),
    ("hikari/interaction/component_interaction.json", "written by hand, with a message that lacks fields"),
    ("hikari/interaction/modal_interaction.json", "written by hand, with a message that lacks fields"),
    (
        "hikari/interaction_resolved_data/interaction_resolved_data.json",
        "written by hand, with a message that lacks fields",
    ),
    ("hikari/message/message.json", "written by hand: lacks `mention_everyone`, and flags are text"),
    ("hikari/sticker/guild_sticker.json", "written by hand, without a type"),
    ("hikari/sticker/standard_sticker.json", "written by hand, without a type"),
    ("kord/GUILD_CREATE/guildcreate.2023.json", "a guild of a REST call in a frame: no members, no channels"),
    ("kord/GUILD_MEMBER_ADD/guildmemberadd.2023.json", "a mock without a user"),
    ("kord/GUILD_MEMBER_REMOVE/guildmemeberremove.2023.json", "a mock without a guild"),
    ("kord/PRESENCES_REPLACE/presenceReplaceWithUnknownData.json", "a mock with none of the fields"),
    ("kord/RESUMED/resumed.json", "a mock without a payload"),
    ("nyxx/application/Application.json", "null where the documentation has text"),
    ("nyxx/invite/Invite.json", "a role without a name"),
    ("nyxx/invite/InviteWithMetadata.json", "a role without a name"),
    ("nyxx/sticker/GuildSticker.json", "a user with nothing but an identifier"),
    ("serenity/activity/activity_1.json", "an activity of 2016, whose type is null"),
    ("serenity/activity/activity_2.json", "a presence of 2018, before there were several activities"),
    ("serenity/activity/activity_3.json", "a presence of 2018, before there were several activities"),
    ("userdoccers/channel/Example_Partial_Channel.json", "a part of a channel, as invites carry it"),
    ("userdoccers/guild_member/Example_Supplemental_Guild_Member.json", "a part of a member"),
    ("userdoccers/integration/Example_Partial_Integration.json", "a part of an integration"),
    ("userdoccers/sticker/Example_Sticker_Pack.json", "a pack, not a sticker"),
];

#[derive(Deserialize)]
struct Fixture {
    path: String,
    kind: String,
    event: Option<String>,
    object: Option<String>,
    #[serde(default)]
    usable_as_d_of: Vec<String>,
}

fn folder() -> Option<PathBuf> {
    let default = concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/fixtures");
    let folder = std::env::var_os("ZEROCORD_FIXTURES").map_or_else(|| PathBuf::from(default), PathBuf::from);
    folder.join("INDEX.json").exists().then_some(folder)
}

/// The models of fixtures that are objects on their own.
fn model_of_object(object: &str) -> Option<&'static str> {
    Some(match object {
        "activity" => "Activity",
        "application" => "Application",
        "application_command" => "ApplicationCommand",
        "application_command_permissions" => "GuildApplicationCommandPermissions",
        "attachment" => "Attachment",
        "audit_log_entry" => "AuditLogEntry",
        "avatar_decoration_data" => "AvatarDecorationData",
        "collectibles_object" => "Collectibles",
        "components" => "Component",
        "embed" | "age_verification_system_message_embed" | "poll_result_embed" => "Embed",
        "emoji" => "Emoji",
        "guild_member" | "interaction_member" => "GuildMember",
        "incidents_data" => "IncidentsData",
        "integration" | "integration_list" => "Integration",
        "interaction_resolved_data" => "ResolvedData",
        "invite" | "invite_list" => "Invite",
        "message_interaction_metadata" => "MessageInteractionMetadata",
        "message_snapshot" => "MessageSnapshot",
        "partial_guild" => "PartialGuild",
        "permission_overwrite" => "PermissionOverwrite",
        "poll" => "Poll",
        "presence" | "presence_list" => "PresenceUpdate",
        "role" => "Role",
        "shared_client_theme" => "SharedClientTheme",
        "sku" => "Sku",
        "sticker" => "Sticker",
        "thread_member" => "ThreadMember",
        "unavailable_guild" => "UnavailableGuild",
        "welcome_screen" => "WelcomeScreen",
        _ => return None,
    })
}

/// The models of files whose content differs from what their folder says.
fn model_of_file(path: &str) -> Option<&'static str> {
    Some(match path.rsplit('/').next()? {
        "Example_Embedded_Activity_Instance.json" => "EmbeddedActivityInstance",
        "Example_Guild_Scheduled_Event_Exception.json" => "GuildScheduledEventException",
        "Example_Invite_Metadata.json" => "InviteMetadata",
        "Example_Partial_Role.json" => "PartialRole",
        "text_input.json" => "ModalComponentResponse",
        _ => return None,
    })
}

/// A payload, or an object of one, in a fixture.
struct Part {
    path: String,
    model: &'static str,
    value: Value,
}

/// The parts of all fixtures that have a model; `None` if there are no fixtures.
fn parts(schema: &Schema, models: &BTreeMap<&'static str, RoundTrip>) -> Option<Vec<Part>> {
    let folder = folder()?;
    let index = std::fs::read(folder.join("INDEX.json")).unwrap();
    let index: Vec<Fixture> = serde_json::from_slice(&index).unwrap();
    let (mut parts, mut skipped) = (Vec::new(), Vec::new());
    for fixture in index {
        let Ok(mut value) = std::fs::read(folder.join(&fixture.path))
            .map_err(drop)
            .and_then(|text| serde_json::from_slice::<Value>(&text).map_err(drop))
        else {
            skipped.push(fixture.path);
            continue;
        };
        if fixture.kind == "frame" {
            value = match value["op"].as_i64() {
                Some(0) => value["d"].take(),
                _ => continue,
            };
        }
        let event = fixture.event.or(fixture.usable_as_d_of.first().cloned());
        let payload =
            event.and_then(|event| schema.events.get(&event)).and_then(|facts| facts.payload.as_deref());
        let model = match (fixture.object.as_deref().and_then(model_of_object), payload) {
            (_, Some("GuildCreate")) if value["unavailable"] == true => "UnavailableGuild",
            (Some(model), _) => model,
            (None, Some(payload)) => payload,
            (None, None) => {
                skipped.push(fixture.path);
                continue;
            }
        };
        let model = model_of_file(&fixture.path).unwrap_or(model);
        let (model, _) = models.get_key_value(model).expect("a model of that name");
        let values = match value {
            Value::Array(values) => values,
            value => vec![value],
        };
        parts.extend(values.into_iter().map(|value| Part { path: fixture.path.clone(), model, value }));
    }
    eprintln!("{} payloads; without a model: {skipped:#?}", parts.len());
    Some(parts)
}

#[test]
fn fixtures_are_read_and_written_back() {
    let (schema, models) = (Schema::read(), models());
    let Some(parts) = parts(&schema, &models) else {
        return eprintln!("no fixtures here: nothing is checked");
    };
    let refused: BTreeMap<_, _> = REFUSED.iter().copied().collect();
    let mut faults = Vec::new();
    for Part { path, model, value } in &parts {
        let outcome = match models[model](value) {
            Err(error) => Err(error),
            Ok(written) if written.keeps_unknown => Err("a union is kept as JSON".to_owned()),
            Ok(written) => {
                let lost = schema.differences(&format!("object:{model}"), value, &written.value);
                if lost.is_empty() { Ok(()) } else { Err(lost.join("; ")) }
            }
        };
        match (outcome, refused.get(path.as_str())) {
            (Ok(()), None) | (Err(_), Some(_)) => {}
            (Ok(()), Some(_)) => faults.push(format!("{path}: read after all")),
            (Err(error), None) => faults.push(format!("{path} as {model}: {error}")),
        }
    }
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
}

/// Lists the keys that models drop; no key in `corpus/schema.json` may be among them.
///
/// `cargo test --test model_fixtures -- --nocapture` shows the list, to be compared with Discord's documentation.
#[test]
fn only_unknown_keys_are_dropped() {
    let (schema, models) = (Schema::read(), models());
    let Some(parts) = parts(&schema, &models) else {
        return eprintln!("no fixtures here: nothing is checked");
    };
    let (mut dropped, mut faults) = (BTreeMap::<_, usize>::new(), Vec::new());
    for Part { path, model, value } in &parts {
        let Ok(written) = models[model](value) else { continue };
        let unknown = schema.unknown_keys(&format!("object:{model}"), value);
        for lost in lost_keys(value, &written.value) {
            match unknown.iter().find(|key| key.path == lost) {
                Some(key) => {
                    let name = lost.rsplit('.').next().unwrap_or_default().to_owned();
                    *dropped.entry((key.object.clone(), name, *model)).or_default() += 1;
                }
                // Some sources write null for a key that should be absent.
                None if value.pointer(&pointer(&lost)) == Some(&Value::Null) => {}
                None => faults.push(format!("{path}: {model}{lost}")),
            }
        }
    }
    for ((object, key, model), count) in &dropped {
        eprintln!("{count:5} {object}.{key} in {model}");
    }
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
}

/// A path such as `.members[3].user` as a JSON pointer.
fn pointer(path: &str) -> String {
    path.replace(['.', '['], "/").replace(']', "")
}
