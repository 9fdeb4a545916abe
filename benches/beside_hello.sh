#!/usr/bin/env bash
# The cost of whole runs beside a Rust program that only prints a line. Needs hyperfine.
# Usage: benches/beside_hello.sh RUNS COMMAND...
set -euo pipefail
runs=$1
shift
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
echo 'fn main() { println!("hello"); }' > "$work/hello.rs"
rustc -O -o "$work/hello" "$work/hello.rs"
hyperfine -N --warmup 50 --runs "$runs" --style basic --export-json "$work/times.json" \
  "$work/hello" "$@" > "$work/log" 2>&1 || { cat "$work/log" >&2; exit 1; }
python3 - "$work/times.json" <<'PY'
import json, sys
hello, *others = json.load(open(sys.argv[1]))["results"]
print(f"hello world: median {hello['median'] * 1000:.2f} ms, least {hello['min'] * 1000:.2f} ms")
for run in others:
    words = run["command"].split(" ", 1)[1]
    print(f"{words:30} median {run['median'] * 1000:.2f} ms, least {run['min'] * 1000:.2f} ms, "
          f"{run['median'] / hello['median']:.2f} times hello world")
PY
