// Reads the facts off the listing; nothing is said of a version by name.
#include "labs/balance/explanation.h"

#include <string.h>

static enum look_place place_of(const struct step *step)
{
    if (strncmp(step->text, "JUMP", 4) == 0)
        return PLACE_END;
    return step->looks == LOOKS_BEFORE || strncmp(step->text, "RESUME", 6) == 0 ? PLACE_ENTRY : PLACE_CALL;
}

static void find_places(struct explanation *explanation, const struct program *program)
{
    for (int i = 0; i < program->step_count; i++)
        if (program->steps[i].looks != LOOKS_NEVER)
            explanation->places[place_of(&program->steps[i])] = true;
    for (int i = 0; i < PLACE_COUNT; i++)
        explanation->place_count += explanation->places[i];
}

// The program that the same version does lose updates of and end wrong, nearest to the end of the table; NULL: none.
static const struct program_kind *find_racing(enum python_version python)
{
    for (int i = PROGRAM_COUNT - 1; i >= 0; i--)
        if (program_can_end_wrong(listing_of((enum program_id)i, python)))
            return &program_kinds[i];
    return NULL;
}

struct explanation explanation_of(enum program_id program, enum python_version python)
{
    const struct program *listing = listing_of(program, python);
    struct explanation explanation = { .python = &pythons[python], .points = program_switch_points(listing) };
    if (explanation.python->looks == GIL_LOOKS_AT)
        find_places(&explanation, listing);
    if (explanation.points.inside == 0)
        explanation.kind = EXPLAINED_SAFE;
    else if (explanation.points.exposed == 0)
        explanation.kind = EXPLAINED_LOCKED;
    else
        explanation.kind = program_can_end_wrong(listing) ? EXPLAINED_LOSES : EXPLAINED_HARMLESS;
    if (explanation.kind == EXPLAINED_SAFE && program != PROGRAM_LOCK) // a lock would keep it right
        explanation.racing = find_racing(python);
    return explanation;
}
