// Puts the sentence together from what the listing and the table of versions say; nothing is said of a version by name.
#include "report/explain.h"

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

// The kinds of places where a version that looks at few places does.
enum place {
    PLACE_END,
    PLACE_ENTRY,
    PLACE_CALL,
    PLACES
};

static const char *const place_names[PLACES] = {
    [PLACE_END] = "at the loop's end",
    [PLACE_ENTRY] = "at function entry",
    [PLACE_CALL] = "after a call",
};

static enum place place_of(const struct step *step)
{
    if (strncmp(step->text, "JUMP", 4) == 0)
        return PLACE_END;
    return step->looks == LOOKS_BEFORE || strncmp(step->text, "RESUME", 6) == 0 ? PLACE_ENTRY : PLACE_CALL;
}

// Returns how many kinds of places there are.
static int say_places(struct saying *saying, const struct program *program)
{
    bool there[PLACES] = { false };
    int count = 0, said = 0;
    for (int i = 0; i < program->step_count; i++) {
        if (program->steps[i].looks != LOOKS_NEVER)
            there[place_of(&program->steps[i])] = true;
    }
    for (int i = 0; i < PLACES; i++)
        count += there[i];
    for (int i = 0; i < PLACES; i++) {
        if (!there[i])
            continue;
        say(saying, "%s%s", said == 0 ? " " : said + 1 == count ? " and " : ", ", place_names[i]);
        said++;
    }
    return count;
}

// Returns how many kinds of places; 0 where it is not a matter of few places.
static int say_where(struct saying *saying, const struct python *python, const struct program *program)
{
    const int points = program_switch_points(program).all;
    if (python->lock == GIL_NONE) {
        say(saying, "%s has no GIL: each load and store is safe by itself, but others run at the same time.",
            python->name);
        return 0;
    }
    if (python->lock == GIL_TICKS)
        say(saying, "%s lets go of the GIL every %d ticks and at once tries to take it back. It counts a tick",
            python->name, python->ticks);
    else
        say(saying, "%s looks at the request", python->name);
    if (python->looks == GIL_LOOKS_BETWEEN) {
        say(saying, " before nearly every bytecode, at %d points of a pass.", points);
        return 0;
    }
    say(saying, " only");
    const int places = say_places(saying, program);
    say(saying, ".");
    return places;
}

// The program that the same version does lose updates of and end wrong, nearest to the end of the table; NULL: none.
static const struct program_kind *racing(enum python_version python)
{
    for (int i = PROGRAM_COUNT - 1; i >= 0; i--) {
        if (program_can_end_wrong(listing_of((enum program_id)i, python)))
            return &program_kinds[i];
    }
    return NULL;
}

static void say_safe(struct saying *saying, int places, enum program_id program, enum python_version python)
{
    const struct program_kind *other = program == PROGRAM_LOCK ? NULL : racing(python); // a lock would keep it right
    say(saying, " %s between a load and its store: nothing can be lost here.",
        places == 1   ? "That does not lie"
        : places == 2 ? "Neither lies"
                      : "None of these lies");
    if (other)
        say(saying, " `%s` would bring the race back.", other->form);
}

const char *explain(char buffer[EXPLAIN_BYTES], enum program_id program, enum python_version python)
{
    const struct program *listing = listing_of(program, python);
    const struct switch_points points = program_switch_points(listing);
    struct saying saying = { .buffer = buffer };
    buffer[0] = '\0';
    const int places = say_where(&saying, &pythons[python], listing);
    const bool gil = pythons[python].lock != GIL_NONE;
    if (points.inside == 0) {
        say_safe(&saying, places, program, python);
    } else if (points.exposed == 0) {
        if (gil)
            say(&saying, " %d of its points %s between a load and its store.", points.inside,
                points.inside == 1 ? "lies" : "lie");
        say(&saying, " Whoever comes in between must wait for the lock: nothing can be lost here.");
    } else {
        if (gil)
            say(&saying, " %d of the %d switch points %s between a load and its store: updates can be lost.",
                points.exposed, points.all, points.exposed == 1 ? "lies" : "lie");
        else
            say(&saying, " What comes between a load and its store is lost.");
        if (!program_can_end_wrong(listing))
            say(&saying, " Yet the final is always right: at every switch point the balance is what it was before the "
                         "pass, so a stale value is the same as a fresh one.");
    }
    return buffer;
}

void explain_print(FILE *out, enum program_id program, enum python_version python)
{
    enum {
        COLUMNS = 80
    };
    char text[EXPLAIN_BYTES];
    size_t column = 0;
    for (const char *at = explain(text, program, python); *at;) {
        const size_t length = strcspn(at, " ");
        if (column && column + 1 + length > COLUMNS) {
            fputc('\n', out);
            column = 0;
        } else if (column) {
            fputc(' ', out);
            column++;
        }
        fwrite(at, 1, length, out);
        column += length;
        at += length + (at[length] == ' ');
    }
    fputc('\n', out);
}
