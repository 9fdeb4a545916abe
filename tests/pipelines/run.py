#!/usr/bin/env python3
"""Loads every export with the program that it is made for, and looks real codes up through it.

    cargo build && tests/pipelines/run.py [NAME…] [--keep FOLDER]

Installs nothing. What is not there is skipped, and said so: rsyslogd, syslog-ng, chromium, luajit
or lua, cargo (for VRL), and the Python packages duckdb, chdb and yaml. ERRCODE names another binary,
RSYSLOGD and RSYSLOG_MODULES another rsyslogd and the folder of its modules, VRL=1 builds the VRL
check where it is not built yet (some minutes). --keep leaves exports and screenshots in FOLDER.
"""

import base64
import csv
import hashlib
import html.parser
import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.dont_write_bytecode = True
HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent

# A line, and the errors in it: catalog and code. The first is what engines find that look for one.
CASES = [
    ("2026-01-01 ERROR [PR400-OD-0001] JSON parse error.", [("personium", "PR400-OD-0001")]),
    ("two of them PR404-OD-0002 PR400-OD-0001 end",
     [("personium", "PR404-OD-0002"), ("personium", "PR400-OD-0001")]),
    ('{"error":{"code":"error.user.login_failed","realm":"user"}}',
     [("easydb", "error.user.login_failed")]),
    ("failed: services.storage.import_failed", [("kuzzle", "0x01010005")]),
    ('{"code":16842757,"status":206}', [("kuzzle", "0x01010005")]),
    ('{"code":"USER_NOT_EXIST","description":"x"}', [("lineworks", "{RESOURCE}_NOT_EXIST")]),
    ('embedded {\\"code\\":\\"LIMIT_EXCEEDED\\"}', [("lineworks", "LIMIT_EXCEEDED")]),
    ('{"message":"Invalid access token.","errorCode":301}', [("backend-services", "301")]),
    ("ERROR_CODE=107 database", [("backend-services", "107")]),
    ('"GET / HTTP/1.1" 301 107', []),
    ('{"code":301,"port":107}', []),
    ("xPR400-OD-0001 PR400-OD-00011 my.error.user.login_failed 0x01010005deadbeef", []),
    ("error.user.login_failed.title /metrics/services.storage.import_failed PR400-OD-0001-7", []),
    ('{"errorCode":301.5}', []),
    ("it was error.user.login_failed.", [("easydb", "error.user.login_failed")]),
    ("", []),
]
LINES = [line for line, _ in CASES]


class Skip(Exception):
    """What is missing here."""


def errcode():
    named = os.environ.get("ERRCODE")
    paths = [Path(named)] if named else [ROOT / "target" / kind / "errcode" for kind in ("debug", "release")]
    built = [path for path in paths if path.exists()]
    if not built:
        sys.exit("no errcode: run `cargo build`, or name one in ERRCODE")
    return max(built, key=lambda path: path.stat().st_mtime)


def export(name, folder):
    """The folder with the files of a format."""
    target = folder / name
    target.mkdir(exist_ok=True)
    subprocess.run([errcode(), "export", name, "--output", target], check=True)
    return target


def program(*names, version="--version"):
    """The first of these that is there and starts: one that is half installed proves nothing of ours."""
    for name in names:
        found = shutil.which(name)
        if not found:
            continue
        try:
            run = subprocess.run([found, version], stdin=subprocess.DEVNULL, capture_output=True, timeout=30)
        except (OSError, subprocess.TimeoutExpired) as fault:
            raise Skip(f"{name} does not start: {fault}") from None
        if run.returncode != 0:
            raise Skip(f"{name} does not start: status {run.returncode}")
        return found
    raise Skip(f"no {' or '.join(names)}")


def module(name):
    if importlib.util.find_spec(name) is None:
        raise Skip(f"no Python package {name}")
    try:
        return importlib.import_module(name)
    except Exception as fault:  # noqa: BLE001, whatever a broken package raises
        raise Skip(f"the Python package {name} does not load: {fault}") from None


