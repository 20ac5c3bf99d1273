// The present of the history of one word: the last load or store.
#ifndef DOCUMENT_CELL_PRESENT_H
#define DOCUMENT_CELL_PRESENT_H

#include "document/playback.h"

struct cell_present {
    uint64_t events;         // that have happened
    int64_t position;        // the last store; −1: none
    struct cell_event event; // the last, where there was one (events > 0)
};

void cell_present_of(struct cell_present *present, const struct document *document, const struct playback *playback);

#endif
