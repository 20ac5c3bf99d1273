// What was worked out is kept by code, instruction and variable; the code is held, so that its address stays its own. What is met
// for the first time is asked for, and only what was met so is taken from a frame as it was read.
#include "inside/number/places.h"

#include "inside/inside.h"
#include "inside/number/frames.h"
#include "inside/number/leave.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    SITES = 1 << 14, // a power of two
    KEPT = 1 << 14,
    INSTRUCTIONS_AHEAD = 12,
};

static struct site sites[SITES];
static uint32_t site_count, sites_image;
static const struct site nowhere = { .load_place = NUMBER_NOWHERE,
                                     .sum_place = NUMBER_NOWHERE,
                                     .store_place = NUMBER_NOWHERE };
static py *names; // of the instructions

// Places and acts that were left already.
static struct place_key {
    py *code;
    int32_t offset;
    uint32_t place;
} places[KEPT];
static uint32_t place_count;
static struct act_key {
    uint32_t load, store, taken, kind, act;
} acts[KEPT];
static uint32_t act_count;

void places_learn(py *all_names)
{
    if (!names) {
        names = all_names;
        python.Py_IncRef(names);
    }
    frames_learn();
}

// ---- code -----------------------------------------------------------------------------------------------------------

struct code {
    const unsigned char *bytes;
    intptr_t count;
    py *held, *names;
};

static bool code_open(struct code *code, py *of)
{
    char *bytes = NULL;
    *code = (struct code){ 0 };
    code->held = python.PyObject_GetAttrString(of, "co_code");
    code->names = python.PyObject_GetAttrString(of, "co_names");
    if (!code->held || !code->names || python.PyBytes_AsStringAndSize(code->held, &bytes, &code->count) != 0)
        return false;
    code->bytes = (const unsigned char *)bytes;
    return true;
}

static void code_close(struct code *code)
{
    give_back(code->held);
    give_back(code->names);
    python.PyErr_Clear();
}

struct instruction {
    intptr_t at, next;
    char name[32];
    py *operand; // a name, where it is one's instruction; not a reference
    unsigned argument;
};

// Copies a text of Python's.
static void copy_text(py *text, char *to, size_t bytes)
{
    py *coded = text ? python.PyUnicode_AsEncodedString(text, "utf-8", "replace") : NULL;
    const char *from = coded ? python.PyBytes_AsString(coded) : NULL;
    snprintf(to, bytes, "%s", from ? from : "");
    python.PyErr_Clear();
    give_back(coded);
}

static bool begins(const char *text, const char *with) { return strncmp(text, with, strlen(with)) == 0; }

// The name that an instruction is about; not a reference, NULL: of another kind. Since 3.11 some arguments have a bit below its
// number.
static py *operand_of(const struct code *code, const struct instruction *instruction)
{
    static const struct {
        const char *name;
        long bit_since; // of 3
    } kinds[] = { { "LOAD_GLOBAL", 11 },        { "LOAD_ATTR", 12 },        { "LOAD_NAME", LONG_MAX },
                  { "STORE_GLOBAL", LONG_MAX }, { "STORE_NAME", LONG_MAX }, { "STORE_ATTR", LONG_MAX } };
    const long minor = strtol(python.Py_GetVersion() + 2, NULL, 10);
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        const intptr_t number = instruction->argument >> (minor >= kinds[i].bit_since);
        if (strcmp(kinds[i].name, instruction->name) == 0)
            return number < python.PyTuple_Size(code->names) ? python.PyTuple_GetItem(code->names, number) : NULL;
    }
    return NULL;
}

// The instruction at or after that byte; arguments of more than a byte come before it.
static bool read_instruction(const struct code *code, intptr_t at, struct instruction *instruction)
{
    unsigned argument = 0;
    for (; at + 1 < code->count; at += 2) {
        argument = argument << 8 | code->bytes[at + 1];
        copy_text(python.PyList_GetItem(names, code->bytes[at]), instruction->name, sizeof instruction->name);
        if (strcmp(instruction->name, "CACHE") == 0) {
            argument = 0;
            continue;
        }
        if (strcmp(instruction->name, "EXTENDED_ARG") == 0)
            continue;
        instruction->at = at;
        instruction->next = at + 2;
        instruction->argument = argument;
        instruction->operand = operand_of(code, instruction);
        return true;
    }
    return false;
}

static bool is_of(const struct instruction *instruction, const struct watched *variable, const char *does)
{
    if (!begins(instruction->name, does))
        return false;
    if (variable->kind == IN_DICT || variable->kind == IN_LIST)
        return strcmp(instruction->name + strlen(does), "SUBSCR") == 0;
    return instruction->operand == variable->key;
}