def expect_all(found):
    """`found`: a set of (catalog, code) for each line."""
    for (line, errors), got in zip(CASES, found, strict=True):
        assert got == set(errors), f"{line!r}: {got}, not {errors}"
    return f"{len(CASES)} lines"


def expect_first(found):
    """`found`: (catalog, code) or None for each line."""
    for (line, errors), got in zip(CASES, found, strict=True):
        assert got == (errors[0] if errors else None), f"{line!r}: {got}, not {errors}"
    return f"{len(CASES)} lines"


def wait_for(done, seconds=20):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if done():
            return
        time.sleep(0.1)
    raise AssertionError(f"nothing within {seconds} s")


def stop(process):
    process.terminate()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


# The formats that Python reads by itself.


def check_tables(folder):
    rows = 0
    for name in ("csv", "splunk", "vector", "clickhouse", "duckdb"):
        with open(export(name, folder) / "errcode.csv", newline="", encoding="utf-8") as file:
            table = list(csv.DictReader(file, strict=True))
        assert all(None not in row and None not in row.values() for row in table), name
        rows += len(table)
    entries = json.loads((export("json", folder) / "errcode.json").read_text())
    lines = (export("ndjson", folder) / "errcode.ndjson").read_text().splitlines()
    assert entries == [json.loads(line) for line in lines]
    return f"{rows} rows in 5 tables, {len(entries)} entries as JSON"


def check_yaml(folder):
    yaml = module("yaml")

    class Strict(yaml.SafeLoader):
        """Refuses a key that stands twice."""

    def mapping(loader, node):
        keys = [loader.construct_object(key) for key, _ in node.value]
        assert len(keys) == len(set(keys)), f"twice: {keys}"
        return {key: loader.construct_object(value, deep=True) for key, (_, value) in zip(keys, node.value)}

    Strict.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, mapping)
    counts = []
    for name, files in (("logstash", ["errcode.yml"]), ("otel", ["errcode.yaml", "processors.yaml"]),
                        ("vector", ["errcode.yaml"]), ("fluent-bit", ["errcode.yaml"])):
        target = export(name, folder)
        for file in files:
            counts.append(len(yaml.load((target / file).read_text(), Strict)))
    table = yaml.load((folder / "logstash" / "errcode.yml").read_text(), Strict)
    assert table["16842757"]["code"] == "0x01010005" and table["107"]["catalog"] == "backend-services"
    flat = yaml.load((folder / "otel" / "errcode.yaml").read_text(), Strict)
    assert all(isinstance(value, str) for value in flat.values())
    return f"{counts[0]} keys for Logstash, {counts[1]} for OpenTelemetry"


# Log pipelines.


def check_rsyslog(folder):
    rsyslogd = os.environ.get("RSYSLOGD") or program("rsyslogd", "/usr/sbin/rsyslogd", version="-v")
    modules = os.environ.get("RSYSLOG_MODULES")
    target = export("rsyslog", folder)
    (target / "in.log").write_text("".join(line + "\n" for line in LINES if line))
    (target / "rsyslog.conf").write_text(f"""
global(workDirectory="{target}")
module(load="imfile" mode="inotify")
lookup_table(name="errcode" file="{target}/errcode.json" reloadOnHUP="on")
template(name="found" type="string" string="%$!errcode!catalog%|%$!errcode!code%\\n")
ruleset(name="found") {{
  include(file="{target}/errcode.conf")
  action(type="omfile" file="{target}/out.log" template="found")
}}
input(type="imfile" file="{target}/in.log" tag="test" ruleset="found")
""")
    command = [rsyslogd, "-f", target / "rsyslog.conf", *(["-M", modules] if modules else [])]
    check = subprocess.run([*command, "-N1"], capture_output=True, text=True)
    assert check.returncode == 0 and "error" not in check.stderr, check.stderr
    out = target / "out.log"
    daemon = subprocess.Popen([*command, "-n", "-i", target / "pid"], stderr=subprocess.PIPE)
    try:
        lines = [line for line in LINES if line]
        wait_for(lambda: out.exists() and len(out.read_text().splitlines()) == len(lines))
    finally:
        stop(daemon)
    found = iter(tuple(line.split("|")) for line in out.read_text().splitlines())
    return expect_first([None if not line or (pair := next(found)) == ("", "") else pair for line in LINES])


