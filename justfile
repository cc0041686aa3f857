# Recipes for developers. `just` alone lists them.

_list:
    @just --list

# Runs all tests, as described in the README.
test:
    cargo test --workspace --features zerocord-cli/live

# Checks formatting, lints, docs and the listing of the public API; warnings are errors.
check:
    cargo fmt --all --check
    cargo clippy --workspace --all-targets --features zerocord-cli/live -- -D warnings
    RUSTDOCFLAGS="-D warnings" cargo doc --workspace --no-deps
    tests/api.py

# Kills the recorder at a thousand random moments, and checks that its recording has each frame once. Takes several minutes.
kills:
    cargo test -p zerocord-live --release --test live -- --ignored --nocapture a_thousand_kills

# zerocord against its rivals: all tasks, all corpora, one hour. ARGS go to the program; see `just bench --help`.
bench *ARGS:
    RUSTFLAGS="-C target-cpu=native" cargo run --release --manifest-path benches/Cargo.toml --bin rivals -- --sizes cache,3m,128m {{ARGS}}

# Quick version: in-cache corpora, 0.3 s per line. Example: `just bench-quick five_fields/ presence/`.
bench-quick *ARGS:
    RUSTFLAGS="-C target-cpu=native" cargo run --release --manifest-path benches/Cargo.toml --bin rivals -- --sizes cache,3m --seconds 0.3 {{ARGS}}

# The same tasks with criterion.
bench-criterion *FILTER:
    RUSTFLAGS="-C target-cpu=native" cargo bench --manifest-path benches/Cargo.toml -- {{FILTER}}

# The command against wc, zstd, ripgrep, jq, DuckDB, Polars and chdb, if installed. FILE should be 1 GB or more.
bench-command FILE *ARGS:
    cargo build --release -p zerocord-cli
    python3 benches/command/compare.py {{FILE}} {{ARGS}}

# Measures the time that decoding adds to inflating the messages of a connection.
bench-live:
    RUSTFLAGS="-C target-cpu=native" cargo run --release --manifest-path benches/Cargo.toml --bin live

# Counts instructions of the hot paths with callgrind, and compares with benches/instructions/counts.txt.
instructions:
    env -u RUSTFLAGS cargo run --release -p zerocord-instructions

# Stores new instruction counts. Give the reason for the change in the commit message.
instructions-accept:
    env -u RUSTFLAGS cargo run --release -p zerocord-instructions -- --accept

# Runs one fuzz target until stopped, starting from the corpus and its earlier findings.
fuzz TARGET *ARGS:
    mkdir -p fuzz/corpus/{{TARGET}}
    cargo +nightly fuzz run {{TARGET}} fuzz/corpus/{{TARGET}} corpus/edge corpus/invalid corpus/frames fuzz/regressions -- -dict=fuzz/dictionary -max_len=65536 {{ARGS}}

# Runs each fuzz target for MINUTES, keeps libFuzzer's logs in fuzz/logs, prints the table of docs/robustness.md.
fuzz-all MINUTES:
    mkdir -p fuzz/logs
    for target in $(cargo +nightly fuzz list); do just fuzz $target -max_total_time=$(({{MINUTES}} * 60)) -print_final_stats=1 > fuzz/logs/$target.$(date +%s).log 2>&1 || { tail -40 fuzz/logs/$target.*.log; exit 1; }; done
    fuzz/table.sh fuzz/logs

# Needs `rustup component add llvm-tools --toolchain nightly`. Takes 15 minutes for all targets.
# Shows which library lines each target's corpus reaches, then prints the table of docs/robustness.md.
fuzz-coverage *TARGETS:
    for target in $(echo "{{TARGETS}}" | grep . || cargo +nightly fuzz list); do mkdir -p fuzz/corpus/$target; cargo +nightly fuzz coverage -s none $target fuzz/corpus/$target corpus/edge corpus/invalid corpus/frames fuzz/regressions || exit 1; done
    fuzz/table.sh fuzz/logs

# There are 3,800 mutants, and each is a build and a test run. A sample: `just mutants --shard 0/64`.
# Runs cargo-mutants on layers 0 to 2, in a build with only a few models.
mutants *ARGS:
    RUSTFLAGS="--cfg few_models -A warnings" CARGO_PROFILE_DEV_DEBUG=false cargo mutants {{ARGS}} -C=--lib -C=--test=values \
        -C=--test=envelope -C=--test=checked -C=--test=projections -C=--test=corpus -C=--test=trust

# Runs cargo-mutants on the derives: about 100 mutants.
mutants-derive *ARGS:
    cargo mutants -p zerocord-derive {{ARGS}} -- --lib --tests

# Takes seven minutes of CPU time, plus as much for the build.
# Tests hostile input in release mode: every case of tests/trust, where `cargo test` samples them.
exhaustive:
    cargo test --release --test trust -- --include-ignored --nocapture

# Runs other decoders on future, bad and hostile frames, for two tables of docs/robustness.md.
bench-robustness:
    cargo run --manifest-path benches/robustness/Cargo.toml --bin tomorrow
    cargo run --manifest-path benches/robustness/Cargo.toml --bin hostile

# The library on arm64 and big-endian under qemu, and on 32 bits, with more mutants than in `.ci/run`.
other-targets STRIDE="999":
    STRIDE={{STRIDE}} .ci/other-targets

# Skips the tests that use a stack of 64 KiB, because AddressSanitizer's stack frames are too large for it.
# Tests hostile input under AddressSanitizer, with every backend of this CPU.
asan *ARGS:
    RUSTFLAGS="-Zsanitizer=address" cargo +nightly test --target x86_64-unknown-linux-gnu --lib --test trust -- --skip linear --skip bombs {{ARGS}}

# Runs the unit tests and some others under valgrind, with the backends that it supports (not AVX-512).
valgrind *ARGS:
    CARGO_TARGET_X86_64_UNKNOWN_LINUX_GNU_RUNNER="valgrind --quiet --error-exitcode=9 --leak-check=full --show-leak-kinds=definite --errors-for-leak-kinds=definite" cargo test --lib --test envelope --test checked --test values --test projections -- {{ARGS}}

# Checks licences, advisories, sources and duplicate versions in every workspace. Needs `cargo install cargo-deny`.
deny *CHECKS:
    cargo deny --workspace check {{CHECKS}}
    for folder in benches fuzz python; do cargo deny --manifest-path $folder/Cargo.toml --config "$PWD/deny.toml" check {{CHECKS}} || exit 1; done

# Writes the generated files: descriptions.json of zerocord-schema, fuzz/dictionary, corpus/tomorrow.ndjson and the sample recording.
regenerate:
    cargo run -p zerocord-testkit --example regenerate

# Builds every package from the files that would be published, without an upload. ARGS go to cargo: `--no-verify` takes seconds.
packages *ARGS:
    .ci/packages {{ARGS}}

# Shows the page of `zerocord stats --html` in a headless browser, as on a phone and on a desktop; pictures in target/report-page.
report-page RECORDING="corpus/firehose/sample.ndjson":
    cargo build --release -p zerocord-cli
    .ci/report-page target/release/zerocord {{RECORDING}}

# Stores the public API in tests/api.txt, after a change of it.
api:
    cargo doc --workspace --no-deps
    tests/api.py --accept

# Builds the Python package's wheel into dist/, optimised.
wheel:
    maturin build --release --manifest-path python/Cargo.toml --target-dir target --out dist

# Compares the installed Python package with other decoders on a recording. Needs orjson, msgspec and polars.
bench-python FILE:
    POLARS_MAX_THREADS=1 python3 python/benches/compare.py {{FILE}}
