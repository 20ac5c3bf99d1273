// Blocks are found by their image and read in their order, image by image, twice: first what there is of everything, with how
// many stores each variable has; then the stores, each into its variable's own part of the array.
#include "record/number_read.h"

#include "base/fault.h"
#include "inside/number_layout.h"
#include "record/number_access.h"
#include "record/number_blocks.h"
#include "record/number_locks.h"

#include <assert.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SAME(one, other) _Static_assert((int)(one) == (int)(other), #one)
SAME(NUMBER_UPDATE, ACT_UPDATE);
SAME(NUMBER_ASSIGN, ACT_ASSIGN);
SAME(NUMBER_FOREIGN, ACT_FOREIGN);
SAME(NUMBER_DOUBT_FOREIGN, DOUBT_FOREIGN);
SAME(NUMBER_DOUBT_DROPPED, DOUBT_DROPPED);
SAME(NUMBER_DOUBT_ORDER, DOUBT_ORDER);

struct reading {
    const struct event_streams *streams;
    struct raw_books *books;
    uint64_t start_ns;
    struct number_blocks blocks;
    size_t variable_room, place_room, act_room, store_room, text_room;
    // Of the image that is being read: where its own begin, and its threads.
    size_t first_variable, first_place, first_act;
    uint32_t image;
    int32_t pid;
    int32_t *tids;
    size_t tid_count, tid_room;
    uint32_t variables[NUMBER_VARIABLES_MAX]; // by number: which of the books', + 1
    uint32_t *positions;                      // of the image's stores: where the one that was left as that stands
    size_t first_store;
    uint32_t last[NUMBER_VARIABLES_MAX]; // by number: which one that was left stands last
    struct number_locks *locks;          // NULL: they are not known, and nothing is told of accesses
    struct number_accesses accesses[NUMBER_VARIABLES_MAX];
    bool is_quiet;
};

static bool grow(void **items, size_t count, size_t more, size_t *room, size_t item_bytes)
{
    if (*items && *room >= count + more)
        return true;
    const size_t wanted = (count + more) * 2 > 16 ? (count + more) * 2 : 16;
    void *grown = realloc(*items, wanted * item_bytes);
    if (!grown)
        return false;
    *items = grown;
    *room = wanted;
    return true;
}

static uint32_t low(uint64_t word) { return (uint32_t)word; }
static uint32_t high(uint64_t word) { return (uint32_t)(word >> 32); }

// ---- what there is --------------------------------------------------------------------------------------------------

// Adds a text of at most so many bytes, up to its NUL. *moved: how many that took there. UINT32_MAX: no room.
static uint32_t add_text(struct reading *reading, const char *text, uint64_t bytes, uint64_t *moved)
{
    struct raw_books *books = reading->books;
    const size_t length = strnlen(text, (size_t)bytes);
    const size_t at = books->text_bytes;
    if (moved)
        *moved = length < bytes ? length + 1 : bytes;
    if (at > UINT32_MAX - NUMBER_TEXT_BYTES_MAX - 1 ||
        !grow((void **)&books->text, at, length + 1, &reading->text_room, 1))
        return UINT32_MAX;
    memcpy(books->text + at, text, length);
    books->text[at + length] = '\0';
    books->text_bytes += length + 1;
    return (uint32_t)at;
}

static bool read_place(struct reading *reading, const struct number_record *record)
{
    struct raw_books *books = reading->books;
    uint32_t texts[3] = { UINT32_MAX, UINT32_MAX, UINT32_MAX };
    uint64_t from = 0;
    if (low(record->words[2]) != books->place_count - reading->first_place ||
        low(record->words[2]) >= NUMBER_PLACES_MAX ||
        !grow((void **)&books->places, books->place_count, 1, &reading->place_room, sizeof *books->places))
        return false;
    for (int i = 0; i < 3; i++) {
        uint64_t moved = 0;
        texts[i] = add_text(reading, record->text + from, record->text_bytes - from, &moved);
        from += moved;
    }
    books->places[books->place_count++] = (struct raw_place){
        .image = reading->image,
        .address = high(record->words[1]),
        .file = texts[0] == UINT32_MAX ? 0 : texts[0],
        .function = texts[1],
        .instruction = texts[2],
        .line = low(record->words[1]),
    };
    return texts[0] != UINT32_MAX;
}

