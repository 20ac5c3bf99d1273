// What runs: the model's experiment, a command that was typed, the scheduler's moves. Inside the app only.
#ifndef GUI_APP_RUNS_H
#define GUI_APP_RUNS_H

#include "gui/app_parts.h"

void app_run_settings(struct app *app, bool in_series);
void app_run_what(struct app *app, enum after what); // at once, or when what runs now has been stopped
void app_run_schedule(struct app *app);              // along the desk's moves

// Looks after it. True where something ran.
bool app_tend_runner(struct app *app);

#endif
