// Who holds what, and who waits for whom: tasks and locks in a ring, an arrow from whoever waits to the lock, one from the lock to
// its holder. What is closed into a ring is red. Philosophers sit at their table, a fork lies at the plate of who has it. A
// fork has two memories beside each other.
#include "view/labs/locks/picture.h"

#include "analysis/ends.h"
#include "document/document.h"
#include "labs/locks/reading.h"
#include "view/looks/marks.h"
#include "view/ui/words.h"

#include <math.h>

enum {
    WORKERS_MOST = LOCKS_MOST,
};

struct sketch {
    struct frame *frame;
    const struct recording *recording;
    struct wait_graph graph;
    const struct wait_ring *ring; // closed now; NULL: none
    uint64_t ns;
    float token_px, lock_px;
    struct point tasks[1 + WORKERS_MOST], locks[LOCKS_MOST]; // by index
    uint32_t task_count, lock_count;                         // that have a place
};

// ---- what is red -----------------------------------------------------------------------------------------------------

static bool in_ring(const struct sketch *sketch, uint32_t task)
{
    for (uint32_t i = 0; sketch->ring && i < sketch->ring->length; i++)
        if (sketch->ring->links[i].task == task)
            return true;
    return false;
}

static bool is_awaited_in_ring(const struct sketch *sketch, uint32_t lock)
{
    for (uint32_t i = 0; sketch->ring && i < sketch->ring->length; i++)
        if (sketch->ring->links[i].resource == lock)
            return true;
    return false;
}

// Who was ended with the run was alive to the end of it.
static bool is_dead_now(const struct sketch *sketch, uint32_t task)
{
    return locks_is_dead(&sketch->recording->tasks[task]) &&
           sketch->ns >= task_died_at(&sketch->frame->document->states, task);
}

// ---- signs -----------------------------------------------------------------------------------------------------------

static struct text_style small(const struct frame *frame, enum text_role role)
{
    struct text_style style = ui_text(frame, TYPE_SMALL, role);
    style.across = ACROSS_CENTRE;
    return style;
}

// Under or over what stands at the point.
static void draw_words(const struct sketch *sketch, struct point at, float dy, float width_px, const char *words,
                       enum text_role role)
{
    const struct text_style style = small(sketch->frame, role);
    const float height = style.size_px * 1.3f;
    words_fit(sketch->frame, rect_of(at.x - width_px / 2, at.y + dy - height / 2, width_px, height), words, style);
}

static void draw_task(const struct sketch *sketch, uint32_t task)
{
    struct frame *frame = sketch->frame;
    if (task >= sketch->recording->task_count)
        return;
    const struct point at = sketch->tasks[task];
    const char *name = sketch->recording->tasks[task].name;
    if (in_ring(sketch, task))
        draw_disc(frame->list, at, sketch->token_px * 0.68f, paint_none(),
                  stroke_solid(frame->theme->marks[MARK_LOST], frame->scale.line_px * 2));
    if (is_dead_now(sketch, task))
        mark_token_hollow(frame->list, frame->theme, at, sketch->token_px, (int)task, name, frame->scale.u,
                          frame->theme->grounds[GROUND_PANEL]);
    else
        mark_token(frame->list, frame->theme, at, sketch->token_px, (int)task, name, frame->scale.u);
}

static void draw_padlock(const struct sketch *sketch, uint32_t lock, bool held)
{
    const struct theme *theme = sketch->frame->theme;
    const struct colour line = theme->marks[is_awaited_in_ring(sketch, lock) ? MARK_LOST : MARK_LINE];
    mark_padlock(sketch->frame->list, sketch->locks[lock], sketch->lock_px, held,
                 held ? theme->grounds[GROUND_SELECTED] : theme->grounds[GROUND_WELL], line);
}

