// A file is read again for every change, so that what somebody else wrote meanwhile stays.
#include "gui/companion.h"

#include "base/utf8.h"
#include "gui/say.h"
#include "os/file.h"
#include "view/texts/faults.h"
#include "view/timeline/timeline_model.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
    FILE_BYTES_MOST = 1 << 20,
    NAME_BYTES = sizeof((struct model){ 0 }.notes_file),
};

static bool name_of(char path[PATH_MAX], const char *recording)
{
    return snprintf(path, PATH_MAX, "%s.notes", recording) < PATH_MAX;
}

// What of its name there is room for.
static const char *base_name(char name[NAME_BYTES], const char *path)
{
    const char *slash = strrchr(path, '/'), *base = slash && slash[1] ? slash + 1 : path;
    const size_t length = strlen(base), bytes = length < NAME_BYTES ? length : utf8_cut(base, NAME_BYTES - 1);
    memcpy(name, base, bytes);
    name[bytes] = '\0';
    utf8_make_plain(name);
    return name;
}

static void say_failed(struct model *model, enum text_id id, const char *path, struct status status)
{
    char name[NAME_BYTES];
    struct arena arena = ARENA_EMPTY;
    const char *parts[] = { base_name(name, path), fault_text(&arena, model->language, &status) };
    say_words(model, true, id, parts, 2);
    arena_finish(&arena);
}

// Its text, to be given to free(); where it is not there an empty one.
static struct status read_text(const char *path, char **text, size_t *bytes)
{
    if (access(path, F_OK) == 0 || errno != ENOENT)
        return os_file_read_whole(path, FILE_BYTES_MOST, text, bytes);
    *bytes = 0;
    *text = calloc(1, 1);
    return *text ? status_ok() : status_make(STATUS_FAILED, "not enough memory");
}

static void say_unread(struct model *model, const char *path, struct bookmarks_unread unread)
{
    char number[24], name[NAME_BYTES];
    const char *parts[] = { base_name(name, path), number };
    snprintf(number, sizeof number, "%zu", unread.line ? unread.line : (size_t)BOOKMARKS_MOST);
    if (unread.line)
        say_words(model, true, TEXT_SAID_NOTES_LINE_ID, parts, 2);
    else if (unread.more)
        say_words(model, true, TEXT_SAID_NOTES_MANY_ID, parts, 2);
}

void companion_read(const char *recording, struct model *model, struct bookmarks *bookmarks)
{
    char path[PATH_MAX], *text = NULL;
    size_t bytes = 0;
    *bookmarks = (struct bookmarks){ 0 };
    if (!name_of(path, recording))
        return;
    const struct status status = read_text(path, &text, &bytes);
    if (status_is_ok(status))
        say_unread(model, path, bookmarks_read(bookmarks, text, bytes));
    else
        say_failed(model, TEXT_SAID_NOTES_UNREAD_ID, path, status);
    free(text);
}

// Where they are kept for good, as the window tells.
static void tell_where(const struct companion *companion, struct model *model, bool passing)
{
    const char *path = companion->saved[0] ? companion->saved : passing ? "" : companion->path;
    base_name(model->notes_file, path);
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
}

void companion_again(struct companion *companion, struct model *model)
{
    const size_t length = strlen(companion->path), ending = strlen(".notes");
    char recording[PATH_MAX];
    if (length <= ending)
        return;
    snprintf(recording, sizeof recording, "%.*s", (int)(length - ending), companion->path);
    companion_read(recording, model, &companion->known);
    model->timeline->bookmarks = companion->known;
    model->timeline->hits.known = false;
}

// A file with nothing in it is none.
static struct status put(const char *path, const char *text, size_t bytes)
{
    const struct os_piece piece = { text, bytes };
    if (bytes > 0)
        return os_file_write(path, &piece, 1);
    return unlink(path) == 0 || errno == ENOENT ? status_ok() : status_make(STATUS_FAILED, "%s", strerror(errno));
}

static struct status edit(const char *path, const struct bookmarks *before, const struct bookmarks *now)
{
    char *text = NULL, *edited = NULL;
    size_t bytes = 0, edited_bytes = 0;
    struct status status = read_text(path, &text, &bytes);
    if (status_is_ok(status)) {
        edited = bookmarks_edit(text, bytes, before, now, &edited_bytes);
        status = edited ? put(path, edited, edited_bytes) : status_make(STATUS_FAILED, "not enough memory");
    }
    free(text);
    free(edited);
    return status;
}

static void keep_in(struct model *model, const char *path, const struct bookmarks *before, const struct bookmarks *now)
{
    const struct status status = path[0] ? edit(path, before, now) : status_ok();
    if (!status_is_ok(status))
        say_failed(model, TEXT_SAID_NOTES_UNWRITTEN_ID, path, status);
}

void companion_keep(struct companion *companion, struct model *model)
{
    keep_in(model, companion->path, &companion->known, &model->timeline->bookmarks);
    keep_in(model, companion->saved, &companion->known, &model->timeline->bookmarks);
    companion->known = model->timeline->bookmarks;
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
