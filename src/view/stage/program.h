// The program of a lab's run by itself, as the stage shows it but with nobody in it: nothing of the run is told.
#ifndef VIEW_STAGE_PROGRAM_H
#define VIEW_STAGE_PROGRAM_H

#include "view/ui/ui.h"

// The width that its lines need in the smallest type; 0 where there is no such program.
float stage_program_least_px(struct frame *frame);
void stage_program_draw(struct frame *frame, struct rect rect);

#endif
