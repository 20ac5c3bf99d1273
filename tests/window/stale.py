#!/usr/bin/env python3
"""Asks for what was copied, and is gone before the answer: stale.py [TIMES]. Its window does not exist any more when the program that
has the clipboard answers, and X says so to that program."""
import ctypes
import sys

x = ctypes.CDLL("libX11.so.6")
x.XOpenDisplay.restype = ctypes.c_void_p
x.XDefaultRootWindow.restype = x.XCreateSimpleWindow.restype = x.XInternAtom.restype = ctypes.c_ulong
for _ in range(int(sys.argv[1]) if len(sys.argv) > 1 else 20):
    display = ctypes.c_void_p(x.XOpenDisplay(None))
    clipboard, text = (x.XInternAtom(display, name, 0) for name in (b"CLIPBOARD", b"UTF8_STRING"))
    window = x.XCreateSimpleWindow(display, ctypes.c_ulong(x.XDefaultRootWindow(display)), 0, 0, 1, 1, 0, 0, 0)
    x.XConvertSelection(display, *(ctypes.c_ulong(word) for word in (clipboard, text, clipboard, window, 0)))
    x.XDestroyWindow(display, ctypes.c_ulong(window))
    x.XCloseDisplay(display)
