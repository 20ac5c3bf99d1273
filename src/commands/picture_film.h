// Which part of a run an animation shows, how long and how finely, as it is typed.
#ifndef COMMANDS_PICTURE_FILM_H
#define COMMANDS_PICTURE_FILM_H

#include "document/moment_at.h"
#include "gui/film.h"

// Texts are those of the words; NULL: not given.
struct picture_film {
    const char *from_text, *to_text, *pace_text, *length_text, *fps_text;
    bool wanted; // the name of the file is that of one, or something was asked for that only one has
    struct moment_at from, to;
    struct film film;
};

// at, collision: what was typed of them. STATUS_USAGE names the word that is wrong.
struct status picture_film_read(struct picture_film *film, const char *output, const char *at, const char *collision);

// Only what is played can be.
struct status picture_film_check_view(const struct picture_film *film, enum view view);

// collision: by time, from 0; −1: what lies between the two moments. document: a run's.
struct status picture_film_write(struct picture_film *film, const struct model *model, const struct document *document,
                                 int64_t collision, struct fonts *fonts, const char *output);

#endif
