#!/usr/bin/env python3
"""Reads what raceledger export wrote, with nothing of its code: every Perfetto packet, every event of the Chrome JSON, every
row of the table. What their readers need must hold, and the three must tell the same.

usage: read.py NAME...      of each reads NAME.chrome-json, NAME.perfetto and NAME.csv, and writes what was found to NAME.found,
one JSON document. A broken rule ends it.
"""

import collections
import csv
import io
import json
import sys


class Broken(Exception):
    pass


def must(holds, *what):
    if not holds:
        raise Broken(" ".join(str(part) for part in what))


# ---- protocol buffers -------------------------------------------------------------------------------------------------

VARINT, FIXED64, BYTES = 0, 1, 2


def read_varint(data, at):
    value = shift = 0
    while True:
        must(at < len(data) and shift < 70, "a number runs past its message, at byte", at)
        byte = data[at]
        at += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            must(byte or not shift, "a number is longer than it need be, at byte", at)
            return value, at
        shift += 7


def signed(value):
    return value - (1 << 64) if value >> 63 else value


def read_fields(data):
    at, fields = 0, []
    while at < len(data):
        tag, at = read_varint(data, at)
        number, wire = tag >> 3, tag & 7
        if wire == VARINT:
            value, at = read_varint(data, at)
        elif wire == FIXED64:
            value, at = int.from_bytes(data[at:at + 8], "little"), at + 8
        else:
            must(wire == BYTES, "wire type", wire, "of field", number)
            length, at = read_varint(data, at)
            value, at = bytes(data[at:at + length]), at + length
        must(at <= len(data), "field", number, "runs past its message")
        fields.append((number, wire, value))
    return fields


# Every message that may come: its fields' names and types. Anything else is refused.
U, I, F, T = "uint", "int", "fixed", "text"
SCHEMA = {
    "trace": {1: ("packet", "packet")},
    "packet": {6: ("clock_snapshot", "clock_snapshot"), 8: ("timestamp", U), 10: ("sequence", U),
               11: ("track_event", "track_event"), 13: ("sequence_flags", U),
               60: ("track_descriptor", "track_descriptor"), 117: ("task_state", "task_state"),
               122: ("process_tree", "process_tree")},
    "clock_snapshot": {1: ("clock", "clock"), 2: ("primary", U)},
    "clock": {1: ("id", U), 2: ("timestamp", U)},
    "task_state": {1: ("cpu", I), 2: ("comm", T), 3: ("tid", I), 4: ("state", U)},
    "process_tree": {1: ("process", "tree_process"), 2: ("thread", "tree_thread")},
    "tree_process": {1: ("pid", I), 2: ("ppid", I), 3: ("cmdline", T)},
    "tree_thread": {1: ("tid", I), 2: ("pid", I), 3: ("comm", T), 4: ("is_main", U)},
    "track_descriptor": {1: ("uuid", U), 2: ("name", T), 3: ("process", "process"), 4: ("thread", "thread"),
                         5: ("parent", U), 8: ("counter", "counter")},
    "process": {1: ("pid", I), 6: ("process_name", T)},
    "thread": {1: ("pid", I), 2: ("tid", I), 5: ("thread_name", T)},
    "counter": {3: ("unit", U)},
    "track_event": {4: ("annotation", "annotation"), 9: ("type", U), 11: ("track", U), 22: ("category", T),
                    23: ("name", T), 30: ("counter_value", I), 47: ("flow", F), 48: ("flow_ends", F)},
    "annotation": {4: ("int", I), 6: ("text", T), 10: ("name", T)},
}


def decode(data, message):
    found = collections.defaultdict(list)
    for number, wire, value in read_fields(data):
        must(number in SCHEMA[message], message, "has no field", number)
        name, kind = SCHEMA[message][number]
        want = {U: VARINT, I: VARINT, F: FIXED64}.get(kind, BYTES)
        must(wire == want, message, name, "is of wire type", wire)
        if kind in SCHEMA:
            value = decode(value, kind)
        elif kind == I:
            value = signed(value)
        elif kind == T:
            value = value.decode("utf-8")
        found[name].append(value)
    return found


