// Files are opened as they come up, once each.
#include "record/libdw/answer.h"
#include "record/frame_access.h"
#include "record/libdw/file.h"
#include "record/libdw/types.h"
#include "record/libdw/wanted.h"
#include "record/sources.h"

#include <dwarf.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool dwarf_can_answer(void) { return true; }

enum {
    CODE_BYTES = 64, // behind a call, or before it, that are looked at
    CALL_BYTES = 5,  // near, relative
    FUNCTION_BYTES_MAX = 1 << 16,
};

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
    if (function)
        snprintf(name, name_bytes, "%s", dwarf_function_name(function));
}

static bool is_of_program(const struct dwarf_answers *answers, uint32_t source)
{
    return source != DWARF_NO_SOURCE && !sources_is_of_system(answers->sources[source]);
}

// The place that had something put there, as the compiler says; false: it does not.
static bool called_from(struct answering *answering, Dwarf_Die *unit, Dwarf_Die *inlined, struct dwarf_line *line)
{
    Dwarf_Attribute attribute;
    Dwarf_Word file, number;
    Dwarf_Files *files;
    size_t count;
    if (!dwarf_attr(inlined, DW_AT_call_file, &attribute) || dwarf_formudata(&attribute, &file) != 0 ||
        !dwarf_attr(inlined, DW_AT_call_line, &attribute) || dwarf_formudata(&attribute, &number) != 0 ||
        dwarf_getsrcfiles(unit, &files, &count) != 0 || file >= count || number == 0 || number > INT32_MAX)
        return false;
    line->source = source_number(answering->answers, unit, dwarf_filesrc(files, file, NULL, NULL));
    line->line = (uint32_t)number;
    return true;
}