def check_syslog_ng(folder):
    syslog_ng = program("syslog-ng", "/usr/sbin/syslog-ng")
    target = export("syslog-ng", folder)
    version = subprocess.run([syslog_ng, "--version"], capture_output=True, text=True).stdout
    version = re.search(r"Config version: ([0-9.]+)", version)[1]
    parser = (target / "errcode.conf").read_text()
    (target / "parser.conf").write_text(parser.replace("/etc/syslog-ng/", f"{target}/"))
    (target / "in.log").write_text("".join(line + "\n" for line in LINES if line))
    (target / "syslog-ng.conf").write_text(f"""@version: {version}
@include "{target}/parser.conf"
source s {{ file("{target}/in.log" flags(no-parse) follow-freq(0.2)); }};
destination d {{ file("{target}/out.log" template("${{errcode.catalog}}|${{errcode.code}}\\n")); }};
log {{ source(s); parser(p_errcode); destination(d); }};
""")
    command = [syslog_ng, "--no-caps", "-f", target / "syslog-ng.conf"]
    check = subprocess.run([*command, "--syntax-only"], capture_output=True, text=True)
    assert check.returncode == 0 and not check.stderr.strip(), check.stderr
    state = ["--persist-file", target / "persist", "--pidfile", target / "pid", "--control", target / "ctl"]
    out = target / "out.log"
    daemon = subprocess.Popen([*command, *state, "-F"], stderr=subprocess.PIPE)
    try:
        lines = [line for line in LINES if line]
        wait_for(lambda: out.exists() and len(out.read_text().splitlines()) == len(lines))
    finally:
        stop(daemon)
    found = iter(tuple(line.split("|")) for line in out.read_text().splitlines())
    return expect_first([None if not line or (pair := next(found)) == ("", "") else pair for line in LINES])


