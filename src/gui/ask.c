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

static void become_kdialog(char **words, bool saves, const char *start)
{
    char filter[2 * TEXT_BYTES];
    snprintf(filter, sizeof filter, "%s|%s\n*|%s", words[ASK_PATTERNS], words[ASK_FILES], words[ASK_ALL]);
    const char *const asked[] = {
        "kdialog", "--title", words[ASK_TITLE], saves ? "--getsavefilename" : "--getopenfilename", start, filter, NULL
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
