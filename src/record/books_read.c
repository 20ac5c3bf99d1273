// Blocks are found from the head on; one whose head was never written, since its thread was killed, is passed over. First those
// that others refer to (images, tasks), then variables with their stores.
#include "record/books_read.h"

#include "base/fault.h"
#include "inside/books_layout.h"
#include "record/books_agree.h"
#include "record/books_chains.h"
#include "record/books_index.h"
#include "record/books_order.h"
#include "record/books_stores.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SAME(name) _Static_assert((int)BOOKS_DOUBT_##name == (int)DOUBT_##name, #name)
SAME(WIDTHS);
SAME(TURN);
SAME(FOREIGN);
SAME(DROPPED);

enum { // of the numbers of what processes share
    ADDRESS_BITS = 48,
    SEGMENTS = 1 << 12,
    FAMILIES = 1 << 4,
    FILES = 64,
};

struct image {
    uint32_t number; // in the memory
    uint32_t event;  // in the streams
    int32_t pid;
};

struct task {
    uint32_t image, number;
    int32_t tid;
};

struct file {
    uint64_t device, file;
    uint32_t family;
};

struct reading {
    const char *memory;
    uint64_t bytes, start_ns, most_stores;
    uint32_t blocks;
    struct books_found found;
    const struct event_streams *streams;
    struct raw_books *books;
    struct books_index index;
    struct books_stores stores;
    struct books_order order;
    struct image *images;
    size_t image_count, image_room;
    struct task *tasks; // sorted
    size_t task_count, task_room;
    struct books_chains chains;
    size_t variable_room, module_room, shared_room, text_room;
    struct file files[FILES]; // that processes share
    size_t file_count;
    bool shared_by_others;
    uint64_t *counts; // of the variables' stores
    size_t count_count, count_room;
};

// ---- blocks ---------------------------------------------------------------------------------------------------------

static const uint32_t least_bytes[BOOKS_KINDS] = {
    [BOOKS_IMAGE] = sizeof(struct books_image),       [BOOKS_TASK] = sizeof(struct books_task),
    [BOOKS_VARIABLE] = sizeof(struct books_variable), [BOOKS_STREAM] = sizeof(struct books_stream),
    [BOOKS_ACCESSES] = sizeof(struct books_accesses), [BOOKS_LOCKS] = sizeof(struct books_locks),
    [BOOKS_PAIRS] = sizeof(struct books_pairs),       [BOOKS_MODULE] = sizeof(struct books_module),
    [BOOKS_SHARED] = sizeof(struct books_shared),     [BOOKS_CHAIN] = sizeof(struct books_chain),
};

// The block there; NULL: there is none. *next: where to look then.
static const struct books_block *block_at(const struct reading *reading, uint64_t at, uint64_t *next)
{
    const struct books_block *block = (const struct books_block *)(reading->memory + at);
    const uint32_t kind = atomic_load_explicit(&block->kind, memory_order_acquire);
    *next = at + BOOKS_BLOCK_BYTES;
    if (kind >= BOOKS_KINDS || least_bytes[kind] == 0 || block->bytes < least_bytes[kind] ||
        block->bytes > BOOKS_BLOCK_BYTES_MAX || block->bytes > reading->bytes - at)
        return NULL;
    *next = at + (uint64_t)books_blocks(block->bytes) * BOOKS_BLOCK_BYTES;
    return block;
}

static uint32_t number_at(uint64_t at) { return (uint32_t)((at - BOOKS_HEAD_BYTES) / BOOKS_BLOCK_BYTES) + 1; }

// All blocks of a kind; false where the one who takes them says so.
static bool each(struct reading *reading, uint32_t kind,
                 bool (*take)(struct reading *reading, const struct books_block *block, uint32_t number))
{
    for (uint64_t at = BOOKS_HEAD_BYTES, next; at + BOOKS_BLOCK_BYTES <= reading->bytes; at = next) {
        const struct books_block *block = block_at(reading, at, &next);
        if (block && atomic_load_explicit(&block->kind, memory_order_relaxed) == kind &&
            !take(reading, block, number_at(at)))
            return false;
    }
    return true;
}

