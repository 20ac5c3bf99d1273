// The settings file: what is kept comes back, damage is set aside and said, nothing is lost half way.
#include "gui/config.h"

#include "document/build.h"
#include "gui/desktop_said.h"
#include "gui/seen.h"
#include "support/recording_foreign.h"
#include "view/control/control.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[64];
static struct model model, back;

static int make_folder(void **state)
{
    (void)state;
    strcpy(folder, "/tmp/raceledger-config-XXXXXX");
    if (!mkdtemp(folder))
        return -1;
    setenv("XDG_CONFIG_HOME", folder, 1);
    return 0;
}

static int drop_folder(void **state)
{
    (void)state;
    char command[128];
    snprintf(command, sizeof command, "rm -r '%s'", folder);
    return system(command); // NOLINT(cert-env33-c)
}

static void write_file(const char *text, size_t bytes)
{
    char path[CONFIG_PATH_BYTES];
    config_path(path);
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    fwrite(text, 1, bytes, file);
    fclose(file);
}

static void unlink_settings(void)
{
    char path[CONFIG_PATH_BYTES];
    config_path(path);
    unlink(path);
}

static void what_is_kept_comes_back(void **state)
{
    (void)state;
    struct window_place place = { -7, 30, 1500, 900, true }, found = { 0 };
    char message[256];
    memset(&model, 0, sizeof model);
    memset(&back, 0, sizeof back);
    model.theme = THEME_LIGHT;
    model.language = LANGUAGE_ZH;
    model.zoom = 1.25f;
    model.reduced_motion = model.theme_chosen = model.motion_chosen = true;
    model.language_chosen = model.zoom_chosen = true;
    config_add_recent(&model, "/tmp/one two.rl");
    config_add_recent(&model, "/tmp/余额 = 5.rl");
    assert_true(status_is_ok(config_save(&model, &place)));
    config_load(&back, &found, message, sizeof message);
    assert_string_equal(message, "");
    assert_int_equal(back.theme, THEME_LIGHT);
    assert_int_equal(back.language, LANGUAGE_ZH);
    assert_true(back.zoom == 1.25f && back.reduced_motion);
    assert_true(back.theme_chosen && back.motion_chosen && back.language_chosen && back.zoom_chosen);
    assert_int_equal(back.recent_count, 2);
    assert_string_equal(back.recent[0], "/tmp/余额 = 5.rl");
    assert_string_equal(back.recent[1], "/tmp/one two.rl");
    assert_true(found.x == place.x && found.y == place.y);
    assert_true(found.width == place.width && found.height == place.height && found.maximized);
}

// What follows the desktop, the environment or the screen is not written: the next window asks them again.
static void what_nobody_chose_is_not_kept(void **state)
{
    (void)state;
    struct window_place place = { 0 };
    char path[CONFIG_PATH_BYTES], text[256], message[256];
    unlink_settings();
    memset(&model, 0, sizeof model);
    model.zoom = 0;
    config_load(&model, &place, message, sizeof message); // there is none
    model.theme = THEME_LIGHT;
    model.language = LANGUAGE_ZH;
    model.zoom = 1.5f;
    model.reduced_motion = true;
    assert_true(status_is_ok(config_save(&model, &place)));
    config_path(path);
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    text[fread(text, 1, sizeof text - 1, file)] = '\0';
    fclose(file);
    assert_string_equal(text, "# Race Ledger: what it remembers\n");
    // What was chosen, and cannot be written here, stays as it was.
    write_file("language = zh\n", 14);
    memset(&back, 0, sizeof back);
    config_load(&back, &place, message, sizeof message);
    assert_true(back.language_chosen && back.language == LANGUAGE_ZH);
    back.language = back.remembered.language = LANGUAGE_EN;
    assert_true(status_is_ok(config_save(&back, &place)));
    memset(&back, 0, sizeof back);
    config_load(&back, &place, message, sizeof message);
    assert_true(back.language_chosen && back.language == LANGUAGE_ZH);
    unlink_settings();
}

