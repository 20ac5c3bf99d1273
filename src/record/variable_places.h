// The places of raw books as those of a recording: lines of sources, each once, with the sources' texts.
#ifndef RECORD_VARIABLE_PLACES_H
#define RECORD_VARIABLE_PLACES_H

#include "base/numbered.h"
#include "record/book_names.h"
#include "record/books.h"
#include "record/sources.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct variable_places {
    struct numbered all; // struct place
    uint32_t *of;        // number of each of the books' places; PLACE_NOWHERE: there was no room
    size_t count;        // of the books'
    struct sources sources;
};

// False: memory is short. Free with variable_places_free, which a zeroed one is allowed to.
bool variable_places_build(struct variable_places *places, const struct raw_books *books,
                           const struct book_names *names);
void variable_places_free(struct variable_places *places);

// The number of a raw place; of a line that a name stands at.
uint32_t variable_place(const struct variable_places *places, uint32_t raw);
uint32_t variable_place_declared(struct variable_places *places, const struct book_names *names,
                                 const struct dwarf_line *declared);

static inline const struct place *variable_place_at(const struct variable_places *places, uint32_t number)
{
    return number < places->all.count ? (const struct place *)places->all.things + number : NULL;
}

// No more are added: names the sources, and gives lines the address that was met first in them.
void variable_places_finish(struct variable_places *places, const struct raw_books *books,
                            const struct book_names *names);

// Puts a text into a field of a file, plain, cut where it is longer, zeros behind it.
void put_plain(char *field, size_t field_bytes, const char *text);

#endif
