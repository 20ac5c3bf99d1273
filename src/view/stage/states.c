// The five states as a machine, and the workers as tokens that go from state to state.
#include "view/model/together.h"
#include "view/stage/gathered.h"
#include "view/stage/parts.h"
#include "view/stage/waits.h"

#include "analysis/ends.h"
#include "base/text.h"
#include "labs/balance/experiment.h"
#include "labs/balance/guard.h"
#include "view/looks/marks.h"
#include "view/model/model.h"
#include "view/ui/waiting.h"
#include "view/ui/words.h"

#include <math.h>
#include <stdio.h>

// ---- arrows --------------------------------------------------------------------------------------------------------

static struct stroke arrow_stroke(const struct frame *frame)
{
    return stroke_solid(frame->theme->marks[MARK_LINE], frame->scale.stroke_px * 0.85f);
}

// A word of the picture, a shorter one where that does not fit, and what it says.
struct label {
    enum text_id text, brief, tip;
};

static const struct label start_label = { TEXT_STAGE_START_ID, TEXT_STAGE_START_ID, TEXT_STAGE_START_TIP_ID },
                          exit_label = { TEXT_STAGE_EXIT_ID, TEXT_STAGE_EXIT_ID, TEXT_STAGE_EXIT_TIP_ID },
                          reaped_label = { TEXT_STAGE_REAPED_ID, TEXT_STAGE_REAPED_ID, TEXT_STAGE_REAPED_TIP_ID },
                          return_label = { TEXT_STAGE_RETURN_ID, TEXT_STAGE_RETURN_SHORT_ID, TEXT_STAGE_RETURN_TIP_ID },
                          scheduled_label = { TEXT_STAGE_SCHEDULED_ID, TEXT_STAGE_SCHEDULED_ID,
                                              TEXT_STAGE_SCHEDULED_TIP_ID },
                          preempted_label = { TEXT_STAGE_PREEMPTED_ID, TEXT_STAGE_PREEMPTED_ID,
                                              TEXT_STAGE_PREEMPTED_TIP_ID },
                          waits_label = { TEXT_STAGE_WAITS_ID, TEXT_STAGE_WAITS_ID, TEXT_STAGE_WAITS_TIP_ID },
                          wakes_label = { TEXT_STAGE_WAKES_ID, TEXT_STAGE_WAKES_ID, TEXT_STAGE_WAKES_TIP_ID },
                          at_input_label = { TEXT_STAGE_AT_INPUT_ID, TEXT_STAGE_AT_INPUT_ID, TEXT_STAGE_INPUT_TIP_ID };

// Whether no token of a row of many stands where the label would.
static bool is_free(const struct frame *frame, const struct machine *machine, struct point at, const char *text,
                    struct text_style style)
{
    const float width = draw_text_width(frame->list, text, style), height = style.size_px * 0.9f,
                left = style.across == ACROSS_CENTRE  ? at.x - width / 2
                       : style.across == ACROSS_RIGHT ? at.x - width
                                                      : at.x;
    return machine_is_clear(machine, rect_overlap(rect_of(left, at.y - height / 2, width, height), machine->room));
}

// A label no wider than its room; none where that would be too small to read.
static void draw_label(struct frame *frame, struct machine *machine, struct point at, const struct label *label,
                       enum across across, float room_px)
{
    const enum text_id forms[] = { label->text, label->brief };
    for (int i = 0; i < 2; i++) {
        const char *text = text_of(frame->language, forms[i]);
        struct text_style style = ui_text(frame, TYPE_SMALL, TEXT_SOFT);
        style.across = across;
        style.along = ALONG_MIDDLE;
        style.place = machine->room;
        if (!words_shrink(frame, text, &style, room_px))
            continue;
        if (label != &reaped_label && label != &at_input_label && !is_free(frame, machine, at, text, style))
            return;
        const struct rect used = draw_text(frame->list, at, text, style);
        ui_explain(frame, used, text_of(frame->language, label->tip));
        machine_take(machine, used);
        return;
    }
}

