// A page is a head, what the command tells of each way to call it (commands/told.h), and the rows of the tables below that are its own.
#include "commands/man.h"

#include "commands/keys.h"
#include "commands/told.h"
#include "commands/version.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

// ---- what the tables of options do not say -------------------------------------------------------------------------------

struct row {
    const char *command; // NULL: the page of the program
    const char *item, *what;
};

static const struct row environment[] = {
    { NULL, "LANG",
      "The language of the window, of reports, pages and pictures, unless another was chosen: English or Chinese. "
      "LC_ALL, then LC_MESSAGES come before it. Help, refusals and JSON are English." },
    { NULL, "NO_COLOR", "Where it is set and not empty, reports have no colour." },
    { NULL, "XDG_CONFIG_HOME", "Where what the window remembers is kept." },
    { "cc", "CC", "The compiler, and options for it." },
    { "c++", "CXX", "The compiler, and options for it; else what goes with CC." },
    { "compare-real", "PYENV_ROOT", "Where CPythons are looked for besides PATH." },
    { "window", "LANG", "The language, unless another was chosen: English or Chinese." },
    { "window", "XDG_CONFIG_HOME", "Where what the window remembers is kept." },
    { "picture", "LANG", "The language, unless --lang gives another." },
    { "export", "LANG", "The language of a page, unless --lang gives another." },
    { "show", "LANG", "The language, unless --lang gives another; JSON is English." },
    { "run", "LANG", "The language of the report; JSON is English." },
    { "record", "LANG", "The language of the report; JSON is English." },
    { 0 },
};

static const struct row files[] = {
    { NULL, "NAME.rl",
      "A recording. It begins with \"\\x89RLEDGER\"; source code for Ragel, which may have the same ending, does "
      "not." },
    { NULL, "$XDG_CONFIG_HOME/raceledger/settings",
      "What the window remembers; in ~/.config where XDG_CONFIG_HOME is not set." },
    { "window", "$XDG_CONFIG_HOME/raceledger/settings",
      "What the window remembers; in ~/.config where XDG_CONFIG_HOME is not set." },
    { 0 },
};

static const struct row examples[] = {
    { NULL, "raceledger run --guard none --save race.rl", "Two threads without a lock, recorded:" },
    { NULL, "raceledger race.rl", "The recording in the window:" },
    { "run", "raceledger run --until-lost 20 --save race.rl", "Until a run has lost an update:" },
    { "run", "raceledger run queue --variant sentinel --json", "Another experiment, as JSON:" },
    { "run", "raceledger run --schedule 11121222", "The order of the steps given, a digit a move:" },
    { "record", "raceledger record -o sort.rl -- sort --parallel=4 big.txt", "A program as it is:" },
    { "record", "raceledger record --watch balance python3 bank.py",
      "With the books of a variable of a Python program:" },
    { "cc", "raceledger cc bank.c -o bank -pthread", "Compile, then record with the books of its variables:" },
    { "cc", "raceledger record ./bank", NULL },
    { "c++", "raceledger c++ bank.cc -o bank -pthread", "Compile, then record with the books of its variables:" },
    { "c++", "raceledger record ./bank", NULL },
    { "show", "raceledger show race.rl --collisions", "Who wrote over whom:" },
    { "export", "raceledger export race.rl --to perfetto -o race.pftrace", "For Perfetto:" },
    { "compare", "raceledger compare --repeat 20", "Every guard, twenty runs each:" },
    { "explore", "raceledger explore --iterations 20 --json", "Every schedule of twenty iterations, counted exactly:" },
    { "explore", "raceledger explore philosophers --count 5", "How often five philosophers deadlock:" },
    { "reduce", "raceledger reduce race.rl --collision 3", "The third collision, as small as it can be made:" },
    { "picture", "raceledger picture race.rl --view ledger --at lost:3 -o loss.png", "The third lost update:" },
    { "gil-matrix", "raceledger gil-matrix --runs 5", "Five runs of each program on each version:" },
    { "compare-real", "raceledger compare-real 3.9", "Beside the CPython 3.9 of this machine:" },
    { "thumbnail", "raceledger thumbnail race.rl race.png 256", "As a file manager asks for it:" },
    { "help", "raceledger help --completion bash", "What a shell reads to complete what is typed:" },
    { 0 },
};

// ---- text ----------------------------------------------------------------------------------------------------------------

enum {
    LINE_BYTES = 72,
    CLOSE_BYTES = 90, // a line of --help that is shorter ends its paragraph
};

static void write_escaped(FILE *file, const char *text, size_t length)
{
    if (length > 0 && (*text == '.' || *text == '\''))
        fputs("\\&", file);
    for (size_t i = 0; i < length; i++)
        if (i > 0 && text[i - 1] == '(' && text[i] == ')') // "get()" is a word of help here, no C function
            fputs("\\&)", file);
        else if (text[i] == '\\')
            fputs("\\e", file);
        else if (text[i] == '-')
            fputs("\\-", file);
        else
            fputc(text[i], file);
}