// A place of the image as one of the books.
static uint32_t place_of(const struct reading *reading, uint32_t place)
{
    const size_t count = reading->books->place_count - reading->first_place;
    return place < count ? (uint32_t)(reading->first_place + place) : PLACE_NOWHERE;
}

// taken_before: a place; PLACE_NOWHERE: none.
static bool add_act(struct reading *reading, uint32_t place, uint32_t load_place, uint32_t taken_before, uint32_t kind)
{
    struct raw_books *books = reading->books;
    if (!grow((void **)&books->acts, books->act_count, 1, &reading->act_room, sizeof *books->acts))
        return false;
    books->acts[books->act_count++] = (struct raw_act){ place, load_place, (uint8_t)kind, 0, taken_before + 1, false };
    return true;
}

// At nowhere, for what names no act of its own: one of each kind, before an image's own.
static const uint32_t nameless[] = { NUMBER_UPDATE, NUMBER_ASSIGN, NUMBER_FOREIGN };
enum {
    NAMELESS = 3,
};

static bool read_act(struct reading *reading, const struct number_record *record)
{
    const uint32_t kind = high(record->words[2]);
    if (low(record->words[2]) != reading->books->act_count - reading->first_act - NAMELESS ||
        low(record->words[2]) >= NUMBER_ACTS_MAX ||
        (kind != NUMBER_UPDATE && kind != NUMBER_ASSIGN && kind != NUMBER_FOREIGN))
        return false;
    return add_act(reading, place_of(reading, low(record->words[1])),
                   kind == NUMBER_UPDATE ? place_of(reading, high(record->words[1])) : PLACE_NOWHERE,
                   place_of(reading, low(record->words[3])), kind);
}

static bool read_thread(struct reading *reading, const struct number_record *record)
{
    if (high(record->words[1]) != reading->tid_count ||
        !grow((void **)&reading->tids, reading->tid_count, 1, &reading->tid_room, sizeof *reading->tids))
        return false;
    reading->tids[reading->tid_count++] = (int32_t)low(record->words[1]);
    return true;
}

static bool read_variable(struct reading *reading, const struct number_record *record)
{
    struct raw_books *books = reading->books;
    const uint32_t number = low(record->words[1]);
    if (number >= NUMBER_VARIABLES_MAX || reading->variables[number] ||
        !grow((void **)&books->variables, books->variable_count, 1, &reading->variable_room, sizeof *books->variables))
        return false;
    struct raw_variable *variable = &books->variables[books->variable_count++];
    reading->variables[number] = (uint32_t)books->variable_count;
    *variable = (struct raw_variable){
        .image = reading->image,
        .pid = reading->pid,
        .address = record->words[3],
        .bytes = 8,
        .language = VARIABLE_PYTHON,
        .name = add_text(reading, record->text, record->text_bytes, NULL),
        .kind = record->flags & NUMBER_FLOAT ? VALUE_FLOAT : VALUE_SIGNED,
        .doubt = (uint32_t)record->words[NUMBER_WORDS + 1] &
                 (NUMBER_DOUBT_FOREIGN | NUMBER_DOUBT_DROPPED | NUMBER_DOUBT_ORDER),
        .doubt_place = PLACE_NOWHERE,
        .first = record->words[2],
        .from_ns = record->ns,
        .loads = record->words[NUMBER_WORDS] & (UINT64_MAX >> 16),
        .allocated = PLACE_NOWHERE,
    };
    return variable->name != UINT32_MAX;
}

static void read_said(struct reading *reading, const struct number_record *record)
{
    char *reason = reading->books->reason;
    const size_t used = strlen(reason), room = sizeof reading->books->reason - used;
    snprintf(reason + used, room, "%s%.*s", used ? "; " : "", (int)record->text_bytes, record->text);
}

// ---- stores ---------------------------------------------------------------------------------------------------------

static uint64_t as_float(uint64_t value)
{
    const double real = (double)(int64_t)value;
    memcpy(&value, &real, sizeof value);
    return value;
}

static struct raw_variable *variable_of(const struct reading *reading, uint32_t number)
{
    const uint32_t found = number < NUMBER_VARIABLES_MAX ? reading->variables[number] : 0;
    return found ? &reading->books->variables[found - 1] : NULL;
}

