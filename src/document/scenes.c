// One row a name; what stands behind it is read into the scene that was begun last.
#include "document/scenes.h"

#include "base/fault.h"
#include "base/text.h"
#include "base/utf8.h"
#include "document/moment_at.h"
#include "lab/lab.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define HEAD "# Race Ledger scenes 1"

struct reading {
    size_t line;               // the one that is read, from 1
    size_t lines[SCENES_MOST]; // where each scene begins
    struct talk_scene *scene;  // NULL: none was begun
    const char *const *views;
};

// ---- what stands behind a name ---------------------------------------------------------------------------------------

// What a value must be.
static struct status must_be(const char *name, const char *value, struct fault_part what)
{
    return status_with(STATUS_BAD_FILE, FAULT_SCENES_VALUE, part_text(name), part_text(value), what);
}

static struct status once(const char *name, const char *given, const char *value)
{
    return *given ? status_with(STATUS_BAD_FILE, FAULT_SCENES_TWICE, part_text(name), part_text(value)) : status_ok();
}

static bool leads_down(const char *path)
{
    bool down = *path && *path != '/';
    for (const char *part = path; part; part = strchr(part, '/')) {
        part += *part == '/';
        down = down && !(strncmp(part, "..", 2) == 0 && (part[2] == '/' || !part[2]));
    }
    return down;
}

static struct status read_file(const char *name, char file[SCENE_LINE_BYTES], const char *value)
{
    const struct status status = once(name, file, value);
    if (!status_is_ok(status))
        return status;
    if (!leads_down(value))
        return must_be(name, value, part_fault(FAULT_SCENES_PATH));
    snprintf(file, SCENE_LINE_BYTES, "%s", value);
    return status_ok();
}

static struct status read_recording(struct reading *reading, const char *value)
{
    return read_file("recording", reading->scene->recording, value);
}

static struct status read_below(struct reading *reading, const char *value)
{
    return read_file("below", reading->scene->below, value);
}

static struct status read_run(struct reading *reading, const char *value)
{
    struct settings settings;
    const struct status status = once("run", reading->scene->run, value);
    if (!status_is_ok(status))
        return status;
    snprintf(reading->scene->run, sizeof reading->scene->run, "%s", value);
    return scene_settings(reading->scene, 1, &settings);
}

static struct status read_view(struct reading *reading, const char *value)
{
    char names[160] = "";
    size_t length = 0;
    const struct status status = once("view", reading->scene->view, value);
    if (!status_is_ok(status))
        return status;
    for (const char *const *view = reading->views; *view; view++) {
        if (strcmp(*view, value) == 0) {
            snprintf(reading->scene->view, sizeof reading->scene->view, "%s", value);
            return status_ok();
        }
        if (length < sizeof names)
            length += (size_t)snprintf(names + length, sizeof names - length, "%s%s", length ? ", " : "", *view);
    }
    const struct status one_of = status_with(STATUS_BAD_FILE, FAULT_SCENES_ONE_OF, part_text(names));
    return must_be("view", value, part_status(&one_of));
}

static struct status read_at(struct reading *reading, const char *value)
{
    struct talk_scene *scene = reading->scene;
    struct moment_at at;
    if (!status_is_ok(moment_at_read(&at, "at:", value)))
        return must_be("at", value, part_fault(FAULT_MOMENT));
    if (scene->moment_count == SCENE_MOMENTS_MOST || strlen(value) >= sizeof scene->moments->at)
        return status_with(STATUS_BAD_FILE, FAULT_SCENES_MOMENTS, part_text(value), part_number(SCENE_MOMENTS_MOST),
                           part_number(sizeof scene->moments->at - 1));
    strcpy(scene->moments[scene->moment_count++].at, value);
    return status_ok();
}

static struct status read_zoom(struct reading *reading, const char *value)
{
    struct talk_scene *scene = reading->scene;
    char from[64], to[64], extra;
    if (scene->moment_count == 0)
        return status_with(STATUS_BAD_FILE, FAULT_SCENES_ZOOM_ALONE, part_text(value));
    struct scene_moment *moment = &scene->moments[scene->moment_count - 1];
    if (sscanf(value, "%63s %63s %c", from, to, &extra) != 2 || !text_read_duration(from, &moment->from_ns) ||
        !text_read_duration(to, &moment->to_ns) || moment->from_ns >= moment->to_ns)
        return must_be("zoom", value, part_fault(FAULT_SCENES_TIMES));
    return status_ok();
}

