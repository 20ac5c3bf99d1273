// Names, and a list that is moved along.
#include "gui/passing.h"

#include "base/utf8.h"
#include "gui/seen.h"
#include "view/home/home_model.h"
#include "view/labs/came.h"
#include "view/labs/sentence.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum {
    PAST_MOST = sizeof((struct passing){ 0 }).numbers / sizeof(int)
};

_Static_assert((int)PAST_MOST == sizeof((struct model){ 0 }).past_runs / sizeof((struct model){ 0 }).past_runs[0],
               "a number for every line");

struct status passing_init(struct passing *passing)
{
    *passing = (struct passing){ 0 };
    return os_passing_folder_make(&passing->folder);
}

void passing_finish(struct passing *passing) { os_passing_folder_remove(&passing->folder); }

void passing_run_file(const struct passing *passing, int number, char path[PATH_MAX])
{
    snprintf(path, PATH_MAX, "%s/run-%d.rl", passing->folder.path, number);
}

void passing_compared_file(const struct passing *passing, enum compare_page page, int row, char path[PATH_MAX])
{
    const char *const stem = compare_pages[page].stem;
    if (stem)
        snprintf(path, PATH_MAX, "%s/%s-%d.rl", passing->folder.path, stem, row);
    else
        snprintf(path, PATH_MAX, "%s/%s.rl", passing->folder.path, beside_stems[row]);
}

// With the bookmarks beside it.
static void drop_file(const char *path)
{
    char notes[PATH_MAX];
    unlink(path);
    if (snprintf(notes, sizeof notes, "%s.notes", path) < PATH_MAX)
        unlink(notes);
}

static void drop_run(const struct passing *passing, int number)
{
    char path[PATH_MAX];
    passing_run_file(passing, number, path);
    drop_file(path);
}

void passing_drop_compared(const struct passing *passing, enum compare_page page)
{
    char path[PATH_MAX];
    for (int i = 0; i < compare_pages[page].files; i++) {
        passing_compared_file(passing, page, i, path);
        drop_file(path);
    }
}

// ---- the past runs -------------------------------------------------------------------------------------------------

// Cut between characters where it is too long.
static void set_line(struct model *model, int index, const char *text)
{
    const size_t room = sizeof model->past_runs[0] - 1, length = strlen(text);
    const size_t bytes = length > room ? utf8_cut(text, room) : length;
    memcpy(model->past_runs[index], text, bytes);
    model->past_runs[index][bytes] = '\0';
}

int passing_index(const struct passing *passing, const struct model *model, int number)
{
    for (int i = 0; i < model->past_run_count; i++)
        if (passing->numbers[i] == number)
            return i;
    return -1;
}

void passing_remember(struct passing *passing, struct model *model, int number, const struct plan *plan,
                      const char *command)
{
    struct arena arena = ARENA_EMPTY;
    if (model->past_run_count == PAST_MOST)
        drop_run(passing, passing->numbers[PAST_MOST - 1]);
    else
        model->past_run_count++;
    memmove(&passing->numbers[1], &passing->numbers[0], (PAST_MOST - 1) * sizeof passing->numbers[0]);
    memmove(&passing->commands[1], &passing->commands[0], (PAST_MOST - 1) * sizeof passing->commands[0]);
    memmove(&model->home->past_seen[1], &model->home->past_seen[0], (PAST_MOST - 1) * sizeof model->home->past_seen[0]);
    model->home->past_seen[0] = (struct seen){ .began_s = 0 };
    memmove(&model->past_runs[1], &model->past_runs[0], (PAST_MOST - 1) * sizeof model->past_runs[0]);
    if (model->past_run_shown >= 0)
        model->past_run_shown++;
    passing->numbers[0] = number;
    snprintf(passing->commands[0], sizeof passing->commands[0], "%s", command);
    set_line(model, 0, *command ? command : sentence_text(&arena, model->language, plan, SENTENCE_NUMBERS));
    arena_finish(&arena);
}

const char *passing_command(const struct passing *passing, const struct model *model, int number)
{
    const int index = passing_index(passing, model, number);
    return index >= 0 ? passing->commands[index] : "";
}

// A long command leaves room for what came of it.
static const char *command_start(struct arena *arena, const char *command)
{
    enum {
        MOST_BYTES = 48,
    };
    if (strlen(command) <= MOST_BYTES)
        return command;
    const char *cut = arena_printf(arena, "%.*s…", (int)utf8_cut(command, MOST_BYTES), command);
    return cut ? cut : command;
}

void passing_tell(const struct passing *passing, struct model *model, int number, const struct document *document)
{
    const int index = passing_index(passing, model, number);
    struct arena arena = ARENA_EMPTY;
    if (index < 0)
        return;
    seen_tell(&model->home->past_seen[index], model->language, document);
    const char *command = passing->commands[index];
    const char *sentence = *command
                               ? command_start(&arena, command)
                               : sentence_text(&arena, model->language, document->recording.plan, SENTENCE_NUMBERS);
    const char *line = arena_printf(&arena, "%s · %s", sentence, came_of(&arena, model->language, document));
    set_line(model, index, line ? line : sentence);
    arena_finish(&arena);
}
