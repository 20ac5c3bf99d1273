// One SVG element a command, in order; clips and patterns are defined just before their first use.
//
// Definitions are found again by value, not by hash, among those already written; there are only a handful of each
// in a picture.
#include "view/shapes/svg.h"

#include "base/utf8.h"
#include "view/shapes/plain_png.h"

#include <math.h>
#include <stdarg.h>
#include <string.h>

#define DEFINITIONS_MAX 256 // past this a definition is simply written again

struct definitions {
    const struct draw_command *of[DEFINITIONS_MAX]; // the command that brought it
    size_t count;
};

struct svg {
    FILE *out;
    const struct draw_list *list;
    struct definitions patterns, clips;
    size_t names; // given out so far
    size_t pattern_name[DEFINITIONS_MAX], clip_name[DEFINITIONS_MAX];
    bool in_clip;
};

// Thousandths of a pixel, without trailing zeros.
static void put_number(FILE *out, double value)
{
    char text[48];
    double rounded = floor(value * 1000 + 0.5) / 1000;
    snprintf(text, sizeof text, "%.3f", rounded == 0 ? 0 : rounded);
    char *end = text + strlen(text);
    while (end[-1] == '0')
        *--end = 0;
    if (end[-1] == '.')
        *--end = 0;
    fputs(text, out);
}

// Every '#' of the pattern stands for the next number.
static void put(FILE *out, const char *pattern, ...)
{
    va_list numbers;
    va_start(numbers, pattern);
    for (; *pattern; pattern++)
        if (*pattern == '#')
            put_number(out, va_arg(numbers, double));
        else
            fputc(*pattern, out);
    va_end(numbers);
}

static void put_colour(FILE *out, const char *name, struct colour colour)
{
    fprintf(out, " %s=\"rgb(%u,%u,%u)\"", name, (unsigned)colour.r, (unsigned)colour.g, (unsigned)colour.b);
    if (colour.a != 255) {
        fprintf(out, " %s-opacity=\"", name);
        put_number(out, colour.a / 255.0);
        fputc('"', out);
    }
}

// XML allows no control characters but tab and newline, and wants these five escaped. Wrong UTF-8 becomes U+FFFD.
static void put_escaped(FILE *out, const char *utf8)
{
    while (*utf8) {
        uint32_t character;
        size_t bytes = utf8_read(utf8, &character);
        switch (character) {
        case '<':
            fputs("&lt;", out);
            break;
        case '>':
            fputs("&gt;", out);
            break;
        case '&':
            fputs("&amp;", out);
            break;
        case '"':
            fputs("&quot;", out);
            break;
        case '\'':
            fputs("&#39;", out);
            break;
        default:
            if (character == UTF8_REPLACEMENT || character == 0xfffe || character == 0xffff ||
                (character < 0x20 && character != '\t' && character != '\n'))
                fputs("\xef\xbf\xbd", out);
            else
                fwrite(utf8, 1, bytes, out);
        }
        utf8 += bytes;
    }
}

static bool same_colour(struct colour a, struct colour b)
{
    return a.r == b.r && a.g == b.g && a.b == b.b && a.a == b.a;
}

static bool same_paint(const struct paint *a, const struct paint *b)
{
    return a->pattern == b->pattern && pattern_pitch_px(a) == pattern_pitch_px(b) && same_colour(a->fill, b->fill) &&
           same_colour(a->ink, b->ink) && a->anchor.x == b->anchor.x && a->anchor.y == b->anchor.y;
}

static bool same_rect(struct rect a, struct rect b)
{
    return a.x == b.x && a.y == b.y && a.width == b.width && a.height == b.height;
}

// Stripes reach past the tile on both sides, so that they meet at its edges.
static void put_pattern_ink(FILE *out, enum pattern pattern, double pitch, double ink)
{
    double mid = pitch / 2;
    switch (pattern) {
    case PATTERN_DOTS:
        put(out, "<circle cx=\"#\" cy=\"#\" r=\"#\"/>", pitch / 4, pitch / 4, ink);
        put(out, "<circle cx=\"#\" cy=\"#\" r=\"#\"/>", pitch * 3 / 4, pitch * 3 / 4, ink);
        return;
    case PATTERN_HATCH:
    case PATTERN_CROSS:
        for (int i = -1; i <= 1; i++) {
            put(out, "<path d=\"M# #L# #\" stroke-width=\"#\"/>", i * pitch - mid, pitch + mid, i * pitch + pitch + mid,
                -mid, ink);
        }
        for (int i = -1; i <= 1 && pattern == PATTERN_CROSS; i++) {
            put(out, "<path d=\"M# #L# #\" stroke-width=\"#\"/>", i * pitch - mid, -mid, i * pitch + pitch + mid,
                pitch + mid, ink);
        }
        return;
    case PATTERN_BARS:
        put(out, "<rect x=\"#\" y=\"0\" width=\"#\" height=\"#\"/>", mid - ink / 2, ink, pitch);
        return;
    case PATTERN_SOLID:
    case PATTERN_COUNT:
        return;
    }
}

