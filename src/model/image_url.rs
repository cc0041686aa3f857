//! The URLs of images on Discord's CDN.
//!
//! An [`ImageUrl`] is formatted when it is displayed; nothing is allocated before that. Nothing here checks whether an
//! image exists.
//!
//! Source: Discord, "Reference", section "Image Formatting".

use std::fmt;

use super::application::Application;
use super::channel::Channel;
use super::emoji::Emoji;
use super::guild::Guild;
use super::id::{Id, Snowflake};
use super::image_hash::ImageHash;
use super::role::Role;
use super::scheduled_event::GuildScheduledEvent;
use super::sticker::{Sticker, StickerFormatType};
use super::team::Team;
use super::user::User;
use super::webhook::Webhook;

/// The host of Discord's images.
pub(super) const CDN: &str = "https://cdn.discordapp.com";

/// The host of proxied images, and of stickers that are GIFs.
const MEDIA: &str = "https://media.discordapp.net";

/// The URL of an image, as [`Display`](fmt::Display) writes it.
///
/// The default format is GIF for animated images, and WebP for others and for emojis; [`format`](ImageUrl::format)
/// changes it.
///
/// ```
/// use zerocord::Id;
/// use zerocord::model::{ImageFormat, ImageHash};
///
/// let hash = ImageHash::new("a_1269e74af4df7417b13759eae50c83dc");
/// let url = hash.user_avatar_url(Id::new(80351110224678912));
/// assert_eq!(
///     url.to_string(),
///     "https://cdn.discordapp.com/avatars/80351110224678912/a_1269e74af4df7417b13759eae50c83dc.gif",
/// );
/// assert!(url.format(ImageFormat::Png).size_px(64).to_string().ends_with("83dc.png?size=64"));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ImageUrl<'a> {
    path: ImagePath<'a>,
    format: ImageFormat,
    size_px: Option<u16>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum ImagePath<'a> {
    /// An image that belongs to an object.
    Of(&'static str, Snowflake, &'a str),
    /// An image that a member has in one guild.
    OfMember(Id<Guild>, Id<User>, &'static str, &'a str),
    /// An emoji, and whether it is animated.
    Emoji(Id<Emoji>, bool),
    /// A sticker that is not a GIF.
    Sticker(Id<Sticker>),
    /// An image that a game has uploaded.
    Asset(Id<Application>, &'a str),
    Decoration(&'a str),
    DefaultAvatar(u64),
    /// A proxied image, or a sticker; with its suffix.
    Media(&'a str),
    Gif(Id<Sticker>),
}

/// The format of a requested image.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ImageFormat {
    /// PNG; APNG for decorations and for some stickers.
    Png,
    /// JPEG.
    Jpeg,
    /// WebP.
    WebP,
    /// GIF, for animated images only.
    Gif,
    /// A Lottie animation in JSON, for some stickers.
    Lottie,
}

impl ImageFormat {
    const fn suffix(self) -> &'static str {
        match self {
            ImageFormat::Png => "png",
            ImageFormat::Jpeg => "jpg",
            ImageFormat::WebP => "webp",
            ImageFormat::Gif => "gif",
            ImageFormat::Lottie => "json",
        }
    }

    const fn of(is_animated: bool) -> ImageFormat {
        if is_animated { ImageFormat::Gif } else { ImageFormat::WebP }
    }
}

impl<'a> ImageUrl<'a> {
    const fn new(path: ImagePath<'a>, format: ImageFormat) -> ImageUrl<'a> {
        ImageUrl { path, format, size_px: None }
    }

    /// The same image in another format. It is not checked whether the image exists in it; proxied images have one
    /// format.
    pub const fn format(self, format: ImageFormat) -> ImageUrl<'a> {
        ImageUrl { format, ..self }
    }

    /// The same image with this width in pixels. Discord accepts the powers of two from 16 to 4,096; this is not
    /// checked.
    pub const fn size_px(self, size_px: u16) -> ImageUrl<'a> {
        ImageUrl { size_px: Some(size_px), ..self }
    }
}

