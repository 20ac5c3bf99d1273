// The family's row: its picture (the tree of processes, and with it pages or buffers where those are the point), its captions, its
// verdicts, the names of its books' parts.
#include "view/labs/family/view.h"

#include "labs/family/family.h"
#include "view/labs/family/parts.h"
#include "view/looks/marks.h"
#include "view/ui/process_tree.h"
#include "view/ui/words.h"

#include <math.h>
#include <signal.h>

static const struct recording *recording_of(const struct frame *frame) { return &frame->document->recording; }

static uint32_t variant_of(const struct frame *frame) { return family_plan_of(recording_of(frame)->plan)->variant; }

// ---- pictures -------------------------------------------------------------------------------------------------------

static void picture(struct frame *frame, uint64_t ns, struct rect rect)
{
    const uint32_t variant = variant_of(frame);
    if (variant == FAMILY_GLOBALS) {
        family_pages_draw(frame, ns, rect);
        return;
    }
    if (variant == FAMILY_FORK_TWICE) {
        family_buffers_draw(frame, ns, rect_cut_bottom(&rect, rect.height * 0.5f));
        rect_cut_bottom(&rect, frame->scale.pad_px);
    }
    process_tree_draw(frame, ns, rect);
}

// One becomes two.
static void icon(struct frame *frame, struct rect rect)
{
    const float size = fminf(rect.height * 0.42f, rect.width * 0.22f), middle = rect_centre(rect).y;
    const float left = rect_centre(rect).x - size * 1.5f, right = rect_centre(rect).x + size * 1.5f;
    for (int child = 1; child <= 2; child++) {
        const float y = middle + (child == 1 ? -0.29f : 0.29f) * rect.height, bend = (right - left) * 0.5f;
        const struct point curve[4] = { { left, middle }, { left + bend, middle }, { left + bend, y }, { right, y } };
        draw_curve(frame->list, curve, stroke_solid(frame->theme->marks[MARK_CURVE], frame->scale.stroke_px));
        mark_token(frame->list, frame->theme, point_at(right, y), size, child, child == 1 ? "P1" : "P2",
                   frame->scale.u);
    }
    mark_token(frame->list, frame->theme, point_at(left, middle), size, 0, "P0", frame->scale.u);
}

// ---- captions -------------------------------------------------------------------------------------------------------

static const char *plain_number(struct frame *frame, int64_t number)
{
    return arena_printf(frame->arena, "%lld", (long long)number);
}

static bool caption_of_page(struct frame *frame, const char *name, uint32_t page, struct lab_caption *caption)
{
    const struct family_plan *plan = family_plan_of(recording_of(frame)->plan);
    if (page >= plan->pages)
        return false;
    caption->first = FILL(TEXT_FAMILY_NOW_COPIED_ID, name, words_number(frame, page));
    if (family_touch_of(plan, page) == FAMILY_COUNTED)
        caption->second = text_of(frame->language, TEXT_FAMILY_NOW_COUNTED_ID);
    return true;
}

static bool caption_of_return(struct frame *frame, const char *name, uint32_t child, struct lab_caption *caption)
{
    const struct recording *recording = recording_of(frame);
    if (child >= recording->task_count)
        return false;
    caption->first = child == 0
                         ? FILL(TEXT_FAMILY_NOW_CHILD_ID, name)
                         : FILL(TEXT_FAMILY_NOW_PARENT_ID, name, plain_number(frame, recording->tasks[child].pid));
    return true;
}

static bool caption_of_state(struct frame *frame, uint16_t state, struct lab_caption *caption)
{
    const uint32_t task = family_state_task(state);
    if (task >= recording_of(frame)->task_count || family_state_letter(state) != 'Z')
        return false;
    caption->first = FILL(TEXT_FAMILY_NOW_ZOMBIE_ID, words_name(frame, task));
    return true;
}

// The step a task is at with its note of that number.
static uint32_t step_of(const struct recording *recording, uint32_t task, uint64_t number)
{
    for (uint64_t i = number + 1; i-- > 0;)
        if (recording->notes[task][i].kind == NOTE_AT)
            return recording->notes[task][i].other;
    return 0;
}

// The question that follows a request for its end.
static bool caption_of_question(struct frame *frame, const struct tale_event *event, const struct note *note,
                                struct lab_caption *caption)
{
    const uint32_t step = step_of(recording_of(frame), event->task, event->index);
    if (note_question(note->other) != ASKED_ALIVE || (step != FAMILY_STEP_TERMINATE && step != FAMILY_STEP_KILL))
        return false;
    const bool alive = note_answer(note->other) == 1;
    caption->first = text_of(frame->language, alive ? TEXT_FAMILY_NOW_STILL_ALIVE_ID : TEXT_FAMILY_NOW_ALREADY_DEAD_ID);
    if (alive)
        caption->second = text_of(frame->language, TEXT_FAMILY_NOW_ONLY_ASKED_ID);
    return true;
}

