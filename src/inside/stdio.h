// What C's stdio still holds back goes out when the program ends by exit.
#ifndef INSIDE_STDIO_H
#define INSIDE_STDIO_H

// The program's own last steps are done: what is in the buffers is about to go out.
void stdio_ends(void);

#endif
