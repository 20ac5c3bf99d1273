// What goes over all rows of a lab's table.
#include "lab/settings.h"

#include "base/fault.h"
#include "lab/setting_read.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

const struct setting *settings_row(const struct lab_settings *lab, int row)
{
    int at = 0;
    while (at < row && lab->rows[at].name)
        at++;
    return row >= 0 && lab->rows[at].name ? &lab->rows[at] : NULL;
}

int settings_named(const struct lab_settings *lab, const char *name)
{
    const char *own = strcmp(name, "variant") == 0 ? lab->variant : name;
    for (int row = 0; own && lab->rows[row].name; row++)
        if (strcmp(own, lab->rows[row].name) == 0)
            return row;
    return -1;
}

const struct setting *settings_variants(const struct lab_settings *lab)
{
    return settings_row(lab, settings_named(lab, "variant"));
}

// The row of an option; −1: there is none.
static int option_named(const struct settings *settings, const char *name)
{
    const int row = settings_named(settings->lab, name);
    return row >= 0 && settings->lab->rows[row].metavar ? row : -1;
}

int settings_listed(const struct lab_settings *lab, const struct setting *rows[SETTINGS_MAX])
{
    int count = 0;
    for (const struct setting *setting = lab->rows; setting->name; setting++, count++) {
        int at = count;
        for (; at > 0 && rows[at - 1]->rank > setting->rank; at--)
            rows[at] = rows[at - 1];
        rows[at] = setting;
    }
    return count;
}

// ---- as a person gives them ----------------------------------------------------------------------------------------

void settings_init(struct settings *settings, const struct lab_settings *lab, int machine_cores)
{
    *settings = (struct settings){
        .plan = { .lab = lab->lab, .cores = (uint32_t)machine_cores },
        .lab = lab,
        .machine_cores = machine_cores,
    };
    for (const struct setting *setting = lab->rows; setting->name; setting++)
        if (!setting->late && !setting->of_machine)
            setting_put_usual(setting, &settings->plan);
}

bool settings_has(const struct settings *settings, const char *name) { return option_named(settings, name) >= 0; }

bool settings_given(const struct settings *settings, const char *name)
{
    const int row = option_named(settings, name);
    return row >= 0 && settings->given[row];
}

void settings_mark(struct settings *settings, const char *name, bool given)
{
    const int row = option_named(settings, name);
    if (row >= 0)
        settings->given[row] = given;
}

static bool is_usual(const struct setting *setting, const struct plan *plan)
{
    struct plan usual = *plan;
    setting_put_usual(setting, &usual);
    return setting_same(setting, &usual, plan);
}

// A setting has been changed: those that go along with it stay as usual, where they were and nobody set them.
static void follow(struct settings *settings, const struct setting *changed, const struct plan *before)
{
    const struct setting *setting;
    for (int row = 0; (setting = settings_row(settings->lab, row)) != NULL; row++)
        if (setting->follows && strcmp(setting->follows, changed->name) == 0 && !settings->given[row] &&
            is_usual(setting, before))
            setting_put_usual(setting, &settings->plan);
}

struct status settings_set(struct settings *settings, const char *name, const char *value)
{
    struct plan *plan = &settings->plan;
    const int row = option_named(settings, name);
    if (row < 0)
        return status_with(STATUS_USAGE, FAULT_NO_OPTION, part_text(name));
    const struct setting *setting = settings_row(settings->lab, row);
    struct setting called = *setting;
    called.name = name; // as it was asked for, also in a refusal
    const struct plan before = *plan;
    const struct status status = setting_read(&called, plan, settings->machine_cores, value);
    if (!status_is_ok(status))
        return status;
    settings->given[row] = true;
    follow(settings, setting, &before);
    return status;
}

