// Goes through all workers' events of the GIL in the order of their times: once to count, once to write down.
#include "analysis/patience.h"

#include "analysis/noted.h"
#include "base/fault.h"
#include "base/merge.h"

#include <stdbool.h>
#include <stdlib.h>

// One worker's side of the replay: its events, and what it is at at the moment that the replay has come to.
struct lane {
    const struct note *events;
    uint64_t count, next, next_ns;
    bool counts;       // it waits, and began to count at since_ns
    uint64_t since_ns; // its countdown cannot have begun earlier
    bool ran_out;      // it has, at ran_out_ns; whether it asked comes next
    uint64_t ran_out_ns;
    bool let_go; // its last event was a release with others waiting
    uint64_t let_go_ns;
    size_t request_first; // the requests it honoured last: from this one
    size_t request_end;   // up to this one; until its hand-over is seen
};

struct replay {
    const struct recording *recording;
    struct patience *patience;
    struct lane *lanes; // by worker
    struct merge next;  // lanes that have an event yet, by its time
    uint32_t workers;
    size_t open_first;  // requests from here on are not taken up yet
    uint64_t early_ns;  // a release that was asked for by a request noted a moment later
    int early_holder;   // −1: none
    uint64_t *switches; // when another worker than the last took the lock
    size_t switch_count;
    int last_taker; // −1: none yet
};

enum {
    NOBODY = -1
};

// ---- countdowns ----------------------------------------------------------------------------------------------------

static void add_countdown(struct replay *replay, uint32_t worker, uint64_t from_ns, uint64_t to_ns,
                          enum countdown_end end)
{
    struct patience *patience = replay->patience;
    if (to_ns <= from_ns)
        return;
    if (patience->countdowns[worker])
        patience->countdowns[worker][patience->countdown_count[worker]] =
            (struct countdown){ from_ns, to_ns, (uint8_t)end };
    patience->countdown_count[worker]++;
}

// The last switch at or before the moment; 0: none.
static uint64_t switch_before(const struct replay *replay, uint64_t ns)
{
    size_t low = 0, high = replay->switch_count;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (replay->switches[middle] <= ns)
            low = middle + 1;
        else
            high = middle;
    }
    return low > 0 ? replay->switches[low - 1] : 0;
}

// Ends the worker's countdown; returns when it had begun, for the last time.
static uint64_t close_countdown(struct replay *replay, uint32_t worker, uint64_t to_ns, enum countdown_end end)
{
    struct lane *lane = &replay->lanes[worker];
    const uint64_t interval = replay->patience->interval_ns;
    const uint64_t last = end == COUNTDOWN_ASKED ? switch_before(replay, to_ns) : 0; // not before this
    uint64_t from = lane->since_ns;
    while (from < last || (end == COUNTDOWN_GOT_IT && to_ns > from + interval)) {
        uint64_t again = switch_before(replay, from + interval);
        if (from < last && (again <= from || again > last))
            again = last;
        if (again <= from)
            break; // it was late to wake up
        add_countdown(replay, worker, from, again, COUNTDOWN_SWITCHED);
        from = again;
    }
    add_countdown(replay, worker, from, to_ns, end);
    lane->since_ns = to_ns;
    return from;
}

// A time-out that no request followed.
static void settle_run_out(struct replay *replay, uint32_t worker)
{
    struct lane *lane = &replay->lanes[worker];
    if (!lane->ran_out)
        return;
    lane->ran_out = false;
    close_countdown(replay, worker, lane->ran_out_ns, COUNTDOWN_OUTRUN);
}

// ---- requests ------------------------------------------------------------------------------------------------------

static void on_request(struct replay *replay, uint32_t worker, uint64_t ns, uint16_t asked)
{
    struct patience *patience = replay->patience;
    struct lane *lane = &replay->lanes[worker];
    const uint64_t ran_out_ns = lane->ran_out ? lane->ran_out_ns : ns;
    struct gil_request *request = &patience->requests[patience->request_count++];
    lane->ran_out = false;
    *request = (struct gil_request){ .asked_ns = ns,
                                     .waiter = (uint16_t)worker,
                                     .holder = asked <= replay->workers ? asked : 0 };
    if (lane->counts) {
        request->waited_ns = ns - close_countdown(replay, worker, ran_out_ns, COUNTDOWN_ASKED);
        lane->since_ns = ns;
    }
    if (replay->early_holder != NOBODY) {
        request->honoured_ns = ns;
        request->holder = (uint16_t)(replay->early_holder + 1);
        replay->lanes[replay->early_holder].request_first = patience->request_count - 1;
        replay->lanes[replay->early_holder].request_end = patience->request_count;
        replay->early_holder = NOBODY;
    }
}

