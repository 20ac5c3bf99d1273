// Tells the version of the CPython in this image, if there is one; once. Called when it is surely up: when a thread is made, and
// at the end.
#ifndef INSIDE_INTERPRETER_H
#define INSIDE_INTERPRETER_H

void interpreter_tell(void);

// The same once more, where it was told and the record may have been thrown away since. Takes 96 bytes at most.
void interpreter_tell_again(void);

// Looks whether there is one, before the program runs.
void interpreter_begin(void);

#endif