static void the_latest_file_comes_first_and_once(void **state)
{
    (void)state;
    char path[64];
    memset(&model, 0, sizeof model);
    for (int i = 0; i < 30; i++) {
        snprintf(path, sizeof path, "/tmp/none-%d.rl", i % 11);
        config_add_recent(&model, path);
        assert_string_equal(model.recent[0], path);
        for (int a = 0; a < model.recent_count; a++)
            for (int b = 0; b < a; b++)
                assert_string_not_equal(model.recent[a], model.recent[b]);
    }
    assert_int_equal(model.recent_count, 8);
}

// Commands typed last: as they were typed, each once, the newest first, so many.
static void typed_commands_come_back(void **state)
{
    (void)state;
    struct window_place place = { 0 };
    char message[256], line[64], long_one[sizeof model.commands[0] + 1];
    memset(&model, 0, sizeof model);
    memset(&back, 0, sizeof back);
    model.zoom = 1;
    memset(long_one, 'x', sizeof long_one - 1);
    long_one[sizeof long_one - 1] = '\0';
    for (int i = 0; i < 40; i++) {
        snprintf(line, sizeof line, "sh -c 'x = %d | 余额'", i % 17);
        config_add_command(&model, line);
        assert_string_equal(model.commands[0], line);
        for (int a = 0; a < model.command_count; a++)
            for (int b = 0; b < a; b++)
                assert_string_not_equal(model.commands[a], model.commands[b]);
    }
    assert_int_equal(model.command_count, COMMANDS_MOST);
    config_add_command(&model, model.commands[4]);
    config_add_command(&model, "");
    config_add_command(&model, "two\nlines = 1");
    config_add_command(&model, long_one);
    assert_int_equal(model.command_count, COMMANDS_MOST);
    assert_true(status_is_ok(config_save(&model, &place)));
    config_load(&back, &place, message, sizeof message);
    assert_string_equal(message, "");
    assert_int_equal(back.command_count, COMMANDS_MOST);
    for (int i = 0; i < COMMANDS_MOST; i++)
        assert_string_equal(back.commands[i], model.commands[i]);
}

static void damage_is_set_aside(void **state)
{
    (void)state;
    static const char *const damaged[] = { "theme = blue\n", "zoom = 99\n",       "zoom = nan\n",
                                           "theme",          "rubbish\n",         "recent = here.rl\n",
                                           "width = 1e3\n",  "less-motion = 7\n", "command = \n" };
    char path[CONFIG_PATH_BYTES], aside[CONFIG_PATH_BYTES + 16], message[CONFIG_PATH_BYTES + 64];
    config_path(path);
    snprintf(aside, sizeof aside, "%s.damaged", path);
    for (size_t i = 0; i < sizeof damaged / sizeof *damaged; i++) {
        struct window_place place = { 0 };
        memset(&back, 0, sizeof back);
        write_file(damaged[i], strlen(damaged[i]));
        config_load(&back, &place, message, sizeof message);
        if (!strstr(message, aside))
            fail_msg("\"%s\": \"%s\"", damaged[i], message);
        assert_int_equal(access(path, F_OK), -1);
        assert_int_equal(access(aside, F_OK), 0);
        unlink(aside);
    }
    write_file("theme = light\0\n", 15);
    struct window_place place = { 0 };
    config_load(&back, &place, message, sizeof message);
    assert_non_null(strstr(message, aside));
}

static void what_is_not_known_is_left_alone(void **state)
{
    (void)state;
    struct window_place place = { 0 };
    char message[256];
    static const char newer[] = "# of a newer version\ncolour-of-money = green\ntheme = light\n";
    memset(&back, 0, sizeof back);
    write_file(newer, strlen(newer));
    config_load(&back, &place, message, sizeof message);
    assert_string_equal(message, "");
    assert_int_equal(back.theme, THEME_LIGHT);
    // And it is still there, once, after the next saves; what is known has its new value.
    back.theme = THEME_DARK;
    back.zoom = 1;
    for (int i = 0; i < 3; i++)
        assert_true(status_is_ok(config_save(&back, &place)));
    char path[CONFIG_PATH_BYTES], text[1024];
    config_path(path);
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    text[fread(text, 1, sizeof text - 1, file)] = '\0';
    fclose(file);
    assert_string_equal(text, "# Race Ledger: what it remembers\ntheme = dark\n"
                              "# of a newer version\ncolour-of-money = green\n");
}

