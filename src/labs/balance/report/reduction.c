// What was found, and the command line that does it again.
#include "labs/balance/report/reduction.h"

#include "base/json.h"
#include "base/text.h"

#include <inttypes.h>
#include <stdlib.h>

static struct status no_memory(void) { return status_make(STATUS_FAILED, "not enough memory for a command line"); }

static char letter(const struct reduction *reduction)
{
    return reduction->experiment.workers == WORKERS_PROCESSES ? 'P' : 'T';
}

// Worker of the recording whose store wrote over the last of it.
static uint32_t overwriter_of(const struct overwrites *overwrites, const struct reduction *reduction)
{
    const struct overwrite *settling = overwrites_settling(overwrites, reduction->collision);
    return version_worker(order_version(overwrites->order, settling->position));
}

// "T1, T3": who lost an update, but for the overwriter itself.
static void print_victims(FILE *out, const struct reduction *reduction, uint32_t overwriter)
{
    const char *comma = "";
    for (uint32_t i = 0; i < reduction->experiment.count; i++) {
        if (reduction->workers[i] == overwriter || !(reduction->victims >> i & 1))
            continue;
        fprintf(out, "%s%c%" PRIu32, comma, letter(reduction), reduction->workers[i] + 1);
        comma = ", ";
    }
}

struct status reduction_text(FILE *out, const struct overwrites *overwrites, const struct reduction *reduction,
                             size_t number)
{
    const struct ledger *ledger = overwrites->ledger;
    const struct collision *collision = &ledger->collisions[reduction->collision];
    const uint32_t overwriter = overwriter_of(overwrites, reduction);
    const struct experiment *experiment = &reduction->experiment;
    char net[TEXT_NUMBER_BYTES], made[TEXT_NUMBER_BYTES], iterations[TEXT_NUMBER_BYTES];
    char *command = reduction_command(reduction);
    if (!command)
        return no_memory();
    fprintf(out, "Collision %s of %s: %c%" PRIu32 " overwrote ", text_grouped_ascii(net, (int64_t)number),
            text_grouped_ascii(made, (int64_t)ledger->collision_count), letter(reduction), overwriter + 1);
    print_victims(out, reduction, overwriter);
    fprintf(out, ": %s lost, net %s\n\n", text_counted(made, collision->size, "update"),
            text_signed(net, collision->net));
    fprintf(out, "  recorded   %s, from the store both had read to the one that overwrote\n",
            text_counted(made, reduction->recorded_switches, "context switch"));
    fprintf(out, "  reduced    %s, from start to end of %s × %s: fewer cannot do it\n\n",
            text_grouped_ascii(net, reduction->switches), text_counted(made, experiment->count, "worker"),
            text_counted(iterations, experiment->iterations, "iteration"));
    if (reduction->overwriter < 0)
        fprintf(out, "There another worker's store overwrites the last of it.\n\n");
    fprintf(out, "%s\n", command);
    free(command);
    return status_ok();
}

struct status reduction_json(FILE *out, const struct overwrites *overwrites, const struct reduction *reduction,
                             size_t number)
{
    const struct ledger *ledger = overwrites->ledger;
    const struct collision *collision = &ledger->collisions[reduction->collision];
    struct json json;
    char *command = reduction_command(reduction);
    if (!command)
        return no_memory();
    json_init(&json, out);
    json_object_begin(&json);
    json_key_uint(&json, "schema", 1);
    json_key_uint(&json, "collision", number);
    json_key_uint(&json, "collisions", ledger->collision_count);
    json_key_uint(&json, "lost", collision->size);
    json_key(&json, "lost_net");
    json_int(&json, collision->net);
    json_key_uint(&json, "overwriter", overwriter_of(overwrites, reduction) + 1);
    json_key(&json, "overwriter_kept");
    json_bool(&json, reduction->overwriter >= 0);
    json_key(&json, "workers");
    json_array_begin(&json);
    for (uint32_t i = 0; i < reduction->experiment.count; i++)
        json_uint(&json, reduction->workers[i] + 1);
    json_array_end(&json);
    json_key_uint(&json, "recorded_switches", reduction->recorded_switches);
    json_key_uint(&json, "switches", reduction->switches);
    json_key_uint(&json, "iterations", reduction->experiment.iterations);
    json_key_string(&json, "schedule", reduction->enough);
    json_key_string(&json, "command", command);
    json_object_end(&json);
    json_finish(&json);
    free(command);
    return status_ok();
}
