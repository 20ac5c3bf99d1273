// A folder is gone through once: names that begin so are counted, and the first few of them by the alphabet kept.
#include "gui/completing.h"

#include "base/utf8.h"
#include "view/model/file_kinds.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

// ---- in the thread -------------------------------------------------------------------------------------------------

// Names of one kind: folders and what is asked for, or any.
struct found {
    char names[FILE_NAMES_MOST][256];
    char common[256]; // what all of them begin with
    int count;        // also of those that are not kept
};

static void common_start(char *common, const char *name)
{
    size_t at = 0;
    while (common[at] && common[at] == name[at])
        at++;
    common[utf8_cut(common, at)] = '\0';
}

static void add(struct found *found, const char *name)
{
    const int kept = found->count < FILE_NAMES_MOST ? found->count : FILE_NAMES_MOST;
    int at = kept;
    while (at > 0 && strcmp(name, found->names[at - 1]) < 0)
        at--;
    if (found->count == 0)
        snprintf(found->common, sizeof found->common, "%s", name);
    else
        common_start(found->common, name);
    found->count++;
    if (at >= FILE_NAMES_MOST)
        return;
    const int moved = (kept < FILE_NAMES_MOST ? kept : FILE_NAMES_MOST - 1) - at;
    memmove(found->names[at + 1], found->names[at], (size_t)moved * sizeof found->names[0]);
    snprintf(found->names[at], sizeof found->names[at], "%s", name);
}

// A folder's name gets its slash.
static void look_at(DIR *folder, const char *name, enum file_asked asked, struct found *fitting, struct found *all)
{
    struct stat about;
    char written[256];
    const bool known = fstatat(dirfd(folder), name, &about, 0) == 0, is_folder = known && S_ISDIR(about.st_mode);
    if (!known || (!is_folder && !S_ISREG(about.st_mode)))
        return;
    if (snprintf(written, sizeof written, "%s%s", name, is_folder ? "/" : "") >= (int)sizeof written)
        return;
    add(all, written);
    if (is_folder || file_kind_has(asked, name))
        add(fitting, written);
}

static bool begins(const char *name, const char *start)
{
    return strncmp(name, start, strlen(start)) == 0 && (name[0] != '.' || start[0] == '.') && strcmp(name, ".") != 0 &&
           strcmp(name, "..") != 0 && utf8_is_plain_text(name);
}

static bool go_through(struct job *job, const char *path, const char *start, enum file_asked asked,
                       struct found *fitting, struct found *all)
{
    DIR *folder = opendir(path);
    if (!folder)
        return false;
    for (const struct dirent *entry = readdir(folder); entry && !job_is_unwanted(job); entry = readdir(folder))
        if (begins(entry->d_name, start))
            look_at(folder, entry->d_name, asked, fitting, all);
    closedir(folder);
    return true;
}

static enum completed_kind kind_of(const char *path, bool folder_is_there)
{
    struct stat about;
    if (stat(path, &about) != 0)
        return folder_is_there ? COMPLETED_NOTHING : COMPLETED_NO_FOLDER;
    return S_ISDIR(about.st_mode) ? COMPLETED_FOLDER : S_ISREG(about.st_mode) ? COMPLETED_FILE : COMPLETED_OTHER;
}

// What a typed name means. False: it is too long.
static bool mean(char path[PATH_MAX], const char *typed)
{
    char here[PATH_MAX];
    const char *home = getenv("HOME");
    int length;
    if (typed[0] == '~' && typed[1] == '/' && home)
        length = snprintf(path, PATH_MAX, "%s/%s", home, typed + 2);
    else if (typed[0] == '/' || !getcwd(here, sizeof here))
        length = snprintf(path, PATH_MAX, "%s", typed);
    else
        length = snprintf(path, PATH_MAX, "%s/%s", here, typed);
    return length < PATH_MAX;
}

static void keep(struct completed *completed, const struct found *found, const char *start)
{
    completed->name_count = found->count < FILE_NAMES_MOST ? found->count : FILE_NAMES_MOST;
    completed->more = found->count - completed->name_count;
    memcpy(completed->names, found->names, sizeof completed->names);
    if (completed->wish == COMPLETE_TYPED && strlen(found->common) > strlen(start))
        snprintf(completed->typed, sizeof completed->typed, "%.*s%s", completed->folder_bytes, completed->asked,
                 found->common);
    if (strlen(completed->asked) + strlen(found->common) >= sizeof completed->typed) // there is no room for all of it
        strcpy(completed->typed, completed->asked);
}

static void look_up(struct job *job, void *context)
{
    struct completed *completed = context;
    struct found fitting = { .count = 0 }, all = { .count = 0 };
    char folder[PATH_MAX];
    const char *slash = strrchr(completed->asked, '/');
    strcpy(completed->typed, completed->asked);
    completed->folder_bytes = slash ? (int)(slash + 1 - completed->asked) : 0;
    completed->kind = COMPLETED_NO_FOLDER;
    if (!mean(completed->path, completed->asked))
        return;
    snprintf(folder, sizeof folder, "%s", completed->path);
    char *start = strrchr(folder, '/');
    if (!start)
        return;
    char last[256];
    if (snprintf(last, sizeof last, "%s", start + 1) >= (int)sizeof last)
        return;
    start[start == folder] = '\0';
    const bool there = go_through(job, folder, last, completed->kind_asked, &fitting, &all);
    completed->kind = kind_of(completed->path, there);
    if (there)
        keep(completed, fitting.count > 0 ? &fitting : &all, last);
}

// ---- the window's side ---------------------------------------------------------------------------------------------

static bool start(struct completing *completing)
{
    const struct job_kind kind = { "complete", look_up, free, completing->waker };
    struct completed *completed = calloc(1, sizeof *completed);
    completing->again = false;
    if (!completed)
        return false;
    completed->wish = completing->wish;
    completed->kind_asked = completing->asked;
    strcpy(completed->asked, completing->typed);
    completing->job = job_start(&kind, completed);
    return completing->job;
}

bool completing_start(struct completing *completing, enum completing_wish wish, enum file_asked asked,
                      const char *typed)
{
    completing->asked = asked;
    completing->wish = wish;
    snprintf(completing->typed, sizeof completing->typed, "%s", typed);
    if (!completing->job)
        return start(completing);
    completing->again = true;
    return true;
}

bool completing_take(struct completing *completing, struct completed *completed)
{
    if (!completing->job || !job_is_done(completing->job))
        return false;
    *completed = *(struct completed *)job_context(completing->job);
    job_finish(completing->job);
    completing->job = NULL;
    return !completing->again || !start(completing);
}

void completing_give_up(struct completing *completing)
{
    job_give_up(completing->job);
    completing->job = NULL;
    completing->again = false;
}