// Of what stands in a library's header: the innermost place of the program that had it put there.
static void find_caller(struct answering *answering, Dwarf_Die *unit, uint64_t address, struct dwarf_line *line)
{
    Dwarf_Die *scopes = NULL;
    const int count = dwarf_getscopes(unit, address, &scopes);
    struct dwarf_line caller = *line;
    for (int i = 0; i < count && dwarf_tag(&scopes[i]) != DW_TAG_subprogram; i++) {
        if (dwarf_tag(&scopes[i]) != DW_TAG_inlined_subroutine || !called_from(answering, unit, &scopes[i], &caller) ||
            !is_of_program(answering->answers, caller.source))
            continue;
        *line = caller;
        break;
    }
    free(scopes);
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
    if (!is_of_program(answering->answers, line->source))
        find_caller(answering, unit, code->address, line);
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

static void put_part(struct dwarf_part *part, const char *name, struct dwarf_word *word)
{
    char whole[VARIABLE_NAME_BYTES + sizeof part->path];
    snprintf(whole, sizeof whole, "%s%s", name, part->path);
    snprintf(word->name, sizeof word->name, "%.*s", (int)sizeof word->name - 1, whole);
    if (part->is_whole)
        dwarf_type_name(&part->type, word->type, sizeof word->type);
    word->is_known = true;
    word->kind = part->kind;
    word->has_bit_fields = part->has_bit_fields;
}

static void name_word(struct answering *answering, Dwarf_Die *variable, const char *name, uint64_t at, uint32_t bytes,
                      struct dwarf_word *word)
{
    Dwarf_Die type;
    struct dwarf_part part;
    if (!*name || !dwarf_type(variable, &type))
        return;
    dwarf_part_at(&type, at, bytes, &part);
    put_part(&part, name, word);
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

static bool find_local(struct frame_search *search)
{
    if (search->function)
        dwarf_each_local(search->function, look_at_local, search);
    return search->found && dwarf_diename(&search->variable);
}

static struct frame_search search_of(struct dwarf_file *file, uint64_t code, int64_t from_frame)
{
    return (struct frame_search){ .function = dwarf_file_function(file, code), .code = code, .wanted = from_frame };
}

static void answer_local(struct answering *answering, struct frame_search *search, uint32_t bytes,
                         struct dwarf_word *word)
{
    name_word(answering, &search->variable, dwarf_diename(&search->variable), (uint64_t)(search->wanted - search->from),
              bytes, word);
    name_function(search->function, word->declared.function, sizeof word->declared.function);
}

// ---- by what instructions touch -------------------------------------------------------------------------------------

// A C++ library's own business: the nodes of containers, what its classes are derived from.
static bool is_of_library(Dwarf_Die *type)
{
    const char *name = dwarf_diename(type);
    return name && name[0] == '_';
}

// Which part of what was allocated it is: by the pointer, where an array of such was allocated, of which.
static bool name_part(const struct dwarf_data *data, uint64_t size, uint64_t within, struct dwarf_part *part,
                      struct dwarf_word *word)
{
    char index[32] = "";
    const uint64_t before = data->in_object - within;
    if (data->in_object < within || before % size != 0)
        return false;
    if (data->object_bytes >= 2 * size)
        snprintf(index, sizeof index, "[%" PRIu64 "]", data->in_object / size);
    put_part(part, index, word);
    return true;
}

// "*p", "p->total", "p[1]".
static void name_by_pointer(const char *pointer, uint64_t index, struct dwarf_part *part, struct dwarf_word *word)
{
    char name[VARIABLE_NAME_BYTES];
    const bool member = part->path[0] == '.';
    if (index)
        snprintf(name, sizeof name, "%.60s[%" PRIu64 "]", pointer, index);
    else
        snprintf(name, sizeof name, member ? "%.60s->" : "*%.60s", pointer);
    if (!index && member)
        memmove(part->path, part->path + 1, strlen(part->path));
    put_part(part, name, word);
    word->is_pointed_to = true;
}

// By the pointer that leads `within` bytes before it.
static bool answer_pointed(const struct dwarf_data *data, const char *name, Dwarf_Die *pointer, int64_t within,
                           struct dwarf_word *word)
{
    Dwarf_Die peeled, pointed;
    Dwarf_Word size;
    struct dwarf_part part;
    if (dwarf_peel_type(pointer, &peeled) != 0 ||
        (dwarf_tag(&peeled) != DW_TAG_pointer_type && dwarf_tag(&peeled) != DW_TAG_reference_type) ||
        !dwarf_type(&peeled, &pointed) || !dwarf_size(&pointed, &size) || size == 0 || within < 0)
        return false;
    dwarf_part_at(&pointed, (uint64_t)within % size, data->bytes, &part);
    if (!part.is_whole)
        return false;
    if (data->object_bytes)
        return !is_of_library(&pointed) && name_part(data, size, (uint64_t)within, &part, word);
    name_by_pointer(name, (uint64_t)within / size, &part, word);
    return true;
}

// clang keeps a pointer that it needs again in a place of its own in the frame.
static bool find_copied(struct dwarf_file *file, const struct dwarf_data *data, const struct frame_access *access,
                        struct frame_search *search)
{
    const unsigned char *bytes;
    int64_t from_frame;
    const struct dwarf_function *function = search->function;
    if (!access->by_pointer || !function || function->high - function->low > FUNCTION_BYTES_MAX)
        return false;
    const size_t there = dwarf_file_bytes(file, function->low, function->high - function->low, &bytes);
    if (!there || !frame_copied_from(bytes, there, access->from_frame, &from_frame))
        return false;
    *search = search_of(file, data->code, from_frame);
    return find_local(search);
}

// What stands there must be a whole thing of just that size: else the instruction touched something of the compiler's own.
static void answer_by_code(struct answering *answering, struct dwarf_file *file, const struct dwarf_data *data,
                           struct dwarf_word *word)
{
    struct frame_access found[FRAME_ACCESSES_MAX];
    const unsigned char *bytes;
    const size_t there = dwarf_file_bytes(file, data->code + 1, CODE_BYTES, &bytes);
    const int count = there ? frame_accesses(bytes, there, data->bytes, data->is_stored, found) : 0;
    for (int i = 0; i < count && !word->is_known; i++) {
        struct frame_search search = search_of(file, data->code, found[i].from_frame);
        struct dwarf_part part;
        Dwarf_Die type;
        if (!find_local(&search) && !find_copied(file, data, &found[i], &search)) {
            if (found[i].by_pointer && found[i].is_float) // as the compiler keeps it for itself
                *word = (struct dwarf_word){
                    .is_known = true, .is_pointed_to = true, .kind = VALUE_FLOAT, .declared.source = DWARF_NO_SOURCE
                };
            continue;
        }
        if (!dwarf_type(&search.variable, &type))
            continue;
        if (found[i].by_pointer) {
            (void)answer_pointed(data, dwarf_diename(&search.variable), &type, found[i].within, word);
            continue;
        }
        if (data->object_bytes)
            continue;
        dwarf_part_at(&type, (uint64_t)(search.wanted - search.from), data->bytes, &part);
        if (part.is_whole)
            answer_local(answering, &search, data->bytes, word);
    }
}

// A pointer of a file, "list", or one within such a variable, "bank.accounts", leads there.
static void answer_by_argument(struct dwarf_file *file, const struct dwarf_data *data, struct dwarf_word *word)
{
    const unsigned char *bytes;
    const uint64_t call = data->code + 1 - CALL_BYTES;
    int64_t from_end, within;
    char name[VARIABLE_NAME_BYTES];
    struct dwarf_part part;
    Dwarf_Die type;
    if (dwarf_file_bytes(file, call - CODE_BYTES, CODE_BYTES + CALL_BYTES, &bytes) != CODE_BYTES + CALL_BYTES ||
        bytes[CODE_BYTES] != 0xe8 || !frame_argument(bytes, CODE_BYTES, &from_end, &within))
        return;
    const uint64_t address = call + (uint64_t)from_end;
    const struct dwarf_variable *variable = dwarf_file_variable(file, address);
    if (!variable)
        return;
    Dwarf_Die die = variable->die;
    if (!dwarf_diename(&die) || !dwarf_type(&die, &type))
        return;
    dwarf_part_at(&type, address - variable->address, sizeof(void *), &part);
    if (!part.is_whole)
        return;
    snprintf(name, sizeof name, "%.40s%.40s", dwarf_diename(&die), part.path);
    (void)answer_pointed(data, name, &part.type, within, word);
}

// ---- by what allocated ----------------------------------------------------------------------------------------------

// std::allocator<int>::allocate makes some int, std::make_unique<int> one.
static bool allocates(Dwarf_Die *function, Dwarf_Die *type)
{
    const char *name = dwarf_diename(function);
    if (!name)
        return false;
    return strcmp(name, "allocate") == 0 ? dwarf_class_parameter(function, type)
                                         : strncmp(name, "make_unique<", 12) == 0 && dwarf_parameter(function, type);
}

static void answer_by_allocator(struct dwarf_file *file, const struct dwarf_data *data, struct dwarf_word *word)
{
    const struct dwarf_function *function = dwarf_file_function(file, data->code);
    Dwarf_Die die, type;
    Dwarf_Word size;
    struct dwarf_part part;
    char index[32] = "";
    if (!function)
        return;
    die = function->die;
    if (!allocates(&die, &type) || !dwarf_size(&type, &size) || size == 0 || data->object_bytes % size != 0)
        return;
    if (!is_of_library(&type) && (data->object_bytes > size || strcmp(dwarf_diename(&die), "allocate") == 0))
        snprintf(index, sizeof index, "[%" PRIu64 "]", data->in_object / size);
    dwarf_part_at(&type, data->in_object % size, data->bytes, &part);
    put_part(&part, part.is_held && !part.path[0] ? "value" : index, word);
}

// ---- all ------------------------------------------------------------------------------------------------------------

static void answer_variable(struct answering *answering, const struct dwarf_variable *variable, uint64_t address,
                            uint32_t bytes, struct dwarf_word *word)
{
    char name[VARIABLE_NAME_BYTES];
    if (!variable)
        return;
    Dwarf_Die die = variable->die;
    dwarf_variable_name(&die, name, sizeof name);
    name_word(answering, &die, name, address - variable->address, bytes, word);
}

static void answer_data(struct answering *answering, const struct dwarf_data *data, struct dwarf_word *word)
{
    struct dwarf_file *file = file_of(answering, data->file);
    if (!file)
        return;
    if (data->how == DWARF_IN_FRAME) {
        struct frame_search search = search_of(file, data->code, data->from_frame);
        if (find_local(&search))
            answer_local(answering, &search, data->bytes, word);
    } else if (data->how == DWARF_BY_CODE) {
        answer_by_code(answering, file, data, word);
        if (!word->is_known || (word->is_pointed_to && !word->name[0]))
            answer_by_argument(file, data, word);
    } else if (data->how == DWARF_BY_ALLOCATOR) {
        answer_by_allocator(file, data, word);
    } else if (data->how == DWARF_OF_THREAD) {
        answer_variable(answering, dwarf_file_own(file, data->address), data->address, data->bytes, word);
    } else {
        answer_variable(answering, dwarf_file_variable(file, data->address), data->address, data->bytes, word);
    }
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
        goto out;
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
out:
    free(answering.files);
    free(answering.is_read);
}
