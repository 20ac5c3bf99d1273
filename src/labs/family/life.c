// What became of the family, read off its recording: deaths, who reaped whom, requests, copies.
#include "labs/family/family.h"

#include <string.h>

uint64_t family_died_ns(const struct recording *recording, uint32_t task)
{
    const struct task *one = &recording->tasks[task];
    if (one->end == TASK_STOPPED)
        return FAMILY_NEVER;
    for (size_t i = recording->switch_count; i-- > 0;)
        if (recording->switches[i].task == task && recording->switches[i].kind == SWITCH_EXIT)
            return recording->switches[i].ns;
    return one->finished_ns ? one->finished_ns : one->joined_ns ? one->joined_ns : FAMILY_NEVER;
}

// ---- notes, of all tasks ----------------------------------------------------------------------------------------------

enum family_step family_reaped_at(const struct recording *recording, uint32_t task)
{
    for (uint32_t t = 0; t < recording->task_count; t++) {
        uint16_t step = 0;
        for (uint64_t i = 0; i < recording->tasks[t].notes; i++) {
            const struct note *note = &recording->notes[t][i];
            step = note->kind == NOTE_AT ? note->other : step;
            if (note->kind == NOTE_JOINED && note->other == task)
                return (enum family_step)step;
        }
    }
    return 0;
}

static bool asks_for_end(const struct note *note, uint32_t task, int signal_number)
{
    return note->kind == NOTE_SIGNALED && note->other == task &&
           (signal_number == 0 || note->resource == signal_number);
}

uint64_t family_asked_ns(const struct recording *recording, uint32_t task, int signal_number)
{
    for (uint32_t t = 0; t < recording->task_count; t++)
        for (uint64_t i = 0; i < recording->tasks[t].notes; i++)
            if (asks_for_end(&recording->notes[t][i], task, signal_number))
                return recording_ns(recording, recording->notes[t][i].ticks);
    return FAMILY_NEVER;
}

// What directly follows the request.
int family_alive_after(const struct recording *recording, uint32_t task)
{
    for (uint32_t t = 0; t < recording->task_count; t++)
        for (uint64_t i = 0; i + 1 < recording->tasks[t].notes; i++) {
            const struct note *note = &recording->notes[t][i];
            if (asks_for_end(note, task, 0) && note[1].kind == NOTE_ASKED &&
                note_question(note[1].other) == ASKED_ALIVE)
                return (int)note_answer(note[1].other);
        }
    return -1;
}

bool family_gave_up(const struct recording *recording)
{
    for (uint32_t t = 0; t < recording->task_count; t++)
        for (uint64_t i = 0; i < recording->tasks[t].notes; i++)
            if (recording->notes[t][i].kind == NOTE_TIMED_OUT && recording->notes[t][i].resource == FAMILY_ENDS)
                return true;
    return false;
}

// ---- console and pages ------------------------------------------------------------------------------------------------

uint32_t family_lines_twice(const struct recording *recording)
{
    uint32_t twice = 0;
    const char *line = recording->console_text;
    for (size_t i = 0; i < recording->console_count; line += recording->console[i++].bytes) {
        const char *earlier = recording->console_text;
        for (size_t j = 0; j < i; earlier += recording->console[j++].bytes)
            if (recording->console[j].task != recording->console[i].task &&
                recording->console[j].bytes == recording->console[i].bytes &&
                memcmp(earlier, line, recording->console[i].bytes) == 0) {
                twice++;
                break;
            }
    }
    return twice;
}

uint32_t family_pages_own(const struct recording *recording, enum family_touch touch)
{
    const struct family_shared *shared = program_lab_shared(recording);
    const struct family_plan *plan = family_plan_of(recording->plan);
    uint32_t own = 0;
    for (uint32_t page = 0; page < plan->pages; page++)
        own += (touch == FAMILY_TOUCHES || family_touch_of(plan, page) == touch) && family_page_own(shared->own, page);
    return own;
}
