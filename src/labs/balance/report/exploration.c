// Numbers of any size: in text short, in JSON every digit, as strings, because they outgrow 64 bits.
#include "labs/balance/report/exploration.h"

#include "base/json.h"
#include "base/text.h"
#include "base/text_table.h"
#include "labs/balance/guard.h"
#include "labs/balance/report/report.h"
#include "schedules/number.h"

#include <inttypes.h>
#include <stdlib.h>

enum {
    FINALS_SHOWN = 24 // in text; JSON has all
};

// ---- text ----------------------------------------------------------------------------------------------------------

static void print_share(FILE *out, const struct exploration *exploration, const char *label, const mpz_t count,
                        double probability)
{
    char number[NUMBER_BYTES], share[TEXT_NUMBER_BYTES], chance[TEXT_NUMBER_BYTES];
    fprintf(out, "  %-16s%s%s", label, exploration->complete ? "" : "at least ", number_text(number, count));
    if (mpz_sgn(count) > 0)
        fprintf(out, "   %s of them; %s under a fair random scheduler",
                text_percent(share, exploration_share(count, exploration->schedules)),
                text_percent(chance, probability));
    fputc('\n', out);
}

// Where no end was counted yet "at least 0" of all would say nothing.
static bool ends_known(const struct exploration *exploration)
{
    return exploration->complete || exploration->paths_known || mpz_sgn(exploration->explored) > 0;
}

static void print_shares(FILE *out, const struct exploration *exploration)
{
    char number[NUMBER_BYTES];
    if (exploration->schedules_known || mpz_sgn(exploration->schedules) > 0)
        fprintf(out, "\n  %-16s%s%s\n", "schedules", exploration->schedules_known ? "" : "at least ",
                number_text(number, exploration->schedules));
    else
        fprintf(out, "\n  %-16s%s\n", "schedules", "not counted");
    if (!ends_known(exploration)) {
        fprintf(out, "  %-16s%s\n", "their ends", "not counted");
        return;
    }
    print_share(out, exploration, "end wrong", exploration->wrong, exploration->probability_wrong);
    print_share(out, exploration, "lose an update", exploration->losing, exploration->probability_losing);
    print_share(out, exploration, "deadlock", exploration->deadlocks, exploration->probability_deadlock);
}

// The middle outcomes, where most schedules end; a row of dots stands for those above, one for those below.
struct finals {
    const struct exploration *exploration;
    size_t first, shown;
};

static void finals_cell(const void *context, size_t row, size_t column, struct text_cell *cell)
{
    static const char *const headings[] = { "final", "schedules", "probability" };
    const struct finals *finals = context;
    const size_t above = finals->first > 0 ? 1 : 0;
    if (row == 0) {
        snprintf(cell->text, sizeof cell->text, "%s", headings[column]);
        return;
    }
    if ((above && row == 1) || row - 1 - above >= finals->shown) {
        snprintf(cell->text, sizeof cell->text, "%s", column == 0 ? "..." : "");
        return;
    }
    const struct outcome *outcome = &finals->exploration->outcomes[finals->first + row - 1 - above];
    if (column == 0)
        text_grouped_ascii(cell->text, outcome->final);
    else if (column == 1)
        number_text(cell->text, outcome->schedules);
    else
        text_percent(cell->text, outcome->probability);
}

static void print_finals(FILE *out, const struct exploration *exploration)
{
    static const struct text_column columns[] = { { .least = 10 }, { .least = 24 }, { .least = 12 } };
    char value[TEXT_NUMBER_BYTES], finals_counted[TEXT_NUMBER_BYTES];
    const size_t count = exploration->outcome_count, shown = count < FINALS_SHOWN ? count : FINALS_SHOWN;
    const struct finals finals = { exploration, (count - shown) / 2, shown };
    if (count == 0 && !exploration->complete)
        return;
    fprintf(out, "\n  %s%s, expected %s\n", exploration->complete ? "" : "at least ",
            text_counted(finals_counted, count, "different final"), text_grouped_ascii(value, exploration->expected));
    if (count == 0)
        return;
    fputc('\n', out);
    text_table_print(out, &(struct text_table){ .columns = columns,
                                                .column_count = 3,
                                                .row_count = shown + 1u + (finals.first > 0 ? 1u : 0u) +
                                                             (finals.first + shown < count ? 1u : 0u),
                                                .indent = 2,
                                                .cell = finals_cell,
                                                .context = &finals });
}

static void print_shortest(FILE *out, const struct exploration *exploration, const struct shortest *shortest, bool list)
{
    char number[NUMBER_BYTES], switches[TEXT_NUMBER_BYTES];
    if (!shortest) {
        if (exploration->complete && mpz_sgn(exploration->wrong) == 0)
            fputs("\n  No schedule ends wrong.\n", out);
        return;
    }
    if (!shortest->found) {
        fprintf(out, "\n  To end wrong takes at least %s; %s.\n",
                text_counted(switches, shortest->switches, "context switch"),
                shortest->end == BUDGET_CANCELLED ? "it was cancelled before more was known"
                                                  : "the budget did not reach further");
        return;
    }
    fprintf(out, "\n  To end wrong takes %s; so few do it in %s schedule%s.\n",
            text_counted(switches, shortest->switches, "context switch"), number_text(number, shortest->schedules),
            mpz_cmp_ui(shortest->schedules, 1) == 0 ? "" : "s");
    for (size_t i = 0; list && i < shortest->listed_count; i++)
        fprintf(out, "    %s\n", shortest->listed[i]);
}

