// How a function tells that the world refused it: what went wrong, in one line a user can act on.
//
// A status is a small value, returned by copy. Programmer's mistakes are asserted instead. Only commands and gui print.
#ifndef BASE_STATUS_H
#define BASE_STATUS_H

#include <stdbool.h>
#include <stdint.h>

enum status_kind {
    STATUS_OK = 0,
    STATUS_FAILED,      // the system refused: memory, threads, files, …
    STATUS_USAGE,       // the request itself cannot be met: a wrong value, more than can be held
    STATUS_BAD_FILE,    // a file is not what it should be
    STATUS_INTERRUPTED, // stopped by a signal
};

// Where in the sentence a fault stands, or a part of one, so that it can be said in another language (base/fault.h).
struct fault_span {
    uint16_t fault;      // enum fault; 0: words that are the same in every language
    uint8_t from, bytes; // of the message
    uint8_t parts;       // how many of the spans that follow are its parts, each with those of its own behind it
};

enum {
    STATUS_SPANS = 12
};

struct status {
    enum status_kind kind;
    uint8_t span_count; // 0: the message is in English, and in nothing else
    struct fault_span spans[STATUS_SPANS];
    char message[240]; // one line, no full stop, no newline; empty when ok
};

// The status of success.
struct status status_ok(void);

// What people see of a failure in a window is made by its id, in base/fault.h. These two make English alone.
//
// A failure of the given kind (not STATUS_OK), its message formatted as by printf. A message too long is cut at a
// whole UTF-8 character and ends in "…".
struct status status_make(enum status_kind kind, const char *format, ...) __attribute__((format(printf, 2, 3)));

// A failure of the given kind whose message ends in ": " and the system's words for error_number (as in errno).
struct status status_errno(enum status_kind kind, int error_number, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static inline bool status_is_ok(struct status status) { return status.kind == STATUS_OK; }

#endif
