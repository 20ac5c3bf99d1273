#!/usr/bin/env python3
"""Holds the lab `workers` against the CPythons on this machine: computing, waiting and both, divided among threads under the
version's GIL and among processes. What must hold of every run does; how much faster four are than one is as it must be, or where
other programs have the cores at least alike."""

import argparse
import json
import os
import sys

from common import Report, lab, pythons, run_python

UNITS, UNIT_MS, COUNT, ROUNDS, TRIES = 16, 5, 4, 3, 5
ALIKE = 2.5 if os.environ.get("RACELEDGER_BRIEF") else 1.6  # how many times as fast the one may be as the other

WORK = r'''
from __future__ import print_function
import json, multiprocessing as mp, resource, sys, threading, time
kind, variant = sys.argv[1:3]
units, unit_s, most, rounds = int(sys.argv[3]), float(sys.argv[4]), int(sys.argv[5]), int(sys.argv[6])
clock = getattr(time, "perf_counter", time.time)

def compute(steps):
    x = 1
    for i in range(steps):
        x = (x * 6364136223846793005 + 1442695040888963407) & 0xffffffffffffffff
    return x

def settle(seconds):
    best = None
    for i in range(8):
        begun = clock()
        compute(2000)
        took = clock() - begun
        best = took if best is None or took < best else best
    return int(2000 * seconds / best)

def work(me, count, steps, wait):
    for unit in range(me, units, count):
        if steps: compute(steps)
        if wait: time.sleep(wait)

def cpu():
    all = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in all)

def run(count, steps, wait):
    make = threading.Thread if kind == "threads" else mp.Process
    begun, used = clock(), cpu()
    ws = [make(target=work, args=(i, count, steps, wait)) for i in range(count)]
    for w in ws: w.start()
    for w in ws: w.join()
    return [count, clock() - begun, cpu() - used]

if __name__ == "__main__":
    if hasattr(mp, "set_start_method"):
        mp.set_start_method("fork")
    part = unit_s / 2 if variant == "both" else unit_s
    steps = 0 if variant == "waiting" else settle(part)
    wait = 0 if variant == "computing" else part
    runs = [run(count, steps, wait) for i in range(rounds) for count in (1, 2, most)]
    gil = getattr(sys, "_is_gil_enabled", lambda: True)()
    print(json.dumps({"runs": runs, "wait": wait, "gil": gil}))
'''

# How many times as fast four are as one: least and most, where two cores and more are there.
CLASSES = {
    ("gil", "computing"): (None, 1.5),
    ("gil", "waiting"): (2.2, None),
    ("gil", "both"): (1.2, 2.8),
    ("cores", "computing"): (1.25, None),
    ("cores", "waiting"): (2.2, None),
    ("cores", "both"): (1.4, None),
}


def median(values):
    return sorted(values)[(len(values) - 1) // 2]


def in_class(name, speed):
    least, most = CLASSES[name]
    return (least is None or speed >= least) and (most is None or speed <= most)


def speed_up(runs):
    times = {count: median([wall for many, wall, cpu in runs if many == count]) for count, wall, cpu in runs}
    return times[1] / times[COUNT]


def check_always(report, what, told, one_at_a_time):
    """Nobody sleeps less than was asked for; under a GIL no two compute at once, and otherwise no more than there are cores."""
    cores = len(os.sched_getaffinity(0))
    for count, wall, cpu in told["runs"]:
        turns = -(-UNITS // count)
        report.check(wall >= 0.98 * turns * told["wait"], "%s: %d took %.4f s, and slept %d times %.4f s" %
                     (what, count, wall, turns, told["wait"]))
        most = 1 if one_at_a_time else cores
        report.check(cpu <= 1.2 * most * wall + 0.02, "%s: %d took %.4f s, and %.4f s of cpu time" % (what, count, wall, cpu))


def check_ours_always(report, what, found, variant):
    wait = {"computing": 0, "waiting": UNIT_MS, "both": UNIT_MS / 2}[variant] * 1e6
    report.check(found["books"]["balance"] and found["books"]["done"] == found["books"]["units"], "%s: %s" % (what, found["books"]))
    for row in found["workers"]["counts"]:
        turns = -(-UNITS // row["workers"])
        report.check(all(ns >= turns * wait for ns in row["rounds_ns"]), "%s: %s" % (what, row))


def ours(report, variant, *words):
    found = lab("workers", "--variant", variant, "--units", str(UNITS), "--unit", "%dms" % UNIT_MS, "--count-most", str(COUNT),
                "--rounds", str(ROUNDS), "--workers", *words)
    check_ours_always(report, " ".join(words) + " " + variant, found, variant)
    return found["workers"]["counts"][-1]["speed_up"]


def theirs(report, version, path, kind, variant):
    out = run_python(path, WORK, kind, variant, str(UNITS), str(UNIT_MS / 1000), str(COUNT), str(ROUNDS), timeout=60)
    if not report.check(out is not None, "%s, %s, %s: it hangs" % (version, kind, variant)):
        return None, False
    told = json.loads(out)
    gil = kind == "threads" and told["gil"]
    # In 2.7 whoever waits for the lock is woken in vain, again and again, on another core.
    check_always(report, "%s, %s, %s" % (version, kind, variant), told, gil and not version.startswith("2."))
    return speed_up(told["runs"]), gil


def agree(name, there, here):
    return (in_class(name, there) and in_class(name, here)) or 1 / ALIKE <= there / here <= ALIKE


def model_of(version):
    """The version of the lab's GIL that a CPython's is."""
    known = {"2.7": "2.7", "3.10": "3.10", "3.11": "3.10", "3.12": "3.12", "3.13": "3.13"}
    return known.get(".".join(version.split(".")[:2]), "3.9" if version < "3.9.99" else "3.13")


def check(report, version, path, kind, variant):
    gil = theirs(report, version, path, kind, variant)[1]
    name = ("gil" if gil else "cores", variant)
    words = (("gil", "--python", model_of(version)) if gil else
             ("gil", "--python", "3.13t") if kind == "threads" else ("processes",))
    if name[0] == "cores" and len(os.sched_getaffinity(0)) < 2 and variant != "waiting":
        return
    for attempt in range(TRIES):  # another program may take the cores away from one of the two
        there = theirs(report, version, path, kind, variant)[0]
        here = ours(report, variant, *words)
        if there is None or here is None:
            return
        if agree(name, there, here):
            break
    print("  %-7s %-9s %-9s four are %.2f times as fast as one, ours %.2f" % (version, kind, variant, there, here), flush=True)
    report.check(agree(name, there, here), "%s, %s: %.2f times, ours, %s: %.2f times: must be %s to %s, or at least alike" %
                 ((version, variant, there, " ".join(words), here) + CLASSES[name]))


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", metavar="VERSION", help="only CPythons whose version begins so")
    only = parser.parse_args().only
    report = Report()
    for version, path in pythons(least=(2, 7), only=only):
        for kind in ("threads", "processes"):
            for variant in ("computing", "waiting", "both"):
                check(report, version, path, kind, variant)
    return report.end("workers")


if __name__ == "__main__":
    sys.exit(main())
