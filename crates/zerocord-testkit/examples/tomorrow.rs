//! Regenerates `corpus/tomorrow.ndjson`, after a change of the corpus or of the list of changes.

use zerocord_testkit::{corpus, tomorrow};

fn main() {
    std::fs::write(corpus::folder().join("tomorrow.ndjson"), tomorrow::write())
        .expect("the cases can be written");
}
