//! Compares every backend with the portable one, and the portable one with a byte-by-byte version of each rule.

use proptest::prelude::*;

use super::candidates::{
    Around, Candidates, InnerCandidates, InnerEnd, KeyFilter, KeyMasks, KeyScan, VisitCandidate, WINDOW,
};
use super::kernel::{Scan, escaped};
use super::lines::is_hint;
use super::portable::Portable;
use super::{Backend, BackendKind, Levels, LineEnds, Simd, Structure, Text, Tokens, is_head};

/// Calls `$check(simd, name, …)` for each backend of this CPU.
macro_rules! for_each_simd {
    ($check:ident, $($argument:expr),*) => {
        for backend in Backend::available() {
            match backend.0 {
                BackendKind::Portable(simd) => $check(simd, backend.name(), $($argument),*),
                #[cfg(target_arch = "x86_64")]
                BackendKind::Avx2(simd) => $check(simd, backend.name(), $($argument),*),
                #[cfg(target_arch = "x86_64")]
                BackendKind::Avx512(simd) => $check(simd, backend.name(), $($argument),*),
                #[cfg(target_arch = "aarch64")]
                BackendKind::Neon(simd) => $check(simd, backend.name(), $($argument),*),
                #[cfg(target_arch = "aarch64")]
                BackendKind::NeonPmull(simd) => $check(simd, backend.name(), $($argument),*),
            }
        }
    };
}

/// The rule itself: a byte is escaped if an unescaped backslash precedes it.
fn escaped_one_by_one(backslashes: u64, carry: &mut bool) -> u64 {
    let mut escaped = 0;
    for bit in 0..64 {
        if std::mem::take(carry) {
            escaped |= 1 << bit;
        } else if backslashes >> bit & 1 == 1 {
            *carry = true;
        }
    }
    escaped
}

#[track_caller]
fn check_escaped(backslashes: u64) {
    for carry in [false, true] {
        let (mut got_carry, mut want_carry) = (carry, carry);
        let got = escaped(backslashes, &mut got_carry);
        let want = escaped_one_by_one(backslashes, &mut want_carry);
        // Bits of backslashes are meaningless.
        assert_eq!(got & !backslashes, want & !backslashes, "{backslashes:#b}, carry {carry}");
        assert_eq!(got_carry, want_carry, "{backslashes:#b}, carry {carry}");
    }
}

#[test]
fn escapes_of_all_masks_of_16_bits_at_every_border() {
    for bits in 0..=u64::from(u16::MAX) {
        for shift in [0, 1, 23, 24, 47, 48] {
            check_escaped(bits << shift);
        }
        check_escaped(!(bits << 48));
        check_escaped(!bits);
    }
}

#[test]
fn positions_of_all_masks_of_16_bits() {
    fn check(simd: impl Simd, name: &str, bits: u64) {
        let (mut got, mut want) = ([0; 64], [0; 64]);
        let count = simd.positions(bits, 1000, &mut got);
        assert_eq!(count, Portable.positions(bits, 1000, &mut want), "{name}: {bits:#x}");
        assert_eq!(got[..count], want[..count], "{name}: {bits:#x}");
    }
    for bits in 0..=u64::from(u16::MAX) {
        for mask in [bits, bits << 48, bits.wrapping_mul(0x1_0001_0001_0001), !bits] {
            for_each_simd!(check, mask);
        }
    }
}

/// The masks according to their definition.
fn masks_one_by_one(block: &[u8; 64]) -> (Structure, Text, Tokens) {
    let mask = |is: fn(u8) -> bool| {
        block.iter().enumerate().fold(0, |mask, (index, byte)| mask | u64::from(is(*byte)) << index)
    };
    let structure = Structure {
        quotes: mask(|byte| byte == b'"'),
        backslashes: mask(|byte| byte == b'\\'),
        opens: mask(|byte| matches!(byte, b'{' | b'[')),
        closes: mask(|byte| matches!(byte, b'}' | b']')),
        commas: mask(|byte| byte == b','),
        colons: mask(|byte| byte == b':'),
    };
    let text = Text {
        quotes: structure.quotes,
        backslashes: structure.backslashes,
        controls: mask(|byte| byte < 0x20),
        high: mask(|byte| byte >= 0x80),
    };
    let tokens = Tokens {
        quotes: structure.quotes,
        backslashes: structure.backslashes,
        opens: structure.opens,
        closes: structure.closes,
        curly: mask(|byte| byte & 0x20 != 0),
        commas: structure.commas,
        colons: structure.colons,
        white: mask(|byte| matches!(byte, b' ' | b'\t' | b'\n' | b'\r')),
        digits: mask(|byte| byte.is_ascii_digit()),
        zeros: mask(|byte| byte == b'0'),
        controls: text.controls,
        high: text.high,
    };
    (structure, text, tokens)
}

