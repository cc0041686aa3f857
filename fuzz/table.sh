#!/usr/bin/env bash
# Prints the fuzzing table of docs/robustness.md, one row per target. It shows the executions, summed over the libFuzzer
# logs in a folder (TARGET.log, TARGET.*.log; they need -print_final_stats=1), and how many lines of the lower layers
# the target's corpus reaches, if `just fuzz-coverage TARGET` has measured this.
#
#     fuzz/table.sh fuzz/logs
set -euo pipefail
logs=$(realpath "${1:-fuzz/logs}")
cd "$(dirname "$0")/.."
host=$(rustc +nightly -vV | sed -n 's/^host: //p')
llvm_cov=$(rustc +nightly --print sysroot)/lib/rustlib/$host/bin/llvm-cov
floors=(src/arena.rs src/frames src/limits.rs src/key_order.rs src/simd src/json src/envelope src/view)

# Inserts commas between thousands.
grouped() { sed -E ':next; s/([0-9])([0-9]{3})(,|$)/\1,\2\3/; t next' <<< "$1"; }

echo "| target | executions | lines of layers 0 to 2 |"
echo "| --- | --- | --- |"
total=0
profiles=()
objects=()
for path in fuzz/fuzz_targets/*.rs; do
    target=$(basename "$path" .rs)
    found=$(find "$logs" \( -name "$target.log" -o -name "$target.*.log" \) -exec cat {} + 2>/dev/null || true)
    executions=$(awk '/stat::number_of_executed_units/ { sum += $2 } END { printf "%d", sum }' <<< "$found")
    total=$((total + executions))
    profile=fuzz/coverage/$target/coverage.profdata
    binary=target/$host/coverage/$host/release/$target
    reached="not measured"
    if [ -e "$profile" ] && [ -e "$binary" ] && [ -e "$llvm_cov" ]; then
        # The columns of the last line: regions, functions and lines, each with the missed number and the covered share.
        reached=$("$llvm_cov" report "$binary" -instr-profile="$profile" "${floors[@]}" 2>/dev/null |
            awk '$1 == "TOTAL" { print $10 " of " $8 }')
    fi
    echo "| \`$target\` | $(grouped "$executions") | ${reached:-not measured} |"
    [ "$reached" = "not measured" ] || { profiles+=("$profile"); objects+=(-object "$binary"); }
done
reached="not measured"
if [ ${#profiles[@]} -gt 0 ]; then
    "${llvm_cov%cov}profdata" merge -sparse "${profiles[@]}" -o fuzz/coverage/all.profdata
    reached=$("$llvm_cov" report "${objects[@]:1}" -instr-profile=fuzz/coverage/all.profdata "${floors[@]}" 2>/dev/null |
        awk '$1 == "TOTAL" { print $10 " of " $8 }')
fi
echo "| **all** | $(grouped "$total") | $reached |"