def check_fluent_bit_lua(folder):
    lua = program("luajit", "lua5.1", "lua5.4", "lua", version="-v")
    target = export("fluent-bit", folder)
    (target / "in.log").write_text("".join(line + "\n" for line in LINES))
    (target / "test.lua").write_text("""
dofile(arg[1] .. "/errcode.lua")
for line in io.lines(arg[1] .. "/in.log") do
  local code, _, record = cb("tag", 0, { log = line })
  assert(code == (record.errcode and 2 or 0))
  print(record.errcode and record.errcode.catalog .. "|" .. record.errcode.code or "")
end
""")
    run = subprocess.run([lua, target / "test.lua", target], capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
    found = [tuple(line.split("|")) if line else None for line in run.stdout.splitlines()]
    return f"{expect_first(found)} with {Path(lua).name}"


def check_vrl(folder):
    built = Path(os.environ.get("CARGO_TARGET_DIR", HERE / "vrl" / "target")) / "debug" / "errcode-vrl-check"
    if not built.exists():
        if not os.environ.get("VRL"):
            raise Skip("the check is not built: VRL=1 builds it")
        subprocess.run(["cargo", "build", "--quiet", "--manifest-path", HERE / "vrl" / "Cargo.toml"], check=True)
    target = export("vector", folder)
    run = subprocess.run([built, target], input="".join(line + "\n" for line in LINES),
                         capture_output=True, text=True)
    assert run.returncode == 0 and not run.stderr, run.stderr
    found = [{(row["catalog"], row["code"]) for row in json.loads(line)} for line in run.stdout.splitlines()]
    return expect_all(found)


# Databases.


def check_duckdb(folder):
    duckdb = module("duckdb")
    target = export("duckdb", folder)
    script = (target / "errcode.sql").read_text().replace("'errcode.csv'", f"'{target}/errcode.csv'")
    base = duckdb.connect()
    base.execute(script)
    base.execute("CREATE TABLE logs AS SELECT unnest(range(len($1))) AS line, unnest($1) AS message", [LINES])
    found = [set() for _ in LINES]
    for line, catalog, code in base.execute("""
        WITH hits AS (SELECT line, unnest(errcode_found(message)) AS hit FROM logs)
        SELECT line, e."catalog", e.code FROM hits JOIN errcode e ON e."catalog" = hit."catalog"
        AND e."key" = errcode_known(hit."catalog", hit."key")""").fetchall():
        found[line].add((catalog, code))
    example = re.sub(r"(?m)^-- ?", "", script[script.index("-- For example:") + 16:])
    assert len(base.execute(example).fetchall()) > 5
    return f"{expect_all(found)}, DuckDB {duckdb.__version__}"


def check_clickhouse(folder):
    session = module("chdb").session
    target = export("clickhouse", folder)
    script = (target / "errcode.sql").read_text()
    script = script.replace("/var/lib/clickhouse/user_files/", f"{target}/")
    before = os.getcwd()
    # Embedded as it is, its user_files are in the working folder.
    os.chdir(target)
    try:
        return ask_clickhouse(session.Session(str(folder / "chdb")), script)
    finally:
        os.chdir(before)


def ask_clickhouse(base, script):
    statements = re.sub(r"(?m)^--.*\n", "", script).split(";\n")
    for statement in filter(str.strip, statements):
        base.query(statement)
    found = []
    for line in LINES:
        text = line.replace("\\", "\\\\").replace("'", "\\'")
        pairs = base.query(f"""
            SELECT pair.1, dictGet('errcode', 'code', pair)
            FROM (SELECT errcode_known(arrayJoin(errcode_found('{text}'))) AS pair)
            WHERE dictHas('errcode', pair) FORMAT JSONCompactEachRow""")
        found.append({tuple(json.loads(row)) for row in str(pairs).splitlines() if row.strip()})
    base.query("CREATE TABLE logs (message String) ENGINE = Memory")
    base.query("INSERT INTO logs VALUES ('PR400-OD-0001'), ('PR400-OD-0001 and PR404-OD-0002')")
    example = re.sub(r"(?m)^-- ?", "", script[script.index("-- For example:") + 16:]).strip().rstrip(";")
    assert '"PR400-OD-0001",2' in str(base.query(f"{example} FORMAT CSV"))
    return expect_all(found)


def check_clickhouse_executable(folder):
    """The scan as a filter process: exactly one row for each, empty lines included."""
    session = module("chdb").session
    scripts = folder / "chdb-scan" / "user_scripts"
    scripts.mkdir(parents=True, exist_ok=True)
    shutil.copy(errcode(), scripts / "errcode")
    base = session.Session(str(folder / "chdb-scan"))
    lines = ["PR404-OD-0002 PR400-OD-0001", "", "nothing", "a PR400-OD-0001"]
    texts = ", ".join(f"'{line}'" for line in lines)
    rows = base.query(f"""
        SELECT * FROM executable('errcode scan --row-per-line --exit-zero --utf8 --no-line-number',
        TSVRaw, 'row String', (SELECT arrayJoin([{texts}]))) FORMAT TSVRaw""")
    codes = [[found["code"] for found in json.loads(row)] for row in str(rows).splitlines() if row]
    assert codes == [["PR404-OD-0002", "PR400-OD-0001"], [], [], ["PR400-OD-0001"]], codes
    return f"{len(lines)} rows for {len(lines)} rows"


# The page.


class Page(html.parser.HTMLParser):
    """What is between the tags that a browser runs or applies."""

    def __init__(self, text):
        super().__init__()
        self.inside, self.policy, self.texts, self.open = None, "", {"style": [], "script": []}, []
        self.feed(text)
        assert not self.open, f"never closed: {self.open}"

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        if attributes.get("http-equiv") == "Content-Security-Policy":
            self.policy = attributes["content"]
        if tag in self.texts:
            self.texts[tag].append("")
            self.inside = tag
        if tag not in ("meta", "input", "br"):
            self.open.append(tag)

    def handle_data(self, data):
        if self.inside:
            self.texts[self.inside][-1] += data

    def handle_endtag(self, tag):
        while self.open and self.open[-1] != tag and self.open[-1] in ("option", "p", "li"):
            self.open.pop()
        assert self.open and self.open.pop() == tag, tag
        self.inside = None


def check_html(folder):
    page = Page((export("html", folder) / "errcode.html").read_text())
    for tag, texts in page.texts.items():
        assert len(texts) == 1, f"{len(texts)} of {tag}"
        digest = base64.b64encode(hashlib.sha256(texts[0].encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in page.policy, f"in POLICY of src/export/html/mod.rs: {tag}-src 'sha256-{digest}'"
    return "well-formed, and its policy names its style and script"


class Browser:
    """Chromium behind the pipe of its DevTools protocol: JSON that ends with NUL."""

    def __init__(self, folder):
        path = program("chromium", "chromium-browser", "google-chrome")
        theirs_in, self.out = os.pipe()
        self.into, theirs_out = os.pipe()

        def descriptors():
            # 3 is read and 4 written; duplicates first, as the numbers may be taken.
            read, write = os.dup(theirs_in), os.dup(theirs_out)
            os.dup2(read, 3)
            os.dup2(write, 4)

        self.process = subprocess.Popen(
            [path, "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run",
             "--disable-background-networking", "--disable-component-update", "--disable-sync",
             f"--user-data-dir={folder / 'profile'}", "--remote-debugging-pipe", "about:blank"],
            close_fds=False, preexec_fn=descriptors, stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.close(theirs_in)
        os.close(theirs_out)
        os.set_blocking(self.into, False)
        self.rest, self.number, self.session, self.events = b"", 0, None, []
        try:
            target = self.ask("Target.createTarget", url="about:blank")["targetId"]
        except (AssertionError, OSError) as fault:
            stop(self.process)
            raise Skip(f"{Path(path).name} does not start: {fault}") from None
        self.session = self.ask("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network", "DOM"):
            self.ask(f"{domain}.enable")

    def read(self):
        end = time.monotonic() + 30
        while b"\0" not in self.rest:
            assert time.monotonic() < end, "Chromium does not answer"
            try:
                part = os.read(self.into, 1 << 20)
                assert part, "Chromium is gone"
                self.rest += part
            except BlockingIOError:
                time.sleep(0.01)
        message, self.rest = self.rest.split(b"\0", 1)
        return json.loads(message)

    def ask(self, method, **params):
        self.number += 1
        message = {"id": self.number, "method": method, "params": params}
        if self.session:
            message["sessionId"] = self.session
        os.write(self.out, json.dumps(message).encode() + b"\0")
        while True:
            answer = self.read()
            if answer.get("id") == self.number:
                assert "error" not in answer, f"{method}: {answer['error']}"
                return answer["result"]
            self.events.append(answer)

    def open(self, path):
        self.events.clear()
        self.ask("Page.navigate", url=path.as_uri())
        while not any(event.get("method") == "Page.loadEventFired" for event in self.events):
            self.events.append(self.read())

    def value(self, expression):
        answer = self.ask("Runtime.evaluate", expression=expression, returnByValue=True)
        assert "exceptionDetails" not in answer, answer
        return answer["result"].get("value")

    def settled(self, expression):
        """The value after the next frame."""
        frame = "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
        self.ask("Runtime.evaluate", expression=frame, awaitPromise=True)
        return self.value(expression)

    def key(self, key, code=None, number=0):
        text = {"text": key} if len(key) == 1 else {}
        for kind in ("keyDown", "keyUp"):
            self.ask("Input.dispatchKeyEvent", type=kind, key=key, code=code or key,
                     windowsVirtualKeyCode=number, **(text if kind == "keyDown" else {}))

    def type(self, text):
        for letter in text:
            self.key(letter)

    def picture(self, path):
        path.write_bytes(base64.b64decode(self.ask("Page.captureScreenshot")["data"]))

    def close(self):
        stop(self.process)
        os.close(self.out)
        os.close(self.into)


SHOWN = "[...document.querySelectorAll('tbody tr')].filter((row) => row.offsetParent).length"
FOCUS = "document.activeElement.textContent || document.activeElement.tagName"


def check_chromium(folder):
    browser = Browser(folder)
    try:
        path = export("html", folder) / "errcode.html"
        entries = len(json.loads((export("json", folder) / "errcode.json").read_text()))
        browser.open(path)
        assert browser.value(SHOWN) == entries, browser.value(SHOWN)
        browser.key("/", "Slash", 191)
        assert browser.value(FOCUS) == "INPUT", browser.value(FOCUS)
        browser.type("token EXPIRED")
        few = browser.settled(SHOWN)
        assert 0 < few < 20, few
        assert browser.value("document.querySelector('output').textContent") == f"{few} errors"
        browser.picture(folder / "light.png")
        browser.key("ArrowDown", number=40)
        assert browser.value(FOCUS) == "PR400-AN-0010", browser.value(FOCUS)
        browser.key("ArrowUp", number=38)
        browser.key("Escape", number=27)
        assert browser.settled(SHOWN) == entries
        browser.type("0x01010005")
        assert browser.settled(SHOWN) == 1
        browser.ask("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": "dark"}])
        browser.picture(folder / "dark.png")
        browser.ask("Emulation.setDeviceMetricsOverride", width=390, height=800, deviceScaleFactor=1, mobile=True)
        browser.key("Escape", number=27)
        wide = browser.settled("document.documentElement.scrollWidth")
        assert wide <= 390, f"{wide} pixels wide on a telephone"
        browser.picture(folder / "narrow.png")
        requests = [event["params"]["request"]["url"] for event in browser.events
                    if event.get("method") == "Network.requestWillBeSent"]
        assert requests == [path.as_uri()], requests
        faults = [event for event in browser.events
                  if event.get("method") in ("Runtime.exceptionThrown", "Log.entryAdded", "Page.javascriptDialogOpening")]
        assert not faults, faults
        browser.ask("Emulation.setScriptExecutionDisabled", value=True)
        browser.open(path)
        root = browser.ask("DOM.getDocument")["root"]["nodeId"]
        rows = browser.ask("DOM.querySelectorAll", nodeId=root, selector="tbody tr")["nodeIds"]
        assert len(rows) == entries and browser.ask("DOM.getBoxModel", nodeId=rows[-1])["model"]["height"] > 0
        form = browser.ask("DOM.querySelector", nodeId=root, selector="form[hidden]")["nodeId"]
        assert form, "the form shows without a script"
        browser.picture(folder / "no-script.png")
        return "typed, moved by keys, dark, narrow, without a script; one request"
    finally:
        browser.close()


CHECKS = {
    "tables": check_tables,
    "yaml": check_yaml,
    "html": check_html,
    "chromium": check_chromium,
    "rsyslog": check_rsyslog,
    "syslog-ng": check_syslog_ng,
    "fluent-bit": check_fluent_bit_lua,
    "vector": check_vrl,
    "duckdb": check_duckdb,
    "clickhouse": check_clickhouse,
    "executable": check_clickhouse_executable,
}


def main(arguments):
    keep = None
    if "--keep" in arguments:
        at = arguments.index("--keep")
        keep = Path(arguments[at + 1]).resolve()
        keep.mkdir(parents=True, exist_ok=True)
        del arguments[at:at + 2]
    unknown = [name for name in arguments if name not in CHECKS]
    if unknown:
        sys.exit(f"no check {', '.join(unknown)}: there are {', '.join(CHECKS)}")
    counts = {"passed": 0, "failed": 0, "skipped": 0}
    with tempfile.TemporaryDirectory(prefix="errcode-") as folder:
        for name in arguments or CHECKS:
            started = time.monotonic()
            try:
                detail = CHECKS[name](keep or Path(folder))
                result = "passed"
            except Skip as why:
                result, detail = "skipped", why
            except Exception as fault:  # noqa: BLE001, as the other checks still have to run
                result, detail = "failed", f"{type(fault).__name__}: {fault}"
            counts[result] += 1
            print(f"{result:8} {name:12} {detail} ({time.monotonic() - started:.1f} s)", flush=True)
    print(", ".join(f"{count} {result}" for result, count in counts.items()))
    return 1 if counts["failed"] else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