// A pipe in the settings' place is not waited for, neither to read nor to write.
static void a_pipe_is_no_settings_file(void **state)
{
    (void)state;
    struct window_place place = { 0 };
    char path[CONFIG_PATH_BYTES], message[256];
    config_path(path);
    unlink(path);
    assert_int_equal(mkfifo(path, 0600), 0);
    memset(&back, 0, sizeof back);
    config_load(&back, &place, message, sizeof message);
    assert_false(status_is_ok(config_save(&back, &place)));
    unlink(path);
}

static void a_folder_that_cannot_be_made_is_named(void **state)
{
    (void)state;
    struct window_place place = { 0 };
    memset(&model, 0, sizeof model);
    setenv("XDG_CONFIG_HOME", "/proc/none", 1);
    const struct status status = config_save(&model, &place);
    setenv("XDG_CONFIG_HOME", folder, 1);
    assert_false(status_is_ok(status));
    assert_non_null(strstr(status.message, "/proc/none"));
}

// What was seen last comes back but for files that are gone; a line that is none of ours is damage.
// Two windows read the same file, each does something, one after the other is closed.
static void no_window_loses_what_another_wrote(void **state)
{
    (void)state;
    static struct model one, other;
    const struct window_place place = { 1, 2, 900, 600, false };
    struct window_place found = { 0 };
    char message[256], name[32];
    write_file("theme = light\n", 14);
    memset(&one, 0, sizeof one);
    one.zoom = 1;
    for (int i = 0; i < 8; i++) { // as many as there is room for
        snprintf(name, sizeof name, "/old-%d.rl", i);
        config_add_recent(&one, name);
    }
    config_add_command(&one, "old");
    assert_true(status_is_ok(config_save(&one, &place)));
    memset(&one, 0, sizeof one);
    memset(&other, 0, sizeof other);
    config_load(&one, &found, message, sizeof message);
    config_load(&other, &found, message, sizeof message);
    config_add_recent(&one, "/one.rl");
    config_add_recent(&one, "/old-3.rl");
    config_add_command(&one, "make one");
    one.language = LANGUAGE_ZH;
    one.language_chosen = other.zoom_chosen = true;
    config_add_recent(&other, "/other.rl");
    config_add_recent(&other, "/other.rl");
    config_add_command(&other, "make other");
    other.zoom = 1.25f;
    assert_true(status_is_ok(config_save(&one, &place)));
    assert_true(status_is_ok(config_save(&other, &place)));
    assert_true(status_is_ok(config_save(&one, &place))); // and again changes the order alone
    memset(&back, 0, sizeof back);
    config_load(&back, &found, message, sizeof message);
    assert_string_equal(message, "");
    assert_int_equal(back.recent_count, 8);
    assert_string_equal(back.recent[0], "/old-3.rl");
    assert_string_equal(back.recent[1], "/one.rl");
    assert_string_equal(back.recent[2], "/other.rl");
    assert_string_equal(back.recent[3], "/old-7.rl");
    assert_int_equal(back.command_count, 3);
    assert_string_equal(back.commands[0], "make one");
    assert_string_equal(back.commands[1], "make other");
    assert_string_equal(back.commands[2], "old");
    assert_int_equal(back.theme, THEME_LIGHT);
    assert_int_equal(back.language, LANGUAGE_ZH);
    assert_true(back.zoom == 1.25f);
    unlink_settings();
}

