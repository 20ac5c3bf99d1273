#!/usr/bin/env python3
"""Holds what `raceledger record` tells of the GIL against the CPythons on this machine, and against what has none.

Every CPython found × 2, 3, 8 threads × Lock, Queue, Condition, sleep, computing: threads note the clock while they hold the
interpreter. Each note must lie inside a hold of that thread, no two holds may overlap, switches must be as many as CPython
itself counts where that can be read, and the switch interval that was set must be the one that is found. Programs in C and
for other machines must show none.
"""

import bisect
import json
import os
import shutil
import subprocess
import sys
import tempfile

from common import Report, find_paths, program
from recording import Recording

KINDS = ("lock", "queue", "condition", "sleep", "plain")
THREADS = (2, 3, 8)
INTERVALS_MS = (5, 0.5, 20)
SECONDS = 0.15
SECONDS_OF_INTERVAL = 0.6

# Runs in the interpreter under test, 2.7 too: threads, kind, seconds, interval in ms, where the notes go.
PROBE = r'''
from __future__ import print_function
import ctypes, os, sys, threading, time
try: import queue
except ImportError: import Queue as queue
count, kind, seconds, interval, path = int(sys.argv[1]), sys.argv[2], float(sys.argv[3]), float(sys.argv[4]), sys.argv[5]
libc = ctypes.PyDLL(None)  # keeps the GIL

class Moment(ctypes.Structure): _fields_ = [("s", ctypes.c_long), ("ns", ctypes.c_long)]
def clock():
    now = Moment()
    libc.clock_gettime(1, ctypes.byref(now))
    return now.s * 1000000000 + now.ns
clock = getattr(time, "monotonic_ns", clock)
def thread_id(): return libc.syscall(186)

# CPython's own count of switches lies three words behind the interval: an interval nobody sets tells where.
def find_switches():
    try: start = ctypes.addressof(ctypes.c_char.in_dll(ctypes.pythonapi, "_PyRuntime"))
    except ValueError: return None
    end = max([int(line.split()[0].split("-")[1], 16) for line in open("/proc/self/maps")
               if int(line.split("-")[0], 16) <= start < int(line.split()[0].split("-")[1], 16)] + [0])
    for line in sorted(open("/proc/self/maps"), key=lambda l: int(l.split("-")[0], 16)):
        first, last = [int(x, 16) for x in line.split()[0].split("-")]
        if first == end and line.split()[1].startswith("rw"): end = last
    sys.setswitchinterval(0.041759)
    words = (ctypes.c_ulong * min((end - start) // 8 - 4, 200000)).from_address(start)
    found = [i for i in range(len(words)) if words[i] == 41759]
    return (ctypes.c_ulong * 4).from_address(start + 8 * found[0]) if len(found) == 1 else None

def run(i, mine):
    k = 0
    while time.time() < end:
        k += 1
        mine.append(clock())
        if kind == "lock":
            with lock: mine.append(clock())
        elif kind == "queue":
            try: (places.put(k, timeout=0.05) if i % 2 == 0 else places.get(timeout=0.05))
            except (queue.Full, queue.Empty): pass
        elif kind == "condition":
            with condition: (condition.notify() if k % 2 else condition.wait(0.001))
        elif kind == "sleep": time.sleep(0.0005)
        x = 0
        for j in range(200): x += j
        mine.append(clock())

def begin(i):
    mine = []
    notes.append((thread_id(), mine))
    run(i, mine)

gil = find_switches() if hasattr(sys, "setswitchinterval") and os.path.exists("/proc/self/maps") else None
if hasattr(sys, "setswitchinterval"): sys.setswitchinterval(interval / 1000)
lock, condition, places, notes, end = threading.Lock(), threading.Condition(), queue.Queue(5), [], time.time() + seconds
threads = [threading.Thread(target=begin, args=(i,)) for i in range(count)]
for t in threads: t.start()
for t in threads: t.join()
with open(path, "w") as out:
    for tid, mine in notes:
        for ns in mine: print(tid, ns, file=out)
    print("switches", gil[3] if gil else -1, file=out)
'''

