// What is shown: recordings on their way to the window, and what comes of them. Inside the app only.
#ifndef GUI_APP_SHOWN_H
#define GUI_APP_SHOWN_H

#include "gui/app_parts.h"
#include "view/model/wishes.h"

// A file; followed: again whenever it is written anew.
void app_show_file(struct app *app, const char *path, bool followed);

void app_open_run(struct app *app, int number);                   // one of this window's, by its number
void app_open_compared(struct app *app, const struct wish *wish); // one of the comparison's
void app_give_up_reading(struct app *app);

// Takes what has come; looks whether what is shown was written anew; follows another variable. True if something changed.
bool app_tend_opening(struct app *app);
bool app_tend_watch(struct app *app, double seconds);
bool app_tend_followed(struct app *app);

#endif
