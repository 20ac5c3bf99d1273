// The settings file: what is kept comes back, damage is set aside and said, nothing is lost half way.
#include "gui/config.h"

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
    model.reduced_motion = true;
    config_add_recent(&model, "/tmp/one two.rl");
    config_add_recent(&model, "/tmp/余额 = 5.rl");
    assert_true(status_is_ok(config_save(&model, &place)));
    config_load(&back, &found, message, sizeof message);
    assert_string_equal(message, "");
    assert_int_equal(back.theme, THEME_LIGHT);
    assert_int_equal(back.language, LANGUAGE_ZH);
    assert_true(back.zoom == 1.25f && back.reduced_motion);
    assert_int_equal(back.recent_count, 2);
    assert_string_equal(back.recent[0], "/tmp/余额 = 5.rl");
    assert_string_equal(back.recent[1], "/tmp/one two.rl");
    assert_true(found.x == place.x && found.y == place.y);
    assert_true(found.width == place.width && found.height == place.height && found.maximized);
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

static void damage_is_set_aside(void **state)
{
    (void)state;
    static const char *const damaged[] = {
        "theme = blue\n", "zoom = 99\n",        "zoom = nan\n",  "theme",
        "rubbish\n",      "recent = here.rl\n", "width = 1e3\n", "less-motion = 7\n"
    };
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
    assert_string_equal(text, "# Race Ledger: what it remembers\ntheme = dark\nlanguage = en\nzoom = 1.000\n"
                              "less-motion = 0\n# of a newer version\ncolour-of-money = green\n");
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_kept_comes_back),    cmocka_unit_test(the_latest_file_comes_first_and_once),
        cmocka_unit_test(damage_is_set_aside),        cmocka_unit_test(what_is_not_known_is_left_alone),
        cmocka_unit_test(a_pipe_is_no_settings_file), cmocka_unit_test(a_folder_that_cannot_be_made_is_named),
    };
    return cmocka_run_group_tests(tests, make_folder, drop_folder);
}
