// Objects are told apart by their address and the line that allocated them.
#include "record/variable_name.h"

#include "base/numbered.h"
#include "record/library_word.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// What a process has from its parent lies where the parent has it, and has its number.
struct object_key {
    uint64_t object;
    uint32_t segment, place; // segment: of what processes share
};

// Where in the program each was allocated, as far as that is known.
static bool find_makers(struct variable_names *names, const struct raw_books *books, const struct book_names *words,
                        struct variable_places *places)
{
    for (size_t v = 0; v < books->variable_count; v++) {
        const struct raw_variable *raw = &books->variables[v];
        const struct book_maker maker = book_names_maker(words, raw);
        names->made[v] = PLACE_NOWHERE;
        if (!raw->object)
            continue;
        names->made[v] = maker.is_line_known ? variable_place_declared(places, words, maker.line)
                                             : variable_place(places, raw->allocated);
    }
    return !places->all.is_short;
}

// Numbers objects, and counts them line by line.
static bool count(const struct raw_books *books, struct variable_names *names, uint32_t *of_line)
{
    struct numbered objects = numbered_of(sizeof(struct object_key), UINT32_MAX - 1);
    uint32_t *number_of = calloc(books->variable_count + 1, sizeof *number_of); // of the object: its ordinal
    bool enough = number_of != NULL;
    for (size_t v = 0; enough && v < books->variable_count; v++) {
        const struct raw_variable *raw = &books->variables[v];
        const struct object_key key = { raw->object, raw->segment, names->made[v] };
        if (!raw->object || key.place == PLACE_NOWHERE)
            continue;
        const uint32_t number = numbered_add(&objects, &key);
        enough = number != NUMBERED_NONE;
        if (enough && number_of[number] == 0)
            number_of[number] = ++of_line[key.place];
        names->ordinal[v] = enough ? number_of[number] : 0;
    }
    free(number_of);
    numbered_free(&objects);
    return enough;
}

bool variable_names_begin(struct variable_names *names, const struct raw_books *books, const struct book_names *words,
                          struct variable_places *places)
{
    names->made = calloc(books->variable_count + 1, sizeof *names->made);
    names->ordinal = calloc(books->variable_count + 1, sizeof *names->ordinal);
    if (!names->made || !names->ordinal || !find_makers(names, books, words, places))
        return false;
    uint32_t *of_line = calloc((size_t)places->all.count + 1, sizeof *of_line);
    const bool enough = of_line && count(books, names, of_line);
    for (size_t v = 0; enough && v < books->variable_count; v++)
        if (names->ordinal[v] && of_line[names->made[v]] == 1)
            names->ordinal[v] = 0;
    free(of_line);
    return enough;
}

void variable_names_end(struct variable_names *names)
{
    free(names->ordinal);
    free(names->made);
    *names = (struct variable_names){ 0 };
}

// By the line, "main.c:12", or by what is known of it: "vector at main.cpp:7", "allocated in main".
static bool name_made(const struct book_maker *maker, const struct place *made, char *name, size_t name_bytes)
{
    char word[24];
    if (maker->line && !maker->is_line_known)
        return maker->line->function[0] && snprintf(name, name_bytes, "allocated in %.40s", maker->line->function) > 0;
    if (!made || !made->line || !made->file[0])
        return false;
    const bool has_word = maker->line && maker->through && library_word(maker->through, word, sizeof word);
    return snprintf(name, name_bytes, "%s%s%.40s:%" PRIu32, has_word ? word : "", has_word ? " at " : "", made->file,
                    made->line) > 0;
}

// "main.c:12 +8", "node.c:7 (2) .total", "vector at main.cpp:7 [3]".
static bool name_allocated(const struct variable_names *names, const struct variable_known *known, char *name,
                           size_t name_bytes)
{
    const struct raw_variable *raw = &known->books->variables[known->v];
    const struct dwarf_word *word = book_names_word(known->names, known->v);
    const struct book_maker maker = book_names_maker(known->names, raw);
    char made[72], which[32] = "", within[40] = "";
    if (!name_made(&maker, variable_place_at(known->places, names->made[known->v]), made, sizeof made))
        return false;
    if (names->ordinal[known->v])
        snprintf(which, sizeof which, " (%" PRIu32 ")", names->ordinal[known->v]);
    if (word && word->name[0])
        snprintf(within, sizeof within, " %.36s", word->name);
    else if (raw->address > raw->object)
        snprintf(within, sizeof within, " +%" PRIu64, raw->address - raw->object);
    return snprintf(name, name_bytes, "%s%s%s", made, which, within) > 0;
}

// What lies on a stack and has no name, or is a thread's own copy: whose.
static void name_owned(const struct variable_known *known, const char *own, char *name, size_t name_bytes)
{
    const struct raw_variable *raw = &known->books->variables[known->v];
    const struct made_span *span = made_find_span(known->made, raw->owner, raw->from_ns);
    const char *whose = span ? known->made->tasks[span->task].name : NULL;
    if (whose && *own)
        snprintf(name, name_bytes, "%.48s of %.32s", own, whose);
    else if (whose && !raw->own_high)
        snprintf(name, name_bytes, "on the stack of %.32s", whose);
    else
        put_plain(name, name_bytes, own);
}

void variable_names_put(const struct variable_names *names, const struct variable_known *known,
                        struct variable *variable)
{
    const struct raw_variable *raw = &known->books->variables[known->v];
    const struct dwarf_word *word = book_names_word(known->names, known->v);
    const char *given = raw->name == UINT32_MAX ? NULL : raw_text(known->books, raw->name);
    const bool is_named = word && !word->is_pointed_to && word->name[0];
    char name[VARIABLE_NAME_BYTES] = "";
    if (given && *given)
        put_plain(name, sizeof name, given);
    else if (raw->object)
        (void)(name_allocated(names, known, name, sizeof name) || (name[0] = '\0'));
    else if (is_named && !book_names_is_own(known->names, known->v))
        put_plain(name, sizeof name, word->name); // NOLINT(bugprone-branch-clone): in this order
    else if (is_named)
        name_owned(known, word->name, name, sizeof name);
    else if (known->programs && programs_name(known->programs, raw->image, raw->address, name, sizeof name))
        ;
    else if (word && word->name[0])
        put_plain(name, sizeof name, word->name);
    else if (raw->owner)
        name_owned(known, "", name, sizeof name);
    if (!name[0])
        snprintf(name, sizeof name, "0x%" PRIx64, raw->address);
    put_plain(variable->name, sizeof variable->name, name[0] ? name : "?");
}

bool variable_names_tell_apart(struct variable *variables, uint32_t count)
{
    struct key {
        char name[VARIABLE_NAME_BYTES];
        uint32_t process;
    };
    struct numbered names = numbered_of(sizeof(struct key), VARIABLES_MAX);
    uint32_t *times = calloc((size_t)count + 1, sizeof *times);
    for (uint32_t v = 0; times && v < count; v++) {
        struct variable *variable = &variables[v];
        struct key key = { .process = variable->process };
        memcpy(key.name, variable->name, sizeof key.name);
        const uint32_t number = variable->is_allocated ? NUMBERED_NONE : numbered_add(&names, &key);
        if (number == NUMBERED_NONE || ++times[number] == 1)
            continue;
        char name[VARIABLE_NAME_BYTES + 16];
        snprintf(name, sizeof name, "%.80s (%" PRIu32 ")", variable->name, times[number]);
        put_plain(variable->name, sizeof variable->name, name);
    }
    const bool enough = times && !names.is_short;
    free(times);
    numbered_free(&names);
    return enough;
}
