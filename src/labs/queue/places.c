// An item is where it was last noted to be. Tasks note by themselves, so one may be noted as taken before it is noted as put.
#include "labs/queue/places.h"

enum stage { // an item's way, in its order
    NOWHERE,
    IN_BUFFER,
    WITH_FEEDER,
    IN_PIPE,
    GOT,
};

static enum stage stage_of(const struct note *note)
{
    if (note->resource == QUEUE_BUFFER)
        return note->kind == NOTE_PUT ? IN_BUFFER : WITH_FEEDER;
    return note->kind == NOTE_PUT ? IN_PIPE : GOT;
}

// The number of an item among all there can be; QUEUE_NUMBERS: it is none.
static uint32_t number_of(uint16_t item)
{
    return item == UINT16_MAX ? QUEUE_NUMBER_END : item <= QUEUE_ITEMS_MAX ? item : QUEUE_NUMBERS;
}

static void follow(uint8_t stages[QUEUE_NUMBERS], const struct recording *recording, uint64_t until_ns)
{
    for (uint32_t t = 0; t < recording->task_count; t++) {
        const uint64_t notes = program_lab_notes_until(recording, t, until_ns);
        for (uint64_t i = 0; i < notes; i++) {
            const struct note *note = &recording->notes[t][i];
            const uint32_t item = number_of(note->other);
            const bool moved = (note->kind == NOTE_PUT || note->kind == NOTE_TOOK) &&
                               (note->resource == QUEUE_BUFFER || note->resource == QUEUE_PIPE);
            if (moved && item < QUEUE_NUMBERS && stages[item] < stage_of(note))
                stages[item] = (uint8_t)stage_of(note);
        }
    }
}

static void add(struct queue_place *place, uint32_t number)
{
    if (place->count < QUEUE_SHOWN)
        place->items[place->count] = number == QUEUE_NUMBER_END ? UINT16_MAX : (uint16_t)number;
    place->count++;
}

void queue_places_at(const struct recording *recording, uint64_t until_ns, struct queue_places *places)
{
    uint8_t stages[QUEUE_NUMBERS] = { NOWHERE };
    *places = (struct queue_places){ 0 };
    follow(stages, recording, until_ns);
    for (uint32_t i = 0; i < QUEUE_NUMBERS; i++) {
        places->put += stages[i] >= IN_BUFFER;
        places->got += stages[i] == GOT;
        if (stages[i] == IN_BUFFER)
            add(&places->buffer, i);
        else if (stages[i] == IN_PIPE)
            add(&places->pipe, i);
    }
}
