// A file for each module, a question for each place and variable in one.
#include "record/book_names.h"

#include "base/fault.h"
#include "os/file.h"
#include "record/dwarf.h"
#include "record/sources.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    BY_CODE_MOST = 12,     // questions of a variable
    BY_ALLOCATOR_MOST = 4, // the same
    BY_CODE_ALL = 1 << 14, // of all
    STORES_LOOKED_AT = 64, // of a variable
};

const char *raw_text(const struct raw_books *books, uint32_t at)
{
    return at < books->text_bytes && memchr(books->text + at, '\0', books->text_bytes - at) ? books->text + at : NULL;
}

// ---- where things are -----------------------------------------------------------------------------------------------

// Where another file lies now its names would be false ones.
static uint32_t file_number(struct book_names *names, const char *path, struct os_file_mark mark)
{
    for (size_t i = 0; i < names->met_count; i++)
        if (strcmp(names->met[i].path, path) == 0 && os_file_mark_same(names->met[i].mark, mark))
            return names->met[i].number;
    if (names->met_count == BOOK_FILES_MAX)
        return PLACE_NOWHERE;
    struct book_file *file = &names->met[names->met_count++];
    *file = (struct book_file){ path, mark, PLACE_NOWHERE };
    if (os_file_mark_replaced(mark, os_file_mark(path))) {
        names->replaced = names->replaced ? names->replaced : path;
        return PLACE_NOWHERE;
    }
    for (size_t i = 0; i < names->file_count; i++)
        if (strcmp(names->files[i], path) == 0)
            return file->number = (uint32_t)i;
    names->files[names->file_count] = path;
    return file->number = (uint32_t)names->file_count++;
}

static const struct raw_module *module_at(const struct raw_books *books, uint32_t image, uint64_t address)
{
    for (size_t i = 0; i < books->module_count; i++) {
        const struct raw_module *module = &books->modules[i];
        if (module->image == image && address >= module->from && address < module->to)
            return module;
    }
    return NULL;
}

static bool has_modules(const struct raw_books *books, uint32_t image)
{
    for (size_t i = 0; i < books->module_count; i++)
        if (books->modules[i].image == image)
            return true;
    return false;
}

// The file of a module, NULL: of the image's program; *bias: what is added to its addresses. PLACE_NOWHERE: it is not known.
static uint32_t file_of(struct book_names *names, const struct raw_books *books, const struct programs *programs,
                        uint32_t image, const struct raw_module *module, uint64_t *bias)
{
    const char *path = module && module->path != UINT32_MAX ? raw_text(books, module->path) : NULL;
    struct os_file_mark mark = { 0 };
    uint64_t of_program = 0;
    if (path)
        mark = module->file;
    else if (!programs || !programs_file(programs, image, &path, &mark, &of_program))
        return PLACE_NOWHERE;
    *bias = module ? module->bias : of_program;
    return file_number(names, path, mark);
}

static struct book_at find(struct book_names *names, const struct raw_books *books, const struct programs *programs,
                           uint32_t image, uint64_t address)
{
    const struct raw_module *module = module_at(books, image, address);
    struct book_at at = { .file = PLACE_NOWHERE };
    uint64_t bias = 0;
    if (!module && has_modules(books, image))
        return at; // heap, a stack
    at.file = file_of(names, books, programs, image, module, &bias);
    at.address = address - bias;
    return at;
}

// One of a thread's own copies: of which module's, and how far from where these begin.
static struct book_at find_own(struct book_names *names, const struct raw_books *books, const struct programs *programs,
                               const struct raw_variable *variable)
{
    struct book_at at = { .file = PLACE_NOWHERE };
    uint64_t unused;
    for (size_t i = 0; variable->own_high && i < books->module_count; i++) {
        const struct raw_module *module = &books->modules[i];
        const uint64_t within = variable->address - (variable->own_high - module->own_below);
        if (module->image != variable->image || !module->own_below || within >= module->own_bytes)
            continue;
        at.file = file_of(names, books, programs, variable->image, module, &unused);
        at.address = within;
    }
    return at;
}

// ---- questions ------------------------------------------------------------------------------------------------------

