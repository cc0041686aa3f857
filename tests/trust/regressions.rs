//! Inputs on which fuzzers once failed, in `fuzz/regressions/`: one file each, named for the fault.

use std::fs;
use std::path::Path;

use zerocord_testkit::checks::{check_all, check_numbers, check_text, check_timestamp};

#[test]
fn inputs_that_made_fuzzers_fail() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/regressions");
    let mut count = 0;
    for target in fs::read_dir(folder).unwrap() {
        for file in fs::read_dir(target.unwrap().path()).unwrap() {
            let bytes = fs::read(file.unwrap().path()).unwrap();
            check_all(&bytes);
            check_text(&bytes);
            check_numbers(&bytes);
            check_timestamp(&String::from_utf8_lossy(&bytes));
            count += 1;
        }
    }
    assert!(count > 0);
}
