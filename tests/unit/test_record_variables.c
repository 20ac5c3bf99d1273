// What hooks left of a program's variables becomes a recording's: names, lines, tasks, locks, values as their types have them. The
// program is a real one, compiled here; what its hooks left is made up.
#include "record/dwarf.h"
#include "record/variables.h"
#include "record/watch_names.h"
#include "recording/format.h"

#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static char folder[] = "/tmp/raceledger-variables-XXXXXX";

static const char source[] = "#include <stdlib.h>\n"                                     // 1
                             "int balance;\n"                                            // 2
                             "struct account { unsigned char low; long total; } bank;\n" // 3
                             "struct { unsigned a : 3, b : 5; } bits;\n"                 // 4
                             "void change(void)\n"                                       // 5
                             "{\n"                                                       // 6
                             "    balance += 5;\n"                                       // 7
                             "    bank.total -= balance;\n"                              // 8
                             "    long *one = malloc(16);\n"                             // 9
                             "    *one = 3;\n"                                           // 10
                             "}\n"                                                       // 11
                             "int main(void) { change(); return 0; }\n";                 // 12

enum {
    BASE = 0x40000000,
    BEGAN = 1000,
    ENDED = 100000,
    MAIN = 500,
    FIRST = 501,
    SECOND = 502,
};

static int set_up(void **state)
{
    (void)state;
    return mkdtemp(folder) && chdir(folder) == 0 ? 0 : -1;
}

static int tear_down(void **state)
{
    char command[128];
    (void)state;
    snprintf(command, sizeof command, "rm -rf %s", folder);
    return system(command);
}

static bool compile(void)
{
    FILE *out = fopen("bank.c", "w");
    assert_non_null(out);
    fputs(source, out);
    assert_int_equal(fclose(out), 0);
    return dwarf_is_there() && system("gcc -O0 -g -fPIE -pie bank.c -o bank") == 0;
}

// What a command says, as one number in hexadecimal.
static uint64_t ask(const char *format, const char *what)
{
    char command[512];
    uint64_t address = 0;
    snprintf(command, sizeof command, format, what);
    FILE *said = popen(command, "r");
    assert_non_null(said);
    const int found = fscanf(said, "%" SCNx64, &address);
    pclose(said);
    assert_int_equal(found, 1);
    return address;
}

static uint64_t symbol(const char *name) { return ask("nm bank | grep -w %s | cut -d' ' -f1", name); }

// Where the code of a line begins.
static uint64_t line(const char *number)
{
    return ask(
        "objdump -d -l --no-show-raw-insn bank | grep -A1 '/bank.c:%s$' | grep -m1 -o '^ *[0-9a-f]*:' | tr -d ' :'",
        number);
}

// ---- what was left --------------------------------------------------------------------------------------------------

struct scene {
    struct raw_place places[8];
    struct raw_act acts[4];
    struct raw_access accesses[8];
    struct raw_lock_set lock_sets[2];
    struct raw_pair pairs[2];
    struct raw_variable variables[8];
    struct raw_module module;
    struct raw_books books;
    struct made made;
    struct objects objects;
    struct variables made_of;
    struct recording recording;
    struct plan plan;
    struct run_facts facts;
};

static uint32_t add_place(struct scene *scene, uint64_t address)
{
    scene->places[scene->books.place_count] = (struct raw_place){
        .address = BASE + address + 1, .file = UINT32_MAX, .function = UINT32_MAX, .instruction = UINT32_MAX
    };
    return (uint32_t)scene->books.place_count++;
}

static uint32_t add_act(struct scene *scene, uint32_t load, uint32_t store, enum act_kind kind)
{
    scene->acts[scene->books.act_count] = (struct raw_act){ .place = store, .load_place = load, .kind = (uint8_t)kind };
    return (uint32_t)scene->books.act_count++;
}

