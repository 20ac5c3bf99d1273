// See variables_account.h. Histories are built one at a time, so that memory is that of the longest.
#include "report/variables_account.h"

#include "base/fault.h"

#include <stdlib.h>
#include <string.h>

static struct status no_memory(void) { return status_fault(STATUS_FAILED, FAULT_COLLISIONS_MEMORY); }

static struct status detail_build(struct variable_detail *detail, const struct variables_account *account,
                                  uint32_t number, const uint32_t *line_of)
{
    struct history history;
    struct status status = history_build(&history, account->recording, account->sums.all[number].variable);
    if (!status_is_ok(status))
        return status;
    detail->first = history.first;
    detail->final = history.final;
    detail->all = history.all;
    detail->overtaken_count = overtaken_find(detail->overtaken, &history);
    if (!history_lines_build(&detail->lines, &history, line_of))
        status = no_memory();
    free(detail->lines.tasks);
    detail->lines.tasks = NULL;
    history_finish(&history);
    return status;
}

// ---- names ----------------------------------------------------------------------------------------------------------

struct named {
    const char *name;
    uint32_t process, number;
};

static int compare_names(const void *left, const void *right)
{
    const struct named *a = left, *b = right;
    const int names = strcmp(a->name, b->name);
    return names ? names : a->process < b->process ? -1 : a->process > b->process;
}

static bool find_twice(struct variables_account *account)
{
    const uint32_t count = account->sums.count;
    struct named *names = malloc(((size_t)count + 1) * sizeof *names);
    for (uint32_t i = 0; names && i < count; i++) {
        const struct variable *variable = &account->recording->variables[account->sums.all[i].variable];
        names[i] = (struct named){ variable->name, variable->process, i };
    }
    if (names && count)
        qsort(names, count, sizeof *names, compare_names);
    for (uint32_t i = 1; names && i < count; i++) {
        char *a = &account->twice[names[i - 1].number], *b = &account->twice[names[i].number];
        if (strcmp(names[i - 1].name, names[i].name) != 0)
            continue;
        const char how = names[i - 1].process == names[i].process ? 2 : 1;
        *a = *a > how ? *a : how;
        *b = how;
    }
    free(names);
    return names != NULL;
}

struct status variables_account_build(struct variables_account *account, const struct recording *recording)
{
    *account = (struct variables_account){ .recording = recording };
    struct status status = variable_sums_build(&account->sums, recording);
    uint32_t *line_of = status_is_ok(status) ? history_same_lines(recording) : NULL;
    account->details = calloc((size_t)account->sums.count + 1, sizeof *account->details);
    account->twice = calloc((size_t)account->sums.count + 1, sizeof *account->twice);
    if (status_is_ok(status) && (!line_of || !account->details || !account->twice || !find_twice(account)))
        status = no_memory();
    for (uint32_t i = 0; account->details && status_is_ok(status) && i < account->sums.count; i++)
        status = detail_build(&account->details[i], account, i, line_of);
    free(line_of);
    if (!status_is_ok(status))
        variables_account_finish(account);
    return status;
}

void variables_account_finish(struct variables_account *account)
{
    for (uint32_t i = 0; account->details && i < account->sums.count; i++)
        history_lines_finish(&account->details[i].lines);
    free(account->details);
    free(account->twice);
    variable_sums_finish(&account->sums);
    *account = (struct variables_account){ 0 };
}

int64_t variables_account_find(const struct variables_account *account, const char *name)
{
    for (uint32_t i = 0; i < account->sums.count; i++)
        if (strcmp(account->recording->variables[account->sums.all[i].variable].name, name) == 0)
            return i;
    return -1;
}
