#!/usr/bin/env python3
"""Holds the lab `pool` against multiprocessing.Pool of the CPythons on this machine: who does how many of ten tasks that do nothing,
and of ten that sleep; one at a time under apply; an error that prints nothing; what a killed worker leaves; join before close."""

import argparse
import json
import sys

from common import Report, far_apart, lab, pythons, run_python

RUNS = 100

SHARES = r'''
import json, multiprocessing as mp, os, random, sys, time
seconds, runs = float(sys.argv[1]), int(sys.argv[2])

def worker(i):
    if seconds: time.sleep(random.random() * seconds)
    return os.getpid()

if __name__ == "__main__":
    mp.set_start_method("fork")
    came = {}
    for i in range(runs):
        p = mp.Pool(3)
        r = [p.apply_async(worker, (i,)) for i in range(10)]
        p.close(); p.join()
        did = {}
        for x in r: did[x.get()] = did.get(x.get(), 0) + 1
        name = " / ".join(str(n) for n in sorted(list(did.values()) + [0] * (3 - len(did)), reverse=True))
        came[name] = came.get(name, 0) + 1
    print(json.dumps(came))
'''

APPLY = r'''
import json, multiprocessing as mp, time
def worker(i):
    begin = time.monotonic(); time.sleep(0.005)
    return begin, time.monotonic()
if __name__ == "__main__":
    mp.set_start_method("fork")
    p = mp.Pool(3)
    spans = [p.apply(worker, (i,)) for i in range(10)]
    print(json.dumps(all(a[1] <= b[0] for a, b in zip(spans, spans[1:]))))
'''

ERROR = r'''
import json, multiprocessing as mp, os, sys, tempfile
def worker(i):
    if i == 3: raise ValueError(i)
if __name__ == "__main__":
    mp.set_start_method("fork")
    file = tempfile.TemporaryFile()
    os.dup2(file.fileno(), 2)
    p = mp.Pool(3)
    r = [p.apply_async(worker, (i,)) for i in range(10)]
    p.close(); p.join()
    printed = os.fstat(2).st_size
    try: r[3].get(); raised = None
    except ValueError as e: raised = str(e)
    print(json.dumps([printed, raised, sum(x.successful() for x in r)]))
'''

KILLED = r'''
import json, multiprocessing as mp, os, signal, time
def worker(i):
    if i == 3:
        busy.put(os.getpid())
        time.sleep(1)
    return i
if __name__ == "__main__":
    mp.set_start_method("fork")
    busy = mp.SimpleQueue()
    p = mp.Pool(3)
    before = set(x.pid for x in p._pool)
    r = [p.apply_async(worker, (i,)) for i in range(10)]
    dead = busy.get()
    os.kill(dead, signal.SIGKILL)
    hang = []
    for i, x in enumerate(r):
        try: x.get(timeout=1)
        except mp.TimeoutError: hang.append(i)
    after = set(x.pid for x in p._pool)
    print(json.dumps([hang, len(after), dead in after, len(after - before)]), flush=True)
    p.terminate()
'''

HEARD = r'''
import json, multiprocessing as mp
def worker(i):
    if i == 3: raise ValueError(i)
if __name__ == "__main__":
    mp.set_start_method("fork")
    p = mp.Pool(3)
    r = [p.apply_async(worker, (i,)) for i in range(10)]
    printed = []
    for x in r:
        try: x.get()
        except ValueError as e: printed.append("ValueError: %s" % e)
    p.close(); p.join()
    print(json.dumps(printed))
'''

# Who reads is told by the kernel: it is in the system call of reading, the others wait for the lock.
KILLED_IDLE = r'''
import json, multiprocessing as mp, os, signal, threading, time
def call_of(pid):
    try: return open("/proc/%d/syscall" % pid).read().split()[0]
    except OSError: return None
if __name__ == "__main__":
    mp.set_start_method("fork")
    p = mp.Pool(3)
    readers, before = [], set(x.pid for x in p._pool)
    for i in range(100):
        time.sleep(0.02)
        readers = [pid for pid in before if call_of(pid) == "0"]
        if len(readers) == 1: break
    if len(readers) != 1:
        print("null", flush=True)
        os.killpg(0, signal.SIGKILL)
    os.kill(readers[0], signal.SIGKILL)
    r = [p.apply_async(abs, (i,)) for i in range(10)]
    came = 0
    for x in r:
        try: x.get(timeout=0.1); came += 1
        except mp.TimeoutError: pass
    made = len(set(x.pid for x in p._pool) - before)
    ends = threading.Thread(target=p.terminate, daemon=True)
    ends.start(); ends.join(1)
    print(json.dumps([came, made, ends.is_alive()]), flush=True)
    os.killpg(0, signal.SIGKILL)
'''