static struct raw_variable *add_variable(struct scene *scene, uint64_t address, uint8_t bytes)
{
    struct raw_variable *variable = &scene->variables[scene->books.variable_count++];
    *variable = (struct raw_variable){
        .pid = MAIN,
        .address = address,
        .bytes = bytes,
        .name = UINT32_MAX,
        .doubt_place = PLACE_NOWHERE,
        .allocated = PLACE_NOWHERE,
        .from_ns = BEGAN + 10,
        .first_store = scene->books.store_count,
        .first_access = scene->books.access_count,
        .first_pair = scene->books.pair_count,
    };
    return variable;
}

static void add_store(struct scene *scene, struct raw_variable *variable, int32_t tid, uint32_t act, uint32_t parent,
                      uint64_t value)
{
    const uint64_t ns = BEGAN + 100 + 10 * scene->books.store_count;
    scene->books.stores[scene->books.store_count++] =
        (struct raw_store){ .value = value, .ns = ns, .parent = parent, .held_ns = 5, .act = act, .tid = tid };
    variable->store_count++;
    variable->stores++;
}

static void add_access(struct scene *scene, struct raw_variable *variable, int32_t tid, uint32_t place,
                       enum access_kind kind, uint32_t locks)
{
    scene->accesses[scene->books.access_count++] = (struct raw_access){
        .count = 3, .first_ns = BEGAN + 50, .place = place, .locks = locks, .tid = tid, .kind = (uint8_t)kind
    };
    variable->access_count++;
}

static struct scene *begin(void)
{
    struct scene *scene = calloc(1, sizeof *scene);
    static char text[] = "bank";
    assert_non_null(scene);
    scene->module = (struct raw_module){ .path = 0, .from = BASE, .to = BASE + (1 << 20), .bias = BASE };
    scene->books = (struct raw_books){
        .any = true,
        .how = WATCH_C,
        .variables = scene->variables,
        .places = scene->places,
        .acts = scene->acts,
        .accesses = scene->accesses,
        .lock_sets = scene->lock_sets,
        .lock_set_count = 1,
        .pairs = scene->pairs,
        .stores = calloc(64, sizeof(struct raw_store)),
        .modules = &scene->module,
        .module_count = 1,
        .text = text,
        .text_bytes = sizeof text,
    };
    assert_non_null(scene->books.stores);
    return scene;
}

static void build(struct scene *scene, const char *const *asked)
{
    static const struct os_life lives[] = {
        { .kind = OS_LIFE_STARTED, .pid = MAIN, .tid = FIRST, .ns = BEGAN + 5, .parent_pid = MAIN, .parent_tid = MAIN },
        { .kind = OS_LIFE_STARTED,
          .pid = MAIN,
          .tid = SECOND,
          .ns = BEGAN + 6,
          .parent_pid = MAIN,
          .parent_tid = MAIN },
    };
    const struct made_root root = {
        .pid = MAIN, .parent_pid = 1, .began_ns = BEGAN, .released_ns = BEGAN, .ended_ns = ENDED
    };
    const struct event_streams streams = { .images = 1 };
    const struct gils gils = { 0 };
    assert_true(made_build(&scene->made, &root, lives, 2, &streams).kind == STATUS_OK);
    assert_true(objects_build(&scene->objects, &streams, &gils, NULL, &scene->books).kind == STATUS_OK);
    const struct variables_from from = { &scene->books, &scene->made, &scene->objects, NULL, asked, BEGAN, ENDED };
    assert_true(variables_build(&scene->made_of, &from).kind == STATUS_OK);
    scene->facts = (struct run_facts){ .tick0 = BEGAN, .tick0_ns = BEGAN, .tick1 = ENDED, .tick1_ns = ENDED };
    scene->recording = (struct recording){ .plan = &scene->plan,
                                           .facts = &scene->facts,
                                           .task_count = scene->made.count,
                                           .tasks = scene->made.tasks,
                                           .resource_count = scene->objects.resource_count,
                                           .resources = scene->objects.resources };
    variables_put(&scene->made_of, &scene->recording);
    assert_string_equal(recording_check_watched(&scene->recording).message, "");
    assert_string_equal(recording_check_variables(&scene->recording).message, "");
    const struct watched *watched = scene->recording.watched;
    assert_string_equal(recording_verify_variables(&scene->recording, SECTION_ACTS, 0, watched->act_count).message, "");
    assert_string_equal(
        recording_verify_variables(&scene->recording, SECTION_ACCESSES, 0, watched->access_count).message, "");
    assert_string_equal(recording_verify_variables(&scene->recording, SECTION_PAIRS, 0, watched->pair_count).message,
                        "");
    assert_string_equal(
        recording_verify_variables(&scene->recording, SECTION_STORES, 0, (size_t)watched->store_count).message, "");
}