static void print_partial(FILE *out, const struct exploration *exploration)
{
    static const char *const words[] = {
        [BUDGET_KEPT] = "",
        [BUDGET_TIME] = "all would take longer than the time allowed",
        [BUDGET_MEMORY] = "all would take more than the memory allowed",
        [BUDGET_CANCELLED] = "cancelled after",
    };
    char number[NUMBER_BYTES], time[TEXT_NUMBER_BYTES] = "", bytes[TEXT_NUMBER_BYTES];
    const bool cancelled = exploration->end == BUDGET_CANCELLED;
    if (cancelled)
        text_duration(time, exploration->elapsed_ns);
    fprintf(out, "\n  This is not all: %s%s%s", words[exploration->end], cancelled ? " " : "", time);
    if (exploration->needed_ns)
        fprintf(out, ", %s %s", exploration->needed_least ? "at least" : "about",
                text_duration(time, exploration->needed_ns));
    if (exploration->needed_bytes)
        fprintf(out, ", about %s", text_bytes(bytes, exploration->needed_bytes));
    fputc('.', out);
    if (mpz_sgn(exploration->explored) > 0)
        fprintf(out, " What stands here are lower bounds,\n  from %s schedules.",
                number_text(number, exploration->explored));
    fputc('\n', out);
}

void exploration_text(FILE *out, const struct experiment *experiment, const struct exploration *exploration,
                      const struct shortest *shortest, bool list)
{
    char time[TEXT_NUMBER_BYTES], bytes[TEXT_NUMBER_BYTES], places[TEXT_NUMBER_BYTES];
    fputs("Race Ledger: every schedule\n", out);
    report_sentence(out, experiment);
    print_shares(out, exploration);
    print_finals(out, exploration);
    print_shortest(out, exploration, shortest, list);
    if (!exploration->complete)
        print_partial(out, exploration);
    fprintf(out, "\n  %s visited in %s with %s\n", text_counted(places, exploration->places, "place"),
            text_duration(time, exploration->elapsed_ns), text_bytes(bytes, exploration->bytes_peak));
}

// ---- JSON ----------------------------------------------------------------------------------------------------------

static void key_number(struct json *json, const char *key, const mpz_t number)
{
    char *digits = mpz_get_str(NULL, 10, number);
    json_key(json, key);
    json_string(json, digits);
    free(digits);
}

static void key_double(struct json *json, const char *key, double value)
{
    json_key(json, key);
    json_double(json, value, 12);
}

static void write_outcomes(struct json *json, const struct exploration *exploration)
{
    json_key(json, "outcomes");
    json_array_begin(json);
    for (size_t i = 0; i < exploration->outcome_count; i++) {
        json_object_begin(json);
        json_key(json, "final");
        json_int(json, exploration->outcomes[i].final);
        key_number(json, "schedules", exploration->outcomes[i].schedules);
        key_double(json, "probability", exploration->outcomes[i].probability);
        json_object_end(json);
    }
    json_array_end(json);
}

static void write_shortest(struct json *json, const struct shortest *shortest, bool list)
{
    const bool found = shortest && shortest->found;
    json_key(json, "fewest_switches");
    if (found)
        json_uint(json, shortest->switches);
    else
        json_null(json);
    if (found)
        key_number(json, "fewest_switches_schedules", shortest->schedules);
    if (!list)
        return;
    json_key(json, "shortest");
    json_array_begin(json);
    for (size_t i = 0; found && i < shortest->listed_count; i++)
        json_string(json, shortest->listed[i]);
    json_array_end(json);
}

// null where it is not known, and where all was counted.
static void write_needed(struct json *json, const char *key, uint64_t needed)
{
    json_key(json, key);
    if (needed)
        json_uint(json, needed);
    else
        json_null(json);
}

void exploration_json(FILE *out, const struct experiment *experiment, const struct exploration *exploration,
                      const struct shortest *shortest, bool list)
{
    struct json json;
    json_init(&json, out);
    json_object_begin(&json);
    json_key(&json, "schema");
    json_int(&json, 1);
    json_key(&json, "guard");
    json_string(&json, guard_of(experiment)->name);
    json_key(&json, "workers");
    json_uint(&json, experiment->count);
    json_key(&json, "iterations");
    json_uint(&json, experiment->iterations);
    json_key(&json, "complete");
    json_bool(&json, exploration->complete);
    write_needed(&json, "needed_ns", exploration->needed_ns);
    json_key(&json, "needed_least");
    json_bool(&json, exploration->needed_ns && exploration->needed_least);
    write_needed(&json, "needed_bytes", exploration->needed_bytes);
    json_key(&json, "expected");
    json_int(&json, exploration->expected);
    key_number(&json, "schedules", exploration->schedules);
    key_number(&json, "explored", exploration->explored);
    key_number(&json, "wrong", exploration->wrong);
    key_number(&json, "losing", exploration->losing);
    key_number(&json, "deadlocks", exploration->deadlocks);
    key_double(&json, "probability_wrong", exploration->probability_wrong);
    key_double(&json, "probability_losing", exploration->probability_losing);
    key_double(&json, "probability_deadlock", exploration->probability_deadlock);
    write_shortest(&json, shortest, list);
    write_outcomes(&json, exploration);
    json_key(&json, "places");
    json_uint(&json, exploration->places);
    json_key(&json, "bytes_peak");
    json_uint(&json, exploration->bytes_peak);
    json_key(&json, "elapsed_ns");
    json_uint(&json, exploration->elapsed_ns);
    json_object_end(&json);
    json_finish(&json);
}