static bool ends_sentence(const char *word, size_t length)
{
    while (length > 0 && strchr(")\"'", word[length - 1]))
        length--;
    return length > 0 && strchr(".!?", word[length - 1]);
}

// So much of the text as lines of a page, each sentence on a line of its own.
static void write_filled(FILE *file, const char *text, size_t bytes)
{
    const char *const end = text + bytes;
    size_t column = 0;
    bool sentence_over = false;
    for (const char *word = text; word < end;) {
        const size_t length = strcspn(word, " \n") < (size_t)(end - word) ? strcspn(word, " \n") : (size_t)(end - word);
        if (length > 0 && column > 0 && (sentence_over || column + length >= LINE_BYTES)) {
            fputc('\n', file);
            column = 0;
        } else if (length > 0 && column > 0) {
            column += (size_t)(fputc(' ', file) == ' ');
        }
        write_escaped(file, word, length);
        column += length;
        sentence_over = length > 0 ? ends_sentence(word, length) : sentence_over;
        word += length + (word + length < end);
    }
    if (column > 0)
        fputc('\n', file);
}

static void write_text(FILE *file, const char *text) { write_filled(file, text, strlen(text)); }

// Where the paragraph ends that begins here: with a short line, or before an indented or an empty one.
static const char *paragraph_end(const char *at)
{
    for (;;) {
        const size_t line = strcspn(at, "\n");
        at += line;
        if (!*at || line < CLOSE_BYTES || at[1] == ' ' || at[1] == '\n')
            return at;
        at++;
    }
}

// Where the indented lines end.
static const char *table_end(const char *at)
{
    while (*at == ' ') {
        at += strcspn(at, "\n");
        at += *at == '\n';
    }
    return at;
}

static void write_table(FILE *file, const char *at, const char *end)
{
    fputs(".Bd -literal -offset indent\n", file);
    while (at < end) {
        const size_t line = strcspn(at, "\n"), indented = strspn(at, " ");
        write_escaped(file, at + indented, line - indented);
        fputc('\n', file);
        at += line + (at[line] == '\n');
    }
    fputs(".Ed\n", file);
}

// What --help says besides the options: paragraphs, and tables where lines are indented.
static void write_note(FILE *file, const char *note)
{
    for (const char *at = note + strspn(note, "\n"), *end; *at; at = end + strspn(end, "\n")) {
        end = *at == ' ' ? table_end(at) : paragraph_end(at);
        if (*at != ' ')
            fputs(".Pp\n", file);
        if (*at == ' ')
            write_table(file, at, end);
        else
            write_filled(file, at, (size_t)(end - at));
    }
}

// ---- parts of a page -----------------------------------------------------------------------------------------------------

static void write_head(FILE *file, const char *name, const char *title, const char *what)
{
    static const char *const months[] = { "January", "February", "March",     "April",   "May",      "June",
                                          "July",    "August",   "September", "October", "November", "December" };
    int year, month, day;
    const size_t length = strlen(what) - (what[strlen(what) - 1] == '.');
    if (sscanf(VERSION_DATE, "%d-%d-%d", &year, &month, &day) == 3)
        fprintf(file, ".Dd %s %d, %d\n", months[(month + 11) % 12], day, year);
    fprintf(file, ".Dt %s 1\n.Os\n.Sh NAME\n.Nm %s\n.Nd ", title, name);
    fputc(tolower((unsigned char)what[0]), file);
    write_escaped(file, what + 1, length - 1);
    fputs("\n.Sh SYNOPSIS\n", file);
}

static bool is_of(const struct row *row, const char *command)
{
    return command ? row->command && strcmp(row->command, command) == 0 : !row->command;
}

static void write_list(FILE *file, const char *section, const char *macro, const struct row *rows, const char *command)
{
    bool any = false;
    for (const struct row *row = rows; row->item; row++) {
        if (!is_of(row, command))
            continue;
        if (!any)
            fprintf(file, ".Sh %s\n.Bl -tag -width Ds\n", section);
        fprintf(file, ".It %s %s\n", macro, row->item);
        write_text(file, row->what);
        any = true;
    }
    if (any)
        fputs(".El\n", file);
}

static void write_exits(FILE *file)
{
    fputs(".Sh EXIT STATUS\n.Bl -tag -width Ds\n", file);
    for (const struct command_exit *row = command_exits; row->status; row++)
        fprintf(file, ".It %s\n%c%s.\n", row->status, toupper((unsigned char)row->meaning[0]), row->meaning + 1);
    fputs(".El\n", file);
}

static void write_examples(FILE *file, const char *command)
{
    bool any = false;
    for (const struct row *row = examples; row->item; row++) {
        if (!is_of(row, command))
            continue;
        if (!any)
            fputs(".Sh EXAMPLES\n", file);
        if (row->what && any)
            fputs(".Pp\n", file);
        if (row->what)
            write_text(file, row->what);
        fputs(".Dl ", file);
        write_escaped(file, row->item, strlen(row->item));
        fputc('\n', file);
        any = true;
    }
}

// ---- the page of a command -----------------------------------------------------------------------------------------------

