// Where a thread stands in Python's code.
#ifndef INSIDE_NUMBER_FRAMES_H
#define INSIDE_NUMBER_FRAMES_H

#include "inside/number/python.h"

#include <stdbool.h>

// An instruction of some code. The code is no reference: the frame holds it.
struct stand {
    py *code;
    int offset; // in bytes
};

// Learns how frames are laid out. Called by a function of C that Python code has called, from different places.
void frames_learn(void);

// Where this thread stands, read from its frame where the layout was learned, else asked for. False: nowhere.
bool frame_stand(struct stand *stand);

// The same, asked for in every case.
bool frame_asked(struct stand *stand);

#endif
