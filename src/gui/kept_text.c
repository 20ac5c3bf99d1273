// While a file is changed its folder is locked, so that two windows do not undo what the other has written.
#include "gui/kept_text.h"

#include "base/fault.h"
#include "base/utf8.h"
#include "gui/say.h"
#include "os/file.h"
#include "view/texts/faults.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define PATIENCE_NS UINT64_C(200000000) // with another window that is writing

struct status kept_text_read(const char *path, bool missing, char **text, size_t *bytes)
{
    if (!missing || access(path, F_OK) == 0 || errno != ENOENT)
        return os_file_read_whole(path, KEPT_TEXT_MOST, text, bytes);
    *bytes = 0;
    *text = calloc(1, 1);
    return *text ? status_ok() : status_fault(STATUS_FAILED, FAULT_ANY_MEMORY);
}

// A file with nothing in it is none.
static struct status put(const char *path, const char *text, size_t bytes)
{
    const struct os_piece piece = { text, bytes };
    if (bytes > 0)
        return os_file_write(path, &piece, 1);
    return unlink(path) == 0 || errno == ENOENT ? status_ok()
                                                : status_with(STATUS_FAILED, FAULT_SYSTEM, part_error(errno));
}

static struct status edit(const char *path, kept_text_change *change, void *context)
{
    char *text = NULL, *edited = NULL;
    size_t bytes = 0, edited_bytes = 0;
    struct status status = kept_text_read(path, true, &text, &bytes);
    if (status_is_ok(status)) {
        edited = change(context, text, bytes, &edited_bytes, &status);
        if (!edited && status_is_ok(status))
            status = status_fault(STATUS_FAILED, FAULT_ANY_MEMORY);
    }
    if (status_is_ok(status))
        status = put(path, edited, edited_bytes);
    free(text);
    free(edited);
    return status;
}

struct status kept_text_edit(const char *path, kept_text_change *change, void *context)
{
    char folder[PATH_MAX];
    const char *slash = strrchr(path, '/');
    snprintf(folder, sizeof folder, "%.*s", slash ? (int)(slash - path) + 1 : 1, slash ? path : ".");
    const int lock = os_folder_lock(folder, PATIENCE_NS);
    const struct status status = edit(path, change, context);
    os_folder_unlock(lock);
    return status;
}

const char *kept_text_name(char name[KEPT_TEXT_NAME], const char *path)
{
    const char *slash = strrchr(path, '/'), *base = slash && slash[1] ? slash + 1 : path;
    const size_t length = strlen(base), bytes = length < KEPT_TEXT_NAME ? length : utf8_cut(base, KEPT_TEXT_NAME - 1);
    memcpy(name, base, bytes);
    name[bytes] = '\0';
    utf8_make_plain(name);
    return name;
}

void kept_text_failed(struct model *model, enum text_id id, const char *path, struct status status)
{
    char name[KEPT_TEXT_NAME];
    struct arena arena = ARENA_EMPTY;
    const char *parts[] = { kept_text_name(name, path), fault_text(&arena, model->language, &status) };
    say_words(model, true, id, parts, 2);
    arena_finish(&arena);
}
