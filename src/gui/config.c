// Reads and writes the settings file.
#include "gui/config.h"

#include "base/fault.h"
#include "base/utf8.h"
#include "gui/config_keys.h"
#include "gui/seen.h"
#include "os/file.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define HEADING "# Race Ledger: what it remembers"
#define EQUALS " = "

#define LOCK_PATIENCE_NS UINT64_C(300000000) // with another window that writes it just now

enum {
    SETTINGS_MOST_BYTES = 1 << 20, // a longer one is none of ours
};

void config_path(char path[CONFIG_PATH_BYTES])
{
    const char *folder = getenv("XDG_CONFIG_HOME"), *home = getenv("HOME");
    int length = 0;
    path[0] = '\0';
    if (folder && folder[0] == '/')
        length = snprintf(path, CONFIG_PATH_BYTES, "%s/raceledger/settings", folder);
    else if (home && home[0] == '/')
        length = snprintf(path, CONFIG_PATH_BYTES, "%s/.config/raceledger/settings", home);
    if (length >= CONFIG_PATH_BYTES)
        path[0] = '\0';
}

// ---- reading -------------------------------------------------------------------------------------------------------

static bool read_number(const char *value, int low, int high, int *number)
{
    char *end;
    errno = 0;
    const long read = strtol(value, &end, 10);
    if (end == value || *end || errno || read < low || read > high)
        return false;
    *number = (int)read;
    return true;
}

static bool read_flag(const char *value, bool *flag)
{
    int number;
    if (!read_number(value, 0, 1, &number))
        return false;
    *flag = number;
    return true;
}

static bool read_theme(const char *value, struct model *model, struct window_place *place)
{
    (void)place;
    return model->theme_chosen = theme_from_name(value, &model->theme);
}

static bool read_language(const char *value, struct model *model, struct window_place *place)
{
    (void)place;
    return model->language_chosen = language_from_name(value, &model->language);
}

static bool read_zoom(const char *value, struct model *model, struct window_place *place)
{
    char *end;
    const float read = strtof(value, &end);
    (void)place;
    if (end == value || *end || !(read >= ZOOM_MIN && read <= ZOOM_MAX))
        return false;
    model->zoom = read;
    return model->zoom_chosen = true;
}

static bool read_less_motion(const char *value, struct model *model, struct window_place *place)
{
    (void)place;
    return model->motion_chosen = read_flag(value, &model->reduced_motion);
}

static bool read_recent(const char *value, struct model *model, struct window_place *place)
{
    const int most = (int)(sizeof model->recent / sizeof *model->recent);
    (void)place;
    if (value[0] != '/' || strlen(value) >= sizeof model->recent[0])
        return false;
    if (model->recent_count < most)
        strcpy(model->recent[model->recent_count++], value);
    return true;
}

static bool read_seen(const char *value, struct model *model, struct window_place *place)
{
    (void)place;
    return seen_read(model, value);
}

static bool read_began(const char *value, struct model *model, struct window_place *place)
{
    (void)place;
    return seen_read_began(model, value);
}

static bool read_command(const char *value, struct model *model, struct window_place *place)
{
    (void)place;
    if (!*value || strlen(value) >= sizeof model->commands[0] || !utf8_is_plain_text(value))
        return false;
    if (model->command_count < COMMANDS_MOST)
        strcpy(model->commands[model->command_count++], value);
    return true;
}

static bool read_maximized(const char *value, struct model *model, struct window_place *place)
{
    (void)model;
    return read_flag(value, &place->maximized);
}

static bool read_x(const char *value, struct model *model, struct window_place *place)
{
    (void)model;
    return read_number(value, -32768, 32767, &place->x);
}

static bool read_y(const char *value, struct model *model, struct window_place *place)
{
    (void)model;
    return read_number(value, -32768, 32767, &place->y);
}

static bool read_width(const char *value, struct model *model, struct window_place *place)
{
    (void)model;
    return read_number(value, 200, 32767, &place->width);
}

static bool read_height(const char *value, struct model *model, struct window_place *place)
{
    (void)model;
    return read_number(value, 200, 32767, &place->height);
}

