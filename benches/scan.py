#!/usr/bin/env python3
"""Scanning beside other programs, pair by pair on the same machine: ratios of wall and processor time.

Usage: benches/scan.py [ERRCODE [FOLDER [MIB [ROUNDS]]]]

Makes the logs of benches/logs.py in FOLDER where they are missing: three of MIB mebibytes, and one of
half of that.
Needs rg (ripgrep), GNU time and a Unix. A ratio is the median over the rounds; below 1 errcode is faster, or
works less.
"""
import os, select, shutil, statistics, subprocess, sys, tempfile, time

HERE = os.path.dirname(os.path.abspath(__file__))
ERRCODE = os.path.abspath(sys.argv[1] if len(sys.argv) > 1 else os.path.join(HERE, "../target/release/errcode"))
FOLDER = sys.argv[2] if len(sys.argv) > 2 else os.path.join(tempfile.gettempdir(), "errcode-logs")
MIB = int(sys.argv[3]) if len(sys.argv) > 3 else 512
ROUNDS = int(sys.argv[4]) if len(sys.argv) > 4 else 7
RG = os.environ.get("RG", "rg")
if shutil.which(RG) is None:
    sys.exit("scan.py: there is no rg: cargo install ripgrep, or name it in $RG")


def made(kind, mib):
    path = os.path.join(FOLDER, f"{kind}-{mib}.log")
    if not os.path.exists(path):
        subprocess.run([sys.executable, os.path.join(HERE, "logs.py"), kind, path, str(mib)], check=True)
    with open(path, "rb") as file:  # into the page cache
        while file.read(1 << 22):
            pass
    return path


def run(command):
    """Seconds of wall time and of processor time."""
    start = time.perf_counter()
    shell = subprocess.Popen(["bash", "-c", command], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, _, used = os.wait4(shell.pid, 0)
    return time.perf_counter() - start, used.ru_utime + used.ru_stime


def pair(name, ours, theirs):
    wall, work = [], []
    for _ in range(ROUNDS):
        mine, other = run(ours), run(theirs)
        wall.append(mine[0] / other[0])
        work.append(mine[1] / other[1])
    print(f"{name:47} wall {statistics.median(wall):.2f} [{min(wall):.2f}-{max(wall):.2f}]"
          f"  processor {statistics.median(work):.2f}", flush=True)


def first_line():
    """Milliseconds from the start of the program to the first annotation, while its input stays open."""
    process = subprocess.Popen([ERRCODE, "scan"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0)
    start = time.perf_counter()
    process.stdin.write(b"ERROR [PR400-OD-0001] refused\n")
    seen = b""
    while seen.count(b"\n") < 2 and select.select([process.stdout], [], [], 5)[0]:
        seen += process.stdout.read(4096)
    took = time.perf_counter() - start
    process.stdin.close()
    process.wait()
    if seen.count(b"\n") < 2:
        sys.exit("no annotation came while the pipe was open")
    return took * 1000


def main():
    os.makedirs(FOLDER, exist_ok=True)
    codes = os.path.join(FOLDER, "codes.txt")
    subprocess.run([sys.executable, os.path.join(HERE, "logs.py"), "codes", codes], check=True)
    logs = {kind: made(kind, MIB) for kind in ("sparse", "dense", "adversarial")}
    for kind, log in logs.items():
        pair(f"scan --summary / rg -c -F -f codes, {kind}", f"{ERRCODE} scan --summary {log}",
             f"{RG} -a -c -F -f {codes} {log}")
    sparse, dense = logs["sparse"], logs["dense"]
    pair("scan --summary / rg -o | sort | uniq -c, dense", f"{ERRCODE} scan --summary {dense}",
         f"{RG} -a -oNI -F -f {codes} {dense} | sort | uniq -c")
    pair("scan --format json / rg --json, sparse", f"{ERRCODE} scan --format json {sparse}",
         f"{RG} -a --json -F -f {codes} {sparse}")
    pair("scan / rg --passthru, sparse", f"{ERRCODE} scan {sparse}", f"{RG} -a -N --passthru -F -f {codes} {sparse}")
    pair("cat | scan | cat / cat | cat, sparse", f"cat {sparse} | {ERRCODE} scan | cat", f"cat {sparse} | cat")
    half = made("dense", MIB // 2)
    pair("twice the input, dense", f"{ERRCODE} scan --summary {dense}", f"{ERRCODE} scan --summary {half}")
    line = "yes 'ERROR [PR400-OD-0001] refused, ' | tr -d '\\n' | head -c 1G"
    for options in ("--summary", "--format json", "--color never"):
        with tempfile.NamedTemporaryFile("r") as told:
            run(f"{line} | /usr/bin/time -f %M -o {told.name} {ERRCODE} scan {options} | tail -c 1")
            peak = int(told.read().split()[-1]) / 1024
        print(f"a line of 1 GiB, {options:14} peak memory {peak:.1f} MiB", flush=True)
    took = sorted(first_line() for _ in range(20))
    print(f"first annotated line of an open pipe: median {took[10]:.1f} ms, most {took[-1]:.1f} ms")


if __name__ == "__main__":
    main()
