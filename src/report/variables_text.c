// See variables.h. 80 columns where names allow it.
#include "report/variables.h"

#include "base/said.h"
#include "base/text.h"
#include "report/variables_seen.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum {
    ROWS_SHOWN = 20,
    QUIET_SHOWN = 3, // of those of which there is nothing to say, one more where it is the last
    DETAILS_SHOWN = 3,
    LINES_SHOWN = 4,
    REMARKS_SHOWN = 8,
};

static const struct variable *variable_of(const struct variables_account *account, uint32_t number)
{
    return &account->recording->variables[account->sums.all[number].variable];
}

// ---- the table ------------------------------------------------------------------------------------------------------

enum column {
    COLUMN_NAME,
    COLUMN_TASKS,
    COLUMN_LOADS,
    COLUMN_STORES,
    COLUMN_LOST,
    COLUMN_NET,
    COLUMN_GUARDED,
    COLUMNS,
};

struct list {
    const struct paper *paper;
    const struct variables_account *account;
    uint32_t rows[ROWS_SHOWN], count;
};

// What all tasks are, or that they are some of both.
static const char *kind_of_tasks(const struct recording *recording)
{
    uint32_t processes = 0;
    for (uint32_t t = 0; t < recording->task_count; t++)
        processes += recording->tasks[t].kind == TASK_PROCESS;
    return processes <= 1 ? "thread" : processes == recording->task_count ? "process" : "task";
}

static bool has_processes(const struct recording *recording) { return strcmp(kind_of_tasks(recording), "thread") != 0; }

static void head_cell(const struct list *list, size_t column, struct text_cell *cell)
{
    static const char *const headings[COLUMNS] = { SAID("variable"), SAID("threads"), SAID("loads"),     SAID("stores"),
                                                   SAID("lost"),     SAID("net"),     SAID("guarded by") };
    const bool tasks = column == COLUMN_TASKS && has_processes(list->account->recording);
    paper_say(cell, "%s", tasks ? said("tasks") : said(headings[column]));
    cell->ink = paper_cell_ink(list->paper, INK_SOFT);
}

enum {
    NAME_BYTES = sizeof((struct variable_row *)0)->name + TASK_NAME_BYTES + 32
};

// With what tells it from another of its name: its process, or in the same one where it lies.
static const char *full_name(const struct variables_account *account, uint32_t number, char buffer[NAME_BYTES])
{
    const struct variable *variable = variable_of(account, number);
    if (account->twice[number] == 1)
        snprintf(buffer, NAME_BYTES, said("%s of %s"), variable->name,
                 account->recording->tasks[variable->process].name);
    else if (account->twice[number] == 2)
        snprintf(buffer, NAME_BYTES, said("%s at 0x%" PRIx64), variable->name, variable->address);
    else
        snprintf(buffer, NAME_BYTES, "%s", variable->name);
    return buffer;
}

static int guarded_ink(const struct variable_sum *sum)
{
    if (sum->lost || sum->guarded.unordered)
        return INK_LOST;
    return sum->claims && !sum->guarded.let_go ? INK_GOOD : INK_SOFT;
}

static void list_cell(const void *context, size_t at, size_t column, struct text_cell *cell)
{
    const struct list *list = context;
    const struct variables_account *account = list->account;
    char text[GUARDED_TEXT_BYTES], number[TEXT_NUMBER_BYTES], name[NAME_BYTES];
    if (at == 0) {
        head_cell(list, column, cell);
        return;
    }
    const struct variable_row *row = &account->sums.rows[list->rows[at - 1]];
    const struct variable_sum *sum = &account->sums.all[row->sum];
    const uint64_t counts[COLUMNS] = { [COLUMN_TASKS] = row->tasks,
                                       [COLUMN_LOADS] = row->loads,
                                       [COLUMN_STORES] = row->stores,
                                       [COLUMN_LOST] = sum->lost };
    if (column == COLUMN_NAME)
        paper_say(cell, "%s", row->count == 1 ? full_name(account, row->sum, name) : row->name);
    else if (column == COLUMN_GUARDED)
        paper_say(cell, "%s", variable_row_guarded(text, account->recording, &account->sums, row));
    else if (column == COLUMN_LOST && !sum->claims)
        paper_say(cell, "?");
    else if (column == COLUMN_NET && sum->lost && sum->has_sums)
        paper_say(cell, "%s", variable_amount_text(number, variable_of(account, row->sum), sum->lost_net));
    else if (column != COLUMN_NET)
        text_grouped_ascii(cell->text, (int64_t)(counts[column] & INT64_MAX));
    if ((column == COLUMN_LOST || column == COLUMN_NET) && sum->lost)
        cell->ink = paper_cell_ink(list->paper, INK_LOST);
    else if (column == COLUMN_GUARDED)
        cell->ink = paper_cell_ink(list->paper, guarded_ink(sum));
}

