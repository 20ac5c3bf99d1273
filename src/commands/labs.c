// raceledger labs: which labs there are. And the lab that another command names.
#include "commands/labs.h"

#include "commands/command.h"
#include "commands/options.h"

#include "base/json.h"
#include "lab/settings.h"
#include "os/cpus.h"
#include "os/memory.h"
#include "view/labs/lab_words.h"

#include <stdio.h>
#include <string.h>

static const struct lab *lab_named(const char *name)
{
    for (uint32_t id = 0; id < LAB_COUNT; id++) {
        const struct lab *lab = lab_of(id);
        if (lab && strcmp(lab->name, name) == 0)
            return lab;
    }
    return NULL;
}

// "balance, queue … or locks".
static const char *lab_names(char names[LAB_SENTENCE_BYTES])
{
    size_t length = 0;
    for (uint32_t id = LAB_NONE + 1; id < LAB_COUNT; id++)
        length += (size_t)snprintf(names + length, LAB_SENTENCE_BYTES - length, "%s%s",
                                   id == LAB_NONE + 1   ? ""
                                   : id + 1 < LAB_COUNT ? ", "
                                                        : " or ",
                                   lab_of(id)->name);
    return names;
}

struct status labs_take(const struct lab **lab, int *count, char ***words)
{
    char names[LAB_SENTENCE_BYTES];
    *lab = NULL;
    if (*count == 0 || (*words)[0][0] == '-')
        return status_ok();
    *lab = lab_named((*words)[0]);
    if (!*lab)
        return status_make(STATUS_USAGE, "%.60s: is no lab; must be %s", (*words)[0], lab_names(names));
    --*count;
    ++*words;
    return status_ok();
}

// A variant's title, as its card in the window has it.
static const char *variant_title(const struct lab *lab, const char *variant)
{
    struct settings settings;
    const struct lab_words *words = lab_words_of(lab->id);
    settings_init(&settings, lab->settings, os_cpus_allowed()->count);
    if (!words || !status_is_ok(settings_set(&settings, "variant", variant)))
        return variant;
    (void)settings_finish(&settings, os_memory_available());
    return words->variant(LANGUAGE_EN, &settings.plan);
}

static void write_json(void)
{
    struct json json;
    json_init(&json, stdout);
    json_object_begin(&json);
    json_key(&json, "labs");
    json_array_begin(&json);
    for (uint32_t id = 0; id < LAB_COUNT; id++) {
        const struct lab *lab = lab_of(id);
        if (!lab)
            continue;
        const struct setting *variants = settings_variants(lab->settings);
        json_object_begin(&json);
        json_key_string(&json, "name", lab->name);
        json_key_string(&json, "title", lab->title);
        json_key(&json, "variants");
        json_array_begin(&json);
        const char *name;
        for (int place = 0; variants && (name = setting_choice_name(variants, place)); place++) {
            json_object_begin(&json);
            json_key_string(&json, "name", name);
            json_key_string(&json, "title", variant_title(lab, name));
            json_object_end(&json);
        }
        json_array_end(&json);
        json_object_end(&json);
    }
    json_array_end(&json);
    json_object_end(&json);
    json_finish(&json);
}

static void write_text(void)
{
    for (uint32_t id = 0; id < LAB_COUNT; id++) {
        const struct lab *lab = lab_of(id);
        if (!lab)
            continue;
        const struct setting *variants = settings_variants(lab->settings);
        printf("%s%s\n", id > LAB_BALANCE ? "\n" : "", lab->title);
        const char *name;
        for (int place = 0; variants && (name = setting_choice_name(variants, place)); place++)
            printf("  raceledger run %s --%s %-16s %s\n", lab->name, variants->name, name, variant_title(lab, name));
    }
}

int command_labs(int count, char **words)
{
    const char *json = NULL;
    const struct option table[] = { { "json", NULL, "print one JSON document", &json }, { 0 } };
    struct options options = { .command = "labs", .table = table };
    const struct status status = options_read(&options, count, words);
    if (!status_is_ok(status))
        return command_failed(status);
    if (options.help)
        return command_end(EXIT_DONE);
    if (json)
        write_json();
    else
        write_text();
    return command_end(EXIT_DONE);
}
