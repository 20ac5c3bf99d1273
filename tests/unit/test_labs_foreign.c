// What knows the balance refuses a recording that is none of it, with a reason and no harm.
#include "labs/balance/account.h"
#include "labs/balance/books.h"
#include "labs/balance/order.h"

#include "support/recording_foreign.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static void assert_refused(struct status status)
{
    assert_int_equal(status.kind, STATUS_BAD_FILE);
    assert_non_null(strstr(status.message, "no recording of the shared balance"));
}

static void test_refused(void **state)
{
    (void)state;
    static const uint32_t tasks[] = { 1, 9, 300, TASKS_MAX };
    for (size_t i = 0; i < sizeof tasks / sizeof *tasks; i++) {
        struct foreign *foreign = foreign_new(tasks[i]);
        struct account account;
        struct ledger ledger;
        assert_refused(account_build(&account, &foreign->recording));
        assert_refused(ledger_build(&ledger, &foreign->recording));
        assert_refused(balance_require(&foreign->recording, "a.rl"));
        assert_int_equal(balance_require(&foreign->recording, "a.rl").message[0], 'a');
        foreign_free(foreign);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
