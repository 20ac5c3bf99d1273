// The GIL's protocols on a clock of our own: no time passes but what the players say.
//
// The conditions and the clock the lock uses are replaced (the linker's --wrap). Players are real threads, but one runs
// at a time: it goes on until it waits or works, and the next is the one that can go on, or else the one whose moment
// comes first, and the clock is put to it. So every test has one course, to the nanosecond.
#include "labs/balance/python/gil.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <errno.h>
#include <inttypes.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define US ((uint64_t)1000)
#define MS (1000 * US)
#define NEVER UINT64_MAX

enum {
    PLAYERS_MAX = 3,
    EVENTS_MAX = 4000,
    LINES_MAX = 4000,
    NOBODY = -1,
};

// What a player does next: holds the lock and works, looking every `look_ns`, until `work_ns` are done.
struct part {
    uint64_t idle_ns; // first, without the lock
    uint64_t work_ns, look_ns;
    uint64_t interval_ns; // set before all that; 0: as it is
};

struct player {
    struct work work;
    struct experiment experiment;
    struct note events[EVENTS_MAX];
    const struct part *parts;
    int part_count;
    pthread_t thread;
    pthread_cond_t turn;
    const void *waits_for; // condition, while it waits for one
    uint64_t until_ns;     // when it goes on of itself; NEVER
    bool signalled, asleep, done;
    uint64_t now_at_event[EVENTS_MAX]; // the clock when each event had been noted
};

static struct stage {
    pthread_mutex_t mutex;
    struct player *players[PLAYERS_MAX];
    int count, running;
    uint64_t now_ns;
    struct gil gil;
    enum gil_kind kind;
} stage = { .mutex = PTHREAD_MUTEX_INITIALIZER };

extern int __real_pthread_cond_wait(pthread_cond_t *condition, pthread_mutex_t *mutex);
extern int __real_pthread_cond_signal(pthread_cond_t *condition);

// ---- one at a time --------------------------------------------------------------------------------------------------

// Who goes on: whoever was woken, longest asleep first as the conditions do, else whose moment is first.
static int next_player(void)
{
    int next = NOBODY;
    for (int p = 0; p < stage.count; p++) {
        const struct player *player = stage.players[p];
        if (player->done || (!player->asleep && p != stage.running))
            continue;
        if (player->signalled)
            return p;
        if (player->until_ns != NEVER && (next == NOBODY || player->until_ns < stage.players[next]->until_ns))
            next = p;
    }
    return next;
}

// Hands the turn on and waits for it to come back. With the stage's mutex held.
static void give_turn(struct player *me)
{
    const int next = next_player();
    assert_int_not_equal(next, NOBODY); // a deadlock
    struct player *other = stage.players[next];
    if (!other->signalled && other->until_ns > stage.now_ns)
        stage.now_ns = other->until_ns;
    stage.running = next;
    if (other != me)
        __real_pthread_cond_signal(&other->turn);
}

static struct player *self(void) { return stage.players[stage.running]; }

// Sleeps on a condition, or on none, until woken or until the moment. True if woken.
static bool sleep_on(const void *condition, uint64_t until_ns)
{
    pthread_mutex_lock(&stage.mutex);
    struct player *me = self();
    const int index = stage.running;
    me->waits_for = condition;
    me->until_ns = until_ns;
    me->signalled = false;
    me->asleep = true;
    give_turn(me);
    while (stage.running != index)
        __real_pthread_cond_wait(&me->turn, &stage.mutex);
    const bool woken = me->signalled;
    me->asleep = me->signalled = false;
    me->waits_for = NULL;
    pthread_mutex_unlock(&stage.mutex);
    return woken;
}

static void wake(const void *condition, bool all)
{
    pthread_mutex_lock(&stage.mutex);
    for (int p = 0; p < stage.count; p++) {
        struct player *player = stage.players[p];
        if (!player->asleep || player->waits_for != condition || player->signalled)
            continue;
        player->signalled = true;
        if (!all)
            break;
    }
    pthread_mutex_unlock(&stage.mutex);
}

