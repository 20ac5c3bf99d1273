// Goes through a lab's table.
#include "view/labs/sentence.h"

#include "lab/lab.h"

#include <assert.h>

// The row of the settings that the part is about, −1: none. False: it means nothing in that plan.
static bool find_row(const struct sentence_row *part, const struct plan *plan, int *row)
{
    const struct lab_settings *settings = lab_of(plan->lab)->settings;
    *row = part->setting ? settings_named(settings, part->setting) : -1;
    return *row < 0 || setting_means(settings_row(settings, *row), plan);
}

int sentence_parts(struct arena *arena, enum language language, const struct plan *plan, enum sentence_length length,
                   struct sentence_part parts[SENTENCE_PARTS_MAX])
{
    const struct lab_words *words = lab_words_of(plan->lab);
    const struct saying saying = { arena, language, plan, length };
    int count = 0, row;
    for (const struct sentence_row *part = words ? words->sentence : NULL; part && part->say; part++) {
        if (length >= part->until || !find_row(part, plan, &row))
            continue;
        assert(count + 2 <= SENTENCE_PARTS_MAX);
        if (count > 0 && !part->joined)
            parts[count++] = (struct sentence_part){ .text = "·", .row = -1 };
        parts[count++] = (struct sentence_part){ .text = part->say(&saying), .row = row, .tip = part->tip };
    }
    return count;
}

const char *sentence_without_variant(struct arena *arena, enum language language, const struct plan *plan,
                                     enum sentence_length length)
{
    struct sentence_part parts[SENTENCE_PARTS_MAX];
    const int count = sentence_parts(arena, language, plan, length, parts);
    const char *text = "";
    for (int i = 0; i < count; i++) {
        const char *longer = arena_printf(arena, "%s%s%s", text, i ? " " : "", parts[i].text);
        text = longer ? longer : text;
    }
    return text;
}

const char *sentence_text(struct arena *arena, enum language language, const struct plan *plan,
                          enum sentence_length length)
{
    const struct lab_words *words = lab_words_of(plan->lab);
    const char *variant = words ? words->variant(language, plan) : "";
    const char *rest = sentence_without_variant(arena, language, plan, length);
    const char *whole = *rest ? arena_printf(arena, "%s · %s", variant, rest) : NULL;
    return whole ? whole : variant;
}
