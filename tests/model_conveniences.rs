//! Computed values, which must be equal for a model and its view: URLs, mentions, the availability of a guild. Also
//! access to inner objects.

use serde::de::DeserializeOwned;
use serde_json::{from_str, json, to_value};
use zerocord::__private::Fields;
use zerocord::model::*;
use zerocord::view::{FromJson, ViewOf};
use zerocord::{Arena, ErrorKind, Expected, FieldName, RawValue};

const USER: &str = r#"{"id":"80351110224678912","username":"nelly","discriminator":"1337","avatar":"a_8342",
    "global_name":null,"primary_guild":{"identity_guild_id":"7","identity_enabled":true,"tag":"TAG","badge":"7d1734"},
    "avatar_decoration_data":{"asset":"a_fed4","sku_id":"5"}}"#;

/// The model of a JSON text, and a view of it.
macro_rules! both {
    ($model:ident, $view:ident, $arena:ident: $kind:ty = $text:expr) => {
        let text = $text;
        let $arena = Arena::new();
        let ($model, $view) = read::<$kind>(&text, &$arena);
    };
}

fn read<'a, M: Fields + DeserializeOwned>(text: &'a str, arena: &'a Arena) -> (M, ViewOf<'a, M>) {
    let value = RawValue::new(text.as_bytes()).unwrap();
    (from_str(text).unwrap(), FromJson::from_json(value, arena).unwrap())
}

/// Asserts the result of a method of a model, and that the view's method returns the same.
macro_rules! check {
    ($model:ident, $view:ident . $method:ident ( $($argument:expr),* ) = $want:expr) => {
        let (of_model, of_view) = ($model.$method($($argument),*), $view.$method($($argument),*));
        assert_eq!(of_view, Ok(of_model), stringify!($method));
        assert_eq!(of_model.to_string(), $want, stringify!($method));
    };
}

/// The URL for a path of Discord's image server.
fn cdn(path: &str) -> String {
    format!("https://cdn.discordapp.com/{path}")
}

#[test]
fn users_are_mentioned_and_shown() {
    both!(user, view, arena: User = USER);
    check!(user, view.mention() = "<@80351110224678912>");
    check!(user, view.shown_name() = "nelly");
    assert_eq!(user.avatar_url().unwrap().to_string(), cdn("avatars/80351110224678912/a_8342.gif"));
    assert_eq!(view.avatar_url(), Ok(user.avatar_url()));
    assert_eq!((view.banner_url(), user.banner_url()), (Ok(None), None));
    check!(user, view.default_avatar_url() = cdn("embed/avatars/2.png"));
    let (clan, clan_view) = (user.primary_guild.value().unwrap(), view.primary_guild().unwrap());
    let clan_view = clan_view.into_option().unwrap();
    assert_eq!(clan.badge_url().unwrap().to_string(), cdn("guild-tag-badges/7/7d1734.webp"));
    assert_eq!(clan_view.badge_url(), Ok(clan.badge_url()));
    let frame = user.avatar_decoration_data.value().unwrap();
    assert_eq!(frame.url().to_string(), cdn("avatar-decoration-presets/a_fed4.png"));
    assert_eq!(user.id.created_at().to_string(), "2015-08-10T17:26:37.529000+00:00");
    assert_eq!(view.id().unwrap().created_at(), user.id.created_at());
}

