#!/usr/bin/env bash
# Makes the Debian package, and installs, runs and removes it in a root that is thrown away.
#
#     packaging/test-deb.sh                 # builds the release first
#     PROFILE=dev packaging/test-deb.sh     # takes the debug build that is there, or makes one
#     packaging/test-deb.sh FILE.deb        # takes a package that is there
#
# Needs cargo-deb 2 or later, and dpkg. Where dpkg cannot install without being root, the files are unpacked.
set -euo pipefail
cd "$(dirname "$0")/.."
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
fail() { echo "test-deb: $*" >&2; exit 1; }

if [ $# -gt 0 ]; then
    package=$1
else
    package=$scratch/errcode.deb
    options=(--profile "${PROFILE:-release}")
    if [ "${PROFILE:-}" = dev ]; then
        options+=(--fast)
        # The tests' dependencies ask for more features: without them cargo would build all anew.
        [ -x "${CARGO_TARGET_DIR:-target}/debug/errcode" ] && options+=(--no-build)
    fi
    cargo deb --quiet --locked "${options[@]}" --output "$package"
fi

# Each of these, and nothing else.
doc=usr/share/doc/errcode
{
    echo usr/bin/errcode
    (cd man && for page in *.1; do echo "usr/share/man/man1/$page.gz"; done)
    echo usr/share/bash-completion/completions/errcode
    echo usr/share/zsh/vendor-completions/_errcode
    echo usr/share/fish/vendor_completions.d/errcode.fish
    printf "$doc/%s\n" completions/errcode.elv completions/_errcode.ps1
    printf "$doc/%s\n" README.md CHANGELOG.md THIRD-PARTY-LICENSES.md copyright
    echo usr/share/errcode/catalog.schema.json
} | sort > "$scratch/expected"
dpkg-deb --fsys-tarfile "$package" > "$scratch/data.tar"
tar -tf "$scratch/data.tar" | sed 's|^\./||' | grep -v '/$' | sort > "$scratch/found"
diff -u "$scratch/expected" "$scratch/found" || fail "other files than expected"
strange=$(tar --numeric-owner -tvf "$scratch/data.tar" |
    grep -vE '^(-rw-r--r--|-rwxr-xr-x|drwxr-xr-x) 0/0 ' || true)
[ -z "$strange" ] || fail "owners or modes: $strange"
for field in Package Version Architecture Maintainer Depends Section Description; do
    [ -n "$(dpkg-deb --field "$package" "$field")" ] || fail "no $field"
done
version=$(sed -n 's/^version = "\(.*\)"/\1/p' Cargo.toml | head -1)
case $(dpkg-deb --field "$package" Version) in "$version"-*) ;; *) fail "not version $version" ;; esac

root=$scratch/root
mkdir -p "$root/var/lib/dpkg/info" "$root/var/lib/dpkg/updates"
touch "$root/var/lib/dpkg/status" "$root/var/lib/dpkg/available"
# What it depends on is not in that root; the program runs on the libraries of this machine.
dpkg=(dpkg --root="$root" --force-depends --force-not-root --force-script-chrootless --log=/dev/null)
if [ "$(id -u)" = 0 ]; then
    "${dpkg[@]}" --install "$package" > "$scratch/log" 2>&1 || { cat "$scratch/log" >&2; fail "not installed"; }
    how=installed
else
    dpkg-deb --extract "$package" "$root"
    how=unpacked
fi

run() { env -i "$root/usr/bin/errcode" "$@"; }
[ "$(run --version)" = "errcode $version" ] || fail "$(run --version)"
run lookup PR400-OD-0001 | grep -q 'JSON parse error' || fail "it does not look up"
run completions bash | cmp - "$root/usr/share/bash-completion/completions/errcode" || fail "other completions"
gunzip -c "$root/usr/share/man/man1/errcode-scan.1.gz" | cmp - man/errcode-scan.1 || fail "other manual"
if command -v man > /dev/null; then
    MANPATH=$root/usr/share/man MANPAGER=cat man --local-file "$root/usr/share/man/man1/errcode.1.gz" \
        2> /dev/null | grep -q lookup || fail "man cannot show its page"
fi
bash -c "source '$root/usr/share/bash-completion/completions/errcode'; complete -p errcode" > /dev/null \
    || fail "bash does not take the completions"

if [ "$how" = installed ]; then
    "${dpkg[@]}" --purge errcode > "$scratch/log" 2>&1 || { cat "$scratch/log" >&2; fail "not removed"; }
    left=$(find "$root" -type f -not -path "$root/var/lib/dpkg/*")
    [ -z "$left" ] || fail "left behind: $left"
    how="installed and removed"
fi
echo "$(wc -l < "$scratch/expected") files, $(stat -c %s "$package") bytes, $how"
