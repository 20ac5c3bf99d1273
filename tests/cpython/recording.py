"""Reads what a check needs of a recording file: tasks, resources, notes. The layout is src/recording/format.h's."""

import struct

TASKS, RESOURCES, NOTES, FACTS = 4, 5, 7, 3
TASK_BYTES, RESOURCE_BYTES, NOTE_BYTES = 192, 64, 16
RESOURCE_GIL = 3
WAITS, ACQUIRED, RELEASED, TIMED_OUT, REQUESTED, HONOURED, HANDED = range(1, 8)


class Recording:
    def __init__(self, path):
        with open(path, "rb") as file:
            self.data = file.read()
        sections = struct.unpack_from("<8sIIQQI", self.data)[5]
        self.tasks, self.resources, self.notes = [], [], {}
        for i in range(sections):
            kind, index, offset, size = struct.unpack_from("<IIQQ", self.data, 64 + 32 * i)
            if kind == FACTS:
                self.clock = struct.unpack_from("<QQQQ", self.data, offset + 280)
            elif kind == TASKS:
                self.tasks = [struct.unpack_from("<32sqqq", self.data, offset + at) for at in range(0, size, TASK_BYTES)]
            elif kind == RESOURCES:
                self.resources = [self.data[offset + at + 32] for at in range(0, size, RESOURCE_BYTES)]
            elif kind == NOTES:
                self.notes[index] = list(struct.iter_unpack("<QIBBH", self.data[offset:offset + size]))

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