def one(message, name):
    must(len(message[name]) == 1, "not one", name, "but", len(message[name]))
    return message[name][0]


# ---- what both traces have in common ------------------------------------------------------------------------------------

class Rows:
    """Slices that nest, a stack a row."""

    def __init__(self):
        self.open = collections.defaultdict(list)
        self.slices = []

    def begin(self, row, name, ns, continued):
        self.open[row].append((name, ns, continued))

    def end(self, row, name, ns):
        must(self.open[row], row, "ends a slice where none is open, at", ns)
        begun, since, continued = self.open[row].pop()
        must(name is None or name == begun, row, "ends", name, "in", begun)
        must(ns > since, row, begun, "lasts no time, at", ns)
        if continued:  # the part before it ended in the same moment
            for i in range(len(self.slices) - 1, -1, -1):
                if self.slices[i][:2] == (row, begun) and self.slices[i][3] == since:
                    since = self.slices.pop(i)[2]
                    break
            else:
                raise Broken(f"{row}: {begun} goes on from nothing")
        self.slices.append((row, begun, since, ns))

    def finish(self):
        must(not any(self.open.values()), "never ended:", {row: left for row, left in self.open.items() if left})
        return sorted(self.slices)


class Flows:
    def __init__(self):
        self.begun, self.ended = {}, {}

    def begin(self, number, row, ns):
        must(number not in self.begun, "flow", number, "begins twice")
        self.begun[number] = (row, ns)

    def end(self, number, row, ns):
        must(number in self.begun, "flow", number, "ends before it begins")
        must(number not in self.ended, "flow", number, "ends twice")
        must(ns >= self.begun[number][1], "flow", number, "goes back in time")
        must(row != self.begun[number][0], "flow", number, "leads to where it began")
        self.ended[number] = (row, ns)

    def finish(self):
        must(self.begun.keys() == self.ended.keys(), "flows that never end:", self.begun.keys() - self.ended.keys())
        return sorted((*self.begun[n], *self.ended[n]) for n in self.begun)


# ---- Perfetto -----------------------------------------------------------------------------------------------------------

CREATED, RUNNABLE, RUNNING, SLEEPS, DEAD, DESTROYED = 1, 2, 3, 4, 7, 8
BEGIN, END, INSTANT, COUNTER = 1, 2, 3, 4


def see_state(event, ns, states, seen):
    tid, state, last = one(event, "tid"), one(event, "state"), states.get(event["tid"][0])
    must(one(event, "comm"), "a state without a name")
    must(state in (CREATED, RUNNABLE, RUNNING, SLEEPS, DEAD, DESTROYED), "state", state)
    must((state == CREATED) == (last is None), "thread", tid, "state", state, "after", last)
    must(last != DESTROYED and (last != DEAD or state == DESTROYED), "thread", tid, "state", state, "after", last)
    must(not (state == RUNNING == last), "thread", tid, "runs twice in a row, at", ns)
    must((state == RUNNING) == bool(event["cpu"]), "thread", tid, "cpu in state", state)
    must(state != CREATED or tid not in seen, "thread", tid, "is created after it was named")
    states[tid] = state


def see_track(track, tracks, tids):
    uuid, name = one(track, "uuid"), one(track, "name")
    must(uuid > 0 and name and uuid not in tracks, "track", uuid, name)
    must(not track["parent"] or track["parent"][0] in tracks, name, "has no parent")
    row = {"name": name, "counter": bool(track["counter"]), "tid": None,
           "lock": bool(track["parent"])}
    if track["thread"]:
        thread = one(track, "thread")
        row["tid"] = ("task", one(thread, "pid"), one(thread, "tid"))
        must(one(thread, "thread_name") == name, "a thread has two names")
        must(row["tid"][2] not in tids, "thread", row["tid"], "has two tracks")
        tids.add(row["tid"][2])
    tracks[uuid] = row


