// The report for a person, at the largest figures there can be: 63 workers, all their updates lost or waited for.
#include "labs/balance/books.h"
#include "labs/balance/experiment.h"
#include "labs/balance/report/comparison.h"
#include "labs/balance/report/report.h"

#include "labs/balance/settings.h"
#include "report/paper.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define UPDATES (2 * (uint64_t)ITERATIONS_MAX)

struct scene {
    struct experiment experiment;
    struct run_facts facts;
    struct task tasks[WORKERS_MAX];
    struct balance_books books;
    struct state_span spans[WORKERS_MAX];
    struct worker_states workers[WORKERS_MAX];
    struct recording recording;
    struct account account;
};

static struct scene *scene_new(enum memory_kind memory)
{
    struct settings settings;
    struct scene *scene = calloc(1, sizeof *scene);
    assert_non_null(scene);
    settings_init(&settings, &balance_settings, 64);
    scene->experiment = *settings_experiment(&settings);
    scene->experiment.count = WORKERS_MAX;
    scene->experiment.iterations = ITERATIONS_MAX;
    scene->experiment.memory = memory;
    scene->experiment.workers = memory == MEMORY_PRIVATE ? WORKERS_PROCESSES : WORKERS_THREADS;
    scene->recording = (struct recording){ .plan = experiment_plan(&scene->experiment),
                                           .facts = &scene->facts,
                                           .tasks = scene->tasks,
                                           .task_count = WORKERS_MAX };
    balance_books_attach(&scene->books, &scene->recording);
    struct account *account = &scene->account;
    account->recording = &scene->recording;
    account->states.from_kernel = true;
    account->states.workers = scene->workers;
    account->states.run_from_ns = 100;
    account->states.to_ns = account->states.run_to_ns = 1100;
    account->figures = (struct run_figures){ .final = INT32_MIN,
                                             .updates = UPDATES * WORKERS_MAX,
                                             .lost = UPDATES * WORKERS_MAX - 1,
                                             .survived = 1,
                                             .collisions = UPDATES,
                                             .books_balance = true };
    for (uint32_t w = 0; w < WORKERS_MAX; w++) {
        const uint64_t figure = w % 2 ? UPDATES : 0;
        scene->tasks[w].kind = memory == MEMORY_PRIVATE ? TASK_PROCESS : TASK_THREAD;
        task_set_name(&scene->tasks[w], w);
        scene->books.workers[w].final_cell = cell_make(w % 2 ? INT32_MIN : 7, 0);
        account->states.workers[w] = (struct worker_states){ .spans = &scene->spans[w],
                                                             .span_count = 1,
                                                             .run = { .preemptions = figure, .waits = figure } };
        account->states.workers[w].run.ns[STATE_RUNNING] = w % 2 ? 1000 : 1;
        account->ledger.lost_of[w] = UPDATES - figure + 8472461;
    }
    return scene;
}

static char *report_of(const struct scene *scene)
{
    char *text = NULL;
    size_t length;
    FILE *out = open_memstream(&text, &length);
    assert_non_null(out);
    balance_report_text(out, &scene->account, false);
    assert_int_equal(fclose(out), 0);
    return text;
}

// The cells of a row: what stands two spaces apart. Cuts the row.
static int cells_of(char *row, char *cells[], int most)
{
    int count = 0;
    for (char *at = row; *at && count < most;) {
        at += strspn(at, " ");
        char *end = strstr(at, "  ");
        cells[count++] = at;
        if (!end)
            break;
        *end = '\0';
        at = end + 1;
    }
    return count;
}

static void workers_keep_their_columns(void **state)
{
    (void)state;
    struct scene *scene = scene_new(MEMORY_SHARED);
    char *text = report_of(scene);
    int rows = 0;
    size_t width = 0;
    for (char *line = strtok(text, "\n"); line; line = strtok(NULL, "\n")) {
        char *cells[16];
        if (strncmp(line, "  T", 3) != 0 || line[3] < '0' || line[3] > '9')
            continue;
        if (width && strlen(line) != width)
            fail_msg("rows of %zu and %zu columns: %s", width, strlen(line), line);
        width = strlen(line);
        const int count = cells_of(line, cells, 16);
        if (count != 8)
            fail_msg("row %d has %d cells, not 8", rows, count);
        assert_string_equal(cells[6], rows % 2 ? "67 108 862" : "0");
        assert_string_equal(cells[7], rows % 2 ? "8 472 461" : "75 581 323");
        rows++;
    }
    assert_int_equal(rows, WORKERS_MAX);
    free(text);
    free(scene);
}

// What a lock by hand lost is explained, as what it is; that nothing was lost is no proof of anything, nor called one.
static void locks_by_hand_are_told_truly(void **state)
{
    (void)state;
    struct scene *scene = scene_new(MEMORY_SHARED);
    scene->experiment.guard = GUARD_FLAG;
    char *text = report_of(scene);
    assert_non_null(strstr(text, "\nThe lock itself is broken: between the test and the set of one another tested\n"
                                 "too, and both found it open.\n"));
    free(text);
    scene->experiment.guard = GUARD_PETERSON_UNFENCED;
    scene->experiment.count = 2;
    scene->account.figures.lost = 1234;
    text = report_of(scene);
    assert_non_null(strstr(text, "\n0 of the 48 schedules of one iteration lose an update, and yet the run lost"));
    assert_non_null(strstr(text, "1\u00a0234:"));
    assert_non_null(strstr(text, "store buffer"));
    free(text);
    scene->account.figures.lost = 0;
    scene->account.why.kind = WHY_UNFENCED;
    text = report_of(scene);
    assert_null(strstr(text, "store buffer"));
    assert_non_null(strstr(text, "no order of these steps loses anything"));
    free(text);
    free(scene);
}

