// A cursor a thread moves through what it did. A semaphore that is got again before it was given back hands something over and is
// no lock, nor is one that is got a single time: each thread of Python's has one for as long as it lives.
#include "record/number_locks.h"

#include <stdlib.h>
#include <string.h>

enum {
    HELD_MOST = 16,
    KEPT = 64, // cursors, by tid
    USES_LEAST = 256,
};

struct held {
    uint64_t lock, since_ns;
};

struct cursor {
    const struct event_stream *stream;
    size_t at;
    struct held held[HELD_MOST];
    size_t count;
    uint32_t set; // of the books', of all that is held; UINT32_MAX: not looked up yet
};

// A semaphore: how often it was got, and how often one was made there.
struct use {
    uint64_t lock; // 0: free
    uint32_t got, made;
};

struct number_locks {
    uint32_t image;
    struct use *uses; // by hash
    size_t use_room, use_count;
    struct cursor *cursors;
    size_t count;
    struct cursor *last[KEPT];
};

static struct use *use_of(const struct number_locks *locks, uint64_t lock)
{
    for (uint64_t at = (lock >> 4) * UINT64_C(0x9e3779b97f4a7c15) >> 20;; at++) {
        struct use *use = &locks->uses[at & (locks->use_room - 1)];
        if (use->lock == lock || use->lock == 0)
            return use;
    }
}

static bool widen(struct number_locks *locks)
{
    const struct number_locks before = *locks;
    locks->use_room = before.use_room ? before.use_room * 2 : USES_LEAST;
    locks->uses = calloc(locks->use_room, sizeof *locks->uses);
    if (!locks->uses) {
        locks->uses = before.uses;
        locks->use_room = before.use_room;
        return false;
    }
    for (size_t i = 0; i < before.use_room; i++)
        if (before.uses[i].lock)
            *use_of(locks, before.uses[i].lock) = before.uses[i];
    free(before.uses);
    return true;
}

static bool count_use(struct number_locks *locks, const struct event *event)
{
    if ((event->kind != EVENT_SEM_GOT && event->kind != EVENT_SEM_MADE) || event->object == 0)
        return true;
    if (locks->use_count * 2 >= locks->use_room && !widen(locks))
        return false;
    struct use *use = use_of(locks, event->object);
    locks->use_count += use->lock == 0;
    use->lock = event->object;
    use->got += event->kind == EVENT_SEM_GOT;
    use->made += event->kind == EVENT_SEM_MADE;
    return true;
}

static bool follow(struct number_locks *locks, const struct event_stream *stream)
{
    locks->cursors[locks->count++] = (struct cursor){ .stream = stream, .set = UINT32_MAX };
    for (size_t i = 0; i < stream->count; i++)
        if (!count_use(locks, &stream->events[i]))
            return false;
    return true;
}

struct number_locks *number_locks_new(const struct event_streams *streams, uint32_t image, bool *known)
{
    *known = streams->lost == 0;
    for (size_t i = 0; i < streams->count; i++)
        *known = *known && (streams->streams[i].image != image || streams->streams[i].dropped == 0);
    struct number_locks *locks = *known ? calloc(1, sizeof *locks) : NULL;
    if (!locks)
        return NULL;
    locks->image = image;
    locks->cursors = calloc(streams->count + 1, sizeof *locks->cursors);
    bool done = locks->cursors && widen(locks);
    for (size_t i = 0; i < streams->count && done; i++)
        done = streams->streams[i].image != image || follow(locks, &streams->streams[i]);
    if (done)
        return locks;
    number_locks_free(locks);
    return NULL;
}

void number_locks_free(struct number_locks *locks)
{
    if (locks) {
        free(locks->cursors);
        free(locks->uses);
    }
    free(locks);
}

// One that is got more than once in its life.
static bool is_lock(const struct number_locks *locks, uint64_t lock)
{
    const struct use *use = use_of(locks, lock);
    return use->got > 1 && use->got > use->made;
}

static struct cursor *cursor_of(struct number_locks *locks, int32_t tid)
{
    struct cursor **last = &locks->last[(uint32_t)tid % KEPT];
    if (*last && (*last)->stream->tid == tid)
        return *last;
    for (size_t i = 0; i < locks->count; i++)
        if (locks->cursors[i].stream->tid == tid)
            return *last = &locks->cursors[i];
    return NULL;
}

static void drop(struct cursor *cursor, uint64_t lock)
{
    size_t kept = 0;
    for (size_t i = 0; i < cursor->count; i++)
        if (cursor->held[i].lock != lock)
            cursor->held[kept++] = cursor->held[i];
    cursor->count = kept;
}

static void pass(const struct number_locks *locks, struct cursor *cursor, const struct event *event)
{
    const size_t before = cursor->count;
    if (event->kind != EVENT_SEM_GOT && event->kind != EVENT_SEM_POSTED)
        return;
    cursor->set = UINT32_MAX;
    drop(cursor, event->object);
    if (event->kind == EVENT_SEM_GOT && cursor->count == before && cursor->count < HELD_MOST &&
        is_lock(locks, event->object))
        cursor->held[cursor->count++] = (struct held){ event->object, event->ns };
}

static bool is_same(const struct raw_lock_set *a, const struct raw_lock_set *b)
{
    return a->image == b->image && memcmp(a->lock, b->lock, sizeof a->lock) == 0 &&
           memcmp(a->mode, b->mode, sizeof a->mode) == 0;
}

static uint32_t set_of(struct raw_books *books, const struct raw_lock_set *set)
{
    for (size_t i = books->lock_set_count; i-- > 0;)
        if (is_same(&books->lock_sets[i], set))
            return (uint32_t)i;
    if (books->lock_set_count >= LOCK_SETS_MAX)
        return 0;
    struct raw_lock_set *grown = realloc(books->lock_sets, (books->lock_set_count + 1) * sizeof *grown);
    if (!grown)
        return UINT32_MAX;
    books->lock_sets = grown;
    books->lock_sets[books->lock_set_count] = *set;
    return (uint32_t)books->lock_set_count++;
}

uint32_t number_locks_at(struct number_locks *locks, struct raw_books *books, int32_t tid, uint64_t ns,
                         uint64_t since_ns)
{
    struct cursor *cursor = cursor_of(locks, tid);
    struct raw_lock_set set;
    if (!cursor)
        return 0;
    for (; cursor->at < cursor->stream->count && cursor->stream->events[cursor->at].ns <= ns; cursor->at++)
        pass(locks, cursor, &cursor->stream->events[cursor->at]);
    if (since_ns >= ns && cursor->set != UINT32_MAX)
        return cursor->set;
    memset(&set, 0, sizeof set);
    int count = 0;
    for (size_t i = 0; i < cursor->count && count < LOCK_SET_LOCKS; i++)
        if (cursor->held[i].since_ns <= since_ns) {
            set.lock[count] = cursor->held[i].lock;
            set.mode[count++] = LOCK_WHOLE;
        }
    set.image = count > 0 ? locks->image : 0;
    const uint32_t found = count > 0 ? set_of(books, &set) : 0;
    if (since_ns >= ns)
        cursor->set = found;
    return found;
}
