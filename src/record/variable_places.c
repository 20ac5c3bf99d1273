// Until all are there a C line has no address, so that all of its instructions are one place.
#include "record/variable_places.h"

#include "base/utf8.h"

#include <stdlib.h>
#include <string.h>

void put_plain(char *field, size_t field_bytes, const char *text)
{
    const size_t length = strlen(text), kept = length < field_bytes ? length : utf8_cut(text, field_bytes - 1);
    memset(field, 0, field_bytes);
    memcpy(field, text, kept);
    utf8_make_plain(field); // never longer
    memset(field + strlen(field), 0, field_bytes - strlen(field));
}

static const char *name_of(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

static void put_source(struct variable_places *places, struct place *place, const char *path)
{
    if (!path)
        return;
    place->source = sources_number(&places->sources, path);
    put_plain(place->file, sizeof place->file, name_of(path));
}

static void put_text(char *field, size_t field_bytes, const struct raw_books *books, uint32_t at)
{
    const char *text = raw_text(books, at);
    if (text)
        put_plain(field, field_bytes, text);
}

static struct place python_place(struct variable_places *places, const struct raw_books *books,
                                 const struct raw_place *raw)
{
    struct place place = { .address = raw->address, .source = PLACE_NOWHERE, .line = raw->line };
    put_source(places, &place, raw_text(books, raw->file));
    put_text(place.function, sizeof place.function, books, raw->function);
    put_text(place.instruction, sizeof place.instruction, books, raw->instruction);
    return place;
}

static struct place c_place(struct variable_places *places, const struct raw_books *books,
                            const struct book_names *names, size_t p)
{
    const struct dwarf_line *line = book_names_line(names, p);
    struct place place = { .source = PLACE_NOWHERE };
    if (line)
        put_plain(place.function, sizeof place.function, line->function);
    if (line && line->line) {
        place.line = line->line;
        put_source(places, &place, book_names_source(names, line->source));
    } else {
        place.address = names->places[p].file == PLACE_NOWHERE ? books->places[p].address : names->places[p].address;
    }
    return place;
}

bool variable_places_build(struct variable_places *places, const struct raw_books *books,
                           const struct book_names *names)
{
    *places =
        (struct variable_places){ .all = numbered_of(sizeof(struct place), PLACES_MAX), .count = books->place_count };
    places->of = malloc((books->place_count + 1) * sizeof *places->of);
    bool enough = sources_begin(&places->sources) && places->of;
    for (size_t p = 0; enough && p < books->place_count; p++) {
        const bool is_python = books->places[p].file != UINT32_MAX;
        const struct place place =
            is_python ? python_place(places, books, &books->places[p]) : c_place(places, books, names, p);
        places->of[p] = numbered_add(&places->all, &place);
        enough = !places->all.is_short && !places->sources.is_short;
    }
    if (!enough)
        variable_places_free(places);
    return enough;
}

void variable_places_free(struct variable_places *places)
{
    numbered_free(&places->all);
    sources_free(&places->sources);
    free(places->of);
    *places = (struct variable_places){ 0 };
}

uint32_t variable_place(const struct variable_places *places, uint32_t raw)
{
    return raw < places->count ? places->of[raw] : PLACE_NOWHERE;
}

uint32_t variable_place_declared(struct variable_places *places, const struct book_names *names,
                                 const struct dwarf_line *declared)
{
    struct place place = { .source = PLACE_NOWHERE, .line = declared->line };
    if (declared->line == 0)
        return PLACE_NOWHERE;
    put_source(places, &place, book_names_source(names, declared->source));
    put_plain(place.function, sizeof place.function, declared->function);
    return numbered_add(&places->all, &place);
}

void variable_places_finish(struct variable_places *places, const struct raw_books *books,
                            const struct book_names *names)
{
    struct place *all = places->all.things;
    sources_name(&places->sources);
    for (size_t p = 0; p < places->count; p++) {
        struct place *place = places->of[p] < places->all.count ? &all[places->of[p]] : NULL;
        if (place && place->line && place->address == 0 && books->places[p].file == UINT32_MAX)
            place->address = book_names_told_at(names, p);
    }
}
