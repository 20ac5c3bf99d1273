// The run's locks as things: a padlock between running and blocked, closed in its holder's colour with the holder on it,
// open when it is free; beside it who has it, how often it has been taken so far, and who stands in line for it.
//
// They stand at the right, several one below the other; where there is a GIL, which is round everything, and another lock,
// the GIL stands at the left.
#include "view/looks/marks.h"
#include "view/stage/lock_now.h"
#include "view/stage/parts.h"
#include "view/ui/words.h"

#include "lab/lab.h"
#include "labs/balance/experiment.h"
#include "labs/balance/guard.h"
#include <math.h>

struct padlock {
    struct machine *machine;
    struct rect room; // of the lock and its words
    float size_px;
    struct lock_now now;
    const char *name;
    bool fast; // too fast for single holds: how often it is taken can still be told
};

// At the left, or at the right.
static struct rect room_of(const struct frame *frame, const struct machine *machine, bool left)
{
    const float r = machine->radius, line = frame->scale.type[TYPE_SMALL];
    const struct point blocked = machine->centres[STATE_BLOCKED];
    const float word = (machine->centres[STATE_READY].y + blocked.y) / 2 + r * 0.1f; // beside the arrows
    if (left) // below the word at the arrow from blocked
        return rect_between(machine->room.x, word + line, blocked.x - r - frame->scale.gap_px,
                            rect_bottom(machine->room));
    // Right of the arrow to blocked, and of those who wait there; below its word where shares stand below their discs.
    const float top = machine->share_px > 0 ? word + line * 0.7f : machine->centres[STATE_RUNNING].y + r * 0.94f;
    const float beside = blocked.x + r * 1.06f + machine->token_px * 1.1f,
                below = machine->centres[STATE_RUNNING].x + r * 0.72f;
    return rect_between(fmaxf(beside, below), top, rect_right(machine->room), rect_bottom(machine->room));
}

static const char *holder_text(struct frame *frame, const struct padlock *lock)
{
    const struct lock_now *now = &lock->now;
    if (lock->fast)
        return "";
    if (bit_set_count(&now->inside) > 1)
        return FILL(TEXT_STAGE_LOCK_SEVERAL_ID, words_name(frame, (uint32_t)now->holder),
                    words_name(frame, (uint32_t)bit_set_next(&now->inside, (uint32_t)now->holder + 1)));
    if (now->holder >= 0)
        return FILL(TEXT_STAGE_LOCK_HAS_ID, words_name(frame, (uint32_t)now->holder));
    return text_of(frame->language, now->free ? TEXT_STAGE_LOCK_FREE_NOW_ID : TEXT_STAGE_LOCK_UNKNOWN_ID);
}

// One line as large as it may be, where it meets nothing.
static void draw_words(struct frame *frame, const struct padlock *lock, struct rect *rest, const char *text,
                       struct text_style style)
{
    const float line = draw_text_lines(frame->list, style).line_px;
    if (rest->height < line * 0.9f || (!words_shrink(frame, text, &style, rest->width) && !style.foreign))
        return;
    style.max_px = style.foreign ? rest->width : 0;
    const struct rect row = rect_cut_top(rest, line),
                      used = rect_of(row.x, row.y, fminf(draw_text_width(frame->list, text, style), row.width),
                                     row.height);
    if (!machine_is_clear(lock->machine, rect_overlap(used, lock->machine->room)))
        return;
    style.along = ALONG_MIDDLE;
    machine_take(lock->machine, draw_text(frame->list, point_at(row.x, rect_centre(row).y), text, style));
}

// Who waits, as small tokens in a row, as many as there is room for, then "+3".
static void draw_line_of_waiters(struct frame *frame, const struct padlock *lock, struct rect *rest)
{
    struct text_style words = ui_text(frame, TYPE_SMALL, TEXT_SOFT);
    const float least = frame->scale.lecture ? words.size_px / MARK_NAME_SHARE : words.size_px * 1.5f, size = least,
                step = size * 1.06f;
    const char *wait =
        text_of(frame->language, lock->now.waiters == 1 ? TEXT_STAGE_LOCK_WAITS_ID : TEXT_STAGE_LOCK_WAIT_ID);
    const float said = draw_text_width(frame->list, wait, words) + size * 0.3f,
                more = draw_text_width(frame->list, "+00", words) + size * 0.3f;
    int places = (int)((rest->width - said) / step), drawn = 0;
    if (places < lock->now.waiters)
        places = (int)((rest->width - said - more) / step);
    if (rest->height < size || places < 1)
        return;
    const struct rect row = rect_cut_top(rest, size * 1.08f);
    const float y = rect_centre(row).y;
    float x = row.x;
    machine_take(lock->machine, row);
    for (int w = bit_set_next(&lock->now.waiting, 0); w >= 0 && drawn < places;
         w = bit_set_next(&lock->now.waiting, (uint32_t)w + 1)) {
        mark_token(frame->list, frame->theme, point_at(x + size / 2, y), size, w, words_token(frame, (uint32_t)w),
                   frame->scale.u);
        x += step;
        drawn++;
    }
    words.along = ALONG_MIDDLE;
    if (drawn < lock->now.waiters) {
        const struct rect used =
            draw_textf(frame->list, point_at(x + size * 0.1f, y), words, "+%d", lock->now.waiters - drawn);
        x = rect_right(used);
    }
    draw_text(frame->list, point_at(x + size * 0.25f, y), wait, words);
}

