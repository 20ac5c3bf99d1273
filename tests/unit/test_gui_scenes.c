// The small pictures of a talk's scenes: what is drawn is what the window draws of the scene, made small; what cannot be drawn says so,
// and nothing that a recording holds keeps the others from being drawn.
#include "gui/scene_maker.h"

#include "base/fault.h"
#include "document/build.h"
#include "document/moment_at.h"
#include "gui/drawn.h"
#include "gui/player.h"
#include "gui/scene_shots.h"
#include "gui/written.h"
#include "view/control/control.h"
#include "view/control/scene_shown.h"
#include "view/control/views.h"
#include "view/sides/sides.h"
#include "view/timeline/timeline_model.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
    WIDTH = 1280,
    HEIGHT = 800,
    SMALL = 8, // times smaller
    COUNT = 8
};

static char folder[64];
static struct fonts *fonts;

static const char *file_in(const char *name)
{
    static char path[2][128];
    static int turn;
    turn = !turn;
    snprintf(path[turn], sizeof path[turn], "%s/%s", folder, name);
    return path[turn];
}

static void copy_file(const char *from, const char *to, long most)
{
    FILE *in = fopen(from, "rb"), *out = fopen(to, "wb");
    assert_non_null(in);
    assert_non_null(out);
    for (int byte; most-- > 0 && (byte = fgetc(in)) != EOF;)
        fputc(byte, out);
    (void)fclose(in);
    assert_int_equal(fclose(out), 0);
}

static int open_all(void **state)
{
    (void)state;
    strcpy(folder, "/tmp/raceledger-scenes-XXXXXX");
    if (!mkdtemp(folder) || !status_is_ok(written_fonts(&fonts, NULL)))
        return -1;
    copy_file("tests/golden/race.rl", file_in("race.rl"), 1 << 20);
    copy_file("tests/golden/queue.rl", file_in("queue.rl"), 1 << 20);
    copy_file("tests/golden/race.rl", file_in("cut.rl"), 3000);
    return mkfifo(file_in("pipe.rl"), 0600) | symlink("/etc/passwd", file_in("away.rl"));
}

static int close_all(void **state)
{
    static const char *const names[] = { "race.rl", "queue.rl", "cut.rl", "pipe.rl", "away.rl", "order" };
    (void)state;
    fonts_destroy(fonts);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        unlink(file_in(names[i]));
    return rmdir(folder);
}

static struct scenes *scenes_there_are(void)
{
    static const struct {
        const char *recording, *view, *at, *below;
    } list[COUNT] = {
        { "race.rl", "ledger", "lost:3", NULL }, { "race.rl", "stage", "end", NULL },
        { "gone.rl", "stage", "", NULL },        { "cut.rl", "stage", "", NULL },
        { "pipe.rl", "stage", "", NULL },        { "away.rl", "stage", "", NULL },
        { "queue.rl", "timeline", "50%", NULL }, { "race.rl", "timeline", "lost:3", "queue.rl" },
    };
    struct scenes *scenes = calloc(1, sizeof *scenes + COUNT * sizeof scenes->list[0]);
    assert_non_null(scenes);
    scenes->count = COUNT;
    for (int i = 0; i < COUNT; i++) {
        struct talk_scene *scene = &scenes->list[i];
        scene->beats = -1;
        strcpy(scene->recording, list[i].recording);
        strcpy(scene->below, list[i].below ? list[i].below : "");
        strcpy(scene->view, list[i].view);
        strcpy(scene->moments[0].at, list[i].at);
        scene->moment_count = *list[i].at != '\0';
    }
    return scenes;
}

static struct scene_order order_of(const struct scenes *scenes, int first)
{
    struct scene_order order = { .bytes = sizeof order,
                                 .look = { .width_px = WIDTH,
                                           .height_px = HEIGHT,
                                           .small_width = WIDTH / SMALL,
                                           .small_height = HEIGHT / SMALL,
                                           .theme = THEME_DARK,
                                           .zoom = 1,
                                           .machine_cores = 4 },
                                 .count = scenes->count,
                                 .first = first };
    snprintf(order.talk, sizeof order.talk, "%s", file_in("talk.rlscenes"));
    for (int i = 0; i < scenes->count; i++)
        order.wanted[i] = true;
    return order;
}

