// Asks a lab, or answers for one whose program says it all.
#include "lab/lab.h"

#include "base/said.h"
#include "lab/lab_program.h"
#include "lab/settings.h"

#include <stdio.h>

struct status lab_check_plan(const struct lab *lab, const struct plan *plan)
{
    return lab->check_plan ? lab->check_plan(plan) : settings_check(lab->settings, plan);
}

uint32_t lab_small_sections(const struct lab *lab) { return lab->section ? lab->small_sections : 1; }

bool lab_section(const struct lab *lab, const struct recording *recording, uint32_t number, struct lab_section *section)
{
    if (lab->section)
        return lab->section(recording, number, section);
    *section =
        (struct lab_section){ .bytes = lab->program->shared_bytes, .element_bytes = 8, .name = "what was shared" };
    return number == 0;
}

struct status lab_verify(const struct lab *lab, const struct recording *recording, uint32_t number, size_t from,
                         size_t to)
{
    return lab->verify ? lab->verify(recording, number, from, to) : status_ok(); // the one section is small
}

bool lab_was_refused(const struct lab *lab, const struct recording *recording)
{
    for (uint32_t t = 0; lab && lab->program && t < recording->task_count; t++)
        for (uint64_t i = 0; i < recording->tasks[t].notes; i++)
            if (recording->notes[t][i].kind == NOTE_RAISED && recording->notes[t][i].other == REFUSED_SYSTEM)
                return true;
    return false;
}

char *lab_sentence(const struct lab *lab, const struct recording *recording, char sentence[LAB_SENTENCE_BYTES])
{
    if (!lab->sentence)
        return NULL;
    if (!lab_was_refused(lab, recording))
        return lab->sentence(recording, sentence);
    snprintf(sentence, LAB_SENTENCE_BYTES, "%s",
             said("The system refused to make a process or thread of this run, so that it could not go as it was to."));
    return sentence;
}

uint64_t lab_resource_from(const struct lab *lab, const struct recording *recording, uint32_t resource)
{
    return lab && lab->resource_from ? lab->resource_from(recording, resource) : 0;
}

uint64_t lab_steps(const struct lab *lab, const struct recording *recording, uint32_t task)
{
    return lab->steps ? lab->steps(recording, task) : lab->program->notes_most(recording->plan);
}
