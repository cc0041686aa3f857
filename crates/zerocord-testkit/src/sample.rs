//! Generates the recording in `corpus/firehose`.

use crate::generator::{Generator, Mix};

/// The bytes of `corpus/firehose/sample.ndjson`: a session's start, a period with presences, a quiet period.
pub fn firehose() -> Vec<u8> {
    let mut generator = Generator::new(2015, Mix::Startup);
    let mut recording = Vec::new();
    // HELLO and READY, then guilds of chosen sizes, because the next one of the mix may have megabytes.
    for _ in 0..2 {
        write_line(&mut recording, |out| generator.frame(out));
    }
    for target_bytes in [4_000, 60_000, 4_000, 12_000] {
        write_line(&mut recording, |out| generator.guild_create(target_bytes, out));
    }
    generator = generator.with_mix(Mix::PresenceHeavy);
    recording.extend(generator.ndjson(480_000));
    generator = generator.with_mix(Mix::Quiet);
    recording.extend(generator.ndjson(220_000));
    recording
}

fn write_line(recording: &mut Vec<u8>, write: impl FnOnce(&mut Vec<u8>)) {
    write(recording);
    recording.push(b'\n');
}