static bool caption(struct frame *frame, const struct tale_event *event, struct lab_caption *caption)
{
    const struct recording *recording = recording_of(frame);
    if (event->kind != TOLD_NOTE)
        return false;
    const struct note *note = tale_note(recording, event);
    const char *name = words_name(frame, event->task);
    *caption = (struct lab_caption){ "", "", false };
    if (note->kind == NOTE_ASKED)
        return caption_of_question(frame, event, note, caption);
    if (note->kind != NOTE_OWN)
        return false;
    switch (note->resource) {
    case FAMILY_OWN_RETURNED:
        return caption_of_return(frame, name, note->other, caption);
    case FAMILY_OWN_COPIED:
        return caption_of_page(frame, name, note->other, caption);
    case FAMILY_OWN_STATE:
        return caption_of_state(frame, note->other, caption);
    case FAMILY_OWN_PARENT:
        caption->first = FILL(TEXT_FAMILY_NOW_ADOPTED_ID, name);
        return true;
    case FAMILY_OWN_VALUE:
        caption->first = FILL(TEXT_FAMILY_NOW_SEES_ID, name, words_number(frame, note->other));
        return true;
    default:
        return false;
    }
}

// ---- verdicts -------------------------------------------------------------------------------------------------------

#define SAY(id) text_of(frame->language, id)

static const char *adopter(struct frame *frame, uint32_t task)
{
    const struct family_shared *shared = program_lab_shared(recording_of(frame));
    return plain_number(frame, shared->parent_last[task]);
}

static bool was_adopted(const struct frame *frame, uint32_t task)
{
    const struct family_shared *shared = program_lab_shared(recording_of(frame));
    return shared->parent_last[task] != 0 && shared->parent_last[task] == recording_of(frame)->facts->supervisor_pid;
}

static bool ended_by(const struct frame *frame, int signal_number)
{
    const struct task *child = &recording_of(frame)->tasks[1];
    return child->end == TASK_SIGNALED && child->end_code == signal_number;
}

static struct lab_caption verdict_of_fork(struct frame *frame)
{
    if (family_lines_twice(recording_of(frame)) == 0)
        return (struct lab_caption){ SAY(TEXT_FAMILY_END_ONCE_ID), "", false };
    return (struct lab_caption){ SAY(TEXT_FAMILY_END_TWICE_ID), SAY(TEXT_FAMILY_END_BUFFER_ID), true };
}

static struct lab_caption verdict_of_globals(struct frame *frame)
{
    const struct recording *recording = recording_of(frame);
    const struct family_shared *shared = program_lab_shared(recording);
    const char *x =
        FILL(TEXT_FAMILY_END_X_ID, words_number(frame, shared->x_of_child), words_number(frame, shared->x_of_main));
    if (!shared->pages_known)
        return (struct lab_caption){ x, "", false };
    return (struct lab_caption){ x,
                                 FILL(TEXT_FAMILY_END_PAGES_ID,
                                      words_number(frame, family_pages_own(recording, FAMILY_READ)),
                                      words_number(frame, family_pages_own(recording, FAMILY_COUNTED))),
                                 false };
}

static struct lab_caption verdict_of_join(struct frame *frame)
{
    const struct task *tasks = recording_of(frame)->tasks;
    return (struct lab_caption){ SAY(TEXT_FAMILY_END_JOIN_ID),
                                 FILL(TEXT_FAMILY_END_CODES_ID, plain_number(frame, tasks[1].end_code),
                                      plain_number(frame, tasks[2].end_code)),
                                 false };
}

static struct lab_caption verdict_of_join_timeout(struct frame *frame)
{
    if (!family_gave_up(recording_of(frame)))
        return (struct lab_caption){ SAY(TEXT_FAMILY_END_IN_TIME_ID), "", false };
    return (struct lab_caption){ SAY(TEXT_FAMILY_END_GAVE_UP_ID), SAY(TEXT_FAMILY_END_ASK_ID), true };
}

static struct lab_caption verdict_of_terminate(struct frame *frame)
{
    const struct recording *recording = recording_of(frame);
    const uint64_t request = family_asked_ns(recording, 1, SIGTERM), died = family_died_ns(recording, 1);
    if (!ended_by(frame, SIGTERM) || request == FAMILY_NEVER || died == FAMILY_NEVER || died < request)
        return (struct lab_caption){ SAY(TEXT_FAMILY_END_OTHERWISE_ID), "", false };
    const bool alive = family_alive_after(recording, 1) == 1;
    return (struct lab_caption){ FILL(TEXT_FAMILY_END_TERMINATE_ID, words_time(frame, died - request)),
                                 alive ? SAY(TEXT_FAMILY_END_WAS_ALIVE_ID) : "", alive };
}

