// One room after the other: who there was, what its GILs are, what it did things to, what it did.
#include "record/seal.h"

#include "base/fault.h"
#include "base/text.h"
#include "base/utf8.h"
#include "os/cpus.h"
#include "os/worker.h"
#include "record/counted.h"
#include "record/gil.h"
#include "record/made.h"
#include "record/objects.h"
#include "record/told.h"
#include "record/unseen.h"
#include "record/variables.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct sealed {
    struct plan plan;
    struct run_facts facts;
    struct recorded_command command;
    struct found_gil gils[GILS_MAX];
    struct made made;
    struct objects objects;
    struct told told;
    struct variables variables;
    const struct note **notes;
    struct use *uses;
    struct switch_record *switches;
    size_t switch_count;
    char reason[COMMAND_REASON_BYTES]; // why not all could be seen
};

static void release(void *owner)
{
    struct sealed *sealed = owner;
    made_free(&sealed->made);
    objects_free(&sealed->objects);
    told_free(&sealed->told);
    variables_free(&sealed->variables);
    free(sealed->notes);
    free(sealed->uses);
    free(sealed->switches);
    free(sealed);
}

static struct status no_memory(void) { return status_fault(STATUS_FAILED, FAULT_SEAL_MEMORY); }

// ---- the command ----------------------------------------------------------------------------------------------------

static bool needs_quotes(const char *word)
{
    static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./=:,+@%^";
    return !*word || word[strspn(word, plain)];
}

// Adds to the text what fits.
static void add_text(char *text, size_t *used, const char *more, size_t bytes)
{
    const size_t room = COMMAND_TEXT_BYTES - 8 - *used; // for "…" and the end
    bytes = bytes < room ? bytes : room;
    memcpy(text + *used, more, bytes);
    *used += bytes;
}

static bool has_controls(const char *word)
{
    for (; *word; word++)
        if ((unsigned char)*word < ' ' || *word == 127)
            return true;
    return false;
}

// As $'…', which shells read with the escapes of C.
static void add_escaped(char *text, size_t *used, const char *word)
{
    add_text(text, used, "$'", 2);
    for (; *word; word++) {
        char escaped[8];
        const char letter = *word;
        const char *short_form = letter == '\n'   ? "\\n"
                                 : letter == '\t' ? "\\t"
                                 : letter == '\'' ? "\\'"
                                 : letter == '\\' ? "\\\\"
                                                  : NULL;
        if (!short_form && ((unsigned char)letter < ' ' || letter == 127))
            snprintf(escaped, sizeof escaped, "\\x%02x", (unsigned char)letter);
        else
            snprintf(escaped, sizeof escaped, "%c", letter);
        add_text(text, used, short_form ? short_form : escaped, strlen(short_form ? short_form : escaped));
    }
    add_text(text, used, "'", 1);
}

static void add_word(char *text, size_t *used, const char *word)
{
    if (!needs_quotes(word)) {
        add_text(text, used, word, strlen(word));
        return;
    }
    if (has_controls(word)) {
        add_escaped(text, used, word);
        return;
    }
    add_text(text, used, "'", 1);
    for (; *word; word++)
        add_text(text, used, *word == '\'' ? "'\\''" : word, *word == '\'' ? 4 : 1);
    add_text(text, used, "'", 1);
}

// called: the first of them; NULL: as it is.
static void write_words(char text[COMMAND_TEXT_BYTES], const char *called, char *const *words)
{
    size_t used = 0;
    for (int i = 0; words[i]; i++) {
        add_text(text, &used, " ", i > 0);
        add_word(text, &used, i == 0 && called ? called : words[i]);
    }
    if (used == COMMAND_TEXT_BYTES - 8) {
        used = utf8_cut(text, used);
        memcpy(text + used, "…", sizeof "…");
    }
    utf8_make_plain(text);
    const size_t length = strlen(text);
    memset(text + length, 0, COMMAND_TEXT_BYTES - length);
}

// Of threads that had no room, and of what those that had some did past it.
static uint64_t count_lost(const struct event_streams *streams)
{
    uint64_t lost = counted_sum(0, streams->lost);
    for (size_t s = 0; s < streams->count; s++)
        lost = counted_sum(lost, streams->streams[s].dropped);
    return lost;
}