static struct status read_ask(struct reading *reading, const char *value)
{
    static const char *const names[] = { [SCENE_ASKS_CHOICES] = "choices", [SCENE_ASKS_BLANK] = "blank" };
    for (int ask = SCENE_ASKS_CHOICES; ask <= SCENE_ASKS_BLANK; ask++)
        if (strcmp(value, names[ask]) == 0) {
            reading->scene->ask = (enum scene_ask)ask;
            return status_ok();
        }
    return must_be("ask", value, part_fault(FAULT_SCENES_ASKS));
}

static struct status read_beats(struct reading *reading, const char *value)
{
    uint64_t beats;
    if (!text_read_count(value, &beats) || beats > SCENE_BEATS_MOST) {
        const struct status range = status_with(STATUS_BAD_FILE, FAULT_SCENES_BEATS, part_number(SCENE_BEATS_MOST));
        return must_be("beats", value, part_status(&range));
    }
    reading->scene->beats = (int)beats;
    return status_ok();
}

static struct status read_note(struct reading *reading, const char *value)
{
    char *note = reading->scene->note;
    const size_t length = strlen(note);
    if (length + strlen(value) + 2 > SCENE_NOTE_BYTES)
        return status_with(STATUS_BAD_FILE, FAULT_SCENES_NOTE, part_text(value), part_number(SCENE_NOTE_BYTES - 2));
    snprintf(note + length, SCENE_NOTE_BYTES - length, "%s%s", length ? "\n" : "", value);
    return status_ok();
}

static const struct {
    const char *name;
    struct status (*read)(struct reading *reading, const char *value);
} rows[] = {
    { "recording", read_recording },
    { "below", read_below },
    { "run", read_run },
    { "view", read_view },
    { "at", read_at },
    { "zoom", read_zoom },
    { "ask", read_ask },
    { "beats", read_beats },
    { "note", read_note },
};

// ---- a line ----------------------------------------------------------------------------------------------------------

static char *trimmed(char *text)
{
    size_t length = strlen(text);
    while (length > 0 && strchr(" \t\r", text[length - 1]))
        text[--length] = '\0';
    return text + strspn(text, " \t");
}

static struct status begin(struct reading *reading, struct scenes *scenes, char *line)
{
    const size_t length = strlen(line);
    if (line[length - 1] != ']' || length == 2)
        return status_with(STATUS_BAD_FILE, FAULT_SCENES_TITLE_ENDS, part_text(line));
    if (scenes->count == SCENES_MOST)
        return status_with(STATUS_BAD_FILE, FAULT_SCENES_MANY, part_text(line), part_number(SCENES_MOST));
    line[length - 1] = '\0';
    reading->lines[scenes->count] = reading->line;
    reading->scene = &scenes->list[scenes->count++];
    *reading->scene = (struct talk_scene){ .beats = -1 };
    snprintf(reading->scene->title, SCENE_LINE_BYTES, "%s", trimmed(line + 1));
    return status_ok();
}

static struct status read_line(struct reading *reading, struct scenes *scenes, char *line)
{
    line = trimmed(line);
    if (!*line || *line == '#')
        return status_ok();
    if (!utf8_is_plain_text(line))
        return status_fault(STATUS_BAD_FILE, FAULT_SCENES_PLAIN);
    if (*line == '[')
        return begin(reading, scenes, line);
    char *colon = strchr(line, ':');
    if (!colon)
        return status_with(STATUS_BAD_FILE, FAULT_SCENES_ROW, part_text(line));
    if (!reading->scene)
        return status_with(STATUS_BAD_FILE, FAULT_SCENES_EARLY, part_text(line));
    *colon = '\0';
    const char *name = trimmed(line), *value = trimmed(colon + 1);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (strcmp(rows[i].name, name) == 0)
            return *value ? rows[i].read(reading, value)
                          : status_with(STATUS_BAD_FILE, FAULT_SCENES_EMPTY, part_text(name));
    return status_with(STATUS_BAD_FILE, FAULT_SCENES_NAME, part_text(name),
                       part_text("recording, below, run, view, at, zoom, ask, beats, note"));
}

