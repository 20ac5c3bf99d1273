#ifndef INSIDE_HOOKS_HEAR_H
#define INSIDE_HOOKS_HEAR_H

// From now on what the other library tells is heard, if it is there and anything is watched.
void hear_begin(void);

#endif
