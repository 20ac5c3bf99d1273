// Asks the commands.
#include "commands/told.h"

#include "lab/lab.h"
#include "lab/setting_words.h"

#include <stdio.h>
#include <string.h>

bool told_is_command(const struct command *command) { return command->name[0] != '-'; }

// ---- what may stand behind a command -----------------------------------------------------------------------------------

static enum told_plain plain_of(const char *usage)
{
    static const struct {
        const char *word;
        enum told_plain plain;
    } words[] = { { "FILES", PLAIN_FILES },
                  { "PROGRAM", PLAIN_PROGRAM },
                  { "[COMMAND", PLAIN_COMMAND },
                  { "[FILE", PLAIN_RECORDING },
                  { "FILE ", PLAIN_RECORDING } };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        const bool first = strncmp(usage, words[i].word, strlen(words[i].word)) == 0;
        if (first || (words[i].plain == PLAIN_PROGRAM && strstr(usage, words[i].word)))
            return words[i].plain;
    }
    return PLAIN_NONE;
}

struct asked {
    struct told_call call;
    told_hearer *hearer;
    void *context;
    bool heard;
};

static void hear(const struct options *options, void *context)
{
    struct asked *asked = context;
    asked->heard = true;
    asked->call.options = options;
    asked->call.same = asked->call.word && !strchr(options->command, ' ');
    asked->hearer(&asked->call, asked->context);
}

static void ask(const struct command *command, const char *word, told_hearer *hearer, void *context)
{
    struct asked asked = { .call = { .command = command, .word = word, .plain = plain_of(command->usage) },
                           .hearer = hearer,
                           .context = context };
    char name[64], second[64], help[] = "--help";
    char *words[] = { name, word ? second : help, help };
    snprintf(name, sizeof name, "%s", command->name);
    snprintf(second, sizeof second, "%s", word ? word : "");
    options_hear(hear, &asked);
    command_keep_output(true);
    command_other(word ? 3 : 2, words);
    command_keep_output(false);
    options_hear(NULL, NULL);
    if (!asked.heard)
        hearer(&asked.call, context);
}

static void ask_labs(const struct command *command, told_hearer *hearer, void *context)
{
    for (uint32_t id = LAB_NONE + 1; id < LAB_COUNT; id++)
        ask(command, lab_of(id)->name, hearer, context);
}

// Words in lower case that the usage begins with, "[two-locks | philosophers]", but for "options".
static void ask_words(const struct command *command, told_hearer *hearer, void *context)
{
    static const char parting[] = " |";
    char list[128], *end;
    snprintf(list, sizeof list, "%s", command->usage + 1);
    list[strcspn(list, "]")] = '\0';
    for (char *word = list + strspn(list, parting); *word; word = end + strspn(end, parting)) {
        end = word + strcspn(word, parting);
        if (*end)
            *end++ = '\0';
        if (*word >= 'a' && *word <= 'z' && strcmp(word, "options") != 0)
            ask(command, word, hearer, context);
    }
}

void told_command(const struct command *command, told_hearer *hearer, void *context)
{
    ask(command, NULL, hearer, context);
    if (strncmp(command->usage, "[LAB]", 5) == 0)
        ask_labs(command, hearer, context);
    else if (command->usage[0] == '[')
        ask_words(command, hearer, context);
}

// ---- options -----------------------------------------------------------------------------------------------------------

static size_t word_length(const char *text) { return strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789.+-"); }

char *told_choices(const char *help, char choices[TOLD_WORDS_BYTES])
{
    size_t used = 0;
    bool last = false;
    const char *at = help;
    choices[0] = '\0';
    for (;;) {
        const size_t length = word_length(at);
        if (length == 0 || used + length + 2 > TOLD_WORDS_BYTES)
            break;
        used += (size_t)snprintf(choices + used, TOLD_WORDS_BYTES - used, "%s%.*s", used ? " " : "", (int)length, at);
        at += length;
        if (last && (*at == '\0' || strncmp(at, " (", 2) == 0 || *at == ':' || *at == ';' || *at == ','))
            return choices;
        last = strncmp(at, " or ", 4) == 0 || strncmp(at, ", or ", 5) == 0;
        if (!last && strncmp(at, ", ", 2) != 0)
            break;
        at += last ? (*at == ',' ? 5 : 4) : 2;
    }
    choices[0] = '\0';
    return choices;
}

static void tell_setting(struct told_option *option, const struct setting *setting)
{
    const char *name;
    size_t used = 0;
    *option = (struct told_option){ .name = setting->name, .metavar = setting->metavar, .of_settings = true };
    option->help = setting_help(setting, option->words);
    if (setting->kind != SETTING_CHOICE)
        return;
    for (int place = 0; (name = setting_choice_name(setting, place)) && used < TOLD_WORDS_BYTES; place++)
        used += (size_t)snprintf(option->choices + used, TOLD_WORDS_BYTES - used, "%s%s", used ? " " : "", name);
}

int told_options(const struct told_call *call, struct told_option options[TOLD_OPTIONS_MAX])
{
    const struct setting *rows[SETTINGS_MAX];
    int count = 0;
    if (!call->options)
        return 0;
    for (const struct option *row = call->options->table; row->name && count < TOLD_OPTIONS_MAX; row++, count++) {
        options[count] = (struct told_option){ .name = row->name, .metavar = row->metavar, .help = row->help };
        if (row->metavar)
            told_choices(row->help, options[count].choices);
    }
    const int settings = call->options->settings ? settings_listed(call->options->settings->lab, rows) : 0;
    for (int i = 0; i < settings && count < TOLD_OPTIONS_MAX; i++)
        if (options_name_setting(call->options, rows[i])) {
            const struct setting own = options_setting(call->options, rows[i]);
            tell_setting(&options[count++], &own);
        }
    return count;
}
