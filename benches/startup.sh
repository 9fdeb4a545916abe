#!/usr/bin/env bash
# The cost of a whole lookup beside a program that only prints a line, its memory, and the size.
# Needs hyperfine. Usage: benches/startup.sh [path of errcode]
set -euo pipefail
cd "$(dirname "$0")/.."
errcode=${1:-target/release/errcode}
benches/beside_hello.sh 500 \
  "$errcode lookup PR400-OD-0001" \
  "$errcode lookup 0x01010005" \
  "$errcode lookup import_failed"
/usr/bin/time -f 'peak memory of lookup: %M KiB' "$errcode" lookup PR400-OD-0001 > /dev/null
echo "binary: $(stat -c %s "$errcode") bytes"
