"""Reads what a check needs of a recording file: tasks, resources, notes. The layout is src/recording/format.h's."""

import struct

PACKED = 1 << 31  # in a section's kind
TASKS, RESOURCES, NOTES, FACTS = 4, 5, 7, 3
TASK_BYTES, RESOURCE_BYTES, NOTE_BYTES = 192, 64, 16
RESOURCE_GIL = 3
WAITS, ACQUIRED, RELEASED, TIMED_OUT, REQUESTED, HONOURED, HANDED = range(1, 8)


def unpacked_notes(data):
    """Of a packed section: src/recording/packing.h."""
    at, followed, notes = 0, {}, []
    ticks = made = last = 0

    def take():
        nonlocal at
        number = shift = 0
        while True:
            byte = data[at]
            at += 1
            number |= (byte & 127) << shift
            shift += 7
            if byte < 128:
                return number

    while at < len(data):
        when = take()
        place = when & 3
        after = followed.setdefault(last % 32, [(0, 0)] * 3)
        now = after[place] if place < 3 else (take(), take())
        if place > 0:
            after[0:3] = [now] + [after[i] for i in ((0, 2) if place == 1 else (0, 1))]
        ticks += when >> 2
        made = (made + now[1]) & 0xffffffff
        last = now[0] & 255
        notes.append((ticks, made, last, now[0] >> 8 & 255, now[0] >> 16))
    return notes


class Recording:
    def __init__(self, path):
        with open(path, "rb") as file:
            self.data = file.read()
        sections = struct.unpack_from("<8sIIQQI", self.data)[5]
        self.tasks, self.resources, self.notes = [], [], {}
        for i in range(sections):
            kind, index, offset, size = struct.unpack_from("<IIQQ", self.data, 64 + 32 * i)
            packed, kind = kind & PACKED, kind & ~PACKED
            if kind == FACTS:
                self.clock = struct.unpack_from("<QQQQ", self.data, offset + 280)
            elif kind == TASKS:
                self.tasks = [struct.unpack_from("<32sqqq", self.data, offset + at) for at in range(0, size, TASK_BYTES)]
            elif kind == RESOURCES:
                self.resources = [self.data[offset + at + 32] for at in range(0, size, RESOURCE_BYTES)]
            elif kind == NOTES:
                data = self.data[offset:offset + size]
                self.notes[index] = unpacked_notes(data) if packed else list(struct.iter_unpack("<QIBBH", data))

    def ns(self, ticks):
        tick0, ns0, tick1, ns1 = self.clock
        return ns0 + (ticks - tick0) * (ns1 - ns0) // (tick1 - tick0)

    def gils(self):
        return [number for number, kind in enumerate(self.resources) if kind == RESOURCE_GIL]

    def holds(self, gil):
        """(from, to, tid) of a GIL, by time; to is None where it was never given back."""
        found = []
        for task, notes in self.notes.items():
            tid, since = self.tasks[task][2], None
            for ticks, _, kind, resource, _ in notes:
                if resource != gil or kind not in (ACQUIRED, RELEASED):
                    continue
                if kind == ACQUIRED:
                    since = self.ns(ticks)
                elif since is not None:
                    found.append((since, self.ns(ticks), tid))
                    since = None
            if since is not None:
                found.append((since, None, tid))
        return sorted(found, key=lambda hold: hold[0])
