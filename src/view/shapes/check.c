// Looks over the texts of a draw list: does each stay where it belongs, clear of the others and of what is drawn later?
//
// Two texts of one layer may touch but not overlap; a later layer may cover an earlier one, as a tooltip does.
// Texts under a clip that scrolls may lie across its edge. Letters are measured to the half pixel, so that much is
// let pass.
#include "view/shapes/check.h"

#include <math.h>

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

// ---- what goes through a text -----------------------------------------------------------------------------------------

// Of the way from a to b the part within the slab, narrowed; false: none.
static bool narrow(float from, float to, float low, float high, float *first, float *last)
{
    const float way = to - from;
    if (way == 0)
        return from >= low && from <= high;
    const float enters = (way > 0 ? low - from : high - from) / way,
                leaves = (way > 0 ? high - from : low - from) / way;
    *first = enters > *first ? enters : *first;
    *last = leaves < *last ? leaves : *last;
    return *first <= *last;
}

static bool goes_through(struct point a, struct point b, struct rect rect)
{
    float first = 0, last = 1;
    return narrow(a.x, b.x, rect.x, rect_right(rect), &first, &last) &&
           narrow(a.y, b.y, rect.y, rect_bottom(rect), &first, &last);
}

static bool path_goes_through(const struct draw_command *command, struct rect rect)
{
    const struct draw_path *path = &command->path;
    for (size_t i = 1; i < path->count; i++)
        if (goes_through(path->points[i - 1], path->points[i], rect))
            return true;
    return false;
}

// Where its letters are: a line of text is higher than they.
static struct rect letters_of(const struct draw_words *words)
{
    const float off = words->bounds.height * 0.24f;
    return rect_between(words->bounds.x + 1, words->bounds.y + off, rect_right(words->bounds) - 1,
                        rect_bottom(words->bounds) - off);
}

size_t draw_list_check_strokes(const struct draw_list *list, FILE *out)
{
    size_t wrong = 0;
    for (size_t t = 0; t < list->count; t++) {
        const struct draw_command *text = &list->commands[t];
        if (text->kind != DRAW_TEXT)
            continue;
        const struct rect seen = rect_overlap(letters_of(&text->words), text->clip);
        for (size_t i = t + 1; i < list->count && !rect_is_empty(seen); i++) {
            const struct draw_command *over = &list->commands[i];
            if (over->kind == DRAW_TEXT && over->words.layer != text->words.layer)
                break;
            if (over->kind == DRAW_PATH && path_goes_through(over, rect_overlap(seen, over->clip))) {
                wrong += complain(out, &text->words, "has something drawn through it within", over->bounds);
                break;
            }
        }
    }
    return wrong;
}

// ---- what stands in a box ---------------------------------------------------------------------------------------------

#define MARGIN_PX 1.0f // between letters and the edge, at the least

// The box that a text stands in; NULL: none. A square one is a token, which its name is fitted to.
static const struct draw_command *box_of(const struct draw_list *list, size_t text)
{
    const struct draw_command *words = &list->commands[text];
    const struct point middle = rect_centre(words->words.bounds);
    for (size_t i = text; i-- > 0;) {
        const struct draw_command *box = &list->commands[i];
        if (box->kind == DRAW_BOX && rect_holds(box->box.rect, middle))
            return stroke_shows(&box->stroke) && fabsf(box->box.rect.width - box->box.rect.height) > 1 ? box : NULL;
    }
    return NULL;
}

size_t draw_list_check_margins(const struct draw_list *list, FILE *out)
{
    size_t wrong = 0;
    for (size_t t = 0; t < list->count; t++) {
        const struct draw_command *text = &list->commands[t];
        const struct draw_command *box = text->kind == DRAW_TEXT && !text->words.scrolls ? box_of(list, t) : NULL;
        if (box && !lies_within(letters_of(&text->words),
                                rect_inset(box->box.rect, box->stroke.width_px + MARGIN_PX - LET_PASS_PX)))
            wrong += complain(out, &text->words, "touches the edge of", box->box.rect);
    }
    return wrong;
}
