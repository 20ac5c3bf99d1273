// Counts once through all tasks, those that ran longest first, so that the first of each state are the ones to be named.
#include "view/stage/gathered.h"

#include "analysis/ends.h"
#include "document/document.h"
#include "view/looks/marks.h"
#include "view/ui/words.h"

#include <math.h>

enum {
    NAMED = 3, // of a state
    ZOMBIES = STATE_COUNT,
    PLACES,
};

#define STEP 1.1f          // from one token to the next, by their size
#define DIGIT_HIGH 0.75f   // by the type's size
#define ARROWS_APART 0.45f // from the row of the discs to the arrows between ready and running, by the discs' radius

struct spot {
    uint32_t count, named;
    uint32_t tasks[NAMED];
};

// PLACES: it is not made yet.
static int place_of(const struct frame *frame, uint32_t task, uint64_t ns)
{
    const struct document *document = frame->document;
    const struct worker_states *states = &document->states.workers[task];
    if (document->tale.count > 0 && document->recording.tasks[task].created_ns > ns)
        return PLACES;
    if (task_is_zombie_at(&document->states, &document->recording, task, ns))
        return ZOMBIES;
    return states->span_count > 0 ? (int)states_at(states, ns)->state : STATE_NEW;
}

static void gather(const struct frame *frame, const struct machine *machine, uint64_t ns, struct spot places[PLACES])
{
    const uint32_t *busiest = frame->document->crowd.busiest;
    for (uint32_t i = 0; i < frame->document->recording.task_count; i++) {
        const uint32_t task = busiest ? busiest[i] : i;
        int at = place_of(frame, task, ns);
        if (at == PLACES)
            continue;
        at = at == ZOMBIES && !machine->zombies ? STATE_DEAD : at;
        places[at].count++;
        if (busiest && at != STATE_DEAD && at != STATE_NEW && places[at].named < NAMED)
            places[at].tasks[places[at].named++] = task;
    }
}

// A row of tokens round a point, or from it to the right.
static void draw_named(struct frame *frame, const struct spot *place, struct point at, float size, bool from)
{
    const float step = size * STEP;
    float x = at.x + (from ? size / 2 : -step * (float)(place->named - 1) / 2);
    for (uint32_t i = 0; i < place->named; i++, x += step) {
        mark_token(frame->list, frame->theme, point_at(x, at.y), size, (int)place->tasks[i],
                   words_token(frame, place->tasks[i]), frame->scale.u);
        ui_explain(frame, rect_of(x - size / 2, at.y - size / 2, size, size), words_name(frame, place->tasks[i]));
    }
}

static float token_size(const struct frame *frame, const struct machine *machine)
{
    return fmaxf(machine->radius * 0.5f, frame->scale.type[TYPE_SMALL] / MARK_NAME_SHARE);
}

// Between ready and running, whose arrows leave it the room between them: the number, below it as many tokens as fit.
static void draw_alive(struct frame *frame, const struct machine *machine, const struct spot *place)
{
    const struct point centre = machine->centres[STATE_ALIVE];
    const float size = token_size(frame, machine), half = machine->radius * ARROWS_APART,
                wide = machine->centres[STATE_RUNNING].x - machine->centres[STATE_READY].x - 2 * machine->radius;
    struct text_style style = ui_bold(frame, TYPE_HEAD, TEXT_MAIN);
    style.across = ACROSS_CENTRE;
    style.along = ALONG_MIDDLE;
    struct spot named = *place;
    const float fit = fmaxf(wide / (size * STEP), 0), digits = style.size_px * DIGIT_HIGH;
    named.named = (float)named.named > fit ? (uint32_t)fit : named.named;
    const bool both = named.named > 0 && size + digits < 2 * half;
    const struct point at = both ? point_at(centre.x, centre.y - half + digits / 2) : centre;
    draw_textf(frame->list, at, style, "%u", place->count);
    if (both)
        draw_named(frame, &named, point_at(centre.x, centre.y + half - size / 2), size, false);
}

// Above its disc: the number, above that the tokens. Beside blocked, whose arrow goes up, and zombies, which stand below dead.
static void draw_place(struct frame *frame, const struct machine *machine, const struct spot *place, int number)
{
    const bool left = number == ZOMBIES, beside = number == STATE_BLOCKED || left;
    const struct point centre = left ? machine->zombie : machine->centres[number];
    const float away = machine->radius + 8 * frame->scale.u, size = token_size(frame, machine);
    struct text_style style = ui_bold(frame, TYPE_HEAD, TEXT_MAIN);
    style.across = left ? ACROSS_RIGHT : beside ? ACROSS_LEFT : ACROSS_CENTRE;
    style.along = beside ? ALONG_MIDDLE : ALONG_BASE;
    const struct point at = left     ? point_at(centre.x - away, centre.y)
                            : beside ? point_at(centre.x + away, centre.y)
                                     : point_at(centre.x, centre.y - away);
    const struct rect used = draw_textf(frame->list, at, style, "%u", place->count);
    const float over = used.y - size * 0.6f;
    if (place->named == 0 || left)
        return;
    if (beside)
        draw_named(frame, place, point_at(used.x, rect_bottom(used) + size * 0.6f), size, true);
    else if (over - size / 2 > machine->room.y + frame->scale.type[TYPE_STRONG] * 1.9f)
        draw_named(frame, place, point_at(centre.x, over), size, false);
}

void stage_gathered_draw(struct frame *frame, const struct machine *machine, uint64_t ns)
{
    struct spot places[PLACES] = { { 0 } };
    gather(frame, machine, ns, places);
    for (int i = 0; i < PLACES; i++)
        if (places[i].count > 0 && i == STATE_ALIVE)
            draw_alive(frame, machine, &places[i]);
        else if (places[i].count > 0)
            draw_place(frame, machine, &places[i], i);
}
