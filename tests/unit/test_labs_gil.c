// The GIL lock by itself, with real threads and no interpreter: who may ask, who must let go, who gets it next.
//
// Every taking is stamped under the lock's own mutex, so the stamps of all workers give the one order in which the lock
// was held. Nothing here needs two cpus, and no test asks for a thing to happen by a certain time, only for its order.
#include "labs/balance/python/gil.h"

#include "os/clock.h"
#include "os/worker.h"

#include <inttypes.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define MS UINT64_C(1000000)
#define PLAYERS_MAX 4
#define EVENTS_MAX 20000

struct player {
    struct work work;
    struct gil *gil;
    pthread_t thread;
    uint64_t hold_ns; // how long it holds at a time, at most if it hands over
    int turns;        // how often it takes the lock
    bool hands_over;  // holds until it is asked, and then lets go by force
    bool waits_turn;  // takes it only once somebody else has had it
    struct note events[EVENTS_MAX];
};

struct game {
    struct gil gil;
    struct player players[PLAYERS_MAX];
    int count;
};

static struct game *game_begin(uint64_t interval_ns, int count)
{
    struct game *game = aligned_alloc(_Alignof(struct game), sizeof *game);
    assert_non_null(game);
    memset(game, 0, sizeof *game);
    gil_init(&game->gil, &pythons[PYTHON_3_12], interval_ns, false);
    game->count = count;
    for (int i = 0; i < count; i++) {
        struct player *player = &game->players[i];
        player->gil = &game->gil;
        player->work.index = (uint32_t)i;
        player->work.notes = player->events;
        player->work.notes_capacity = EVENTS_MAX;
    }
    return game;
}

// Whether somebody has taken the lock yet.
static bool begun(struct gil *gil)
{
    pthread_mutex_lock(&gil->mutex);
    const bool taken = gil->last_holder != 0;
    pthread_mutex_unlock(&gil->mutex);
    return taken;
}

static void *play(void *argument)
{
    struct player *player = argument;
    while (player->waits_turn && !begun(player->gil))
        os_yield();
    for (int i = 0; i < player->turns; i++) {
        gil_take(player->gil, &player->work);
        const uint64_t until = os_now_ns() + player->hold_ns;
        while (os_now_ns() < until && !(player->hands_over && gil_requested(player->gil)))
            os_pause();
        gil_drop(player->gil, &player->work, player->hands_over && i + 1 < player->turns);
    }
    gil_settle(&player->work);
    return NULL;
}

static void game_play(struct game *game)
{
    for (int i = 0; i < game->count; i++)
        if (pthread_create(&game->players[i].thread, NULL, play, &game->players[i]) != 0)
            fail_msg("no thread");
    for (int i = 0; i < game->count; i++)
        pthread_join(game->players[i].thread, NULL);
    for (int i = 0; i < game->count; i++)
        if (game->players[i].work.counts.notes_dropped)
            fail_msg("%" PRIu64 " events dropped", game->players[i].work.counts.notes_dropped);
}

static uint64_t count_of(const struct player *player, enum note_kind kind)
{
    uint64_t count = 0;
    for (uint64_t i = 0; i < player->work.counts.notes; i++)
        count += player->events[i].kind == kind;
    return count;
}

// Every event of every player by time.
struct moment {
    const struct note *event;
    int player;
};

// A worker's events of one tick stay in its own order.
static int by_ticks(const void *a, const void *b)
{
    const struct moment *left = a, *right = b;
    if (left->event->ticks != right->event->ticks)
        return left->event->ticks > right->event->ticks ? 1 : -1;
    return left->player == right->player ? (left->event > right->event) - (left->event < right->event)
                                         : left->player - right->player;
}

static size_t game_moments(const struct game *game, struct moment **moments)
{
    size_t count = 0;
    *moments = calloc((size_t)game->count * EVENTS_MAX, sizeof **moments);
    assert_non_null(*moments);
    for (int p = 0; p < game->count; p++)
        for (uint64_t i = 0; i < game->players[p].work.counts.notes; i++)
            (*moments)[count++] = (struct moment){ &game->players[p].events[i], p };
    qsort(*moments, count, sizeof **moments, by_ticks);
    return count;
}

