#!/usr/bin/env python3
"""Holds the lab `family` against fork and multiprocessing of the CPythons on this machine: what is printed twice, exit codes,
alive right after terminate, zombies until somebody looks, daemons, orphans, target=f(), what reading objects copies."""

import argparse
import json
import sys

from common import Report, far_apart, lab, pythons, run_python

RUNS = 40

# A standard output with a buffer, as it is into a pipe, whatever PYTHONUNBUFFERED says.
FORK_TWICE = r'''
import os, sys
sys.stdout = open(1, "w", closefd=False)
print("before")
if os.fork() == 0: print("child")
else: print("parent")
'''

CODES = r'''
import json, multiprocessing as mp, signal, sys, time
def leave(): sys.exit(3)
def fail(): raise ValueError
def stay(ready, ignore):
    if ignore: signal.signal(signal.SIGTERM, signal.SIG_IGN)
    ready.set(); time.sleep(60)

if __name__ == "__main__":
    mp.set_start_method("fork")
    codes = []
    for target in leave, fail:
        p = mp.Process(target=target); p.start(); p.join(); codes.append(p.exitcode)
    alive = 0
    for i in range(int(sys.argv[1])):
        ready = mp.Event(); p = mp.Process(target=stay, args=(ready, False)); p.start(); ready.wait()
        p.terminate(); alive += p.is_alive(); p.join()
    codes.append(p.exitcode)
    ready = mp.Event(); p = mp.Process(target=stay, args=(ready, True)); p.start(); ready.wait()
    p.terminate(); p.join(0.02); codes.append(p.exitcode); p.kill(); p.join(); codes.append(p.exitcode)
    print(json.dumps([codes, alive]))
'''

ZOMBIES = r'''
import json, multiprocessing as mp, time
def state(p):
    try: return open("/proc/%d/stat" % p.pid).read().rsplit(")", 1)[1].split()[0]
    except OSError: return None
def wait(event): event.wait()
def await_zombie(p):
    while state(p) not in ("Z", None): time.sleep(0.001)
    return state(p)

if __name__ == "__main__":
    mp.set_start_method("fork")
    ready, go = mp.Event(), mp.Event()
    ps = [mp.Process(target=wait, args=(e,)) for e in (ready, ready, ready, go)]
    for p in ps: p.start()
    ready.set()
    before = [await_zombie(p) for p in ps[:3]]
    after = []
    ps[0].join(); after.append(state(ps[0]))
    ps[1].is_alive(); after.append(state(ps[1]))
    mp.active_children(); after.append(state(ps[2]))
    go.set(); before.append(await_zombie(ps[3]))
    p = mp.Process(target=int); p.start(); after.append(state(ps[3])); p.join()
    print(json.dumps([before, after]))
'''

DAEMON = r'''
import multiprocessing as mp, os, sys, time
def daemon(main):
    time.sleep(0.5)
    print("lives on, parent is " + ("main" if os.getppid() == main else "another"), flush=True)

if __name__ == "__main__":
    mp.set_start_method("fork")
    mp.Process(target=daemon, args=(os.getpid(),), daemon=True).start()
    time.sleep(0.05)
    print("last line", flush=True)
    if sys.argv[1] == "killed": os.kill(os.getpid(), 9)
'''

ORPHAN = r'''
import os, time
ready, told = os.pipe()
main = os.getpid()
if os.fork() == 0:
    first = os.getpid()
    if os.fork() == 0:
        os.write(told, b"x")
        while os.getppid() == first: time.sleep(0.001)
        print("main" if os.getppid() == main else "another", flush=True)
        os._exit(0)
    os.read(ready, 1)
    os._exit(0)
os.wait()
time.sleep(0.1)
'''

CALLED = r'''
import json, multiprocessing as mp, os
ran_in = []
def f(): ran_in.append(os.getpid())
if __name__ == "__main__":
    mp.set_start_method("fork")
    p = mp.Process(target=f()); p.start(); p.join()
    print(json.dumps([ran_in == [os.getpid()], p.exitcode]))
'''

# Minor faults of a child that asks for the length of a list of 200 000 integers (some 1 500 pages), and of one that reads them.
PAGES = r'''
import json, multiprocessing as mp, resource
x = 0
objects = list(range(1000, 201000))
def faults(): return resource.getrusage(resource.RUSAGE_SELF).ru_minflt
def child(read, out):
    global x
    x = 1
    before = faults()
    if read:
        for o in objects: pass
    else: len(objects)
    out.value = faults() - before

if __name__ == "__main__":
    mp.set_start_method("fork")
    came = []
    for read in (False, True):
        out = mp.Value("i"); p = mp.Process(target=child, args=(read, out)); p.start(); p.join(); came.append(out.value)
    print(json.dumps([x] + came))
'''


def run_family(variant, *words):
    return lab("family", "--variant", variant, "--deadline", "20s", *words)