static void end(struct scene *scene)
{
    variables_free(&scene->made_of);
    objects_free(&scene->objects);
    made_free(&scene->made);
    free(scene->books.stores);
    free(scene);
}

static const struct place *place_of(const struct scene *scene, uint32_t number)
{
    assert_true(number < scene->recording.watched->place_count);
    return &scene->recording.places[number];
}

// ---- the tests ------------------------------------------------------------------------------------------------------

static void test_names_lines_and_values(void **state)
{
    (void)state;
    if (!compile())
        skip();
    struct scene *scene = begin();
    const uint32_t seven = add_place(scene, line("7")), eight = add_place(scene, line("8")),
                   nine = add_place(scene, line("9"));
    const uint32_t seven_too = add_place(scene, line("7") + 2);
    const uint32_t add = add_act(scene, seven, seven_too, ACT_UPDATE), take = add_act(scene, eight, eight, ACT_UPDATE);
    struct raw_variable *balance = add_variable(scene, BASE + symbol("balance"), 4);
    balance->first = 0xfffffffe;
    balance->final = 8;
    add_store(scene, balance, FIRST, add, 0, 3);
    add_store(scene, balance, SECOND, add, 1, 8);
    add_access(scene, balance, SECOND, seven_too, ACCESS_LOAD, 0);
    add_access(scene, balance, FIRST, seven, ACCESS_STORE, 0);
    add_access(scene, balance, SECOND, seven, ACCESS_LOAD, 0);
    struct raw_variable *total = add_variable(scene, BASE + symbol("bank") + 8, 8);
    add_store(scene, total, MAIN, take, 0, UINT64_MAX);
    struct raw_variable *heap[2];
    for (int i = 0; i < 2; i++) {
        heap[i] = add_variable(scene, 0x7000 + 100 * (uint64_t)i + 8, 8);
        heap[i]->object = 0x7000 + 100 * (uint64_t)i;
        heap[i]->object_bytes = 16;
        heap[i]->allocated = nine;
    }
    (void)add_variable(scene, BASE + symbol("bits"), 1);
    (void)add_variable(scene, 0x9000, 2);
    (void)add_variable(scene, BASE + symbol("balance"), 4); // once more, as one whose memory came anew
    build(scene, NULL);
    const struct recording *recording = &scene->recording;
    const struct variable *all = recording->variables;
    assert_int_equal(recording->watched->variable_count, 7);
    assert_int_equal(recording->watched->has_lines, 1);
    assert_string_equal(recording->watched->reason, "");

    assert_string_equal(all[0].name, "balance");
    assert_string_equal(all[0].type, "int");
    assert_int_equal(all[0].kind, VALUE_SIGNED);
    assert_int_equal((int64_t)all[0].first, -2);
    assert_int_equal(place_of(scene, all[0].declared)->line, 2);
    assert_int_equal(all[0].doubt, 0);
    const struct act *act = &recording->acts[recording->stores[0].act];
    assert_int_equal(act->place, act->load_place); // one line
    assert_int_equal(place_of(scene, act->place)->line, 7);
    assert_string_equal(place_of(scene, act->place)->function, "change");
    assert_string_equal(place_of(scene, act->place)->file, "bank.c");
    assert_true(place_of(scene, act->place)->address > 0);
    assert_int_equal(recording->stores[0].task, 1);
    assert_int_equal(recording->stores[1].task, 2);
    assert_int_equal(all[0].access_count, 2); // loads of one line are one
    assert_int_equal(recording->accesses[0].count, 6);
    assert_int_equal(recording->accesses[0].task, 2);

    assert_string_equal(all[1].name, "bank.total");
    assert_int_equal((int64_t)recording->stores[2].value, -1);
    assert_string_equal(all[2].name, "bank.c:9 (1) +8");
    assert_string_equal(all[3].name, "bank.c:9 (2) +8");
    assert_int_equal(all[2].is_allocated, 1);
    assert_int_equal(place_of(scene, all[2].declared)->line, 9);
    assert_string_equal(all[4].name, "bits.{a,b}");
    assert_int_equal(all[4].doubt, DOUBT_BITFIELD);
    assert_string_equal(all[5].name, "0x9000");
    assert_string_equal(all[6].name, "balance (2)");

    assert_int_equal(recording->source_count, 1);
    assert_string_equal(recording->sources[0].name, "bank.c");
    assert_int_equal(recording->sources[0].bytes, sizeof source - 1);
    assert_memory_equal(recording->source_text, source, sizeof source - 1);
    end(scene);
}