def see_event(event, ns, tracks, rows, flows, found, states):
    kind, track = one(event, "type"), one(event, "track")
    must(track in tracks, "track", track, "is not described before it is used")
    row = (("lock", tracks[track]["name"]) if tracks[track]["lock"] else tracks[track]["tid"]) or tracks[track]["name"]
    must((kind == COUNTER) == tracks[track]["counter"], "an event of type", kind, "on", row)
    must(row[0] != "task" or states.get(row[2], CREATED) < DEAD, row, "does something after its end, at", ns)
    notes = {one(a, "name"): (a["text"] or a["int"])[0] for a in event["annotation"]}
    if kind == BEGIN:
        rows.begin(row, one(event, "name"), ns, "continued" in notes)
    elif kind == END:
        must(not event["name"], "an end has a name")
        rows.end(row, None, ns)
    elif kind == COUNTER:
        found["counters"].append((row, ns, one(event, "counter_value")))
    else:
        must(kind == INSTANT, "type", kind)
        found["instants"].append((row, one(event, "category"), one(event, "name"), ns))
    for number in event["flow"]:
        flows.begin(number, row, ns)
    for number in event["flow_ends"]:
        flows.end(number, row, ns)


def read_perfetto(path):
    with open(path, "rb") as file:
        packets = decode(file.read(), "trace")["packet"]
    rows, flows, last = Rows(), Flows(), 0
    tracks, tids, states, seen = {}, set(), {}, set()
    found = {"instants": [], "counters": [], "packets": len(packets), "states": []}
    must(packets and packets[0]["clock_snapshot"], "the clocks do not come first")
    zero = one(packets[1], "timestamp")
    for number, packet in enumerate(packets):
        ns = one(packet, "timestamp") if number else 0
        must(number or not packet["timestamp"], "the clocks are of a time that no clock has given yet")
        must(one(packet, "sequence") == 1, "another sequence")
        must(ns >= last, "time goes back from", last, "to", ns)
        must(bool(packet["sequence_flags"]) == (number == 0), "flags of packet", number)
        last = ns
        if packet["clock_snapshot"]:
            must(number == 0 and one(packet["clock_snapshot"][0], "primary") == 3, "clocks in packet", number)
        elif packet["task_state"]:
            see_state(one(packet, "task_state"), ns, states, seen)
            found["states"].append((packet["task_state"][0]["tid"][0], ns - zero, packet["task_state"][0]["state"][0]))
        elif packet["process_tree"]:
            for thread in packet["process_tree"][0]["thread"]:
                must(not states or one(thread, "tid") in states, "thread", thread["tid"], "is named before it is created")
                must(one(thread, "comm"), "a thread without a name")
                seen.add(one(thread, "tid"))
        elif packet["track_descriptor"]:
            see_track(one(packet, "track_descriptor"), tracks, tids)
        else:
            see_event(one(packet, "track_event"), ns - zero, tracks, rows, flows, found, states)
    found.update(slices=rows.finish(), flows=flows.finish())
    return found


# ---- Chrome's JSON --------------------------------------------------------------------------------------------------------

def ns_of(number):
    """A JSON number of microseconds, as text, in nanoseconds: exact."""
    whole, _, fraction = number.partition(".")
    must(whole.isdigit() and len(fraction) == 3 and fraction.isdigit(), "a time is", number)
    return int(whole) * 1000 + int(fraction)


def see_names(events):
    names = {"process_name": {}, "thread_name": {}}
    for event in events:
        if event["ph"] != "M":
            continue
        place = event["pid"] if event["name"].startswith("process") else (event["pid"], event["tid"])
        if event["name"] in names:
            must(place not in names[event["name"]], place, "is named twice")
            names[event["name"]][place] = event["args"]["name"]
    return names


