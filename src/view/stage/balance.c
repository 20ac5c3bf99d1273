// The balance in large type with what the next store would make of it, the books so far, and a card for every worker: what
// it has read and will write, and whether that is stale. At the end the verdict takes their place (verdict.c).
//
// With private memory there are as many balances as workers: as many as there is room for, each with its token.
#include "view/stage/parts.h"

#include "base/text.h"
#include "document/playback.h"
#include "labs/balance/books.h"
#include "labs/balance/experiment.h"
#include "labs/balance/guard.h"
#include "labs/balance/story.h"
#include "view/looks/marks.h"
#include "view/model/model.h"
#include "view/stage/lock_now.h"
#include "view/stage/row.h"
#include "view/ui/words.h"

#include <math.h>

static const struct experiment *recorded(const struct frame *frame)
{
    return experiment_of(&frame->document->recording);
}

static bool is_right(const struct run_figures *figures) { return figures->final == figures->expected; }

// ---- what comes next -----------------------------------------------------------------------------------------------

// A store that is about to be made by a worker that has not seen what others wrote meanwhile.
struct stale_store {
    bool comes;
    uint32_t worker;
    int64_t will_write;
    uint64_t will_lose; // updates that it writes over
};

// What the worker's next store makes of what it holds.
static int64_t will_write(const struct frame *frame, const struct balance_present *present, uint32_t worker)
{
    const int32_t amount = balance_amount(&frame->document->recording, worker);
    return present->held[worker] + update_change(amount, (uint32_t)present->made[worker]);
}

static struct stale_store stale_store_next(const struct frame *frame, const struct balance_present *present)
{
    const struct document *document = frame->document;
    struct stale_store store = { 0 };
    struct order_cursor cursor;
    if (!order_cursor_set(&cursor, &balance_story(document)->order, present->now.events))
        return store;
    const struct order_event *event = order_cursor_event(&cursor);
    store.worker = version_worker(event->version);
    store.comes =
        event->kind == ORDER_STORE && present_holds(present, store.worker) && present->behind[store.worker] > 0;
    store.will_write = will_write(frame, present, store.worker);
    if (store.comes)
        store.will_lose = overwrites_lost_until(&balance_story(document)->overwrites, event->position) -
                          overwrites_lost_until(&balance_story(document)->overwrites, present->position);
    return store;
}

// ---- the number ----------------------------------------------------------------------------------------------------

static struct text_style number_style(const struct frame *frame, enum text_role role)
{
    struct text_style style = ui_bold(frame, TYPE_HERO, role);
    style.figures = true;
    return style;
}

// An arrow and the value beside the balance; the room for it is kept where updates can be lost, so that nothing jumps.
static void draw_next(struct frame *frame, const struct stale_store *store, float x, float base, float size_px)
{
    struct text_style style = number_style(frame, TEXT_LOST);
    const float length = size_px * 0.55f, y = base - size_px * 0.26f;
    if (!store->comes)
        return;
    style.size_px = size_px * 0.56f;
    mark_arrow_straight(frame->list, point_at(x, y), point_at(x + length, y),
                        stroke_solid(frame->theme->marks[MARK_LOST], size_px * 0.06f), size_px * 0.26f);
    draw_text(frame->list, point_at(x + length + size_px * 0.16f, base), words_number(frame, store->will_write), style);
}

static float next_width(const struct frame *frame, const char *number, float size_px)
{
    struct text_style style = number_style(frame, TEXT_LOST);
    style.size_px = size_px * 0.56f;
    return size_px * 1.0f + draw_text_width(frame->list, number, style);
}

static void draw_rule(struct frame *frame, struct rect *rest)
{
    draw_rect(frame->list, rect_of(rest->x, rest->y, rest->width, frame->scale.line_px),
              paint_solid(frame->theme->trims[TRIM_EDGE]));
    rect_cut_top(rest, frame->scale.pad_px * 0.6f);
}