// From circle to circle.
static void draw_arrow(const struct sketch *sketch, struct point from, float from_px, struct point to, float to_px,
                       bool waits, bool red)
{
    struct frame *frame = sketch->frame;
    const float dx = to.x - from.x, dy = to.y - from.y, length = sqrtf(dx * dx + dy * dy), u = frame->scale.u;
    if (length <= from_px + to_px + 4 * u)
        return;
    const struct colour colour = frame->theme->marks[red ? MARK_LOST : MARK_LINE];
    const float width = frame->scale.line_px * (red ? 2.2f : 1.6f);
    mark_arrow_straight(frame->list, point_at(from.x + dx / length * from_px, from.y + dy / length * from_px),
                        point_at(to.x - dx / length * to_px, to.y - dy / length * to_px),
                        waits ? stroke_dashed(colour, width, 5 * u, 3 * u) : stroke_solid(colour, width), 7 * u);
}

static bool is_placed(const struct sketch *sketch, int task)
{
    return task >= 0 && task < (int)sketch->task_count && task < (int)sketch->recording->task_count;
}

static void draw_arrows(const struct sketch *sketch, bool holds)
{
    const float lock_px = sketch->lock_px * 0.8f, token_px = sketch->token_px * 0.7f;
    for (uint32_t lock = 0; holds && lock < sketch->lock_count; lock++) {
        const int holder = sketch->graph.holders[lock];
        if (is_placed(sketch, holder))
            draw_arrow(sketch, sketch->locks[lock], lock_px, sketch->tasks[holder], token_px, false,
                       is_awaited_in_ring(sketch, lock));
    }
    for (uint32_t task = 0; task < sketch->task_count && is_placed(sketch, (int)task); task++) {
        const int lock = sketch->graph.waits[task].resource;
        if (lock >= 0 && lock < (int)sketch->lock_count)
            draw_arrow(sketch, sketch->tasks[task], token_px, sketch->locks[lock], lock_px, true,
                       in_ring(sketch, task));
    }
}

// ---- what is said in the middle ----------------------------------------------------------------------------------------

static void draw_ring_words(const struct sketch *sketch, struct point middle, float width_px)
{
    struct frame *frame = sketch->frame;
    if (!sketch->ring)
        return;
    struct text_style head = ui_bold(frame, TYPE_BODY, TEXT_LOST), when = ui_text(frame, TYPE_SMALL, TEXT_LOST);
    head.across = when.across = ACROSS_CENTRE;
    const float row = head.size_px * 1.35f;
    const uint64_t from_ns = frame->document->extent.from_ns;
    const uint64_t since_ns = sketch->ring->closed_ns > from_ns ? sketch->ring->closed_ns - from_ns : 0;
    words_fit(frame, rect_of(middle.x - width_px / 2, middle.y - row, width_px, row),
              text_of(frame->language, TEXT_LAB_LOCKS_RING_ID), head);
    words_fit(frame, rect_of(middle.x - width_px / 2, middle.y, width_px, row),
              FILL(TEXT_LAB_LOCKS_CLOSED_AT_ID, words_time(frame, since_ns)), when);
}

// ---- in a ring -------------------------------------------------------------------------------------------------------

static struct point on_ellipse(struct point centre, float rx, float ry, float turns)
{
    const float angle = turns * 6.2831853f;
    return point_at(centre.x + rx * sinf(angle), centre.y - ry * cosf(angle));
}

// Two locks above and below, their tasks beside them.
static void draw_two(struct sketch *sketch, struct rect rect)
{
    const struct point centre = rect_centre(rect);
    const float rx = fminf(rect.width * 0.36f, rect.height * 1.1f), name_px = small(sketch->frame, TEXT_SOFT).size_px;
    const float ry = rect.height / 2 - sketch->lock_px * 0.7f - name_px * 1.5f;
    for (uint32_t i = 0; i < 2; i++) {
        sketch->locks[i] = on_ellipse(centre, rx, ry, 0.5f * (float)i);
        sketch->tasks[1 + i] = on_ellipse(centre, rx, ry, 0.75f + 0.5f * (float)i);
    }
    sketch->task_count = 3;
    sketch->lock_count = 2;
    // Between the arrows, which come nearer above and below.
    const float row = sketch->frame->scale.type[TYPE_BODY] * 1.35f, within = 1 - fminf((row + name_px * 0.3f) / ry, 1);
    draw_ring_words(sketch, centre, fminf(rx * 1.3f, 2 * rx * within * 0.9f));
    draw_arrows(sketch, true);
    for (uint32_t i = 0; i < 2; i++) {
        draw_padlock(sketch, i, sketch->graph.holders[i] >= 0);
        draw_words(sketch, sketch->locks[i], (i ? 1 : -1) * (sketch->lock_px * 0.72f + name_px * 0.8f), rx,
                   words_resource(sketch->frame, (int)i), TEXT_SOFT);
        draw_task(sketch, 1 + i);
    }
}