// ---- alone
// -----------------------------------------------------------------------------------------------------------

static void a_lone_worker_is_left_alone(void **state)
{
    (void)state;
    struct game *game = game_begin(MS / 10, 1);
    struct player *player = &game->players[0];
    player->turns = 500;
    player->hold_ns = MS / 5; // two intervals, but nobody counts them
    player->hands_over = true;
    game_play(game);
    const struct work_counts *counts = &player->work.counts;
    assert_int_equal(counts->gil_requests, 0);
    assert_int_equal(counts->gil_timeouts, 0);
    assert_int_equal(counts->gil_switches, 0);
    assert_int_equal(counts->contended[0], 0);
    // Its 500 turns are one: nobody was there in between.
    assert_int_equal(counts->acquisitions[0], 1);
    assert_int_equal(counts->notes, 2);
    assert_int_equal(player->events[0].kind, NOTE_ACQUIRED);
    assert_int_equal(player->events[1].kind, NOTE_RELEASED);
    assert_int_equal(counts->hold_ticks[0], player->events[1].ticks - player->events[0].ticks);
    free(game);
}

// ---- patience
// --------------------------------------------------------------------------------------------------------

// The holder lets go well within the waiter's interval: nobody asks, and nobody is made to hand over.
static void a_wait_shorter_than_the_interval_asks_for_nothing(void **state)
{
    (void)state;
    struct game *game = game_begin(20000 * MS, 2);
    game->players[0].turns = 1;
    game->players[0].hold_ns = 30 * MS;
    game->players[0].hands_over = true;
    game->players[1].turns = 1;
    game->players[1].waits_turn = true;
    game_play(game);
    for (int p = 0; p < 2; p++) {
        assert_int_equal(game->players[p].work.counts.gil_requests, 0);
        assert_int_equal(game->players[p].work.counts.gil_timeouts, 0);
        assert_int_equal(count_of(&game->players[p], NOTE_HONOURED), 0);
        assert_int_equal(count_of(&game->players[p], NOTE_HANDED), 0);
    }
    assert_int_equal(game->players[1].work.counts.gil_switches, 1);
    free(game);
}

// Against a holder that does not look, a waiter asks again after every interval, and never before one is over.
// One player holds it for a while, another waits. Returns how often the waiter's patience ran out.
static uint64_t wait_for_a_holder(uint64_t interval_ns)
{
    struct game *game = game_begin(interval_ns, 2);
    game->players[0].turns = 1;
    game->players[0].hold_ns = 40 * MS;
    game->players[1].turns = 1;
    game->players[1].waits_turn = true;
    game_play(game);
    const struct player *waiter = &game->players[1];
    const double rate = os_ticks_per_ns();
    const struct note *last = &waiter->events[0];
    for (uint64_t i = 0; i < waiter->work.counts.notes; i++) {
        const struct note *event = &waiter->events[i];
        if (event->kind == NOTE_TIMED_OUT) {
            assert_int_equal(waiter->events[0].kind, NOTE_WAITS);
            const double waited_ns = (double)(event->ticks - last->ticks) / rate;
            if (waited_ns < (double)interval_ns * 0.99) // the rate is not known better
                fail_msg("timed out after %.0f ns of %" PRIu64, waited_ns, interval_ns);
            assert_int_equal(event->other, 1);
            assert_int_equal(event[1].kind, NOTE_REQUESTED); // nobody has switched
            assert_int_equal(event[1].other, 1);
        }
        if (event->kind == NOTE_WAITS || event->kind == NOTE_REQUESTED)
            last = event;
    }
    // The holder may have been kept off its cpu, and so have held it for longer than it meant to.
    const uint64_t timeouts = waiter->work.counts.gil_timeouts;
    const double waited_ns = (double)(last->ticks - waiter->events[0].ticks) / rate;
    if ((double)timeouts > waited_ns / ((double)interval_ns * 0.99) || waiter->work.counts.gil_requests != timeouts)
        fail_msg("%" PRIu64 " time-outs and %" PRIu64 " requests in %.0f ns", timeouts,
                 waiter->work.counts.gil_requests, waited_ns);
    free(game);
    return timeouts;
}

