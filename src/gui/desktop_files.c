// A line at a time: "[group]", then "key=value". What is said is put in the words of the portal (desktop.c).
//
// GTK 3 and 4: https://docs.gtk.org/gtk3/class.Settings.html. KDE writes the colours of its scheme into kdeglobals, whatever the
// scheme is called: the ground of its windows tells dark from light.
#include "gui/desktop_files.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum {
    FILE_MOST = 64 * 1024, // bytes
    MIDDLE = 128,          // of a colour's light, 0 to 255
};

void desktop_files_init(struct desktop_files *files, const char *config, const char *desktop)
{
    static const char *const names[DESKTOP_FILES] = { "gtk-4.0/settings.ini", "gtk-3.0/settings.ini", "kdeglobals" };
    const bool kde = desktop && strcasestr(desktop, "kde");
    *files = (struct desktop_files){ .kde = kde };
    for (int i = 0; i < DESKTOP_FILES && config && config[0] == '/'; i++) {
        char *path = files->paths[kde ? (i + 1) % DESKTOP_FILES : i];
        if (snprintf(path, PATH_MAX, "%s/%s", config, names[i]) >= PATH_MAX)
            path[0] = '\0';
    }
}

// ---- what a line says ------------------------------------------------------------------------------------------------

#define APPEARANCE "org.freedesktop.appearance"

static void say_scheme(struct desktop_said *said, bool dark)
{
    desktop_hear(said, APPEARANCE, "color-scheme", dark ? 1 : 2);
}

// "1", "true", "0", "false"; −1: neither.
static int truth_of(const char *value)
{
    return strcmp(value, "1") == 0 || strcasecmp(value, "true") == 0    ? 1
           : strcmp(value, "0") == 0 || strcasecmp(value, "false") == 0 ? 0
                                                                        : -1;
}

static void hear_dark(struct desktop_said *said, const char *value)
{
    if (truth_of(value) == 1)
        say_scheme(said, true);
}

static void hear_animations(struct desktop_said *said, const char *value)
{
    if (truth_of(value) >= 0)
        desktop_hear_animations(said, truth_of(value));
}

static void hear_factor(struct desktop_said *said, const char *value)
{
    char *end;
    const double factor = strtod(value, &end);
    if (end != value && !*end)
        desktop_hear(said, "org.kde.kdeglobals.KDE", "AnimationDurationFactor", factor);
}

static void hear_ground(struct desktop_said *said, const char *value)
{
    unsigned red, green, blue;
    char extra;
    if (sscanf(value, "%3u,%3u,%3u%c", &red, &green, &blue, &extra) == 3 && red < 256 && green < 256 && blue < 256)
        say_scheme(said, 299 * red + 587 * green + 114 * blue < 1000 * MIDDLE);
}

// In this order, whatever stands first in the file: what comes later says more.
static const struct {
    const char *group, *key;
    void (*hear)(struct desktop_said *said, const char *value);
} rows[] = {
    { "Settings", "gtk-theme-name", desktop_hear_theme },
    { "Settings", "gtk-application-prefer-dark-theme", hear_dark },
    { "Settings", "gtk-enable-animations", hear_animations },
    { "Colors:Window", "BackgroundNormal", hear_ground },
    { "KDE", "AnimationDurationFactor", hear_factor },
};

// ---- a file ----------------------------------------------------------------------------------------------------------

static char *trimmed(char *text)
{
    text += strspn(text, " \t");
    size_t length = strlen(text);
    while (length > 0 && strchr(" \t\r", text[length - 1]))
        text[--length] = '\0';
    return text;
}

// The last value of a key in a group; false: there is none.
static bool find(const char *text, const char *group, const char *key, char value[256])
{
    bool in_group = false, found = false;
    while (*text) {
        char line[256];
        const size_t length = strcspn(text, "\n");
        snprintf(line, sizeof line, "%.*s", (int)(length < sizeof line ? length : 0),
                 text); // a longer one says nothing
        char *at = trimmed(line), *equals = strchr(at, '=');
        const size_t bytes = strlen(at);
        if (*at == '[') {
            in_group = at[bytes - 1] == ']' && bytes - 2 == strlen(group) && strncmp(at + 1, group, bytes - 2) == 0;
        } else if (in_group && equals && *at != '#') {
            *equals = '\0';
            if (strcmp(trimmed(at), key) == 0) {
                snprintf(value, 256, "%s", trimmed(equals + 1));
                found = true;
            }
        }
        text += length + (text[length] == '\n');
    }
    return found;
}

static void hear_file(struct desktop_said *said, const char *path)
{
    char *text, value[256];
    size_t bytes;
    if (!*path || !status_is_ok(os_file_read_whole(path, FILE_MOST, &text, &bytes)))
        return;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (find(text, rows[i].group, rows[i].key, value))
            rows[i].hear(said, value);
    free(text);
}

bool desktop_files_read(struct desktop_files *files, struct desktop_said *said)
{
    bool any = false;
    *said = (struct desktop_said){ .is_said = { false } };
    for (int i = 0; i < DESKTOP_FILES; i++) {
        struct desktop_said one = { .is_said = { false } };
        files->marks[i] = os_file_mark(files->paths[i]); // before: a change meanwhile is seen the next time
        hear_file(&one, files->paths[i]);
        desktop_fill(said, &one);
    }
    for (int i = 0; i < DESKTOP_SETTINGS; i++)
        any |= said->is_said[i];
    return any;
}

bool desktop_files_changed(const struct desktop_files *files)
{
    for (int i = 0; i < DESKTOP_FILES; i++)
        if (!os_file_mark_same(files->marks[i], os_file_mark(files->paths[i])))
            return true;
    return false;
}
