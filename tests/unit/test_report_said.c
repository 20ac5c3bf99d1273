// The report in another language: whole, of the same figures and names, and never a part in another's place.
#include "base/said.h"
#include "base/text.h"
#include "recording/recording.h"
#include "report/report.h"

#include <ctype.h>
#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>

enum {
    PARTS_MOST = 12,
    SOURCE_MOST = 200000,
    KEY_MOST = 600,
};

// ---- formats ---------------------------------------------------------------------------------------------------------

// A printf format's parts by the argument that they take: "s", "ld", "*.1f" … 0 where it says them one way here and another there.
static int parts_of(const char *format, char parts[PARTS_MOST][8])
{
    int count = 0;
    memset(parts, 0, PARTS_MOST * sizeof *parts);
    for (const char *at = format; (at = strchr(at, '%')); at++) {
        if (*++at == '%')
            continue;
        char *end;
        const long place = strtol(at, &end, 10);
        const bool numbered = end > at && *end == '$';
        at = numbered ? end + 1 : at;
        const char *type = at + strcspn(at, "diouxXsfcg");
        const long number = numbered ? place - 1 : count;
        assert_in_range(number, 0, PARTS_MOST - 1);
        assert_in_range(type - at, 0, 5);
        assert_int_equal(parts[number][0], 0); // each once
        memcpy(parts[number], at, (size_t)(type - at) + 1);
        count++;
        at = type;
    }
    return count;
}

static void parts_stay_what_they_are(void **state)
{
    (void)state;
    struct said_pair pair;
    char english[PARTS_MOST][8], own[PARTS_MOST][8];
    size_t rows = 0;
    for (int language = 1; language < LANGUAGE_COUNT; language++)
        for (size_t i = 0; said_pair_at((enum language)language, i, &pair); i++, rows++) {
            const int count = parts_of(pair.english, english);
            if (parts_of(pair.own, own) != count || memcmp(english, own, sizeof own) != 0)
                fail_msg("\"%s\" has other parts than \"%s\"", pair.own, pair.english);
            if (pair.english[strlen(pair.english) - 1] == '\n' && pair.own[strlen(pair.own) - 1] != '\n')
                fail_msg("\"%s\" does not end its line", pair.own);
            struct said_pair other;
            for (size_t j = 0; j < i && said_pair_at((enum language)language, j, &other); j++)
                if (pair.counted == other.counted && strcmp(pair.english, other.english) == 0)
                    fail_msg("\"%s\" is there twice", pair.english);
        }
    assert_true(rows > 300);
}

// ---- all that is said ------------------------------------------------------------------------------------------------

struct found {
    bool *used; // of the rows of Chinese
    size_t keys, missing;
};

// One literal or several that are written behind one another; NULL: something else stands there.
static const char *literal(const char *at, char key[KEY_MOST])
{
    static const struct {
        const char *name, *format;
    } macros[] = { { "PRId64", "ld" }, { "PRIu64", "lu" }, { "PRId32", "d" }, { "PRIu32", "u" }, { "PRIx64", "lx" } };
    size_t length = 0;
    for (;;) {
        at += strspn(at, " \n");
        for (size_t i = 0; i < sizeof macros / sizeof *macros; i++)
            if (strncmp(at, macros[i].name, strlen(macros[i].name)) == 0) {
                length += (size_t)sprintf(key + length, "%s", macros[i].format);
                at += strlen(macros[i].name);
                at += strspn(at, " \n");
            }
        if (*at != '"')
            break;
        for (at++; *at != '"'; at++) {
            const bool escaped = *at == '\\';
            at += escaped;
            key[length++] = escaped && *at == 'n' ? '\n' : *at;
        }
        at++;
    }
    key[length] = '\0';
    return length > 0 ? at : NULL;
}

static void look_up(struct found *found, const char *key, bool counted, const char *path)
{
    struct said_pair pair;
    found->keys++;
    for (size_t i = 0; said_pair_at(LANGUAGE_ZH, i, &pair); i++)
        if (pair.counted == counted && strcmp(pair.english, key) == 0) {
            found->used[i] = true;
            return;
        }
    found->missing++;
    print_error("%s: \"%s\" is said in English only\n", path, key);
}

static void read_calls(struct found *found, const char *source, const char *call, const char *path)
{
    char key[KEY_MOST];
    for (const char *at = source; (at = strstr(at, call)); at++)
        if ((at == source || !isalnum((unsigned char)at[-1])) && literal(at + strlen(call), key))
            look_up(found, key, false, path);
}

static void read_folder(struct found *found, const char *folder)
{
    static char source[SOURCE_MOST];
    DIR *all = opendir(folder);
    assert_non_null(all);
    for (struct dirent *entry; (entry = readdir(all));) {
        char path[512];
        struct stat about;
        if (entry->d_name[0] == '.')
            continue;
        snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
        assert_int_equal(stat(path, &about), 0);
        if (S_ISDIR(about.st_mode)) {
            read_folder(found, path);
            continue;
        }
        FILE *file = fopen(path, "r");
        assert_non_null(file);
        source[fread(source, 1, sizeof source - 1, file)] = '\0';
        fclose(file);
        read_calls(found, source, "said(", path);
        read_calls(found, source, "SAID(", path);
    }
    closedir(all);
}