// A fork with its tines towards the middle of the table.
static void draw_fork(const struct sketch *sketch, struct point at, float turns, struct colour colour, float length_px)
{
    struct frame *frame = sketch->frame;
    const float angle = turns * 6.2831853f, ox = sinf(angle), oy = -cosf(angle), sx = -oy, sy = ox;
    const struct stroke stroke = { .colour = colour, .width_px = fmaxf(1.8f * frame->scale.u, 1), .round = true };
    const float half = length_px / 2, fan = length_px * 0.17f, neck = length_px * 0.08f;
    const struct point foot = point_at(at.x + ox * half, at.y + oy * half);
    const struct point base = point_at(at.x - ox * neck, at.y - oy * neck);
    draw_line(frame->list, foot, base, stroke);
    draw_line(frame->list, point_at(base.x + sx * fan, base.y + sy * fan),
              point_at(base.x - sx * fan, base.y - sy * fan), stroke);
    for (int tine = -1; tine <= 1; tine++) {
        const struct point root = point_at(base.x + sx * fan * (float)tine, base.y + sy * fan * (float)tine);
        draw_line(frame->list, root, point_at(root.x - ox * half * 0.84f, root.y - oy * half * 0.84f), stroke);
    }
}

// From -0.5 to 0.5: the shorter way round from one place to another, in turns.
static float way_round(float from, float to)
{
    const float way = to - from;
    return way - roundf(way);
}

// Fork i lies between the philosophers i − 1 and i, or nearer to the one that has it.
static float fork_turns(const struct sketch *sketch, uint32_t fork, uint32_t count)
{
    const int holder = sketch->graph.holders[fork];
    const float own = ((float)fork - 0.5f) / (float)count;
    if (!is_placed(sketch, holder) || holder == 0)
        return own;
    float way = way_round(own, (float)(holder - 1) / (float)count);
    if (count == 2) // both ways are as long: the right fork lies before its place, the left one behind it
        way = (uint32_t)holder - 1 == fork ? 0.25f : -0.25f;
    return own + way * 0.42f;
}

static void draw_ellipse(struct frame *frame, struct point centre, float rx, float ry)
{
    enum {
        CORNERS = 64
    };
    struct point points[CORNERS];
    for (int i = 0; i < CORNERS; i++)
        points[i] = on_ellipse(centre, rx, ry, (float)i / CORNERS);
    draw_polygon(frame->list, points, CORNERS, paint_solid(frame->theme->grounds[GROUND_WELL]),
                 stroke_solid(frame->theme->trims[TRIM_EDGE], frame->scale.line_px));
}

