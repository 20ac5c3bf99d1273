// One script a shell. What differs between commands is data in it, made of what they tell (commands/told.h); what reads the data is
// the same text for all.
#include "commands/completion.h"

#include "commands/command.h"
#include "commands/told.h"

#include <string.h>

// ---- text in quotes ------------------------------------------------------------------------------------------------------

// Inside single quotes of a POSIX shell, with a backslash before each of some characters.
static void write_quoted(FILE *file, const char *text, const char *marked)
{
    for (; *text; text++) {
        if (*text == '\'') {
            fputs("'\\''", file);
            continue;
        }
        if (strchr(marked, *text))
            fputc('\\', file);
        fputc(*text, file);
    }
}

// Inside single quotes of fish.
static void write_fish(FILE *file, const char *text)
{
    for (; *text; text++) {
        if (*text == '\'' || *text == '\\')
            fputc('\\', file);
        fputc(*text, file);
    }
}

static void write_name(FILE *file, const struct told_call *call)
{
    fprintf(file, "%s%s%s", call->command->name, call->word ? " " : "", call->word ? call->word : "");
}

static bool is_file(const struct told_option *option)
{
    return strcmp(option->metavar, "FILE") == 0 || strcmp(option->metavar, "PATH") == 0;
}

static bool is_folder(const struct told_option *option) { return strcmp(option->metavar, "FOLDER") == 0; }

static bool is_repeated(const struct told_option *option)
{
    return strlen(option->metavar) > 3 && strcmp(option->metavar + strlen(option->metavar) - 3, "...") == 0;
}

static bool is_output(const struct told_option *option) { return strcmp(option->name, "output") == 0; }

// ---- what all three need -------------------------------------------------------------------------------------------------

static void each_call(told_hearer *hearer, FILE *file)
{
    for (const struct command *command = commands; command->name; command++)
        if (told_is_command(command))
            told_command(command, hearer, file);
}

// "'run' 'run queue' …", each with a space before it.
static void list_call(const struct told_call *call, void *context)
{
    FILE *file = context;
    fputs(" '", file);
    write_name(file, call);
    fputc('\'', file);
}

// The words that may stand behind a command, each with a space before it.
static void list_word(const struct told_call *call, void *context)
{
    if (call->word)
        fprintf(context, " %s", call->word);
}

static void list_commands(FILE *file)
{
    for (const struct command *command = commands; command->name; command++)
        if (told_is_command(command))
            fprintf(file, " %s", command->name);
}

// ---- bash ----------------------------------------------------------------------------------------------------------------

// A row of a case: its options, each with what its value is behind "="; then the kind of its plain words, and which they may be.
static void write_bash_call(const struct told_call *call, void *context)
{
    static struct told_option options[TOLD_OPTIONS_MAX];
    static const char *const plains[] = { [PLAIN_NONE] = "none",
                                          [PLAIN_RECORDING] = "recording",
                                          [PLAIN_FILES] = "files",
                                          [PLAIN_PROGRAM] = "program",
                                          [PLAIN_COMMAND] = "none" };
    FILE *file = context;
    const int count = told_options(call, options);
    fputs("    '", file);
    write_name(file, call);
    fprintf(file, "')\n        plain=%s words='", plains[call->plain]);
    if (call->plain == PLAIN_COMMAND)
        list_commands(file);
    else if (!call->word)
        told_command(call->command, list_word, file);
    fputs("'\n        told=(--help", file);
    for (int i = 0; i < count; i++) {
        fprintf(file, is_output(&options[i]) ? " -o=FILE '--%s" : " '--%s", options[i].name);
        if (options[i].metavar)
            fprintf(file, "=%s",
                    is_file(&options[i])     ? "FILE"
                    : is_folder(&options[i]) ? "FOLDER"
                                             : options[i].choices);
        fputc('\'', file);
    }
    fputs(")\n        ;;\n", file);
}