def see_thread_states(events):
    last = {}
    for event in events:
        if event["ph"] == "T":
            must(event["name"] in ("Created", "R", "Running", "S", "X", "Z"), "state", event["name"])
            must(event["cat"] == "thread_state" and ("cpu" in event.get("args", {}) or event["name"] != "Running"),
                 "a running thread without its cpu")
            row, ns = (event["pid"], event["tid"]), ns_of(event["ts"])
            must(last.get(row, 0) <= ns, row, "is in two states at", ns)
            last[row] = ns + ns_of(event["dur"])


def see_as_tracy(events):
    """Its importer cuts off a double; sorted by that, in the order of the file, slices must still nest."""
    line = []
    for event in events:
        must(isinstance(event["pid"], int) and isinstance(event["tid"], int), "a number of a thread is none")
        must(0 <= event["pid"] < 1 << 32 and 0 <= event["tid"] < 1 << 32, "a thread has too large a number")
        if event["ph"] in "BE":
            line.append((int(float(event["ts"]) * 1000.0), event))
        if event["ph"] == "C":
            must(all(isinstance(value, int) for value in event["args"].values()), "a counter is no number")
    line.sort(key=lambda entry: entry[0])
    opened = collections.defaultdict(list)
    for _, event in line:
        row = opened[event["pid"], event["tid"]]
        if event["ph"] == "B":
            row.append(event["name"])
        else:
            must(row and row.pop() == event["name"], "Tracy would end another slice than", event["name"])


def see_as_speedscope(events):
    """Of equal times it takes a beginning before an end where both look the same, else the end first."""
    begins = {(e["pid"], e["tid"], e["ts"], e["name"]) for e in events if e["ph"] == "B" and "args" not in e}
    for event in events:
        must("ts" in event and "ph" in event, "an event without ts or ph")
        if event["ph"] == "E":
            must("args" not in event and (event["pid"], event["tid"], event["ts"], event["name"]) not in begins,
                 "Speedscope would begin before it ends", event["name"])


def read_chrome(path):
    with open(path, encoding="utf-8") as file:
        trace = json.load(file, parse_float=str)
    must(list(trace)[:2] == ["displayTimeUnit", "traceEvents"] and trace["displayTimeUnit"] == "ns", "the frame")
    events, rows, flows, last = trace["traceEvents"], Rows(), Flows(), 0
    names = see_names(events)
    found = {"instants": [], "counters": [], "events": len(events)}
    locks = {pid for pid, name in names["process_name"].items() if name == "locks" and pid > 1 << 22}
    see_thread_states(events)
    see_as_tracy(events)
    see_as_speedscope(events)
    for event in events:
        ns, thread, phase = ns_of(event["ts"]), (event["pid"], event["tid"]), event["ph"]
        must(ns >= last or phase == "M", "time goes back from", last, "to", ns)
        last = ns
        must(event["pid"] in names["process_name"], event["pid"], "has no name")
        must(thread in names["thread_name"] or phase == "M", thread, "has no name")
        row = ("lock", names["thread_name"].get(thread)) if event["pid"] in locks else ("task", *thread)
        if phase == "B":
            rows.begin(row, event["name"], ns, "continued" in event.get("args", {}))
        elif phase == "E":
            rows.end(row, event["name"], ns)
        elif phase == "i":
            must(event["s"] == "t", "an instant of", event["s"])
            found["instants"].append((row, event["cat"], event["name"], ns))
        elif phase == "C":
            for name, value in event["args"].items():
                found["counters"].append((name, ns, value))
        elif phase in "sf":
            must(event["cat"] == "flow" and event["name"] == "leads to", "a flow's name")
            must(phase == "s" or event["bp"] == "e", "a flow is bound to nothing")
            (flows.begin if phase == "s" else flows.end)(event["id"], row, ns)
        else:
            must(phase in "MT", "phase", phase)
    found.update(slices=rows.finish(), flows=flows.finish())
    return found


