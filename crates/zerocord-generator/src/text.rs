//! Invented names and small talk in several scripts.

use crate::random::Random;
use crate::write::Write;

const SYLLABLES: &[&str] = &[
    "ba", "bri", "cor", "da", "del", "fen", "gor", "hal", "im", "jo", "ka", "kes", "lu", "mar", "mi", "nor",
    "ol", "pel", "qui", "ra", "rox", "sal", "ta", "tir", "um", "vel", "wo", "xa", "yor", "zim",
];

const ENGLISH: &[&str] = &[
    "the", "a", "to", "and", "we", "lag", "again", "server", "build", "is", "anyone", "raid", "tonight",
    "at", "nine", "with", "new", "patch", "looks", "good", "really", "slow", "here", "who", "wants",
    "coffee", "map", "finally", "works", "on", "my", "machine", "thanks", "for", "help", "lol", "please",
    "check", "logs", "tomorrow", "weekend", "deploy", "rollback", "nice", "shot", "music", "queue", "is",
    "empty", "brb", "dinner", "does", "it", "compile",
];

const GERMAN: &[&str] = &[
    "schön",
    "für",
    "später",
    "Grüße",
    "können",
    "wir",
    "heute",
    "über",
    "Straße",
    "müde",
    "größer",
    "Frühstück",
    "natürlich",
    "und",
    "dann",
    "weiß",
    "nicht",
    "möglich",
    "Übung",
    "außerdem",
    "zurück",
    "läuft",
];

const JAPANESE: &[&str] = &[
    "今日は",
    "とても",
    "いい天気",
    "ですね",
    "サーバー",
    "重い",
    "明日",
    "また",
    "会いましょう",
    "ありがとう",
    "ゲーム",
    "始める",
    "準備できた",
    "猫",
    "かわいい",
    "おはよう",
];

const ARABIC: &[&str] = &[
    "مرحبا",
    "كيف",
    "الحال",
    "اليوم",
    "شكرا",
    "جزيلا",
    "الخادم",
    "بطيء",
    "غدا",
    "صباح",
    "الخير",
    "لعبة",
    "جديدة",
];

const EMOJI: &[&str] = &["😂", "🔥", "🦀", "👍🏽", "❤️", "👩‍🚀", "🎉", "😭", "🇪🇺", "✨", "🥐", "🐢"];

const ESCAPES: &[&str] = &[
    "\\n",
    "\\n\\n",
    "\\\"ready\\\"",
    "C:\\\\maps",
    "\\\"so\\\"",
    "\\n- ",
    "¯\\\\_(ツ)_/¯",
    "\\n```\\nlog\\n```",
];

const RARE_ESCAPES: &[&str] =
    &["\\ud83e\\udd80", "\\u00e9t\\u00e9", "\\u0007", "\\ud83d\\ude80\\u2728", "\\u200b", "\\t"];

const TITLES: &[&str] = &[
    "Harbour Café",
    "Night Shift",
    "Pixel Orchard",
    "Die Werkstatt",
    "Lantern Keep",
    "Slow Trains",
    "ねこ会議",
    "Copper & Coal",
    "Static Garden",
    "Räuberhöhle",
    "Open Source Tavern",
    "North Pier",
    "Tiny Tanks",
    "نادي القراءة",
];

const GAMES: &[&str] = &[
    "Orbital Farmers",
    "Gravel Kings",
    "Moth & Lantern",
    "Deep Harbour 2",
    "Tile Empire",
    "Rogue Librarian",
    "Sternwerft",
    "Cloud Ferry Simulator",
    "Nine Wells Online",
    "Quiet Artillery: Second Winter",
];

const SONGS: &[&str] = &[
    "Rain on Platform Nine",
    "Kupferdraht",
    "Slow Comet",
    "Paper Lighthouse (Live)",
    "夜の電車",
    "Seven Left Shoes",
    "Été sans fin",
    "Hollow Year",
    "Minor Gods of Parking",
    "The Long Checkout",
];

