// What is done to the file itself is in kept_text.c.
#include "gui/companion.h"

#include "gui/kept_text.h"
#include "gui/say.h"
#include "view/timeline/timeline_model.h"

#include <stdio.h>
#include <stdlib.h>

static bool name_of(char path[PATH_MAX], const char *recording)
{
    return snprintf(path, PATH_MAX, "%s.notes", recording) < PATH_MAX;
}

static void say_unread(struct model *model, const char *path, struct bookmarks_unread unread)
{
    char number[24], name[KEPT_TEXT_NAME];
    const char *parts[] = { kept_text_name(name, path), number };
    snprintf(number, sizeof number, "%zu", unread.line ? unread.line : (size_t)BOOKMARKS_MOST);
    if (unread.line)
        say_words(model, true, TEXT_SAID_NOTES_LINE_ID, parts, 2);
    else if (unread.more)
        say_words(model, true, TEXT_SAID_NOTES_MANY_ID, parts, 2);
}

static void read_in(const char *path, struct model *model, struct bookmarks *bookmarks)
{
    char *text = NULL;
    size_t bytes = 0;
    *bookmarks = (struct bookmarks){ 0 };
    const struct status status = kept_text_read(path, true, &text, &bytes);
    if (status_is_ok(status))
        say_unread(model, path, bookmarks_read(bookmarks, text, bytes));
    else
        kept_text_failed(model, TEXT_SAID_NOTES_UNREAD_ID, path, status);
    free(text);
}

void companion_read(const char *recording, struct model *model, struct bookmarks *bookmarks)
{
    char path[PATH_MAX];
    if (name_of(path, recording))
        read_in(path, model, bookmarks);
    else
        *bookmarks = (struct bookmarks){ 0 };
}

// Where they are kept for good, as the window tells.
static void tell_where(const struct companion *companion, struct model *model, bool passing)
{
    const char *path = companion->saved[0] ? companion->saved : passing ? "" : companion->path;
    kept_text_name(model->notes_file, path);
}

void companion_open(struct companion *companion, struct model *model, const char *recording, bool passing)
{
    companion->saved[0] = '\0';
    if (!name_of(companion->path, recording))
        companion->path[0] = '\0';
    companion_read(recording, model, &companion->known);
    model->timeline->bookmarks = companion->known;
    model->timeline->hits.known = false;
    tell_where(companion, model, passing);
    watch_start(&companion->watch, companion->path);
}

void companion_again(struct companion *companion, struct model *model)
{
    if (!companion->path[0])
        return;
    watch_start(&companion->watch, companion->path);
    read_in(companion->path, model, &companion->known);
    model->timeline->bookmarks = companion->known;
    model->timeline->hits.known = false;
}

bool companion_tend(struct companion *companion, struct model *model, double seconds)
{
    char name[KEPT_TEXT_NAME];
    if (model->open_setting == OPEN_NOTE || !watch_tend(&companion->watch, seconds)) // one is being written
        return false;
    say_words(model, false, TEXT_SAID_NOTES_AGAIN_ID, &(const char *){ kept_text_name(name, companion->path) }, 1);
    companion_again(companion, model);
    return true;
}

struct change {
    const struct bookmarks *before, *now;
};

static char *change_lines(void *context, const char *text, size_t bytes, size_t *edited, struct status *status)
{
    const struct change *change = context;
    (void)status;
    return bookmarks_edit(text, bytes, change->before, change->now, edited);
}

static void keep_in(struct model *model, const char *path, const struct bookmarks *before, const struct bookmarks *now)
{
    struct change change = { before, now };
    const struct status status = path[0] ? kept_text_edit(path, change_lines, &change) : status_ok();
    if (!status_is_ok(status))
        kept_text_failed(model, TEXT_SAID_NOTES_UNWRITTEN_ID, path, status);
}

void companion_keep(struct companion *companion, struct model *model)
{
    keep_in(model, companion->path, &companion->known, &model->timeline->bookmarks);
    keep_in(model, companion->saved, &companion->known, &model->timeline->bookmarks);
    companion->known = model->timeline->bookmarks;
    watch_start(&companion->watch, companion->path);
}

void companion_saved(struct companion *companion, struct model *model, const char *recording)
{
    const struct bookmarks none = { .count = 0 };
    if (!name_of(companion->saved, recording))
        companion->saved[0] = '\0';
    if (model->timeline->bookmarks.count > 0)
        keep_in(model, companion->saved, &none, &model->timeline->bookmarks);
    tell_where(companion, model, true);
}