static void draw_straight(struct frame *frame, struct machine *machine, enum state from, enum state to,
                          const struct label *label)
{
    const float gap = machine->radius + 4 * frame->scale.u;
    const struct point a = point_at(machine->centres[from].x + gap, machine->centres[from].y),
                       b = point_at(machine->centres[to].x - gap, machine->centres[to].y);
    mark_arrow_straight(frame->list, a, b, arrow_stroke(frame), 0);
    const struct point middle = point_at((a.x + b.x) / 2, a.y - frame->scale.type[TYPE_SMALL]);
    draw_label(frame, machine, middle, label, ACROSS_CENTRE,
               b.x - a.x + (frame->scale.lecture ? 0 : 0.3f) * machine->radius);
}

// A curve from the edge of one disc to the edge of another; angles in turns, clockwise from the right. Returns its middle.
static struct point draw_curved(struct frame *frame, const struct machine *machine, enum state from, double from_turns,
                                enum state to, double to_turns)
{
    const float r = machine->radius + 3 * frame->scale.u, full = 6.2831853f;
    const float fa = (float)from_turns * full, ta = (float)to_turns * full;
    const struct point a = machine->centres[from], b = machine->centres[to];
    const struct point first = point_at(a.x + r * cosf(fa), a.y + r * sinf(fa)),
                       last = point_at(b.x + r * cosf(ta), b.y + r * sinf(ta));
    // Of the way between the edges, not the centres: the ends' directions must not cross over.
    const float pull = hypotf(last.x - first.x, last.y - first.y) * 0.36f;
    const struct point curve[4] = {
        first,
        point_at(first.x + pull * cosf(fa), first.y + pull * sinf(fa)),
        point_at(last.x + pull * cosf(ta), last.y + pull * sinf(ta)),
        last,
    };
    mark_arrow(frame->list, curve, arrow_stroke(frame), 0);
    return point_at((first.x + 3 * (curve[1].x + curve[2].x) + last.x) / 8,
                    (first.y + 3 * (curve[1].y + curve[2].y) + last.y) / 8);
}

static void draw_arrows(struct frame *frame, struct machine *machine)
{
    const struct point ready = machine->centres[STATE_READY], running = machine->centres[STATE_RUNNING],
                       blocked = machine->centres[STATE_BLOCKED];
    const float line = frame->scale.type[TYPE_SMALL], r = machine->radius;
    draw_straight(frame, machine, STATE_NEW, STATE_READY, &start_label);
    draw_straight(frame, machine, STATE_RUNNING, STATE_DEAD, machine->zombies ? &exit_label : &return_label);
    // The further apart the two are the higher the curves between them; words stand clear of both.
    const float top = draw_curved(frame, machine, STATE_READY, 0.93, STATE_RUNNING, 0.57).y,
                bottom = draw_curved(frame, machine, STATE_RUNNING, 0.43, STATE_READY, 0.07).y;
    draw_curved(frame, machine, STATE_RUNNING, 0.36, STATE_BLOCKED, 0.88);
    draw_curved(frame, machine, STATE_BLOCKED, 0.62, STATE_READY, 0.14);
    const float middle = (ready.x + running.x) / 2, between = running.x - ready.x - 2.2f * r;
    draw_label(frame, machine, point_at(middle, fminf(ready.y - r * 0.76f, top) - line * 0.75f), &scheduled_label,
               ACROSS_CENTRE, between);
    const float under = fmaxf(ready.y + r * 0.76f, bottom) + line * 0.75f;
    if (under + line * 0.6f < blocked.y - r * 0.7f) // else it would lie under that disc
        draw_label(frame, machine, point_at(middle, under), &preempted_label, ACROSS_CENTRE, between);
    const float low = (ready.y + blocked.y) / 2 + r * 0.1f, right = (blocked.x + running.x) / 2 + r * 0.55f,
                left = (blocked.x + ready.x) / 2 - r * 0.55f;
    if (low - line > ready.y + r && low + line < blocked.y) {
        draw_label(frame, machine, point_at(right, low), &waits_label, ACROSS_LEFT, rect_right(machine->room) - right);
        draw_label(frame, machine, point_at(left, low), &wakes_label, ACROSS_RIGHT, left - machine->room.x);
    }
}

