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

# zerocord against its rivals: all tasks on all corpora, an hour; `just bench --help`. The arguments go to the program.
bench *ARGS:
    RUSTFLAGS="-C target-cpu=native" cargo run --release --manifest-path benches/Cargo.toml --bin rivals -- --sizes cache,3m,128m {{ARGS}}

# The same in cache and for a third of a second per line: `just bench-quick five_fields/ presence/`.
bench-quick *ARGS:
    RUSTFLAGS="-C target-cpu=native" cargo run --release --manifest-path benches/Cargo.toml --bin rivals -- --sizes cache,3m --seconds 0.3 {{ARGS}}

# The same tasks with criterion.
bench-criterion *FILTER:
    RUSTFLAGS="-C target-cpu=native" cargo bench --manifest-path benches/Cargo.toml -- {{FILTER}}

# The command against wc, zstd, ripgrep, jq, DuckDB, Polars and chdb, those that are installed, on a recording of a GB or more.
bench-command FILE *ARGS:
    cargo build --release -p zerocord-cli
    python3 benches/command/compare.py {{FILE}} {{ARGS}}

# What decoding adds to inflating the messages of a connection.
bench-live:
    RUSTFLAGS="-C target-cpu=native" cargo run --release --manifest-path benches/Cargo.toml --bin live

# Counts the instructions of the hot paths under callgrind, against crates/zerocord-instructions/counts.txt.
instructions:
    env -u RUSTFLAGS cargo run --release -p zerocord-instructions

# Stores the counts; say in the commit why they have changed.
instructions-accept:
    env -u RUSTFLAGS cargo run --release -p zerocord-instructions -- --accept

# Runs one fuzz target until it is stopped, from the corpus and what it has found before.
fuzz TARGET *ARGS:
    mkdir -p fuzz/corpus/{{TARGET}}
    cargo +nightly fuzz run {{TARGET}} fuzz/corpus/{{TARGET}} corpus/edge corpus/invalid corpus/frames fuzz/regressions -- -dict=fuzz/dictionary -max_len=65536 {{ARGS}}

# Runs each fuzz target for some minutes, keeps libFuzzer's logs in fuzz/logs, and prints the table of docs/robustness.md.
fuzz-all MINUTES:
    mkdir -p fuzz/logs
    for target in $(cargo +nightly fuzz list); do just fuzz $target -max_total_time=$(({{MINUTES}} * 60)) -print_final_stats=1 > fuzz/logs/$target.$(date +%s).log 2>&1 || { tail -40 fuzz/logs/$target.*.log; exit 1; }; done
    fuzz/table.sh fuzz/logs

# Which lines of the library the corpus of each target reaches, or of some targets; then the table of docs/robustness.md. Needs
# `rustup component add llvm-tools --toolchain nightly`. A quarter of an hour for all.
fuzz-coverage *TARGETS:
    for target in $(echo "{{TARGETS}}" | grep . || cargo +nightly fuzz list); do mkdir -p fuzz/corpus/$target; cargo +nightly fuzz coverage -s none $target fuzz/corpus/$target corpus/edge corpus/invalid corpus/frames fuzz/regressions || exit 1; done
    fuzz/table.sh fuzz/logs

# Mutants of floors 0 to 2 (cargo-mutants), in a workspace with a few models: some ten seconds each, seven hours for all 2,500 on
# one core. A sample: `just mutants --sharding round-robin --shard 0/8`. The hundred of the derives:
# `just mutants -p zerocord-derive --test-package zerocord-derive`.
mutants *ARGS:
    mutants/make.sh target/mutants/slim
    cd target/mutants/slim && cargo mutants --in-place --output .. {{ARGS}}

# Writes fuzz/dictionary anew, after a change of crates/zerocord-schema/schema.json.
fuzz-dictionary:
    cargo run -p zerocord-testkit --example fuzz_dictionary

# Hostile input with optimisation: what tests/trust does in strides, in full; seven minutes of CPU time, and a build of as much.
exhaustive:
    cargo test --release --test trust -- --include-ignored --nocapture

# What other decoders make of the frames of tomorrow, and of bad and hostile ones: two tables of docs/robustness.md.
rivals:
    cargo run --manifest-path rivals/Cargo.toml
    cargo run --manifest-path rivals/Cargo.toml --bin hostile

# Writes corpus/tomorrow.ndjson anew, after a change of the corpus.
tomorrow:
    cargo run -p zerocord-testkit --example tomorrow

# The tests of hostile input under AddressSanitizer, through every backend of this CPU; without those on a stack of 64 KiB,
# which its frames outgrow.
asan *ARGS:
    RUSTFLAGS="-Zsanitizer=address" cargo +nightly test --target x86_64-unknown-linux-gnu --lib --test trust -- --skip linear --skip bombs {{ARGS}}

# Unit tests, and those of what is checked and told, under valgrind, through the backends that it can run (it knows no AVX-512).
valgrind *ARGS:
    CARGO_TARGET_X86_64_UNKNOWN_LINUX_GNU_RUNNER="valgrind --quiet --error-exitcode=9 --leak-check=full --show-leak-kinds=definite --errors-for-leak-kinds=definite" cargo test --lib --test envelope --test checked --test values --test projections -- {{ARGS}}

# Licences, advisories, sources, duplicate versions, of every workspace; fetches the advisories (`cargo install cargo-deny`).
deny *CHECKS:
    cargo deny --workspace check {{CHECKS}}
    for folder in benches fuzz rivals; do cargo deny --manifest-path $folder/Cargo.toml --config "$PWD/deny.toml" check {{CHECKS}} || exit 1; done

# Writes crates/zerocord-schema/descriptions.json anew, from the comments of the models.
descriptions:
    cargo run --release -p zerocord-testkit --example descriptions

# Writes corpus/firehose/sample.ndjson anew.
sample:
    cargo run --release -p zerocord-testkit --example sample