static bool make_room(struct book_names *names, const struct raw_books *books)
{
    names->places = calloc(books->place_count + 1, sizeof *names->places);
    names->code_of = calloc(books->place_count + 1, sizeof *names->code_of);
    names->told_by = calloc(books->place_count + 1, sizeof *names->told_by);
    names->data_first = calloc(books->variable_count + 1, sizeof *names->data_first);
    names->step_code = calloc(books->step_count + 1, sizeof *names->step_code);
    names->codes = calloc(books->place_count + 2 * books->step_count + 1, sizeof *names->codes);
    names->data_room = books->variable_count * (1 + BY_ALLOCATOR_MOST) + BY_CODE_ALL;
    names->datas = calloc(names->data_room, sizeof *names->datas);
    return names->places && names->code_of && names->told_by && names->data_first && names->step_code && names->codes &&
           names->datas;
}

static uint32_t ask_address(struct book_names *names, const struct raw_books *books, const struct programs *programs,
                            uint32_t image, uint64_t address)
{
    const struct book_at at = address ? find(names, books, programs, image, address - 1) // it returns behind the call
                                      : (struct book_at){ .file = PLACE_NOWHERE };
    if (at.file == PLACE_NOWHERE)
        return UINT32_MAX;
    names->codes[names->code_count] = (struct dwarf_code){ at.file, at.address };
    return (uint32_t)names->code_count++;
}

static void ask_step(struct book_names *names, const struct raw_books *books, const struct programs *programs, size_t s)
{
    const struct raw_step *step = &books->steps[s];
    names->step_code[s].within = ask_address(names, books, programs, step->image, step->within);
    names->step_code[s].at = ask_address(names, books, programs, step->image, step->at);
}

static void ask_place(struct book_names *names, const struct raw_books *books, const struct programs *programs,
                      size_t p)
{
    const struct raw_place *place = &books->places[p];
    names->code_of[p] = names->told_by[p] = UINT32_MAX;
    names->places[p].file = PLACE_NOWHERE;
    if (place->file != UINT32_MAX || place->address == 0)
        return;
    names->code_of[p] = ask_address(names, books, programs, place->image, place->address);
    names->told_by[p] = names->code_of[p];
    if (names->code_of[p] != UINT32_MAX)
        names->places[p] =
            (struct book_at){ names->codes[names->code_of[p]].file, names->codes[names->code_of[p]].address };
}

static void add(struct book_names *names, const struct dwarf_data *data)
{
    if (data->file != PLACE_NOWHERE && names->data_count < names->data_room)
        names->datas[names->data_count++] = *data;
}

// By the code at a place, once; first: where the variable's questions begin.
static void ask_code(struct book_names *names, const struct raw_books *books, const struct raw_variable *variable,
                     size_t first, uint32_t place, bool is_stored)
{
    if (place >= books->place_count || names->code_of[place] == UINT32_MAX || names->data_count - first >= BY_CODE_MOST)
        return;
    const struct dwarf_data data = {
        .file = names->places[place].file,
        .bytes = variable->bytes,
        .code = names->places[place].address,
        .how = DWARF_BY_CODE,
        .is_stored = is_stored,
        .object_bytes = variable->object ? variable->object_bytes : 0,
        .in_object = variable->object ? variable->address - variable->object : 0,
    };
    for (size_t i = first; i < names->data_count; i++)
        if (names->datas[i].how == DWARF_BY_CODE && names->datas[i].code == data.code &&
            names->datas[i].is_stored == is_stored)
            return;
    add(names, &data);
}

// By what a C++ library allocated it with: somewhere among the innermost functions.
static void ask_by_allocator(struct book_names *names, const struct raw_variable *variable)
{
    for (uint32_t i = 0; variable->object && i < variable->step_count && i < BY_ALLOCATOR_MOST; i++) {
        const uint32_t code = names->step_code[variable->first_step + i].at;
        if (code == UINT32_MAX)
            continue;
        add(names, &(struct dwarf_data){ .file = names->codes[code].file,
                                         .bytes = variable->bytes,
                                         .code = names->codes[code].address,
                                         .how = DWARF_BY_ALLOCATOR,
                                         .object_bytes = variable->object_bytes,
                                         .in_object = variable->address - variable->object });
    }
}

