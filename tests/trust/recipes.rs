//! What the fuzz targets do, for some seconds in every test run: edited frames of the generator, and small values.

use proptest::prelude::*;
use zerocord_testkit::checks::{check_all, check_frames, check_numbers, check_text, check_timestamp};
use zerocord_testkit::recipe::{Edit, Recipe};

pub(super) fn edit() -> impl Strategy<Value = Edit> {
    (0u8..8, any::<u16>(), any::<u8>()).prop_map(|(kind, at, byte)| match kind {
        0..=2 => Edit::Replace(at, byte),
        3 | 4 => Edit::Insert(at, byte),
        5 => Edit::Remove(at, byte % 16),
        6 => Edit::Double(at, byte % 32),
        _ => Edit::Cut(at),
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(if cfg!(debug_assertions) { 1000 } else { 50_000 }))]

    #[test]
    fn frames_cut_about(seed in any::<u64>(), edits in prop::collection::vec(edit(), 0..6)) {
        check_all(&Recipe { seed, edits }.frame());
    }

    #[test]
    fn texts(text in r#"([ -~é😀]|\\[u"\\/bfnrtx]|\\u[0-9a-fA-F]{4}|\\u[dD][89a-f][0-9a-f]{2}|[\x00-\x1f]){0,40}"#) {
        check_text(text.as_bytes());
    }

    #[test]
    fn numbers(text in r"[ \n]?-?[0-9]{0,24}(\.[0-9]{0,24})?([eE][+-]?[0-9]{0,4})?[ x,\\]?") {
        check_numbers(text.as_bytes());
    }

    #[test]
    fn times(text in r"[+-]?[0-9]{3,5}-[01]?[0-9]-[0-3][0-9][Tt ][0-2][0-9]:[0-6][0-9](:[0-6][0-9](\.[0-9]{0,9})?)?(Z|[+-][0-2][0-9]:?[0-5][0-9])?") {
        check_timestamp(&text);
    }

    #[test]
    fn recordings(bytes in prop::collection::vec(prop::sample::select(b"{}a \t\r\n\n\xef\xbb\xbf".to_vec()), 0..60)) {
        check_frames(&bytes);
    }
}