static void write_option(FILE *file, const struct told_option *option)
{
    const bool output = strcmp(option->name, "output") == 0;
    fprintf(file, ".It %sFl \\-", output ? "Fl o Ar FILE , " : "");
    write_escaped(file, option->name, strlen(option->name));
    if (option->metavar)
        fprintf(file, " Ar %s", option->metavar);
    fputc('\n', file);
    write_text(file, option->help);
}

static void write_options(FILE *file, const struct told_call *call)
{
    static struct told_option options[TOLD_OPTIONS_MAX];
    const int count = told_options(call, options);
    for (int i = 0; i < count; i++) {
        if (i > 0 && options[i].of_settings && !options[i - 1].of_settings)
            fputs(".El\n.Pp\nThe experiment:\n.Bl -tag -width Ds\n", file);
        else if (i == 0)
            fprintf(file, "%sOptions:\n.Bl -tag -width Ds\n", call->word ? "" : ".Pp\n");
        write_option(file, &options[i]);
    }
    if (count > 0)
        fputs(".El\n", file);
    if (call->options && call->options->settings)
        fputs(".Pp\nCounts may end in k or M (100k); a time needs its unit (5ms, 1h30m).\n", file);
    if (call->options && call->options->note)
        write_note(file, call->options->note);
}

static void write_call(const struct told_call *call, void *context)
{
    FILE *file = context;
    if (call->same)
        return;
    if (call->word)
        fprintf(file, ".Ss raceledger %s %s\n", call->command->name, call->word);
    else
        write_text(file, call->command->help);
    write_options(file, call);
}

static void write_keys(FILE *file)
{
    struct keys_command list[KEYS_MOST];
    const int count = keys_commands(list);
    fputs(".Ss Keys\n", file);
    write_text(file, KEYS_NOTE);
    fputs(".Bl -tag -width Ds\n", file);
    for (int i = 0; i < count; i++) {
        fputs(".It Cm ", file);
        write_escaped(file, list[i].name, strlen(list[i].name));
        fputs(" : ", file);
        write_escaped(file, list[i].chords, strlen(list[i].chords));
        fputc('\n', file);
        write_text(file, list[i].what);
    }
    fputs(".El\n", file);
}

void man_command(FILE *file, const struct command *command)
{
    char name[64], title[64];
    snprintf(name, sizeof name, "raceledger-%s", command->name);
    size_t at = 0;
    for (; name[at]; at++)
        title[at] = (char)toupper((unsigned char)name[at]);
    title[at] = '\0';
    write_head(file, name, title, command->help);
    fprintf(file, ".Nm raceledger %s\n", command->name);
    write_escaped(file, command->usage, strlen(command->usage));
    fputs("\n.Sh DESCRIPTION\n", file);
    told_command(command, write_call, file);
    if (strcmp(command->name, "window") == 0)
        write_keys(file);
    write_list(file, "ENVIRONMENT", "Ev", environment, command->name);
    write_list(file, "FILES", "Pa", files, command->name);
    write_exits(file);
    write_examples(file, command->name);
    fputs(".Sh SEE ALSO\n.Xr raceledger 1\n", file);
}

// ---- the page of the program ---------------------------------------------------------------------------------------------

static void write_commands(FILE *file)
{
    fputs(".Pp\nThe commands:\n.Bl -tag -width Ds\n", file);
    for (const struct command *command = commands; command->name; command++) {
        if (told_is_command(command))
            fprintf(file, ".It Xr raceledger-%s 1\n", command->name);
        else
            fprintf(file, ".It Fl \\-%s\n", command->name + 2);
        write_text(file, command->help);
    }
    fputs(".El\n", file);
}

static int compare_names(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

// The pages of the commands, by name.
static void write_others(FILE *file)
{
    const char *names[64];
    size_t count = 0;
    for (const struct command *command = commands; command->name && count < sizeof names / sizeof *names; command++)
        if (told_is_command(command))
            names[count++] = command->name;
    qsort(names, count, sizeof *names, compare_names);
    fputs(".Sh SEE ALSO\n", file);
    for (size_t i = 0; i < count; i++)
        fprintf(file, ".Xr raceledger-%s 1%s\n", names[i], i + 1 < count ? " ," : "");
}

void man_program(FILE *file)
{
    write_head(file, "raceledger", "RACELEDGER", COMMAND_PROGRAM);
    fputs(".Nm\n.Op Ar FILE\n.Op Ar options\n.Nm\n.Ar COMMAND\n.Op Ar options\n.Sh DESCRIPTION\n", file);
    write_text(
        file, "Threads and processes share what they should not, for real: in threads or processes, without a lock, "
              "with one, or "
              "under a CPython-style global interpreter lock. What truly happened is recorded and every lost update is "
              "accounted for. The books balance, in every run, exactly: final + net of lost updates = expected.");
    fputs(".Pp\n", file);
    write_text(file, "Without a command it opens the window, also for a FILE that is to be shown in it.");
    write_commands(file);
    write_list(file, "ENVIRONMENT", "Ev", environment, NULL);
    write_list(file, "FILES", "Pa", files, NULL);
    write_exits(file);
    write_examples(file, NULL);
    write_others(file);
}
