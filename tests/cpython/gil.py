#!/usr/bin/env python3
"""Holds the model of the global interpreter lock against the CPythons on this machine.

For every interpreter found (PATH, pyenv) that the program has a model of:
  listing    each program is compiled there, the loop's pass with its calls written out compared with ours, bytecode by
             bytecode: name, line, argument, and where a switch may come by the rules of the version's evaluation loop.
             A version that only acts like one of ours may list otherwise: then the rules are applied to its own listing
             and what follows from them (can lose, can end wrong) must be the same. So it is with 3.14, which has no row
             of its own: what it loses is what 3.13 does.
  verdict    each program is run there and in our model with the same threads, iterations and interval: what can end
             wrong must be seen to within a budget, what cannot must never be.
  figures    side by side: what a pass takes, length of a slice, switches a second, the size of wrong finals.
An interpreter that is missing is named and skipped. --quick leaves the figures out.
"""

import argparse
import json
import math
import os
import statistics
import subprocess
import sys
import tempfile
import time

from common import Report, find_paths, program as find_program

THREADS = (5, 8)
ITERATIONS = 60000
INTERVAL_US = 100  # short, so that a run has hundreds of switches
TRIES = 12         # until a race that can be seen is seen
TRIES_NEVER = 3    # of what must never be seen
FIGURE_ITERATIONS = 1000000
SLICE_ITERATIONS = 2500000  # some half a second
SLICE_MOST_MS = 5.3
SLICE_ROUNDS = 5
QUIET_RATE = 170  # switches a second that a real one makes where nothing else runs: 188 to 196 measured
FINALS_RUNS = 5
PACE_ITERATIONS = 40000
PACE_ROUNDS, PACE_ROUNDS_MOST = 5, 30
PACE_WITHIN = 1.5
LOSES_AS = {"3.14": "3.13"}  # no row on the dial, for its threading.Lock is another: but what it loses is that one's

# Runs inside the interpreter under test, 2.7 too. Commands come by lines on stdin, answers go by lines to stdout.
AGENT = r'''
from __future__ import print_function
import dis, json, sys, threading, time

def opcodes(code):
    """(opcode, argument, line) of a code object."""
    found = []
    if hasattr(dis, "get_instructions"):
        line = None
        for i in dis.get_instructions(code):
            line = (i.line_number if hasattr(i, "line_number") else i.starts_line) or line
            argument = i.argrepr if i.opname == "BINARY_OP" else i.argval
            found.append([i.opname, None if i.arg is None else str(argument), line])
        return found
    raw, at, line = bytearray(code.co_code), 0, None
    starts = dict(dis.findlinestarts(code))
    while at < len(raw):
        line, op, argument = starts.get(at, line), raw[at], None
        at += 1
        if op >= dis.HAVE_ARGUMENT:
            number = raw[at] + raw[at + 1] * 256
            at += 2
            argument = str(number)
            if op in dis.hasconst: argument = str(code.co_consts[number])
            elif op in dis.hasname: argument = code.co_names[number]
            elif op in dis.haslocal: argument = code.co_varnames[number]
        found.append([dis.opname[op], argument, line])
    return found

def listing(source):
    module = compile(source, "program", "exec")
    return dict((c.co_name, opcodes(c)) for c in module.co_consts if hasattr(c, "co_code"))

def prepare(source, iterations, interval):
    space = {"threading": threading, "iterations": iterations}
    exec(compile(source, "program", "exec"), space)
    if hasattr(sys, "setswitchinterval"):
        sys.setswitchinterval(interval)
    return space

def race(space, amounts):
    threads = [threading.Thread(target=space["run_thread"], args=(n,)) for n in amounts]
    space["balance"] = 0
    began = time.time()
    for t in threads: t.start()
    for t in threads: t.join()
    return space["balance"], time.time() - began

# Cpu time of all threads together.
def pace(source, iterations, amounts):
    clock = getattr(time, "process_time", None) or time.clock
    if sys.version_info[0] == 2: source = source.replace("in range(", "in xrange(")  # or a list would be made first
    space, began = prepare(source, iterations, 0.005), clock()
    race(space, amounts)
    return (clock() - began) / iterations / len(amounts)

# Two threads that do nothing but look at the clock: a gap in what one sees is the other's slice.
def slices(seconds):
    clock = getattr(time, "perf_counter", time.time)
    gaps, end = [[], []], clock() + seconds
    def look(own):
        last = clock()
        while last < end:
            now = clock()
            if now - last > 0.002:
                own.append(now - last)
            last = now
    threads = [threading.Thread(target=look, args=(own,)) for own in gaps]
    for t in threads: t.start()
    for t in threads: t.join()
    return gaps[0] + gaps[1]

for text in iter(sys.stdin.readline, ""):
    ask = json.loads(text)
    if ask["do"] == "who":
        gil = getattr(sys, "_is_gil_enabled", lambda: True)()
        answer = {"version": "%d.%d" % sys.version_info[:2], "gil": gil,
                  "full": "%d.%d.%d" % sys.version_info[:3]}
    elif ask["do"] == "list":
        answer = listing(ask["source"])
    elif ask["do"] == "race":
        space = prepare(ask["source"], ask["iterations"], ask["interval"])
        answer = {"finals": [], "seconds": 0}
        for i in range(ask["tries"]):
            final, seconds = race(space, ask["amounts"])
            answer["finals"].append(final)
            answer["seconds"] += seconds
            if final and ask["until_wrong"]: break
    elif ask["do"] == "pace":
        answer = pace(ask["source"], ask["iterations"], ask["amounts"])
    elif ask["do"] == "slices":
        sys.setswitchinterval(ask["interval"])
        answer = slices(ask["seconds"])
    print(json.dumps(answer))
    sys.stdout.flush()
'''


