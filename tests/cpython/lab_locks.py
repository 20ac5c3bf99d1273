#!/usr/bin/env python3
"""Holds the lab `locks` against the CPythons on this machine: what a terminated holder leaves, who may release, what a second
release raises, and how many children of a fork get a lock that is held for good."""

import argparse
import json
import sys

from common import Report, far_apart, lab, pythons, run_python

RUNS = 100
SHARES = (10, 50, 90)  # percent of its time that a thread holds the lock

FACTS = r'''
import json, multiprocessing as mp, threading, time
mp.set_start_method("fork")

def hold(lock, held):
    lock.acquire()
    held.set()
    time.sleep(60)

def give(lock):
    lock.release()

def error_of(lock):
    lock.acquire()
    lock.release()
    try:
        lock.release()
    except Exception as error:
        return type(error).__name__

if __name__ == "__main__":
    lock, held = mp.Lock(), mp.Event()
    holder = mp.Process(target=hold, args=(lock, held))
    holder.start(); held.wait()
    facts = {"refused": not lock.acquire(False)}
    holder.terminate(); holder.join()
    facts["kept"] = not lock.acquire(timeout=0.05)
    other = mp.Process(target=give, args=(lock,))
    other.start(); other.join()
    facts["given_by_another"] = other.exitcode == 0 and lock.acquire(timeout=5)
    facts["twice"] = [error_of(threading.Lock()), error_of(mp.Lock())]
    print(json.dumps(facts))
'''

FORKS = r'''
import os, random, sys, threading, time
share, runs = float(sys.argv[1]), int(sys.argv[2])
lock, stop = threading.Lock(), False

def by_turns():
    while not stop:
        cycle = random.uniform(0.005, 0.015)
        with lock:
            time.sleep(cycle * share)
        time.sleep(cycle * (1 - share))

thread = threading.Thread(target=by_turns)
thread.start()
locked = 0
for i in range(runs):
    time.sleep(random.uniform(0.015, 0.045))
    child = os.fork()
    if child == 0:
        os._exit(0 if lock.acquire(timeout=0.03) else 1)
    locked += os.waitpid(child, 0)[1] != 0
stop = True
thread.join()
print(locked)
'''


def ours(share):
    """How many of RUNS children got a copy that is locked for good."""
    found = lab("locks", "--variant", "fork-while-held", "--share", str(share), "--timeout", "2ms", "--repeat", str(RUNS))
    return sum(o["runs"] for o in found["outcomes"] if "locked" in o["outcome"])


def outcome(*words):
    return lab("locks", *words)["outcome"]


def check(report, version, path, locked):
    facts = json.loads(run_python(path, FACTS) or "{}")
    report.check(facts.get("refused"), "%s: acquire(False) of a held lock is False" % version)
    report.check(facts.get("kept"), "%s: what a terminated holder had stays held" % version)
    report.check(facts.get("given_by_another"), "%s: another process may release it" % version)
    twice = [outcome("--variant", "double-release", "--hold", "1ms", "--workers", kind) for kind in ("threads", "processes")]
    report.check(facts.get("twice") == twice, "%s: releasing twice raises %s, here %s" % (version, facts.get("twice"), twice))
    for share in SHARES:
        there = int(run_python(path, FORKS, str(share / 100), str(RUNS), timeout=60) or -1)
        report.check(there >= 0 and not far_apart(locked[share], RUNS, there, RUNS),
                     "%s: at %d %% %d of %d children's locks are held for good, here %d"
                     % (version, share, there, RUNS, locked[share]))
        print("  %s, held %d %%: %d of %d, here %d" % (version, share, there, RUNS, locked[share]), flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", metavar="VERSION", help="only CPythons whose version begins so")
    only = parser.parse_args().only
    report, found = Report(), pythons(only=only)
    if not found:
        return 0
    locked = {share: ours(share) for share in SHARES}
    report.check(outcome("--holder", "killed", "--hold", "5ms", "--deadline", "300ms") == "waits for ever",
                 "a killed holder's lock is waited for for ever")
    report.check(outcome("--holder", "killed", "--hold", "5ms", "--rescue", "yes") == "given back by another",
                 "another gives a killed holder's lock back")
    for version, path in found:
        check(report, version, path, locked)
    return report.end("locks")


if __name__ == "__main__":
    sys.exit(main())
