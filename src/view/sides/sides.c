// Moments are handed from one to the other as differences from their zeros.
#include "view/sides/sides.h"

#include "base/utf8.h"
#include "document/playback.h"
#include "lab/lab.h"
#include "view/labs/lab_names.h"
#include "view/labs/sentence.h"
#include "view/model/together.h"
#include "view/sides/figures.h"

#include <stdio.h>
#include <string.h>

void sides_join(struct model *model, struct sides_model *sides)
{
    model->sides = sides;
    sides->model.timeline = &sides->timeline;
    sides->model.ledger = &sides->ledger;
}

bool sides_shown(const struct model *model) { return model->sides->lower && together_shown(model); }

// ---- one clock -----------------------------------------------------------------------------------------------------

static uint64_t zero_of(const struct document *document)
{
    const uint64_t from = document_from_ns(document), released = document->states.run_from_ns;
    return released > from && released < document_to_ns(document) ? released : from;
}

static int64_t moment(uint64_t zero_ns, uint64_t ns) { return (int64_t)(ns - zero_ns); }
static uint64_t ns_of(uint64_t zero_ns, int64_t moment) { return zero_ns + (uint64_t)moment; }
static int64_t least(int64_t a, int64_t b) { return a < b ? a : b; }
static int64_t most(int64_t a, int64_t b) { return a > b ? a : b; }

int64_t sides_moment(const struct model *of) { return moment(of->together.zero_ns, of->together.head_ns); }

static void put_on_one_clock(struct model *model, const struct document *upper, const struct document *lower)
{
    const struct document *documents[SIDES] = { upper, lower };
    struct together *clocks[SIDES] = { &model->together, &model->sides->model.together };
    const uint64_t a = zero_of(upper), b = zero_of(lower);
    const int64_t from = most(moment(a, document_from_ns(upper)), moment(b, document_from_ns(lower))),
                  to = most(moment(a, document_to_ns(upper)), moment(b, document_to_ns(lower))),
                  first = least(moment(a, upper->extent.from_ns), moment(b, lower->extent.from_ns)),
                  last = most(moment(a, upper->extent.to_ns), moment(b, lower->extent.to_ns));
    for (int i = 0; i < SIDES; i++) {
        const uint64_t zero = zero_of(documents[i]);
        *clocks[i] = (struct together){ .on = true,
                                        .lower = i == SIDE_LOWER,
                                        .loses = upper->cell.lost > 0 || lower->cell.lost > 0,
                                        .zero_ns = zero,
                                        .from_ns = ns_of(zero, from),
                                        .to_ns = ns_of(zero, to),
                                        .extent = { ns_of(zero, most(first, from)), ns_of(zero, last) },
                                        .head_ns = ns_of(zero, from) };
    }
}

int sides_lead(const struct model *model)
{
    const struct sides_model *sides = model->sides;
    return sides->lower && document_to_ns(sides->lower) - sides->model.together.zero_ns >
                               sides->upper_to_ns - model->together.zero_ns
               ? SIDE_LOWER
               : SIDE_UPPER;
}

// ---- two models ----------------------------------------------------------------------------------------------------

// Gives a model all that the other has but for what is its recording's own.
static void take_over(struct model *to, const struct model *from)
{
    const struct model own = *to;
    *to = *from;
    to->timeline = own.timeline;
    to->ledger = own.ledger;
    to->sides = own.sides;
    to->together = own.together;
    to->playback = own.playback;
    to->held_back_s = own.held_back_s;
    to->source = own.source;
    memcpy(to->notes_file, own.notes_file, sizeof to->notes_file);
    to->glide = own.glide;
    to->glide_from_ns = own.glide_from_ns;
    to->glide_to_ns = own.glide_to_ns;
}

struct model *sides_lower(struct model *model)
{
    struct model *lower = &model->sides->model;
    lower->sides = model->sides;
    take_over(lower, model);
    return lower;
}

void sides_take_back(struct model *model) { take_over(model, &model->sides->model); }

struct sides_before sides_before(const struct model *of)
{
    return (struct sides_before){ playback_place(&of->playback), of->together.head_ns };
}

