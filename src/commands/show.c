// raceledger show: the report of a saved recording, or who wrote over whom in it: in the balance, or in a variable of a command.
#include "commands/command.h"
#include "commands/evidence.h"
#include "commands/expect.h"
#include "commands/options.h"
#include "commands/progress.h"

#include "base/fault.h"
#include "base/said.h"
#include "base/text.h"
#include "document/scenes.h"
#include "labs/balance/books.h"
#include "labs/balance/report/collisions.h"
#include "os/file.h"
#include "report/report.h"
#include "report/variable_collisions.h"
#include "report/variables.h"
#include "view/control/views.h"
#include "view/texts/texts.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
    PART_COLUMNS = 10, // of what is told of a scene
};

struct request {
    const char *file, *json, *collisions, *collision, *variable, *expected, *view, *lang;
    enum language language;
    enum expect expect;
    uint64_t number; // of the collision, from 1
};

static struct status read_request(struct request *request, int count, char **words, bool *helped)
{
    *request = (struct request){ 0 };
    const struct option table[] = {
        { "json", NULL, "print one JSON document", &request->json },
        { "collisions", NULL, "who wrote over whom: every collision by time", &request->collisions },
        { "collision", "N", "the N-th collision by time, step by step", &request->collision },
        { "variable", "NAME", "of a command: this variable, and its collisions (the worst)", &request->variable },
        { "lang", "NAME", "en or zh, of what is printed (as LANG has it)", &request->lang },
        { "expect", "WHAT", EXPECT_HELP, &request->expected },
        { "view", "NAME", "what that view of the window says, as text; then with the options of raceledger picture",
          &request->view },
        { 0 },
    };
    request->language = language_of_environment();
    struct options options = { .command = "show", .table = table, .file = &request->file };
    struct status status = options_read(&options, count, words);
    *helped = options.help;
    if (!status_is_ok(status) || options.help)
        return status;
    if (!request->file)
        return status_make(STATUS_USAGE, "show: needs the FILE of a recording, or of scenes");
    if (request->collision && request->collisions)
        return status_make(STATUS_USAGE, "--collision %s: goes without --collisions", request->collision);
    if (request->collision && (!text_read_count(request->collision, &request->number) || request->number < 1))
        return status_make(STATUS_USAGE, "--collision %s: must be a whole number from 1", request->collision);
    if (request->lang && request->json)
        return status_make(STATUS_USAGE, "--lang: goes without --json, which is in English");
    if (request->json)
        request->language = LANGUAGE_EN;
    if (request->lang && !language_from_name(request->lang, &request->language))
        return status_make(STATUS_USAGE, "--lang %s: must be en or zh", request->lang);
    return expect_read(request->expected, &request->expect);
}

// ---- of the balance --------------------------------------------------------------------------------------------------

static struct status show_collisions(const struct request *request)
{
    struct evidence evidence;
    struct status status = evidence_read(&evidence, request->file);
    if (status_is_ok(status) && request->collision)
        status = evidence_collision(&evidence, request->collision, request->number);
    const enum language before = said_in(request->language);
    if (status_is_ok(status) && request->collision)
        (request->json ? collision_json : collision_text)(stdout, &evidence.overwrites, (size_t)request->number);
    else if (status_is_ok(status))
        (request->json ? collisions_json : collisions_text)(stdout, &evidence.overwrites);
    said_in(before);
    evidence_close(&evidence);
    return status;
}

// ---- of a command's variables ----------------------------------------------------------------------------------------

// The variable that was asked for, or the worst, as its number in the account.
static struct status find_variable(const struct request *request, const struct variables_account *account,
                                   uint32_t *number)
{
    const int64_t found = request->variable ? variables_account_find(account, request->variable) : 0;
    if (account->sums.count == 0)
        return status_make(STATUS_USAGE, "%s: no variable was shared in it", request->file);
    if (found < 0)
        return status_make(STATUS_USAGE, "--variable %s: no such variable was shared; the worst is %s",
                           request->variable, account->recording->variables[account->sums.all[0].variable].name);
    *number = (uint32_t)found;
    return status_ok();
}

static struct status show_one(const struct request *request, const struct history *history)
{
    const size_t count = history->collision_count;
    if (count == 0)
        return status_make(STATUS_USAGE, "--collision %s: %s has none", request->collision, history->variable->name);
    if (request->number > count)
        return status_make(STATUS_USAGE, "--collision %s: must be from 1 to %zu, as many as %s has", request->collision,
                           count, history->variable->name);
    if (!(request->json ? variable_collision_json : variable_collision_text)(stdout, history, (size_t)request->number))
        return status_make(STATUS_FAILED, "not enough memory for the steps of the collision");
    return status_ok();
}

static void show_all(const struct request *request, const struct variables_account *account, uint32_t number,
                     const struct history *history)
{
    const struct paper paper = { stdout, command_wants_colour(stdout) };
    if (request->json) {
        variable_collisions_json(stdout, history);
        return;
    }
    variable_collisions_text(stdout, history);
    if (!request->collisions) {
        fputc('\n', stdout);
        variable_text(&paper, account, number);
    }
}

static struct status show_variable(const struct request *request, const struct recording *recording)
{
    struct variables_account account;
    struct history history = { 0 };
    uint32_t number = 0;
    struct status status = variables_account_build(&account, recording);
    if (!status_is_ok(status))
        return status;
    status = find_variable(request, &account, &number);
    const enum language before = said_in(request->language);
    if (status_is_ok(status))
        status = history_build(&history, recording, account.sums.all[number].variable);
    if (status_is_ok(status) && request->collision)
        status = show_one(request, &history);
    else if (status_is_ok(status))
        show_all(request, &account, number, &history);
    said_in(before);
    history_finish(&history);
    variables_account_finish(&account);
    return status;
}