def said(run, begins):
    return sum(line["text"].startswith(begins) for line in run["console"])


def code(run, task):
    """A task's exit code as Python has it."""
    found = next(t for t in run["tasks"] if t["name"] == task)
    return -found["end_code"] if found["ended"] == "killed" else found["end_code"]


def check_codes(report, version, path, runs):
    codes, alive = json.loads(run_python(path, CODES, str(runs), timeout=60) or "[null, 0]")
    join, ended, killed = run_family("join"), run_family("terminate"), run_family("kill")
    ours = [code(join, "P1"), code(join, "P2"), code(ended, "P1"), None, code(killed, "P1")]
    report.check(codes == ours == [3, 1, -15, None, -9], "%s: exit codes are %s, ours %s" % (version, codes, ours))
    report.check(said(killed, "P1 is ready") == 0, "ours: a killed process let its buffer out")
    many = run_family("terminate", "--repeat", str(runs))["outcomes"]
    came = sum(row["runs"] for row in many if row["outcome"].endswith("alive right after"))
    print("CPython %s: is_alive() right after terminate(): %d of %d, ours %d" % (version, alive, runs, came))
    report.check(not far_apart(alive, runs, came, runs), "%s: alive right after terminate %d of %d, ours %d"
                 % (version, alive, runs, came))


def check_zombies(report, version, path):
    real = json.loads(run_python(path, ZOMBIES) or "null")
    report.check(real == [["Z"] * 4, [None] * 4], "%s: zombies before and after join, is_alive, active_children, start: %s"
                 % (version, real))
    ours = run_family("zombie")
    ways = [child["reaped_in"] for child in ours["family"]["children"]]
    report.check(said(ours, "P") == 4 and all("is Z" in line["text"] for line in ours["console"]),
                 "ours: not all four were zombies: %s" % ours["console"])
    report.check(ways[:4] == ["join", "is_alive", "active_children", "start"], "ours: reaped in %s" % ways)


def check_daemons(report, version, path):
    for how, variant in (("ends", "daemon"), ("killed", "daemon-main-killed")):
        out = run_python(path, DAEMON, how)
        lives = how == "killed"
        report.check(out is not None and ("lives on, parent is another" in out) == lives and ("lives on" in out) == lives,
                     "%s: main %s: %s" % (version, how, out))
        ours = run_family(variant, "--work", "100ms")
        report.check(code(ours, "P1") == (0 if lives else -15) and ours["books"]["orphans"] == lives,
                     "ours: main %s: P1 ended with %s" % (how, code(ours, "P1")))
    out = run_python(path, ORPHAN)
    report.check(out == "another\n", "%s: the orphan's parent is %s" % (version, out))
    ours = run_family("orphan")
    last = [child["parent_pid_last"] for child in ours["family"]["children"]][1]
    report.check(last == ours["family"]["supervisor_pid"], "ours: the orphan's parent is %s" % last)


def check_memory(report, version, path):
    out = run_python(path, FORK_TWICE)
    ours = run_family("fork-twice")
    report.check(out is not None and out.count("before") == 2 and said(ours, "before fork") == 2,
                 "%s: the line before the fork: %r, ours %d times" % (version, out, said(ours, "before fork")))
    real = json.loads(run_python(path, PAGES) or "null")
    own = run_family("globals")["family"]
    print("CPython %s: faults of len() and of reading: %s; ours, copied: %s" % (version, real and real[1:], own["pages_copied"]))
    report.check(real is not None and real[0] == 0 and real[1] < 100 and real[2] > 1000,
                 "%s: x and faults of len() and of reading: %s" % (version, real))
    copied = own["pages_copied"]
    report.check(own["x_of_main"] == 0 and own["x_of_child"] == 1, "ours: x is shared: %s" % own)
    report.check(copied is None or (copied["read"] == 0 and copied["read_as_python"] > 0), "ours: copied: %s" % copied)


def check_called(report, version, path):
    real = json.loads(run_python(path, CALLED) or "null")
    ours = run_family("target-called")
    line = next(line for line in ours["console"] if line["text"].startswith("f runs in"))
    main = ours["tasks"][0]["pid"]
    report.check(real == [True, 0], "%s: f ran in main, exit code: %s" % (version, real))
    report.check(line["text"].endswith(" %d" % main) and code(ours, "P1") == 0, "ours: %s, main is %d" % (line, main))


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--runs", type=int, default=RUNS, help="of terminate (%d)" % RUNS)
    options.add_argument("--only", metavar="VERSION", help="this version alone")
    asked = options.parse_args()
    report = Report()
    for version, path in pythons(only=asked.only):
        check_codes(report, version, path, asked.runs)
        check_zombies(report, version, path)
        check_daemons(report, version, path)
        check_memory(report, version, path)
        check_called(report, version, path)
    return report.end("family")


if __name__ == "__main__":
    sys.exit(main())
