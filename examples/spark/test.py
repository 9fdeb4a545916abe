#!/usr/bin/env python3
"""Holds the Spark job to one local run, on a small folder. Skips where pyspark or Java is missing.

    cargo build && examples/spark/test.py
"""

import gzip
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
LINES = [
    b"2026-01-01T10:00:%02d ERROR [PR400-OD-0001] JSON parse error.",
    b'2026-01-01T10:01:%02d {"message":"Invalid access token.","errorCode":301}',
    b'2026-01-01T10:02:%02d "GET / HTTP/1.1" 301',
    b"2026-01-01T10:03:%02d failed: services.storage.import_failed",
    b"2026-01-01T10:04:%02d not UTF-8: \xff\xfe error.user.login_failed",
]


def skip(why):
    print(f"0 passed, 0 failed, 1 skipped: {why}")
    sys.exit(0)


def write_logs(folder):
    """Seven files in three folders, one of them compressed, one empty, one without a last line end."""
    for number in range(7):
        path = folder / f"day={number % 3}" / f"part-{number:02}.log"
        path.parent.mkdir(exist_ok=True)
        text = b"".join(LINES[(number + at) % len(LINES)] % (at % 60) + b"\n" for at in range(200 * number))
        if number == 5:
            path = path.with_suffix(".log.gz")
            text = gzip.compress(text)
        path.write_bytes(text[:-1] if number == 3 else text)


def spark_starts(environment):
    """Whether Spark and Java work at all, with nothing of ours."""
    trial = "from pyspark.sql import SparkSession as S; assert S.builder.master('local[1]').getOrCreate().range(3).count() == 3"
    return subprocess.run([sys.executable, "-c", trial], env=environment, capture_output=True).returncode == 0


def main():
    if importlib.util.find_spec("pyspark") is None:
        skip("no Python package pyspark")
    if shutil.which("java") is None:
        skip("no java")
    paths = [ROOT / "target" / kind / "errcode" for kind in ("debug", "release")]
    built = [path for path in paths if path.exists()]
    errcode = os.environ.get("ERRCODE") or max(built, key=lambda path: path.stat().st_mtime)
    errcode = str(Path(errcode).resolve())
    environment = {**os.environ, "SPARK_LOCAL_IP": "127.0.0.1"}

    with tempfile.TemporaryDirectory(prefix="errcode-") as folder:
        logs = Path(folder, "logs")
        logs.mkdir()
        write_logs(logs)
        local = subprocess.run([errcode, "scan", "-r", "--summary", "--format", "json", "logs"],
                               stdout=subprocess.PIPE, check=True, cwd=folder).stdout.decode()
        want = json.loads(local)

        def job(master, *arguments):
            command = [sys.executable, HERE / "scan_folder.py", "--errcode", errcode,
                       "--master", master, *arguments]
            run = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment, cwd=folder)
            if run.returncode != 0 and not spark_starts(environment):
                skip("Spark does not start here")
            assert run.returncode == 0, run.stderr.decode()
            return run.stdout.decode()

        assert job("local-cluster[2,1,1024]", "logs") == local, "whole files: not the result of the local run"
        print("passed: whole files, the very bytes of the local run")

        streamed = json.loads(job("local[2]", logs.as_uri()))
        for code in streamed["codes"]:
            for place in ("first", "last"):
                code[place]["path"] = code[place]["path"].removeprefix(f"file:{folder}/")
        assert streamed == want, "files that Spark reads"
        print("passed: files that Spark reads, the same summary")

        lines = job("local[2]", "--pipe", f"{logs}/*").splitlines()
        counts = {(row["catalog"], row["code"]): row["count"] for row in map(json.loads, lines)}
        local_counts = {(code["catalog"], code["code"]): code["count"] for code in want["codes"]}
        assert counts == local_counts, f"{counts}, not {local_counts}"
        print("passed: lines through RDD.pipe, the same counts")
    print("3 passed, 0 failed")


if __name__ == "__main__":
    main()
