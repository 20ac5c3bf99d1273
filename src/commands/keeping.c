// Only the first failure is kept in words: a full disk says the same of every run.
#include "commands/keeping.h"

#include "commands/command.h"

#include "base/text.h"
#include "os/file.h"

#include <stdio.h>

enum {
    PATH_BYTES = 4096
};

struct status keeping_begin(struct keeping *keeping, const char *folder)
{
    *keeping = (struct keeping){ .folder = folder };
    return folder ? os_folder_make(folder) : status_ok();
}

bool keeping_save(struct keeping *keeping, const char *stem, int row, const struct recording *recording)
{
    char path[PATH_BYTES];
    if (!keeping->folder)
        return false;
    const bool fits = snprintf(path, sizeof path, "%s/%s-%d.rl", keeping->folder, stem, row) < (int)sizeof path;
    const struct status status = fits ? recording_save(recording, path)
                                      : status_make(STATUS_USAGE, "--save-runs %.40s…: too long", keeping->folder);
    if (status_is_ok(status))
        return true;
    if (keeping->not_kept++ == 0)
        keeping->failed = status;
    return false;
}

int keeping_end(const struct keeping *keeping, int code)
{
    char runs[TEXT_NUMBER_BYTES];
    if (keeping->not_kept == 0)
        return code;
    const int failed = command_failed(keeping->failed);
    fprintf(stderr, "raceledger: %s could not be kept\n", text_counted(runs, keeping->not_kept, "run"));
    return code == EXIT_DONE ? failed : code;
}
