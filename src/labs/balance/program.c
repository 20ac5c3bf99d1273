// What follows from a listing alone.
#include "labs/balance/program.h"

// One pass, step by step, as a worker alone would do it.
struct pass {
    bool loaded; // between a load and its store
    int held;    // locks held, the GIL not counted: it is what switches
    int change;  // of the balance, in amounts
    int sum;     // what the last addition would make of it
};

static void count_point(struct switch_points *points, const struct pass *pass)
{
    points->all++;
    points->inside += pass->loaded;
    points->exposed += pass->loaded && !pass->held;
    points->changed += pass->change != 0 && !pass->held;
}

// A lock that lets two in at once is none.
static bool keeps_out(const struct program *program) { return !program->protocol || program->protocol->excludes; }

static void go_through(struct pass *pass, const struct program *program, int index)
{
    const struct step *step = &program->steps[index];
    if (step->kind == STEP_ADD)
        pass->sum = pass->change + step->sign;
    if (step->kind == STEP_MODIFY)
        pass->change += step->sign;
    if (step->kind == STEP_STORE)
        pass->change = pass->sum;
    pass->loaded = step->kind == STEP_LOAD || (pass->loaded && step->kind != STEP_STORE);
    pass->held += keeps_out(program) ? step_takes(step) - step_gives(step) : 0;
}

struct switch_points program_switch_points(const struct program *program)
{
    struct switch_points points = { 0 };
    struct pass pass = { 0 };
    for (int i = 0; i < program->step_count; i++) {
        const struct step *step = &program->steps[i];
        if (!program->bytecode || step->looks == LOOKS_BEFORE)
            count_point(&points, &pass);
        go_through(&pass, program, i);
        if (program->bytecode && step->looks == LOOKS_AFTER)
            count_point(&points, &pass);
    }
    return points;
}

bool program_is_loaded(const struct program *program, int step)
{
    struct pass pass = { 0 };
    for (int i = 0; i < step; i++)
        go_through(&pass, program, i);
    return pass.loaded;
}

bool program_can_lose(const struct program *program) { return program_switch_points(program).exposed > 0; }

// Let nobody see the balance changed. Whoever goes on from a switch point then finds there what it would have found
// alone, its stale values included, so it leaves at the next one what it would have left alone: the balance as before.
bool program_can_end_wrong(const struct program *program)
{
    const struct switch_points points = program_switch_points(program);
    return points.exposed > 0 && points.changed > 0;
}
