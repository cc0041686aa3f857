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

# Runs one fuzz target until it is stopped, from the corpus and what it has found before.
fuzz TARGET *ARGS:
    mkdir -p fuzz/corpus/{{TARGET}}
    cargo +nightly fuzz run {{TARGET}} fuzz/corpus/{{TARGET}} corpus/edge corpus/invalid corpus/frames fuzz/regressions -- -dict=fuzz/dictionary -max_len=65536 {{ARGS}}

# Runs each fuzz target for some minutes.
fuzz-all MINUTES:
    for target in $(cargo +nightly fuzz list); do just fuzz $target -max_total_time=$(({{MINUTES}} * 60)) -print_final_stats=1 || exit 1; done

# Which lines of the library a target's corpus reaches, as a summary.
fuzz-coverage TARGET:
    cargo +nightly fuzz coverage {{TARGET}} fuzz/corpus/{{TARGET}}

# Writes fuzz/dictionary anew, after a change of crates/zerocord-schema/schema.json.
fuzz-dictionary:
    cargo run -p zerocord-testkit --example fuzz_dictionary

# Hostile input with optimisation: what tests/trust does in strides, in full; half an hour.
exhaustive:
    cargo test --release --test trust -- --include-ignored --nocapture

# What other decoders make of the frames of tomorrow: the table of docs/robustness.md.
rivals:
    cargo run --manifest-path rivals/Cargo.toml

# Writes corpus/tomorrow.ndjson anew, after a change of the corpus.
tomorrow:
    cargo run -p zerocord-testkit --example tomorrow

# The tests of hostile input under AddressSanitizer, through every backend of this CPU; without those on a stack of 64 KiB,
# which its frames outgrow.
asan *ARGS:
    RUSTFLAGS="-Zsanitizer=address" cargo +nightly test --target x86_64-unknown-linux-gnu --lib --test trust -- --skip linear --skip bombs {{ARGS}}

# Unit tests and guard pages under valgrind, through the backends that it can run (it knows no AVX-512).
valgrind *ARGS:
    CARGO_TARGET_X86_64_UNKNOWN_LINUX_GNU_RUNNER="valgrind --quiet --error-exitcode=9 --leak-check=full --errors-for-leak-kinds=definite" cargo test --lib --test envelope --test checked -- {{ARGS}}

# Licences, advisories, duplicate versions.
deny:
    cargo deny check

# Writes crates/zerocord-schema/descriptions.json anew, from the comments of the models.
descriptions:
    cargo run --release -p zerocord-testkit --example descriptions

# Writes corpus/firehose/sample.ndjson anew.
sample:
    cargo run --release -p zerocord-testkit --example sample
