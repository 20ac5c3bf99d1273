// The values of a setting: in a plan, as a person writes them, in JSON. What a row leaves to its kind is done here.
#include "lab/setting.h"

#include "base/text.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

// ---- in the plan ---------------------------------------------------------------------------------------------------

static const uint8_t *place(const struct setting *setting, const struct plan *plan, int index)
{
    return (const uint8_t *)plan + setting->offset + (size_t)index * setting->bytes;
}

uint64_t setting_stored(const struct setting *setting, const struct plan *plan, int index)
{
    uint64_t wide = 0;
    uint32_t narrow = 0;
    assert(setting->bytes == sizeof wide || setting->bytes == sizeof narrow || setting->bytes == 1);
    if (setting->bytes == sizeof wide)
        memcpy(&wide, place(setting, plan, index), sizeof wide);
    else
        memcpy(&narrow, place(setting, plan, index), setting->bytes); // little-endian, as the file is
    return setting->bytes == sizeof wide ? wide : narrow;
}

void setting_store(const struct setting *setting, struct plan *plan, int index, uint64_t number)
{
    memcpy((uint8_t *)plan + setting->offset + (size_t)index * setting->bytes, &number, setting->bytes);
}

uint64_t setting_number(const struct setting *setting, const struct plan *plan)
{
    return setting->number ? setting->number(plan) : setting_stored(setting, plan, 0);
}

void setting_put_usual(const struct setting *setting, struct plan *plan)
{
    if (setting->fill)
        setting->fill(plan);
    else if (setting->kind == SETTING_DIGITS)
        memset((uint8_t *)plan + setting->offset, 0, setting->most);
    else
        setting_store(setting, plan, 0, setting->there && !setting->there(plan) ? 0 : setting->usual);
}

bool setting_same(const struct setting *setting, const struct plan *a, const struct plan *b)
{
    const bool several = setting->kind == SETTING_LIST || setting->kind == SETTING_DIGITS;
    const size_t bytes = (size_t)setting->bytes * (several ? setting->most : 1);
    return memcmp(place(setting, a, 0), place(setting, b, 0), bytes) == 0;
}

// ---- writing -------------------------------------------------------------------------------------------------------

static void add_number(char text[SETTING_TEXT_BYTES], uint64_t number)
{
    const size_t length = strlen(text);
    snprintf(text + length, SETTING_TEXT_BYTES - length, "%s%" PRIu64, length ? "," : "", number);
}

char *setting_write_number(const struct setting *setting, uint64_t number, char text[SETTING_TEXT_BYTES])
{
    char exact[TEXT_NUMBER_BYTES];
    text[0] = '\0';
    if (setting->kind == SETTING_CHOICE)
        snprintf(text, SETTING_TEXT_BYTES, "%s", setting->choices->name((uint32_t)number));
    else if (setting->never && number == 0)
        snprintf(text, SETTING_TEXT_BYTES, "%s", setting->never);
    else if (setting->kind == SETTING_DURATION)
        snprintf(text, SETTING_TEXT_BYTES, "%s", text_duration_exact(exact, number));
    else if (setting->kind != SETTING_SET)
        add_number(text, number);
    for (int i = 0; setting->kind == SETTING_SET && i < LAB_TASKS_MAX; i++)
        if (number >> i & 1)
            add_number(text, (uint64_t)i + 1);
    return text;
}

char *setting_write(const struct setting *setting, const struct plan *plan, char text[SETTING_TEXT_BYTES])
{
    text[0] = '\0';
    if (setting->kind == SETTING_DIGITS) {
        snprintf(text, SETTING_TEXT_BYTES, "%.*s", setting->most, (const char *)place(setting, plan, 0));
        return text;
    }
    if (setting->kind != SETTING_LIST)
        return setting_write_number(setting, setting_number(setting, plan), text);
    for (uint32_t i = 0; i < plan->tasks; i++)
        add_number(text, setting_stored(setting, plan, (int)i));
    return text;
}

static void write_array(const struct setting *setting, const struct plan *plan, struct json *json)
{
    const uint64_t bits = setting_number(setting, plan);
    json_array_begin(json);
    for (uint32_t i = 0; i < plan->tasks; i++)
        if (setting->kind == SETTING_LIST)
            json_uint(json, setting_stored(setting, plan, (int)i));
        else if (bits >> i & 1)
            json_uint(json, i + 1);
    json_array_end(json);
}

void setting_json(const struct setting *setting, const struct plan *plan, struct json *json)
{
    char text[SETTING_TEXT_BYTES];
    if (setting->json_absent && !setting_means(setting, plan))
        return;
    json_key(json, setting->json);
    if (setting->json_null && !setting_means(setting, plan))
        json_null(json);
    else if (setting->kind == SETTING_CHOICE)
        json_string(json, setting->choices->name((uint32_t)setting_number(setting, plan)));
    else if (setting->kind == SETTING_DIGITS)
        json_string(json, setting_write(setting, plan, text));
    else if (setting->kind == SETTING_LIST || setting->kind == SETTING_SET)
        write_array(setting, plan, json);
    else
        json_uint(json, setting_number(setting, plan));
}

// ---- what may be given ---------------------------------------------------------------------------------------------

bool setting_means(const struct setting *setting, const struct plan *plan)
{
    return !setting->means || setting->means(plan);
}

void setting_limits(const struct setting *setting, int machine_cores, uint64_t *low, uint64_t *high)
{
    const bool choice = setting->kind == SETTING_CHOICE;
    *low = setting->low;
    *high = choice ? setting->choices->count - 1 : setting->high;
    if (setting->of_machine && (uint64_t)machine_cores < *high)
        *high = (uint64_t)machine_cores;
}

const char *setting_choice_name(const struct setting *setting, int place)
{
    const struct setting_choices *choices = setting->choices;
    if (!choices || place < 0 || (uint32_t)place >= choices->count)
        return NULL;
    return choices->name(choices->listed ? choices->listed((uint32_t)place) : (uint32_t)place);
}

int setting_choice_place(const struct setting *setting, const struct plan *plan)
{
    const uint64_t number = setting_number(setting, plan);
    const struct setting_choices *choices = setting->choices;
    uint32_t at = 0;
    while (choices && at < choices->count && (choices->listed ? choices->listed(at) : at) != number)
        at++;
    return choices && at < choices->count ? (int)at : -1;
}
