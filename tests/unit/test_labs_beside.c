// What the model and a real CPython are held side by side by: the line that the program prints, the threads that count, and what is not
// known.
#include "labs/balance/beside.h"

#include "labs/balance/experiment.h"

#include "../support/recording_foreign.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static void the_line_that_is_printed_is_read(void **state)
{
    (void)state;
    char version[PYTHON_VERSION_BYTES];
    int64_t final = 0;
    assert_true(python_script_read("Python 3.9.18: balance -1234\n", version, &final));
    assert_string_equal(version, "3.9.18");
    assert_int_equal(final, -1234);
    static const char *const wrong[] = { "",
                                         "Python 3.9.18: balance 5",
                                         "Python 3.9.18: balance 5\n\n",
                                         "Python 3.9.18: balance \n",
                                         "Python : balance 5\n",
                                         "python 3.9: balance 5\n",
                                         "Python 3.9x: balance 5\n",
                                         "Python 11111111111111111111111111111111111: balance 5\n" };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        if (python_script_read(wrong[i], version, &final))
            fail_msg("%s", wrong[i]);
}

// Whatever a file holds: a line that is none says nothing.
static void what_the_recording_printed_last_counts(void **state)
{
    (void)state;
    static const char line[] = "Python 3.9.18: balance 7\n";
    struct foreign *foreign = foreign_new(3);
    struct beside_run run;
    assert_true(status_is_ok(beside_of_real(&run, &foreign->recording)));
    assert_false(run.final_known);
    assert_string_equal(run.version, "");
    assert_true(isnan(beside_value(&run, BESIDE_FINAL)) && isnan(beside_value(&run, BESIDE_LOST)));
    const struct printed last = { .ns = 1, .bytes = sizeof line - 1, .stream = PRINTED_OUT };
    foreign->recording.console = &last;
    foreign->recording.console_count = 1;
    foreign->recording.console_text = line;
    foreign->recording.console_bytes = sizeof line - 1;
    assert_true(status_is_ok(beside_of_real(&run, &foreign->recording)));
    assert_true(run.final_known && run.final == 7);
    assert_string_equal(run.version, "3.9.18");
    foreign_free(foreign);
}

// Of the recorded run the threads alone; of one with no GIL nothing is claimed.
static void only_threads_count(void **state)
{
    (void)state;
    struct foreign *foreign = foreign_new(3);
    struct recording *recording = &foreign->recording;
    struct beside_run run;
    const int gil = recording_find_resource(recording, RESOURCE_GIL);
    assert_true(gil >= 0);
    recording->command = foreign->command;
    uint64_t takings = 0;
    for (uint32_t t = 0; t < recording->task_count; t++) {
        assert_int_equal(beside_counts(recording, t), recording->tasks[t].kind == TASK_THREAD);
        for (uint64_t i = 0; beside_counts(recording, t) && i < recording->tasks[t].notes; i++)
            takings += recording->notes[t][i].kind == NOTE_ACQUIRED && recording->notes[t][i].resource == gil;
    }
    assert_true(status_is_ok(beside_of_real(&run, recording)));
    assert_true(run.gil_known);
    assert_int_equal(run.gil.takings, takings);
    assert_int_equal(run.resource, gil);
    foreign->resources[gil].kind = RESOURCE_LOCK;
    assert_true(status_is_ok(beside_of_real(&run, recording)));
    assert_false(run.gil_known);
    for (int figure = 0; figure < BESIDE_FIGURES; figure++)
        assert_true(isnan(beside_value(&run, (enum beside_figure)figure)));
    foreign_free(foreign);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_line_that_is_printed_is_read),
        cmocka_unit_test(what_the_recording_printed_last_counts),
        cmocka_unit_test(only_threads_count),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
