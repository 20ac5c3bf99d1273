// Records of the plain kinds, and what must be told before one: mutexes that were taken and not told yet (mutex.c), and a wait
// that was left without coming back from it.
#include "inside/inside.h"

#include <errno.h>
#include <signal.h>
#include <string.h>

heard_function *inside_hears;

INTERPOSED void raceledger_listen(heard_function *hears) { inside_hears = hears; }

enum {
    SHORT_VALUE_MAX = 0xffff,
    HANDLER_BYTES = 1024,
};

// ---- waits ----------------------------------------------------------------------------------------------------------

struct wait wait_begin_at(const char *frame, unsigned end_kind, const void *object)
{
    hear(HEARD_ENTERS, NULL, 0);
    const struct wait outer = own.wait;
    own.wait.frame = NULL; // whole before a handler looks at it
    __atomic_signal_fence(__ATOMIC_SEQ_CST);
    own.wait.kind = end_kind;
    own.wait.object = object;
    __atomic_signal_fence(__ATOMIC_SEQ_CST);
    own.wait.frame = end_kind ? frame : NULL;
    return outer;
}

void wait_end(struct wait outer)
{
    own.wait.frame = NULL;
    __atomic_signal_fence(__ATOMIC_SEQ_CST);
    own.wait.kind = outer.kind;
    own.wait.object = outer.object;
    __atomic_signal_fence(__ATOMIC_SEQ_CST);
    own.wait.frame = outer.frame;
}

// A handler stands deeper in the stack than the wait it came into, by more than what the kernel puts there for it; or on a stack
// of its own.
static bool in_handler(const char *here)
{
    stack_t stack;
    return here + HANDLER_BYTES < own.wait.frame || inside_is_shut() ||
           (sigaltstack(NULL, &stack) == 0 && (stack.ss_flags & SS_ONSTACK));
}

static void put_bare(unsigned kind, const void *object, unsigned value)
{
    uint64_t *record = record_begin_bare(LEFT_SHORT_WORDS, 1);
    if (!record)
        return;
    record[1] = left_second((uintptr_t)object, value);
    record_end(record, left_first(kind, 0, inside_now()));
}

static __attribute__((noinline)) void tell_left_wait(void)
{
    const struct wait left = own.wait;
    if (in_handler(__builtin_frame_address(0)))
        return;
    own.wait.frame = NULL;
    put_bare(left.kind, left.object, ECANCELED);
}

// ---- records --------------------------------------------------------------------------------------------------------

uint64_t *record_begin(unsigned words, unsigned events)
{
    hear(HEARD_ENTERS, NULL, 0);
    if (unlikely(own.wait.frame != NULL) && is_known())
        tell_left_wait();
    if (unlikely(own.pass || own.holds_told < own.holds) && is_known())
        holds_tell();
    return record_begin_bare(words, events);
}

void put_long(unsigned kind, uint64_t object, uint64_t second, uint32_t value, uint32_t other)
{
    uint64_t *record = record_begin(LEFT_LONG_WORDS, 1);
    if (!record)
        return;
    record[1] = left_second(object, 0);
    record[2] = second;
    record[3] = value | (uint64_t)other << 32;
    record_end(record, left_first(kind | LEFT_LONG, 0, inside_now()));
}

void put(unsigned kind, const void *object, uint32_t value)
{
    if (unlikely(value > SHORT_VALUE_MAX)) {
        put_long(kind, (uintptr_t)object, 0, value, 0);
        return;
    }
    uint64_t *record = record_begin(LEFT_SHORT_WORDS, 1);
    if (!record)
        return;
    record[1] = left_second((uintptr_t)object, value);
    record_end(record, left_first(kind, 0, inside_now()));
}

void text_end(uint64_t *record, unsigned kind, uint64_t second, uint32_t value, size_t bytes, size_t left_out)
{
    record[1] = left_second(0, (unsigned)bytes);
    record[2] = second;
    record[3] = value | (uint64_t)(left_out < UINT32_MAX ? left_out : UINT32_MAX) << 32;
    record_end(record, left_first(kind | LEFT_LONG, 0, inside_now()));
}

void put_text(unsigned kind, uint64_t second, uint32_t value, const struct piece *pieces, int count)
{
    size_t all = 0, kept = 0;
    for (int i = 0; i < count; i++)
        all += pieces[i].bytes;
    const unsigned most = all < LEFT_TEXT_BYTES_MAX ? (unsigned)all : LEFT_TEXT_BYTES_MAX;
    uint64_t *record = record_begin(LEFT_LONG_WORDS + left_text_words(most), 1);
    if (!record)
        return;
    char *text = (char *)(record + LEFT_LONG_WORDS);
    for (int i = 0; i < count && kept < most; i++) {
        const size_t bytes = pieces[i].bytes < most - kept ? pieces[i].bytes : most - kept;
        memcpy(text + kept, pieces[i].data, bytes);
        kept += bytes;
    }
    text_end(record, kind, second, value, most, all - most);
}