class Interpreter:
    """A CPython with the agent running in it."""

    def __init__(self, path, script):
        self.path = path
        self.process = subprocess.Popen([path, "-u", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        stderr=subprocess.PIPE, universal_newlines=True)
        who = self.ask(do="who")
        self.version, self.full = who["version"], who["full"]
        self.name = self.version + ("" if who["gil"] else "t")

    def ask(self, **what):
        try:
            self.process.stdin.write(json.dumps(what) + "\n")
            self.process.stdin.flush()
            answer = self.process.stdout.readline()
        except BrokenPipeError:
            answer = ""
        if not answer:
            raise RuntimeError("%s: %s" % (self.path, self.process.stderr.read().strip()[-300:]))
        return json.loads(answer)

    def close(self):
        self.process.stdin.close()
        self.process.wait()


# ---- listings --------------------------------------------------------------------------------------------------------

def names(opcode):
    """Whether it may load what is called next: LOAD_GLOBAL, LOAD_ATTR, but no local (LOAD_FAST, LOAD_FAST_BORROW)."""
    return opcode.startswith("LOAD_") and not opcode.startswith("LOAD_FAST")


def one_pass(functions):
    """The pass of the loop with its calls written out: (opcode, argument, line, function)."""
    body = functions["run_thread"]
    first = next(i for i, step in enumerate(body) if step[0] == "FOR_ITER")
    last = next(i for i in range(first, len(body)) if body[i][0] in ("JUMP_ABSOLUTE", "JUMP_BACKWARD"))
    rows, named = [], None
    for opcode, argument, line in body[first:last + 1]:
        rows.append([opcode, argument, line, "run_thread"])
        if names(opcode):
            named = argument
        if opcode.startswith("CALL") and named in functions:
            rows += [[o, a, l, named] for o, a, l in functions[named]]
    return [row for row in rows if row[0] not in ("CACHE", "PRECALL")]  # no work of their own


def points_by_rules(rows, rules):
    """Where a switch may come, by the version's rules: (before, after) of each row."""
    result, named = [], None
    for i, (opcode, _, _, _) in enumerate(rows):
        previous, following = rows[i - 1], rows[(i + 1) % len(rows)]
        inner, was_inner, will_inner = (r[3] != "run_thread" for r in (rows[i], previous, following))
        if names(opcode):
            named = rows[i][1]
        before = after = False
        if rules["looks"] == "between":
            before = previous[0] not in rules["straight_on"]
            if inner and not was_inner:
                before = rules["looks_on_entry"]
            if was_inner and not inner:
                before = rules["looks_on_return"]
            before = before and opcode not in rules["not_before"]
        elif rules["looks"] == "at":
            before = inner and not was_inner and rules["looks_on_entry"]
            enters = will_inner and not inner
            silent = opcode.startswith("CALL") and named in rules["silent_calls"]
            after = opcode in rules["looks_at"] and not enters and not silent
            if inner and not will_inner:
                after = rules["looks_on_return"]
        result.append((before, after))
    return result


def what_follows(rows, points, gil):
    """(can lose, can end wrong) of a pass with these points."""
    loaded, held, change, total, named = False, 0, 0, 0, None
    exposed = changed = 0

    def point():
        nonlocal exposed, changed
        exposed += loaded and not held
        changed += change != 0 and not held

    for (opcode, argument, _, _), (before, after) in zip(rows, points):
        if before or not gil:
            point()
        if names(opcode):
            named = argument
        if argument == "balance":
            if opcode.startswith("LOAD"):
                loaded = True
            else:
                loaded, change = False, total
        elif opcode in ("BINARY_ADD", "INPLACE_ADD") or (opcode == "BINARY_OP" and argument in ("+", "+=")):
            total = change + 1
        elif opcode in ("BINARY_SUBTRACT", "INPLACE_SUBTRACT") or (opcode == "BINARY_OP" and argument in ("-", "-=")):
            total = change - 1
        elif opcode.startswith("CALL") and named == "acquire":
            held += 1
        elif opcode.startswith("CALL") and named == "release":
            held -= 1
        if after and gil:
            point()
    return exposed > 0, exposed > 0 and changed > 0


def same_argument(ours, theirs, opcode):
    if opcode.startswith(("JUMP", "FOR_ITER", "SETUP")):
        return True  # where to is another matter
    return (ours or None) == (theirs or None)


def check_listing(report, interpreter, listing, rules, exact):
    name = "%s on %s" % (listing["program"], interpreter.full)
    rows = one_pass(interpreter.ask(do="list", source="\n".join(listing["source"]) + "\n"))
    gil = rules["lock"] != "none"
    points = points_by_rules(rows, rules) if gil else [(False, False)] * len(rows)
    verdict = what_follows(rows, points, gil)
    report.check(verdict == (listing["can_lose"], listing["can_end_wrong"]),
                 "%s: by its own listing (can lose, can end wrong) is %s, in the model %s"
                 % (name, verdict, (listing["can_lose"], listing["can_end_wrong"])))
    steps = listing["steps"]
    differs = None
    for i in range(max(len(rows), len(steps))):
        theirs = rows[i] if i < len(rows) else None
        ours = steps[i] if i < len(steps) else None
        if not ours or not theirs or ours["opcode"] != theirs[0] or ours["line"] != theirs[2] \
                or not same_argument(ours["argument"], theirs[1], theirs[0]):
            differs = "bytecode %d: ours %s, theirs %s" % (
                i, ours and (ours["opcode"], ours["argument"], ours["line"]), theirs and tuple(theirs[:3]))
            break
        looks = "before" if points[i][0] else "after" if points[i][1] else "never"
        if looks != ours["looks"]:
            differs = "%s at %d: ours looks %s, by the rules %s" % (ours["opcode"], i, ours["looks"], looks)
            break
    if exact:
        report.check(differs is None, "%s: %s" % (name, differs))
    return differs is None


# ---- verdicts --------------------------------------------------------------------------------------------------------

def model_cells(program, version, *, iterations, interval, runs, programs=None):
    words = [program, "gil-matrix", "--json", "--python", version, "--iterations", str(iterations),
             "--switch-interval", interval, "--runs", str(runs), "--timing", "off"]
    if programs:
        words += ["--program", programs]
    done = subprocess.run(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, universal_newlines=True, check=False)
    if done.returncode:
        raise RuntimeError("%s: status %d: %s" % (" ".join(words), done.returncode, done.stderr.strip()))
    return {cell["program"]: cell for cell in json.loads(done.stdout)["cells"]}


def real_race(interpreter, listing, tries, until_wrong, iterations=ITERATIONS, interval_us=INTERVAL_US):
    return interpreter.ask(do="race", source="\n".join(listing["source"]) + "\n", iterations=iterations,
                           interval=interval_us * 1e-6, amounts=THREADS, tries=tries, until_wrong=until_wrong)


def model_until_wrong(program, version, listing, cells, deadline):
    """Whether the model ends wrong within the budget; and the runs it took."""
    wrong, runs = cells[listing["program"]]["wrong"], cells[listing["program"]]["runs"]
    while not wrong and runs < TRIES * 2 and time.monotonic() < deadline:
        more = model_cells(program, version, iterations=ITERATIONS, interval="%dus" % INTERVAL_US, runs=3,
                           programs=listing["program"])[listing["program"]]
        wrong, runs = more["wrong"], runs + more["runs"]
    return wrong, runs


def check_verdicts(report, program, interpreter, listings, version, cells, deadline):
    marks = []
    for listing in listings:
        name = "%s on %s" % (listing["program"], interpreter.full)
        can = listing["can_end_wrong"]
        if time.monotonic() > deadline:
            marks.append(listing["program"] + " not run: no time left")
            continue
        tries = TRIES if can else TRIES_NEVER
        finals = real_race(interpreter, listing, tries, can)["finals"]
        seen = any(finals)
        if can and not seen:  # longer, before it counts as never
            finals += real_race(interpreter, listing, TRIES, True, ITERATIONS * 4)["finals"]
            seen = any(finals)
        wrong, runs = cells[listing["program"]]["wrong"], cells[listing["program"]]["runs"]
        if can and not wrong:
            wrong, runs = model_until_wrong(program, version, listing, cells, deadline)
        report.check(seen == can, "%s: ends wrong %s, the model says it %s (finals %s)"
                     % (name, seen, "can" if can else "cannot", finals))
        report.check((wrong > 0) == can, "%s: the model ends wrong in %d of %d runs, its listing says it %s"
                     % (name, wrong, runs, "can" if can else "cannot"))
        marks.append("%s %s" % (listing["program"], "wrong" if seen else "right"))
    print("  real runs: " + ", ".join(marks), flush=True)


# ---- figures ---------------------------------------------------------------------------------------------------------

def show_figure(what, real, ours, unit):
    print("  %-34s real %10s   model %10s   %s" % (what, real, ours, unit), flush=True)


def model_pace(program, version, threads):
    """Cpu time of a pass in nanoseconds, as far as the kernel tells; else time of the clock."""
    words = [program, "run", "--json", "--python", version, "--iterations", str(PACE_ITERATIONS), "--timing", "off",
             "--amounts", ",".join(map(str, THREADS[:threads]))]
    run = json.loads(subprocess.check_output(words))
    cpu = [worker["running_ns"] for worker in run["workers"]]
    return (run["wall_ns"] if None in cpu else sum(cpu)) * 2 / run["updates"]


def measure_pace(program, interpreter, listing, version):
    """What a pass takes there and here, alone and with two threads, interleaved with the real one: real over model.

    Whatever else the machine does slows a pass down, so each side counts by its quietest round.
    """
    ratios = []
    for threads in (1, 2):
        real, ours = [], []
        for done in range(1, PACE_ROUNDS_MOST + 1):
            real.append(interpreter.ask(do="pace", source="\n".join(listing["source"]) + "\n",
                                        iterations=PACE_ITERATIONS, amounts=THREADS[:threads]) * 1e9)
            ours.append(model_pace(program, version, threads))
            good = 1 / PACE_WITHIN <= min(ours) / min(real) <= PACE_WITHIN
            if good and done >= PACE_ROUNDS:
                break
        show_figure("pass of %s, %s" % (listing["program"], "alone" if threads == 1 else "two threads"),
                    "%.0f" % min(real), "%.0f" % min(ours),
                    "ns of cpu; medians %.0f and %.0f" % (statistics.median(real), statistics.median(ours)))
        ratios.append(min(real) / min(ours))
    return ratios


def check_paces(report, paces):
    """Every version's pass against the model's, by how much faster or slower this cpu is than the one measured.

    The defaults are nanoseconds of one cpu. Another is slower or faster by a factor, which all versions share. Of a
    version's two figures the one that agrees better counts: what disturbs a whole round is not the version's.
    """
    shared = statistics.median(ratio for ratios in paces.values() for ratio in ratios)
    within = 1 / PACE_WITHIN <= shared <= PACE_WITHIN
    print("passes take %.2f times what the model's do%s" % (shared, "" if within else
          ": this cpu is not as fast as the one that the defaults are from, --bytecode-cost sets another"))
    for name, ratios in paces.items():
        best = min(ratios, key=lambda ratio: abs(math.log(ratio / shared)))
        report.check(1 / PACE_WITHIN <= best / shared <= PACE_WITHIN,
                     "%s: a pass takes %.2f times the model's, the others' %.2f: more than %.1f times apart"
                     % (name, best, shared, PACE_WITHIN))


def check_slices(report, program, interpreter, version, seconds=0.6):
    """At the default interval both hand over a little more than five milliseconds after the last time.

    Whatever else the machine does lengthens slices, so each side counts by its quietest round. Where even the real
    interpreter is seldom quiet, the machine is too busy for its slices to tell anything, and nothing is compared.
    """
    real_ms, real_rate, ours_ms, ours_rate, quiet = math.inf, 0, math.inf, 0, 0
    for _ in range(SLICE_ROUNDS):
        gaps = interpreter.ask(do="slices", interval=0.005, seconds=seconds)
        cell = model_cells(program, version, iterations=SLICE_ITERATIONS, interval="5ms", runs=1,
                           programs="call")["call"]
        slice_ms, rate = statistics.median(gaps or [math.inf]) * 1e3, len(gaps) / seconds
        quiet += slice_ms <= SLICE_MOST_MS and rate >= QUIET_RATE
        real_ms, real_rate = min(real_ms, slice_ms), max(real_rate, rate)
        ours_ms, ours_rate = min(ours_ms, (cell["slice_ns"] or math.inf) / 1e6), max(ours_rate, cell["switches_per_s"])
        good = 5 <= real_ms <= SLICE_MOST_MS and 5 <= ours_ms <= SLICE_MOST_MS \
            and real_rate > 0 and 1 / 1.5 <= ours_rate / real_rate <= 1.5
        if good:
            break
    show_figure("slice at 5 ms, median", "%.2f" % real_ms, "%.2f" % ours_ms, "ms")
    show_figure("switches", "%.0f" % real_rate, "%.0f" % ours_rate, "a second")
    if not good and quiet < SLICE_ROUNDS / 2:
        print("  not compared: this machine is too busy for the real one to keep its own pace", flush=True)
        return
    report.check(good, "%s: slices %.2f and %.2f ms, switches %.0f and %.0f a second: too far apart"
                 % (interpreter.full, real_ms, ours_ms, real_rate, ours_rate))


def size_of(finals):
    return math.sqrt(sum(f * f for f in finals) / len(finals))


def check_finals(report, program, interpreter, listing, version):
    """How far off a long run ends: of the same order of size."""
    finals = real_race(interpreter, listing, FINALS_RUNS, False, FIGURE_ITERATIONS, 5000)["finals"]
    ours = model_cells(program, version, iterations=FIGURE_ITERATIONS, interval="5ms", runs=FINALS_RUNS,
                       programs=listing["program"])[listing["program"]]["finals"]
    show_figure("final of %s, 1M iterations" % listing["program"], "%.0f" % size_of(finals), "%.0f" % size_of(ours),
                "root mean square; real %s, model %s" % (finals, ours))
    ratio = (size_of(ours) + max(THREADS)) / (size_of(finals) + max(THREADS))  # one amount more or less says nothing
    report.check(0.1 <= ratio <= 10, "%s: finals differ by more than an order: %s and %s"
                 % (interpreter.full, finals, ours))


# ---- all of it -------------------------------------------------------------------------------------------------------

def check_interpreter(report, program, interpreter, model, version, budget_s):
    exact = interpreter.name == version
    rules = next(v for v in model["versions"] if v["name"] == version)
    listings = [l for l in model["listings"] if l["python"] == version]
    deadline = time.monotonic() + budget_s
    same = [check_listing(report, interpreter, listing, rules, exact) for listing in listings]
    kinship = "no row of its own, held against" if interpreter.name in LOSES_AS else "modelled as"
    print("CPython %s, %s %s: %d of %d listings the same%s"
          % (interpreter.full, kinship, version, sum(same), len(same), "" if exact else ", the rest judged by its own"),
          flush=True)
    cells = model_cells(program, version, iterations=ITERATIONS, interval="%dus" % INTERVAL_US, runs=TRIES_NEVER)
    check_verdicts(report, program, interpreter, listings, version, cells, deadline)


def main():
    options = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    options.add_argument("--quick", action="store_true", help="no figures")
    options.add_argument("--seconds", type=float, default=30, help="for the real runs of all interpreters (30)")
    options.add_argument("--only", metavar="VERSION", help="this version alone")
    asked = options.parse_args()
    asked.quick |= bool(os.environ.get("RACELEDGER_SAN"))  # a sanitizer's pace is not CPython's
    if os.environ.get("RACELEDGER_BRIEF"):
        asked.quick, asked.seconds = True, asked.seconds / 2
    program = find_program()
    model = json.loads(subprocess.check_output([program, "gil-matrix", "--listing", "--json"]))
    modelled = dict(LOSES_AS, **{name: v["name"] for v in model["versions"] for name in [v["name"]] + v["also"]})
    report = Report()
    with tempfile.TemporaryDirectory() as folder:
        script = os.path.join(folder, "agent.py")
        with open(script, "w", encoding="ascii") as out:
            out.write(AGENT)
        interpreters = {}
        for path in find_paths():
            try:
                interpreter = Interpreter(path, script)
            except (RuntimeError, OSError, ValueError):
                print("%s: no CPython that runs" % path)
                continue
            if interpreter.name in modelled and interpreter.name not in interpreters \
                    and asked.only in (None, interpreter.name):
                interpreters[interpreter.name] = interpreter
                continue
            if interpreter.name not in modelled:
                print("CPython %s: has no model, skipped" % interpreter.full)
            interpreter.close()
        for name in modelled:
            if name not in interpreters and not asked.only:
                print("CPython %s: not on this machine, skipped" % name)
        if not interpreters:
            print("no CPython to compare with")
            return 0
        each, paces = asked.seconds / len(interpreters), {}
        for name in sorted(interpreters, key=lambda n: [int(x) for x in n.rstrip("t").split(".")]):
            interpreter = interpreters[name]
            check_interpreter(report, program, interpreter, model, modelled[name], each)
            version = modelled[name]
            call = next(l for l in model["listings"] if l["python"] == version and l["program"] == "call")
            if not asked.quick and name not in LOSES_AS:
                paces[interpreter.full] = measure_pace(program, interpreter, call, version)
            lock = next(v for v in model["versions"] if v["name"] == version)["lock"]
            if not asked.quick and lock == "timed" and name == version:
                check_slices(report, program, interpreter, version)
            if not asked.quick and name == "3.9":
                check_finals(report, program, interpreter, call, version)
            interpreter.close()
        if paces:
            check_paces(report, paces)
    print("gil: %d checks, %d failed" % (report.checks, report.failures))
    return 1 if report.failures else 0


if __name__ == "__main__":
    sys.exit(main())
