// A chain is looked for by its block while variables are read, and then by its number, as places name it.
#include "record/books_chains.h"

#include "record/books_index.h"

#include <stdlib.h>

struct chain {
    uint32_t block;
    uint32_t image, number; // image: in the streams
    uint32_t first_step, step_count;
};

bool books_chains_add(struct books_chains *chains, const struct books_chain *left, uint32_t block, uint32_t image,
                      struct raw_books *books)
{
    if (left->count > BOOKS_STEPS_MAX || left->count > (left->block.bytes - sizeof *left) / sizeof *left->step)
        return true;
    if (!books_grow((void **)&chains->all, chains->count, 1, &chains->room, sizeof *chains->all) ||
        !books_grow((void **)&books->steps, books->step_count, left->count, &chains->step_room, sizeof *books->steps))
        return false;
    chains->all[chains->count++] =
        (struct chain){ block, image, left->number, (uint32_t)books->step_count, left->count };
    for (uint32_t i = 0; i < left->count; i++)
        books->steps[books->step_count++] = (struct raw_step){ image, left->step[i].within, left->step[i].at };
    return true;
}

static int by_block(const void *a, const void *b)
{
    const struct chain *left = a, *right = b;
    return (left->block > right->block) - (left->block < right->block);
}

struct books_steps books_chains_of(const struct books_chains *chains, uint32_t block)
{
    const struct chain wanted = { .block = block };
    const struct chain *found =
        chains->count ? bsearch(&wanted, chains->all, chains->count, sizeof wanted, by_block) : NULL;
    return found ? (struct books_steps){ found->first_step, found->step_count } : (struct books_steps){ 0, 0 };
}

static int by_chain(const void *a, const void *b)
{
    const struct chain *left = a, *right = b;
    if (left->image != right->image)
        return left->image < right->image ? -1 : 1;
    return (left->number > right->number) - (left->number < right->number);
}

void books_chains_tell(struct books_chains *chains, struct raw_books *books)
{
    if (chains->count > 0)
        qsort(chains->all, chains->count, sizeof *chains->all, by_chain);
    for (size_t p = 0; chains->count > 0 && p < books->place_count; p++) {
        struct raw_place *place = &books->places[p];
        const struct chain wanted = { .image = place->image, .number = place->chain };
        const struct chain *found =
            place->chain ? bsearch(&wanted, chains->all, chains->count, sizeof wanted, by_chain) : NULL;
        if (found) {
            place->first_step = found->first_step;
            place->step_count = found->step_count;
        }
    }
}

void books_chains_free(struct books_chains *chains)
{
    free(chains->all);
    *chains = (struct books_chains){ 0 };
}
