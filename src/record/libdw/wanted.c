// A name is a variable's, with or without what stands round it (namespaces, classes), and then members and indexes; or a line.
#include "record/libdw/wanted.h"

#include "base/near.h"
#include "record/libdw/types.h"

#include <dwarf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    NAME_BYTES = VARIABLE_NAME_BYTES,
    DEPTH_MAX = 24,
    SOURCE_LINE_BYTES = 1024,
};

// ---- names like it --------------------------------------------------------------------------------------------------

static void offer(struct dwarf_found *found, const char *wanted, const char *name)
{
    char cut[NAME_BYTES];
    snprintf(cut, sizeof cut, "%s", name);
    if (!near_is(wanted, cut))
        return;
    for (int i = 0; i < DWARF_NEAR_MAX; i++) {
        if (strcmp(found->near[i], cut) == 0)
            return;
        if (!found->near[i][0]) {
            memcpy(found->near[i], cut, sizeof cut);
            return;
        }
    }
}

// ---- members and indexes --------------------------------------------------------------------------------------------

// Where the search has come to.
struct at {
    Dwarf_Die type;
    int dimension; // of an array, how many of its indexes are given
    uint64_t address, bytes;
};

// NOLINTNEXTLINE(misc-no-recursion): down to DEPTH_MAX
static bool find_member(Dwarf_Die *type, const char *name, size_t length, Dwarf_Die *found, uint64_t *from, int depth)
{
    Dwarf_Die member, inner, peeled;
    if (depth == DEPTH_MAX || dwarf_child(type, &member) != 0)
        return false;
    do {
        uint64_t at, bytes;
        bool is_bit_field;
        const int tag = dwarf_tag(&member);
        if ((tag != DW_TAG_member && tag != DW_TAG_inheritance) ||
            !dwarf_member_place(&member, &at, &bytes, &is_bit_field))
            continue;
        const char *called = tag == DW_TAG_member ? dwarf_diename(&member) : NULL;
        if (called && strlen(called) == length && memcmp(called, name, length) == 0) {
            *found = member;
            *from = at;
            return true;
        }
        // What has no name, or is inherited, lends the names in it.
        if (!called && dwarf_type(&member, &inner) && dwarf_peel_type(&inner, &peeled) == 0 &&
            find_member(&peeled, name, length, found, from, depth + 1)) {
            *from += at;
            return true;
        }
    } while (dwarf_next(&member));
    return false;
}

static bool take_member(struct at *at, const char **rest)
{
    Dwarf_Die peeled, member;
    uint64_t from, bytes, unused;
    bool is_bit_field;
    const char *name = *rest + 1;
    const size_t length = strcspn(name, ".[");
    if (length == 0 || at->dimension || dwarf_peel_type(&at->type, &peeled) != 0 ||
        !find_member(&peeled, name, length, &member, &from, 0) ||
        !dwarf_member_place(&member, &unused, &bytes, &is_bit_field) || !dwarf_type(&member, &at->type))
        return false;
    at->address += from;
    at->bytes = bytes;
    *rest = name + length;
    return true;
}

static bool take_index(struct at *at, const char **rest)
{
    Dwarf_Die peeled, element;
    uint64_t counts[8];
    Dwarf_Word size;
    char *end;
    const unsigned long long index = strtoull(*rest + 1, &end, 10);
    if (end == *rest + 1 || *end != ']' || dwarf_peel_type(&at->type, &peeled) != 0 ||
        dwarf_tag(&peeled) != DW_TAG_array_type)
        return false;
    const int dimensions = dwarf_dimensions(&peeled, counts);
    if (at->dimension >= dimensions || index >= counts[at->dimension] || !dwarf_type(&peeled, &element) ||
        !dwarf_size(&element, &size))
        return false;
    for (int i = at->dimension + 1; i < dimensions; i++)
        size *= counts[i];
    at->address += index * size;
    at->bytes = size;
    if (++at->dimension == dimensions) {
        at->type = element;
        at->dimension = 0;
    }
    *rest = end + 1;
    return true;
}

static bool follow(struct at *at, const char *rest)
{
    while (*rest)
        if (!(*rest == '.' ? take_member(at, &rest) : *rest == '[' && take_index(at, &rest)))
            return false;
    return true;
}

// "bank.totl" is like "bank.total": the variable is there, its members are offered.
static void offer_members(struct dwarf_found *found, const char *wanted, const char *variable, Dwarf_Die *type)
{
    Dwarf_Die peeled, member;
    char whole[NAME_BYTES];
    if (dwarf_peel_type(type, &peeled) != 0 || dwarf_child(&peeled, &member) != 0)
        return;
    do {
        if (dwarf_tag(&member) != DW_TAG_member || !dwarf_diename(&member))
            continue;
        snprintf(whole, sizeof whole, "%.60s.%.30s", variable, dwarf_diename(&member));
        offer(found, wanted, whole);
    } while (dwarf_next(&member));
}

// ---- variables ------------------------------------------------------------------------------------------------------

static void take_range(struct dwarf_found *found, uint64_t address, uint64_t bytes)
{
    for (uint32_t i = 0; i < found->count; i++)
        if (found->ranges[i].address == address && found->ranges[i].bytes == bytes)
            return;
    if (found->count < DWARF_RANGES_MAX)
        found->ranges[found->count++] = (struct dwarf_range){ address, bytes };
}

// Whether a variable is called so, with all that stands round it, or without some of that.
static bool is_called(const char *full, const char *name)
{
    const size_t length = strlen(full), wanted = strlen(name);
    return wanted <= length && strcmp(full + length - wanted, name) == 0 &&
           (wanted == length || (length - wanted >= 2 && memcmp(full + length - wanted - 2, "::", 2) == 0));
}

