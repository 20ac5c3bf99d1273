// Chunks are found from the head on, put in the order of their threads and read record by record into one stream a thread.
// A chunk that its thread was throwing away is passed over; the thread has counted what was in it.
#include "record/left_read.h"

#include "base/fault.h"
#include "inside/layout.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#define SAME(name) _Static_assert((int)LEFT_##name == (int)EVENT_##name, #name)
SAME(IMAGE);
SAME(INTERPRETER);
SAME(MUTEX_WAITS);
SAME(MUTEX_AGAIN);
SAME(COND_WAITS);
SAME(COND_BROADCAST);
SAME(SEM_MADE);
SAME(SEM_POSTED);
SAME(RW_WAITS);
SAME(RW_RELEASED);
SAME(BARRIER_WAITS);
SAME(FUTEX_WAKES);
SAME(FORKS);
SAME(EXITS);
SAME(READS);
SAME(FLUSHED);
SAME(SLEEPS);
SAME(SLEPT);
SAME(FILE_PIPE);
SAME(FILE_TERMINAL);

struct found {
    uint64_t at, bytes;
    uint32_t thread, image, sequence;
    int32_t pid, tid;
};

// A copy of one chunk.
union chunk {
    struct left_chunk head;
    uint64_t words[LEFT_CHUNK_BLOCKS_MAX * LEFT_BLOCK_BYTES / sizeof(uint64_t)];
};

struct reading {
    left_look *look;
    const void *context;
    union chunk *chunk;
    uint64_t start_ns;
    struct found *found;
    size_t found_count, found_room;
    struct event_streams *streams;
    size_t stream_room, text_room;
    // Of the stream being read.
    struct event_stream *stream;
    size_t event_room;
};

// Room for one more of count; false: memory is short.
static bool grow(void **items, size_t count, size_t more, size_t *room, size_t item_bytes)
{
    if (*items && *room - count >= more)
        return true;
    const size_t wanted = (count + more) * 2 > 16 ? (count + more) * 2 : 16;
    void *grown = realloc(*items, wanted * item_bytes);
    if (!grown)
        return false;
    *items = grown;
    *room = wanted;
    return true;
}

// ---- chunks ---------------------------------------------------------------------------------------------------------

static bool add_found(struct reading *reading, const struct left_chunk *chunk, uint64_t at, uint32_t blocks)
{
    if (!grow((void **)&reading->found, reading->found_count, 1, &reading->found_room, sizeof *reading->found))
        return false;
    reading->found[reading->found_count++] = (struct found){
        .at = at,
        .bytes = (uint64_t)blocks * LEFT_BLOCK_BYTES,
        .thread = chunk->thread,
        .image = chunk->image,
        .sequence = atomic_load_explicit(&chunk->sequence, memory_order_relaxed),
        .pid = chunk->pid,
        .tid = chunk->tid,
    };
    return true;
}

static int by_thread(const void *a, const void *b)
{
    const struct found *left = a, *right = b;
    if (left->thread != right->thread)
        return left->thread < right->thread ? -1 : 1;
    if (left->sequence != right->sequence)
        return left->sequence < right->sequence ? -1 : 1;
    return (left->at > right->at) - (left->at < right->at);
}

// A chunk whose head was never written, since its thread was killed, is all zeros: it is passed over block by block.
static bool find_chunks(struct reading *reading, const struct left_head *head, uint64_t bytes)
{
    const uint64_t blocks = (bytes - LEFT_HEAD_BYTES) / LEFT_BLOCK_BYTES;
    const uint32_t next = atomic_load(&head->next), end = next < blocks ? next : (uint32_t)blocks;
    for (uint32_t block = 0; block < end;) {
        const uint64_t at = LEFT_HEAD_BYTES + (uint64_t)block * LEFT_BLOCK_BYTES;
        struct left_chunk chunk = { 0 };
        reading->look(reading->context, at, &chunk, sizeof chunk);
        const uint32_t count = left_chunk_blocks(&chunk, end - block);
        if (count > 0 && !add_found(reading, &chunk, at, count))
            return false;
        block += count > 0 ? count : 1;
    }
    if (reading->found_count > 0)
        qsort(reading->found, reading->found_count, sizeof *reading->found, by_thread);
    return true;
}

// ---- records --------------------------------------------------------------------------------------------------------

static bool add_event(struct reading *reading, struct event event)
{
    struct event_stream *stream = reading->stream;
    if (!grow((void **)&stream->events, stream->count, 1, &reading->event_room, sizeof event))
        return false;
    stream->events[stream->count++] = event;
    return true;
}