static void draw_words_of(struct frame *frame, const struct padlock *lock, struct rect rest)
{
    const struct text_style small = ui_text(frame, TYPE_SMALL, TEXT_SOFT);
    struct text_style head = ui_bold(frame, TYPE_BODY, TEXT_MAIN);
    head.foreign = true; // it may be a name that somebody's program gave
    const char *holder = holder_text(frame, lock),
               *taken = lock->now.taken_known
                            ? FILL(TEXT_STAGE_LOCK_TAKEN_ID, words_number(frame, (int64_t)lock->now.taken))
                            : "",
               *both = *taken && *holder ? FILL(TEXT_STAGE_LOCK_BOTH_ID, holder, taken)
                       : *holder         ? holder
                                         : taken;
    draw_words(frame, lock, &rest, lock->name, head);
    if (draw_text_width(frame->list, both, small) <= rest.width) {
        draw_words(frame, lock, &rest, both, small);
    } else {
        draw_words(frame, lock, &rest, holder, small);
        if (*taken)
            draw_words(frame, lock, &rest, taken, small);
    }
    if (lock->now.waiters > 0)
        draw_line_of_waiters(frame, lock, &rest);
}

static void draw_padlock(struct frame *frame, const struct padlock *lock, bool gil)
{
    const struct theme *theme = frame->theme;
    const int holder = lock->now.holder;
    const float size = lock->size_px, gap = size * 0.2f;
    const struct point centre = point_at(lock->room.x + size / 2, lock->room.y + size * PADLOCK_HIGH / 2);
    const bool several = bit_set_count(&lock->now.inside) > 1;
    const struct colour line = several          ? theme->marks[MARK_LOST]
                               : holder >= 0    ? theme_worker(theme, holder)->text
                               : lock->now.free ? theme->marks[MARK_GOOD]
                                                : theme->marks[MARK_LINE];
    const struct colour fill = theme->grounds[holder >= 0 ? GROUND_WELL : GROUND_SELECTED];
    const struct rect body = mark_padlock(frame->list, centre, size, !lock->now.free, fill, line);
    if (holder >= 0)
        mark_token(frame->list, theme, rect_centre(body), body.height * 0.76f, holder,
                   frame->scale.lecture ? NULL : words_token(frame, (uint32_t)holder), frame->scale.u);
    machine_take(lock->machine, rect_of(lock->room.x, lock->room.y, size, size * PADLOCK_HIGH));
    const struct rect words =
        rect_between(lock->room.x + size + gap, body.y - size * 0.1f, rect_right(lock->room), rect_bottom(lock->room));
    ui_explain(frame, rect_of(lock->room.x, lock->room.y, lock->room.width, size * PADLOCK_HIGH),
               text_of(frame->language, gil ? TEXT_STAGE_GIL_TIP_ID : TEXT_STAGE_LOCK_TIP_ID));
    draw_words_of(frame, lock, words);
}

static void draw_lock(struct frame *frame, struct machine *machine, const struct balance_present *present, int resource,
                      struct rect room)
{
    const struct recording *recording = &frame->document->recording;
    const float size = fminf(machine->radius * 1.2f, room.height / PADLOCK_HIGH);
    if (size < 12 * frame->scale.u ||
        present->now.ns < lab_resource_from(lab_of(recording->plan->lab), recording, (uint32_t)resource))
        return;
    struct padlock lock = { .machine = machine,
                            .room = room,
                            .size_px = size,
                            .now = lock_now_of(frame->document, present, resource),
                            .name = words_resource(frame, resource),
                            .fast = present->now.fast };
    if (lock.fast) {
        lock.now.holder = -1;
        lock.now.inside = (struct bit_set){ .words = { 0 } };
        lock.now.waiters = 0;
        lock.now.free = false;
    }
    draw_padlock(frame, &lock, recording->resources[resource].kind == RESOURCE_GIL);
}

void stage_locks_draw(struct frame *frame, struct machine *machine, const struct balance_present *present)
{
    const struct recording *recording = &frame->document->recording;
    const int gil = recording_find_resource(recording, RESOURCE_GIL);
    int count = 0, drawn = 0;
    for (uint32_t i = 0; i < recording->resource_count; i++)
        count += resource_is_lock(&recording->resources[i]);
    const bool aside = gil >= 0 && count > 1;
    if (aside)
        draw_lock(frame, machine, present, gil, room_of(frame, machine, true));
    const struct rect room = room_of(frame, machine, machine->zombies); // who stand at the right
    const float height = room.height / (float)(aside ? count - 1 : count);
    const bool several = count - aside > 1;
    if (height * 0.86f < frame->scale.type[TYPE_BODY] * 1.2f) // no room for their names: so many are told elsewhere
        return;
    for (int i = 0; i < (int)recording->resource_count; i++) {
        if (!resource_is_lock(&recording->resources[i]) || (aside && i == gil))
            continue;
        draw_lock(frame, machine, present, i,
                  rect_of(room.x, room.y + (float)drawn * height, room.width, height * (several ? 0.86f : 1)));
        drawn++;
    }
}