static const struct kept {
    const char *name;
    bool (*read)(const char *value, struct model *model, struct window_place *place); // false: no such value
} kept[] = {
    { "theme", read_theme },
    { "language", read_language },
    { "zoom", read_zoom },
    { "recent", read_recent },
    { "seen", read_seen },
    { "began", read_began },
    { "command", read_command },
    { "less-motion", read_less_motion },
    { "x", read_x },
    { "y", read_y },
    { "width", read_width },
    { "height", read_height },
    { "maximized", read_maximized },
};

// The row of a line "name = value"; NULL: a name that is not known.
static const struct kept *kept_of(const char *line, size_t name_bytes)
{
    for (size_t i = 0; i < sizeof kept / sizeof *kept; i++)
        if (strlen(kept[i].name) == name_bytes && memcmp(kept[i].name, line, name_bytes) == 0)
            return &kept[i];
    return NULL;
}

// True if the line is one of ours. Names it does not know are a newer version's: left alone.
static bool read_line(const char *line, struct model *model, struct window_place *place)
{
    const char *equals = strstr(line, EQUALS);
    if (config_keys_line(line)) // written by hand: what is wrong with it is said, and hurts nothing else
        return true;
    if (!equals)
        return line[0] == '\0' || line[0] == '#';
    const struct kept *row = kept_of(line, (size_t)(equals - line));
    return !row || row->read(equals + strlen(EQUALS), model, place);
}

static bool is_text(const char *bytes, size_t size)
{
    for (size_t i = 0; i < size; i++)
        if (bytes[i] == '\0')
            return false;
    return true;
}

static bool read_all(const char *text, size_t size, struct model *model, struct window_place *place)
{
    char line[1024];
    const char *end = text + size;
    if (!is_text(text, size))
        return false;
    while (text < end) {
        const char *stop = memchr(text, '\n', (size_t)(end - text));
        const size_t length = (size_t)((stop ? stop : end) - text);
        if ((!stop && !config_keys_line(text)) || length >= sizeof line)
            return false;
        memcpy(line, text, length);
        line[length] = '\0';
        if (!read_line(line, model, place))
            return false;
        text = stop ? stop + 1 : end;
    }
    return true;
}

static void fill_in(char *message, size_t bytes, enum language language, enum text_id id, const char *const *parts,
                    int count)
{
    struct arena arena = ARENA_EMPTY;
    snprintf(message, bytes, "%s", text_fill(&arena, language, id, parts, count));
    arena_finish(&arena);
}

static void remember(struct model *model)
{
    model->remembered = (struct remembered){ model->language,        model->theme,        model->zoom,
                                             model->reduced_motion,  model->theme_chosen, model->motion_chosen,
                                             model->language_chosen, model->zoom_chosen };
}

void config_load(struct model *model, struct window_place *place, char *message, size_t message_bytes)
{
    char path[CONFIG_PATH_BYTES], aside[CONFIG_PATH_BYTES + 16];
    char *text;
    size_t size;
    message[0] = '\0';
    remember(model);
    config_path(path);
    if (!path[0] || !status_is_ok(os_file_read_whole(path, SETTINGS_MOST_BYTES, &text, &size)))
        return;
    const bool whole = read_all(text, size, model, place);
    if (model->keys && is_text(text, size))
        config_keys_read(model->keys, model->language, path, text, message, message_bytes);
    free(text);
    remember(model);
    if (whole)
        return;
    snprintf(aside, sizeof aside, "%s.damaged", path);
    if (rename(path, aside) == 0)
        fill_in(message, message_bytes, model->language, TEXT_SAID_SETTINGS_ASIDE_ID, (const char *[]){ aside }, 1);
    else
        fill_in(message, message_bytes, model->language, TEXT_SAID_SETTINGS_DAMAGED_ID,
                (const char *[]){ path, strerror(errno) }, 2);
}

// ---- writing -------------------------------------------------------------------------------------------------------

