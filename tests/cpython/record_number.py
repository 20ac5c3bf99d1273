#!/usr/bin/env python3
"""Holds the books that `raceledger record --watch` keeps of Python's variables against programs whose truth is known.

Every CPython from 3.6 on that is found × the programs of tests/programs/python. Each says in its head what is watched and
whether it is right or wrong, and prints the value that its updates add up to and the one that came out: the last value of the
books must be that one, and what was lost must be the difference. In right programs nothing may be lost; wrong ones must lose
something in some run, where the interpreter gives threads a chance at all. A program that uses an int and a float in every way
there is must print the same watched as not. RACELEDGER_ROUNDS: runs of each, over all interpreters together.
"""

import glob
import json
import os
import re
import subprocess
import sys
import tempfile

from common import Report, find_paths, program

HERE = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "programs", "python")
GUARDS = {"lock": "everywhere", "kept_under_lock": "everywhere", "many": "everywhere", "hand_over": "everywhere", "pool": "everywhere", "alone": "one thread",
          "one_place": "in 2 of 4 places", "recursive": "everywhere", "new_lock": "no lock in common", "two_locks": "no lock in common", "no_lock": "no lock in common"}
TRIES = 40  # until a wrong program has lost something
BRIEF = bool(os.environ.get("RACELEDGER_BRIEF"))
ENDS = [("die", 0), ("raise", 0), ("exit", 3), ("fork", 0), ("kill", 137), ("another", 0)]
STORMS = [(threads, kind, interval) for threads in (2, 3, 12) for kind in ("call", "chain", "locals", "remember", "put back")
          for interval in ("1e-6", "1e-4", "5e-3")]


def record(folder, path, names, *words):
    out = os.path.join(folder, "json")
    watch = [word for name in names for word in ("--watch", name)]
    ran = subprocess.run([program(), "record", "--quiet", "--json", out] + watch + ["--", path] + list(words),
                         stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=300)
    with open(out, encoding="utf-8") as file:
        return ran, json.load(file)


def head_of(path):
    with open(path, encoding="ascii") as file:
        text = file.read()
    return re.match(r"# (right|wrong)", text).group(1), re.search(r"# watch: (.*)", text).group(1)


def number(text):
    return float(text)


class Told:
    """What a run printed, and what its books say."""

    def __init__(self, folder, python, path, name, *words):
        self.ran, self.json = record(folder, python, [name], path, *words)
        printed = re.search(rb"right (\S+) final (\S+)", self.ran.stdout)
        self.printed = printed and (number(printed.group(1)), number(printed.group(2)))
        # Each process has one of that name.
        self.all = [v for v in self.json.get("variables") or [] if v["name"].endswith(name)]
        same = [v for v in self.all if self.printed and number(v["final"]) == self.printed[1]]
        self.variable = (same or self.all or [None])[0]

    def balances(self):
        right, final = self.printed
        return number(self.variable["final"]) == final and final + number(self.variable["lost_net"] or 0) == right

    def said(self):
        return "%r printed, %r in the books; %s" % (self.printed, self.variable and {
            key: self.variable[key] for key in ("final", "lost", "lost_net", "stores", "uncertain")},
            self.ran.stderr[-300:])


def check_program(report, folder, version, python, path, rounds):
    """How many it lost."""
    truth, name = head_of(path)
    what, lost = "%s, %s" % (version, os.path.basename(path)), 0
    for _ in range(rounds):
        told = Told(folder, python, path, name)
        if not report.check(told.printed and told.variable, "%s: no books: %s" % (what, told.said())):
            return lost
        report.check(told.variable["uncertain"] is None and told.balances(), "%s: %s" % (what, told.said()))
        report.check(truth == "wrong" or all(v["lost"] == 0 for v in told.all), "%s: lost in a right program: %s" % (what, told.said()))
        guard = GUARDS.get(os.path.basename(path)[:-3])
        report.check(not guard or told.variable["guarded_by"].endswith(guard), "%s: guarded by %s, not %s"
                     % (what, told.variable["guarded_by"], guard))
        taken = told.variable["taken"]
        report.check(sum(row["lost"] for row in taken) <= told.variable["lost"] and all(
            row["times"] and re.match("BINARY|INPLACE|STORE", row["before"]) for row in taken),
            "%s: %d lost, taken %s" % (what, told.variable["lost"], taken))
        report.check(bool(taken) == bool(told.variable["lost"]) or not re.search("no_lock|call_between", path),
                     "%s: %d lost, taken %s" % (what, told.variable["lost"], taken))
        lost += told.variable["lost"] or 0
    return lost


