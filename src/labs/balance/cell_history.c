// Asks the order, the ledger and the overwrites; versions become positions on the way.
#include "labs/balance/cell_history.h"

#include "labs/balance/books.h"
#include "labs/balance/experiment.h"
#include "labs/balance/guard.h"
#include "labs/balance/story.h"

_Static_assert((int)CELL_WORST_MOST == (int)WORST_MOST && (int)CELL_WORST_ORDERS == (int)WORST_ORDERS &&
                   (int)CELL_WORST_SIZE == (int)WORST_BY_SIZE && (int)CELL_WORST_NET == (int)WORST_BY_NET &&
                   (int)CELL_WORST_HELD == (int)WORST_BY_HELD,
               "the lists of the worst are the balance's");

static const struct order *order_of(const void *of) { return &((const struct balance_story *)of)->order; }

static const struct overwrites *overwrites_in(const void *of)
{
    return &((const struct balance_story *)of)->overwrites;
}

static uint32_t version_at(const void *of, int64_t position) { return order_version(order_of(of), (uint64_t)position); }

static int64_t position_of(const void *of, uint32_t version)
{
    return version == VERSION_START ? -1 : (int64_t)order_position_of(order_of(of), version);
}

// ---- one store -----------------------------------------------------------------------------------------------------

static uint32_t task(const void *of, int64_t position) { return version_worker(version_at(of, position)); }

static uint64_t ns(const void *of, int64_t position) { return order_ns(order_of(of), (uint64_t)position); }

static uint64_t value(const void *of, int64_t position)
{
    return (uint64_t)(int64_t)order_balance_at(order_of(of), position);
}

static int64_t parent(const void *of, int64_t position)
{
    const struct balance_story *story = of;
    return position_of(of, ledger_parent(&story->ledger, version_at(of, position)));
}

static bool lost(const void *of, int64_t position) { return order_is_lost(order_of(of), (uint64_t)position); }

static enum act_kind act(const void *of, int64_t position)
{
    (void)of;
    (void)position;
    return ACT_UPDATE;
}

static uint32_t place(const void *of, int64_t position, bool load)
{
    (void)of;
    (void)position;
    (void)load;
    return PLACE_NOWHERE;
}

static uint32_t taken_before(const void *of, int64_t position)
{
    (void)of;
    (void)position;
    return PLACE_NOWHERE;
}

static uint64_t number(const void *of, int64_t position) { return version_sequence(version_at(of, position)); }

static bool held(const void *of, int64_t position, uint64_t *held_ns)
{
    uint64_t off_ns;
    return overwrites_held_at_all(overwrites_in(of), position, held_ns, &off_ns);
}

static bool timed(const void *of, int64_t position, bool load)
{
    const struct order *order = order_of(of);
    return load ? overwrites_load_is_timed(order, version_at(of, position))
                : balance_sample_every(order->recording) == 1;
}

static size_t collision_of(const void *of, int64_t position)
{
    const struct balance_story *story = of;
    return ledger_collision_of(&story->ledger, version_at(of, position));
}

static size_t overwrite_of(const void *of, int64_t position)
{
    return overwrites_of(overwrites_in(of), version_at(of, position));
}

// ---- many ----------------------------------------------------------------------------------------------------------

static int64_t position_at(const void *of, uint64_t moment) { return order_position_at(order_of(of), moment); }

static uint64_t lost_between(const void *of, int64_t from, int64_t to)
{
    return order_lost_between(order_of(of), (uint64_t)(from > 0 ? from : 0), (uint64_t)(to > 0 ? to : 0));
}

static int64_t next_lost(const void *of, int64_t position) { return order_next_lost(order_of(of), position); }

static uint32_t tasks_between(const void *of, int64_t from, int64_t to, uint32_t *tasks, uint32_t most)
{
    const struct order *order = order_of(of);
    uint64_t before[WORKERS_MAX] = { 0 }, after[WORKERS_MAX] = { 0 };
    uint32_t count = 0;
    order_counts_at(order, from - 1, before);
    order_counts_at(order, to - 1, after);
    for (uint32_t w = 0; w < order->recording->task_count; w++)
        if (after[w] > before[w] && count++ < most)
            tasks[count - 1] = w;
    return count;
}