// ---- all of it -------------------------------------------------------------------------------------------------------

static struct status check_scene(const struct talk_scene *scene)
{
    if (*scene->recording && *scene->run)
        return status_with(STATUS_BAD_FILE, FAULT_SCENES_BOTH, part_text(scene->title));
    if (*scene->below && !*scene->recording && !*scene->run)
        return status_with(STATUS_BAD_FILE, FAULT_SCENES_BELOW_ALONE, part_text(scene->title));
    if (scene->beats >= 0 && scene->moment_count > 1)
        return status_with(STATUS_BAD_FILE, FAULT_SCENES_BEATS_BESIDE, part_text(scene->title));
    return status_ok();
}

static struct status check_line(const char *text, size_t length)
{
    if (length >= SCENE_LINE_BYTES)
        return status_with(STATUS_BAD_FILE, FAULT_SCENES_LONG, part_number(SCENE_LINE_BYTES - 1));
    return memchr(text, '\0', length) ? status_fault(STATUS_BAD_FILE, FAULT_SCENES_PLAIN) : status_ok();
}

static struct status at_line(size_t number, struct status status)
{
    return status_with(status.kind, FAULT_SCENES_LINE, part_number(number), part_status(&status));
}

static struct status no_head(const char *line)
{
    return *line ? status_with(STATUS_BAD_FILE, FAULT_SCENES_HEAD, part_text(line), part_text(HEAD))
                 : status_with(STATUS_BAD_FILE, FAULT_SCENES_NO_HEAD, part_text(HEAD));
}

struct status scenes_read(struct scenes **out, const char *text, size_t bytes, const char *const *views)
{
    struct scenes *scenes = calloc(1, sizeof *scenes + SCENES_MOST * sizeof scenes->list[0]);
    struct reading reading = { .views = views };
    struct status status = scenes ? status_ok() : status_fault(STATUS_FAILED, FAULT_ANY_MEMORY);
    const char *end = text + bytes;
    size_t number = 0;
    *out = NULL;
    while (status_is_ok(status) && (text < end || number == 0)) {
        const char *feed = memchr(text, '\n', (size_t)(end - text));
        const size_t length = (size_t)((feed ? feed : end) - text);
        char line[SCENE_LINE_BYTES];
        reading.line = ++number;
        status = check_line(text, length);
        if (status_is_ok(status)) {
            memcpy(line, text, length);
            line[length] = '\0';
            if (number == 1 && strcmp(trimmed(line), HEAD) != 0)
                status = no_head(trimmed(line));
            else
                status = read_line(&reading, scenes, line);
        }
        text += length + 1;
    }
    if (scenes && !status_is_ok(status))
        status = at_line(number, status);
    for (int i = 0; status_is_ok(status) && i < scenes->count; i++) {
        status = check_scene(&scenes->list[i]);
        if (!status_is_ok(status))
            status = at_line(reading.lines[i], status);
    }
    if (status_is_ok(status) && scenes->count == 0)
        status = status_fault(STATUS_BAD_FILE, FAULT_SCENES_NONE);
    if (status_is_ok(status))
        *out = scenes;
    else
        free(scenes);
    return status;
}

const char *scene_shows(char text[SCENE_SHOWS_BYTES], const struct talk_scene *scene)
{
    const char *upper = *scene->run ? scene->run : scene->recording;
    snprintf(text, SCENE_SHOWS_BYTES, "%s%s%s", upper, *upper && *scene->below ? " + " : "", scene->below);
    return text;
}

int scene_steps(const struct talk_scene *scene)
{
    if (scene->moment_count > 1)
        return scene->moment_count - 1;
    return scene->beats >= 0 ? scene->beats : SCENE_BEATS_USUAL;
}

// ---- a run -----------------------------------------------------------------------------------------------------------

static const struct lab *lab_called(const char *name)
{
    for (uint32_t id = 1; id < LAB_COUNT; id++)
        if (strcmp(lab_of(id)->name, name) == 0)
            return lab_of(id);
    return NULL;
}