static void write_all(FILE *out, const struct model *model, const struct window_place *place)
{
    fprintf(out, HEADING "\n");
    // What nobody chose follows the desktop, the environment and the screen the next time as well.
    if (model->theme_chosen)
        fprintf(out, "theme = %s\n", theme_get(model->theme)->name);
    if (model->language_chosen)
        fprintf(out, "language = %s\n", languages[model->language].name);
    if (model->zoom_chosen)
        fprintf(out, "zoom = %.3f\n", (double)model->zoom);
    if (model->motion_chosen)
        fprintf(out, "less-motion = %d\n", model->reduced_motion);
    if (place->width > 0)
        fprintf(out, "maximized = %d\nx = %d\ny = %d\nwidth = %d\nheight = %d\n", place->maximized, place->x, place->y,
                place->width, place->height);
    for (int i = 0; i < model->recent_count; i++)
        fprintf(out, "recent = %s\n", model->recent[i]);
    for (int i = 0; i < model->seen_count; i++) {
        fprintf(out, "seen = ");
        seen_write(out, &model->seen[i]);
        if (model->seen[i].began_s > 0) {
            fprintf(out, "began = ");
            seen_write_began(out, &model->seen[i]);
        }
    }
    for (int i = 0; i < model->command_count; i++)
        fprintf(out, "command = %s\n", model->commands[i]);
}

// What stands in the file and is not known here, comments too, stays: a newer version will want it again.
static void write_unknown(FILE *out, const char *path)
{
    char *text;
    size_t size;
    if (!status_is_ok(os_file_read_whole(path, SETTINGS_MOST_BYTES, &text, &size)))
        return;
    char *rest = text;
    for (const char *line = is_text(text, size) ? strsep(&rest, "\n") : NULL; line; line = strsep(&rest, "\n")) {
        const char *equals = strstr(line, EQUALS);
        const bool ours = !*line || strcmp(line, HEADING) == 0 || (equals && kept_of(line, (size_t)(equals - line)));
        if (!ours)
            fprintf(out, "%s\n", line);
    }
    free(text);
}

// ---- what other windows wrote --------------------------------------------------------------------------------------

// Rows that begin with the text they are known by.
struct rows {
    char *first;
    size_t bytes; // of a row
    int *count, most;
};

static void add_row(struct rows rows, const char *row)
{
    for (int i = 0; i < *rows.count; i++)
        if (strcmp(rows.first + (size_t)i * rows.bytes, row) == 0)
            return;
    if (*rows.count < rows.most)
        memcpy(rows.first + (size_t)(*rows.count)++ * rows.bytes, row, rows.bytes);
}

// This window's own first, then those of the file, then what was there when it was read.
static void merge_rows(struct rows into, const char *ours, int own, int count, const char *theirs, int their_count)
{
    *into.count = 0;
    for (int i = 0; i < own; i++)
        add_row(into, ours + (size_t)i * into.bytes);
    for (int i = 0; i < their_count; i++)
        add_row(into, theirs + (size_t)i * into.bytes);
    for (int i = own; i < count; i++)
        add_row(into, ours + (size_t)i * into.bytes);
}

#define ROWS(model, list, number)                                                                                      \
    (struct rows)                                                                                                      \
    {                                                                                                                  \
        (char *)(model)->list, sizeof(model)->list[0], &(model)->number,                                               \
            (int)(sizeof(model)->list / sizeof(model)->list[0])                                                        \
    }

// Whether a look is as the settings file had it: not chosen, or the same choice.
static bool is_as_it_was(bool chosen, bool was_chosen, bool same) { return chosen == was_chosen && (!chosen || same); }

static void merge(struct model *merged, const struct model *ours, const struct model *theirs)
{
    const struct remembered *was = &ours->remembered;
    merge_rows(ROWS(merged, recent, recent_count), ours->recent[0], ours->recent_own, ours->recent_count,
               theirs->recent[0], theirs->recent_count);
    merge_rows(ROWS(merged, seen, seen_count), ours->seen[0].path, ours->seen_own, ours->seen_count,
               theirs->seen[0].path, theirs->seen_count);
    merge_rows(ROWS(merged, commands, command_count), ours->commands[0], ours->commands_own, ours->command_count,
               theirs->commands[0], theirs->command_count);
    if (is_as_it_was(ours->language_chosen, was->language_chosen, ours->language == was->language)) {
        merged->language = theirs->language;
        merged->language_chosen = theirs->language_chosen;
    }
    if (is_as_it_was(ours->zoom_chosen, was->zoom_chosen, ours->zoom == was->zoom)) {
        merged->zoom = theirs->zoom;
        merged->zoom_chosen = theirs->zoom_chosen;
    }
    if (is_as_it_was(ours->theme_chosen, was->theme_chosen, ours->theme == was->theme)) {
        merged->theme = theirs->theme;
        merged->theme_chosen = theirs->theme_chosen;
    }
    if (is_as_it_was(ours->motion_chosen, was->motion_chosen, ours->reduced_motion == was->reduced_motion)) {
        merged->reduced_motion = theirs->reduced_motion;
        merged->motion_chosen = theirs->motion_chosen;
    }
}