static void fill_command(struct recorded_command *command, const struct record_watch *watch,
                         const struct sealed *sealed, const struct event_streams *streams)
{
    const struct os_target *target = watch->target;
    write_words(command->text, watch->options->called, watch->words);
    command->end = !target->ended ? COMMAND_RUNNING : target->signal ? COMMAND_SIGNALED : COMMAND_EXITED;
    command->code = !target->ended ? 0 : target->signal ? target->signal : target->code;
    command->inside = streams->count > 0;
    command->keeps_newest = watch->options->keep_newest;
    command->cpu_ns = target->cpu_ns;
    command->lost_records = count_lost(streams);
    command->folded_tasks = sealed->made.folded;
    command->folded_resources = sealed->objects.folded;
    memcpy(command->reason, sealed->reason, sizeof command->reason);
}

// ---- facts ----------------------------------------------------------------------------------------------------------

static void fill_facts(struct run_facts *facts, const struct record_watch *watch)
{
    *facts = (struct run_facts){
        .ended = watch->ended,
        .states_source = watch->switches ? STATES_KERNEL : STATES_PROGRAM,
        .began_unix_ns = watch->began_unix_ns,
        .began_ns = watch->began_ns,
        .released_ns = watch->released_ns,
        .ended_ns = watch->ended_ns,
        // Notes are stamped in nanoseconds: both clocks are one.
        .tick0 = watch->began_ns - 1,
        .tick0_ns = watch->began_ns - 1,
        .tick1 = watch->ended_ns + 1,
        .tick1_ns = watch->ended_ns + 1,
        .lost_switch_records = watch->switches ? os_switches_lost(watch->switches) : 0,
        .supervisor_pid = os_self_pid(),
        .machine_cpus = (uint32_t)os_cpus_allowed()->count,
    };
    if (!watch->switches)
        snprintf(facts->states_reason, sizeof facts->states_reason, "%s", watch->switches_status.message);
    utf8_make_plain(facts->states_reason);
}

static void end_root(struct task *root, const struct record_watch *watch)
{
    const struct os_target *target = watch->target;
    if (!target->ended)
        return;
    root->joined_ns = watch->ended_ns;
    root->finished_ns = root->finished_ns ? root->finished_ns : watch->ended_ns;
    root->end = target->signal ? TASK_SIGNALED : target->code ? TASK_EXITED : TASK_DONE;
    root->end_code = target->signal ? target->signal : target->code;
    root->reaper = 0;
}

// ---- switch records -------------------------------------------------------------------------------------------------

static struct status copy_switches(struct sealed *sealed, const struct record_watch *watch)
{
    size_t count = 0;
    const struct os_switch *records = !watch->switches ? NULL
                                      : watch->running ? os_switches_so_far(watch->switches, &count)
                                                       : os_switches_records(watch->switches, &count);
    if (count == 0)
        return status_ok();
    sealed->switches = malloc(count * sizeof *sealed->switches);
    if (!sealed->switches)
        return status_with(STATUS_FAILED, FAULT_SWITCH_MEMORY, part_number(count));
    for (size_t i = 0; i < count; i++) {
        const bool lost = records[i].kind == OS_SWITCH_LOST;
        const int task = lost ? SWITCH_NOBODY : made_find(&sealed->made, records[i].tid, records[i].ns);
        if (task < 0 || records[i].ns < watch->began_ns || records[i].ns > watch->ended_ns)
            continue;
        sealed->switches[sealed->switch_count++] = (struct switch_record){
            .ns = records[i].ns,
            .cpu = lost ? (uint32_t)records[i].tid : records[i].cpu,
            .task = (uint16_t)task,
            .kind = records[i].kind,
        };
    }
    return status_ok();
}

// What each task took of the cpus, where it began, and when it first ran.
static bool count_cpu(struct sealed *sealed)
{
    struct made *made = &sealed->made;
    uint64_t *since = calloc(made->count, sizeof *since);
    if (!since)
        return false;
    if (made->count > 0)
        since[0] = made->tasks[0].entered_ns; // on a cpu, as nobody watched yet
    for (size_t i = 0; i < sealed->switch_count; i++) {
        const struct switch_record *record = &sealed->switches[i];
        if (record->task >= made->count)
            continue;
        struct task *task = &made->tasks[record->task];
        if (record->kind == SWITCH_IN) {
            since[record->task] = record->ns;
            if (!task->entered_ns) {
                task->entered_ns = record->ns;
                task->first_cpu = record->cpu;
            }
            task->released_ns = task->released_ns ? task->released_ns : record->ns;
        } else if (record->kind != SWITCH_START && since[record->task]) {
            task->cpu_ns += record->ns - since[record->task];
            since[record->task] = 0;
        }
    }
    for (uint32_t t = 0; t < made->count; t++)
        made->tasks[t].run_cpu_ns = made->tasks[t].cpu_ns;
    free(since);
    return true;
}

