// The line without comments and blanks is looked through for what stores: there must be one such, of a form whose amount stands
// there. Whatever might mean anything else (a text, another assignment, a macro's call with it inside) makes it say nothing.
#include "record/line_constant.h"

#include <string.h>

enum {
    LINE_BYTES = 256
};

// Without blanks and comments; false: it is too long, or there are texts in it, or a comment that does not end.
static bool bare(const char *line, size_t bytes, char out[LINE_BYTES])
{
    size_t used = 0;
    for (size_t i = 0; i < bytes && line[i] != '\n'; i++) {
        const char next = i + 1 < bytes ? line[i + 1] : '\0';
        if (line[i] == '/' && next == '/')
            break;
        if (line[i] == '/' && next == '*') {
            for (i += 2; i + 1 < bytes && !(line[i] == '*' && line[i + 1] == '/'); i++)
                ;
            if (i + 1 >= bytes)
                return false;
            i++;
            continue;
        }
        if (line[i] == '"' || line[i] == '\'' || line[i] == '#' || line[i] == '\\')
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

// A whole number in decimal that ends a statement.
static bool read_number(const char *text, int64_t *number)
{
    int64_t value = 0;
    if (*text < '0' || *text > '9' || (*text == '0' && is_word(text[1])))
        return false;
    for (; *text >= '0' && *text <= '9'; text++) {
        if (value > INT32_MAX)
            return false;
        value = value * 10 + (*text - '0');
    }
    while (*text == 'L' || *text == 'l' || *text == 'U' || *text == 'u')
        text++;
    *number = value;
    return *text == ';' && (text[1] == '\0' || text[1] == '}');
}

// The storing operator at a place, its length; 0: there is none.
static size_t operator_at(const char *text, const char *at)
{
    if ((at[0] == '+' && at[1] == '+') || (at[0] == '-' && at[1] == '-'))
        return 2;
    if (*at != '=')
        return at[0] && strchr("+-*/%&|^", at[0]) && at[1] == '='           ? 2
               : (strncmp(at, "<<=", 3) == 0 || strncmp(at, ">>=", 3) == 0) ? 3
                                                                            : 0;
    const bool compares = at[1] == '=' || (at > text && strchr("=!<>", at[-1]));
    return compares ? 0 : 1;
}

// Where the thing that ends here begins: "bank.total", "p->n", "a[i]", "*p".
static const char *begin_of(const char *text, const char *end)
{
    int open = 0;
    while (end > text) {
        const char letter = end[-1];
        if (letter == ']' || letter == ')')
            open++;
        else if (letter == '[' || letter == '(')
            open--;
        if (open < 0 || (open == 0 && !is_word(letter) && !strchr("[]().*:", letter) &&
                         !(letter == '>' && end - 1 > text && end[-2] == '-') && letter != '-'))
            break;
        end--;
    }
    return end;
}

// Where the thing that begins here ends.
static const char *end_of(const char *begin)
{
    int open = 0;
    for (; *begin; begin++) {
        if (*begin == '[' || *begin == '(')
            open++;
        else if (*begin == ']' || *begin == ')')
            open--;
        const bool arrow = (*begin == '-' && begin[1] == '>') || (*begin == '>' && begin[-1] == '-');
        if (open < 0 || (open == 0 && !is_word(*begin) && !strchr("[]().*:", *begin) && !arrow))
            break;
    }
    return begin;
}

// The last word of a thing that stands in no brackets; of what a pointer points to none.
static void take_name(const char *begin, const char *end, char name[LINE_NAME_BYTES])
{
    const char *first = NULL;
    size_t length = 0;
    int open = 0;
    name[0] = '\0';
    if (begin < end && (*begin == '*' || (*begin == '(' && begin[1] == '*')))
        return;
    for (const char *at = begin; at < end; at++) {
        open += *at == '[' || *at == '(' ? 1 : *at == ']' || *at == ')' ? -1 : 0;
        if (open > 0 || !is_word(*at))
            continue;
        first = at > begin && first && first + length == at ? first : at;
        length = (size_t)(at - first) + 1;
    }
    if (first && length < LINE_NAME_BYTES) {
        memcpy(name, first, length);
        name[length] = '\0';
    }
}

// "balance = balance + 5;"
static bool sums_itself(const char *begin, const char *at, int64_t *amount)
{
    const size_t length = (size_t)(at - begin);
    const char *right = at + 1;
    if (length == 0 || strncmp(right, begin, length) != 0 || (right[length] != '+' && right[length] != '-') ||
        !read_number(right + length + 1, amount))
        return false;
    *amount = right[length] == '-' ? -*amount : *amount;
    return true;
}

// The one that there is; NULL: none, or more.
static const char *only_operator(const char *text, size_t *length)
{
    const char *found = NULL;
    for (const char *at = text; *at;) {
        const size_t step = operator_at(text, at);
        if (step && found)
            return NULL;
        found = step ? at : found;
        *length = step ? step : *length;
        at += step ? step : 1;
    }
    return found;
}

bool line_constant(const char *line, size_t bytes, struct line_constant *constant)
{
    char text[LINE_BYTES] = "";
    size_t length = 0;
    const char *found = bare(line, bytes, text) ? only_operator(text, &length) : NULL;
    if (!found)
        return false;
    const char *begin = begin_of(text, found);
    take_name(begin, found, constant->name);
    if (length == 2 && found[0] == found[1]) { // ++ or --
        if (begin == found)
            take_name(found + 2, end_of(found + 2), constant->name);
        constant->amount = found[0] == '+' ? 1 : -1;
        return true;
    }
    if (length == 1)
        return sums_itself(begin, found, &constant->amount);
    if ((found[0] != '+' && found[0] != '-') || length != 2 || !read_number(found + 2, &constant->amount))
        return false;
    constant->amount = found[0] == '-' ? -constant->amount : constant->amount;
    return true;
}
