// What is shown is the run, or before the first what would be run.
#include "view/window/shown.h"

#include "base/text.h"
#include "document/document.h"
#include "lab/lab.h"
#include "view/model/model.h"

#include <string.h>

static bool shows_run_of_lab(const struct frame *frame)
{
    return frame->document && lab_of(frame->document->recording.plan->lab);
}

const struct plan *shown_plan(const struct frame *frame)
{
    return shows_run_of_lab(frame) ? frame->document->recording.plan : &frame->model->settings.plan;
}

const char *no_lab_sentence(const struct frame *frame)
{
    if (!frame->document || shows_run_of_lab(frame))
        return NULL;
    char buffer[TEXT_NUMBER_BYTES];
    const char *count = text_grouped(buffer, frame->document->recording.task_count);
    return text_fill(frame->arena, frame->language, TEXT_NO_LAB_RUN_ID, &count, 1);
}

bool next_run_differs(const struct frame *frame)
{
    const struct settings *next = &frame->model->settings;
    struct plan shown = *shown_plan(frame);
    if (no_lab_sentence(frame))
        return false;
    if (shown.lab != next->plan.lab)
        return true;
    for (const struct setting *setting = next->lab->rows; setting->name; setting++)
        if (!setting->metavar) // nobody chose it: what a person drove is run freely next
            setting_store(setting, &shown, 0, setting_stored(setting, &next->plan, 0));
    return memcmp(&shown, &next->plan, sizeof shown) != 0;
}
