// What went wrong, by its id and its parts: said in English at once, and in whatever language a window has later on.
//
// The ids and the English sentences are the FAULT rows of assets/texts/en.def. A status made here has its sentence as any other, and
// beside it notes where in the sentence its parts stand. The system's own words (strerror) are a part that may be said in
// another language, too.
//
// Command lines speak English, whatever the language of a window or picture. A window that speaks another leaves out what has
// English words only: what is wrong with a file in detail.
#ifndef BASE_FAULT_H
#define BASE_FAULT_H

#include "base/status.h"

enum fault {
    FAULT_NONE,
#define TEXT(id, text)
#define LOCK(id, text)
#define FAULT(id, text) FAULT_##id,
#include "../assets/texts/en.def"
#undef FAULT
#undef LOCK
#undef TEXT
    FAULT_COUNT
};

enum {
    FAULT_PARTS_MAX = 4,
    FAULT_LINE_BYTES = 640,
};

enum fault_part_kind {
    FAULT_PART_TEXT,
    FAULT_PART_NUMBER,
    FAULT_PART_ERROR,
    FAULT_PART_FAULT,
    FAULT_PART_STATUS,
};

// One part. What it points to need only last until the status is made.
struct fault_part {
    enum fault_part_kind kind;
    const char *text;
    unsigned long long number;
    int error;
    enum fault fault;
    const struct status *status;
};

static inline struct fault_part part_text(const char *text)
{
    return (struct fault_part){ .kind = FAULT_PART_TEXT, .text = text };
}

static inline struct fault_part part_number(unsigned long long number)
{
    return (struct fault_part){ .kind = FAULT_PART_NUMBER, .number = number };
}

// The system's words for an error number, as in errno.
static inline struct fault_part part_error(int error)
{
    return (struct fault_part){ .kind = FAULT_PART_ERROR, .error = error };
}

// A fault without parts of its own: "a folder".
static inline struct fault_part part_fault(enum fault fault)
{
    return (struct fault_part){ .kind = FAULT_PART_FAULT, .fault = fault };
}

// What another status says.
static inline struct fault_part part_status(const struct status *status)
{
    return (struct fault_part){ .kind = FAULT_PART_STATUS, .status = status };
}

// A failure of the given kind (not STATUS_OK), from its parts {1}, {2} … in this order. Where the sentence is too long its
// longest text is cut, and marked with "…".
struct status status_of_parts(enum status_kind kind, enum fault fault, const struct fault_part *parts, int count);

// The same: status_with(STATUS_FAILED, FAULT_OPEN, part_text(path), part_error(errno)).
#define status_with(kind, fault, ...)                                                                                  \
    status_of_parts(kind, fault, (const struct fault_part[]){ __VA_ARGS__ },                                           \
                    sizeof((const struct fault_part[]){ __VA_ARGS__ }) / sizeof(struct fault_part))

// A failure without parts.
struct status status_fault(enum status_kind kind, enum fault fault);

// What a status says of the thing with that name: "race.rl: cannot be read". Its kind stays.
struct status status_named(const char *name, struct status status);

// The same failure, of another kind.
struct status status_as(enum status_kind kind, struct status status);

// A status as one line for another process of this program, and back. What comes back is a STATUS_FAILED; of a line
// that does not hold together, and of any other text, the sentence alone.
char *fault_line(const struct status *status, char line[FAULT_LINE_BYTES]);
struct status fault_of_line(const char *line);

#endif
