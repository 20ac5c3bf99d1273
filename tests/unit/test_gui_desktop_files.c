// What desktops without a portal have in their files, made up: the looks that follow from it, and what is no such file.
#include "gui/desktop_files.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define GTK4 "gtk-4.0/settings.ini"
#define GTK3 "gtk-3.0/settings.ini"
#define KDE "kdeglobals"

static char folder[64];
static const char *const names[] = { GTK4, GTK3, KDE };

static const char *path_of(const char *name)
{
    static char path[128];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    return path;
}

static int make_folders(void **state)
{
    (void)state;
    strcpy(folder, "/tmp/raceledger-desktop-XXXXXX");
    if (!mkdtemp(folder))
        return -1;
    return mkdir(path_of("gtk-4.0"), 0700) | mkdir(path_of("gtk-3.0"), 0700);
}

static int drop_files(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        unlink(path_of(names[i]));
    return 0;
}

static int drop_folders(void **state)
{
    (void)state;
    rmdir(path_of("gtk-4.0"));
    rmdir(path_of("gtk-3.0"));
    return rmdir(folder);
}

static void put(const char *name, const char *text, size_t bytes)
{
    FILE *file = fopen(path_of(name), "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(text, 1, bytes, file), bytes);
    assert_int_equal(fclose(file), 0);
}

static void write_text(const char *name, const char *text) { put(name, text, strlen(text)); }

static bool look(const char *desktop, struct desktop_looks *looks)
{
    struct desktop_files files;
    struct desktop_said said;
    desktop_files_init(&files, folder, desktop);
    const bool any = desktop_files_read(&files, &said);
    *looks = desktop_looks_of(&said, NULL);
    return any;
}

static void what_they_say_is_heard(void **state)
{
    static const struct {
        const char *name, *text;
        enum theme_kind theme;
        bool less;
    } said[] = {
        { GTK3, "[Settings]\ngtk-theme-name=Adwaita\n", THEME_LIGHT, false },
        { GTK3, "[Settings]\r\n gtk-theme-name = Adwaita-dark \r\n", THEME_DARK, false },
        { GTK3, "[Settings]\ngtk-theme-name=Arc-Darker\n", THEME_LIGHT, false },
        { GTK3, "[Settings]\ngtk-application-prefer-dark-theme=1\ngtk-theme-name=Adwaita\n", THEME_DARK, false },
        { GTK4, "[Settings]\ngtk-application-prefer-dark-theme=true\n", THEME_DARK, false },
        { GTK4, "[Settings]\ngtk-theme-name=HighContrast\ngtk-enable-animations=false\n", THEME_CONTRAST, true },
        { GTK4, "[Settings]\ngtk-enable-animations=0\ngtk-theme-name=Yaru\n", THEME_LIGHT, true },
        { GTK4, "[Settings]\ngtk-theme-name=Yaru\ngtk-enable-animations=1", THEME_LIGHT, false },
        { KDE, "[Colors:Window]\nBackgroundNormal=239,240,241\n[KDE]\nAnimationDurationFactor=1\n", THEME_LIGHT,
          false },
        { KDE, "[Colors:View]\nBackgroundNormal=255,255,255\n[Colors:Window]\nBackgroundNormal=42,46,50\n", THEME_DARK,
          false },
        { KDE, "[KDE]\nAnimationDurationFactor=0\n[Colors:Window]\nBackgroundNormal=255,255,255\n", THEME_LIGHT, true },
    };
    (void)state;
    for (size_t i = 0; i < sizeof said / sizeof *said; i++) {
        struct desktop_looks looks;
        write_text(said[i].name, said[i].text);
        assert_true(look(NULL, &looks));
        if (looks.theme != said[i].theme || looks.reduced_motion != said[i].less)
            fail_msg("%s: theme %d, less motion %d", said[i].text, (int)looks.theme, looks.reduced_motion);
        drop_files(state);
    }
}

static void what_is_no_such_thing_says_nothing(void **state)
{
    static const char *const nothing[] = {
        "",
        "gtk-theme-name=Adwaita\n",
        "[Other]\ngtk-theme-name=Adwaita\n",
        "[Settings\ngtk-theme-name=Adwaita\n",
        "[Settings]\n#gtk-theme-name=Adwaita\n",
        "[Settings]\ngtk-theme-name\n",
        "[Settings]\ngtk-theme-name=\n",
        "[Settings]\nmy-gtk-theme-name=Adwaita\n",
        "[Settings]\ngtk-application-prefer-dark-theme=0\n",
        "[Settings]\ngtk-enable-animations=maybe\n",
        "[]\n[\n]\n=\n[Settings]\n=\n=1\n",
        "[Colors:Window]\nBackgroundNormal=300,1,1\n",
        "[Colors:Window]\nBackgroundNormal=1,1\n[KDE]\nAnimationDurationFactor=fast\n",
    };
    struct desktop_looks looks;
    (void)state;
    assert_false(look(NULL, &looks)); // there is none of them
    for (size_t i = 0; i < sizeof nothing / sizeof *nothing; i++)
        for (size_t name = 0; name < sizeof names / sizeof *names; name++) {
            write_text(names[name], nothing[i]);
            if (look(NULL, &looks))
                fail_msg("%s says something", nothing[i]);
            drop_files(state);
        }
    // Bytes that are no text; a file that is too long; a pipe that nobody writes to; a folder.
    static char much[70000];
    memset(much, '\n', sizeof much);
    memcpy(much, "[Settings]\ngtk-theme-name=Adwaita\n", 34);
    put(GTK3, much, sizeof much);
    assert_false(look(NULL, &looks));
    put(GTK3, "[Settings]\n\0gtk-theme-name=Adwaita\n\xff\xfe", 38);
    (void)look(NULL, &looks);
    unlink(path_of(GTK3));
    assert_int_equal(mkfifo(path_of(GTK3), 0600), 0);
    assert_int_equal(mkdir(path_of(KDE), 0700), 0);
    assert_false(look(NULL, &looks));
    assert_int_equal(rmdir(path_of(KDE)), 0);
    struct desktop_files files;
    struct desktop_said said;
    for (int i = 0; i < 2; i++) {
        desktop_files_init(&files, i ? NULL : "relative", NULL);
        assert_false(desktop_files_read(&files, &said));
    }
}

static void the_desktop_s_own_file_comes_first(void **state)
{
    (void)state;
    struct desktop_looks looks;
    write_text(GTK3, "[Settings]\ngtk-theme-name=Adwaita-dark\ngtk-enable-animations=0\n");
    write_text(KDE, "[Colors:Window]\nBackgroundNormal=255,255,255\n");
    assert_true(look("KDE", &looks));
    assert_int_equal(looks.theme, THEME_LIGHT);
    assert_true(looks.reduced_motion); // KDE's says nothing of that
    assert_true(look("ubuntu:GNOME", &looks));
    assert_int_equal(looks.theme, THEME_DARK);
    write_text(GTK4, "[Settings]\ngtk-theme-name=HighContrast\n");
    assert_true(look(NULL, &looks));
    assert_int_equal(looks.theme, THEME_CONTRAST);
}

static void a_change_is_seen(void **state)
{
    (void)state;
    struct desktop_files files;
    struct desktop_said said;
    write_text(GTK3, "[Settings]\ngtk-theme-name=Adwaita\n");
    desktop_files_init(&files, folder, NULL);
    assert_true(desktop_files_read(&files, &said));
    assert_false(desktop_files_changed(&files));
    write_text(GTK3, "[Settings]\ngtk-theme-name=Adwaita-dark\n");
    assert_true(desktop_files_changed(&files));
    assert_true(desktop_files_read(&files, &said));
    assert_int_equal(desktop_looks_of(&said, NULL).theme, THEME_DARK);
    write_text(KDE, "[KDE]\n");
    assert_true(desktop_files_changed(&files));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(what_they_say_is_heard, drop_files),
        cmocka_unit_test_teardown(what_is_no_such_thing_says_nothing, drop_files),
        cmocka_unit_test_teardown(the_desktop_s_own_file_comes_first, drop_files),
        cmocka_unit_test_teardown(a_change_is_seen, drop_files),
    };
    return cmocka_run_group_tests(tests, make_folders, drop_folders);
}
