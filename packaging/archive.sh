#!/usr/bin/env bash
# Puts a built program into the archive that `cargo binstall` and people download, with its manual
# pages, completions and licenses, and checks it: packaging/archive.sh [BINARY [TARGET]]
#
# The same binary gives the same bytes. Written to target/archive/.
set -euo pipefail
cd "$(dirname "$0")/.."
binary=${1:-target/release/errcode}
target=${2:-$(rustc -vV | sed -n 's/^host: //p')}
version=$(sed -n 's/^version = "\(.*\)"/\1/p' Cargo.toml | head -1)
name=errcode-$version-$target
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

mkdir "$scratch/$name"
cp "$binary" "$scratch/$name/errcode"
cp -r man completions README.md CHANGELOG.md LICENSE-MIT LICENSE-APACHE THIRD-PARTY-LICENSES.md "$scratch/$name/"
mkdir -p target/archive
archive=target/archive/$name.tgz
epoch=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct 2> /dev/null || echo 0)}
tar -C "$scratch" --sort=name --mtime="@$epoch" --owner=0 --group=0 --numeric-owner --mode=u+rw,go+r-w \
    -cf - "$name" | gzip -9n > "$archive"

# What Cargo.toml promises to `cargo binstall`: where the archive is, and the program in it.
promised() {
    sed -n "/^\[package.metadata.binstall\]/,/^\[/s/^$1 = \"\(.*\)\"/\1/p" Cargo.toml |
        sed -e "s/{ name }/errcode/g; s/{ version }/$version/g; s/{ target }/$target/g" \
            -e "s/{ bin }/errcode/g; s/{ binary-ext }//g; s/{ archive-suffix }/.tgz/g; s|{ repo }||g"
}
[ "$(basename "$(promised pkg-url)")" = "$name.tgz" ] || { echo "binstall looks for $(promised pkg-url)" >&2; exit 1; }
tar -xOf "$archive" "$(promised bin-dir)" | cmp - "$binary"
(cd target/archive && sha256sum "$name.tgz" | tee "$name.tgz.sha256")
