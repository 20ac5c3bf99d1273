// A list that is moved along, newest first, each file once.
#include "gui/seen.h"

#include "base/utf8.h"
#include "lab/lab.h"
#include "view/labs/came.h"
#include "view/labs/lab_names.h"
#include "view/labs/lab_words.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

// Plain, and cut between characters where it is too long.
static void put(char *to, size_t bytes, const char *text)
{
    const size_t length = strlen(text), kept = length < bytes ? length : utf8_cut(text, bytes - 1);
    memcpy(to, text, kept);
    to[kept] = '\0';
    utf8_make_plain(to);
}

static int place_of(const struct model *model, const char *path)
{
    int at = 0;
    while (at < model->seen_count && strcmp(model->seen[at].path, path) != 0)
        at++;
    return at;
}

static void put_first(struct model *model, const struct seen *seen)
{
    int at = place_of(model, seen->path);
    if (at == model->seen_count && model->seen_count < SEEN_MOST)
        model->seen_count++;
    at = at < SEEN_MOST ? at : SEEN_MOST - 1;
    model->seen_own += at >= model->seen_own && model->seen_own < SEEN_MOST;
    memmove(&model->seen[1], &model->seen[0], (size_t)at * sizeof model->seen[0]);
    model->seen[0] = *seen;
}

static bool can_be_kept(const char *path)
{
    return path[0] == '/' && strlen(path) < sizeof((struct seen){ 0 }).path && utf8_is_plain_text(path);
}

// By this computer's clock and calendar.
static void set_when(struct seen *seen, int64_t began_s)
{
    const time_t began = (time_t)began_s, now = time(NULL);
    struct tm then, today;
    seen->began_s = began_s;
    seen->when[0] = '\0';
    if (began_s <= 0 || !localtime_r(&began, &then) || !localtime_r(&now, &today) || then.tm_year > 8099)
        return;
    const bool is_today = then.tm_year == today.tm_year && then.tm_yday == today.tm_yday;
    if (!strftime(seen->when, sizeof seen->when, is_today ? "%H:%M" : "%Y-%m-%d", &then))
        seen->when[0] = '\0';
}

void seen_tell(struct seen *seen, enum language language, const struct document *document)
{
    const struct plan *plan = document->recording.plan;
    const struct lab_words *words = lab_words_of(plan->lab);
    struct arena arena = ARENA_EMPTY;
    const char *title =
        document->recording.command ? document->recording.command->text
        : words ? arena_printf(&arena, "%s · %s", lab_title(language, plan->lab), words->variant(language, plan))
                : NULL;
    put(seen->title, sizeof seen->title, title ? title : "");
    put(seen->came, sizeof seen->came, came_of(&arena, language, document));
    set_when(seen, (int64_t)(document->recording.facts->began_unix_ns / 1000000000));
    arena_finish(&arena);
}

void seen_add(struct model *model, const char *path, const struct document *document)
{
    struct seen seen = { 0 };
    char *absolute = realpath(path, NULL);
    if (absolute && can_be_kept(absolute)) {
        put(seen.path, sizeof seen.path, absolute);
        seen_tell(&seen, model->language, document);
        put_first(model, &seen);
    }
    free(absolute);
}

void seen_refused(struct model *model, const char *path)
{
    const int at = place_of(model, path);
    if (at < model->seen_count)
        model->seen[at].unread = true;
}

// ---- kept ----------------------------------------------------------------------------------------------------------

// The part up to the next tab, or the end; what follows it. False: it does not fit, or is not plain.
static bool take(const char **line, char *to, size_t bytes)
{
    const size_t length = strcspn(*line, "\t");
    if (length >= bytes)
        return false;
    memcpy(to, *line, length);
    to[length] = '\0';
    *line += length + ((*line)[length] == '\t');
    return length == 0 || utf8_is_plain_text(to);
}

bool seen_read(struct model *model, const char *line)
{
    struct seen seen = { 0 };
    if (!take(&line, seen.path, sizeof seen.path) || !take(&line, seen.title, sizeof seen.title) ||
        !take(&line, seen.came, sizeof seen.came) || *line || seen.path[0] != '/')
        return false;
    seen.unread = access(seen.path, R_OK) != 0;
    if (model->seen_count < SEEN_MOST && place_of(model, seen.path) == model->seen_count)
        model->seen[model->seen_count++] = seen;
    return true;
}

void seen_write(FILE *out, const struct seen *seen)
{
    fprintf(out, "%s\t%s\t%s\n", seen->path, seen->title, seen->came);
}

// Of a file that is not listed it means nothing.
bool seen_read_began(struct model *model, const char *line)
{
    char *end;
    const long long began = strtoll(line, &end, 10);
    if (end == line || *end != '\t' || began < 0 || end[1] != '/')
        return false;
    const int at = place_of(model, end + 1);
    if (at < model->seen_count)
        set_when(&model->seen[at], began);
    return true;
}

void seen_write_began(FILE *out, const struct seen *seen)
{
    fprintf(out, "%" PRId64 "\t%s\n", seen->began_s, seen->path);
}