// As large as the number, what may come beside it and "expected" have room in one row; else "expected" stands below.
static void draw_hero(struct frame *frame, const struct balance_present *present, const struct stale_store *store,
                      struct rect *rest)
{
    const struct run_figures *figures = &balance_story(frame->document)->figures;
    const bool end = stage_at_end(frame), arrow = !end && !guard_keeps_all(recorded(frame));
    struct text_style hero = number_style(frame, !end                ? TEXT_MAIN
                                                 : is_right(figures) ? TEXT_GOOD
                                                                     : TEXT_LOST),
                      words = ui_text(frame, TYPE_STRONG, TEXT_SOFT);
    const char *number = words_number(frame, end ? figures->final : present->balance),
               *expected = FILL(TEXT_EXPECTED_ID, words_number(frame, figures->expected));
    const float gap = frame->scale.pad_px * 0.7f, whole = hero.size_px, least = whole * 0.5f,
                side = draw_text_width(frame->list, expected, words) + gap;
    float width = draw_text_width(frame->list, number, hero), next = arrow ? next_width(frame, number, whole) + gap : 0;
    while (hero.size_px > least && width + next + side > rest->width) {
        hero.size_px -= 2;
        width = draw_text_width(frame->list, number, hero);
        next = arrow ? next_width(frame, number, hero.size_px) + gap : 0;
    }
    const bool below = width + next + side > rest->width;
    const float height = (below ? hero.size_px : whole) * 1.12f;
    const struct rect row = rect_cut_top(rest, height + (below ? words.size_px * 1.4f : 0));
    hero.along = words.along = ALONG_BASE;
    hero.max_px = words.max_px = rest->width;
    words.across = ACROSS_RIGHT;
    const float base = row.y + height * 0.80f;
    ui_keep_clear(frame, row);
    draw_text(frame->list, point_at(row.x, base), number, hero);
    draw_next(frame, store, row.x + width + gap, base, hero.size_px);
    draw_text(frame->list, point_at(rect_right(row), below ? base + words.size_px * 1.5f : base), expected, words);
    ui_explain(frame, row,
               text_of(frame->language, store->comes ? TEXT_STAGE_ABOUT_TIP_ID : TEXT_STAGE_BALANCE_TIP_ID));
    draw_rule(frame, rest);
}

// Each worker's own balance in a row of its own, and what all of them should come to.
static void draw_balances(struct frame *frame, const struct balance_present *present, struct rect *rest)
{
    const uint32_t count = recorded(frame)->count;
    const float most = rest->height * 0.34f, size = fminf(frame->scale.type[TYPE_HERO] * 0.62f, most / 2.3f);
    const uint32_t shown = fminf((float)count, floorf(most / (size * 1.15f))) >= 1
                               ? (uint32_t)fminf((float)count, floorf(most / (size * 1.15f)))
                               : 1;
    struct text_style style = number_style(frame, TEXT_MAIN), words = ui_text(frame, TYPE_STRONG, TEXT_SOFT);
    const char *expected =
        FILL(TEXT_EXPECTED_ID, words_number(frame, balance_story(frame->document)->figures.expected));
    style.size_px = size;
    style.along = words.along = ALONG_MIDDLE;
    words.across = ACROSS_RIGHT;
    for (uint32_t w = 0; w < shown; w++) {
        const struct rect row = rect_cut_top(rest, size * 1.15f);
        ui_keep_clear(frame, row);
        const float y = rect_centre(row).y, token = size * 0.8f;
        const int64_t balance = updates_net(balance_amount(&frame->document->recording, w), present->made[w]);
        mark_token(frame->list, frame->theme, point_at(row.x + token / 2, y), token, (int)w, words_name(frame, w),
                   frame->scale.u);
        const struct rect used =
            draw_text(frame->list, point_at(row.x + token * 1.3f, y), words_number(frame, balance), style);
        if (w == 0 && words_shrink(frame, expected, &words, rect_right(row) - rect_right(used) - frame->scale.gap_px))
            draw_text(frame->list, point_at(rect_right(row), y), expected, words);
    }
    rect_cut_top(rest, frame->scale.pad_px * 0.4f);
    draw_rule(frame, rest);
}

// ---- the books so far -----------------------------------------------------------------------------------------------

