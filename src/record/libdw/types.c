// Types are followed by hand, a few steps at most: those of a file that lies may lead in a circle.
#include "record/libdw/types.h"

#include "recording/variables.h"

#include <dwarf.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    DEPTH_MAX = 24,
    DIMENSIONS_MAX = 8,
    NAME_BYTES = 256,
};

bool dwarf_next(Dwarf_Die *die)
{
    const Dwarf_Off before = dwarf_dieoffset(die);
    return dwarf_siblingof(die, die) == 0 && dwarf_dieoffset(die) > before;
}

bool dwarf_type(Dwarf_Die *die, Dwarf_Die *type)
{
    Dwarf_Attribute attribute;
    return dwarf_attr_integrate(die, DW_AT_type, &attribute) && dwarf_formref_die(&attribute, type);
}

bool dwarf_size(Dwarf_Die *type, Dwarf_Word *bytes) { return dwarf_aggregate_size(type, bytes) == 0; }

// Without typedef, const, volatile and _Atomic.
static bool peel(Dwarf_Die *type, Dwarf_Die *peeled) { return dwarf_peel_type(type, peeled) == 0; }

// ---- what they are called -------------------------------------------------------------------------------------------

static void add(char *name, size_t name_bytes, const char *more)
{
    const size_t length = strlen(name);
    snprintf(name + length, name_bytes - length, "%s", more);
}

// gcc calls C's own types otherwise than everybody writes them.
static const char *usual_name(const char *name)
{
    static const char *const names[][2] = {
        { "long int", "long" },
        { "long unsigned int", "unsigned long" },
        { "short int", "short" },
        { "short unsigned int", "unsigned short" },
        { "long long int", "long long" },
        { "long long unsigned int", "unsigned long long" },
        { "_Bool", "bool" },
    };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(name, names[i][0]) == 0)
            return names[i][1];
    return name;
}

static bool is_of_cxx(Dwarf_Die *die)
{
    Dwarf_Die unit;
    const int language = dwarf_diecu(die, &unit, NULL, NULL) ? dwarf_srclang(&unit) : -1;
    return language == DW_LANG_C_plus_plus || language == DW_LANG_C_plus_plus_11 ||
           language == DW_LANG_C_plus_plus_14 || language == 0x002b || language == 0x002c; // of 2017 and 2020
}

static void type_name(Dwarf_Die *type, char *name, size_t name_bytes, int depth);

// What stands round or behind the name of another type.
// NOLINTNEXTLINE(misc-no-recursion): down to DEPTH_MAX
static void derived_name(Dwarf_Die *type, const char *before, const char *behind, char *name, size_t name_bytes,
                         int depth)
{
    Dwarf_Die inner;
    char of[NAME_BYTES] = "void";
    if (dwarf_type(type, &inner))
        type_name(&inner, of, sizeof of, depth + 1);
    const size_t length = strlen(of);
    const bool close = *behind == ' ' && length > 0 && (of[length - 1] == '*' || of[length - 1] == '&');
    snprintf(name, name_bytes, "%s%s%s", before, of, close ? behind + 1 : behind);
}

// NOLINTNEXTLINE(misc-no-recursion): down to DEPTH_MAX
static void array_name(Dwarf_Die *type, char *name, size_t name_bytes, int depth)
{
    uint64_t counts[DIMENSIONS_MAX];
    char behind[NAME_BYTES] = "", one[32];
    const int dimensions = dwarf_dimensions(type, counts);
    for (int i = 0; i < dimensions; i++) {
        snprintf(one, sizeof one, counts[i] ? "[%" PRIu64 "]" : "[]", counts[i]);
        add(behind, sizeof behind, one);
    }
    derived_name(type, "", behind, name, name_bytes, depth);
}

static void tagged_name(Dwarf_Die *type, const char *tag, char *name, size_t name_bytes)
{
    char full[NAME_BYTES];
    dwarf_full_name(type, full, sizeof full);
    const bool tells_tag = !*full || !is_of_cxx(type);
    snprintf(name, name_bytes, "%s", tells_tag ? tag : full);
    if (*full && tells_tag) {
        add(name, name_bytes, " ");
        add(name, name_bytes, full);
    }
}

