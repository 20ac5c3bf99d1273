// Reading a command line.
#include "commands/options.h"

#include "base/text.h"
#include "commands/command.h"
#include "lab/setting_words.h"

#include <stdio.h>
#include <string.h>

static const struct option *find(const struct options *options, const char *name)
{
    for (const struct option *option = options->table; option->name; option++)
        if (strcmp(option->name, name) == 0)
            return option;
    return NULL;
}

static bool is_repeated(const struct option *option)
{
    const size_t length = option->metavar ? strlen(option->metavar) : 0;
    return length > 3 && strcmp(option->metavar + length - 3, "...") == 0;
}

// The name of a file or folder cannot be empty: nothing is run before that is said.
static struct status named(const struct option *option, const char *value)
{
    const char *kinds[][2] = { { "FILE", "a file" }, { "FOLDER", "a folder" } };
    for (int i = 0; i < 2 && option->metavar && !*value; i++)
        if (strcmp(option->metavar, kinds[i][0]) == 0)
            return status_make(STATUS_USAGE, "--%s '': must be the name of %s", option->name, kinds[i][1]);
    return status_ok();
}

static struct status put(const struct option *option, const char *value)
{
    int at = 0;
    const struct status status = named(option, value);
    if (!status_is_ok(status))
        return status;
    while (is_repeated(option) && at < OPTION_TIMES && option->value[at])
        at++;
    if (at == OPTION_TIMES)
        return status_make(STATUS_USAGE, "--%s %s: it can be given %d times at most", option->name, value,
                           OPTION_TIMES);
    option->value[at] = value;
    return status_ok();
}

struct setting options_setting(const struct options *options, const struct setting *setting)
{
    struct setting own = *setting;
    for (const struct option_limit *limit = options->limits; limit && limit->name; limit++)
        if (strcmp(limit->name, setting->name) == 0)
            own.high = limit->most;
    return own;
}

// Where less is allowed here than elsewhere, all that is wrong is told what may be given here.
static struct status set(const struct options *options, const char *name, const char *value)
{
    const struct setting *rows[SETTINGS_MAX];
    char words[SETTING_WORDS_BYTES];
    uint64_t number;
    const int count = settings_listed(options->settings->lab, rows);
    for (int i = 0; i < count; i++) {
        const struct setting own = options_setting(options, rows[i]);
        if (strcmp(own.name, name) == 0 && own.high < rows[i]->high &&
            (!text_read_count(value, &number) || number < own.low || number > own.high))
            return setting_must_be(&own, value, setting_right(&own, options->settings->machine_cores, words));
    }
    return settings_set(options->settings, name, value);
}

// Takes one option; *used tells whether the value was needed.
static struct status take(struct options *options, const char *name, const char *value, bool *used)
{
    const struct option *option = find(options, name);
    const bool setting = options->settings && settings_has(options->settings, name);
    *used = setting || (option && option->metavar);
    if (!option && !setting)
        return status_make(STATUS_USAGE, "--%s: there is no such option; --help lists them", name);
    if (*used && !value)
        return status_make(STATUS_USAGE, "--%s: needs a value; --help tells which", name);
    if (setting)
        return set(options, name, value);
    return put(option, option->metavar ? value : option->name);
}

static const char *long_word(const char *word)
{
    return strcmp(word, "-o") == 0 ? "--output" : strcmp(word, "-h") == 0 ? "--help" : word;
}