static void draw_table(struct sketch *sketch, struct rect rect)
{
    struct frame *frame = sketch->frame;
    const uint32_t count = locks_plan_of(sketch->recording->plan)->count;
    const struct point centre = rect_centre(rect);
    const float token_px = sketch->token_px, ry = rect.height / 2 - token_px * 0.75f,
                rx = fminf(ry * 1.7f, rect.width / 2 - token_px);
    const float fork_x = rx - token_px * 0.7f, fork_y = ry - token_px * 0.7f;
    draw_ellipse(frame, centre, rx, ry);
    sketch->task_count = 1 + count;
    sketch->lock_count = count;
    sketch->lock_px = token_px * 0.6f;
    for (uint32_t i = 0; i < count; i++) {
        sketch->tasks[1 + i] = on_ellipse(centre, rx, ry, (float)i / (float)count);
        sketch->locks[i] = on_ellipse(centre, fork_x, fork_y, fork_turns(sketch, i, count));
    }
    draw_ring_words(sketch, centre, count > 2 ? rx : rx * 0.7f);
    draw_arrows(sketch, false);
    for (uint32_t i = 0; i < count; i++) {
        const int holder = sketch->graph.holders[i];
        const struct colour colour = is_awaited_in_ring(sketch, i) ? frame->theme->marks[MARK_LOST]
                                     : holder >= 0                 ? theme_worker(frame->theme, holder)->text
                                                                   : frame->theme->marks[MARK_LINE];
        draw_fork(sketch, sketch->locks[i], fork_turns(sketch, i, count), colour, token_px * 0.8f);
        draw_task(sketch, 1 + i);
    }
}

// ---- one lock --------------------------------------------------------------------------------------------------------

static const char *holder_words(const struct sketch *sketch, uint32_t lock, enum text_role *role)
{
    struct frame *frame = sketch->frame;
    const int holder = sketch->graph.holders[lock];
    *role = TEXT_SOFT;
    if (holder < 0)
        return text_of(frame->language, TEXT_LAB_LOCKS_FREE_ID);
    if (!is_dead_now(sketch, (uint32_t)holder))
        return FILL(TEXT_LAB_LOCKS_HELD_BY_ID, sketch->recording->tasks[holder].name);
    *role = TEXT_LOST;
    return FILL(sketch->recording->tasks[holder].kind == TASK_PROCESS ? TEXT_LAB_LOCKS_DEAD_PROCESS_ID
                                                                      : TEXT_LAB_LOCKS_DEAD_THREAD_ID,
                sketch->recording->tasks[holder].name);
}

static void draw_one(struct sketch *sketch, struct rect rect)
{
    const uint32_t workers = sketch->recording->plan->tasks;
    const struct point centre = rect_centre(rect);
    const float reach = fminf(rect.width * 0.36f, sketch->token_px * 4);
    enum text_role role;
    const char *words = holder_words(sketch, 0, &role);
    sketch->locks[0] = centre;
    sketch->tasks[1] = point_at(centre.x - reach, centre.y);
    sketch->tasks[2] = point_at(centre.x + reach, centre.y);
    sketch->task_count = 1 + (workers < 2 ? workers : 2);
    sketch->lock_count = 1;
    draw_arrows(sketch, true);
    draw_padlock(sketch, 0, sketch->graph.holders[0] >= 0);
    draw_words(sketch, centre, sketch->lock_px * 1.2f, rect.width, words, role);
    for (uint32_t i = 1; i < sketch->task_count; i++)
        draw_task(sketch, i);
}

// ---- two memories ----------------------------------------------------------------------------------------------------

#define MARGIN 0.5f     // of a text in a box, of its size
#define LOCK_STEPS 3.0f // down the room of a memory, in quarters of it

static struct rect draw_memory(const struct sketch *sketch, struct rect rect, const char *process)
{
    struct frame *frame = sketch->frame;
    const struct text_style style = small(frame, TEXT_SOFT);
    draw_box(frame->list, rect, frame->scale.radius_px * 0.7f, paint_solid(frame->theme->grounds[GROUND_WELL]),
             stroke_solid(frame->theme->trims[TRIM_EDGE], frame->scale.line_px));
    const float margin = style.size_px * MARGIN;
    words_fit(frame,
              rect_of(rect.x + margin, rect.y + style.size_px * 0.3f, rect.width - 2 * margin, style.size_px * 1.4f),
              FILL(TEXT_LAB_LOCKS_MEMORY_ID, process), style);
    rect_cut_top(&rect, style.size_px * 1.7f);
    return rect;
}