// ---- GILs -----------------------------------------------------------------------------------------------------------

static uint32_t process_in(const struct sealed *sealed, const struct event_streams *streams, const struct gil *gil)
{
    for (size_t s = 0; s < streams->count; s++) {
        const struct event_stream *stream = &streams->streams[s];
        const int task = stream->image == gil->image && stream->count
                             ? made_find(&sealed->made, stream->pid, stream->events[0].ns)
                             : -1;
        if (task >= 0)
            return (uint32_t)task;
    }
    return 0;
}

static uint64_t at_most(uint64_t part, uint64_t whole) { return part < whole ? part : whole; }

static void fill_gils(struct sealed *sealed, const struct event_streams *streams, const struct gils *gils)
{
    for (size_t g = 0; g < gils->count && g < GILS_MAX; g++) {
        const struct gil *gil = &gils->gils[g];
        struct found_gil *found = &sealed->gils[g];
        *found = (struct found_gil){
            .resource = (uint32_t)g,
            .task = process_in(sealed, streams, gil),
            .evidence = gil->shape == GIL_OF_CONDITION ? GIL_BY_CONDITION : GIL_BY_SEMAPHORE,
            .object = gil->shape == GIL_OF_CONDITION ? gil->condition : gil->mutex,
            .takes = gil->takes,
            .leaves = gil->leaves,
            .waits = gil->waits,
            .timeouts = at_most(gil->timeouts, gil->waits),
            .requests = at_most(gil->requests, gil->timeouts),
            .switches = at_most(gil->switches, gil->takes),
            .forced = at_most(gil->forced, gil->leaves),
            .interval_ns = gil->interval_ns,
            .contradictions = gil->contradictions,
        };
        snprintf(found->version, sizeof found->version, "%s", gil->version);
        utf8_make_plain(found->version);
    }
}

// ---- all together ---------------------------------------------------------------------------------------------------

static struct status make_tasks(struct sealed *sealed, const struct record_watch *watch,
                                const struct event_streams *streams)
{
    size_t life_count = 0;
    const struct os_life *lives = watch->switches ? os_switches_lives(watch->switches, &life_count) : NULL;
    const struct made_root root = { .pid = watch->target->pid,
                                    .parent_pid = os_self_pid(),
                                    .began_ns = watch->began_ns,
                                    .released_ns = watch->released_ns,
                                    .ended_ns = watch->ended_ns };
    struct status status = made_build(&sealed->made, &root, lives, life_count, streams);
    if (!status_is_ok(status))
        return status;
    const char *slash = strrchr(watch->words[0], '/');
    snprintf(sealed->made.tasks[0].name, sizeof sealed->made.tasks[0].name, "%.15s",
             slash && slash[1] ? slash + 1 : watch->words[0]);
    utf8_make_plain(sealed->made.tasks[0].name);
    made_name(&sealed->made, lives, life_count);
    status = copy_switches(sealed, watch);
    return status_is_ok(status) && !count_cpu(sealed) ? no_memory() : status;
}

static struct raw_books *books_of(const struct record_watch *watch)
{
    return watch->books && watch->books->any ? watch->books : NULL;
}

static struct status make_notes(struct sealed *sealed, const struct record_watch *watch, struct event_streams *streams)
{
    struct gils gils = { 0 };
    size_t long_wait_count = 0;
    const struct long_wait *long_waits = watch->sleepers ? sleepers_found(watch->sleepers, &long_wait_count) : NULL;
    struct status status = gils_find(streams, &gils);
    if (!status_is_ok(status))
        return status;
    if (watch->programs)
        programs_settle(watch->programs, &sealed->made, streams);
    status = objects_build(&sealed->objects, streams, &gils, watch->programs, books_of(watch));
    if (status_is_ok(status)) {
        unseen_reason(sealed->reason, sizeof sealed->reason, watch, &sealed->made, streams);
        if (!sealed->reason[0] && !books_of(watch)) // where there are books they say it of variables and locks alike
            unseen_names(sealed->reason, sizeof sealed->reason, sealed->objects.replaced);
        fill_gils(sealed, streams, &gils);
        status = told_build(&sealed->told, &sealed->made, &sealed->objects, streams, &gils, long_waits, long_wait_count,
                            sealed->switches, sealed->switch_count);
    }
    gils_free(&gils);
    return status;
}