static bool add_turn(struct reading *reading, uint64_t first, uint64_t second, uint64_t third)
{
    const bool waited = left_kind(first) == LEFT_TURN_WAITED;
    const uint32_t low = (uint32_t)third, high = (uint32_t)(third >> 32);
    struct event event = { .ns = reading->start_ns + left_ns(first), .object = left_object(second) };
    if (waited) {
        event.kind = EVENT_MUTEX_WAITS;
        event.other = left_tid(first, second);
        if (!add_event(reading, event) || low == 0)
            return low == 0;
        event.other = 0;
        event.ns += low;
    }
    event.kind = EVENT_MUTEX_GOT;
    event.value = waited;
    if (!add_event(reading, event))
        return false;
    const uint32_t held = waited ? high : low;
    event.ns += held;
    event.kind = EVENT_MUTEX_RELEASED;
    event.value = 0;
    if (held > 0 && !add_event(reading, event))
        return false;
    event.kind = EVENT_MUTEX_AGAIN;
    event.value = high;
    event.other = (uint32_t)reading->stream->tid;
    return waited || high == 0 || add_event(reading, event);
}

// Text where the record says it stands; false: memory is short.
static bool add_text(struct reading *reading, struct event *event, const uint64_t *words, unsigned bytes)
{
    struct event_streams *streams = reading->streams;
    if (bytes == 0 || streams->text_bytes + bytes > UINT32_MAX)
        return true;
    if (!grow((void **)&streams->text, streams->text_bytes, bytes, &reading->text_room, 1))
        return false;
    memcpy(streams->text + streams->text_bytes, words, bytes);
    event->text = (uint32_t)streams->text_bytes;
    event->text_bytes = (uint16_t)bytes;
    streams->text_bytes += bytes;
    return true;
}

static bool is_known(unsigned kind)
{
    static const struct {
        uint8_t first, last;
    } ranges[] = {
        { EVENT_IMAGE, EVENT_INTERPRETER },
        { EVENT_MUTEX_WAITS, EVENT_MUTEX_AGAIN },
        { EVENT_COND_WAITS, EVENT_COND_BROADCAST },
        { EVENT_SEM_MADE, EVENT_SEM_POSTED },
        { EVENT_RW_WAITS, EVENT_RW_RELEASED },
        { EVENT_BARRIER_WAITS, EVENT_FUTEX_WAKES },
        { EVENT_FORKS, EVENT_EXITS },
        { EVENT_READS, EVENT_FLUSHED },
        { EVENT_SLEEPS, EVENT_SLEPT },
    };
    for (size_t i = 0; i < sizeof ranges / sizeof *ranges; i++)
        if (kind >= ranges[i].first && kind <= ranges[i].last)
            return true;
    return false;
}

static bool add_record(struct reading *reading, const uint64_t *words, uint64_t first, uint64_t second)
{
    if (left_is_turn(first))
        return add_turn(reading, first, second, words[2]);
    if (!is_known(left_kind(first)))
        return true;
    struct event event = {
        .ns = reading->start_ns + left_ns(first),
        .object = left_object(second),
        .value = left_low(second),
        .kind = (uint8_t)left_kind(first),
    };
    if (left_is_long(first)) {
        const uint64_t fourth = words[3];
        event.second = words[2];
        event.value = (uint32_t)fourth;
        event.other = (uint32_t)(fourth >> 32);
        if (!add_text(reading, &event, words + LEFT_LONG_WORDS, left_low(second)))
            return false;
    }
    return add_event(reading, event);
}

// Whether the chunk is no longer what was found: its thread has begun it anew, and what was copied may be of both.
static bool is_renewed(const struct reading *reading, const struct found *found)
{
    struct left_chunk now = { 0 };
    reading->look(reading->context, found->at, &now, sizeof now);
    return atomic_load_explicit(&reading->chunk->head.sequence, memory_order_relaxed) != found->sequence ||
           atomic_load_explicit(&now.sequence, memory_order_relaxed) != found->sequence;
}

static bool read_chunk(struct reading *reading, const struct found *found)
{
    const uint64_t *words = reading->chunk->words;
    const uint64_t end = found->bytes / sizeof *words;
    memset(reading->chunk, 0, found->bytes);
    reading->look(reading->context, found->at, reading->chunk, found->bytes);
    reading->stream->dropped += atomic_load_explicit(&reading->chunk->head.dropped, memory_order_relaxed);
    if (found->sequence == 0 || is_renewed(reading, found))
        return true;
    for (uint64_t at = sizeof(struct left_chunk) / sizeof *words; at + LEFT_SHORT_WORDS <= end;) {
        const uint64_t first = words[at], second = words[at + 1];
        const unsigned taken = left_words(first, second);
        if (taken > end - at)
            break;
        if (first != 0 && left_kind(first) != LEFT_PENDING && !add_record(reading, words + at, first, second))
            return false;
        at += taken;
    }
    return true;
}

// ---- order ----------------------------------------------------------------------------------------------------------

// Merges two sorted runs of from into to; of equals those of the first come first.
static void merge(struct event *to, const struct event *from, size_t middle, size_t count)
{
    size_t left = 0, right = middle;
    for (size_t i = 0; i < count; i++)
        to[i] = right == count || (left < middle && from[left].ns <= from[right].ns) ? from[left++] : from[right++];
}

// Sorts what stands in the first, equals in their order; the result is in the one that is returned.
static struct event *sort(struct event *from, struct event *to, size_t count)
{
    for (size_t run = 1; run < count; run *= 2) {
        for (size_t at = 0; at < count; at += 2 * run) {
            const size_t rest = count - at;
            merge(to + at, from + at, run < rest ? run : rest, 2 * run < rest ? 2 * run : rest);
        }
        struct event *swap = from;
        from = to;
        to = swap;
    }
    return from;
}

