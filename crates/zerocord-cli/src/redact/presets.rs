//! Selects keys by their meaning: secrets, text that people wrote, personal data.
//!
//! A key means different things in different objects: the `name` of an emoji is not the name of a person. So the walk
//! over a frame follows the table of payloads, and the enclosing object decides what a key means. Beyond the table,
//! in new objects and in values of any type, the name of the key alone decides.

use std::collections::HashMap;

use zerocord_schema::{Kind, Object, Schema};

/// The kinds of data that can be dropped, at any depth of a payload.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Preset {
    /// Tokens of interactions, voice servers and webhooks, session ids, the URL to resume at, join secrets, invite and gift codes
    Secrets,
    /// Texts written by people: content, embeds, attachments, components, polls, answers in forms, command input,
    /// statuses, reasons
    Text,
    /// Identities: user names, global names, nicks, avatars, banners, tags, profiles, email addresses; ids stay
    People,
}

/// Keys that are dropped in any object.
const ANYWHERE: [(Preset, &[&str]); 3] = [
    (
        Preset::Secrets,
        &[
            "token",
            "access_token",
            "refresh_token",
            "auth_token",
            "session_token",
            "analytics_token",
            "webhook_token",
            "password",
            "auth",
            "session_id",
            "static_client_session_id",
            "resume_gateway_url",
            "secrets",
            "user_settings_proto",
            "invite_code",
        ],
    ),
    (
        Preset::Text,
        &[
            "content",
            "embeds",
            "attachments",
            "components",
            "poll",
            "matched_content",
            "matched_keyword",
            "custom_message",
            "summ_short",
            "rejection_reason",
            "reason",
        ],
    ),
    (
        Preset::People,
        &[
            "username",
            "global_name",
            "display_name",
            "nick",
            "nicks",
            "discriminator",
            "avatar",
            "avatar_hash",
            "avatar_decoration",
            "avatar_decoration_data",
            "banner_color",
            "accent_color",
            "bio",
            "pronouns",
            "email",
            "phone",
            "primary_guild",
            "clan",
            "collectibles",
            "display_name_styles",
            "connected_accounts",
        ],
    ),
];

/// Keys that are dropped in these objects only.
const IN_OBJECT: [(Preset, &str, &[&str]); 29] = [
    (Preset::Secrets, "Webhook", &["url"]),
    (Preset::Secrets, "Invite", &["code"]),
    (Preset::Secrets, "InviteCreate", &["code"]),
    (Preset::Secrets, "InviteDelete", &["code"]),
    (Preset::Secrets, "GiftCode", &["code"]),
    (
        Preset::Text,
        "Activity",
        &["url", "details", "details_url", "state", "state_url", "buttons", "metadata"],
    ),
    (Preset::Text, "ActivityAssets", &["large_text", "large_url", "small_text", "small_url"]),
    (Preset::Text, "ApplicationCommandDataOption", &["value"]),
    (Preset::Text, "TextInputResponse", &["value"]),
    (Preset::Text, "FormFieldResponse", &["response", "values", "choices"]),
    (Preset::Text, "ConversationSummary", &["topic"]),
    (Preset::Text, "VoiceChannelStatusUpdate", &["status"]),
    (Preset::Text, "ChannelInfoChannel", &["status"]),
    (Preset::Text, "Channel", &["status"]),
    (Preset::Text, "ThreadCreate", &["status"]),
    (Preset::Text, "AuditLogEntryOptions", &["status"]),
    (Preset::Text, "GameServerEvent", &["game_server"]),
    (Preset::People, "User", &["banner", "locale"]),
    (Preset::People, "MentionedUser", &["banner", "locale"]),
    (Preset::People, "PresenceUser", &["banner", "locale"]),
    (Preset::People, "GuildMember", &["banner"]),
    (Preset::People, "PartialGuildMember", &["banner"]),
    (Preset::People, "GuildMemberAdd", &["banner"]),
    (Preset::People, "GuildMemberUpdate", &["banner"]),
    (Preset::People, "ResolvedMember", &["banner"]),
    (Preset::People, "Interaction", &["locale"]),
    (Preset::People, "IntegrationAccount", &["id", "name"]),
    (Preset::People, "Ready", &["relationships", "user_settings"]),
    (Preset::People, "Session", &["client_info"]),
];

/// An object in a payload, as far as its keys matter; an index into [`Presets`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NodeId(usize);

