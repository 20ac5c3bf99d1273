#!/usr/bin/env python3
"""Holds the lab `queue` against multiprocessing.Queue of the CPythons on this machine: how many items a consumer that trusts
empty() reads, at four delays; both full and empty; what hangs; what a killed reader leaves held."""

import argparse
import json
import sys

from common import Report, far_apart, lab, pythons, run_python

RUNS = 100
DELAYS = (("0ns", "0ns"), ("100us", "0ns"), ("1ms", "0ns"), ("0ns", "1ms"))  # of put, of get
SECONDS = {"0ns": 0, "100us": 0.0001, "1ms": 0.001}

AS_WRITTEN = r'''
import json, multiprocessing as mp, sys, time
put_delay, get_delay, runs = float(sys.argv[1]), float(sys.argv[2]), int(sys.argv[3])

def download(q):
    for d in range(3):
        if put_delay: time.sleep(put_delay)
        q.put(d)

def analysis(q):
    r = []
    while True:
        if get_delay: time.sleep(get_delay)
        r.append(q.get())
        if q.empty():
            break
    sys.exit(len(r))

if __name__ == "__main__":
    mp.set_start_method("fork")
    came = [0] * 4
    for i in range(runs):
        q = mp.Queue(3)
        p1, p2 = mp.Process(target=download, args=(q,)), mp.Process(target=analysis, args=(q,))
        p1.start(); p2.start()
        p2.join(); p1.join()
        came[p2.exitcode] += 1
    print(json.dumps(came))
'''

BOTH = r'''
import json, multiprocessing as mp, sys
runs = int(sys.argv[1])

def both(q):
    q.put(0)
    full = q.full()
    sys.exit(full and q.empty())

if __name__ == "__main__":
    mp.set_start_method("fork")
    came = 0
    for i in range(runs):
        q = mp.Queue(1)
        p = mp.Process(target=both, args=(q,))
        p.start(); q.get(); p.join()
        came += p.exitcode
    print(json.dumps(came))
'''

JOIN_FIRST = r'''
import multiprocessing as mp, sys
def put(q, n): q.put(b"x" * n)
if __name__ == "__main__":
    mp.set_start_method("fork")
    q = mp.Queue()
    p = mp.Process(target=put, args=(q, int(sys.argv[1])))
    p.start(); p.join(); q.get()
    print("ended")
'''

KILLED = r'''
import json, multiprocessing as mp, queue, time
def read(q):
    while True: q.get()
if __name__ == "__main__":
    mp.set_start_method("fork")
    q = mp.Queue()
    p = mp.Process(target=read, args=(q,))
    p.start(); q.put(1); time.sleep(0.2); p.terminate(); p.join()
    q.put(2); time.sleep(0.1)
    try: got = q.get(timeout=0.3)
    except queue.Empty: got = None
    print(json.dumps([got, q.qsize(), p.exitcode]), flush=True)
    q.cancel_join_thread()
'''


def counts(outcomes):
    """Runs by items read, of the model."""
    came = [0] * 4
    for row in outcomes["outcomes"]:
        came[int(row["outcome"].split()[0])] += row["runs"]
    return came


def check_shares(report, version, path, runs):
    for put, get in DELAYS:
        out = run_python(path, AS_WRITTEN, str(SECONDS[put]), str(SECONDS[get]), str(runs), timeout=60)
        model = counts(lab("queue", "--items", "3", "--capacity", "3", "--put-delay", put, "--get-delay", get,
                           "--repeat", str(runs)))
        real = json.loads(out) if out else None
        if not report.check(real is not None, "%s: get until empty() hangs" % version):
            continue
        print("CPython %s, put after %s, get after %s: read 1, 2, 3: %s, ours %s" % (version, put, get, real[1:], model[1:]))
        report.check(model[0] == 0, "a reader read nothing: %s" % model)
        for read in (1, 3):
            report.check(not far_apart(real[read], runs, model[read], runs),
                         "%s, %s / %s: %d of %d read %d, ours %d" % (version, put, get, real[read], runs, read, model[read]))


def check_both(report, version, path, runs):
    out = run_python(path, BOTH, str(runs), timeout=60)
    model = lab("queue", "--variant", "full-and-empty", "--repeat", str(runs))
    ours = sum(row["runs"] for row in model["outcomes"] if row["outcome"].startswith("full and empty"))
    print("CPython %s, full() and empty() both true: %s of %d, ours %d" % (version, (out or "").strip(), runs, ours))
    report.check(out is not None and int(out) > 0 and ours > 0, "%s: full and empty at once never came" % version)


def check_facts(report, version, path):
    for size, hangs in ((60000, False), (70000, True)):
        out = run_python(path, JOIN_FIRST, str(size), timeout=3 if hangs else 20)
        ours = lab("queue", "--variant", "join-first", "--items", "1", "--item-bytes", str(size), "--deadline", "500ms")
        report.check((out is None) == hangs, "%s: join before get of %d bytes: %s" % (version, size, out))
        report.check((ours["ended"] == "deadline") == hangs, "ours: join before get of %d bytes: %s" % (size, ours["ended"]))
    real = json.loads(run_python(path, KILLED) or "null")
    ours = lab("queue", "--variant", "killed-reader")["queue"]
    report.check(real == [None, 1, -15], "%s: after a killed reader: %s" % (version, real))
    report.check(ours["read_lock_held_by"] == "P2" and ours["qsize"] == 1, "ours: after a killed reader: %s" % ours)


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--runs", type=int, default=RUNS, help="of each (%d)" % RUNS)
    options.add_argument("--only", metavar="VERSION", help="this version alone")
    asked = options.parse_args()
    report = Report()
    for version, path in pythons(only=asked.only):
        check_shares(report, version, path, asked.runs)
        check_both(report, version, path, asked.runs)
        check_facts(report, version, path)
    return report.end("queue")


if __name__ == "__main__":
    sys.exit(main())