static void what_was_seen_comes_back(void **state)
{
    (void)state;
    struct window_place place = { 0 };
    char message[256], here[128], gone[128];
    snprintf(here, sizeof here, "%s/here.rl", folder);
    snprintf(gone, sizeof gone, "%s/gone.rl", folder);
    fclose(fopen(here, "wb"));
    memset(&model, 0, sizeof model);
    memset(&back, 0, sizeof back);
    model.zoom = 1;
    model.seen_count = 2;
    snprintf(model.seen[0].path, sizeof model.seen[0].path, "%s", gone);
    snprintf(model.seen[1].path, sizeof model.seen[1].path, "%s", here);
    strcpy(model.seen[1].title, "队列 · as written");
    strcpy(model.seen[1].came, "3 of 10 read");
    assert_true(status_is_ok(config_save(&model, &place)));
    config_load(&back, &place, message, sizeof message);
    assert_string_equal(message, "");
    // What is not there any more says so, until it can be read again.
    assert_int_equal(back.seen_count, 2);
    assert_true(back.seen[0].unread);
    assert_memory_equal(&back.seen[1], &model.seen[1], sizeof back.seen[1]);
    assert_true(seen_read_began(&back, "1\t/nowhere.rl"));
    assert_false(seen_read_began(&back, "x\t/nowhere.rl"));
    assert_false(seen_read_began(&back, "1 /nowhere.rl"));
    model.seen_own = 2;
    model.seen[1].began_s = 86400 * 365;
    assert_true(status_is_ok(config_save(&model, &place)));
    memset(&back, 0, sizeof back);
    config_load(&back, &place, message, sizeof message);
    assert_int_equal(back.seen[1].began_s, 86400 * 365);
    assert_true(strncmp(back.seen[1].when, "197", 3) == 0);
    seen_refused(&back, here);
    assert_true(back.seen[1].unread);
    const char *const bad[] = { "here.rl\ta\tb", "/a\tb\x1b[2J\tc", "/a\tb\tc\td", "", "/a\tb\t\xff" };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        memset(&back, 0, sizeof back);
        assert_false(seen_read(&back, bad[i]));
        assert_int_equal(back.seen_count, 0);
    }
    // Each file once, and no more than there is room for.
    memset(&back, 0, sizeof back);
    for (int i = 0; i < 2 * SEEN_MOST; i++) {
        char line[256];
        snprintf(line, sizeof line, "%s/%d.rl", folder, i / 2);
        fclose(fopen(line, "wb"));
        snprintf(line, sizeof line, "%s/%d.rl\ttitle\t", folder, i / 2);
        assert_true(seen_read(&back, line));
        assert_int_equal(back.seen_count, i / 2 + 1 < SEEN_MOST ? i / 2 + 1 : SEEN_MOST);
    }
}

// Names of a recording are its own: nothing of them reaches the list that is not plain.
static void what_is_seen_is_listed_once_and_newest_first(void **state)
{
    (void)state;
    struct foreign *foreign = foreign_new(3);
    struct document document = { 0 };
    char path[CONFIG_PATH_BYTES];
    assert_true(status_is_ok(document_build(&document, &foreign->recording)));
    memset(&model, 0, sizeof model);
    for (int i = 0; i < SEEN_MOST + 2; i++) {
        snprintf(path, sizeof path, "%s/run %d.rl", folder, i);
        fclose(fopen(path, "wb"));
        seen_add(&model, path, &document);
        assert_string_equal(model.seen[0].path, path);
        assert_int_equal(model.seen_count, i + 1 < SEEN_MOST ? i + 1 : SEEN_MOST);
        seen_add(&model, path, &document);
        assert_int_equal(model.seen_count, i + 1 < SEEN_MOST ? i + 1 : SEEN_MOST);
    }
    const int count = model.seen_count;
    seen_add(&model, "/proc/none/x.rl", &document);
    snprintf(path, sizeof path, "%s/a\tb.rl", folder);
    fclose(fopen(path, "wb"));
    seen_add(&model, path, &document);
    assert_int_equal(model.seen_count, count);
    assert_null(strstr(model.seen[0].path, "a\tb"));
    document_finish(&document);
    foreign_free(foreign);
}

// ---- what the desktop asks for -------------------------------------------------------------------------------------

