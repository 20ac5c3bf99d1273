// Numbers and durations for people: every edge of what is read and of where a rounding changes the unit.
#include "base/text.h"

#include <inttypes.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))
#define NBSP "\u00A0"

#define UNTOUCHED 4711u

struct reading {
    const char *text;
    uint64_t value;
};

static void counts_are_read(void **state)
{
    (void)state;
    static const struct reading CASES[] = {
        { "0", 0 },
        { "1", 1 },
        { "007", 7 },
        { "100000", 100000 },
        { "100k", 100000 },
        { "2M", 2000000 },
        { "0k", 0 },
        { "18446744073709551615", UINT64_MAX },
        { "18446744073709551k", 18446744073709551000u },
        { "18446744073709M", 18446744073709000000u },
        { "00000000000000000000000000000000005", 5 },
    };
    for (size_t i = 0; i < COUNT(CASES); i++) {
        uint64_t value = UNTOUCHED;
        if (!text_read_count(CASES[i].text, &value) || value != CASES[i].value)
            fail_msg("\"%s\" read as %" PRIu64 ", not %" PRIu64, CASES[i].text, value, CASES[i].value);
    }
}

static void what_is_no_count_is_refused(void **state)
{
    (void)state;
    static const char *const CASES[] = {
        "",
        " ",
        "+1",
        "-1",
        " 1",
        "1 ",
        "1.5",
        "1.5k",
        "1e3",
        "0x10",
        "k",
        "M",
        "1K",
        "1m",
        "1kk",
        "1kM",
        "1 k",
        "1,000",
        "١",
        "1k ",
        "18446744073709551616",
        "18446744073709552k",
        "18446744073710M",
        "99999999999999999999999999",
    };
    for (size_t i = 0; i < COUNT(CASES); i++) {
        uint64_t value = UNTOUCHED;
        if (text_read_count(CASES[i], &value) || value != UNTOUCHED)
            fail_msg("\"%s\" was read as %" PRIu64, CASES[i], value);
    }
}

static void durations_are_read(void **state)
{
    (void)state;
    static const struct reading CASES[] = {
        { "0", 0 },
        { "0ns", 0 },
        { "0.0h", 0 },
        { "25ns", 25 },
        { "5ms", 5000000 },
        { "1.5us", 1500 },
        { "1.5\u00B5s", 1500 },
        { "1.5\u03BCs", 1500 },
        { "30s", 30000000000 },
        { "2min", 120000000000 },
        { "1m", 60000000000 },
        { "5\u00B5s", 5000 },
        { "1h30m", 5400000000000 },
        { "1h30min", 5400000000000 },
        { "1m30s", 90000000000 },
        { "1h0m0.5s", 3600500000000 },
        { "1s1ms1us1ns", 1001001001 },
        { "0h0ns", 0 },
        { "1h", 3600000000000 },
        { "0.5h", 1800000000000 },
        { "1.0ns", 1 },
        { "1.000000000000000000000000000000ns", 1 },
        { "0.000000001s", 1 },
        { "0.000000001000s", 1 },
        { "0.00000000005min", 3 },
        { "0.0000000000025h", 9 },
        { "0.30000s", 300000000 },
        { "9223372036854775807ns", INT64_MAX },
        { "9223372036.854775807s", INT64_MAX },
        { "2562047h", 9223369200000000000 },
    };
    for (size_t i = 0; i < COUNT(CASES); i++) {
        uint64_t ns = UNTOUCHED;
        if (!text_read_duration(CASES[i].text, &ns) || ns != CASES[i].value)
            fail_msg("\"%s\" read as %" PRIu64 ", not %" PRIu64, CASES[i].text, ns, CASES[i].value);
    }
}