// NOLINTNEXTLINE(misc-no-recursion): down to DEPTH_MAX
static void type_name(Dwarf_Die *type, char *name, size_t name_bytes, int depth)
{
    static const struct {
        int tag;
        const char *before, *behind;
    } derived[] = {
        { DW_TAG_pointer_type, "", " *" },
        { DW_TAG_reference_type, "", " &" },
        { DW_TAG_rvalue_reference_type, "", " &&" },
        { DW_TAG_const_type, "const ", "" },
        { DW_TAG_volatile_type, "volatile ", "" },
        { DW_TAG_atomic_type, "_Atomic ", "" },
        { DW_TAG_restrict_type, "", "" },
    };
    const int tag = dwarf_tag(type);
    name[0] = '\0';
    if (depth == DEPTH_MAX)
        return;
    for (size_t i = 0; i < sizeof derived / sizeof *derived; i++)
        if (tag == derived[i].tag) {
            derived_name(type, derived[i].before, derived[i].behind, name, name_bytes, depth);
            return;
        }
    if (tag == DW_TAG_array_type)
        array_name(type, name, name_bytes, depth);
    else if (tag == DW_TAG_structure_type || tag == DW_TAG_class_type)
        tagged_name(type, "struct", name, name_bytes);
    else if (tag == DW_TAG_union_type)
        tagged_name(type, "union", name, name_bytes);
    else if (tag == DW_TAG_enumeration_type)
        tagged_name(type, "enum", name, name_bytes);
    else if (tag == DW_TAG_subroutine_type)
        snprintf(name, name_bytes, "function");
    else
        snprintf(name, name_bytes, "%s", dwarf_diename(type) ? usual_name(dwarf_diename(type)) : "");
}

void dwarf_type_name(Dwarf_Die *type, char *name, size_t name_bytes)
{
    char full[NAME_BYTES];
    type_name(type, full, sizeof full, 0);
    if (strlen(full) < name_bytes)
        memcpy(name, full, strlen(full) + 1);
    else
        snprintf(name, name_bytes, "%.*s…", (int)(name_bytes - sizeof "…"), full);
}

// A lambda is a class without a name, whose operator () is the function.
static bool is_lambda(const char *name) { return strncmp(name, "<lambda", 7) == 0; }

// What it was declared as, and the scopes round that, itself the first; to be freed.
static int scopes_of(Dwarf_Die *die, Dwarf_Die **scopes)
{
    Dwarf_Attribute attribute;
    Dwarf_Die declared = *die;
    if (dwarf_attr(die, DW_AT_specification, &attribute) || dwarf_attr(die, DW_AT_abstract_origin, &attribute))
        (void)dwarf_formref_die(&attribute, &declared);
    *scopes = NULL;
    return dwarf_getscopes_die(&declared, scopes);
}

static bool is_type_scope(int tag)
{
    return tag == DW_TAG_structure_type || tag == DW_TAG_class_type || tag == DW_TAG_union_type;
}

void dwarf_full_name(Dwarf_Die *die, char *name, size_t name_bytes)
{
    Dwarf_Die *scopes;
    const int count = scopes_of(die, &scopes);
    bool lambda = false;
    name[0] = '\0';
    for (int i = count - 1; i > 0; i--) {
        const int tag = dwarf_tag(&scopes[i]);
        const char *one = tag == DW_TAG_namespace || is_type_scope(tag) ||
                                  (tag == DW_TAG_subprogram && dwarf_tag(die) == DW_TAG_subprogram)
                              ? dwarf_diename(&scopes[i])
                              : NULL;
        lambda |= tag == DW_TAG_class_type || tag == DW_TAG_structure_type ? !one || is_lambda(one) : false;
        if (!one || is_lambda(one))
            continue;
        add(name, name_bytes, one);
        add(name, name_bytes, "::");
    }
    free(scopes);
    const char *own = dwarf_diename(die);
    if (lambda && own && strcmp(own, "operator()") == 0)
        own = "lambda";
    if (own)
        add(name, name_bytes, own);
    else
        name[0] = '\0';
}

void dwarf_variable_name(Dwarf_Die *die, char *name, size_t name_bytes)
{
    Dwarf_Die *scopes;
    char function[NAME_BYTES] = "";
    const int count = scopes_of(die, &scopes);
    for (int i = 1; i < count && !*function; i++)
        if (dwarf_tag(&scopes[i]) == DW_TAG_subprogram)
            dwarf_full_name(&scopes[i], function, sizeof function);
    free(scopes);
    if (*function && dwarf_diename(die))
        snprintf(name, name_bytes, "%.60s in %.60s", dwarf_diename(die), function);
    else
        dwarf_full_name(die, name, name_bytes);
}

