#!/usr/bin/env python3
"""Gathers the license notices of everything that is built into the program.

    packaging/licenses.py            # writes THIRD-PARTY-LICENSES.md from Cargo.lock and the crates
    packaging/licenses.py --check    # 1 where it is not what it should be

What is listed is what Cargo.lock reaches from errcode without its dev-dependencies: on every
platform, build tools included. Of several licenses to choose from, the first of PREFERRED is taken.
Needs cargo and the sources of the crates (`cargo fetch --locked`); only Python's own library.
"""

import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
NOTICES = ROOT / "THIRD-PARTY-LICENSES.md"

# The license that is taken where there is a choice, and how the file with its text is named.
PREFERRED = [
    ("MIT", r"licen[cs]e[-_.]?mit.*|mit[-_.]licen[cs]e.*|licen[cs]e(\.(md|txt))?|copying"),
    ("MIT-0", r"licen[cs]e[-_.]?mit-?0.*|licen[cs]e(\.(md|txt))?"),
    ("Zlib", r"licen[cs]e[-_.]?zlib.*|licen[cs]e(\.(md|txt))?"),
    ("BSD-2-Clause", r"licen[cs]e[-_.]?bsd.*|licen[cs]e(\.(md|txt))?"),
    ("BSD-3-Clause", r"licen[cs]e[-_.]?bsd.*|licen[cs]e(\.(md|txt))?"),
    ("Apache-2.0", r"licen[cs]e[-_.]?apache.*|licen[cs]e(\.(md|txt))?|copying"),
    ("bzip2-1.0.6", r"licen[cs]e(\.(md|txt))?|copying"),
]
# What a crate carries beside its own code, as a file in it.
CARRIED = {"zstd-sys": ["zstd/LICENSE"]}
# Taken in addition where an expression says AND.
ADDED = {"Unicode-3.0": r"licen[cs]e[-_.]?unicode.*"}


def reached():
    """Name and version of every package that errcode is built with."""
    manifest = tomllib.loads((ROOT / "Cargo.toml").read_text())
    tables = [manifest, *manifest.get("target", {}).values()]
    wanted = {name for table in tables for kind in ("dependencies", "build-dependencies")
              for name in table.get(kind, {})}
    packages = tomllib.loads((ROOT / "Cargo.lock").read_text())["package"]
    by_name = {}
    for package in packages:
        by_name.setdefault(package["name"], []).append(package)

    def named(text):
        name, *version = text.split(" ")
        found = [package for package in by_name[name] if not version or package["version"] == version[0]]
        assert len(found) == 1, text
        return found[0]

    root = named("errcode")
    waiting = [text for text in root["dependencies"] if text.split(" ")[0] in wanted]
    found = set()
    while waiting:
        package = named(waiting.pop())
        key = (package["name"], package["version"])
        if key not in found:
            found.add(key)
            waiting += package.get("dependencies", [])
    return sorted(found)


def chosen(expression):
    """The licenses that are taken, of an SPDX expression: `(MIT OR Apache-2.0) AND Unicode-3.0`."""
    taken = []
    for part in re.split(r" AND ", expression):
        choices = [choice.split(" WITH ")[0] for choice in re.split(r" OR |/", part.strip("() "))]
        known = [name for name, _ in PREFERRED if name in choices] + [name for name in ADDED if name in choices]
        assert known, f"no license to choose in {expression!r}"
        taken.append(known[0])
    return taken


def texts(package):
    """The licenses of a package with the files that hold them."""
    folder = Path(package["manifest_path"]).parent
    files = sorted(path for path in folder.iterdir() if path.is_file())
    patterns = dict(PREFERRED) | ADDED
    for license in chosen(package["license"]):
        fitting = [path for path in files if re.fullmatch(patterns[license], path.name.lower())]
        # The name that says most is the one that is meant: LICENSE-MIT before LICENSE.
        fitting.sort(key=lambda path: ("mit" not in path.name.lower(), path.name.lower() in ("license", "copying")))
        yield license, fitting[0].read_text(encoding="utf-8", errors="replace") if fitting else None
    for name in CARRIED.get(package["name"], []):
        yield name.split("/")[0], (folder / name).read_text()


def shaped(text):
    """A text without what differs between copies of it: line ends, and spaces at the end."""
    lines = [line.rstrip() for line in text.replace("\f", "\n").strip("\ufeff\n\r ").splitlines()]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines))


def notices():
    command = ["cargo", "metadata", "--locked", "--format-version", "1"]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    packages = {(p["name"], p["version"]): p for p in json.loads(run.stdout)["packages"]}
    rows, same, without = [], {}, []
    for key in reached():
        package = packages[key]
        rows.append(f"| {key[0]} | {key[1]} | {package['license']} |")
        for license, text in texts(package):
            if text is None:
                authors = ", ".join(re.sub(r" <.*?>", "", author) for author in package["authors"])
                without.append(f"| {key[0]} {key[1]} | {license} | {authors or 'its authors'} |")
            else:
                same.setdefault((license, shaped(text)), []).append(f"{key[0]} {key[1]}")
    out = [
        "# Licenses of what errcode is built with",
        "",
        "Made by `packaging/licenses.py` from Cargo.lock; do not edit. errcode itself is under MIT or",
        "Apache-2.0, at your choice. Below stands everything that any build of it can hold or need, on any",
        "platform, and then the text of one license of each, with its notices.",
        "",
        "| package | version | licenses |",
        "|---|---|---|",
        *rows,
    ]
    if without:
        out += ["", "These name a license and carry no text of it. The texts of MIT and Apache-2.0 are those of",
                "LICENSE-MIT and LICENSE-APACHE, but for the copyright.", "",
                "| package | license | copyright |", "|---|---|---|", *without]
    for (license, text), names in sorted(same.items(), key=lambda item: (item[0][0], item[1])):
        out += ["", f"## {license}", "", f"{', '.join(names)}:", "", "```text", text, "```"]
    return "\n".join([*out, ""])


def main():
    if sys.argv[1:] not in ([], ["--check"]):
        sys.exit(__doc__)
    made = notices()
    if sys.argv[1:] == ["--check"]:
        if not NOTICES.exists() or NOTICES.read_text(encoding="utf-8") != made:
            sys.exit(f"stale, renew with packaging/licenses.py: {NOTICES.name}")
    else:
        NOTICES.write_text(made, encoding="utf-8")
    print(f"{made.count(chr(10) + '| ') - 1} rows, {made.count(chr(10) + '## ')} texts")


if __name__ == "__main__":
    main()
