// Inks are sequences of a terminal.
#include "report/paper.h"

#include "base/text.h"

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
    paper_ink(paper, INK_SOFT);
    fprintf(paper->out, "  %s%*s", text, PAPER_LABEL_COLUMNS - (int)text_columns(text), "");
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

void paper_prose(FILE *out, const char *text)
{
    enum {
        COLUMNS = 80
    };
    size_t column = 0;
    for (const char *at = text; *at;) {
        const size_t length = strcspn(at, " ");
        if (column && column + 1 + length > COLUMNS) {
            fputc('\n', out);
            column = 0;
        } else if (column) {
            fputc(' ', out);
            column++;
        }
        fwrite(at, 1, length, out);
        column += length;
        at += length + (at[length] == ' ');
    }
    fputc('\n', out);
}
