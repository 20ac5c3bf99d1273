// raceledger reduce: one collision of a saved recording, cut to the fewest context switches.
#include "commands/command.h"
#include "commands/evidence.h"
#include "commands/options.h"

#include "base/text.h"
#include "labs/balance/report/reduction.h"

#include <inttypes.h>
#include <stdio.h>

struct request {
    const char *file, *lost, *collision, *json;
    uint64_t number; // of what was asked for, from 1
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

// The number by time of the collision that was asked for, from 0.
static struct status choose(const struct request *request, const struct evidence *evidence, size_t *number)
{
    const struct overwrites *overwrites = &evidence->overwrites;
    const struct ledger *ledger = &evidence->ledger;
    char lost[TEXT_NUMBER_BYTES];
    if (!request->lost || ledger->collision_count == 0) {
        *number = (size_t)(request->number - 1);
        return evidence_collision(evidence, request->collision, request->number);
    }
    if (request->number > ledger->lost)
        return status_make(STATUS_USAGE, "--lost %s: %s lost in this run", request->lost,
                           text_were(lost, ledger->lost, "update"));
    const uint64_t at = order_lost_at(&evidence->order, request->number);
    *number = overwrites_number_of(overwrites, ledger_collision_of(ledger, order_version(&evidence->order, at)));
    return status_ok();
}

static struct status reduce(const struct request *request, const struct evidence *evidence)
{
    struct reduction reduction;
    size_t number = 0;
    struct status status = choose(request, evidence, &number);
    if (!status_is_ok(status))
        return status;
    status = reduction_make(&reduction, &evidence->overwrites, evidence->overwrites.by_time[number]);
    if (!status_is_ok(status))
        return status_make(status.kind, "collision %zu: %s", number + 1, status.message);
    status = (request->json ? reduction_json : reduction_text)(stdout, &evidence->overwrites, &reduction, number + 1);
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
    status = evidence_read(&evidence, request.file);
    if (status_is_ok(status))
        status = reduce(&request, &evidence);
    evidence_close(&evidence);
    return status_is_ok(status) ? command_end(EXIT_DONE) : command_failed(status);
}
