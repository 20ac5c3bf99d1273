// The functions by which programs move memory in one go. The compilers call no hook for them (clang makes struct copies such calls,
// too), so they are told here, and done: what is copied is loaded piece by piece into a buffer of our own, with the turns of its
// words, these are given back, and it is stored with the turns of where it goes. Turns of both at once would wait for each other
// crosswise.
//
// Where nothing is watched, or a thread is in the hooks already, the real function does it all.
#include "inside/hooks/enter.h"
#include "inside/hooks/hooks.h"
#include "inside/hooks/range.h"
#include "inside/hooks/task.h"
#include "inside/hooks/turn.h"

#include <dlfcn.h>
#include <string.h>

enum {
    PIECE_BYTES = 256,
};

typedef void *copies(void *to, const void *from, size_t bytes);
typedef void *sets(void *to, int value, size_t bytes);

// By hand, as long as the real ones are not there: who looks for them calls us.
static void *copy_by_hand(void *to, const void *from, size_t bytes)
{
    char *target = to;
    const char *source = from;
    if ((uintptr_t)target - (uintptr_t)source >= bytes)
        for (size_t i = 0; i < bytes; i++)
            ((volatile char *)target)[i] = source[i];
    else
        for (size_t i = bytes; i-- > 0;)
            ((volatile char *)target)[i] = source[i];
    return to;
}

static void *set_by_hand(void *to, int value, size_t bytes)
{
    for (size_t i = 0; i < bytes; i++)
        ((volatile char *)to)[i] = (char)value;
    return to;
}

static struct {
    _Atomic int begun;
    copies *_Atomic move;
    sets *_Atomic set;
} real = { 0, copy_by_hand, set_by_hand };

static void resolve(void)
{
    if (atomic_exchange(&real.begun, 1) != 0)
        return;
    copies *move = (copies *)dlsym(RTLD_NEXT, "memmove");
    sets *set = (sets *)dlsym(RTLD_NEXT, "memset");
    if (move)
        atomic_store(&real.move, move);
    if (set)
        atomic_store(&real.set, set);
}

static inline void *really_move(void *to, const void *from, size_t bytes)
{
    if (unlikely(!atomic_load_explicit(&real.begun, memory_order_relaxed)))
        resolve();
    return atomic_load_explicit(&real.move, memory_order_relaxed)(to, from, bytes);
}

static inline void *really_set(void *to, int value, size_t bytes)
{
    if (unlikely(!atomic_load_explicit(&real.begun, memory_order_relaxed)))
        resolve();
    return atomic_load_explicit(&real.set, memory_order_relaxed)(to, value, bytes);
}

static bool is_told(void)
{
    const struct task *task = hooks_me;
    return hooks_are_on() && task_is_known(task) && !task->in_hook;
}

static void load(const char *from, size_t bytes, char *buffer, uintptr_t place)
{
    struct task *task = hook_enter();
    if (!task)
        return;
    range_take(task, (uintptr_t)from, bytes, false, place);
    really_move(buffer, from, bytes);
    turns_settle(task);
    hook_leave(task, place);
}

static void store(char *to, size_t bytes, const char *buffer, uintptr_t place)
{
    struct task *task = hook_enter();
    if (!task)
        return;
    range_take(task, (uintptr_t)to, bytes, true, place);
    really_move(to, buffer, bytes);
    turns_settle(task);
    hook_leave(task, place);
}

// Where they overlap in the order in which nothing is stored over before it was loaded.
static void copy(char *to, const char *from, size_t bytes, uintptr_t place)
{
    char buffer[PIECE_BYTES];
    const bool backwards = (uintptr_t)to - (uintptr_t)from < bytes;
    for (size_t done = 0; done < bytes;) {
        const size_t piece = bytes - done < PIECE_BYTES ? bytes - done : PIECE_BYTES;
        const size_t at = backwards ? bytes - done - piece : done;
        load(from + at, piece, buffer, place);
        store(to + at, piece, buffer, place);
        done += piece;
    }
}

static inline void move_told(void *to, const void *from, size_t bytes, uintptr_t place)
{
    if (is_told())
        copy(to, from, bytes, place);
    else
        really_move(to, from, bytes);
}

static void set_told(void *to, int value, size_t bytes, uintptr_t place)
{
    if (!is_told()) {
        really_set(to, value, bytes);
        return;
    }
    char buffer[PIECE_BYTES];
    really_set(buffer, value, bytes < PIECE_BYTES ? bytes : PIECE_BYTES);
    for (size_t done = 0; done < bytes;) {
        const size_t piece = bytes - done < PIECE_BYTES ? bytes - done : PIECE_BYTES;
        store((char *)to + done, piece, buffer, place);
        done += piece;
    }
}

// How long a text is, with the sign that ends it, as it is being loaded.
static size_t text_bytes(const char *text, size_t most)
{
    size_t bytes = 0;
    while (bytes < most && text[bytes] != '\0')
        bytes++;
    return bytes < most ? bytes + 1 : bytes;
}

#define PLACE ((uintptr_t)__builtin_return_address(0))

HOOK void *memcpy(void *restrict to, const void *restrict from, size_t bytes)
{
    move_told(to, from, bytes, PLACE);
    return to;
}

HOOK void *memmove(void *to, const void *from, size_t bytes)
{
    move_told(to, from, bytes, PLACE);
    return to;
}

HOOK void *mempcpy(void *restrict to, const void *restrict from, size_t bytes)
{
    move_told(to, from, bytes, PLACE);
    return (char *)to + bytes;
}

HOOK void *memset(void *to, int value, size_t bytes)
{
    set_told(to, value, bytes, PLACE);
    return to;
}

HOOK void bzero(void *to, size_t bytes) { set_told(to, 0, bytes, PLACE); }

HOOK void bcopy(const void *from, void *to, size_t bytes) { move_told(to, from, bytes, PLACE); }

HOOK char *strcpy(char *restrict to, const char *restrict from)
{
    move_told(to, from, text_bytes(from, SIZE_MAX), PLACE);
    return to;
}

HOOK char *stpcpy(char *restrict to, const char *restrict from)
{
    const size_t bytes = text_bytes(from, SIZE_MAX);
    move_told(to, from, bytes, PLACE);
    return to + bytes - 1;
}

HOOK char *strncpy(char *restrict to, const char *restrict from, size_t most)
{
    const size_t bytes = text_bytes(from, most);
    move_told(to, from, bytes, PLACE);
    set_told(to + bytes, 0, most - bytes, PLACE);
    return to;
}

HOOK char *strcat(char *restrict to, const char *restrict from)
{
    move_told(to + text_bytes(to, SIZE_MAX) - 1, from, text_bytes(from, SIZE_MAX), PLACE);
    return to;
}

HOOK char *strncat(char *restrict to, const char *restrict from, size_t most)
{
    char *end = to + text_bytes(to, SIZE_MAX) - 1;
    size_t bytes = 0;
    while (bytes < most && from[bytes] != '\0')
        bytes++;
    move_told(end, from, bytes, PLACE);
    set_told(end + bytes, 0, 1, PLACE);
    return to;
}