// ---- states --------------------------------------------------------------------------------------------------------

static const enum text_id state_names[STATE_COUNT] = { TEXT_STATE_NEW_ID,     TEXT_STATE_READY_ID,
                                                       TEXT_STATE_RUNNING_ID, TEXT_STATE_BLOCKED_ID,
                                                       TEXT_STATE_DEAD_ID,    TEXT_STATE_ALIVE_ID };
static const enum text_id state_tips[STATE_COUNT] = { TEXT_STATE_NEW_TIP_ID,     TEXT_STATE_READY_TIP_ID,
                                                      TEXT_STATE_RUNNING_TIP_ID, TEXT_STATE_BLOCKED_TIP_ID,
                                                      TEXT_STATE_DEAD_TIP_ID,    TEXT_STATE_ALIVE_TIP_ID };

// The share of the run that all tasks together spent as zombies.
static double zombie_share(const struct document *document)
{
    const struct states *states = &document->states;
    const uint64_t from = states->run_from_ns, to = states->run_to_ns;
    double sum = 0;
    for (uint32_t t = 0; t < document->recording.task_count && to > from; t++) {
        const uint64_t ns = task_zombie_ns(states, &document->recording, t), died = task_died_at(states, t);
        if (ns > 0)
            sum += (double)(span_clamp(died + ns, from, to) - span_clamp(died, from, to)) / (double)(to - from);
    }
    return sum / (double)document->recording.task_count;
}

static const char *share_text(const struct frame *frame, const struct machine *machine, enum state state,
                              char share[TEXT_NUMBER_BYTES])
{
    const struct states *states = &frame->document->states;
    const bool known = states->from_kernel || (state != STATE_READY && state != STATE_RUNNING);
    double of_all = states_share_of_all(states, frame->document->recording.task_count, state);
    if (state == STATE_DEAD && machine->zombies)
        of_all = fmax(of_all - zombie_share(frame->document), 0);
    return known ? text_percent(share, of_all) : "?";
}

static void draw_disc_words(struct frame *frame, struct machine *machine, struct point centre, const char *word,
                            const char *figures)
{
    const float r = machine->radius, u = frame->scale.u;
    struct text_style name = ui_bold(frame, TYPE_BODY, TEXT_MAIN), figure = ui_mono(frame, TYPE_SMALL, TEXT_MAIN);
    // Plates stay within the disc, whatever the language and the zoom.
    const float thin = u < r * 0.022f ? u : r * 0.022f;
    const float least = frame->scale.lecture ? frame->scale.type[TYPE_SMALL] : 0;
    name.size_px = fmaxf(fminf(name.size_px, r * 0.4f), least);
    figure.size_px = fmaxf(fminf(figure.size_px, r * 0.33f), least);
    words_shrink(frame, word, &name, r * 1.4f);
    words_shrink(frame, figures, &figure, r * 1.3f);
    const float middle = centre.y - r * 0.02f;
    const struct rect plate =
        mark_plate(frame->list, frame->theme, point_at(centre.x, middle), machine->room, word, name, thin);
    const float half = mark_plate_rect(frame->list, centre, figures, figure, thin).height / 2;
    const float within = rect_bottom(plate) + r * 0.06f + half, below = centre.y + r + half,
                low = fminf(machine->share_px > 0 ? below : within, rect_bottom(machine->room) - half - 1);
    mark_plate(frame->list, frame->theme, point_at(centre.x, low), machine->room, figures, figure, thin);
}

static void take_disc(struct frame *frame, struct machine *machine, struct point centre, enum text_id tip)
{
    const float r = machine->radius;
    const struct rect box = rect_of(centre.x - r, centre.y - r, 2 * r, 2 * r);
    machine_take(machine, box);
    ui_explain(frame, box, text_of(frame->language, tip));
}

