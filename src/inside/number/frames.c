// Up to 3.10 a frame is an object. From 3.11 on asking makes an object of the frame, one a call, so the frame itself is read. Both
// layouts are known by version, and are held against what was asked for several times before they are used.
#include "inside/number/frames.h"

#include "inside/inside.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum {
    CODE_OFFSET = 32, // of a frame's code, up to 3.10
    CONFIRMATIONS = 3,
    OWNED_BY_THREAD = 0,
    OWNED_BY_GENERATOR = 1,
};

static int last_offset; // of f_lasti in a frame of up to 3.10; 0: it is asked for
static int last_unit = 1;

// Offsets in a thread's state, in its frame, and from its code to the first instruction.
static const struct layout {
    int minor;
    int chain, frame; // from the state to the frame; frame −1: at once
    int code, instruction, owner;
    int first;
} layouts[] = {
    { 11, 56, 8, 32, 56, 69, 184 },
    { 12, 56, 0, 0, 56, 70, 192 },
    { 13, 72, -1, 0, 56, 70, 200 },
};
static const struct layout *layout, *learned; // learned: and confirmed often enough
static int confirmed = -1;                    // so often; −1: it was not looked for yet

static long minor_version(void) { return strtol(python.Py_GetVersion() + 2, NULL, 10); }

// Used as long as it has been right each time.
static void learn_objects(py *frame)
{
    static bool wrong;
    const long minor = minor_version(), last = python_number(frame, "f_lasti");
    py *code = python.PyObject_GetAttrString(frame, "f_code");
    const int offset = minor == 10 ? 96 : minor >= 7 ? 104 : 120, unit = minor == 10 ? 2 : 1;
    wrong = wrong || *(py *const *)((const char *)frame + CODE_OFFSET) != code ||
            *(const int *)((const char *)frame + offset) * unit != last;
    python.PyErr_Clear();
    give_back(code);
    last_offset = wrong ? 0 : offset;
    last_unit = unit;
}

static const char *pointer_at(const char *at, int offset)
{
    const char *pointer;
    __builtin_memcpy(&pointer, at + offset, sizeof pointer);
    return pointer;
}

static bool read_by(const struct layout *by, struct stand *stand)
{
    const char *at = pointer_at(python.PyThreadState_Get(), by->chain);
    if (by->frame >= 0 && at)
        at = pointer_at(at, by->frame);
    if (unlikely(!at) || (at[by->owner] != OWNED_BY_THREAD && at[by->owner] != OWNED_BY_GENERATOR))
        return false;
    const char *code = pointer_at(at, by->code);
    stand->code = (py *)(uintptr_t)code;
    stand->offset = (int)(pointer_at(at, by->instruction) - code - by->first);
    return true;
}

// A version that is not out yet may have another layout still.
static const struct layout *known_layout(void)
{
    const char *version = python.Py_GetVersion(), *end = version + strcspn(version, " ");
    const long minor = minor_version();
    if (memchr(version, 'a', (size_t)(end - version)) || memchr(version, 'b', (size_t)(end - version)))
        return NULL;
    for (size_t i = 0; i < sizeof layouts / sizeof *layouts; i++)
        if (layouts[i].minor == minor)
            return &layouts[i];
    return NULL;
}

static void learn_bare(void)
{
    struct stand asked, read;
    if (confirmed < 0)
        layout = known_layout();
    confirmed = confirmed < 0 ? 0 : confirmed;
    learned = NULL;
    if (!layout || !frame_asked(&asked))
        return;
    if (read_by(layout, &read) && read.code == asked.code && read.offset == asked.offset)
        confirmed++;
    else
        layout = NULL;
    learned = confirmed >= CONFIRMATIONS ? layout : NULL;
}

void frames_learn(void)
{
    py *frame = python.PyEval_GetFrame();
    if (frame && python.PyFrame_GetLasti)
        learn_bare();
    else if (frame)
        learn_objects(frame);
}

bool frame_asked(struct stand *stand)
{
    py *frame = python.PyEval_GetFrame();
    if (!frame)
        return false;
    stand->code =
        python.PyFrame_GetCode ? python.PyFrame_GetCode(frame) : python.PyObject_GetAttrString(frame, "f_code");
    stand->offset = python.PyFrame_GetLasti ? python.PyFrame_GetLasti(frame) : (int)python_number(frame, "f_lasti");
    give_back(stand->code);
    return stand->code != NULL;
}

bool frame_stand(struct stand *stand)
{
    if (likely(learned != NULL) && read_by(learned, stand))
        return true;
    if (last_offset == 0)
        return frame_asked(stand);
    py *frame = python.PyEval_GetFrame();
    if (!frame)
        return false;
    stand->code = *(py *const *)((const char *)frame + CODE_OFFSET);
    stand->offset = *(const int *)((const char *)frame + last_offset) * last_unit;
    return true;
}
