// For a program.
#include "report/variable_collisions.h"

#include "analysis/history_victims.h"
#include "analysis/variable_sums.h"
#include "base/json.h"
#include "report/variables.h"

#include <stdlib.h>

static void key_place(struct json *json, const char *key, const struct history *history, uint32_t place)
{
    char text[PLACE_TEXT_BYTES];
    json_key_string(json, key, place == PLACE_NOWHERE ? NULL : place_text(text, history->recording, place));
}

static void key_value(struct json *json, const char *key, const struct history *history, uint64_t value)
{
    json_key(json, key);
    variable_value_json(json, history->variable, value);
}

static void key_net(struct json *json, const struct history *history, struct amount net)
{
    json_key(json, "lost_net");
    if (history->has_sums)
        variable_amount_json(json, history->variable, net);
    else
        json_null(json);
}

static const char *task_of(const struct history *history, uint32_t store)
{
    return history->recording->tasks[history->stores[store - 1].task].name;
}

static void write_fork(struct json *json, const struct history *history, uint32_t fork)
{
    json_key(json, "fork");
    json_object_begin(json);
    json_key_uint(json, "store", fork);
    json_key_string(json, "task", fork ? task_of(history, fork) : NULL);
    key_value(json, "value", history, history_value(history, fork));
    json_object_end(json);
}

static void write_victims(struct json *json, const struct history *history, size_t collision)
{
    uint16_t tasks[VICTIMS_TOLD];
    const size_t count = history_victims(history, collision, tasks);
    json_key_uint(json, "victim_count", count);
    json_key(json, "victims");
    json_array_begin(json);
    for (size_t i = 0; i < count && i < VICTIMS_TOLD; i++)
        json_string(json, history->recording->tasks[tasks[i]].name);
    json_array_end(json);
}

static void write_facts(struct json *json, const struct history *history, size_t number)
{
    const struct history_collision *collision = &history->collisions[number - 1];
    const struct history_overwriter told = history_tell(history, &history->overwrites[collision->settling]);
    json_key_uint(json, "collision", number);
    write_fork(json, history, collision->fork);
    json_key_uint(json, "lost", collision->lost);
    json_key_uint(json, "lost_assignments", collision->assigned);
    key_net(json, history, collision->net);
    json_key(json, "overwriter");
    json_object_begin(json);
    json_key_string(json, "task", task_of(history, told.store));
    json_key_uint(json, "store", told.store);
    key_value(json, "read", history, told.read);
    key_value(json, "wrote", history, told.wrote);
    key_value(json, "over", history, told.over);
    key_place(json, "loaded_at", history, told.load_place);
    key_place(json, "stored_at", history, told.store_place);
    json_key_uint_if(json, "held_ns", told.held_known, told.held_ns);
    if (told.held_about)
        json_key_bool(json, "held_about", true);
    json_object_end(json);
    json_key_string(json, "victim", task_of(history, told.victim));
    write_victims(json, history, number - 1);
    key_place(json, "victim_at", history, told.victim_place);
    json_key_uint(json, "ns", recording_since_ns(history->recording, told.stored_ns));
    if (told.stored_about)
        json_key_bool(json, "ns_about", true);
}

static void write_totals(struct json *json, const struct history *history)
{
    json_key_uint(json, "schema", 1);
    json_key_string(json, "variable", history->variable->name);
    json_key_bool(json, "exact", history->exact);
    json_key_uint_if(json, "collisions", history->claims, history->collision_count);
    json_key_uint_if(json, "lost_in_all", history->claims, history->lost);
}

void variable_collisions_json(FILE *out, const struct history *history)
{
    struct json json;
    json_init(&json, out);
    json_object_begin(&json);
    write_totals(&json, history);
    json_key(&json, "list");
    json_array_begin(&json);
    for (size_t number = 1; number <= history->collision_count; number++) {
        json_object_begin(&json);
        write_facts(&json, history, number);
        json_object_end(&json);
    }
    json_array_end(&json);
    json_object_end(&json);
    json_finish(&json);
}

static void write_step(struct json *json, const struct history *history, size_t collision,
                       const struct variable_step *step)
{
    const struct store *store = &history->stores[step->store - 1];
    const struct act *act = history_act(history, step->store);
    const struct history_collision *of = &history->collisions[collision];
    const bool lost = history_is_lost(history, step->store);
    const char *role = step->store == of->fork                                  ? "fork"
                       : step->store == history->overwrites[of->settling].store ? "overwriter"
                       : lost && history->links[step->store] == collision       ? "lost"
                                                                                : NULL;
    json_object_begin(json);
    json_key_string(json, "kind", step->is_load ? "load" : "store");
    json_key_string(json, "task", task_of(history, step->store));
    json_key_uint(json, "store", step->store);
    key_value(json, "value", history, history_value(history, step->is_load ? store->parent : step->store));
    key_place(json, "at", history, step->is_load ? act->load_place : act->place);
    json_key_uint_if(json, "ns", step->from_ns == step->ns, recording_since_ns(history->recording, step->ns));
    if (step->about)
        json_key_bool(json, "ns_about", true);
    json_key_bool(json, "lost", lost);
    json_key_string(json, "role", role);
    json_key_uint(json, "loses", step->is_load ? 0 : variable_lost_by(history, step->store));
    json_object_end(json);
}

bool variable_collision_json(FILE *out, const struct history *history, size_t number)
{
    struct json json;
    size_t count = 0;
    struct variable_step *steps = variable_steps(history, number - 1, &count);
    if (!steps)
        return false;
    json_init(&json, out);
    json_object_begin(&json);
    write_totals(&json, history);
    write_facts(&json, history, number);
    json_key(&json, "steps");
    json_array_begin(&json);
    for (size_t i = 0; i < count; i++)
        write_step(&json, history, number - 1, &steps[i]);
    json_array_end(&json);
    json_object_end(&json);
    json_finish(&json);
    free(steps);
    return true;
}
