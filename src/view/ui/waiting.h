// What a task waits for, in words: "q empty", "join P1", "sleep".
#ifndef VIEW_UI_WAITING_H
#define VIEW_UI_WAITING_H

#include "view/ui/ui.h"

// Of a wait of the task's that lasts at the moment: for that resource, and whom (of a task: whose end) + 1, 0: nobody or not
// known. Short, to stand in its row; and to stand in a sentence: "until P1 ends".
const char *words_waiting(struct frame *frame, uint32_t task, uint64_t ns, uint32_t resource, uint32_t whom);
const char *words_waiting_long(struct frame *frame, uint32_t task, uint64_t ns, uint32_t resource, uint32_t whom);

#endif