JOIN_FIRST = r'''
import multiprocessing as mp, time
if __name__ == "__main__":
    mp.set_start_method("fork")
    p = mp.Pool(3)
    r = [p.apply_async(time.sleep, (0.1,)) for i in range(10)]
    try: p.join()
    except ValueError as e: print(e, end="")
'''


def shares_of(outcomes):
    return {row["outcome"]: row["runs"] for row in outcomes["outcomes"]}


def check_shares(report, version, path, runs):
    for name, seconds, words in (("instant", "0", ("--variant", "instant")), ("up to 10 ms", "0.01", ())):
        out = run_python(path, SHARES, seconds, str(runs), timeout=120)
        if not report.check(out is not None, "%s: tasks, %s: it hangs" % (version, name)):
            continue
        real, ours = json.loads(out), shares_of(lab("pool", "--repeat", str(runs), *words))
        most = "10 / 0 / 0" if name == "instant" else "4 / 3 / 3"
        print("CPython %s, tasks, %s: %s in %d of %d, ours %d; other ways: %d, ours %d" %
              (version, name, most, real.get(most, 0), runs, ours.get(most, 0), len(real) - (most in real),
               len(ours) - (most in ours)))
        report.check(real.get(most, 0) > 0 and ours.get(most, 0) > 0, "%s, %s: %s never came" % (version, name, most))
        report.check(not far_apart(real.get(most, 0), runs, ours.get(most, 0), runs),
                     "%s, %s: %d of %d, ours %d" % (version, name, real.get(most, 0), runs, ours.get(most, 0)))


def check_facts(report, version, path):
    real = json.loads(run_python(path, APPLY) or "null")
    ours = lab("pool", "--variant", "apply")["pool"]["at_once"]
    report.check(real is True and ours == 1, "%s: apply, one at a time: %s, ours %s at once" % (version, real, ours))
    real, ours = json.loads(run_python(path, ERROR) or "null"), lab("pool", "--variant", "exception")
    report.check(real == [0, "3", 9], "%s: an error in a worker: %s" % (version, real))
    report.check(ours["books"]["failed"] == 1 and ours["books"]["done"] == 9 and not ours["console"],
                 "ours: an error in a worker: %s" % ours["books"])
    real = json.loads(run_python(path, KILLED) or "null")
    ours = lab("pool", "--variant", "killed-worker", "--timeout", "1s", "--deadline", "10s", "--task-time", "1ms")
    report.check(real == [[3], 3, False, 1], "%s: a killed worker: %s" % (version, real))
    report.check(ours["books"]["lost"] == 1 and ours["books"]["done"] == 9 and len(ours["pool"]["workers"]) == 4,
                 "ours: a killed worker: %s" % ours["books"])
    real, ours = json.loads(run_python(path, HEARD) or "null"), lab("pool", "--variant", "exception-heard")["console"]
    report.check(real == ["ValueError: 3"] and [line["text"] for line in ours] == real,
                 "%s: get() of an error: %s, ours %s" % (version, real, ours))
    check_killed_idle(report, version, path)
    real, ours = run_python(path, JOIN_FIRST), lab("pool", "--variant", "join-before-close")["console"]
    report.check([line["text"] for line in ours] == ["ValueError: %s" % real],
                 "%s: join before close: %s, ours %s" % (version, real, ours))


def check_killed_idle(report, version, path):
    real = json.loads(run_python(path, KILLED_IDLE) or "null")
    ours = lab("pool", "--variant", "killed-idle", "--timeout", "1ms", "--deadline", "1s")
    if real is None:
        print("CPython %s: who of a pool reads cannot be seen here: skipped" % version)
    else:
        report.check(real == [0, 1, True], "%s: a killed idle worker: %s" % (version, real))
    report.check(ours["books"]["waiting"] == 10 and ours["ended"] == "deadline" and len(ours["pool"]["workers"]) == 4 and
                 ours["pool"]["read_lock_held_by"] is not None, "ours: a killed idle worker: %s" % ours["books"])


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--runs", type=int, default=RUNS, help="of each (%d)" % RUNS)
    options.add_argument("--only", metavar="VERSION", help="this version alone")
    asked = options.parse_args()
    report = Report()
    for version, path in pythons(only=asked.only):
        check_shares(report, version, path, asked.runs)
        check_facts(report, version, path)
    return report.end("pool")


if __name__ == "__main__":
    sys.exit(main())
