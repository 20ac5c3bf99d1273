#!/usr/bin/env python3
"""Holds the ledger of C and C++ programs against programs whose truth is known: all of right/ and wrong/.

check.py [--rounds N] [--compiler gcc|clang]... [NAME...]    (default: one round with each compiler found, all programs)

What must be found is told in each program's first lines (truth.h). In every run: a variable's books close, by numbers of the
report alone; what a program prints of a variable differs from what it should have come to by just what was lost; of a program
that is right no update is lost and no two accesses are without an order; of one that is wrong the missing order is shown.
A lost update itself is never required of one run.
"""

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
PROGRAM = os.environ.get("RACELEDGER", os.path.join(HERE, "..", "..", "build", "raceledger"))
GUARDED = {
    "lock": r"lock\w*, everywhere|.*\block\b.*, everywhere|.*, everywhere",
    "nothing": r"no lock in common",
    "no-common": r"no lock in common",
    "some": r".*, in \d+ of \d+ places",
    "atomic": r"atomic.*",
}
TOLD = re.compile(r"^(\S+) (-?\d+) of (-?\d+)$", re.MULTILINE)


def truth_of(source):
    variables, ends = {}, 0
    for line in open(source, encoding="utf-8"):
        words = line.split()
        if words[:2] != ["//", "truth:"]:
            continue
        for word in words[2:]:
            if word.startswith("exit="):
                ends = int(word[5:])
            elif "=" not in word:
                facts = variables.setdefault(word, {})
            else:
                key, value = word.split("=")
                facts[key] = value
    return variables, ends


def find(variables, name):
    return [v for v in variables if v["name"] == name or v["name"].startswith(name + " ")]


def is_number(value):
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def wrapped(difference, variable):
    """Sums go round at a variable's own width; without it the difference stands."""
    widths = {"short": 16, "unsigned short": 16, "char": 8}
    bits = widths.get(variable["type"] or "", 64 if "long" in (variable["type"] or "") else 32)
    return difference % (1 << bits) if isinstance(difference, int) else difference


def wrong_in_books(variable):
    """What does not add up in a variable of which something is claimed."""
    faults = []
    if variable["lost"] is None:
        return faults
    if variable["lost"] > variable["stores"]:
        faults.append("more lost than stored")
    if sum(line["lost"] for line in variable["lines"]) != variable["lost"]:
        faults.append("lines lost %s, all lost %s" % ([line["lost"] for line in variable["lines"]], variable["lost"]))
    if sum(line["stores"] for line in variable["lines"]) != variable["stores"]:
        faults.append("lines stored another number than all")
    if all(is_number(variable[key]) for key in ("final", "lost_net", "expected")):
        if wrapped(variable["final"] + variable["lost_net"] - variable["expected"], variable) != 0:
            faults.append("final %s + lost %s is not %s" % tuple(variable[k] for k in ("final", "lost_net", "expected")))
    return faults


def wrong_in_truth(name, source, facts, printed, variable):
    faults = []
    if facts.get("doubt", "no") == "yes":
        if not variable["uncertain"] or variable["lost"] is not None:
            faults.append("something is claimed (lost %s)" % variable["lost"])
    else:
        if variable["uncertain"]:
            faults.append("uncertain: " + variable["uncertain"])
        elif "lost" in facts and name in printed and is_number(variable["lost_net"]):
            value, right = printed[name]
            if wrapped(right - value - (variable["lost_net"] * 2 if variable["type"] == "double" else variable["lost_net"]),
                       variable) != 0:
                faults.append("printed %d of %d, lost net %s" % (value, right, variable["lost_net"]))
        if facts.get("lost", "any") != "any" and variable["lost"] != int(facts["lost"]):
            faults.append("lost %s" % variable["lost"])
    if "pairs" in facts and (len(variable["pairs"]) > 0) != (facts["pairs"] == "yes"):
        faults.append("pairs: %s" % [pair["lines"] for pair in variable["pairs"]])
    if "let_go" in facts and (variable["lock_let_go"] is not None) != (facts["let_go"] == "yes"):
        faults.append("lock let go: %s" % variable["lock_let_go"])
    if "let_go_known" in facts and ("lock_not_known" in variable) != (facts["let_go_known"] == "no"):
        faults.append("lock not known: %s" % variable.get("lock_not_known"))
    if "may" in facts and (variable["may_be_unrelated"] not in (0, None)) != (facts["may"] == "yes"):
        faults.append("may be unrelated: %s" % variable["may_be_unrelated"])
    if facts.get("places") == "own":
        named = [line["line"] for line in variable["lines"]] + [l for pair in variable["pairs"] for l in pair["lines"]]
        faults += ["told at " + line for line in named if line.split(":")[0] != source]
    if "guarded" in facts and not re.fullmatch(GUARDED[facts["guarded"]], variable["guarded_by"] or ""):
        faults.append("guarded by: %s" % variable["guarded_by"])
    return faults


