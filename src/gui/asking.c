// A child that says a line, and how it ended.
#include "gui/asking.h"

#include "base/fault.h"
#include "gui/ask.h"
#include "view/model/file_kinds.h"

#include <stdio.h>
#include <string.h>

struct status asking_start(struct asking *asking, enum language language, enum file_asked asked, const char *path,
                           const char *parent, struct waker waker)
{
    enum {
        BEFORE = 2
    };
    const struct file_kind *kind = &file_kinds[asked];
    char folder[PATH_MAX];
    const char *slash = strrchr(path, '/'), *words[BEFORE + ASK_WORDS] = { "window", "--ask" };
    snprintf(folder, sizeof folder, "%.*s", slash ? (int)(slash - path) : 0, path);
    words[BEFORE + ASK_HOW] = kind->saves ? "save" : "open";
    words[BEFORE + ASK_TITLE] = text_of(language, kind->title);
    words[BEFORE + ASK_PARENT] = parent;
    words[BEFORE + ASK_FOLDER] = *folder ? folder : "/";
    words[BEFORE + ASK_NAME] = kind->saves && slash ? slash + 1 : "";
    words[BEFORE + ASK_FILES] = text_of(language, kind->files);
    words[BEFORE + ASK_PATTERNS] = kind->patterns;
    words[BEFORE + ASK_ALL] = text_of(language, TEXT_FILE_ALL_ID);
    asking->asked = asked;
    return child_start(&asking->child, words, BEFORE + ASK_WORDS, NULL, waker);
}

bool asking_works(const struct asking *asking) { return child_works(&asking->child); }

// All that was said but for the line's end behind it: a name may have one in it. Without a path, or with one that is none, the answer is
// as good as none.
static enum asking_end read_path(struct child *child, char path[PATH_MAX], struct status *status)
{
    size_t bytes = 0;
    for (int got = 1; got > 0 && bytes<PATH_MAX; bytes += got> 0 ? (size_t)got : 0)
        got = os_child_read(&child->os.out, path + bytes, PATH_MAX - bytes);
    bytes -= bytes > 0 && path[bytes - 1] == '\n';
    if (bytes > 0 && bytes < PATH_MAX && path[0] == '/' && !memchr(path, '\0', bytes)) {
        path[bytes] = '\0';
        return ASKING_ANSWERED;
    }
    *status = status_fault(STATUS_FAILED, FAULT_DIALOG_NO_FILE);
    return ASKING_FAILED;
}

static enum asking_end end_of(struct child *child, char path[PATH_MAX], struct status *status)
{
    if (child->os.signal == 0 && child->os.code == ASK_ANSWERED)
        return read_path(child, path, status);
    if (child->os.signal == 0 && child->os.code == ASK_CANCELLED)
        return ASKING_CANCELLED;
    if (child->os.signal == 0 && child->os.code == ASK_NONE)
        return ASKING_NONE;
    *status = child->os.code == ASK_FAILED ? child_error(child) : status_ok();
    if (status_is_ok(*status))
        *status = status_fault(STATUS_FAILED, FAULT_DIALOG_GONE);
    return ASKING_FAILED;
}

enum asking_end asking_tend(struct asking *asking, char path[PATH_MAX], struct status *status)
{
    if (!child_ended(&asking->child))
        return ASKING_GOES_ON;
    const enum asking_end end = end_of(&asking->child, path, status);
    child_finish(&asking->child);
    return end;
}

void asking_give_up(struct asking *asking) { child_finish(&asking->child); }
