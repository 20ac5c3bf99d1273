// One walk over everything that has a name in the file.
#include "record/libdw/file.h"

#include "record/libdw/types.h"

#include <dwarf.h>
#include <fcntl.h>
#include <gelf.h>
#include <stdlib.h>
#include <string.h>

enum {
    DEPTH_MAX = 64,
    FRAME_POINTER_X86_64 = 6, // the number of rbp (psABI, fig. 3.36)
    FUNCTION_NAME_BYTES = 256,
    CFA_FROM_FRAME = 16, // the frame pointer and the way back lie between (psABI, fig. 3.3)
};

// Room for one more; NULL: memory is short.
static void *room(void **all, size_t count, size_t *room_for, size_t each)
{
    if (count == *room_for) {
        const size_t larger = count ? count * 2 : 256;
        void *grown = realloc(*all, larger * each);
        if (!grown)
            return NULL;
        *all = grown;
        *room_for = larger;
    }
    return (char *)*all + count * each;
}

// ---- what is found on the walk --------------------------------------------------------------------------------------

static void take_function(struct dwarf_file *file, Dwarf_Die *die)
{
    Dwarf_Addr base, low, high;
    for (ptrdiff_t at = 0; (at = dwarf_ranges(die, at, &base, &low, &high)) > 0;) {
        struct dwarf_function *function =
            low < high ? room((void **)&file->functions, file->function_count, &file->function_room, sizeof *function)
                       : NULL;
        if (!function)
            continue;
        *function = (struct dwarf_function){ low, high, *die, file->unit_count - 1, NULL };
        file->function_count++;
    }
}

// The one operation of a place that is fixed; false: it is not, or has none.
static bool single_operation(Dwarf_Die *die, Dwarf_Attribute *attribute, Dwarf_Op **operation)
{
    size_t count;
    return dwarf_attr_integrate(die, DW_AT_location, attribute) &&
           dwarf_getlocation(attribute, operation, &count) == 0 && count == 1;
}

static bool fixed_address(Dwarf_Die *die, Dwarf_Addr *address)
{
    Dwarf_Attribute place, indirect;
    Dwarf_Op *operation;
    if (!single_operation(die, &place, &operation))
        return false;
    *address = operation->number;
    if (operation->atom == DW_OP_addr)
        return true;
    return operation->atom == DW_OP_addrx && dwarf_getlocation_attr(&place, operation, &indirect) == 0 &&
           dwarf_formaddr(&indirect, address) == 0;
}

// How far from the beginning of what each thread has of its own.
static bool own_offset(Dwarf_Die *die, uint64_t *offset)
{
    Dwarf_Attribute place;
    Dwarf_Op *operations;
    size_t count;
    if (!dwarf_attr_integrate(die, DW_AT_location, &place) || dwarf_getlocation(&place, &operations, &count) != 0 ||
        count != 2 ||
        (operations[1].atom != DW_OP_GNU_push_tls_address && operations[1].atom != DW_OP_form_tls_address))
        return false;
    *offset = operations[0].number;
    return operations[0].atom == DW_OP_const8u || operations[0].atom == DW_OP_const4u;
}

static void add_variable(struct dwarf_variable **all, size_t *count, size_t *room_for, uint64_t address, Dwarf_Die *die)
{
    Dwarf_Die type;
    Dwarf_Word bytes;
    if (!dwarf_type(die, &type) || !dwarf_size(&type, &bytes) || bytes == 0)
        return;
    struct dwarf_variable *variable = room((void **)all, *count, room_for, sizeof *variable);
    if (!variable)
        return;
    *variable = (struct dwarf_variable){ address, bytes, *die };
    (*count)++;
}

static void take_variable(struct dwarf_file *file, Dwarf_Die *die)
{
    Dwarf_Addr address;
    uint64_t offset;
    if (fixed_address(die, &address))
        add_variable(&file->variables, &file->variable_count, &file->variable_room, address, die);
    else if (own_offset(die, &offset))
        add_variable(&file->own, &file->own_count, &file->own_room, offset, die);
}

static bool holds_names(int tag)
{
    return tag == DW_TAG_namespace || tag == DW_TAG_subprogram || tag == DW_TAG_lexical_block ||
           tag == DW_TAG_structure_type || tag == DW_TAG_class_type || tag == DW_TAG_union_type;
}

