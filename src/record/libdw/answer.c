// Files are opened as they come up, once each.
#include "record/libdw/answer.h"
#include "record/libdw/file.h"
#include "record/libdw/types.h"
#include "record/libdw/wanted.h"

#include <dwarf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool dwarf_can_answer(void) { return true; }

struct answering {
    const struct dwarf_questions *questions;
    struct dwarf_answers *answers;
    struct dwarf_file *files;
    bool *is_read;
};

static struct dwarf_file *file_of(struct answering *answering, uint32_t number)
{
    if (number >= answering->questions->file_count)
        return NULL;
    struct dwarf_file *file = &answering->files[number];
    if (!answering->is_read[number]) {
        answering->is_read[number] = true;
        dwarf_file_read(file, answering->questions->files[number]);
        answering->answers->has_debug[number] = file->dwarf && file->unit_count > 0;
    }
    return file->dwarf ? file : NULL;
}

// ---- sources --------------------------------------------------------------------------------------------------------

// "/a/./b.c" is "/a/b.c".
static void drop_dots(char *path)
{
    for (char *at; (at = strstr(path, "/./")) != NULL;)
        memmove(at, at + 2, strlen(at + 2) + 1);
}

static uint32_t source_number(struct dwarf_answers *answers, Dwarf_Die *unit, const char *path)
{
    char whole[DWARF_PATH_BYTES];
    Dwarf_Attribute attribute;
    const char *folder = path && path[0] != '/' && unit && dwarf_attr(unit, DW_AT_comp_dir, &attribute)
                             ? dwarf_formstring(&attribute)
                             : NULL;
    if (!path ||
        snprintf(whole, sizeof whole, "%s%s%s", folder ? folder : "", folder ? "/" : "", path) >= (int)sizeof whole)
        return DWARF_NO_SOURCE;
    drop_dots(whole);
    for (uint32_t i = 0; i < *answers->source_count; i++)
        if (strcmp(answers->sources[i], whole) == 0)
            return i;
    if (*answers->source_count == DWARF_SOURCES_MAX)
        return DWARF_NO_SOURCE;
    memcpy(answers->sources[*answers->source_count], whole, strlen(whole) + 1);
    return (*answers->source_count)++;
}

// ---- lines ----------------------------------------------------------------------------------------------------------

static void name_function(const struct dwarf_function *function, char *name, size_t name_bytes)
{
    Dwarf_Die die;
    if (function) {
        die = function->die;
        dwarf_full_name(&die, name, name_bytes);
    }
}

static void answer_code(struct answering *answering, const struct dwarf_code *code, struct dwarf_line *line)
{
    struct dwarf_file *file = file_of(answering, code->file);
    if (!file)
        return;
    const struct dwarf_function *function = dwarf_file_function(file, code->address);
    Dwarf_Die *unit = dwarf_file_unit(file, function, code->address);
    Dwarf_Line *found = unit ? dwarf_getsrc_die(unit, code->address) : NULL;
    int number;
    name_function(function, line->function, sizeof line->function);
    if (!found || dwarf_lineno(found, &number) != 0 || number <= 0)
        return;
    line->line = (uint32_t)number;
    line->source = source_number(answering->answers, unit, dwarf_linesrc(found, NULL, NULL));
}

// ---- words ----------------------------------------------------------------------------------------------------------

static void answer_declared(struct answering *answering, Dwarf_Die *variable, struct dwarf_line *declared)
{
    Dwarf_Die unit;
    int number;
    if (dwarf_decl_line(variable, &number) != 0 || number <= 0 || !dwarf_diecu(variable, &unit, NULL, NULL))
        return;
    declared->line = (uint32_t)number;
    declared->source = source_number(answering->answers, &unit, dwarf_declared_in(variable));
}

