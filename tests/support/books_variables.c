// See books_variables.h.
#include "books_variables.h"

#include "record/variables.h"
#include "recording/checks.h"
#include "recording/format.h"

static const char *problem_of(const struct recording *recording)
{
    const struct watched *watched = recording->watched;
    const struct {
        enum section_kind kind;
        size_t count;
        const char *name;
    } sections[] = { { SECTION_ACTS, watched->act_count, "acts" },
                     { SECTION_ACCESSES, watched->access_count, "accesses" },
                     { SECTION_PAIRS, watched->pair_count, "pairs" },
                     { SECTION_STORES, (size_t)watched->store_count, "stores" } };
    if (!status_is_ok(recording_check_watched(recording)))
        return "what was watched";
    if (!status_is_ok(recording_check_variables(recording)))
        return "variables";
    for (size_t i = 0; i < sizeof sections / sizeof *sections; i++)
        if (!status_is_ok(recording_verify_variables(recording, sections[i].kind, 0, sections[i].count)))
            return sections[i].name;
    return NULL;
}

const char *books_variables_problem(struct raw_books *books, uint64_t began_ns)
{
    const struct made_root root = { .pid = 1, .began_ns = began_ns, .released_ns = began_ns, .ended_ns = 2 * began_ns };
    const struct run_facts facts = {
        .tick0 = began_ns, .tick0_ns = began_ns, .tick1 = 2 * began_ns, .tick1_ns = 2 * began_ns
    };
    const struct event_streams streams = { .images = 1 };
    const struct gils gils = { 0 };
    struct made made = { 0 };
    struct objects objects = { 0 };
    struct variables variables = { 0 };
    const char *problem = "it could not be made";
    if (status_is_ok(made_build(&made, &root, NULL, 0, &streams)) &&
        status_is_ok(objects_build(&objects, &streams, &gils, NULL, books))) {
        const struct variables_from from = { books, &made, &objects, NULL, NULL, began_ns, 2 * began_ns };
        if (status_is_ok(variables_build(&variables, &from))) {
            struct recording recording = { .facts = &facts,
                                           .task_count = made.count,
                                           .tasks = made.tasks,
                                           .resource_count = objects.resource_count,
                                           .resources = objects.resources };
            variables_put(&variables, &recording);
            problem = problem_of(&recording);
        }
    }
    variables_free(&variables);
    objects_free(&objects);
    made_free(&made);
    return problem;
}
