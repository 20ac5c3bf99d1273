// What became of each process that was made, and what that comes to.
//
// Who was made is counted from the notes of those who made them; who is what, each by itself from the kernel's records of deaths
// and from who saw them.
#include "labs/family/family.h"

#include "base/json.h"
#include "base/said.h"
#include "base/text.h"

#include <inttypes.h>
#include <signal.h>
#include <stdio.h>

// ---- books ----------------------------------------------------------------------------------------------------------

// A child's moments; FAMILY_NEVER: it never came.
struct life {
    uint64_t made_ns, died_ns, reaped_ns; // reaped by one of the family
    uint64_t left_ns;                     // its parent died, and nobody had reaped it
};

// Else a number with no process behind it: the system refused, or who was making it was ended meanwhile.
static bool was_made(const struct recording *recording, uint32_t task) { return recording->tasks[task].pid != 0; }

// Counts who was made until then, and notes when.
static uint32_t count_made(const struct recording *recording, uint64_t until_ns, struct life lives[FAMILY_TASKS])
{
    uint32_t made = 0;
    for (uint32_t t = 0; t < recording->task_count; t++)
        for (uint64_t i = 0; i < recording->tasks[t].notes; i++) {
            const struct note *note = &recording->notes[t][i];
            if (note->kind != NOTE_STARTED || note->other >= FAMILY_TASKS || !was_made(recording, note->other))
                continue;
            lives[note->other].made_ns = recording_ns(recording, note->ticks);
            made += lives[note->other].made_ns <= until_ns;
        }
    return made;
}

static void read_lives(const struct recording *recording, struct life lives[FAMILY_TASKS])
{
    for (uint32_t t = 1; t < recording->task_count && t < FAMILY_TASKS; t++) {
        const struct task *task = &recording->tasks[t];
        if (!was_made(recording, t))
            continue;
        lives[t].died_ns = family_died_ns(recording, t);
        lives[t].reaped_ns = task->reaper > 0 && task->joined_ns ? task->joined_ns : FAMILY_NEVER;
        const uint64_t parent_died = task->parent < t ? family_died_ns(recording, task->parent) : FAMILY_NEVER;
        lives[t].left_ns = parent_died < lives[t].reaped_ns ? parent_died : FAMILY_NEVER;
    }
}

// Whether the moment has come; what never came has not, whatever is asked.
static bool has_come(uint64_t moment_ns, uint64_t until_ns)
{
    return moment_ns != FAMILY_NEVER && moment_ns <= until_ns;
}

void family_books(const struct recording *recording, uint64_t until_ns, struct lab_books *books)
{
    struct life lives[FAMILY_TASKS];
    for (uint32_t t = 0; t < FAMILY_TASKS; t++)
        lives[t] = (struct life){ FAMILY_NEVER, FAMILY_NEVER, FAMILY_NEVER, FAMILY_NEVER };
    const uint32_t made = count_made(recording, until_ns, lives);
    read_lives(recording, lives);
    uint32_t reaped = 0, zombies = 0, orphans = 0, alive = 0;
    for (uint32_t t = 1; t < FAMILY_TASKS; t++) {
        const struct life *life = &lives[t];
        const bool dead = has_come(life->died_ns, until_ns), seen = has_come(life->reaped_ns, until_ns),
                   left = has_come(life->left_ns, until_ns);
        reaped += seen;
        zombies += dead && !seen && life->died_ns <= life->left_ns;
        orphans += left && life->left_ns < life->died_ns;
        alive += has_come(life->made_ns, until_ns) && !dead && !left;
    }
    const bool over = until_ns == UINT64_MAX || until_ns >= recording->facts->ended_ns;
    *books = (struct lab_books){
        .whole = { SAID("created"), made, BOOKS_GOOD, NULL },
        .parts = { { SAID("reaped"), reaped, BOOKS_GOOD, NULL },
                   { SAID("zombies"), zombies, over ? BOOKS_BAD : BOOKS_OPEN, NULL },
                   { SAID("orphans"), orphans, BOOKS_BAD, NULL },
                   { SAID("alive"), alive, over ? BOOKS_BAD : BOOKS_OPEN, NULL } },
        .part_count = 4,
    };
}

// ---- outcome --------------------------------------------------------------------------------------------------------

// Whether the system named the supervisor as its parent when it was last asked.
static bool was_adopted(const struct recording *recording, uint32_t task)
{
    const struct family_shared *shared = program_lab_shared(recording);
    return task < FAMILY_TASKS && shared->parent_last[task] != 0 &&
           shared->parent_last[task] == recording->facts->supervisor_pid;
}