bool dwarf_parameter(Dwarf_Die *made, Dwarf_Die *type)
{
    Dwarf_Die child;
    if (dwarf_child(made, &child) != 0)
        return false;
    do
        if (dwarf_tag(&child) == DW_TAG_template_type_parameter)
            return dwarf_type(&child, type);
    while (dwarf_next(&child));
    return false;
}

bool dwarf_class_parameter(Dwarf_Die *function, Dwarf_Die *type)
{
    Dwarf_Die *scopes;
    const int count = scopes_of(function, &scopes);
    const bool found = count > 1 && is_type_scope(dwarf_tag(&scopes[1])) && dwarf_parameter(&scopes[1], type);
    free(scopes);
    return found;
}

// ---- what lies where ------------------------------------------------------------------------------------------------

int dwarf_dimensions(Dwarf_Die *array, uint64_t counts[DIMENSIONS_MAX])
{
    Dwarf_Die die;
    Dwarf_Attribute attribute;
    int dimensions = 0;
    if (dwarf_child(array, &die) != 0)
        return 0;
    do {
        Dwarf_Word count = 0;
        if (dwarf_tag(&die) != DW_TAG_subrange_type)
            continue;
        if (dwarf_attr_integrate(&die, DW_AT_count, &attribute))
            (void)dwarf_formudata(&attribute, &count);
        else if (dwarf_attr_integrate(&die, DW_AT_upper_bound, &attribute) && dwarf_formudata(&attribute, &count) == 0)
            count++;
        counts[dimensions++] = count;
    } while (dimensions < DIMENSIONS_MAX && dwarf_next(&die));
    return dimensions;
}

static bool number(Dwarf_Die *die, unsigned name, Dwarf_Word *value)
{
    Dwarf_Attribute attribute;
    return dwarf_attr_integrate(die, name, &attribute) && dwarf_formudata(&attribute, value) == 0;
}

// How far a member is from the beginning: a number, or in DWARF 2 what is to be added. False: that is not fixed (a virtual base's).
static bool member_offset(Dwarf_Die *member, Dwarf_Word *at)
{
    Dwarf_Attribute attribute;
    Dwarf_Op *operation;
    size_t count;
    *at = 0;
    if (!dwarf_attr_integrate(member, DW_AT_data_member_location, &attribute) || dwarf_formudata(&attribute, at) == 0)
        return true; // without one it is at the beginning, as in a union
    if (dwarf_getlocation(&attribute, &operation, &count) != 0 || count != 1 || operation->atom != DW_OP_plus_uconst)
        return false;
    *at = operation->number;
    return true;
}

bool dwarf_member_place(Dwarf_Die *member, uint64_t *from, uint64_t *bytes, bool *is_bit_field)
{
    Dwarf_Die type;
    Dwarf_Word at, bits, bit_size, size;
    Dwarf_Attribute attribute;
    if (dwarf_attr(member, DW_AT_external, &attribute) || !dwarf_type(member, &type) || !dwarf_size(&type, &size) ||
        !member_offset(member, &at))
        return false;
    *is_bit_field = number(member, DW_AT_bit_size, &bit_size);
    *from = at;
    *bytes = size;
    if (!*is_bit_field)
        return true;
    if (number(member, DW_AT_bit_offset, &bits)) { // as until DWARF 3: from the other end of what holds it
        (void)number(member, DW_AT_byte_size, &size);
        bits = size * 8 - bits - bit_size;
    } else if (!number(member, DW_AT_data_bit_offset, &bits)) {
        return true;
    }
    *from = at + bits / 8;
    *bytes = (bits % 8 + bit_size + 7) / 8;
    return true;
}