// By the code at all places that touch it.
static void ask_by_code(struct book_names *names, const struct raw_books *books, const struct raw_variable *variable)
{
    const size_t first = names->data_count;
    if (variable->first_access <= books->access_count &&
        variable->access_count <= books->access_count - variable->first_access)
        for (size_t i = 0; i < variable->access_count; i++) {
            const struct raw_access *access = &books->accesses[variable->first_access + i];
            if (access->kind == ACCESS_LOAD || access->kind == ACCESS_STORE)
                ask_code(names, books, variable, first, access->place, access->kind == ACCESS_STORE);
        }
    for (size_t i = 0; i < variable->store_count && i < STORES_LOOKED_AT; i++) {
        const size_t at = variable->first_store + i;
        if (at >= books->store_count || books->stores[at].act >= books->act_count)
            break;
        const struct raw_act *act = &books->acts[books->stores[at].act];
        if (act->kind != ACT_UPDATE && act->kind != ACT_ASSIGN)
            continue;
        ask_code(names, books, variable, first, act->place, true);
        ask_code(names, books, variable, first, act->load_place, false);
    }
}

static void ask_variable(struct book_names *names, const struct raw_books *books, const struct programs *programs,
                         const struct raw_variable *variable)
{
    if (variable->language != VARIABLE_C)
        return;
    if (variable->frame && variable->frame_place < books->place_count) {
        const struct book_at *code = &names->places[variable->frame_place];
        add(names, &(struct dwarf_data){ .file = code->file,
                                         .bytes = variable->bytes,
                                         .code = code->address,
                                         .from_frame = (int64_t)(variable->address - variable->frame),
                                         .how = DWARF_IN_FRAME });
    } else if (!variable->object) {
        const struct book_at at = find(names, books, programs, variable->image, variable->address);
        const struct book_at own = find_own(names, books, programs, variable);
        add(names, &(struct dwarf_data){ .file = at.file, .bytes = variable->bytes, .address = at.address });
        add(names, &(struct dwarf_data){
                       .file = own.file, .bytes = variable->bytes, .address = own.address, .how = DWARF_OF_THREAD });
    }
    ask_by_allocator(names, variable);
    ask_by_code(names, books, variable);
}

// ---- lines ----------------------------------------------------------------------------------------------------------

static const struct dwarf_line *line_of(const struct book_names *names, uint32_t code)
{
    return code != UINT32_MAX ? &names->answers.lines[code] : NULL;
}

// In a file of the program, not one of a library's headers.
static bool is_of_program(const struct book_names *names, const struct dwarf_line *line)
{
    const char *path = line && line->line ? book_names_source(names, line->source) : NULL;
    return path && !sources_is_of_system(path);
}

// Of a place in a header: the innermost of its callers that is in a file of the program.
static void find_caller(struct book_names *names, const struct raw_place *place, size_t p)
{
    if (names->told_by[p] == UINT32_MAX || is_of_program(names, line_of(names, names->told_by[p])))
        return;
    for (uint32_t i = 0; i < place->step_count; i++) {
        const uint32_t code = names->step_code[place->first_step + i].at;
        if (is_of_program(names, line_of(names, code))) {
            names->told_by[p] = code;
            return;
        }
    }
}

// Whether the file that most is in tells anything.
static bool has_debug(const struct book_names *names, size_t place_count)
{
    for (size_t p = 0; p < place_count; p++)
        if (names->code_of[p] != UINT32_MAX && names->answers.lines[names->code_of[p]].line)
            return true;
    return false;
}

// The first of the files that cannot be read: a program may have removed its own.
static struct status look_at_files(const struct book_names *names)
{
    struct status status = status_ok();
    for (size_t i = 0; i < names->file_count && status_is_ok(status); i++) {
        struct os_file file;
        status = os_file_open(names->files[i], &file);
        if (status_is_ok(status))
            os_file_close(&file);
    }
    return status;
}

// Why not all are known, in one line.
static void say_why(struct book_names *names, struct status asked)
{
    if (names->replaced) {
        const char *slash = strrchr(names->replaced, '/');
        snprintf(names->reason, sizeof names->reason, "%.150s%s", slash ? slash + 1 : names->replaced,
                 names->replaced[0] == '/' ? WATCHED_REPLACED : " is not the file that ran: no names are told from it");
    } else if (!status_is_ok(asked)) {
        snprintf(names->reason, sizeof names->reason, "%s", asked.message);
    } else if (!names->has_lines && names->file_count) {
        const struct status files = look_at_files(names);
        if (status_is_ok(files))
            snprintf(names->reason, sizeof names->reason, WATCHED_NO_DEBUG);
        else
            snprintf(names->reason, sizeof names->reason, "no names and lines: %.200s", files.message);
    }
}