static struct status make_variables(struct sealed *sealed, const struct record_watch *watch)
{
    const struct variables_from from = {
        .books = books_of(watch),
        .made = &sealed->made,
        .objects = &sealed->objects,
        .programs = watch->programs,
        .asked = watch->options->watch,
        .began_ns = watch->began_ns,
        .ended_ns = watch->ended_ns,
    };
    return from.books ? variables_build(&sealed->variables, &from) : status_ok();
}

static uint64_t inside(uint64_t ns, const struct record_watch *watch)
{
    return ns < watch->began_ns ? watch->began_ns : ns > watch->ended_ns ? watch->ended_ns : ns;
}

// What was told outside the run, of who went on after its end or does not tell the truth, is stamped by its ends.
static void keep_inside(struct told *told, const struct record_watch *watch)
{
    for (uint32_t t = 0; t < told->tasks; t++)
        for (size_t i = 0; i < told->of[t].count; i++)
            told->of[t].notes[i].ticks = inside(told->of[t].notes[i].ticks, watch);
    for (size_t i = 0; i < told->console.count; i++)
        told->console.prints[i].ns = inside(told->console.prints[i].ns, watch);
}

static bool count_uses(struct recording *recording, struct sealed *sealed)
{
    const uint32_t resources = recording->resource_count;
    sealed->uses = calloc((size_t)recording->task_count * resources + 1, sizeof *sealed->uses);
    if (!sealed->uses)
        return false;
    recording->uses = sealed->uses;
    for (uint32_t t = 0; t < recording->task_count; t++) {
        struct use *uses = sealed->uses + (size_t)t * resources;
        for (uint32_t r = 0; r < resources; r++)
            uses[r].acquisitions = sealed->told.again[(size_t)t * RESOURCES_MAX + r];
    }
    return uses_count(recording, sealed->uses);
}

static struct status put_together(struct recording *recording, struct sealed *sealed, const struct record_watch *watch,
                                  struct event_streams *streams)
{
    struct status status = make_tasks(sealed, watch, streams);
    if (status_is_ok(status))
        status = make_notes(sealed, watch, streams);
    if (status_is_ok(status))
        status = make_variables(sealed, watch);
    if (!status_is_ok(status))
        return status;
    fill_facts(&sealed->facts, watch);
    sealed->facts.released_ns = sealed->made.tasks[0].released_ns; // when its program began
    end_root(&sealed->made.tasks[0], watch);
    made_end_out_of_sight(&sealed->made, watch->ended_ns);
    made_put_in_order(&sealed->made, watch->began_ns, watch->ended_ns);
    fill_command(&sealed->command, watch, sealed, streams);
    sealed->plan = (struct plan){ .cores = sealed->facts.machine_cpus, .deadline_ns = watch->options->deadline_ns };
    sealed->notes = malloc((sealed->made.count + 1) * sizeof(struct note *));
    if (!sealed->notes)
        return no_memory();
    keep_inside(&sealed->told, watch);
    for (uint32_t t = 0; t < sealed->made.count; t++) {
        sealed->notes[t] = sealed->told.of[t].notes;
        sealed->made.tasks[t].notes = sealed->told.of[t].count;
    }
    *recording = (struct recording){
        .task_count = sealed->made.count,
        .resource_count = sealed->objects.resource_count,
        .command_count = 1,
        .plan = &sealed->plan,
        .facts = &sealed->facts,
        .tasks = sealed->made.tasks,
        .resources = sealed->objects.resources,
        .notes = sealed->notes,
        .switches = sealed->switches,
        .switch_count = sealed->switch_count,
        .console = sealed->told.console.prints,
        .console_count = sealed->told.console.count,
        .console_text = sealed->told.console.text,
        .console_bytes = sealed->told.console.bytes,
        .command = &sealed->command,
        .gils = sealed->gils,
    };
    for (uint32_t g = 0; g < GILS_MAX && sealed->gils[g].evidence; g++)
        recording->gil_count++;
    if (books_of(watch))
        variables_put(&sealed->variables, recording);
    return count_uses(recording, sealed) ? status_ok() : no_memory();
}

struct status record_seal(struct recording *recording, const struct record_watch *watch, struct event_streams *streams)
{
    struct sealed *sealed = calloc(1, sizeof *sealed);
    if (!sealed)
        return no_memory();
    const struct status status = put_together(recording, sealed, watch, streams);
    if (!status_is_ok(status)) {
        *recording = (struct recording){ 0 };
        release(sealed);
        return status;
    }
    recording->owner = sealed;
    recording->release = release;
    return status;
}
