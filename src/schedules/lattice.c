// One worker after the other, alone: what its moves do is seen without the others.
#include "schedules/lattice.h"

#include <stdlib.h>

enum {
    MOVES_MAX = 1 << 16, // of one worker
};

// Does the step to the move.
static void do_step(struct lattice_move *move, const struct course_step *step, int64_t amount, bool *stale)
{
    move->register_shift += step->add * amount;
    if (step->kind == STEP_LOAD) {
        move->loads = !move->stores;
        move->register_shift = move->balance_shift;
        *stale = false;
    } else if (step->kind == STEP_STORE) {
        move->stores = !move->loads;
        move->balance_shift = move->register_shift;
        move->loses = move->loses || *stale;
    } else if (step->kind == STEP_MODIFY) {
        move->balance_shift += step->sign * amount;
    }
    if (step->kind == STEP_STORE || step->kind == STEP_MODIFY) {
        move->changes = true;
        *stale = true;
    }
}

// The move that begins at *place, which it leads on to the next rest.
static struct lattice_move move_from(const struct course *course, uint32_t *place, int64_t amount)
{
    struct lattice_move move = { 0 };
    bool stale = false;
    do
        do_step(&move, course_next(course, (*place)++), amount, &stale);
    while (!course_cut(course, *place));
    move.loses = move.loses || (stale && course_carries(course, *place));
    return move;
}

static struct lattice_rest rest_at(const struct course *course, uint32_t place, struct lattice_move move)
{
    const enum step_kind touch = course_touches(course, place);
    return (struct lattice_rest){
        .move = move,
        .carries = course_carries(course, place),
        .reads = touch == STEP_LOAD || touch == STEP_MODIFY,
        .writes = touch == STEP_STORE,
    };
}

static bool changes_nothing(const struct lattice_move *move)
{
    return !move->stores && !move->changes && move->balance_shift == 0 && move->register_shift == 0;
}

static bool axis_init(struct lattice_axis *axis, const struct course *course, uint32_t place, int64_t amount)
{
    const size_t most = (size_t)course_moves_alone(course, place) + 1;
    axis->rests = calloc(most, sizeof *axis->rests);
    axis->stands = calloc(most + 1, sizeof *axis->stands);
    if (!axis->rests || !axis->stands)
        return false;
    axis->rests[axis->rest_count++] = rest_at(course, place, (struct lattice_move){ 0 });
    axis->stand_count = 1;
    while (place < course->length) {
        const struct lattice_move move = move_from(course, &place, amount);
        const uint32_t stood = axis->rest_count - axis->stands[axis->stand_count - 1];
        if (stood == LATTICE_STAND_MOST || !changes_nothing(&move))
            axis->stands[axis->stand_count++] = axis->rest_count;
        axis->rests[axis->rest_count++] = rest_at(course, place, move);
    }
    axis->stands[axis->stand_count] = axis->rest_count;
    return true;
}

static void find_alike(struct lattice *lattice, const struct course *course, const struct walk *from)
{
    for (int i = 0; i < course->count; i++) {
        const bool carries = course_carries(course, from->places[i]);
        int j = 0;
        while (j < i && (course->amounts[j] != course->amounts[i] || from->places[j] != from->places[i] ||
                         (carries && lattice->registers[j] != lattice->registers[i])))
            j++;
        lattice->alike[i] = j;
    }
}

bool lattice_init(struct lattice *lattice, const struct course *course, const struct values *values,
                  const struct walk *from)
{
    *lattice = (struct lattice){ .count = course->count, .balance = values->balance, .kept = !from->lost, .places = 1 };
    if (course->lock_count != 0 || course->protocol || course->step_count == 0)
        return false;
    for (int i = 0; i < course->count; i++)
        if (course_moves_alone(course, from->places[i]) > MOVES_MAX)
            return false;
    for (int i = 0; i < course->count; i++) {
        lattice->registers[i] = values->registers[i];
        lattice->kept = lattice->kept && !walk_stale(course, from, i);
        if (!axis_init(&lattice->axes[i], course, from->places[i], values->shift[i])) {
            lattice_finish(lattice);
            return false;
        }
        lattice->places *= lattice->axes[i].rest_count;
    }
    find_alike(lattice, course, from);
    return true;
}

void lattice_finish(struct lattice *lattice)
{
    for (int i = 0; i < lattice->count; i++) {
        free(lattice->axes[i].rests);
        free(lattice->axes[i].stands);
    }
}
