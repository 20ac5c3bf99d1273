// Writes a draw list as lines of text, for golden files and for people.
#include "view/shapes/dump.h"

#include <math.h>
#include <stdarg.h>
#include <string.h>

static const char *const pattern_names[PATTERN_COUNT] = { "solid", "dots", "hatch", "cross", "bars" };
static const char *const face_names[FACE_COUNT] = { "regular", "bold", "mono", "mono-bold" };
static const char *const kind_names[] = { "box", "disc", "arc", "path", "text", "pixels" };

// Hundredths of a pixel, without trailing zeros: finer differences cannot be seen and would make golden files brittle.
static void put_number(FILE *out, float value)
{
    char text[48];
    double hundredths = floor((double)value * 100 + 0.5);
    snprintf(text, sizeof text, "%.2f", (hundredths == 0 ? 0 : hundredths) / 100);
    char *end = text + strlen(text);
    while (end[-1] == '0')
        *--end = 0;
    if (end[-1] == '.')
        *--end = 0;
    fputs(text, out);
}

// Plain text with numbers in it: every '#' of the pattern stands for the next float.
static void put_numbers(FILE *out, const char *pattern, ...)
{
    va_list numbers;
    va_start(numbers, pattern);
    for (; *pattern; pattern++)
        if (*pattern == '#')
            put_number(out, (float)va_arg(numbers, double));
        else
            fputc(*pattern, out);
    va_end(numbers);
}

static void put_rect(FILE *out, struct rect rect)
{
    put_numbers(out, "#,# #x#", rect.x, rect.y, rect.width, rect.height);
}

static void put_colour(FILE *out, struct colour colour)
{
    fprintf(out, "%02x%02x%02x", (unsigned)colour.r, (unsigned)colour.g, (unsigned)colour.b);
    if (colour.a != 255)
        fprintf(out, "/%u", (unsigned)colour.a);
}

static void put_paint(FILE *out, const struct paint *paint)
{
    if (!paint_shows(paint))
        return;
    fputs(" fill ", out);
    put_colour(out, paint->fill);
    if (paint->pattern != PATTERN_SOLID) {
        fprintf(out, " %s ", pattern_names[paint->pattern]);
        put_colour(out, paint->ink);
        fprintf(out, " pitch %d", pattern_pitch_px(paint));
        put_numbers(out, " at #,#", paint->anchor.x, paint->anchor.y);
    }
}

static void put_stroke(FILE *out, const struct stroke *stroke)
{
    if (!stroke_shows(stroke))
        return;
    fputs(" stroke ", out);
    put_colour(out, stroke->colour);
    put_numbers(out, " #", stroke->width_px);
    if (stroke->dash_px > 0)
        put_numbers(out, " dash #,#", stroke->dash_px, stroke->gap_px);
    fputs(stroke->round ? " round" : "", out);
}

static void put_words(FILE *out, const struct draw_words *words)
{
    put_numbers(out, " #,# ", words->origin.x, words->origin.y);
    put_numbers(out, "wide # ", words->width_px);
    fprintf(out, "%s %d%s ", face_names[words->look.face], words->look.size_px, words->look.figures ? " figures" : "");
    put_colour(out, words->colour);
    if (words->id)
        fprintf(out, " id %u", (unsigned)words->id);
    fputs(words->cut ? " cut" : "", out);
    if (words->layer)
        fprintf(out, " layer %u", (unsigned)words->layer);
    fputs(" \"", out);
    for (const char *c = words->utf8; *c; c++)
        if (*c == '"' || *c == '\\')
            fprintf(out, "\\%c", *c);
        else if (*c == '\n')
            fputs("\\n", out);
        else
            fputc(*c, out);
    fputc('"', out);
}

static void put_shape(FILE *out, const struct draw_command *command)
{
    const struct draw_circle *circle = &command->circle;
    switch (command->kind) {
    case DRAW_BOX:
        fputc(' ', out);
        put_rect(out, command->box.rect);
        if (command->box.radius_px > 0)
            put_numbers(out, " corner #", command->box.radius_px);
        break;
    case DRAW_DISC:
        put_numbers(out, " #,# radius #", circle->centre.x, circle->centre.y, circle->radius_px);
        break;
    case DRAW_ARC:
        put_numbers(out, " #,# radius #", circle->centre.x, circle->centre.y, circle->radius_px);
        put_numbers(out, " turns # to #", circle->from_turns, circle->to_turns);
        break;
    case DRAW_PATH:
        fprintf(out, " %zu%s", command->path.count, command->path.closed ? " closed" : "");
        for (size_t i = 0; i < command->path.count; i++)
            put_numbers(out, " #,#", command->path.points[i].x, command->path.points[i].y);
        break;
    case DRAW_TEXT:
        put_words(out, &command->words);
        return;
    case DRAW_PIXELS:
        put_numbers(out, " #,#", command->picture.at.x, command->picture.at.y);
        fprintf(out, " %dx%d", command->picture.pixels.width, command->picture.pixels.height);
        return;
    }
    put_paint(out, &command->paint);
    put_stroke(out, &command->stroke);
}

static bool same_rect(struct rect a, struct rect b)
{
    return a.x == b.x && a.y == b.y && a.width == b.width && a.height == b.height;
}

void draw_list_dump(const struct draw_list *list, FILE *out)
{
    put_numbers(out, "picture #x# ground ", list->width_px, list->height_px);
    put_colour(out, list->ground);
    fputc('\n', out);
    struct rect clip = rect_of(0, 0, list->width_px, list->height_px);
    for (size_t i = 0; i < list->count; i++) {
        const struct draw_command *command = &list->commands[i];
        if (!same_rect(clip, command->clip)) {
            clip = command->clip;
            fputs("clip ", out);
            put_rect(out, clip);
            fputc('\n', out);
        }
        fputs(kind_names[command->kind], out);
        put_shape(out, command);
        fputc('\n', out);
    }
}
