//! One accessor for several events: each event of a family is read through the same view, and no other event is.

use serde_json::Value;
use zerocord::model::*;
use zerocord::view::Model;
use zerocord::{Arena, Decoder, Error, Event, decode_in};
use zerocord_testkit::corpus;

/// The events that each accessor serves, by the prefix of their names.
const FAMILIES: [(&str, &[&str]); 16] = [
    ("guild", &["GUILD_CREATE", "GUILD_UPDATE"]),
    ("channel", &["CHANNEL_CREATE", "CHANNEL_UPDATE", "CHANNEL_DELETE"]),
    ("thread", &["THREAD_CREATE", "THREAD_UPDATE"]),
    ("message", &["MESSAGE_CREATE", "MESSAGE_UPDATE"]),
    ("member", &["GUILD_MEMBER_ADD", "GUILD_MEMBER_UPDATE"]),
    ("presence", &["PRESENCE_UPDATE"]),
    ("voice_state", &["VOICE_STATE_UPDATE"]),
    (
        "auto_moderation_rule",
        &["AUTO_MODERATION_RULE_CREATE", "AUTO_MODERATION_RULE_UPDATE", "AUTO_MODERATION_RULE_DELETE"],
    ),
    ("integration", &["INTEGRATION_CREATE", "INTEGRATION_UPDATE", "INTEGRATION_DELETE"]),
    ("guild_member", &["GUILD_MEMBER_ADD", "GUILD_MEMBER_UPDATE", "GUILD_MEMBER_REMOVE"]),
    ("guild_role", &["GUILD_ROLE_CREATE", "GUILD_ROLE_UPDATE", "GUILD_ROLE_DELETE"]),
    ("guild_ban", &["GUILD_BAN_ADD", "GUILD_BAN_REMOVE"]),
    (
        "scheduled_event",
        &["GUILD_SCHEDULED_EVENT_CREATE", "GUILD_SCHEDULED_EVENT_UPDATE", "GUILD_SCHEDULED_EVENT_DELETE"],
    ),
    ("scheduled_event_user", &["GUILD_SCHEDULED_EVENT_USER_ADD", "GUILD_SCHEDULED_EVENT_USER_REMOVE"]),
    (
        "guild_join_request",
        &["GUILD_JOIN_REQUEST_CREATE", "GUILD_JOIN_REQUEST_UPDATE", "GUILD_JOIN_REQUEST_DELETE"],
    ),
    (
        "message_reaction",
        &[
            "MESSAGE_REACTION_ADD",
            "MESSAGE_REACTION_REMOVE",
            "MESSAGE_REACTION_REMOVE_ALL",
            "MESSAGE_REACTION_REMOVE_EMOJI",
        ],
    ),
];