static struct desktop_looks heard(const char *group, const char *key, double value)
{
    struct desktop_said said = { .is_said = { false } };
    assert_true(desktop_hear(&said, group, key, value));
    return desktop_looks_of(&said, NULL);
}

static void what_a_desktop_says_is_understood(void **state)
{
    (void)state;
    static const char appearance[] = "org.freedesktop.appearance", gnome[] = "org.gnome.desktop.interface",
                      kde[] = "org.kde.kdeglobals.KDE";
    struct desktop_said nothing = { .is_said = { false } };
    assert_false(desktop_hear(&nothing, appearance, "accent-color", 1));
    assert_false(desktop_hear(&nothing, gnome, "contrast", 1));
    assert_int_equal(desktop_looks_of(&nothing, NULL).theme, THEME_DARK);
    assert_false(desktop_looks_of(&nothing, NULL).reduced_motion);
    assert_int_equal(heard(appearance, "color-scheme", 0).theme, THEME_DARK); // no preference
    assert_int_equal(heard(appearance, "color-scheme", 2).theme, THEME_LIGHT);
    assert_int_equal(heard(appearance, "contrast", 1).theme, THEME_CONTRAST);
    assert_int_equal(heard("org.gnome.desktop.a11y.interface", "high-contrast", 1).theme, THEME_CONTRAST);
    assert_true(heard(appearance, "reduced-motion", 1).reduced_motion);
    assert_false(heard(appearance, "reduced-motion", 0).reduced_motion);
    assert_true(heard(gnome, "enable-animations", 0).reduced_motion);
    assert_false(heard(gnome, "enable-animations", 1).reduced_motion);
    assert_true(heard(kde, "AnimationDurationFactor", 0).reduced_motion);
    assert_false(heard(kde, "AnimationDurationFactor", 0.5).reduced_motion);
}

// Of two that say something: a portal, and what the programs of a desktop look like.
static void where_one_has_no_preference_the_other_counts(void **state)
{
    (void)state;
    static const char appearance[] = "org.freedesktop.appearance";
    struct desktop_said portal = { .is_said = { false } }, toolkit = portal, files = portal;
    desktop_hear_theme(&toolkit, "Greybird");
    assert_int_equal(desktop_looks_of(&portal, &toolkit).theme, THEME_LIGHT);
    desktop_hear(&portal, appearance, "color-scheme", 0);
    assert_int_equal(desktop_looks_of(&portal, &toolkit).theme, THEME_LIGHT);
    desktop_hear(&portal, appearance, "color-scheme", 1);
    assert_int_equal(desktop_looks_of(&portal, &toolkit).theme, THEME_DARK);
    desktop_hear_theme(&toolkit, "HighContrast");
    desktop_hear_animations(&toolkit, false);
    assert_int_equal(desktop_looks_of(&portal, &toolkit).theme, THEME_CONTRAST);
    assert_true(desktop_looks_of(&portal, &toolkit).reduced_motion);
    desktop_hear_theme(&files, "Adwaita");
    desktop_hear_animations(&files, true);
    desktop_fill(&files, &toolkit);
    assert_int_equal(desktop_looks_of(&files, NULL).theme, THEME_CONTRAST); // of that alone the one says nothing
    assert_false(desktop_looks_of(&files, NULL).reduced_motion);
}

// Only what differs from what the desktop asks for is a choice, and is remembered.
static void what_was_chosen_comes_before_the_desktop(void **state)
{
    (void)state;
    static struct view_models models;
    struct wishes wishes = { 0 };
    model_init(&model, &models, 2);
    assert_true(control_desktop(&model, (struct desktop_looks){ THEME_LIGHT, true }));
    assert_true(model.theme == THEME_LIGHT && model.reduced_motion);
    assert_false(control_desktop(&model, (struct desktop_looks){ THEME_LIGHT, true }));
    control_act(&model, NULL, ACTION_MOTION, 0, &wishes);
    control_act(&model, NULL, ACTION_THEME, 0, &wishes);
    assert_true(model.theme == THEME_DARK && !model.reduced_motion && model.theme_chosen && model.motion_chosen);
    assert_false(control_desktop(&model, (struct desktop_looks){ THEME_CONTRAST, true }));
    control_act(&model, NULL, ACTION_MOTION, 0, &wishes); // as the desktop has it: it follows again
    assert_true(model.reduced_motion && !model.motion_chosen);
    assert_true(control_desktop(&model, (struct desktop_looks){ THEME_CONTRAST, false }));
    assert_true(model.theme == THEME_DARK && !model.reduced_motion);
}