// The part of a name before its first member or index; brackets < > of templates belong to it.
static size_t head_length(const char *name)
{
    int open = 0;
    size_t i = 0;
    for (; name[i] && (open > 0 || (name[i] != '.' && name[i] != '[')); i++)
        open += name[i] == '<' ? 1 : name[i] == '>' ? -1 : 0;
    return i;
}

static void find_variables(struct dwarf_file *file, const char *name, struct dwarf_found *found)
{
    char head[NAME_BYTES], full[NAME_BYTES];
    const size_t length = head_length(name);
    snprintf(head, sizeof head, "%.*s", (int)(length < sizeof head ? length : sizeof head - 1), name);
    for (size_t v = 0; v < file->variable_count; v++) {
        struct dwarf_variable *variable = &file->variables[v];
        struct at at = { .address = variable->address, .bytes = variable->bytes };
        dwarf_full_name(&variable->die, full, sizeof full);
        if (!is_called(full, head) || !dwarf_type(&variable->die, &at.type)) {
            offer(found, name, full);
            continue;
        }
        if (follow(&at, name + length)) {
            take_range(found, at.address, at.bytes);
            continue;
        }
        at.type = variable->die;
        if (dwarf_type(&variable->die, &at.type))
            offer_members(found, name, full, &at.type);
        offer(found, name, full);
    }
}

// ---- what has no place of its own -----------------------------------------------------------------------------------

struct local_search {
    const char *name, *wanted, *path; // path: of a line, else NULL
    int line;
    struct dwarf_found *found;
};

static bool ends_in_path(const char *path, const char *end)
{
    const size_t length = path ? strlen(path) : 0, wanted = strlen(end);
    return wanted > 0 && wanted <= length && strcmp(path + length - wanted, end) == 0 &&
           (wanted == length || path[length - wanted - 1] == '/');
}

static bool is_declared_at(Dwarf_Die *variable, const char *path, int line)
{
    int declared;
    return dwarf_decl_line(variable, &declared) == 0 && declared == line &&
           ends_in_path(dwarf_declared_in(variable), path);
}

static void look_at_local(void *context, Dwarf_Die *variable, Dwarf_Die *block)
{
    const struct local_search *search = context;
    const char *called = dwarf_diename(variable);
    (void)block;
    if (search->path)
        search->found->is_elsewhere |= is_declared_at(variable, search->path, search->line);
    else if (called && strcmp(called, search->name) == 0)
        search->found->is_elsewhere = true;
    else if (called)
        offer(search->found, search->wanted, called);
}

static void find_locals(struct dwarf_file *file, struct local_search *search)
{
    for (size_t f = 0; f < file->function_count; f++)
        dwarf_each_local(&file->functions[f], look_at_local, search);
}

// ---- lines ----------------------------------------------------------------------------------------------------------

static bool is_capital(char letter) { return letter >= 'A' && letter <= 'Z'; }

// Whether something may be allocated by a line of source: it calls something, or something stands there that may be a macro which
// does. So too where the source cannot be read.
static bool may_allocate(const char *source, int line)
{
    char text[SOURCE_LINE_BYTES] = "";
    FILE *file = source ? fopen(source, "re") : NULL;
    bool is_there = file != NULL;
    for (int number = 0; is_there && number < line; number += strchr(text, '\n') != NULL)
        is_there = fgets(text, sizeof text, file) != NULL;
    if (file)
        (void)fclose(file);
    if (!is_there || !strchr(text, '\n') || strchr(text, '(') || strstr(text, "new"))
        return true;
    for (const char *at = text; at[0]; at++)
        if (is_capital(at[0]) && is_capital(at[1]))
            return true;
    return false;
}

// Has code that may allocate.
static bool has_code_at(struct dwarf_file *file, const char *path, int line)
{
    for (size_t u = 0; u < file->unit_count; u++) {
        Dwarf_Lines *lines;
        size_t count;
        if (dwarf_getsrclines(&file->units[u], &lines, &count) != 0)
            continue;
        for (size_t i = 0; i < count; i++) {
            Dwarf_Line *one = dwarf_onesrcline(lines, i);
            int number;
            if (one && dwarf_lineno(one, &number) == 0 && number == line &&
                ends_in_path(dwarf_linesrc(one, NULL, NULL), path))
                return may_allocate(dwarf_linesrc(one, NULL, NULL), line);
        }
    }
    return false;
}

static void find_line(struct dwarf_file *file, const char *path, int line, struct dwarf_found *found)
{
    struct local_search search = { .path = path, .line = line, .found = found };
    for (size_t v = 0; v < file->variable_count; v++)
        if (is_declared_at(&file->variables[v].die, path, line))
            take_range(found, file->variables[v].address, file->variables[v].bytes);
    if (found->count)
        return;
    found->is_elsewhere = has_code_at(file, path, line);
    find_locals(file, &search);
}

void dwarf_find_wanted(struct dwarf_file *file, const char *name, struct dwarf_found *found)
{
    const char *colon = strrchr(name, ':');
    char path[DWARF_PATH_BYTES], head[NAME_BYTES], *end;
    const long line = colon && colon > name && colon[-1] != ':' && colon[1] ? strtol(colon + 1, &end, 10) : 0;
    if (line > 0 && line < 1 << 30 && !*end) {
        snprintf(path, sizeof path, "%.*s", (int)(colon - name), name);
        find_line(file, path, (int)line, found);
        return;
    }
    find_variables(file, name, found);
    if (found->count)
        return;
    const size_t length = head_length(name);
    snprintf(head, sizeof head, "%.*s", (int)(length < sizeof head ? length : sizeof head - 1), name);
    struct local_search search = { .name = head, .wanted = name, .found = found };
    find_locals(file, &search);
}
