#!/usr/bin/env bash
# The cost of whole runs beside a Rust program that only prints a line, in turns: what else the
# machine does meets all of them alike. Needs hyperfine.
# Usage: benches/beside_hello.sh RUNS COMMAND...
set -euo pipefail
rounds=20
runs=$(($1 / rounds))
shift
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
echo 'fn main() { println!("hello"); }' > "$work/hello.rs"
rustc -O -o "$work/hello" "$work/hello.rs"
for round in $(seq "$rounds"); do
  hyperfine -N --warmup 5 --runs "$runs" --style basic --export-json "$work/times.$round.json" \
    "$work/hello" "$@" > "$work/log" 2>&1 || { cat "$work/log" >&2; exit 1; }
done
python3 - "$work"/times.*.json <<'PY'
import json, statistics, sys
rounds = [json.load(open(path))["results"] for path in sys.argv[1:]]
def times(at):
    return sorted(time * 1000 for results in rounds for time in results[at]["times"])
hello = times(0)
print(f"hello world: median {statistics.median(hello):.2f} ms, least {hello[0]:.2f} ms")
for at, run in enumerate(rounds[0][1:], 1):
    words = run["command"].split(" ", 1)[1]
    ratios = [results[at]["median"] / results[0]["median"] for results in rounds]
    print(f"{words:30} median {statistics.median(times(at)):.2f} ms, least {times(at)[0]:.2f} ms, "
          f"{statistics.median(ratios):.2f} times hello world "
          f"(rounds: {min(ratios):.2f} to {max(ratios):.2f})")
PY