static void test_amounts(void **state)
{
    (void)state;
    if (!compile())
        skip();
    struct scene *scene = begin();
    const uint32_t seven = add_place(scene, line("7")), eight = add_place(scene, line("8"));
    const uint32_t add = add_act(scene, seven, seven, ACT_UPDATE), take = add_act(scene, eight, eight, ACT_UPDATE);
    struct raw_variable *balance = add_variable(scene, BASE + symbol("balance"), 4);
    add_store(scene, balance, FIRST, add, 0, 5);
    add_store(scene, balance, SECOND, add, 0, 5);
    add_store(scene, balance, SECOND, add, 1, 11); // by 6, where there stands 5
    struct raw_variable *total = add_variable(scene, BASE + symbol("bank") + 8, 8);
    add_store(scene, total, MAIN, take, 0, 7);
    add_store(scene, total, MAIN, take, 1, 9); // the source says no number
    build(scene, NULL);
    assert_int_equal(scene->recording.variables[0].doubt, DOUBT_AMOUNTS);
    assert_int_equal(place_of(scene, scene->recording.variables[0].doubt_place)->line, 7);
    assert_int_equal(scene->recording.variables[1].doubt, 0);
    end(scene);
}

static void test_locks_and_pairs(void **state)
{
    (void)state;
    struct scene *scene = begin();
    scene->books.module_count = 0;
    scene->books.lock_set_count = 2;
    scene->lock_sets[1] =
        (struct raw_lock_set){ .lock = { 0x30, 0x10, 0x20 }, .mode = { LOCK_WHOLE, LOCK_TO_READ, LOCK_WHOLE } };
    const uint32_t one = add_place(scene, 100), two = add_place(scene, 200);
    struct raw_variable *balance = add_variable(scene, 0x9000, 8);
    add_access(scene, balance, FIRST, one, ACCESS_STORE, 1);
    scene->books.pair_count = 2;
    balance->pair_count = 2;
    for (int i = 0; i < 2; i++)
        scene->pairs[i] = (struct raw_pair){ .count = 2,
                                             .first_ns = BEGAN + 9 - (uint64_t)i,
                                             .place = { one, two },
                                             .tid = { i ? FIRST : MAIN, SECOND },
                                             .kind = { ACCESS_STORE, ACCESS_LOAD } };
    build(scene, NULL);
    const struct recording *recording = &scene->recording;
    const struct lock_set *set = &recording->lock_sets[recording->accesses[0].locks];
    assert_int_equal(recording->resource_count, 3);
    for (int i = 0; i < 3; i++)
        assert_int_equal(set->resource[i], i);
    assert_int_equal(set->mode[0] + set->mode[1] + set->mode[2], LOCK_WHOLE + LOCK_TO_READ + LOCK_WHOLE);
    assert_int_equal(set->mode[3], 0);
    assert_int_equal(recording->watched->pair_count, 1);
    assert_int_equal(recording->pairs[0].count, 4);
    assert_int_equal(recording->pairs[0].task[0], 1); // of the first time
    assert_int_equal(recording->watched->has_lines, 0);
    assert_int_equal(recording->places[0].line, 0);
    assert_true(recording->places[0].address > 0);
    end(scene);
}

