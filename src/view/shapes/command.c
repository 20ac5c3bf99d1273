// Keeps the list: takes commands in, clips them, hashes them, in the frame's arena.
//
// The hash of a command covers everything a player looks at, so two commands of equal hash paint equal pixels. It
// is no defence against an attacker: 64 bits, mixed by multiplication, enough that a change is not missed by
// chance.
#include "view/shapes/command.h"
#include "view/shapes/held.h"

#include <assert.h>
#include <string.h>

static uint64_t mix(uint64_t hash, uint64_t value)
{
    hash = (hash ^ value) * UINT64_C(0x9e3779b97f4a7c15);
    return hash ^ hash >> 29;
}

static uint64_t mix_floats(uint64_t hash, float a, float b)
{
    uint32_t bits[2];
    memcpy(&bits[0], &a, sizeof a);
    memcpy(&bits[1], &b, sizeof b);
    return mix(hash, (uint64_t)bits[0] << 32 | bits[1]);
}

static uint64_t mix_rect(uint64_t hash, struct rect rect)
{
    return mix_floats(mix_floats(hash, rect.x, rect.y), rect.width, rect.height);
}

static uint64_t colour_bits(struct colour colour)
{
    return (uint64_t)colour.r << 24 | (uint64_t)colour.g << 16 | (uint64_t)colour.b << 8 | colour.a;
}

static uint64_t mix_paint(uint64_t hash, const struct paint *paint)
{
    hash = mix(hash, colour_bits(paint->fill) << 32 | colour_bits(paint->ink));
    if (paint->pattern == PATTERN_SOLID)
        return hash;
    return mix_floats(mix(hash, (uint64_t)paint->pattern << 32 | (uint64_t)pattern_pitch_px(paint)), paint->anchor.x,
                      paint->anchor.y);
}

static uint64_t mix_stroke(uint64_t hash, const struct stroke *stroke)
{
    hash = mix(hash, colour_bits(stroke->colour) << 1 | stroke->round);
    return mix_floats(mix_floats(hash, stroke->width_px, 0), stroke->dash_px, stroke->gap_px);
}

static uint64_t mix_text(uint64_t hash, const char *bytes, size_t count)
{
    for (; count >= 8; bytes += 8, count -= 8) {
        uint64_t word;
        memcpy(&word, bytes, 8);
        hash = mix(hash, word);
    }
    uint64_t rest = count;
    for (size_t i = 0; i < count; i++)
        rest = rest << 8 | (unsigned char)bytes[i];
    return mix(hash, rest);
}

static bool has_paint(const struct draw_command *command)
{
    return command->kind != DRAW_TEXT && command->kind != DRAW_PIXELS;
}

static uint64_t command_hash(const struct draw_command *command)
{
    uint64_t hash = mix_rect(mix_rect((uint64_t)command->kind + 1, command->clip), command->bounds);
    if (has_paint(command))
        hash = mix_stroke(mix_paint(hash, &command->paint), &command->stroke);
    switch (command->kind) {
    case DRAW_BOX:
        return mix_floats(mix_rect(hash, command->box.rect), command->box.radius_px, 0);
    case DRAW_DISC:
    case DRAW_ARC:
        hash = mix_floats(hash, command->circle.centre.x, command->circle.centre.y);
        hash = mix_floats(hash, command->circle.radius_px, 0);
        return mix_floats(hash, command->circle.from_turns, command->circle.to_turns);
    case DRAW_PATH:
        for (size_t i = 0; i < command->path.count; i++)
            hash = mix_floats(hash, command->path.points[i].x, command->path.points[i].y);
        return mix(hash, command->path.closed);
    case DRAW_TEXT:
        hash = mix_text(hash, command->words.utf8, command->words.bytes);
        hash = mix(hash, (uint64_t)command->words.look.size_px << 8 | (uint64_t)command->words.look.face << 1 |
                             command->words.look.figures);
        hash = mix(hash, colour_bits(command->words.colour));
        return mix_floats(hash, command->words.origin.x, command->words.origin.y);
    case DRAW_PIXELS:
        hash = mix(hash, command->picture.pixels.mark);
        return mix_floats(hash, command->picture.at.x, command->picture.at.y);
    }
    return hash;
}

