// raceledger record: any program, run as it is. Its input, output and exit status stay its own; the report goes to stderr.
#include "commands/command.h"
#include "commands/expect.h"
#include "commands/options.h"

#include "base/text.h"
#include "os/child.h"
#include "os/file.h"
#include "os/memory.h"
#include "os/passing.h"
#include "record/hint.h"
#include "record/record.h"
#include "report/report.h"
#include "view/texts/texts.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define BYTES_PER_MB (UINT64_C(1) << 20)

_Static_assert((int)RECORD_WATCH_MAX == (int)OPTION_TIMES, "all that is given has room");

enum {
    MEGABYTES_MOST = 1 << 20,
    SIGNALED = 128, // the exit status of what signal n ended is so much and n, as shells have it
};

struct request {
    const char *output, *json, *quiet, *no_locks, *no_kernel, *deadline, *max_memory, *keep, *exit_own, *live,
        *expected;
    struct record_options options;
    enum expect expect;
    char **words; // of the program, ended by NULL
};

static struct status read_values(struct request *request)
{
    uint64_t megabytes = RECORD_BYTES_USUAL / BYTES_PER_MB;
    if (request->max_memory &&
        (!text_read_count(request->max_memory, &megabytes) || megabytes < 1 || megabytes > MEGABYTES_MOST))
        return status_make(STATUS_USAGE, "--max-memory %s: must be a whole number of megabytes from 1 to %d",
                           request->max_memory, MEGABYTES_MOST);
    if (request->deadline &&
        (!text_read_duration(request->deadline, &request->options.deadline_ns) || request->options.deadline_ns == 0 ||
         request->options.deadline_ns > RECORDING_LONGEST_NS / 2))
        return status_make(STATUS_USAGE, "--deadline %s: must be a time such as 500ms, 10s or 2h, at most 15 days",
                           request->deadline);
    if (request->keep && strcmp(request->keep, "oldest") != 0 && strcmp(request->keep, "newest") != 0)
        return status_make(STATUS_USAGE, "--keep %s: must be oldest or newest", request->keep);
    if (request->no_locks && request->no_kernel)
        return status_make(STATUS_USAGE, "--no-locks and --no-kernel-states: nothing would be left to record");
    for (int i = 0; request->options.watch[i]; i++)
        if (!*request->options.watch[i] || strlen(request->options.watch[i]) >= RECORD_WATCH_BYTES)
            return status_make(STATUS_USAGE, "--watch %s: must be a name of 1 to %d letters", request->options.watch[i],
                               RECORD_WATCH_BYTES - 1);
    if (request->options.watch[0] && request->no_locks)
        return status_make(STATUS_USAGE, "--watch and --no-locks: nothing can be watched from outside");
    request->options.most_bytes = megabytes * BYTES_PER_MB;
    request->options.keep_newest = request->keep && strcmp(request->keep, "newest") == 0;
    request->options.no_locks = request->no_locks != NULL;
    request->options.no_kernel = request->no_kernel != NULL;
    return expect_read(request->expected, &request->expect);
}

static struct status read_request(struct request *request, int count, char **words, bool *helped)
{
    int rest = 0;
    *request = (struct request){ 0 };
    const struct option table[] = {
        { "output", "FILE", "write the recording to FILE (also -o)", &request->output },
        { "json", "FILE", "write one JSON document to FILE", &request->json },
        { "quiet", NULL, "print no report (which goes to standard error)", &request->quiet },
        { "deadline", "TIME", "end it then (SIGKILL)", &request->deadline },
        { "no-locks", NULL, "only what the kernel tells: preload nothing", &request->no_locks },
        { "no-kernel-states", NULL, "do not ask the kernel who ran when", &request->no_kernel },
        { "max-memory", "MB", "of records, in megabytes, 1 to 1048576 (256); past it some are dropped, and counted",
          &request->max_memory },
        { "keep", "WHICH", "oldest or newest: which to keep then (oldest)", &request->keep },
        { "watch", "NAME...",
          "keep books of this variable alone: balance, account.balance, table[3]; may be given again",
          request->options.watch },
        { "live", NULL, "the window shows it while it runs; record ends when both have", &request->live },
        { "expect", "WHAT", EXPECT_HELP, &request->expected },
        { "called", "NAME", "what the recording calls the program (its own name)", &request->options.called },
        { "exit-own", NULL, "exit with raceledger's own status, not the program's", &request->exit_own },
        { 0 },
    };
    struct options options = {
        .command = "record",
        .table = table,
        .rest = &rest,
        .note = "\nThe exit status is the program's; 128+n where signal n ended it, 127 and 126 where it "
                "could not be started.\nCtrl+C goes to the program; twice ends it and the recording.\n"
                "\n--watch in a Python program (3.6 and later): balance, of it or of a module beside it; "
                "account.balance; a[0]; "
                "d['b'].\nIt becomes an int or a float that remembers what it was computed from. isinstance(balance, "
                "int) stays "
                "true,\ntype(balance) is int does not; past 2^60, and where 0.5 + balance makes a float of an int, its "
                "lineage ends, "
                "which is said.\nNot seen, which is said too: a program given by -c, on standard input or in a zip; "
                "names of a "
                "function's own."
    };
    struct status status = options_read(&options, count, words);
    *helped = options.help;
    if (!status_is_ok(status) || options.help)
        return status;
    request->words = words + rest;
    if (rest >= count)
        return status_make(STATUS_USAGE, "record: needs the PROGRAM to run, and its arguments");
    return read_values(request);
}

// ---- while it runs ---------------------------------------------------------------------------------------------------

