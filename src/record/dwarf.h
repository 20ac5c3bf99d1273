// Names, types and lines of a program, from the debugging information (DWARF) in its files: what a word of its memory is called, which
// line an instruction belongs to, where what is called so lies.
//
// The files are untrusted: they are read in a process apart (os/apart.h), within limits, and what it answers is checked: at worst
// nothing has a name, or a false one. A build without libdw has no answers, and says so.
#ifndef RECORD_DWARF_H
#define RECORD_DWARF_H

#include "base/status.h"
#include "record/dwarf_asked.h"

#include <stdbool.h>

// Whether this build can answer at all.
bool dwarf_is_there(void);

// Asks. From a single-threaded process. STATUS_OK: answered; what is not known is empty. STATUS_FAILED: not, or not all (it took too
// long, memory is short, there is no libdw): answers hold what there is, which may be nothing (memory NULL). Free them.
struct status dwarf_ask(const struct dwarf_questions *questions, struct dwarf_answers *answers);
void dwarf_free(struct dwarf_answers *answers);

#endif