/// A value beyond the table: only the names of its keys decide.
const UNTYPED: NodeId = NodeId(0);

#[derive(Debug, Default)]
struct Node {
    keys: HashMap<&'static str, KeyRule>,
    /// The node of the values of all other keys, if the value is a map.
    values: Option<NodeId>,
    is_audit_log_change: bool,
}

/// The rule for a key.
#[derive(Clone, Copy, Debug)]
pub struct KeyRule {
    pub is_dropped: bool,
    pub below: NodeId,
}

/// The selected presets, applied to the table of payloads.
#[derive(Debug)]
pub struct Presets {
    nodes: Vec<Node>,
    events: HashMap<&'static str, NodeId>,
}

impl Presets {
    /// `None` if no preset is selected.
    pub fn new(chosen: &[Preset]) -> Option<Presets> {
        if chosen.is_empty() {
            return None;
        }
        let schema = Schema::bundled_without_descriptions();
        let mut untyped = Node::default();
        for (_, keys) in ANYWHERE.iter().filter(|(preset, _)| chosen.contains(preset)) {
            untyped.keys.extend(keys.iter().map(|&key| (key, KeyRule { is_dropped: true, below: UNTYPED })));
        }
        let mut build = Build { schema, chosen, nodes: vec![untyped], known: Vec::new() };
        let mut events = HashMap::new();
        for event in &schema.events {
            let mut kinds = leaves(schema, &event.payload);
            kinds.extend(event.other_payload.map(Kind::Object));
            events.insert(event.name.as_str(), build.node(kinds));
        }
        Some(Presets { nodes: build.nodes, events })
    }

    /// The node of an event's payload.
    pub fn payload_of(&self, event: &str) -> NodeId {
        self.events.get(event).copied().unwrap_or(UNTYPED)
    }

    /// The rule for a key of an object.
    pub fn find(&self, node: NodeId, key: &str) -> KeyRule {
        let node = &self.nodes[node.0];
        if let Some(found) = node.keys.get(key) {
            return *found;
        }
        match node.values {
            Some(below) => KeyRule { is_dropped: false, below },
            None => self.find_untyped(key),
        }
    }

    /// The rule for a key of an object that is not in the table.
    pub fn find_untyped(&self, key: &str) -> KeyRule {
        let found = self.nodes[UNTYPED.0].keys.get(key).copied();
        found.unwrap_or(KeyRule { is_dropped: false, below: UNTYPED })
    }

    /// Whether an object is a change in an audit log. Its values belong to the key that its member `key` names.
    pub fn is_audit_log_change(&self, node: NodeId) -> bool {
        self.nodes[node.0].is_audit_log_change
    }
}

/// Builds the nodes, one per set of types.
struct Build<'p> {
    schema: &'static Schema,
    chosen: &'p [Preset],
    nodes: Vec<Node>,
    known: Vec<(Vec<Kind>, NodeId)>,
}

impl Build<'_> {
    /// The node of a value that has one of these types. The recursion ends when it meets a set of types again.
    fn node(&mut self, mut kinds: Vec<Kind>) -> NodeId {
        // Makes it a set: sorted and without duplicates, so that a type that contains itself maps to its own node.
        kinds.sort_by_cached_key(|kind| format!("{kind:?}"));
        kinds.dedup();
        if kinds.is_empty() {
            return UNTYPED;
        }
        if let Some((_, node)) = self.known.iter().find(|(known, _)| *known == kinds) {
            return *node;
        }
        let id = NodeId(self.nodes.len());
        self.nodes.push(Node::default());
        self.known.push((kinds.clone(), id));
        let mut node = Node::default();
        let mut fields: HashMap<&'static str, (bool, Vec<Kind>)> = HashMap::new();
        let mut values = Vec::new();
        for kind in &kinds {
            match kind {
                Kind::Object(place) => {
                    let object = &self.schema.objects[*place];
                    node.is_audit_log_change |= object.name == "AuditLogChange";
                    for field in &object.fields {
                        let entry = fields.entry(&field.name).or_default();
                        entry.0 |= self.is_dropped(object, &field.name);
                        entry.1.extend(leaves(self.schema, &field.kind));
                    }
                }
                Kind::Map(_, value) => values.extend(leaves(self.schema, value)),
                _ => {}
            }
        }
        for (key, (is_dropped, kinds)) in fields {
            node.keys.insert(key, KeyRule { is_dropped, below: self.node(kinds) });
        }
        if kinds.iter().any(|kind| matches!(kind, Kind::Map(..))) {
            node.values = Some(self.node(values));
        }
        self.nodes[id.0] = node;
        id
    }

    fn is_dropped(&self, object: &Object, key: &str) -> bool {
        let anywhere = ANYWHERE.iter().filter(|(_, keys)| keys.contains(&key)).map(|(preset, _)| preset);
        let here = IN_OBJECT.iter().filter(|(_, name, keys)| *name == object.name && keys.contains(&key));
        anywhere.chain(here.map(|(preset, ..)| preset)).any(|preset| self.chosen.contains(preset))
    }
}