static size_t define_pattern(struct svg *svg, const struct draw_command *command)
{
    struct definitions *known = &svg->patterns;
    for (size_t i = 0; i < known->count; i++)
        if (same_paint(&known->of[i]->paint, &command->paint))
            return svg->pattern_name[i];
    const struct paint *paint = &command->paint;
    double pitch = pattern_pitch_px(paint);
    size_t name = ++svg->names;
    fprintf(svg->out, "<pattern id=\"d%zu\" patternUnits=\"userSpaceOnUse\"", name);
    put(svg->out, " x=\"#\" y=\"#\" width=\"#\" height=\"#\">", (double)paint->anchor.x, (double)paint->anchor.y, pitch,
        pitch);
    put(svg->out, "<rect width=\"#\" height=\"#\"", pitch, pitch);
    put_colour(svg->out, "fill", paint->fill);
    fputs("/><g", svg->out);
    put_colour(svg->out, "fill", paint->ink);
    put_colour(svg->out, "stroke", paint->ink);
    fputs(" stroke-width=\"0\">", svg->out);
    put_pattern_ink(svg->out, paint->pattern, pitch, (double)pattern_ink_px(paint->pattern, (int)pitch));
    fputs("</g></pattern>\n", svg->out);
    if (known->count < DEFINITIONS_MAX) {
        svg->pattern_name[known->count] = name;
        known->of[known->count++] = command;
    }
    return name;
}

static size_t define_clip(struct svg *svg, const struct draw_command *command)
{
    struct definitions *known = &svg->clips;
    for (size_t i = 0; i < known->count; i++)
        if (same_rect(known->of[i]->clip, command->clip))
            return svg->clip_name[i];
    size_t name = ++svg->names;
    struct rect clip = command->clip;
    fprintf(svg->out, "<clipPath id=\"d%zu\">", name);
    put(svg->out, "<rect x=\"#\" y=\"#\" width=\"#\" height=\"#\"/></clipPath>\n", (double)clip.x, (double)clip.y,
        (double)clip.width, (double)clip.height);
    if (known->count < DEFINITIONS_MAX) {
        svg->clip_name[known->count] = name;
        known->of[known->count++] = command;
    }
    return name;
}

// Opens a group for the command's clip, if it is another than that of the command before.
static void enter_clip(struct svg *svg, const struct draw_command *command, struct rect *present)
{
    if (same_rect(command->clip, *present))
        return;
    if (svg->in_clip)
        fputs("</g>\n", svg->out);
    *present = command->clip;
    svg->in_clip = !same_rect(command->clip, rect_of(0, 0, svg->list->width_px, svg->list->height_px));
    if (svg->in_clip) {
        size_t name = define_clip(svg, command);
        fprintf(svg->out, "<g clip-path=\"url(#d%zu)\">\n", name);
    }
}

static void put_style(struct svg *svg, const struct draw_command *command, size_t pattern_name)
{
    FILE *out = svg->out;
    if (!paint_shows(&command->paint))
        fputs(" fill=\"none\"", out);
    else if (pattern_name > 0)
        fprintf(out, " fill=\"url(#d%zu)\"", pattern_name);
    else
        put_colour(out, "fill", command->paint.fill);
    const struct stroke *stroke = &command->stroke;
    if (!stroke_shows(stroke))
        return;
    put_colour(out, "stroke", stroke->colour);
    put(out, " stroke-width=\"#\"", (double)stroke->width_px);
    if (stroke->dash_px > 0)
        put(out, " stroke-dasharray=\"# #\"", (double)stroke->dash_px, (double)stroke->gap_px);
    if (stroke->round)
        fputs(" stroke-linecap=\"round\"", out);
    fputs(" stroke-linejoin=\"round\"", out);
}

// A stroke of a box or disc lies inside its edge; SVG's lies on it, so the shape is drawn smaller by half its width.
static void put_box(struct svg *svg, const struct draw_command *command)
{
    double half = stroke_shows(&command->stroke) ? (double)command->stroke.width_px / 2 : 0;
    const struct draw_box *box = &command->box;
    double corner = (double)box->radius_px - half;
    put(svg->out, "<rect x=\"#\" y=\"#\" width=\"#\" height=\"#\"", (double)box->rect.x + half,
        (double)box->rect.y + half, (double)box->rect.width - 2 * half, (double)box->rect.height - 2 * half);
    if (corner > 0)
        put(svg->out, " rx=\"#\"", corner);
}

static void put_disc(struct svg *svg, const struct draw_command *command)
{
    double half = stroke_shows(&command->stroke) ? (double)command->stroke.width_px / 2 : 0;
    const struct draw_circle *circle = &command->circle;
    put(svg->out, "<circle cx=\"#\" cy=\"#\" r=\"#\"", (double)circle->centre.x, (double)circle->centre.y,
        (double)circle->radius_px - half);
}

