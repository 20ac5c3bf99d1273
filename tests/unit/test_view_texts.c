// The table of texts: all there in every language, with the same parts; and patterns filled in.
#include "view/texts/texts.h"

#include "base/utf8.h"
#include "labs/balance/guard.h"
#include "view/ui/words.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static const char *const names[] = {
#define TEXT(id, text) #id,
#define FAULT(id, text) TEXT(FAULT_##id, text)
#define LOCK(id, text) TEXT(LOCK_##id, text)
#include "../assets/texts/en.def"
#undef LOCK
#undef FAULT
#undef TEXT
};

// Whether it is "{1?update|updates}".
static bool is_choice(const char *at)
{
    const size_t one = at[2] == '?' ? strcspn(at + 3, "|{}") : 0, many = one ? strcspn(at + 4 + one, "|{}") : 0;
    return one > 0 && at[3 + one] == '|' && many > 0 && at[4 + one + many] == '}';
}

// Which of {1} … {9} a pattern has, as bits; bit 0: something in braces that is no part, or words for one that it has not.
static unsigned parts_of(const char *text)
{
    unsigned parts = 0, chosen_by = 0;
    for (const char *at = text; (at = strchr(at, '{')); at++) {
        const bool digit = at[1] >= '1' && at[1] <= '9';
        const unsigned bit = digit ? 1u << (at[1] - '0') : 1u;
        if (digit && is_choice(at))
            chosen_by |= bit;
        else
            parts |= digit && at[2] == '}' ? bit : 1u;
    }
    return parts | (chosen_by & ~parts ? 1u : 0u);
}

static void every_text_is_there(void **state)
{
    (void)state;
    assert_true(TEXT_ID_COUNT > 100);
    for (int language = 0; language < LANGUAGE_COUNT; language++) {
        for (int id = 0; id < TEXT_ID_COUNT; id++) {
            const char *text = text_of((enum language)language, (enum text_id)id);
            if (!text || !*text)
                fail_msg("%s is empty in %s", names[id], languages[language].name);
        }
    }
}

static void every_text_is_utf8(void **state)
{
    (void)state;
    for (int language = 0; language < LANGUAGE_COUNT; language++) {
        for (int id = 0; id < TEXT_ID_COUNT; id++) {
            uint32_t character;
            const char *at = text_of((enum language)language, (enum text_id)id);
            for (size_t length; (length = utf8_read(at, &character)) > 0; at += length)
                if (character == UTF8_REPLACEMENT || character < ' ')
                    fail_msg("%s has a character %x in %s", names[id], character, languages[language].name);
        }
    }
}

// Parts that are English words of the program's own (what is wrong with a file or a value in detail): raceledger show and run say them,
// a window in another language leaves them out.
static const struct {
    const char *name;
    unsigned parts;
} details[] = {
    { "FAULT_SUM", 1 << 1 },      { "FAULT_NO_SECTION", 1 << 1 },     { "FAULT_BEHIND", 1 << 1 },
    { "FAULT_PACKED", 1 << 1 },   { "FAULT_INCONSISTENT", 1 << 1 },   { "FAULT_TASK_FACTS", 1 << 2 },
    { "FAULT_RESOURCE", 1 << 2 }, { "FAULT_NOTE", 1 << 3 },           { "FAULT_SWITCH", 1 << 2 },
    { "FAULT_PRINT", 1 << 2 },    { "FAULT_WORKER_FIGURES", 1 << 2 }, { "FAULT_VARIABLE", 1 << 2 },
    { "FAULT_ACT", 1 << 2 },      { "FAULT_ACCESS", 1 << 2 },         { "FAULT_PAIR", 1 << 2 },
    { "FAULT_STORE", 1 << 2 },    { "FAULT_MUST_BE", 1 << 3 },        { "FAULT_LIST_OUT_OF_RANGE", 1 << 1 | 1 << 4 },
};

static unsigned details_of(const char *name)
{
    for (size_t i = 0; i < sizeof details / sizeof *details; i++)
        if (strcmp(details[i].name, name) == 0)
            return details[i].parts;
    return 0;
}