static void name_word(struct answering *answering, Dwarf_Die *variable, const char *name, uint64_t at, uint32_t bytes,
                      struct dwarf_word *word)
{
    Dwarf_Die type;
    struct dwarf_part part;
    if (!*name || !dwarf_type(variable, &type))
        return;
    dwarf_part_at(&type, at, bytes, &part);
    snprintf(word->name, sizeof word->name, "%s%s", name, part.path);
    if (part.is_whole)
        dwarf_type_name(&part.type, word->type, sizeof word->type);
    word->kind = part.kind;
    word->has_bit_fields = part.has_bit_fields;
    answer_declared(answering, variable, &word->declared);
}

// The variable of a function in whose place in the frame a byte lies; of several, as of blocks that share a place, the one whose
// block the instruction is in.
struct frame_search {
    const struct dwarf_function *function;
    uint64_t code;
    int64_t wanted;
    bool found, in_block;
    Dwarf_Die variable;
    int64_t from;
};

static void look_at_local(void *context, Dwarf_Die *variable, Dwarf_Die *block)
{
    struct frame_search *search = context;
    Dwarf_Die type;
    Dwarf_Word bytes;
    int64_t from;
    if (!dwarf_in_frame(search->function, variable, &from) || !dwarf_type(variable, &type) ||
        !dwarf_size(&type, &bytes) || search->wanted < from || (uint64_t)(search->wanted - from) >= bytes)
        return;
    const bool in_block = dwarf_haspc(block, search->code) > 0;
    if (search->found && (search->in_block || !in_block))
        return;
    search->found = true;
    search->in_block = in_block;
    search->variable = *variable;
    search->from = from;
}

static void answer_local(struct answering *answering, struct dwarf_file *file, const struct dwarf_data *data,
                         struct dwarf_word *word)
{
    struct frame_search search = { .function = dwarf_file_function(file, data->code),
                                   .code = data->code,
                                   .wanted = data->from_frame };
    if (!search.function)
        return;
    dwarf_each_local(search.function, look_at_local, &search);
    const char *name = search.found ? dwarf_diename(&search.variable) : NULL;
    if (!name)
        return;
    name_word(answering, &search.variable, name, (uint64_t)(data->from_frame - search.from), data->bytes, word);
    name_function(search.function, word->declared.function, sizeof word->declared.function);
}

static void answer_data(struct answering *answering, const struct dwarf_data *data, struct dwarf_word *word)
{
    struct dwarf_file *file = file_of(answering, data->file);
    char name[VARIABLE_NAME_BYTES];
    if (!file)
        return;
    if (data->on_stack) {
        answer_local(answering, file, data, word);
        return;
    }
    const struct dwarf_variable *variable = dwarf_file_variable(file, data->address);
    if (!variable)
        return;
    Dwarf_Die die = variable->die;
    dwarf_full_name(&die, name, sizeof name);
    name_word(answering, &die, name, data->address - variable->address, data->bytes, word);
}

void dwarf_answer(const struct dwarf_questions *questions, struct dwarf_answers *answers)
{
    struct answering answering = {
        .questions = questions,
        .answers = answers,
        .files = calloc(questions->file_count + 1, sizeof(struct dwarf_file)),
        .is_read = calloc(questions->file_count + 1, sizeof(bool)),
    };
    if (!answering.files || !answering.is_read)
        return;
    for (size_t i = 0; i < questions->file_count; i++)
        (void)file_of(&answering, (uint32_t)i);
    for (size_t i = 0; i < questions->code_count; i++)
        answer_code(&answering, &questions->codes[i], &answers->lines[i]);
    for (size_t i = 0; i < questions->data_count; i++)
        answer_data(&answering, &questions->datas[i], &answers->words[i]);
    for (size_t i = 0; i < questions->wanted_count; i++) {
        struct dwarf_file *file = file_of(&answering, questions->wanteds[i].file);
        if (file)
            dwarf_find_wanted(file, questions->wanteds[i].name, &answers->found[i]);
    }
}
