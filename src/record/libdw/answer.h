// The side of record/dwarf.h that reads files: runs in the process apart. record/dwarf_without.c stands in its place where there is no
// libdw.
#ifndef RECORD_LIBDW_ANSWER_H
#define RECORD_LIBDW_ANSWER_H

#include "record/dwarf_asked.h"

// Whether there is one in this build.
bool dwarf_can_answer(void);

// Fills answers, which are zeroed but for their pointers, and for sources that are DWARF_NO_SOURCE.
void dwarf_answer(const struct dwarf_questions *questions, struct dwarf_answers *answers);

#endif