// NOLINTNEXTLINE(misc-no-recursion): down to DEPTH_MAX
static void walk(struct dwarf_file *file, Dwarf_Die *parent, int depth)
{
    Dwarf_Die die;
    if (depth == DEPTH_MAX || dwarf_child(parent, &die) != 0)
        return;
    do {
        const int tag = dwarf_tag(&die);
        if (tag == DW_TAG_subprogram)
            take_function(file, &die);
        else if (tag == DW_TAG_variable)
            take_variable(file, &die);
        if (holds_names(tag))
            walk(file, &die, depth + 1);
    } while (dwarf_next(&die));
}

// ---- the file -------------------------------------------------------------------------------------------------------

static int compare_functions(const void *a, const void *b)
{
    const struct dwarf_function *left = a, *right = b;
    return left->low < right->low ? -1 : left->low > right->low;
}

static int compare_variables(const void *a, const void *b)
{
    const struct dwarf_variable *left = a, *right = b;
    return left->address < right->address ? -1 : left->address > right->address;
}

static void read_units(struct dwarf_file *file)
{
    Dwarf_CU *unit = NULL;
    Dwarf_Die die;
    uint8_t kind;
    while (dwarf_get_units(file->dwarf, unit, &unit, NULL, &kind, &die, NULL) == 0) {
        if (kind != DW_UT_compile)
            continue;
        Dwarf_Die *kept = room((void **)&file->units, file->unit_count, &file->unit_room, sizeof *kept);
        if (!kept)
            break;
        *kept = die;
        file->unit_count++;
        walk(file, kept, 0);
    }
    if (file->function_count)
        qsort(file->functions, file->function_count, sizeof *file->functions, compare_functions);
    if (file->variable_count)
        qsort(file->variables, file->variable_count, sizeof *file->variables, compare_variables);
    if (file->own_count)
        qsort(file->own, file->own_count, sizeof *file->own, compare_variables);
}

void dwarf_file_read(struct dwarf_file *file, const char *path)
{
    *file = (struct dwarf_file){ .descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY) };
    if (file->descriptor < 0 || elf_version(EV_CURRENT) == EV_NONE)
        return;
    file->elf = elf_begin(file->descriptor, ELF_C_READ_MMAP, NULL);
    file->dwarf = file->elf ? dwarf_begin_elf(file->elf, DWARF_C_READ, NULL) : NULL;
    if (file->dwarf)
        read_units(file);
}

// ---- looking up -----------------------------------------------------------------------------------------------------

const struct dwarf_function *dwarf_file_function(const struct dwarf_file *file, uint64_t address)
{
    size_t low = 0, high = file->function_count; // the first behind the address
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (file->functions[middle].low <= address)
            low = middle + 1;
        else
            high = middle;
    }
    return low > 0 && address < file->functions[low - 1].high ? &file->functions[low - 1] : NULL;
}

static const struct dwarf_variable *find_variable(const struct dwarf_variable *all, size_t count, uint64_t address)
{
    size_t low = 0, high = count;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (all[middle].address <= address)
            low = middle + 1;
        else
            high = middle;
    }
    const struct dwarf_variable *variable = low > 0 ? &all[low - 1] : NULL;
    return variable && address - variable->address < variable->bytes ? variable : NULL;
}

const struct dwarf_variable *dwarf_file_variable(const struct dwarf_file *file, uint64_t address)
{
    return find_variable(file->variables, file->variable_count, address);
}

const struct dwarf_variable *dwarf_file_own(const struct dwarf_file *file, uint64_t from_begin)
{
    return find_variable(file->own, file->own_count, from_begin);
}

// To find what stands round it the unit is walked through.
const char *dwarf_function_name(const struct dwarf_function *function)
{
    struct dwarf_function *kept = (struct dwarf_function *)function;
    char name[FUNCTION_NAME_BYTES];
    if (!kept->name) {
        dwarf_full_name(&kept->die, name, sizeof name);
        kept->name = strdup(name);
    }
    return kept->name ? kept->name : "";
}

Dwarf_Die *dwarf_file_unit(struct dwarf_file *file, const struct dwarf_function *function, uint64_t address)
{
    if (function)
        return &file->units[function->unit];
    for (size_t u = 0; u < file->unit_count; u++)
        if (dwarf_haspc(&file->units[u], address) > 0)
            return &file->units[u];
    return NULL;
}

