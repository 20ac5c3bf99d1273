// Looks for a name in the program and the libraries it was loaded with.
#ifndef INSIDE_SYMBOL_H
#define INSIDE_SYMBOL_H

// NULL: nobody defines it. To be called before the program runs. dlsym would do, but where it finds nothing it allocates the words
// of its error, and it takes a lock that a fork's child may find taken for good.
void *symbol_find(const char *name);

#endif
