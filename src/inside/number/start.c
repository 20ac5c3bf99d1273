// How the number gets into an interpreter: without a file, a variable of the environment or a module that the program could
// see. CPython reads the program's file by fopen, and lists a folder by opendir before it imports from it; we stand before both.
// The first time that one of them is called with the interpreter up, watch.py is run there: it has modules of the program's own
// folder compiled with what is watched. In place of the program's file the interpreter is given what watch.py makes of it, as a
// compiled file, which it knows by its first bytes and runs the same way: whatever -I, -E, -S or a sitecustomize say.
#include "inside/inside.h"
#include "inside/number/leave.h"
#include "inside/number/locks.h"
#include "inside/number/number.h"
#include "inside/number/places.h"
#include "inside/number/python.h"
#include "inside/number/watch.h"
#include "inside/number/watched.h"
#include "inside/raw.h"
#include "inside/real.h"
#include "inside/symbol.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

// The text of watch.py, ended by a NUL.
__asm__(".pushsection .rodata\n"
        "number_watch_text: .incbin \"src/inside/number/watch.py\"\n"
        ".byte 0\n"
        ".popsection\n");
extern const char number_watch_text[] __attribute__((visibility("hidden")));

enum {
    TRIES = 256, // to find a CPython, before there is none
};

static enum {
    UNKNOWN,
    FOUND,
    STARTED,
    NONE
} state;
static int tries;
static _Thread_local bool busy;
static bool is_past; // the program's own file was opened: no other one is of interest
static py *names;    // of watch.py, a dict

// ---- what watch.py is given -----------------------------------------------------------------------------------------

static py *nothing(void)
{
    python.Py_IncRef(python._Py_NoneStruct);
    return python._Py_NoneStruct;
}

static py *say(py *module, py *text)
{
    py *coded = python.PyUnicode_AsEncodedString(text, "utf-8", "replace");
    (void)module;
    if (coded)
        leave_said(python.PyBytes_AsString(coded));
    python.PyErr_Clear();
    give_back(coded);
    return nothing();
}

static py *learn(py *module, py *all_names)
{
    (void)module;
    places_learn(all_names);
    return nothing();
}

static py *past(py *module, py *none)
{
    (void)module;
    (void)none;
    is_past = true;
    return nothing();
}

static py *end(py *module, py *none)
{
    (void)module;
    (void)none;
    watched_end();
    return nothing();
}

static void give(py *value, const char *name)
{
    if (value)
        (void)python.PyDict_SetItemString(names, name, value);
    python.PyErr_Clear();
    give_back(value);
}

static py *asked_names(const struct number_head *head)
{
    py *list = python.PyList_New(0);
    for (uint32_t i = 0; list && i < head->names && i < NUMBER_NAMES_MAX; i++) {
        char text[NUMBER_NAME_BYTES];
        memcpy(text, head->name[i], sizeof text);
        text[sizeof text - 1] = '\0';
        py *name = python.PyUnicode_FromString(text);
        if (name)
            (void)python.PyList_Append(list, name);
        python.PyErr_Clear();
        give_back(name);
    }
    return list;
}

static method_row watch_row = { "watch", watch_new, METHOD_ONE, NULL };
static method_row say_row = { "say", say, METHOD_ONE, NULL };
static method_row learn_row = { "learn", learn, METHOD_ONE, NULL };
static method_row past_row = { "past", past, METHOD_ALONE, NULL };
static method_row end_row = { "end", end, METHOD_ALONE, NULL };

// ---- starting -------------------------------------------------------------------------------------------------------

// importlib is up, and so are the streams.
static bool is_ready(void)
{
    py *builtins = python.PyEval_GetBuiltins();
    return builtins && python.PyDict_GetItemString(builtins, "open") &&
           python.PyDict_GetItemString(python.PyImport_GetModuleDict(), "_frozen_importlib_external");
}

// The program runs: it sees the loader that it would have had, and its file is its file again.
static void has_begun(void)
{
    py *main = python.PyDict_GetItemString(python.PyImport_GetModuleDict(), "__main__");
    py *loader = python.PyDict_GetItemString(names, "loader");
    if (main && loader)
        (void)python.PyObject_SetAttrString(main, "__loader__", loader);
    python.PyErr_Clear();
    is_past = true;
}

