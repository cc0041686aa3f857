//! Frames of the generator with other distributions, so that no engine is tuned to all of them.

use fastrand::Rng;
use zerocord_generator::{Generator, Mix};

use super::json::{Json, WRITTEN_AS_UNICODE};

/// The differences from the frames of the generator. [`Moves::NONE`] changes nothing.
#[derive(Clone, Copy, Debug)]
pub struct Moves {
    /// The percentage of contents and names with an escape.
    pub escapes_percent: Option<u32>,
    /// The script of contents and names, and the length of contents.
    pub texts: Option<(Script, Length)>,
    /// Whether optional keys are dropped and unknown keys are added at random.
    pub has_optional_keys: bool,
    /// The maximum number of roles of a member.
    pub roles_max: Option<usize>,
    /// The order of keys.
    pub order: KeyOrder,
}

/// The script of contents and names.
#[derive(Clone, Copy, Debug)]
pub enum Script {
    /// ASCII.
    Latin,
    /// Three bytes per character.
    Cjk,
    /// Four bytes per character.
    Emoji,
}

/// The length of contents.
#[derive(Clone, Copy, Debug)]
pub enum Length {
    /// One to four words.
    Short,
    /// 100 to 350 words, about the maximum length of a message.
    Long,
}

/// The order of keys.
#[derive(Clone, Copy, Debug)]
pub enum KeyOrder {
    /// The order of the generator.
    Kept,
    /// A different order in the payload and below, the same in all frames.
    Another,
    /// A random order in the payload and below.
    Shuffled,
}

impl Moves {
    /// The frames of the generator, unchanged.
    pub const NONE: Moves = Moves {
        escapes_percent: None,
        texts: None,
        has_optional_keys: false,
        roles_max: None,
        order: KeyOrder::Kept,
    };

    /// A generator with these changes.
    pub(super) fn mover(self, seed: u64, mix: Mix) -> Mover {
        Mover {
            moves: self,
            generator: Generator::new(seed, mix),
            rng: Rng::with_seed(seed),
            frame: Vec::new(),
        }
    }
}

/// The keys of strings that people write.
const TEXTS: [&str; 8] =
    ["content", "username", "global_name", "nick", "name", "state", "details", "description"];

/// Keys of messages and presences that are optional in the models of zerocord and of others.
const OPTIONAL: [&str; 13] = [
    "nonce",
    "flags",
    "components",
    "channel_type",
    "position",
    "referenced_message",
    "message_reference",
    "member",
    "sticker_items",
    "public_flags",
    "avatar_decoration_data",
    "global_name",
    "banner",
];