static bool count_store(struct reading *reading, const struct number_record *record)
{
    struct raw_variable *variable = variable_of(reading, low(record->words[3]));
    if (!variable || high(record->words[3]) >= reading->tid_count)
        return false;
    variable->store_count++;
    if ((record->flags & NUMBER_FLOAT) && variable->kind != VALUE_FLOAT) {
        variable->kind = VALUE_FLOAT;
        variable->first = as_float(variable->first);
    }
    return true;
}

static uint32_t act_of(const struct reading *reading, uint32_t act)
{
    const size_t own = reading->first_act + NAMELESS;
    return act < reading->books->act_count - own ? (uint32_t)(own + act) : (uint32_t)reading->first_act;
}

// What follows from where it stands among the variable's stores: a parent before it, no time that runs back, how long at least
// its task had what it loaded: that was before something came over it.
static void settle_at(struct raw_books *books, struct raw_variable *variable, uint32_t number)
{
    struct raw_store *stores = books->stores + variable->first_store, *store = &stores[number];
    const uint64_t before = number > 0 ? stores[number - 1].ns : variable->from_ns;
    if (books->acts[store->act].kind != ACT_UPDATE)
        store->parent = number;
    if (store->parent > number) {
        store->parent = number;
        variable->doubt |= DOUBT_ORDER;
    }
    store->ns = store->ns > before ? store->ns : before;
    store->held_ns = STORE_NOT_HELD;
    if (store->parent < number) {
        const uint64_t held_ns = store->ns - stores[store->parent].ns;
        store->held_ns = held_ns < STORE_NOT_HELD ? (uint32_t)held_ns : STORE_NOT_HELD - 1;
    }
}

static struct raw_store *add_store(struct reading *reading, const struct number_record *record)
{
    struct raw_books *books = reading->books;
    struct raw_variable *variable = variable_of(reading, low(record->words[3]));
    struct raw_store *stores = books->stores + variable->first_store;
    uint32_t *positions = reading->positions + (variable->first_store - reading->first_store);
    const uint32_t left = (uint32_t)variable->stores++, parent = low(record->words[2]);
    const bool widens = variable->kind == VALUE_FLOAT && !(record->flags & NUMBER_FLOAT);
    const bool before = (record->flags & NUMBER_BEFORE) && left > 0;
    const uint32_t number = before ? left - 1 : left;
    positions[left] = number;
    uint32_t *last = &reading->last[low(record->words[3])];
    if (before) { // the last one has no children yet
        stores[left] = stores[number];
        positions[*last] = left;
    } else {
        *last = left;
    }
    stores[number] = (struct raw_store){
        .value = widens ? as_float(record->words[1]) : record->words[1],
        .ns = before && record->ns > stores[left].ns ? stores[left].ns : record->ns,
        .parent = parent > 0 && parent <= left ? positions[parent - 1] + 1 : parent,
        .act = act_of(reading, high(record->words[2])),
        .tid = reading->tids[high(record->words[3])],
    };
    settle_at(books, variable, number);
    if (before)
        settle_at(books, variable, left);
    variable->final = stores[left].value;
    return &stores[number];
}

// What the store stands for: its thread's access there, and a load where it was computed from one, made under the locks that it
// had then: at the latest when something came over what it loaded.
static bool add_accesses(struct reading *reading, const struct number_record *record, const struct raw_store *store)
{
    struct raw_books *books = reading->books;
    struct number_accesses *accesses = &reading->accesses[low(record->words[3])];
    const struct raw_act *act = &books->acts[store->act];
    const uint64_t loaded_ns = store->held_ns == STORE_NOT_HELD ? store->ns : store->ns - store->held_ns;
    struct raw_access one = { .first_ns = store->ns, .place = act->place, .tid = store->tid, .kind = ACCESS_STORE };
    if (!reading->locks || (record->flags & (NUMBER_LATE | NUMBER_UNTIMED)))
        return true;
    one.locks = number_locks_at(reading->locks, books, store->tid, store->ns, store->ns);
    if (one.locks == UINT32_MAX || !number_access_add(accesses, &one))
        return false;
    if (act->kind != ACT_UPDATE)
        return true;
    one.place = act->load_place;
    one.kind = ACCESS_LOAD;
    one.locks = number_locks_at(reading->locks, books, store->tid, store->ns, loaded_ns);
    return one.locks != UINT32_MAX && number_access_add(accesses, &one);
}

