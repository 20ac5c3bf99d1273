// Each line is read once: what it says is kept for the few lines that a variable is stored at.
#include "record/amount_doubt.h"

#include "record/line_constant.h"

#include <string.h>

enum {
    LINES_MAX = 32, // of a variable; others are not looked at
};

struct said {
    uint32_t place;
    bool is_constant;
    int64_t amount;
};

struct lines {
    struct said said[LINES_MAX];
    int count;
};

// Whether the last part of the variable's name, without its indexes, is what the line changes: "total" of bank::accounts[3].total.
static bool is_of(const char *variable, const char *name)
{
    const char *dot = strrchr(variable, '.'), *part = dot ? dot + 1 : variable;
    for (const char *scope; (scope = strstr(part, "::")) != NULL;)
        part = scope + 2;
    const size_t bytes = strcspn(part, "[+ ");
    return !*name || (bytes == strlen(name) && memcmp(part, name, bytes) == 0); // no name: through a pointer
}

static struct said read_line(const struct variable *variable, const struct amount_doubt_from *from, uint32_t number)
{
    struct said said = { .place = number };
    const struct place *place = variable_place_at(from->places, number);
    size_t bytes;
    const char *line = place ? sources_line(&from->places->sources, place->source, place->line, &bytes) : NULL;
    struct line_constant constant;
    if (!line || !line_constant(line, bytes, &constant))
        return said;
    said.is_constant = variable->is_allocated || is_of(variable->name, constant.name);
    said.amount = constant.amount;
    return said;
}

static const struct said *what_it_says(struct lines *lines, const struct variable *variable,
                                       const struct amount_doubt_from *from, uint32_t place)
{
    for (int i = 0; i < lines->count; i++)
        if (lines->said[i].place == place)
            return &lines->said[i];
    if (lines->count == LINES_MAX)
        return NULL;
    lines->said[lines->count] = read_line(variable, from, place);
    return &lines->said[lines->count++];
}

static bool has_whole_numbers(const struct variable *variable)
{
    return variable->language == VARIABLE_C && (variable->kind == VALUE_SIGNED || variable->kind == VALUE_UNSIGNED);
}

void amount_doubt(struct variable *variable, const struct amount_doubt_from *from)
{
    struct lines lines = { .count = 0 };
    const unsigned unused = 64 - 8 * (unsigned)variable->bytes;
    for (uint64_t i = 0; has_whole_numbers(variable) && i < variable->store_count; i++) {
        const struct store *store = &from->stores[i];
        const struct act *act = &from->acts[store->act];
        if (act->kind != ACT_UPDATE || act->place != act->load_place)
            continue;
        const struct said *said = what_it_says(&lines, variable, from, act->place);
        const uint64_t before = store->parent ? from->stores[store->parent - 1].value : variable->first;
        if (!said || !said->is_constant || (store->value - before - (uint64_t)said->amount) << unused == 0)
            continue;
        variable->doubt |= DOUBT_AMOUNTS;
        variable->doubt_place = act->place;
        return;
    }
}
