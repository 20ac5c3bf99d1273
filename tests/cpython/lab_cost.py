#!/usr/bin/env python3
"""Holds the lab `cost` against the CPythons on this machine: in both, a process takes longer to make and to end than a thread."""

import argparse
import json
import sys

from common import Report, lab, pythons, run_python

COST = r'''
import json, multiprocessing as mp, statistics, threading, time

def first():
    pass

def times(kind, count):
    all = []
    for i in range(count):
        begun = time.perf_counter_ns()
        one = kind(target=first)
        one.start()
        one.join()
        all.append(time.perf_counter_ns() - begun)
    return statistics.median(all)

if __name__ == "__main__":
    mp.set_start_method("fork")
    print(json.dumps([times(threading.Thread, 100), times(mp.Process, 50)]))
'''


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", help="only the versions that begin so")
    words = parser.parse_args()
    report = Report()
    versions = pythons(only=words.only)
    if not versions:
        return 0
    cost = lab("cost")["cost"]
    ours = [cost[kind]["whole"]["median_ns"] for kind in ("thread", "process")]
    report.check(ours[1] > ours[0], "the lab: a thread %d ns, a process %d ns" % tuple(ours))
    print("  C       thread %8.1f us, process %8.1f us" % (ours[0] / 1000, ours[1] / 1000))
    for version, path in versions:
        out = run_python(path, COST, timeout=60)
        if report.check(out is not None, "%s: it hangs" % version):
            thread, process = json.loads(out)
            report.check(process > thread, "%s: a thread %d ns, a process %d ns" % (version, thread, process))
            print("  %-7s thread %8.1f us, process %8.1f us" % (version, thread / 1000, process / 1000))
    return report.end("lab cost")


if __name__ == "__main__":
    sys.exit(main())