// Where the stores of the image's variables will stand.
static bool make_room(struct reading *reading)
{
    struct raw_books *books = reading->books;
    size_t stores = 0;
    for (size_t i = reading->first_variable; i < books->variable_count; i++) {
        struct raw_variable *variable = &books->variables[i];
        variable->first_store = books->store_count + stores;
        stores += variable->store_count;
    }
    reading->first_store = books->store_count;
    free(reading->positions);
    reading->positions = malloc((stores + 1) * sizeof *reading->positions);
    if (!reading->positions ||
        !grow((void **)&books->stores, books->store_count, stores, &reading->store_room, sizeof *books->stores))
        return false;
    books->store_count += stores;
    return true;
}

// ---- an image -------------------------------------------------------------------------------------------------------

// Everything but the stores, which are counted.
static bool read_one(struct reading *reading, const struct number_record *record)
{
    switch (record->kind) {
    case NUMBER_THREAD:
        return read_thread(reading, record);
    case NUMBER_PLACE:
        return read_place(reading, record);
    case NUMBER_ACT:
        return read_act(reading, record);
    case NUMBER_VARIABLE:
        return read_variable(reading, record);
    case NUMBER_STORE:
        return count_store(reading, record);
    default:
        read_said(reading, record);
        return true;
    }
}

// What is read of an image, and where that ends.
struct extent {
    size_t from, to;     // blocks
    const uint64_t *end; // in the last of them; NULL: all of it
};

static bool ends_there(const struct number_left_block *block, const uint64_t *at)
{
    return at == block->end || *at == 0;
}

// What makes no sense was not left so: how much stood behind it nobody knows.
static void look_through(struct reading *reading, struct extent *extent)
{
    for (size_t b = extent->from; b < extent->to; b++) {
        const uint64_t *at = reading->blocks.all[b].words, *begun = at;
        struct number_record record;
        if (reading->blocks.all[b].sequence != b - extent->from) {
            extent->to = b; // one before it is missing
            reading->books->disagrees |= DISAGREE_STORES;
            return;
        }
        for (; number_next(&at, reading->blocks.all[b].end, reading->start_ns, &record); begun = at)
            if (!read_one(reading, &record)) {
                extent->to = b + 1;
                extent->end = begun;
                reading->books->disagrees |= DISAGREE_STORES;
                return;
            }
        if (!ends_there(&reading->blocks.all[b], at))
            reading->books->disagrees |= DISAGREE_STORES;
    }
}

static bool read_stores(struct reading *reading, const struct extent *extent)
{
    for (size_t b = extent->from; b < extent->to; b++) {
        const uint64_t *at = reading->blocks.all[b].words;
        const uint64_t *end = b + 1 == extent->to && extent->end ? extent->end : reading->blocks.all[b].end;
        struct number_record record;
        while (number_next(&at, end, reading->start_ns, &record))
            if (record.kind == NUMBER_STORE && !add_accesses(reading, &record, add_store(reading, &record)))
                return false;
    }
    return true;
}

static void settle(struct reading *reading, uint64_t dropped)
{
    struct raw_books *books = reading->books;
    for (size_t i = reading->first_variable; i < books->variable_count; i++) {
        struct raw_variable *variable = &books->variables[i];
        if (variable->store_count == 0)
            variable->final = variable->first;
        variable->doubt |= dropped ? (uint32_t)DOUBT_DROPPED : 0;
    }
}

static bool put_accesses(struct reading *reading)
{
    bool done = true;
    for (uint32_t number = 0; number < NUMBER_VARIABLES_MAX; number++) {
        struct raw_variable *variable = variable_of(reading, number);
        done = done && (!variable || number_access_put(&reading->accesses[number], reading->books, variable));
        number_access_free(&reading->accesses[number]);
    }
    return done;
}

// The streams' number of the image whose first record is that: the process's last one that began before it; where there is
// none, one that they do not have.
static uint32_t event_image(const struct reading *reading, const struct number_left_block *block)
{
    const struct event_streams *streams = reading->streams;
    const uint64_t ns = reading->start_ns + (block->words[0] >> NUMBER_NS_SHIFT);
    uint32_t found = streams->images;
    for (size_t i = 0; i < streams->count; i++) {
        const struct event_stream *stream = &streams->streams[i];
        const bool is_before = stream->count > 0 && stream->events[0].ns <= ns;
        if (stream->pid == block->pid && (is_before || found == streams->images))
            found = stream->image;
    }
    return found;
}