// ---- keys ----------------------------------------------------------------------------------------------------------

static struct keymap keymap;

// What the window says of a file with these lines.
static void load_keys(const char *text, char message[256])
{
    struct window_place place = { 0 };
    memset(&back, 0, sizeof back);
    keymap_init(&keymap);
    back.keys = &keymap;
    write_file(text, strlen(text));
    config_load(&back, &place, message, 256);
}

static enum action means(uint32_t key, bool control, bool shift)
{
    const struct key_binding *binding = keymap_of_press(&keymap, key, control, shift, KEYS_DESK);
    return binding ? binding->action : ACTION_NONE;
}

static void keys_are_given_as_the_file_says(void **state)
{
    (void)state;
    char message[256];
    // Two change places; several; none; as people write them; letters of other alphabets; the last of two lines.
    load_keys("key.play = P\nkey.picture = space\nkey.help = ? f2 ctrl+Shift+h\nkey.beat = none\nkey.run=Й\n"
              "key.slower = Ctrl+−\nkey.smaller = none\nkey.go-back = alt+left\nkey.lost = Ö\nkey.save = s\n"
              "key.timeline-out = Shift+S\nkey.save = Ctrl+'",
              message);
    assert_string_equal(message, "");
    assert_int_equal(means('p', false, false), ACTION_PLAY);
    assert_int_equal(means(' ', false, false), ACTION_PICTURE);
    assert_int_equal(means('?', false, true), ACTION_HELP);
    assert_int_equal(means(KEY_F2, false, false), ACTION_HELP);
    assert_int_equal(means('h', true, true), ACTION_HELP);
    assert_int_equal(means(KEY_F1, false, false), ACTION_NONE);
    assert_int_equal(means(KEY_PAGE_DOWN, false, false), ACTION_NONE);
    assert_null(keymap_of_action(&keymap, ACTION_COLLISION, 1, KEYS_BOTH));
    assert_int_equal(means(0x439, false, false), ACTION_RUN);
    assert_int_equal(means('-', true, false), ACTION_SPEED);
    assert_int_equal(means(KEY_BACK, false, false), ACTION_TIMELINE_BACK);
    assert_int_equal(means(0xf6, false, false), ACTION_LOST);
    assert_int_equal(means('s', false, false), ACTION_NONE);
    assert_int_equal(means('s', false, true), ACTION_TIMELINE_ZOOM);
    assert_int_equal(means('\'', true, false), ACTION_SAVE);
    // A command's keys still stand together, as the help page wants them.
    for (int i = 1; i < keymap.count; i++)
        for (int k = 0; k + 1 < i; k++)
            assert_false(keymap.rows[k].text == keymap.rows[i].text && keymap.rows[i - 1].text != keymap.rows[i].text);
}