// ---- who ------------------------------------------------------------------------------------------------------------

static uint64_t apart(uint64_t a, uint64_t b) { return a < b ? b - a : a - b; }

// The streams' image of that process that begins nearest to then; where there is none, one that they do not have.
static uint32_t event_image(const struct reading *reading, int32_t pid, uint64_t ns)
{
    uint32_t found = reading->streams->images;
    uint64_t best = UINT64_MAX;
    for (size_t i = 0; i < reading->streams->count; i++) {
        const struct event_stream *stream = &reading->streams->streams[i];
        const bool is_first = i == 0 || stream[-1].image != stream->image;
        if (stream->pid != pid || stream->count == 0 || !is_first || apart(stream->events[0].ns, ns) >= best)
            continue;
        best = apart(stream->events[0].ns, ns);
        found = stream->image;
    }
    return found;
}

static bool take_image(struct reading *reading, const struct books_block *block, uint32_t number)
{
    const struct books_image *left = (const struct books_image *)block;
    (void)number;
    reading->found.images++;
    if (!books_grow((void **)&reading->images, reading->image_count, 1, &reading->image_room, sizeof *reading->images))
        return false;
    reading->images[reading->image_count++] = (struct image){
        .number = left->number,
        .event = event_image(reading, left->pid, reading->start_ns + left->ns),
        .pid = left->pid,
    };
    return true;
}

static bool take_task(struct reading *reading, const struct books_block *block, uint32_t number)
{
    const struct books_task *left = (const struct books_task *)block;
    (void)number;
    reading->found.tasks++;
    if (!books_grow((void **)&reading->tasks, reading->task_count, 1, &reading->task_room, sizeof *reading->tasks))
        return false;
    reading->tasks[reading->task_count++] = (struct task){ left->image, left->number, left->tid };
    return true;
}

static int by_number(const void *a, const void *b)
{
    const struct task *left = a, *right = b;
    return (left->number > right->number) - (left->number < right->number);
}

static const struct image *image_of(const struct reading *reading, uint32_t number)
{
    for (size_t i = 0; i < reading->image_count; i++)
        if (reading->images[i].number == number)
            return &reading->images[i];
    return NULL;
}

static struct books_who who(const void *context, uint32_t number)
{
    const struct reading *reading = context;
    const struct task wanted = { .number = number };
    const struct task *found =
        reading->task_count ? bsearch(&wanted, reading->tasks, reading->task_count, sizeof *reading->tasks, by_number)
                            : NULL;
    const struct image *image = found ? image_of(reading, found->image) : NULL;
    return image ? (struct books_who){ found->tid, found->image, image->event } : (struct books_who){ 0 };
}

// ---- modules --------------------------------------------------------------------------------------------------------

// Text that ends with a NUL, where it begins; UINT32_MAX where memory is short.
static uint32_t add_text(struct reading *reading, const char *text, size_t bytes)
{
    struct raw_books *books = reading->books;
    if (books->text_bytes + bytes >= UINT32_MAX ||
        !books_grow((void **)&books->text, books->text_bytes, bytes + 1, &reading->text_room, 1))
        return UINT32_MAX;
    const uint32_t at = (uint32_t)books->text_bytes;
    memcpy(books->text + at, text, bytes);
    books->text[at + bytes] = '\0';
    books->text_bytes += bytes + 1;
    return at;
}