static struct lab_caption verdict_of_kill(struct frame *frame)
{
    if (!ended_by(frame, SIGKILL))
        return (struct lab_caption){ SAY(TEXT_FAMILY_END_OTHERWISE_ID), "", false };
    return (struct lab_caption){ SAY(TEXT_FAMILY_END_KILL_ID), SAY(TEXT_FAMILY_END_LINE_LOST_ID), true };
}

static struct lab_caption verdict_of_daemon(struct frame *frame)
{
    return (struct lab_caption){
        SAY(ended_by(frame, SIGTERM) ? TEXT_FAMILY_END_DAEMON_ID : TEXT_FAMILY_END_DAEMON_ITSELF_ID), "", false
    };
}

static struct lab_caption verdict_of_main_killed(struct frame *frame)
{
    if (!was_adopted(frame, 1))
        return (struct lab_caption){ SAY(TEXT_FAMILY_END_DAEMON_ITSELF_ID), "", false };
    return (struct lab_caption){ SAY(TEXT_FAMILY_END_NO_HANDLER_ID),
                                 FILL(TEXT_FAMILY_END_LIVED_ON_ID, adopter(frame, 1)), true };
}

static struct lab_caption verdict_of_zombie(struct frame *frame)
{
    return (struct lab_caption){ SAY(TEXT_FAMILY_END_ZOMBIE_ID), SAY(TEXT_FAMILY_END_ALL_REAP_ID), false };
}

static struct lab_caption verdict_of_orphan(struct frame *frame)
{
    if (!was_adopted(frame, 2))
        return (struct lab_caption){ SAY(TEXT_FAMILY_END_NO_ORPHAN_ID), "", false };
    return (struct lab_caption){ FILL(TEXT_FAMILY_END_ORPHAN_ID, adopter(frame, 2)),
                                 SAY(TEXT_FAMILY_END_NOT_GRANDPARENT_ID), false };
}

static struct lab_caption verdict_of_called(struct frame *frame)
{
    return (struct lab_caption){ SAY(TEXT_FAMILY_END_CALLED_ID), SAY(TEXT_FAMILY_END_NOTHING_ID), true };
}

static bool verdict(struct frame *frame, struct lab_caption *verdict)
{
    static struct lab_caption (*const verdicts[FAMILY_VARIANTS])(struct frame * frame) = {
        [FAMILY_FORK_TWICE] = verdict_of_fork,     [FAMILY_GLOBALS] = verdict_of_globals,
        [FAMILY_JOIN] = verdict_of_join,           [FAMILY_JOIN_TIMEOUT] = verdict_of_join_timeout,
        [FAMILY_TERMINATE] = verdict_of_terminate, [FAMILY_KILL] = verdict_of_kill,
        [FAMILY_DAEMON] = verdict_of_daemon,       [FAMILY_MAIN_KILLED] = verdict_of_main_killed,
        [FAMILY_ZOMBIE] = verdict_of_zombie,       [FAMILY_ORPHAN] = verdict_of_orphan,
        [FAMILY_CALLED] = verdict_of_called,
    };
    const struct recording *recording = recording_of(frame);
    const uint32_t variant = variant_of(frame);
    if (recording->facts->ended != RUN_COMPLETE || recording->task_count <= family_children(variant))
        return false;
    *verdict = verdicts[variant](frame);
    return true;
}

// ---- the row --------------------------------------------------------------------------------------------------------

static const struct lab_part_name parts[] = {
    { "created", TEXT_FAMILY_PART_CREATED_ID, 0 },
    { "reaped", TEXT_FAMILY_PART_REAPED_ID, 0 },
    { "zombies", TEXT_FAMILY_PART_ZOMBIES_ID, TEXT_FAMILY_PART_ZOMBIE_ID },
    { "orphans", TEXT_FAMILY_PART_ORPHANS_ID, TEXT_FAMILY_PART_ORPHAN_ID },
    { "alive", TEXT_FAMILY_PART_ALIVE_ID, 0 },
    { NULL, 0, 0 },
};

const struct lab_view family_view = {
    .title = TEXT_FAMILY_TITLE_ID,
    .sentence = TEXT_FAMILY_SENTENCE_ID,
    .icon = icon,
    .picture = picture,
    .picture_share = 1,
    .picture_title = TEXT_FAMILY_TITLE_ID,
    .picture_note = TEXT_FAMILY_PICTURE_NOTE_ID,
    .caption = caption,
    .verdict = verdict,
    .parts = parts,
};