static uint8_t kind_of(Dwarf_Die *peeled)
{
    Dwarf_Word encoding;
    switch (dwarf_tag(peeled)) {
    case DW_TAG_pointer_type:
    case DW_TAG_reference_type:
    case DW_TAG_rvalue_reference_type:
        return VALUE_POINTER;
    case DW_TAG_enumeration_type:
        return VALUE_ENUM;
    case DW_TAG_base_type:
        break;
    default:
        return VALUE_OTHER;
    }
    if (!number(peeled, DW_AT_encoding, &encoding))
        return VALUE_UNKNOWN;
    switch (encoding) {
    case DW_ATE_boolean:
        return VALUE_BOOL;
    case DW_ATE_float:
        return VALUE_FLOAT;
    case DW_ATE_signed:
    case DW_ATE_signed_char:
        return VALUE_SIGNED;
    case DW_ATE_unsigned:
    case DW_ATE_unsigned_char:
    case DW_ATE_UTF:
        return VALUE_UNSIGNED;
    default:
        return VALUE_OTHER;
    }
}

// The search for a part, from the outside in.
struct search {
    struct dwarf_part *part;
    uint64_t bytes;
    bool hidden;        // inside something that its library keeps to itself: std::atomic is the thing
    uint64_t hidden_at; // how far in that
};

static void find(struct search *search, Dwarf_Die *type, uint64_t at, int depth);

// NOLINTNEXTLINE(misc-no-recursion): down to DEPTH_MAX
static void find_element(struct search *search, Dwarf_Die *array, uint64_t at, int depth)
{
    uint64_t counts[DIMENSIONS_MAX];
    Dwarf_Die element;
    Dwarf_Word size;
    char one[32];
    const int dimensions = dwarf_dimensions(array, counts);
    if (dimensions == 0 || !dwarf_type(array, &element) || !dwarf_size(&element, &size) || size == 0)
        return;
    uint64_t index = at / size;
    search->hidden_at += search->hidden ? index * size : 0;
    for (int i = 0; i < dimensions; i++) {
        uint64_t weight = 1;
        for (int j = i + 1; j < dimensions; j++)
            weight *= counts[j] ? counts[j] : 1;
        snprintf(one, sizeof one, "[%" PRIu64 "]", index / weight);
        index %= weight;
        if (!search->hidden)
            add(search->part->path, sizeof search->part->path, one);
    }
    find(search, &element, at % size, depth + 1);
}

// Whether the bytes are one whole thing in a member, whatever it is made of.
// NOLINTNEXTLINE(misc-no-recursion): down to DEPTH_MAX
static bool is_whole_in(Dwarf_Die *member, uint64_t at, uint64_t bytes)
{
    Dwarf_Die type;
    struct dwarf_part part;
    if (!dwarf_type(member, &type))
        return false;
    dwarf_part_at(&type, at, bytes, &part);
    return part.is_whole;
}

// The members that have some of the bytes: the one to follow (of several, as in a union, one of which they are a whole part), and
// bit-fields' names.
// NOLINTNEXTLINE(misc-no-recursion): down to DEPTH_MAX
static bool pick_member(struct search *search, Dwarf_Die *type, uint64_t at, Dwarf_Die *picked, char fields[64])
{
    Dwarf_Die member;
    bool found = false, exact = false;
    fields[0] = '\0';
    if (dwarf_child(type, &member) != 0)
        return false;
    do {
        const int tag = dwarf_tag(&member);
        uint64_t from, bytes;
        bool is_bit_field;
        if ((tag != DW_TAG_member && tag != DW_TAG_inheritance) ||
            !dwarf_member_place(&member, &from, &bytes, &is_bit_field) || at + search->bytes <= from ||
            from + bytes <= at)
            continue;
        if (is_bit_field && dwarf_diename(&member)) {
            add(fields, 64, *fields ? "," : "");
            add(fields, 64, dwarf_diename(&member));
        }
        if (is_bit_field || at < from || at - from >= bytes || exact ||
            (tag == DW_TAG_inheritance && at - from + search->bytes > bytes)) // one with nothing in it shares a place
            continue;
        exact = dwarf_tag(type) != DW_TAG_union_type || is_whole_in(&member, at - from, search->bytes);
        if (!found || exact)
            *picked = member;
        found = true;
    } while (dwarf_next(&member));
    return found;
}

// The names that C++ libraries give what is theirs alone.
static bool is_private(const char *name)
{
    return name && (strncmp(name, "_M_", 3) == 0 || strncmp(name, "__", 2) == 0 || strncmp(name, "_vptr", 5) == 0);
}

// What std::array is made of, which is as good as itself.
static bool is_whole_content(const char *name)
{
    return strcmp(name, "_M_elems") == 0 || strcmp(name, "__elems_") == 0;
}

