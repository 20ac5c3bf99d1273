// See variables.h.
#include "report/variables.h"

#include "base/said.h"
#include <inttypes.h>
#include <stdio.h>

void variable_value_json(struct json *json, const struct variable *variable, uint64_t value)
{
    char text[TEXT_NUMBER_BYTES];
    const int64_t whole = variable_whole(variable, value);
    if (variable->kind == VALUE_FLOAT)
        json_real(json, variable_real(variable, value));
    else if (variable->kind == VALUE_BOOL)
        json_bool(json, whole != 0);
    else if (variable->kind == VALUE_POINTER || variable->kind == VALUE_OTHER)
        json_string(json, variable_value_text(text, variable, value));
    else if (variable->kind == VALUE_UNSIGNED)
        json_uint(json, (uint64_t)whole);
    else
        json_int(json, whole);
}

void variable_amount_json(struct json *json, const struct variable *variable, struct amount amount)
{
    if (variable->kind == VALUE_FLOAT)
        json_real(json, amount.real);
    else
        json_int(json, amount.whole);
}

static void key_place(struct json *json, const char *key, const struct recording *recording, uint32_t place)
{
    char text[PLACE_TEXT_BYTES];
    json_key_string(json, key, place == PLACE_NOWHERE ? NULL : place_text(text, recording, place));
}

static void key_amount(struct json *json, const char *key, const struct variable *variable, bool known,
                       struct amount amount)
{
    json_key(json, key);
    if (known)
        variable_amount_json(json, variable, amount);
    else
        json_null(json);
}

static void key_value(struct json *json, const char *key, const struct variable *variable, uint64_t value)
{
    json_key(json, key);
    variable_value_json(json, variable, value);
}

// ---- one variable ---------------------------------------------------------------------------------------------------

static void write_lines(struct json *json, const struct variables_account *account, uint32_t number)
{
    const struct variable_sum *sum = &account->sums.all[number];
    const struct variable *variable = &account->recording->variables[sum->variable];
    const struct history_lines *lines = &account->details[number].lines;
    json_key(json, "lines");
    json_array_begin(json);
    for (uint32_t i = 0; i < lines->line_count; i++) {
        json_object_begin(json);
        key_place(json, "line", account->recording, lines->lines[i].place);
        json_key_uint(json, "stores", lines->lines[i].stores);
        json_key_uint_if(json, "lost", sum->claims, lines->lines[i].lost);
        key_amount(json, "lost_net", variable, sum->claims && sum->has_sums, lines->lines[i].net);
        json_object_end(json);
    }
    json_array_end(json);
    json_key(json, "overwrites");
    json_array_begin(json);
    for (uint32_t i = 0; i < lines->over_count; i++) {
        json_object_begin(json);
        key_place(json, "line", account->recording, lines->overs[i].over_place);
        key_place(json, "over", account->recording, lines->overs[i].lost_place);
        json_key_uint(json, "lost", lines->overs[i].lost);
        json_object_end(json);
    }
    json_array_end(json);
}

static void write_overtaken(struct json *json, const struct variables_account *account, uint32_t number)
{
    const struct variable_detail *detail = &account->details[number];
    json_key(json, "taken");
    json_array_begin(json);
    for (size_t i = 0; i < detail->overtaken_count; i++) {
        const struct overtaken *row = &detail->overtaken[i];
        json_object_begin(json);
        key_place(json, "line", account->recording, row->place);
        json_key_string(json, "before", account->recording->places[row->place].instruction);
        json_key_uint(json, "times", row->times);
        json_key_uint(json, "lost", row->lost);
        json_object_end(json);
    }
    json_array_end(json);
}

static void write_pairs(struct json *json, const struct variables_account *account, uint32_t number)
{
    const struct history_lines *lines = &account->details[number].lines;
    const bool claims = account->sums.all[number].claims;
    char text[PLACE_TEXT_BYTES];
    json_key(json, "pairs");
    json_array_begin(json);
    for (uint32_t i = 0; i < lines->pair_count; i++) {
        json_object_begin(json);
        json_key(json, "lines");
        json_array_begin(json);
        for (int side = 0; side < 2; side++) {
            const uint32_t place = lines->pairs[i].place[side];
            json_string(json, place == PLACE_NOWHERE ? NULL : place_text(text, account->recording, place));
        }
        json_array_end(json);
        json_key_uint(json, "count", lines->pairs[i].count);
        json_key_uint_if(json, "lost", claims, lines->pairs[i].lost);
        json_object_end(json);
    }
    json_array_end(json);
}

// Check-then-act with the lock at both steps.
static void write_let_go(struct json *json, const struct variables_account *account, const struct guarded *guarded)
{
    json_key(json, "lock_let_go");
    if (!guarded->let_go) {
        json_null(json);
        return;
    }
    json_object_begin(json);
    key_place(json, "load", account->recording, guarded->let_go_load);
    key_place(json, "store", account->recording, guarded->let_go_store);
    json_key_uint(json, "stores", guarded->let_go);
    json_object_end(json);
}

// The same, where the load was before its books began.
static void write_let_go_unknown(struct json *json, const struct variables_account *account,
                                 const struct guarded *guarded)
{
    if (!guarded->let_go_unknown)
        return;
    json_key(json, "lock_not_known");
    json_object_begin(json);
    key_place(json, "store", account->recording, guarded->let_go_unknown_store);
    json_key_uint(json, "stores", guarded->let_go_unknown);
    json_object_end(json);
}

