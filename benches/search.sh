#!/usr/bin/env bash
# The cost of a whole search beside a program that only prints a line, and how well it finds.
# Needs hyperfine. Usage: benches/search.sh [path of errcode]
set -euo pipefail
cd "$(dirname "$0")/.."
errcode=${1:-target/release/errcode}
benches/beside_hello.sh 200 \
  "$errcode search token expired" \
  "$errcode search refesh tokn" \
  "$errcode search '[Name] is required.'"
cargo test --quiet --test search -- --nocapture --test-threads 1 | grep -E "queries$|n="
