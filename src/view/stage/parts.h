// The parts of the stage. Inside the stage only: each draws into the rectangle it is given, from the same present.
#ifndef VIEW_STAGE_PARTS_H
#define VIEW_STAGE_PARTS_H

#include "document/playback.h"
#include "labs/balance/present.h"
#include "view/model/model.h"
#include "view/stage/machine.h"
#include "view/ui/ui.h"

// In a lecture the code's type may not shrink: the width its lines need at least, there; 0 at the desk.
float stage_code_least_px(struct frame *frame);
void stage_code_draw(struct frame *frame, const struct balance_present *present, struct rect rect);
// The same of a lab that has a text of its own, at the desk as well, in the smallest type there: each task at the step that it
// came to last.
float stage_lab_code_least_px(struct frame *frame);
void stage_lab_code_draw(struct frame *frame, const struct balance_present *present, struct rect rect);
void stage_states_draw(struct frame *frame, const struct balance_present *present, struct rect rect);
void stage_balance_draw(struct frame *frame, const struct balance_present *present, struct rect rect);

// Of tasks that make one another (document/tale.h): what they printed so far; what the lab is about, with its books.
void stage_console_draw(struct frame *frame, const struct balance_present *present, struct rect rect);
void stage_picture_draw(struct frame *frame, const struct balance_present *present, struct rect rect);
// All of it, into the view's room.
void stage_lab_draw(struct frame *frame, const struct balance_present *present);

// At the end of the run the verdict is told instead of the present.
static inline bool stage_at_end(const struct frame *frame)
{
    return playback_at_end(&frame->model->playback, frame->document);
}

// It plays on faster than each deed of a tale could be read: the last beat (document/tale.h) stays instead.
static inline bool stage_is_hurried(const struct frame *frame)
{
    return frame->model->playback.playing && playback_rate(&frame->model->playback, frame->document) > STORY_EVENT_RATE;
}

void stage_verdict_draw(struct frame *frame, struct rect rest); // below the balance

// At the end, instead of the caption: why it came out so, in a well. The height it needs, at most so much; 0: nothing to
// say, or no room for it.
float stage_reasons_height(struct frame *frame, float width_px, float most_px);
void stage_reasons_draw(struct frame *frame, struct rect rect);

// The guard's locks as padlocks: their holder, who waits, how often taken.
void stage_locks_draw(struct frame *frame, struct machine *machine, const struct balance_present *present);

// What each worker has read, on a tag at its token. at: the tokens' centres, by worker.
void stage_tags_draw(struct frame *frame, struct machine *machine, const struct balance_present *present,
                     const struct point *at);

// What just happened, in one or two lines; `lost`: the second tells of a loss. `beside`: what the scheduler did meanwhile, in small
// print where there is room for it.
struct stage_caption {
    const char *first, *second; // in the frame's arena; second may be empty
    bool lost;
    const char *beside; // NULL: nothing
};
struct stage_caption stage_caption_of(struct frame *frame, const struct balance_present *present);

// Of it, what a task noted or printed; empty where there are no words for it. And of the tale at the present: the deed of a
// task that was last, or its death; before any of them it has none.
struct stage_caption stage_told_caption(struct frame *frame, const struct tale_event *event);
struct stage_caption stage_tale_caption(struct frame *frame, const struct balance_present *present);

// Of it, the last load or store of the word whose history is followed; and beside it, where that was in a program's own source, or
// that the GIL changed hands between a load and its store (NULL: nothing).
struct stage_caption stage_cell_caption(struct frame *frame);
const char *stage_cell_beside(struct frame *frame);

// Of it, what is told at a beat of a collision (false: the playhead is at none), and where it goes too fast for single
// events to be told.
bool stage_beat_caption(struct frame *frame, const struct balance_present *present, struct stage_caption *caption);
struct stage_caption stage_total_caption(struct frame *frame);

// In the line: which collision is told, and in which beat it is. false, and nothing is drawn, where none is, or there is no
// room. used: the two places that are taken.
bool stage_heading_draw(struct frame *frame, const struct balance_present *present, struct rect line,
                        struct rect *used);

// The caption in a well; the height that three lines of it need, and all of it in a well so wide, at full size.
float stage_caption_height(const struct frame *frame);
float stage_caption_whole_height(struct frame *frame, const struct balance_present *present, float width_px);
void stage_caption_draw(struct frame *frame, const struct balance_present *present, struct rect rect);

#endif