static void write_bash(FILE *file)
{
    fputs("# What bash completes of raceledger's commands; printed by: raceledger help --completion bash\n\n"
          "# Sets told to the options of a command, each with what its value is, plain to the kind of its other words, "
          "words to "
          "some of them.\n"
          "_raceledger_tell() {\n    case $1 in\n",
          file);
    each_call(write_bash_call, file);
    fputs("    *) return 1 ;;\n    esac\n}\n\n"
          "_raceledger_files() {\n"
          "    compopt -o filenames 2>/dev/null\n"
          "    mapfile -t COMPREPLY < <(compgen \"$@\" -- \"$current\")\n}\n\n"
          "_raceledger_words() { mapfile -t COMPREPLY < <(compgen -W \"$1\" -- \"$current\"); }\n\n"
          "# What the option before the present word wants as its value; fails where it wants none.\n"
          "_raceledger_value() {\n"
          "    local option\n"
          "    for option in \"${told[@]}\"; do\n"
          "        [ \"${option%%=*}\" = \"$1\" ] || continue\n"
          "        case $option in\n"
          "        *=FILE) _raceledger_files -f ;;\n"
          "        *=FOLDER) _raceledger_files -d ;;\n"
          "        *=*) _raceledger_words \"${option#*=}\" ;;\n"
          "        *) return 1 ;;\n"
          "        esac\n"
          "        return 0\n"
          "    done\n"
          "    return 1\n}\n\n"
          "# Where the program's own command line begins, as its place in the words; nothing where it has not.\n"
          "_raceledger_program() {\n"
          "    local at option\n"
          "    for ((at = 2; at < COMP_CWORD; at++)); do\n"
          "        case ${COMP_WORDS[at]} in\n"
          "        --) echo $((at + 1)) && return ;;\n"
          "        -*)\n"
          "            for option in \"${told[@]}\"; do\n"
          "                [[ $option == \"${COMP_WORDS[at]}\"=* ]] && ((at++)) && break\n"
          "            done\n"
          "            [ \"${COMP_WORDS[at]}\" != = ] || ((at++))\n"
          "            ;;\n"
          "        *) echo \"$at\" && return ;;\n"
          "        esac\n"
          "    done\n}\n\n"
          "_raceledger() {\n"
          "    local current=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]} call=${COMP_WORDS[1]} told "
          "plain words "
          "program\n"
          "    COMPREPLY=()\n"
          "    if [ \"$current\" = = ]; then\n"
          "        current=\n"
          "    elif [ \"$before\" = = ]; then\n"
          "        before=${COMP_WORDS[COMP_CWORD - 2]}\n"
          "    fi\n"
          "    if ((COMP_CWORD == 1)) && [[ $current != -* ]]; then\n"
          "        mapfile -t COMPREPLY < <(compgen -W '",
          file);
    list_commands(file);
    fputs("' -- \"$current\"; compgen -f -X '!*.rl' -- \"$current\")\n"
          "        return\n"
          "    fi\n"
          "    if ((COMP_CWORD > 2)) && _raceledger_tell \"$call ${COMP_WORDS[2]}\"; then\n"
          "        words=\n"
          "    elif ((COMP_CWORD == 1)) || ! _raceledger_tell \"$call\"; then\n"
          "        _raceledger_tell window\n"
          "    fi\n"
          "    if [ \"$plain\" = program ]; then\n"
          "        program=$(_raceledger_program)\n"
          "        if [ -n \"$program\" ]; then\n"
          "            if declare -F _command_offset >/dev/null; then _command_offset \"$program\"; else "
          "_raceledger_files -f; fi\n"
          "            return\n"
          "        fi\n"
          "    fi\n"
          "    _raceledger_value \"$before\" && return\n"
          "    if [[ $current == -* ]]; then\n"
          "        _raceledger_words \"${told[*]%%=*}\"\n"
          "        return\n"
          "    fi\n"
          "    case $plain in\n"
          "    recording)\n"
          "        _raceledger_files -f -X '!*.rl'\n"
          "        mapfile -t -O ${#COMPREPLY[@]} COMPREPLY < <(compgen -d -- \"$current\")\n"
          "        ;;\n"
          "    files) _raceledger_files -f ;;\n"
          "    program) _raceledger_files -c -f ;;\n"
          "    *) ((COMP_CWORD > 2)) || _raceledger_words \"$words\" ;;\n"
          "    esac\n}\n\n"
          "complete -F _raceledger raceledger\n",
          file);
}

// ---- zsh -----------------------------------------------------------------------------------------------------------------

static void write_zsh_option(FILE *file, const struct told_option *option, const char *dashed)
{
    fprintf(file, " \\\n            '%s%s%s[", option->metavar && is_repeated(option) ? "*" : "", dashed,
            option->metavar && dashed[1] == '-' ? "=" : "");
    write_quoted(file, option->help, "[]\\");
    fputc(']', file);
    if (option->metavar) {
        fputc(':', file);
        write_quoted(file, option->metavar, ":");
        fputc(':', file);
        if (is_file(option))
            fputs("_files", file);
        else if (is_folder(option))
            fputs("_files -/", file);
        else if (*option->choices)
            fprintf(file, "(%s)", option->choices);
    }
    fputc('\'', file);
}

