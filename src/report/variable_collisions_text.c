// For a person. Of one collision the beginning and the end are shown, what lies between is folded.
#include "report/variable_collisions.h"

#include "analysis/history_victims.h"
#include "analysis/variable_sums.h"
#include "base/said.h"
#include "base/text.h"
#include "base/text_table.h"
#include "report/paper.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum {
    ENDS_SHOWN = 14, // steps at both ends
    FOLDED_LEAST = 3,
};

static const char *task_of(const struct history *history, uint32_t store)
{
    return history->recording->tasks[history->stores[store - 1].task].name;
}

// "T1 at main.c:10", or the first value.
static const char *fork_name(char name[TEXT_CELL_BYTES], const struct history *history, uint32_t fork)
{
    char place[PLACE_TEXT_BYTES];
    if (fork == 0)
        return said("the first value");
    snprintf(name, TEXT_CELL_BYTES, said("%s at %s"), task_of(history, fork),
             place_text(place, history->recording, history_act(history, fork)->place));
    return name;
}

// "T1", "T1 and T2", "3 threads", as the window says it, with places "3 threads, last T2 at main.c:10": whose stores a collision
// lost; no memory: the last one alone.
static const char *whom(char text[TEXT_CELL_BYTES], const struct history *history, size_t collision, bool with_place)
{
    const struct history_overwriter told =
        history_tell(history, &history->overwrites[history->collisions[collision].settling]);
    const struct task *all = history->recording->tasks;
    char count[TEXT_NUMBER_BYTES], place[PLACE_TEXT_BYTES];
    uint16_t tasks[VICTIMS_TOLD] = { 0 };
    const size_t victims = history_victims(history, collision, tasks);
    const bool in_order = tasks[0] < tasks[1];
    if (victims == 2)
        snprintf(text, TEXT_CELL_BYTES, said("%s and %s"), all[tasks[!in_order]].name, all[tasks[in_order]].name);
    else if (victims > 2)
        snprintf(text, TEXT_CELL_BYTES, "%s%s%s%s%s",
                 text_counted(count, victims, all[tasks[0]].kind == TASK_PROCESS ? "process" : "thread"),
                 with_place ? said(", last ") : "", with_place ? all[told.victim_task].name : "",
                 with_place ? said(" at ") : "",
                 with_place ? place_text(place, history->recording, told.victim_place) : "");
    else
        snprintf(text, TEXT_CELL_BYTES, "%s", all[told.victim_task].name);
    return text;
}

static const char *net_text(char buffer[TEXT_NUMBER_BYTES], const struct history *history, size_t collision)
{
    return history->has_sums ? variable_amount_text(buffer, history->variable, history->collisions[collision].net)
                             : "–";
}

static const char *noun(const struct history *history) { return history->has_sums ? "update" : "store"; }

static void print_heading(FILE *out, const struct history *history)
{
    const struct variable *variable = history->variable;
    char place[PLACE_TEXT_BYTES];
    fprintf(out, said("Race Ledger: who wrote over whom\n%s\n%s%s%s"), history->recording->command->text,
            variable->type, variable->type[0] ? " " : "", variable->name);
    if (variable->declared != PLACE_NOWHERE)
        fprintf(out, " · %s", place_text(place, history->recording, variable->declared));
    fputc('\n', out);
}

// ---- all of them ----------------------------------------------------------------------------------------------------

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
    COLUMN_LINES,
    COLUMNS
};

static void list_cell(const void *context, size_t row, size_t column, struct text_cell *cell)
{
    static const char *const headings[COLUMNS] = { SAID("no."),   SAID("when"), "",
                                                   SAID("lost"),  SAID("net"),  SAID("read"),
                                                   SAID("wrote"), SAID("over"), SAID("held"),
                                                   SAID("lines") };
    const struct history *history = context;
    char a[PLACE_TEXT_BYTES], b[PLACE_TEXT_BYTES], who[TEXT_CELL_BYTES], clock[CLOCK_TEXT_BYTES];
    if (row == 0) {
        paper_say(cell, "%s", said(headings[column]));
        return;
    }
    const struct history_collision *collision = &history->collisions[row - 1];
    const struct history_overwriter told = history_tell(history, &history->overwrites[collision->settling]);
    const uint64_t values[COLUMNS] = {
        [COLUMN_READ] = told.read, [COLUMN_WROTE] = told.wrote, [COLUMN_OVER] = told.over
    };
    if (column == COLUMN_WHEN)
        paper_say(cell, "%s%s", told.stored_about ? said("about ") : "",
                  recording_clock_text(clock, history->recording, told.stored_ns));
    else if (column == COLUMN_WHO)
        paper_say(cell, said("%s over %s"), task_of(history, told.store), whom(who, history, row - 1, false));
    else if (column == COLUMN_NET)
        paper_say(cell, "%s", net_text(b, history, row - 1));
    else if (column == COLUMN_HELD && told.held_known)
        paper_say(cell, "%s%s", told.held_about ? said("about ") : "", text_duration(b, told.held_ns));
    else if (column == COLUMN_HELD)
        paper_say(cell, said("not known"));
    else if (column == COLUMN_LINES)
        paper_say(cell, said("%s over %s"), place_text(a, history->recording, told.store_place),
                  place_text(b, history->recording, told.victim_place));
    else if (column == COLUMN_NUMBER || column == COLUMN_LOST)
        text_grouped_ascii(cell->text, (int64_t)(column == COLUMN_NUMBER ? row : collision->lost));
    else
        variable_value_text(cell->text, history->variable, values[column]);
}