// What there is nothing to say of, by why nothing can be lost. The others are told first, and one by one.
enum quiet {
    NOT_QUIET,
    QUIET_ALONE,
    QUIET_READ,
    QUIET_GUARDED,
    QUIET_ORDERED,
    QUIETS,
};

static bool has_remarks(const struct variable_sum *sum)
{
    return sum->guarded.unordered || sum->luck || sum->guarded.checked || sum->guarded.let_go ||
           sum->guarded.let_go_unknown || sum->guarded.split || !sum->claims || sum->doubt || sum->unsure ||
           sum->unrelated;
}

static enum quiet quiet_of(const struct variable_sum *sum)
{
    static const enum quiet quiets[GUARDED_HOWS] = {
        [GUARDED_ONE_TASK] = QUIET_ALONE,     [GUARDED_READ_ONLY] = QUIET_READ,  [GUARDED_ATOMIC] = QUIET_GUARDED,
        [GUARDED_EVERYWHERE] = QUIET_GUARDED, [GUARDED_BY_JOIN] = QUIET_ORDERED, [GUARDED_BY_OTHER] = QUIET_ORDERED,
    };
    return sum->lost || has_remarks(sum) ? NOT_QUIET : quiets[sum->guarded.how];
}

// Those that are not shown, of each kind.
struct left_out {
    uint64_t rows[QUIETS], variables[QUIETS], bytes[QUIETS];
};

static void leave_out(struct left_out *left, enum quiet quiet, const struct variable_row *row)
{
    left->rows[quiet]++;
    left->variables[quiet] += row->count;
    left->bytes[quiet] += row->bytes;
}

// The rows that are shown, in their order: as many that say something as there is room for, then a few of each kind that does not.
static void choose_rows(struct list *list, struct left_out *left)
{
    const struct variable_sums *sums = &list->account->sums;
    uint32_t of_kind[QUIETS] = { 0 }, shown[QUIETS] = { 0 }, room = ROWS_SHOWN;
    *left = (struct left_out){ .rows = { 0 } };
    for (uint32_t i = 0; i < sums->row_count; i++)
        of_kind[quiet_of(&sums->all[sums->rows[i].sum])]++;
    room -= of_kind[NOT_QUIET] < ROWS_SHOWN ? of_kind[NOT_QUIET] : ROWS_SHOWN;
    for (uint32_t i = 0; i < sums->row_count; i++) {
        const enum quiet quiet = quiet_of(&sums->all[sums->rows[i].sum]);
        const uint32_t few = quiet == NOT_QUIET                  ? ROWS_SHOWN
                             : of_kind[quiet] == QUIET_SHOWN + 1 ? QUIET_SHOWN + 1
                                                                 : QUIET_SHOWN;
        if (shown[quiet] >= few || (quiet != NOT_QUIET && room == 0)) {
            leave_out(left, quiet, &sums->rows[i]);
            continue;
        }
        shown[quiet]++;
        room -= quiet != NOT_QUIET;
        list->rows[list->count++] = i;
    }
}

// "… 497 more that one thread at a time touched, 1.94 KB: --json has all".
static void write_left_out(const struct paper *paper, const struct variables_account *account,
                           const struct left_out *left)
{
    const bool threads = !has_processes(account->recording);
    const char *const why[QUIETS] = {
        [NOT_QUIET] = "",
        [QUIET_ALONE] = threads ? SAID(" that one thread at a time touched")
                                : SAID(" that one thread or process at a time touched"),
        [QUIET_READ] = SAID(" that were only read"),
        [QUIET_GUARDED] = SAID(" with the same lock at every place, or atomic"),
        [QUIET_ORDERED] = SAID(" that were touched in order without a lock in this run"),
    };
    char more[TEXT_NUMBER_BYTES], bytes[TEXT_NUMBER_BYTES];
    for (int quiet = 0; quiet < QUIETS; quiet++) {
        if (left->rows[quiet] == 0)
            continue;
        const uint64_t count = quiet == NOT_QUIET ? left->rows[quiet] : left->variables[quiet];
        fprintf(paper->out, said("  … %s more%s"), text_grouped_ascii(more, (int64_t)count), said(why[quiet]));
        if (quiet != NOT_QUIET)
            fprintf(paper->out, "%s%s", said(", "), text_bytes(bytes, left->bytes[quiet]));
        fputs(said(": --json has all\n"), paper->out);
    }
}

