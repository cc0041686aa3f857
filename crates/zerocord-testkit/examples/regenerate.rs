//! Writes the files that are generated from other files of the repository, and names those that changed.

use std::path::PathBuf;
use std::{fs, io};

use zerocord_testkit::{corpus, fuzz_dictionary, model_docs, sample, tomorrow};

fn main() -> io::Result<()> {
    let files: [(PathBuf, Vec<u8>); 4] = [
        (model_docs::path(), model_docs::json().into_bytes()),
        (fuzz_dictionary::path(), fuzz_dictionary::text().into_bytes()),
        (corpus::folder().join("tomorrow.ndjson"), tomorrow::write().into_bytes()),
        (corpus::folder().join("firehose/sample.ndjson"), sample::firehose()),
    ];
    for (path, content) in files {
        if fs::read(&path).ok().as_ref() != Some(&content) {
            fs::write(&path, content)?;
            println!("changed: {}", fs::canonicalize(path)?.display());
        }
    }
    Ok(())
}
