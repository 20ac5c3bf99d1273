// Moves the playhead by asking the document's moments; what a frame moves is found by searching, never by
// counting.
#include "document/playback.h"

#include <math.h>

// How much slower than normal, by step, and where normal is. The clock never runs ahead of the run's own.
static const double story_slow_downs[] = { 0.125, 0.25, 0.5, 1, 2, 5, 10, 20 };
static const double event_slow_downs[] = { 0.125, 0.25, 0.5,  1,    2,    5,     10,    20,    50,    100,
                                           200,   500,  1000, 2000, 5000, 10000, 20000, 50000, 100000 };
static const double time_slow_downs[] = { 1,    2,    5,     10,    20,    50,     100,    200,    500,    1000,
                                          2000, 5000, 10000, 20000, 50000, 100000, 200000, 500000, 1000000 };

#define STEPS(list) list, (int)(sizeof(list) / sizeof *(list))
static const struct {
    const double *slow_downs;
    int steps, normal;
} paces[PACE_COUNT] = {
    [PACE_STORY] = { STEPS(story_slow_downs), 3 },
    [PACE_EVENT] = { STEPS(event_slow_downs), 3 },
    [PACE_TIME] = { STEPS(time_slow_downs), 0 },
};

#define UNTOUCHED_S 1e6
#define FAST_RATE 8.0 // moments a second that nobody can follow one by one

struct moments_place playback_place(const struct playback *playback)
{
    return (struct moments_place){ playback->events, playback->ns };
}

void playback_put(struct playback *playback, struct moments_place place)
{
    playback->events = place.events;
    playback->ns = place.ns;
    playback->about = false;
    playback->carry = playback->since_s = 0;
}

static uint64_t event_count(const struct document *document) { return document->moments.lab.count; }

static struct moments_place end_of(const struct document *document)
{
    return (struct moments_place){ event_count(document), document_to_ns(document) };
}

static struct moments_place start_of(const struct document *document)
{
    return (struct moments_place){ 0, document_from_ns(document) };
}

void playback_reset(struct playback *playback)
{
    *playback = (struct playback){ .playing = true, .pace = PACE_STORY, .speed = paces[PACE_STORY].normal };
}

void playback_start(struct playback *playback, const struct document *document)
{
    playback_reset(playback);
    playback_put(playback, start_of(document));
    playback_resume(playback, document);
}

bool playback_at_end(const struct playback *playback, const struct document *document)
{
    return playback->ns >= document_to_ns(document) && playback->events >= event_count(document);
}

bool playback_at_start(const struct playback *playback, const struct document *document)
{
    return playback->events == 0 && playback->ns <= document_from_ns(document);
}

void playback_resume(struct playback *playback, const struct document *document)
{
    playback->playing = true;
    // From the start nobody has moved it: the story goes as it is planned.
    playback->since_s = playback_at_start(playback, document) ? UNTOUCHED_S : 0;
}

double playback_slow_down(const struct playback *playback)
{
    const int steps = paces[playback->pace].steps;
    const int step = playback->speed < 0 ? 0 : playback->speed < steps ? playback->speed : steps - 1;
    return paces[playback->pace].slow_downs[step] * (playback->slower > 0 ? playback->slower : 1);
}

bool playback_change_speed(struct playback *playback, int by)
{
    const int speed = playback->speed - by;
    if (speed < 0 || speed >= paces[playback->pace].steps)
        return false;
    playback->speed = speed;
    if (playback->pace != PACE_STORY)
        playback->carry = 0;
    return true;
}

void playback_set_pace(struct playback *playback, const struct document *document, enum pace pace)
{
    const double run_s = (double)(document_to_ns(document) - document_from_ns(document)) / 1e9;
    playback->pace = pace;
    playback->carry = playback->since_s = 0;
    playback->speed = paces[pace].normal;
    // By the clock: the step that comes nearest to the length of a run by event.
    while (pace == PACE_TIME && playback->speed + 1 < paces[pace].steps &&
           time_slow_downs[playback->speed + 1] * run_s <= PLAYBACK_EVEN_S * 1.5)
        playback->speed++;
}

void playback_change_pace(struct playback *playback, const struct document *document)
{
    playback_set_pace(playback, document, (enum pace)((playback->pace + 1) % PACE_COUNT));
}

// ---- playing -------------------------------------------------------------------------------------------------------

// The whole part of what has gathered, leaving the rest for later.
static uint64_t take_whole(double *carry)
{
    const double whole = floor(*carry);
    *carry -= whole;
    return (uint64_t)whole;
}

