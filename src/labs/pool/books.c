// The pool's books, each part counted by itself, and its figures.
#include "labs/pool/pool.h"

#include "base/json.h"
#include "base/said.h"

void pool_books(const struct recording *recording, uint64_t until_ns, struct lab_books *books)
{
    const struct pool_shared *shared = program_lab_shared(recording);
    const uint32_t given = pool_plan_of(recording->plan)->given;
    struct pool_tally tally;
    pool_tally(&tally, recording, until_ns);
    uint32_t work = 0, waiting = 0;
    for (uint32_t i = 0; i < given; i++) {
        work += tally.taken[i] && tally.result[i] == POOL_NO_RESULT && !tally.lost[i];
        // At the end what was sent and nobody took must have been found in the pipe.
        waiting += until_ns == UINT64_MAX ? pool_has(shared->in_tasks, i) || (!tally.sent[i] && !tally.taken[i])
                                          : !tally.taken[i];
    }
    const uint8_t left = until_ns >= recording->facts->ended_ns ? BOOKS_BAD : BOOKS_OPEN;
    *books = (struct lab_books){
        .whole = { SAID("tasks"), given, BOOKS_GOOD, NULL },
        .parts = { { SAID("done"), tally.done, BOOKS_GOOD, NULL },
                   { SAID("failed"), tally.failed, BOOKS_BAD, NULL },
                   { SAID("lost"), pool_count(tally.lost, given), BOOKS_BAD, NULL },
                   { SAID("in_work"), work, left, NULL },
                   { SAID("waiting"), waiting, left, NULL } },
        .part_count = 5,
    };
}

// ---- figures --------------------------------------------------------------------------------------------------------

static void write_workers(struct json *json, const struct recording *recording, const struct pool_tally *tally)
{
    json_key(json, "workers");
    json_array_begin(json);
    for (uint32_t t = 1; t < recording->task_count; t++) {
        if (recording->tasks[t].kind != TASK_PROCESS)
            continue;
        json_object_begin(json);
        json_key_string(json, "name", recording->tasks[t].name);
        json_key_uint(json, "did", tally->did[t]);
        json_object_end(json);
    }
    json_array_end(json);
}

static const char *holder_of(const struct recording *recording, const struct program_lock *lock)
{
    const int holder = program_lock_holder(lock);
    return holder >= 0 && holder < (int)recording->task_count ? recording->tasks[holder].name : NULL;
}

void pool_figures(const struct recording *recording, struct json *json)
{
    const struct pool_shared *shared = program_lab_shared(recording);
    const uint32_t given = pool_plan_of(recording->plan)->given;
    struct pool_tally tally;
    pool_tally(&tally, recording, UINT64_MAX);
    uint32_t unread = 0;
    for (uint32_t i = 0; i < given; i++)
        unread += tally.result[i] != POOL_NO_RESULT && !tally.read[i];
    write_workers(json, recording, &tally);
    json_key_uint(json, "at_once", pool_at_once(recording));
    json_key_uint(json, "unread", unread);
    json_key_string(json, "read_lock_held_by", holder_of(recording, &shared->read_lock));
    json_key_string(json, "write_lock_held_by", holder_of(recording, &shared->write_lock));
}
