// raceledger show: the report of a saved recording.
#include "commands/command.h"
#include "commands/options.h"
#include "commands/progress.h"

#include "report/report.h"

int command_show(int count, char **words)
{
    const char *json = NULL, *file = NULL;
    const struct option table[] = { { "json", NULL, "print one JSON document", &json }, { 0 } };
    struct options options = { .command = "show", .table = table, .file = &file };
    struct status status = options_read(&options, count, words);
    if (status_is_ok(status) && options.help)
        return command_end(EXIT_DONE);
    if (status_is_ok(status) && !file)
        status = status_make(STATUS_USAGE, "show: needs the FILE of a recording");
    if (!status_is_ok(status))
        return command_failed(status);
    struct recording recording = { 0 };
    status = recording_read(&recording, file);
    if (!status_is_ok(status))
        return command_failed(status);
    struct account account = { 0 };
    status = account_build(&account, &recording);
    if (status_is_ok(status))
        status = account_find_longest(&account);
    if (!status_is_ok(status)) {
        account_finish(&account);
        recording_close(&recording);
        return command_failed(status);
    }
    if (json)
        report_json(stdout, &account);
    else
        report_text(stdout, &account, command_wants_colour(stdout));
    account_finish(&account);
    recording_close(&recording);
    return command_end(EXIT_DONE);
}