void draw_list_init(struct draw_list *list, struct arena *arena, const struct metrics *metrics, int width_px,
                    int height_px, struct colour ground)
{
    assert(arena && metrics && width_px > 0 && height_px > 0);
    *list = (struct draw_list){
        .arena = arena, .metrics = metrics, .width_px = (float)width_px, .height_px = (float)height_px
    };
    list->ground = colour_faded(ground, 255);
    list->clips[0].rect = rect_of(0, 0, list->width_px, list->height_px);
    list->hash = mix(mix(mix(1, (uint64_t)width_px), (uint64_t)height_px), colour_bits(list->ground));
}

static bool make_room(struct draw_list *list)
{
    if (list->count < list->room)
        return true;
    size_t room = list->room ? list->room * 2 : 256;
    struct draw_command *commands = list->failed ? NULL : arena_get_array(list->arena, room, sizeof *commands);
    if (!commands) {
        list->failed = true;
        return false;
    }
    if (list->count > 0)
        memcpy(commands, list->commands, list->count * sizeof *commands);
    list->commands = commands;
    list->room = room;
    return true;
}

void draw_list_add(struct draw_list *list, struct draw_command *command, bool keep)
{
    command->clip = list->clips[list->depth].rect;
    command->bounds = rect_overlap(command->bounds, command->clip);
    if ((rect_is_empty(command->bounds) && !keep) || list->failed || !make_room(list))
        return;
    command->hash = command_hash(command);
    list->hash = mix(list->hash, command->hash);
    list->commands[list->count++] = *command;
}

static struct rect moved(struct rect rect, float x, float y)
{
    return rect_of(rect.x + x, rect.y + y, rect.width, rect.height);
}

static struct point moved_point(struct point point, float x, float y) { return point_at(point.x + x, point.y + y); }

static void move_shape(struct draw_command *command, float x, float y)
{
    if (command->kind == DRAW_BOX) {
        command->box.rect = moved(command->box.rect, x, y);
    } else if (command->kind == DRAW_DISC || command->kind == DRAW_ARC) {
        command->circle.centre = moved_point(command->circle.centre, x, y);
    } else if (command->kind == DRAW_PATH) {
        struct point *points = (struct point *)command->path.points; // the list's own, in its arena
        for (size_t i = 0; i < command->path.count; i++)
            points[i] = moved_point(points[i], x, y);
    } else if (command->kind == DRAW_PIXELS) {
        command->picture.at = moved_point(command->picture.at, x, y);
    } else {
        command->words.origin = moved_point(command->words.origin, x, y);
        command->words.bounds = moved(command->words.bounds, x, y);
        command->words.place = moved(command->words.place, x, y);
    }
}

void draw_list_part(struct draw_list *list, struct point from, int width_px, int height_px)
{
    const struct rect part = rect_of(0, 0, (float)width_px, (float)height_px);
    size_t count = 0;
    list->width_px = part.width;
    list->height_px = part.height;
    list->hash = mix(mix(mix(1, (uint64_t)width_px), (uint64_t)height_px), colour_bits(list->ground));
    for (size_t i = 0; i < list->count; i++) {
        struct draw_command command = list->commands[i];
        command.clip = rect_overlap(moved(command.clip, -from.x, -from.y), part);
        command.bounds = rect_overlap(moved(command.bounds, -from.x, -from.y), part);
        if (rect_is_empty(command.bounds))
            continue;
        if (has_paint(&command))
            command.paint.anchor = moved_point(command.paint.anchor, -from.x, -from.y);
        move_shape(&command, -from.x, -from.y);
        command.hash = command_hash(&command);
        list->hash = mix(list->hash, command.hash);
        list->commands[count++] = command;
    }
    list->count = count;
}

bool draw_refused(struct draw_list *list, bool is_good)
{
    list->dropped += !is_good;
    return !is_good;
}

void draw_clip_push(struct draw_list *list, struct rect rect, bool scrolls)
{
    assert(list->depth + 1 < DRAW_CLIP_DEPTH);
    struct draw_clip *outer = &list->clips[list->depth++];
    struct rect inner = draw_refused(list, rect_is_number(rect)) || rect_is_empty(rect) ? rect_of(0, 0, 0, 0)
                                                                                        : crisp_rect(held_rect(rect));
    list->clips[list->depth] = (struct draw_clip){ rect_overlap(inner, outer->rect), scrolls || outer->scrolls };
}

void draw_clip_pop(struct draw_list *list)
{
    assert(list->depth > 0);
    list->depth--;
}

void draw_section(struct draw_list *list, struct rect rect)
{
    if (list->section_count < DRAW_SECTIONS_MOST)
        list->sections[list->section_count++] = rect;
}

void draw_layer_begin(struct draw_list *list) { list->layer++; }
