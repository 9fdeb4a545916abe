#!/usr/bin/env python3
"""Counts the error codes in a folder of logs on a Spark cluster, with `errcode scan` doing the work.

    python3 scan_folder.py --errcode target/release/errcode --master 'local-cluster[2,1,1024]' logs/

The binary is sent to the workers, so nothing is installed there. The answer on standard output is the
very one of `errcode scan -r --summary --format json logs/`, however many workers there are: each
partition is a run of whole files in order, and `errcode scan --merge` adds their summaries up.

A folder is read by the workers themselves, from storage that all of them see. With a scheme
(`hdfs://…`, `s3a://…`, `file:///…`) Spark reads the files and errcode gets their bytes. With --pipe
the lines of a text RDD go through `RDD.pipe`: counts only, as lines of partitions have no place.
"""

import argparse
import json
import os
import shlex
import subprocess
import sys
import tempfile
from operator import add
from pathlib import Path

from pyspark import SparkFiles
from pyspark.sql import SparkSession

# Nothing found is no failure, to Spark least of all; one thread, as Spark counts one core a task.
SUMMARY = ["scan", "--summary", "--format", "json", "--exit-zero", "--threads", "1"]
FINDINGS = ["scan", "--format", "json", "--exit-zero", "--utf8", "--no-line-number"]
# How many summaries are named in one command line.
BATCH = 500


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("folder", help="a folder, or a Hadoop path with a scheme")
    parser.add_argument("--errcode", default="errcode", help="the binary, which is sent to the workers")
    parser.add_argument("--master", default="local[*]", help="the Spark master")
    parser.add_argument("--partitions", type=int, help="how many [default: three a core]")
    parser.add_argument("--pipe", action="store_true", help="count the lines of a text RDD instead")
    options = parser.parse_args()

    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    spark = (SparkSession.builder.master(options.master).appName("errcode")
             .config("spark.ui.enabled", "false").getOrCreate())
    context = spark.sparkContext
    context.setLogLevel("ERROR")
    binary = Path(options.errcode).resolve()
    context.addFile(str(binary))
    slices = options.partitions or 3 * context.defaultParallelism
    try:
        if options.pipe:
            answer = count_lines(context, binary, options.folder, slices)
        else:
            summaries = stream if "://" in options.folder else read
            parts = summaries(context, binary.name, options.folder, slices)
            answer = merged(binary, parts)
    finally:
        spark.stop()
    sys.stdout.write(answer)


def read(context, name, folder, slices):
    """The summaries of the files in a folder that the workers see as well."""
    files = sorted(str(path) for path in Path(folder).rglob("*") if path.is_file())
    # Workers have folders of their own: a relative path is meant from here.
    here = os.getcwd()

    def scan(paths):
        paths = list(paths)
        if paths:
            yield run([SparkFiles.get(name), *SUMMARY, "--", *paths], folder=here)

    return context.parallelize(files, max(1, min(slices, len(files)))).mapPartitions(scan).collect()


def stream(context, name, folder, slices):
    """The summaries of files that Spark reads. A file has to fit into the memory of a worker."""
    settings = context._jsc.hadoopConfiguration()
    settings.set("mapreduce.input.fileinputformat.input.dir.recursive", "true")

    def scan(file):
        path, content = file
        summary = json.loads(run([SparkFiles.get(name), *SUMMARY], content))
        for code in summary["codes"]:
            code["first"]["path"] = code["last"]["path"] = path
        return path, json.dumps(summary)

    files = context.binaryFiles(folder, slices)
    return [summary for _, summary in sorted(files.map(scan).collect())]


def count_lines(context, binary, folder, slices):
    """How often each code stands in the lines of a text RDD: a line of JSON a code.

    `pipe` starts the command without a shell in an empty environment, reads strict UTF-8, and fails
    the task on any exit status but 0: hence an absolute path (the same on every worker), --utf8 and
    --exit-zero. Lines of a partition have no number that means anything.
    """
    lines = context.textFile(folder, slices, use_unicode=False)
    text = lines.map(lambda line: line.decode("utf-8", "replace"))
    findings = text.pipe(shlex.join([str(binary), *FINDINGS]), checkCode=True).map(json.loads)
    counts = findings.map(lambda found: ((found["catalog"], found["code"]), 1)).reduceByKey(add)
    rows = sorted(counts.collect(), key=lambda row: (-row[1], row[0]))
    rows = [{"catalog": catalog, "code": code, "count": count} for (catalog, code), count in rows]
    return "".join(json.dumps(row) + "\n" for row in rows)


def run(command, content=None, folder=None):
    process = subprocess.run(command, input=content, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
    if process.returncode != 0:
        raise RuntimeError(f"{command[:6]}: {process.stderr.decode('utf-8', 'replace').strip()}")
    return process.stdout.decode()


def merged(binary, parts):
    """One summary of all, in the order of the parts."""
    with tempfile.TemporaryDirectory() as folder:
        while True:
            merges = []
            for start in range(0, max(len(parts), 1), BATCH):
                paths = []
                for at, part in enumerate(parts[start:start + BATCH]):
                    path = Path(folder, f"{at}.json")
                    path.write_text(part)
                    paths.append(path)
                merges.append(run([binary, "scan", "--merge", "--format", "json", "--exit-zero", *paths]))
            parts = merges
            if len(parts) == 1:
                return parts[0]


if __name__ == "__main__":
    main()
