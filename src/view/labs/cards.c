// A lab without a table of cards has its variants', which say what its words call them.
#include "view/labs/cards.h"

#include "lab/lab.h"

static const struct lab_cards *table_of(uint32_t lab)
{
    const struct lab_telling *telling = lab_telling_of(lab);
    return telling ? telling->cards : NULL;
}

static const struct setting *variants_of(uint32_t lab) { return settings_variants(lab_of(lab)->settings); }

int cards_count(uint32_t lab)
{
    int count = 0;
    if (table_of(lab))
        return table_of(lab)->count;
    while (variants_of(lab) && setting_choice_name(variants_of(lab), count))
        count++;
    return count;
}

int cards_in_row(uint32_t lab) { return table_of(lab) ? table_of(lab)->in_row() : cards_count(lab); }

// The title is told of a plan: of the defaults with that variant.
static const char *variant_title(enum language language, uint32_t lab, int number)
{
    const struct lab_words *words = lab_words_of(lab);
    const char *name = setting_choice_name(variants_of(lab), number);
    struct settings settings;
    settings_init(&settings, lab_of(lab)->settings, 1);
    if (!words || !status_is_ok(settings_set(&settings, "variant", name)))
        return name;
    return words->variant(language, &settings.plan);
}

struct card card_words(enum language language, uint32_t lab, int number)
{
    if (table_of(lab))
        return table_of(lab)->card(language, number);
    const struct lab_telling *telling = lab_telling_of(lab);
    const char *title = variant_title(language, lab, number),
               *line = telling && telling->lines ? text_of(language, telling->lines[number]) : NULL;
    return (struct card){ .title = title, .short_title = title, .line = line };
}

int card_of(const struct plan *plan)
{
    if (table_of(plan->lab))
        return table_of(plan->lab)->of(plan);
    return variants_of(plan->lab) ? setting_choice_place(variants_of(plan->lab), plan) : -1;
}

int card_settings(uint32_t lab, int number, struct card_setting settings[CARD_SETTINGS_MAX])
{
    if (table_of(lab))
        return table_of(lab)->settings(number, settings);
    settings[0] = (struct card_setting){ variants_of(lab)->name, setting_choice_name(variants_of(lab), number) };
    return 1;
}