static size_t count_early(const struct event_stream *stream)
{
    uint64_t least_ns = UINT64_MAX; // of all behind
    size_t early = 0;
    for (size_t i = stream->count; i-- > 0;)
        if (stream->events[i].ns > least_ns)
            early++;
        else
            least_ns = stream->events[i].ns;
    return early;
}

// Moves to the others those that stand before something that was earlier; what is kept moves up to the end, and is in order.
static void take_out(struct event_stream *stream, struct event *others, size_t early)
{
    uint64_t least_ns = UINT64_MAX;
    for (size_t i = stream->count, kept = stream->count; i-- > 0;)
        if (stream->events[i].ns > least_ns)
            others[--early] = stream->events[i];
        else
            least_ns = (stream->events[--kept] = stream->events[i]).ns;
}

// A handler's records stand behind the one that it came into, and a turn's end stands where it began: few stand too early, and only
// they are held twice. Of equals they come first: what is kept and as late stood behind them.
static bool put_in_order(struct event_stream *stream)
{
    const size_t early = count_early(stream);
    if (early == 0)
        return true;
    struct event *others = calloc(early, 2 * sizeof *others), *events = stream->events;
    if (!others)
        return false;
    take_out(stream, others, early);
    const struct event *sorted = sort(others, others + early, early);
    for (size_t to = 0, kept = early, taken = 0; taken < early; to++)
        events[to] = kept < stream->count && events[kept].ns < sorted[taken].ns ? events[kept++] : sorted[taken++];
    free(others);
    return true;
}

// ---- streams --------------------------------------------------------------------------------------------------------

static struct event_stream *add_stream(struct reading *reading, const struct found *found)
{
    struct event_streams *streams = reading->streams;
    if (!grow((void **)&streams->streams, streams->count, 1, &reading->stream_room, sizeof *streams->streams))
        return NULL;
    struct event_stream *stream = &streams->streams[streams->count++];
    *stream = (struct event_stream){ .pid = found->pid, .tid = found->tid, .image = found->image };
    reading->event_room = 0;
    return stream;
}

static void shrink(struct event_stream *stream)
{
    struct event *fitting = stream->count > 0 ? realloc(stream->events, stream->count * sizeof *fitting) : NULL;
    if (fitting)
        stream->events = fitting;
}

static bool read_streams(struct reading *reading)
{
    for (size_t i = 0; i < reading->found_count; i++) {
        const struct found *found = &reading->found[i];
        if ((i == 0 || found[-1].thread != found->thread) && !(reading->stream = add_stream(reading, found)))
            return false;
        if (!read_chunk(reading, found))
            return false;
        if (i + 1 < reading->found_count && found[1].thread == found->thread)
            continue;
        if (!put_in_order(reading->stream))
            return false;
        shrink(reading->stream);
    }
    return true;
}

static uint64_t first_ns(const struct event_stream *stream)
{
    return stream->count ? stream->events[0].ns : UINT64_MAX;
}

static int by_image(const void *a, const void *b)
{
    const struct event_stream *left = a, *right = b;
    if (left->image != right->image)
        return left->image < right->image ? -1 : 1;
    if (first_ns(left) != first_ns(right))
        return first_ns(left) < first_ns(right) ? -1 : 1;
    return (left->tid > right->tid) - (left->tid < right->tid);
}

// Sorts, and numbers images one after the other: those of which nothing is here have no number.
static void sort_streams(struct event_streams *streams)
{
    uint32_t number = 0, before = 0;
    if (streams->count > 0)
        qsort(streams->streams, streams->count, sizeof *streams->streams, by_image);
    for (size_t i = 0; i < streams->count; i++) {
        const uint32_t image = streams->streams[i].image;
        number += i > 0 && image != before;
        before = image;
        streams->streams[i].image = number;
    }
    streams->images = streams->count > 0 ? number + 1 : 0;
}

struct status left_read_from(left_look *look, const void *context, uint64_t bytes, uint64_t start_ns,
                             struct event_streams *streams)
{
    struct reading reading = { .look = look, .context = context, .start_ns = start_ns, .streams = streams };
    struct left_head head = { 0 };
    *streams = (struct event_streams){ 0 };
    assert(bytes >= LEFT_HEAD_BYTES);
    reading.chunk = malloc(sizeof *reading.chunk);
    look(context, 0, &head, sizeof head);
    const bool done = reading.chunk && find_chunks(&reading, &head, bytes) && read_streams(&reading);
    free(reading.chunk);
    free(reading.found);
    if (!done) {
        left_read_free(streams);
        return status_fault(STATUS_FAILED, FAULT_LEFT_MEMORY);
    }
    sort_streams(streams);
    streams->lost = atomic_load(&head.lost);
    return status_ok();
}

void left_read_free(struct event_streams *streams)
{
    for (size_t i = 0; i < streams->count; i++)
        free(streams->streams[i].events);
    free(streams->streams);
    free(streams->text);
    *streams = (struct event_streams){ 0 };
}