FORKS = r'''
import os, threading, time
def doze():
    for i in range(20): time.sleep(0.001)
def child():
    t = threading.Thread(target=doze)
    t.start()
    doze()
    t.join()
    os._exit(0)
other = threading.Thread(target=doze)
other.start()
for i in range(3):
    pid = os.fork()
    if pid == 0: child()
    os.waitpid(pid, 0)
other.join()
'''

KILLED = r'''
import os, sys, threading, time
def compute():
    x = 0
    while True: x += 1
for i in range(3):
    t = threading.Thread(target=compute)
    t.daemon = True
    t.start()
time.sleep(0.05)
os.kill(os.getpid(), 9)
'''

LONG = r'''
import threading
def work(n):
    balance = 0
    for i in range(n): balance = balance + n - n
both = [threading.Thread(target=work, args=(2000000,)) for i in range(2)]
for one in both: one.start()
work(2000000)
for one in both: one.join()
'''

SUBINTERPRETERS = r'''
import threading
try: import _interpreters as interpreters
except ImportError: import _xxsubinterpreters as interpreters
def work():
    one = interpreters.create()
    interpreters.run_string(one, "import time\nfor i in range(9): time.sleep(0.001)")
    interpreters.destroy(one)
threads = [threading.Thread(target=work) for i in range(3)]
for t in threads: t.start()
for t in threads: t.join()
'''

# What only looks like a GIL: queues of conditions and of semaphores, and a mutex that all pass through.
FRIENDS = {
    "a queue of conditions": r'''
#include <pthread.h>
static struct { pthread_mutex_t s, m; pthread_cond_t d, c; int items; } q = {
    PTHREAD_MUTEX_INITIALIZER, PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER, PTHREAD_COND_INITIALIZER, 0 };
static void *put(void *none) {
    for (int i = 0; i < 2000; i++) {
        pthread_mutex_lock(&q.m);
        while (q.items == 1) pthread_cond_wait(&q.c, &q.m);
        q.items++;
        pthread_mutex_lock(&q.s); pthread_cond_signal(&q.d); pthread_mutex_unlock(&q.s);
        pthread_mutex_unlock(&q.m);
    }
    return none;
}
static void *get(void *none) {
    for (int got = 0; got < 2000;) {
        pthread_mutex_lock(&q.m);
        if (q.items) { q.items--; got++; pthread_cond_signal(&q.c); }
        pthread_mutex_unlock(&q.m);
    }
    return none;
}
int main(void) {
    pthread_t a, b;
    pthread_create(&a, 0, put, 0); pthread_create(&b, 0, get, 0);
    pthread_join(a, 0); pthread_join(b, 0);
}''',
    "a queue of semaphores": r'''
#include <pthread.h>
#include <semaphore.h>
static sem_t guard, items;
static void *put(void *none) {
    for (int i = 0; i < 2000; i++) { sem_wait(&guard); sem_post(&guard); sem_post(&items); }
    return none;
}
static void *get(void *none) {
    for (int i = 0; i < 2000; i++) { sem_wait(&items); sem_wait(&guard); sem_post(&guard); }
    return none;
}
int main(void) {
    pthread_t a, b;
    sem_init(&guard, 0, 1); sem_init(&items, 0, 0);
    pthread_create(&a, 0, put, 0); pthread_create(&b, 0, get, 0);
    pthread_join(a, 0); pthread_join(b, 0);
}''',
    "a mutex": r'''
#include <pthread.h>
static pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;
static void *run(void *none) {
    for (int i = 0; i < 20000; i++) { pthread_mutex_lock(&m); pthread_mutex_unlock(&m); }
    return none;
}
int main(void) {
    pthread_t t[3];
    for (int i = 0; i < 3; i++) pthread_create(&t[i], 0, run, 0);
    for (int i = 0; i < 3; i++) pthread_join(t[i], 0);
}''',
}