static bool take_module(struct reading *reading, const struct books_block *block, uint32_t number)
{
    const struct books_module *left = (const struct books_module *)block;
    const struct image *image = image_of(reading, left->image);
    struct raw_books *books = reading->books;
    (void)number;
    if (!image || left->path_bytes > block->bytes - sizeof *left || left->from >= left->to)
        return true;
    if (!books_grow((void **)&books->modules, books->module_count, 1, &reading->module_room, sizeof *books->modules))
        return false;
    const size_t bytes = strnlen(left->path, left->path_bytes);
    const uint32_t path = bytes > 0 ? add_text(reading, left->path, bytes) : UINT32_MAX;
    if (bytes > 0 && path == UINT32_MAX)
        return false;
    books->modules[books->module_count++] = (struct raw_module){
        .image = image->event,
        .path = path,
        .from = left->from,
        .to = left->to,
        .bias = left->bias,
        .file = { left->file_device, left->file_number, left->file_bytes, left->file_changed_ns },
        .own_below = left->own_below,
        .own_bytes = left->own_bytes,
    };
    return true;
}

// ---- what processes share ------------------------------------------------------------------------------------------

// Remembers who has which file; whether several families have this one. Of more files than there is room for nothing is known.
static bool is_of_others(struct reading *reading, const struct books_shared *left)
{
    size_t i = 0;
    while (i < reading->file_count &&
           (reading->files[i].file != left->file || reading->files[i].device != left->device))
        i++;
    if (left->file == 0 || i == FILES)
        return false;
    if (i == reading->file_count)
        reading->files[reading->file_count++] = (struct file){ left->device, left->file, left->family };
    return reading->files[i].family != left->family;
}

// Of what was opened by its name the streams tell.
static bool take_shared(struct reading *reading, const struct books_block *block, uint32_t number)
{
    const struct books_shared *left = (const struct books_shared *)block;
    const struct image *image = image_of(reading, left->image);
    struct raw_books *books = reading->books;
    (void)number;
    reading->shared_by_others |= is_of_others(reading, left);
    if (!image || left->segment == 0 || left->from >= left->to || left->home >> ADDRESS_BITS)
        return true;
    if (!books_grow((void **)&books->shared, books->shared_count, 1, &reading->shared_room, sizeof *books->shared))
        return false;
    books->shared[books->shared_count++] = (struct raw_shared){
        .image = image->event,
        .from = left->from,
        .to = left->to,
        .number =
            (uint64_t)(left->family % FAMILIES * SEGMENTS + left->segment % SEGMENTS) << ADDRESS_BITS | left->home,
    };
    return true;
}

static bool take_chain(struct reading *reading, const struct books_block *block, uint32_t number)
{
    const struct books_chain *left = (const struct books_chain *)block;
    const struct image *image = image_of(reading, left->image);
    return !image || books_chains_add(&reading->chains, left, number, image->event, reading->books);
}

// ---- variables ------------------------------------------------------------------------------------------------------

static bool is_variable(const struct books_variable *left)
{
    const uint8_t bytes = left->bytes;
    return (bytes == 1 || bytes == 2 || bytes == 4 || bytes == 8) && left->address % 8 + bytes <= 8;
}

static uint64_t within(uint64_t value, uint8_t bytes)
{
    return bytes == 8 ? value : value & ((UINT64_C(1) << 8 * bytes) - 1);
}

static uint32_t place_of(struct reading *reading, uint32_t image, uint64_t address)
{
    return address ? books_place(&reading->index, image, address) : PLACE_NOWHERE;
}

static struct raw_variable begun(struct reading *reading, const struct books_variable *left, const struct image *image)
{
    const struct books_steps steps = books_chains_of(&reading->chains, left->chain);
    return (struct raw_variable){
        .image = image->event,
        .segment = left->segment,
        .pid = image->pid,
        .address = left->address,
        .bytes = left->bytes,
        .language = VARIABLE_C,
        .name = UINT32_MAX,
        .kind = VALUE_UNKNOWN,
        .before_unseen = left->before_unseen != 0,
        .doubt = left->doubt & DOUBTS_ALL,
        .doubt_place = place_of(reading, image->event, left->doubt_place),
        .first = within(left->first, left->bytes),
        .from_ns = reading->start_ns + (left->from_ns < UINT64_MAX / 4 ? left->from_ns : 0),
        .loads = left->loads,
        .settled = left->settled,
        .interrupted = left->interrupted,
        .object = left->object,
        .object_bytes = left->object_bytes,
        .allocated = place_of(reading, image->event, left->allocated),
        .frame = left->frame,
        .first_step = steps.first,
        .step_count = steps.count,
        .frame_place = place_of(reading, image->event, left->frame_place),
        .owner = left->owner ? who(reading, left->owner).tid : 0,
        .own_high = left->own_high,
    };
}