// Items are loaded by BINARY_SUBSCR, from 3.14 on by a BINARY_OP.
static bool is_load(const struct instruction *instruction, const struct watched *variable)
{
    if (variable->kind == IN_DICT || variable->kind == IN_LIST)
        return strcmp(instruction->name, "BINARY_SUBSCR") == 0 ||
               (strcmp(instruction->name, "BINARY_OP") == 0 && instruction->argument == 26);
    return is_of(instruction, variable, "LOAD_");
}

// Passed over on the way from a sum to where it is stored.
static bool is_between(const char *name)
{
    return begins(name, "LOAD_FAST") || begins(name, "LOAD_GLOBAL") || begins(name, "LOAD_CONST") ||
           begins(name, "LOAD_NAME") || begins(name, "LOAD_SMALL_INT") || begins(name, "ROT_") ||
           strcmp(name, "SWAP") == 0 || begins(name, "DUP_TOP") || strcmp(name, "COPY") == 0 ||
           begins(name, "LOAD_DEREF") || strcmp(name, "BUILD_SLICE") == 0 || begins(name, "STORE_");
}

static bool is_copy(const char *name) { return begins(name, "DUP_TOP") || strcmp(name, "COPY") == 0; }

static bool is_plain_store(const char *name)
{
    return strcmp(name, "STORE_FAST") == 0 || strcmp(name, "STORE_NAME") == 0 || strcmp(name, "STORE_GLOBAL") == 0;
}

struct found {
    intptr_t load, store; // -1: none
    bool straight, drops;
};

static bool is_drop(const char *name)
{
    static const char *const beginnings[] = { "COMPARE_OP", "BINARY_", "INPLACE_",    "UNARY_",  "POP_",
                                              "JUMP_IF",    "IS_OP",   "CONTAINS_OP", "TO_BOOL", "FORMAT_" };
    for (size_t i = 0; i < sizeof beginnings / sizeof *beginnings; i++)
        if (begins(name, beginnings[i]))
            return true;
    return false;
}

// The last load of the variable before the sum; -1: none that is not stored already.
static intptr_t load_before(const struct code *code, const struct watched *variable, intptr_t sum)
{
    struct instruction instruction;
    intptr_t load = -1;
    for (intptr_t at = 0; read_instruction(code, at, &instruction) && instruction.at < sum; at = instruction.next)
        if (is_load(&instruction, variable))
            load = instruction.at;
        else if (is_of(&instruction, variable, "STORE_"))
            load = -1;
    return load;
}

// What becomes of the sum, and the first store after it.
static struct found look_around(const struct code *code, const struct watched *variable, intptr_t sum)
{
    struct found found = { load_before(code, variable, sum), -1, false, false };
    struct instruction instruction;
    intptr_t at = sum + 2;
    int copies =
        variable->kind == IN_NAMES ? 0 : -1; // of the sum on the stack, beside one; -1: it is not known to be there
    bool kept = false;
    for (int i = 0; i < INSTRUCTIONS_AHEAD && read_instruction(code, at, &instruction); i++, at = instruction.next) {
        const char *name = instruction.name;
        if (is_of(&instruction, variable, "STORE_")) {
            found.store = instruction.at;
            found.straight = copies >= 0 && is_plain_store(name);
            return found;
        }
        if (!is_between(name)) {
            found.drops = !kept && is_drop(name);
            return found;
        }
        kept = kept || begins(name, "STORE_");
        copies = copies < 0 ? -1 : is_copy(name) ? copies + 1 : is_plain_store(name) ? copies - 1 : -1;
    }
    return found;
}

// ---- lines ----------------------------------------------------------------------------------------------------------

// Up to 3.9: pairs of bytes, how far on in the code, and in lines from −128 to 127.
static long line_of_pairs(py *code, py *pairs, intptr_t offset)
{
    long line = python_number(code, "co_firstlineno");
    char *bytes = NULL;
    intptr_t count = 0, at = 0;
    if (python.PyBytes_AsStringAndSize(pairs, &bytes, &count) != 0)
        return 0;
    for (intptr_t i = 0; i + 1 < count; i += 2) {
        at += (unsigned char)bytes[i];
        if (at > offset)
            break;
        line += (signed char)bytes[i + 1];
    }
    return line;
}

