// Texts are put in order: by layer, section, line, and place in the line.
//
// What stands on one base line, or as near to it as the smaller letters are high, is one line. Sections are few; a text is of the
// smallest one that its middle lies in.
#include "view/shapes/lines.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct placed {
    const struct draw_words *words;
    int section;         // −1: of none
    struct point corner; // the section's, high above all where there is none
    int line;
};

static int section_of(const struct draw_list *list, const struct draw_words *words)
{
    int found = -1;
    for (int i = 0; i < list->section_count && words->layer == 0; i++) {
        const struct rect *of = &list->sections[i], *best = found >= 0 ? &list->sections[found] : NULL;
        if (rect_holds(*of, rect_centre(words->bounds)) &&
            (!best || of->width * of->height < best->width * best->height))
            found = i;
    }
    return found;
}

static int compare(float a, float b) { return (a > b) - (a < b); }

// Sections from the top down, and beside each other from the left.
static int by_paragraph(const struct placed *a, const struct placed *b)
{
    if (a->words->layer != b->words->layer)
        return a->words->layer < b->words->layer ? -1 : 1;
    if (a->section == b->section)
        return 0;
    const int down = compare(a->corner.y, b->corner.y), across = compare(a->corner.x, b->corner.x);
    return down ? down : across ? across : a->section < b->section ? -1 : 1;
}

static int by_height(const void *left, const void *right)
{
    const struct placed *a = left, *b = right;
    const int paragraph = by_paragraph(a, b);
    return paragraph ? paragraph : compare(a->words->origin.y, b->words->origin.y);
}

static int by_line(const void *left, const void *right)
{
    const struct placed *a = left, *b = right;
    const int paragraph = by_paragraph(a, b);
    return paragraph            ? paragraph
           : a->line != b->line ? (a->line > b->line) - (a->line < b->line)
                                : compare(a->words->origin.x, b->words->origin.x);
}

static size_t collect(const struct draw_list *list, struct placed *texts)
{
    size_t count = 0;
    for (size_t i = 0; i < list->count; i++) {
        const struct draw_command *command = &list->commands[i];
        if (command->kind != DRAW_TEXT || command->words.bytes == 0 || !rects_meet(command->bounds, command->clip))
            continue;
        struct placed *text = &texts[count++];
        *text = (struct placed){ &command->words, section_of(list, &command->words), { 0, -1 }, 0 };
        if (text->section >= 0)
            text->corner = point_at(list->sections[text->section].x, list->sections[text->section].y);
    }
    return count;
}

static void number_lines(struct placed *texts, size_t count)
{
    int line = 0;
    float base = 0;
    qsort(texts, count, sizeof *texts, by_height);
    for (size_t i = 0; i < count; i++) {
        const float y = texts[i].words->origin.y, near = 0.45f * (float)texts[i].words->look.size_px;
        if (i == 0 || by_paragraph(&texts[i - 1], &texts[i]) != 0 || y - base > near) {
            line++;
            base = y;
        }
        texts[i].line = line;
    }
    qsort(texts, count, sizeof *texts, by_line);
}

// A sentence that was drawn in pieces goes on; columns stand apart.
static const char *between(const struct draw_words *left, const struct draw_words *right)
{
    const float gap = right->bounds.x - rect_right(left->bounds), size = (float)right->look.size_px;
    return gap < 0.12f * size && gap > -0.5f * size ? "" : gap < 0.8f * size ? " " : "   ";
}

// The same once more in the same place, as an outline is drawn below its letters.
static bool is_again(const struct draw_words *a, const struct draw_words *b)
{
    return fabsf(a->origin.x - b->origin.x) < 2 && strcmp(a->utf8, b->utf8) == 0;
}

void draw_list_lines(const struct draw_list *list, FILE *out)
{
    struct placed *texts = calloc(list->count + 1, sizeof *texts);
    const size_t count = texts ? collect(list, texts) : 0;
    if (count > 0)
        number_lines(texts, count);
    for (size_t i = 0; i < count; i++) {
        const struct placed *text = &texts[i], *before = i > 0 ? &texts[i - 1] : NULL;
        if (before && by_paragraph(before, text) != 0)
            fputs("\n\n", out);
        else if (before && before->line != text->line)
            fputc('\n', out);
        else if (before && is_again(before->words, text->words))
            continue;
        else if (before)
            fputs(between(before->words, text->words), out);
        fputs(text->words->utf8, out);
    }
    if (count > 0)
        fputc('\n', out);
    free(texts);
}
