// Asks the program's debugging information; where there is none its table of symbols, which knows plain names alone.
#include "record/watch_ask.h"

#include "record/build_traits.h"
#include "record/dwarf.h"
#include "record/symbols.h"

#include <stdio.h>
#include <string.h>

enum {
    WORDS_MAX = 64,
};

// ---- what is not there ----------------------------------------------------------------------------------------------

static bool is_line(const char *word)
{
    const char *colon = strrchr(word, ':');
    return colon && colon > word && colon[-1] != ':' && colon[1] &&
           strspn(colon + 1, "0123456789") == strlen(colon + 1);
}

static struct status unknown(const char *word, const char *program, const struct dwarf_found *found)
{
    char near[200] = "";
    if (is_line(word))
        return status_make(STATUS_USAGE,
                           "--watch %s: nothing is declared or allocated at that line in %s; name the variable, or the "
                           "line that declares or allocates it",
                           word, program);
    for (int i = 0; i < DWARF_NEAR_MAX && found->near[i][0]; i++) {
        const size_t length = strlen(near);
        snprintf(near + length, sizeof near - length, "%s%.50s", i ? " or " : "; did you mean ", found->near[i]);
    }
    return status_make(STATUS_USAGE, "--watch %s: there is no such variable in %.60s%s%s", word, program, near,
                       *near ? "?" : "");
}

// ---- by symbols -----------------------------------------------------------------------------------------------------

static struct status by_symbols(const char *const *words, const struct build_traits *traits, const char *why,
                                struct watch_ranges *ranges)
{
    struct symbols symbols;
    struct status status = status_ok();
    symbols_read(&symbols, traits->path);
    for (; *words && status_is_ok(status); words++) {
        bool found = false;
        for (size_t i = 0; i < symbols.count; i++)
            if (strcmp(symbols.names + symbols.all[i].name, *words) == 0 && ranges->count < WATCH_RANGES_MAX) {
                ranges->ranges[ranges->count++] = (struct dwarf_range){ symbols.all[i].address, symbols.all[i].bytes };
                found = true;
            }
        if (!found)
            status = status_make(STATUS_USAGE,
                                 "--watch %s: not found in %.60s, of which only whole variables' names are known: %s",
                                 *words, traits->path, why);
    }
    symbols_free(&symbols);
    return status;
}

// ---- by debugging information ---------------------------------------------------------------------------------------

static struct status take(const char *const *words, const char *program, const struct dwarf_answers *answers,
                          size_t count, struct watch_ranges *ranges)
{
    bool all = false;
    for (size_t w = 0; w < count; w++) {
        const struct dwarf_found *found = &answers->found[w];
        if (found->count == 0 && !found->is_elsewhere)
            return unknown(words[w], program, found);
        all |= found->count == 0 || ranges->count + found->count > WATCH_RANGES_MAX;
        for (uint32_t i = 0; !all && i < found->count; i++)
            ranges->ranges[ranges->count++] = found->ranges[i];
    }
    if (all)
        ranges->count = 0;
    return status_ok();
}

struct status watch_ask(const char *const *words, const char *program, struct watch_ranges *ranges)
{
    struct build_traits traits;
    struct dwarf_wanted wanteds[WORDS_MAX];
    struct dwarf_answers answers;
    size_t count = 0;
    *ranges = (struct watch_ranges){ .count = 0 };
    if (!words[0] || !build_traits_read(&traits, program) || !traits.is_hooked)
        return status_ok();
    memcpy(ranges->program, traits.path, sizeof ranges->program);
    for (; count < WORDS_MAX && words[count]; count++)
        wanteds[count] = (struct dwarf_wanted){ 0, words[count] };
    const char *const files[] = { traits.path };
    const struct dwarf_questions questions = {
        .files = files, .file_count = 1, .wanteds = wanteds, .wanted_count = count
    };
    struct status status = dwarf_ask(&questions, &answers);
    if (status_is_ok(status) && answers.has_debug[0])
        status = take(words, program, &answers, count, ranges);
    else
        status = by_symbols(words, &traits,
                            status_is_ok(status) ? "it has no debugging information (-g)" : status.message, ranges);
    dwarf_free(&answers);
    return status;
}
