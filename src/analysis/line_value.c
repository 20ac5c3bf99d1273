// The line without blanks and comments is looked through for what stores: an operator, or a call of something called store.
#include "analysis/line_value.h"

#include <stdbool.h>
#include <string.h>

enum {
    LINE_BYTES = 256,
};

// Without blanks and comments. false: it is too long, or a text or a macro's definition is in it.
static bool bare(const char *line, size_t bytes, char out[LINE_BYTES])
{
    size_t used = 0;
    for (size_t i = 0; i < bytes && line[i] != '\n'; i++) {
        const bool two = line[i] == '/' && i + 1 < bytes;
        if (two && line[i + 1] == '/')
            break;
        if (strchr("\"'#\\", line[i]) || (two && line[i + 1] == '*')) // '\0' too
            return false;
        if (line[i] == ' ' || line[i] == '\t' || line[i] == '\r')
            continue;
        if (used + 1 == LINE_BYTES)
            return false;
        out[used++] = line[i];
    }
    out[used] = '\0';
    return true;
}

static bool is_word(char letter)
{
    return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') || (letter >= '0' && letter <= '9') ||
           letter == '_';
}

// A name, with what it is in; the address of one.
static bool is_moved(const char *text, size_t bytes)
{
    const size_t from = bytes > 0 && *text == '&';
    for (size_t i = from; i < bytes; i++)
        if (!is_word(text[i]) && text[i] != ':')
            return false;
    return bytes > from;
}

static bool is_word_of(const char *text, size_t bytes, const char *word)
{
    return strlen(word) == bytes && memcmp(text, word, bytes) == 0;
}

// A number, or one of the few names that mean but one thing.
static bool is_constant(const char *text, size_t bytes)
{
    static const char *const names[] = { "true", "false", "nullptr", "NULL" };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (is_word_of(text, bytes, names[i]))
            return true;
    const size_t from = bytes > 0 && (*text == '-' || *text == '+');
    for (size_t i = from; i < bytes; i++)
        if (!is_word(text[i]) && text[i] != '.')
            return false;
    return bytes > from && text[from] >= '0' && text[from] <= '9';
}

// How long an argument, or what stands right of an operator, is.
static size_t value_bytes(const char *text)
{
    int open = 0;
    size_t bytes = 0;
    for (; text[bytes] && text[bytes] != ';'; bytes++) {
        if (strchr("([{", text[bytes]))
            open++;
        if (strchr(")]}", text[bytes]) && open-- == 0)
            break;
        if (text[bytes] == ',' && open == 0)
            break;
    }
    return bytes;
}

static enum line_value value_at(const char *text)
{
    const size_t bytes = value_bytes(text);
    return is_constant(text, bytes) ? LINE_CONSTANT : is_moved(text, bytes) ? LINE_MOVES : LINE_COMPUTES;
}

// What is stored by the operators of a line. *found: there is one.
static enum line_value by_operator(const char *text, bool *found)
{
    enum line_value value = LINE_SAYS_NOTHING;
    for (const char *at = text; *at; at++) {
        const char before = at > text ? at[-1] : '\0';
        const bool steps = (at[0] == '+' || at[0] == '-') && at[1] == at[0];
        const bool compares = at[0] == '=' && (at[1] == '=' || (before && strchr("=!<>", before)));
        const bool shifts = at[0] == '=' && at - text >= 2 && before && strchr("<>", before) && at[-2] == before;
        if (!steps && (at[0] != '=' || (compares && !shifts)))
            continue;
        if (*found)
            return LINE_SAYS_NOTHING;
        *found = true;
        const bool computes = steps || (before && strchr("+-*/%&|^<>", before));
        value = computes ? LINE_COMPUTES : value_at(at + 1);
        at += steps;
    }
    return value;
}

// The first argument of a member function, the second of another.
static enum line_value by_call(const char *text)
{
    const char *call = strstr(text, "store");
    if (!call || strstr(call + 1, "store"))
        return LINE_SAYS_NOTHING;
    const char *name = call, *open = call;
    while (name > text && (is_word(name[-1]) || name[-1] == ':'))
        name--;
    while (is_word(*open))
        open++;
    if (*open != '(')
        return LINE_SAYS_NOTHING;
    const bool is_member = name > text && (name[-1] == '.' || (name[-1] == '>' && name - text >= 2 && name[-2] == '-'));
    const char *argument = open + 1;
    if (!is_member) {
        argument += value_bytes(argument);
        if (*argument++ != ',')
            return LINE_SAYS_NOTHING;
    }
    return value_at(argument);
}

enum line_value line_value(const char *line, size_t bytes)
{
    char text[LINE_BYTES];
    bool found = false;
    if (!bare(line, bytes, text))
        return LINE_SAYS_NOTHING;
    const enum line_value value = by_operator(text, &found);
    return found ? value : by_call(text);
}
