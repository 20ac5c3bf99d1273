// Words in the arena.
#include "view/ui/words.h"

#include "base/text.h"
#include "document/document.h"
#include "document/present.h"
#include "labs/balance/experiment.h"

#include <string.h>

enum {
    TOKEN_LETTERS = 4,
};

static const char *kept(struct frame *frame, const char *text)
{
    const char *copy = arena_printf(frame->arena, "%s", text);
    return copy ? copy : "";
}

const char *words_name_in(struct frame *frame, const struct experiment *experiment, uint32_t worker)
{
    char name[WORKER_NAME_BYTES];
    return kept(frame, worker_name(name, experiment->workers, worker));
}

const char *words_name(struct frame *frame, uint32_t worker) { return frame->document->recording.tasks[worker].name; }

const char *words_token(struct frame *frame, uint32_t task)
{
    const struct crowd *crowd = &frame->document->crowd;
    const char *name = words_name(frame, task);
    if (crowd->process_count == 0 || strlen(name) <= TOKEN_LETTERS)
        return name;
    const uint32_t number = crowd_number(crowd, task);
    const char *brief = crowd->process_count > 1 && number == 0
                            ? arena_printf(frame->arena, "P%u", crowd->process_of[task])
                            : arena_printf(frame->arena, "T%u", number);
    return brief ? brief : "";
}

const char *words_called(struct frame *frame, uint32_t task)
{
    const bool process = frame->document->recording.tasks[task].kind == TASK_PROCESS;
    return process ? words_token(frame, task) : words_name(frame, task);
}

const char *words_number(struct frame *frame, int64_t value)
{
    char buffer[TEXT_NUMBER_BYTES];
    return kept(frame, text_grouped(buffer, value));
}

const char *words_signed(struct frame *frame, int64_t value)
{
    char buffer[TEXT_NUMBER_BYTES];
    return kept(frame, text_signed(buffer, value));
}

const char *words_time(struct frame *frame, uint64_t ns)
{
    char buffer[TEXT_NUMBER_BYTES];
    return kept(frame, text_duration(buffer, ns));
}

// The text that names it; 0: the name is somebody's program's.
static enum text_id text_of_resource(const struct resource *resource)
{
    static const enum text_id known[] = {
#define TEXT(id, text)
#define FAULT(id, text)
#define LOCK(id, text) TEXT_LOCK_##id##_ID,
#include "../assets/texts/en.def"
#undef LOCK
#undef FAULT
#undef TEXT
    };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (strcmp(resource->name, text_of(LANGUAGE_EN, known[i])) == 0)
            return known[i];
    return (enum text_id)0;
}

const char *resource_name(enum language language, const struct resource *resource)
{
    const enum text_id known = text_of_resource(resource);
    return known ? text_of(language, known) : resource->name;
}

// "Lock 3" in the language: what it is, and its number. NULL: its name is none of these.
static const char *numbered_name(const struct frame *frame, const struct resource *resource)
{
    struct resource kind = *resource;
    char *space = strrchr(kind.name, ' ');
    if (!space || !space[1] || space[1 + strspn(space + 1, "0123456789")])
        return NULL;
    *space = '\0';
    const char *name = resource_name(frame->language, &kind);
    return name == kind.name ? NULL : arena_printf(frame->arena, "%s %s", name, space + 1);
}

// A lock that bears the name of a variable of the program's keeps it, whatever the word means.
static bool is_variable(const struct document *document, const struct resource *resource)
{
    return document->recording.command && resource_is_lock(resource) && resource->kind != RESOURCE_GIL;
}

const char *words_resource(const struct frame *frame, int resource)
{
    const struct resource *of = &frame->document->recording.resources[resource];
    const char *name = numbered_name(frame, of);
    if (name)
        return name;
    return is_variable(frame->document, of) ? of->name : resource_name(frame->language, of);
}

// "lock A" and "fork 2" are names; "its copy" has its article.
static bool is_noun(const char *name)
{
    const size_t length = strlen(name);
    const bool numbered = length > 2 && name[length - 2] == ' ';
    return !numbered && strncmp(name, "its ", 4) != 0;
}

const char *words_the_resource(struct frame *frame, int resource)
{
    const struct resource *of = &frame->document->recording.resources[resource];
    const char *name = words_resource(frame, resource);
    return text_of_resource(of) && is_noun(of->name) ? FILL(TEXT_THE_RESOURCE_ID, name) : name;
}

bool words_shrink_to(const struct frame *frame, const char *text, struct text_style *style, float max_px,
                     float least_px)
{
    float width = draw_text_width(frame->list, text, *style);
    while (width > max_px && style->size_px - 1 >= least_px) {
        style->size_px -= 1;
        width = draw_text_width(frame->list, text, *style);
    }
    return width <= max_px;
}

bool words_shrink(const struct frame *frame, const char *text, struct text_style *style, float max_px)
{
    return words_shrink_to(frame, text, style, max_px,
                           frame->scale.lecture ? frame->scale.type[TYPE_SMALL] : style->size_px * 0.5f);
}

struct rect words_fit(struct frame *frame, struct rect cell, const char *text, struct text_style style)
{
    const float least = frame->scale.lecture ? frame->scale.type[TYPE_SMALL] : 8;
    style.along = ALONG_MIDDLE;
    while (draw_text_width(frame->list, text, style) > cell.width && style.size_px - 1 >= least)
        style.size_px -= 1;
    const float x = style.across == ACROSS_RIGHT    ? rect_right(cell)
                    : style.across == ACROSS_CENTRE ? rect_centre(cell).x
                                                    : cell.x;
    if (draw_text_width(frame->list, text, style) > cell.width)
        return rect_of(x, cell.y, 0, 0);
    return draw_text(frame->list, point_at(x, rect_centre(cell).y), text, style);
}

struct rect words_fit_end(struct frame *frame, struct rect cell, const char *text, struct text_style style, bool right)
{
    style.across = right ? ACROSS_RIGHT : ACROSS_LEFT;
    return words_fit(frame, cell, text, style);
}

const char *words_first_fitting(const struct frame *frame, const char *const *texts, int count, struct text_style style,
                                float room_px)
{
    for (int i = 0; i < count; i++)
        if (draw_text_width(frame->list, texts[i], style) <= room_px)
            return texts[i];
    return "";
}