static void languages_have_the_same_parts(void **state)
{
    (void)state;
    for (int id = 0; id < TEXT_ID_COUNT; id++) {
        const unsigned en = parts_of(text_of(LANGUAGE_EN, (enum text_id)id));
        if ((en & (en + 2u)) != 0 || (en & 1u))
            fail_msg("%s: its parts %x do not count from {1}", names[id], en);
        for (int language = 0; language < LANGUAGE_COUNT; language++) {
            const unsigned parts = parts_of(text_of((enum language)language, (enum text_id)id));
            const unsigned expected = language == LANGUAGE_EN ? en : en & ~details_of(names[id]);
            if (parts != expected)
                fail_msg("%s: parts %x are wanted, %x are in %s", names[id], expected, parts,
                         languages[language].english);
        }
    }
}

// Where two languages say the same it is a name, a sign or an abbreviation: at most three words of Latin letters.
static void languages_are_translated(void **state)
{
    (void)state;
    for (int language = LANGUAGE_EN + 1; language < LANGUAGE_COUNT; language++) {
        int same = 0;
        for (int id = 0; id < TEXT_ID_COUNT; id++)
            same +=
                strcmp(text_of(LANGUAGE_EN, (enum text_id)id), text_of((enum language)language, (enum text_id)id)) == 0;
        if (same * 10 > TEXT_ID_COUNT)
            fail_msg("%d of %d texts are the same in English and %s", same, TEXT_ID_COUNT, languages[language].english);
    }
}

static void a_language_says_what_it_is(void **state)
{
    (void)state;
    for (int language = 0; language < LANGUAGE_COUNT; language++) {
        const struct language_row *row = &languages[language];
        assert_non_null(row->name);
        assert_non_null(row->on_button);
        assert_non_null(row->english);
        assert_non_null(row->between);
        assert_true(!row->sample == !row->font);
        enum language found = LANGUAGE_COUNT;
        assert_true(language_from_name(row->name, &found));
        assert_int_equal(found, language);
        assert_int_equal(language_from_locale(row->name), language);
    }
}

// The button goes through all that can be written, and stays where there is no other.
static void languages_follow_each_other(void **state)
{
    (void)state;
    enum language language = LANGUAGE_EN;
    for (int i = 0; i < LANGUAGE_COUNT; i++) {
        assert_int_equal(language, i);
        assert_int_equal(language_after(language, ~(language_set)1), LANGUAGE_EN);
        language = language_after(language, 0);
    }
    assert_int_equal(language, LANGUAGE_EN);
}

static void patterns_are_filled(void **state)
{
    (void)state;
    struct arena arena = ARENA_EMPTY;
    const char *parts[] = { "7" };
    assert_string_equal(text_fill(&arena, LANGUAGE_EN, TEXT_THREADS_ID, parts, 1), "7 threads");
    assert_string_equal(text_fill(&arena, LANGUAGE_ZH, TEXT_THREADS_ID, parts, 1), "7 个线程");
    assert_string_equal(text_fill(&arena, LANGUAGE_EN, TEXT_THREADS_ID, parts, 0), "{1} threads");
    const char *ends[] = { "{2}", "b" };
    assert_string_equal(text_fill(&arena, LANGUAGE_EN, TEXT_RANGE_NUMBER_ID, ends, 2), "a whole number from {2} to b");
    arena_finish(&arena);
}

// Words that the Chinese of textbooks has better ones for, and the marks that Chinese is not set with.
static void chinese_keeps_its_terms(void **state)
{
    (void)state;
    static const char *const abandoned[] = { "执行者",     "种保护", "保护方式", "其他保护", "不加保护", "cpu",
                                             "微步骤",     "讲课",   "按键",     "缩减",     "慢动作",   "出错次数",
                                             "在此正确",   "等锁",   "整个运行", "录下",     "不行，应", "工作者",
                                             "忙等。",     "守卫",   "净值",     "打印",     "迭代",     "账目相符",
                                             "归还这把锁", "回车",   "份录制",   "字母" };
    for (int id = 0; id < TEXT_ID_COUNT; id++) {
        const char *text = text_of(LANGUAGE_ZH, (enum text_id)id);
        for (size_t i = 0; i < sizeof abandoned / sizeof *abandoned; i++)
            if (strstr(text, abandoned[i]))
                fail_msg("%s says %s: %s", names[id], abandoned[i], text);
    }
}