def check(source, program, folder):
    truth, ends = truth_of(source)
    report = os.path.join(folder, "report.json")
    if os.path.exists(report):
        os.remove(report)
    ran = subprocess.run([PROGRAM, "record", "--quiet", "--deadline", "60s", "--json", report, "--", program],
                         capture_output=True, text=True, timeout=120)
    if ran.returncode != ends:
        return ["ended with %d: %s" % (ran.returncode, ran.stderr.strip()[:300])], {}
    found = json.load(open(report, encoding="utf-8"))
    if "variables" not in found:
        return ["has no ledger"], found
    printed = {name: (int(value), int(right)) for name, value, right in TOLD.findall(ran.stdout)}
    faults = []
    for variable in found["variables"]:
        faults += ["%s: %s" % (variable["name"], fault) for fault in wrong_in_books(variable)]
    if os.path.basename(os.path.dirname(source)) == "right":
        faults += ["%s is accused: lost %s, pairs %s, lock let go %s"
                   % (v["name"], v["lost"], [p["lines"] for p in v["pairs"]], v["lock_let_go"])
                   for v in found["variables"] if v["lost"] or v["pairs"] or v["lock_let_go"]]
        faults += ["printed %s %d of %d" % (name, *two) for name, two in printed.items() if two[0] != two[1]]
    for name, facts in truth.items():
        variables = find(found["variables"], name)
        if not variables and facts.get("pairs", "no") != "no":
            faults.append("%s is not there: %s" % (name, [v["name"] for v in found["variables"]][:6]))
        elif variables:
            worst = max(variables, key=lambda v: (len(v["pairs"]), v["lost"] or 0, v["stores"]))
            faults += ["%s: %s" % (name, fault) 
                       for fault in wrong_in_truth(name, os.path.basename(source), facts, printed, worst)]
    return faults, found


def compile_with(compiler, source, program):
    cplusplus = source.endswith(".cc")
    environment = dict(os.environ, CC=compiler, CXX={"gcc": "g++", "clang": "clang++"}[compiler])
    standard = "-std=c++17" if cplusplus else "-std=gnu11"
    ran = subprocess.run([PROGRAM, "cc", standard, "-Wall", source, "-o", program, "-pthread"], capture_output=True,
                         text=True, env=environment, timeout=120)
    return ran.stderr.strip() if ran.returncode != 0 else None


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--compiler", action="append", choices=("gcc", "clang"))
    parser.add_argument("names", nargs="*")
    asked = parser.parse_args()
    compilers = [c for c in asked.compiler or ("gcc", "clang") if shutil.which(c)]
    sources = sorted(os.path.join(HERE, kind, file) for kind in ("right", "wrong")
                     for file in os.listdir(os.path.join(HERE, kind)) if file.endswith((".c", ".cc")))
    sources = [s for s in sources if not asked.names or os.path.basename(s).split(".")[0] in asked.names]
    failed = lost = runs = 0
    with tempfile.TemporaryDirectory() as folder:
        for source in sources:
            for compiler in compilers:
                name = "%s with %s" % (os.path.relpath(source, HERE), compiler)
                program = os.path.join(folder, os.path.basename(source).split(".")[0])
                trouble = compile_with(compiler, source, program)
                if trouble is not None:
                    print("not ok", name, ": does not compile:", trouble[:400])
                    failed += 1
                    continue
                seen = {}
                for _ in range(asked.rounds):
                    faults, found = check(source, program, folder)
                    runs += 1
                    lost += sum(v["lost"] or 0 for v in found.get("variables", []))
                    for fault in faults:
                        seen[fault] = seen.get(fault, 0) + 1
                failed += bool(seen)
                print("not ok" if seen else "ok", name, flush=True)
                for fault, times in list(seen.items())[:8]:
                    print("    %s%s" % (fault, " (%d of %d runs)" % (times, asked.rounds) if asked.rounds > 1 else ""))
    print("%d runs of %d programs, %d updates lost in all, %d failed" % (runs, len(sources), lost, failed))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