// One line says what is wrong, where, and what would be right; its command keeps its keys, all others have theirs.
static void keys_that_cannot_be_are_named(void **state)
{
    (void)state;
    static const struct {
        const char *line, *said;
    } wrong[] = {
        { "key.paly = P", "line 2: key.paly = P: no command is called that" },
        { "key. = P", "line 2: key. = P: no command" },
        { "key.play = Spce", "line 2: key.play = Spce: there is no key \"Spce\"" },
        { "key.play = Ctrl+Ctrl+P", "there is no key" },
        { "key.play = Ctrl+", "there is no key" },
        { "key.play =", "there is no key \"\"" },
        { "key.play", "there is no key" },
        { "key.play = F13", "there is no key \"F13\"" },
        { "key.play = Q W \xff", "there is no key" },
        { "key.play = R", "line 2: key.play = R: R is the key of run" },
        { "key.play = Tab", "Esc, Tab and Enter keep what they do" },
        { "key.back = X", "Esc, Tab and Enter keep what they do" },
        { "key.play = Y Z I J V", "up to four keys" },
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        char text[256], message[256], path[CONFIG_PATH_BYTES];
        snprintf(text, sizeof text, "theme = light\n%s\nkey.lost = Y\nzoom = 1.25\n", wrong[i].line);
        load_keys(text, message);
        config_path(path);
        if (!strstr(message, wrong[i].said) || strncmp(message, path, strlen(path)) != 0)
            fail_msg("%s: \"%s\"", wrong[i].line, message);
        assert_int_equal(means(' ', false, false), ACTION_PLAY);
        assert_int_equal(means(KEY_ESCAPE, false, false), ACTION_CANCEL);
        assert_int_equal(means('r', false, false), ACTION_RUN);
        assert_int_equal(means('y', false, false), ACTION_LOST);
        assert_true(back.theme == THEME_LIGHT && back.zoom == 1.25f);
    }
}

// Of two lines that want the same key the first has it, and what the second then lacks is not taken from a third.
static void of_two_lines_the_first_has_the_key(void **state)
{
    (void)state;
    char message[256];
    load_keys("key.play = Y\nkey.run = Y\nkey.lost = R\n", message);
    assert_non_null(strstr(message, "line 2: key.run = Y: Y is the key of play"));
    assert_int_equal(means('y', false, false), ACTION_PLAY);
    assert_int_equal(means('r', false, false), ACTION_RUN); // and line 3, which wanted it, is refused in its turn
    assert_int_equal(means('n', false, false), ACTION_LOST);
    // In a view a key may mean something of its own, as it does in the table.
    load_keys("key.fold = W\n", message);
    assert_string_equal(message, "");
    assert_int_equal(keymap_of_press(&keymap, 'w', false, false, KEYS_DESK | KEYS_OF(VIEW_TIMELINE))->action,
                     ACTION_TIMELINE_FOLD);
}

static void lines_of_keys_stay_as_they_were_written(void **state)
{
    (void)state;
    struct window_place place = { 0 };
    char message[256], path[CONFIG_PATH_BYTES], text[1024];
    load_keys("zoom = 1.000\n# mine\nkey.play = P\nkey.picture= space\nkey.none = such\n", message);
    for (int i = 0; i < 3; i++)
        assert_true(status_is_ok(config_save(&back, &place)));
    config_path(path);
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    text[fread(text, 1, sizeof text - 1, file)] = '\0';
    fclose(file);
    assert_non_null(strstr(text, "\n# mine\nkey.play = P\nkey.picture= space\nkey.none = such\n"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_kept_comes_back),
        cmocka_unit_test(what_nobody_chose_is_not_kept),
        cmocka_unit_test(the_latest_file_comes_first_and_once),
        cmocka_unit_test(damage_is_set_aside),
        cmocka_unit_test(typed_commands_come_back),
        cmocka_unit_test(what_is_not_known_is_left_alone),
        cmocka_unit_test(a_pipe_is_no_settings_file),
        cmocka_unit_test(a_folder_that_cannot_be_made_is_named),
        cmocka_unit_test(no_window_loses_what_another_wrote),
        cmocka_unit_test(what_was_seen_comes_back),
        cmocka_unit_test(what_is_seen_is_listed_once_and_newest_first),
        cmocka_unit_test(what_a_desktop_says_is_understood),
        cmocka_unit_test(where_one_has_no_preference_the_other_counts),
        cmocka_unit_test(what_was_chosen_comes_before_the_desktop),
        cmocka_unit_test(keys_are_given_as_the_file_says),
        cmocka_unit_test(keys_that_cannot_be_are_named),
        cmocka_unit_test(of_two_lines_the_first_has_the_key),
        cmocka_unit_test(lines_of_keys_stay_as_they_were_written),
    };
    return cmocka_run_group_tests(tests, make_folder, drop_folder);
}
