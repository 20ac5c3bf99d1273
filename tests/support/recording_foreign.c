// See recording_foreign.h.
#include "recording_foreign.h"

#include "recording_simulation.h"

#include <assert.h>
#include <stdlib.h>

static const char console_text[] = "oneTWO3\033[2Jfive"; // any bytes
_Static_assert(sizeof console_text - 1 == FOREIGN_CONSOLE_BYTES, "as promised");
static const char source_text[] = "print(1)\nint main(void) { return 0; }\n";

static void fill_run(struct foreign *foreign)
{
    static const uint32_t lengths[FOREIGN_PRINTS] = { 3, 3, 1, 4, 4 };
    struct run_facts *facts = &foreign->facts;
    *facts = (struct run_facts){ .states_source = STATES_KERNEL,
                                 .began_ns = 1000,
                                 .released_ns = 1000,
                                 .ended_ns = 9000,
                                 .tick0 = 500,
                                 .tick0_ns = 500,
                                 .tick1 = 10000,
                                 .tick1_ns = 10000,
                                 .machine_cpus = 4 };
    foreign->plans[0] = (struct plan){ .lab = LAB_NONE };
    foreign->resources[0] = (struct resource){ .name = "accounts_lock", .kind = RESOURCE_LOCK, .sleeps = 1 };
    foreign->resources[1] = (struct resource){ .name = "GIL", .kind = RESOURCE_GIL, .sleeps = 1, .hands_over = 1 };
    foreign->resources[2] = (struct resource){ .name = "队列", .kind = RESOURCE_QUEUE, .capacity = 10 };
    for (uint32_t i = 0; i < FOREIGN_PRINTS; i++)
        foreign->console[i] = (struct printed){
            .ns = 2000 + i, .bytes = lengths[i], .task = (uint16_t)(i % 2), .stream = i % 3 ? PRINTED_OUT : PRINTED_ERR
        };
    foreign->command[0] = (struct recorded_command){ .text = "python3 'my seed.py'", .code = 3, .inside = 1 };
    foreign->gils[0] = (struct found_gil){ .resource = 1,
                                           .evidence = GIL_BY_CONDITION,
                                           .version = "3.12.1",
                                           .takes = 9,
                                           .leaves = 9,
                                           .waits = 5,
                                           .timeouts = 3,
                                           .requests = 2,
                                           .switches = 4,
                                           .forced = 2,
                                           .interval_ns = 500 };
    foreign->sources[0] = (struct source){ .name = "one.py", .bytes = 9 };
    foreign->sources[1] = (struct source){ .name = "src/main.c", .bytes = sizeof source_text - 1 - 9 };
}

static void fill_task(struct foreign *foreign, uint32_t index)
{
    struct task *task = &foreign->tasks[index];
    *task = (struct task){ .pid = 100 + index / 2,
                           .tid = 100 + index,
                           .parent_pid = 99,
                           .parent = index ? (index - 1) / 2 : TASK_NONE,
                           .kind = index % 2 ? TASK_THREAD : TASK_PROCESS,
                           .created_ns = 1000 + index % 7,
                           .finished_ns = 8000,
                           .notes = FOREIGN_NOTES };
    task_set_name(task, index);
    for (uint32_t i = 0; i < FOREIGN_NOTES; i++)
        foreign->notes[index][i] =
            (struct note){ .ticks = 2000 + i, .step = i, .kind = (uint8_t)(NOTE_WAITS + i), .resource = 0 };
    foreign->note_lists[index] = foreign->notes[index];
    foreign->uses[FOREIGN_RESOURCES * index] =
        (struct use){ .acquisitions = index + 1, .contended = 1, .wait_ticks = 1 };
}

struct foreign *foreign_new(uint32_t tasks)
{
    struct foreign *foreign = must_calloc(1, sizeof *foreign);
    foreign->tasks = must_calloc(tasks, sizeof *foreign->tasks);
    foreign->uses = must_calloc((size_t)tasks * FOREIGN_RESOURCES, sizeof *foreign->uses);
    foreign->notes = must_calloc(tasks, sizeof *foreign->notes);
    foreign->note_lists = must_calloc(tasks, sizeof(struct note *));
    fill_run(foreign);
    for (uint32_t i = 0; i < tasks; i++)
        fill_task(foreign, i);
    for (uint32_t i = 0; i < FOREIGN_SWITCHES; i++)
        foreign->switches[i] = (struct switch_record){
            .ns = 2000 + i, .cpu = i % 4, .task = (uint16_t)((tasks - 1) * i / FOREIGN_SWITCHES), .kind = SWITCH_IN
        };
    foreign->recording = (struct recording){ .plan = foreign->plans,
                                             .facts = &foreign->facts,
                                             .tasks = foreign->tasks,
                                             .task_count = tasks,
                                             .resources = foreign->resources,
                                             .resource_count = FOREIGN_RESOURCES,
                                             .uses = foreign->uses,
                                             .notes = foreign->note_lists,
                                             .switches = foreign->switches,
                                             .switch_count = FOREIGN_SWITCHES,
                                             .console = foreign->console,
                                             .console_count = FOREIGN_PRINTS,
                                             .console_text = console_text,
                                             .console_bytes = sizeof console_text - 1,
                                             .command = foreign->command,
                                             .command_count = 1,
                                             .gils = foreign->gils,
                                             .gil_count = 1,
                                             .sources = foreign->sources,
                                             .source_count = FOREIGN_SOURCES,
                                             .source_text = source_text,
                                             .source_bytes = sizeof source_text - 1 };
    return foreign;
}

void foreign_free(struct foreign *foreign)
{
    free(foreign->tasks);
    free(foreign->uses);
    free(foreign->notes);
    free(foreign->note_lists);
    free(foreign);
}