static bool is_elsewhere(struct moments_place a, struct moments_place b)
{
    return a.ns != b.ns || a.events != b.events;
}

// Moves a playhead to a moment of the clock of both; past the end of its recording it stays there. What it already stands at it is
// not taken from: it may be in the middle of it.
static void follow_to(struct model *of, const struct document *document, int64_t to)
{
    const uint64_t ns = ns_of(of->together.zero_ns, to);
    const bool playing = of->playback.playing;
    if (of->together.head_ns == ns)
        return;
    of->together.head_ns = ns;
    if (ns >= document_to_ns(document))
        playback_jump(&of->playback, document, 1);
    else
        playback_seek_ns(&of->playback, document, ns);
    of->playback.playing = playing;
    of->glide_to_ns = of->playback.ns;
}

// What is in sight, and what was measured, at the same moments.
static void show_the_same(struct model *to, const struct model *from)
{
    const uint64_t zero = to->together.zero_ns, other = from->together.zero_ns;
    const struct timeline_model *seen = from->timeline;
    struct timeline_model *timeline = to->timeline;
    const bool all = seen->to_ns <= seen->from_ns;
    timeline->from_ns = all ? 0 : ns_of(zero, moment(other, seen->from_ns));
    timeline->to_ns = all ? 0 : ns_of(zero, moment(other, seen->to_ns));
    timeline->measuring = seen->measuring;
    timeline->measure_from_ns = ns_of(zero, moment(other, seen->measure_from_ns));
    timeline->measure_to_ns = ns_of(zero, moment(other, seen->measure_to_ns));
    to->together.points = from->together.points;
    to->together.pointed_ns = ns_of(zero, moment(other, from->together.pointed_ns));
}

void sides_settle(struct model *model, const struct document *upper, int leading, struct sides_before before)
{
    struct model *lower = &model->sides->model, *led = leading == SIDE_LOWER ? model : lower,
                 *leads = leading == SIDE_LOWER ? lower : model;
    const struct document *document = leading == SIDE_LOWER ? upper : model->sides->lower,
                          *leading_document = leading == SIDE_LOWER ? model->sides->lower : upper;
    if (leads->together.head_ns == before.head_ns && is_elsewhere(before.place, playback_place(&leads->playback)))
        leads->together.head_ns = leads->playback.ns;
    if (leads->together.head_ns < leads->together.from_ns) // the other does not reach so far back
        follow_to(leads, leading_document, moment(leads->together.zero_ns, leads->together.from_ns));
    led->playback.pace = leads->playback.pace;
    led->playback.speed = leads->playback.speed;
    led->playback.playing = leads->playback.playing;
    follow_to(led, document, sides_moment(leads));
    show_the_same(led, leads);
    model->sides->left = playback_place(&model->playback);
}

void sides_catch_up(struct model *model, const struct document *upper)
{
    const struct sides_before before = { model->sides->left, model->together.head_ns };
    if (is_elsewhere(before.place, playback_place(&model->playback)))
        sides_settle(model, upper, SIDE_UPPER, before);
}

// ---- coming and going ----------------------------------------------------------------------------------------------

void sides_name(struct model *model, int side, const char *path)
{
    const char *slash = strrchr(path, '/');
    char *file = model->sides->files[side];
    snprintf(file, sizeof model->sides->files[side], "%s", slash ? slash + 1 : path);
    utf8_make_plain(file);
}