void variable_collisions_text(FILE *out, const struct history *history)
{
    static const struct text_column columns[COLUMNS] = {
        [COLUMN_WHO] = { .left = true }, [COLUMN_LINES] = { .left = true }
    };
    char count[TEXT_NUMBER_BYTES], lost[TEXT_NUMBER_BYTES];
    print_heading(out, history);
    if (history->collision_count == 0) {
        fputs(history->claims ? said("\nNothing of it was lost in this run: there is no collision.\n")
                              : said("\nNothing is claimed of it: show FILE says why.\n"),
              out);
        return;
    }
    fprintf(out, said("\n%s, %s lost\n\n"), text_counted(count, history->collision_count, "collision"),
            text_counted(lost, history->lost, noun(history)));
    text_table_print(out, &(struct text_table){ .columns = columns,
                                                .column_count = COLUMNS,
                                                .row_count = history->collision_count + 1,
                                                .indent = 2,
                                                .cell = list_cell,
                                                .context = history });
    fputs(said("\nwhen: since the command was made\n"
               "lost, net: all that hung from one store, and its sum\n"
               "read, wrote, over: what the overwriter had read, wrote, and wrote over · held: from its load to its "
               "store\n"),
          out);
}

// ---- one, step by step ----------------------------------------------------------------------------------------------

struct steps {
    const struct history *history;
    size_t collision;
    const struct variable_step *all;
    size_t count, head, folded; // the first `head` are shown, then so many folded, then the rest
};

enum step_column {
    STEP_WHEN,
    STEP_WHO,
    STEP_WHAT,
    STEP_VALUE,
    STEP_WHERE,
    STEP_FATE,
    STEP_COLUMNS
};

static const char *what_of(const struct history *history, const struct variable_step *step)
{
    static const char *const words[ACT_KINDS] = {
        [ACT_UPDATE] = SAID("writes"),      [ACT_ASSIGN] = SAID("assigns"),       [ACT_ATOMIC] = SAID("changes"),
        [ACT_FOREIGN] = SAID("is written"), [ACT_ATOMIC_STORE] = SAID("assigns"), [ACT_ATOMIC_UPDATE] = SAID("writes"),
    };
    return said(step->is_load ? SAID("reads") : words[history_act(history, step->store)->kind]);
}

static void say_fate(struct text_cell *cell, const struct steps *steps, const struct variable_step *step)
{
    const struct history *history = steps->history;
    const struct history_collision *collision = &history->collisions[steps->collision];
    const uint32_t settling = history->overwrites[collision->settling].store;
    const uint32_t loses = step->is_load ? 0 : variable_lost_by(history, step->store);
    char over[TEXT_NUMBER_BYTES], lost[TEXT_NUMBER_BYTES];
    if (step->is_load && step->store == settling)
        paper_say(cell, said("and holds it"));
    else if (step->is_load)
        return;
    else if (loses)
        paper_say(cell, said("over %s: %s lost%s"),
                  variable_value_text(over, history->variable, history_value(history, step->store - 1)),
                  text_counted(lost, loses, noun(history)),
                  history_is_lost(history, step->store) ? said("; lost itself, later") : "");
    else if (step->store == collision->fork)
        paper_say(cell, said("here history forks"));
    else if (history_is_lost(history, step->store))
        paper_say(cell, said("will be lost"));
}

static void say_folded(struct text_cell *cell, const struct steps *steps)
{
    char all[TEXT_NUMBER_BYTES], stores[TEXT_NUMBER_BYTES], lost[TEXT_NUMBER_BYTES];
    uint32_t store_count = 0, lost_count = 0;
    for (size_t i = steps->head; i < steps->head + steps->folded; i++) {
        store_count += !steps->all[i].is_load;
        lost_count += !steps->all[i].is_load && history_is_lost(steps->history, steps->all[i].store);
    }
    paper_say(cell, said("… %s more, %s of them writes, %s of those lost"), text_counted(all, steps->folded, "step"),
              text_grouped_ascii(stores, store_count), text_grouped_ascii(lost, lost_count));
}

