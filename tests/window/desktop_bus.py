"""A session bus with nothing on it but the desktop's portal, and of that the settings alone.

usage: desktop_bus.py SOCKET [GROUP KEY TYPE VALUE] ...
Each line "GROUP KEY TYPE VALUE" that comes on standard input then changes a setting, and is told to all who asked."""
import os
import socket
import struct
import sys
import threading

settings = {}
asked = []  # connections that were told the settings
lock = threading.Lock()


class Body:
    """What D-Bus makes of values: little endian, each aligned to its size."""

    def __init__(self):
        self.bytes = bytearray()

    def align(self, size):
        while len(self.bytes) % size:
            self.bytes.append(0)

    def number(self, value):
        self.align(4)
        self.bytes += struct.pack("<I", value)

    def text(self, value):
        raw = value.encode()
        self.number(len(raw))
        self.bytes += raw + b"\0"

    def signature(self, value):
        self.bytes += bytes([len(value)]) + value.encode() + b"\0"

    def variant(self, kind, value):
        self.signature(kind)
        if kind == "s":
            self.text(value)
        else:
            self.number(int(value))

    def array(self, align, fill):
        """fill writes the elements; how long they are comes before them."""
        self.align(4)
        at = len(self.bytes)
        self.bytes += bytes(4)
        self.align(align)
        start = len(self.bytes)
        fill()
        struct.pack_into("<I", self.bytes, at, len(self.bytes) - start)

    def all_settings(self):
        def pairs(group):
            for (of, key), (kind, value) in settings.items():
                if of == group:
                    self.align(8)
                    self.text(key)
                    self.variant(kind, value)

        def groups():
            for group in sorted({group for group, _ in settings}):
                self.align(8)
                self.text(group)
                self.array(8, lambda: pairs(group))

        self.array(8, groups)


def message(kind, serial, fields, signature="", body=b""):
    """fields: number, type, value of the header."""
    head = Body()
    head.bytes += struct.pack("<cBBBII", b"l", kind, 1, 1, len(body), serial)

    def write():
        for number, of, value in fields + ([(8, "g", signature)] if signature else []):
            head.align(8)
            head.bytes.append(number)
            head.signature(of)
            if of == "g":
                head.signature(value)
            elif of == "u":
                head.number(value)
            else:
                head.text(value)

    head.array(8, write)
    head.align(8)
    return bytes(head.bytes) + bytes(body)


class Connection:
    def __init__(self, link):
        self.link, self.buffer, self.serial, self.name = link, b"", 0, ":1.%d" % id(link)

    def get(self, count):
        while len(self.buffer) < count:
            more = self.link.recv(65536)
            if not more:
                raise EOFError
            self.buffer += more
        got, self.buffer = self.buffer[:count], self.buffer[count:]
        return got

    def line(self):
        text = b""
        while not text.endswith(b"\r\n"):
            text += self.get(1)
        return text.strip(b"\0\r\n").decode()

    def send(self, kind, fields, signature="", body=b""):
        with lock:
            self.serial += 1
            self.link.sendall(message(kind, self.serial, fields, signature, body))

    def greet(self):
        while True:
            said = self.line()
            if said.startswith("BEGIN"):
                return
            self.link.sendall(b"OK 0123456789abcdef0123456789abcdef\r\n" if said.startswith("AUTH EXTERNAL") else b"ERROR\r\n")

    def read(self):
        head = self.get(16)
        length, serial, fields = struct.unpack("<III", head[4:])
        rest = self.get((fields + 7) // 8 * 8 + length)
        at, member = 0, ""
        while at < fields:
            at = (at + 7) // 8 * 8
            number, kind = rest[at], rest[at + 2]
            at += 4
            if kind == ord("g"):
                at += rest[at] + 2
            else:
                at = (at + 3) // 4 * 4
                size = struct.unpack_from("<I", rest, at)[0]
                at += 4
                if kind != ord("u"):
                    member = rest[at : at + size].decode() if number == 3 else member
                    at += size + 1
        return head[1], head[2], serial, member

    def serve(self):
        self.greet()
        while True:
            kind, flags, serial, member = self.read()
            if kind != 1 or flags & 1:
                continue
            back = [(5, "u", serial), (6, "s", self.name), (7, "s", "org.freedesktop.DBus")]
            body = Body()
            if member == "Hello":
                body.text(self.name)
                self.send(2, back, "s", body.bytes)
            elif member == "ReadAll":
                body.all_settings()
                self.send(2, back, "a{sa{sv}}", body.bytes)
                asked.append(self)
            else:
                body.text("not here")
                self.send(3, back + [(4, "s", "org.freedesktop.DBus.Error.UnknownMethod")], "s", body.bytes)

    def tell(self, group, key, kind, value):
        body = Body()
        body.text(group)
        body.text(key)
        body.variant(kind, value)
        fields = [(1, "o", "/org/freedesktop/portal/desktop"), (2, "s", "org.freedesktop.portal.Settings")]
        self.send(4, fields + [(3, "s", "SettingChanged"), (7, "s", ":1.0")], "ssv", body.bytes)


def serve(link):
    try:
        Connection(link).serve()
    except (EOFError, OSError):
        link.close()


def accept(listener):
    while True:
        threading.Thread(target=serve, args=(listener.accept()[0],), daemon=True).start()


def main():
    words = sys.argv[2:]
    for i in range(0, len(words), 4):
        settings[words[i], words[i + 1]] = words[i + 2], words[i + 3]
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(sys.argv[1])
        listener.listen()
        threading.Thread(target=accept, args=(listener,), daemon=True).start()
        for line in sys.stdin:
            group, key, kind, value = line.split()
            settings[group, key] = kind, value
            for connection in asked:
                try:
                    connection.tell(group, key, kind, value)
                except OSError:
                    pass
    os.unlink(sys.argv[1])


main()
