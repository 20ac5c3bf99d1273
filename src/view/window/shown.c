// What is shown is the run, or before the first what would be run.
#include "view/window/shown.h"

#include "document/document.h"
#include "view/model/model.h"

const struct experiment *shown_experiment(const struct frame *frame)
{
    return frame->document ? experiment_of(&frame->document->recording) : &frame->model->settings.experiment;
}

bool next_run_differs(const struct frame *frame)
{
    struct experiment shown = *shown_experiment(frame);
    shown.scheduled = frame->model->settings.experiment.scheduled; // what a person drove is run freely next
    return !experiment_same(&shown, &frame->model->settings.experiment);
}
