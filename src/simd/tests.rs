//! Every backend against the portable one, and the portable one against the byte-by-byte version of each rule.

use proptest::prelude::*;

use super::kernel::{Scan, escaped};
use super::portable::Portable;
use super::{Backend, Compared, Kind, Levels, Simd, Structure, Text, Tokens};

/// Calls `$check(simd, name, …)` for each backend of this CPU.
macro_rules! for_each_simd {
    ($check:ident, $($argument:expr),*) => {
        for backend in Backend::available() {
            match backend.0 {
                Kind::Portable(simd) => $check(simd, backend.name(), $($argument),*),
                #[cfg(target_arch = "x86_64")]
                Kind::Avx2(simd) => $check(simd, backend.name(), $($argument),*),
                #[cfg(target_arch = "x86_64")]
                Kind::Avx512(simd) => $check(simd, backend.name(), $($argument),*),
            }
        }
    };
}

/// The rule itself: a byte is escaped when an unescaped backslash stands before it.
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
        // Of backslashes themselves nobody asks.
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

/// The masks by their definition.
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
        colons: mask(|byte| byte == b':'),
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
    // Whether a byte past the end is curly, nobody asks.
    let within = !(u64::MAX << (frame.len() - at));
    let got = simd.tokens_of_tail(frame, at);
    assert_eq!(
        Tokens { curly: got.curly & within, ..got },
        Tokens { curly: tokens.curly & within, ..tokens },
        "{name}: {frame:?} from {at}"
    );
}

#[test]
fn masks_of_every_byte_at_every_place() {
    for byte in 0..=u8::MAX {
        for place in 0..64 {
            let mut block = [b'a'; 64];
            block[place] = byte;
            for_each_simd!(check_masks, &block);
            for_each_simd!(check_masks, &[byte; 64]);
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

fn check_compared(simd: impl Simd, name: &str, frame: &[u8], at: usize, other: &[u8; 64]) {
    let mut block = [0; 64];
    let rest = &frame[at..frame.len().min(at + 64)];
    block[..rest.len()].copy_from_slice(rest);
    let bits =
        |is_set: &dyn Fn(usize) -> bool| (0..64).fold(0, |bits, bit| bits | u64::from(is_set(bit)) << bit);
    let want = Compared {
        differing: bits(&|bit| block[bit] != other[bit]),
        stops: bits(&|bit| matches!(block[bit], b'"' | b'\\')),
    };
    assert_eq!(simd.compared(&block, other), want, "{name}: {block:?} {other:?}");
    assert_eq!(simd.compared_at(frame, at, other), want, "{name}: {frame:?} from {at}, {other:?}");
}

/// One byte at every place, every bit of it, and frames that end within the block.
#[test]
fn differences_at_every_place() {
    let frame: Vec<u8> = (0..130u8).map(|index| index.wrapping_mul(37)).collect();
    for at in 0..=frame.len() {
        let mut same = [0; 64];
        let len = same.len().min(frame.len() - at);
        same[..len].copy_from_slice(&frame[at..at + len]);
        for_each_simd!(check_compared, &frame, at, &same);
        for place in 0..64 {
            let mut other = same;
            other[place] ^= 1 << (place % 8);
            for_each_simd!(check_compared, &frame, at, &other);
        }
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

/// The depth by its definition. Bits of brackets and past the first that falls below are left out.
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

/// Bytes of which most mean something to a scan.
fn structured() -> impl Strategy<Value = Vec<u8>> {
    let byte = prop_oneof![
        4 => prop::sample::select(b"\"\"\\{}[],:".to_vec()),
        3 => prop::sample::select(b"a0 \n\xc3\xa9\x1f".to_vec()),
        1 => any::<u8>(),
    ];
    prop::collection::vec(byte, 0..400)
}

/// What each kernel says of a frame.
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

/// A walk over the inside of a container byte by byte: its commas, and where it is closed.
fn walk_one_by_one(frame: &[u8], start: usize) -> (Vec<u32>, Option<usize>) {
    let (mut commas, mut depth, mut in_string, mut is_escaped) = (Vec::new(), 0u32, false, false);
    for (at, &byte) in frame.iter().enumerate().skip(start) {
        // As in JSON, a backslash outside a string has no business; the kernels let it escape all the same.
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
