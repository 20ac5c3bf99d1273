// Counts what the desk shows, and moves on it.
#include "view/schedules/locks_desk.h"

#include "labs/locks/locks.h"
#include "view/model/message.h"
#include "view/schedules/locks_words.h"

#include "base/text.h"

#include <stdio.h>
#include <string.h>

// ---- what is shown -------------------------------------------------------------------------------------------------

static void make(struct locking *locking, enum schedules_listing listing, int variant, int philosophers)
{
    if (listing == LISTING_TWO)
        locking_two(locking, variant == 0);
    else
        locking_philosophers(locking, philosophers, (enum philosophers_arrangement)variant);
}

void locks_prepare(struct schedules_model *schedules)
{
    struct locks_desk *desk = &schedules->locks;
    const int variants = locks_variants_of(schedules->listing), variant = desk->variant[schedules->listing];
    if (!desk->filled || desk->listing != schedules->listing || desk->shown_variant != variant ||
        desk->shown_philosophers != desk->philosophers) {
        desk->listing = schedules->listing;
        desk->shown_variant = variant;
        desk->shown_philosophers = desk->philosophers;
        desk->filled = true;
        for (int i = 0; i < variants && desk->filled; i++) {
            make(&desk->locking, desk->listing, i, desk->philosophers);
            desk->filled = locking_count(&desk->rivals[i], &desk->locking, NULL);
        }
        make(&desk->locking, desk->listing, variant, desk->philosophers);
        desk->all = desk->rivals[variant];
    }
    desk->places = (struct locking_places){ { 0 } };
    desk->moves[locking_follow(&desk->locking, &desk->places, desk->moves)] = '\0';
    desk->filled = desk->filled && locking_count(&desk->here, &desk->locking, &desk->places);
}

// ---- moves ---------------------------------------------------------------------------------------------------------

static void say_why_not(struct model *model, const struct locks_desk *desk, int worker)
{
    struct arena arena = ARENA_EMPTY;
    struct frame frame = { .arena = &arena, .language = model->language };
    const int lock = locking_blocked_on(&desk->locking, &desk->places, worker);
    const char *words[] = { locks_name(&frame, worker), NULL, NULL };
    enum text_id id = TEXT_SCHEDULES_HAS_ENDED_ID;
    int count = 1;
    if (lock >= 0)
        id = desk->locking.capacity[lock] == 1 ? TEXT_LOCKS_CANNOT_MOVE_ID : TEXT_LOCKS_CANNOT_SIT_ID;
    if (id == TEXT_LOCKS_CANNOT_MOVE_ID) {
        words[count++] = locks_lock(&frame, desk, lock);
        words[count++] = locks_name(&frame, __builtin_ctz(locking_holders(&desk->locking, &desk->places, lock)));
    }
    message_say(model, text_fill(&arena, model->language, id, words, count));
    arena_finish(&arena);
}

static void step(struct model *model, struct locks_desk *desk, int worker)
{
    const size_t made = strlen(desk->moves);
    if (worker < 0 || worker >= desk->locking.workers || made >= LOCKING_MOVES_MAX)
        return;
    if (!(locking_enabled(&desk->locking, &desk->places) >> worker & 1)) {
        say_why_not(model, desk, worker);
        return;
    }
    desk->moves[made] = (char)('1' + worker);
    desk->moves[made + 1] = '\0';
}

static void show_shortest(struct model *model, struct locks_desk *desk)
{
    if (desk->all.moves == 0) {
        message_say_text(model, TEXT_LOCKS_NO_DEADLOCK_ID);
        return;
    }
    model->schedules->showing = !model->reduced_motion;
    model->schedules->shown_s = 0;
    snprintf(desk->moves, sizeof desk->moves, "%s", model->reduced_motion ? desk->all.first : "");
}

// ---- on real threads -----------------------------------------------------------------------------------------------

static bool set(struct settings *settings, const char *name, const char *value)
{
    return status_is_ok(settings_set(settings, name, value));
}

bool locks_desk_settings(const struct model *model, struct settings *settings)
{
    static const char *const of_free_runs[] = { "rounds", "pause", "give-up" };
    const struct locks_desk *desk = &model->schedules->locks;
    const int variant = desk->variant[desk->listing];
    char count[TEXT_NUMBER_BYTES];
    if (model->settings.lab == &locks_settings)
        *settings = model->settings;
    else
        settings_init(settings, &locks_settings, model->settings.machine_cores);
    for (size_t i = 0; i < sizeof of_free_runs / sizeof *of_free_runs; i++)
        settings_mark(settings, of_free_runs[i], false);
    snprintf(count, sizeof count, "%d", desk->philosophers);
    const bool chosen =
        desk->listing == LISTING_TWO
            ? set(settings, "variant", variant ? "same-order" : "opposite-orders")
            : set(settings, "variant", "philosophers") && set(settings, "count", count) &&
                  set(settings, "arrangement", philosophers_arrangement_name((enum philosophers_arrangement)variant));
    return chosen && set(settings, "schedule", *desk->moves ? desk->moves : "1") &&
           status_is_ok(settings_finish(settings, UINT64_MAX));
}

void locks_act(struct model *model, enum action action, int64_t argument, struct wishes *wishes)
{
    struct schedules_model *schedules = model->schedules;
    struct locks_desk *desk = &schedules->locks;
    const size_t made = strlen(desk->moves);
    int *variant = &desk->variant[schedules->listing];
    switch (action) {
    case ACTION_SCHEDULE_STEP:
        step(model, desk, (int)argument);
        break;
    case ACTION_SCHEDULE_UNDO:
        desk->moves[made > 0 ? made - 1 : 0] = '\0';
        break;
    case ACTION_SCHEDULE_RESTART:
        desk->moves[0] = '\0';
        break;
    case ACTION_SCHEDULE_SHORTEST:
        show_shortest(model, desk);
        break;
    case ACTION_SCHEDULE_VARIANT:
        *variant = (*variant + 1) % locks_variants_of(schedules->listing);
        break;
    case ACTION_SCHEDULE_ITERATIONS:
        if (schedules->listing == LISTING_PHILOSOPHERS && desk->philosophers + argument >= PHILOSOPHERS_LEAST &&
            desk->philosophers + argument <= PHILOSOPHERS_MOST)
            desk->philosophers += (int)argument;
        break;
    case ACTION_SCHEDULE_RUN:
        if (model->running == RUN_IDLE)
            wish_for(wishes, (struct wish){ .kind = WISH_SCHEDULE });
        break;
    default:
        break;
    }
}