static void write_table(const struct paper *paper, const struct variables_account *account)
{
    static const struct text_column columns[COLUMNS] = {
        [COLUMN_NAME] = { .left = true }, [COLUMN_GUARDED] = { .left = true }
    };
    struct list list = { .paper = paper, .account = account };
    struct left_out left;
    choose_rows(&list, &left);
    paper_table(paper, (struct text_table){ .columns = columns,
                                            .column_count = COLUMNS,
                                            .row_count = list.count + 1,
                                            .cell = list_cell,
                                            .context = &list });
    write_left_out(paper, account, &left);
}

// ---- one variable ---------------------------------------------------------------------------------------------------

// The name at the beginning of its first line, nothing at those that follow.
static void write_label(const struct paper *paper, const char **name)
{
    if (text_columns(*name) >= PAPER_LABEL_COLUMNS) {
        paper_ink(paper, INK_SOFT);
        fprintf(paper->out, "  %s\n", *name);
        paper_ink(paper, INK_PLAIN);
        *name = "";
    }
    paper_label(paper, *name);
    *name = "";
}

// "-31 + (31 lost) = 0".
static void write_equation(const struct paper *paper, const struct variables_account *account, uint32_t number)
{
    const struct variable *variable = variable_of(account, number);
    const struct variable_sum *sum = &account->sums.all[number];
    const struct variable_detail *detail = &account->details[number];
    char a[TEXT_NUMBER_BYTES], b[TEXT_NUMBER_BYTES], c[TEXT_NUMBER_BYTES];
    const struct amount plain = amount_plus(detail->final, sum->lost_net);
    const struct amount right = variable_wrapped(variable, amount_plus(detail->first, detail->all));
    paper_ink(paper, INK_GOOD);
    fprintf(paper->out, said("the books balance: %s + (%s lost) = %s"), variable_sum_text(a, variable, detail->final),
            variable_amount_text(b, variable, sum->lost_net), variable_sum_text(c, variable, right));
    if (variable->kind != VALUE_FLOAT && plain.whole != right.whole)
        fprintf(paper->out, said(" (modulo 2^%d)"), 8 * variable->bytes);
    paper_ink(paper, INK_PLAIN);
    fputc('\n', paper->out);
}

static void write_lost(const struct paper *paper, const struct variables_account *account, uint32_t number,
                       const char **name)
{
    const struct variable_sum *sum = &account->sums.all[number];
    char lost[TEXT_NUMBER_BYTES], stores[TEXT_NUMBER_BYTES], collisions[TEXT_NUMBER_BYTES];
    const uint64_t kept = variable_of(account, number)->store_count;
    write_label(paper, name);
    fprintf(paper->out, said("%s of %s lost, in %s"), text_grouped_ascii(lost, (int64_t)sum->lost),
            text_counted(stores, kept, sum->has_sums ? "update" : "store"),
            text_counted(collisions, sum->collisions, "collision"));
    if (sum->lost_assigned)
        fprintf(paper->out, said("; %s of them assignments"), text_grouped_ascii(lost, (int64_t)sum->lost_assigned));
    fputc('\n', paper->out);
    if (sum->has_sums) {
        write_label(paper, name);
        write_equation(paper, account, number);
    }
}

static void write_lines(const struct paper *paper, const struct variables_account *account, uint32_t number,
                        const char **name, uint32_t most)
{
    const struct history_lines *lines = &account->details[number].lines;
    const struct variable *variable = variable_of(account, number);
    char place[PLACE_TEXT_BYTES], over[PLACE_TEXT_BYTES], lost[TEXT_NUMBER_BYTES], all[TEXT_NUMBER_BYTES],
        net[TEXT_NUMBER_BYTES];
    for (uint32_t i = 0; i < lines->line_count && i < most && lines->lines[i].lost; i++) {
        const struct history_line *line = &lines->lines[i];
        write_label(paper, name);
        fprintf(paper->out, said("%s lost %s of %s"), place_text(place, account->recording, line->place),
                text_grouped_ascii(lost, (int64_t)line->lost),
                text_grouped_ascii(all, (int64_t)(line->stores & INT64_MAX)));
        if (account->sums.all[number].has_sums)
            fprintf(paper->out, said(", net %s"), variable_amount_text(net, variable, line->net));
        fputc('\n', paper->out);
    }
    for (uint32_t i = 0; i < lines->over_count && i < most; i++) {
        const struct history_over *row = &lines->overs[i];
        write_label(paper, name);
        fprintf(paper->out, said("%s wrote over %s: %s lost\n"), place_text(over, account->recording, row->over_place),
                place_text(place, account->recording, row->lost_place), text_grouped_ascii(lost, (int64_t)row->lost));
    }
}

