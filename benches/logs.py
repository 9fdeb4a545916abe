#!/usr/bin/env python3
"""Writes a log to measure with: the same bytes for the same arguments.

Usage: benches/logs.py sparse|dense|adversarial FILE [MIB], or benches/logs.py codes FILE

sparse: access, JSON and service lines, one in a hundred with a code. dense: a code in every line.
adversarial: what nearly is a code, hex dumps, constants in capitals, bytes that are no UTF-8, and
lines of a million bytes. codes: the codes of the catalogs, one a line, for other tools to look for.
"""
import glob, json, os, random, sys

DATA = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "data")
# So many different lines are made; a log is a random row of them.
LINES = 40_000

PLACES = ["gateway", "billing", "mailer", "indexer", "inventory", "search", "ledger", "uploads"]
DOINGS = """opened a session for the tenant; wrote the batch to the replica; skipped a stale lease;
    answered from the cache; moved the cursor on; renewed the lease of a shard; closed an idle
    channel; sent the digest of the day; counted the rows of a partition; trimmed the journal;
    woke up a sleeping worker; compared two versions of a document; took a snapshot of the index;
    asked the upstream once more; let go of a lock; merged small segments""".split(";")
DOINGS = [" ".join(doing.split()) for doing in DOINGS]
TARGETS = ["/orders/", "/customers/", "/v2/items/", "/public/fonts/", "/odata/Room", "/feeds/"]
AGENTS = ["curl/8.9.1", "Go-http-client/2.0", "Mozilla/5.0 (X11; Linux x86_64; rv:131.0) Gecko/20100101 Firefox/131.0"]


def catalogs():
    """The codes as literal text, the words that need a key, and the numbers that need one."""
    literal, words, numbers = [], [], []
    for path in sorted(glob.glob(os.path.join(DATA, "*.json"))):
        with open(path, encoding="utf-8") as file:
            read = json.load(file)
        if not isinstance(read, dict) or "evidence" not in read:
            continue
        told = read["evidence"]
        for entry in read["entries"]:
            code = entry["code"].replace("{RESOURCE}", "ROOM")
            if told["code"].get("alone"):
                literal.append(code)
            else:
                (numbers if code.isdigit() else words).append(code)
            if told.get("name", {}).get("alone") and entry.get("name"):
                literal.append(entry["name"])
    return [sorted(set(codes)) for codes in (literal, words, numbers)]


class Log:
    def __init__(self, kind):
        self.random = random.Random(f"errcode {kind}")
        self.literal, self.words, self.numbers = catalogs()

    def any(self, of):
        return self.random.choice(of)

    def number(self, to):
        return self.random.randrange(to)

    def hex(self, digits):
        return f"{self.random.getrandbits(4 * digits):0{digits}x}"

    def day(self):
        return f"2026-{1 + self.number(12):02}-{1 + self.number(28):02}"

    def time(self):
        return f"{self.number(24):02}:{self.number(60):02}:{self.number(60):02}"

    def doings(self, least, most):
        return ", ".join(self.any(DOINGS) for _ in range(self.random.randint(least, most)))

    def access(self):
        address = ".".join(str(self.number(256)) for _ in range(4))
        status = self.any([200, 200, 200, 201, 204, 301, 304, 400, 403, 404, 500, 503])
        return (
            f'{address} - - [{1 + self.number(28):02}/Nov/2026:{self.time()} +0000] '
            f'"{self.any(["GET", "GET", "POST", "PUT"])} {self.any(TARGETS)}{self.hex(10)}?limit={self.number(500)} '
            f'HTTP/1.1" {status} {self.number(90000)} "-" "{self.any(AGENTS)}"'
        )

    def service(self, level=None, end=""):
        level = level or self.any(["INFO ", "INFO ", "DEBUG", "WARN "])
        thread = f"{self.any(['exec', 'io', 'timer'])}-{self.number(64)}"
        return f"{self.day()} {self.time()},{self.number(1000):03} {level} [{thread}] org.example.{self.any(PLACES)} - {self.doings(1, 3)}{end}"

    def json(self, **more):
        line = {
            "time": f"{self.day()}T{self.time()}Z",
            "level": self.any(["info", "info", "debug", "warn"]),
            "service": self.any(PLACES),
            "text": self.doings(1, 3),
            "trace": self.hex(32),
            "took": self.number(9000),
            "http": {"status": self.any([200, 404, 500]), "bytes": self.number(90000)},
            **more,
        }
        return json.dumps(line, separators=(",", ":"))

    def plain(self):
        return self.any([self.access, self.json, self.service])()

    def coded(self):
        kind = self.number(10)
        if kind == 0:
            body = {"code": self.any(self.words), "description": self.any(DOINGS)}
            return self.json(answer=body)
        if kind == 1:
            return self.json(errorCode=int(self.any(self.numbers)))
        code = self.any(self.literal)
        return self.any([
            lambda: self.service("ERROR", f" [{code}]"),
            lambda: self.service("WARN ", f" code={code}"),
            lambda: self.json(error={"code": code, "message": self.any(DOINGS)}),
            lambda: self.json(failure=f"{self.any(DOINGS)}: {code}"),
        ])()

    def nearly(self):
        """A code that is cut, longer, or of another case."""
        code = self.any(self.literal)
        return self.any([
            lambda: code[: -1 - self.number(4)],
            lambda: code + self.any(["x", "_more", "0", ".further"]),
            lambda: "x" + code,
            lambda: "a." + code,
            lambda: code.swapcase(),
            lambda: self.any(['"code":', '"errorCode": ', "code=", "code: none"]),
        ])()

    def hostile(self):
        kind = self.number(10)
        if kind < 4:
            words = (self.nearly() if self.number(3) else self.any(DOINGS) for _ in range(8))
            return self.service("ERROR", " " + " ".join(words))
        if kind < 7:
            row = " ".join(self.hex(4) for _ in range(8))
            return f"0x{self.hex(8)}: {row} 0x0{self.hex(7)} 0x01{self.hex(6)} 0x{self.hex(3)}"
        if kind < 9:
            ends = ["_STATE", "_LIMIT", "", "_EXISTS", "S"]
            return " ".join(self.any(self.words) + self.any(ends) for _ in range(9))
        return self.coded()

    def lines(self, kind):
        """So many lines as bytes, and how rare those of the second list are."""
        if kind == "sparse":
            return self.many(self.plain), self.many(self.coded), 100
        if kind == "dense":
            return self.many(self.coded), self.many(self.coded), 2
        bad = [bytes(self.number(256) for _ in range(80)).replace(b"\n", b"") for _ in range(2000)]
        long = [b" ".join(self.many(self.hostile)[:5000])[:1_000_000] for _ in range(3)]
        return self.many(self.hostile) + bad, long, 40_000

    def many(self, make):
        return [make().encode() for _ in range(LINES)]


def main(kind, path, mib="512"):
    if kind == "codes":
        with open(path, "w", encoding="utf-8") as out:
            out.writelines(f"{code}\n" for code in catalogs()[0])
        return
    log = Log(kind)
    most, rare, share = log.lines(kind)
    left = int(mib) << 20
    with open(path, "wb") as out:
        while left > 0:
            piece = [rare[log.number(len(rare))] if log.number(share) == 0 else line
                     for line in log.random.choices(most, k=1000)]
            text = b"\n".join(piece) + b"\n"
            out.write(text[:left])
            left -= len(text)


if __name__ == "__main__":
    if len(sys.argv) not in (3, 4):
        sys.exit(__doc__)
    main(*sys.argv[1:])
