#!/usr/bin/env bash
# Creates target/mutants/slim: this workspace with only a few models, so that building and testing a mutant of the lower
# layers takes seconds. It is never published or released. `just mutants` runs cargo-mutants in it.
set -euo pipefail
cd "$(dirname "$0")/.."
slim=${1:-target/mutants/slim}
mkdir -p "$slim/crates" "$slim/tests" "$slim/.cargo"
root=$PWD

for path in src crates/zerocord-derive crates/zerocord-testkit crates/zerocord-schema crates/zerocord-generator; do
    rm -rf "${slim:?}/$path"
    cp -r "$path" "$slim/$path"
done
rm -rf "$slim"/tests/*
cp mutants/mutants.toml "$slim/.cargo/mutants.toml"
cp Cargo.lock LICENSE-* README.md "$slim/"
ln -sfn "$root/corpus" "$slim/corpus"
ln -sfn "$root/fuzz" "$slim/fuzz"

# The models: those that the lower layers name, and the few in mutants/model.rs.
find "$slim/src/model" -name '*.rs' ! -name field.rs ! -name flags.rs ! -name id.rs ! -name permissions.rs ! -name saturating.rs \
    ! -name timestamp.rs ! -name wide_flags.rs -delete
cp mutants/model.rs "$slim/src/model/mod.rs"
rm "$slim/src/event_family.rs" "$slim/src/permissions.rs"
sed -i -e '/^mod event_family;/d' -e '/^pub mod permissions;/d' "$slim/src/lib.rs"
sed -i -E \
    -e '/ = "MESSAGE_(CREATE|UPDATE)"/ s/": [A-Za-z]+, \[/": MessageCreate, [/; t' \
    -e '/ = "TYPING_START"/ s/": [A-Za-z]+, \[/": TypingStart, [/; t' \
    -e '/ = "GUILD_BAN_/ s/": [A-Za-z]+, \[/": GuildBan, [/; t' \
    -e 's/": Vec<[A-Za-z]+>, \[/": Vec<User>, [/; t' \
    -e 's/": [A-Za-z]+, \[/": User, [/' "$slim/src/envelope/events.rs"
# The manifest: other members, no debug information, one test binary, and no warnings of what is unused without the models.
sed -E -e 's|^members = .*|members = ["crates/*"]|' -e '/^exclude = /d' \
    -e '/^\[profile/,$d' -e '/^\[\[example\]\]/,/^test = /d' -e '/^autotests/d' Cargo.toml > "$slim/Cargo.toml"
sed -i -e '/^zerocord-firehose = /d' -e 's/^missing_docs = .*/unused = "allow"/' "$slim/Cargo.toml"
cat >> "$slim/Cargo.toml" <<'PROFILE'
[profile.dev]
opt-level = 1
debug = false
lto = "off"
PROFILE

# The tests of the layers below the models, in two binaries. The first catches most mutants, so the second, which takes
# the longest, is usually not started.
tests() {
    mkdir -p "$slim/tests/$1"
    {
        echo "//! What tests the floors below the models: $1."
        for test in "${@:2}"; do
            cp "$(find tests -maxdepth 2 -name "$test.rs")" "$slim/tests/$1/"
            echo "mod $test;"
        done
    } > "$slim/tests/$1/main.rs"
}
tests a_quick values tomorrow envelope checked projections limits regressions corpus
tests b_thorough grammar exhaustive learned recipes
# This test is about components, which do not exist here.
perl -0pi -e 's/#\[test\]\nfn models_and_printing_stop.*?\n\}\n//s' "$slim/tests/a_quick/limits.rs"
