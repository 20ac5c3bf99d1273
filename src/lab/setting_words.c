// Words from rows.
#include "lab/setting_words.h"

#include "base/fault.h"
#include "base/text.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static void __attribute__((format(printf, 2, 3))) add(char words[SETTING_WORDS_BYTES], const char *format, ...)
{
    va_list arguments;
    const size_t length = strlen(words);
    va_start(arguments, format);
    vsnprintf(words + length, SETTING_WORDS_BYTES - length, format, arguments);
    va_end(arguments);
}

// "a, b or c"; with what else each is called.
static void add_choices(char words[SETTING_WORDS_BYTES], const struct setting *setting, bool noted)
{
    const struct setting_choices *choices = setting->choices;
    for (uint32_t at = 0; at < choices->count; at++) {
        const uint32_t number = choices->listed ? choices->listed(at) : at;
        const char *note = noted && choices->note ? choices->note(number) : NULL;
        add(words, "%s%s", at == 0 ? "" : at + 1 < choices->count ? ", " : " or ", choices->name(number));
        if (note)
            add(words, " (%s)", note);
    }
}

char *setting_write_end(const struct setting *setting, uint64_t number, char text[SETTING_TEXT_BYTES])
{
    if (setting->kind == SETTING_DURATION && number > 0)
        return text_duration_exact(text, number);
    snprintf(text, SETTING_TEXT_BYTES, "%" PRIu64, number);
    return text;
}

static void add_number(char words[SETTING_WORDS_BYTES], const struct setting *setting, uint64_t number)
{
    char text[SETTING_TEXT_BYTES];
    add(words, "%s", setting_write_end(setting, number, text));
}

char *setting_range(const struct setting *setting, char words[SETTING_WORDS_BYTES])
{
    words[0] = '\0';
    if (setting->kind == SETTING_CHOICE) {
        add_choices(words, setting, false);
        return words;
    }
    add_number(words, setting, setting->low);
    add(words, " to ");
    if (setting->of_machine)
        add(words, "the machine's");
    else
        add_number(words, setting, setting->high);
    return words;
}

char *setting_right(const struct setting *setting, int machine_cores, char words[SETTING_WORDS_BYTES])
{
    uint64_t low, high;
    words[0] = '\0';
    if (setting->kind == SETTING_CHOICE) {
        add_choices(words, setting, true);
        return words;
    }
    static const char *const kinds[SETTING_KINDS][2] = {
        [SETTING_COUNT] = { "a whole number from ", "" },
        [SETTING_DURATION] = { "a time with its unit from ", ", such as 5ms" },
        [SETTING_LIST] = { "whole numbers from ", ", one a worker, 63 at most, such as 5,8" },
        [SETTING_SET] = { "numbers of workers from ", ", such as 1,3" },
        [SETTING_DIGITS] = { "digits from ", ", 31 at most, such as 1212" },
    };
    _Static_assert(LAB_TASKS_MAX == 63, "said above");
    setting_limits(setting, machine_cores, &low, &high);
    add(words, "%s", kinds[setting->kind][0]);
    add_number(words, setting, low);
    add(words, " to ");
    add_number(words, setting, high);
    add(words, "%s", kinds[setting->kind][1]);
    return words;
}

static void add_usual(char words[SETTING_WORDS_BYTES], const struct setting *setting)
{
    char text[SETTING_TEXT_BYTES], more[SETTING_WORDS_BYTES];
    if (setting->say_usual)
        add(words, "%s", setting->say_usual(more));
    else if (setting->of_machine)
        add(words, "all");
    else if (setting->kind == SETTING_COUNT && setting->usual > 0)
        add(words, "%s", text_count_exact(text, setting->usual));
    else
        add(words, "%s", setting_write_number(setting, setting->usual, text));
}

char *setting_help(const struct setting *setting, char words[SETTING_WORDS_BYTES])
{
    char range[SETTING_WORDS_BYTES];
    words[0] = '\0';
    for (const char *at = setting->help; *at;) {
        if (strncmp(at, "{range}", 7) == 0)
            add(words, "%s", setting_range(setting, range));
        else if (strncmp(at, "{usual}", 7) == 0)
            add_usual(words, setting);
        else if (*at == '{')
            add(words, "%s", setting_choice_name(setting, at[1] - '1'));
        else
            add(words, "%c", *at);
        at += *at == '{' ? strcspn(at, "}") + 1 : 1;
    }
    return words;
}

struct status setting_must_be(const struct setting *setting, const char *value, const char *what)
{
    return status_with(STATUS_USAGE, FAULT_MUST_BE, part_text(setting->name), part_text(value), part_text(what));
}