class Run:
    """A program, recorded: the recording and what `show` says of it."""

    def __init__(self, folder, *words, timeout=60, options=()):
        path = os.path.join(folder, "run.rl")
        if os.path.exists(path):
            os.unlink(path)
        done = subprocess.run([program(), "record", "--quiet", "-o", path] + list(options) + ["--"] + list(words),
                              timeout=timeout, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False)
        self.code = done.returncode
        if not os.path.exists(path):
            raise RuntimeError("%s: %s" % (" ".join(words), done.stderr.decode()))
        self.recording = Recording(path)
        self.told = json.loads(subprocess.check_output([program(), "show", path, "--json"]))
        self.gils = self.told["gils"]


def check_holds(report, name, holds):
    overlaps = sum(1 for a, b in zip(holds, holds[1:]) if a[1] is None or a[1] > b[0])
    report.check(overlaps == 0, "%s: %d of %d holds overlap" % (name, overlaps, len(holds)))


def read_notes(path):
    notes, switches = [], -1
    with open(path, encoding="ascii") as lines:
        for line in lines:
            first, second = line.split()
            if first == "switches":
                switches = int(second)
            else:
                notes.append((int(second), int(first)))
    return notes, switches


def check_notes(report, name, holds, notes):
    begins, outside = [hold[0] for hold in holds], 0
    for ns, tid in notes:
        at = bisect.bisect_right(begins, ns) - 1
        outside += at < 0 or holds[at][2] != tid or (holds[at][1] is not None and ns > holds[at][1])
    report.check(notes and outside == 0, "%s: %d of %d notes lie outside their thread's holds" % (name, outside, len(notes)))


def check_probe(report, folder, path, version, count, kind, seconds, interval_ms):
    name = "%s, %d threads, %s, %g ms" % (version, count, kind, interval_ms)
    script, out = os.path.join(folder, "probe.py"), os.path.join(folder, "notes")
    run = Run(folder, path, script, str(count), kind, str(seconds), str(interval_ms), out)
    if not report.check(run.code == 0 and len(run.gils) == 1, "%s: exit status %d, %d GILs" % (name, run.code, len(run.gils))):
        return None
    gil, holds = run.gils[0], run.recording.holds(run.recording.gils()[0])
    notes, switches = read_notes(out)
    check_holds(report, name, holds)
    check_notes(report, name, holds, notes)
    if switches > 0:  # the first taking of all is no switch to us
        report.check(gil["switches"] == switches - 1, "%s: %d switches, CPython counts %d and the first"
                     % (name, gil["switches"], switches - 1))
    report.check(not gil["version"] or version.startswith(gil["version"]), "%s: said to be %s" % (name, gil["version"]))
    return gil


def check_interpreter(report, folder, path, version):
    for count in THREADS:
        for kind in KINDS:
            check_probe(report, folder, path, version, count, kind, SECONDS, 5)
    if version.startswith("2."):
        return
    for interval_ms in INTERVALS_MS:
        gil = check_probe(report, folder, path, version, 2, "plain", SECONDS_OF_INTERVAL, interval_ms)
        if gil:
            found = gil["interval_ns"] or 0
            report.check(abs(found / 1e6 - interval_ms) <= interval_ms / 50, "%s: interval of %g ms found as %g ms"
                         % (version, interval_ms, found / 1e6))


# A child of a fork has its parent's GIL, which the thread that forked has.
def check_forks(report, folder, path, version):
    run = Run(folder, path, os.path.join(folder, "forks.py"))
    name = "%s, forks" % version
    report.check(run.code == 0 and len(run.gils) == 4, "%s: exit status %d, %d GILs" % (name, run.code, len(run.gils)))
    for gil in run.recording.gils():
        check_holds(report, name, run.recording.holds(gil))