int __wrap_pthread_cond_wait(pthread_cond_t *condition, pthread_mutex_t *mutex);
int __wrap_pthread_cond_wait(pthread_cond_t *condition, pthread_mutex_t *mutex)
{
    pthread_mutex_unlock(mutex);
    sleep_on(condition, NEVER);
    pthread_mutex_lock(mutex);
    return 0;
}

int __wrap_pthread_cond_timedwait(pthread_cond_t *condition, pthread_mutex_t *mutex, const struct timespec *until);
int __wrap_pthread_cond_timedwait(pthread_cond_t *condition, pthread_mutex_t *mutex, const struct timespec *until)
{
    pthread_mutex_unlock(mutex);
    const bool woken = sleep_on(condition, (uint64_t)until->tv_sec * 1000 * MS + (uint64_t)until->tv_nsec);
    pthread_mutex_lock(mutex);
    return woken ? 0 : ETIMEDOUT;
}

int __wrap_pthread_cond_signal(pthread_cond_t *condition);
int __wrap_pthread_cond_signal(pthread_cond_t *condition)
{
    wake(condition, false);
    return 0;
}

int __wrap_pthread_cond_broadcast(pthread_cond_t *condition);
int __wrap_pthread_cond_broadcast(pthread_cond_t *condition)
{
    wake(condition, true);
    return 0;
}

int __wrap_clock_gettime(clockid_t clock, struct timespec *now);
int __wrap_clock_gettime(clockid_t clock, struct timespec *now)
{
    (void)clock;
    now->tv_sec = (time_t)(stage.now_ns / (1000 * MS));
    now->tv_nsec = (long)(stage.now_ns % (1000 * MS));
    return 0;
}

// ---- playing --------------------------------------------------------------------------------------------------------

static void spend(uint64_t ns)
{
    if (ns)
        sleep_on(NULL, stage.now_ns + ns);
}

static void stamp_events(struct player *player)
{
    for (uint64_t i = 0; i < player->work.counts.notes; i++)
        if (player->now_at_event[i] == 0)
            player->now_at_event[i] = stage.now_ns + 1; // 0: not yet
}

static void play_part(struct player *player, const struct part *part)
{
    if (part->interval_ns)
        gil_set_interval(&stage.gil, part->interval_ns);
    spend(part->idle_ns);
    gil_take(&stage.gil, &player->work);
    stamp_events(player);
    for (uint64_t done = 0; done < part->work_ns; done += part->look_ns) {
        spend(part->look_ns);
        gil_look(&stage.gil, &player->work, stage.kind);
        stamp_events(player);
    }
    gil_drop(&stage.gil, &player->work, false);
    gil_settle(&player->work);
    stamp_events(player);
}

static void *play(void *argument)
{
    struct player *player = argument;
    pthread_mutex_lock(&stage.mutex);
    while (self() != player)
        __real_pthread_cond_wait(&player->turn, &stage.mutex);
    player->asleep = false;
    pthread_mutex_unlock(&stage.mutex);
    for (int i = 0; i < player->part_count; i++)
        play_part(player, &player->parts[i]);
    pthread_mutex_lock(&stage.mutex);
    player->done = true;
    if (next_player() != NOBODY)
        give_turn(player);
    pthread_mutex_unlock(&stage.mutex);
    return NULL;
}

struct cast {
    const struct part *parts;
    int count;
};

// Plays it to the end. The stage's players are to be freed with stage_clear.
static void stage_play(enum python_version python, uint64_t interval_ns, const struct cast *cast, int count)
{
    memset(&stage.gil, 0, sizeof stage.gil);
    gil_init(&stage.gil, &pythons[python], interval_ns, false);
    stage.kind = pythons[python].lock;
    stage.now_ns = 0;
    stage.count = count;
    for (int p = 0; p < count; p++) {
        struct player *player = calloc(1, sizeof *player);
        assert_non_null(player);
        stage.players[p] = player;
        player->work = (struct work){
            .experiment = &player->experiment,
            .index = (uint32_t)p,
            .notes = player->events,
            .notes_capacity = EVENTS_MAX,
        };
        player->parts = cast[p].parts;
        player->part_count = cast[p].count;
        player->asleep = true;
        player->until_ns = 0;
        pthread_cond_init(&player->turn, NULL);
    }
    stage.running = 0;
    for (int p = 0; p < count; p++)
        assert_int_equal(pthread_create(&stage.players[p]->thread, NULL, play, stage.players[p]), 0);
    for (int p = 0; p < count; p++)
        pthread_join(stage.players[p]->thread, NULL);
}