// In a process of its own, as it is made for. What it says comes into `said`.
static void make(const struct scene_order *order, const struct scenes *scenes, char *said, size_t bytes)
{
    int ends[2], how;
    FILE *file = fopen(file_in("order"), "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(order, sizeof *order, 1, file), 1);
    assert_int_equal(fwrite(scenes->list, sizeof scenes->list[0], (size_t)scenes->count, file), scenes->count);
    assert_int_equal(fclose(file), 0);
    assert_int_equal(pipe(ends), 0);
    const pid_t pid = fork();
    if (pid == 0) {
        dup2(ends[1], STDOUT_FILENO);
        close(ends[0]);
        _exit(scene_maker_run(file_in("order")));
    }
    close(ends[1]);
    size_t length = 0;
    for (ssize_t got; length + 1 < bytes && (got = read(ends[0], said + length, bytes - 1 - length)) > 0;)
        length += (size_t)got;
    said[length] = '\0';
    close(ends[0]);
    assert_int_equal(waitpid(pid, &how, 0), pid);
    assert_int_equal(how, 0);
}

static uint32_t *picture_of(const struct scene_order *order, int number)
{
    const size_t count = (size_t)order->look.small_width * (size_t)order->look.small_height;
    uint32_t *pixels = calloc(count, sizeof *pixels);
    FILE *file = fopen(file_in("order"), "rb");
    assert_non_null(file);
    assert_int_equal(fseek(file, scene_picture_at(order, number), SEEK_SET), 0);
    assert_int_equal(fread(pixels, sizeof *pixels, count, file), count);
    (void)fclose(file);
    return pixels;
}

// The window drawn of that moment by hand, made small.
static struct document *document_of(const char *name)
{
    struct document *document = calloc(1, sizeof *document);
    struct recording recording = { 0 };
    assert_true(status_is_ok(recording_read(&recording, file_in(name))));
    assert_true(status_is_ok(document_build(document, &recording)));
    return document;
}

static uint32_t *window_of(const char *recording_name, const char *below, enum view view, const char *at_text)
{
    static struct model model;
    static struct view_models models;
    struct document *document = document_of(recording_name), *lower = below ? document_of(below) : NULL;
    struct moment_at at;
    struct drawn drawn;
    struct canvas canvas;
    model_init(&model, &models, 4);
    model.width_px = WIDTH;
    model.height_px = HEIGHT;
    model.theme = THEME_DARK;
    model.zoom = 1;
    control_new_document(&model, document);
    model.view = view;
    if (lower) {
        sides_name(&model, SIDE_UPPER, recording_name);
        sides_show(&model, document, lower, below);
    }
    assert_true(status_is_ok(moment_at_read(&at, "--at", at_text)));
    assert_true(status_is_ok(moment_at_seek(&at, &model.playback, document)));
    views_follow(&model, document);
    model.playback.playing = false;
    model.glide = 1;
    model.message[0] = '\0';
    view_prepare(&model, document);
    assert_true(status_is_ok(drawn_make(&drawn, &model, document, fonts)));
    assert_true(status_is_ok(player_picture(fonts, &drawn.list, &canvas)));
    uint32_t *small = calloc((size_t)(WIDTH / SMALL) * (HEIGHT / SMALL), sizeof *small);
    for (int y = 0; y < HEIGHT / SMALL; y++)
        for (int x = 0; x < WIDTH / SMALL; x++) {
            unsigned sums[3] = { 0 };
            for (int i = 0; i < SMALL * SMALL; i++) {
                const uint32_t pixel =
                    canvas.pixels[(size_t)(y * SMALL + i / SMALL) * canvas.stride + (size_t)(x * SMALL + i % SMALL)];
                for (int c = 0; c < 3; c++)
                    sums[c] += pixel >> (16 - 8 * c) & 255;
            }
            for (int c = 0; c < 3; c++)
                small[y * (WIDTH / SMALL) + x] |= (sums[c] + SMALL * SMALL / 2) / (SMALL * SMALL) << (16 - 8 * c);
            small[y * (WIDTH / SMALL) + x] |= 0xff000000u;
        }
    free(canvas.pixels);
    drawn_finish(&drawn);
    document_finish(document);
    free(document);
    if (lower)
        document_finish(lower);
    free(lower);
    return small;
}

static void assert_same(const uint32_t *picture, const uint32_t *window)
{
    size_t others = 0;
    for (size_t i = 0; i < (size_t)(WIDTH / SMALL) * (HEIGHT / SMALL); i++)
        others += picture[i] != window[i];
    if (others > 0)
        fail_msg("%zu pixels are others", others);
}

static void a_picture_is_what_the_scene_opens(void **state)
{
    (void)state;
    char said[8192];
    struct scenes *scenes = scenes_there_are();
    const struct scene_order order = order_of(scenes, 0);
    make(&order, scenes, said, sizeof said);
    uint32_t *ledger = picture_of(&order, 0), *end = picture_of(&order, 1), *queue = picture_of(&order, 6),
             *both = picture_of(&order, 7);
    uint32_t *window = window_of("race.rl", NULL, VIEW_LEDGER, "lost:3");
    assert_same(ledger, window);
    free(window);
    window = window_of("race.rl", NULL, VIEW_STAGE, "end");
    assert_same(end, window);
    free(window);
    window = window_of("queue.rl", NULL, VIEW_TIMELINE, "50%");
    assert_same(queue, window);
    free(window);
    window = window_of("race.rl", "queue.rl", VIEW_TIMELINE, "lost:3");
    assert_same(both, window);
    const size_t bytes = (size_t)(WIDTH / SMALL) * (HEIGHT / SMALL) * sizeof *ledger;
    assert_memory_not_equal(ledger, end, bytes);
    assert_memory_not_equal(end, queue, bytes);
    free(window);
    free(ledger);
    free(end);
    free(queue);
    free(both);
    free(scenes);
}

// From the first that is seen, round to the last; each with why it cannot be drawn, in any language.
static void every_scene_is_told_of(void **state)
{
    (void)state;
    static const struct {
        int number;
        const char *why; // NULL: it is drawn
    } told[COUNT] = { { 5, "cannot be read: Permission denied" },
                      { 6, NULL },
                      { 7, NULL },
                      { 0, NULL },
                      { 1, NULL },
                      { 2, "cannot be read: No such file or directory" },
                      { 3, "cut off" },
                      { 4, "no regular file" } };
    char said[8192], *line = said;
    struct scenes *scenes = scenes_there_are();
    const struct scene_order order = order_of(scenes, 5);
    make(&order, scenes, said, sizeof said);
    for (int i = 0; i < COUNT; i++) {
        char *end = strchr(line, '\n'), *behind;
        assert_non_null(end);
        *end = '\0';
        assert_int_equal(strtol(line, &behind, 10), told[i].number);
        if (!told[i].why) {
            assert_string_equal(behind, "");
        } else {
            const struct status why = fault_of_line(behind + 1);
            assert_non_null(strstr(why.message, told[i].why));
            assert_true(why.span_count > 0);
            assert_null(strchr(why.message, '/')); // of a file its name alone
        }
        line = end + 1;
    }
    assert_string_equal(line, "");
    free(scenes);
}

// Whatever was shown before, a scene looks the same.
static void a_scene_leaves_nothing_of_what_was_shown(void **state)
{
    (void)state;
    static struct model model;
    static struct view_models models;
    struct scenes *scenes = scenes_there_are();
    struct document *document = calloc(1, sizeof *document);
    struct recording recording = { 0 };
    assert_true(status_is_ok(recording_read(&recording, file_in("race.rl"))));
    assert_true(status_is_ok(document_build(document, &recording)));
    model_init(&model, &models, 4);
    control_new_document(&model, document);
    scenes->list[1].view[0] = '\0'; // that of the scene before it
    scenes->list[2] = scenes->list[1];
    scenes->list[2].moment_count = 0; // the start
    for (int before = 0; before < 3; before++) {
        model.view = before ? VIEW_TIMELINE : VIEW_HOME;
        model.timeline->from_ns = document_from_ns(document) + 1000;
        model.timeline->to_ns = document_to_ns(document) - 1000;
        playback_seek_share(&model.playback, document, 0.3 * before);
        model.playback.playing = true;
        assert_true(status_is_ok(scene_shown(&model, document, scenes, 1)));
        assert_int_equal(model.view, VIEW_LEDGER);
        assert_int_equal(model.timeline->from_ns, 0);
        assert_int_equal(model.timeline->to_ns, 0);
        assert_true(playback_at_end(&model.playback, document));
        assert_false(model.playback.playing);
        assert_true(status_is_ok(scene_shown(&model, document, scenes, 2)));
        assert_int_equal(model.playback.ns, document_from_ns(document));
        assert_int_equal(model.view, VIEW_LEDGER);
    }
    document_finish(document);
    free(document);
    free(scenes);
}

// ---- the window's side -----------------------------------------------------------------------------------------------

#define BOMB "queue.rl" // the child does not survive it

// The child of this test: draws as the true one does, up to a bomb.
static int be_child(const char *path)
{
    struct scene_order order;
    FILE *file = fopen(path, "r+b");
    bool ends = false;
    if (!file || fread(&order, sizeof order, 1, file) != 1)
        return 1;
    struct talk_scene *list = calloc((size_t)order.count, sizeof *list);
    if (!list || fread(list, sizeof *list, (size_t)order.count, file) != (size_t)order.count)
        return 1;
    for (int i = 0; i < order.count; i++) {
        const int number = (order.first + i) % order.count;
        ends |= order.wanted[number] &&
                (strcmp(list[number].recording, BOMB) == 0 || strcmp(list[number].below, BOMB) == 0);
        order.wanted[number] &= !ends;
    }
    free(list);
    if (fseek(file, 0, SEEK_SET) != 0 || fwrite(&order, sizeof order, 1, file) != 1 || fclose(file) != 0)
        return 1;
    const int code = scene_maker_run(path);
    if (ends)
        (void)raise(SIGKILL);
    return code;
}

static void wake(void *context) { (void)context; }

static void tend_to_the_end(struct scene_shots *shots, const struct scene_shots_wish *wish)
{
    int turns = 0;
    while (scene_shots_tend(shots, wish, 0.01), scene_shots_work(shots) && turns++ < 3000)
        usleep(10000);
    assert_true(turns < 3000);
}

static void what_ends_the_child_keeps_no_other_scene_from_being_drawn(void **state)
{
    (void)state;
    struct scenes *scenes = scenes_there_are();
    strcpy(scenes->list[3].recording, BOMB);
    strcpy(scenes->list[2].recording, "");
    strcpy(scenes->list[2].run, "--guard mutex");
    struct scene_look look = order_of(scenes, 0).look;
    char talk[128], file[128];
    snprintf(talk, sizeof talk, "%s", file_in("talk.rlscenes"));
    snprintf(file, sizeof file, "%s", file_in("order"));
    const struct scene_shots_wish wish = {
        .talk = talk, .file = file, .scenes = scenes, .look = &look, .first = 2, .waker = { wake, NULL }
    };
    struct scene_shots shots = { .child = CHILD_NONE };
    for (int round = 0; round < 2; round++) {
        tend_to_the_end(&shots, &wish);
        const struct scene_picture *list = shots.pictures->list;
        for (int i = 0; i < 2; i++) {
            assert_int_equal(list[i].state, SCENE_PICTURE_MADE);
            assert_int_equal(list[i].pixels.width, look.small_width);
        }
        assert_true(list[0].pixels.mark != list[1].pixels.mark);
        assert_int_equal(list[2].state, SCENE_PICTURE_COMING); // a run has none: nobody asked
        for (int i = 3; i < COUNT; i++)
            assert_int_equal(list[i].state, SCENE_PICTURE_NONE);
        assert_non_null(strstr(list[3].why.message, "too long or too much memory"));
        assert_non_null(strstr(list[4].why.message, "no regular file"));
        assert_string_equal(list[6].why.message, list[3].why.message); // the same recording is not tried again
        // Another look: all are made anew, once it has been the same for a while.
        look.theme = THEME_LIGHT;
        look.small_width = look.small_width / 2;
        assert_true(scene_shots_tend(&shots, &wish, 0.01));
        assert_int_equal(shots.pictures->list[0].state, SCENE_PICTURE_COMING);
    }
    scene_shots_finish(&shots);
    assert_int_equal(access(file, F_OK), -1);
    assert_null(shots.pictures);
    free(scenes);
}

int main(int count, char **words)
{
    if (count > 1 && strcmp(words[count - 2], "--scenes") == 0)
        return be_child(words[count - 1]);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_picture_is_what_the_scene_opens),
        cmocka_unit_test(every_scene_is_told_of),
        cmocka_unit_test(a_scene_leaves_nothing_of_what_was_shown),
        cmocka_unit_test(what_ends_the_child_keeps_no_other_scene_from_being_drawn),
    };
    return cmocka_run_group_tests(tests, open_all, close_all);
}
