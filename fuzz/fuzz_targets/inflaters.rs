//! Inflated data does not depend on how its bytes arrive, and hostile bytes end in an error.
#![no_main]

use std::io::Cursor;
use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use zerocord_firehose::{InflateLimits, Inflater, Options, Recording, Transport};

const TRANSPORTS: [Transport; 3] = [Transport::ZlibStream, Transport::ZstdStream, Transport::Payload];

/// The inflated data up to an error, for input that arrives in parts; and whether there was an error.
fn inflate<'m>(transport: Transport, parts: impl Iterator<Item = &'m [u8]>) -> (Vec<u8>, bool) {
    // The ratio depends on how many bytes have arrived.
    let limits = InflateLimits::default().with_frame_len_max(1 << 20).with_ratio_max(usize::MAX, 0);
    let mut inflater = Inflater::with_limits(transport, limits);
    let mut inflated = Vec::new();
    for part in parts {
        match inflater.push(part) {
            Ok(frame) => inflated.extend_from_slice(frame.unwrap_or_default()),
            Err(_) => return (inflated, true),
        }
        assert!(inflated.len() <= 16 << 20, "frames are bounded, and so is their number");
    }
    (inflated, false)
}

fuzz_target!(|input: (u8, u16, &[u8])| {
    let (transport, part_len, bytes) = input;
    let transport = TRANSPORTS[usize::from(transport) % TRANSPORTS.len()];
    let (whole, is_bad) = inflate(transport, std::iter::once(bytes));
    if transport != Transport::Payload {
        let (split, split_is_bad) = inflate(transport, bytes.chunks(usize::from(part_len).max(1)));
        // If the whole input ends within a frame, the parts may still have returned the frames before it.
        if !is_bad && !whole.is_empty() {
            assert!(!split_is_bad && split == whole, "{transport}");
        }
    }
    // The same input as recordings: a stream, on one thread.
    static OPTIONS: LazyLock<Options> =
        LazyLock::new(|| Options::default().with_chunk_len(4096).with_frame_len_max(1 << 16));
    let mut reader = Recording::from_reader(Cursor::new(bytes.to_vec())).reader(&OPTIONS);
    let mut frames_count = 0;
    while let Ok(Some(_)) = reader.next_frame() {
        frames_count += 1;
        if frames_count == 10_000 {
            break;
        }
    }
});