fn check_masks(simd: impl Simd, name: &str, block: &[u8; 64]) {
    let (structure, text, tokens) = masks_one_by_one(block);
    assert_eq!(simd.structure(block), structure, "{name}: {block:?}");
    assert_eq!(simd.text(block), text, "{name}: {block:?}");
    assert_eq!(simd.tokens(block), tokens, "{name}: {block:?}");
}

fn check_tail(simd: impl Simd, name: &str, frame: &[u8], at: usize) {
    let mut block = [b' '; 64];
    block[..frame.len() - at].copy_from_slice(&frame[at..]);
    let (structure, text, tokens) = masks_one_by_one(&block);
    assert_eq!(simd.structure_of_tail(frame, at), structure, "{name}: {frame:?} from {at}");
    assert_eq!(simd.text_of_tail(frame, at), text, "{name}: {frame:?} from {at}");
    // Bits of `curly` past the end are meaningless.
    let within = !(u64::MAX << (frame.len() - at));
    let got = simd.tokens_of_tail(frame, at);
    assert_eq!(
        Tokens { curly: got.curly & within, ..got },
        Tokens { curly: tokens.curly & within, ..tokens },
        "{name}: {frame:?} from {at}"
    );
}

#[test]
fn masks_of_every_byte_at_every_position() {
    for byte in 0..=u8::MAX {
        for place in 0..64 {
            let mut block = [b'a'; 64];
            block[place] = byte;
            for_each_simd!(check_masks, &block);
            for_each_simd!(check_masks, &[byte; 64]);
        }
    }
}

fn check_newlines(simd: impl Simd, name: &str, bytes: &[u8], at: usize) {
    let rest = &bytes[at..bytes.len().min(at + 64)];
    let want = rest.iter().enumerate().fold(0, |mask, (bit, byte)| mask | u64::from(*byte == b'\n') << bit);
    match rest.first_chunk() {
        Some(block) => assert_eq!(simd.newlines(block), want, "{name}: {block:?}"),
        None => assert_eq!(simd.newlines_of_tail(bytes, at), want, "{name}: {rest:?} after {at} bytes"),
    }
}

fn check_line_ends(_: impl Simd, name: &str, bytes: &[u8]) {
    let Some(backend) = Backend::by_name(name) else { return };
    let (mut ends, mut found) = (LineEnds::new(), Vec::new());
    while ends.searched_to() < bytes.len() {
        backend.line_ends(bytes, ends.searched_to(), &mut ends);
        found.extend(std::iter::from_fn(|| ends.take()));
    }
    let want: Vec<usize> = (0..bytes.len()).filter(|at| bytes[*at] == b'\n').collect();
    assert_eq!(found, want, "{name}");
}

fn check_hints(_: impl Simd, name: &str, bytes: &[u8]) {
    let Some(backend) = Backend::by_name(name) else { return };
    for range in [0..bytes.len(), 1..bytes.len(), 0..bytes.len() - 1, 300..301] {
        let want = range.clone().filter(|at| is_hint(bytes, *at)).count();
        assert_eq!(backend.count_hints(bytes, range.clone()), want, "{name}: {range:?}");
    }
}

/// A hint at every offset, and the bytes that make up a head in every position.
#[test]
fn hints_of_frames() {
    for head in [
        "{\"t\":",
        "{\"op\":",
        "{\"c\":",
        "{\"ox\"",
        "{{\"t\":",
        "{:t:::",
        "{{o{\"\":\"",
        "}{",
        "} {\"t\":",
        "}}\t",
    ] {
        for at in (0..70).chain(250..265).chain(510..520) {
            for before in [b'a', b'{', b'p', b':'] {
                let mut bytes = vec![before; 520];
                bytes.truncate(at);
                bytes.extend_from_slice(head.as_bytes());
                bytes.resize(bytes.len().max(310), b':');
                for_each_simd!(check_hints, &bytes);
                bytes.resize(bytes.len() + 300, b'p');
                for_each_simd!(check_hints, &bytes);
            }
        }
    }
}