void sides_show(struct model *model, const struct document *upper, const struct document *lower, const char *file)
{
    struct sides_model *sides = model->sides;
    const bool other = sides->lower != lower;
    sides->lower = lower;
    sides->upper_to_ns = document_to_ns(upper);
    put_on_one_clock(model, upper, lower);
    if (other) {
        sides->timeline = (struct timeline_model){ 0 };
        sides->ledger = (struct ledger_model){ .collision = -1 };
        sides->model.source.chosen = -1;
        sides->model.notes_file[0] = '\0';
        sides->noting = SIDE_UPPER;
        sides->at = SIDES;
        sides_name(model, SIDE_LOWER, file);
    }
    model->timeline->from_ns = model->timeline->to_ns = 0;
    sides_figures_of(sides->figures[SIDE_UPPER], upper);
    sides_figures_of(sides->figures[SIDE_LOWER], lower);
    sides_lower(model);
    struct model *leads = sides_lead(model) == SIDE_LOWER ? &sides->model : model;
    const struct document *document = leads == model ? upper : lower;
    for (int i = 0; i < SIDES; i++) {
        struct model *of = i == SIDE_LOWER ? &sides->model : model;
        playback_jump(&of->playback, i == SIDE_LOWER ? lower : upper, -1);
        of->playback.playing = false;
        of->glide = 1;
        of->glide_to_ns = of->playback.ns;
    }
    if (model->playback.pace != PACE_EVENT) // of two it is the clock that says most
        playback_set_pace(&leads->playback, document, PACE_TIME);
    const struct sides_before before = { { 0, 0 }, 0 };
    leads->together.head_ns = leads->together.extent.from_ns;
    playback_seek_ns(&leads->playback, document, leads->together.head_ns);
    sides_settle(model, upper, sides_lead(model), before);
}

void sides_recount(struct model *model, const struct document *upper)
{
    struct sides_model *sides = model->sides;
    const bool loses = upper->cell.lost > 0 || sides->lower->cell.lost > 0;
    sides_figures_of(sides->figures[SIDE_UPPER], upper);
    model->together.loses = sides->model.together.loses = loses;
}

void sides_close(struct model *model)
{
    model->sides->lower = NULL;
    model->sides->noting = SIDE_UPPER;
    model->together = (struct together){ .on = false };
    model->sides->model.together = model->together;
    model->timeline->from_ns = model->timeline->to_ns = 0;
}

// ---- names ---------------------------------------------------------------------------------------------------------

static const char *own_name(enum language language, const struct document *document)
{
    const struct plan *plan = document->recording.plan;
    const struct lab_words *words = lab_words_of(plan->lab);
    return document->recording.command ? document->recording.command->text
           : words                     ? words->variant(language, plan)
                                       : "";
}

const char *sides_short_name(struct arena *arena, enum language language, const struct model *model,
                             const struct document *upper, int side)
{
    const struct sides_model *sides = model->sides;
    const struct document *documents[SIDES] = { upper, sides->lower };
    const char *names[SIDES] = { own_name(language, upper), own_name(language, sides->lower) };
    const uint32_t labs[SIDES] = { upper->recording.plan->lab, sides->lower->recording.plan->lab };
    if (labs[0] != labs[1] && labs[side] != LAB_NONE) {
        const char *title = lab_title(language, documents[side]->recording.plan->lab),
                   *text = *names[side] ? arena_printf(arena, "%s · %s", title, names[side]) : title;
        return text ? text : "";
    }
    if (*names[side] && strcmp(names[0], names[1]) != 0)
        return names[side];
    if (sides->files[side][0] && strcmp(sides->files[0], sides->files[1]) != 0)
        return sides->files[side];
    return text_of(language, side == SIDE_LOWER ? TEXT_SIDES_LOWER_ID : TEXT_SIDES_UPPER_ID);
}

#define NAME_BYTES 48 // of a command, which may be long

static const char *cut(struct arena *arena, const char *name)
{
    if (strlen(name) <= NAME_BYTES)
        return name;
    const char *text = arena_printf(arena, "%.*s…", (int)utf8_cut(name, NAME_BYTES), name);
    return text ? text : "";
}

// "No lock · 2 threads · 100 000 × …  race.rl", "python3.12 bank.py · CPython 3.12".
const char *sides_title(struct arena *arena, enum language language, const struct model *model,
                        const struct document *document, int side)
{
    const struct recording *recording = &document->recording;
    const char *name = lab_words_of(recording->plan->lab)
                           ? sentence_text(arena, language, recording->plan, SENTENCE_NUMBERS)
                           : own_name(language, document),
               *file = model->sides->files[side], *version = recording->gil_count > 0 ? recording->gils[0].version : "";
    char *title = arena_printf(arena, "%s%s%s%s%s", name, *version ? " · CPython " : "", version, *file ? "  –  " : "",
                               cut(arena, file));
    if (!title)
        return "";
    utf8_make_plain(title);
    return title;
}
