// One reader a kind, and a check of what stands in a plan already.
#include "lab/setting_read.h"

#include "base/fault.h"
#include "base/text.h"
#include "lab/setting_words.h"

#include <inttypes.h>
#include <string.h>

// ---- reading -------------------------------------------------------------------------------------------------------

static bool read_choice(const struct setting *setting, const char *value, uint32_t *number)
{
    const struct setting_choices *choices = setting->choices;
    if (choices->read)
        return choices->read(value, number);
    for (*number = 0; *number < choices->count; ++*number)
        if (strcmp(value, choices->name(*number)) == 0)
            return true;
    return false;
}

static bool read_number(const struct setting *setting, int machine_cores, const char *value, uint64_t *number)
{
    uint64_t low, high;
    setting_limits(setting, machine_cores, &low, &high);
    if (setting->never && strcmp(value, setting->never) == 0) {
        *number = 0;
        return true;
    }
    const bool read =
        setting->kind == SETTING_DURATION ? text_read_duration(value, number) : text_read_count(value, number);
    return read && *number >= low && *number <= high;
}

// Numbers with a comma between them; 0: that is not what it is, or there are too many.
static int read_numbers(const struct setting *setting, const char *value, uint64_t *numbers, int most)
{
    int count = 0;
    for (const char *at = value;; at++) {
        char word[TEXT_NUMBER_BYTES];
        const size_t length = strcspn(at, ",");
        if (count == most || length >= sizeof word)
            return 0;
        memcpy(word, at, length);
        word[length] = '\0';
        if (!text_read_count(word, &numbers[count]) || numbers[count] < setting->low || numbers[count] > setting->high)
            return 0;
        count++;
        at += length;
        if (*at == '\0')
            return count;
    }
}

static bool read_list(const struct setting *setting, const char *value, struct plan *plan)
{
    uint64_t numbers[LAB_TASKS_MAX];
    const int count = read_numbers(setting, value, numbers, LAB_TASKS_MAX);
    for (int i = 0; count > 0 && i < setting->most; i++)
        setting_store(setting, plan, i, i < count ? numbers[i] : 0);
    return count > 0;
}

static bool read_set(const struct setting *setting, const char *value, struct plan *plan)
{
    uint64_t numbers[4 * LAB_TASKS_MAX], bits = 0; // some may stand there twice
    const int count = read_numbers(setting, value, numbers, 4 * LAB_TASKS_MAX);
    for (int i = 0; i < count; i++)
        bits |= (uint64_t)1 << (numbers[i] - 1);
    if (count > 0)
        setting_store(setting, plan, 0, bits);
    return count > 0;
}

static bool is_digit(const struct setting *setting, char digit)
{
    return digit >= (char)('0' + setting->low) && digit <= (char)('0' + setting->high);
}

static bool read_digits(const struct setting *setting, const char *value, struct plan *plan)
{
    const size_t length = strlen(value);
    if (length == 0 || length >= setting->most)
        return false;
    for (size_t i = 0; i < length; i++)
        if (!is_digit(setting, value[i]))
            return false;
    for (size_t i = 0; i < setting->most; i++)
        setting_store(setting, plan, (int)i, i < length ? (uint64_t)value[i] : 0);
    return true;
}

struct status setting_read(const struct setting *setting, struct plan *plan, int machine_cores, const char *value)
{
    char words[SETTING_WORDS_BYTES];
    uint32_t choice = 0;
    uint64_t number = 0;
    bool right = false;
    switch (setting->kind) {
    case SETTING_CHOICE:
        right = read_choice(setting, value, &choice);
        number = choice;
        break;
    case SETTING_COUNT:
    case SETTING_DURATION:
        right = read_number(setting, machine_cores, value, &number);
        break;
    case SETTING_LIST:
        right = read_list(setting, value, plan);
        break;
    case SETTING_SET:
        right = read_set(setting, value, plan);
        break;
    case SETTING_DIGITS:
        right = read_digits(setting, value, plan);
        break;
    case SETTING_KINDS:
        break;
    }
    if (!right)
        return setting_must_be(setting, value, setting_right(setting, machine_cores, words));
    if (setting->kind == SETTING_CHOICE || setting->kind == SETTING_COUNT || setting->kind == SETTING_DURATION)
        setting_store(setting, plan, 0, number);
    return status_ok();
}

// ---- what comes from a file ----------------------------------------------------------------------------------------

static struct status check_list(const struct setting *setting, const struct plan *plan)
{
    for (uint32_t i = 0; i < setting->most; i++) {
        const uint64_t number = setting_stored(setting, plan, (int)i);
        char range[SETTING_WORDS_BYTES] = "0", value[16];
        if (i < plan->tasks ? number >= setting->low && number <= setting->high : number == 0)
            continue;
        if (i < plan->tasks)
            setting_range(setting, range);
        snprintf(value, sizeof value, "%" PRId32, (int32_t)number); // it may be anything

        return status_with(STATUS_BAD_FILE, FAULT_LIST_OUT_OF_RANGE, part_text(setting->each), part_number(i + 1),
                           part_text(value), part_text(range));
    }
    return status_ok();
}

// Digits, and then nothing but zeros, at least one.
static struct status check_digits(const struct setting *setting, const struct plan *plan)
{
    uint32_t at = 0;
    while (at < setting->most && is_digit(setting, (char)setting_stored(setting, plan, (int)at)))
        at++;
    bool right = at < setting->most;
    for (; at < setting->most; at++)
        right &= setting_stored(setting, plan, (int)at) == 0;
    return right ? status_ok()
                 : status_with(STATUS_BAD_FILE, FAULT_OUT_OF_RANGE, part_text(setting->name), part_number(0),
                               part_number(setting->low), part_number(setting->high));
}

struct status setting_check(const struct setting *setting, const struct plan *plan)
{
    if (setting->kind == SETTING_DIGITS)
        return check_digits(setting, plan);
    if (setting->kind == SETTING_LIST)
        return check_list(setting, plan);
    if (setting->kind == SETTING_SET)
        return status_ok(); // how many there are is for its lab to say
    const bool there = !setting->there || setting->there(plan);
    const uint64_t number = setting_stored(setting, plan, 0);
    const uint64_t low = there && !setting->never ? setting->low : 0;
    const uint64_t high = !there ? 0 : setting->kind == SETTING_CHOICE ? setting->choices->count - 1 : setting->high;
    if (number >= low && number <= high)
        return status_ok();
    return status_with(STATUS_BAD_FILE, FAULT_OUT_OF_RANGE, part_text(setting->name), part_number(number),
                       part_number(low), part_number(high));
}
