// Both have the same keys and values in the same order, so both are gone through side by side, text by text.
#include "page/own.h"

#include "lab/lab.h"
#include "lab/settings.h"
#include "view/labs/lab_words.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum {
    OWN_MOST = 512,
};

// As it stands in the JSON, with its quotes.
struct span {
    const char *at;
    size_t bytes;
};

// The next text from there on, and what follows it; false: there is none.
static bool next_text(const char **at, struct span *text)
{
    const char *from = strchr(*at, '"');
    if (!from)
        return false;
    const char *to = from + 1;
    while (*to && *to != '"')
        to += *to == '\\' && to[1] ? 2 : 1;
    *text = (struct span){ from, (size_t)(to - from) + (*to == '"') };
    *at = from + text->bytes;
    return true;
}

static bool same(struct span a, struct span b) { return a.bytes == b.bytes && memcmp(a.at, b.at, a.bytes) == 0; }

struct own_pair {
    struct span key, english, own;
    bool twofold; // elsewhere it stays as it is: a name that somebody's program gave something
};

struct pairs {
    struct own_pair all[OWN_MOST];
    size_t count;
};

static struct own_pair *find(struct pairs *pairs, struct span key, struct span english)
{
    for (size_t i = 0; i < pairs->count; i++)
        if (same(pairs->all[i].key, key) && same(pairs->all[i].english, english))
            return &pairs->all[i];
    return NULL;
}

static void collect(struct pairs *pairs, const char *english, const char *own, bool same_ones)
{
    struct span key = { "", 0 }, left, right;
    while (next_text(&english, &left) && next_text(&own, &right)) {
        struct own_pair *known;
        if (english[strspn(english, " \n")] == ':')
            key = left;
        else if (same_ones && same(left, right) && (known = find(pairs, key, left)))
            known->twofold = true;
        else if (!same_ones && !same(left, right) && pairs->count < OWN_MOST && !find(pairs, key, left))
            pairs->all[pairs->count++] = (struct own_pair){ key, left, right, false };
    }
}

static void put_pair(struct json *json, const struct own_pair *pair)
{
    const struct span all[] = { pair->key, pair->english, pair->own };
    json_array_begin(json);
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        fwrite(all[i].at, 1, all[i].bytes, json_written(json));
    json_array_end(json);
}

void page_own(struct json *json, const char *english, const char *own, size_t most)
{
    struct pairs *pairs = english == own ? NULL : calloc(1, sizeof *pairs);
    if (pairs) {
        collect(pairs, english, own, false);
        collect(pairs, english, own, true);
    }
    for (size_t i = 0; pairs && i < pairs->count && i < most; i++)
        if (!pairs->all[i].twofold)
            put_pair(json, &pairs->all[i]);
    free(pairs);
}

// ---- choices ---------------------------------------------------------------------------------------------------------

static void put_choice(struct json *json, const char *key, const char *english, const char *own)
{
    json_array_begin(json);
    json_string(json, key);
    json_string(json, english);
    json_string(json, own);
    json_array_end(json);
}

static void put_row(struct json *json, const struct setting_row *row, const struct plan *plan, enum language language)
{
    const struct lab_settings *settings = lab_of(plan->lab)->settings;
    const int number = settings_named(settings, row->name);
    const struct setting *setting = number < 0 ? NULL : settings_row(settings, number);
    if (!setting || setting->kind != SETTING_CHOICE || !setting->json || !setting_means(setting, plan))
        return;
    const int place = setting_choice_place(setting, plan);
    if (place >= 0 && place < SETTING_CHOICES_MAX && row->labels[place])
        put_choice(json, setting->json, setting_choice_name(setting, place), text_of(language, row->labels[place]));
}

void page_own_choices(struct json *json, const struct plan *plan, enum language language)
{
    const struct lab_words *words = lab_words_of(plan->lab);
    if (!words || language == LANGUAGE_EN)
        return;
    const struct setting *variants = settings_variants(lab_of(plan->lab)->settings);
    if (variants)
        put_choice(json, variants->json ? variants->json : "variant",
                   setting_choice_name(variants, setting_choice_place(variants, plan)), words->variant(language, plan));
    for (const struct setting_row *row = words->rows; row->name; row++)
        put_row(json, row, plan, language);
}