static struct status take_word(struct options *options, int count, char **words, int *at)
{
    char name[64];
    bool used;
    const char *word = options->ended ? words[*at] : long_word(words[*at]);
    if (!options->ended && !options->rest && strcmp(word, "--") == 0) {
        options->ended = true;
        return status_ok();
    }
    if (options->ended || strncmp(word, "--", 2) != 0 || word[2] == '\0') {
        if (options->rest) {
            *options->rest = *at + (strcmp(word, "--") == 0);
            *at = count;
            return status_ok();
        }
        const char **place = options->file && *options->file ? options->second : options->file;
        if (!*word)
            return status_make(STATUS_USAGE, "'': an empty word is not expected here; --help tells what is");
        if (!place || *place)
            return status_make(STATUS_USAGE, "%s: not expected here; --help tells what is", word);
        *place = word;
        return status_ok();
    }
    const char *equals = strchr(word, '=');
    const size_t length = equals ? (size_t)(equals - word - 2) : strlen(word + 2);
    if (length >= sizeof name)
        return status_make(STATUS_USAGE, "%s: there is no such option; --help lists them", word);
    memcpy(name, word + 2, length);
    name[length] = '\0';
    if (strcmp(name, "help") == 0 && !equals) {
        options->help = true;
        return status_ok();
    }
    const char *value = equals ? equals + 1 : *at + 1 < count ? words[*at + 1] : NULL;
    struct status status = take(options, name, value, &used);
    if (status_is_ok(status) && equals && !used)
        return status_make(STATUS_USAGE, "--%s: takes no value", name);
    if (used && !equals)
        ++*at;
    return status;
}

static void print_option(const char *name, const char *metavar, const char *help)
{
    char left[64];
    snprintf(left, sizeof left, "--%s %s", name, metavar ? metavar : "");
    printf("  %-26s %s\n", left, help);
}

bool options_name_setting(const struct options *options, const struct setting *setting)
{
    for (const char *const *name = options->without; name && *name; name++)
        if (strcmp(*name, setting->name) == 0)
            return false;
    return setting->metavar != NULL;
}

static void print_settings(const struct options *options)
{
    const struct setting *rows[SETTINGS_MAX];
    char words[SETTING_WORDS_BYTES];
    const int count = settings_listed(options->settings->lab, rows);
    for (int i = 0; i < count; i++)
        if (options_name_setting(options, rows[i])) {
            const struct setting own = options_setting(options, rows[i]);
            print_option(own.name, own.metavar, setting_help(&own, words));
        }
}

static void print_help(const struct options *options)
{
    const struct command *row = commands;
    const size_t word = strcspn(options->command, " "); // a lab may stand behind it
    while (row->name && (strlen(row->name) != word || strncmp(row->name, options->command, word) != 0))
        row++;
    if (row->name && options->command[word])
        printf("usage: raceledger %s [options]\n%s\n\n", options->command, row->help);
    else if (row->name)
        printf("usage: raceledger %s%s%s\n%s\n\n", row->name, *row->usage ? " " : "", row->usage, row->help);
    for (const struct option *option = options->table; option->name; option++)
        print_option(option->name, option->metavar, option->help);
    if (options->settings) {
        puts("\nThe experiment:");
        print_settings(options);
        puts("\nCounts may end in k or M (100k); a time needs its unit (5ms, 1h30m).");
    }
    if (options->note)
        puts(options->note);
}

static void (*heard_by)(const struct options *options, void *context);
static void *heard_with;

void options_hear(void (*hearer)(const struct options *options, void *context), void *context)
{
    heard_by = hearer;
    heard_with = context;
}

struct status options_read(struct options *options, int count, char **words)
{
    struct status status = status_ok();
    if (options->rest)
        *options->rest = count;
    for (int at = 0; at < count && status_is_ok(status) && !options->help; at++)
        status = take_word(options, count, words, &at);
    if (status_is_ok(status) && options->help && heard_by)
        heard_by(options, heard_with);
    else if (status_is_ok(status) && options->help)
        print_help(options);
    return status;
}

struct status options_one_of(const char *const *given, int count)
{
    const char *first = NULL;
    for (int i = 0; i < count; i++) {
        if (given[i] && first)
            return status_make(STATUS_USAGE, "--%s and --%s: only one of them can be printed", first, given[i]);
        first = given[i] ? given[i] : first;
    }
    return status_ok();
}