static void on_honoured(struct replay *replay, uint32_t worker, uint64_t ns)
{
    struct patience *patience = replay->patience;
    struct lane *lane = &replay->lanes[worker];
    lane->request_first = replay->open_first;
    lane->request_end = patience->request_count;
    for (size_t i = replay->open_first; i < patience->request_count; i++) {
        patience->requests[i].honoured_ns = ns;
        patience->requests[i].holder = (uint16_t)(worker + 1);
    }
    if (replay->open_first == patience->request_count)
        replay->early_holder = (int)worker;
}

static void on_handed(struct replay *replay, uint32_t worker, uint64_t ns)
{
    struct lane *lane = &replay->lanes[worker];
    for (size_t i = lane->request_first; i < lane->request_end; i++)
        replay->patience->requests[i].handed_ns = ns;
    lane->request_first = lane->request_end = 0;
}

static void on_acquired(struct replay *replay, uint32_t worker, uint64_t ns)
{
    struct patience *patience = replay->patience;
    struct lane *lane = &replay->lanes[worker];
    settle_run_out(replay, worker);
    if (lane->counts)
        close_countdown(replay, worker, ns, COUNTDOWN_GOT_IT);
    lane->counts = false;
    for (size_t i = replay->open_first; i < patience->request_count; i++) {
        patience->requests[i].taken_ns = ns;
        patience->requests[i].taker = (uint16_t)(worker + 1);
    }
    replay->open_first = patience->request_count; // whoever takes it takes all requests back
    replay->early_holder = NOBODY;
    if (replay->last_taker == (int)worker && lane->let_go && patience->returns)
        patience->returns[patience->return_count++] = (struct gil_return){ lane->let_go_ns, ns, (uint16_t)worker };
    if (replay->last_taker != (int)worker)
        replay->switches[replay->switch_count++] = ns;
    replay->last_taker = (int)worker;
}

static void on_event(struct replay *replay, uint32_t worker, const struct note *event, uint64_t ns)
{
    struct lane *lane = &replay->lanes[worker];
    if (event->kind != NOTE_REQUESTED)
        settle_run_out(replay, worker);
    switch (event->kind) {
    case NOTE_WAITS:
        lane->counts = replay->patience->interval_ns > 0;
        lane->since_ns = ns;
        break;
    case NOTE_TIMED_OUT:
        lane->ran_out = lane->counts;
        lane->ran_out_ns = ns;
        break;
    case NOTE_REQUESTED:
        on_request(replay, worker, ns, event->other);
        break;
    case NOTE_HONOURED:
        on_honoured(replay, worker, ns);
        break;
    case NOTE_HANDED:
        on_handed(replay, worker, ns);
        break;
    case NOTE_ACQUIRED:
        on_acquired(replay, worker, ns);
        break;
    default:
        break;
    }
    lane->let_go = event->kind == NOTE_RELEASED && event->other;
    lane->let_go_ns = ns;
}

// ---- all -----------------------------------------------------------------------------------------------------------

// Moves on to the worker's next event of the GIL, where there is one. Times never run backwards.
static bool next_event(struct replay *replay, struct lane *lane)
{
    const struct resource *gil = &replay->recording->resources[replay->patience->gil];
    while (lane->next < lane->count && noted_resource(replay->recording, &lane->events[lane->next]) != gil)
        lane->next++;
    if (lane->next == lane->count)
        return false;
    const uint64_t ns = recording_ns(replay->recording, lane->events[lane->next].ticks);
    lane->next_ns = ns > lane->next_ns ? ns : lane->next_ns;
    return true;
}

static bool get_room(struct replay *replay, bool handed_over)
{
    struct patience *patience = replay->patience;
    size_t requests = 0, takings = 0;
    for (uint32_t w = 0; w < replay->workers; w++) {
        const struct note *events = replay->recording->notes[w];
        for (uint64_t i = 0; i < replay->recording->tasks[w].notes; i++) {
            requests += events[i].kind == NOTE_REQUESTED;
            takings += events[i].kind == NOTE_ACQUIRED && events[i].resource == patience->gil;
        }
    }
    patience->requests = arena_get_array(&patience->memory, requests + 1, sizeof *patience->requests);
    if (!handed_over)
        patience->returns = arena_get_array(&patience->memory, takings + 1, sizeof *patience->returns);
    replay->switches = arena_get_array(&patience->memory, takings + 1, sizeof *replay->switches);
    replay->lanes = arena_get_array(&patience->memory, replay->workers, sizeof *replay->lanes);
    replay->next.rows = arena_get_array(&patience->memory, replay->workers, sizeof *replay->next.rows);
    patience->countdowns = arena_get_array(&patience->memory, replay->workers, sizeof(struct countdown *));
    patience->countdown_count = arena_get_array(&patience->memory, replay->workers, sizeof *patience->countdown_count);
    return patience->requests && replay->switches && (handed_over || patience->returns) && replay->lanes &&
           replay->next.rows && patience->countdowns && patience->countdown_count;
}