/// The accessors that return a view for an event.
fn readers(event: Event<'_>) -> Vec<&'static str> {
    let all = [
        ("guild", event.guild().is_some()),
        ("channel", event.channel().is_some()),
        ("thread", event.thread().is_some()),
        ("message", event.message().is_some()),
        ("member", event.member().is_some()),
        ("presence", event.presence().is_some()),
        ("voice_state", event.voice_state().is_some()),
        ("auto_moderation_rule", event.auto_moderation_rule().is_some()),
        ("integration", event.integration().is_some()),
        ("guild_member", event.guild_member().is_some()),
        ("guild_role", event.guild_role().is_some()),
        ("guild_ban", event.guild_ban().is_some()),
        ("scheduled_event", event.scheduled_event().is_some()),
        ("scheduled_event_user", event.scheduled_event_user().is_some()),
        ("guild_join_request", event.guild_join_request().is_some()),
        ("message_reaction", event.message_reaction().is_some()),
    ];
    all.into_iter().filter(|(_, has)| *has).map(|(name, _)| name).collect()
}

#[test]
fn each_event_of_the_corpus_has_the_accessors_of_its_families() {
    let mut met = 0;
    for frame in corpus::frames() {
        let mut decoder = Decoder::new();
        let event = decoder.decode(&frame.bytes).unwrap();
        let of_name = |(_, events): &&(&str, &[&str])| events.contains(&event.name());
        let want: Vec<&str> = FAMILIES.iter().filter(of_name).map(|(reader, _)| *reader).collect();
        assert_eq!(readers(event), want, "{:?}", frame.path);
        met += want.len();
    }
    assert!(met >= 2 * 40, "{met} readings: each event has two frames at least");
}

#[test]
fn a_family_knows_all_keys_of_its_events() {
    let check = |family: &[&str], events: &[&[&str]]| {
        let missing: Vec<_> = events.concat().into_iter().filter(|key| !family.contains(key)).collect();
        assert!(missing.is_empty(), "{family:?} lacks {missing:?}");
    };
    check(
        GuildRoleEventRef::KEYS,
        &[GuildRoleCreateRef::KEYS, GuildRoleUpdateRef::KEYS, GuildRoleDeleteRef::KEYS],
    );
    check(GuildBanEventRef::KEYS, &[GuildBanAddRef::KEYS, GuildBanRemoveRef::KEYS]);
    check(
        GuildMemberEventRef::KEYS,
        &[GuildMemberAddRef::KEYS, GuildMemberUpdateRef::KEYS, GuildMemberRemoveRef::KEYS],
    );
    check(
        IntegrationEventRef::KEYS,
        &[IntegrationCreateRef::KEYS, IntegrationUpdateRef::KEYS, IntegrationDeleteRef::KEYS],
    );
    check(
        GuildJoinRequestEventRef::KEYS,
        &[GuildJoinRequestCreateRef::KEYS, GuildJoinRequestUpdateRef::KEYS, GuildJoinRequestDeleteRef::KEYS],
    );
    check(
        MessageReactionEventRef::KEYS,
        &[
            MessageReactionAddRef::KEYS,
            MessageReactionRemoveRef::KEYS,
            MessageReactionRemoveAllRef::KEYS,
            MessageReactionRemoveEmojiRef::KEYS,
        ],
    );
}

/// A view converted to its model's JSON; keys that the model does not know are lost.
fn owned<M: Model + serde::Serialize>(view: M::View<'_>) -> Result<Value, Error> {
    M::from_view(view).map(|model| serde_json::to_value(model).unwrap())
}

/// Each accessor returns the same values as the event's own model.
#[test]
fn a_family_loses_no_key_that_its_events_know() {
    let mut checked = 0;
    for frame in corpus::frames() {
        let mut decoder = Decoder::new();
        let event = decoder.decode(&frame.bytes).unwrap();
        let (own, by_family) = match event {
            Event::GuildRoleCreate(view) => (owned::<GuildRoleCreate>(view), of_role(event)),
            Event::GuildRoleUpdate(view) => (owned::<GuildRoleUpdate>(view), of_role(event)),
            Event::GuildRoleDelete(view) => (owned::<GuildRoleDelete>(view), of_role(event)),
            Event::GuildBanAdd(view) => (owned::<GuildBanAdd>(view), of_ban(event)),
            Event::GuildBanRemove(view) => (owned::<GuildBanRemove>(view), of_ban(event)),
            Event::GuildMemberAdd(view) => (owned::<GuildMemberAdd>(view), of_member(event)),
            Event::GuildMemberUpdate(view) => (owned::<GuildMemberUpdate>(view), of_member(event)),
            Event::GuildMemberRemove(view) => (owned::<GuildMemberRemove>(view), of_member(event)),
            Event::IntegrationCreate(view) => (owned::<IntegrationCreate>(view), of_integration(event)),
            Event::IntegrationUpdate(view) => (owned::<IntegrationUpdate>(view), of_integration(event)),
            Event::IntegrationDelete(view) => (owned::<IntegrationDelete>(view), of_integration(event)),
            Event::GuildJoinRequestCreate(view) => (owned::<GuildJoinRequestCreate>(view), of_request(event)),
            Event::GuildJoinRequestUpdate(view) => (owned::<GuildJoinRequestUpdate>(view), of_request(event)),
            Event::GuildJoinRequestDelete(view) => (owned::<GuildJoinRequestDelete>(view), of_request(event)),
            Event::MessageReactionAdd(view) => (owned::<MessageReactionAdd>(view), of_reaction(event)),
            Event::MessageReactionRemove(view) => (owned::<MessageReactionRemove>(view), of_reaction(event)),
            Event::MessageReactionRemoveAll(view) => {
                (owned::<MessageReactionRemoveAll>(view), of_reaction(event))
            }
            Event::MessageReactionRemoveEmoji(view) => {
                (owned::<MessageReactionRemoveEmoji>(view), of_reaction(event))
            }
            _ => continue,
        };
        assert_eq!(by_family.unwrap(), own.unwrap(), "{:?}", frame.path);
        checked += 1;
    }
    assert!(checked >= 36, "{checked} frames");
}

fn of_role(event: Event<'_>) -> Result<Value, Error> {
    owned::<GuildRoleEvent>(event.guild_role().unwrap())
}

fn of_ban(event: Event<'_>) -> Result<Value, Error> {
    owned::<GuildBanEvent>(event.guild_ban().unwrap())
}

fn of_member(event: Event<'_>) -> Result<Value, Error> {
    owned::<GuildMemberEvent>(event.guild_member().unwrap())
}

fn of_integration(event: Event<'_>) -> Result<Value, Error> {
    owned::<IntegrationEvent>(event.integration().unwrap())
}

fn of_request(event: Event<'_>) -> Result<Value, Error> {
    owned::<GuildJoinRequestEvent>(event.guild_join_request().unwrap())
}

fn of_reaction(event: Event<'_>) -> Result<Value, Error> {
    owned::<MessageReactionEvent>(event.message_reaction().unwrap())
}

#[test]
fn common_values_of_a_family_have_one_name() {
    let arena = Arena::new();
    let event = |text: &'static str| decode_in(text.as_bytes(), &arena).unwrap();
    let created = event(r#"{"t":"GUILD_ROLE_CREATE","s":1,"op":0,"d":{"guild_id":"7","role":{"id":"9"}}}"#);
    let deleted = event(r#"{"t":"GUILD_ROLE_DELETE","s":1,"op":0,"d":{"guild_id":"7","role_id":"9"}}"#);
    for event in [created, deleted] {
        let role = event.guild_role().unwrap();
        assert_eq!((role.guild_id(), role.id()), (Ok(Id::new(7)), Ok(Some(Id::new(9)))));
    }
    let asked = event(r#"{"t":"GUILD_JOIN_REQUEST_CREATE","d":{"guild_id":"7","request":{"user_id":"9"}}}"#);
    let gone = event(r#"{"t":"GUILD_JOIN_REQUEST_DELETE","d":{"guild_id":"7","user_id":"9"}}"#);
    for event in [asked, gone] {
        let request = event.guild_join_request().unwrap();
        assert_eq!((request.guild_id(), request.requester_id()), (Ok(Id::new(7)), Ok(Some(Id::new(9)))));
    }
    let deleted: GuildRoleEvent = serde_json::from_str(r#"{"guild_id":"7","role_id":"9"}"#).unwrap();
    assert_eq!(deleted.id(), Some(Id::new(9)));
    let gone: GuildJoinRequestEvent = serde_json::from_str(r#"{"guild_id":"7","user_id":"9"}"#).unwrap();
    assert_eq!(gone.requester_id(), Some(Id::new(9)));
}

#[test]
fn an_event_has_its_name_and_its_payload() {
    let arena = Arena::new();
    let typing = decode_in(br#"{"t":"TYPING_START","s":2,"op":0,"d":{"user_id":"1"}}"#, &arena).unwrap();
    assert_eq!(
        (typing.name(), typing.payload().unwrap().to_bytes()),
        ("TYPING_START", Ok(&br#"{"user_id":"1"}"#[..]))
    );
    let new = decode_in(br#"{"t":"BRAND_NEW","s":2,"op":0,"d":[7]}"#, &arena).unwrap();
    assert_eq!((new.name(), new.event_name()), ("BRAND_NEW", None));
    assert_eq!(new.payload().unwrap().to_bytes(), Ok(&b"[7]"[..]));
    let beat = decode_in(br#"{"t":null,"s":null,"op":11,"d":null}"#, &arena).unwrap();
    assert_eq!((beat.name(), beat.event_name(), beat.payload().is_none()), ("", None, true));
}
