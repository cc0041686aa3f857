//! Undocumented keys and values in captures of real sessions: each is read by name, and written back unchanged.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use zerocord::model::*;
use zerocord::view::{Model, ViewOf};
use zerocord::{Arena, Event, Field, Id, RawValue};

/// The event of a frame, in an arena.
fn event_of<'a>(frame: &'a [u8], arena: &'a Arena) -> Result<Event<'a>, zerocord::Error> {
    zerocord::Envelope::peek(frame)?.event(arena)
}

/// The model of `json`, the same through views and serde; written back, it is `json` again.
#[track_caller]
fn round_trip<M>(json: &Value) -> M
where
    M: Model + Serialize + DeserializeOwned + PartialEq + std::fmt::Debug,
    for<'a> ViewOf<'a, M>: std::fmt::Debug,
{
    let text = json.to_string();
    let arena = Arena::new();
    let value = RawValue::new(text.as_bytes()).unwrap();
    let model: M = value.to_model(&arena).unwrap();
    assert_eq!(M::from_view(value.parse(&arena).unwrap()).as_ref(), Ok(&model));
    assert_eq!(serde_json::from_str::<M>(&text).unwrap(), model);
    assert_eq!(&serde_json::to_value(&model).unwrap(), json);
    model
}

#[test]
fn keys_of_captures_have_a_field() {
    let tag: ForumTag = round_trip(
        &json!({"id": "1", "name": "bug", "moderated": false, "emoji_id": null, "emoji_name": null, "color": 255}),
    );
    assert_eq!(tag.color, Field::Value(Color(255)));
    let deleted: MessageDelete =
        round_trip(&json!({"id": "1", "channel_id": "2", "lobby_id": "3", "session_metadata": {"a": [1]}}));
    assert_eq!(deleted.lobby_id.map(|id| id.get()), Some(3));
    assert_eq!(deleted.session_metadata, Field::Value(json!({"a": [1]})));
    let application: PartialApplication = round_trip(&json!({
        "id": "1",
        "linked_games": [{"id": "2", "type": 1}, {"id": "3", "application": {"id": "3", "name": "game"}}],
    }));
    let games = application.linked_games.unwrap();
    assert_eq!((games[0].id.get(), games[0].kind, games.len()), (2, Some(1), 2));
    let embed: Embed = round_trip(&json!({"components": [{"type": 10, "id": 1, "content": "hi"}]}));
    assert_eq!(embed.components.unwrap().len(), 1);
    let member: TeamMember = round_trip(&json!({
        "membership_state": 2,
        "team_id": "1",
        "user": {"id": "1", "username": "a", "discriminator": "0", "global_name": null, "avatar": null},
        "permissions": ["*"],
    }));
    assert_eq!(member.permissions.unwrap(), ["*"]);
    let application: ReadyApplication =
        round_trip(&json!({"id": "1", "flags": 0, "name": "bot", "parent_id": "2"}));
    assert_eq!((application.name.as_deref(), application.parent_id), (Some("bot"), Field::Value(Id::new(2))));
    let channel: Channel = round_trip(&json!({"id": "1", "type": 11, "owner": {"user": {"id": "2"}}}));
    assert!(channel.owner.is_value());
}

#[test]
fn a_message_to_a_lobby_is_read_by_name() {
    let mut message = json!({
        "id": "1", "channel_id": "2", "content": "hi", "timestamp": "2026-01-07T02:15:56+00:00",
        "edited_timestamp": null, "tts": false, "mention_everyone": false, "mentions": [], "mention_roles": [],
        "attachments": [], "embeds": [], "pinned": false, "type": 0,
        "author": {"id": "1", "username": "a", "discriminator": "0", "global_name": null, "avatar": null},
        "lobby_id": "2", "lobby_member": {"additional_name": "Al"}, "metadata": {"score": "7"},
        "moderation_metadata": {"verdict": "ok"},
    });
    let read: MessageCreate = round_trip(&message);
    let name = read.lobby_member.as_ref().and_then(|member| member.additional_name.value());
    assert_eq!(name.map(String::as_str), Some("Al"));
    assert_eq!(read.metadata, Field::Value(json!({"score": "7"})));
    message["metadata"] = Value::Null;
    message["moderation_metadata"] = Value::Null;
    assert!(round_trip::<Message>(&message).moderation_metadata.is_null());
    assert!(round_trip::<MessageUpdate>(&message).metadata.is_null());
}