/// All pairs of the two bytes that decide about a head, all bytes after a closing brace, and the spellings of
/// Discord's keys.
#[test]
fn hints_by_their_bytes() {
    for second in 0..=u8::MAX {
        let mut bytes = Vec::new();
        for fourth in 0..=u8::MAX {
            bytes.extend_from_slice(&[b'{', b'"', second, b'x', fourth, b' ']);
        }
        for_each_simd!(check_hints, &bytes);
    }
    for first in 0..=u8::MAX {
        let bytes: Vec<u8> = [b'}', first].repeat(400);
        for_each_simd!(check_hints, &bytes);
        assert_eq!(is_hint(&bytes, 0), matches!(first, b'{' | b' ' | b'\t'), "{first}");
    }
    for key in ["{\"t\":", "{\"s\":", "{\"d\":", "{\"op\":"] {
        assert!(is_head(key.as_bytes(), 0), "{key}");
    }
    for key in [
        "{\"id\":",
        "{\"application_id\":",
        "{\"approximate",
        "{\"options",
        "{\"t\" :",
        "[\"t\":",
        "{\"t\"",
        "{\"0\":",
        "{\"1\":",
        "{},\"a",
        "{},\"p",
    ] {
        assert!(!is_head(key.as_bytes(), 0), "{key}");
    }
}

/// Every byte in every position, every length of a tail, and lines of all lengths near a boundary.
#[test]
fn line_feeds() {
    for byte in 0..=u8::MAX {
        for place in 0..64 {
            let mut block = [b'a'; 64];
            block[place] = byte;
            for_each_simd!(check_newlines, &block, 0);
            for_each_simd!(check_newlines, &block, place);
        }
    }
    for len in (1..70).chain([127, 128, 255, 256, 257, 8191, 8192, 8193]) {
        let lines: Vec<u8> = (0..20_000).map(|at| if at % len == len - 1 { b'\n' } else { b'a' }).collect();
        for end in [0, 1, 63, 64, 300, 8192, 8193, 16_384, 20_000] {
            for_each_simd!(check_line_ends, &lines[..end]);
        }
    }
}

#[test]
fn tails_of_every_length() {
    let frame: Vec<u8> = (0..200u32).map(|index| b"\"\\{}[],:a\x01\x80 "[index as usize % 12]).collect();
    for len in 1..frame.len() {
        for at in len.saturating_sub(63)..len {
            for_each_simd!(check_tail, &frame[..len], at);
        }
    }
}

/// Filters for a few names, and one that admits every string.
fn filters() -> [KeyFilter; 4] {
    let of = |names: &[&str], count| {
        names.iter().fold(KeyFilter::new(), |filter, name| filter.with(name.as_bytes(), count))
    };
    [of(&["id", "author", "a"], 3), of(&["id", "yd", "x"], 3), of(&["id"], 99), of(&["a/b"], 1)]
}

/// The masks according to their definition, with the candidates that must be present and those that may be.
fn key_masks_one_by_one(window: &[u8; WINDOW], filter: &KeyFilter) -> (KeyMasks, u64) {
    let mask = |is: &dyn Fn(usize) -> bool| (0..64).fold(0, |mask, at| mask | u64::from(is(at)) << at);
    let quotes = mask(&|at| window[at] == b'"');
    let must = mask(&|at| {
        let after = [window[at + 1], window[at + 2]];
        filter.admits(after) || after.contains(&b'\\')
    });
    let masks = KeyMasks {
        quotes,
        backslashes: mask(&|at| window[at] == b'\\'),
        opens: mask(&|at| matches!(window[at], b'{' | b'[')),
        closes: mask(&|at| matches!(window[at], b'}' | b']')),
        candidates: quotes,
        colons: mask(&|at| window[at] == b':'),
    };
    (masks, must)
}

fn check_key_masks(simd: impl Simd, name: &str, window: &[u8; WINDOW]) {
    for filter in filters() {
        let (strings, must) = key_masks_one_by_one(window, &filter);
        assert_eq!(super::candidates::strings(simd, window), strings, "{name}: {window:?}");
        let keys = simd.keys(window, &filter);
        if name == "portable" {
            assert_eq!(keys, strings, "{name}: {window:?}");
        } else {
            assert_eq!(keys, KeyMasks { candidates: must, colons: 0, ..strings }, "{name}: {window:?}");
        }
    }
}

#[test]
fn key_masks_of_every_byte_at_every_position() {
    for byte in 0..=u8::MAX {
        for at in 0..WINDOW {
            let mut window = [b'"'; WINDOW];
            window[at] = byte;
            for_each_simd!(check_key_masks, &window);
            window = [b'i'; WINDOW];
            window[at] = byte;
            for_each_simd!(check_key_masks, &window);
        }
    }
}