// From the first event to the last. Countdowns are written where there is room for them, and counted.
static void play(struct replay *replay)
{
    struct patience *patience = replay->patience;
    const struct recording *recording = replay->recording;
    *replay = (struct replay){ .recording = recording,
                               .patience = patience,
                               .lanes = replay->lanes,
                               .next.rows = replay->next.rows,
                               .workers = replay->workers,
                               .switches = replay->switches,
                               .early_holder = NOBODY,
                               .last_taker = NOBODY };
    patience->request_count = patience->return_count = 0;
    for (uint32_t w = 0; w < replay->workers; w++) {
        struct lane *lane = &replay->lanes[w];
        patience->countdown_count[w] = 0;
        *lane = (struct lane){ .events = recording->notes[w], .count = recording->tasks[w].notes };
        if (next_event(replay, lane))
            merge_add(&replay->next, lane->next_ns, w);
    }
    while (replay->next.count > 0) {
        const uint32_t w = replay->next.rows[0].row;
        struct lane *lane = &replay->lanes[w];
        on_event(replay, w, &lane->events[lane->next], lane->next_ns);
        lane->next++;
        if (next_event(replay, lane))
            merge_go_on(&replay->next, lane->next_ns);
        else
            merge_drop(&replay->next);
    }
    for (uint32_t w = 0; w < replay->workers; w++) {
        settle_run_out(replay, w);
        if (replay->lanes[w].counts)
            close_countdown(replay, w, recording->facts->ended_ns, COUNTDOWN_OPEN);
    }
}

struct status patience_build(struct patience *patience, const struct recording *recording, int gil)
{
    const struct resource *resource = &recording->resources[gil];
    *patience = (struct patience){ .memory = ARENA_EMPTY, .gil = gil, .interval_ns = resource->patience_ns };
    struct replay replay = { .recording = recording, .patience = patience, .workers = recording->task_count };
    bool done = get_room(&replay, resource->hands_over);
    if (done)
        play(&replay);
    for (uint32_t w = 0; done && w < replay.workers; w++) {
        const size_t count = patience->countdown_count[w];
        patience->countdowns[w] = arena_get_array(&patience->memory, count + 1, sizeof *patience->countdowns[w]);
        done = patience->countdowns[w] != NULL;
    }
    if (!done) {
        patience_finish(patience);
        return status_fault(STATUS_FAILED, FAULT_GIL_MEMORY);
    }
    play(&replay);
    patience->turns = replay.switches;
    patience->turn_count = replay.switch_count;
    return status_ok();
}

void patience_finish(struct patience *patience)
{
    arena_finish(&patience->memory);
    *patience = (struct patience){ 0 };
}

struct status patiences_build(struct patiences *patiences, const struct recording *recording)
{
    uint32_t count = 0;
    struct status status = status_ok();
    *patiences = (struct patiences){ .count = 0 };
    for (uint32_t r = 0; r < recording->resource_count; r++)
        count += recording->resources[r].kind == RESOURCE_GIL;
    if (count == 0)
        return status;
    patiences->all = calloc(count, sizeof *patiences->all);
    if (!patiences->all)
        return status_fault(STATUS_FAILED, FAULT_GIL_MEMORY);
    for (uint32_t r = 0; r < recording->resource_count && status_is_ok(status); r++)
        if (recording->resources[r].kind == RESOURCE_GIL) {
            status = patience_build(&patiences->all[patiences->count], recording, (int)r);
            patiences->count += status_is_ok(status);
        }
    if (!status_is_ok(status))
        patiences_finish(patiences);
    return status;
}

void patiences_finish(struct patiences *patiences)
{
    for (uint32_t i = 0; i < patiences->count; i++)
        patience_finish(&patiences->all[i]);
    free(patiences->all);
    *patiences = (struct patiences){ .count = 0 };
}

const struct patience *patiences_of(const struct patiences *patiences, int resource)
{
    for (uint32_t i = 0; i < patiences->count; i++)
        if (patiences->all[i].gil == resource)
            return &patiences->all[i];
    return NULL;
}

// The first of so many records, a stride apart, whose time (`first` is the first one's) is at or after the moment.
static size_t find(const uint64_t *first, size_t stride_bytes, size_t count, uint64_t ns)
{
    size_t low = 0, high = count;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (*(const uint64_t *)(const void *)((const char *)first + middle * stride_bytes) < ns)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

size_t countdown_find(const struct countdown *countdowns, size_t count, uint64_t ns)
{
    return count ? find(&countdowns->to_ns, sizeof *countdowns, count, ns + 1) : 0;
}

size_t patience_request_find(const struct patience *patience, uint64_t ns)
{
    const size_t count = patience->request_count;
    return count ? find(&patience->requests->asked_ns, sizeof *patience->requests, count, ns) : 0;
}

size_t patience_return_find(const struct patience *patience, uint64_t ns)
{
    const size_t count = patience->return_count;
    return count ? find(&patience->returns->released_ns, sizeof *patience->returns, count, ns) : 0;
}

size_t patience_turn_find(const struct patience *patience, uint64_t ns)
{
    return patience->turn_count ? find(patience->turns, sizeof *patience->turns, patience->turn_count, ns) : 0;
}