/// The objects and maps that a value may be, with lists and unions resolved.
fn leaves(schema: &Schema, kind: &Kind) -> Vec<Kind> {
    match kind {
        Kind::Array(element) => leaves(schema, element),
        Kind::OneOf(kinds) => kinds.iter().flat_map(|kind| leaves(schema, kind)).collect(),
        Kind::Map(..) => vec![kind.clone()],
        Kind::Object(place) => match &schema.objects[*place].union {
            Some(union) => union.variants.iter().map(|(_, place)| Kind::Object(*place)).collect(),
            None => vec![kind.clone()],
        },
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_is_for_a_key_of_the_table() {
        let schema = Schema::bundled_without_descriptions();
        for (_, object, keys) in IN_OBJECT {
            let object = schema.object(object).unwrap();
            for key in keys {
                assert!(object.field(key).is_some(), "{}.{key}", object.name);
            }
        }
    }

    /// Keys that may contain what a preset promises to drop: each is dropped, or listed here as an exception with a
    /// reason.
    #[test]
    fn every_key_of_the_table_that_may_be_private_is_dropped_or_listed() {
        let all = Presets::new(&[Preset::Secrets, Preset::Text, Preset::People]).unwrap();
        let kept = [
            // Not personal: these belong to the command, the guild, the application, the role or the channel.
            ("MessageInteraction", "name"),
            ("Guild", "banner"),
            ("GuildCreate", "banner"),
            ("PartialGuild", "banner"),
            ("Channel", "token"),
        ];
        let sounds = |key: &str| {
            [
                "token",
                "secret",
                "session_id",
                "nick",
                "avatar",
                "username",
                "global_name",
                "email",
                "phone",
                "banner",
            ]
            .iter()
            .any(|word| key.contains(word))
        };
        let schema = Schema::bundled_without_descriptions();
        let build = Build {
            schema,
            chosen: &[Preset::Secrets, Preset::Text, Preset::People],
            nodes: Vec::new(),
            known: Vec::new(),
        };
        for object in &schema.objects {
            for field in object.fields.iter().filter(|field| sounds(&field.name)) {
                let is_kept = kept.contains(&(&*object.name, &*field.name)) || field.kind == Kind::Boolean;
                assert!(
                    build.is_dropped(object, &field.name) || is_kept,
                    "{}.{}: {}",
                    object.name,
                    field.name,
                    schema.kind_name(&field.kind)
                );
            }
        }
        assert!(all.find(all.payload_of("TYPING_START"), "member").below != UNTYPED);
    }

    #[test]
    fn the_object_determines_the_meaning_of_a_key() {
        let text = Presets::new(&[Preset::Text]).unwrap();
        let presence = text.payload_of("PRESENCE_UPDATE");
        assert!(!text.find(presence, "status").is_dropped);
        let activity = text.find(presence, "activities").below;
        assert!(text.find(activity, "state").is_dropped);
        assert!(!text.find(activity, "name").is_dropped);
        assert!(text.find(text.payload_of("VOICE_CHANNEL_STATUS_UPDATE"), "status").is_dropped);
        // Through a map, a union, and a message inside a message.
        let people = Presets::new(&[Preset::People]).unwrap();
        let interaction = people.payload_of("INTERACTION_CREATE");
        let resolved = people.find(people.find(interaction, "data").below, "resolved").below;
        let user = people.find(people.find(resolved, "users").below, "7").below;
        assert!(people.find(user, "username").is_dropped);
        assert!(people.find(user, "banner").is_dropped);
        assert!(!people.find(people.payload_of("GUILD_CREATE"), "banner").is_dropped);
    }
}