struct status settings_finish(struct settings *settings, uint64_t memory_available)
{
    const struct lab_settings *lab = settings->lab;
    const struct setting *setting;
    const struct status status = lab->bring ? lab->bring(settings) : status_ok();
    if (!status_is_ok(status))
        return status;
    for (int row = 0; (setting = settings_row(lab, row)) != NULL; row++)
        if (setting->late && !settings->given[row])
            setting_put_usual(setting, &settings->plan);
    if (lab->derive)
        lab->derive(&settings->plan);
    return lab->settle ? lab->settle(settings, memory_available) : status;
}

// Adds another choice with which a setting means something, to "a, b or c" in the end: `words` has those before the last.
struct choices_found {
    char words[SETTING_WORDS_BYTES];
    const char *last;
};

static void add_choice(struct choices_found *found, const char *name)
{
    const size_t length = strlen(found->words);
    if (found->last)
        snprintf(found->words + length, sizeof found->words - length, "%s%s", length ? ", " : "", found->last);
    found->last = name;
}

// The choices of another setting with which it would mean something, all else being as it is. False: there are none.
static bool find_choices(const struct setting *setting, const struct setting *other, const struct plan *plan,
                         struct choices_found *found)
{
    const char *name;
    *found = (struct choices_found){ .last = NULL };
    for (int place = 0; other->kind == SETTING_CHOICE && (name = setting_choice_name(other, place)); place++) {
        struct plan changed = *plan;
        setting_store(other, &changed, 0,
                      other->choices->listed ? other->choices->listed((uint32_t)place) : (uint64_t)place);
        if (setting_means(setting, &changed))
            add_choice(found, name);
    }
    return found->last;
}

static struct status means_nothing(const struct settings *settings, const struct setting *setting)
{
    const struct setting *rows[SETTINGS_MAX];
    const int count = settings_listed(settings->lab, rows);
    struct choices_found found;
    char now[SETTING_TEXT_BYTES];
    for (int i = 0; i < count; i++)
        if (rows[i]->metavar && find_choices(setting, rows[i], &settings->plan, &found))
            return status_make(STATUS_USAGE, "--%s: goes with --%s %s%s%s, not %s", setting->name, rows[i]->name,
                               found.words, found.words[0] ? " or " : "", found.last,
                               setting_write(rows[i], &settings->plan, now));
    return status_make(STATUS_USAGE, "--%s: means nothing with the other settings; --help tells what it is of",
                       setting->name);
}

struct status settings_check_given(const struct settings *settings)
{
    const struct setting *setting;
    for (int row = 0; (setting = settings_row(settings->lab, row)) != NULL; row++)
        if (settings->given[row] && !setting_means(setting, &settings->plan))
            return means_nothing(settings, setting);
    return status_ok();
}

void settings_give_way(struct settings *settings, const struct setting *setting)
{
    if (settings->lab->give_way)
        settings->lab->give_way(settings, setting);
}

void settings_adopt(struct settings *settings, const struct lab_settings *lab, const struct plan *plan)
{
    struct settings adopted;
    const struct setting *setting;
    settings_init(&adopted, lab, settings->machine_cores);
    adopted.plan = *plan;
    for (setting = lab->rows; setting->name; setting++)
        if (!setting->metavar || setting->once)
            setting_put_usual(setting, &adopted.plan); // nobody decides of the next run what that one came to
    if (adopted.plan.cores > (uint32_t)settings->machine_cores)
        adopted.plan.cores = (uint32_t)settings->machine_cores;
    // What the defaults would not give has been chosen.
    struct settings plain = adopted;
    if (!status_is_ok(settings_finish(&plain, UINT64_MAX)))
        return;
    for (int row = 0; (setting = settings_row(lab, row)) != NULL; row++)
        adopted.given[row] = setting->late && !setting_same(setting, &plain.plan, plan);
    settings_mark(&adopted, "count", true);
    if (status_is_ok(settings_finish(&adopted, UINT64_MAX)))
        *settings = adopted;
}

// ---- as they are said and reported ---------------------------------------------------------------------------------

struct words {
    char *buffer;
    size_t size, length;
    bool fits;
};

