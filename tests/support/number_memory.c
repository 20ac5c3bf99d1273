#include "support/number_memory.h"

#include <stdlib.h>
#include <string.h>

void number_memory_begin(struct number_memory *memory)
{
    *memory = (struct number_memory){ .bytes = calloc(1, NUMBER_MEMORY_BYTES) };
    struct number_head *head = (struct number_head *)memory->bytes;
    head->magic = NUMBER_MAGIC;
    head->blocks = NUMBER_MEMORY_BLOCKS;
    atomic_store(&head->woke, 1);
}

void number_memory_finish(struct number_memory *memory) { free(memory->bytes); }

void number_memory_block(struct number_memory *memory, uint32_t image, uint32_t sequence, int32_t pid)
{
    char *at = memory->bytes + NUMBER_HEAD_BYTES + (size_t)memory->blocks++ * NUMBER_BLOCK_BYTES;
    *(struct number_block *)at = (struct number_block){ NUMBER_BLOCK_MAGIC, image, sequence, pid };
    memory->at = (uint64_t *)(at + sizeof(struct number_block));
}

void number_memory_put(struct number_memory *memory, unsigned kind_and_flags, uint64_t ns,
                       const uint64_t words[NUMBER_WORDS - 1], const uint64_t *counts, const char *text, size_t bytes)
{
    *memory->at++ = number_first(kind_and_flags, ns);
    for (int i = 0; i < NUMBER_WORDS - 1; i++)
        *memory->at++ = words[i];
    for (int i = 0; counts && i < NUMBER_COUNTS; i++)
        *memory->at++ = counts[i];
    if (bytes > 0)
        memcpy(memory->at, text, bytes);
    memory->at += number_text_words(bytes);
}

void number_memory_thread(struct number_memory *memory, uint32_t number, int32_t tid)
{
    number_memory_put(memory, NUMBER_THREAD, 1, (uint64_t[]){ number_both((uint32_t)tid, number), 0, 0 }, NULL, NULL,
                      0);
}

void number_memory_variable(struct number_memory *memory, uint32_t number, const char *name, uint64_t first,
                            unsigned flags, uint64_t doubt)
{
    const size_t bytes = strlen(name) + 1;
    number_memory_put(memory, NUMBER_VARIABLE | flags, 2,
                      (uint64_t[]){ number_both(number, (uint32_t)bytes), first, 0x1000 }, (uint64_t[]){ 7, doubt },
                      name, bytes);
}

void number_memory_store(struct number_memory *memory, uint64_t ns, uint64_t value, uint32_t parent, uint32_t act,
                         uint32_t variable, uint32_t thread, unsigned flags)
{
    number_memory_put(memory, NUMBER_STORE | flags, ns,
                      (uint64_t[]){ value, number_both(parent, act), number_both(variable, thread) }, NULL, NULL, 0);
}

// ---- what must hold -------------------------------------------------------------------------------------------------

static bool is_text(const struct raw_books *books, uint32_t text)
{
    return text == UINT32_MAX || (text < books->text_bytes && memchr(books->text + text, 0, books->text_bytes - text));
}

static bool is_place(const struct raw_books *books, uint32_t place)
{
    return place == PLACE_NOWHERE || place < books->place_count;
}

static const char *store_problem(const struct raw_books *books, const struct raw_variable *variable)
{
    const struct raw_store *stores = books->stores + variable->first_store;
    for (size_t i = 0; i < variable->store_count; i++) {
        if (stores[i].act >= books->act_count)
            return "a store is no act there is";
        if (stores[i].parent > i || (books->acts[stores[i].act].kind != ACT_UPDATE && stores[i].parent != (uint32_t)i))
            return "a store's parent does not stand before it";
        if (stores[i].ns < (i > 0 ? stores[i - 1].ns : variable->from_ns))
            return "time runs back";
    }
    return NULL;
}

static const char *variable_problem(const struct raw_books *books, const struct raw_variable *variable)
{
    if (variable->first_store + variable->store_count > books->store_count || variable->stores != variable->store_count)
        return "a variable's stores are not there";
    if (variable->first_access + variable->access_count > books->access_count)
        return "a variable's accesses are not there";
    for (size_t i = 0; i < variable->access_count; i++) {
        const struct raw_access *access = &books->accesses[variable->first_access + i];
        if (!is_place(books, access->place) || access->locks >= books->lock_set_count || access->count == 0)
            return "an access is at no place, or under no set of locks";
    }
    return is_text(books, variable->name) ? store_problem(books, variable) : "a variable has no name";
}

const char *number_memory_problem(const struct raw_books *books)
{
    for (size_t i = 0; i < books->place_count; i++)
        if (!is_text(books, books->places[i].file) || !is_text(books, books->places[i].function) ||
            !is_text(books, books->places[i].instruction))
            return "a place's text is not there";
    for (size_t i = 0; i < books->act_count; i++)
        if (!is_place(books, books->acts[i].place) || !is_place(books, books->acts[i].load_place))
            return "an act is at no place";
    for (size_t i = 0; i < books->variable_count; i++) {
        const char *problem = variable_problem(books, &books->variables[i]);
        if (problem)
            return problem;
    }
    return memchr(books->reason, 0, sizeof books->reason) ? NULL : "the reason has no end";
}
