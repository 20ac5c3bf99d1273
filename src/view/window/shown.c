// What is shown is the run, or before the first what would be run.
#include "view/window/shown.h"

#include "base/text.h"
#include "document/document.h"
#include "labs/balance/settings.h"
#include "view/model/model.h"

const struct experiment *shown_experiment(const struct frame *frame)
{
    const struct experiment *recorded = frame->document ? experiment_of(&frame->document->recording) : NULL;
    return recorded ? recorded : settings_experiment(&frame->model->settings);
}

const char *no_lab_sentence(const struct frame *frame)
{
    if (!frame->document || experiment_of(&frame->document->recording))
        return NULL;
    char buffer[TEXT_NUMBER_BYTES];
    const char *count = text_grouped(buffer, frame->document->recording.task_count);
    return text_fill(frame->arena, frame->language, TEXT_NO_LAB_RUN_ID, &count, 1);
}

bool next_run_differs(const struct frame *frame)
{
    if (no_lab_sentence(frame))
        return false;
    struct experiment shown = *shown_experiment(frame);
    shown.scheduled = settings_experiment(&frame->model->settings)->scheduled; // what a person drove is run freely next
    return !experiment_same(&shown, settings_experiment(&frame->model->settings));
}
