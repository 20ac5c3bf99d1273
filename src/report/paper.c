// Inks are sequences of a terminal.
#include "report/paper.h"

#include "base/text.h"
#include "base/utf8.h"

#include <stdarg.h>
#include <string.h>

static const char *const inks[] = {
    [INK_PLAIN] = "\033[0m",
    [INK_BOLD] = "\033[1m",
    [INK_SOFT] = "\033[38;5;245m",
    [INK_LOST] = "\033[1;38;5;204m",
    [INK_GOOD] = "\033[38;5;78m",
    [INK_STATES + STATE_NEW] = "\033[38;5;247m",
    [INK_STATES + STATE_READY] = "\033[38;5;227m",
    [INK_STATES + STATE_RUNNING] = "\033[38;5;75m",
    [INK_STATES + STATE_BLOCKED] = "\033[38;5;166m",
    [INK_STATES + STATE_DEAD] = "\033[38;5;32m",
    [INK_STATES + STATE_ALIVE] = "\033[0m",
};

const struct text_column paper_labelled[PAPER_LABELLED] = { { .left = true, .least = PAPER_LABEL_COLUMNS - 2 },
                                                            { .least = 11 },
                                                            { .left = true } };

void paper_ink(const struct paper *paper, int ink)
{
    if (paper->colour)
        fputs(inks[ink], paper->out);
}

void paper_label(const struct paper *paper, const char *text)
{
    const int rest = PAPER_LABEL_COLUMNS - (int)text_columns(text);
    paper_ink(paper, INK_SOFT);
    fprintf(paper->out, "  %s%*s", text, rest > 1 ? rest : 1, ""); // a lock may have a long name
    paper_ink(paper, INK_PLAIN);
}

const char *paper_cell_ink(const struct paper *paper, int ink) { return paper->colour ? inks[ink] : NULL; }

void paper_say(struct text_cell *cell, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(cell->text, sizeof cell->text, format, arguments);
    va_end(arguments);
}

void paper_table(const struct paper *paper, struct text_table table)
{
    table.indent = 2;
    table.ink_end = inks[INK_PLAIN];
    text_table_print(paper->out, &table);
}

// Ideographs stand without spaces: a line may end behind each of them, but not before what closes something.
static bool is_ideograph(uint32_t character) { return character >= 0x2E80; }

static bool closes(uint32_t character)
{
    static const uint32_t marks[] = { 0x3001, 0x3002, 0xFF01, 0xFF09, 0xFF0C, 0xFF1A, 0xFF1B, 0xFF1F, 0x201D };
    bool found = false;
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
        found |= marks[i] == character;
    return found;
}

// How many bytes from there on no line's end may part.
static size_t together(const char *text)
{
    uint32_t character, next;
    size_t bytes = utf8_read(text, &character);
    for (size_t step; (step = utf8_read(text + bytes, &next)) > 0 && next != ' '; bytes += step, character = next)
        if (!closes(next) && (is_ideograph(character) || is_ideograph(next)))
            break;
    return bytes;
}

void paper_prose(FILE *out, const char *text)
{
    enum {
        COLUMNS = 80
    };
    size_t column = 0;
    char piece[256];
    for (const char *at = text; *at;) {
        const bool space = *at == ' ';
        at += space;
        const size_t bytes = *at ? together(at) : 0;
        snprintf(piece, sizeof piece, "%.*s", (int)bytes, at);
        const size_t columns = text_columns(piece);
        if (column && column + space + columns > COLUMNS) {
            fputc('\n', out);
            column = 0;
        } else if (column && space) {
            fputc(' ', out);
            column++;
        }
        fwrite(at, 1, bytes, out);
        column += columns;
        at += bytes;
    }
    fputc('\n', out);
}
