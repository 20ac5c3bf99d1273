// raceledger help: this page and those of the commands; as man pages, and as what a shell completes by.
#include "commands/command.h"
#include "commands/completion.h"
#include "commands/keys.h"
#include "commands/man.h"
#include "commands/options.h"
#include "commands/told.h"

#include <stdbool.h>
#include <string.h>

struct request {
    const char *man, *completion;
    int rest; // of the words: the command's
};

static struct status read_request(struct request *request, int count, char **words, bool *helped)
{
    *request = (struct request){ 0 };
    const struct option table[] = {
        { "man", NULL, "print the man page of the command, or of the program, for man or mandoc", &request->man },
        { "completion", "SHELL", "bash, zsh or fish: print what it reads to complete what is typed",
          &request->completion },
        { 0 },
    };
    struct options options = { .command = "help", .table = table, .rest = &request->rest };
    const struct status status = options_read(&options, count, words);
    *helped = options.help;
    if (status_is_ok(status) && !options.help && request->man && request->completion)
        return status_make(STATUS_USAGE, "--man and --completion: only one of them can be printed");
    return status;
}

static struct status print_man(const char *name)
{
    const struct command *command = commands;
    if (!name) {
        man_program(stdout);
        return status_ok();
    }
    while (command->name && !(told_is_command(command) && strcmp(command->name, name) == 0))
        command++;
    if (!command->name)
        return status_make(STATUS_USAGE, "help: %.60s: there is no such command; raceledger --help lists them", name);
    man_command(stdout, command);
    return status_ok();
}

// Behind it --help is that of help.
static int print_keys(int count, char **words)
{
    struct request request;
    bool helped;
    struct status status = read_request(&request, count, words, &helped);
    if (status_is_ok(status) && !helped && count > 0)
        status = status_make(STATUS_USAGE, "%s: not expected here; --help tells what is", words[0]);
    if (!status_is_ok(status))
        return command_failed(status);
    if (!helped)
        keys_print(stdout);
    return command_end(EXIT_DONE);
}

// "help run queue" is "run queue --help".
static int print_help(int count, char **words)
{
    char option[] = "--help", *asked[] = { words[0], count > 1 ? words[1] : option, option };
    if (strcmp(words[0], "keys") == 0)
        return print_keys(count - 1, words + 1);
    if (words[0][0] == '-' || count > 2 || !command_is_one(words[0]))
        return command_failed(
            status_make(STATUS_USAGE, "help: %.60s: there is no such command; raceledger --help lists them", words[0]));
    return command_other(count > 1 ? 3 : 2, asked);
}

int command_help_on(int count, char **words)
{
    struct request request;
    bool helped;
    struct status status = read_request(&request, count, words, &helped);
    const int left = count - request.rest;
    if (status_is_ok(status) && !helped && (request.man || request.completion) && left > (request.man ? 1 : 0))
        status = status_make(STATUS_USAGE, "%s: not expected here; --help tells what is", words[count - 1]);
    if (!status_is_ok(status))
        return command_failed(status);
    if (helped)
        return command_end(EXIT_DONE);
    if (!request.man && !request.completion)
        return left > 0 ? print_help(left, words + request.rest) : command_help(0, NULL);
    status =
        request.man ? print_man(left > 0 ? words[request.rest] : NULL) : completion_write(stdout, request.completion);
    return status_is_ok(status) ? command_end(EXIT_DONE) : command_failed(status);
}