// A waiter that gets no cpu while the other holds it asks for nothing: another try.
static void a_waiter_asks_only_after_its_interval(void **state)
{
    (void)state;
    uint64_t timeouts = 0;
    for (int tries = 0; tries < 20 && timeouts == 0; tries++)
        timeouts = wait_for_a_holder(2 * MS);
    assert_true(timeouts > 0);
}

// ---- handing over
// ----------------------------------------------------------------------------------------------------

static struct game *hand_over_game(int count, int turns)
{
    struct game *game = game_begin(MS / 5, count);
    for (int p = 0; p < count; p++) {
        game->players[p].turns = turns;
        game->players[p].hold_ns = 50 * MS; // until it is asked, that is
        game->players[p].hands_over = true;
    }
    game_play(game);
    return game;
}

// A holder lets go by force only when it was asked, and whoever takes the lock next is another.
static void the_lock_is_not_taken_straight_back(void **state)
{
    (void)state;
    for (int count = 2; count <= PLAYERS_MAX; count++) {
        struct game *game = hand_over_game(count, 40);
        struct moment *moments;
        const size_t moment_count = game_moments(game, &moments);
        uint64_t handed = 0;
        int let_go = -1; // who was asked, let go and waits for another
        int holder = -1;
        bool asked = false; // since it was taken
        for (size_t i = 0; i < moment_count; i++) {
            const struct moment *moment = &moments[i];
            asked |= moment->event->kind == NOTE_REQUESTED;
            if (moment->event->kind == NOTE_HONOURED) {
                assert_int_equal(moment->player, holder);
                if (!asked)
                    fail_msg("%d players: player %d let go though nobody had asked", count, holder + 1);
                // The very last drop of a worker hands over to nobody in particular.
                const struct note *end = &game->players[holder].events[game->players[holder].work.counts.notes];
                let_go = moment->event + 2 < end ? holder : -1;
            } else if (moment->event->kind == NOTE_ACQUIRED) {
                if (moment->player == let_go)
                    fail_msg("%d players: player %d was asked to let go and took it straight back", count, let_go + 1);
                let_go = -1;
                asked = false;
                holder = moment->player;
            } else if (moment->event->kind == NOTE_HANDED) {
                handed++;
                assert_true(moment->event->other != (unsigned)moment->player + 1);
            }
        }
        if (handed < 20)
            fail_msg("%d players: only %" PRIu64 " hand-overs: this says nothing", count, handed);
        free(moments);
        free(game);
    }
}

