// What a person could do next at the end of a run: offered by its guard and by what came of it. One table.
#ifndef VIEW_STAGE_NEXT_STEPS_H
#define VIEW_STAGE_NEXT_STEPS_H

#include "document/document.h"
#include "view/model/model.h"

enum next_step {
    NEXT_FIRST_LOSS,
    NEXT_FIRST_WAIT,
    NEXT_MUTEX,
    NEXT_NO_LOCK,
    NEXT_GIL_OLD,
    NEXT_GIL_OLDER, // from one GIL to another
    NEXT_GIL_BARE,  // without the lock of one's own
    NEXT_GIL_NEW,
    NEXT_GIL_LOCK,
    NEXT_FENCE, // the lock that lacked it
    NEXT_SHARE, // one balance for all processes
    NEXT_TWO,   // two workers
    NEXT_BREAK,
    NEXT_COMPARE,
    NEXT_AGAIN,  // [Run again] and …
    NEXT_LONGER, // … [10× longer]: beside the reason why nothing was lost
    NEXT_STEPS,
};

struct next_row {
    enum text_id title, tip;
    enum action action;
    int64_t argument;
};

extern const struct next_row next_rows[NEXT_STEPS];

enum {
    NEXT_SHOWN_MAX = 3
};

// The steps that fit the document's run, the most fitting first; returns how many.
int next_steps_of(const struct document *document, enum next_step steps[NEXT_SHOWN_MAX]);

// Whether another run of the same could come out otherwise: nothing was lost, and nothing kept it from being lost.
bool next_is_again(const struct document *document);

// Changes the model's settings to what the step runs: ten times as long, two workers, one balance. False, and
// model->setting_wrong says why, where that is refused.
bool next_settings(struct model *model, const struct document *document, enum next_step step);

// The first wait of a worker for a lock, as long as it slept if one did; false where nobody waited.
bool next_first_wait(const struct document *document, uint64_t *ns);

#endif
