#!/usr/bin/env bash
# Builds what the other scripts measure beside: a Rust program that only prints a line.
# Usage: benches/hello.sh FOLDER; the program is FOLDER/hello.
set -euo pipefail
echo 'fn main() { println!("hello"); }' > "$1/hello.rs"
rustc -O -o "$1/hello" "$1/hello.rs"
