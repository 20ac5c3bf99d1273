// What a picture is asked to show, as it is typed.
#ifndef COMMANDS_PICTURE_REQUEST_H
#define COMMANDS_PICTURE_REQUEST_H

#include "commands/picture_film.h"
#include "commands/picture_real.h"
#include "document/moment_at.h"
#include "lab/settings.h"
#include "view/control/view_models.h"
#include "view/schedules/schedules_model.h"

// Texts are those of the words; NULL: not given.
struct picture_request {
    struct settings settings;
    struct model model;
    struct view_models models; // the model's
    struct moment_at at;
    struct picture_film film;
    struct prediction asked; // of --ask
    const char *signatures;  // a file that has a request a line
    const char *font, *file, *second, *view, *when, *span, *size, *theme, *language, *lecture, *zoom, *page, *repeat,
        *lines, *moves, *beside, *variable, *ask, *output;
    const char *collision;          // as a moment or, of an animation, what it shows
    struct picture_real real;       // of --page real
    enum schedules_listing listing; // of --page
    int listing_variant;
};

// Reads the words into a zeroed request, which stays where it is. STATUS_USAGE names the word that is wrong. *helped: help was asked
// for and given, nothing else is wanted.
struct status picture_request_read(struct picture_request *request, int count, char **words, bool *helped);

// The number of runs that its page of the comparison is to have.
int *picture_request_repeat(struct compare_model *model);

#endif