// The window, and the file that it follows.
struct live {
    struct os_child window;
    struct os_passing_folder folder; // of the file, where it is nobody else's
    char path[PATH_MAX];
    bool failed;
};

static void show_so_far(void *context, const struct recording *recording)
{
    struct live *live = context;
    if (live->failed || !status_is_ok(recording_save(recording, live->path))) {
        live->failed = true;
        return;
    }
    const char *const words[] = { "window", live->path, "--follow", NULL };
    if (!live->window.process && !status_is_ok(os_child_start(&live->window, words)))
        live->failed = true;
}

static struct status live_begin(struct live *live, const struct request *request)
{
    *live = (struct live){ .window = { .out = -1, .err = -1 } };
    if (request->output) {
        snprintf(live->path, sizeof live->path, "%s", request->output);
        return status_ok();
    }
    const struct status status = os_passing_folder_make(&live->folder);
    snprintf(live->path, sizeof live->path, "%s/live.rl", live->folder.path);
    return status;
}

// What a window that could not be shown said.
static void tell_window(struct os_child *window)
{
    char said[512];
    for (int bytes; os_child_ended(window) && (bytes = os_child_read(&window->err, said, sizeof said)) > 0;)
        (void)fwrite(said, 1, (size_t)bytes, stderr);
}

// Shows the end, and waits for the window's.
static void live_end(struct live *live, const struct recording *recording)
{
    show_so_far(live, recording);
    if (live->window.process) {
        os_child_await(&live->window);
        tell_window(&live->window);
    }
    os_child_finish(&live->window);
    os_passing_folder_remove(&live->folder);
}

// ---- at the end ------------------------------------------------------------------------------------------------------

static struct status write_json(FILE *out, void *recording)
{
    return report_recording(out, recording, true, false, LANGUAGE_EN);
}

// Why memory was not to be had, and how it is: where a limit is set that may be the reason.
static void tell_limit(bool of_files)
{
    const char letter = os_memory_limit(of_files);
    const char *why = letter == 'f'   ? "files may not be as long as the memory that this needs"
                      : letter == 'v' ? "the addresses that this needs were not to be had"
                                      : "the memory that this needs was not to be had";
    fprintf(stderr, "%s", why);
    if (letter)
        fprintf(stderr, " (ulimit -%c unlimited %s)", letter,
                letter == 'f'   ? "lets them"
                : letter == 'v' ? "gives them"
                                : "gives it");
    fputs(".\n", stderr);
}

static bool is_too_long(const struct recorded_command *command)
{
    return !command->inside && strstr(command->reason, strerror(EFBIG));
}

static void tell_hint(enum hint hint, const struct recording *recording, const char *program)
{
    if (hint == HINT_BUILD)
        fprintf(stderr, "\n  What %s loads and stores was not heard; built with raceledger cc it would be.\n", program);
    if (hint == HINT_NO_BOOKS)
        fprintf(stderr, "\n  What %s loads and stores was not heard: ", program);
    else if (is_too_long(recording->command))
        fputs("\n  What it does at its locks was not heard: ", stderr);
    else
        return;
    tell_limit(!recording->command->inside);
}

// The report comes also where nothing could be saved: the program will not run so again.
static struct status tell(const struct request *request, struct recording *recording)
{
    struct status saved = status_ok(), reported = status_ok();
    if (request->output)
        saved = recording_save(recording, request->output);
    if (status_is_ok(saved) && request->json)
        saved = os_file_write_stream(request->json, write_json, recording);
    if (!request->quiet)
        reported = report_recording(stderr, recording, false, isatty(STDERR_FILENO), language_of_environment());
    if (status_is_ok(reported) && !request->quiet)
        tell_hint(hint_of_books(recording, request->words), recording, request->words[0]);
    return status_is_ok(saved) ? reported : saved;
}

static int exit_of(const struct recording *recording)
{
    const struct recorded_command *command = recording->command;
    return command->end == COMMAND_SIGNALED ? SIGNALED + command->code : command->code & 255;
}

static int own_exit_of(const struct recording *recording)
{
    return recording->facts->ended == RUN_DEADLINE ? EXIT_DEADLINE : EXIT_DONE;
}

int command_record(int count, char **words)
{
    struct request request;
    struct recording recording = { 0 };
    bool helped;
    int exec_code = 0;
    struct status status = read_request(&request, count, words, &helped);
    if (!status_is_ok(status))
        return command_failed(status);
    if (helped)
        return command_end(EXIT_DONE);
    struct live live = { .failed = true };
    if (request.output)
        status = os_file_foresee(request.output);
    if (status_is_ok(status) && request.json)
        status = os_file_foresee(request.json);
    if (status_is_ok(status) && request.live) {
        status = live_begin(&live, &request);
        request.options.so_far = show_so_far;
        request.options.context = &live;
    }
    if (status_is_ok(status))
        status = record_run(&recording, request.words, &request.options, &exec_code);
    if (!status_is_ok(status)) {
        os_child_finish(&live.window);
        os_passing_folder_remove(&live.folder);
        const int failed = command_failed(status);
        return exec_code && !request.exit_own ? exec_code : failed;
    }
    status = tell(&request, &recording);
    int code = request.exit_own ? own_exit_of(&recording) : exit_of(&recording);
    if (status_is_ok(status))
        code = expect_judge(&recording, request.expect, code);
    if (request.live)
        live_end(&live, &recording);
    recording_close(&recording);
    if (!status_is_ok(status)) {
        const int failed = command_failed(status);
        return request.exit_own ? failed : code ? code : failed;
    }
    return code;
}
