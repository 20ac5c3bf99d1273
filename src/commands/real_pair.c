// The program is written into a folder of our own for the time of its run, with what makes its threads, and run as any command is
// that is recorded.
#include "commands/real_pair.h"

#include "labs/balance/python/script.h"
#include "os/file.h"
#include "os/passing.h"
#include "record/record.h"
#include "run/run.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

enum {
    PATH_BYTES = 4096,
};

// ---- the model -----------------------------------------------------------------------------------------------------

static struct status run_model(struct recording *recording, const struct experiment *experiment,
                               const struct real_pair_watch *watch)
{
    const struct run_options options = { .progress = watch->progress, .context = watch->context };
    const struct status status = run_plan(recording, experiment_plan(experiment), &options);
    return status_is_ok(status) && recording->facts->ended == RUN_INTERRUPTED
               ? status_make(STATUS_INTERRUPTED, "interrupted")
               : status;
}

// ---- the real run --------------------------------------------------------------------------------------------------

static struct status write_script(const char *path, const struct experiment *experiment)
{
    FILE *out = fopen(path, "w");
    if (out)
        python_script_write(out, experiment);
    const bool failed = !out || ferror(out);
    return (out && fclose(out) != 0) || failed ? status_errno(STATUS_FAILED, errno, "%s: cannot be written", path)
                                               : status_ok();
}

// What it prints is in the recording. The descriptor to come back to; −1: it goes where ours goes.
static int silence(void)
{
    fflush(stdout);
    const int before = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3), nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
    if (before >= 0 && nowhere >= 0)
        dup2(nowhere, STDOUT_FILENO);
    if (nowhere >= 0)
        close(nowhere);
    return before;
}

static void speak_again(int before)
{
    if (before < 0)
        return;
    dup2(before, STDOUT_FILENO);
    close(before);
}

static struct status run_script(struct recording *recording, const struct experiment *experiment,
                                const char *interpreter, const char *script)
{
    char *words[] = { (char *)interpreter, (char *)script, NULL };
    const struct record_options options = { .most_bytes = RECORD_BYTES_USUAL, .deadline_ns = experiment->deadline_ns };
    int code;
    const int before = silence();
    const struct status status = record_run(recording, words, &options, &code);
    speak_again(before);
    if (!status_is_ok(status))
        return status;
    const struct recorded_command *command = recording->command;
    return command->end == COMMAND_EXITED && command->code == 0
               ? status_ok()
               : status_make(STATUS_FAILED, "%s: did not run the program to its end", interpreter);
}

static struct status run_real(struct recording *recording, const struct experiment *experiment, const char *interpreter)
{
    struct os_passing_folder folder = { 0 };
    char script[PATH_BYTES];
    struct status status = os_passing_folder_make(&folder);
    if (!status_is_ok(status))
        return status;
    if (snprintf(script, sizeof script, "%s/program.py", folder.path) >= (int)sizeof script)
        status = status_make(STATUS_FAILED, "%s: too long a path", folder.path);
    if (status_is_ok(status))
        status = write_script(script, experiment);
    if (status_is_ok(status))
        status = run_script(recording, experiment, interpreter, script);
    os_passing_folder_remove(&folder);
    return status;
}

struct status real_pair_run(struct real_pair *pair, const struct experiment *experiment, const char *interpreter,
                            const struct real_pair_watch *watch)
{
    struct status status = run_model(&pair->parts[BESIDE_MODEL], experiment, watch);
    if (!status_is_ok(status))
        return status;
    if (watch->recording_begins)
        watch->recording_begins(watch->context);
    return run_real(&pair->parts[BESIDE_REAL], experiment, interpreter);
}

// ---- kept ----------------------------------------------------------------------------------------------------------

static struct status path_in(char path[PATH_BYTES], const char *folder, enum beside_part part)
{
    return snprintf(path, PATH_BYTES, "%s/%s.rl", folder, beside_stems[part]) < PATH_BYTES
               ? status_ok()
               : status_make(STATUS_USAGE, "%.40s…: too long a path", folder);
}

struct status real_pair_save(const struct real_pair *pair, const char *folder)
{
    char path[PATH_BYTES];
    struct status status = os_folder_make(folder);
    for (int part = 0; part < BESIDE_PARTS && status_is_ok(status); part++) {
        status = path_in(path, folder, (enum beside_part)part);
        if (status_is_ok(status))
            status = recording_save(&pair->parts[part], path);
    }
    return status;
}

struct status real_pair_open(struct real_pair *pair, const char *folder)
{
    char path[PATH_BYTES];
    struct status status = status_ok();
    for (int part = 0; part < BESIDE_PARTS && status_is_ok(status); part++) {
        status = path_in(path, folder, (enum beside_part)part);
        if (status_is_ok(status))
            status = recording_read(&pair->parts[part], path);
    }
    return status;
}

void real_pair_close(struct real_pair *pair)
{
    for (int part = 0; part < BESIDE_PARTS; part++)
        recording_close(&pair->parts[part]);
}
