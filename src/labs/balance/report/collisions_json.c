// Collisions for a program.
#include "labs/balance/report/collisions.h"

#include "base/json.h"
#include "labs/balance/books.h"

// null where nothing is known of times, not even sampled ones.
static void key_ns(struct json *json, const struct overwrites *overwrites, uint64_t ns)
{
    json_key(json, "ns");
    if (overwrites->order->timed)
        json_uint(json, recording_since_ns(overwrites->order->recording, ns));
    else
        json_null(json);
}

// Whether moments are told that lie between stamps: of all of them, since they are not told apart.
static void key_about(struct json *json, const struct overwrites *overwrites)
{
    if (balance_is_stamped(overwrites->order->recording))
        json_key_bool(json, "ns_about", true);
}

static void write_fork(struct json *json, const struct collision_facts *facts)
{
    json_key(json, "fork");
    json_object_begin(json);
    json_key(json, "worker");
    if (facts->fork == VERSION_START)
        json_null(json);
    else
        json_uint(json, version_worker(facts->fork) + 1);
    json_key(json, "update");
    if (facts->fork == VERSION_START)
        json_null(json);
    else
        json_uint(json, (uint64_t)version_sequence(facts->fork) + 1);
    json_key_int(json, "value", facts->fork_balance);
    json_object_end(json);
}

static void write_facts(struct json *json, const struct overwrites *overwrites, size_t number,
                        const struct collision_facts *facts)
{
    const struct overwriter *overwriter = &facts->overwriter;
    json_key_uint(json, "collision", number);
    write_fork(json, facts);
    json_key_uint(json, "lost", facts->lost);
    json_key_int(json, "lost_net", facts->net);
    json_key(json, "victims");
    json_array_begin(json);
    for (uint64_t left = overwrites_victims(overwrites, facts->collision); left; left &= left - 1)
        json_uint(json, (uint64_t)__builtin_ctzll(left) + 1);
    json_array_end(json);
    json_key(json, "overwriter");
    json_object_begin(json);
    json_key_uint(json, "worker", version_worker(overwriter->version) + 1);
    json_key_uint(json, "update", (uint64_t)version_sequence(overwriter->version) + 1);
    json_key_int(json, "read", overwriter->read);
    json_key_int(json, "wrote", overwriter->wrote);
    json_key_int(json, "over", overwriter->over);
    json_key(json, "held_ns");
    if (overwriter->held_known || overwriter->held_about)
        json_uint(json, overwriter->held_ns);
    else
        json_null(json);
    if (overwriter->held_about) {
        json_key(json, "held_about");
        json_bool(json, true);
    }
    if (overwriter->off_ns)
        json_key_uint(json, "off_cpu_ns", overwriter->off_ns);
    json_object_end(json);
    key_ns(json, overwrites, facts->ns);
}

static void write_totals(struct json *json, const struct overwrites *overwrites)
{
    json_key_uint(json, "schema", 1);
    json_key_uint(json, "collisions", overwrites->ledger->collision_count);
    json_key_uint(json, "lost", overwrites->ledger->lost);
    json_key_int(json, "lost_net", overwrites->ledger->lost_net);
    key_about(json, overwrites);
}

void collisions_json(FILE *out, const struct overwrites *overwrites)
{
    struct json json;
    json_init(&json, out);
    json_object_begin(&json);
    write_totals(&json, overwrites);
    json_key(&json, "list");
    json_array_begin(&json);
    for (size_t number = 1; number <= overwrites->ledger->collision_count; number++) {
        const struct collision_facts facts = collision_facts_of(overwrites, number);
        json_object_begin(&json);
        write_facts(&json, overwrites, number, &facts);
        json_object_end(&json);
    }
    json_array_end(&json);
    json_object_end(&json);
    json_finish(&json);
}

static void write_step(struct json *json, const struct overwrites *overwrites, const struct collision_facts *facts,
                       const struct order_event *event)
{
    static const char *const roles[] = {
        [ROLE_NONE] = NULL, [ROLE_FORK] = "fork", [ROLE_LOST] = "lost", [ROLE_OVERWRITER] = "overwriter"
    };
    json_object_begin(json);
    json_key_string(json, "kind", event->kind == ORDER_STORE ? "store" : "load");
    json_key_uint(json, "worker", version_worker(event->version) + 1);
    json_key_uint(json, "update", (uint64_t)version_sequence(event->version) + 1);
    json_key_int(json, "value", order_balance_at(overwrites->order, event->position));
    key_ns(json, overwrites, event->ns);
    if (collision_is_about(overwrites, event))
        json_key_bool(json, "ns_about", true);
    json_key_bool(json, "lost", ledger_is_lost(overwrites->ledger, event->version));
    json_key_string(json, "role", roles[collision_role_of(overwrites, facts, event)]);
    json_key_uint(json, "loses", collision_lost_by(overwrites, event));
    json_object_end(json);
}

void collision_json(FILE *out, const struct overwrites *overwrites, size_t number)
{
    const struct collision_facts facts = collision_facts_of(overwrites, number);
    const uint64_t last = collision_last_event(overwrites, &facts);
    struct order_cursor cursor;
    struct json json;
    json_init(&json, out);
    json_object_begin(&json);
    json_key_uint(&json, "schema", 1);
    json_key_uint(&json, "collisions", overwrites->ledger->collision_count);
    key_about(&json, overwrites);
    write_facts(&json, overwrites, number, &facts);
    json_key(&json, "steps");
    json_array_begin(&json);
    bool more = order_cursor_set(&cursor, overwrites->order, collision_first_event(overwrites, &facts));
    for (; more && cursor.number <= last; more = order_cursor_next(&cursor))
        write_step(&json, overwrites, &facts, order_cursor_event(&cursor));
    json_array_end(&json);
    json_object_end(&json);
    json_finish(&json);
}