static const char *const luck[] = {
    [LUCK_NONE] = NULL,
    [LUCK_RACED] = SAID("not ordered"),
    [LUCK_NO_LOCK] = SAID("no lock in common"),
    [LUCK_HALF_LOCK] = SAID("not every place has the lock"),
};

static void write_verdict(struct json *json, const struct variables_account *account, uint32_t number)
{
    const struct variable_sum *sum = &account->sums.all[number];
    const struct guarded *guarded = &sum->guarded;
    char text[GUARDED_TEXT_BYTES], doubt[DOUBT_TEXT_BYTES];
    json_key_string(json, "guarded_by", guarded_text(text, account->recording, guarded));
    json_key(json, "ordered");
    if (account->sums.pairs_known || guarded->unordered)
        json_bool(json, !guarded->unordered);
    else
        json_null(json);
    json_key_string(json, "lost_nothing_though", sum->luck ? said(luck[sum->luck]) : NULL);
    key_place(json, "check", account->recording, guarded->check_place);
    key_place(json, "act", account->recording, guarded->act_place);
    write_let_go(json, account, guarded);
    write_let_go_unknown(json, account, guarded);
    json_key_bool(json, "exact", sum->exact);
    json_key_string(json, "uncertain", sum->doubt ? variable_doubt_text(doubt, account->recording, sum) : NULL);
}

static void write_turns(struct json *json, const struct watched *watched, uint64_t settled, uint64_t interrupted)
{
    const bool known = !(watched->disagrees & DISAGREE_TURNS);
    json_key_uint_if(json, "turns_settled", known, settled);
    json_key_uint_if(json, "turns_interrupted", known, interrupted);
}

static void write_variable(struct json *json, const struct variables_account *account, uint32_t number)
{
    const struct variable_sum *sum = &account->sums.all[number];
    const struct variable *variable = &account->recording->variables[sum->variable];
    const struct variable_detail *detail = &account->details[number];
    json_object_begin(json);
    json_key_string(json, "name", variable->name);
    json_key_string(json, "type", variable->type[0] ? variable->type : NULL);
    key_place(json, "place", account->recording, variable->declared);
    json_key_bool(json, "allocated", variable->is_allocated);
    json_key_string(json, "process", account->recording->tasks[variable->process].name);
    json_key_uint(json, "tasks", sum->guarded.tasks);
    if (sum->guarded.unseen && !sum->had_before)
        json_key_string(json, "touched_before", NULL);
    else
        json_key_bool(json, "touched_before", sum->had_before);
    json_key_uint(json, "loads", variable->loads);
    json_key_uint(json, "stores", variable->stores);
    json_key_uint_if(json, "lost", sum->claims, sum->lost);
    json_key_uint_if(json, "lost_assignments", sum->claims, sum->lost_assigned);
    key_amount(json, "lost_net", variable, sum->claims && sum->has_sums, sum->lost_net);
    json_key_uint_if(json, "collisions", sum->claims, sum->collisions);
    key_value(json, "first", variable, variable->first);
    key_value(json, "final", variable, variable->final);
    key_amount(json, "expected", variable, sum->claims && sum->has_sums,
               variable_wrapped(variable, amount_plus(detail->first, detail->all)));
    write_verdict(json, account, number);
    write_turns(json, account->recording->watched, variable->settled, variable->interrupted);
    json_key_uint_if(json, "may_be_lost", sum->claims, sum->unsure);
    key_place(json, "may_be_lost_at", account->recording, sum->unsure_place);
    json_key_uint_if(json, "may_be_unrelated", sum->claims, sum->unrelated);
    key_place(json, "may_be_unrelated_at", account->recording, sum->unrelated_place);
    write_lines(json, account, number);
    if (account->recording->variables[account->sums.all[number].variable].language == VARIABLE_PYTHON)
        write_overtaken(json, account, number);
    write_pairs(json, account, number);
    json_object_end(json);
}

// ---- all of them ----------------------------------------------------------------------------------------------------

static void write_watched(struct json *json, const struct variables_account *account)
{
    const struct watched *watched = account->recording->watched;
    json_key(json, "watched");
    json_object_begin(json);
    json_key(json, "how");
    json_array_begin(json);
    if (watched->how & WATCH_C)
        json_string(json, "c");
    if (watched->how & WATCH_PYTHON)
        json_string(json, "python");
    json_array_end(json);
    json_key_string(json, "asked", watched->asked[0] ? watched->asked : NULL);
    json_key_string(json, "not_seen", watched->reason[0] ? said(watched->reason) : NULL);
    json_key_bool(json, "exact", account->sums.exact);
    write_turns(json, watched, watched->settled, watched->interrupted);
    json_key_bool(json, "adds_up", watched->disagrees == 0);
    json_key_uint(json, "dropped_stores", watched->dropped_stores);
    json_key_uint(json, "folded_variables", watched->folded_variables);
    json_key_uint(json, "shared_words", watched->words);
    json_key_bool(json, "order_known", account->sums.pairs_known);
    json_key_uint(json, "dropped_pairs", watched->dropped_pairs);
    json_key_uint(json, "dropped_lock_sets", watched->dropped_lock_sets);
    json_key_uint(json, "handed_on_words", watched->handed_words);
    json_object_end(json);
}

void variables_json(struct json *json, const struct variables_account *account)
{
    write_watched(json, account);
    json_key(json, "variables");
    json_array_begin(json);
    for (uint32_t i = 0; i < account->sums.count; i++)
        write_variable(json, account, i);
    json_array_end(json);
}