static uint32_t next_stores(const void *of, int64_t position, int64_t *stores, uint32_t most)
{
    const struct order *order = order_of(of);
    uint64_t made[WORKERS_MAX] = { 0 };
    uint32_t count = 0;
    order_counts_at(order, position, made);
    for (uint32_t w = 0; w < order->recording->task_count && count < most; w++)
        if (made[w] < balance_updates(order->recording, w))
            stores[count++] = position_of(of, version_make(w, (uint32_t)made[w]));
    return count;
}

// ---- events --------------------------------------------------------------------------------------------------------

static uint32_t events(const void *of, uint64_t from, uint32_t count, struct cell_event *found)
{
    struct order_cursor cursor;
    uint32_t taken = 0;
    bool more = order_cursor_set(&cursor, order_of(of), from);
    for (; more && taken < count; more = order_cursor_next(&cursor)) {
        const struct order_event *event = order_cursor_event(&cursor);
        const bool store = event->kind == ORDER_STORE;
        found[taken++] =
            (struct cell_event){ event->ns, event->position, store ? event->position : position_of(of, event->version),
                                 version_worker(event->version), store };
    }
    return taken;
}

static uint64_t event_of_store(const void *of, int64_t position)
{
    return order_event_of_store(order_of(of), (uint64_t)position);
}

static uint64_t event_of_load(const void *of, int64_t position)
{
    return order_event_of_load(order_of(of), version_at(of, position));
}

static int64_t position_after(const void *of, uint64_t count)
{
    struct order_cursor cursor;
    return count > 0 && order_cursor_set(&cursor, order_of(of), count - 1) ? cursor.position : -1;
}

// How many loads and stores each worker had made before an event.
static bool made_before(const struct order *order, uint64_t event, uint64_t *made)
{
    struct order_cursor cursor;
    if (!order_cursor_set(&cursor, order, event))
        return false;
    for (uint32_t w = 0; w < order->recording->task_count; w++)
        made[w] = 2 * (uint64_t)cursor.made[w] + (cursor.loaded >> w & 1);
    // What the cursor's group has loaded from here on is yet to come; so is its store, where it stands on that.
    for (uint32_t i = cursor.index; i < cursor.size; i++)
        made[version_worker(cursor.events[i].version)]--;
    return true;
}

static int64_t only_task(const void *of, uint64_t from, uint64_t to)
{
    const struct order *order = order_of(of);
    uint64_t before[WORKERS_MAX] = { 0 }, after[WORKERS_MAX] = { 0 };
    int64_t only = -1;
    if (!made_before(order, from, before) || !made_before(order, to, after))
        return -1;
    for (uint32_t w = 0; w < order->recording->task_count; w++) {
        if (after[w] == before[w])
            continue;
        if (only >= 0)
            return -1;
        only = w;
    }
    return only;
}

// ---- who wrote over whom -------------------------------------------------------------------------------------------

static struct cell_who who_of(uint64_t workers)
{
    struct cell_who who = { .count = (uint32_t)__builtin_popcountll(workers) };
    for (uint32_t i = 0; i < CELL_WHO_TOLD && workers; i++, workers &= workers - 1)
        who.tasks[i] = (uint32_t)__builtin_ctzll(workers);
    return who;
}

static struct cell_overwrite overwrite(const void *of, size_t index)
{
    const struct overwrite *found = &overwrites_in(of)->all[index];
    return (struct cell_overwrite){ (int64_t)found->position, position_of(of, found->first), found->lost,
                                    found->collision, who_of(found->workers) };
}

static int64_t next_overwrite(const void *of, int64_t position) { return overwrites_next(overwrites_in(of), position); }

static int64_t previous_overwrite(const void *of, int64_t position)
{
    return overwrites_previous(overwrites_in(of), position);
}

