//! What the models compute: addresses, mentions, and what became of a guild.

use serde_json::{from_str, json, to_value};
use zerocord::model::*;
use zerocord::view::FromJson;
use zerocord::{Arena, RawValue};

const USER: &str =
    r#"{"id":"80351110224678912","username":"nelly","discriminator":"1337","avatar":"a_8342"}"#;

#[test]
fn mentions_and_addresses_are_those_of_discord() {
    let user: User = from_str(USER).unwrap();
    assert_eq!(user.mention(), "<@80351110224678912>");
    assert_eq!(user.shown_name(), "nelly");
    let avatar = "https://cdn.discordapp.com/avatars/80351110224678912/a_8342.gif";
    assert_eq!(user.avatar_url().as_deref(), Some(avatar));
    assert_eq!(user.banner_url(), None);
    assert_eq!(Id::<Channel>::new(7).mention(), "<#7>");
    assert_eq!(Id::<Guild>::new(7).everyone_role().mention(), "<@&7>");

    let emoji = |text| from_str::<Emoji>(text).unwrap();
    let custom = emoji(r#"{"id":"41771983429993937","name":"LUL","animated":true}"#);
    assert!(custom.is_custom());
    assert_eq!(custom.mention().as_deref(), Some("<a:LUL:41771983429993937>"));
    let url = "https://cdn.discordapp.com/emojis/41771983429993937.gif";
    assert_eq!(custom.image_url().as_deref(), Some(url));
    let unicode = emoji(r#"{"id":null,"name":"🔥"}"#);
    assert!(!unicode.is_custom());
    assert_eq!((unicode.mention().as_deref(), unicode.image_url()), (Some("🔥"), None));
}

#[test]
fn a_guild_that_is_unavailable_is_a_stub() {
    let stub: GuildAvailability = from_str(r#"{"id":"7","unavailable":true}"#).unwrap();
    assert!(matches!(stub, GuildAvailability::Unavailable(_)));
    assert!(!stub.joined() && !stub.became_available());
    assert_eq!((stub.id(), to_value(&stub).unwrap()), (Id::new(7), json!({"id": "7", "unavailable": true})));

    let arena = Arena::new();
    let view = |text: &'static str| {
        GuildCreateRef::from_json(RawValue::new(text.as_bytes()).unwrap(), &arena).unwrap()
    };
    let unavailable = view(r#"{"id":"7","unavailable":true}"#);
    assert_eq!(unavailable.availability(), Ok(stub));
    assert_eq!(view(r#"{"id":"7","unavailable":false}"#).became_available(), Ok(true));
    assert_eq!(view(r#"{"id":"7"}"#).joined(), Ok(true));
}

#[test]
fn a_guild_that_is_deleted_was_left_or_is_down() {
    let guild = |text| from_str::<UnavailableGuild>(text).unwrap();
    assert!(guild(r#"{"id":"7"}"#).left());
    let down = guild(r#"{"id":"7","unavailable":true}"#);
    assert!(down.became_unavailable() && !down.left());
}

#[test]
fn wrapped_events_reach_through_to_their_object() {
    let ban: GuildBanAdd = from_str(&format!(r#"{{"guild_id":"7","user":{USER}}}"#)).unwrap();
    assert_eq!(ban.username, "nelly");
    let thread: ThreadCreate = from_str(r#"{"id":"9","type":11,"newly_created":true}"#).unwrap();
    assert_eq!(
        (thread.id, thread.kind, thread.newly_created),
        (Id::new(9), ChannelType::PublicThread, Some(true))
    );
    assert!(thread.kind.is_thread());
}

#[test]
fn an_absent_key_and_a_null_are_told_apart_in_a_view() {
    let arena = Arena::new();
    let view =
        |text: &'static str| EmojiRef::from_json(RawValue::new(text.as_bytes()).unwrap(), &arena).unwrap();
    assert_eq!(view(r#"{"name":"a"}"#).id(), Ok(Field::Absent));
    assert_eq!(view(r#"{"id":null}"#).id(), Ok(Field::Null));
    assert_eq!(view(r#"{"id":"3"}"#).id(), Ok(Field::Value(Id::new(3))));
    let tags = RawValue::new(br#"{"premium_subscriber":null}"#).unwrap();
    let tags = RoleTagsRef::from_json(tags, &arena).unwrap();
    assert_eq!(tags.premium_subscriber(), Ok(NullFlag(true)));
    assert_eq!(tags.guild_connections(), Ok(NullFlag(false)));
}