#[test]
fn an_emoji_is_custom_or_unicode() {
    both!(custom, view, arena: Emoji = r#"{"id":"41771983429993937","name":"LUL","animated":true}"#);
    check!(custom, view.is_custom() = "true");
    assert_eq!(custom.mention().unwrap().to_string(), "<a:LUL:41771983429993937>");
    assert_eq!(view.mention(), Ok(custom.mention()));
    assert_eq!(custom.image_url().unwrap().to_string(), cdn("emojis/41771983429993937.webp?animated=true"));
    assert_eq!(view.image_url(), Ok(custom.image_url()));
    both!(unicode, view, arena: Emoji = r#"{"id":null,"name":"🔥"}"#);
    check!(unicode, view.is_custom() = "false");
    assert_eq!(unicode.mention().unwrap().to_string(), "🔥");
    assert_eq!((view.mention(), view.image_url()), (Ok(unicode.mention()), Ok(None)));
    both!(deleted, view, arena: Emoji = r#"{"id":"3","name":null}"#);
    assert_eq!((deleted.mention(), view.mention()), (None, Ok(None)));
}

#[test]
fn channels_roles_stickers_and_sounds_have_urls() {
    both!(channel, view, arena: Channel = r#"{"id":"7","type":3,"icon":"c1"}"#);
    check!(channel, view.mention() = "<#7>");
    assert_eq!(channel.icon_url().unwrap().to_string(), cdn("channel-icons/7/c1.webp"));
    assert_eq!(view.icon_url(), Ok(channel.icon_url()));
    assert_eq!((channel.channel().id, view.channel().id()), (Id::new(7), Ok(Id::new(7))));
    assert_eq!(Id::<Guild>::new(7).everyone_role().mention().to_string(), "<@&7>");
    both!(sticker, view, arena: StickerItem = r#"{"id":"7","name":"wave","format_type":3}"#);
    assert_eq!(sticker.image_url().unwrap().to_string(), cdn("stickers/7.json"));
    assert_eq!(view.image_url(), Ok(sticker.image_url()));
    both!(sound, view, arena: SoundboardSound =
        r#"{"name":"quack","sound_id":"1","volume":1.0,"emoji_id":null,"emoji_name":null,"available":true}"#);
    check!(sound, view.url() = cdn("soundboard-sounds/1"));
    both!(assets, view, arena: ActivityAssets = r#"{"large_image":"351371005538729111","small_image":"x:y"}"#);
    let game = Some(Id::new(9));
    assert_eq!(assets.large_image_url(game).unwrap().to_string(), cdn("app-assets/9/351371005538729111.png"));
    assert_eq!(view.large_image_url(game), Ok(assets.large_image_url(game)));
    assert_eq!((assets.small_image_url(game), view.small_image_url(game)), (None, Ok(None)));
}

#[test]
fn a_member_has_its_own_images() {
    let text = format!(
        r#"{{"guild_id":"7","roles":[],"joined_at":null,"user":{USER},"nick":"Nell","avatar":"c1","banner":"a_d2"}}"#
    );
    both!(added, view, arena: GuildMemberAdd = &text);
    let avatar = cdn("guilds/7/users/80351110224678912/avatars/c1.webp");
    assert_eq!(added.avatar_url().unwrap().to_string(), avatar);
    assert_eq!(view.avatar_url(), Ok(added.avatar_url()));
    let banner = cdn("guilds/7/users/80351110224678912/banners/a_d2.gif");
    assert_eq!(added.banner_url().unwrap().to_string(), banner);
    assert_eq!(view.banner_url(), Ok(added.banner_url()));
    assert_eq!((&added.member().nick, view.member().nick()), (&added.nick, Ok(Field::Value("Nell"))));
    both!(member, view, arena: GuildMember = &text);
    let (guild, user) = (Id::new(7), Id::new(80351110224678912));
    assert_eq!(member.avatar_url(guild, user).unwrap().to_string(), avatar);
    assert_eq!(view.avatar_url(guild, user), Ok(member.avatar_url(guild, user)));
    assert_eq!((member.shown_name(), view.shown_name()), (Some("Nell"), Ok(Some("Nell"))));
}

#[test]
fn who_interacted_is_the_member_or_the_user() {
    let common = r#""id":"1","application_id":"2","type":2,"token":"x","version":1"#;
    let (members, users) = (
        format!(r#"{{{common},"member":{{"roles":[],"joined_at":null,"user":{USER}}}}}"#),
        format!(r#"{{{common},"user":{USER}}}"#),
    );
    for text in [members, users] {
        let arena = Arena::new();
        let view: InteractionRef<'_> = RawValue::new(text.as_bytes()).unwrap().parse(&arena).unwrap();
        assert_eq!(view.author().unwrap().unwrap().username(), Ok("nelly"));
    }
}

#[test]
fn a_message_has_a_url() {
    let arena = Arena::new();
    let url = |text: &'static str| {
        let view: MessageCreateRef<'_> = RawValue::new(text.as_bytes()).unwrap().parse(&arena).unwrap();
        view.url().unwrap().to_string()
    };
    assert_eq!(url(r#"{"id":"1","channel_id":"2","guild_id":"3"}"#), "https://discord.com/channels/3/2/1");
    assert_eq!(url(r#"{"id":"1","channel_id":"2"}"#), "https://discord.com/channels/@me/2/1");
}

#[test]
fn an_unavailable_guild_is_a_stub() {
    let stub: GuildAvailability = from_str(r#"{"id":"7","unavailable":true}"#).unwrap();
    assert!(matches!(stub, GuildAvailability::Unavailable(_)));
    assert!(!stub.joined() && !stub.became_available());
    assert_eq!((stub.id(), to_value(&stub).unwrap()), (Id::new(7), json!({"id": "7", "unavailable": true})));

    let arena = Arena::new();
    let view = |text: &'static str| {
        GuildCreateRef::from_json(RawValue::new(text.as_bytes()).unwrap(), &arena).unwrap()
    };
    let unavailable = view(r#"{"id":"7","unavailable":true}"#);
    assert_eq!((unavailable.id(), unavailable.unavailable()), (Ok(Id::new(7)), Ok(Some(true))));
    assert_eq!((unavailable.joined(), unavailable.became_available()), (Ok(false), Ok(false)));
    assert_eq!(unavailable.availability(), Ok(stub));
    // The model is for available guilds; the error names what a stub lacks.
    let error = unavailable.to_owned().unwrap_err();
    assert_eq!(error.to_string(), "the field `name` is missing in the object that ends at byte 28");
    assert_eq!(view(r#"{"id":"7","unavailable":false}"#).became_available(), Ok(true));
    assert_eq!(view(r#"{"id":"7"}"#).joined(), Ok(true));
    assert_eq!(
        view(r#"{"id":"7","icon":"c1"}"#).guild().icon_url().unwrap().unwrap().to_string(),
        cdn("icons/7/c1.webp")
    );
}

#[test]
fn a_deleted_guild_was_left_or_is_unavailable() {
    both!(gone, view, arena: UnavailableGuild = r#"{"id":"7"}"#);
    check!(gone, view.left() = "true");
    check!(gone, view.became_unavailable() = "false");
    both!(down, view, arena: UnavailableGuild = r#"{"id":"7","unavailable":true}"#);
    check!(down, view.left() = "false");
    check!(down, view.became_unavailable() = "true");
}

#[test]
fn a_voice_state_distinguishes_joining_and_leaving() {
    let state = |channel: &str| {
        format!(
            r#"{{"channel_id":{channel},"user_id":"1","session_id":"s","deaf":false,"mute":false,"self_deaf":false,
            "self_mute":false,"suppress":false}}"#
        )
    };
    both!(joined, view, arena: VoiceState = state("\"7\""));
    check!(joined, view.joined() = "true");
    assert_eq!(view.state().session_id(), Ok("s"));
    both!(left, view, arena: VoiceState = state("null"));
    check!(left, view.joined() = "false");
}

#[test]
fn wrapped_events_reach_through_to_their_object() {
    both!(ban, view, arena: GuildBanAdd = format!(r#"{{"guild_id":"7","user":{USER}}}"#));
    assert_eq!((ban.username.as_str(), view.username()), ("nelly", Ok("nelly")));
    check!(ban, view.mention() = "<@80351110224678912>");
    assert_eq!((ban.guild_id, view.guild_id()), (Id::new(7), Ok(Id::new(7))));
    assert_eq!(view.to_owned(), Ok(ban));
    let role = r#"{"role":{"id":"9","name":"mods","color":0,"hoist":false,"position":1,"permissions":"8",
        "managed":false,"mentionable":true,"icon":"c1","new_key":[1]},"guild_id":"7"}"#;
    both!(created, view, arena: GuildRoleCreate = role);
    assert_eq!((created.name.as_str(), view.name()), ("mods", Ok("mods")));
    assert_eq!(created.permissions, Permissions::ADMINISTRATOR);
    assert_eq!(view.permissions(), Ok(created.permissions.as_borrowed()));
    assert_eq!(created.icon_url().unwrap().to_string(), cdn("role-icons/9/c1.webp"));
    assert_eq!(view.icon_url(), Ok(created.icon_url()));
    assert_eq!(view.to_owned(), Ok(created));
    // The whole inner object, before any of its fields is read.
    let inner = |text: &'static str| {
        let view: GuildRoleCreateRef<'_> = RawValue::new(text.as_bytes()).unwrap().parse(&arena).unwrap();
        *view
    };
    assert_eq!(inner(role).as_raw().offset(), 8);
    assert_eq!(inner(role).get::<Vec<u8>>("new_key"), Ok(vec![1]));
    assert_eq!(inner(role).unknown_fields().count(), 1);
    both!(thread, view, arena: ThreadCreate = r#"{"id":"9","type":11,"newly_created":true}"#);
    assert_eq!(
        (thread.id, thread.kind, thread.newly_created),
        (Id::new(9), ChannelType::PublicThread, Some(true))
    );
    assert_eq!((view.id(), view.kind().map(ChannelType::is_thread)), (Ok(Id::new(9)), Ok(true)));
}

#[test]
fn fields_of_an_unreachable_object_report_the_reason() {
    let arena = Arena::new();
    let view = |text: &'static str| {
        let view: GuildRoleCreateRef<'_> = RawValue::new(text.as_bytes()).unwrap().parse(&arena).unwrap();
        view
    };
    let absent = view(r#"{"guild_id":"7"}"#);
    let error = absent.name().unwrap_err();
    assert_eq!((error.kind(), error.offset()), (ErrorKind::MissingField(FieldName::new("role")), 15));
    assert_eq!(absent.guild_id(), Ok(Id::new(7)));
    assert!((*absent).as_raw().to_bytes().is_err() && (*absent).unknown_fields().next().is_none());
    let odd = view(r#"{"guild_id":"7","role":"x"}"#);
    let error = odd.name().unwrap_err();
    assert_eq!((error.kind(), error.offset()), (ErrorKind::Expected(Expected::Object, b'"'), 23));
    let error = view(r#"{"role":{"id":"9"}}"#).name().unwrap_err();
    assert_eq!((error.kind(), error.offset()), (ErrorKind::MissingField(FieldName::new("name")), 17));
    let error = view(r#"{"role":{"id":"9","#).name().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Truncated);
}

#[test]
fn a_view_distinguishes_an_absent_key_and_null() {
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

#[test]
fn numbers_in_strings_of_the_audit_log_are_numbers() {
    both!(options, view, arena: AuditLogEntryOptions =
        r#"{"type":"1","auto_moderation_rule_trigger_type":"4","count":"12","members_removed":"x"}"#);
    assert_eq!(
        (options.overwrite_type(), view.overwrite_type()),
        (Some(OverwriteType::Member), Ok(options.overwrite_type()))
    );
    assert_eq!(options.rule_trigger_type(), Some(AutoModTriggerType::from(4)));
    assert_eq!(view.rule_trigger_type(), Ok(options.rule_trigger_type()));
    assert_eq!((options.affected_count(), view.affected_count()), (Some(12), Ok(Some(12))));
    assert_eq!((options.members_removed_count(), view.members_removed_count()), (None, Ok(None)));
    assert_eq!((options.inactive_days(), view.inactive_days()), (None, Ok(None)));
}

#[test]
fn any_key_is_read_as_any_type() {
    both!(_user, view, arena: User = r#"{"id":"7","username":"nelly","discriminator":"0","avatar":null,"karma":12}"#);
    assert_eq!(view.get::<u64>("karma"), Ok(12));
    assert_eq!(view.get::<Option<u64>>("luck"), Ok(None));
    assert_eq!(view.get::<Field<&str>>("avatar"), Ok(Field::Null));
    assert_eq!(view.get::<Field<&str>>("banner"), Ok(Field::Absent));
    let error = view.get::<u64>("luck").unwrap_err();
    assert_eq!((error.kind(), error.offset()), (ErrorKind::MissingField(FieldName::UNKNOWN), 73));
    let error = view.get::<&str>("locale").unwrap_err();
    assert_eq!(error.kind(), ErrorKind::MissingField(FieldName::new("locale")));
    assert_eq!(view.get::<&str>("karma").unwrap_err().kind(), ErrorKind::Expected(Expected::Text, b'1'));
}