/// The opening quotes directly inside the object that begins at `start`, except those of strings that follow a colon;
/// and the object's end.
fn strings_one_by_one(frame: &[u8], start: usize) -> (Vec<usize>, Option<usize>) {
    let (mut found, mut in_string, mut escaped, mut depth) = (Vec::new(), false, false, 0);
    for at in start..frame.len() {
        let was_escaped = escaped;
        escaped = frame[at] == b'\\' && !was_escaped;
        match frame[at] {
            b'"' if was_escaped => {}
            b'"' => {
                in_string = !in_string;
                if in_string && depth == 0 && frame[at - 1] != b':' {
                    found.push(at);
                }
            }
            b'{' | b'[' if !in_string => depth += 1,
            b'}' | b']' if !in_string => {
                if depth == 0 {
                    return (found, Some(at));
                }
                depth -= 1;
            }
            _ => {}
        }
    }
    (found, None)
}

/// Records candidates, and stops after every group.
#[derive(Default)]
struct Noted(Vec<usize>);

impl VisitCandidate for Noted {
    fn candidate(&mut self, quote: usize, _: Around<'_>) -> bool {
        self.0.push(quote);
        true
    }

    fn wants_more(&mut self) -> bool {
        false
    }
}

/// A scan reports what the byte-by-byte version finds and the filter admits, wherever it stops in between.
#[track_caller]
fn check_candidates(frame: &[u8], start: usize) {
    let (strings, end) = strings_one_by_one(frame, start);
    for filter in filters() {
        for backend in Backend::available() {
            let (mut scan, mut noted) = (KeyScan::new(start), Noted::default());
            while !scan.is_closed() && scan.offset() < frame.len() {
                backend.run(Candidates { frame, filter: &filter, scan: &mut scan, visitor: &mut noted });
            }
            let text = String::from_utf8_lossy(frame);
            let byte = |at: usize| frame.get(at).copied().unwrap_or(0);
            let must = |at: &&usize| {
                let after = [byte(**at + 1), byte(**at + 2)];
                filter.is_open || filter.admits(after) || after.contains(&b'\\')
            };
            let want: Vec<usize> = strings.iter().filter(must).copied().collect();
            if backend == Backend::PORTABLE {
                assert_eq!(noted.0, strings, "{backend:?}: {text}");
            } else {
                assert_eq!(noted.0, want, "{backend:?}: {text}");
            }
            assert_eq!(scan.is_closed().then_some(scan.offset()), end, "{backend:?}: {text}");
        }
    }
}

/// Searches each object directly inside the scanned one.
struct Nested<'f> {
    frame: &'f [u8],
    backend: Backend,
    filter: KeyFilter,
    /// The position of each inner object, its candidates, and how the search ended.
    found: Vec<(usize, Vec<usize>, InnerEnd)>,
}

/// Records all candidates of an inner object.
#[derive(Default)]
struct NotedAll(Vec<usize>);

impl VisitCandidate for NotedAll {
    fn candidate(&mut self, quote: usize, _: Around<'_>) -> bool {
        self.0.push(quote);
        true
    }

    fn wants_more(&mut self) -> bool {
        true
    }
}

impl VisitCandidate for Nested<'_> {
    fn candidate(&mut self, quote: usize, around: Around<'_>) -> bool {
        let Nested { frame, backend, ref filter, .. } = *self;
        // The closing quote of the key, which has no escapes.
        let end = quote + 1 + frame[quote + 1..].iter().take_while(|byte| **byte != b'"').count();
        let object = end + 2;
        if frame.get(end + 1..end + 3) == Some(b":{") {
            let mut noted = NotedAll::default();
            let kernel = InnerCandidates { frame, around, object, filter, visitor: &mut noted };
            let end = backend.run(kernel);
            self.found.push((object, noted.0, end));
        }
        true
    }

    fn wants_more(&mut self) -> bool {
        true
    }
}

