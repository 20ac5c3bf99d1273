// Objects are told apart by their address and the line that allocated them.
#include "record/variable_name.h"

#include "base/numbered.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

struct object_key {
    uint64_t object;
    uint32_t image, place;
};

// Numbers objects, and counts them line by line.
static bool count(const struct raw_books *books, const struct variable_places *places, uint32_t *ordinal,
                  uint32_t *of_line)
{
    struct numbered objects = numbered_of(sizeof(struct object_key), UINT32_MAX - 1);
    uint32_t *number_of = calloc(books->variable_count + 1, sizeof *number_of); // of the object: its ordinal
    bool enough = number_of != NULL;
    for (size_t v = 0; enough && v < books->variable_count; v++) {
        const struct raw_variable *raw = &books->variables[v];
        const struct object_key key = { raw->object, raw->image, variable_place(places, raw->allocated) };
        if (!raw->object || key.place == PLACE_NOWHERE)
            continue;
        const uint32_t number = numbered_add(&objects, &key);
        enough = number != NUMBERED_NONE;
        if (enough && number_of[number] == 0)
            number_of[number] = ++of_line[key.place];
        ordinal[v] = enough ? number_of[number] : 0;
    }
    free(number_of);
    numbered_free(&objects);
    return enough;
}

bool variable_names_begin(struct variable_names *names, const struct raw_books *books,
                          const struct variable_places *places)
{
    uint32_t *of_line = calloc((size_t)places->all.count + 1, sizeof *of_line);
    names->ordinal = calloc(books->variable_count + 1, sizeof *names->ordinal);
    const bool enough = of_line && names->ordinal && count(books, places, names->ordinal, of_line);
    for (size_t v = 0; enough && v < books->variable_count; v++)
        if (names->ordinal[v] && of_line[variable_place(places, books->variables[v].allocated)] == 1)
            names->ordinal[v] = 0;
    free(of_line);
    return enough;
}

void variable_names_end(struct variable_names *names)
{
    free(names->ordinal);
    *names = (struct variable_names){ 0 };
}

// "main.c:12 +8", "node.c:7 (2) .total".
static bool name_allocated(const struct variable_names *names, const struct raw_variable *raw, const char *part,
                           const struct place *allocated, size_t v, char *name, size_t name_bytes)
{
    char which[32] = "", within[40] = "";
    if (!allocated || !allocated->line || !allocated->file[0])
        return false;
    if (names->ordinal[v])
        snprintf(which, sizeof which, " (%" PRIu32 ")", names->ordinal[v]);
    if (*part)
        snprintf(within, sizeof within, " %.36s", part);
    else if (raw->address > raw->object)
        snprintf(within, sizeof within, " +%" PRIu64, raw->address - raw->object);
    return snprintf(name, name_bytes, "%.48s:%" PRIu32 "%s%s", allocated->file, allocated->line, which, within) > 0;
}

void variable_names_put(const struct variable_names *names, const struct variable_known *known,
                        struct variable *variable)
{
    const struct raw_variable *raw = &known->books->variables[known->v];
    const struct dwarf_word *word = book_names_word(known->names, known->v);
    const struct place *declared = variable_place_at(known->places, variable->declared);
    const char *given = raw->name == UINT32_MAX ? NULL : raw_text(known->books, raw->name);
    char name[VARIABLE_NAME_BYTES] = "";
    bool is_named = true;
    if (given && *given)
        put_plain(name, sizeof name, given);
    else if (raw->object)
        is_named = name_allocated(names, raw, word ? word->name : "", declared, known->v, name, sizeof name);
    else if (word && !word->is_pointed_to)
        put_plain(name, sizeof name, word->name);
    else if (known->programs && programs_name(known->programs, raw->image, raw->address, name, 32))
        is_named = true;
    else
        put_plain(name, sizeof name, word ? word->name : "");
    if (!is_named || !name[0])
        snprintf(name, sizeof name, "0x%" PRIx64, raw->address);
    put_plain(variable->name, sizeof variable->name, name[0] ? name : "?");
}
