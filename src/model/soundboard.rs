//! Sounds that can be played in voice channels.

use std::fmt;

use serde::Serialize;
use zerocord_derive::View;

use super::emoji::Emoji;
use super::guild::Guild;
use super::id::Id;
use super::image_url::CDN;
use super::twin::twin_methods;
use super::user::User;

/// A short sound that can be played in a voice channel.
///
/// Source: Discord, "Soundboard Resource", section "Soundboard Sound Structure".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct SoundboardSound {
    /// The name.
    pub name: String,
    /// The sound. Default sounds have small numbers.
    pub sound_id: Id<SoundboardSound>,
    /// How loud the sound is, 0 to 1.
    pub volume: f64,
    /// The custom emoji. At most one of this and `emoji_name` is not null.
    pub emoji_id: Option<Id<Emoji>>,
    /// The Unicode emoji. At most one of this and `emoji_id` is not null.
    pub emoji_name: Option<String>,
    /// The guild that this belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub guild_id: Option<Id<Guild>>,
    /// Whether it can be used; false if the guild has lost the required boosts.
    pub available: bool,
    /// Who uploaded the sound.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user: Option<Box<User>>,
    /// Who uploaded the sound. Undocumented.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user_id: Option<Id<User>>,
}

/// The payload of `GUILD_SOUNDBOARD_SOUND_DELETE`.
///
/// Source: Discord, "Gateway Events", section "Guild Soundboard Sound Delete Event Fields".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct GuildSoundboardSoundDelete {
    /// The sound. Default sounds have small numbers.
    pub sound_id: Id<SoundboardSound>,
    /// The guild that this belongs to.
    pub guild_id: Id<Guild>,
}

/// The payload of `GUILD_SOUNDBOARD_SOUNDS_UPDATE`: several sounds changed at once.
///
/// Source: Discord, "Gateway Events", section "Guild Soundboard Sounds Update Event Fields".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct GuildSoundboardSoundsUpdate {
    /// The sounds.
    pub soundboard_sounds: Vec<SoundboardSound>,
    /// The guild that this belongs to.
    pub guild_id: Id<Guild>,
}

/// The payload of `SOUNDBOARD_SOUNDS`: the answer to opcode 31.
///
/// Source: Discord, "Gateway Events", section "Soundboard Sounds Event Fields".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct SoundboardSounds {
    /// The sounds.
    pub soundboard_sounds: Vec<SoundboardSound>,
    /// The guild that this belongs to.
    pub guild_id: Id<Guild>,
}

/// The URL of a sound, an MP3 or Ogg file, as [`Display`](fmt::Display) writes it.
///
/// Source: Discord, "Soundboard Resource", section "Soundboard Sound Structure".
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct SoundUrl(Id<SoundboardSound>);

impl fmt::Display for SoundUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{CDN}/soundboard-sounds/{}", self.0)
    }
}

twin_methods! { SoundboardSound, SoundboardSoundRef:
    /// The URL of the sound.
    fn url(sound_id) -> SoundUrl { SoundUrl(sound_id) }
}
