// See built_streams.h.
#include "built_streams.h"

#include "recording_simulation.h"

#include <stdlib.h>

static uint32_t *streamed(const struct built *built, uint32_t worker, uint32_t *words)
{
    const uint32_t updates = (uint32_t)balance_updates(&built->recording, worker);
    const uint32_t *journal = balance_journal(&built->recording, worker);
    struct stream_writer writer = { .words = must_calloc(updates + STREAM_EXTRA, sizeof *writer.words) };
    for (uint32_t i = 0; i < updates; i++)
        stream_write(&writer, worker, i, journal[i]);
    *words = (uint32_t)stream_pack(writer.words, writer.count, worker, updates);
    return writer.words;
}

static struct balance_stamp *stamped(const struct built *built, uint32_t worker, uint32_t *count)
{
    const uint64_t *times = balance_times(&built->recording, worker);
    *count = (uint32_t)balance_time_count(&built->recording, worker);
    struct balance_stamp *stamps = must_calloc(*count + 1, sizeof *stamps);
    for (uint32_t i = 0; i < *count; i++)
        stamps[i] = (struct balance_stamp){ .ticks = times[i], .made = i * built->books.run.sample_every };
    return stamps;
}

void built_to_streams(struct built *built)
{
    const bool sampled = built->experiment.timing == TIMING_SAMPLED;
    for (uint32_t w = 0; w < built->experiment.count; w++) {
        struct balance_worker *worker = &built->books.workers[w];
        uint32_t *words = streamed(built, w, &worker->words);
        const void *was = balance_own_times(&built->recording, w);
        const void *times = sampled ? stamped(built, w, &worker->stamps) : was;
        free((void *)(uintptr_t)balance_journal(&built->recording, w));
        if (times != was)
            free((void *)(uintptr_t)was);
        balance_books_set(&built->books, &built->recording, w, words, times);
    }
    built->books.run.form = BALANCE_STREAMS | (sampled ? BALANCE_STAMPS : 0);
}
