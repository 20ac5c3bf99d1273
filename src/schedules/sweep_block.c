#include "schedules/sweep_block.h"

#include <string.h>

enum {
    LANES_MAX = 1 << 24, // of a tally: all of a block's have room in a field
};

// ---- tallies --------------------------------------------------------------------------------------------------------

// What a place of the block under way is like.
static void see_place(struct sweep_list *list, unsigned place)
{
    unsigned carriers = 0, movers = 0;
    bool reads = false, writes = false;
    for (int w = 0; w < list->lattice->count; w++) {
        const struct lattice_axis *axis = &list->lattice->axes[w];
        const struct lattice_rest *rest = rest_of(list, w, place);
        carriers |= (unsigned)rest->carries << w;
        movers |= (unsigned)(rest + 1 < axis->rests + axis->rest_count) << w;
        reads = reads || rest->reads;
        writes = writes || rest->writes;
        list->has[1 + w] |= (uint16_t)(rest->carries << place);
    }
    list->carriers[place] = (uint8_t)carriers;
    list->movers[place] = (uint8_t)movers;
    list->has[FLOW_BALANCE] |= (uint16_t)((reads || !writes) << place);
    // Where two carry something, one of them will have lost it.
    list->has[SWEEP_KEPT] |= (uint16_t)(((carriers & (carriers - 1)) == 0) << place);
}

void block_find_tallies(struct sweep_list *list)
{
    memset(list->has, 0, sizeof list->has);
    memset(list->leads, 0, sizeof list->leads);
    for (unsigned place = 0; place <= list->second; place++)
        if (!(place & ~list->second))
            see_place(list, place);
}

// ---- spans ----------------------------------------------------------------------------------------------------------

static void widen(struct span *span, const struct span *from, int64_t shift)
{
    if (from->low == from->end)
        return;
    const bool empty = span->low == span->end;
    span->low = empty || from->low + shift < span->low ? from->low + shift : span->low;
    span->end = empty || from->end + shift > span->end ? from->end + shift : span->end;
}

int block_value_before(const struct sweep_list *list, int worker, int value, int64_t *shift)
{
    const struct lattice_move *move = &rest_of(list, worker, 0)->move;
    const struct before *before = &list->before[worker];
    *shift = 0;
    if (value == SWEEP_KEPT)
        return move->loses ? -1 : SWEEP_KEPT;
    if (value == FLOW_BALANCE) {
        *shift = move->balance_shift;
        return move->stores ? 1 + before->as[worker] : FLOW_BALANCE;
    }
    if (value == 1 + worker) {
        *shift = move->register_shift;
        return move->loads ? FLOW_BALANCE : 1 + before->as[worker];
    }
    return 1 + before->as[value - 1];
}

void block_find_spans(struct sweep_list *list, bool first)
{
    struct sweep_block *block = &list->block;
    const struct lattice *lattice = list->lattice;
    memset(block->spans, 0, sizeof block->spans);
    for (int value = 0; value <= lattice->count; value++) {
        if (!list->has[value])
            continue;
        for (int w = 0; w < lattice->count; w++) {
            int64_t shift;
            if (!list->before[w].block)
                continue;
            const int from = block_value_before(list, w, value, &shift);
            if (list->before[w].block->has[from])
                widen(&block->spans[value], &list->before[w].block->spans[from], shift);
        }
        const int64_t start = value == FLOW_BALANCE ? lattice->balance : lattice->registers[value - 1];
        if (first && list->has[value] & 1)
            widen(&block->spans[value], &(struct span){ start, start + 1 }, 0);
        if (value != FLOW_BALANCE && list->second >> (value - 1) & 1)
            widen(&block->spans[value], &block->spans[FLOW_BALANCE], 0); // it was loaded here
    }
    if (list->has[SWEEP_KEPT])
        block->spans[SWEEP_KEPT] = (struct span){ 0, 1 };
}

// ---- room -----------------------------------------------------------------------------------------------------------

static bool balance_is_asked(const struct sweep_list *list)
{
    for (int w = 0; w < list->lattice->count; w++) {
        const struct lattice_axis *axis = &list->lattice->axes[w];
        if (list->stands[w] + 1 == axis->stand_count)
            continue;
        const struct lattice_rest *next = &axis->rests[axis->stands[list->stands[w] + 1]];
        if (!next->move.stores || (next->move.loads && next->carries))
            return true;
    }
    return false;
}

// Room for a part's tallies, one behind the other.
static bool take_part(struct field *field, struct sweep_list *list, struct block_part *part, const uint16_t *has)
{
    uint32_t end = MARGIN;
    for (int value = 0; value < SWEEP_VALUES; value++) {
        part->first[value] = end;
        end += (lanes_of(&list->block.spans[value]) + MARGIN) * (uint32_t)bits_of(has[value] & part->places);
    }
    part->taken = end > MARGIN ? end : 0;
    part->at = part->taken ? field_take(field, part->taken) : 0;
    for (int value = 0; value < SWEEP_VALUES; value++) {
        uint32_t at = part->first[value] += part->at;
        for (unsigned place = 0; place <= list->second; place++) {
            if (!(has[value] & part->places & 1U << place))
                continue;
            list->at[value][place] = at;
            list->leads[value] |= (uint16_t)((at == part->at + MARGIN) << place);
            at += lanes_of(&list->block.spans[value]) + MARGIN;
        }
    }
    return !field->failed;
}

void block_give_part(struct field *field, const struct block_part *part)
{
    if (part->taken)
        field_give(field, part->at, part->taken);
}

// The first worker whose next move begins at the place; −1: nobody's does.
static int first_to_ask(const struct sweep_list *list, unsigned place)
{
    for (int w = 0; w < list->lattice->count; w++)
        if ((list->going >> w & 1) && (place >> w & 1) == (list->second >> w & 1))
            return w;
    return -1;
}

bool block_take_room(struct field *field, struct sweep_list *list)
{
    struct sweep_block *block = &list->block;
    const bool asked = balance_is_asked(list);
    uint16_t inside[SWEEP_VALUES] = { 0 };
    uint16_t all = 0;
    for (int w = 0; w < list->lattice->count; w++)
        block->parts[w].places = 0;
    for (unsigned place = 0; place <= list->second; place++) {
        const int part = first_to_ask(list, place);
        if (part >= 0)
            block->parts[part].places |= (uint16_t)(1U << place);
        all |= (uint16_t)((part >= 0) << place);
    }
    for (int value = 0; value < SWEEP_VALUES; value++) {
        if (up(block->spans[value].end) - down(block->spans[value].low) > LANES_MAX) {
            field->failed = true;
            return false;
        }
        block->has[value] = value != FLOW_BALANCE || asked ? list->has[value] & all : 0;
        inside[value] = list->has[value] & (uint16_t)~block->has[value];
    }
    bool well = true;
    for (int w = 0; w < list->lattice->count; w++)
        well = well && take_part(field, list, &block->parts[w], block->has);
    list->inside.places = UINT16_MAX;
    return well && take_part(field, list, &list->inside, inside);
}