/// Searching an inner object gives the same results as a scan of that object, as far as the masks reach.
#[test]
fn candidates_of_inner_objects() {
    let inner = br#"{"x":[{"id":1},{}],"id":{"a":2},"y":"}{","author":{"id":3},"a":[],"id":4}"#;
    let [filter, _, open, _] = filters();
    let mut closed = 0;
    for filter in [filter, open] {
        for (before, between) in
            (0..70).flat_map(|before| [0, 1, 64, 130, 400, 2400].map(|between| (before, between)))
        {
            let mut frame = format!(r#"{{"z":"{}","id":"#, " ".repeat(before)).into_bytes();
            frame.extend(inner);
            frame.extend(format!(r#","w":"{}","a":{{}},"author":"#, "-".repeat(between)).into_bytes());
            frame.extend(inner);
            frame.extend(b"}");
            for backend in Backend::available() {
                let mut scan = KeyScan::new(1);
                let mut nested = Nested { frame: &frame, backend, filter, found: Vec::new() };
                backend.run(Candidates {
                    frame: &frame,
                    filter: &filter,
                    scan: &mut scan,
                    visitor: &mut nested,
                });
                assert_eq!(nested.found.len(), 3, "{backend:?}: {before} before, {between} between");
                for (object, found, end) in nested.found {
                    let (mut scan, mut want) = (KeyScan::new(object + 1), NotedAll::default());
                    backend.run(Candidates {
                        frame: &frame,
                        filter: &filter,
                        scan: &mut scan,
                        visitor: &mut want,
                    });
                    let want = want.0;
                    match end {
                        InnerEnd::Closed(end) => {
                            assert_eq!(
                                (found, end),
                                (want, scan.offset()),
                                "{backend:?}: {before}, {between}"
                            );
                            closed += 1;
                        }
                        InnerEnd::Unknown => {
                            assert!(want.starts_with(&found), "{backend:?}: {before}, {between}")
                        }
                        InnerEnd::Stopped => panic!("the visitor wants all"),
                    }
                }
            }
        }
    }
    assert!(closed > 1000, "{closed}");
}

/// All combinations of the few bytes that matter, as objects.
#[test]
fn candidates_of_all_short_objects() {
    const LEN: u32 = 7;
    let bytes = b"\"\\{},i:";
    let mut frame = [b'{'; LEN as usize + 1];
    for mut number in 0..bytes.len().pow(LEN) {
        for place in &mut frame[1..] {
            *place = bytes[number % bytes.len()];
            number /= bytes.len();
        }
        check_candidates(&frame, 1);
    }
}

/// The same members at every distance from a block boundary, and every prefix of them.
#[test]
fn candidates_at_every_border() {
    let object =
        br#"{"id":"\\","x":[{"id":1},[]],"a\"":{},"\u0069d":"id","author":{"id":{"id":2}},"a":"{"}"id":"#;
    for before in 0..130 {
        let mut frame = vec![b' '; before];
        frame.extend(object);
        for len in before + 1..=frame.len() {
            check_candidates(&frame[..len], before + 1);
        }
        // Runs of backslashes that cross block boundaries.
        let mut frame = b"{\"id\":\"".to_vec();
        frame.extend(std::iter::repeat_n(b'\\', before));
        frame.extend(br#"","id":"a"}"#);
        check_candidates(&frame, 1);
    }
}

fn check_prefix_xor(simd: impl Simd, name: &str, bits: u64) {
    let mut parity = 0;
    let want = (0..64).fold(0, |want, bit| {
        parity ^= bits >> bit & 1;
        want | parity << bit
    });
    assert_eq!(simd.prefix_xor(bits), want, "{name}: {bits:#x}");
}

/// The depth according to its definition. Bits of brackets and bits past the first that falls below 0 are excluded.
fn check_levels(simd: impl Simd, name: &str, opens: u64, closes: u64, depth: u32) {
    let closes = closes & !opens;
    if depth > closes.count_ones() {
        return;
    }
    let Levels { zero, below } = simd.levels(opens, closes, depth);
    let mut now = i64::from(depth);
    for bit in 0..64 {
        if opens >> bit & 1 == 1 {
            now += 1;
        } else if closes >> bit & 1 == 1 {
            now -= 1;
            if now < 0 {
                assert_eq!(below.trailing_zeros(), bit, "{name}: {opens:#x} {closes:#x} {depth}");
                return;
            }
        } else {
            assert_eq!(zero >> bit & 1 == 1, now == 0, "{name}: {opens:#x} {closes:#x} {depth}, bit {bit}");
        }
    }
    assert_eq!(below, 0, "{name}: {opens:#x} {closes:#x} {depth}");
}

/// Bytes that are mostly relevant to a scan.
fn structured() -> impl Strategy<Value = Vec<u8>> {
    let byte = prop_oneof![
        4 => prop::sample::select(b"\"\"\\{}[],:".to_vec()),
        3 => prop::sample::select(b"a0 \n\xc3\xa9\x1f".to_vec()),
        1 => any::<u8>(),
    ];
    prop::collection::vec(byte, 0..400)
}

/// The results of each kernel for a frame.
fn everything(
    backend: Backend,
    frame: &[u8],
    start: usize,
    blocks: usize,
) -> impl PartialEq + std::fmt::Debug {
    let mut counted = Scan::new(start);
    let count = backend.count_separators(frame, &mut counted);
    let mut walked = Scan::new(start);
    let mut separators = Vec::new();
    while !walked.is_closed() && walked.offset() < frame.len() {
        let mut out = [0; 160];
        let count = backend.separators(frame, &mut walked, &mut out, blocks);
        separators.extend_from_slice(&out[..count]);
    }
    assert_eq!(walked, counted, "{backend:?}");
    let end = backend.container_end(frame, start);
    assert_eq!(end, if walked.is_closed() { walked.offset() } else { frame.len() }, "{backend:?}");
    assert_eq!(count, separators.len(), "{backend:?}");
    (walked, end, separators, backend.quote(frame, start), backend.text_end(frame, start))
}

/// Walks the inside of a container byte by byte: its commas, and where it closes.
fn walk_one_by_one(frame: &[u8], start: usize) -> (Vec<u32>, Option<usize>) {
    let (mut commas, mut depth, mut in_string, mut is_escaped) = (Vec::new(), 0u32, false, false);
    for (at, &byte) in frame.iter().enumerate().skip(start) {
        // JSON has no backslash outside strings; the kernels treat it as an escape anyway.
        if std::mem::take(&mut is_escaped) {
            if byte == b'"' {
                continue;
            }
            if byte == b'\\' {
                continue;
            }
        }
        match byte {
            b'\\' => is_escaped = true,
            b'"' => in_string = !in_string,
            _ if in_string => {}
            b'{' | b'[' => depth += 1,
            b'}' | b']' if depth == 0 => return (commas, Some(at)),
            b'}' | b']' => depth -= 1,
            b',' if depth == 0 => commas.push(at as u32),
            _ => {}
        }
    }
    (commas, None)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4000))]

    #[test]
    fn candidates_are_those_of_the_easy_version(frame in structured()) {
        let mut object = vec![b'{'];
        object.extend(frame);
        check_candidates(&object, 1);
    }

    #[test]
    fn masks_agree(block in prop::array::uniform32(any::<(u8, u8)>())) {
        let block: Vec<u8> = block.iter().flat_map(|(left, right)| [*left, *right]).collect();
        for_each_simd!(check_masks, block.first_chunk().unwrap());
    }

    #[test]
    fn parities_agree(bits in any::<u64>()) {
        for_each_simd!(check_prefix_xor, bits);
        check_escaped(bits);
        check_escaped(bits & bits.rotate_left(1));
    }

    #[test]
    fn levels_agree(opens in any::<u64>(), closes in any::<u64>(), thin in any::<u64>(), depth in 0u32..65) {
        for_each_simd!(check_levels, opens, closes, depth);
        for_each_simd!(check_levels, opens & thin, closes, depth);
        for_each_simd!(check_levels, opens, closes & thin, depth % 4);
        for_each_simd!(check_levels, opens & thin, closes & thin.rotate_left(7), depth % 8);
    }

    #[test]
    fn backends_agree(frame in structured(), start in 0usize..80, blocks in 1usize..5) {
        let start = start.min(frame.len());
        let want = everything(Backend::PORTABLE, &frame, start, blocks);
        for backend in Backend::available() {
            prop_assert_eq!(&everything(backend, &frame, start, blocks), &want, "{:?}", backend);
        }
    }

    #[test]
    fn walks_agree_with_the_rule(frame in structured(), start in 0usize..80) {
        let start = start.min(frame.len());
        let (commas, closed) = walk_one_by_one(&frame, start);
        for backend in Backend::available() {
            let mut scan = Scan::new(start);
            let mut got = Vec::new();
            while !scan.is_closed() && scan.offset() < frame.len() {
                let mut out = [0; 64];
                let count = backend.separators(&frame, &mut scan, &mut out, 1);
                got.extend_from_slice(&out[..count]);
            }
            prop_assert_eq!(&got, &commas, "{:?}", backend);
            prop_assert_eq!(scan.is_closed().then_some(scan.offset()), closed, "{:?}", backend);
            prop_assert_eq!(backend.container_end(&frame, start), closed.unwrap_or(frame.len()), "{:?}", backend);
        }
    }
}
