// Puts the sentence together.
#include "labs/balance/report/explain.h"

#include "base/said.h"
#include "labs/balance/explanation.h"
#include "report/paper.h"

#include <stdarg.h>
#include <stdbool.h>
#include <string.h>

struct saying {
    char *buffer;
    size_t length;
};

static void __attribute__((format(printf, 2, 3))) say(struct saying *saying, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    const size_t room = EXPLAIN_BYTES - saying->length;
    const int length = vsnprintf(saying->buffer + saying->length, room, format, arguments);
    va_end(arguments);
    if (length > 0)
        saying->length += (size_t)length < room ? (size_t)length : room - 1;
}

static const char *const place_names[PLACE_COUNT] = {
    [PLACE_END] = SAID("at the loop's end"),
    [PLACE_ENTRY] = SAID("at function entry"),
    [PLACE_CALL] = SAID("after a call"),
};

static void say_places(struct saying *saying, const struct explanation *explanation)
{
    int told = 0;
    for (int i = 0; i < PLACE_COUNT; i++) {
        if (!explanation->places[i])
            continue;
        const bool last = told + 1 == explanation->place_count;
        say(saying, told == 0 ? "%s" : last ? said(" and %s") : said(", %s"), said(place_names[i]));
        told++;
    }
}

static void say_where(struct saying *saying, const struct explanation *explanation)
{
    const struct python *python = explanation->python;
    if (python->lock == GIL_NONE) {
        say(saying,
            said("Python %s has no GIL: each load and store is safe by itself, but others run at the same time."),
            python->name);
        return;
    }
    if (python->lock == GIL_TICKS)
        say(saying,
            said("Python %s lets go of the GIL every %d ticks and at once tries to take it back. It counts a tick"),
            python->name, python->ticks);
    else
        say(saying, said("Python %s may let go of the GIL"), python->name);
    if (python->looks == GIL_LOOKS_BETWEEN) {
        say(saying, said(" before nearly every bytecode, at %d points of a pass."), explanation->points.all);
        return;
    }
    say(saying, said(" only "));
    say_places(saying, explanation);
    say(saying, "%s", said("."));
}

static void say_safe(struct saying *saying, const struct explanation *explanation)
{
    say(saying, said(" %s between a load and its store: nothing can be lost here."),
        explanation->place_count == 1   ? said("That does not lie")
        : explanation->place_count == 2 ? said("Neither lies")
                                        : said("None of these lies"));
    if (explanation->racing)
        say(saying, said(" `%s` would bring the race back."), explanation->racing->form);
}

static void say_locked(struct saying *saying, const struct explanation *explanation)
{
    const int inside = explanation->points.inside;
    if (explanation->python->lock != GIL_NONE)
        say(saying,
            inside == 1 ? said(" %d switch point lies between a load and its store.")
                        : said(" %d switch points lie between a load and its store."),
            inside);
    say(saying, said(" Whoever comes in between must wait for the lock: nothing can be lost here."));
}

static void say_lost(struct saying *saying, const struct explanation *explanation)
{
    const struct switch_points *points = &explanation->points;
    if (explanation->python->lock != GIL_NONE)
        say(saying,
            points->exposed == 1
                ? said(" %d of the %d switch points lies between a load and its store: updates can be lost.")
                : said(" %d of the %d switch points lie between a load and its store: updates can be lost."),
            points->exposed, points->all);
    else
        say(saying, said(" What comes between a load and its store is lost."));
    if (explanation->kind == EXPLAINED_HARMLESS)
        say(saying, said(" Yet the final is always right: at every switch point the balance is what it was before the "
                         "pass, so a stale value is the same as a fresh one."));
}

const char *explain(char buffer[EXPLAIN_BYTES], enum program_id program, enum python_version python)
{
    const struct explanation explanation = explanation_of(program, python);
    struct saying saying = { .buffer = buffer };
    buffer[0] = '\0';
    say_where(&saying, &explanation);
    if (explanation.kind == EXPLAINED_SAFE)
        say_safe(&saying, &explanation);
    else if (explanation.kind == EXPLAINED_LOCKED)
        say_locked(&saying, &explanation);
    else
        say_lost(&saying, &explanation);
    return buffer;
}

void explain_print(FILE *out, enum program_id program, enum python_version python)
{
    char text[EXPLAIN_BYTES];
    paper_prose(out, explain(text, program, python));
}