// Of a load that was not timed, where it is so near to what stands round it that no figure would be another.
// Since the first of them, as the window has it.
static void say_when(struct text_cell *cell, const struct steps *steps, const struct variable_step *step)
{
    char first[CLOCK_TEXT_BYTES], last[CLOCK_TEXT_BYTES];
    clock_text_after(first, steps->all[0].ns, step->from_ns);
    clock_text_after(last, steps->all[0].ns, step->ns);
    if (strcmp(first, last) != 0)
        paper_say(cell, "?");
    else
        paper_say(cell, "%s%s", step->about ? said("about ") : "", last);
}

static void step_cell(const void *context, size_t row, size_t column, struct text_cell *cell)
{
    const struct steps *steps = context;
    const struct history *history = steps->history;
    char place[PLACE_TEXT_BYTES];
    if (steps->folded && row == steps->head) {
        if (column == STEP_FATE)
            say_folded(cell, steps);
        return;
    }
    const struct variable_step *step = &steps->all[steps->folded && row > steps->head ? row - 1 + steps->folded : row];
    const struct act *act = history_act(history, step->store);
    if (column == STEP_WHEN)
        say_when(cell, steps, step);
    else if (column == STEP_WHO)
        paper_say(cell, "%s", task_of(history, step->store));
    else if (column == STEP_WHAT)
        paper_say(cell, "%s", what_of(history, step));
    else if (column == STEP_VALUE)
        variable_value_text(
            cell->text, history->variable,
            history_value(history, step->is_load ? history->stores[step->store - 1].parent : step->store));
    else if (column == STEP_WHERE)
        paper_say(cell, "%s", place_text(place, history->recording, step->is_load ? act->load_place : act->place));
    else
        say_fate(cell, steps, step);
}

static void print_summary(FILE *out, const struct history *history, size_t number)
{
    const struct history_collision *collision = &history->collisions[number - 1];
    const struct history_overwriter told = history_tell(history, &history->overwrites[collision->settling]);
    const struct variable *variable = history->variable;
    char fork[TEXT_CELL_BYTES], load[PLACE_TEXT_BYTES], store[PLACE_TEXT_BYTES];
    char a[TEXT_NUMBER_BYTES], b[TEXT_NUMBER_BYTES], c[TEXT_NUMBER_BYTES], d[TEXT_NUMBER_BYTES];
    char clock[CLOCK_TEXT_BYTES];
    fprintf(out, said("\nCollision %s of %s, at %s%s: %s overwrote %s: %s lost"),
            text_grouped_ascii(a, (int64_t)number), text_grouped_ascii(b, (int64_t)history->collision_count),
            told.stored_about ? said("about ") : "", recording_clock_text(clock, history->recording, told.stored_ns),
            task_of(history, told.store), whom(fork, history, number - 1, true),
            text_counted(c, collision->lost, noun(history)));
    if (history->has_sums)
        fprintf(out, said(", net %s"), variable_amount_text(d, variable, collision->net));
    fprintf(out, said("\n%s had read %s at %s and wrote %s at %s, over %s"), task_of(history, told.store),
            variable_value_text(a, variable, told.read), place_text(load, history->recording, told.load_place),
            variable_value_text(b, variable, told.wrote), place_text(store, history->recording, told.store_place),
            variable_value_text(c, variable, told.over));
    if (told.held_known)
        fprintf(out, said(", after %s%s"), told.held_about ? said("about ") : "", text_duration(d, told.held_ns));
    fprintf(out, said(".\nHistory forked at %s, %s at %s.\n\n"), fork_name(fork, history, collision->fork),
            variable->name, variable_value_text(a, variable, history_value(history, collision->fork)));
}

bool variable_collision_text(FILE *out, const struct history *history, size_t number)
{
    static const struct text_column columns[STEP_COLUMNS] = { [STEP_WHO] = { .left = true },
                                                              [STEP_WHAT] = { .left = true },
                                                              [STEP_WHERE] = { .left = true },
                                                              [STEP_FATE] = { .left = true } };
    struct steps steps = { .history = history, .collision = number - 1 };
    struct variable_step *all = variable_steps(history, number - 1, &steps.count);
    if (!all)
        return false;
    steps.all = all;
    steps.head = steps.count;
    if (steps.count >= 2 * ENDS_SHOWN + FOLDED_LEAST) {
        steps.head = ENDS_SHOWN;
        steps.folded = steps.count - 2 * (size_t)ENDS_SHOWN;
    }
    print_heading(out, history);
    print_summary(out, history, number);
    text_table_print(out, &(struct text_table){ .columns = columns,
                                                .column_count = STEP_COLUMNS,
                                                .row_count = steps.count - steps.folded + (steps.folded > 0),
                                                .indent = 2,
                                                .cell = step_cell,
                                                .context = &steps });
    free(all);
    return true;
}
