// Files that are asked for: to open, to save in. Inside the app only.
#ifndef GUI_APP_FILES_H
#define GUI_APP_FILES_H

#include "gui/app_parts.h"
#include "view/model/wishes.h"

void app_ask_open(struct app *app, const struct wish *wish);
void app_ask_save(struct app *app, const struct wish *wish);
void app_ask_picture(struct app *app, const struct wish *wish); // or an animation
void app_save(struct app *app, const struct wish *wish); // asks where to, unless a file has it already: then it says so
void app_complete_file(struct app *app, const struct wish *wish);
void app_new_window(struct app *app, const struct wish *wish);

// Closes the desktop's dialog. False: none is open.
bool app_give_up_asking(struct app *app);

// Takes what was answered; saves where it was asked for, and takes note of what was saved. True if something changed.
bool app_tend_files(struct app *app);

void app_finish_files(struct app *app);

#endif
