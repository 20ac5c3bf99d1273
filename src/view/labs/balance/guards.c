// The table of cards, and what is looked up in it.
#include "view/labs/balance/guards.h"

#include "labs/balance/python/python.h"

#define CARD(id, of, short, ...)                                                                                       \
    [CARD_##id] = { .guard = GUARD_##of,                                                                               \
                    .title = TEXT_CARD_##id##_ID,                                                                      \
                    .short_title = TEXT_CARD_##short##_ID,                                                             \
                    .line = TEXT_CARD_##id##_LINE_ID,                                                                  \
                    .tip = TEXT_CARD_##id##_TIP_ID,                                                                    \
                    __VA_ARGS__ },
const struct guard_card_row guard_cards[CARD_COUNT] = {
#include "view/labs/balance/guards.def"
};
#undef CARD

int guard_cards_in_row(void)
{
    int count = 0;
    while (count < CARD_COUNT && !guard_cards[count].by_hand)
        count++;
    return count;
}

// The two cards of the GIL stand for the versions that may switch inside an update and for those that do not.
static bool stands_for(const struct guard_card_row *card, const struct experiment *experiment)
{
    const struct python *python = python_of(experiment);
    if (card->guard != experiment->guard)
        return false;
    return !card->fixes_python || (python->lock != GIL_NONE && python->looks == pythons[card->python].looks);
}

enum guard_card guard_card_of(const struct experiment *experiment)
{
    int card = 0;
    while (card < CARD_COUNT && !stands_for(&guard_cards[card], experiment))
        card++;
    return (enum guard_card)card;
}

// What all cards of the guard have in common.
static const struct guard_card_row *row_of(const struct experiment *experiment)
{
    const struct guard_card_row *row = guard_cards;
    while (row->guard != experiment->guard)
        row++;
    return row;
}

const char *guard_title(enum language language, const struct experiment *experiment)
{
    const enum guard_card card = guard_card_of(experiment);
    return text_of(language, card < CARD_COUNT ? guard_cards[card].title : TEXT_GUARD_NO_GIL_ID);
}

const char *guard_short_title(enum language language, const struct experiment *experiment)
{
    const enum guard_card card = guard_card_of(experiment);
    return text_of(language, card < CARD_COUNT ? guard_cards[card].short_title : TEXT_GUARD_NO_GIL_ID);
}

const char *guard_tip(enum language language, const struct experiment *experiment)
{
    const enum guard_card card = guard_card_of(experiment);
    return text_of(language, card < CARD_COUNT ? guard_cards[card].tip : TEXT_COMPARE_NO_GIL_TIP_ID);
}

enum text_id guard_reason_lost(const struct experiment *experiment) { return row_of(experiment)->reason_lost; }

const char *guard_reason(enum language language, const struct experiment *experiment)
{
    if (experiment->count == 1 || (!guard_keeps_all(experiment) && !experiment_has_gil(experiment)))
        return NULL;
    return text_of(language, row_of(experiment)->reason);
}

// ---- for the row of cards ------------------------------------------------------------------------------------------

static struct card card(enum language language, int number)
{
    static const struct guard_card_row by_hand = { .title = TEXT_CARD_BY_HAND_ID,
                                                   .short_title = TEXT_CARD_BY_HAND_ID,
                                                   .line = TEXT_CARD_BY_HAND_LINE_ID,
                                                   .tip = TEXT_CARD_BY_HAND_TIP_ID };
    const struct guard_card_row *row = number < CARD_COUNT ? &guard_cards[number] : &by_hand;
    return (struct card){ text_of(language, row->title), text_of(language, row->short_title),
                          text_of(language, row->line), text_of(language, row->tip) };
}

static int card_of_plan(const struct plan *plan)
{
    const enum guard_card found = guard_card_of(plan_experiment(plan));
    return found < CARD_COUNT ? (int)found : -1;
}

static int settings(int number, struct card_setting set[CARD_SETTINGS_MAX])
{
    const struct guard_card_row *row = &guard_cards[number];
    set[0] = (struct card_setting){ "guard", guards[row->guard]->name };
    if (row->fixes_python)
        set[1] = (struct card_setting){ "python", python_name(row->python) };
    return row->fixes_python ? 2 : 1;
}

static const struct lab_cards cards = { CARD_COUNT, guard_cards_in_row, card, card_of_plan, settings };

const struct lab_telling balance_telling = { .cards = &cards };