static void draw_state(struct frame *frame, struct machine *machine, enum state state)
{
    char share[TEXT_NUMBER_BYTES];
    const struct point centre = machine->centres[state];
    mark_state_disc(frame->list, frame->theme, centre, machine->radius, state, frame->scale.u);
    take_disc(frame, machine, centre, state_tips[state]);
    draw_disc_words(frame, machine, centre, text_of(frame->language, state_names[state]),
                    share_text(frame, machine, state, share));
}

// Dead, and nobody has seen it; the way from there to dead is being reaped.
static void draw_zombie(struct frame *frame, struct machine *machine)
{
    char share[TEXT_NUMBER_BYTES];
    const struct point centre = machine->zombie, dead = machine->centres[STATE_DEAD];
    const float u = frame->scale.u, gap = machine->radius + 4 * u, line = frame->scale.type[TYPE_SMALL];
    mark_zombie_disc(frame->list, frame->theme, centre, machine->radius, u);
    take_disc(frame, machine, centre, TEXT_STATE_ZOMBIE_TIP_ID);
    draw_disc_words(frame, machine, centre, text_of(frame->language, TEXT_STATE_ZOMBIE_ID),
                    text_percent(share, zombie_share(frame->document)));
    // Where its share stands below dead, the arrow ends below that.
    const float from = centre.y - gap,
                to = dead.y + gap + (machine->share_px > 0 ? machine->share_px + 0.4f * line : 0);
    if (from - to < line * 0.8f)
        return;
    const struct stroke stroke = arrow_stroke(frame);
    const float head = 4 + 4 * stroke.width_px; // as wide as it is long
    mark_arrow_straight(frame->list, point_at(centre.x, from), point_at(centre.x, to), stroke, head);
    if (from - to > line * 1.3f)
        draw_label(frame, machine, point_at(centre.x - 5 * u - head / 2, (from + to) / 2), &reaped_label, ACROSS_RIGHT,
                   machine->radius * 2);
}

// ---- workers -------------------------------------------------------------------------------------------------------

static enum state state_of(const struct frame *frame, uint32_t worker, uint64_t ns)
{
    const struct worker_states *states = &frame->document->states.workers[worker];
    return states->span_count > 0 ? (enum state)states_at(states, ns)->state : STATE_NEW;
}

// Blocked for something else than a lock: it stands at the other side, away from the lock's line. Tasks that make one another wait
// for many things, and their locks stand at that side.
static bool is_elsewhere(const struct frame *frame, uint32_t worker, uint64_t ns)
{
    const struct worker_states *states = &frame->document->states.workers[worker];
    const struct state_span *span = states->span_count > 0 ? states_at(states, ns) : NULL;
    return span && span->state == STATE_BLOCKED && span->lock == 0 && frame->document->recording.resource_count > 0 &&
           frame->document->tale.count == 0;
}

// Waits for input, as its experiment has it do.
static bool is_at_input(const struct frame *frame, uint32_t worker, uint64_t ns)
{
    const struct experiment *experiment = experiment_of(&frame->document->recording);
    return experiment && is_elsewhere(frame, worker, ns) && experiment->io_every > 0 &&
           (experiment->io_workers >> worker & 1);
}

static bool is_zombie(const struct frame *frame, uint32_t worker, uint64_t ns)
{
    return task_is_zombie_at(&frame->document->states, &frame->document->recording, worker, ns);
}

// Of tasks that make one another some are not there yet.
static bool is_made(const struct frame *frame, uint32_t worker, uint64_t ns)
{
    return frame->document->tale.count == 0 || frame->document->recording.tasks[worker].created_ns <= ns;
}

// Tokens of one place stand in rows together.
static int place_of(const struct frame *frame, uint32_t worker, uint64_t ns)
{
    if (!is_made(frame, worker, ns))
        return -1;
    return (int)state_of(frame, worker, ns) | is_elsewhere(frame, worker, ns) << 4 | is_zombie(frame, worker, ns) << 5;
}