static bool read_image(struct reading *reading, struct extent *extent, uint64_t dropped)
{
    struct raw_books *books = reading->books;
    reading->image = event_image(reading, &reading->blocks.all[extent->from]);
    reading->pid = reading->blocks.all[extent->from].pid;
    reading->first_variable = books->variable_count;
    reading->first_place = books->place_count;
    reading->first_act = books->act_count;
    reading->tid_count = 0;
    memset(reading->variables, 0, sizeof reading->variables);
    for (int i = 0; i < NAMELESS; i++)
        if (!add_act(reading, PLACE_NOWHERE, PLACE_NOWHERE, PLACE_NOWHERE, nameless[i]))
            return false;
    look_through(reading, extent);
    if (!make_room(reading))
        return false;
    bool known = true;
    reading->locks = reading->is_quiet ? NULL : number_locks_new(reading->streams, reading->image, &known);
    const bool done = (reading->locks || reading->is_quiet || !known) && read_stores(reading, extent);
    number_locks_free(reading->locks);
    settle(reading, dropped);
    return done && put_accesses(reading);
}

// The first set of locks is the empty one.
static bool begin_lock_sets(struct raw_books *books)
{
    if (books->lock_set_count == 0 && (books->lock_sets = calloc(1, sizeof *books->lock_sets)))
        books->lock_set_count = 1;
    return books->lock_set_count > 0;
}

static struct status read_all(struct reading *reading, uint64_t dropped)
{
    if (!begin_lock_sets(reading->books))
        return status_fault(STATUS_FAILED, FAULT_LEFT_MEMORY);
    for (size_t from = 0; from < reading->blocks.count;) {
        struct extent extent = { from, from, NULL };
        while (extent.to < reading->blocks.count &&
               reading->blocks.all[extent.to].image == reading->blocks.all[from].image)
            extent.to++;
        from = extent.to;
        if (!read_image(reading, &extent, dropped))
            return status_fault(STATUS_FAILED, FAULT_LEFT_MEMORY);
    }
    return status_ok();
}

// What was asked for and is in no image's books, where nothing was said of it.
static void say_missing(struct raw_books *books, const struct number_head *head)
{
    for (uint32_t i = 0; i < head->names && i < NUMBER_NAMES_MAX; i++) {
        char name[NUMBER_NAME_BYTES];
        snprintf(name, sizeof name, "%.*s", NUMBER_NAME_BYTES - 1, head->name[i]);
        const size_t bytes = strlen(name), used = strlen(books->reason);
        bool found = strstr(books->reason, name) != NULL;
        for (size_t v = 0; v < books->variable_count && !found; v++) {
            const struct raw_variable *variable = &books->variables[v];
            const char *called = variable->name < books->text_bytes ? books->text + variable->name : "";
            const size_t length = strlen(called);
            found = length >= bytes && strcmp(called + length - bytes, name) == 0;
        }
        if (!found)
            snprintf(books->reason + used, sizeof books->reason - used,
                     "%s%s: no assignment to it was seen in the program's own files", used ? "; " : "", name);
    }
}

struct status number_read(const void *memory, uint64_t bytes, uint64_t start_ns, const struct event_streams *streams,
                          struct raw_books *books)
{
    struct number_head head;
    struct reading *reading = calloc(1, sizeof *reading);
    if (!reading)
        return status_fault(STATUS_FAILED, FAULT_LEFT_MEMORY);
    reading->streams = streams;
    reading->is_quiet = atomic_load_explicit(&((const struct number_head *)memory)->quiet, memory_order_relaxed) > 0;
    reading->books = books;
    reading->start_ns = start_ns;
    memcpy(&head, memory, sizeof head);
    const uint64_t dropped = atomic_load_explicit(&head.dropped, memory_order_relaxed) & (UINT64_MAX >> 16);
    const struct status status = number_blocks_find(&reading->blocks, memory, bytes)
                                     ? read_all(reading, dropped)
                                     : status_fault(STATUS_FAILED, FAULT_LEFT_MEMORY);
    const bool woke = atomic_load_explicit(&head.woke, memory_order_relaxed) > 0;
    if (status_is_ok(status) && woke)
        say_missing(books, &head);
    if (woke || books->reason[0]) {
        books->any = true;
        books->how |= WATCH_PYTHON;
        books->dropped_stores += dropped;
    }
    number_blocks_free(&reading->blocks);
    free(reading->tids);
    free(reading->positions);
    free(reading);
    return status;
}