# ---- the table ----------------------------------------------------------------------------------------------------------

HEADER = "begin_ns,end_ns,kind,what,task,pid,tid,resource,other,cpu,value,text".split(",")
KINDS = {"task", "state", "work", "wait", "hold", "note", "step", "print", "level", "counter", "mark"}


def read_csv(path):
    with open(path, "rb") as file:
        text = file.read().decode("utf-8")
    rows = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    must(rows and rows[0] == HEADER, "the header is", rows[:1])
    must(text.endswith("\r\n"), "the last line has no end")
    last, table = 0, []
    for row in rows[1:]:
        must(len(row) == len(HEADER), "a row of", len(row), "fields")
        entry = dict(zip(HEADER, row))
        begin, end = int(entry["begin_ns"]), int(entry["end_ns"])
        must(last <= begin <= end, "a row from", begin, "to", end, "after", last)
        must(entry["kind"] in KINDS, "kind", entry["kind"])
        must((entry["kind"] in ("level", "counter")) == (entry["task"] == ""), "a row of no task")
        entry.update(begin_ns=begin, end_ns=end)
        table.append(entry)
        last = begin
    return table


# ---- all together ---------------------------------------------------------------------------------------------------------

def compare(chrome, perfetto, table):
    must(chrome["slices"] == perfetto["slices"], "the traces have different slices:",
         set(chrome["slices"]) ^ set(perfetto["slices"]))
    must(chrome["flows"] == perfetto["flows"], "the traces have different flows")
    must(sorted(chrome["instants"]) == sorted(perfetto["instants"]), "the traces have different instants")
    must(sorted(chrome["counters"]) == sorted(perfetto["counters"]), "the traces have different counters")
    # What a task holds beyond its last work stays with it, but its slices end with that.
    works = {(r["pid"], r["tid"]): r["end_ns"] for r in table if r["kind"] == "work"}
    lasting = sorted((int(r["pid"]), int(r["tid"]), r["begin_ns"],
                      min(r["end_ns"], works.get((r["pid"], r["tid"]), r["end_ns"])))
                     for r in table if r["kind"] in ("work", "wait", "hold"))
    of_tasks = sorted((*row[1:], begin, end) for row, _, begin, end in chrome["slices"] if row[0] != "lock")
    must(lasting == of_tasks, "the table has other slices than the traces:", set(lasting) ^ set(of_tasks))
    points = collections.Counter(r["kind"] for r in table)
    must(sum(points[kind] for kind in ("note", "step", "print", "mark")) == len(chrome["instants"]), "instants")
    must(points["level"] + points["counter"] == len(chrome["counters"]), "counters")
    return points


def read(name):
    chrome, perfetto, table = (reader(f"{name}.{kind}") for reader, kind in (
        (read_chrome, "chrome-json"), (read_perfetto, "perfetto"), (read_csv, "csv")))
    points = compare(chrome, perfetto, table)
    return {
        "kinds": dict(sorted(points.items())),
        "flows": len(chrome["flows"]),
        "states": len(perfetto["states"]),
        "packets": perfetto["packets"],
        "counters": {counter: value for counter, _, value in chrome["counters"]},  # the last of each
        "tasks": [r["task"] for r in table if r["kind"] == "task"],
        "lost": sum(int(r["value"]) for r in table if r["kind"] == "mark" and r["what"] == "lost"),
        "holds": collections.Counter(r["resource"] for r in table if r["kind"] == "hold"),
        "waits": collections.Counter(r["resource"] for r in table if r["kind"] == "wait"),
        "printed": [r["text"] for r in table if r["kind"] == "print"],
    }


def main():
    for name in sys.argv[1:]:
        try:
            found = read(name)
        except Broken as broken:
            sys.exit(f"{name}: {broken}")
        with open(f"{name}.found", "w", encoding="utf-8") as file:
            json.dump(found, file, indent=1)


if __name__ == "__main__":
    main()
