//! Images that Discord keeps: [`ImageHash`], and the addresses at which they are served.
//!
//! A payload names an image by a hash; the address is put together from the hash and the identifier
//! of its owner. Nothing here asks Discord whether an image is there.
//!
//! Source: Discord, "API Reference", section "CDN Endpoints".

use std::fmt;

use serde::{Deserialize, Serialize};

use super::application::Application;
use super::channel::Channel;
use super::emoji::Emoji;
use super::guild::Guild;
use super::id::Id;
use super::role::Role;
use super::scheduled_event::GuildScheduledEvent;
use super::team::Team;
use super::user::User;
use crate::arena::Arena;
use crate::json::error::Error;
use crate::json::raw::RawValue;
use crate::view::{FromJson, Model};

/// The hash of an image: hexadecimal digits, with `a_` in front when the image is animated.
///
/// The text is not checked. Owned in a model, `ImageHash<Box<str>>`; borrowed in a view,
/// `ImageHash<&str>`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ImageHash<S = Box<str>>(S);

impl<S> ImageHash<S> {
    /// The hash with this text.
    pub const fn new(text: S) -> Self {
        ImageHash(text)
    }

    /// The text of the hash.
    pub fn as_str(&self) -> &str
    where
        S: AsRef<str>,
    {
        self.0.as_ref()
    }

    /// Whether the image is animated, which makes a GIF of it available.
    pub fn is_animated(&self) -> bool
    where
        S: AsRef<str>,
    {
        self.as_str().starts_with("a_")
    }

    /// The same hash, owning its text.
    pub fn into_owned(self) -> ImageHash
    where
        S: Into<Box<str>>,
    {
        ImageHash(self.0.into())
    }

    /// The address of a user's avatar.
    pub fn user_avatar_url(&self, user_id: Id<User>) -> String
    where
        S: AsRef<str>,
    {
        self.url(format_args!("avatars/{user_id}"))
    }

    /// The address of a user's banner.
    pub fn user_banner_url(&self, user_id: Id<User>) -> String
    where
        S: AsRef<str>,
    {
        self.url(format_args!("banners/{user_id}"))
    }

    /// The address of the avatar that a member has in one guild only.
    pub fn member_avatar_url(&self, guild_id: Id<Guild>, user_id: Id<User>) -> String
    where
        S: AsRef<str>,
    {
        self.url(format_args!("guilds/{guild_id}/users/{user_id}/avatars"))
    }

    /// The address of the banner that a member has in one guild only.
    pub fn member_banner_url(&self, guild_id: Id<Guild>, user_id: Id<User>) -> String
    where
        S: AsRef<str>,
    {
        self.url(format_args!("guilds/{guild_id}/users/{user_id}/banners"))
    }

    /// The address of a guild's icon.
    pub fn guild_icon_url(&self, guild_id: Id<Guild>) -> String
    where
        S: AsRef<str>,
    {
        self.url(format_args!("icons/{guild_id}"))
    }

    /// The address of the picture behind a guild's invites.
    pub fn guild_splash_url(&self, guild_id: Id<Guild>) -> String
    where
        S: AsRef<str>,
    {
        self.url(format_args!("splashes/{guild_id}"))
    }

    /// The address of the picture behind a guild in the server directory.
    pub fn guild_discovery_splash_url(&self, guild_id: Id<Guild>) -> String
    where
        S: AsRef<str>,
    {
        self.url(format_args!("discovery-splashes/{guild_id}"))
    }

    /// The address of a guild's banner.
    pub fn guild_banner_url(&self, guild_id: Id<Guild>) -> String
    where
        S: AsRef<str>,
    {
        self.url(format_args!("banners/{guild_id}"))
    }

    /// The address of the badge beside a guild's tag.
    pub fn guild_tag_badge_url(&self, guild_id: Id<Guild>) -> String
    where
        S: AsRef<str>,
    {
        self.url(format_args!("guild-tag-badges/{guild_id}"))
    }

    /// The address of the cover of a scheduled event.
    pub fn scheduled_event_cover_url(&self, event_id: Id<GuildScheduledEvent>) -> String
    where
        S: AsRef<str>,
    {
        self.url(format_args!("guild-events/{event_id}"))
    }

    /// The address of a role's icon.
    pub fn role_icon_url(&self, role_id: Id<Role>) -> String
    where
        S: AsRef<str>,
    {
        self.url(format_args!("role-icons/{role_id}"))
    }

    /// The address of the icon of a group of direct messages.
    pub fn channel_icon_url(&self, channel_id: Id<Channel>) -> String
    where
        S: AsRef<str>,
    {
        self.url(format_args!("channel-icons/{channel_id}"))
    }

    /// The address of an application's icon or cover.
    pub fn application_icon_url(&self, application_id: Id<Application>) -> String
    where
        S: AsRef<str>,
    {
        self.url(format_args!("app-icons/{application_id}"))
    }

    /// The address of the icon of a team of developers.
    pub fn team_icon_url(&self, team_id: Id<Team>) -> String
    where
        S: AsRef<str>,
    {
        self.url(format_args!("team-icons/{team_id}"))
    }

    fn url(&self, folder: fmt::Arguments<'_>) -> String
    where
        S: AsRef<str>,
    {
        let suffix = if self.is_animated() { "gif" } else { "webp" };
        format!("{CDN}/{folder}/{}.{suffix}", self.as_str())
    }
}

impl<S: AsRef<str>> fmt::Display for ImageHash<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl<'a> FromJson<'a> for ImageHash<&'a str> {
    #[inline]
    fn from_json(value: RawValue<'a>, arena: &'a Arena) -> Result<Self, Error> {
        <&str>::from_json(value, arena).map(ImageHash)
    }
}

impl Model for ImageHash {
    type View<'a> = ImageHash<&'a str>;

    fn from_view(view: ImageHash<&str>) -> Result<Self, Error> {
        Ok(view.into_owned())
    }
}

/// Where Discord serves images from.
pub(crate) const CDN: &str = "https://cdn.discordapp.com";

/// The address of a custom emoji's picture.
pub fn emoji_url(emoji_id: Id<Emoji>, animated: bool) -> String {
    let suffix = if animated { "gif" } else { "webp" };
    format!("{CDN}/emojis/{emoji_id}.{suffix}")
}

/// The address of the avatar that is shown for a user who has set none.
///
/// Users with a discriminator of four digits have one of five pictures by that number, all others one
/// of six by their identifier.
pub fn default_avatar_url(user_id: Id<User>, discriminator: &str) -> String {
    let index = match discriminator.parse::<u64>() {
        Ok(number) if number > 0 => number % 5,
        _ => (user_id.get() >> 22) % 6,
    };
    format!("{CDN}/embed/avatars/{index}.png")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn animated_images_are_served_as_gif() {
        let still = ImageHash::new("1269e74af4df7417b13759eae50c83dc");
        let animated = ImageHash::new("a_1269e74af4df7417b13759eae50c83dc");
        let guild = Id::new(41771983423143937);
        assert_eq!(
            still.guild_icon_url(guild),
            "https://cdn.discordapp.com/icons/41771983423143937/1269e74af4df7417b13759eae50c83dc.webp"
        );
        assert!(animated.is_animated() && animated.guild_icon_url(guild).ends_with("83dc.gif"));
    }

    #[test]
    fn a_user_without_an_avatar_has_one_of_the_default_ones() {
        let user = Id::new(80351110224678912);
        assert!(default_avatar_url(user, "1337").ends_with("/embed/avatars/2.png"));
        assert!(default_avatar_url(user, "0").ends_with("/embed/avatars/5.png"));
    }
}
