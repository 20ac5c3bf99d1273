// What the recorded test programs share: a program is called with the name of a case and a number.
#ifndef PROGRAMS_PROGRAMS_H
#define PROGRAMS_PROGRAMS_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct program_case {
    const char *name;
    void (*run)(long number);
};

// What the tests know an object by.
static inline void say_address(const char *word, const void *address)
{
    printf("%s %lld\n", word, (long long)(intptr_t)address);
}

static inline int program_run(const struct program_case *cases, size_t case_count, int count, char **words)
{
    for (size_t i = 0; count > 1 && i < case_count; i++)
        if (strcmp(cases[i].name, words[1]) == 0) {
            cases[i].run(count > 2 ? strtol(words[2], NULL, 10) : 0);
            return 0;
        }
    fprintf(stderr, "no such case\n");
    return 2;
}

#endif