static void __attribute__((format(printf, 2, 3))) add_words(struct words *words, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    const size_t room = words->size - words->length;
    const int length = vsnprintf(words->buffer + words->length, room, format, arguments);
    va_end(arguments);
    if (length < 0 || (size_t)length >= room)
        words->fits = false;
    else
        words->length += (size_t)length;
}

// Whether the setting is to be said for its value to be what it is.
static bool is_said(const struct setting *setting, const struct plan *plan)
{
    if (!setting->metavar || !setting_means(setting, plan) || (setting->implied && setting->implied(plan)))
        return false;
    return setting->always_said || !is_usual(setting, plan);
}

bool settings_words(const struct lab_settings *lab, const struct plan *plan, char *buffer, size_t size_bytes)
{
    struct words words = { .buffer = buffer, .size = size_bytes, .fits = size_bytes > 0 };
    const struct setting *rows[SETTINGS_MAX];
    char value[SETTING_TEXT_BYTES];
    if (!words.fits)
        return false;
    buffer[0] = '\0';
    const int count = settings_listed(lab, rows);
    for (int pass = 0; pass < 2; pass++)
        for (int i = 0; i < count; i++)
            if (rows[i]->of_variant == (pass == 0) && is_said(rows[i], plan))
                add_words(&words, " --%s %s", rows[i]->name, setting_write(rows[i], plan, value));
    return words.fits;
}

// An object of its own for the rows from the first that names it.
static void write_object(const char *name, const struct setting *const *rows, int count, const struct plan *plan,
                         struct json *json)
{
    bool whole = true;
    for (int i = 0; i < count; i++)
        if (rows[i]->json_object && strcmp(rows[i]->json_object, name) == 0)
            whole = whole && setting_means(rows[i], plan);
    json_key(json, name);
    if (!whole) {
        json_null(json);
        return;
    }
    json_object_begin(json);
    for (int i = 0; i < count; i++)
        if (rows[i]->json_object && strcmp(rows[i]->json_object, name) == 0)
            setting_json(rows[i], plan, json);
    json_object_end(json);
}

void settings_json(const struct lab_settings *lab, const struct plan *plan, struct json *json)
{
    const struct setting *rows[SETTINGS_MAX];
    const int count = settings_listed(lab, rows);
    const char *object = NULL;
    for (int i = 0; i < count; i++)
        if (rows[i]->json && !rows[i]->json_object)
            setting_json(rows[i], plan, json);
    for (int i = 0; i < count; i++) {
        if (!rows[i]->json_object || (object && strcmp(object, rows[i]->json_object) == 0))
            continue;
        object = rows[i]->json_object;
        write_object(object, rows + i, count - i, plan, json);
    }
}

// ---- as they come from a file --------------------------------------------------------------------------------------

static struct status check_unused(const struct lab_settings *lab, const struct plan *plan)
{
    for (size_t i = lab->used_bytes; i < sizeof *plan; i++)
        if (((const uint8_t *)plan)[i])
            return status_fault(STATUS_BAD_FILE, FAULT_UNKNOWN_SETTINGS);
    return status_ok();
}

static struct status check_derived(const struct lab_settings *lab, const struct plan *plan)
{
    struct plan derived = *plan;
    if (lab->derive)
        lab->derive(&derived);
    return memcmp(&derived, plan, sizeof derived) == 0
               ? status_ok()
               : status_with(STATUS_BAD_FILE, FAULT_INCONSISTENT,
                             part_text("plan: its tasks are not those that follow from its settings"));
}

struct status settings_check(const struct lab_settings *lab, const struct plan *plan)
{
    struct status status = status_ok();
    if (plan->lab != lab->lab || plan->reserved)
        return status_fault(STATUS_BAD_FILE, FAULT_NO_SUCH_LAB);
    for (const struct setting *setting = lab->rows; status_is_ok(status) && setting->name; setting++)
        status = setting_check(setting, plan);
    if (status_is_ok(status))
        status = check_unused(lab, plan);
    if (status_is_ok(status))
        status = check_derived(lab, plan);
    return status_is_ok(status) && lab->check ? lab->check(plan) : status;
}
