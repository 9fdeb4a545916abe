#!/usr/bin/env bash
# The cost of a whole search beside a program that only prints a line, and how well it finds.
# Needs hyperfine. Usage: benches/search.sh [path of errcode]
set -euo pipefail
cd "$(dirname "$0")/.."
errcode=${1:-target/release/errcode}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
benches/hello.sh "$work"
hyperfine -N --warmup 20 --runs 200 --style basic --export-json "$work/times.json" \
  "$work/hello" \
  "$errcode search token expired" \
  "$errcode search refesh tokn" \
  "$errcode search '[Name] is required.'" >/dev/null
python3 - "$work/times.json" <<'PY'
import json, sys
hello, *others = json.load(open(sys.argv[1]))["results"]
print(f"hello world: median {hello['median'] * 1000:.2f} ms, least {hello['min'] * 1000:.2f} ms")
for run in others:
    words = run["command"].split(" ", 1)[1]
    print(f"{words:30} median {run['median'] * 1000:.2f} ms, least {run['min'] * 1000:.2f} ms, "
          f"{run['median'] / hello['median']:.2f} times hello world")
PY
cargo test --quiet --test search -- --nocapture --test-threads 1 | grep -E "queries$|n="
