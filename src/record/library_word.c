// The first of its names that is neither a namespace of the library's nor its own business.
#include "record/library_word.h"

#include <stdio.h>
#include <string.h>

// Up to the next "::" that stands in no brackets, or the end.
static size_t name_length(const char *name)
{
    int open = 0;
    size_t i = 0;
    for (; name[i] && !(open == 0 && name[i] == ':' && name[i + 1] == ':'); i++)
        open += name[i] == '<' || name[i] == '(' ? 1 : name[i] == '>' || name[i] == ')' ? -1 : 0;
    return i;
}

bool library_word(const char *function, char *word, size_t word_bytes)
{
    for (const char *at = function; *at;) {
        const size_t length = name_length(at), plain = strcspn(at, "<(:");
        const bool is_space = (length == 3 && memcmp(at, "std", 3) == 0) || at[0] == '_';
        if (strncmp(at, "operator", 8) == 0)
            return false;
        if (!is_space && plain > 0) {
            const bool is_string = plain == 12 && memcmp(at, "basic_string", 12) == 0;
            snprintf(word, word_bytes, "%.*s", is_string ? 6 : (int)plain, is_string ? "string" : at);
            return true;
        }
        at += length;
        at += at[0] == ':' ? 2 : 0;
    }
    return false;
}