static void draw_counts(struct frame *frame, const struct balance_present *present, const struct stale_store *store,
                        struct rect *rest)
{
    const uint64_t made = (uint64_t)(present->position + 1),
                   lost = overwrites_lost_until(&balance_story(frame->document)->overwrites, present->position);
    const struct stage_row rows[] = {
        { TEXT_STAGE_MADE_ID, words_number(frame, (int64_t)made), NULL, TEXT_MAIN, TEXT_WORD_UPDATE_TIP_ID },
        { TEXT_STAGE_SURVIVED_SO_FAR_ID, words_number(frame, (int64_t)(made - lost)), NULL, TEXT_MAIN,
          TEXT_WORD_SURVIVED_TIP_ID },
        { TEXT_STAGE_LOST_SO_FAR_ID, words_number(frame, (int64_t)lost),
          store->comes && store->will_lose > 0
              ? FILL(TEXT_STAGE_AND_MORE_ID, words_number(frame, (int64_t)store->will_lose))
              : NULL,
          lost || (store->comes && store->will_lose > 0) ? TEXT_LOST : TEXT_MAIN, TEXT_WORD_LOST_TIP_ID },
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        stage_row_draw(frame, rest, stage_row_height(frame), &rows[i]);
}

// ---- what the workers hold -----------------------------------------------------------------------------------------

struct card {
    const char *first, *second, *shorter; // shorter: instead of the second, where that does not fit
    bool holds, stale;
};

// The one who wrote last, where only one other has; else how many writes came.
static const char *since_text(struct frame *frame, const struct balance_present *present, uint32_t worker)
{
    const struct document *document = frame->document;
    const char *behind = words_number(frame, (int64_t)present->behind[worker]);
    if (present->position < 0)
        return FILL(TEXT_STAGE_STALE_BY_ID, behind);
    const uint32_t last = order_version(&balance_story(document)->order, (uint64_t)present->position);
    return FILL(TEXT_STAGE_STALE_SINCE_ID, behind, words_name(frame, version_worker(last)));
}

static const char *idle_text(struct frame *frame, const struct balance_present *present, uint32_t worker)
{
    const struct document *document = frame->document;
    const struct worker_states *states = &document->states.workers[worker];
    const struct activity_span *span = states->activity_count > 0 ? activity_at(states, present->now.ns) : NULL;
    if (present->made[worker] >= balance_updates(&document->recording, worker))
        return text_of(frame->language, TEXT_STAGE_HAS_DONE_ID);
    if (span && span->activity == ACTIVITY_WAITING && span->lock > 0)
        return FILL(TEXT_STAGE_WAITS_FOR_ID, words_the_resource(frame, span->lock - 1));
    return text_of(frame->language, TEXT_STAGE_HOLDS_NOTHING_ID);
}

static struct card card_of(struct frame *frame, const struct balance_present *present, uint32_t worker)
{
    struct card card = { .holds = present_holds(present, worker) && !present->now.fast };
    if (present->now.fast) {
        card.first = FILL(TEXT_STAGE_HAS_MADE_ID, words_number(frame, (int64_t)present->made[worker]));
        return card;
    }
    if (!card.holds) {
        card.first = idle_text(frame, present, worker);
        return card;
    }
    card.stale = present->behind[worker] > 0;
    card.first = FILL(TEXT_STAGE_HOLDS_ID, words_number(frame, present->held[worker]),
                      words_number(frame, will_write(frame, present, worker)));
    if (card.stale) {
        card.second = since_text(frame, present, worker);
        card.shorter = FILL(TEXT_STAGE_STALE_SHORT_ID, words_number(frame, (int64_t)present->behind[worker]));
    }
    return card;
}

static float card_height(const struct frame *frame)
{
    const float lines = frame->scale.type[TYPE_BODY] * 1.35f + frame->scale.type[TYPE_SMALL] * 1.4f;
    return lines + frame->scale.pad_px * 0.5f;
}

// Both lines one above the other, or in a low card beside each other; "stale" stays, whatever else has to go.
static void draw_card_words(struct frame *frame, const struct card *card, struct rect room)
{
    struct text_style first =
                          card->holds ? ui_bold(frame, TYPE_BODY, TEXT_MAIN) : ui_text(frame, TYPE_BODY, TEXT_FAINT),
                      second = ui_text(frame, TYPE_SMALL, TEXT_LOST);
    const float line = first.size_px * 1.35f, small = second.size_px * 1.4f;
    if (!card->stale) {
        words_fit(frame, room, card->first, first);
        return;
    }
    const char *stale = draw_text_width(frame->list, card->second, second) <= room.width ? card->second : card->shorter;
    if (room.height >= line + small - 1) {
        struct rect all = rect_of(room.x, rect_centre(room).y - (line + small) / 2, room.width, line + small);
        words_fit(frame, rect_cut_top(&all, line), card->first, first);
        words_fit(frame, all, stale, second);
        return;
    }
    second.across = ACROSS_RIGHT;
    const struct rect used = words_fit(frame, room, card->shorter, second);
    words_fit(frame, rect_between(room.x, room.y, used.x - frame->scale.gap_px, rect_bottom(room)), card->first, first);
}

static void draw_card(struct frame *frame, const struct balance_present *present, uint32_t worker, struct rect rect)
{
    const struct theme *theme = frame->theme;
    const struct card card = card_of(frame, present, worker);
    const float pad = frame->scale.pad_px * 0.5f,
                least = frame->scale.lecture ? frame->scale.type[TYPE_SMALL] / 0.44f : 0,
                size = fmaxf(fminf(rect.height * 0.66f, frame->scale.type[TYPE_BODY] * 1.8f), least);
    ui_explain(frame, rect, text_of(frame->language, card.stale ? TEXT_WORD_STALE_TIP_ID : TEXT_STAGE_CARD_TIP_ID));
    if (card.holds)
        draw_box(frame->list, rect, frame->scale.radius_px * 0.7f,
                 paint_solid(theme->grounds[card.stale ? GROUND_LOST : GROUND_WELL]),
                 stroke_solid(card.stale ? theme->marks[MARK_LOST] : theme->trims[TRIM_EDGE], frame->scale.line_px));
    mark_token(frame->list, theme, point_at(rect.x + pad + size / 2, rect_centre(rect).y), size, (int)worker,
               words_name(frame, worker), frame->scale.u);
    draw_card_words(frame, &card,
                    rect_between(rect.x + 2 * pad + size, rect.y, rect_right(rect) - pad, rect_bottom(rect)));
}

// ---- whose cards ---------------------------------------------------------------------------------------------------

static uint64_t lowest(uint64_t workers) { return workers & -workers; }

static uint64_t stale_holders(const struct balance_present *present, uint32_t count)
{
    uint64_t stale = 0;
    for (uint32_t w = 0; w < count; w++)
        stale |= (uint64_t)(present_holds(present, w) && present->behind[w] > 0) << w;
    return stale;
}

// The number of the event with which a worker goes on; UINT64_MAX where it has done.
static uint64_t next_event_of(const struct document *document, const struct balance_present *present, uint32_t worker)
{
    const uint64_t made = present->made[worker];
    return made < balance_updates(&document->recording, worker)
               ? order_event_of_load(&balance_story(document)->order, version_make(worker, (uint32_t)made))
               : UINT64_MAX;
}

// To so many of those workers that are not chosen yet, the places go to who goes on first.
static uint64_t add_next(const struct frame *frame, const struct balance_present *present, uint64_t chosen,
                         uint32_t places)
{
    const uint32_t count = recorded(frame)->count;
    uint64_t next[WORKERS_MAX];
    for (uint32_t w = 0; w < count; w++)
        next[w] = chosen >> w & 1 ? UINT64_MAX : next_event_of(frame->document, present, w);
    for (; places > 0; places--) {
        uint32_t first = 0;
        for (uint32_t w = 1; w < count; w++)
            first = next[w] < next[first] ? w : first;
        if (next[first] == UINT64_MAX)
            break;
        next[first] = UINT64_MAX;
        chosen |= UINT64_C(1) << first;
    }
    return chosen;
}

static uint64_t add_lowest(uint64_t chosen, uint64_t wanted, uint32_t places)
{
    for (uint64_t left = wanted & ~chosen; left && places > 0; left &= left - 1, places--)
        chosen |= lowest(left);
    return chosen;
}

static uint64_t not_done(const struct frame *frame, const struct balance_present *present)
{
    uint64_t workers = 0;
    for (uint32_t w = 0; w < recorded(frame)->count && w < WORKERS_MAX; w++)
        workers |= (uint64_t)(present->made[w] < balance_updates(&frame->document->recording, w)) << w;
    return workers;
}

static uint32_t places_left(uint64_t chosen, uint32_t places)
{
    const uint32_t taken = (uint32_t)__builtin_popcountll(chosen);
    return taken < places ? places - taken : 0;
}

// Of more workers than have room those who act: who did the last thing, who is about to write over others, the stale ones,
// those that hold something, who acts next, the rest. Where it goes too fast for that, those that have not done.
static uint64_t choose(const struct frame *frame, const struct balance_present *present,
                       const struct stale_store *store, uint32_t places)
{
    const uint32_t count = recorded(frame)->count;
    const uint64_t all = count < 64 ? (UINT64_C(1) << count) - 1 : UINT64_MAX;
    const uint64_t acts = (present->now.kind != PRESENT_NOTHING ? UINT64_C(1) << present->now.worker : 0) |
                          (store->comes ? UINT64_C(1) << store->worker : 0);
    const uint64_t wanted[] = { acts, stale_holders(present, count), present->holds };
    if (places >= count)
        return all;
    uint64_t chosen = 0;
    for (size_t i = 0; i < sizeof wanted / sizeof *wanted && !present->now.fast; i++)
        chosen = add_lowest(chosen, wanted[i] & all, places_left(chosen, places));
    if (!present->now.fast)
        chosen = add_next(frame, present, chosen, places_left(chosen, places));
    chosen = add_lowest(chosen, not_done(frame, present), places_left(chosen, places));
    return add_lowest(chosen, all, places_left(chosen, places));
}

// How many are left out, and how many of those hold something.
static void draw_left_out(struct frame *frame, const struct balance_present *present, uint64_t shown, struct rect rest)
{
    const uint32_t count = recorded(frame)->count;
    struct text_style style = ui_text(frame, TYPE_SMALL, TEXT_SOFT);
    const int others = (int)count - __builtin_popcountll(shown), hold = __builtin_popcountll(present->holds & ~shown),
              stale = __builtin_popcountll(stale_holders(present, count) & ~shown);
    if (present->now.fast)
        return;
    const char *text = FILL(TEXT_STAGE_OTHERS_HOLD_ID, words_number(frame, others), words_number(frame, hold),
                            words_number(frame, stale));
    if (rest.height >= style.size_px * 1.3f)
        words_fit(frame, rect_cut_top(&rest, style.size_px * 1.5f), text, style);
}

// As high as the room lets all be, between one line and two; where even that is too much, some.
static void draw_cards(struct frame *frame, const struct balance_present *present, const struct stale_store *store,
                       struct rect rest)
{
    const uint32_t count = recorded(frame)->count;
    const float gap = frame->scale.gap_px * 0.5f, whole = card_height(frame),
                named = frame->scale.lecture ? frame->scale.type[TYPE_SMALL] / 0.44f : 0,
                least = fmaxf(frame->scale.type[TYPE_BODY] * 1.75f, named);
    float height = fminf(fmaxf((rest.height + gap) / (float)count - gap, least), fmaxf(whole, least));
    uint32_t places = (uint32_t)((rest.height + gap) / (height + gap));
    const bool some = places < count;
    if (some) {
        height = fmaxf(fminf(whole, (rest.height + gap) / 3 - gap), least);
        rest.height -= frame->scale.type[TYPE_SMALL] * 1.6f;
        places = rest.height > 0 ? (uint32_t)((rest.height + gap) / (height + gap)) : 0;
    }
    const uint64_t chosen = choose(frame, present, store, places);
    for (uint64_t left = chosen; left; left &= left - 1) {
        draw_card(frame, present, (uint32_t)__builtin_ctzll(left), rect_cut_top(&rest, height));
        rect_cut_top(&rest, gap);
    }
    rest.height += frame->scale.type[TYPE_SMALL] * 1.6f;
    if (some)
        draw_left_out(frame, present, chosen, rest);
}

// ---- all -----------------------------------------------------------------------------------------------------------

void stage_balance_draw(struct frame *frame, const struct balance_present *present, struct rect rect)
{
    const bool private = recorded(frame)->memory == MEMORY_PRIVATE, end = stage_at_end(frame);
    struct rect rest =
        ui_panel(frame, rect, text_of(frame->language, private ? TEXT_STAGE_BALANCES_ID : TEXT_BALANCE_ID), NULL);
    // Where it goes too fast for single events, single stores are not announced: they would only flicker.
    struct stale_store store = { 0 };
    if (!end && !private && !present->now.fast)
        store = stale_store_next(frame, present);
    if (private)
        draw_balances(frame, present, &rest);
    else
        draw_hero(frame, present, &store, &rest);
    if (end) {
        stage_verdict_draw(frame, rest);
        return;
    }
    draw_counts(frame, present, &store, &rest);
    rect_cut_top(&rest, frame->scale.pad_px * 0.5f);
    draw_cards(frame, present, &store, rest);
}
