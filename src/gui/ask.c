// The first that is there.
#include "gui/ask.h"

#include "gui/portal.h"
#include "os/tool.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum {
    TEXT_BYTES = 256
};

static void become(const char *const *words) { execvp(words[0], (char *const *)words); }

static void become_zenity(char **words, bool saves, const char *start)
{
    char title[TEXT_BYTES], file[PATH_MAX + 16], files[TEXT_BYTES], all[TEXT_BYTES];
    snprintf(title, sizeof title, "--title=%s", words[ASK_TITLE]);
    snprintf(file, sizeof file, "--filename=%s", start);
    snprintf(files, sizeof files, "--file-filter=%s | %s", words[ASK_FILES], words[ASK_PATTERNS]);
    snprintf(all, sizeof all, "--file-filter=%s | *", words[ASK_ALL]);
    const char *const asked[] = { "zenity",
                                  "--file-selection",
                                  title,
                                  file,
                                  files,
                                  all,
                                  saves ? "--save" : NULL,
                                  saves ? "--confirm-overwrite" : NULL, // newer ones always ask
                                  NULL };
    become(asked);
}

// "--attach=…", the window that asks, above which the dialog then stays; empty: it is none of X's. (Of zenity files are asked for
// beside any window.)
static void write_parent(char out[TEXT_BYTES], const char *parent)
{
    unsigned long id;
    char extra;
    out[0] = '\0';
    if (sscanf(parent, "x11:%lx%c", &id, &extra) == 1)
        snprintf(out, TEXT_BYTES, "--attach=%lu", id);
}

// What is in brackets is left out: Qt takes it for patterns, and shows these itself.
static void write_name(char out[TEXT_BYTES], const char *files)
{
    size_t length = 0;
    for (; *files && length + 1 < TEXT_BYTES; files++) {
        const char *end = *files == '(' ? strchr(files, ')') : NULL;
        if (!end) {
            out[length++] = *files;
            continue;
        }
        length -= length > 0 && out[length - 1] == ' ';
        files = end;
    }
    out[length] = '\0';
}

// Filters are as Qt has them.
static void become_kdialog(char **words, bool saves, const char *start)
{
    char files[TEXT_BYTES], filter[4 * TEXT_BYTES], parent[TEXT_BYTES];
    write_name(files, words[ASK_FILES]);
    snprintf(filter, sizeof filter, "%s (%s)\n%s (*)", files, words[ASK_PATTERNS], words[ASK_ALL]);
    write_parent(parent, words[ASK_PARENT]);
    const char *const asked[] = {
        "kdialog", "--title", words[ASK_TITLE],        saves ? "--getsavefilename" : "--getopenfilename",
        start,     filter,    *parent ? parent : NULL, NULL
    };
    become(asked);
}

int ask_run(int count, char **words, struct status *status)
{
    char path[PATH_MAX], start[PATH_MAX];
    *status = status_ok();
    if (count != ASK_WORDS)
        return ASK_NONE;
    const bool saves = strcmp(words[ASK_HOW], "save") == 0;
    const struct portal_question question = { .saves = saves,
                                              .title = words[ASK_TITLE],
                                              .parent = words[ASK_PARENT],
                                              .folder = words[ASK_FOLDER],
                                              .name = words[ASK_NAME],
                                              .files = words[ASK_FILES],
                                              .patterns = words[ASK_PATTERNS],
                                              .all = words[ASK_ALL] };
    const enum portal_end end = portal_ask(NULL, &question, path, status);
    if (end == PORTAL_ANSWERED)
        puts(path);
    if (end != PORTAL_NONE)
        return end == PORTAL_ANSWERED ? ASK_ANSWERED : end == PORTAL_CANCELLED ? ASK_CANCELLED : ASK_FAILED;
    snprintf(start, sizeof start, "%s/%s", words[ASK_FOLDER], words[ASK_NAME]);
    if (os_tool_is_there("zenity"))
        become_zenity(words, saves, start);
    if (os_tool_is_there("kdialog"))
        become_kdialog(words, saves, start);
    return ASK_NONE;
}
