// The balance's row in the table of labs.
#include "labs/balance/balance.h"

#include "lab/story.h"
#include "labs/balance/books.h"
#include "labs/balance/cell_history.h"
#include "labs/balance/live.h"
#include "labs/balance/order_moments.h"
#include "labs/balance/report/whole.h"
#include "labs/balance/settings.h"
#include "labs/balance/story.h"
#include "labs/balance/trace.h"

static struct moments_source events(const struct document *document)
{
    return order_moments(&balance_story(document)->order);
}

static struct status understand(struct document *document, const struct document_watch *watch)
{
    const struct status status = balance_understand(document, watch);
    if (status_is_ok(status))
        document->cell = balance_cell_history(balance_story(document));
    return status;
}

static const struct lab_story story = {
    .understand = understand,
    .events = events,
    .settle = balance_settle,
    .forget = balance_forget,
};

// Of locks; its GIL's interval runs out, and is asked for.
static bool notes(uint32_t kind, uint32_t resource_kind)
{
    return kind <= NOTE_RELEASED || kind == NOTE_AT ||
           (kind <= NOTE_HANDED && (resource_kind == RESOURCE_GIL || resource_kind == RESOURCE_NONE));
}

const struct lab lab_balance = {
    .id = LAB_BALANCE,
    .name = "balance",
    .title = "Shared balance",
    .settings = &balance_settings,
    .live = &balance_live,
    .report = balance_report,
    .story = &story,
    .trace = &balance_trace,
    .check_plan = balance_check_plan,
    .resources = balance_resources,
    .small_sections = BALANCE_OWN_SMALL,
    .section = balance_section,
    .check_recording = balance_check_recording,
    .verify = balance_verify,
    .notes = notes,
    .steps = balance_updates,
    .plan_from_v1 = balance_plan_from_v1,
    .section_from_v1 = balance_section_from_v1,
};
