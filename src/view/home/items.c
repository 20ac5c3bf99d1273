// A word is looked for in every language, so that it is found whichever is spoken.
#include "view/home/items.h"

#include "lab/lab.h"
#include "view/home/fields.h"
#include "view/labs/cards.h"
#include "view/labs/lab_names.h"

#include <string.h>

static bool says(const char *text, const char *word) { return text && strcasestr(text, word); }

static bool lab_says(uint32_t lab, enum language language, const char *word)
{
    if (says(lab_title(language, lab), word) || says(lab_about(language, lab), word) || says(lab_of(lab)->name, word))
        return true;
    for (int i = 0; i < cards_count(lab); i++) {
        const struct card card = card_words(language, lab, i);
        if (says(card.title, word) || says(card.line, word))
            return true;
    }
    return false;
}

static bool lab_is_found(uint32_t lab, const char *word)
{
    for (int language = 0; language < LANGUAGE_COUNT; language++)
        if (lab_says(lab, (enum language)language, word))
            return true;
    return false;
}

static bool field_is_found(const struct model *model, enum home_field field, const char *word)
{
    const struct home_field_row *row = &home_fields[field];
    const enum text_id texts[] = { TEXT_HOME_OWN_ID, TEXT_HOME_OWN_NOTE_ID, row->title, row->line };
    for (int language = 0; language < LANGUAGE_COUNT; language++)
        for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
            if (says(text_of((enum language)language, texts[i]), word))
                return true;
    return says(model->home->typed[field].text, word);
}

void home_items_of(struct home_items *items, const struct model *model)
{
    const char *word = model->home->search;
    *items = (struct home_items){ 0 };
    for (uint32_t lab = lab_after(LAB_NONE); lab && items->count < HOME_LABS_MAX; lab = lab_after(lab))
        if (!*word || lab_is_found(lab, word))
            items->all[items->count++] = (struct home_item){ .lab = lab };
    items->labs = items->count;
    for (int field = 0; field < HOME_FIELDS; field++)
        if (!*word || field_is_found(model, (enum home_field)field, word))
            items->all[items->count++] = (struct home_item){ .has_field = true, .field = (enum home_field)field };
    items->fields = items->count - items->labs;
    for (int i = 0; i < model->past_run_count && i < HOME_PAST_MOST; i++)
        if (model->home->past_seen[i].title[0] &&
            (!*word || says(model->home->past_seen[i].title, word) || says(model->home->past_seen[i].came, word)))
            items->all[items->count++] = (struct home_item){ .is_past = true, .seen = i };
    for (int i = 0; i < model->seen_count; i++)
        if (!*word || says(model->seen[i].title, word) || says(model->seen[i].came, word) ||
            says(model->seen[i].path, word))
            items->all[items->count++] = (struct home_item){ .seen = i };
}

bool home_chosen(const struct model *model, struct home_item *item)
{
    struct home_items items;
    home_items_of(&items, model);
    const int chosen = model->home->chosen;
    if (chosen < 0 || chosen >= items.count)
        return false;
    *item = items.all[chosen];
    return true;
}