// The English terms that have one Chinese word each, which stands wherever they do; a command's own words stay as they are.
static const struct {
    const char *english, *chinese;
} glossary[] = {
    { "net", "净额" },
    { "beat", "幕" },
    { "iteration", "循环" },
    { "deadlock", "死锁" },
    { "zombie", "僵尸" },
    { "orphan", "孤儿" },
    { "mutex", "互斥锁" },
    { "spin lock", "自旋锁" },
    { "semaphore", "信号量" },
    { "collision", "冲突" },
    { "bytecode", "字节码" },
    { "exit code", "退出码" },
    { "exit status", "退出码" },
    { "playhead", "播放头" },
    { "scene", "场景" },
    { "bookmark", "书签" },
    { "switch point", "切换点" },
    { "switch interval", "切换间隔" },
    { "patience", "切换间隔" },
    { "store buffer", "存储缓冲" },
    { "preempted", "抢占" },
    { "reaped", "回收" },
    { "philosopher", "哲学家" },
    { "print", "输出" },
    { "printed", "输出" },
    { "journal", "日志" },
    { "deadline", "时限" },
    { "daemon", "守护进程" },
    { "pipe", "管道" },
    { "cores busy", "平均占用" },
    { "core", "核" },
    { "context switch", "上下文切换" },
    { "variable", "变量" },
    { "queue", "队列" },
    { "pool", "进程池" },
    { "variant", "变体" },
    { "blocked", "阻塞" },
    { "ready", "就绪" },
    { "barrier", "屏障" },
    { "fence", "屏障" },
    { "atomic", "原子" },
    { "books", "账" },
    { "experiment", "实验" },
    { "timeline", "时间线" },
    { "median", "中位数" },
    { "slice", "时间片" },
    { "legend", "图例" },
    { "guarded by", "同步方式" },
    { "pages copied", "复制" },
    { "page table", "页表" },
};

// Whether the term stands in the text as a word, in singular or plural, and not as a command's own (--guard mutex, queue.Empty).
static bool has_term(const char *text, const char *term)
{
    const size_t length = strlen(term);
    for (const char *at = text; *at; at++) {
        if (strncasecmp(at, term, length) != 0 ||
            (at > text && (isalnum((unsigned char)at[-1]) || strchr("-.`", at[-1]))))
            continue;
        const char *end = at + length;
        end += end[0] == 'e' && end[1] == 's' ? 2 : end[0] == 's' ? 1 : 0;
        const bool own = strchr(":.(_", *end) && *end && end[1] != ' ' && end[1] != '\0';
        if (!isalnum((unsigned char)*end) && !own && !strstr(text, "--"))
            return true;
    }
    return false;
}

static void each_term_has_one_chinese_word(void **state)
{
    (void)state;
    for (int id = 0; id < TEXT_ID_COUNT; id++) {
        const char *english = text_of(LANGUAGE_EN, (enum text_id)id), *chinese = text_of(LANGUAGE_ZH, (enum text_id)id);
        for (size_t i = 0; i < sizeof glossary / sizeof *glossary; i++)
            if (has_term(english, glossary[i].english) && !strstr(chinese, glossary[i].chinese))
                fail_msg("%s: \"%s\" is %s: %s", names[id], glossary[i].english, glossary[i].chinese, chinese);
    }
    for (size_t i = 0; i < sizeof glossary / sizeof *glossary; i++) {
        bool used = false;
        for (int id = 0; id < TEXT_ID_COUNT && !used; id++)
            used = has_term(text_of(LANGUAGE_EN, (enum text_id)id), glossary[i].english);
        if (!used)
            fail_msg("no text says \"%s\"", glossary[i].english);
    }
}

// Keys are the keymap's, which a person may change; Enter, Esc and Tab mean what they mean, and an arrow in a field. Nothing else of a
// keyboard is written out.
static void texts_name_no_keys(void **state)
{
    (void)state;
    static const char *const written[] = { "Ctrl", "Shift+", "Alt+",    "PageDown", "PageUp", "Backspace",
                                           "F1",   "F5",     "Press R", "(N)",      "（N）" };
    for (int language = 0; language < LANGUAGE_COUNT; language++) {
        for (int id = 0; id < TEXT_ID_COUNT; id++) {
            const char *text = text_of((enum language)language, (enum text_id)id);
            for (size_t i = 0; i < sizeof written / sizeof *written; i++) {
                const char *at = strstr(text, written[i]);
                if (at && strncmp(names[id], "KEYS_", 5) != 0 && strncmp(at, "Shift+Enter", 11) != 0)
                    fail_msg("%s has a key written in it: %s", names[id], text);
            }
        }
    }
}

static bool is_ideograph(uint32_t character) { return character >= 0x4e00 && character < 0xa000; }

