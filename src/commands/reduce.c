// raceledger reduce: one collision of a saved recording, cut to the fewest context switches.
#include "commands/command.h"
#include "commands/options.h"

#include "base/text.h"
#include "report/reduction.h"
#include "view/clashes.h"

#include <inttypes.h>
#include <stdio.h>

struct request {
    const char *file, *lost, *collision, *json;
    uint64_t number; // of what was asked for, from 1
};

struct evidence {
    struct recording recording;
    struct ledger ledger;
    struct order order;
    struct clashes clashes;
};

static struct status read_request(struct request *request, int count, char **words, bool *helped)
{
    *request = (struct request){ .number = 1 };
    const struct option table[] = {
        { "lost", "N", "the collision that swallowed the N-th lost update", &request->lost },
        { "collision", "N", "the N-th collision by time (1)", &request->collision },
        { "json", NULL, "print one JSON document", &request->json },
        { 0 },
    };
    struct options options = { .command = "reduce", .table = table, .file = &request->file };
    struct status status = options_read(&options, count, words);
    *helped = options.help;
    if (!status_is_ok(status) || options.help)
        return status;
    const char *given = request->lost ? request->lost : request->collision;
    if (!request->file)
        return status_make(STATUS_USAGE, "reduce: needs the FILE of a recording");
    if (request->lost && request->collision)
        return status_make(STATUS_USAGE, "--lost %s: goes without --collision", request->lost);
    if (given && (!text_read_count(given, &request->number) || request->number < 1))
        return status_make(STATUS_USAGE, "--%s %s: must be a whole number from 1", request->lost ? "lost" : "collision",
                           given);
    return status;
}

static void close_all(struct evidence *evidence)
{
    clashes_finish(&evidence->clashes);
    order_finish(&evidence->order);
    ledger_finish(&evidence->ledger);
    recording_close(&evidence->recording);
}

static struct status open_whole(struct evidence *evidence, const char *path)
{
    *evidence = (struct evidence){ 0 };
    const struct status status = recording_open(&evidence->recording, path);
    return status_is_ok(status) ? recording_verify(&evidence->recording) : status;
}

static struct status derive(struct evidence *evidence)
{
    struct status status = ledger_build(&evidence->ledger, &evidence->recording);
    if (status_is_ok(status))
        status = order_build(&evidence->order, &evidence->recording);
    if (status_is_ok(status))
        status = clashes_build(&evidence->clashes, &evidence->order, &evidence->ledger);
    return status;
}

// The number by time of the collision that was asked for, from 0.
static struct status choose(const struct request *request, const struct evidence *evidence, size_t *clash)
{
    const struct clashes *clashes = &evidence->clashes;
    const struct ledger *ledger = &evidence->ledger;
    if (clashes->count == 0)
        return status_make(STATUS_USAGE, "nothing was lost in this run: there is no collision");
    if (!request->lost) {
        *clash = (size_t)(request->number - 1);
        return request->number <= clashes->count
                   ? status_ok()
                   : status_make(STATUS_USAGE, "--collision %" PRIu64 ": there are %zu in this run", request->number,
                                 clashes->count);
    }
    if (request->number > ledger->lost)
        return status_make(STATUS_USAGE, "--lost %" PRIu64 ": %" PRIu64 " updates were lost in this run",
                           request->number, ledger->lost);
    int64_t at = -1;
    for (uint64_t i = 0; i < request->number; i++)
        at = order_next_lost(&evidence->order, at);
    const size_t collision = ledger_collision_of(ledger, evidence->order.versions[at]);
    const int64_t won = (int64_t)order_position_of(&evidence->order, ledger_winner(ledger, collision));
    *clash = (size_t)clashes_previous(clashes, won + 1);
    return status_ok();
}

static struct status reduce(const struct request *request, const struct evidence *evidence)
{
    struct reduction reduction;
    size_t clash = 0;
    struct status status = choose(request, evidence, &clash);
    if (!status_is_ok(status))
        return status;
    status = reduction_make(&reduction, &evidence->ledger, &evidence->order, evidence->clashes.collisions[clash]);
    if (!status_is_ok(status))
        return status_make(status.kind, "collision %zu: %s", clash + 1, status.message);
    status = (request->json ? reduction_json : reduction_text)(stdout, &evidence->ledger, &reduction, clash + 1);
    reduction_finish(&reduction);
    return status;
}

int command_reduce(int count, char **words)
{
    struct request request;
    struct evidence evidence;
    bool helped;
    struct status status = read_request(&request, count, words, &helped);
    if (!status_is_ok(status))
        return command_failed(status);
    if (helped)
        return command_end(EXIT_DONE);
    status = open_whole(&evidence, request.file);
    if (!status_is_ok(status)) {
        close_all(&evidence);
        command_failed(status);
        return EXIT_BAD_FILE;
    }
    status = derive(&evidence);
    if (status_is_ok(status))
        status = reduce(&request, &evidence);
    close_all(&evidence);
    return status_is_ok(status) ? command_end(EXIT_DONE) : command_failed(status);
}
