#!/usr/bin/env python3
"""Makes seeds from the data files and the test cases of the project: fuzz/seeds/<target>/made-*.

Seeds without `made-` in front are written by hand. The first byte of an input chooses among the
ways that the target has; see the targets.
"""

import hashlib
import json
import pathlib

ROOT = pathlib.Path(__file__).resolve().parent
DATA = ROOT.parent / "data"
CASES = ROOT.parent / "tests" / "cmd"
SYSTEMS = ["personium", "easydb", "kuzzle", "lineworks", "backend-services"]


def write(target, *parts):
    """Puts a seed down under a name of its content."""
    data = b"".join(part if isinstance(part, bytes) else part.encode() for part in parts)
    folder = ROOT / "seeds" / target
    folder.mkdir(parents=True, exist_ok=True)
    (folder / ("made-" + hashlib.sha1(data).hexdigest()[:10])).write_bytes(data)


def some(entries, most):
    """So many entries, from all over the catalog."""
    step = max(1, len(entries) // most)
    return entries[::step][:most]


def main():
    for old in ROOT.glob("seeds/*/made-*"):
        old.unlink()
    catalogs = [json.loads((DATA / f"{name}.json").read_text()) for name in SYSTEMS]
    for catalog in catalogs:
        entries = catalog["entries"]
        for entry in some(entries, 3):
            code, message = entry["code"], entry["message"]
            status = entry.get("status") or 400
            write("spellings", code)
            write("search", b"\0", message)
            write("search", b"\0", " ".join(message.split()[:2]))
            write("templates", b"\1", message, b"\0", "x ", message.replace("{0}", "a/b"), " y")
            write("scan", b"\0", b"\x20", f"2026-01-02 ERROR [{code}] - {message}\n")
            body = json.dumps({"error": {"code": code, "message": message}})
            write("scan", b"\1", b"\7", body + "\n")
            write(
                "response",
                b"\0",
                f"HTTP/1.1 {status} X\r\nContent-Type: application/json\r\n"
                f"WWW-Authenticate: Bearer error=\"invalid_token\"\r\n\r\n{body}",
            )
            for way in range(4):
                write("answers", bytes([way, 1]), message if way == 2 else code)
            write("answers", bytes([way + 1, 0x22]), body)
            write("answers", b"\x0b\0", body + "\n")
            if entry.get("name"):
                write("spellings", entry["name"])
        small = {**catalog, "entries": some(entries, 2)}
        small.pop("$schema", None)
        small.pop("challenges", None)
        write("catalogs", b"\x08", json.dumps(small))
        patch = {"patches": catalog["id"], "entries": [{"code": entries[0]["code"], "notes": ["n"]}]}
        write("catalogs", b"\x06", json.dumps(patch))
    facts = json.loads((DATA / "auth.json").read_text())
    for scheme in facts["schemes"]:
        name = scheme["scheme"] if "scheme" in scheme else scheme["name"]
        params = ", ".join(f'{it["name"]}="a b"' for it in scheme.get("parameters", [])[:4])
        write("header", b"\2", f"{name} {params}")
    files = ["codes.csv", "Messages.properties", "de.po", "manifest.json", "openapi.json", "errors.md"]
    for way, name in enumerate(files):
        write("catalogs", bytes([way]), (CASES / "catalogs-import.in" / name).read_bytes())
    for path in sorted((CASES / "explain-response.in").iterdir()):
        write("response", b"\1", path.read_bytes())
    for way in range(16):
        for how in [0x04, 0x05, 0x16, 0x26]:
            write("answers", bytes([way, how]), "\x1b]0;t\x07 {0}\u202e\r", b"\0", "OWN-01")
    place = {"path": "a\x1b[2J.log", "line": 7}
    code = {"catalog": "kuzzle", "code": "0x01010005", "known": True, "status": 404}
    code |= {"message": "{0}", "count": 3, "first": place, "last": place}
    times = {"minutes": 1, "buckets": [{"start": "2026-01-02T03:04", "count": 3}]}
    summary = {"lines": 9, "bytes": 99, "findings": 3, "codes": [code], "times": times}
    for how in range(4):
        write("answers", bytes([13, how]), json.dumps(summary))
    write("catalogs", b"\x09", (ROOT.parent / "src" / "catalog" / "starter.json").read_bytes())


main()
