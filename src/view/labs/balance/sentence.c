// Says an experiment part by part, in the window's language.
#include "view/labs/balance/sentence.h"

#include "base/text.h"
#include "labs/balance/guard.h"
#include "labs/balance/settings.h"
#include "view/labs/balance/guards.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

struct saying {
    struct arena *arena;
    enum language language;
    struct sentence_part *parts;
    int count;
};

static const char *filled(const struct saying *saying, enum text_id id, const char *part)
{
    return text_fill(saying->arena, saying->language, id, &part, 1);
}

static void say(struct saying *saying, const char *text, int row)
{
    saying->parts[saying->count++] = (struct sentence_part){ text, row };
}

static void say_parting(struct saying *saying) { say(saying, "·", -1); }

static const char *number(const struct saying *saying, int64_t value)
{
    char buffer[TEXT_NUMBER_BYTES];
    const char *text = arena_printf(saying->arena, "%s", text_grouped(buffer, value));
    return text ? text : "";
}

static const char *workers_text(const struct saying *saying, const struct experiment *experiment)
{
    const char *count = number(saying, experiment->count);
    if (experiment->memory == MEMORY_PRIVATE && experiment->count > 1)
        return filled(saying, TEXT_PROCESSES_PRIVATE_ID, count);
    if (experiment->workers == WORKERS_PROCESSES)
        return filled(saying, experiment->count == 1 ? TEXT_PROCESSES_ONE_ID : TEXT_PROCESSES_ID, count);
    return filled(saying, experiment->count == 1 ? TEXT_THREADS_ONE_ID : TEXT_THREADS_ID, count);
}

static const char *amounts_text(const struct saying *saying, const struct experiment *experiment)
{
    enum {
        SHOWN_MOST = 4,
        BYTES = SHOWN_MOST * 12 + 8
    };
    char list[BYTES] = "";
    size_t length = 0;
    for (uint32_t i = 0; i < experiment->count && i < SHOWN_MOST; i++)
        length +=
            (size_t)snprintf(list + length, sizeof list - length, "%s%" PRId32, i ? ", " : "", experiment->amounts[i]);
    if (experiment->count > SHOWN_MOST)
        snprintf(list + length, sizeof list - length, ", …");
    return filled(saying, TEXT_AMOUNTS_ID, list);
}

static void say_machine(struct saying *saying, const struct experiment *experiment)
{
    say_parting(saying);
    say(saying,
        filled(saying, experiment->cores == 1 ? TEXT_CORES_ONE_ID : TEXT_CORES_ID, number(saying, experiment->cores)),
        settings_named(&balance_settings, "cores"));
    if (!guard_of(experiment)->bytecode)
        return;
    say_parting(saying);
    say(saying, filled(saying, TEXT_PYTHON_ID, python_name((enum python_version)experiment->python)),
        settings_named(&balance_settings, "python"));
}

int sentence_parts(struct arena *arena, enum language language, const struct experiment *experiment,
                   enum sentence_length length, struct sentence_part parts[SENTENCE_PARTS_MAX])
{
    struct saying saying = { arena, language, parts, 0 };
    if (length == SENTENCE_NOTHING)
        return 0;
    say(&saying, workers_text(&saying, experiment), settings_named(&balance_settings, "count"));
    say_parting(&saying);
    say(&saying, number(&saying, (int64_t)experiment->iterations), settings_named(&balance_settings, "iterations"));
    if (length < SENTENCE_NUMBERS)
        say(&saying, text_of(language, length < SENTENCE_SHORT_FORMULA ? TEXT_FORMULA_ID : TEXT_FORMULA_SHORT_ID), -1);
    if (length < SENTENCE_WITHOUT_AMOUNTS) {
        say_parting(&saying);
        say(&saying, amounts_text(&saying, experiment), settings_named(&balance_settings, "amounts"));
    }
    if (length < SENTENCE_WITHOUT_MACHINE)
        say_machine(&saying, experiment);
    return saying.count;
}

const char *sentence_without_guard(struct arena *arena, enum language language, const struct experiment *experiment,
                                   enum sentence_length length)
{
    struct sentence_part parts[SENTENCE_PARTS_MAX];
    const int count = sentence_parts(arena, language, experiment, length, parts);
    const char *text = "";
    for (int i = 0; i < count; i++) {
        const char *longer = arena_printf(arena, "%s%s%s", text, i ? " " : "", parts[i].text);
        text = longer ? longer : text;
    }
    return text;
}

const char *sentence_text(struct arena *arena, enum language language, const struct experiment *experiment,
                          enum sentence_length length)
{
    const char *guard = guard_title(language, experiment);
    const char *rest = sentence_without_guard(arena, language, experiment, length);
    const char *whole = *rest ? arena_printf(arena, "%s · %s", guard, rest) : NULL;
    return whole ? whole : guard;
}
