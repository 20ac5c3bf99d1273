#!/usr/bin/env python3
"""A desktop's settings daemon for X (https://specifications.freedesktop.org/xsettings-spec), until standard input ends.

Each line "NAME=TEXT NAME=NUMBER ..." that comes there is what it says from then on; then it is printed."""
import ctypes
import struct
import sys

X = ctypes.CDLL("libX11.so.6")
Long, Ulong, Int = ctypes.c_long, ctypes.c_ulong, ctypes.c_int
X.XOpenDisplay.restype = ctypes.c_void_p
X.XDefaultRootWindow.restype = X.XCreateSimpleWindow.restype = X.XInternAtom.restype = Ulong

CLIENT_MESSAGE, STRUCTURE_NOTIFY, REPLACE = 33, 1 << 17, 0


class Message(ctypes.Structure):
    _fields_ = [("type", Int), ("serial", Ulong), ("send_event", Int), ("display", ctypes.c_void_p),
                ("window", Ulong), ("message_type", Ulong), ("format", Int), ("data", Long * 5), ("room", Long * 12)]


def filled(text):
    return text + b"\0" * (-len(text) % 4)


def setting(word):
    name, value = (part.encode() for part in word.split("="))
    number = value.lstrip(b"-").isdigit()
    head = struct.pack("<BxH", 0 if number else 1, len(name)) + filled(name) + bytes(4)
    return head + (struct.pack("<i", int(value)) if number else struct.pack("<I", len(value)) + filled(value))


def main():
    display = ctypes.c_void_p(X.XOpenDisplay(None))
    root = Ulong(X.XDefaultRootWindow(display))
    window = Ulong(X.XCreateSimpleWindow(display, root, 0, 0, 1, 1, 0, Ulong(0), Ulong(0)))

    def atom(name):
        return Ulong(X.XInternAtom(display, name, 0))

    selection, settings, there = atom(b"_XSETTINGS_S0"), atom(b"_XSETTINGS_SETTINGS"), False
    for line in sys.stdin:
        words = line.split()
        data = bytes(8) + struct.pack("<I", len(words)) + b"".join(map(setting, words))
        X.XChangeProperty(display, window, settings, settings, 8, REPLACE, data, len(data))
        if not there:
            X.XSetSelectionOwner(display, selection, window, Ulong(0))
            tells = Message(type=CLIENT_MESSAGE, window=root.value, message_type=atom(b"MANAGER").value, format=32)
            tells.data[1], tells.data[2] = selection.value, window.value
            X.XSendEvent(display, root, 0, Long(STRUCTURE_NOTIFY), ctypes.byref(tells))
            there = True
        X.XSync(display, 0)
        print(line, end="", flush=True)


main()
