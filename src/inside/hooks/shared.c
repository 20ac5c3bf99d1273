#include "inside/hooks/shared.h"

#include "inside/books_layout.h"
#include "inside/hooks/alone.h"
#include "inside/hooks/books.h"
#include "inside/hooks/cell.h"
#include "inside/hooks/family.h"
#include "inside/hooks/hooks.h"
#include "inside/hooks/order.h"
#include "inside/hooks/spin.h"
#include "inside/raw.h"

#include <sys/mman.h>
#include <sys/stat.h>

enum {
    RANGES_MAX = 256,
    NAMED_BYTES = 32, // of a sem_t
    BEING_MADE = 1,
    PAGE_BYTES = 4096,
};

#define ATTACHED UINT64_MAX // the device of what is known by a number of its own (shmat)

// Of this process. Read without locks: `to` is written last when it is made, and first when it goes.
struct range {
    _Atomic uintptr_t from; // 0: free; BEING_MADE: yet to be filled
    _Atomic uintptr_t to;   // 0: there is none
    uint64_t home;          // where its first byte is for who maps the segment where it was mapped first
    uint32_t segment;       // 0: its name is all that is known of it
    _Atomic bool is_live;   // its words have cells of the family
    uint64_t name;
    struct heap_object object; // what was mapped
};

static struct range ranges[RANGES_MAX];
_Atomic uint32_t shared_ranges;

void shared_unseen(void)
{
    if (books_head)
        atomic_fetch_add(&books_head->shared, 1);
}

static size_t whole_pages(size_t bytes) { return (bytes + PAGE_BYTES - 1) & ~(size_t)(PAGE_BYTES - 1); }

// ---- ranges ---------------------------------------------------------------------------------------------------------

static struct range *range_at(uintptr_t address)
{
    const uint32_t count = atomic_load_explicit(&shared_ranges, memory_order_acquire);
    for (uint32_t i = 0; i < count && i < RANGES_MAX; i++) {
        struct range *range = &ranges[i];
        const uintptr_t from = atomic_load_explicit(&range->from, memory_order_acquire);
        if (address >= from && address < atomic_load_explicit(&range->to, memory_order_acquire) &&
            atomic_load_explicit(&range->from, memory_order_relaxed) == from && from > BEING_MADE)
            return range;
    }
    return NULL;
}

static struct range *range_take(void)
{
    for (uint32_t i = 0; i < RANGES_MAX; i++) {
        uintptr_t nothing = 0;
        if (!atomic_compare_exchange_strong(&ranges[i].from, &nothing, BEING_MADE))
            continue;
        uint32_t count = atomic_load(&shared_ranges);
        while (count <= i && !atomic_compare_exchange_weak(&shared_ranges, &count, i + 1))
            ;
        return &ranges[i];
    }
    shared_unseen();
    return NULL;
}

static void range_put(const struct range *wanted, uintptr_t from, uintptr_t to)
{
    struct range *range = from < to ? range_take() : NULL;
    if (!range)
        return;
    range->home = wanted->home + (from - wanted->from);
    range->segment = wanted->segment;
    range->name = wanted->name;
    range->object = wanted->object;
    atomic_store(&range->is_live, atomic_load(&wanted->is_live));
    atomic_store(&range->from, from);
    atomic_store(&range->to, to);
}

static struct range copy_of(const struct range *range)
{
    return (struct range){
        .from = range->from,
        .home = range->home,
        .segment = range->segment,
        .is_live = atomic_load(&range->is_live),
        .name = range->name,
        .object = range->object,
    };
}

static void range_drop(struct range *range)
{
    atomic_store(&range->to, 0);
    atomic_store(&range->from, 0);
}

void shared_unmapped(uintptr_t address, size_t bytes)
{
    const uintptr_t end = address + whole_pages(bytes);
    const uint32_t count = atomic_load(&shared_ranges);
    for (uint32_t i = 0; i < count && i < RANGES_MAX; i++) {
        struct range *range = &ranges[i];
        const uintptr_t from = range->from, to = range->to;
        if (to == 0 || from >= end || to <= address)
            continue;
        const struct range was = copy_of(range);
        range_drop(range);
        range_put(&was, from, from < address ? address : from);
        range_put(&was, to > end ? end : to, to);
    }
}