static bool start(void)
{
    const char *why = NULL;
    if (!number_begin(&why) || !watch_begin(has_begun) || !(names = python.PyDict_New())) {
        leave_said(why);
        return false;
    }
    py *builtins = python.PyEval_GetBuiltins();
    (void)python.PyDict_SetItemString(names, "__builtins__", builtins);
    give(asked_names(leave_head()), "names");
    give(python.PyCFunction_NewEx(&watch_row, NULL, NULL), "watch");
    give(python.PyCFunction_NewEx(&say_row, NULL, NULL), "say");
    give(python.PyCFunction_NewEx(&learn_row, NULL, NULL), "learn");
    give(python.PyCFunction_NewEx(&past_row, NULL, NULL), "past");
    give(python.PyCFunction_NewEx(&end_row, NULL, NULL), "end");
    // By this name its lines are left out of the program's tracebacks, as all of importlib are.
    py *code = python.Py_CompileString(number_watch_text, "<frozen importlib._bootstrap_external>", COMPILE_FILE);
    py *done = code ? python.PyEval_EvalCode(code, names, names) : NULL;
    const bool started = done != NULL;
    if (!started)
        leave_said("watching could not be started in this interpreter");
    python.PyErr_Clear();
    give_back(code);
    give_back(done);
    leave_woke(strtol(python.Py_GetVersion() + 2, NULL, 10) >= 14 && !locks_begin());
    return started;
}

static void find(void)
{
    const char *(*version)(void) = (const char *(*)(void))symbol_find("Py_GetVersion");
    char text[200];
    state = ++tries < TRIES ? UNKNOWN : NONE;
    if (!version)
        return;
    state = NONE;
    if (version()[0] == '2')
        snprintf(text, sizeof text,
                 "CPython %.*s: --watch needs 3.6 or later: 2.7 lacks the interface that the number is made of",
                 (int)strcspn(version(), " "), version());
    else if (symbol_find("_Py_MergeZeroLocalRefcount"))
        snprintf(text, sizeof text,
                 "this CPython runs without a GIL: nothing gives its stores an order that could be told");
    else if (!python_find())
        snprintf(text, sizeof text, "CPython %.*s: --watch needs 3.6 or later", (int)strcspn(version(), " "),
                 version());
    else {
        state = FOUND;
        return;
    }
    leave_said(text);
}

// With the interpreter's lock held.
static bool is_started(void)
{
    if (state == FOUND && is_ready())
        state = start() ? STARTED : NONE;
    return state == STARTED;
}

static bool may_enter(void)
{
    if (busy || state == NONE || !leave_head() || leave_image() == 0)
        return false;
    if (state == UNKNOWN)
        find();
    return (state == FOUND || state == STARTED) && python.Py_IsInitialized() &&
           python.PyGILState_GetThisThreadState() && !watched_has_ended();
}

// ---- the program's file ---------------------------------------------------------------------------------------------

static FILE *file_of(py *bytes)
{
    char *data = NULL;
    intptr_t count = 0;
    if (bytes == python._Py_NoneStruct || python.PyBytes_AsStringAndSize(bytes, &data, &count) != 0)
        return NULL;
    const int memory = memfd_create("program", MFD_CLOEXEC);
    FILE *file = NULL;
    if (memory >= 0 && raw_call(SYS_write, memory, (long)data, count, 0, 0, 0) == count &&
        lseek(memory, 0, SEEK_SET) == 0)
        file = fdopen(memory, "rb");
    if (memory >= 0 && !file)
        close(memory);
    return file;
}

static FILE *program_file(const char *path)
{
    py *program = python.PyDict_GetItemString(names, "program");
    py *text = python.PyUnicode_DecodeFSDefault(path), *words = text ? python.PyTuple_Pack(1, text) : NULL;
    py *bytes = program && words ? python.PyObject_CallObject(program, words) : NULL;
    FILE *file = bytes ? file_of(bytes) : NULL;
    python.PyErr_Clear();
    give_back(text);
    give_back(words);
    give_back(bytes);
    return file;
}

// Between the two the interpreter is the thread's own.
struct entered {
    int gil, error;
    py *type, *value, *trace;
};

static bool enter(struct entered *entered)
{
    entered->error = errno;
    if (!may_enter()) {
        errno = entered->error;
        return false;
    }
    busy = true;
    entered->gil = python.PyGILState_Ensure();
    python.PyErr_Fetch(&entered->type, &entered->value, &entered->trace);
    return true;
}

static void leave_interpreter(struct entered *entered)
{
    python.PyErr_Restore(entered->type, entered->value, entered->trace);
    python.PyGILState_Release(entered->gil);
    busy = false;
    errno = entered->error;
}

static FILE *instead_of(const char *path, const char *mode)
{
    struct entered entered;
    FILE *file = NULL;
    if (mode[0] != 'r' || is_past || state == NONE || !enter(&entered))
        return NULL;
    if (is_started())
        file = program_file(path);
    leave_interpreter(&entered);
    return file;
}

INTERPOSED FILE *fopen64(const char *path, const char *mode)
{
    FILE *file = instead_of(path, mode);
    return file ? file : real_of(fopen64)(path, mode);
}

INTERPOSED FILE *fopen(const char *path, const char *mode)
{
    FILE *file = instead_of(path, mode);
    return file ? file : real_of(fopen)(path, mode);
}

INTERPOSED DIR *opendir(const char *path)
{
    struct entered entered;
    if ((state == UNKNOWN || state == FOUND) && enter(&entered)) {
        (void)is_started();
        leave_interpreter(&entered);
    }
    return real_of(opendir)(path);
}