static void put_fields(struct dwarf_part *part, const char *fields)
{
    const bool several = strchr(fields, ',') != NULL;
    add(part->path, sizeof part->path, several ? ".{" : ".");
    add(part->path, sizeof part->path, fields);
    add(part->path, sizeof part->path, several ? "}" : "");
    part->kind = VALUE_UNSIGNED;
}

static void add_piece(struct dwarf_part *part, uint64_t at)
{
    char piece[32];
    if (at == 0)
        return;
    snprintf(piece, sizeof piece, "+%" PRIu64, at);
    add(part->path, sizeof part->path, piece);
}

// NOLINTNEXTLINE(misc-no-recursion): down to DEPTH_MAX
static void find_member(struct search *search, Dwarf_Die *type, uint64_t at, int depth)
{
    Dwarf_Die member, member_type;
    char fields[64];
    uint64_t from, bytes;
    bool is_bit_field;
    struct dwarf_part *part = search->part;
    const bool found = pick_member(search, type, at, &member, fields);
    part->has_bit_fields |= *fields != '\0';
    if (!found) {
        if (*fields)
            put_fields(part, fields);
        else
            add_piece(part, search->hidden_at + at);
        return;
    }
    const char *name = dwarf_tag(&member) == DW_TAG_member ? dwarf_diename(&member) : NULL;
    if (!dwarf_type(&member, &member_type) || !dwarf_member_place(&member, &from, &bytes, &is_bit_field))
        return;
    if (name && is_whole_content(name))
        name = NULL;
    else
        search->hidden |= is_private(name ? name : dwarf_diename(&member_type));
    search->hidden_at += search->hidden ? from : 0;
    if (name && !search->hidden) {
        add(part->path, sizeof part->path, ".");
        add(part->path, sizeof part->path, name);
    }
    find(search, &member_type, at - from, depth + 1);
}

// What the nodes of libstdc++'s containers hold their values in: bytes, with the type as a parameter.
static bool is_buffer(Dwarf_Die *type)
{
    const char *name = dwarf_diename(type);
    return name && (strncmp(name, "__aligned_membuf<", 17) == 0 || strncmp(name, "__aligned_buffer<", 17) == 0);
}

static void find_end(struct search *search, Dwarf_Die *type, Dwarf_Die *peeled, uint64_t at)
{
    Dwarf_Word size = 0, whole = 0;
    struct dwarf_part *part = search->part;
    (void)dwarf_size(type, &size);
    part->is_whole = at == 0 && size == search->bytes;
    part->kind = part->is_whole ? kind_of(peeled) : at + search->bytes <= size ? VALUE_UNSIGNED : VALUE_OTHER;
    if (search->hidden) // its type is that of what it is hidden in
        part->is_whole &= dwarf_size(&part->type, &whole) && whole == search->bytes;
    add_piece(part, search->hidden_at + at);
}

// NOLINTNEXTLINE(misc-no-recursion): down to DEPTH_MAX
static void find(struct search *search, Dwarf_Die *type, uint64_t at, int depth)
{
    Dwarf_Die peeled, held;
    if (!search->hidden)
        search->part->type = *type;
    if (depth == DEPTH_MAX || !peel(type, &peeled))
        return;
    if (is_buffer(&peeled) && dwarf_parameter(&peeled, &held)) {
        search->hidden = false;
        search->hidden_at = 0;
        search->part->is_held = true;
        find(search, &held, at, depth + 1);
        return;
    }
    switch (dwarf_tag(&peeled)) {
    case DW_TAG_array_type:
        find_element(search, &peeled, at, depth);
        break;
    case DW_TAG_structure_type:
    case DW_TAG_class_type:
    case DW_TAG_union_type:
        find_member(search, &peeled, at, depth);
        break;
    default:
        find_end(search, type, &peeled, at);
        break;
    }
}

// NOLINTNEXTLINE(misc-no-recursion): down to DEPTH_MAX
void dwarf_part_at(Dwarf_Die *type, uint64_t at, uint64_t bytes, struct dwarf_part *part)
{
    *part = (struct dwarf_part){ .type = *type, .kind = VALUE_OTHER };
    struct search search = { .part = part, .bytes = bytes };
    find(&search, type, at, 0);
}