impl fmt::Display for ImageUrl<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let suffix = self.format.suffix();
        match self.path {
            ImagePath::Of(folder, owner, name) => write!(f, "{CDN}/{folder}/{owner}/{name}.{suffix}"),
            ImagePath::OfMember(guild, user, folder, name) => {
                write!(f, "{CDN}/guilds/{guild}/users/{user}/{folder}/{name}.{suffix}")
            }
            ImagePath::Emoji(emoji, _) => write!(f, "{CDN}/emojis/{emoji}.{suffix}"),
            ImagePath::Sticker(sticker) => write!(f, "{CDN}/stickers/{sticker}.{suffix}"),
            ImagePath::Asset(application, asset) => {
                write!(f, "{CDN}/app-assets/{application}/{asset}.{suffix}")
            }
            ImagePath::Decoration(asset) => write!(f, "{CDN}/avatar-decoration-presets/{asset}.{suffix}"),
            ImagePath::DefaultAvatar(index) => write!(f, "{CDN}/embed/avatars/{index}.{suffix}"),
            ImagePath::Media(path) => write!(f, "{MEDIA}/{path}"),
            ImagePath::Gif(sticker) => write!(f, "{MEDIA}/stickers/{sticker}.{suffix}"),
        }?;
        let is_animated_webp =
            matches!((self.path, self.format), (ImagePath::Emoji(_, true), ImageFormat::WebP));
        match (self.size_px, is_animated_webp) {
            (Some(size_px), true) => write!(f, "?size={size_px}&animated=true"),
            (Some(size_px), false) => write!(f, "?size={size_px}"),
            (None, true) => f.write_str("?animated=true"),
            (None, false) => Ok(()),
        }
    }
}

/// URLs of images that have a hash.
macro_rules! images_of {
    ($($(#[$doc:meta])* $name:ident($owner:ident: $kind:ty) = $folder:literal;)*) => {
        impl<'a> ImageHash<&'a str> {
            $(
                $(#[$doc])*
                pub fn $name(self, $owner: Id<$kind>) -> ImageUrl<'a> {
                    self.url(ImagePath::Of($folder, $owner.snowflake(), self.text()))
                }
            )*
        }
    };
}

images_of! {
    /// The URL of a user's avatar.
    user_avatar_url(user_id: User) = "avatars";
    /// The URL of a webhook's avatar.
    webhook_avatar_url(webhook_id: Webhook) = "avatars";
    /// The URL of a user's profile banner.
    user_banner_url(user_id: User) = "banners";
    /// The URL of a guild's icon.
    guild_icon_url(guild_id: Guild) = "icons";
    /// The URL of the background image of a guild's invites.
    guild_splash_url(guild_id: Guild) = "splashes";
    /// The URL of a guild's background image in the server directory.
    guild_discovery_splash_url(guild_id: Guild) = "discovery-splashes";
    /// The URL of a guild's banner.
    guild_banner_url(guild_id: Guild) = "banners";
    /// The URL of the badge next to a guild's tag.
    guild_tag_badge_url(guild_id: Guild) = "guild-tag-badges";
    /// The URL of the cover of a scheduled event.
    scheduled_event_cover_url(event_id: GuildScheduledEvent) = "guild-events";
    /// The URL of a role's icon.
    role_icon_url(role_id: Role) = "role-icons";
    /// The URL of the icon of a group of direct messages.
    channel_icon_url(channel_id: Channel) = "channel-icons";
    /// The URL of an application's icon or cover.
    application_icon_url(application_id: Application) = "app-icons";
    /// The URL of the icon of a team of developers.
    team_icon_url(team_id: Team) = "team-icons";
}

impl<'a> ImageHash<&'a str> {
    /// The URL of the avatar that a member has in one guild only.
    pub fn member_avatar_url(self, guild_id: Id<Guild>, user_id: Id<User>) -> ImageUrl<'a> {
        self.url(ImagePath::OfMember(guild_id, user_id, "avatars", self.text()))
    }

    /// The URL of the profile banner that a member has in one guild only.
    pub fn member_banner_url(self, guild_id: Id<Guild>, user_id: Id<User>) -> ImageUrl<'a> {
        self.url(ImagePath::OfMember(guild_id, user_id, "banners", self.text()))
    }

    fn url(self, path: ImagePath<'a>) -> ImageUrl<'a> {
        ImageUrl::new(path, ImageFormat::of(self.is_animated()))
    }
}

/// The URL of a custom emoji's image. The default is WebP, which exists for every emoji.
///
/// The URL of an animated emoji has `animated=true`; without it, its WebP is still. A GIF exists only for emojis that
/// were not uploaded as WebP or AVIF.
pub const fn emoji_url(emoji_id: Id<Emoji>, is_animated: bool) -> ImageUrl<'static> {
    ImageUrl::new(ImagePath::Emoji(emoji_id, is_animated), ImageFormat::WebP)
}

/// The URL of a sticker's image; `None` for unknown formats.
pub const fn sticker_url(sticker_id: Id<Sticker>, format: StickerFormatType) -> Option<ImageUrl<'static>> {
    let path = ImagePath::Sticker(sticker_id);
    Some(match format {
        StickerFormatType::Png | StickerFormatType::Apng => ImageUrl::new(path, ImageFormat::Png),
        StickerFormatType::Lottie => ImageUrl::new(path, ImageFormat::Lottie),
        StickerFormatType::Gif => ImageUrl::new(ImagePath::Gif(sticker_id), ImageFormat::Gif),
        StickerFormatType::Unknown(_) => return None,
    })
}

