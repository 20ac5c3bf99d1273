// Collisions for a person. The list asks for a collision twice, to measure and to print, and keeps only the last one;
// of one collision the beginning, the overwriter's load and the end are shown, what lies between is folded.
#include "labs/balance/report/collisions.h"

#include "base/said.h"
#include "base/text.h"
#include "base/text_table.h"
#include "labs/balance/books.h"
#include "labs/balance/experiment.h"
#include "labs/balance/report/report.h"

#include <inttypes.h>
#include <stdarg.h>
#include <string.h>

enum {
    ENDS_SHOWN = 12, // steps at both ends
    LOAD_SHOWN = 2,  // and on both sides of the overwriter's load
    FOLDED_LEAST = 3,
    STRETCHES_MAX = 5,
};

static void __attribute__((format(printf, 2, 3))) say(struct text_cell *cell, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(cell->text, sizeof cell->text, format, arguments);
    va_end(arguments);
}

static const struct experiment *overwritten_experiment(const struct overwrites *overwrites)
{
    return experiment_of(overwrites->order->recording);
}

static const char *worker_of(char name[WORKER_NAME_BYTES], const struct overwrites *overwrites, uint32_t version)
{
    return worker_name(name, overwritten_experiment(overwrites)->workers, version_worker(version));
}

// Whose updates it lost, as the window says it: "T1", "T1 and T2", "3 threads".
static const char *whom(char text[TEXT_CELL_BYTES], const struct overwrites *overwrites, size_t collision)
{
    const uint64_t workers = overwrites_victims(overwrites, collision);
    const uint32_t kind = overwritten_experiment(overwrites)->workers;
    const int count = __builtin_popcountll(workers);
    char first[WORKER_NAME_BYTES], second[WORKER_NAME_BYTES], number[TEXT_NUMBER_BYTES];
    if (count > 2) {
        snprintf(text, TEXT_CELL_BYTES, "%s",
                 text_counted(number, (uint64_t)count, kind == WORKERS_PROCESSES ? "process" : "thread"));
        return text;
    }
    worker_name(first, kind, (uint32_t)__builtin_ctzll(workers));
    if (count == 2)
        snprintf(text, TEXT_CELL_BYTES, said("%s and %s"), first,
                 worker_name(second, kind, (uint32_t)__builtin_ctzll(workers & (workers - 1))));
    else
        snprintf(text, TEXT_CELL_BYTES, "%s", first);
    return text;
}

static void say_ns(struct text_cell *cell, const struct overwrites *overwrites, uint64_t ns)
{
    char clock[CLOCK_TEXT_BYTES];
    if (overwrites->order->timed)
        say(cell, "%s", recording_clock_text(clock, overwrites->order->recording, ns));
    else
        say(cell, "–");
}

static void say_net(struct text_cell *cell, int64_t net)
{
    char number[TEXT_NUMBER_BYTES];
    say(cell, "%s%s", net > 0 ? "+" : "", text_grouped_ascii(number, net));
}

// "T1's update 14" or "the start".
static const char *fork_name(char name[TEXT_CELL_BYTES], const struct overwrites *overwrites, uint32_t fork)
{
    char worker[WORKER_NAME_BYTES], number[TEXT_NUMBER_BYTES];
    if (fork == VERSION_START)
        return said("the start");
    snprintf(name, TEXT_CELL_BYTES, said("%s's update %s"), worker_of(worker, overwrites, fork),
             text_grouped_ascii(number, (int64_t)version_sequence(fork) + 1));
    return name;
}

// ---- all of them ---------------------------------------------------------------------------------------------------

enum column {
    COLUMN_NUMBER,
    COLUMN_WHEN,
    COLUMN_WHO,
    COLUMN_LOST,
    COLUMN_NET,
    COLUMN_READ,
    COLUMN_WROTE,
    COLUMN_OVER,
    COLUMN_HELD,
    COLUMN_FORK,
    COLUMNS
};

struct list {
    const struct overwrites *overwrites;
    struct collision_facts *facts; // of the number below
    size_t *number;
};

