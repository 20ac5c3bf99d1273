#!/usr/bin/env python3
"""Drops a file on a window, as a file manager does: XDND version 5 (https://freedesktop.org/wiki/Specifications/XDND).

usage: drop.py WINDOW FILE
"""
import ctypes
import pathlib
import sys
import time

X = ctypes.CDLL("libX11.so.6")
Long, Ulong, Int = ctypes.c_long, ctypes.c_ulong, ctypes.c_int
X.XOpenDisplay.restype = ctypes.c_void_p
X.XDefaultRootWindow.restype = X.XCreateSimpleWindow.restype = X.XInternAtom.restype = Ulong

CLIENT_MESSAGE, SELECTION_REQUEST, SELECTION_NOTIFY = 33, 30, 31
REPLACE, PATIENCE_S = 0, 10


class Message(ctypes.Structure):
    _fields_ = [("type", Int), ("serial", Ulong), ("send_event", Int), ("display", ctypes.c_void_p),
                ("window", Ulong), ("message_type", Ulong), ("format", Int), ("data", Long * 5)]


class Request(ctypes.Structure):
    _fields_ = [("type", Int), ("serial", Ulong), ("send_event", Int), ("display", ctypes.c_void_p),
                ("owner", Ulong), ("requestor", Ulong), ("selection", Ulong), ("target", Ulong), ("property", Ulong),
                ("time", Ulong)]


class Notify(ctypes.Structure):
    _fields_ = [("type", Int), ("serial", Ulong), ("send_event", Int), ("display", ctypes.c_void_p),
                ("requestor", Ulong), ("selection", Ulong), ("target", Ulong), ("property", Ulong), ("time", Ulong)]


class Event(ctypes.Union):
    _fields_ = [("type", Int), ("message", Message), ("request", Request), ("notify", Notify), ("room", Long * 24)]


class Source:
    def __init__(self, target, path):
        self.display = ctypes.c_void_p(X.XOpenDisplay(None))
        if not self.display:
            sys.exit("no display")
        self.target = target
        self.data = (pathlib.Path(path).resolve().as_uri() + "\r\n").encode()
        root = Ulong(X.XDefaultRootWindow(self.display))
        self.window = X.XCreateSimpleWindow(self.display, root, 0, 0, 1, 1, 0, Ulong(0), Ulong(0))
        self.selection = self.atom("XdndSelection")
        X.XSetSelectionOwner(self.display, Ulong(self.selection), Ulong(self.window), Ulong(0))

    def atom(self, name):
        return X.XInternAtom(self.display, name.encode(), 0)

    def send(self, event, to):
        X.XSendEvent(self.display, Ulong(to), 0, Long(0), ctypes.byref(event))
        X.XFlush(self.display)

    def tell(self, name, *values):
        event = Event()
        event.message = Message(type=CLIENT_MESSAGE, window=self.target, message_type=self.atom(name), format=32,
                                data=(Long * 5)(self.window, *values))
        self.send(event, self.target)

    def answer(self, request):
        X.XChangeProperty(self.display, Ulong(request.requestor), Ulong(request.property), Ulong(request.target), 8,
                          REPLACE, self.data, len(self.data))
        event = Event()
        event.notify = Notify(type=SELECTION_NOTIFY, requestor=request.requestor, selection=request.selection,
                              target=request.target, property=request.property, time=request.time)
        self.send(event, request.requestor)

    def await_message(self, name):
        """Answers what is asked until the target has said so."""
        event, wanted = Event(), self.atom(name)
        until = time.monotonic() + PATIENCE_S
        while time.monotonic() < until:
            if not X.XPending(self.display):
                time.sleep(0.01)
                continue
            X.XNextEvent(self.display, ctypes.byref(event))
            if event.type == SELECTION_REQUEST:
                self.answer(event.request)
            elif event.type == CLIENT_MESSAGE and event.message.message_type == wanted:
                return
        sys.exit("the window did not say " + name)

    def drop(self):
        self.tell("XdndEnter", 5 << 24, self.atom("text/uri-list"), 0, 0)
        self.tell("XdndPosition", 0, 10 << 16 | 10, 0, self.atom("XdndActionCopy"))
        self.await_message("XdndStatus")
        self.tell("XdndDrop", 0, 0, 0, 0)
        self.await_message("XdndFinished")


if __name__ == "__main__":
    Source(int(sys.argv[1]), sys.argv[2]).drop()