static uint64_t lost_until(const void *of, int64_t position)
{
    return overwrites_lost_until(overwrites_in(of), position);
}

static struct cell_collision collision(const void *of, size_t number_in_ledger)
{
    const struct balance_story *story = of;
    const struct collision *found = &story->ledger.collisions[number_in_ledger];
    return (struct cell_collision){
        .first = position_of(of, found->first),
        .fork = position_of(of, ledger_fork(&story->ledger, number_in_ledger)),
        .size = found->size,
        .net = { .whole = found->net },
        .settling = story->overwrites.settled[number_in_ledger],
    };
}

static struct cell_who victims(const void *of, size_t number_in_ledger)
{
    return who_of(overwrites_victims(overwrites_in(of), number_in_ledger));
}

static size_t by_time(const void *of, size_t at) { return overwrites_in(of)->by_time[at]; }

static size_t number_of(const void *of, size_t of_ledger) { return overwrites_number_of(overwrites_in(of), of_ledger); }

static int64_t next_settled(const void *of, int64_t position)
{
    return overwrites_next_settled(overwrites_in(of), position);
}

static int64_t previous_settled(const void *of, int64_t position)
{
    return overwrites_previous_settled(overwrites_in(of), position);
}

static size_t worst(const void *of, enum cell_worst by, size_t rank)
{
    const struct balance_story *story = of;
    return story->worst.lists[by][rank];
}

// ---- columns -------------------------------------------------------------------------------------------------------

static struct cell_stretch told(struct stretch stretch)
{
    return (struct cell_stretch){ stretch.stores, stretch.lost, stretch.range.low, stretch.range.high, stretch.rest };
}

static void columns(const void *of, bool even, int count, uint32_t *found)
{
    const struct balance_story *story = of;
    density_columns(&story->density, even, count, found);
}

static struct cell_stretch column(const void *of, int at, int count)
{
    const struct balance_story *story = of;
    return told(density_stretch(&story->density, at, count));
}

static struct cell_stretch stretch(const void *of, int64_t from, int64_t to)
{
    return told(stretch_of(order_of(of), (uint64_t)(from > 0 ? from : 0), (uint64_t)(to > 0 ? to : 0)));
}

static const struct cell_kind kind = {
    .task = task,
    .ns = ns,
    .value = value,
    .parent = parent,
    .lost = lost,
    .act = act,
    .place = place,
    .taken_before = taken_before,
    .number = number,
    .held = held,
    .timed = timed,
    .collision_of = collision_of,
    .overwrite_of = overwrite_of,
    .position_at = position_at,
    .lost_between = lost_between,
    .next_lost = next_lost,
    .tasks_between = tasks_between,
    .next_stores = next_stores,
    .events = events,
    .event_of_store = event_of_store,
    .event_of_load = event_of_load,
    .position_after = position_after,
    .only_task = only_task,
    .overwrite = overwrite,
    .next_overwrite = next_overwrite,
    .previous_overwrite = previous_overwrite,
    .lost_until = lost_until,
    .collision = collision,
    .victims = victims,
    .by_time = by_time,
    .number_of = number_of,
    .next_settled = next_settled,
    .previous_settled = previous_settled,
    .worst = worst,
    .columns = columns,
    .column = column,
    .stretch = stretch,
};

static const struct variable type = { .bytes = sizeof(int64_t), .kind = VALUE_SIGNED };

struct cell_history balance_cell_history(const struct balance_story *story)
{
    const struct experiment *experiment = experiment_of(story->order.recording);
    return (struct cell_history){
        .kind = &kind,
        .of = story,
        .stores = (int64_t)story->order.stores,
        .events = order_event_count(&story->order),
        .lost = story->ledger.lost,
        .overwrites = story->overwrites.count,
        .collisions = story->ledger.collision_count,
        .worst = story->worst.count,
        .type = &type,
        .timed = balance_sample_every(story->order.recording) == 1,
        .about = balance_is_stamped(story->order.recording),
        .is_private = experiment->memory == MEMORY_PRIVATE,
        .one_step = guard_is_one_step(experiment),
    };
}
