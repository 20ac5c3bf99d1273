// The memory in which the hooks inside a recorded program leave what its variables went through, and the library that has the hooks,
// placed so that the program finds it in place of the compiler's own (libtsan.so).
//
// It stands in a folder beside what else is left (record/left.h), and goes with that: a name that nobody guesses. A program that was
// linked with the library itself (raceledger cc) finds it there by the library that is preloaded, whoever runs it.
#ifndef RECORD_BOOKS_LEFT_H
#define RECORD_BOOKS_LEFT_H

#include "base/status.h"
#include "record/books.h"
#include "record/dwarf_asked.h"
#include "record/event.h"

#include <stddef.h>
#include <stdint.h>

struct books_left;

// Makes both; preload: the library as left_preload has it; most_bytes: how much may be left. STATUS_FAILED says why not; nothing is
// left behind then.
struct status books_left_open(struct books_left **left, const char *preload, uint64_t most_bytes);

// What LD_LIBRARY_PATH must begin with, so that a program finds it in place of its compiler's own. Valid until books_left_close.
const char *books_left_folder(const struct books_left *left);

// Has these bytes alone watched of a program; addresses as in its file. Of others that the command runs all is. Before it starts; what
// there is no room for is left out.
void books_left_ask(const struct books_left *left, const char *program, const struct dwarf_range *ranges, size_t count);

// Reads all that stands there now; may be called while the program still runs (running), and again. streams: of the same moment, by
// which images are numbered. Free with raw_books_free. STATUS_FAILED when memory is short.
struct status books_left_read(const struct books_left *left, bool running, const struct event_streams *streams,
                              struct raw_books *books);

// NULL is allowed. The program, should it still run, goes on.
void books_left_close(struct books_left *left);

#endif
