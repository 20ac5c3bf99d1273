// The one thread plays the shares; both take primes until there is none left, each on a field of its own.
#include "schedules/counting.h"

#include "schedules/lanes.h"
#include "schedules/modulo.h"
#include "schedules/tape.h"

#include <math.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#define FIELD_SHARE 1.5    // of the lanes that are there at most at once: classes of sizes take some more (field.c)
#define WORTH_A_THREAD 3e7 // units of work: some 20 ms
#define LANES_AT_ONCE 3000 // of a tally, of all primes swept at once: what is less is mostly overhead
#define FIELD_LINE 64      // bytes: fields begin where a cache line does
#define LOOK_NS 20000000   // while the other thread is waited for

struct counting {
    struct tape tape;     // where nothing is swept
    uint32_t at;          // the final balance's lanes in the field …
    size_t skipped, used; // … which lie over the counts from here on
    size_t lanes;         // of a field
    struct modulo modulo;
    uint32_t *remainders; // a plane of all counts for each prime; swept: and of what was kept behind them
    size_t length;        // of a plane
    atomic_int next;      // the first prime that nobody has taken
    atomic_bool stop;     // one of the two goes on no more
};

// A thread's part.
struct part {
    struct counting *counting;
    struct sweep *sweep; // NULL: the tape is played, or …
    const struct boxes *boxes;
    int at_once; // primes
    void *memory, *field;
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

// What a lane of the field takes that is for shares, and then for so many primes.
static size_t here_bytes(int at_once)
{
    const size_t primes = sizeof(uint32_t) * (size_t)at_once;
    return primes > sizeof(double) ? primes : sizeof(double);
}

struct counting_plan counting_plan_sweep(const struct sweep *foreseen, const struct meter *meter, const mpz_t most)
{
    const struct budget *budget = &meter->budget;
    const int primes = modulo_primes_for(most);
    const double lanes = (double)foreseen->field.lanes, bytes = (double)sweep_bytes(foreseen->lattice);
    const double sums = foreseen->sums * (1 + (double)primes / REMAINDERS_WORK);
    struct counting_plan plan = { .primes = primes };
    const size_t at_most = LANES_AT_ONCE / (foreseen->length / 2 + 1) + 1;
    plan.at_once = at_most < SWEEP_PRIMES_MAX ? (int)at_most : SWEEP_PRIMES_MAX;
    for (plan.threads = budget->beside ? 2 : 1;;) {
        plan.at_once_beside = plan.at_once;
        plan.work = (sums + foreseen->places * SWEEP_PLACE_WORK * (1 + (double)primes / plan.at_once)) / plan.threads;
        const double here = lanes * (double)here_bytes(plan.at_once);
        const double beside = plan.threads > 1 ? lanes * sizeof(uint32_t) * plan.at_once + bytes : 0;
        const double peak = (double)meter->bytes + here + beside + 2.0 * FIELD_LINE;
        plan.bytes_peak = peak < (double)SIZE_MAX / 2 ? (size_t)peak : SIZE_MAX / 2;
        if (plan.threads > 1 && plan.work * plan.threads < WORTH_A_THREAD)
            plan.threads = 1;
        else if (budget->memory_bytes == 0 || plan.bytes_peak <= budget->memory_bytes ||
                 (plan.at_once == 1 && plan.threads == 1))
            break;
        else if (plan.at_once > 1)
            plan.at_once--;
        else
            plan.threads--;
    }
    const int with_shares = (int)(sizeof(double) / sizeof(uint32_t)); // as many take no more than the shares do
    plan.at_once = plan.at_once < with_shares ? with_shares : plan.at_once;
    return plan;
}

struct counting_plan counting_plan_boxes(const struct boxes *foreseen, const struct meter *meter, const mpz_t most)
{
    const struct budget *budget = &meter->budget;
    struct counting_plan plan = { .primes = modulo_primes_for(most), .at_once = 1, .at_once_beside = 1 };
    const double sums = foreseen->sums * (1 + (double)plan.primes / REMAINDERS_WORK);
    const size_t here = boxes_player_bytes(foreseen, true), beside = boxes_player_bytes(foreseen, false);
    for (plan.threads = budget->beside && sums > WORTH_A_THREAD ? 2 : 1;; plan.threads--) {
        plan.work = sums / plan.threads;
        plan.bytes_peak = meter->bytes + here + (plan.threads > 1 ? beside : 0) + (size_t)2 * FIELD_LINE;
        if (plan.threads == 1 || budget->memory_bytes == 0 || plan.bytes_peak <= budget->memory_bytes)
            return plan;
    }
}

// ---- playing -------------------------------------------------------------------------------------------------------

static bool make_tape(struct counting *counting, const struct pass *like, const struct walk *from, uint32_t spread,
                      const struct tally *counts, uint64_t *places)
{
    struct pass pass = *like;
    pass.tape = &counting->tape;
    struct graph_result result;
    graph_result_init(&result);
    const bool well = graph_run(&pass, from, spread, &result) && !counting->tape.field.failed;
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

// Primes from `first` on, on the part's field.
static bool play_tape(struct part *part, int first, field_spend *spend, void *context)
{
    struct counting *counting = part->counting;
    uint32_t *field = part->field;
    if (!tape_play(&counting->tape, field, counting->modulo.primes[first], spend, context))
        return false;
    memcpy(counting->remainders + (size_t)first * counting->length + counting->skipped, field + counting->at,
           counting->used * sizeof *field);
    return true;
}

static bool play_sweep(struct part *part, int first, int primes, field_spend *spend, void *context)
{
    struct counting *counting = part->counting;
    const struct sweep *sweep = part->sweep;
    if (!sweep_count(part->sweep, part->field, counting->lanes, counting->modulo.primes + first, primes, spend,
                     context))
        return false;
    for (int p = 0; p < primes; p++) {
        const uint32_t *field = (const uint32_t *)part->field + (size_t)p * counting->lanes;
        uint32_t *plane = counting->remainders + (size_t)(first + p) * counting->length;
        memcpy(plane, field + sweep->at, sweep->length * sizeof *field);
        plane[sweep->length] = sweep->kept_at != FIELD_NONE ? field[sweep->kept_at] : 0;
    }
    return true;
}

static bool play_boxes(struct part *part, int first, field_spend *spend, void *context)
{
    struct counting *counting = part->counting;
    return boxes_play(part->boxes, part->field, counting->remainders + (size_t)first * counting->length,
                      counting->modulo.primes + first, spend, context);
}

static bool play_primes(struct part *part, field_spend *spend, void *context)
{
    struct counting *counting = part->counting;
    for (;;) {
        const int first = atomic_fetch_add(&counting->next, part->at_once);
        const int left = counting->modulo.count - first;
        if (left <= 0)
            return true;
        const int primes = left < part->at_once ? left : part->at_once;
        const bool well = part->sweep   ? play_sweep(part, first, primes, spend, context)
                          : part->boxes ? play_boxes(part, first, spend, context)
                                        : play_tape(part, first, spend, context);
        if (!well)
            return false;
    }
}

static bool spend_beside(void *context, uint64_t lanes)
{
    (void)lanes;
    return !atomic_load(&((struct counting *)context)->stop);
}

static void play_beside(void *argument)
{
    struct part *part = argument;
    part->well = play_primes(part, spend_beside, part->counting);
}

static bool spend_share(void *context, uint64_t lanes) { return meter_spend(context, lanes); }

static bool spend_remainders(void *context, uint64_t lanes) { return meter_spend(context, lanes / REMAINDERS_WORK); }

static bool play_shares(struct part *part, const struct tally *shares, double *share_kept, struct meter *meter)
{
    const struct counting *counting = part->counting;
    const double one = ldexp(1, TALLY_SHARE_SCALE);
    double *field = part->field;
    if (part->boxes)
        return boxes_play_shares(part->boxes, field, (double *)(void *)shares->lanes, one, spend_share, meter);
    if (!part->sweep) {
        if (!tape_play_shares(&counting->tape, field, one, spend_share, meter))
            return false;
        memcpy(shares->lanes + counting->skipped, field + counting->at, counting->used * sizeof *field);
        return true;
    }
    if (!sweep_shares(part->sweep, field, one, spend_share, meter))
        return false;
    memcpy(shares->lanes, field + part->sweep->at, part->sweep->length * sizeof *field);
    *share_kept = part->sweep->kept_at != FIELD_NONE ? ldexp(field[part->sweep->kept_at], -TALLY_SHARE_SCALE) : 0;
    return true;
}

// beside: the other thread's part; without a field: there is none.
// NOLINTNEXTLINE(readability-non-const-parameter): the other thread writes there
static bool play_both(struct part *here, struct part *other, const struct tally *shares, double *share_kept,
                      struct meter *meter)
{
    struct counting *counting = here->counting;
    struct beside *beside = meter->budget.beside;
    const bool two = other->field && beside->begin(beside, play_beside, other);
    bool well = play_shares(here, shares, share_kept, meter) && play_primes(here, spend_remainders, meter);
    atomic_store(&counting->stop, !well);
    while (two && !beside->ended(beside, LOOK_NS))
        if (well && !(well = meter_look(meter)))
            atomic_store(&counting->stop, true);
    return well && (!two || other->well);
}

// The bytes of a field of lanes that each take so many, and room to align it.
static size_t field_bytes(const struct counting *counting, size_t lane_bytes)
{
    return counting->lanes * lane_bytes + FIELD_LINE;
}

// False: there is no memory for it, which the meter says.
static bool take_field(struct part *part, struct meter *meter, size_t lane_bytes)
{
    const size_t bytes = field_bytes(part->counting, lane_bytes);
    if (!meter_take(meter, bytes))
        return false;
    part->memory = malloc(bytes);
    if (part->memory) {
        part->field = (char *)part->memory + (FIELD_LINE - (uintptr_t)part->memory % FIELD_LINE);
        return true;
    }
    meter_give(meter, bytes);
    meter->end = BUDGET_MEMORY;
    return false;
}

static bool play(struct counting *counting, struct part *here, struct part *other, const struct tally *shares,
                 double *share_kept, struct meter *meter)
{
    const size_t most = here_bytes(here->at_once), each = sizeof(uint32_t) * (size_t)other->at_once;
    here->counting = other->counting = counting;
    if (!take_field(here, meter, most))
        return false;
    const bool two = other->well && take_field(other, meter, each);
    if (other->well && !two)
        meter->end = BUDGET_KEPT; // it goes without
    const bool well = play_both(here, other, shares, share_kept, meter);
    meter_give(meter, field_bytes(counting, most) + (two ? field_bytes(counting, each) : 0));
    free(here->memory);
    free(other->memory);
    return well;
}

static void put_together(const struct counting *counting, const struct tally *counts)
{
    mpz_t number;
    mpz_init(number);
    for (size_t lane = 0; lane < counts->length; lane++) {
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
    struct part here = { .at_once = 1 }, other = { .at_once = 1, .well = plan->threads > 1 };
    bool well = make_tape(&counting, pass, from, spread, counts, places);
    counting.lanes = counting.tape.field.lanes;
    well = well && play(&counting, &here, &other, shares, NULL, pass->meter);
    if (well)
        put_together(&counting, counts);
    tape_finish(&counting.tape);
    modulo_finish(&counting.modulo);
    free(counting.remainders);
    return well;
}

static struct tally tally_for(int64_t low, size_t length, int words)
{
    struct tally tally = { .low = low, .length = length, .stride = tally_stride(length), .words = words };
    tally.lanes = calloc(tally.stride * (size_t)words + 1, sizeof *tally.lanes);
    return tally;
}

// What comes of it gets its memory here.
static bool begin(struct counting *counting, const struct counting_plan *plan, int64_t low, size_t length,
                  struct meter *meter, struct counting_swept *swept)
{
    const size_t bits = (size_t)plan->primes * 31;
    counting->remainders = calloc((counting->length + 1) * (size_t)plan->primes, sizeof *counting->remainders);
    swept->counts = tally_for(low, length, (int)(bits / TALLY_WORD_BITS + 1));
    swept->shares = tally_for(low, length, 1);
    if (counting->remainders && swept->counts.lanes && swept->shares.lanes &&
        modulo_init(&counting->modulo, plan->primes))
        return true;
    meter->end = BUDGET_MEMORY;
    free(counting->remainders);
    return false;
}

static void finish(struct counting *counting)
{
    modulo_finish(&counting->modulo);
    free(counting->remainders);
}

static bool sweep_both(struct counting *counting, const struct counting_plan *plan, struct sweep *foreseen,
                       struct meter *meter, struct counting_swept *swept)
{
    struct sweep beside;
    const size_t bytes = sweep_bytes(foreseen->lattice);
    struct part here = { .sweep = foreseen, .at_once = plan->at_once };
    struct part other = { .sweep = &beside, .at_once = plan->at_once_beside };
    other.well = plan->threads > 1 && meter_take(meter, bytes);
    if (other.well && !sweep_init(&beside, foreseen->lattice, foreseen->spread)) {
        meter_give(meter, bytes);
        other.well = false;
    }
    const bool two = other.well;
    const bool well = play(counting, &here, &other, &swept->shares, &swept->share_kept, meter);
    if (two) {
        sweep_finish(&beside);
        meter_give(meter, bytes);
    }
    return well;
}

bool counting_sweep(const struct counting_plan *plan, struct sweep *foreseen, struct meter *meter,
                    struct counting_swept *swept)
{
    struct counting counting = { .length = foreseen->length + 1, .lanes = foreseen->field.lanes };
    if (!begin(&counting, plan, foreseen->low, foreseen->length, meter, swept))
        return false;
    const bool well = sweep_both(&counting, plan, foreseen, meter, swept);
    if (well) {
        put_together(&counting, &swept->counts);
        modulo_number(&counting.modulo, counting.remainders + foreseen->length, counting.length, swept->kept);
    }
    finish(&counting);
    return well;
}

bool counting_boxes(const struct counting_plan *plan, const struct boxes *foreseen, struct meter *meter,
                    struct counting_swept *swept)
{
    struct counting counting = { .length = foreseen->length,
                                 .lanes = boxes_player_bytes(foreseen, false) / sizeof(uint32_t) };
    struct part here = { .boxes = foreseen, .at_once = 1 };
    struct part other = { .boxes = foreseen, .at_once = 1, .well = plan->threads > 1 };
    if (!begin(&counting, plan, foreseen->low, foreseen->length, meter, swept))
        return false;
    const bool well = play(&counting, &here, &other, &swept->shares, NULL, meter);
    if (well)
        put_together(&counting, &swept->counts);
    finish(&counting);
    return well;
}

// Remainders of all primes at once, then the shares.
static bool play_paths(const struct boxes *boxes, struct part *part, double *shares, struct meter *meter,
                       double *share_kept)
{
    const struct modulo *modulo = &part->counting->modulo;
    uint32_t primes[MODULO_PRIMES_MAX + LANES_WIDE * LANES_WIDE];
    for (uint32_t lane = 0; lane < boxes->tile; lane++)
        primes[lane] = modulo->primes[lane < (uint32_t)modulo->count ? lane : 0];
    if (!boxes_play_shares(boxes, part->field, shares, ldexp(1, TALLY_SHARE_SCALE), spend_share, meter))
        return false;
    *share_kept = ldexp(shares[boxes->tile], -TALLY_SHARE_SCALE);
    return boxes_play(boxes, part->field, (uint32_t *)(void *)shares, primes, spend_remainders, meter);
}

bool counting_paths(const struct boxes *foreseen, struct meter *meter, mpz_t all, mpz_t kept, double *share_kept)
{
    struct counting counting = { .lanes = boxes_player_bytes(foreseen, false) / sizeof(uint32_t) };
    struct part part = { .counting = &counting };
    double *ends = malloc(boxes_end_lanes(foreseen) * sizeof *ends); // remainders take half of it
    bool well = ends && modulo_init(&counting.modulo, (int)foreseen->length);
    if (!well) {
        meter->end = BUDGET_MEMORY;
        free(ends);
        return false;
    }
    well = take_field(&part, meter, sizeof(double)) && play_paths(foreseen, &part, ends, meter, share_kept);
    if (well) {
        const uint32_t *remainders = (const uint32_t *)(const void *)ends;
        modulo_number(&counting.modulo, remainders, 1, all);
        modulo_number(&counting.modulo, remainders + foreseen->tile, 1, kept);
    }
    if (part.memory)
        meter_give(meter, field_bytes(&counting, sizeof(double)));
    free(part.memory);
    modulo_finish(&counting.modulo);
    free(ends);
    return well;
}
