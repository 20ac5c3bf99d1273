#include "record/books_order.h"

#include "inside/books_layout.h"

#include <stdlib.h>

_Static_assert((int)BOOKS_LOCKS_MAX == (int)LOCK_SET_LOCKS, "a set is told whole");

struct books_order_variable {
    uint32_t block;
};

struct books_order_access {
    size_t variable;
    uint32_t image, set; // whose task it is, and the number of its set there
    struct raw_access access;
};

struct books_order_pair {
    size_t variable;
    struct raw_pair pair;
};

struct books_order_set {
    uint32_t image, number;
    uint32_t in_books;
};

// ---- who and where --------------------------------------------------------------------------------------------------

static int by_block(const void *a, const void *b)
{
    const struct books_order_variable *left = a, *right = b;
    return (left->block > right->block) - (left->block < right->block);
}

bool books_order_add_variable(struct books_order *order, uint32_t block)
{
    if (!books_grow((void **)&order->variables, order->variable_count, 1, &order->variable_room,
                    sizeof *order->variables))
        return false;
    order->variables[order->variable_count++] = (struct books_order_variable){ block };
    return true;
}

// SIZE_MAX: there is none.
static size_t find_variable(const struct books_order *order, uint32_t block)
{
    const struct books_order_variable wanted = { .block = block };
    const struct books_order_variable *found =
        order->variable_count
            ? bsearch(&wanted, order->variables, order->variable_count, sizeof *order->variables, by_block)
            : NULL;
    return found ? (size_t)(found - order->variables) : SIZE_MAX;
}

static uint64_t stamp(const struct books_order *order, uint64_t ns)
{
    return order->start_ns + (ns < UINT64_MAX / 4 ? ns : 0);
}

static bool is_kind(uint8_t kind) { return kind > 0 && kind < ACCESS_KINDS; }

// ---- lock sets ------------------------------------------------------------------------------------------------------

bool books_order_add_locks(struct books_order *order, const struct books_block *block, uint32_t event_image)
{
    const struct books_locks *left = (const struct books_locks *)block;
    struct raw_books *books = order->index->books;
    struct raw_lock_set set = { .image = event_image };
    if (!books_grow((void **)&order->sets, order->set_count, 1, &order->set_room, sizeof *order->sets) ||
        !books_grow((void **)&books->lock_sets, books->lock_set_count, 2, &order->set_books_room,
                    sizeof *books->lock_sets))
        return false;
    if (books->lock_set_count == 0)
        books->lock_sets[books->lock_set_count++] = (struct raw_lock_set){ 0 };
    for (int i = 0; i < BOOKS_LOCKS_MAX && (left->mode[i] == LOCK_WHOLE || left->mode[i] == LOCK_TO_READ); i++) {
        set.lock[i] = left->lock[i];
        set.mode[i] = left->mode[i];
    }
    order->sets[order->set_count++] =
        (struct books_order_set){ left->image, left->number, (uint32_t)books->lock_set_count };
    books->lock_sets[books->lock_set_count++] = set;
    return true;
}

static int by_number(const void *a, const void *b)
{
    const struct books_order_set *left = a, *right = b;
    if (left->image != right->image)
        return left->image < right->image ? -1 : 1;
    return (left->number > right->number) - (left->number < right->number);
}

// The empty one where it is not there.
static uint32_t find_set(const struct books_order *order, uint32_t image, uint32_t number)
{
    const struct books_order_set wanted = { .image = image, .number = number };
    const struct books_order_set *found =
        order->set_count ? bsearch(&wanted, order->sets, order->set_count, sizeof *order->sets, by_number) : NULL;
    return found ? found->in_books : 0;
}

// ---- accesses and pairs ---------------------------------------------------------------------------------------------

static uint32_t place_of(const struct books_order *order, size_t variable, const struct books_who *who,
                         uint64_t address)
{
    const uint32_t image = who->tid ? who->event : order->index->books->variables[variable].image;
    return books_place(order->index, image, address);
}

static bool add_access(struct books_order *order, size_t variable, const struct books_access *left)
{
    if (!is_kind(left->kind) || left->place == 0)
        return true;
    const struct books_who who = order->who(order->context, left->task);
    const uint32_t place = place_of(order, variable, &who, left->place);
    if (place == UINT32_MAX ||
        !books_grow((void **)&order->accesses, order->access_count, 1, &order->access_room, sizeof *order->accesses))
        return false;
    order->accesses[order->access_count++] = (struct books_order_access){
        .variable = variable,
        .image = who.image,
        .set = left->locks,
        .access = {
            .count = left->count,
            .first_ns = stamp(order, left->first_ns),
            .place = place,
            .tid = who.tid,
            .kind = left->kind,
            .alone = !left->met,
        },
    };
    return true;
}

