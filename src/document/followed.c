// Builds the new one before it lets go of the old.
#include "document/followed.h"

#include "base/fault.h"
#include "document/beats_told.h"
#include "document/story_plan.h"
#include "document/variable_cell.h"
#include "document/variable_events.h"

#include <stdlib.h>
#include <string.h>

static struct status derive(const struct document *document, uint32_t variable, struct variable_story **derived)
{
    struct variable_story *story = calloc(1, sizeof *story);
    if (!story)
        return status_fault(STATUS_FAILED, FAULT_BOOKS_MEMORY);
    const struct status status = variable_story_build(story, &document->recording, variable, document_from_ns(document),
                                                      document_to_ns(document));
    if (!status_is_ok(status)) {
        free(story);
        story = NULL;
    }
    *derived = story;
    return status;
}

static void take(struct document *document, struct variable_story *story)
{
    if (document->variable)
        variable_story_finish(document->variable);
    free(document->variable);
    document->variable = story;
    document->cell = variable_cell_history(story);
}

struct status document_derive(struct document *document, uint32_t variable)
{
    struct variable_story *story;
    const struct status status = derive(document, variable, &story);
    if (status_is_ok(status))
        take(document, story);
    return status;
}

struct status document_follow(struct document *document, uint32_t variable)
{
    struct variable_story *story;
    struct moments moments = document->moments;
    struct status status = derive(document, variable, &story);
    if (!status_is_ok(status))
        return status;
    moments.lab = variable_moments(story);
    moments.count = moments.lab.count + moments.other_count;
    status = variable_story_settle(story, &moments);
    if (!status_is_ok(status)) {
        variable_story_finish(story);
        free(story);
        return status;
    }
    document->moments = moments;
    take(document, story);
    story_plan_make(document, beats_tell);
    return status;
}

int64_t document_variable_named(const struct document *document, const char *name)
{
    const struct variable_sums *sums = &document->sums;
    for (uint32_t i = 0; i < sums->count; i++)
        if (strcmp(document->recording.variables[sums->all[i].variable].name, name) == 0)
            return sums->all[i].variable;
    for (uint32_t row = 0; row < sums->row_count; row++)
        if (strcmp(sums->rows[row].name, name) == 0)
            return sums->all[sums->rows[row].sum].variable;
    return -1;
}

bool document_is_same_run(const struct document *document, const struct recording *other)
{
    const struct recording *recording = &document->recording;
    return recording->command && other->command && recording->task_count > 0 && other->task_count > 0 &&
           strcmp(recording->command->text, other->command->text) == 0 &&
           recording->tasks[0].pid == other->tasks[0].pid &&
           recording->tasks[0].created_ns == other->tasks[0].created_ns;
}

int64_t document_same_variable(const struct document *document, const struct recording *other, uint32_t variable)
{
    const struct recording *recording = &document->recording;
    if (!recording->watched || !other->watched || variable >= other->watched->variable_count)
        return -1;
    const struct variable *wanted = &other->variables[variable];
    for (uint32_t v = 0; v < recording->watched->variable_count; v++) {
        const struct variable *found = &recording->variables[v];
        if (found->address == wanted->address && found->process == wanted->process && found->bytes == wanted->bytes &&
            strcmp(found->name, wanted->name) == 0)
            return v;
    }
    return -1;
}