static void leave(const struct range *range, uint32_t image)
{
    struct books_shared *left = range->to ? books_take(sizeof *left) : NULL;
    if (!left)
        return;
    left->image = image;
    left->segment = range->segment;
    left->from = range->from;
    left->to = range->to;
    left->home = range->segment ? range->home : range->name;
    left->family = family()->number;
    left->device = range->segment ? family()->segment[range->segment].device : 0;
    left->file = range->segment ? family()->segment[range->segment].inode : 0;
    books_publish(left, BOOKS_SHARED);
}

void shared_leave(uint32_t image)
{
    for (uint32_t i = 0; i < atomic_load(&shared_ranges) && i < RANGES_MAX; i++)
        leave(&ranges[i], image);
}

// ---- segments -------------------------------------------------------------------------------------------------------

// By its file, or a new one. 0: there is no room.
static uint32_t segment_of(const struct stat *file, uint64_t home)
{
    struct family *all = family();
    uint32_t found = 0;
    spin_take(&all->lock);
    const uint32_t count = atomic_load(&all->segments);
    for (uint32_t i = 1; file && i <= count && found == 0; i++)
        if (all->segment[i].device == file->st_dev && all->segment[i].inode == file->st_ino)
            found = i;
    if (found == 0 && count + 1 < SEGMENTS_MAX) {
        found = count + 1;
        all->segment[found].home = home;
        all->segment[found].device = file ? file->st_dev : 0;
        all->segment[found].inode = file ? file->st_ino : 0;
        atomic_store(&all->segments, found);
    }
    spin_give(&all->lock);
    return found;
}

static bool is_known_file(const struct stat *file)
{
    const uint32_t count = atomic_load(&family()->segments);
    for (uint32_t i = 1; i <= count; i++)
        if (family()->segment[i].device == file->st_dev && family()->segment[i].inode == file->st_ino)
            return true;
    return false;
}

static void begin_range(const struct heap_object *object, const struct stat *file, uint64_t offset)
{
    const uintptr_t address = object->at;
    struct range range = { .from = address, .object = *object };
    range.segment = segment_of(file, address - offset);
    if (range.segment == 0) {
        shared_unseen();
        return;
    }
    range.home = family()->segment[range.segment].home + offset;
    if (range.home != address) { // seen elsewhere: what is done there is not followed
        shared_unseen();
        return;
    }
    atomic_store(&range.is_live, !file || atomic_load(&family()->forked));
    range_put(&range, address, address + whole_pages(object->bytes));
    struct range *put = range_at(address);
    if (put)
        leave(put, atomic_load(&process()->image) - 1);
}

// A file that is only read is shared where somebody else writes to it.
void shared_mapped(const struct heap_object *object, int protection, int flags, int file, int64_t offset)
{
    struct stat found = { 0 };
    if (!(flags & MAP_SHARED))
        return;
    const bool is_file = !(flags & MAP_ANONYMOUS);
    if (is_file && (raw_call(SYS_fstat, file, (long)&found, 0, 0, 0, 0) != 0 || S_ISCHR(found.st_mode) ||
                    (!(protection & PROT_WRITE) && !is_known_file(&found))))
        return;
    begin_range(object, is_file ? &found : NULL, is_file ? (uint64_t)offset : 0);
}

void shared_attached(const struct heap_object *object, int number)
{
    const struct stat named = { .st_dev = ATTACHED, .st_ino = (ino_t)number + 1 };
    begin_range(object, &named, 0);
}

size_t shared_bytes(uintptr_t address)
{
    const struct range *range = range_at(address);
    return range && range->from == address ? range->to - range->from : 0;
}

void shared_resized(uintptr_t address, size_t bytes, uintptr_t now, size_t wanted)
{
    const struct range *range = range_at(address);
    if (!range)
        return;
    const struct range was = copy_of(range);
    shared_unmapped(address, bytes);
    if (now == was.from)
        range_put(&was, now, now + whole_pages(wanted));
    else
        shared_unseen();
}

void shared_names(uintptr_t address, uint64_t name)
{
    struct range *known = range_at(address);
    if (known && known->segment == 0)
        range_drop(known);
    if (name != 0)
        range_put(&(struct range){ .from = address, .name = name }, address, address + NAMED_BYTES);
}

// ---- objects --------------------------------------------------------------------------------------------------------

