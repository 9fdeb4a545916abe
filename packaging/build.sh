#!/usr/bin/env bash
# The release build: the same source, lock file and compiler give the same bytes, wherever the
# folder and the registry's copies lie. Takes cargo's further arguments: packaging/build.sh --target …
set -euo pipefail
cd "$(dirname "$0")/.."
here=$(pwd -P)
home=${CARGO_HOME:-$HOME/.cargo}
# Panics name the file that they stand in; these would be in folders of whoever built.
export RUSTFLAGS="--remap-path-prefix=$home=/cargo --remap-path-prefix=$here=/errcode"
# C code as well (zstd).
export CFLAGS="-ffile-prefix-map=$home=/cargo -ffile-prefix-map=$here=/errcode"
if epoch=$(git log -1 --format=%ct 2>/dev/null); then
    export SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$epoch}
fi
exec cargo build --release --locked "$@"