// As two halves, because one SVG arc cannot go all the way round.
static void put_arc(struct svg *svg, const struct draw_command *command)
{
    const struct draw_circle *circle = &command->circle;
    double radius = (double)circle->radius_px, turn = 6.283185307179586;
    double angle[] = { (double)circle->from_turns * turn, (double)(circle->from_turns + circle->to_turns) / 2 * turn,
                       (double)circle->to_turns * turn };
    for (int i = 0; i < 3; i++) {
        double x = (double)circle->centre.x + cos(angle[i]) * radius,
               y = (double)circle->centre.y + sin(angle[i]) * radius;
        if (i == 0)
            put(svg->out, "<path d=\"M# #", x, y);
        else
            put(svg->out, "A# # 0 0 1 # #", radius, radius, x, y);
    }
    fputc('"', svg->out);
}

static void put_path(struct svg *svg, const struct draw_command *command)
{
    const struct draw_path *path = &command->path;
    fputs("<path d=\"", svg->out);
    for (size_t i = 0; i < path->count; i++)
        put(svg->out, i == 0 ? "M# #" : "L# #", (double)path->points[i].x, (double)path->points[i].y);
    fputs(path->closed ? "Z\"" : "\"", svg->out);
}

static void put_words(struct svg *svg, const struct draw_words *words)
{
    static const struct {
        const char *family, *weight;
    } faces[FACE_COUNT] = {
        [FACE_REGULAR] = { "'Noto Sans CJK SC','Noto Sans SC','DejaVu Sans',sans-serif", "400" },
        [FACE_BOLD] = { "'Noto Sans CJK SC','Noto Sans SC','DejaVu Sans',sans-serif", "700" },
        [FACE_MONO] = { "'Noto Sans Mono CJK SC','DejaVu Sans Mono',monospace", "400" },
        [FACE_MONO_BOLD] = { "'Noto Sans Mono CJK SC','DejaVu Sans Mono',monospace", "700" },
    };
    if (words->bytes == 0)
        return;
    put(svg->out, "<text x=\"#\" y=\"#\" textLength=\"#\" lengthAdjust=\"spacingAndGlyphs\"", (double)words->origin.x,
        (double)words->origin.y, (double)words->width_px);
    fprintf(svg->out, " font-family=\"%s\" font-weight=\"%s\" font-size=\"%d\" xml:space=\"preserve\"",
            faces[words->look.face].family, faces[words->look.face].weight, words->look.size_px);
    put_colour(svg->out, "fill", words->colour);
    fputc('>', svg->out);
    put_escaped(svg->out, words->utf8);
    fputs("</text>\n", svg->out);
}

static void put_pixels(struct svg *svg, const struct draw_pixels *picture)
{
    put(svg->out, "<image x=\"#\" y=\"#\" width=\"#\" height=\"#\" href=\"data:image/png;base64,",
        (double)picture->at.x, (double)picture->at.y, (double)picture->pixels.width, (double)picture->pixels.height);
    plain_png_write(&picture->pixels, svg->out);
    fputs("\"/>\n", svg->out);
}

static void put_command(struct svg *svg, const struct draw_command *command)
{
    static void (*const put_shape[])(struct svg *, const struct draw_command *) = {
        [DRAW_BOX] = put_box, [DRAW_DISC] = put_disc, [DRAW_ARC] = put_arc, [DRAW_PATH] = put_path
    };
    if (command->kind == DRAW_TEXT) {
        put_words(svg, &command->words);
        return;
    }
    if (command->kind == DRAW_PIXELS) {
        put_pixels(svg, &command->picture);
        return;
    }
    bool has_pattern = paint_shows(&command->paint) && command->paint.pattern != PATTERN_SOLID;
    size_t pattern_name = has_pattern ? define_pattern(svg, command) : 0;
    put_shape[command->kind](svg, command);
    put_style(svg, command, pattern_name);
    fputs("/>\n", svg->out);
}

void svg_write(const struct draw_list *list, const char *title, FILE *out)
{
    struct svg svg = { .out = out, .list = list };
    double width = (double)list->width_px, height = (double)list->height_px;
    fputs("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<svg xmlns=\"http://www.w3.org/2000/svg\"", out);
    put(out, " width=\"#\" height=\"#\" viewBox=\"0 0 # #\">\n", width, height, width, height);
    if (title) {
        fputs("<title>", out);
        put_escaped(out, title);
        fputs("</title>\n", out);
    }
    put(out, "<rect width=\"#\" height=\"#\"", width, height);
    put_colour(out, "fill", list->ground);
    fputs("/>\n", out);
    struct rect clip = rect_of(0, 0, list->width_px, list->height_px);
    for (size_t i = 0; i < list->count; i++) {
        enter_clip(&svg, &list->commands[i], &clip);
        put_command(&svg, &list->commands[i]);
    }
    fputs(svg.in_clip ? "</g>\n</svg>\n" : "</svg>\n", out);
}
