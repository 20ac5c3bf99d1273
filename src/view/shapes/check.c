// Looks over the texts of a draw list: does each stay where it belongs, and clear of the others?
//
// Two texts of one layer may touch but not overlap; a later layer may cover an earlier one, as a tooltip does.
// Texts under a clip that scrolls may lie across its edge. Letters are measured to the half pixel, so that much is
// let pass.
#include "view/shapes/check.h"

#define LET_PASS_PX 0.5f

static bool lies_within(struct rect inner, struct rect outer)
{
    return inner.x >= outer.x - LET_PASS_PX && inner.y >= outer.y - LET_PASS_PX &&
           rect_right(inner) <= rect_right(outer) + LET_PASS_PX &&
           rect_bottom(inner) <= rect_bottom(outer) + LET_PASS_PX;
}

static void put_text(FILE *out, const struct draw_words *words)
{
    fprintf(out, "\"%s\" (id %u, %.1f,%.1f %.1fx%.1f)", words->utf8, (unsigned)words->id, (double)words->bounds.x,
            (double)words->bounds.y, (double)words->bounds.width, (double)words->bounds.height);
}

static size_t complain(FILE *out, const struct draw_words *words, const char *what, struct rect where)
{
    put_text(out, words);
    fprintf(out, " %s %.1f,%.1f %.1fx%.1f\n", what, (double)where.x, (double)where.y, (double)where.width,
            (double)where.height);
    return 1;
}

static size_t check_one(const struct draw_command *command, struct rect picture, FILE *out)
{
    const struct draw_words *words = &command->words;
    size_t wrong = 0;
    if (words->cut && !words->foreign)
        wrong += complain(out, words, "was cut to fit", words->bounds);
    if (words->scrolls)
        return wrong;
    if (!lies_within(words->bounds, words->place))
        wrong += complain(out, words, "leaves its place", words->place);
    if (!lies_within(words->bounds, command->clip))
        wrong += complain(out, words, "is clipped at", command->clip);
    if (!lies_within(words->bounds, picture))
        wrong += complain(out, words, "leaves the picture", picture);
    return wrong;
}

static size_t check_pair(const struct draw_command *a, const struct draw_command *b, FILE *out)
{
    struct rect seen_a = rect_overlap(a->words.bounds, a->clip), seen_b = rect_overlap(b->words.bounds, b->clip);
    if (a->words.layer != b->words.layer ||
        !rects_meet(rect_inset(seen_a, LET_PASS_PX), rect_inset(seen_b, LET_PASS_PX)))
        return 0;
    put_text(out, &a->words);
    fputs(" overlaps ", out);
    put_text(out, &b->words);
    fputc('\n', out);
    return 1;
}

size_t draw_list_check_texts(const struct draw_list *list, FILE *out)
{
    struct rect picture = rect_of(0, 0, list->width_px, list->height_px);
    size_t wrong = 0;
    for (size_t i = 0; i < list->count; i++) {
        if (list->commands[i].kind != DRAW_TEXT)
            continue;
        wrong += check_one(&list->commands[i], picture, out);
        for (size_t k = 0; k < i; k++)
            if (list->commands[k].kind == DRAW_TEXT)
                wrong += check_pair(&list->commands[k], &list->commands[i], out);
    }
    return wrong;
}
