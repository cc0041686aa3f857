//! The corpora of the tasks.

use zerocord_generator::{Mix, Shuffle};

use super::{KeyOrder, Length, Moves, Recipe, Script, Source};

/// Each way to make frames, by name. The worst of them counts.
const fn recipes(mix: Mix) -> [(&'static str, Recipe); 13] {
    const fn moved(mix: Mix, moves: Moves) -> Recipe {
        Recipe::Moved(mix, moves)
    }
    const fn escapes(mix: Mix, percent: u32) -> Recipe {
        moved(mix, Moves { escapes_percent: Some(percent), ..Moves::NONE })
    }
    const fn texts(mix: Mix, script: Script, length: Length) -> Recipe {
        moved(mix, Moves { texts: Some((script, length)), ..Moves::NONE })
    }
    [
        ("generated", Recipe::Generated(mix, Shuffle::None)),
        ("generated-shuffled", Recipe::Generated(mix, Shuffle::Everywhere)),
        ("escapes-0", escapes(mix, 0)),
        ("escapes-12", escapes(mix, 12)),
        ("escapes-55", escapes(mix, 55)),
        ("escapes-100", escapes(mix, 100)),
        ("latin-short", texts(mix, Script::Latin, Length::Short)),
        ("cjk-long", texts(mix, Script::Cjk, Length::Long)),
        ("emoji-long", texts(mix, Script::Emoji, Length::Long)),
        ("optional-keys", moved(mix, Moves { has_optional_keys: true, ..Moves::NONE })),
        ("roles-80", moved(mix, Moves { roles_max: Some(80), ..Moves::NONE })),
        ("another-order", moved(mix, Moves { order: KeyOrder::Another, ..Moves::NONE })),
        (
            "shuffled",
            moved(mix, Moves { order: KeyOrder::Shuffled, escapes_percent: Some(55), ..Moves::NONE }),
        ),
    ]
}

/// The sources from a mix, and one from fixtures.
const fn sources(mix: Mix, event: Option<&'static str>) -> [Source; 14] {
    let recipes = recipes(mix);
    let mut sources = [Source { event, ..Source::all("fixtures", Recipe::Fixtures) }; 14];
    let mut index = 0;
    while index < recipes.len() {
        let (name, recipe) = recipes[index];
        sources[index] = Source { event, ..Source::all(name, recipe) };
        index += 1;
    }
    sources
}

/// Every MESSAGE_CREATE of a bot without presences.
pub const MESSAGES: &[Source] = &sources(Mix::Quiet, Some("MESSAGE_CREATE"));

/// Every PRESENCE_UPDATE.
pub const PRESENCES: &[Source] = &sources(Mix::PresenceHeavy, Some("PRESENCE_UPDATE"));

/// The same sources without fixtures, since some of their objects lack fields that owned models require.
pub const WHOLE_MESSAGES: &[Source] = without_last(MESSAGES);

/// The same of PRESENCE_UPDATE.
pub const WHOLE_PRESENCES: &[Source] = without_last(PRESENCES);

const fn without_last(sources: &[Source]) -> &[Source] {
    match sources.split_last() {
        Some((_, others)) => others,
        None => sources,
    }
}

/// All frames of a bot without presences.
pub const ALL: &[Source] = &sources(Mix::Quiet, None);

/// Every GUILD_CREATE of a start.
pub const GUILDS: &[Source] =
    &[Source::event("startup", Recipe::Generated(Mix::Startup, Shuffle::None), "GUILD_CREATE")];

/// Every GUILD_CREATE of a start that is small enough for an owned model.
pub const GUILD_MEMBERS: &[Source] = &[GUILDS[0].with_frame_len_max(1 << 20)];