static void stage_clear(void)
{
    for (int p = 0; p < stage.count; p++)
        free(stage.players[p]);
    stage.count = 0;
}

// "W" waits, "A" acquired, "R" released, "T" timed out, "Q" requested, "H" honoured, "S" handed: a player's course.
static const char *course(const struct player *player, char text[LINES_MAX])
{
    static const char letters[] = "?WARTQHS";
    for (uint64_t i = 0; i < player->work.counts.notes; i++)
        text[i] = letters[player->events[i].kind];
    text[player->work.counts.notes] = '\0';
    return text;
}

// When the n-th event of a kind was noted.
static uint64_t when(const struct player *player, enum note_kind kind, int n)
{
    for (uint64_t i = 0; i < player->work.counts.notes; i++)
        if (player->events[i].kind == kind && n-- == 0)
            return player->now_at_event[i] - 1;
    return NEVER;
}

static void check_course(int player, const char *expected)
{
    char text[LINES_MAX];
    if (strcmp(course(stage.players[player], text), expected) != 0)
        fail_msg("player %d went %s, not %s", player + 1, text, expected);
}

// ---- since 3.2 ------------------------------------------------------------------------------------------------------

static void a_lone_thread_never_switches(void **state)
{
    (void)state;
    static const struct part long_work[] = { { 0, 500 * MS, 10 * US, 0 } };
    static const struct cast cast[] = { { long_work, 1 } };
    for (int p = 0; p < PYTHON_COUNT; p++) {
        if (pythons[p].lock == GIL_NONE)
            continue;
        stage_play((enum python_version)p, 5 * MS, cast, 1);
        check_course(0, "AR");
        assert_int_equal(stage.players[0]->work.counts.gil_switches, 0);
        stage_clear();
    }
}

// A waiter asks once its interval is over, to the nanosecond, is let in at the holder's next look, and whoever let it in
// waits until it is in.
static void a_request_follows_a_time_out(void **state)
{
    (void)state;
    static const struct part first[] = { { 0, 20 * MS, 3 * MS, 0 } }, second[] = { { 1 * MS, 1 * MS, 1 * MS, 0 } };
    static const struct cast cast[] = { { first, 1 }, { second, 1 } };
    stage_play(PYTHON_3_12, 5 * MS, cast, 2);
    check_course(0, "AHRSWAR");
    check_course(1, "WTQAR");
    assert_int_equal(stage.players[1]->work.counts.gil_requests, 1);
    assert_int_equal(when(stage.players[0], NOTE_HONOURED, 0),
                     10 * MS); // 1 + 5 passed at 6, looked at at 9, back at 10
    stage_clear();
}

// Where the holder lets go of itself before the interval is over, nobody asks.
static void no_request_without_a_time_out(void **state)
{
    (void)state;
    static const struct part first[] = { { 0, 4 * MS, 4 * MS, 0 }, { 1 * MS, 4 * MS, 4 * MS, 0 } };
    static const struct part second[] = { { 1 * MS, 4 * MS, 4 * MS, 0 }, { 0, 4 * MS, 4 * MS, 0 } };
    static const struct cast cast[] = { { first, 2 }, { second, 2 } };
    stage_play(PYTHON_3_9, 5 * MS, cast, 2);
    for (int p = 0; p < 2; p++) {
        assert_int_equal(stage.players[p]->work.counts.gil_timeouts, 0);
        assert_int_equal(stage.players[p]->work.counts.gil_requests, 0);
    }
    stage_clear();
}