// ---- the report ------------------------------------------------------------------------------------------------------

static struct status show(const struct request *request, int *code)
{
    struct recording recording = { 0 };
    struct status status = recording_read(&recording, request->file);
    const bool asks = request->variable || request->collisions || request->collision;
    if (!status_is_ok(status))
        return status;
    if (asks && recording.watched) {
        status = show_variable(request, &recording);
    } else if (request->variable) {
        status =
            status_make(STATUS_USAGE, "--variable %s: %s has no ledger of variables", request->variable, request->file);
    } else if (asks) {
        recording_close(&recording);
        return show_collisions(request);
    } else {
        status = report_recording(stdout, &recording, request->json, command_wants_colour(stdout), request->language);
    }
    if (status_is_ok(status))
        *code = expect_judge(&recording, request->expect, EXIT_DONE);
    recording_close(&recording);
    return status;
}

// ---- a talk's scenes -------------------------------------------------------------------------------------------------

static bool is_talk(const char *file)
{
    const size_t length = strlen(file);
    return length > 9 && strcmp(file + length - 9, ".rlscenes") == 0;
}

static void tell_part(const char *name, const char *value)
{
    const int columns = (int)text_columns(said(name));
    if (*value)
        printf("   %s%*s%s\n", said(name), columns < PART_COLUMNS ? PART_COLUMNS - columns : 1, "", value);
}

// Of a recording of the talk whether it is there, too.
static void tell_file(const char *name, const char *talk, const char *recording)
{
    const char *slash = strrchr(talk, '/');
    char path[2 * SCENE_LINE_BYTES + 4096], lost[2 * SCENE_LINE_BYTES];
    snprintf(path, sizeof path, "%.*s%s", slash ? (int)(slash + 1 - talk) : 0, talk, recording);
    snprintf(lost, sizeof lost, "%s%s", recording,
             *recording && access(path, R_OK) != 0 ? said("  (is not there)") : "");
    tell_part(name, lost);
}

static void tell_scene(const char *file, const struct talk_scene *scene, int number)
{
    static const char *const asks[] = { "", SAID("with choices"), SAID("with a blank") };
    printf("\n%d  %s\n", number, scene->title);
    tell_file(SAID("recording"), file, scene->recording);
    tell_file(SAID("below"), file, scene->below);
    tell_part(SAID("run"), scene->run);
    tell_part(SAID("view"), scene->view);
    for (int i = 0; i < scene->moment_count; i++)
        tell_part(i ? SAID("then at") : SAID("at"), scene->moments[i].at);
    if (scene->ask) // the first stands for none
        tell_part(SAID("asks"), said(asks[scene->ask]));
    for (const char *line = scene->note; *line; line += strcspn(line, "\n"), line += *line == '\n')
        printf("   | %.*s\n", (int)strcspn(line, "\n"), line);
}

static void tell_talk(const struct request *request, const struct scenes *scenes)
{
    char count[TEXT_NUMBER_BYTES];
    const enum language before = said_in(request->language);
    printf("%s\n", text_counted(count, (uint64_t)scenes->count, "scene"));
    for (int i = 0; i < scenes->count; i++)
        tell_scene(request->file, &scenes->list[i], i + 1);
    said_in(before);
}

static struct status show_talk(const struct request *request)
{
    const char *views[VIEW_COUNT + 1] = { NULL };
    struct scenes *scenes = NULL;
    char *text = NULL;
    size_t bytes = 0;
    for (int i = 0; i < VIEW_COUNT; i++)
        views[i] = view_rows[i]->name;
    if (request->json || request->collisions || request->collision || request->variable || request->expected)
        return status_make(STATUS_USAGE, "%s: holds scenes and no recording, it is shown with no option but --lang",
                           request->file);
    struct status status = os_file_read_whole(request->file, SCENES_BYTES_MOST, &text, &bytes);
    if (status_is_ok(status)) {
        status = scenes_read(&scenes, text, bytes, views);
        if (!status_is_ok(status))
            status = status_named(request->file, status);
    }
    if (status_is_ok(status))
        tell_talk(request, scenes);
    free(scenes);
    free(text);
    return status;
}

// A view is a picture's; its words are printed.
static int show_view(int count, char **words)
{
    static char output[] = "--output", out[] = "-";
    char **all = calloc((size_t)count + 2, sizeof *all);
    if (!all)
        return command_failed(status_make(STATUS_FAILED, "not enough memory"));
    all[0] = output;
    all[1] = out;
    memcpy(all + 2, words, (size_t)count * sizeof *all); // which may end in "--" and a file
    const int code = command_picture(count + 2, all);
    free(all);
    return code;
}

static bool asks_for_view(int count, char **words)
{
    bool view = false;
    for (int i = 0; i < count && strcmp(words[i], "--") != 0; i++) {
        if (strcmp(words[i], "--help") == 0)
            return false;
        view |= strcmp(words[i], "--view") == 0 || strncmp(words[i], "--view=", 7) == 0;
    }
    return view;
}

int command_show(int count, char **words)
{
    if (asks_for_view(count, words))
        return show_view(count, words);
    struct request request;
    bool helped;
    int code = EXIT_DONE;
    struct status status = read_request(&request, count, words, &helped);
    if (status_is_ok(status) && !helped)
        status = is_talk(request.file) ? show_talk(&request) : show(&request, &code);
    return status_is_ok(status) ? command_end(code) : command_failed(status);
}