static void write_zsh_call(const struct told_call *call, void *context)
{
    static struct told_option options[TOLD_OPTIONS_MAX];
    static const char *const plains[] = { [PLAIN_NONE] = NULL,
                                          [PLAIN_RECORDING] = "*:recording:_files -g \"*.rl\"",
                                          [PLAIN_FILES] = "*:file:_files",
                                          [PLAIN_PROGRAM] = "*::program:_raceledger_program",
                                          [PLAIN_COMMAND] = NULL };
    FILE *file = context;
    char dashed[80];
    const int count = told_options(call, options);
    fputs("    '", file);
    write_name(file, call);
    fputs("')\n        _arguments '--help[say what can be given]'", file);
    for (int i = 0; i < count; i++) {
        snprintf(dashed, sizeof dashed, "--%s", options[i].name);
        write_zsh_option(file, &options[i], dashed);
        if (is_output(&options[i]))
            write_zsh_option(file, &options[i], "-o");
    }
    if (plains[call->plain])
        fprintf(file, " \\\n            '%s'", plains[call->plain]);
    if (!call->word && (call->plain == PLAIN_NONE || call->plain == PLAIN_COMMAND)) {
        fputs(" \\\n            '1::what:(", file);
        if (call->plain == PLAIN_COMMAND)
            list_commands(file);
        else
            told_command(call->command, list_word, file);
        fputs(")'", file);
    }
    fputs("\n        ;;\n", file);
}

static void write_zsh(FILE *file)
{
    fputs("#compdef raceledger\n"
          "# What zsh completes of raceledger's commands; printed by: raceledger help --completion zsh\n\n"
          "# The words of a program that is to be recorded; the -- before it is none of them.\n"
          "_raceledger_program() {\n"
          "    if [[ $words[1] == -- ]]; then\n"
          "        shift words\n"
          "        (( CURRENT -= 1 ))\n"
          "    fi\n"
          "    _normal\n}\n\n"
          "_raceledger() {\n"
          "    local call=window\n"
          "    local -a calls=(",
          file);
    each_call(list_call, file);
    fputs(")\n    local -a commands=(\n", file);
    for (const struct command *command = commands; command->name; command++) {
        if (!told_is_command(command))
            continue;
        fputs("        '", file);
        write_quoted(file, command->name, ":\\");
        fputc(':', file);
        write_quoted(file, command->help, "\\");
        fputs("'\n", file);
    }
    fputs("    )\n"
          "    if (( CURRENT == 2 )) && [[ $words[2] != -* ]]; then\n"
          "        _describe -t commands command commands\n"
          "        _files -g '*.rl'\n"
          "        return\n"
          "    fi\n"
          "    if (( CURRENT > 3 && ${calls[(Ie)$words[2] $words[3]]} )); then\n"
          "        call=\"$words[2] $words[3]\"\n"
          "        shift 2 words\n"
          "        (( CURRENT -= 2 ))\n"
          "    elif (( CURRENT > 2 && ${calls[(Ie)$words[2]]} )); then\n"
          "        call=$words[2]\n"
          "        shift words\n"
          "        (( CURRENT -= 1 ))\n"
          "    fi\n"
          "    case $call in\n",
          file);
    each_call(write_zsh_call, file);
    fputs("    esac\n}\n\n_raceledger \"$@\"\n", file);
}

// ---- fish ----------------------------------------------------------------------------------------------------------------

// Where a call's own words are completed: of one that runs a program, not behind it.
static void write_fish_at(FILE *file, const struct told_call *call)
{
    fputs("complete -c raceledger -n '__raceledger_at ", file);
    write_name(file, call);
    if (call->plain == PLAIN_PROGRAM)
        fputs("; and not __raceledger_program", file);
}

static void write_fish_option(FILE *file, const struct told_call *call, const struct told_option *option)
{
    write_fish_at(file, call);
    fprintf(file, "' -l %s%s", option->name, is_output(option) ? " -s o" : "");
    if (option->metavar && is_file(option))
        fputs(" -r -F", file);
    else if (option->metavar && is_folder(option))
        fputs(" -x -a '(__fish_complete_directories)'", file);
    else if (option->metavar && *option->choices)
        fprintf(file, " -x -a '%s'", option->choices);
    else if (option->metavar)
        fputs(" -x", file);
    fputs(" -d '", file);
    write_fish(file, option->help);
    fputs("'\n", file);
}

