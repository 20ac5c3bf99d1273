// A question about what a run came to, asked before it is shown: while it is asked, nothing of the outcome is in the picture, the
// title or what is copied (view/lecture/question.h draws it, view/control/predicting.c carries it on).
//
// A plain value, zeroed: nothing is asked.
#ifndef VIEW_MODEL_PREDICTION_H
#define VIEW_MODEL_PREDICTION_H

#include "lab/settings.h"

#include <stdbool.h>
#include <stdint.h>

enum prediction_stage {
    PREDICTION_NONE,
    PREDICTION_ASKED,    // the outcome is hidden
    PREDICTION_REVEALED, // it stands beside what was thought
};

enum {
    PREDICTION_CHOICES = 4,
    PREDICTION_VOTES_MOST = 999,
};

struct prediction {
    enum prediction_stage stage;
    bool blank;     // without choices
    struct plan of; // the run that was shown when it was asked
    int vote_count;
    uint8_t votes[PREDICTION_VOTES_MOST]; // choices, from 0, in the order in which they came
};

static inline int prediction_votes(const struct prediction *prediction, int choice)
{
    int count = 0;
    for (int i = 0; i < prediction->vote_count; i++)
        count += prediction->votes[i] == choice;
    return count;
}

#endif