#[test]
fn a_title_and_a_custom_message_can_be_null() {
    for title in [json!(null), json!("notes")] {
        let attachment: Attachment = round_trip(
            &json!({"id": "1", "filename": "a", "title": title, "size": 1, "url": "", "proxy_url": ""}),
        );
        assert_eq!(attachment.title.is_null(), title.is_null());
        let action: AutoModerationActionMetadata = round_trip(&json!({"custom_message": title}));
        assert_eq!(action.custom_message.is_null(), title.is_null());
    }
    assert!(round_trip::<AutoModerationActionMetadata>(&json!({})).custom_message.is_absent());
}

#[test]
fn values_of_captures_have_a_name() {
    let named = |named: bool, value: Value| assert!(named, "{value}");
    named(round_trip::<Locale>(&json!("ar")) == Locale::Arabic, json!("ar"));
    named(round_trip::<Locale>(&json!("he")) == Locale::Hebrew, json!("he"));
    named(round_trip::<NameplatePalette>(&json!("black")) == NameplatePalette::Black, json!("black"));
    named(round_trip::<NameplatePalette>(&json!("none")) == NameplatePalette::None, json!("none"));
    let party = round_trip::<EmbeddedActivityLocationKind>(&json!("party"));
    named(party == EmbeddedActivityLocationKind::Party, json!("party"));
    for number in [2, 3] {
        named(!round_trip::<DefaultMessageNotificationLevel>(&json!(number)).is_unknown(), json!(number));
    }
    named(!round_trip::<ApplicationCommandHandlerType>(&json!(3)).is_unknown(), json!(3));
    for number in 160..=162 {
        named(!round_trip::<AuditLogEvent>(&json!(number)).is_unknown(), json!(number));
    }
}

#[test]
fn an_empty_id_of_an_optional_field_is_none() {
    let arena = Arena::new();
    for json in [r#"{"role_id":"" }"#, r#"{"role_id":null}"#, "{}"] {
        let value = RawValue::new(json.as_bytes()).unwrap();
        assert_eq!(
            value.get("role_id").unwrap().map_or(Ok(None), |id| id.parse(&arena)),
            Ok(None::<Id<Role>>)
        );
    }
    let frame = br#"{"guild_id":"","user_id":"7","channel_id":"9","timestamp":1700000000}"#;
    let typing: TypingStart = RawValue::new(frame).unwrap().to_model(&arena).unwrap();
    assert_eq!(typing.guild_id, None);
    let frame = br#"{"parent_id":"","id":"1","type":0}"#;
    let channel: Channel = RawValue::new(frame).unwrap().to_model(&arena).unwrap();
    assert_eq!(channel.parent_id, Field::Null);
    // A required id is still reported as missing.
    let frame = br#"{"user_id":"","channel_id":"9","timestamp":1700000000}"#;
    assert!(RawValue::new(frame).unwrap().to_model::<TypingStart>(&arena).is_err());
}

#[test]
fn resumed_needs_no_payload() {
    for frame in [
        r#"{"t":"RESUMED","s":2,"op":0,"d":null}"#,
        r#"{"t":"RESUMED","s":2,"op":0}"#,
        r#"{"op":0,"s":2,"t":"RESUMED","d": null }"#,
        r#"{"t":"RESUMED","s":2,"op":0,"d":{}}"#,
    ] {
        let arena = Arena::new();
        let Ok(Event::Resumed(resumed)) = event_of(frame.as_bytes(), &arena) else { panic!("{frame}") };
        assert!(resumed.trace().unwrap().is_none());
        assert_eq!(resumed.to_owned().unwrap().trace, None);
    }
    for frame in [r#"{"t":"RESUMED","s":2,"op":0,"d":[]}"#, r#"{"t":"RESUMED","s":2,"op":0,"d":nul}"#] {
        assert!(event_of(frame.as_bytes(), &Arena::new()).is_err(), "{frame}");
    }
}