static void list_cell(const void *context, size_t row, size_t column, struct text_cell *cell)
{
    static const char *const headings[COLUMNS] = {
        SAID("no."),  SAID("when"),  "",           SAID("lost"), SAID("net"),
        SAID("read"), SAID("wrote"), SAID("over"), SAID("held"), SAID("history forked at")
    };
    const struct list *list = context;
    char a[WORKER_NAME_BYTES], over[TEXT_CELL_BYTES], fork[TEXT_CELL_BYTES], held[TEXT_NUMBER_BYTES];
    if (row == 0) {
        const bool about = column == COLUMN_WHEN && balance_is_stamped(list->overwrites->ledger->recording);
        say(cell, "%s", about ? said("when, about") : said(headings[column]));
        return;
    }
    if (*list->number != row)
        *list->facts = collision_facts_of(list->overwrites, row);
    *list->number = row;
    const struct collision_facts *facts = list->facts;
    const struct overwriter *overwriter = &facts->overwriter;
    const int64_t figures[COLUMNS] = { [COLUMN_NUMBER] = (int64_t)row,
                                       [COLUMN_LOST] = facts->lost,
                                       [COLUMN_READ] = overwriter->read,
                                       [COLUMN_WROTE] = overwriter->wrote,
                                       [COLUMN_OVER] = overwriter->over };
    if (column == COLUMN_WHEN)
        say_ns(cell, list->overwrites, facts->ns);
    else if (column == COLUMN_WHO)
        say(cell, said("%s over %s"), worker_of(a, list->overwrites, overwriter->version),
            whom(over, list->overwrites, facts->collision));
    else if (column == COLUMN_NET)
        say_net(cell, facts->net);
    else if (column == COLUMN_HELD && overwriter->held_known)
        text_duration(cell->text, overwriter->held_ns);
    else if (column == COLUMN_HELD && overwriter->off_ns)
        say(cell, said("off its cpu for %s"), text_duration(held, overwriter->off_ns));
    else if (column == COLUMN_HELD && overwriter->held_about)
        say(cell, said("about %s"), text_duration(held, overwriter->held_ns));
    else if (column == COLUMN_HELD)
        say(cell, said("not timed"));
    else if (column == COLUMN_FORK)
        say(cell, "%s", fork_name(fork, list->overwrites, facts->fork));
    else
        text_grouped_ascii(cell->text, figures[column]);
}

static void print_heading(FILE *out, const struct overwrites *overwrites)
{
    fputs(said("Race Ledger: who wrote over whom\n"), out);
    report_sentence(out, overwritten_experiment(overwrites));
}

static void print_clock(FILE *out, const struct recording *recording)
{
    char clock[CLOCK_TEXT_BYTES];
    fputs(said("\nwhen: since the first worker was made"), out);
    if (recording->facts->released_ns)
        fprintf(out, said("; all were let go at %s"),
                recording_clock_text(clock, recording, recording->facts->released_ns));
    fputc('\n', out);
}

void collisions_text(FILE *out, const struct overwrites *overwrites)
{
    static const struct text_column columns[COLUMNS] = {
        [COLUMN_WHO] = { .left = true }, [COLUMN_FORK] = { .left = true }
    };
    const struct ledger *ledger = overwrites->ledger;
    char count[TEXT_NUMBER_BYTES], lost[TEXT_NUMBER_BYTES];
    struct collision_facts facts;
    size_t number = 0;
    const struct list list = { overwrites, &facts, &number };
    print_heading(out, overwrites);
    if (ledger->collision_count == 0) {
        fputs(said("\nNothing was lost in this run: there is no collision.\n"), out);
        return;
    }
    fprintf(out, said("\n%s, %s lost\n\n"), text_counted(count, ledger->collision_count, "collision"),
            text_counted(lost, ledger->lost, "update"));
    text_table_print(out, &(struct text_table){ .columns = columns,
                                                .column_count = COLUMNS,
                                                .row_count = ledger->collision_count + 1,
                                                .indent = 2,
                                                .cell = list_cell,
                                                .context = &list });
    print_clock(out, overwrites->order->recording);
    fputs(said("lost, net: all that hung from the fork, and its sum\n"
               "read, wrote, over: the balance that the overwriter had read, wrote, and wrote over · held: from its "
               "load to "
               "its store\n"),
          out);
}

// ---- one, step by step ----------------------------------------------------------------------------------------------

// Events next to each other, shown one a row, or folded into one.
struct stretch {
    uint64_t from, to; // event numbers; to: the first that is not in it
    bool folded;
    uint64_t stores, lost; // of a folded one
};

struct steps {
    const struct overwrites *overwrites;
    const struct collision_facts *facts;
    uint64_t first_ns; // the moment of the first one
    struct stretch stretches[STRETCHES_MAX];
    int count;
};

static void add_stretch(struct steps *steps, uint64_t from, uint64_t to, bool folded)
{
    if (from < to)
        steps->stretches[steps->count++] = (struct stretch){ .from = from, .to = to, .folded = folded };
}