static void what_is_no_duration_is_refused(void **state)
{
    (void)state;
    static const char *const CASES[] = {
        "",
        "5",
        "1.5",
        "00",
        "ms",
        ".5ms",
        "5.ms",
        ".ms",
        "-5ms",
        "+5ms",
        " 5ms",
        "5ms ",
        "5 ms",
        "5M",
        "30m1h",
        "1m1min",
        "1us1\u00B5s",
        "1.5h30m",
        "1h30",
        "1h 30m",
        "1h-30m",
        "h30m",
        "2562047h1h",
        "2562047h60m",
        "5MS",
        "5mss",
        "5Ms",
        "1.5ns",
        "0.1ns",
        "1.5.5ms",
        "1,5ms",
        "1e3ns",
        "5minutes",
        "5sec",
        "0.0000000001s",
        "0.00000000001min",
        "0.00000000000025h",
        "0.000000000000000000000000000001h",
        "9223372036854775808ns",
        "9223372036.854775808s",
        "2562048h",
        "18446744073709551615h",
        "18446744073709551616ns",
        "99999999999999999999999999999s",
        "5\u00B5",
        "0.99999999999999999999999999999999999999999s",
    };
    for (size_t i = 0; i < COUNT(CASES); i++) {
        uint64_t ns = UNTOUCHED;
        if (text_read_duration(CASES[i], &ns) || ns != UNTOUCHED)
            fail_msg("\"%s\" was read as %" PRIu64, CASES[i], ns);
    }
}

static void grouping(void **state)
{
    (void)state;
    static const struct {
        int64_t value;
        const char *grouped, *with_sign, *ascii;
    } CASES[] = {
        { 0, "0", "0", "0" },
        { 5, "5", "+5", "5" },
        { -8, "−8", "−8", "-8" },
        { 999, "999", "+999", "999" },
        { 1000, "1" NBSP "000", "+1" NBSP "000", "1 000" },
        { -1000, "−1" NBSP "000", "−1" NBSP "000", "-1 000" },
        { 400000, "400" NBSP "000", "+400" NBSP "000", "400 000" },
        { 1234567, "1" NBSP "234" NBSP "567", "+1" NBSP "234" NBSP "567", "1 234 567" },
        { INT64_MAX, "9" NBSP "223" NBSP "372" NBSP "036" NBSP "854" NBSP "775" NBSP "807",
          "+9" NBSP "223" NBSP "372" NBSP "036" NBSP "854" NBSP "775" NBSP "807", "9 223 372 036 854 775 807" },
        { INT64_MIN, "−9" NBSP "223" NBSP "372" NBSP "036" NBSP "854" NBSP "775" NBSP "808",
          "−9" NBSP "223" NBSP "372" NBSP "036" NBSP "854" NBSP "775" NBSP "808", "-9 223 372 036 854 775 808" },
    };
    for (size_t i = 0; i < COUNT(CASES); i++) {
        char buffer[TEXT_NUMBER_BYTES];
        assert_string_equal(text_grouped(buffer, CASES[i].value), CASES[i].grouped);
        assert_string_equal(text_signed(buffer, CASES[i].value), CASES[i].with_sign);
        assert_string_equal(text_grouped_ascii(buffer, CASES[i].value), CASES[i].ascii);
    }
}

struct writing {
    uint64_t value;
    const char *text;
};

static void expect_written(const struct writing *cases, size_t count, char *(*write)(char *, uint64_t))
{
    for (size_t i = 0; i < count; i++) {
        char buffer[TEXT_NUMBER_BYTES];
        memset(buffer, 'x', sizeof buffer);
        char *text = write(buffer, cases[i].value);
        assert_ptr_equal(text, buffer);
        if (strcmp(text, cases[i].text) != 0)
            fail_msg("%" PRIu64 " written as \"%s\", not \"%s\"", cases[i].value, text, cases[i].text);
    }
}

static void durations_have_three_digits(void **state)
{
    (void)state;
    static const struct writing CASES[] = {
        { 0, "0 ns" },
        { 1, "1 ns" },
        { 999, "999 ns" },
        { 1000, "1.00 µs" },
        { 1004, "1.00 µs" },
        { 1005, "1.01 µs" },
        { 9994, "9.99 µs" },
        { 9995, "10.0 µs" },
        { 99949, "99.9 µs" },
        { 99950, "100 µs" },
        { 999499, "999 µs" },
        { 999500, "1.00 ms" },
        { 1958000, "1.96 ms" },
        { 999499999, "999 ms" },
        { 999500000, "1.00 s" },
        { 12345678901, "12.3 s" },
        { 59949999999, "59.9 s" },
        { 59950000000, "1 min 00 s" },
        { 60000000000, "1 min 00 s" },
        { 65400000000, "1 min 05 s" },
        { 65500000000, "1 min 06 s" },
        { 3599499999999, "59 min 59 s" },
        { 3599500000000, "1 h 00 min" },
        { 3720000000000, "1 h 02 min" },
        { 3749999999999, "1 h 02 min" },
        { 3750000000000, "1 h 03 min" },
        { 86370000000000, "24 h 00 min" },
        { UINT64_MAX, "5124095 h 35 min" },
    };
    expect_written(CASES, COUNT(CASES), text_duration);
}