struct both {
    struct model theirs, merged;
    struct window_place place;
};

// What is to be written: this window's, with what the file has by now. A file that is not there, or damaged, has nothing.
static void join(struct both *both, const char *path, const struct model *model, const struct window_place *place)
{
    char *text;
    size_t size;
    both->merged = *model;
    both->theirs = (struct model){
        .language = model->language, .theme = model->theme, .zoom = model->zoom, .reduced_motion = model->reduced_motion
    };
    both->place = *place;
    if (!status_is_ok(os_file_read_whole(path, SETTINGS_MOST_BYTES, &text, &size)))
        return;
    if (read_all(text, size, &both->theirs, &both->place))
        merge(&both->merged, model, &both->theirs);
    if (place->width > 0)
        both->place = *place;
    free(text);
}

static struct status write_joined(const char *path, const struct both *both)
{
    char *text = NULL;
    size_t bytes = 0;
    FILE *out = open_memstream(&text, &bytes);
    if (!out)
        return status_named(path, status_fault(STATUS_FAILED, FAULT_ANY_MEMORY));
    write_all(out, &both->merged, &both->place);
    write_unknown(out, path);
    const bool failed = ferror(out) | fclose(out);
    const struct os_piece piece = { text, bytes };
    const struct status status =
        failed ? status_named(path, status_fault(STATUS_FAILED, FAULT_ANY_MEMORY)) : os_file_write(path, &piece, 1);
    free(text);
    return status;
}

struct status config_save(const struct model *model, const struct window_place *place)
{
    char path[CONFIG_PATH_BYTES], folder[CONFIG_PATH_BYTES];
    config_path(path);
    if (!path[0])
        return status_fault(STATUS_FAILED, FAULT_NOWHERE_KEPT);
    strcpy(folder, path);
    *strrchr(folder, '/') = '\0';
    struct both *both = calloc(1, sizeof *both);
    struct status status =
        both ? os_folder_make(folder) : status_named(path, status_fault(STATUS_FAILED, FAULT_ANY_MEMORY));
    if (status_is_ok(status)) {
        const int lock = os_folder_lock(folder, LOCK_PATIENCE_NS);
        join(both, path, model, place);
        status = write_joined(path, both);
        os_folder_unlock(lock);
    }
    free(both);
    return status;
}

void config_add_recent(struct model *model, const char *path)
{
    char whole[sizeof model->recent[0]];
    const int most = (int)(sizeof model->recent / sizeof *model->recent);
    char *absolute = realpath(path, NULL);
    const int length = snprintf(whole, sizeof whole, "%s", absolute ? absolute : path);
    free(absolute);
    if (length >= (int)sizeof whole || whole[0] != '/' || strchr(whole, '\n'))
        return;
    int at = 0;
    while (at < model->recent_count && strcmp(model->recent[at], whole) != 0)
        at++;
    if (at == model->recent_count && model->recent_count < most)
        model->recent_count++;
    at = at < most ? at : most - 1;
    model->recent_own += at >= model->recent_own && model->recent_own < most;
    memmove(model->recent[1], model->recent[0], (size_t)at * sizeof model->recent[0]);
    strcpy(model->recent[0], whole);
}

void config_add_command(struct model *model, const char *command)
{
    char typed[sizeof model->commands[0]];
    const size_t bytes = strlen(command);
    if (bytes == 0 || bytes >= sizeof typed || !utf8_is_plain_text(command))
        return;
    memcpy(typed, command, bytes + 1); // it may be one of the list
    int at = 0;
    while (at < model->command_count && strcmp(model->commands[at], typed) != 0)
        at++;
    if (at == model->command_count && model->command_count < COMMANDS_MOST)
        model->command_count++;
    at = at < COMMANDS_MOST ? at : COMMANDS_MOST - 1;
    model->commands_own += at >= model->commands_own && model->commands_own < COMMANDS_MOST;
    memmove(model->commands[1], model->commands[0], (size_t)at * sizeof model->commands[0]);
    memcpy(model->commands[0], typed, bytes + 1);
}