# Up to 3.9 threads are switched anywhere.
def check_loses(report, folder, version, python, path, lost):
    truth, name = head_of(path)
    tries = 0
    while truth == "wrong" and not lost and tries < TRIES:
        told = Told(folder, python, path, name, "60000")
        lost += told.variable["lost"] or 0 if told.variable else 0
        tries += 1
    report.check(truth == "right" or lost, "%s, %s: nothing was lost in %d runs" % (version, os.path.basename(path), tries))


def check_same(report, folder, version, python, name, status):
    words = [os.path.join(HERE, "same", name), "some", "words"]
    plain = subprocess.run([python] + words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=60)
    watched, _ = record(folder, python, ["balance", "price"], *words)
    for stream in ("stdout", "stderr"):
        one, other = getattr(plain, stream).splitlines(), getattr(watched, stream).splitlines()
        differs = [pair for pair in zip(one, other) if pair[0] != pair[1]]
        report.check(len(one) == len(other) and not differs, "%s, its %s differs: %s" % (version, stream, differs[:2]))
    report.check(plain.returncode == watched.returncode == status, "%s, %s: exit status %d, %d"
                 % (version, name, plain.returncode, watched.returncode))


# However threads and processes end, each process's books end with what both threads left there.
def check_end(report, folder, version, python, how, status):
    ran, told = record(folder, python, ["balance"], os.path.join(HERE, "same", "ends.py"), how)
    what, variables = "%s, ends.py %s" % (version, how), told.get("variables") or []
    report.check(ran.returncode == status, "%s: exit status %d" % (what, ran.returncode))
    report.check(len(variables) == (2 if how == "fork" else 1) and all(v["uncertain"] is None for v in variables),
                 "%s: %s" % (what, variables))
    printed = re.search(rb"final (\S+)", ran.stdout)
    report.check(not printed or any(v["final"] == int(printed.group(1)) for v in variables), "%s: %r" % (what, ran.stdout))
    if how in ("die", "raise") and variables:
        report.check(variables[0]["final"] + variables[0]["lost_net"] == 13, "%s: %s" % (what, variables[0]))


def check_storm(report, folder, version, python, threads, kind, interval):
    told = Told(folder, python, os.path.join(HERE, "same", "storm.py"), "balance", "1500", str(threads), kind, interval)
    what = "%s, %d threads, %s, %s" % (version, threads, kind, interval)
    if report.check(told.printed and told.variable, "%s: no books: %s" % (what, told.said())) and kind != "put back":
        report.check(told.variable["uncertain"] or told.balances(), "%s: %s" % (what, told.said()))


def check_refused(report, folder, python):
    ran, told = record(folder, python, ["balance"], "-c", "balance = 0; print(balance)")
    said = (told.get("watched") or {}).get("not_seen") or ""
    report.check(ran.stdout == b"0\n" and "--watch needs 3.6 or later" in said, "2.7: %r, %s" % (said, ran.stdout))


def interpreters():
    """(version, path), one a minor version, oldest first."""
    found = {}
    for path in find_paths():
        try:
            told = subprocess.check_output([path, "-c", "import sys; print('%d.%d.%d' % sys.version_info[:3]);"
                                            "assert getattr(sys, '_is_gil_enabled', lambda: True)()"],
                                           stderr=subprocess.DEVNULL, timeout=20).decode().strip()
        except (OSError, subprocess.SubprocessError):
            continue
        found.setdefault(tuple(int(x) for x in told.split("."))[:2], (told, path))
    return [(v, found[v][0], found[v][1]) for v in sorted(found)]


def main():
    report, all_found = Report(), interpreters()
    able = [(told, path) for version, told, path in all_found if version >= (3, 6)]
    if not able:
        print("no CPython to compare with: skipped")
        return 0
    if BRIEF:
        able = able[-1:]
    rounds = -(-int(os.environ.get("RACELEDGER_ROUNDS") or 1) // len(able))
    programs = [path for path in sorted(glob.glob(os.path.join(HERE, "*.py"))) if not path.endswith("_bank.py")]
    with tempfile.TemporaryDirectory() as folder:
        for version, python in able:
            print("CPython %s" % version, flush=True)
            for path in programs:
                lost = check_program(report, folder, version, python, path, rounds)
                if not BRIEF and tuple(int(x) for x in version.split(".")[:2]) < (3, 10):
                    check_loses(report, folder, version, python, path, lost)
            check_same(report, folder, version, python, "uses.py", 1)
            check_same(report, folder, version, python, "everything.py", 0)
            for how, status in ENDS:
                check_end(report, folder, version, python, how, status)
            for storm in STORMS[::5] if BRIEF else STORMS:
                check_storm(report, folder, version, python, *storm)
        for version, _, python in all_found:
            if version == (2, 7):
                check_refused(report, folder, python)
    return report.end("the books of Python's variables")


if __name__ == "__main__":
    sys.exit(main())
