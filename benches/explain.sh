#!/usr/bin/env bash
# Reading is linear: twice the field, twice the time. Needs hyperfine and python3.
# Usage: benches/explain.sh [path of errcode]
set -euo pipefail
cd "$(dirname "$0")/.."
errcode=${1:-target/release/errcode}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 - "$work" <<'PY'
import sys
for size in (1, 2, 4):
    with open(f"{sys.argv[1]}/{size}", "w") as out:
        # One challenge a 96 bytes, five parameters each.
        challenge = 'Basic realm="a %06d", charset=UTF-8, title="say \\"yes\\"", one=1, two="2", three=t%025d'
        out.write("WWW-Authenticate: " + ", ".join(challenge % (n, n) for n in range(size * 20_000)) + "\n")
PY
hyperfine -N --warmup 2 --runs 15 --style basic --export-json "$work/times.json" \
  "$errcode explain --format json --file $work/1" \
  "$errcode explain --format json --file $work/2" \
  "$errcode explain --format json --file $work/4" >/dev/null 2>&1
python3 - "$work/times.json" <<'PY'
import json, sys
runs = json.load(open(sys.argv[1]))["results"]
for size, run in zip((1, 2, 4), runs):
    nanoseconds = run["median"] * 1e9 / (size * 100_000)
    print(f"{size * 100_000} parameters: median {run['median'] * 1000:.0f} ms, "
          f"{run['median'] / runs[0]['median']:.2f} times the first, {nanoseconds:.0f} ns a parameter (whole process)")
PY
