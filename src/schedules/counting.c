// The one thread makes the tape and plays the shares; both take primes until there is none left, each on a field of its own.
#include "schedules/counting.h"

#include "schedules/modulo.h"
#include "schedules/tape.h"

#include <math.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#define FIELD_SHARE 1.25   // of the lanes that are there at most at once: classes of sizes take some more (tape.c)
#define WORTH_A_THREAD 3e7 // units of work: some 20 ms
#define LOOK_NS 20000000   // while the other thread is waited for

struct counting {
    struct tape tape;
    struct modulo modulo;
    uint32_t at;          // the final balance's lanes in the field …
    size_t skipped, used; // … which lie over the counts from here on
    uint32_t *remainders; // a plane of all counts for each prime
    size_t length;
    atomic_int next;  // the first prime that nobody has taken
    atomic_bool stop; // one of the two goes on no more
};

// The other thread's part.
struct other {
    struct counting *counting;
    uint32_t *field;
    bool well;
};

// ---- what it will cost ---------------------------------------------------------------------------------------------

static struct counting_plan plan_for(const struct pass *paths, uint64_t places, size_t bytes, int primes, int threads)
{
    const double lanes = (double)paths->foreseen_peak_lanes * FIELD_SHARE;
    const size_t lane_bytes = sizeof(double) + (threads > 1 ? sizeof(uint32_t) : 0);
    const double sums = paths->foreseen_sums * (1 + (double)primes / REMAINDERS_WORK); // of shares, and of the primes
    return (struct counting_plan){
        .primes = primes,
        .threads = threads,
        .work = (double)places * CELL_WORK + sums / threads,
        .bytes_peak =
            bytes + (size_t)(lanes * (double)lane_bytes + paths->foreseen_steps * (double)sizeof(struct tape_step)),
    };
}

struct counting_plan counting_plan(const struct pass *paths, uint64_t places, size_t bytes, const mpz_t most)
{
    const struct budget *budget = &paths->meter->budget;
    const int primes = modulo_primes_for(most);
    const struct counting_plan one = plan_for(paths, places, bytes, primes, 1);
    if (!budget->beside || one.work < WORTH_A_THREAD)
        return one;
    const struct counting_plan two = plan_for(paths, places, bytes, primes, 2);
    return budget->memory_bytes != 0 && two.bytes_peak > budget->memory_bytes ? one : two;
}

// ---- playing -------------------------------------------------------------------------------------------------------

static bool make_tape(struct counting *counting, const struct pass *like, const struct walk *from, uint32_t spread,
                      const struct tally *counts, uint64_t *places)
{
    struct pass pass = *like;
    pass.tape = &counting->tape;
    struct graph_result result;
    graph_result_init(&result);
    const bool well = graph_run(&pass, from, spread, &result) && !counting->tape.failed;
    *places += result.places;
    if (well && result.last) {
        const struct tally *tally = &result.last->tallies[FLOW_BALANCE];
        counting->at = tally->at;
        counting->skipped = (size_t)(tally->low - counts->low);
        counting->used = tally->length;
    }
    graph_result_finish(&pass, &result);
    return well;
}

static bool play_primes(struct counting *counting, uint32_t *field, tape_spend *spend, void *context)
{
    for (;;) {
        const int prime = atomic_fetch_add(&counting->next, 1);
        if (prime >= counting->modulo.count)
            return true;
        if (!tape_play(&counting->tape, field, counting->modulo.primes[prime], spend, context))
            return false;
        memcpy(counting->remainders + (size_t)prime * counting->length + counting->skipped, field + counting->at,
               counting->used * sizeof *field);
    }
}

static bool spend_beside(void *context, uint64_t lanes)
{
    (void)lanes;
    return !atomic_load(&((struct counting *)context)->stop);
}

static void play_beside(void *argument)
{
    struct other *other = argument;
    other->well = play_primes(other->counting, other->field, spend_beside, other->counting);
}

static bool spend_share(void *context, uint64_t lanes) { return meter_spend(context, lanes); }

static bool spend_remainders(void *context, uint64_t lanes) { return meter_spend(context, lanes / REMAINDERS_WORK); }

// field: room for doubles, used for remainders afterwards.
static bool play_here(struct counting *counting, double *field, const struct tally *shares, struct meter *meter)
{
    if (!tape_play_shares(&counting->tape, field, ldexp(1, TALLY_SHARE_SCALE), spend_share, meter))
        return false;
    memcpy(shares->lanes + counting->skipped, field + counting->at, counting->used * sizeof *field);
    return play_primes(counting, (uint32_t *)(void *)field, spend_remainders, meter);
}

// NOLINTNEXTLINE(readability-non-const-parameter): the other thread writes there
static bool play_both(struct counting *counting, double *field, uint32_t *field_beside, const struct tally *shares,
                      struct meter *meter)
{
    struct beside *beside = meter->budget.beside;
    struct other other = { .counting = counting, .field = field_beside };
    const bool two = field_beside && beside->begin(beside, play_beside, &other);
    bool well = play_here(counting, field, shares, meter);
    atomic_store(&counting->stop, !well);
    while (two && !beside->ended(beside, LOOK_NS))
        if (well && !(well = meter_look(meter)))
            atomic_store(&counting->stop, true);
    return well && (!two || other.well);
}

// A field of lanes of so many bytes. NULL: there is no memory for it, which the meter says.
static void *take_field(const struct counting *counting, struct meter *meter, size_t lane_bytes)
{
    const size_t bytes = counting->tape.lanes * lane_bytes;
    if (!meter_take(meter, bytes))
        return NULL;
    void *field = malloc(bytes);
    if (!field) {
        meter_give(meter, bytes);
        meter->end = BUDGET_MEMORY;
    }
    return field;
}

static bool play(struct counting *counting, int threads, const struct tally *shares, struct meter *meter)
{
    double *field = take_field(counting, meter, sizeof *field);
    if (!field)
        return false;
    uint32_t *beside = threads > 1 ? take_field(counting, meter, sizeof *beside) : NULL;
    if (threads > 1 && !beside)
        meter->end = BUDGET_KEPT; // it goes without
    const bool well = play_both(counting, field, beside, shares, meter);
    meter_give(meter, counting->tape.lanes * (sizeof *field + (beside ? sizeof *beside : 0)));
    free(field);
    free(beside);
    return well;
}

static void put_together(const struct counting *counting, const struct tally *counts)
{
    mpz_t number;
    mpz_init(number);
    for (size_t lane = 0; lane < counting->length; lane++) {
        modulo_number(&counting->modulo, counting->remainders + lane, counting->length, number);
        tally_put(counts, lane, number);
    }
    mpz_clear(number);
}

bool counting_run(const struct counting_plan *plan, const struct pass *pass, const struct walk *from, uint32_t spread,
                  const struct tally *counts, const struct tally *shares, uint64_t *places)
{
    struct counting counting = {
        .length = counts->length,
        .remainders = calloc(counts->length * (size_t)plan->primes + 1, sizeof *counting.remainders),
    };
    if (!counting.remainders || !modulo_init(&counting.modulo, plan->primes)) {
        pass->meter->end = BUDGET_MEMORY;
        free(counting.remainders);
        return false;
    }
    tape_init(&counting.tape, pass->meter);
    const bool well =
        make_tape(&counting, pass, from, spread, counts, places) && play(&counting, plan->threads, shares, pass->meter);
    if (well)
        put_together(&counting, counts);
    tape_finish(&counting.tape);
    modulo_finish(&counting.modulo);
    free(counting.remainders);
    return well;
}
