#!/usr/bin/env bash
# Builds the committed source in two folders of different names, with a home of cargo by two names,
# and compares the binaries byte for byte. Two whole release builds: minutes, so the gate leaves it
# out.
set -euo pipefail
cd "$(dirname "$0")/.."
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
home=$(cd "${CARGO_HOME:-$HOME/.cargo}" && pwd -P)
unset CARGO_TARGET_DIR
for name in one a/longer-name/two; do
    mkdir -p "$scratch/$name"
    git archive HEAD | tar -x -C "$scratch/$name"
    # A home of cargo by another name, with the same registry in it.
    ln -s "$home" "$scratch/home-${name##*/}"
    CARGO_HOME=$scratch/home-${name##*/} "$scratch/$name/packaging/build.sh"
done
sums=$(cd "$scratch" && sha256sum {one,a/longer-name/two}/target/release/errcode)
echo "$sums"
if [ "$(cut -d' ' -f1 <<< "$sums" | sort -u | wc -l)" != 1 ]; then
    echo "not reproducible" >&2
    exit 1
fi
if grep -aqF -e "$scratch" -e "$home/" "$scratch/one/target/release/errcode"; then
    echo "a folder of this machine stands in the binary" >&2
    exit 1
fi
echo "the same bytes, and no folder of this machine in them"
