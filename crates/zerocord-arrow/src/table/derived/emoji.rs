//! Emoji in message content.

/// Characters of the basic plane that are shown as emoji without a variation selector (Unicode: `Emoji_Presentation`).
const BASIC: [(u32, u32); 43] = [
    (0x231a, 0x231b),
    (0x23e9, 0x23ec),
    (0x23f0, 0x23f0),
    (0x23f3, 0x23f3),
    (0x25fd, 0x25fe),
    (0x2614, 0x2615),
    (0x2648, 0x2653),
    (0x267f, 0x267f),
    (0x2693, 0x2693),
    (0x26a1, 0x26a1),
    (0x26aa, 0x26ab),
    (0x26bd, 0x26be),
    (0x26c4, 0x26c5),
    (0x26ce, 0x26ce),
    (0x26d4, 0x26d4),
    (0x26ea, 0x26ea),
    (0x26f2, 0x26f3),
    (0x26f5, 0x26f5),
    (0x26fa, 0x26fa),
    (0x26fd, 0x26fd),
    (0x2705, 0x2705),
    (0x270a, 0x270b),
    (0x2728, 0x2728),
    (0x274c, 0x274c),
    (0x274e, 0x274e),
    (0x2753, 0x2755),
    (0x2757, 0x2757),
    (0x2795, 0x2797),
    (0x27b0, 0x27b0),
    (0x27bf, 0x27bf),
    (0x2b1b, 0x2b1c),
    (0x2b50, 0x2b50),
    (0x2b55, 0x2b55),
    (0x1f004, 0x1f004),
    (0x1f0cf, 0x1f0cf),
    (0x1f18e, 0x1f18e),
    (0x1f191, 0x1f19a),
    (0x1f201, 0x1f201),
    (0x1f21a, 0x1f21a),
    (0x1f22f, 0x1f22f),
    (0x1f232, 0x1f236),
    (0x1f238, 0x1f23a),
    (0x1f250, 0x1f251),
];

const JOINER: char = '\u{200d}';
const EMOJI_STYLE: char = '\u{fe0f}';
const KEYCAP: char = '\u{20e3}';

/// The number of emoji: custom ones (`<:name:id>`, `<a:name:id>`) and those of Unicode. A joined sequence counts
/// once, and so does a flag.
pub(super) fn count(content: &str) -> u64 {
    custom_count(content) + unicode_count(content)
}

fn custom_count(content: &str) -> u64 {
    let is_custom = |rest: &str| {
        let rest = rest.strip_prefix('a').unwrap_or(rest);
        let Some((name, rest)) = rest.strip_prefix(':').and_then(|rest| rest.split_once(':')) else {
            return false;
        };
        let Some((id, _)) = rest.split_once('>') else { return false };
        let is_name = |char: char| char.is_ascii_alphanumeric() || matches!(char, '_' | '~');
        name.len() >= 2
            && name.chars().all(is_name)
            && !id.is_empty()
            && id.bytes().all(|byte| byte.is_ascii_digit())
    };
    content.match_indices('<').filter(|(at, _)| is_custom(&content[at + 1..])).count() as u64
}

fn unicode_count(content: &str) -> u64 {
    let mut count = 0;
    let mut chars = content.chars().peekable();
    let mut is_joined = false;
    while let Some(char) = chars.next() {
        if is_flag_half(char) && chars.next_if(|next| is_flag_half(*next)).is_some() {
            count += 1;
            continue;
        }
        let has_style = chars.next_if_eq(&EMOJI_STYLE).is_some();
        let is_keycap = matches!(char, '0'..='9' | '#' | '*') && chars.next_if_eq(&KEYCAP).is_some();
        let is_emoji = is_keycap || is_shown_as_emoji(char) || has_style && !char.is_ascii();
        if is_emoji {
            chars.next_if(|next| is_modifier(*next));
            // Tags spell the flags of regions.
            while chars.next_if(|next| matches!(next, '\u{e0020}'..='\u{e007f}')).is_some() {}
            count += u64::from(!is_joined);
        }
        is_joined = is_emoji && chars.next_if_eq(&JOINER).is_some();
    }
    count
}

/// A letter of a flag.
fn is_flag_half(char: char) -> bool {
    matches!(char, '\u{1f1e6}'..='\u{1f1ff}')
}

/// A skin tone modifier.
fn is_modifier(char: char) -> bool {
    matches!(char, '\u{1f3fb}'..='\u{1f3ff}')
}

/// Above U+1F300 all pictographs count, so that those of later versions of Unicode do.
fn is_shown_as_emoji(char: char) -> bool {
    let code = u32::from(char);
    matches!(code, 0x1f300..=0x1f64f | 0x1f680..=0x1f6ff | 0x1f7e0..=0x1f7f0 | 0x1f900..=0x1faff)
        || BASIC.iter().any(|(first, last)| (*first..=*last).contains(&code))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn emoji_are_counted_as_people_see_them() {
        for (content, want) in [
            ("", 0),
            ("plain text, 12 #3 * © ™", 0),
            ("😂", 1),
            ("😂😂 ok 👍🏽", 3),
            ("👩‍👩‍👧‍👦", 1),
            ("❤️ ❤ 🏳️‍🌈", 2),
            ("🇩🇪🇫🇷", 2),
            ("🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}", 1),
            ("1️⃣ 2", 1),
            ("<:blob:166350921289919939> <a:party_blob:1>", 2),
            ("<:b:1> <:blob:x> <@123> <:blob:1", 0),
        ] {
            assert_eq!(count(content), want, "{content}");
        }
    }
}