// What is said of a lock at the foot of its memory, clear of the edge and of what stands above it.
static void draw_said(const struct sketch *sketch, struct rect *room, const char *words, enum text_role role)
{
    const struct text_style style = small(sketch->frame, role);
    const float margin = style.size_px * MARGIN;
    rect_cut_bottom(room, margin);
    const struct rect row = rect_cut_bottom(room, style.size_px * 1.4f);
    words_fit(sketch->frame, rect_of(row.x + margin, row.y, row.width - 2 * margin, row.height), words, style);
}

// The child's copy, and who is said in it to have it: not here.
static void draw_copy(struct sketch *sketch, struct rect room, uint32_t child, const struct note *copied)
{
    struct frame *frame = sketch->frame;
    const struct recording *recording = sketch->recording;
    const bool stuck = copied->other > 0 && copied->other <= recording->task_count;
    const bool held = stuck || sketch->graph.holders[LOCKS_COPY] >= 0;
    draw_said(sketch, &room,
              stuck ? FILL(TEXT_LAB_LOCKS_NOT_HERE_ID, recording->tasks[copied->other - 1].name)
                    : text_of(frame->language, held ? TEXT_LAB_LOCKS_COPY_HELD_ID : TEXT_LAB_LOCKS_COPY_FREE_ID),
              stuck ? TEXT_LOST : TEXT_SOFT);
    const float x = room.x + room.width / 2, step = room.height / 4;
    sketch->tasks[child] = point_at(x - room.width * 0.26f, room.y + step);
    sketch->locks[LOCKS_COPY] = point_at(x, room.y + step * LOCK_STEPS);
    const bool waits = sketch->graph.waits[child].resource == LOCKS_COPY;
    if (waits || sketch->graph.holders[LOCKS_COPY] == (int)child)
        draw_arrow(sketch, waits ? sketch->tasks[child] : sketch->locks[LOCKS_COPY], sketch->token_px * 0.65f,
                   waits ? sketch->locks[LOCKS_COPY] : sketch->tasks[child], sketch->lock_px * 0.75f, waits,
                   waits && stuck);
    if (stuck) {
        const uint32_t holder = copied->other - 1u;
        const struct point ghost = point_at(x + room.width * 0.26f, room.y + step);
        draw_arrow(sketch, sketch->locks[LOCKS_COPY], sketch->lock_px * 0.75f, ghost, sketch->token_px * 0.65f, false,
                   true);
        mark_token_hollow(frame->list, frame->theme, ghost, sketch->token_px, (int)holder,
                          recording->tasks[holder].name, frame->scale.u, frame->theme->grounds[GROUND_WELL]);
    }
    draw_padlock(sketch, LOCKS_COPY, held);
    draw_task(sketch, child);
}

static void draw_memories(struct sketch *sketch, struct rect rect)
{
    struct frame *frame = sketch->frame;
    const struct recording *recording = sketch->recording;
    const float gap = frame->scale.pad_px;
    uint32_t child = 0;
    const struct note *copied = locks_find(recording, NOTE_OWN, LOCKS_OWN_COPIED + 1, -1, &child);
    const bool forked = copied && recording_ns(recording, copied->ticks) <= sketch->ns;
    const struct rect left = rect_cut_left(&rect, (rect.width - gap) / 2);
    rect_cut_left(&rect, gap);
    struct rect room = draw_memory(sketch, left, recording->tasks[0].name);
    enum text_role role;
    const char *words = holder_words(sketch, LOCKS_ORIGINAL, &role);
    draw_said(sketch, &room, words, role);
    const float x = room.x + room.width / 2, step = room.height / 4;
    sketch->tasks[1] = point_at(x - room.width * 0.26f, room.y + step);
    sketch->locks[LOCKS_ORIGINAL] = point_at(x, room.y + step * LOCK_STEPS);
    sketch->task_count = 2;
    sketch->lock_count = 1;
    draw_arrows(sketch, true);
    draw_padlock(sketch, LOCKS_ORIGINAL, sketch->graph.holders[LOCKS_ORIGINAL] >= 0);
    draw_task(sketch, 1);
    if (forked)
        draw_copy(sketch, draw_memory(sketch, rect, recording->tasks[child].name), child, copied);
}