// Beside ideographs stand full-width marks, curly quotes, and a space before Latin letters and figures.
static void chinese_is_set_as_chinese(void **state)
{
    (void)state;
    for (int id = 0; id < TEXT_ID_COUNT; id++) {
        const char *text = text_of(LANGUAGE_ZH, (enum text_id)id);
        uint32_t before = 0, character;
        for (const char *at = text; *at; before = character) {
            at += utf8_read(at, &character);
            const bool narrow = character < 0x80,
                       letter = narrow && (character | 0x20) >= 'a' && (character | 0x20) <= 'z';
            if (is_ideograph(before) && (letter || (narrow && strchr(",;:!?()\"'0123456789", (int)character))))
                fail_msg("%s: '%c' right after an ideograph in \"%s\"", names[id], (int)character, text);
            if (is_ideograph(character) && before < 0x80 && before > ' ' && before != '}' && before != '+')
                fail_msg("%s: '%c' right before an ideograph in \"%s\"", names[id], (int)before, text);
        }
    }
}

// The same table speaks of threads and of processes, and a frame says which.
static void workers_are_named_by_kind(void **state)
{
    (void)state;
    static const char *const kinds[LANGUAGE_COUNT][2] = {
        [LANGUAGE_EN] = { "one thread", "one process" }, [LANGUAGE_ZH] = { "一个线程", "一个进程" }
    };
    for (int language = 0; language < LANGUAGE_COUNT; language++) {
        for (int processes = 0; kinds[language][0] && processes < 2; processes++) {
            const enum language spoken = text_spoken((enum language)language, processes == 1);
            assert_non_null(strstr(text_of(spoken, TEXT_REASON_MUTEX_ID), kinds[language][processes]));
        }
    }
}

static void one_is_no_plural(void **state)
{
    (void)state;
    struct arena arena = ARENA_EMPTY;
    assert_string_equal(text_fill(&arena, LANGUAGE_EN, TEXT_SCHEDULES_ITERATIONS_ID, (const char *[]){ "1" }, 1),
                        "1 iteration");
    assert_string_equal(text_fill(&arena, LANGUAGE_EN, TEXT_SCHEDULES_ITERATIONS_ID, (const char *[]){ "11" }, 1),
                        "11 iterations");
    const char *parts[] = { "T1", "8", "1" };
    assert_string_equal(text_fill(&arena, LANGUAGE_EN, TEXT_NOW_MANY_LOST_ID, parts, 3),
                        "T1 now writes 8: 1 update is lost.");
    parts[2] = "1\u00A0000";
    assert_string_equal(text_fill(&arena, LANGUAGE_EN, TEXT_NOW_MANY_LOST_ID, parts, 3),
                        "T1 now writes 8: 1\u00A0000 updates are lost.");
    assert_string_equal(text_fill(&arena, LANGUAGE_ZH, TEXT_SCHEDULES_ITERATIONS_ID, (const char *[]){ "1" }, 1),
                        "1 次循环");
    arena_finish(&arena);
}

// In the fonts that have Chinese signs these are as wide as one.
static void english_has_quotes_of_its_own(void **state)
{
    (void)state;
    static const char *const wide[] = { "‘", "’", "“", "”" };
    for (int id = 0; id < TEXT_COUNT; id++)
        for (size_t i = 0; i < sizeof wide / sizeof *wide; i++)
            if (strstr(text_of(LANGUAGE_EN, (enum text_id)id), wide[i]))
                fail_msg("%s", text_of(LANGUAGE_EN, (enum text_id)id));
}

// "等待 GIL", "等待互斥锁": what is filled in stands as Chinese sets it; what it is itself made of stays.
static void parts_are_set_apart(void **state)
{
    (void)state;
    struct arena arena = ARENA_EMPTY;
    assert_string_equal(text_fill(&arena, LANGUAGE_ZH, TEXT_NOW_WANTS_ONLY_ID, (const char *[]){ "T1", "GIL" }, 2),
                        "T1 要获取 GIL。");
    assert_string_equal(text_fill(&arena, LANGUAGE_ZH, TEXT_NOW_WANTS_ONLY_ID, (const char *[]){ "T1", "互斥锁" }, 2),
                        "T1 要获取互斥锁。");
    assert_string_equal(text_fill(&arena, LANGUAGE_ZH, TEXT_SAID_SAVED_ID, (const char *[]){ "实验1次.rl" }, 1),
                        "已保存为 实验1次.rl");
    assert_string_equal(
        text_fill(&arena, LANGUAGE_ZH, TEXT_SETTING_WRONG_ID, (const char *[]){ "99", "1 到 64 的整数" }, 2),
        "“99”无效，应为 1 到 64 的整数");
    assert_string_equal(text_fill(&arena, LANGUAGE_ZH, TEXT_SETTING_WRONG_ID, (const char *[]){ "x", "线程、进程" }, 2),
                        "“x”无效，应为线程、进程");
    arena_finish(&arena);
}