// A worker's own events: a wait ends with an acquisition, a time-out or a request is made while waiting, a request is
// honoured just before the release, a hand-over is noted just after it.
static void every_worker_s_events_are_in_order(void **state)
{
    (void)state;
    // Which kinds may follow which.
    static const uint8_t after[][5] = {
        [0] = { NOTE_WAITS, NOTE_ACQUIRED },
        [NOTE_WAITS] = { NOTE_ACQUIRED, NOTE_TIMED_OUT },
        [NOTE_ACQUIRED] = { NOTE_RELEASED, NOTE_HONOURED },
        [NOTE_RELEASED] = { NOTE_WAITS, NOTE_ACQUIRED, NOTE_HANDED },
        [NOTE_TIMED_OUT] = { NOTE_REQUESTED, NOTE_TIMED_OUT, NOTE_ACQUIRED },
        [NOTE_REQUESTED] = { NOTE_TIMED_OUT, NOTE_ACQUIRED },
        [NOTE_HONOURED] = { NOTE_RELEASED },
        [NOTE_HANDED] = { NOTE_WAITS, NOTE_ACQUIRED },
    };
    struct game *game = hand_over_game(3, 60);
    for (int p = 0; p < game->count; p++) {
        const struct player *player = &game->players[p];
        const struct work_counts *counts = &player->work.counts;
        uint8_t kind = 0;
        for (uint64_t i = 0; i < counts->notes; i++) {
            const uint8_t next = player->events[i].kind;
            if (next == 0 || !memchr(after[kind], next, sizeof after[kind]))
                fail_msg("player %d, event %" PRIu64 ": kind %u after %u", p + 1, i, next, kind);
            kind = next;
        }
        assert_int_equal(kind, NOTE_RELEASED);
        assert_int_equal(count_of(player, NOTE_ACQUIRED), counts->acquisitions[0]);
        assert_in_range(counts->acquisitions[0], 1, 60); // turns with nobody there in between are one
        assert_int_equal(count_of(player, NOTE_WAITS), counts->contended[0]);
        assert_int_equal(count_of(player, NOTE_TIMED_OUT), counts->gil_timeouts);
        assert_int_equal(count_of(player, NOTE_REQUESTED), counts->gil_requests);
    }
    free(game);
}

// Any switch restarts a waiter's patience: whoever asks has seen a whole interval without one.
static void a_switch_restarts_patience(void **state)
{
    (void)state;
    struct game *game = game_begin(2 * MS, PLAYERS_MAX);
    struct moment *moments;
    for (int p = 0; p < game->count; p++) {
        game->players[p].turns = p < 2 ? 60 : 20;
        game->players[p].hold_ns = p < 2 ? MS / 4 : 6 * MS; // two that let go of their own, two that must be asked
        game->players[p].hands_over = true;
    }
    game_play(game);
    const size_t count = game_moments(game, &moments);
    const double interval_ticks = 0.99 * 2 * (double)MS * os_ticks_per_ns();
    uint64_t switched = 0, requests = 0;
    int holder = -1;
    for (size_t i = 0; i < count; i++) {
        if (moments[i].event->kind == NOTE_ACQUIRED && moments[i].player != holder) {
            switched = moments[i].event->ticks;
            holder = moments[i].player;
        }
        if (moments[i].event->kind != NOTE_REQUESTED)
            continue;
        requests++;
        if ((double)(moments[i].event->ticks - switched) < interval_ticks)
            fail_msg("player %d asked %" PRIu64 " ticks after a switch, the interval is %.0f", moments[i].player + 1,
                     moments[i].event->ticks - switched, interval_ticks);
    }
    if (requests < 5)
        fail_msg("only %" PRIu64 " requests: this says nothing", requests);
    free(moments);
    free(game);
}

static void switches_add_up(void **state)
{
    (void)state;
    struct game *game = hand_over_game(3, 30);
    struct moment *moments;
    const size_t count = game_moments(game, &moments);
    uint64_t seen = 0, counted = 0;
    int holder = -1;
    for (size_t i = 0; i < count; i++) {
        if (moments[i].event->kind != NOTE_ACQUIRED)
            continue;
        seen += holder >= 0 && moments[i].player != holder;
        holder = moments[i].player;
    }
    for (int p = 0; p < game->count; p++)
        counted += game->players[p].work.counts.gil_switches;
    if (counted != seen || game->gil.switch_number != seen + 1)
        fail_msg("%" PRIu64 " switches counted, %" PRIu64 " by the lock, %" PRIu64 " seen", counted,
                 game->gil.switch_number - 1, seen);
    free(moments);
    free(game);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_lone_worker_is_left_alone),
        cmocka_unit_test(a_wait_shorter_than_the_interval_asks_for_nothing),
        cmocka_unit_test(a_waiter_asks_only_after_its_interval),
        cmocka_unit_test(the_lock_is_not_taken_straight_back),
        cmocka_unit_test(every_worker_s_events_are_in_order),
        cmocka_unit_test(a_switch_restarts_patience),
        cmocka_unit_test(switches_add_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
