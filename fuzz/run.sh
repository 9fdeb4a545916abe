#!/bin/sh
# Runs one target: fuzz/run.sh TARGET SECONDS. New inputs go to fuzz/corpus/TARGET, faults to
# fuzz/artifacts/TARGET. SANITIZER=address for the scan, whose search for anchors is `unsafe`.
set -eu
cd "$(dirname "$0")"
target=$1
seconds=${2:-1200}
mkdir -p "corpus/$target"
exec cargo +nightly fuzz run "$target" --release --debug-assertions \
    --sanitizer "${SANITIZER:-none}" "corpus/$target" "seeds/$target" -- \
    -max_total_time="$seconds" -dict="dictionaries/$target.dict" -max_len=65536 -timeout=10 \
    -rss_limit_mb=2048 -report_slow_units=5 -detect_leaks=0 -print_final_stats=1