static void figures_end_in_one_column(void **state)
{
    (void)state;
    struct scene *scene = scene_new(MEMORY_PRIVATE);
    char *text = report_of(scene);
    assert_non_null(strstr(text, "  final balance     -2 147 483 648   expected 0\n"));
    assert_non_null(strstr(text, "  updates made       4 227 858 306\n"));
    assert_non_null(strstr(text, "  lost               4 227 858 305   >99.9 %\n"));
    assert_non_null(strstr(text, "  P1                             7\n"
                                 "  P2                -2 147 483 648\n"));
    free(text);
    free(scene);
}

static void expect_line(struct scene *scene, const char *line, bool there)
{
    char *text = report_of(scene);
    if ((strstr(text, line) != NULL) != there)
        fail_msg("%s \"%s\" in:\n%s", there ? "no" : "a", line, text);
    free(text);
}

static void which_of_several_runs_it_was(void **state)
{
    (void)state;
    struct scene *scene = scene_new(MEMORY_SHARED);
    static const struct {
        struct series series;
        uint64_t lost;
        const char *line;
    } cases[] = {
        { { 1, 5 }, 7, "\nRun 1 of at most 5.\n" },
        { { 2, 5 }, 7, "\nRun 2 of at most 5: the first lost nothing.\n" },
        { { 3, 5 }, 7, "\nRun 3 of at most 5: the first two lost nothing.\n" },
        { { 5, 5 }, 0, "\nRun 5 of at most 5: the first four lost nothing, nor did this one.\n" },
        { { 1000, 1000 }, 1, "\nRun 1 000 of at most 1 000: the first 999 lost nothing.\n" },
    };
    expect_line(scene, "at most", false);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        scene->account.series = cases[i].series;
        scene->account.figures.lost = cases[i].lost;
        expect_line(scene, cases[i].line, true);
    }
    free(scene);
}

static void what_the_machine_did_is_said(void **state)
{
    (void)state;
    struct scene *scene = scene_new(MEMORY_SHARED);
    expect_line(scene, "quota", false);
    expect_line(scene, "stolen", false);
    expect_line(scene, "\n  cpus ", false);
    scene->facts.throttled_ns = 230000000;
    scene->facts.stolen_ns = 20000000;
    scene->facts.unpinned = 1;
    expect_line(scene, "\n  cpu quota         held the run back for 230 ms; that shows as ready\n", true);
    expect_line(scene, "\n  stolen time       about 20.0 ms went to other virtual machines; that shows as running\n",
                true);
    expect_line(scene, "\n  cpus              the system refused to keep the workers on theirs;", true);
    free(scene);
}

static void a_comparison_keeps_its_columns(void **state)
{
    (void)state;
    struct settings settings;
    struct comparison comparison;
    char *text = NULL;
    size_t length;
    settings_init(&settings, &balance_settings, 2);
    assert_true(comparison_init(&comparison, settings_experiment(&settings), COMPARISON_REPEAT_MAX));
    for (int i = 0; i < comparison.row_count; i++) {
        struct comparison_row *row = &comparison.rows[i];
        row->runs = row->wrong = COMPARISON_REPEAT_MAX;
        row->updates = row->lost = UINT64_MAX / 2;
        for (int run = 0; run < row->runs; run++) {
            row->finals[run] = run % 2 ? INT32_MAX : INT32_MIN;
            row->ns_per_update[run] = i ? 123456 : 1;
        }
    }
    FILE *out = open_memstream(&text, &length);
    assert_non_null(out);
    comparison_text(out, &comparison, false);
    assert_int_equal(fclose(out), 0);
    char *line = strstr(text, "mutex ");
    assert_non_null(line);
    *strchr(line, '\n') = '\0';
    char *cells[16];
    assert_int_equal(cells_of(line, cells, 16), 9);
    assert_string_equal(cells[1], "10 000");
    assert_string_equal(cells[3], "-2 147 483 648 … 2 147 483 647");
    free(text);
    comparison_finish(&comparison);
}

// A lock's name may be as long as the column of labels, or longer.
static void labels_keep_off_what_they_label(void **state)
{
    (void)state;
    for (int length = 1; length < 32; length++) {
        char *text = NULL, name[33];
        size_t bytes = 0;
        snprintf(name, sizeof name, "%.*s", length, "accounts_of_all_customers_lock_1");
        const struct paper paper = { .out = open_memstream(&text, &bytes) };
        assert_non_null(paper.out);
        paper_label(&paper, name);
        fputs("1 ms", paper.out);
        fclose(paper.out);
        assert_int_equal(strstr(text, name) - text, 2);
        assert_string_equal(text + (length < 18 ? 20 : length + 3), "1 ms");
        free(text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(workers_keep_their_columns),      cmocka_unit_test(locks_by_hand_are_told_truly),
        cmocka_unit_test(labels_keep_off_what_they_label), cmocka_unit_test(figures_end_in_one_column),
        cmocka_unit_test(which_of_several_runs_it_was),    cmocka_unit_test(what_the_machine_did_is_said),
        cmocka_unit_test(a_comparison_keeps_its_columns),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