// What follows from the stores. One that was just being made may be missing from the counts. Who counts more than it has says that
// there was no room, or it has its share; else what stands there cannot all be read.
static void conclude(struct reading *reading, struct raw_variable *variable, const struct books_variable *left)
{
    struct raw_books *books = reading->books;
    const size_t kept = variable->store_count;
    const bool has_room = !(left->doubt & BOOKS_DOUBT_DROPPED) && kept < reading->stores.most;
    if (left->stores > kept && has_room) {
        reading->found.stores_differ = true;
        variable->doubt |= DOUBT_FOREIGN;
    }
    variable->stores = left->stores > kept && !has_room ? left->stores : kept;
    const bool all = variable->stores == kept;
    variable->final = kept > 0 && all ? books->stores[variable->first_store + kept - 1].value
                                      : within(kept > 0 ? left->value : variable->first, variable->bytes);
    if (!all)
        variable->doubt |= DOUBT_DROPPED;
    books->dropped_stores += variable->stores - kept;
}

// How many stores each variable has, for the share that each may keep.
static bool count_variable(struct reading *reading, const struct books_block *block, uint32_t number)
{
    const struct books_variable *left = (const struct books_variable *)block;
    if (!books_grow((void **)&reading->counts, reading->count_count, 1, &reading->count_room, sizeof *reading->counts))
        return false;
    reading->counts[reading->count_count++] = books_count_stores(&reading->stores, left, number);
    reading->found.settled += left->settled;
    reading->found.interrupted += left->interrupted;
    return true;
}

static uint64_t kept_within(const struct reading *reading, uint64_t each)
{
    uint64_t sum = 0;
    for (size_t i = 0; i < reading->count_count; i++)
        sum += reading->counts[i] < each ? reading->counts[i] : each;
    return sum;
}

// The most that of each may be kept, so that all are no more than there may be: those that have few keep all.
static uint64_t share(const struct reading *reading, uint64_t most)
{
    uint64_t low = 0, high = UINT32_MAX - 1;
    while (low < high) {
        const uint64_t middle = low + (high - low + 1) / 2;
        if (kept_within(reading, middle) <= most)
            low = middle;
        else
            high = middle - 1;
    }
    return low;
}

static bool take_variable(struct reading *reading, const struct books_block *block, uint32_t number)
{
    const struct books_variable *left = (const struct books_variable *)block;
    const struct image *image = image_of(reading, left->image);
    struct raw_books *books = reading->books;
    if (!image || !left->shared || !is_variable(left))
        return true;
    if (!books_grow((void **)&books->variables, books->variable_count, 1, &reading->variable_room,
                    sizeof *books->variables))
        return false;
    struct raw_variable *variable = &books->variables[books->variable_count++];
    *variable = begun(reading, left, image);
    if (!books_order_add_variable(&reading->order, number))
        return false;
    if (!books_read_stores(&reading->stores, left, number, variable))
        return false;
    conclude(reading, variable, left);
    return true;
}

static bool take_locks(struct reading *reading, const struct books_block *block, uint32_t number)
{
    const struct image *image = image_of(reading, ((const struct books_locks *)block)->image);
    (void)number;
    return !image || books_order_add_locks(&reading->order, block, image->event);
}

static bool take_accesses(struct reading *reading, const struct books_block *block, uint32_t number)
{
    (void)number;
    return books_order_add_accesses(&reading->order, block);
}