bool books_order_add_accesses(struct books_order *order, const struct books_block *block)
{
    const struct books_accesses *left = (const struct books_accesses *)block;
    const size_t variable = find_variable(order, left->variable);
    const size_t count = (block->bytes - sizeof *left) / sizeof left->access[0];
    for (size_t i = 0; variable != SIZE_MAX && i < count; i++)
        if (left->access[i].count > 0 && !add_access(order, variable, &left->access[i]))
            return false;
    return true;
}

static bool add_pair(struct books_order *order, size_t variable, const struct books_pair *left)
{
    if (!is_kind(left->kind[0]) || !is_kind(left->kind[1]) || left->place[0] == 0 || left->place[1] == 0)
        return true;
    struct raw_pair pair = { .count = left->count, .first_ns = stamp(order, left->first_ns) };
    for (int i = 0; i < 2; i++) {
        const struct books_who who = order->who(order->context, left->task[i]);
        pair.place[i] = place_of(order, variable, &who, left->place[i]);
        pair.tid[i] = who.tid;
        pair.kind[i] = left->kind[i];
        if (pair.place[i] == UINT32_MAX)
            return false;
    }
    if (!books_grow((void **)&order->pairs, order->pair_count, 1, &order->pair_room, sizeof *order->pairs))
        return false;
    order->pairs[order->pair_count++] = (struct books_order_pair){ variable, pair };
    return true;
}

bool books_order_add_pairs(struct books_order *order, const struct books_block *block)
{
    const struct books_pairs *left = (const struct books_pairs *)block;
    const size_t variable = find_variable(order, left->variable);
    const size_t count = (block->bytes - sizeof *left) / sizeof left->pair[0];
    for (size_t i = 0; variable != SIZE_MAX && i < count; i++)
        if (left->pair[i].count > 0 && !add_pair(order, variable, &left->pair[i]))
            return false;
    return true;
}

// ---- put together ---------------------------------------------------------------------------------------------------

// What of each variable comes where, by how many it has of them.
static void place_accesses(struct books_order *order, struct raw_books *books)
{
    size_t at = 0;
    for (size_t i = 0; i < order->access_count; i++)
        books->variables[order->accesses[i].variable].access_count++;
    for (size_t i = 0; i < books->variable_count; i++) {
        books->variables[i].first_access = at;
        at += books->variables[i].access_count;
        books->variables[i].access_count = 0;
    }
}

static bool put_accesses(struct books_order *order, struct raw_books *books)
{
    if (!(books->accesses = malloc((order->access_count + 1) * sizeof *books->accesses)))
        return false;
    place_accesses(order, books);
    for (size_t i = 0; i < order->access_count; i++) {
        const struct books_order_access *one = &order->accesses[i];
        struct raw_variable *variable = &books->variables[one->variable];
        struct raw_access *access = &books->accesses[variable->first_access + variable->access_count++];
        *access = one->access;
        access->locks = find_set(order, one->image, one->set);
    }
    books->access_count = order->access_count;
    return true;
}

static void place_pairs(struct books_order *order, struct raw_books *books)
{
    size_t at = 0;
    for (size_t i = 0; i < order->pair_count; i++)
        books->variables[order->pairs[i].variable].pair_count++;
    for (size_t i = 0; i < books->variable_count; i++) {
        books->variables[i].first_pair = at;
        at += books->variables[i].pair_count;
        books->variables[i].pair_count = 0;
    }
}

static bool put_pairs(struct books_order *order, struct raw_books *books)
{
    if (!(books->pairs = malloc((order->pair_count + 1) * sizeof *books->pairs)))
        return false;
    place_pairs(order, books);
    for (size_t i = 0; i < order->pair_count; i++) {
        struct raw_variable *variable = &books->variables[order->pairs[i].variable];
        books->pairs[variable->first_pair + variable->pair_count++] = order->pairs[i].pair;
    }
    books->pair_count = order->pair_count;
    return true;
}

bool books_order_finish(struct books_order *order)
{
    struct raw_books *books = order->index->books;
    if (order->set_count > 0)
        qsort(order->sets, order->set_count, sizeof *order->sets, by_number);
    if (!books->lock_sets && !(books->lock_sets = calloc(1, sizeof *books->lock_sets)))
        return false;
    if (books->lock_set_count == 0)
        books->lock_set_count = 1;
    return put_accesses(order, books) && put_pairs(order, books);
}

void books_order_free(struct books_order *order)
{
    free(order->variables);
    free(order->accesses);
    free(order->pairs);
    free(order->sets);
}