static void advance_even(struct playback *playback, const struct document *document, double seconds)
{
    const struct moments *moments = &document->moments;
    playback->carry += seconds * (double)moments->count / (PLAYBACK_EVEN_S * playback_slow_down(playback));
    const uint64_t on = take_whole(&playback->carry), passed = moments_passed(moments, playback_place(playback));
    const double carry = playback->carry;
    if (passed >= moments->count || on >= moments->count - passed)
        playback_put(playback, end_of(document));
    else if (on > 0)
        playback_put(playback, moments_after(moments, passed + on));
    playback->carry = carry;
}

static void advance_clock(struct playback *playback, const struct document *document, double seconds)
{
    playback->carry += seconds * 1e9 / playback_slow_down(playback);
    const uint64_t on = take_whole(&playback->carry);
    const double carry = playback->carry;
    if (playback->ns >= document_to_ns(document) || on >= document_to_ns(document) - playback->ns)
        playback_put(playback, end_of(document));
    else if (on > 0)
        playback_seek_ns(playback, document, playback->ns + on);
    playback->carry = carry;
}

// The playhead's place in the story, and when the story is there: by then it may have stood there for a while.
static uint64_t story_rank(const struct playback *playback, const struct document *document)
{
    return 2 * moments_passed(&document->moments, playback_place(playback)) + playback->about;
}

static double story_now(const struct playback *playback, const struct document *document)
{
    return story_pace_reaches(&document->pace, story_rank(playback, document)) + playback->carry;
}

// Moved by hand into the middle of a fast stretch, the story sets off slowly, too.
static double story_haste(const struct playback *playback, double rate)
{
    const double most = 3 * exp(2 * (playback->since_s < 30 ? playback->since_s : 30));
    return rate > most ? most / rate : 1;
}

static void advance_story(struct playback *playback, const struct document *document, double seconds)
{
    const struct story_pace *story = &document->pace;
    const double before = story_now(playback, document), haste = story_haste(playback, story_pace_rate(story, before));
    const double now = before + seconds * haste / playback_slow_down(playback), since_s = playback->since_s + seconds;
    const uint64_t rank = story_pace_at(story, now);
    if (now >= story->length_s) {
        playback_put(playback, end_of(document));
        return;
    }
    if (rank > story_rank(playback, document)) {
        playback_put(playback, moments_after(&document->moments, rank / 2));
        playback->about = rank % 2;
        playback->carry = now - story_pace_reaches(story, story_rank(playback, document));
    } else {
        playback->carry += now - before;
    }
    playback->since_s = since_s;
}

void playback_advance(struct playback *playback, const struct document *document, double seconds)
{
    static void (*const advance[PACE_COUNT])(struct playback *, const struct document *, double) = {
        [PACE_STORY] = advance_story, [PACE_EVENT] = advance_even, [PACE_TIME] = advance_clock
    };
    if (!playback->playing || !(seconds > 0))
        return;
    advance[playback->pace](playback, document, seconds);
    if (playback_at_end(playback, document)) {
        playback->playing = false;
        playback->carry = 0;
    }
}

double playback_rate(const struct playback *playback, const struct document *document)
{
    const double slow_down = playback_slow_down(playback), moments = (double)document->moments.count;
    const double run_s = (double)(document_to_ns(document) - document_from_ns(document)) / 1e9;
    if (playback->pace == PACE_EVENT)
        return moments / (PLAYBACK_EVEN_S * slow_down);
    if (playback->pace == PACE_TIME)
        return run_s > 0 ? moments / (run_s * slow_down) : 0;
    const double rate = story_pace_rate(&document->pace, story_now(playback, document));
    return rate * story_haste(playback, rate) / slow_down;
}

bool playback_is_fast(const struct playback *playback, const struct document *document)
{
    return playback->playing && playback_rate(playback, document) > FAST_RATE;
}

uint64_t playback_times_faster(const struct playback *playback, const struct document *document)
{
    uint64_t times = 1;
    if (playback->pace != PACE_STORY)
        return times;
    for (double rate = playback_rate(playback, document) / STORY_EVENT_RATE; rate >= 10; rate /= 10)
        times *= 10;
    return times;
}

// ---- going somewhere -----------------------------------------------------------------------------------------------

void playback_seek_ns(struct playback *playback, const struct document *document, uint64_t ns)
{
    const uint64_t from = document_from_ns(document), to = document_to_ns(document);
    ns = ns < from ? from : ns > to ? to : ns;
    playback_put(playback, ns == to ? end_of(document) : moments_at(&document->moments, ns));
}

void playback_seek_event(struct playback *playback, const struct document *document, uint64_t events)
{
    const uint64_t count = event_count(document);
    playback_put(playback, moments_after_event(&document->moments, events < count ? events : count));
}