size_t dwarf_file_bytes(const struct dwarf_file *file, uint64_t address, size_t count, const unsigned char **bytes)
{
    size_t parts, size;
    const char *raw = elf_rawfile(file->elf, &size);
    if (!raw || elf_getphdrnum(file->elf, &parts) != 0)
        return 0;
    for (size_t i = 0; i < parts && i < INT32_MAX; i++) {
        GElf_Phdr part;
        if (!gelf_getphdr(file->elf, (int)i, &part) || part.p_type != PT_LOAD || address < part.p_vaddr ||
            address - part.p_vaddr >= part.p_filesz)
            continue;
        const uint64_t within = address - part.p_vaddr, left = part.p_filesz - within;
        if (part.p_offset > size || within >= size - part.p_offset)
            return 0;
        const uint64_t there = size - part.p_offset - within;
        *bytes = (const unsigned char *)raw + part.p_offset + within;
        return count < left && count < there ? count : left < there ? left : there;
    }
    return 0;
}

// DWARF 5 counts a unit's files from 0, which libdw's own dwarf_decl_file takes for none.
const char *dwarf_declared_in(Dwarf_Die *die)
{
    Dwarf_Attribute attribute;
    Dwarf_Word number;
    Dwarf_Die unit;
    Dwarf_Files *files;
    Dwarf_Half version;
    size_t count;
    if (!dwarf_attr_integrate(die, DW_AT_decl_file, &attribute) || dwarf_formudata(&attribute, &number) != 0 ||
        !dwarf_cu_die(attribute.cu, &unit, &version, NULL, NULL, NULL, NULL, NULL) ||
        dwarf_getsrcfiles(&unit, &files, &count) != 0 || number >= count || (number == 0 && version < 5))
        return NULL;
    return dwarf_filesrc(files, number, NULL, NULL);
}

// ---- what is a function's own ---------------------------------------------------------------------------------------

// How far its frame's base is from its frame pointer; false: it is told in another way.
static bool frame_base(const struct dwarf_function *function, int64_t *from_frame)
{
    Dwarf_Die die = function->die;
    Dwarf_Attribute base;
    Dwarf_Op *operation;
    size_t count;
    if (!dwarf_attr_integrate(&die, DW_AT_frame_base, &base) || dwarf_getlocation(&base, &operation, &count) != 0 ||
        count != 1)
        return false;
    *from_frame = operation->atom == DW_OP_call_frame_cfa                 ? CFA_FROM_FRAME
                  : operation->atom == DW_OP_breg0 + FRAME_POINTER_X86_64 ? (int64_t)operation->number
                                                                          : 0;
    return operation->atom == DW_OP_call_frame_cfa || operation->atom == DW_OP_reg0 + FRAME_POINTER_X86_64 ||
           operation->atom == DW_OP_breg0 + FRAME_POINTER_X86_64;
}

bool dwarf_in_frame(const struct dwarf_function *function, Dwarf_Die *variable, int64_t *from_frame)
{
    Dwarf_Attribute place;
    Dwarf_Op *operation;
    int64_t base;
    if (!single_operation(variable, &place, &operation) || operation->atom != DW_OP_fbreg ||
        !frame_base(function, &base))
        return false;
    *from_frame = (int64_t)((uint64_t)base + operation->number);
    return true;
}

// NOLINTNEXTLINE(misc-no-recursion): down to DEPTH_MAX
static void each_local(Dwarf_Die *block, void (*take)(void *context, Dwarf_Die *variable, Dwarf_Die *block),
                       void *context, int depth)
{
    Dwarf_Die die;
    if (depth == DEPTH_MAX || dwarf_child(block, &die) != 0)
        return;
    do {
        const int tag = dwarf_tag(&die);
        if (tag == DW_TAG_variable || tag == DW_TAG_formal_parameter)
            take(context, &die, block);
        else if (tag == DW_TAG_lexical_block)
            each_local(&die, take, context, depth + 1);
    } while (dwarf_next(&die));
}

void dwarf_each_local(const struct dwarf_function *function,
                      void (*take)(void *context, Dwarf_Die *variable, Dwarf_Die *block), void *context)
{
    Dwarf_Die die = function->die;
    each_local(&die, take, context, 0);
}