static void exact_durations(void **state)
{
    (void)state;
    static const struct writing CASES[] = {
        { 0, "0ns" },
        { 25, "25ns" },
        { 1000, "1us" },
        { 1500, "1500ns" },
        { 5000000, "5ms" },
        { 30000000000, "30s" },
        { 60000000000, "1min" },
        { 90000000000, "90s" },
        { 3600000000000, "1h" },
        { 3600000000001, "3600000000001ns" },
        { UINT64_MAX, "18446744073709551615ns" },
    };
    expect_written(CASES, COUNT(CASES), text_duration_exact);
}

static void exact_counts(void **state)
{
    (void)state;
    static const struct writing CASES[] = {
        { 0, "0" },
        { 1, "1" },
        { 999, "999" },
        { 1000, "1k" },
        { 1001, "1001" },
        { 100000, "100k" },
        { 1000000, "1M" },
        { 2500000, "2500k" },
        { 2000000, "2M" },
        { 33554431, "33554431" },
        { UINT64_MAX, "18446744073709551615" },
    };
    expect_written(CASES, COUNT(CASES), text_count_exact);
    for (size_t i = 0; i < COUNT(CASES); i++) {
        char buffer[TEXT_NUMBER_BYTES];
        uint64_t got = UNTOUCHED;
        if (!text_read_count(text_count_exact(buffer, CASES[i].value), &got) || got != CASES[i].value)
            fail_msg("\"%s\" is read as %" PRIu64, buffer, got);
    }
}

static void exact_durations_read_back(void **state)
{
    (void)state;
    uint64_t random = 88172645463325252;
    for (int i = 0; i < 20000; i++) {
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        static const uint64_t FACTORS[] = { 1, 1000, 1000000, 1000000000, 60000000000, 3600000000000 };
        uint64_t ns = random >> (1 + random % 63);
        uint64_t factor = FACTORS[i % 6];
        ns = ns <= INT64_MAX / factor ? ns * factor : ns;
        char buffer[TEXT_NUMBER_BYTES];
        uint64_t got = UNTOUCHED;
        if (!text_read_duration(text_duration_exact(buffer, ns), &got) || got != ns)
            fail_msg("%" PRIu64 " written as \"%s\" and read as %" PRIu64, ns, buffer, got);
    }
}

static void shares(void **state)
{
    (void)state;
    static const struct {
        double share;
        const char *text;
    } CASES[] = {
        { 0, "0.0 %" },           { -0.0, "0.0 %" },    { 0.428, "42.8 %" },   { 0.4284, "42.8 %" },
        { 0.42851, "42.9 %" },    { 1e-300, "<0.1 %" }, { 0.00049, "<0.1 %" }, { 0.00051, "0.1 %" },
        { 0.001, "0.1 %" },       { 0.999, "99.9 %" },  { 0.99949, "99.9 %" }, { 0.99951, ">99.9 %" },
        { 1 - 1e-12, ">99.9 %" }, { 1, "100.0 %" },     { 1.97, "197.0 %" },   { -0.05, "−5.0 %" },
        { -0.0001, "0.0 %" },     { NAN, "–" },         { INFINITY, "–" },     { -INFINITY, "–" },
        { 1e300, "–" },
    };
    for (size_t i = 0; i < COUNT(CASES); i++) {
        char buffer[TEXT_NUMBER_BYTES];
        if (strcmp(text_percent(buffer, CASES[i].share), CASES[i].text) != 0)
            fail_msg("%g written as \"%s\", not \"%s\"", CASES[i].share, buffer, CASES[i].text);
    }
}

// No share of a whole, of any size, may read as nothing or as all.
static void shares_of_anything_stay_between(void **state)
{
    (void)state;
    for (uint64_t whole = 2; whole < UINT64_MAX / 3; whole *= 3) {
        char buffer[TEXT_NUMBER_BYTES];
        assert_string_not_equal(text_percent(buffer, 1.0 / (double)whole), "0.0 %");
        if ((double)(whole - 1) / (double)whole < 1)
            assert_string_not_equal(text_percent(buffer, (double)(whole - 1) / (double)whole), "100.0 %");
    }
}