static void write_fish_call(const struct told_call *call, void *context)
{
    static struct told_option options[TOLD_OPTIONS_MAX];
    static const char *const plains[] = { [PLAIN_NONE] = NULL,
                                          [PLAIN_RECORDING] = "-k -a '(__fish_complete_suffix .rl)'",
                                          [PLAIN_FILES] = "-F",
                                          [PLAIN_PROGRAM] = "-a '(__raceledger_complete_program)'",
                                          [PLAIN_COMMAND] = NULL };
    FILE *file = context;
    const int count = told_options(call, options);
    for (int i = 0; i < count; i++)
        write_fish_option(file, call, &options[i]);
    write_fish_at(file, call);
    fputs("' -l help -d 'Say what can be given'\n", file);
    if (plains[call->plain]) {
        fputs("complete -c raceledger -n '__raceledger_at ", file);
        write_name(file, call);
        fprintf(file, "' %s\n", plains[call->plain]);
    } else if (!call->word) {
        fputs("complete -c raceledger -n '__raceledger_at ", file);
        write_name(file, call);
        fputs("; and test (count (commandline -opc)) -eq 2' -a '", file);
        if (call->plain == PLAIN_COMMAND)
            list_commands(file);
        else
            told_command(call->command, list_word, file);
        fputs("'\n", file);
    }
}

// The options of those that run a program which have a value: the word behind one is not the program.
static void write_fish_valued(const struct told_call *call, void *context)
{
    static struct told_option options[TOLD_OPTIONS_MAX];
    FILE *file = context;
    const int count = call->plain == PLAIN_PROGRAM ? told_options(call, options) : 0;
    for (int i = 0; i < count; i++)
        if (options[i].metavar)
            fprintf(file, " --%s%s", options[i].name, is_output(&options[i]) ? " -o" : "");
}

static void write_fish_script(FILE *file)
{
    fputs("# What fish completes of raceledger's commands; printed by: raceledger help --completion fish\n\n"
          "# Whether the command line is that command's, as far as it is typed.\n"
          "function __raceledger_at\n"
          "    set -l words (commandline -opc)\n"
          "    set -e words[1]\n"
          "    set -l call window\n"
          "    set -l calls",
          file);
    each_call(list_call, file);
    fputs("\n    if set -q words[1]; and contains -- $words[1] $calls\n"
          "        set call $words[1]\n"
          "        if set -q words[2]; and contains -- \"$words[1] $words[2]\" $calls\n"
          "            set call \"$words[1] $words[2]\"\n"
          "        end\n"
          "    end\n"
          "    test \"$call\" = \"$argv\"\n"
          "end\n\n"
          "# Prints the words of the program that is to be recorded, as far as they are typed; fails where it has not "
          "begun.\n"
          "function __raceledger_program\n"
          "    set -l words (commandline -opc)\n"
          "    set -e words[1..2]\n"
          "    while set -q words[1]\n"
          "        switch $words[1]\n"
          "            case --\n"
          "                set -e words[1]\n"
          "                printf '%s\\n' $words\n"
          "                return 0\n"
          "            case '-*'\n"
          "                contains -- $words[1] $__raceledger_valued; and set -e words[1]\n"
          "                set -e words[1]\n"
          "            case '*'\n"
          "                printf '%s\\n' $words\n"
          "                return 0\n"
          "        end\n"
          "    end\n"
          "    return 1\n"
          "end\n\n"
          "function __raceledger_complete_program\n"
          "    set -l words (__raceledger_program | string match -v '')\n"
          "    complete -C (string join ' ' -- (string escape -- $words) (commandline -ct))\n"
          "end\n\n"
          "set -g __raceledger_valued",
          file);
    each_call(write_fish_valued, file);
    fputs("\ncomplete -c raceledger -f\n", file);
    for (const struct command *command = commands; command->name; command++) {
        if (!told_is_command(command))
            continue;
        fprintf(file, "complete -c raceledger -n 'test (count (commandline -opc)) -eq 1' -a %s -d '", command->name);
        write_fish(file, command->help);
        fputs("'\n", file);
    }
    each_call(write_fish_call, file);
}

struct status completion_write(FILE *file, const char *shell)
{
    static const struct {
        const char *name;
        void (*write)(FILE *file);
    } shells[] = { { "bash", write_bash }, { "zsh", write_zsh }, { "fish", write_fish_script } };
    for (size_t i = 0; i < sizeof shells / sizeof *shells; i++)
        if (strcmp(shells[i].name, shell) == 0) {
            shells[i].write(file);
            return status_ok();
        }
    return status_make(STATUS_USAGE, "--completion %s: must be bash, zsh or fish", shell);
}
