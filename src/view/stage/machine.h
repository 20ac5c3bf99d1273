// The places of the picture of the states. Inside the stage only.
#ifndef VIEW_STAGE_MACHINE_H
#define VIEW_STAGE_MACHINE_H

#include "view/ui/ui.h"

#define TOKEN_STEP 1.08f // from one token to the next, by their size

// The picture of the states: where each stands and how large, and what already lies there, for who looks for a free place.
struct machine {
    struct rect room;
    float radius;   // of a state's disc
    float share_px; // height of what stands below each disc: its share; 0: within it
    struct point centres[STATE_COUNT];
    bool zombies; // dead is split: below it stand those whose end nobody has seen
    struct point zombie;
    float token_px;
    uint32_t columns; // of tokens that have room between the discs of the blocked and of the zombies
    bool counted;     // too many workers for tokens
    struct rect taken[256];
    int taken_count;
};

// As large as the room lets them be.
void machine_lay_out(const struct frame *frame, struct machine *machine, struct rect room);

// Past the last place nothing is noted: things may then meet.
void machine_take(struct machine *machine, struct rect rect);
// Whether the rectangle lies within the room and meets nothing.
bool machine_is_clear(const struct machine *machine, struct rect rect);

#endif