struct status scene_settings(const struct talk_scene *scene, int machine_cores, struct settings *settings)
{
    char words[SCENE_LINE_BYTES], *rest = words, *word;
    snprintf(words, sizeof words, "%s", scene->run);
    word = strtok_r(rest, " \t", &rest);
    const struct lab *lab = word && *word != '-' ? lab_called(word) : lab_of(LAB_BALANCE);
    if (!lab)
        return must_be("run", word, part_fault(FAULT_SCENES_EXPERIMENT));
    settings_init(settings, lab->settings, machine_cores);
    if (word && *word != '-')
        word = strtok_r(NULL, " \t", &rest);
    for (; word; word = strtok_r(NULL, " \t", &rest)) {
        char *equals = strchr(word, '='), *value = equals ? equals + 1 : strtok_r(NULL, " \t", &rest);
        if (strncmp(word, "--", 2) != 0 || !value)
            return must_be("run", word, part_fault(FAULT_SCENES_OPTIONS));
        if (equals)
            *equals = '\0';
        const struct status status = settings_set(settings, word + 2, value);
        if (!status_is_ok(status))
            return status_with(STATUS_USAGE, FAULT_SCENES_RUN, part_status(&status));
    }
    const struct status status = settings_finish(settings, UINT64_MAX);
    return status_is_ok(status) ? status : status_with(STATUS_USAGE, FAULT_SCENES_RUN, part_status(&status));
}

// ---- one more --------------------------------------------------------------------------------------------------------

static void write_time(FILE *out, uint64_t ns)
{
    fprintf(out, " %" PRIu64 ".%06" PRIu64 "ms", ns / 1000000, ns % 1000000);
}

static void write_scene(FILE *out, const struct talk_scene *scene)
{
    static const char *const asks[] = { NULL, "choices", "blank" };
    fprintf(out, "\n[%s]\n", scene->title);
    if (*scene->recording)
        fprintf(out, "recording: %s\n", scene->recording);
    if (*scene->below)
        fprintf(out, "below: %s\n", scene->below);
    if (*scene->run)
        fprintf(out, "run: %s\n", scene->run);
    if (*scene->view)
        fprintf(out, "view: %s\n", scene->view);
    for (int i = 0; i < scene->moment_count; i++) {
        fprintf(out, "at: %s\n", scene->moments[i].at);
        if (scene->moments[i].to_ns > 0) {
            fprintf(out, "zoom:");
            write_time(out, scene->moments[i].from_ns);
            write_time(out, scene->moments[i].to_ns);
            fputc('\n', out);
        }
    }
    if (scene->ask != SCENE_ASKS_NOTHING)
        fprintf(out, "ask: %s\n", asks[scene->ask]);
    if (scene->beats >= 0)
        fprintf(out, "beats: %d\n", scene->beats);
    for (const char *line = scene->note; *line; line += strcspn(line, "\n"), line += *line == '\n')
        fprintf(out, "note: %.*s\n", (int)strcspn(line, "\n"), line);
}

bool scene_shows_same(const struct talk_scene *scene, const struct talk_scene *other)
{
    bool same = strcmp(scene->recording, other->recording) == 0 && strcmp(scene->below, other->below) == 0 &&
                strcmp(scene->run, other->run) == 0 && strcmp(scene->view, other->view) == 0 &&
                scene->moment_count == other->moment_count;
    for (int i = 0; same && i < scene->moment_count; i++) {
        const struct scene_moment *a = &scene->moments[i], *b = &other->moments[i];
        same = strcmp(a->at, b->at) == 0 && a->from_ns == b->from_ns && a->to_ns == b->to_ns;
    }
    return same;
}

char *scenes_edit(const char *text, size_t bytes, const struct talk_scene *added, size_t *edited)
{
    char *result = NULL;
    FILE *out = open_memstream(&result, edited);
    if (!out)
        return NULL;
    if (bytes == 0)
        fprintf(out, HEAD "\n");
    fwrite(text, 1, bytes, out);
    if (bytes > 0 && text[bytes - 1] != '\n')
        fputc('\n', out);
    write_scene(out, added);
    const bool failed = ferror(out) | fclose(out);
    if (!failed)
        return result;
    free(result);
    return NULL;
}