/// The URL of an avatar decoration, by its hash; a PNG that may be animated.
pub const fn avatar_decoration_url(asset: &str) -> ImageUrl<'_> {
    ImageUrl::new(ImagePath::Decoration(asset), ImageFormat::Png)
}

/// The URL of an activity's image; `None` for undocumented formats.
///
/// It is an asset of the application, or a proxied image with the prefix `mp:`.
///
/// Source: Discord, "Gateway Events", section "Activity Asset Image".
pub fn activity_image_url(application_id: Option<Id<Application>>, image: &str) -> Option<ImageUrl<'_>> {
    if let Some(path) = image.strip_prefix("mp:") {
        return Some(ImageUrl::new(ImagePath::Media(path), ImageFormat::Png));
    }
    Snowflake::parse(image)?;
    Some(ImageUrl::new(ImagePath::Asset(application_id?, image), ImageFormat::Png))
}

/// The URL of the default avatar, a PNG, for users who have not set one.
///
/// Users with a four-digit discriminator have one of five images, selected by that number; all others have one of six,
/// selected by their identifier.
pub fn default_avatar_url(user_id: Id<User>, discriminator: &str) -> ImageUrl<'static> {
    let index = match discriminator.parse::<u64>() {
        Ok(number) if number > 0 => number % 5,
        _ => (user_id.get() >> 22) % 6,
    };
    ImageUrl::new(ImagePath::DefaultAvatar(index), ImageFormat::Png)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(url: ImageUrl<'_>, path: &str) {
        assert_eq!(url.to_string(), format!("{CDN}/{path}"));
    }

    #[test]
    fn each_kind_of_image_has_its_folder() {
        let hash = ImageHash::new("b2a6");
        check(hash.user_avatar_url(Id::new(1)), "avatars/1/b2a6.webp");
        check(hash.user_banner_url(Id::new(1)), "banners/1/b2a6.webp");
        check(hash.guild_icon_url(Id::new(1)), "icons/1/b2a6.webp");
        check(ImageHash::new("a_b2").guild_icon_url(Id::new(1)), "icons/1/a_b2.gif");
        check(hash.guild_splash_url(Id::new(1)), "splashes/1/b2a6.webp");
        check(hash.guild_discovery_splash_url(Id::new(1)), "discovery-splashes/1/b2a6.webp");
        check(hash.member_avatar_url(Id::new(1), Id::new(2)), "guilds/1/users/2/avatars/b2a6.webp");
        check(hash.member_banner_url(Id::new(1), Id::new(2)), "guilds/1/users/2/banners/b2a6.webp");
        check(hash.scheduled_event_cover_url(Id::new(1)), "guild-events/1/b2a6.webp");
        check(hash.guild_tag_badge_url(Id::new(1)), "guild-tag-badges/1/b2a6.webp");
        check(avatar_decoration_url("a_b2"), "avatar-decoration-presets/a_b2.png");
        check(emoji_url(Id::new(1), false), "emojis/1.webp");
        check(emoji_url(Id::new(1), true), "emojis/1.webp?animated=true");
        check(emoji_url(Id::new(1), true).size_px(64), "emojis/1.webp?size=64&animated=true");
        check(emoji_url(Id::new(1), true).format(ImageFormat::Gif), "emojis/1.gif");
        check(emoji_url(Id::new(1), true).format(ImageFormat::Png).size_px(32), "emojis/1.png?size=32");
        check(sticker_url(Id::new(1), StickerFormatType::Lottie).unwrap(), "stickers/1.json");
        let gif = sticker_url(Id::new(1), StickerFormatType::Gif).unwrap();
        assert_eq!(gif.to_string(), "https://media.discordapp.net/stickers/1.gif");
        assert_eq!(sticker_url(Id::new(1), StickerFormatType::Unknown(9)), None);
    }

    #[test]
    fn an_activity_shows_assets_and_images_from_elsewhere() {
        let game = Some(Id::new(7));
        check(activity_image_url(game, "351371005538729111").unwrap(), "app-assets/7/351371005538729111.png");
        let elsewhere = activity_image_url(None, "mp:external/xyz/https/a.b/c.jpg").unwrap();
        assert_eq!(elsewhere.to_string(), "https://media.discordapp.net/external/xyz/https/a.b/c.jpg");
        assert_eq!(activity_image_url(game, "spotify:ab67"), None);
        assert_eq!(activity_image_url(None, "351371005538729111"), None);
    }

    #[test]
    fn a_user_without_an_avatar_has_a_default_one() {
        let user = Id::new(80351110224678912);
        check(default_avatar_url(user, "1337"), "embed/avatars/2.png");
        check(default_avatar_url(user, "0"), "embed/avatars/5.png");
    }
}