// Shows up to `to` what begins at *at, or folds it.
static void fold_until(struct steps *steps, uint64_t *at, uint64_t to)
{
    if (*at >= to)
        return;
    add_stretch(steps, *at, to, to - *at >= FOLDED_LEAST);
    *at = to;
}

static void show_until(struct steps *steps, uint64_t *at, uint64_t to)
{
    if (*at >= to)
        return;
    add_stretch(steps, *at, to, false);
    *at = to;
}

static void count_folded(const struct overwrites *overwrites, struct stretch *stretch)
{
    struct order_cursor cursor;
    bool more = order_cursor_set(&cursor, overwrites->order, stretch->from);
    for (; more && cursor.number < stretch->to; more = order_cursor_next(&cursor)) {
        const struct order_event *event = order_cursor_event(&cursor);
        stretch->stores += event->kind == ORDER_STORE;
        stretch->lost += event->kind == ORDER_STORE && ledger_is_lost(overwrites->ledger, event->version);
    }
}

static struct steps plan_steps(const struct overwrites *overwrites, const struct collision_facts *facts)
{
    struct steps steps = { .overwrites = overwrites, .facts = facts };
    uint64_t at = collision_first_event(overwrites, facts);
    const uint64_t end = collision_last_event(overwrites, facts) + 1;
    struct order_cursor cursor;
    steps.first_ns = order_cursor_set(&cursor, overwrites->order, at) ? order_cursor_event(&cursor)->ns : 0;
    const uint64_t load = order_event_of_load(overwrites->order, facts->overwriter.version);
    const uint64_t tail = end - at > ENDS_SHOWN ? end - ENDS_SHOWN : at;
    show_until(&steps, &at, at + ENDS_SHOWN < end ? at + ENDS_SHOWN : end);
    if (load >= at + LOAD_SHOWN && load < tail) {
        fold_until(&steps, &at, load - LOAD_SHOWN);
        show_until(&steps, &at, load + LOAD_SHOWN + 1 < end ? load + LOAD_SHOWN + 1 : end);
    }
    fold_until(&steps, &at, tail);
    show_until(&steps, &at, end);
    for (int i = 0; i < steps.count; i++)
        if (steps.stretches[i].folded)
            count_folded(overwrites, &steps.stretches[i]);
    return steps;
}

static size_t rows_of(const struct stretch *stretch)
{
    return stretch->folded ? 1 : (size_t)(stretch->to - stretch->from);
}

static void say_folded(struct text_cell *cell, const struct stretch *stretch)
{
    char all[TEXT_NUMBER_BYTES], stores[TEXT_NUMBER_BYTES], lost[TEXT_NUMBER_BYTES];
    say(cell, said("… %s more, %s of them writes, %s of those lost"),
        text_counted(all, stretch->to - stretch->from, "step"), text_grouped_ascii(stores, (int64_t)stretch->stores),
        text_grouped_ascii(lost, (int64_t)stretch->lost));
}

// What a step has to do with it.
static void say_fate(struct text_cell *cell, const struct steps *steps, const struct order_event *event)
{
    const uint32_t loses = collision_lost_by(steps->overwrites, event);
    const enum collision_role role = collision_role_of(steps->overwrites, steps->facts, event);
    char over[TEXT_NUMBER_BYTES], lost[TEXT_NUMBER_BYTES];
    if (event->kind == ORDER_LOAD && role == ROLE_OVERWRITER)
        say(cell, said("and holds it"));
    else if (loses)
        say(cell, said("over %s: %s lost%s"),
            text_grouped_ascii(over, order_balance_at(steps->overwrites->order, event->position - 1)),
            text_counted(lost, loses, "update"), role == ROLE_LOST ? said("; lost itself, later") : "");
    else if (event->kind == ORDER_STORE && role == ROLE_FORK)
        say(cell, said("here history forks"));
    else if (event->kind == ORDER_STORE && ledger_is_lost(steps->overwrites->ledger, event->version))
        say(cell, said("will be lost"));
}

enum step_column {
    STEP_WHEN,
    STEP_WHO,
    STEP_WHAT,
    STEP_VALUE,
    STEP_FATE,
    STEP_COLUMNS
};

// Since the first of them, as the window has it.
static void say_after(struct text_cell *cell, const struct steps *steps, const struct order_event *event)
{
    char after[CLOCK_TEXT_BYTES];
    if (steps->overwrites->order->timed)
        say(cell, "%s%s", collision_is_about(steps->overwrites, event) ? said("about ") : "",
            clock_text_after(after, steps->first_ns, event->ns));
    else
        say(cell, "–");
}

