// The words of a typed command line, split as a shell splits them, with nothing of it run: quotation marks and backslashes, ~,
// $NAME, and names of files with * and ?.
#ifndef OS_WORDS_H
#define OS_WORDS_H

#include <stddef.h>

enum os_words_fault {
    OS_WORDS_WELL,
    OS_WORDS_SHELL,  // | & ; < > ( ) { } outside of quotation marks: only a shell can do that; at: the sign
    OS_WORDS_OPEN,   // a quotation mark or a bracket is not closed
    OS_WORDS_RUNS,   // $(…) or `…`: would have to be run
    OS_WORDS_MEMORY, // memory is short
};

struct os_words {
    size_t count;
    char **list;  // ended by NULL
    char at[2];   // of OS_WORDS_SHELL
    void *memory; // its own
};

// From a thread that nobody changes the environment beside. What came of it well is freed with os_words_free, which a zeroed one is
// allowed to.
enum os_words_fault os_words_split(struct os_words *words, const char *line);
void os_words_free(struct os_words *words);

#endif