/// Unknown keys, with values.
const UNKNOWN: [(&str, &str); 6] = [
    ("shared_theme", "null"),
    ("traits", r#"{"id":"77","content":"no","author":{"id":"78"}}"#),
    ("content_id", "\"81\""),
    ("author_tags", "[]"),
    ("timestamps", "[{\"timestamp\":\"no\"}]"),
    ("rank", "4.5"),
];

const LATIN: [&str; 12] =
    ["the", "raid", "starts", "at", "nine", "bring", "potions", "and", "a", "spare", "torch", "lol"];
const CJK: [&str; 8] = ["今日は", "いい天気", "ですね", "サーバー", "重い", "你好", "世界", "고마워요"];
const EMOJI: [&str; 8] = ["😂", "🔥", "👍🏽", "🎉", "😭", "🇪🇺", "🥐", "👩‍🚀"];

/// Writes changed frames.
pub(super) struct Mover {
    moves: Moves,
    generator: Generator,
    rng: Rng,
    frame: Vec<u8>,
}

impl Mover {
    /// Appends the next frame. A frame of another event is left unchanged.
    pub(super) fn frame(&mut self, is_wanted: impl Fn(&[u8]) -> bool, out: &mut Vec<u8>) {
        self.frame.clear();
        self.generator.frame(&mut self.frame);
        if !is_wanted(&self.frame) {
            out.extend_from_slice(&self.frame);
            return;
        }
        let mut frame = Json::parse(&self.frame).expect("the generator writes JSON");
        let payload = frame.members_mut().and_then(|members| members.iter_mut().find(|(key, _)| key == "d"));
        if let Some((_, payload)) = payload {
            self.payload(payload);
        }
        frame.write(out);
    }

    fn payload(&mut self, payload: &mut Json) {
        let Mover { moves, rng, .. } = self;
        if moves.has_optional_keys {
            change_keys(rng, payload);
        }
        payload.each_object(&mut |members| {
            for (key, value) in members.iter_mut() {
                match value {
                    Json::Text(text) if TEXTS.contains(&key.as_str()) => moves.change_text(rng, key, text),
                    Json::Array(roles) if key == "roles" => moves.change_roles(rng, roles),
                    _ => {}
                }
            }
            match moves.order {
                KeyOrder::Kept => {}
                KeyOrder::Another => members.sort_by_key(|(key, _)| another_order(key)),
                KeyOrder::Shuffled => rng.shuffle(members),
            }
        });
    }
}

impl Moves {
    fn change_text(&self, rng: &mut Rng, key: &str, text: &mut String) {
        if let Some((script, length)) = self.texts {
            let words = match (key, length) {
                ("content", Length::Long) => rng.usize(100..350),
                ("content", Length::Short) => rng.usize(1..5),
                _ => rng.usize(1..3),
            };
            *text = write_words(rng, script, words);
        }
        if let Some(percent) = self.escapes_percent {
            text.retain(|character| !needs_escape(character));
            if rng.u32(0..100) < percent {
                add_escapes(rng, text);
            }
        }
    }

    fn change_roles(&self, rng: &mut Rng, roles: &mut Vec<Json>) {
        if let Some(roles_max) = self.roles_max {
            roles.clear();
            let count = rng.usize(0..=roles_max);
            roles.extend((0..count).map(|_| Json::Text(rng.u64(1 << 58..1 << 60).to_string())));
        }
    }
}

fn write_words(rng: &mut Rng, script: Script, count: usize) -> String {
    let words: &[&str] = match script {
        Script::Latin => &LATIN,
        Script::Cjk => &CJK,
        Script::Emoji => &EMOJI,
    };
    let mut text = String::new();
    for index in 0..count {
        text.push_str(if index > 0 { " " } else { "" });
        text.push_str(words[rng.usize(..words.len())]);
    }
    text
}

fn needs_escape(character: char) -> bool {
    matches!(character, '"' | '\\' | '\0'..='\x1f') || WRITTEN_AS_UNICODE.contains(&character)
}

/// Inserts one to three characters that need an escape, at random positions.
fn add_escapes(rng: &mut Rng, text: &mut String) {
    for _ in 0..rng.usize(1..=3) {
        let ends = text.char_indices().map(|(offset, _)| offset).chain([text.len()]);
        let offsets: Vec<_> = ends.collect();
        let offset = offsets[rng.usize(..offsets.len())];
        let character = match rng.u32(..10) {
            0..5 => '\n',
            5..8 => '"',
            8 => '\\',
            _ => WRITTEN_AS_UNICODE[rng.usize(..WRITTEN_AS_UNICODE.len())],
        };
        text.insert(offset, character);
    }
}

/// Drops each optional key of the payload and its objects with a probability of one half, and adds unknown keys
/// anywhere.
fn change_keys(rng: &mut Rng, payload: &mut Json) {
    payload.each_object(&mut |members| {
        members.retain(|(key, _)| !OPTIONAL.contains(&key.as_str()) || rng.bool());
    });
    let Some(members) = payload.members_mut() else { return };
    for _ in 0..rng.usize(..3) {
        let (key, value) = UNKNOWN[rng.usize(..UNKNOWN.len())];
        if !members.iter().any(|(own, _)| own == key) {
            let value = Json::parse(value.as_bytes()).expect("the table holds JSON");
            members.insert(rng.usize(..=members.len()), (key.to_owned(), value));
        }
    }
}

/// The sort key of a key: neither alphabetical nor by length.
fn another_order(key: &str) -> u64 {
    key.bytes()
        .fold(7, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(23))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn messages(moves: Moves) -> Vec<(Vec<u8>, Json)> {
        let mut mover = moves.mover(1, Mix::Quiet);
        let is_message = |frame: &[u8]| frame.starts_with(b"{\"t\":\"MESSAGE_CREATE\"");
        let frames = std::iter::from_fn(|| {
            let mut frame = Vec::new();
            mover.frame(is_message, &mut frame);
            Some(frame)
        });
        let messages = frames.filter(|frame| is_message(frame)).take(300);
        messages.map(|frame| (frame.clone(), Json::parse(&frame).unwrap())).collect()
    }

    fn content(frame: &Json) -> &str {
        match frame.get("d").and_then(|payload| payload.get("content")) {
            Some(Json::Text(text)) => text,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn the_percentage_of_contents_with_an_escape_is_as_requested() {
        for percent in [0, 12, 55, 100] {
            let messages = messages(Moves { escapes_percent: Some(percent), ..Moves::NONE });
            let escaped = messages.iter().filter(|(_, frame)| content(frame).contains(needs_escape)).count();
            let share = escaped * 100 / messages.len();
            assert!(share.abs_diff(percent as usize) <= 6, "{share} of 100, not {percent}");
            if percent == 0 {
                assert!(messages.iter().all(|(bytes, _)| !bytes.contains(&b'\\')));
            }
        }
    }

    #[test]
    fn long_emoji_are_long_and_no_ascii() {
        let texts = Some((Script::Emoji, Length::Long));
        for (_, frame) in messages(Moves { texts, ..Moves::NONE }) {
            assert!(content(&frame).is_empty() || content(&frame).len() > 500);
            assert!(!content(&frame).contains(|character: char| character.is_ascii_alphanumeric()));
        }
    }

    #[test]
    fn the_order_of_keys_changes_and_nothing_else() {
        let sorted = |frame: &Json| {
            let mut frame = frame.clone();
            frame.each_object(&mut |members| members.sort_by(|left, right| left.0.cmp(&right.0)));
            frame
        };
        let kept = messages(Moves::NONE);
        for order in [KeyOrder::Another, KeyOrder::Shuffled] {
            for ((_, moved), (_, kept)) in messages(Moves { order, ..Moves::NONE }).iter().zip(&kept) {
                assert_ne!(moved, kept);
                assert_eq!(sorted(moved), sorted(kept));
            }
        }
    }

    #[test]
    fn members_have_none_to_eighty_roles() {
        let frames = messages(Moves { roles_max: Some(80), ..Moves::NONE });
        let counts =
            frames.iter().filter_map(|(_, frame)| match frame.get("d")?.get("member")?.get("roles")? {
                Json::Array(roles) => Some(roles.len()),
                _ => None,
            });
        let counts: Vec<_> = counts.collect();
        assert!(counts.iter().any(|count| *count < 8) && counts.iter().any(|count| *count > 72));
    }

    #[test]
    fn optional_keys_come_and_go() {
        let frames = messages(Moves { has_optional_keys: true, ..Moves::NONE });
        let count =
            |key| frames.iter().filter(|(_, frame)| frame.get("d").unwrap().get(key).is_some()).count();
        for key in ["nonce", "flags", "rank"] {
            assert!((1..frames.len() - 1).contains(&count(key)), "{key}: {}", count(key));
        }
        assert_eq!(count("content"), frames.len());
    }
}