// Three: the third has waited four of its five milliseconds when the lock changes hands. It does not ask at five: its
// patience began anew.
static void a_switch_restarts_patience(void **state)
{
    (void)state;
    static const struct part first[] = { { 0, 6 * MS, 6 * MS, 0 } };
    static const struct part second[] = { { 1 * MS, 12 * MS, 1 * MS, 0 } };
    static const struct part third[] = { { 2 * MS, 1 * MS, 1 * MS, 0 } };
    static const struct cast cast[] = { { first, 1 }, { second, 1 }, { third, 1 } };
    stage_play(PYTHON_3_12, 5 * MS, cast, 3);
    // The first ends at 6, having been asked by the second at 6 (1 + 5). The third's interval ends at 7, a switch lies in
    // it: it only times out. Its next one ends at 12: now it asks; the second looks every millisecond.
    check_course(2, "WTTQAR");
    assert_int_equal(stage.players[2]->work.counts.gil_timeouts, 2);
    assert_int_equal(stage.players[2]->work.counts.gil_requests, 1);
    assert_int_equal(when(stage.players[2], NOTE_ACQUIRED, 0), 13 * MS); // at the first look after the request
    stage_clear();
}

// Two that never stop: whoever was asked is never the next to have the lock.
static void no_own_lock_back_when_forced(void **state)
{
    (void)state;
    static const struct part busy[] = { { 0, 100 * MS, 1 * MS, 0 } };
    static const struct cast cast[] = { { busy, 1 }, { busy, 1 } };
    stage_play(PYTHON_3_12, 5 * MS, cast, 2);
    char text[LINES_MAX];
    for (int p = 0; p < 2; p++) {
        assert_null(strstr(course(stage.players[p], text), "RA"));
        assert_non_null(strstr(text, "HRSW"));
        assert_true(stage.players[p]->work.counts.gil_switches > 5);
    }
    stage_clear();
}

// Whoever begins to wait after a change has the new patience.
static void the_interval_changes_mid_run(void **state)
{
    (void)state;
    static const struct part first[] = { { 0, 60 * MS, 1 * MS, 0 } };
    static const struct part second[] = { { 1 * MS, 1 * MS, 1 * MS, 0 },
                                          { 1 * MS, 1 * MS, 1 * MS, 0 },
                                          { 1 * MS, 1 * MS, 1 * MS, 20 * MS } };
    static const struct cast cast[] = { { first, 1 }, { second, 3 } };
    stage_play(PYTHON_3_12, 5 * MS, cast, 2);
    check_course(1, "WTQARWTQARWTQAR");
    const struct player *holder = stage.players[0];
    const uint64_t before = when(holder, NOTE_HANDED, 1) - when(holder, NOTE_HANDED, 0);
    const uint64_t after = when(holder, NOTE_HANDED, 2) - when(holder, NOTE_HANDED, 1);
    assert_int_equal(before, 8 * MS); // 1 of work, 1 idle, 5 of patience, and up to the holder's next look
    assert_int_equal(after, 23 * MS);
    stage_clear();
}

// ---- up to 3.1 ------------------------------------------------------------------------------------------------------

// The holder counts a hundred ticks, lets go, and has the lock again before anybody has woken up; nobody asks.
static void the_holder_takes_its_own_lock_back(void **state)
{
    (void)state;
    static const struct part first[] = { { 0, 1000 * US, 1 * US, 0 } }, second[] = { { 10 * US, 5 * US, 1 * US, 0 } };
    static const struct cast cast[] = { { first, 1 }, { second, 1 } };
    stage_play(PYTHON_2_7, 5 * MS, cast, 2);
    char text[LINES_MAX];
    course(stage.players[0], text);
    // 1000 ticks: nine ends of a hundred and one looks each, all with the second waiting, all won back.
    assert_string_equal(text, "ARARARARARARARARARAR");
    assert_int_equal(stage.players[1]->work.counts.gil_requests + stage.players[1]->work.counts.gil_timeouts, 0);
    check_course(1, "WAR");
    assert_int_equal(stage.players[1]->work.counts.gil_switches, 1);
    stage_clear();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_lone_thread_never_switches),       cmocka_unit_test(a_request_follows_a_time_out),
        cmocka_unit_test(no_request_without_a_time_out),      cmocka_unit_test(a_switch_restarts_patience),
        cmocka_unit_test(no_own_lock_back_when_forced),       cmocka_unit_test(the_interval_changes_mid_run),
        cmocka_unit_test(the_holder_takes_its_own_lock_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
