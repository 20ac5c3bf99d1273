// Moves on the scheduler's desk.
#include "document/present.h"
#include "view/model/message.h"
#include "view/schedules/locks_desk.h"
#include "view/schedules/parts.h"
#include "view/schedules/prepare.h"
#include "view/schedules/schedules_model.h"
#include "view/ui/words.h"

#include "labs/balance/guard.h"
#include "labs/balance/settings.h"

#include <stdio.h>
#include <string.h>

static const double showing_s = 0.7; // between two moves that show themselves

static void say_why_not(struct model *model, const struct course *course, const struct walk *walk, int worker)
{
    const struct experiment *experiment = &model->schedules->desk.experiment;
    const int lock = course_blocked_on(course, walk->places, worker);
    const int holds = lock < 0 ? -1 : course_holder(course, walk->places, lock);
    char name[WORKER_NAME_BYTES], holder[WORKER_NAME_BYTES];
    const char *words[3] = { worker_name(name, experiment->workers, (uint32_t)worker) };
    struct arena arena = ARENA_EMPTY;
    enum text_id id = TEXT_SCHEDULES_HAS_ENDED_ID;
    int count = 1;
    if (lock >= 0) {
        id = holds < 0 ? TEXT_SCHEDULES_CANNOT_ENTER_ID : TEXT_SCHEDULES_CANNOT_MOVE_ID;
        words[count++] = resource_name(model->language, &guard_of(experiment)->locks[lock]);
    }
    if (holds >= 0)
        words[count++] = worker_name(holder, experiment->workers, (uint32_t)holds);
    message_say(model, text_fill(&arena, model->language, id, words, count));
    arena_finish(&arena);
}

static void step(struct model *model, int worker)
{
    struct schedules_model *schedules = model->schedules;
    const size_t made = strlen(schedules->moves);
    struct course course;
    struct walk walk;
    if (!desk_walk(&schedules->desk, &course, &walk) || worker < 0 || worker >= course.count || made == DESK_MOVES_MAX)
        return;
    if (!(walk_enabled(&course, &walk) >> worker & 1)) {
        say_why_not(model, &course, &walk, worker);
        return;
    }
    schedules->moves[made] = (char)('1' + worker);
    schedules->moves[made + 1] = '\0';
}

static void undo(struct schedules_model *schedules)
{
    const size_t made = strlen(schedules->moves);
    if (made > 0)
        schedules->moves[made - 1] = '\0';
}

static void show_shortest(struct model *model)
{
    struct schedules_model *schedules = model->schedules;
    if (!schedules->desk.shortest[0]) {
        message_say_text(model, TEXT_SCHEDULES_NO_FAILURE_ID);
        return;
    }
    schedules->showing = !model->reduced_motion;
    schedules->shown_s = showing_s / 2;
    snprintf(schedules->moves, sizeof schedules->moves, "%s", model->reduced_motion ? schedules->desk.shortest : "");
}

bool schedules_tick(struct model *model, double seconds)
{
    struct schedules_model *schedules = model->schedules;
    const bool locks = schedules->listing != LISTING_BALANCE;
    char *moves = locks ? schedules->locks.moves : schedules->moves;
    const char *shortest = locks ? schedules->locks.all.first : schedules->desk.shortest;
    if (!schedules->showing)
        return false;
    schedules->shown_s += seconds;
    if (schedules->shown_s < showing_s)
        return false;
    schedules->shown_s = 0;
    const size_t made = strlen(moves);
    moves[made] = shortest[made];
    moves[made + 1] = '\0';
    schedules->showing = shortest[made + 1] != '\0';
    return true;
}

void schedules_act(struct model *model, const struct document *document, enum action action, int64_t argument,
                   struct wishes *wishes)
{
    (void)document;
    struct schedules_model *schedules = model->schedules;
    schedules_prepare(model);
    schedules->showing = false;
    if (action == ACTION_SCHEDULE_LISTING) {
        if (argument >= 0 && argument < LISTING_COUNT)
            schedules_choose(model, (enum schedules_listing)argument);
        return;
    }
    if (schedules->listing != LISTING_BALANCE) {
        locks_act(model, action, argument, wishes);
        return;
    }
    switch (action) {
    case ACTION_SCHEDULE_STEP:
        step(model, (int)argument);
        break;
    case ACTION_SCHEDULE_UNDO:
        undo(schedules);
        break;
    case ACTION_SCHEDULE_RESTART:
        schedules->moves[0] = '\0';
        break;
    case ACTION_SCHEDULE_SHORTEST:
        show_shortest(model);
        break;
    case ACTION_SCHEDULE_ITERATIONS:
        schedules->iterations = (uint32_t)schedules->desk.experiment.iterations;
        if (argument > 0 && schedules->iterations < desk_iterations_max(settings_experiment(&model->settings)->count))
            schedules->iterations++;
        else if (argument < 0 && schedules->iterations > 1)
            schedules->iterations--;
        break;
    case ACTION_SCHEDULE_RUN:
        if (schedules->desk.possible && model->running == RUN_IDLE)
            wish_for(wishes, (struct wish){ .kind = WISH_SCHEDULE });
        break;
    default:
        break;
    }
}