static bool take_pairs(struct reading *reading, const struct books_block *block, uint32_t number)
{
    (void)number;
    return books_order_add_pairs(&reading->order, block);
}

// ---- all of it ------------------------------------------------------------------------------------------------------

static uint64_t larger(uint64_t a, uint64_t b) { return a > b ? a : b; }

static bool read_all(struct reading *reading)
{
    const struct books_head *head = (const struct books_head *)reading->memory;
    struct raw_books *books = reading->books;
    if (!each(reading, BOOKS_IMAGE, take_image) || !each(reading, BOOKS_TASK, take_task))
        return false;
    if (reading->task_count > 0)
        qsort(reading->tasks, reading->task_count, sizeof *reading->tasks, by_number);
    if (!each(reading, BOOKS_VARIABLE, count_variable))
        return false;
    reading->stores.most = share(reading, reading->most_stores);
    if (!each(reading, BOOKS_SHARED, take_shared) || !each(reading, BOOKS_MODULE, take_module) ||
        !each(reading, BOOKS_CHAIN, take_chain) || !each(reading, BOOKS_VARIABLE, take_variable) ||
        !each(reading, BOOKS_LOCKS, take_locks) || !each(reading, BOOKS_ACCESSES, take_accesses) ||
        !each(reading, BOOKS_PAIRS, take_pairs) || !books_order_finish(&reading->order))
        return false;
    books_chains_tell(&reading->chains, books);
    books->disagrees = books_disagree(&reading->found, head, books, reading->start_ns, reading->blocks);
    books->any = reading->image_count > 0 || books->disagrees;
    books->how = books->any ? WATCH_C : 0;
    books->words = atomic_load(&head->words);
    books->settled = larger(atomic_load(&head->settled), reading->found.settled);
    books->interrupted = larger(atomic_load(&head->interrupted), reading->found.interrupted);
    books->folded_variables = atomic_load(&head->folded);
    books->handed_words = atomic_load(&head->handed);
    books->dropped_pairs = atomic_load(&head->no_pairs);
    books->dropped_lock_sets = atomic_load(&head->no_lock_sets);
    books->order_lost = atomic_load(&head->order_lost) != 0;
    if (reading->image_count == 0 && books->any)
        snprintf(books->reason, sizeof books->reason, "the program itself wrote over what it did");
    else if (reading->shared_by_others || (reading->image_count > 1 && atomic_load(&head->shared) > 0))
        snprintf(books->reason, sizeof books->reason, "memory that %s is not followed: what is lost there is not told",
                 reading->shared_by_others ? "programs share by its name" : "processes map at different addresses");
    return true;
}

struct status books_read(const void *memory, uint64_t bytes, const struct books_made *made,
                         const struct event_streams *streams, struct raw_books *books)
{
    const uint64_t start_ns = made->start_ns;
    struct reading reading = {
        .memory = memory,
        .bytes = bytes,
        .start_ns = start_ns,
        .blocks = made->blocks,
        .most_stores = made->most_stores,
        .streams = streams,
        .books = books,
        .index = { .books = books },
    };
    assert(bytes >= BOOKS_HEAD_BYTES);
    *books = (struct raw_books){ 0 };
    reading.stores = (struct books_stores){
        .memory = memory,
        .bytes = bytes,
        .start_ns = start_ns,
        .index = &reading.index,
        .who = who,
        .context = &reading,
    };
    reading.order = (struct books_order){
        .start_ns = start_ns,
        .index = &reading.index,
        .who = who,
        .context = &reading,
    };
    const bool done = read_all(&reading);
    books_order_free(&reading.order);
    books_index_free(&reading.index);
    free(reading.images);
    free(reading.tasks);
    books_chains_free(&reading.chains);
    free(reading.counts);
    if (done)
        return status_ok();
    raw_books_free(books);
    return status_fault(STATUS_FAILED, FAULT_LEFT_MEMORY);
}