// ---- all -------------------------------------------------------------------------------------------------------------

// The two kinds of arrows, by an example each.
static void draw_legend(const struct sketch *sketch, struct rect row)
{
    static const enum text_id words[2] = { TEXT_LAB_LOCKS_LEGEND_WAITS_ID, TEXT_LAB_LOCKS_LEGEND_HOLDS_ID };
    struct frame *frame = sketch->frame;
    struct text_style style = ui_text(frame, TYPE_SMALL, TEXT_SOFT);
    const float arrow_px = 26 * frame->scale.u, gap = frame->scale.pad_px;
    const bool forks = locks_plan_of(sketch->recording->plan)->variant == LOCKS_PHILOSOPHERS;
    for (int i = 0; i < (forks ? 1 : 2); i++) {
        const char *text = text_of(frame->language, words[i]);
        const float width = draw_text_width(frame->list, text, style);
        if (row.width < arrow_px + width + gap)
            return;
        const float y = rect_centre(row).y;
        draw_arrow(sketch, point_at(row.x, y), 0, point_at(row.x + arrow_px, y), 0, i == 0, false);
        rect_cut_left(&row, arrow_px + gap * 0.4f);
        words_fit_end(frame, rect_of(row.x, row.y, width + 2, row.height), text, style, false);
        rect_cut_left(&row, width + gap * 1.4f);
    }
}

void locks_picture_draw(struct frame *frame, uint64_t ns, struct rect rect)
{
    const struct recording *recording = &frame->document->recording;
    const uint32_t variant = locks_plan_of(recording->plan)->variant;
    struct sketch sketch = { .frame = frame, .recording = recording, .ns = ns };
    struct locks_reading reading;
    if (recording->task_count == 0 || !wait_graph_at(&sketch.graph, recording, ns, frame->arena))
        return;
    locks_reading_begin(&reading, recording);
    sketch.ring = locks_ring_at(&reading, ns);
    const float legend_px = frame->scale.type[TYPE_SMALL] * 1.5f;
    // The table leaves room in its corners.
    struct rect foot = rect;
    const bool table = variant == LOCKS_PHILOSOPHERS;
    if (rect.height > 6 * legend_px)
        draw_legend(&sketch, table ? rect_cut_bottom(&foot, legend_px) : rect_cut_bottom(&rect, legend_px));
    sketch.token_px = fminf(fminf(rect.height * (table ? 0.17f : 0.2f), rect.width * 0.14f), 40 * frame->scale.u);
    sketch.lock_px = sketch.token_px * 0.8f;
    if (table)
        draw_table(&sketch, rect);
    else if (variant == LOCKS_FORK_WHILE_HELD)
        draw_memories(&sketch, rect);
    else if (locks_count(recording->plan) == 2)
        draw_two(&sketch, rect);
    else
        draw_one(&sketch, rect);
    locks_reading_end(&reading);
}

// Two tasks, two locks, and the ring that they close.
void locks_icon_draw(struct frame *frame, struct rect rect)
{
    const struct point centre = rect_centre(rect);
    const float side = fminf(rect.width, rect.height), radius = side * 0.34f, token_px = side * 0.26f;
    const struct stroke stroke = stroke_solid(frame->theme->marks[MARK_LOST], frame->scale.line_px * 2);
    draw_disc(frame->list, centre, radius, paint_none(), stroke);
    for (int i = 0; i < 2; i++) {
        mark_padlock(frame->list, point_at(centre.x, centre.y + (i ? radius : -radius)), token_px * 0.8f, true,
                     frame->theme->grounds[GROUND_SELECTED], frame->theme->marks[MARK_LINE]);
        mark_token(frame->list, frame->theme, point_at(centre.x + (i ? radius : -radius), centre.y), token_px, i, NULL,
                   frame->scale.u);
    }
}
