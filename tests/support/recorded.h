// Runs a program with the library inside it, as the supervisor does, and gives what its threads told.
//
// struct recorded *run = recorded_run((struct recorded_how){ 0 }, "inside_mutexes", "passes"); … recorded_free(run);
#ifndef SUPPORT_RECORDED_H
#define SUPPORT_RECORDED_H

#include "record/books_left.h"
#include "record/event.h"
#include "record/left.h"
#include "record/number_left.h"

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

enum {
    RECORDED_PATH_BYTES = 4096,
};

struct recorded_how {
    uint64_t most_bytes; // 0: 64 MB
    bool keep_newest;
    bool plain;        // without the library: what it would have done
    bool no_memory;    // the library finds none
    bool hooks;        // what its variables went through, too
    const char *watch; // a variable of a Python program that is watched; NULL: none
    unsigned kill_us;  // SIGKILL to it that long after it began; 0: none
};

struct recorded {
    struct left *left; // still there
    struct event_streams streams;
    struct books_left *books_left;
    struct number_left *numbers;
    struct raw_books books; // where hooks were asked for
    pid_t pid;
    int status;      // as of waitpid
    char *out, *err; // what it wrote to its standard output and error
    size_t out_bytes;
    uint64_t began_ns, ended_ns;
    uint64_t cpu_us; // that it and the children it waited for took
};

// recorded_run(how, program, arguments…): the program is one of tests/programs, or a path with a slash. Ends the test program
// where it cannot be run.
#define recorded_run(...) recorded_run_words(__VA_ARGS__, (char *)NULL)
struct recorded *recorded_run_words(struct recorded_how how, const char *program, ...) __attribute__((sentinel));
void recorded_free(struct recorded *run);

// Where the program stands: as it is with a slash in it, otherwise among tests/programs.
void recorded_path(char path[RECORDED_PATH_BYTES], const char *program);
bool recorded_has(char path[RECORDED_PATH_BYTES], const char *program); // false: it stands nowhere

// How many events of the kind there are in all streams, or in one.
size_t recorded_count(const struct recorded *run, enum event_kind kind);
size_t stream_count(const struct event_stream *stream, enum event_kind kind);

// The stream of a thread of that process; NULL: it told nothing.
const struct event_stream *recorded_stream(const struct recorded *run, int pid, int tid);

// The first event of the kind from the one at an index on; NULL: there is none.
const struct event *stream_find(const struct event_stream *stream, size_t from, enum event_kind kind);

// What must hold of any: stamps rise in every stream and lie within the run, kinds are known. And, in the second, nothing was lost.
void recorded_check_order(const struct recorded *run);
void recorded_check(const struct recorded *run);

// A line of standard output that begins with the word: the number behind it. Ends the test where there is none.
long long recorded_said(const struct recorded *run, const char *word);

#endif
