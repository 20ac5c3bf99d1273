// Memory that is given back, or comes anew.
#include "inside/hooks/cell.h"
#include "inside/hooks/enter.h"
#include "inside/hooks/hooks.h"
#include "inside/hooks/shadow.h"
#include "inside/hooks/turn.h"
#include "inside/hooks/word.h"

static void forget_word(struct task *task, uintptr_t word, bool may_look)
{
    struct shadow *shadow = shadow_of(word);
    uint32_t seen = shadow_load(shadow);
    while (seen != 0) {
        if (shadow_is_watched(seen) && !cell_is_shared(cell_at(shadow_cell(seen)))) {
            struct cell *cell = word_take(task, word, 0, WORD_ATOMIC, 0);
            if (cell)
                word_close(cell, may_look);
            return;
        }
        if (shadow_change(shadow, &seen, 0))
            return;
    }
}

static void forget(uintptr_t address, size_t bytes, bool may_look)
{
    struct task *task = bytes > 0 ? hook_enter() : NULL;
    if (!task)
        return;
    turns_settle(task);
    for (uintptr_t word = word_of(address); word < address + bytes; word += WORD_BYTES)
        forget_word(task, word, may_look);
    task->at = 0;
    hook_leave(task, task->place);
}

void hooks_forget(uintptr_t address, size_t bytes) { forget(address, bytes, true); }

void hooks_fresh(uintptr_t address, size_t bytes) { forget(address, bytes, false); }