static void test_asked(void **state)
{
    static const char *const asked[] = { "bank", NULL };
    (void)state;
    if (!compile())
        skip();
    struct scene *scene = begin();
    const uint32_t add = add_act(scene, PLACE_NOWHERE, PLACE_NOWHERE, ACT_UPDATE);
    add_store(scene, add_variable(scene, BASE + symbol("balance"), 4), FIRST, add, 0, 1);
    add_store(scene, add_variable(scene, BASE + symbol("bank") + 8, 8), FIRST, add, 0, 2);
    build(scene, asked);
    assert_int_equal(scene->recording.watched->variable_count, 1);
    assert_string_equal(scene->recording.watched->asked, "bank");
    assert_string_equal(scene->recording.variables[0].name, "bank.total");
    assert_int_equal(scene->recording.watched->store_count, 1);
    assert_int_equal(scene->recording.stores[0].value, 2);
    end(scene);
}

static void test_what_words_mean(void **state)
{
    static const struct {
        const char *word, *name;
        bool means;
    } words[] = {
        { "bank", "bank", true },
        { "bank", "bank.total", true },
        { "bank", "banks", false },
        { "table[3]", "table[3].x", true },
        { "table[3]", "table[31]", false },
        { "table", "table[31]", true },
        { "total", "bank::total", true },
        { "total", "bank.total", false },
        { "bank::total", "bank::total", true },
        { "bank.c:12", "any", true },
        { "src/bank.c:12", "any", true },
        { "bank.c:13", "any", false },
        { "ank.c:12", "any", false },
        { "", "any", false },
        { ":12", "any", false },
        { "x", "x+4", true },
    };
    (void)state;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (watch_name_means(words[i].word, words[i].name, "bank.c", 12) != words[i].means)
            fail_msg("%s and %s", words[i].word, words[i].name);
}

// Whatever hooks may have left, it is a recording that holds.
static void test_lies(void **state)
{
    (void)state;
    struct scene *scene = begin();
    scene->books.module_count = 0;
    const uint32_t one = add_place(scene, 100);
    const uint32_t act = add_act(scene, 77, one, ACT_UPDATE), odd = add_act(scene, one, 99, (enum act_kind)200);
    struct raw_variable *first = add_variable(scene, 0x10, 8), *second = add_variable(scene, 0x20, 4);
    first->doubt = UINT32_MAX;
    first->kind = 250;
    first->loads = UINT64_MAX;
    first->from_ns = UINT64_MAX;
    second->kind = VALUE_FLOAT;
    second->pid = -5;
    second->language = 9;
    second->name = 3;
    second->first_store = scene->books.store_count;
    add_store(scene, second, -1, odd, 5, 1);
    add_store(scene, second, FIRST, act, 9, 2);
    scene->books.stores[0].ns = UINT64_MAX;
    add_access(scene, second, FIRST, 1000, (enum access_kind)9, 0);
    add_access(scene, second, 12345, 1000, ACCESS_STORE, 55);
    add_variable(scene, 0x30, 3); // no such width
    add_variable(scene, 0x40, 8)->store_count = 1000;
    struct raw_variable *back = add_variable(scene, 0x50, 8);
    back->first_store = 0;
    back->store_count = back->stores = 1;
    struct raw_variable *act_less = add_variable(scene, 0x60, 8);
    add_store(scene, act_less, FIRST, 1000, 0, 1);
    build(scene, NULL);
    assert_int_equal(scene->recording.watched->variable_count, 2);
    assert_int_equal(scene->recording.watched->folded_variables, 4);
    end(scene);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_names_lines_and_values), cmocka_unit_test(test_amounts),
        cmocka_unit_test(test_locks_and_pairs),        cmocka_unit_test(test_asked),
        cmocka_unit_test(test_what_words_mean),        cmocka_unit_test(test_lies),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