const ARTISTS: &[&str] = &[
    "The Ferrymen",
    "Anna Querfeld",
    "Moss Division; Tin Ivory",
    "Lowlight",
    "星屑ステーション",
    "Dry Dock Choir",
    "Vela Norr",
    "Paul & the Kettles",
];

/// A user name: lower-case letters, occasionally digits.
pub(crate) fn user_name(random: &mut Random, out: &mut Vec<u8>) {
    for _ in 0..random.within(2, 4) {
        out.raw(random.pick(SYLLABLES));
    }
    match random.below(8) {
        0 => _ = out.raw("_").raw(random.pick(SYLLABLES)),
        1 => _ = out.raw(".").raw(random.pick(SYLLABLES)),
        2 | 3 => _ = out.number(random.below(10_000)),
        _ => {}
    }
}

/// A display name: a word or two; one in seven is not ASCII.
pub(crate) fn display_name(random: &mut Random, out: &mut Vec<u8>) {
    match random.below(14) {
        0 => _ = out.raw(random.pick(JAPANESE)),
        1 => _ = out.raw(random.pick(GERMAN)).raw(" ").raw(random.pick(EMOJI)),
        _ => {
            let start = out.len();
            out.raw(random.pick(SYLLABLES)).raw(random.pick(SYLLABLES)).raw(random.pick(SYLLABLES));
            out[start].make_ascii_uppercase();
        }
    }
}

/// The name of a guild, or of a location in it.
pub(crate) fn title(random: &mut Random) -> &'static str {
    random.pick(TITLES)
}

/// The name of a game.
pub(crate) fn game(random: &mut Random) -> &'static str {
    random.pick(GAMES)
}

/// The name of a song.
pub(crate) fn song(random: &mut Random) -> &'static str {
    random.pick(SONGS)
}

/// The name of an artist.
pub(crate) fn artist(random: &mut Random) -> &'static str {
    random.pick(ARTISTS)
}

/// An emoji in Unicode.
pub(crate) fn emoji(random: &mut Random) -> &'static str {
    random.pick(EMOJI)
}

/// A lower-case name with hyphens, as channels have.
pub(crate) fn channel_name(random: &mut Random, out: &mut Vec<u8>) {
    out.raw(random.pick(ENGLISH)).raw("-").raw(random.pick(SYLLABLES)).raw(random.pick(SYLLABLES));
}

/// `count` words of one script, without characters that need escapes, and without quotes around the result.
pub(crate) fn words(random: &mut Random, count: u64, out: &mut Vec<u8>) {
    let script = script(random);
    for index in 0..count {
        if index > 0 {
            out.push(b' ');
        }
        out.raw(random.pick(script));
    }
}

/// The content of a message between its quotes; `escaped` puts one to three escapes in it.
pub(crate) fn content(random: &mut Random, escaped: bool, out: &mut Vec<u8>) {
    let count = match random.below(100) {
        0..55 => random.within(1, 7),
        55..90 => random.within(8, 24),
        90..98 => random.within(25, 90),
        _ => random.within(91, 240),
    };
    let script = script(random);
    let mut escapes_left = if escaped { random.within(1, 3) } else { 0 };
    for index in 0..count {
        if index > 0 {
            out.push(b' ');
        }
        if escapes_left > 0 && (index + escapes_left >= count || random.below(count) < 2) {
            escapes_left -= 1;
            let rare = random.percent(12);
            out.raw(random.pick(if rare { RARE_ESCAPES } else { ESCAPES }));
        } else if random.percent(3) {
            out.raw(random.pick(EMOJI));
        } else {
            out.raw(random.pick(script));
        }
    }
}

fn script(random: &mut Random) -> &'static [&'static str] {
    match random.below(100) {
        0..66 => ENGLISH,
        66..82 => GERMAN,
        82..92 => JAPANESE,
        92..98 => ARABIC,
        _ => EMOJI,
    }
}
