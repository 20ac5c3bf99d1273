// A talk: scenes that are kept in a file (document/scenes.h) and shown one after the other. Inside the app only.
#ifndef GUI_APP_TALK_H
#define GUI_APP_TALK_H

#include "gui/app_parts.h"

// Whether it is the name of such a file.
bool app_talk_is(const char *path);

// Reads the file and shows its first scene. What is wrong with it is said, and the talk that was open stays.
void app_talk_open(struct app *app, const char *path);

void app_talk_enter(struct app *app, int64_t number);
void app_talk_step(struct app *app, int64_t by);  // to the next beat; behind the last to the next scene
void app_talk_scene(struct app *app, int64_t by); // to the next scene
void app_talk_add(struct app *app);               // the present moment as one more, at the end of the file

// A scene whose recording has come by now is shown as it is to be; a file that somebody has written to is read again. True: one of
// both.
bool app_talk_tend(struct app *app, double seconds);

// Has pictures of its scenes made while their page is open. True: one has come.
bool app_talk_picture(struct app *app, double seconds);

#endif
