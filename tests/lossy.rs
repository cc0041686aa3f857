//! Lossy reads: what cannot be read is omitted and listed, everything else is present.

use serde_json::json;
use zerocord::model::{Embed, GuildCreate, Message, PresenceUpdate};
use zerocord::view::{Lossy, Model};
use zerocord::{Arena, Envelope, ErrorKind, Event, Limits, RawValue};
use zerocord_testkit::corpus;

/// The event of a frame, in an arena.
fn event_of<'a>(frame: &'a [u8], arena: &'a Arena) -> Result<Event<'a>, zerocord::Error> {
    Envelope::peek(frame)?.event(arena)
}

/// The paths of what was omitted.
fn paths<M>(lossy: &Lossy<M>) -> Vec<&str> {
    lossy.losses.iter().map(|loss| loss.path.as_str()).collect()
}

#[track_caller]
fn read<M: Model>(json: &serde_json::Value) -> Lossy<M> {
    let text = json.to_string();
    RawValue::new(text.as_bytes()).unwrap().to_model_lossy(&Arena::new()).unwrap()
}

fn presence(id: &str) -> serde_json::Value {
    json!({"user": {"id": id}, "status": "idle", "activities": [], "client_status": {}})
}

/// The guild of the corpus with these presences.
fn guild_with(presences: serde_json::Value) -> Vec<u8> {
    let frame =
        corpus::frames().into_iter().find(|frame| frame.event == "GUILD_CREATE" && frame.name == "typical");
    let mut frame: serde_json::Value = serde_json::from_slice(&frame.unwrap().bytes).unwrap();
    frame["d"]["presences"] = presences;
    frame.to_string().into_bytes()
}

#[test]
fn a_bad_presence_does_not_affect_others() {
    let mut bad = presence("2");
    bad["activities"] = json!(null);
    let frame = guild_with(json!([presence("1"), bad, 7, presence("3")]));
    let arena = Arena::new();
    let Event::GuildCreate(guild) = event_of(&frame, &arena).unwrap() else { panic!() };
    assert!(guild.to_owned().is_err());
    let lossy = guild.to_owned_lossy().unwrap();
    let users: Vec<u64> = lossy.model.presences.iter().map(|presence| presence.user.id.get()).collect();
    assert_eq!(users, [1, 3]);
    assert_eq!(paths(&lossy), ["d.presences[1].activities", "d.presences[2]"]);
    assert_eq!(lossy.more_losses, 0);
    // The same for an unread payload.
    let payload = Envelope::peek(&frame).unwrap().payload();
    assert_eq!(payload.to_model_lossy::<GuildCreate>(&arena).unwrap(), lossy);
    // Everything else equals a guild without the two.
    let without = guild_with(json!([presence("1"), presence("3")]));
    let strict: GuildCreate = Envelope::peek(&without).unwrap().payload().to_model(&arena).unwrap();
    assert_eq!(lossy.model, strict);
    // A strict read after a lossy one is strict again.
    assert!(guild.to_owned().is_err());
}

#[test]
fn a_bad_optional_field_is_absent() {
    let embed = read::<Embed>(&json!({
        "title": 7, "url": "u", "color": "red", "timestamp": "yesterday",
        "footer": {"icon_url": "x"},
        "fields": [{"name": "a", "value": "b"}, {"name": "c"}, null],
    }));
    assert_eq!((embed.model.title, embed.model.url.as_deref(), embed.model.color), (None, Some("u"), None));
    assert_eq!((embed.model.timestamp, embed.model.footer), (None, None));
    assert_eq!(embed.model.fields.unwrap().len(), 1);
    let mut found: Vec<&str> = embed.losses.iter().map(|loss| loss.path.as_str()).collect();
    found.sort_unstable();
    assert_eq!(found, ["color", "fields[1]", "fields[2]", "footer", "timestamp", "title"]);
    assert!(embed.losses.is_sorted_by_key(|loss| loss.error.offset()));
    let missing = embed.losses.iter().find(|loss| loss.path == "fields[1]").unwrap();
    assert!(missing.to_string().starts_with("fields[1]: the field `value` is missing"), "{missing}");
}

#[test]
fn missing_required_fields_are_errors() {
    let text = br#"{"status":"idle","activities":[],"client_status":{}}"#;
    let error = RawValue::new(text).unwrap().to_model_lossy::<PresenceUpdate>(&Arena::new()).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::MissingField(name) if name.as_str() == Some("user")));
}

#[test]
fn entries_of_maps_are_left_out() {
    let resolved = read::<zerocord::model::ResolvedData>(&json!({
        "roles": {"1": 7}, "users": {"x": {"id": "1"}, "2": {"id": "2", "username": "a", "discriminator": "0", "global_name": null, "avatar": null}},
    }));
    assert_eq!(resolved.model.roles.unwrap().len(), 0);
    assert_eq!(resolved.model.users.unwrap().len(), 1);
    assert_eq!(resolved.losses.len(), 2);
}

#[test]
fn the_number_of_listed_losses_is_limited() {
    let fields: Vec<u64> = (0..2500).collect();
    let embed = read::<Embed>(&json!({ "fields": fields }));
    assert_eq!((embed.losses.len(), embed.more_losses), (1000, 1500));
    assert_eq!(embed.losses[999].path, "fields[999]");
}

#[test]
fn a_valid_object_loses_nothing() {
    let arena = Arena::new();
    for frame in corpus::frames().iter().filter(|frame| frame.event == "MESSAGE_CREATE") {
        let payload = Envelope::peek(&frame.bytes).unwrap().payload();
        let Ok(strict) = payload.to_model::<Message>(&arena) else { continue };
        let lossy = payload.to_model_lossy::<Message>(&arena).unwrap();
        assert!(lossy.is_complete() && lossy.model == strict, "{}", frame.name);
    }
}

#[test]
fn a_full_arena_is_an_error_and_not_a_loss() {
    let frame = guild_with(json!(vec![json!({"user": {"id": "1"}}); 5_000]));
    let limits = Limits::DEFAULT.with_arena_bytes(64 << 10);
    let arena = Arena::with_limits(limits);
    let payload = Envelope::peek(&frame).unwrap().payload();
    let error = payload.to_model_lossy::<GuildCreate>(&arena).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ArenaFull);
}
