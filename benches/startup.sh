#!/usr/bin/env bash
# The cost of a whole run of errcode beside a program that only prints a line.
# Needs hyperfine. Usage: benches/startup.sh [path of errcode]
set -euo pipefail
cd "$(dirname "$0")/.."
errcode=${1:-target/release/errcode}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
benches/hello.sh "$work"
hyperfine -N --warmup 50 --runs 500 --style basic --export-json "$work/times.json" \
  "$work/hello" \
  "$errcode lookup PR400-OD-0001" \
  "$errcode lookup 0x01010005" \
  "$errcode lookup import_failed" >/dev/null
python3 - "$work/times.json" <<'PY'
import json, sys
hello, *others = json.load(open(sys.argv[1]))["results"]
print(f"hello world: median {hello['median'] * 1000:.2f} ms")
for run in others:
    words = run["command"].split(" ", 1)[1]
    print(f"{words:28} median {run['median'] * 1000:.2f} ms, {run['median'] / hello['median']:.2f} times hello world")
PY
# Peak memory, and the size of the binary.
/usr/bin/time -f 'peak memory of lookup: %M KiB' "$errcode" lookup PR400-OD-0001 > /dev/null
echo "binary: $(stat -c %s "$errcode") bytes"