static void write_overtaken(const struct paper *paper, const struct variables_account *account, uint32_t number,
                            const char **name, uint32_t most)
{
    const struct variable_detail *detail = &account->details[number];
    char line[PLACE_TEXT_BYTES], lost[TEXT_NUMBER_BYTES], times[TEXT_NUMBER_BYTES];
    for (size_t i = 0; i < detail->overtaken_count && i < most; i++) {
        const struct overtaken *row = &detail->overtaken[i];
        write_label(paper, name);
        fprintf(paper->out, said("the interpreter was taken before %s of %s, after the load, %s: %s lost\n"),
                account->recording->places[row->place].instruction, place_text(line, account->recording, row->place),
                text_counted(times, row->times, "time"), text_grouped_ascii(lost, (int64_t)row->lost));
    }
}

static const char *why_unordered(const struct guarded *guarded)
{
    return guarded->how == GUARDED_EVERYWHERE || guarded->how == GUARDED_ATOMIC || guarded->how == GUARDED_NOT_KNOWN
               ? ""
               : said(": no lock in common");
}

static void write_pairs(const struct paper *paper, const struct variables_account *account, uint32_t number,
                        const char **name, uint32_t most)
{
    const struct history_lines *lines = &account->details[number].lines;
    const struct variable_sum *sum = &account->sums.all[number];
    char a[PLACE_TEXT_BYTES], b[PLACE_TEXT_BYTES];
    const char *kind = kind_of_tasks(account->recording);
    const char *with_itself = strcmp(kind, "thread") == 0 ? said("%s is not ordered with itself in another thread%s")
                              : strcmp(kind, "process") == 0
                                  ? said("%s is not ordered with itself in another process%s")
                                  : said("%s is not ordered with itself in another task%s");
    for (uint32_t i = 0; i < lines->pair_count && i < most; i++) {
        const struct history_pair *pair = &lines->pairs[i];
        const bool same = pair->place[0] == pair->place[1];
        write_label(paper, name);
        paper_ink(paper, INK_LOST);
        place_text(a, account->recording, pair->place[1]);
        if (same)
            fprintf(paper->out, with_itself, a, why_unordered(&sum->guarded));
        else
            fprintf(paper->out, said("%s is not ordered with %s%s"), a,
                    place_text(b, account->recording, pair->place[0]), why_unordered(&sum->guarded));
        paper_ink(paper, INK_PLAIN);
        fputc('\n', paper->out);
    }
    if (lines->pair_count > most) {
        char more[TEXT_NUMBER_BYTES];
        write_label(paper, name);
        fprintf(paper->out, said("… and %s of lines more\n"), text_counted(more, lines->pair_count - most, "pair"));
    }
}

static const char *const luck[] = {
    [LUCK_RACED] = SAID("it raced, and lost nothing in this run"),
    [LUCK_NO_LOCK] = SAID("no lock keeps its threads apart (a queue or an event may), and it lost nothing in this run"),
    [LUCK_HALF_LOCK] = SAID("not every place has the lock, and it lost nothing in this run"),
};