// From 3.10 on: (from, to, line) one after the other.
static long line_of_ranges(py *ranges, intptr_t offset)
{
    py *iterator = python.PyObject_GetIter(ranges), *range;
    long line = 0;
    while (line == 0 && iterator && (range = python.PyIter_Next(iterator))) {
        const long from = python.PyLong_AsLong(python.PyTuple_GetItem(range, 0));
        const long to = python.PyLong_AsLong(python.PyTuple_GetItem(range, 1));
        py *told = python.PyTuple_GetItem(range, 2);
        if (from <= offset && offset < to && told != python._Py_NoneStruct)
            line = python.PyLong_AsLong(told);
        give_back(range);
    }
    give_back(iterator);
    return line;
}

static uint32_t line_of(py *code, intptr_t offset)
{
    py *lines = python.PyObject_GetAttrString(code, "co_lines"), *found = NULL;
    long line = 0;
    python.PyErr_Clear();
    if (lines && (found = python.PyObject_CallObject(lines, NULL)))
        line = line_of_ranges(found, offset);
    else if ((found = python.PyObject_GetAttrString(code, "co_lnotab")))
        line = line_of_pairs(code, found, offset);
    python.PyErr_Clear();
    give_back(lines);
    give_back(found);
    return line > 0 && line < INT32_MAX ? (uint32_t)line : 0;
}

// ---- what is left of it ---------------------------------------------------------------------------------------------

static void text_in(py *of, const char *name, char *to, size_t bytes)
{
    py *text = python.PyObject_GetAttrString(of, name);
    python.PyErr_Clear();
    copy_text(text, to, bytes);
    give_back(text);
}

static const char *const signs[] = { "+", "&", "//", "<<", "@", "*", "%", "|", "**", ">>", "-", "/", "^" };

static void name_of(const struct instruction *instruction, char *text, size_t bytes)
{
    const unsigned sign = instruction->argument % 13;
    if (strcmp(instruction->name, "BINARY_OP") == 0 && instruction->argument < 26)
        snprintf(text, bytes, "BINARY_OP %s%s", signs[sign], instruction->argument < 13 ? "" : "=");
    else
        snprintf(text, bytes, "%s", instruction->name);
}

// File, function, instruction, each ended by a NUL.
static size_t texts_of(py *code, const struct instruction *instruction, char *text)
{
    char part[NUMBER_TEXT_BYTES_MAX / 3];
    size_t bytes = 0;
    for (int i = 0; i < 3; i++) {
        part[0] = '\0';
        if (i == 0)
            text_in(code, "co_filename", part, sizeof part);
        else if (i == 1)
            text_in(code, python.PyFrame_GetLasti ? "co_qualname" : "co_name", part, sizeof part);
        else
            name_of(instruction, part, sizeof part);
        memcpy(text + bytes, part, strlen(part) + 1);
        bytes += strlen(part) + 1;
    }
    return bytes;
}

static uint32_t place_of(py *of, struct code *code, intptr_t offset)
{
    char text[NUMBER_TEXT_BYTES_MAX];
    struct instruction instruction;
    for (uint32_t i = place_count; i-- > 0;)
        if (places[i].code == of && places[i].offset == offset)
            return places[i].place;
    if (place_count == KEPT || !read_instruction(code, offset, &instruction))
        return NUMBER_NOWHERE;
    const size_t bytes = texts_of(of, &instruction, text);
    const uint64_t words[NUMBER_WORDS - 1] = { number_both(line_of(of, offset), (uint32_t)offset),
                                               number_both(place_count, 0), bytes };
    if (!leave(NUMBER_PLACE, 0, words, text, bytes))
        return NUMBER_NOWHERE;
    python.Py_IncRef(of);
    places[place_count] = (struct place_key){ of, (int32_t)offset, place_count };
    return place_count++;
}

// taken: before what the interpreter was taken from its thread in between; NUMBER_NOWHERE: it was not.
static uint32_t act_of(uint32_t load, uint32_t stored, uint32_t taken, enum number_act_kind kind)
{
    for (uint32_t i = act_count; i-- > 0;)
        if (acts[i].load == load && acts[i].store == stored && acts[i].taken == taken && acts[i].kind == (uint32_t)kind)
            return i;
    const uint64_t words[NUMBER_WORDS - 1] = { number_both(stored, load), number_both(act_count, (uint32_t)kind),
                                               taken };
    if (act_count == KEPT || !leave(NUMBER_ACT, 0, words, NULL, 0))
        return NUMBER_NOWHERE;
    acts[act_count] = (struct act_key){ load, stored, taken, (uint32_t)kind, act_count };
    return act_count++;
}

// ---- sites ----------------------------------------------------------------------------------------------------------

// In the child of a fork all is left anew.
static void renew(uint32_t image)
{
    for (uint32_t i = 0; i < SITES; i++)
        sites[i].image = 0; // what numbers point to stays readable
    site_count = place_count = act_count = 0;
    sites_image = image;
}