// A guard's lock has a name in every language; in English it is the one that reports give it. What somebody's program has named
// is called so in all of them.
static void locks_have_names(void **state)
{
    (void)state;
    for (int guard = 0; guard < GUARD_COUNT; guard++) {
        const struct experiment experiment = { .guard = (enum guard_id)guard };
        for (int lock = 0; lock < guard_of(&experiment)->lock_count; lock++) {
            const struct resource *resource = &guard_of(&experiment)->locks[lock];
            assert_string_equal(resource_name(LANGUAGE_EN, resource), resource->name);
            assert_true(strcmp(resource_name(LANGUAGE_ZH, resource), "GIL") == 0 ||
                        strstr(resource_name(LANGUAGE_ZH, resource), "锁"));
        }
    }
    const struct resource queue = { .name = "tickets", .kind = RESOURCE_QUEUE };
    for (int language = 0; language < LANGUAGE_COUNT; language++)
        assert_string_equal(resource_name((enum language)language, &queue), "tickets");
}

static void languages_are_found(void **state)
{
    (void)state;
    enum language language = LANGUAGE_EN;
    assert_true(language_from_name("zh", &language));
    assert_int_equal(language, LANGUAGE_ZH);
    assert_false(language_from_name("fr", &language));
    assert_int_equal(language, LANGUAGE_ZH);
    assert_int_equal(language_from_locale("zh_CN.UTF-8"), LANGUAGE_ZH);
    assert_int_equal(language_from_locale("zh_TW"), LANGUAGE_ZH);
    assert_int_equal(language_from_locale("C"), LANGUAGE_EN);
    assert_int_equal(language_from_locale(""), LANGUAGE_EN);
    assert_int_equal(language_from_locale(NULL), LANGUAGE_EN);
    assert_int_equal(language_from_locale("zhuang"), LANGUAGE_EN);
    assert_string_equal(languages[LANGUAGE_ZH].name, "zh");
}

// The first of the three that is not empty decides, whatever the others say.
static void the_environment_asks_for_one(void **state)
{
    (void)state;
    static const struct {
        const char *all, *messages, *lang;
        enum language language;
    } cases[] = {
        { NULL, NULL, NULL, LANGUAGE_EN },   { NULL, NULL, "zh_CN.UTF-8", LANGUAGE_ZH },
        { "", "", "zh_CN", LANGUAGE_ZH },    { "", "zh_CN", "en_US", LANGUAGE_ZH },
        { "C", "zh_CN", "zh", LANGUAGE_EN }, { "zh_CN", "C", "C", LANGUAGE_ZH },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *const asked[] = { "LC_ALL", "LC_MESSAGES", "LANG" };
        const char *const values[] = { cases[i].all, cases[i].messages, cases[i].lang };
        for (int name = 0; name < 3; name++)
            assert_int_equal(values[name] ? setenv(asked[name], values[name], 1) : unsetenv(asked[name]), 0);
        assert_int_equal(language_of_environment(), cases[i].language);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_text_is_there),
        cmocka_unit_test(every_text_is_utf8),
        cmocka_unit_test(languages_have_the_same_parts),
        cmocka_unit_test(languages_are_translated),
        cmocka_unit_test(a_language_says_what_it_is),
        cmocka_unit_test(languages_follow_each_other),
        cmocka_unit_test(patterns_are_filled),
        cmocka_unit_test(workers_are_named_by_kind),
        cmocka_unit_test(one_is_no_plural),
        cmocka_unit_test(chinese_keeps_its_terms),
        cmocka_unit_test(each_term_has_one_chinese_word),
        cmocka_unit_test(texts_name_no_keys),
        cmocka_unit_test(chinese_is_set_as_chinese),
        cmocka_unit_test(locks_have_names),
        cmocka_unit_test(english_has_quotes_of_its_own),
        cmocka_unit_test(parts_are_set_apart),
        cmocka_unit_test(languages_are_found),
        cmocka_unit_test(the_environment_asks_for_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
