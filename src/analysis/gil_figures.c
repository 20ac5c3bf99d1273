// Each task's own notes tell what it had and waited for; who took it after whom is told by all of them.
#include "analysis/gil_figures.h"

#include "analysis/slices.h"
#include "analysis/spread.h"

#include <stdlib.h>

// What a task is at.
struct lane {
    bool has, waits;
    uint64_t had_ns, waited_ns; // since when
};

// Notes come from files, and may go back in time.
static uint64_t since(uint64_t from_ns, uint64_t to_ns) { return to_ns > from_ns ? to_ns - from_ns : 0; }

static void give(struct gil_figures *figures, struct lane *lane, uint64_t ns)
{
    if (lane->has)
        figures->holding_ns += since(lane->had_ns, ns);
    lane->has = false;
}

static void take(struct gil_figures *figures, struct lane *lane, uint64_t ns)
{
    if (lane->waits)
        figures->waiting_ns += since(lane->waited_ns, ns);
    give(figures, lane, ns);
    *lane = (struct lane){ .has = true, .had_ns = ns };
    figures->takings++;
}

static void add_note(struct gil_figures *figures, struct lane *lane, enum note_kind kind, uint64_t ns)
{
    if (figures->to_ns == 0 || ns < figures->from_ns)
        figures->from_ns = ns;
    if (ns > figures->to_ns)
        figures->to_ns = ns;
    figures->timeouts += kind == NOTE_TIMED_OUT;
    figures->requests += kind == NOTE_REQUESTED;
    figures->honoured += kind == NOTE_HONOURED;
    if (kind == NOTE_ACQUIRED) {
        take(figures, lane, ns);
    } else if (kind == NOTE_RELEASED) {
        give(figures, lane, ns);
    } else if ((kind == NOTE_WAITS || kind == NOTE_HONOURED) && !lane->waits) {
        lane->waits = true;
        lane->waited_ns = ns;
    }
}

// When a task was done, or the run.
static uint64_t end_of(const struct recording *recording, uint32_t task)
{
    const uint64_t finished_ns = recording->tasks[task].finished_ns;
    return finished_ns ? finished_ns : recording->facts->ended_ns;
}

static void add_task(struct gil_figures *figures, const struct recording *recording, uint32_t gil, uint32_t task)
{
    struct lane lane = { 0 };
    for (uint64_t i = 0; i < recording->tasks[task].notes; i++) {
        const struct note *note = &recording->notes[task][i];
        if (note->kind <= NOTE_HANDED && note->resource == gil)
            add_note(figures, &lane, (enum note_kind)note->kind, recording_ns(recording, note->ticks));
    }
    if (lane.waits)
        figures->waiting_ns += since(lane.waited_ns, end_of(recording, task));
    give(figures, &lane, end_of(recording, task));
}

struct status gil_figures_of(struct gil_figures *figures, const struct recording *recording, uint32_t gil,
                             const bool *counted)
{
    double *lengths_ns;
    size_t count;
    *figures = (struct gil_figures){ 0 };
    for (uint32_t t = 0; t < recording->task_count; t++)
        if (!counted || counted[t])
            add_task(figures, recording, gil, t);
    const struct status status = slices_of_gil(recording, gil, counted, &lengths_ns, &count);
    figures->switches = count;
    if (count)
        figures->slice_ns = spread_of(lengths_ns, count).median;
    free(lengths_ns);
    return status;
}