// How many stand side by side. Who is blocked stands at the right of that disc, the zombies at the left of theirs: they share the
// room between the two.
static uint32_t tokens_wide(const struct frame *frame, const struct machine *machine, uint32_t worker, uint64_t ns)
{
    const uint32_t most = frame->scale.lecture ? 3 : 4;
    const bool zombie = is_zombie(frame, worker, ns), blocked = state_of(frame, worker, ns) == STATE_BLOCKED;
    uint32_t zombies = 0;
    if (state_of(frame, worker, ns) == STATE_ALIVE)
        return 2;
    if (!machine->zombies || (!zombie && !blocked))
        return most;
    for (uint32_t w = 0; w < frame->document->recording.task_count; w++)
        zombies += is_made(frame, w, ns) && is_zombie(frame, w, ns);
    const uint32_t theirs = zombies == 0 ? 0 : zombies > 2 && machine->columns > 3 ? 2 : 1;
    if (zombie)
        return theirs;
    const uint32_t left = machine->columns > theirs ? machine->columns - theirs : 1;
    return left < most ? left : most;
}

// Where a worker's token stands: on top of its state's disc, in rows with the others there; beside blocked, which has an
// arrow above it: at the right who waits for a lock, at the left who waits for something else.
static struct point token_at(const struct frame *frame, const struct machine *machine, uint32_t worker, uint64_t ns)
{
    const uint32_t count = frame->document->recording.task_count;
    const enum state state = state_of(frame, worker, ns);
    const bool zombie = is_zombie(frame, worker, ns);
    const int place = place_of(frame, worker, ns);
    uint32_t before = 0, all = 0;
    for (uint32_t w = 0; w < count; w++) {
        if (place_of(frame, w, ns) != place)
            continue;
        before += w < worker;
        all++;
    }
    const uint32_t wide = tokens_wide(frame, machine, worker, ns), row = before / wide, column = before % wide,
                   last_row = all > 0 ? (all - 1) / wide : 0,
                   in_row = all - row * wide < wide ? all - row * wide : wide;
    const float step = machine->token_px * TOKEN_STEP, x = ((float)column - (float)(in_row - 1) / 2) * step;
    const struct point centre = zombie ? machine->zombie : machine->centres[state];
    // Beside its disc, row by row, as far down as the room reaches; closer together than would reach up to running.
    const float foot = rect_bottom(machine->room) - machine->token_px * 0.52f,
                head =
                    machine->centres[STATE_RUNNING].y + machine->radius + machine->share_px + machine->token_px * 0.6f,
                pitch = last_row > 0 ? fminf(step, fmaxf(foot - head, 0) / (float)last_row) : step,
                low = foot - (float)last_row * pitch / 2,
                beside = fminf(centre.y, low) + ((float)row - (float)last_row / 2) * pitch,
                away = machine->radius + machine->token_px * 0.44f + (float)column * step;
    if (zombie) // at its left: above it stands dead
        return point_at(centre.x - away, beside);
    if (state == STATE_BLOCKED)
        return point_at(centre.x + (is_elsewhere(frame, worker, ns) ? -away : away), beside);
    if (state == STATE_ALIVE) { // between ready and running, in the room that the words at their arrows leave
        const float half = machine->radius * 0.76f + frame->scale.type[TYPE_SMALL] * 0.2f - machine->token_px / 2,
                    close = last_row > 0 ? fminf(step, fmaxf(2 * half, 0) / (float)last_row) : step;
        return point_at(centre.x + x, centre.y + ((float)row - (float)last_row / 2) * close);
    }
    return point_at(centre.x + x, centre.y - machine->radius - machine->token_px * 0.32f - (float)row * step);
}

// On top of its disc.
static bool stands_above(const struct frame *frame, uint32_t worker, uint64_t ns)
{
    const enum state state = state_of(frame, worker, ns);
    return state != STATE_BLOCKED && state != STATE_ALIVE && !is_zombie(frame, worker, ns);
}

#define HOP 1.7f // over the words at the arrow below its way, by their size

