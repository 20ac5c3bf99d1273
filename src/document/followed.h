// Which variable of a recorded command the playhead follows: the worst at first.
#ifndef DOCUMENT_FOLLOWED_H
#define DOCUMENT_FOLLOWED_H

#include "document/document.h"

// Derives the history of a variable; on failure the document keeps what it has. Part of building a document: its moments
// come after it.
struct status document_derive(struct document *document, uint32_t variable);

// Of a document that was built: follows another variable. Its loads and stores are the playhead's events from then on, and the story
// is planned anew; a playhead that stood somewhere has to be put there again (playback_seek_ns). On failure the document
// keeps what it has. Nobody else may read the document meanwhile. Time linear in the variable's stores.
struct status document_follow(struct document *document, uint32_t variable);

// The variable with that name, or that a row with that name begins with; −1: there is none. Linear.
int64_t document_variable_named(const struct document *document, const char *name);

// Whether the other recording is of the same run of the same command, as it was before or later.
bool document_is_same_run(const struct document *document, const struct recording *other);

// The variable that is the same one in another recording of the same run, as it was before or later: by its place in memory, and its
// name; −1: it is not there. Linear.
int64_t document_same_variable(const struct document *document, const struct recording *other, uint32_t variable);

// What there is to say of the variable that is followed; NULL: none is.
static inline const struct variable_sum *document_followed(const struct document *document)
{
    return document->variable ? &document->sums.all[document->sums.of[document->variable->variable]] : NULL;
}

// The row that stands for it; −1: it is one of several in a row, not the first.
static inline int64_t document_row(const struct document *document)
{
    const struct variable_sums *sums = &document->sums;
    for (uint32_t row = 0; document->variable && row < sums->row_count; row++)
        if (sums->all[sums->rows[row].sum].variable == document->variable->variable)
            return row;
    return -1;
}

#endif