static void work_out(struct site *site)
{
    struct code code;
    if (!code_open(&code, site->code)) {
        code_close(&code);
        return;
    }
    const struct found found = look_around(&code, site->variable, site->offset);
    site->load_place = place_of(site->code, &code, found.load < 0 ? site->offset : found.load);
    site->store_place = place_of(site->code, &code, found.store < 0 ? site->offset : found.store);
    site->sum_place = place_of(site->code, &code, site->offset);
    site->act = act_of(site->load_place, site->store_place, NUMBER_NOWHERE, NUMBER_UPDATE);
    site->drops = found.drops;
    site->stores = found.straight && python.PyEval_GetGlobals() == site->variable->container;
    code_close(&code);
}

static void work_out_stop(struct site *site)
{
    struct code code;
    struct instruction instruction = { 0 };
    site->stores = code_open(&code, site->code) && read_instruction(&code, site->offset, &instruction) &&
                   begins(instruction.name, "STORE_") && !begins(instruction.name, "STORE_FAST");
    if (site->stores)
        site->store_place = place_of(site->code, &code, site->offset);
    code_close(&code);
}

static const struct site *make_site(struct site *site, py *code, int offset, const struct watched *variable)
{
    py *type, *value, *trace;
    if (site_count >= SITES / 4 * 3)
        return &nowhere;
    site_count++;
    python.PyErr_Fetch(&type, &value, &trace);
    python.Py_IncRef(code);
    *site = (struct site){ .code = code,
                           .variable = variable,
                           .offset = offset,
                           .image = sites_image,
                           .load_place = NUMBER_NOWHERE,
                           .sum_place = NUMBER_NOWHERE,
                           .store_place = NUMBER_NOWHERE,
                           .act = NUMBER_NOWHERE };
    if (variable)
        work_out(site);
    else
        work_out_stop(site);
    python.PyErr_Restore(type, value, trace);
    return site;
}

static inline uint32_t image_now(void)
{
    const uint32_t image = leave_image();
    if (unlikely(image != sites_image))
        renew(image);
    return image;
}

// Where it is or would be.
static inline struct site *slot_of(const struct stand *stand, const struct watched *variable, uint32_t image)
{
    uint64_t hash = ((uintptr_t)stand->code >> 4) * UINT64_C(0x9e3779b97f4a7c15) + (uint64_t)stand->offset * 31 +
                    ((uintptr_t)variable >> 4);
    for (hash ^= hash >> 29;; hash++) {
        struct site *site = &sites[hash & (SITES - 1)];
        if (likely(site->code == stand->code && site->offset == stand->offset && site->variable == variable &&
                   site->image == image) ||
            site->image != image)
            return site;
    }
}

// variable NULL: what is asked is whether the instruction there stores.
const struct site *site_now(const struct watched *variable)
{
    struct stand stand;
    const uint32_t image = image_now();
    if (image == 0 || !frame_stand(&stand))
        return &nowhere;
    struct site *site = slot_of(&stand, variable, image);
    if (likely(site->image == image))
        return site;
    if (!frame_asked(&stand))
        return &nowhere;
    site = slot_of(&stand, variable, image);
    return site->image == image ? site : make_site(site, stand.code, stand.offset, variable);
}

bool is_storing(void) { return site_now(NULL)->stores; }

bool is_storing_from(const struct site *site)
{
    const struct site *stop = site_now(NULL);
    return stop->stores && (!site || !site->stores || stop->store_place == site->store_place);
}

uint32_t act_of_store(const struct site *site, bool assigns, bool is_here, enum taken taken)
{
    const bool is_valid = site_is_valid(site, image_now());
    const struct site *stop = is_here ? site_now(NULL) : NULL;
    const bool stops = stop && stop->stores;
    const uint32_t load = is_valid && !assigns ? site->load_place : NUMBER_NOWHERE;
    const uint32_t place = stops ? stop->store_place : is_valid ? site->store_place : NUMBER_NOWHERE;
    if (is_valid && !assigns && !stops && taken == NOT_TAKEN)
        return site->act;
    return act_of(load, place,
                  !is_valid || taken == NOT_TAKEN ? NUMBER_NOWHERE
                  : taken == TAKEN_BEFORE_SUM     ? site->sum_place
                                                  : place,
                  assigns ? NUMBER_ASSIGN : NUMBER_UPDATE);
}

uint32_t act_of_foreign(void)
{
    return act_of(NUMBER_NOWHERE, site_now(NULL)->store_place, NUMBER_NOWHERE, NUMBER_FOREIGN);
}