static void write_remarks(const struct paper *paper, const struct variables_account *account, uint32_t number,
                          const char **name)
{
    const struct recording *recording = account->recording;
    const struct variable_sum *sum = &account->sums.all[number];
    char a[PLACE_TEXT_BYTES], b[PLACE_TEXT_BYTES], doubt[DOUBT_TEXT_BYTES];
    if (sum->luck) {
        write_label(paper, name);
        fprintf(paper->out, "%s\n", said(luck[sum->luck]));
    }
    if (sum->guarded.split) {
        write_label(paper, name);
        fputs(said("each access is guarded, but not a load and its store together\n"), paper->out);
    }
    if (sum->guarded.let_go) {
        write_label(paper, name);
        fprintf(paper->out, said("the lock was let go between the load and the store: %s … %s\n"),
                place_text(a, recording, sum->guarded.let_go_load),
                place_text(b, recording, sum->guarded.let_go_store));
    }
    if (sum->guarded.let_go_unknown) {
        char stores[TEXT_NUMBER_BYTES];
        write_label(paper, name);
        fprintf(paper->out,
                said("%s at %s may have gone by a load before the lock was taken: it came before the books began\n"),
                text_counted(stores, sum->guarded.let_go_unknown, "store"),
                place_text(a, recording, sum->guarded.let_go_unknown_store));
    }
    if (sum->guarded.checked) {
        write_label(paper, name);
        fprintf(paper->out, said("check-then-act: %s sets it by what %s saw, which may be no longer so\n"),
                place_text(a, recording, sum->guarded.act_place), place_text(b, recording, sum->guarded.check_place));
    }
    if (sum->unsure) {
        char stores[TEXT_NUMBER_BYTES];
        write_label(paper, name);
        fprintf(paper->out, said("%s wrote at %s what stood there already: lost only if computed\n"),
                text_counted(stores, sum->unsure, "store"), place_text(a, recording, sum->unsure_place));
    }
    if (sum->unrelated) {
        char stores[TEXT_NUMBER_BYTES];
        write_label(paper, name);
        fprintf(paper->out,
                said("%s at %s may have nothing to do with what was loaded before: uncertain, no loss is claimed\n"),
                text_counted(stores, sum->unrelated, "store"), place_text(a, recording, sum->unrelated_place));
    }
    if (!sum->claims) {
        write_label(paper, name);
        fprintf(paper->out, said("uncertain: %s; nothing is claimed\n"), variable_doubt_text(doubt, recording, sum));
    } else if (sum->doubt) {
        write_label(paper, name);
        paper_ink(paper, INK_LOST);
        fprintf(paper->out, said("not exact: %s"), variable_doubt_text(doubt, recording, sum));
        paper_ink(paper, INK_PLAIN);
        fputc('\n', paper->out);
    }
}

static void write_variable(const struct paper *paper, const struct variables_account *account, uint32_t number,
                           const char *name, uint32_t most)
{
    if (account->sums.all[number].lost) {
        write_lost(paper, account, number, &name);
        write_lines(paper, account, number, &name, most);
        write_overtaken(paper, account, number, &name, most);
    }
    write_pairs(paper, account, number, &name, most);
    write_remarks(paper, account, number, &name);
}

void variable_text(const struct paper *paper, const struct variables_account *account, uint32_t number)
{
    const struct variable_sum *sum = &account->sums.all[number];
    char guarded[GUARDED_TEXT_BYTES], name[NAME_BYTES];
    write_variable(paper, account, number, full_name(account, number, name), UINT32_MAX);
    paper_label(paper, said("guarded by"));
    paper_ink(paper, guarded_ink(sum));
    fputs(guarded_text(guarded, account->recording, &sum->guarded), paper->out);
    paper_ink(paper, INK_PLAIN);
    fputc('\n', paper->out);
}

// ---- all of them ------------------------------------------------------------------------------------------------------

void variables_text(const struct paper *paper, const struct variables_account *account)
{
    const struct variable_sums *sums = &account->sums;
    uint32_t details = 0, remarks = 0, untold = 0;
    char name[NAME_BYTES], more[TEXT_NUMBER_BYTES];
    fputc('\n', paper->out);
    if (sums->count == 0)
        fprintf(paper->out, "  %s%s\n", variables_none_text(account->recording->watched), said("."));
    else
        write_table(paper, account);
    for (uint32_t i = 0; i < sums->row_count; i++) {
        const struct variable_sum *sum = &sums->all[sums->rows[i].sum];
        if (sum->lost ? details >= DETAILS_SHOWN : !has_remarks(sum) || remarks >= REMARKS_SHOWN) {
            untold += sum->lost || has_remarks(sum);
            continue;
        }
        fputc('\n', paper->out);
        details += sum->lost > 0;
        remarks += sum->lost == 0;
        const struct variable_row *row = &sums->rows[i];
        write_variable(paper, account, row->sum, row->count == 1 ? full_name(account, row->sum, name) : row->name,
                       LINES_SHOWN);
    }
    if (untold)
        fprintf(paper->out, said("\n  … as much is to be said of %s more: --json has all\n"),
                text_counted(more, untold, "variable"));
    fputc('\n', paper->out);
    variables_seen_text(paper, account);
}