uint64_t shared_object_in_range(uintptr_t address)
{
    const struct range *range = range_at(address);
    if (!range)
        return address;
    if (range->segment == 0)
        return ORDER_SHARED | range->name;
    return ORDER_SHARED | (uint64_t)range->segment << 47 | (range->home + (address - range->from));
}

// ---- cells ----------------------------------------------------------------------------------------------------------

bool shared_has_range(uintptr_t word)
{
    const struct range *range = range_at(word);
    return range && atomic_load_explicit(&range->is_live, memory_order_relaxed);
}

bool shared_is_here(const struct cell *cell)
{
    const struct range *range = range_at(cell->word);
    return range && range->segment == cell->segment;
}

bool shared_find(uintptr_t address, struct heap_object *found)
{
    const struct range *range = range_at(address);
    if (range)
        *found = range->object;
    return range != NULL;
}

uint32_t shared_cells_end(void)
{
    const uint32_t count = atomic_load_explicit(&family()->cells, memory_order_acquire);
    return CELLS_OWN + (count < SHARED_CELLS_MAX ? count : SHARED_CELLS_MAX);
}

static struct cell *new_cell(struct cell **spare, uint32_t segment, uintptr_t word)
{
    struct cell *cell = *spare;
    if (!cell) {
        const uint32_t at = atomic_fetch_add(&family()->cells, 1);
        if (at >= SHARED_CELLS_MAX)
            return NULL;
        cell = cell_at(CELLS_OWN + at);
    }
    *spare = NULL;
    cell->word = word;
    cell->segment = segment;
    return cell;
}

static uint64_t spread(uint64_t value)
{
    value = (value ^ value >> 31) * UINT64_C(0x9e3779b97f4a7c15);
    return value ^ value >> 29;
}

// The slot of a word's cell, or the free one where it belongs.
static _Atomic uint32_t *slot_of(uint32_t segment, uintptr_t word)
{
    for (uint64_t at = spread(word ^ (uint64_t)segment << 48);; at++) {
        _Atomic uint32_t *slot = &family()->slot[at & (SHARED_SLOTS - 1)];
        const uint32_t number = atomic_load_explicit(slot, memory_order_acquire);
        if (number == 0 || (cell_at(number)->word == word && cell_at(number)->segment == segment))
            return slot;
    }
}

static struct cell *found_cell(uint32_t segment, uintptr_t word)
{
    const uint32_t number = atomic_load_explicit(slot_of(segment, word), memory_order_acquire);
    return number ? cell_at(number) : NULL;
}

// Puts it where it belongs, or finds the one that another has put there meanwhile.
static struct cell *put_cell(struct cell *made, struct cell **spare)
{
    for (;;) {
        _Atomic uint32_t *slot = slot_of(made->segment, made->word);
        uint32_t number = 0;
        if (atomic_compare_exchange_strong(slot, &number, cell_number(made)))
            return made;
        if (cell_at(number)->word != made->word || cell_at(number)->segment != made->segment)
            continue;
        *spare = made;
        return cell_at(number);
    }
}

// Who leaves the word alone says so and then looks for a cell; who has made one looks then whether that was said, and closes it:
// at least one sees the other.
struct cell *shared_cell(struct cell **spare, uintptr_t word, bool (*may_watch)(uintptr_t place), uintptr_t place)
{
    const struct range *range = range_at(word);
    const uint32_t segment = range ? range->segment : 0;
    struct cell *cell = found_cell(segment, word);
    if (cell || alone_has(segment, word))
        return cell;
    struct cell *made = may_watch(place) ? new_cell(spare, segment, word) : NULL;
    if (!made) {
        alone_put(segment, word);
        return found_cell(segment, word);
    }
    made->closed = false;
    cell = put_cell(made, spare);
    if (alone_has(segment, word))
        cell->closed = true;
    return cell;
}

// ---- forks ----------------------------------------------------------------------------------------------------------

void shared_forks(void (*forget)(uintptr_t address, size_t bytes))
{
    const uint32_t count = atomic_load(&shared_ranges);
    atomic_store(&family()->forked, 1);
    for (uint32_t i = 0; i < count && i < RANGES_MAX; i++) {
        struct range *range = &ranges[i];
        const uintptr_t from = range->from, to = range->to;
        if (to != 0 && range->segment != 0 && !atomic_exchange(&range->is_live, true))
            forget(from, to - from);
    }
}
