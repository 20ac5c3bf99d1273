#include "support/hooked.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

static _Noreturn void give_up(const struct raw_variable *variable, size_t store, const char *what)
{
    fprintf(stderr, "hooked: variable %" PRIx64 " of %d bytes, store %zu of %zu: %s\n", variable->address,
            variable->bytes, store, variable->store_count, what);
    exit(1);
}

const struct raw_variable *hooked_variable(const struct recorded *run, const char *word)
{
    const uint64_t address = (uint64_t)recorded_said(run, word);
    for (size_t i = 0; i < run->books.variable_count; i++)
        if (run->books.variables[i].address == address)
            return &run->books.variables[i];
    return NULL;
}

int64_t hooked_value(const struct raw_variable *variable, uint64_t value)
{
    const unsigned unused = 64 - 8u * variable->bytes;
    return (int64_t)(value << unused) >> unused;
}

static const struct raw_store *store_at(const struct raw_books *books, const struct raw_variable *variable, size_t i)
{
    return &books->stores[variable->first_store + i];
}

static bool is_update(const struct raw_books *books, const struct raw_store *store)
{
    const uint8_t kind = books->acts[store->act].kind;
    return kind == ACT_UPDATE || kind == ACT_ATOMIC || kind == ACT_ATOMIC_UPDATE;
}

// Store by store whether the final value comes from it, from the last one back.
static bool *kept(const struct raw_books *books, const struct raw_variable *variable)
{
    bool *is_kept = calloc(variable->store_count + 1, sizeof *is_kept);
    for (size_t at = variable->store_count; is_kept && at > 0; at = store_at(books, variable, at - 1)->parent)
        is_kept[at] = true;
    return is_kept;
}

static uint64_t amount(const struct raw_books *books, const struct raw_variable *variable, size_t i)
{
    const struct raw_store *store = store_at(books, variable, i);
    return store->value - (store->parent ? store_at(books, variable, store->parent - 1)->value : variable->first);
}

struct hooked_lost hooked_lost(const struct raw_books *books, const struct raw_variable *variable)
{
    struct hooked_lost lost = { 0 };
    bool *is_kept = kept(books, variable);
    for (size_t i = 0; is_kept && i < variable->store_count; i++)
        if (!is_kept[i + 1] && is_update(books, store_at(books, variable, i))) {
            lost.count++;
            lost.net += hooked_value(variable, amount(books, variable, i));
        }
    free(is_kept);
    return lost;
}

static void check_stores(const struct recorded *run, const struct raw_variable *variable)
{
    const struct raw_books *books = &run->books;
    uint64_t ns = run->began_ns, sum = 0;
    bool updates = variable->stores == variable->store_count;
    for (size_t i = 0; i < variable->store_count; i++) {
        const struct raw_store *store = store_at(books, variable, i);
        if (store->parent > i || store->act >= books->act_count)
            give_up(variable, i, "its parent or its act is out of bounds");
        if (store->ns < ns || store->ns > run->ended_ns)
            give_up(variable, i, "its time is out of order");
        ns = store->ns;
        sum += amount(books, variable, i);
        updates &= is_update(books, store);
    }
    const uint64_t lost = (uint64_t)hooked_lost(books, variable).net;
    if (updates && hooked_value(variable, variable->first + sum - lost) != hooked_value(variable, variable->final))
        give_up(variable, variable->store_count, "the books do not balance");
}

void hooked_check(const struct recorded *run)
{
    for (size_t i = 0; i < run->books.variable_count; i++)
        check_stores(run, &run->books.variables[i]);
    for (size_t i = 0; i < run->books.act_count; i++)
        if (run->books.acts[i].place >= run->books.place_count && run->books.acts[i].kind != ACT_FOREIGN) {
            fprintf(stderr, "hooked: act %zu has no place\n", i);
            exit(1);
        }
}
