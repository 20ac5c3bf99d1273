// A build without libdw.
#include "record/libdw/answer.h"

bool dwarf_can_answer(void) { return false; }

void dwarf_answer(const struct dwarf_questions *questions, struct dwarf_answers *answers)
{
    (void)questions;
    (void)answers;
}
