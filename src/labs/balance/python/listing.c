// Reads the listings: each line becomes a step, each look of the version a switch point.
//
// A line is "LINE OPCODE ARGUMENT"; one that begins with '>' stands in the function that was just called. All
// listings are read together, the first time one is asked for.
#include "labs/balance/python/listing.h"

#include <assert.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    STEPS_MAX = 40,
    TEXT_BYTES = 40,
    WORD_BYTES = 24,
    OWN_LOCK = 1, // of the guard that has a lock of the program's own beside the GIL
};

struct row {
    bool called; // in the function that was called
    uint8_t line;
    char opcode[WORD_BYTES], argument[WORD_BYTES];
};

struct listing {
    struct program program;
    struct step steps[STEPS_MAX];
    char texts[STEPS_MAX][TEXT_BYTES];
};

static struct listing listings[PROGRAM_COUNT][PYTHON_COUNT];
static pthread_once_t all_read = PTHREAD_ONCE_INIT;

// Up to one of the ends; returns what follows it.
static const char *read_word(const char *at, const char *ends, char word[WORD_BYTES])
{
    const size_t length = strcspn(at, ends);
    assert(length < WORD_BYTES);
    memcpy(word, at, length);
    word[length] = '\0';
    return at + length + (at[length] == ' ');
}

static int read_rows(const char *text, struct row rows[STEPS_MAX])
{
    int count = 0;
    while (*text) {
        struct row *row = &rows[count++];
        char *end;
        assert(count <= STEPS_MAX);
        row->called = *text == '>';
        row->line = (uint8_t)strtol(text + row->called, &end, 10);
        text = read_word(end + 1, " \n", row->opcode);
        text = read_word(text, "\n", row->argument);
        text += *text == '\n';
    }
    return count;
}

static bool starts_with(const char *text, const char *start) { return strncmp(text, start, strlen(start)) == 0; }

static int sign_of(const struct row *row)
{
    static const char *const adds[] = { "BINARY_ADD", "INPLACE_ADD", NULL };
    static const char *const subtracts[] = { "BINARY_SUBTRACT", "INPLACE_SUBTRACT", NULL };
    if (strcmp(row->opcode, "BINARY_OP") == 0)
        return row->argument[0] == '+' ? +1 : -1;
    return python_names_have(adds, row->opcode) - python_names_have(subtracts, row->opcode);
}

// callee: the function or method named last.
static void give_meaning(struct step *step, const struct row *row, const char *callee)
{
    const bool balance = strcmp(row->argument, "balance") == 0;
    step->sign = (int8_t)sign_of(row);
    step->kind = STEP_LOCAL;
    if (step->sign)
        step->kind = STEP_ADD;
    else if (balance)
        step->kind = starts_with(row->opcode, "STORE") ? STEP_STORE : STEP_LOAD;
    else if (starts_with(row->opcode, "CALL") && strcmp(callee, "acquire") == 0)
        step->kind = STEP_LOCK;
    else if (starts_with(row->opcode, "CALL") && strcmp(callee, "release") == 0)
        step->kind = STEP_UNLOCK;
    step->lock = step->kind == STEP_LOCK || step->kind == STEP_UNLOCK ? OWN_LOCK : 0;
}

// A call of a Python function is over when that returns; a call of any other is over at once.
static enum step_looks look_of(const struct python *python, const struct row *rows, int count, int i,
                               const char *callee)
{
    const struct row *row = &rows[i], *before = &rows[(i + count - 1) % count], *after = &rows[(i + 1) % count];
    const bool entered = row->called && !before->called, returns = row->called && !after->called;
    const bool returned = before->called && !row->called;
    const bool calls = !row->called && after->called;
    if (python->looks == GIL_LOOKS_BETWEEN) {
        const bool looks = entered    ? python->looks_on_entry
                           : returned ? python->looks_on_return
                                      : !python_names_have(python->straight_on, before->opcode);
        return looks && !python_names_have(python->not_before, row->opcode) ? LOOKS_BEFORE : LOOKS_NEVER;
    }
    if (python->looks != GIL_LOOKS_AT)
        return LOOKS_NEVER;
    if (entered && python->looks_on_entry)
        return LOOKS_BEFORE;
    if (returns)
        return python->looks_on_return ? LOOKS_AFTER : LOOKS_NEVER;
    const bool silent = starts_with(row->opcode, "CALL") && python_names_have(python->silent, callee);
    return !calls && !silent && python_names_have(python->looks_at, row->opcode) ? LOOKS_AFTER : LOOKS_NEVER;
}

static void read_listing(struct listing *listing, const struct program_kind *kind, enum python_version version)
{
    const struct python *python = &pythons[version];
    struct row rows[STEPS_MAX];
    const int count = read_rows(kind->bytecodes[python->compiler], rows);
    const char *callee = "";
    for (int i = 0; i < count; i++) {
        const struct row *row = &rows[i];
        struct step *step = &listing->steps[i];
        if (starts_with(row->opcode, "LOAD_") && strcmp(row->opcode, "LOAD_FAST") != 0)
            callee = row->argument;
        snprintf(listing->texts[i], TEXT_BYTES, row->argument[0] ? "%-17s %s" : "%s", row->opcode, row->argument);
        *step = (struct step){
            .text = listing->texts[i],
            .looks = (uint8_t)look_of(python, rows, count, i, callee),
            .python_line = row->line,
            .c_line = kind->c_lines[row->line],
        };
        give_meaning(step, row, callee);
    }
    listing->program = (struct program){
        .steps = listing->steps,
        .step_count = count,
        .python = kind->python,
        .c = kind->c,
        .bytecode = python->lock != GIL_NONE,
    };
}

static void read_all(void)
{
    for (int program = 0; program < PROGRAM_COUNT; program++)
        for (int version = 0; version < PYTHON_COUNT; version++)
            read_listing(&listings[program][version], &program_kinds[program], (enum python_version)version);
}

const struct program *listing_of(enum program_id program, enum python_version python)
{
    pthread_once(&all_read, read_all);
    return &listings[program][python].program;
}

bool program_from_name(const char *name, enum program_id *program)
{
    for (int i = 0; i < PROGRAM_COUNT; i++) {
        if (strcmp(name, program_kinds[i].name) == 0) {
            *program = (enum program_id)i;
            return true;
        }
    }
    return false;
}