void playback_seek_about(struct playback *playback, const struct document *document, uint64_t events)
{
    playback_seek_event(playback, document, events + 1);
    if (playback->events <= events)
        return;
    // All else that comes before what is about to happen has happened.
    playback_put(playback,
                 moments_after(&document->moments, moments_passed(&document->moments, playback_place(playback)) - 1));
    playback->about = true;
}

void playback_jump(struct playback *playback, const struct document *document, int to)
{
    playback_put(playback, to > 0 ? end_of(document) : start_of(document));
}

void playback_step(struct playback *playback, const struct document *document, int by)
{
    const uint64_t events = playback->events, count = event_count(document);
    if (count == 0)
        playback_step_moment(playback, document, by);
    else if (by > 0 && events == count)
        playback_put(playback, end_of(document));
    else
        playback_seek_event(playback, document, by > 0 ? events + 1 : events > 0 ? events - 1 : 0);
}

void playback_step_moment(struct playback *playback, const struct document *document, int by)
{
    const struct moments_place before = playback_place(playback);
    const struct moments_place after = moments_step(&document->moments, before, by);
    const bool stuck = after.events == before.events && after.ns == before.ns;
    playback_put(playback, stuck && by > 0 ? end_of(document) : after);
}

// To an event of the tale; past its last to the end of the run, before its first to the start.
static void put_in_tale(struct playback *playback, const struct document *document, int64_t event)
{
    if (event < 0)
        playback_put(playback, start_of(document));
    else if ((uint64_t)event >= document->tale.count)
        playback_put(playback, end_of(document));
    else
        playback_put(playback, moments_at_other(&document->moments, document->tale.all[event].ns));
}

void playback_step_told(struct playback *playback, const struct document *document, int by)
{
    const struct tale *tale = &document->tale;
    const uint64_t ns = playback->ns;
    const int64_t before = ns > 0 ? (int64_t)tale_until(tale, ns - 1) : 0, until = (int64_t)tale_until(tale, ns);
    put_in_tale(playback, document, by > 0 ? until : before - 1);
}

void playback_step_tale_beat(struct playback *playback, const struct document *document, int by)
{
    const struct tale *tale = &document->tale;
    const uint64_t ns = playback->ns;
    const size_t before = ns > 0 ? tale_beats_until(tale, ns - 1) : 0, until = tale_beats_until(tale, ns);
    const size_t to = by > 0 ? until : before - 1;
    if (by < 0 && before == 0)
        put_in_tale(playback, document, -1);
    else
        put_in_tale(playback, document, to < tale->beat_count ? (int64_t)tale->beats[to] : (int64_t)tale->count);
}

bool playback_step_wait(struct playback *playback, const struct document *document, int by)
{
    const struct waits *waits = &document->waits;
    const int64_t found = by > 0 ? waits_next(waits, playback->ns) : waits_previous(waits, playback->ns);
    if (found < 0)
        return false;
    playback_put(playback, moments_at_other(&document->moments, waits->all[found].from_ns));
    return true;
}

// ---- the scrub bar -------------------------------------------------------------------------------------------------

double playback_share(const struct playback *playback, const struct document *document)
{
    const uint64_t from = document_from_ns(document), to = document_to_ns(document);
    if (playback_at_end(playback, document))
        return 1;
    if (playback->pace != PACE_TIME && document->moments.count > 0)
        return (double)moments_passed(&document->moments, playback_place(playback)) / (double)document->moments.count;
    return to > from ? (double)(playback->ns - from) / (double)(to - from) : 0;
}

double playback_share_of_ns(const struct playback *playback, const struct document *document, uint64_t ns)
{
    const struct moments *moments = &document->moments;
    const uint64_t from = document_from_ns(document), to = document_to_ns(document);
    if (playback->pace != PACE_TIME && moments->count > 0)
        return (double)moments_passed(moments, moments_at_other(moments, ns)) / (double)moments->count;
    return to > from ? (double)(ns - from) / (double)(to - from) : 0;
}

void playback_seek_share(struct playback *playback, const struct document *document, double share)
{
    const uint64_t from = document_from_ns(document), to = document_to_ns(document);
    share = share > 0 ? (share < 1 ? share : 1) : 0;
    if (share == 1)
        playback_put(playback, end_of(document));
    else if (playback->pace != PACE_TIME)
        playback_put(playback, moments_after(&document->moments, (uint64_t)(share * (double)document->moments.count)));
    else
        playback_seek_ns(playback, document, from + (uint64_t)(share * (double)(to - from)));
}
