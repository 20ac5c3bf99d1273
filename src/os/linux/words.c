// wordexp(3), told to run nothing.
#include "os/words.h"

#include <stdlib.h>
#include <string.h>
#include <wordexp.h>

// The first of a shell's own signs outside of quotation marks.
static void find_sign(const char *line, char at[2])
{
    char quote = '\0';
    for (; *line; line++) {
        if (*line == '\\' && quote != '\'' && line[1])
            line++;
        else if (quote ? *line == quote : *line == '\'' || *line == '"')
            quote = quote ? '\0' : *line;
        else if (!quote && strchr("|&;<>(){}\n", *line)) {
            at[0] = *line;
            at[1] = '\0';
            return;
        }
    }
}

enum os_words_fault os_words_split(struct os_words *words, const char *line)
{
    *words = (struct os_words){ 0 };
    wordexp_t *found = calloc(1, sizeof *found);
    if (!found)
        return OS_WORDS_MEMORY;
    const int failed = wordexp(line, found, WRDE_NOCMD);
    if (failed == 0) {
        *words = (struct os_words){ .count = found->we_wordc, .list = found->we_wordv, .memory = found };
        return OS_WORDS_WELL;
    }
    if (failed == WRDE_NOSPACE)
        wordfree(found);
    free(found);
    if (failed == WRDE_BADCHAR)
        find_sign(line, words->at);
    return failed == WRDE_BADCHAR  ? OS_WORDS_SHELL
           : failed == WRDE_CMDSUB ? OS_WORDS_RUNS
           : failed == WRDE_SYNTAX ? OS_WORDS_OPEN
                                   : OS_WORDS_MEMORY;
}

void os_words_free(struct os_words *words)
{
    if (words->memory) {
        wordfree(words->memory);
        free(words->memory);
    }
    *words = (struct os_words){ 0 };
}