# Killed while one of its threads has it, and the others wait.
def check_killed(report, folder, path, version):
    run = Run(folder, path, os.path.join(folder, "killed.py"))
    name = "%s, killed" % version
    if not report.check(run.code == 137 and len(run.gils) == 1, "%s: exit status %d, %d GILs" % (name, run.code, len(run.gils))):
        return
    holds = run.recording.holds(run.recording.gils()[0])
    check_holds(report, name, holds)
    report.check(holds[-1][1] is None, "%s: nobody has it at the end" % name)


# Since 3.12 each has a GIL of its own.
def check_subinterpreters(report, folder, path, version):
    if tuple(int(x) for x in version.split(".")[:2]) < (3, 12):
        return
    run = Run(folder, path, os.path.join(folder, "interpreters.py"))
    name = "%s, subinterpreters" % version
    report.check(run.code == 0 and len(run.gils) == 4, "%s: exit status %d, %d GILs" % (name, run.code, len(run.gils)))
    for gil in run.recording.gils():
        check_holds(report, name, run.recording.holds(gil))


def check_friends(report, folder):
    compiler = shutil.which("cc") or shutil.which("gcc")
    for name, source in FRIENDS.items() if compiler else ():
        path, binary = os.path.join(folder, "friend.c"), os.path.join(folder, "friend")
        with open(path, "w", encoding="ascii") as out:
            out.write(source)
        subprocess.check_call([compiler, "-O1", "-pthread", "-o", binary, path])
        report.check(Run(folder, binary).gils == [], "%s: was taken for a GIL" % name)
    others = {"node": ["-e", "const w = require('worker_threads'); if (w.isMainThread) new w.Worker('1', {eval: true})"],
              "java": ["-version"]}
    for name, words in others.items():
        path = shutil.which(name)
        if path:
            report.check(Run(folder, path, *words).gils == [], "%s: was taken to have a GIL" % name)


def interpreters():
    """(version, path), one a minor version, oldest first; when brief the newest."""
    found = {}
    for path in find_paths():
        try:
            told = subprocess.check_output([path, "-c", "import sys; print('%d.%d.%d' % sys.version_info[:3]);"
                                            "assert getattr(sys, '_is_gil_enabled', lambda: True)()"],
                                           stderr=subprocess.DEVNULL, timeout=20).decode().strip()
        except (OSError, subprocess.SubprocessError):
            continue
        found.setdefault(tuple(int(x) for x in told.split("."))[:2], (told, path))
    if not found:
        print("no CPython to compare with: skipped")
    return [found[v] for v in sorted(found)][-1 if os.environ.get("RACELEDGER_BRIEF") else 0:]


def check_newest(report, folder, path, version):
    """Of a long run whose beginning was thrown away: who made threads is not there any more, and the version is."""
    run = Run(folder, path, os.path.join(folder, "long.py"), options=("--max-memory", "1", "--keep", "newest"))
    report.check(run.code == 0, "%s, long: exit status %d" % (version, run.code))
    report.check(version.startswith("3") or run.told["lost_records"] > 0, "%s, long: nothing was lost" % version)
    report.check([gil["version"] for gil in run.gils] == [version], "%s, long: GILs %s" % (version, run.gils))


def main():
    report = Report()
    with tempfile.TemporaryDirectory() as folder:
        for name, source in (("probe.py", PROBE), ("forks.py", FORKS), ("killed.py", KILLED), ("long.py", LONG),
                             ("interpreters.py", SUBINTERPRETERS)):
            with open(os.path.join(folder, name), "w", encoding="ascii") as out:
                out.write(source)
        for version, path in interpreters():
            print("CPython %s" % version, flush=True)
            check_interpreter(report, folder, path, version)
            check_forks(report, folder, path, version)
            check_killed(report, folder, path, version)
            check_newest(report, folder, path, version)
            check_subinterpreters(report, folder, path, version)
        check_friends(report, folder)
    return report.end("the GIL of recorded programs")


if __name__ == "__main__":
    sys.exit(main())
