// Pictures as PNG files: what is read is what was written; what is no picture is named.
#include "gui/png.h"

#include "../support/random.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char folder[64];

static int make_folder(void **state)
{
    (void)state;
    strcpy(folder, "/tmp/raceledger-png-XXXXXX");
    return mkdtemp(folder) ? 0 : -1;
}

static int drop_folder(void **state)
{
    (void)state;
    return rmdir(folder);
}

static const char *file_in(const char *name)
{
    static char path[128];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    return path;
}

static struct canvas noise(struct random *random, int width, int height)
{
    const size_t stride = (size_t)width + random_below(random, 4);
    struct canvas canvas = { calloc(stride * (size_t)height, 4), stride, width, height };
    assert_non_null(canvas.pixels);
    for (size_t i = 0; i < stride * (size_t)height; i++)
        canvas.pixels[i] = 0xff000000u | (uint32_t)random_next(random);
    return canvas;
}

static void pixels_come_back(void **state)
{
    (void)state;
    struct random random = { random_seed(21) };
    for (int round = 0; round < 30; round++) {
        const int width = (int)random_between(&random, 1, 90), height = (int)random_between(&random, 1, 60);
        struct canvas canvas = noise(&random, width, height), back;
        assert_true(status_is_ok(png_write(&canvas, file_in("a.png"))));
        const struct status status = png_read(file_in("a.png"), &back);
        if (!status_is_ok(status))
            fail_msg("%s", status.message);
        assert_int_equal(back.width, width);
        assert_int_equal(back.height, height);
        for (int y = 0; y < height; y++)
            assert_memory_equal(canvas.pixels + (size_t)y * canvas.stride, back.pixels + (size_t)y * back.stride,
                                (size_t)width * 4);
        free(canvas.pixels);
        free(back.pixels);
    }
    unlink(file_in("a.png"));
}

static void the_same_pixels_give_the_same_bytes(void **state)
{
    (void)state;
    struct random random = { 22 };
    struct canvas canvas = noise(&random, 50, 40);
    uint8_t *bytes[2];
    size_t counts[2];
    for (int i = 0; i < 2; i++)
        assert_true(status_is_ok(png_encode(&canvas, &bytes[i], &counts[i])));
    assert_int_equal(counts[0], counts[1]);
    assert_memory_equal(bytes[0], bytes[1], counts[0]);
    free(bytes[0]);
    free(bytes[1]);
    free(canvas.pixels);
}

// Up to its last chunk, which says no more than that it is the last.
static void a_damaged_file_is_refused(void **state)
{
    (void)state;
    struct random random = { random_seed(23) };
    struct canvas canvas = noise(&random, 40, 30), back;
    uint8_t *bytes;
    size_t count;
    assert_true(status_is_ok(png_encode(&canvas, &bytes, &count)));
    for (size_t kept = 0; kept + 16 < count; kept += count / 12) {
        FILE *file = fopen(file_in("b.png"), "wb");
        assert_non_null(file);
        fwrite(bytes, 1, kept, file);
        fclose(file);
        const struct status status = png_read(file_in("b.png"), &back);
        assert_int_equal(status.kind, STATUS_BAD_FILE);
        assert_non_null(strstr(status.message, "b.png"));
        assert_null(back.pixels);
    }
    unlink(file_in("b.png"));
    assert_int_equal(png_read(file_in("none.png"), &back).kind, STATUS_BAD_FILE);
    free(bytes);
    free(canvas.pixels);
}

static void what_cannot_be_written_is_named(void **state)
{
    (void)state;
    struct random random = { 24 };
    struct canvas canvas = noise(&random, 4, 4);
    const struct status status = png_write(&canvas, file_in("no/such/folder.png"));
    assert_false(status_is_ok(status));
    assert_non_null(strstr(status.message, "no/such/folder.png"));
    free(canvas.pixels);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pixels_come_back),
        cmocka_unit_test(the_same_pixels_give_the_same_bytes),
        cmocka_unit_test(a_damaged_file_is_refused),
        cmocka_unit_test(what_cannot_be_written_is_named),
    };
    return cmocka_run_group_tests(tests, make_folder, drop_folder);
}