static void all_that_is_said_is_said_in_chinese(void **state)
{
    (void)state;
    bool used[2000] = { false };
    struct found found = { used, 0, 0 };
    struct said_pair pair;
    static const char *const folders[] = { "src/report", "src/labs", "src/lab",     "src/analysis",
                                           "src/record", "src/run",  "src/commands" };
    for (size_t i = 0; i < sizeof folders / sizeof *folders; i++)
        read_folder(&found, folders[i]);
    assert_true(found.keys > 300);
    assert_int_equal(found.missing, 0);
    for (size_t i = 0; said_pair_at(LANGUAGE_ZH, i, &pair); i++)
        if (!used[i] && !pair.counted)
            fail_msg("nothing says \"%s\"", pair.english);
}

// ---- reports ---------------------------------------------------------------------------------------------------------

static char *report_in(const struct recording *recording, enum language language)
{
    char *text = NULL;
    size_t bytes = 0;
    FILE *out = open_memstream(&text, &bytes);
    assert_true(report_recording(out, recording, false, false, language).kind == STATUS_OK);
    assert_int_equal(fclose(out), 0);
    return text;
}

static int compare_texts(const void *a, const void *b) { return strcmp(*(char *const *)a, *(char *const *)b); }

// The text's numbers, in order of size, each followed by a space. Its own words are left alone.
static char *numbers_of(const char *text)
{
    static char *all[20000];
    size_t count = 0;
    char *joined = calloc(1, strlen(text) * 2 + 2);
    for (const char *at = text; *at;) {
        const size_t length = strspn(at, "0123456789");
        if (length > 0 && count < sizeof all / sizeof *all)
            all[count++] = strndup(at, length);
        at += length ? length : 1;
    }
    qsort(all, count, sizeof *all, compare_texts);
    for (size_t i = 0; i < count; i++) {
        strcat(strcat(joined, all[i]), " ");
        free(all[i]);
    }
    return joined;
}

// Names, units and what Chinese says in Latin letters as well stand in the English, too.
static void expect_words_of(const char *own, const char *english, const char *path)
{
    for (const char *at = own; *at;) {
        size_t length = 0;
        while (isalpha((unsigned char)at[length]))
            length++;
        char *word = strndup(at, length);
        if (length > 1 && !strcasestr(english, word))
            fail_msg("%s: \"%s\" is in no English report of it", path, word);
        free(word);
        at += length ? length : 1;
    }
}

// What only an English sentence has; what was printed may have it, and what the recording itself keeps as a sentence.
static void expect_no_english(const char *own, const char *kept, const char *path)
{
    static const char *const words[] = { " the ", " of ", " was ", " is ", " lost", " and ", " times", " in " };
    for (const char *line = own; *line; line += strcspn(line, "\n"), line += *line == '\n') {
        const size_t length = strcspn(line, "\n");
        char *one = strndup(line, length);
        const bool printed = strstr(one, " ms  ") || (*kept && strstr(one, kept)),
                   chinese = strstr(one, "，") || strstr(one, "：");
        for (size_t i = 0; i < sizeof words / sizeof *words && chinese && !printed; i++)
            if (strstr(one, words[i]))
                fail_msg("%s: %s", path, one);
        free(one);
    }
}

static void expect_same(const char *path)
{
    struct recording recording = { 0 };
    assert_true(recording_read(&recording, path).kind == STATUS_OK);
    char *english = report_in(&recording, LANGUAGE_EN), *own = report_in(&recording, LANGUAGE_ZH);
    char *again = report_in(&recording, LANGUAGE_EN);
    char *numbers = numbers_of(english), *own_numbers = numbers_of(own);
    assert_string_equal(english, again); // no language stays
    assert_string_not_equal(english, own);
    if (strcmp(numbers, own_numbers) != 0)
        fail_msg("%s: other figures:\n%s\n%s\n%s", path, numbers, own_numbers, own);
    expect_words_of(own, english, path);
    expect_no_english(own, recording.facts->states_reason, path);
    for (const char *at = own; *at; at++)
        assert_false(strncmp(at, "\xEF\xBF\xBD", 3) == 0);
    free(english), free(own), free(again), free(numbers), free(own_numbers);
    recording_close(&recording);
}

static void stored_recordings_have_the_same_figures(void **state)
{
    (void)state;
    static const char *const folders[] = { "tests/golden/labs", "tests/golden/variables", "tests/golden/v1",
                                           "tests/golden/real", "tests/golden" };
    size_t count = 0;
    for (size_t i = 0; i < sizeof folders / sizeof *folders; i++) {
        DIR *all = opendir(folders[i]);
        for (struct dirent *entry; all && (entry = readdir(all));) {
            char path[512];
            const size_t length = strlen(entry->d_name);
            if (length < 4 || strcmp(entry->d_name + length - 3, ".rl") != 0)
                continue;
            snprintf(path, sizeof path, "%s/%s", folders[i], entry->d_name);
            expect_same(path);
            count++;
        }
        if (all)
            closedir(all);
    }
    assert_true(count > 15);
}

static void a_noun_has_its_measure_word(void **state)
{
    (void)state;
    char text[TEXT_NUMBER_BYTES];
    assert_string_equal(text_counted(text, 2, "update"), "2 updates");
    assert_int_equal(said_in(LANGUAGE_ZH), LANGUAGE_EN);
    assert_string_equal(text_counted(text, 2, "update"), "2 次更新");
    assert_string_equal(text_were(text, 1, "update"), "1 次更新");
    assert_string_equal(said("never heard of"), "never heard of");
    assert_int_equal(said_in(LANGUAGE_EN), LANGUAGE_ZH);
    assert_string_equal(text_were(text, 1, "update"), "1 update was");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parts_stay_what_they_are),
        cmocka_unit_test(all_that_is_said_is_said_in_chinese),
        cmocka_unit_test(stored_recordings_have_the_same_figures),
        cmocka_unit_test(a_noun_has_its_measure_word),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
