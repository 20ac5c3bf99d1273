// Any bytes given as a recording: refused with a reason, or opened, and then everything that follows versions runs over it,
// whether or not the contents were verified first. Checksums are put right before, or nothing would ever get past them.
#include "analysis/history.h"
#include "labs/balance/account.h"
#include "labs/balance/order.h"
#include "labs/balance/report/report.h"
#include "recording/recording.h"
#include "report/report.h"
#include "report/traces/trace.h"
#include "report/variable_collisions.h"

#include "../support/recording_image.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size_bytes);

// A refusal has a reason, and no kind but this.
static bool refused(struct status status)
{
    if (status_is_ok(status))
        return false;
    if (status.kind != STATUS_BAD_FILE || !status.message[0])
        abort();
    return true;
}

static void look_around(const struct order *order)
{
    struct order_cursor cursor;
    uint64_t time = 0;
    for (uint64_t p = 0; p < order->stores; p++) {
        if (order_ns(order, p) < time)
            abort();
        time = order_ns(order, p);
    }
    if (order_cursor_set(&cursor, order, order_event_count(order) / 2)) {
        while (order_cursor_next(&cursor)) {
        }
    }
    order_event_at(order, time / 2);
}

static void trace(const struct recording *recording, FILE *out)
{
    for (int format = 0; format < TRACE_FORMATS; format++)
        refused(trace_write(out, recording, (enum trace_format)format, TRACE_ALL_PARTS));
}

// Whether or not its stores were verified: what they name is looked at before it is followed.
static void variables(const struct recording *recording)
{
    struct history history;
    for (uint32_t i = 0; recording->watched && i < recording->watched->variable_count; i++) {
        if (refused(history_build(&history, recording, i)))
            continue;
        if (history.survived + history.lost != history.count || (!history.claims && history.lost))
            abort();
        for (size_t c = 0; c < history.collision_count; c++)
            history_tell(&history, &history.overwrites[history.collisions[c].settling]);
        history_finish(&history);
    }
}

static void collisions(const struct recording *recording, FILE *out)
{
    struct history history;
    if (!recording->watched || recording->watched->variable_count == 0 ||
        refused(history_build(&history, recording, 0)))
        return;
    variable_collisions_text(out, &history);
    variable_collisions_json(out, &history);
    for (size_t number = 1; number <= history.collision_count && number < 8; number++)
        variable_collision_text(out, &history, number);
    history_finish(&history);
}

static void understand(const struct recording *recording, bool verified)
{
    static FILE *nowhere;
    struct account account;
    struct order order;
    if (!nowhere)
        nowhere = fopen("/dev/null", "w");
    if (verified && nowhere)
        trace(recording, nowhere);
    variables(recording);
    if (verified && nowhere)
        collisions(recording, nowhere);
    if (verified && nowhere && recording->command) {
        refused(report_recording(nowhere, recording, false, true, LANGUAGE_EN));
        refused(report_recording(nowhere, recording, true, false, LANGUAGE_EN));
    }
    if (!refused(account_build(&account, recording))) {
        if (!refused(order_build(&order, &account.ledger))) {
            look_around(&order);
            order_finish(&order);
        }
        if (account.ledger.survived + account.ledger.lost != account.ledger.updates)
            abort();
        if (verified && nowhere) {
            balance_report_text(nowhere, &account, true);
            balance_report_json(nowhere, &account);
        }
        account_finish(&account);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size_bytes)
{
    struct recording recording;
    unsigned char *bytes = aligned_alloc(64, (size_bytes + 64) / 64 * 64);
    if (!bytes)
        return 0;
    memcpy(bytes, data, size_bytes);
    image_reseal(bytes, size_bytes);
    if (!refused(recording_open_bytes(&recording, bytes, size_bytes))) {
        understand(&recording, !refused(recording_verify(&recording)));
        recording_close(&recording);
    }
    free(bytes);
    return 0;
}