static float eased(double share)
{
    const float s = (float)(share < 0 ? 0 : share > 1 ? 1 : share);
    return s * s * (3 - 2 * s);
}

// Where it stands now: at its place, or on its way there from where it was.
static struct point token_now(const struct frame *frame, const struct machine *machine, uint32_t worker, uint64_t ns)
{
    const struct model *model = frame->model;
    const struct point to = token_at(frame, machine, worker, ns);
    if (model->glide >= 1)
        return to;
    const struct point from = token_at(frame, machine, worker, model->glide_from_ns);
    const float share = eased(model->glide);
    const bool hops = stands_above(frame, worker, ns) && stands_above(frame, worker, model->glide_from_ns) &&
                      fabsf(to.x - from.x) > machine->radius;
    const float hop = hops ? 4 * share * (1 - share) * HOP * frame->scale.type[TYPE_SMALL] : 0;
    return point_at(from.x + (to.x - from.x) * share, from.y + (to.y - from.y) * share - hop);
}

static const char *token_tip(struct frame *frame, uint32_t worker, uint64_t ns)
{
    const struct worker_states *states = &frame->document->states.workers[worker];
    if (states->span_count == 0)
        return NULL;
    const struct state_span *span = states_at(states, ns);
    const char *name = words_name(frame, worker), *time = words_time(frame, span->to_ns - span->from_ns);
    if (span->state == STATE_RUNNING && span->cpu >= 0)
        return FILL(TEXT_TIMELINE_TIP_RUNNING_ID, name, words_number(frame, span->cpu), time);
    if (span->state == STATE_BLOCKED && span->lock > 0 && frame->document->tale.count > 0)
        return FILL(TEXT_TIMELINE_TIP_WAITING_ID, name,
                    words_waiting_long(frame, worker, span->from_ns, span->lock - 1u, span->holder), time);
    if (is_zombie(frame, worker, ns))
        return FILL(TEXT_TIMELINE_TIP_ZOMBIE_ID, name,
                    words_time(frame, task_zombie_ns(&frame->document->states, &frame->document->recording, worker)));
    if (span->state == STATE_BLOCKED && span->holder > 0)
        return FILL(TEXT_TIMELINE_TIP_BLOCKED_ID, name, time, words_name(frame, span->holder - 1u));
    if (is_at_input(frame, worker, ns))
        return FILL(TEXT_STAGE_AT_INPUT_TIP_ID, name, time);
    // Where the kernel tells what runs, and not of this one, it may be blocked as well.
    const bool unseen = span->state == STATE_ALIVE && frame->document->states.from_kernel;
    const enum text_id state = unseen ? TEXT_STATE_UNSEEN_ID : state_names[span->state];
    return FILL(TEXT_TIMELINE_TIP_STATE_ID, name, text_of(frame->language, state), time);
}

static void draw_tokens(struct frame *frame, struct machine *machine, const struct balance_present *present)
{
    struct point at[WORKERS_MAX];
    const uint64_t ns = present->now.fast ? frame->model->glide_to_ns : present->now.ns;
    const float half = machine->token_px / 2;
    float lowest = 0, right = 0;
    for (uint32_t w = frame->document->recording.task_count; w-- > 0;) {
        at[w] = token_now(frame, machine, w, ns);
        if (!is_made(frame, w, ns))
            continue;
        mark_token(frame->list, frame->theme, at[w], machine->token_px, (int)w, words_token(frame, w), frame->scale.u);
        ui_explain(frame, rect_of(at[w].x - half, at[w].y - half, 2 * half, 2 * half), token_tip(frame, w, ns));
        if (is_at_input(frame, w, ns)) {
            lowest = fmaxf(lowest, at[w].y);
            right = fmaxf(right, at[w].x);
        }
    }
    if (lowest > 0)
        draw_label(frame, machine, point_at(right + half * 0.4f, lowest + half + frame->scale.type[TYPE_SMALL] * 0.8f),
                   &at_input_label, ACROSS_RIGHT, right - machine->room.x);
    stage_tags_draw(frame, machine, present, at);
}