static void event_cell(const struct steps *steps, const struct order_event *event, enum step_column column,
                       struct text_cell *cell)
{
    char name[WORKER_NAME_BYTES], number[TEXT_NUMBER_BYTES];
    switch (column) {
    case STEP_WHEN:
        say_after(cell, steps, event);
        break;
    case STEP_WHO:
        say(cell, said("%s's update %s"), worker_of(name, steps->overwrites, event->version),
            text_grouped_ascii(number, (int64_t)version_sequence(event->version) + 1));
        break;
    case STEP_WHAT:
        say(cell, "%s", event->kind == ORDER_STORE ? said("writes") : said("reads"));
        break;
    case STEP_VALUE:
        text_grouped_ascii(cell->text, order_balance_at(steps->overwrites->order, event->position));
        break;
    case STEP_FATE:
        say_fate(cell, steps, event);
        break;
    case STEP_COLUMNS:
        break;
    }
}

static void step_cell(const void *context, size_t row, size_t column, struct text_cell *cell)
{
    const struct steps *steps = context;
    const struct stretch *stretch = steps->stretches;
    struct order_cursor cursor;
    while (row >= rows_of(stretch))
        row -= rows_of(stretch++);
    if (stretch->folded) {
        if (column == STEP_FATE)
            say_folded(cell, stretch);
        return;
    }
    if (order_cursor_set(&cursor, steps->overwrites->order, stretch->from + row))
        event_cell(steps, order_cursor_event(&cursor), (enum step_column)column, cell);
}

static void print_summary(FILE *out, const struct overwrites *overwrites, size_t number,
                          const struct collision_facts *facts)
{
    const struct overwriter *overwriter = &facts->overwriter;
    struct text_cell net;
    char a[WORKER_NAME_BYTES], b[TEXT_CELL_BYTES], fork[TEXT_CELL_BYTES];
    char read[TEXT_NUMBER_BYTES], wrote[TEXT_NUMBER_BYTES], over[TEXT_NUMBER_BYTES], lost[TEXT_NUMBER_BYTES],
        held[TEXT_NUMBER_BYTES], nth[TEXT_NUMBER_BYTES], all[TEXT_NUMBER_BYTES];
    struct text_cell when;
    say_net(&net, facts->net);
    say_ns(&when, overwrites, facts->ns);
    worker_of(a, overwrites, overwriter->version);
    whom(b, overwrites, facts->collision);
    fprintf(out, said("\nCollision %s of %s%s%s%s: %s overwrote %s: %s lost, net %s\n"),
            text_grouped_ascii(nth, (int64_t)number),
            text_grouped_ascii(all, (int64_t)overwrites->ledger->collision_count),
            overwrites->order->timed ? said(", at ") : "",
            overwrites->order->timed && balance_is_stamped(overwrites->ledger->recording) ? said("about ") : "",
            overwrites->order->timed ? when.text : "", a, b, text_counted(lost, facts->lost, "update"), net.text);
    fprintf(out, said("%s had read %s and wrote %s over %s%s%s.\n"), a, text_grouped_ascii(read, overwriter->read),
            text_grouped_ascii(wrote, overwriter->wrote), text_grouped_ascii(over, overwriter->over),
            overwriter->held_known   ? said(" after ")
            : overwriter->held_about ? said(" after about ")
                                     : said("; how long it held it was not timed"),
            overwriter->held_known || overwriter->held_about ? text_duration(held, overwriter->held_ns) : "");
    if (overwriter->off_ns)
        fprintf(out, said("Meanwhile it was off its cpu for %s.\n"), text_duration(held, overwriter->off_ns));
    fprintf(out, said("History forked at %s, the balance at %s.\n\n"), fork_name(fork, overwrites, facts->fork),
            text_grouped_ascii(read, facts->fork_balance));
}

void collision_text(FILE *out, const struct overwrites *overwrites, size_t number)
{
    static const struct text_column columns[STEP_COLUMNS] = {
        [STEP_WHO] = { .left = true }, [STEP_WHAT] = { .left = true }, [STEP_FATE] = { .left = true }
    };
    const struct collision_facts facts = collision_facts_of(overwrites, number);
    const struct steps steps = plan_steps(overwrites, &facts);
    size_t rows = 0;
    for (int i = 0; i < steps.count; i++)
        rows += rows_of(&steps.stretches[i]);
    print_heading(out, overwrites);
    print_summary(out, overwrites, number, &facts);
    text_table_print(out, &(struct text_table){ .columns = columns,
                                                .column_count = STEP_COLUMNS,
                                                .row_count = rows,
                                                .indent = 2,
                                                .cell = step_cell,
                                                .context = &steps });
}
