// What follows from a listing alone.
#include "experiment/program.h"

bool program_can_lose(const struct program *program)
{
    bool loaded = false; // between a load and its store
    int held = 0;        // locks held, the GIL not counted: it is what switches
    for (int i = 0; i < program->step_count; i++) {
        const struct step *step = &program->steps[i];
        const bool before = program->bytecode ? step->looks == LOOKS_BEFORE : true;
        if (loaded && !held && before)
            return true;
        loaded = step->kind == STEP_LOAD || (loaded && step->kind != STEP_STORE);
        held += (step->kind == STEP_LOCK) - (step->kind == STEP_UNLOCK);
        if (loaded && !held && program->bytecode && step->looks == LOOKS_AFTER)
            return true;
    }
    return false;
}
