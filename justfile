# What developers do, one recipe each. `just` alone lists them.

_list:
    @just --list

# All tests, as the README has them.
test:
    cargo test --workspace

# Formatting, lints and docs, warnings denied.
check:
    cargo fmt --all --check
    cargo clippy --workspace --all-targets -- -D warnings
    RUSTDOCFLAGS="-D warnings" cargo doc --workspace --no-deps

# Benchmarks against the rivals, every engine's answer asserted first.
bench *FILTER:
    RUSTFLAGS="-C target-cpu=native" cargo bench -p zerocord-benches -- {{FILTER}}

# The same engines in turns, a table a task: `just bench-quick peek --reps 30`.
bench-quick *ARGS:
    RUSTFLAGS="-C target-cpu=native" cargo run --release -p zerocord-benches --bin quick -- {{ARGS}}

# Runs one fuzz target until it is stopped, from the corpus.
fuzz TARGET *ARGS:
    cargo +nightly fuzz run {{TARGET}} fuzz/corpus/{{TARGET}} corpus/edge corpus/invalid -- -max_len=65536 {{ARGS}}

# Runs each fuzz target for some minutes.
fuzz-all MINUTES:
    for target in $(cargo +nightly fuzz list); do just fuzz $target -max_total_time=$(({{MINUTES}} * 60)) || exit 1; done

# Licences, advisories, duplicate versions.
deny:
    cargo deny check

# Writes crates/zerocord-schema/descriptions.json anew, from the comments of the models.
descriptions:
    cargo run --release -p zerocord-testkit --example descriptions

# Writes corpus/firehose/sample.ndjson anew.
sample:
    cargo run --release -p zerocord-testkit --example sample
