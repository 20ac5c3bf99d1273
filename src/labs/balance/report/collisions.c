// What is told of a collision, in whatever form.
#include "labs/balance/report/collisions.h"

#include "labs/balance/books.h"

struct collision_facts collision_facts_of(const struct overwrites *overwrites, size_t number)
{
    const struct ledger *ledger = overwrites->ledger;
    const struct order *order = overwrites->order;
    const size_t collision = overwrites->by_time[number - 1];
    const struct overwrite *settling = overwrites_settling(overwrites, collision);
    const uint32_t fork = ledger_fork(ledger, collision);
    const bool start = fork == VERSION_START;
    const uint64_t forked = start ? 0 : order_position_of(order, fork);
    return (struct collision_facts){
        .collision = collision,
        .fork = fork,
        .fork_balance = start ? 0 : order_balance_at(order, (int64_t)forked),
        .lost = ledger->collisions[collision].size,
        .net = ledger->collisions[collision].net,
        .overwriter = overwrites_tell(overwrites, settling),
        .ns = order_ns(order, settling->position),
    };
}

uint64_t collision_first_event(const struct overwrites *overwrites, const struct collision_facts *facts)
{
    const struct order *order = overwrites->order;
    return facts->fork == VERSION_START ? 0 : order_event_of_store(order, order_position_of(order, facts->fork));
}

uint64_t collision_last_event(const struct overwrites *overwrites, const struct collision_facts *facts)
{
    return order_event_of_store(overwrites->order, (uint64_t)facts->overwriter.position);
}

enum collision_role collision_role_of(const struct overwrites *overwrites, const struct collision_facts *facts,
                                      const struct order_event *event)
{
    const struct ledger *ledger = overwrites->ledger;
    if (event->version == facts->overwriter.version)
        return ROLE_OVERWRITER;
    if (ledger_is_lost(ledger, event->version) && ledger_collision_of(ledger, event->version) == facts->collision)
        return ROLE_LOST;
    return event->version == facts->fork ? ROLE_FORK : ROLE_NONE;
}

uint32_t collision_lost_by(const struct overwrites *overwrites, const struct order_event *event)
{
    if (event->kind != ORDER_STORE)
        return 0;
    const int64_t index = overwrites_next(overwrites, event->position - 1);
    const bool overwrote = index >= 0 && (int64_t)overwrites->all[index].position == event->position;
    return overwrote ? overwrites->all[index].lost : 0;
}

bool collision_is_about(const struct overwrites *overwrites, const struct order_event *event)
{
    return event->kind == ORDER_LOAD && balance_sample_every(overwrites->order->recording) == 1 &&
           !overwrites_load_is_timed(overwrites->order, event->version);
}