// Their places, when none is on its way.
static void take_tokens(const struct frame *frame, struct machine *machine, uint64_t ns)
{
    const float half = machine->token_px / 2;
    for (uint32_t w = 0; w < frame->document->recording.task_count; w++) {
        if (!is_made(frame, w, ns))
            continue;
        const struct point at = token_at(frame, machine, w, ns);
        machine_take(machine, rect_of(at.x - half, at.y - half, 2 * half, 2 * half));
    }
}

// ---- all ------------------------------------------------------------------------------------------------------------

static void draw_busy(struct frame *frame, struct machine *machine)
{
    const struct document *document = frame->document;
    struct text_style strong = ui_bold(frame, TYPE_STRONG, TEXT_MAIN);
    char busy[16];
    strong.along = ALONG_MIDDLE;
    if (document->states.cores_busy < 0 || document->recording.plan->cores == 0) // of how many was not planned
        return;
    snprintf(busy, sizeof busy, "%.1f", document->states.cores_busy);
    const uint32_t cores = document->recording.plan->cores;
    const bool updates = document->tale.count == 0;
    const char *text = FILL(!updates     ? TEXT_STAGE_BUSY_RUN_ID
                            : cores == 1 ? TEXT_STAGE_BUSY_ONE_ID
                                         : TEXT_STAGE_BUSY_ID,
                            busy, words_number(frame, (int64_t)cores));
    if (words_shrink(frame, text, &strong, machine->room.width * 0.62f)) {
        const struct rect used =
            draw_text(frame->list, point_at(machine->room.x, machine->room.y + strong.size_px * 0.9f), text, strong);
        machine_take(machine, used);
        ui_explain(frame, used,
                   text_of(frame->language, updates ? TEXT_STAGE_BUSY_TIP_ID : TEXT_STAGE_BUSY_RUN_TIP_ID));
    }
}

// The collision that is told, or else how busy the cores were.
static void draw_heading(struct frame *frame, struct machine *machine, const struct balance_present *present)
{
    const float size_px = frame->scale.type[TYPE_STRONG];
    struct rect used[2];
    const struct rect line = rect_of(machine->room.x, machine->room.y, machine->room.width, 1.8f * size_px);
    if (!stage_heading_draw(frame, present, line, used)) {
        draw_busy(frame, machine);
        return;
    }
    machine_take(machine, used[0]);
    machine_take(machine, used[1]);
    ui_explain(frame, line, text_of(frame->language, TEXT_STAGE_BEAT_TIP_ID));
}

void stage_states_draw(struct frame *frame, const struct balance_present *present, struct rect rect)
{
    const struct document *document = frame->document;
    struct machine machine;
    const struct experiment *experiment = experiment_of(&document->recording);
    const bool driven = experiment && experiment->scheduled == SCHEDULE_DRIVEN;
    const enum text_id source = !document->states.from_kernel ? TEXT_STAGE_FROM_PROGRAM_ID
                                : driven                      ? TEXT_STAGE_DRIVEN_ID
                                                              : TEXT_STAGE_FROM_KERNEL_ID;
    machine_lay_out(frame, &machine,
                    ui_panel(frame, rect, together_title(frame->model, text_of(frame->language, TEXT_STAGE_STATES_ID)),
                             text_of(frame->language, source)));
    if (!machine.counted)
        take_tokens(frame, &machine, present->now.ns);
    draw_arrows(frame, &machine);
    for (int state = STATE_NEW; state <= STATE_DEAD; state++)
        draw_state(frame, &machine, (enum state)state);
    if (machine.zombies)
        draw_zombie(frame, &machine);
    draw_heading(frame, &machine, present);
    if (!stage_waits_has(document)) // they have a panel of their own
        stage_locks_draw(frame, &machine, present);
    if (machine.counted)
        stage_gathered_draw(frame, &machine, present->now.ns);
    else
        draw_tokens(frame, &machine, present);
}
