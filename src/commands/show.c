// raceledger show: the report of a saved recording, or who wrote over whom in it.
#include "commands/command.h"
#include "commands/evidence.h"
#include "commands/options.h"
#include "commands/progress.h"

#include "base/text.h"
#include "labs/balance/books.h"
#include "labs/balance/report/collisions.h"
#include "report/report.h"

struct request {
    const char *file, *json, *collisions, *collision;
    uint64_t number; // of the collision, from 1
};

static struct status read_request(struct request *request, int count, char **words, bool *helped)
{
    *request = (struct request){ 0 };
    const struct option table[] = {
        { "json", NULL, "print one JSON document", &request->json },
        { "collisions", NULL, "who wrote over whom: every collision by time", &request->collisions },
        { "collision", "N", "the N-th collision by time, step by step", &request->collision },
        { 0 },
    };
    struct options options = { .command = "show", .table = table, .file = &request->file };
    struct status status = options_read(&options, count, words);
    *helped = options.help;
    if (!status_is_ok(status) || options.help)
        return status;
    if (!request->file)
        return status_make(STATUS_USAGE, "show: needs the FILE of a recording");
    if (request->collision && request->collisions)
        return status_make(STATUS_USAGE, "--collision %s: goes without --collisions", request->collision);
    if (request->collision && (!text_read_count(request->collision, &request->number) || request->number < 1))
        return status_make(STATUS_USAGE, "--collision %s: must be a whole number from 1", request->collision);
    return status;
}

static struct status show_collisions(const struct request *request)
{
    struct evidence evidence;
    struct status status = evidence_read(&evidence, request->file);
    if (status_is_ok(status) && request->collision)
        status = evidence_collision(&evidence, request->collision, request->number);
    if (status_is_ok(status) && request->collision)
        (request->json ? collision_json : collision_text)(stdout, &evidence.overwrites, (size_t)request->number);
    else if (status_is_ok(status))
        (request->json ? collisions_json : collisions_text)(stdout, &evidence.overwrites);
    evidence_close(&evidence);
    return status;
}

static struct status show_report(const struct request *request)
{
    struct recording recording = { 0 };
    struct status status = recording_read(&recording, request->file);
    if (!status_is_ok(status))
        return status;
    status = report_recording(stdout, &recording, request->json, command_wants_colour(stdout));
    recording_close(&recording);
    return status;
}

int command_show(int count, char **words)
{
    struct request request;
    bool helped;
    struct status status = read_request(&request, count, words, &helped);
    if (status_is_ok(status) && !helped)
        status = (request.collisions || request.collision ? show_collisions : show_report)(&request);
    return status_is_ok(status) ? command_end(EXIT_DONE) : command_failed(status);
}