// By the numbers of outcomes.
static uint32_t exit_code(const struct recording *recording, uint32_t task)
{
    if (task >= recording->task_count || recording->tasks[task].end == TASK_STOPPED)
        return FAMILY_CODE_NONE;
    const struct task *one = &recording->tasks[task];
    return (uint32_t)(FAMILY_CODE_0 + (one->end == TASK_SIGNALED ? -one->end_code : one->end_code));
}

static uint32_t outcome_of_fork(const struct recording *recording)
{
    const bool child = recording->console_count > 0 && recording->console[0].task == 1;
    return (child ? FAMILY_CAME_CHILD_FIRST : 0) | (was_adopted(recording, 1) ? FAMILY_CAME_ADOPTED : 0);
}

static uint32_t outcome_of_pages(const struct recording *recording)
{
    const struct family_shared *shared = program_lab_shared(recording);
    return shared->pages_known ? family_pages_own(recording, FAMILY_TOUCHES) : FAMILY_CAME_UNKNOWN;
}

uint32_t family_outcome(const struct recording *recording)
{
    switch (family_plan_of(recording->plan)->variant) {
    case FAMILY_FORK_TWICE:
        return outcome_of_fork(recording);
    case FAMILY_GLOBALS:
        return outcome_of_pages(recording);
    case FAMILY_JOIN_TIMEOUT:
        return family_gave_up(recording);
    case FAMILY_TERMINATE:
    case FAMILY_KILL:
        return exit_code(recording, 1) * 2 + (family_alive_after(recording, 1) == 1);
    case FAMILY_MAIN_KILLED:
        return was_adopted(recording, 1);
    case FAMILY_ORPHAN:
        return was_adopted(recording, 2);
    case FAMILY_JOIN:
        return exit_code(recording, 1) * FAMILY_CODES + exit_code(recording, 2);
    default:
        return exit_code(recording, 1);
    }
}

// "exit code −15", or that there is none.
static const char *code_name(uint32_t code, char name[LAB_OUTCOME_BYTES])
{
    if (code >= FAMILY_CODE_NONE)
        snprintf(name, LAB_OUTCOME_BYTES, said("stopped"));
    else
        snprintf(name, LAB_OUTCOME_BYTES, said("exit code %d"), (int)code - FAMILY_CODE_0);
    return name;
}

char *family_outcome_name(const struct plan *plan, uint32_t outcome, char name[LAB_OUTCOME_BYTES])
{
    char first[LAB_OUTCOME_BYTES], second[LAB_OUTCOME_BYTES];
    const struct family_plan *form = family_plan_of(plan);
    switch (form->variant) {
    case FAMILY_FORK_TWICE:
        snprintf(name, LAB_OUTCOME_BYTES, "%s%s",
                 outcome & FAMILY_CAME_CHILD_FIRST ? said("the child prints first") : said("the parent prints first"),
                 outcome & FAMILY_CAME_ADOPTED ? said(", the child has lost its parent") : "");
        break;
    case FAMILY_GLOBALS:
        if (outcome == FAMILY_CAME_UNKNOWN)
            snprintf(name, LAB_OUTCOME_BYTES, said("the system does not tell pages"));
        else
            snprintf(name, LAB_OUTCOME_BYTES, said("%" PRIu32 " of %" PRIu32 " pages copied"), outcome, form->pages);
        break;
    case FAMILY_JOIN_TIMEOUT:
        snprintf(name, LAB_OUTCOME_BYTES, "%s",
                 outcome ? said("join gave up, the child lived on") : said("the child was in time"));
        break;
    case FAMILY_TERMINATE:
    case FAMILY_KILL:
        snprintf(name, LAB_OUTCOME_BYTES, "%.40s, %s", code_name(outcome / 2, first),
                 outcome & 1 ? said("alive right after") : said("dead when asked"));
        break;
    case FAMILY_MAIN_KILLED:
    case FAMILY_ORPHAN:
        snprintf(name, LAB_OUTCOME_BYTES, "%s",
                 outcome ? said("lived on, adopted") : said("did not outlive its parent"));
        break;
    case FAMILY_JOIN:
        snprintf(name, LAB_OUTCOME_BYTES, "%.30s, %.30s", code_name(outcome / FAMILY_CODES, first),
                 code_name(outcome % FAMILY_CODES, second));
        break;
    default:
        code_name(outcome, name);
    }
    return name;
}