bool book_names_ask(struct book_names *names, const struct raw_books *books, const struct programs *programs)
{
    *names = (struct book_names){ 0 };
    if (!make_room(names, books)) {
        book_names_free(names);
        return false;
    }
    for (size_t p = 0; p < books->place_count; p++)
        ask_place(names, books, programs, p);
    for (size_t s = 0; s < books->step_count; s++)
        ask_step(names, books, programs, s);
    for (size_t v = 0; v < books->variable_count; v++) {
        names->data_first[v] = names->data_count;
        ask_variable(names, books, programs, &books->variables[v]);
    }
    names->data_first[books->variable_count] = names->data_count;
    if (names->code_count + names->data_count == 0) {
        say_why(names, status_ok());
        return true;
    }
    const struct dwarf_questions questions = {
        .files = names->files,
        .file_count = names->file_count,
        .codes = names->codes,
        .code_count = names->code_count,
        .datas = names->datas,
        .data_count = names->data_count,
    };
    const struct status status = dwarf_ask(&questions, &names->answers);
    for (size_t p = 0; names->answers.memory && p < books->place_count; p++)
        find_caller(names, &books->places[p], p);
    names->has_lines = names->answers.memory && has_debug(names, books->place_count);
    say_why(names, status);
    return true;
}

void book_names_free(struct book_names *names)
{
    free(names->places);
    free(names->code_of);
    free(names->told_by);
    free(names->data_first);
    free(names->step_code);
    free(names->codes);
    free(names->datas);
    dwarf_free(&names->answers);
    *names = (struct book_names){ 0 };
}

// ---- answers --------------------------------------------------------------------------------------------------------

uint64_t book_names_told_at(const struct book_names *names, size_t place)
{
    const uint32_t code = names->told_by[place];
    return code != UINT32_MAX ? names->codes[code].address : 0;
}

const struct dwarf_line *book_names_line(const struct book_names *names, size_t place)
{
    const uint32_t code = names->told_by[place];
    return names->answers.memory ? line_of(names, code) : NULL;
}

// The number of the question that was answered best; SIZE_MAX: none was.
static size_t best(const struct book_names *names, size_t variable)
{
    size_t found = SIZE_MAX;
    if (!names->answers.memory)
        return found;
    for (size_t i = names->data_first[variable]; i < names->data_first[variable + 1]; i++) {
        const struct dwarf_word *word = &names->answers.words[i];
        if (word->is_known &&
            (found == SIZE_MAX || (names->answers.words[found].is_pointed_to && !word->is_pointed_to)))
            found = i;
    }
    return found;
}

const struct dwarf_word *book_names_word(const struct book_names *names, size_t variable)
{
    const size_t found = best(names, variable);
    return found == SIZE_MAX ? NULL : &names->answers.words[found];
}

bool book_names_is_own(const struct book_names *names, size_t variable)
{
    const size_t found = best(names, variable);
    return found != SIZE_MAX && names->datas[found].how == DWARF_OF_THREAD;
}

static bool is_same_function(const struct dwarf_line *a, const struct dwarf_line *b)
{
    return strcmp(a->function, b->function) == 0;
}

struct book_maker book_names_maker(const struct book_names *names, const struct raw_variable *variable)
{
    struct book_maker maker = { .line = NULL };
    for (uint32_t i = 0; names->answers.memory && i < variable->step_count; i++) {
        const struct dwarf_line *at = line_of(names, names->step_code[variable->first_step + i].at);
        const struct dwarf_line *within = line_of(names, names->step_code[variable->first_step + i].within);
        const bool is_there = is_of_program(names, at) && (!within || is_same_function(at, within));
        if (is_there || is_of_program(names, within)) {
            maker.line = is_there ? at : within;
            maker.is_line_known = is_there;
            return maker;
        }
        maker.through = at && at->function[0] ? at->function : maker.through;
    }
    return (struct book_maker){ .line = NULL };
}

const char *book_names_source(const struct book_names *names, uint32_t source)
{
    return names->answers.memory && source < *names->answers.source_count ? names->answers.sources[source] : NULL;
}
