// raceledger window, and raceledger alone: the window.
#include "commands/command.h"
#include "commands/options.h"

#include "gui/ask.h"
#include "gui/scene_maker.h"
#include "gui/window.h"
#include "labs/balance/settings.h"
#include "os/cpus.h"
#include "os/memory.h"
#include "os/signals.h"
#include "view/looks/theme.h"
#include "view/texts/texts.h"

#include <stdio.h>
#include <string.h>

// From a signal to the end of the program, whatever the window is busy with.
#define PATIENCE_NS UINT64_C(500000000)

static struct status read_request(struct window_request *request, int count, char **words, bool *helped)
{
    const char *lecture = NULL, *home = NULL, *follow = NULL, *another = NULL;
    enum language language;
    enum theme_kind theme;
    const struct option table[] = {
        { "theme", "NAME", THEME_NAMES " (as last chosen, else as the desktop has it)", &request->theme },
        { "lang", "NAME", "en or zh (as last chosen, else as LANG has it)", &request->language },
        { "font", "FILE", "a font file that comes before the system's", &request->font },
        { "lecture", NULL, "for a lecture hall: full screen, large type", &lecture },
        { "home", NULL, "choose among all experiments first, instead of running one", &home },
        { "another", NULL, "stand a little beside where the last window stood", &another },
        { "follow", NULL, "show FILE again whenever it is written anew", &follow },
        { "trace", "FILE", "write a line for every picture shown", &request->trace },
        { 0 },
    };
    *request = (struct window_request){ .machine_cores = os_cpus_allowed()->count };
    settings_init(&request->settings, &balance_settings, request->machine_cores);
    struct options options = { .command = "window",
                               .table = table,
                               .settings = &request->settings,
                               .file = &request->file,
                               .second = &request->second };
    struct status status = options_read(&options, count, words);
    *helped = options.help;
    if (!status_is_ok(status) || options.help)
        return status;
    request->lecture = lecture != NULL;
    request->home = home != NULL;
    request->another = another != NULL;
    request->follow = follow != NULL;
    if (request->follow && !request->file)
        return status_make(STATUS_USAGE, "--follow: needs the FILE of a recording");
    if (request->theme && !theme_from_name(request->theme, &theme))
        return status_make(STATUS_USAGE, "--theme %s: must be " THEME_NAMES, request->theme);
    if (request->language && !language_from_name(request->language, &language))
        return status_make(STATUS_USAGE, "--lang %s: must be en or zh", request->language);
    return settings_finish(&request->settings, os_memory_available());
}

// Of the window's own child, which asks for a file (gui/ask.h).
static int ask(int count, char **words)
{
    struct status status;
    const int end = ask_run(count, words, &status);
    if (!status_is_ok(status))
        (void)command_failed(status);
    const int told = command_end(EXIT_DONE);
    return told == EXIT_DONE ? end : ASK_FAILED;
}

int command_window(int count, char **words)
{
    if (count > 0 && strcmp(words[0], "--ask") == 0)
        return ask(count - 1, words + 1);
    if (count == 2 &&
        strcmp(words[0], "--scenes") == 0) // of its other child, which draws them small (gui/scene_maker.h)
        return scene_maker_run(words[1]);
    struct window_request request;
    bool helped = false, no_display = false;
    struct status status = read_request(&request, count, words, &helped);
    if (status_is_ok(status) && helped)
        return command_end(EXIT_DONE);
    if (status_is_ok(status))
        status = os_signals_init();
    if (status_is_ok(status)) {
        os_signals_listen(PATIENCE_NS);
        status = window_run(&request, &no_display);
        os_signals_leave();
    }
    if (!status_is_ok(status)) {
        const int code = command_failed(status);
        return no_display ? EXIT_NO_DISPLAY : code;
    }
    if (os_signals_pending())
        return os_signals_reraise(os_signals_pending());
    return command_end(EXIT_DONE);
}