static void bytes(void **state)
{
    (void)state;
    static const struct writing CASES[] = {
        { 0, "0 B" },
        { 1023, "1023 B" },
        { 1024, "1.00 KiB" },
        { 4096, "4.00 KiB" },
        { 10234, "9.99 KiB" },
        { 10240, "10.0 KiB" },
        { 528384, "516 KiB" },
        { 1047551, "1023 KiB" },
        { 1048063, "1023 KiB" },
        { 1048064, "1.00 MiB" },
        { 1048576, "1.00 MiB" },
        { 25769803776, "24.0 GiB" },
        { (uint64_t)3 << 40, "3.00 TiB" },
        { (uint64_t)5 << 50, "5.00 PiB" },
        { UINT64_MAX, "16.0 EiB" },
    };
    expect_written(CASES, COUNT(CASES), text_bytes);
}

static void columns(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        size_t columns;
    } CASES[] = {
        { "", 0 },
        { "balance", 7 },
        { "é", 1 },
        { "e\u0301", 1 },
        { "余额", 4 },
        { "余额 = 0", 8 },
        { "（全角）", 8 },
        { "한글", 4 },
        { "カナ", 4 },
        { "ｶﾅ", 2 },
        { "→ ✓ − ÷ … µ", 11 },
        { "😀", 2 },
        { "a\u200Bb", 2 },
        { "\u4DC0", 1 },
        { "\uFF60\uFF61", 3 },
        { "\u10FF\u1100\u115F\u1160", 6 },
        { "\U0001FFFF\U00020000\U0003FFFD", 5 },
        { "\xFF\xC3", 2 },
        { "a\tb\x1b", 2 },
    };
    for (size_t i = 0; i < COUNT(CASES); i++)
        if (text_columns(CASES[i].text) != CASES[i].columns)
            fail_msg("\"%s\": %zu columns, not %zu", CASES[i].text, text_columns(CASES[i].text), CASES[i].columns);
}

static void decimals(void **state)
{
    (void)state;
    static const struct {
        double value;
        const char *plain, *duration;
    } CASES[] = {
        { 0, "0.0", "0.0 ns" },
        { -0.0, "0.0", "0.0 ns" },
        { -0.04, "0.0", "0.0 ns" },
        { -0.06, "-0.1", "-0.1 ns" },
        { 0.05, "0.1", "0.1 ns" },
        { 21.87, "21.9", "21.9 ns" },
        { 999.94, "999.9", "999.9 ns" },
        { 999.96, "1 000", "1.00 \u00B5s" },
        { 23159.3, "23 159", "23.2 \u00B5s" },
        { 8472461.5, "8 472 462", "8.47 ms" },
        { 1e18, "1 000 000 000 000 000 000", "277777 h 47 min" },
        { (double)NAN, "–", "– ns" },
    };
    for (size_t i = 0; i < COUNT(CASES); i++) {
        char buffer[TEXT_NUMBER_BYTES];
        assert_string_equal(text_decimal(buffer, CASES[i].value), CASES[i].plain);
        assert_string_equal(text_duration_decimal(buffer, CASES[i].value), CASES[i].duration);
    }
}

static void one_is_no_plural(void **state)
{
    (void)state;
    static const struct {
        uint64_t count;
        const char *noun, *text;
    } CASES[] = {
        { 0, "switch", "0 switches" },     { 1, "switch", "1 switch" },
        { 1, "update", "1 update" },       { 2, "update", "2 updates" },
        { 11, "process", "11 processes" }, { 8472461, "run", "8 472 461 runs" },
        { 21, "path", "21 paths" },        { UINT64_MAX, "place", "9 223 372 036 854 775 807 places" },
    };
    for (size_t i = 0; i < COUNT(CASES); i++) {
        char buffer[TEXT_NUMBER_BYTES];
        assert_string_equal(text_counted(buffer, CASES[i].count, CASES[i].noun), CASES[i].text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(counts_are_read),
        cmocka_unit_test(what_is_no_count_is_refused),
        cmocka_unit_test(durations_are_read),
        cmocka_unit_test(what_is_no_duration_is_refused),
        cmocka_unit_test(grouping),
        cmocka_unit_test(durations_have_three_digits),
        cmocka_unit_test(exact_durations),
        cmocka_unit_test(exact_counts),
        cmocka_unit_test(exact_durations_read_back),
        cmocka_unit_test(decimals),
        cmocka_unit_test(one_is_no_plural),
        cmocka_unit_test(shares),
        cmocka_unit_test(shares_of_anything_stay_between),
        cmocka_unit_test(bytes),
        cmocka_unit_test(columns),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
