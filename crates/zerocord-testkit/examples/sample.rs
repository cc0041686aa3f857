//! Rewrites `corpus/firehose/sample.ndjson` after a change of the generator.

use zerocord_testkit::{corpus, sample};

fn main() -> std::io::Result<()> {
    let folder = corpus::folder().join("firehose");
    std::fs::create_dir_all(&folder)?;
    std::fs::write(folder.join("sample.ndjson"), sample::firehose())
}
