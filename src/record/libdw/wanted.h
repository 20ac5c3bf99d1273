// Where what somebody calls so lies, and what he may have meant where nothing is called so.
#ifndef RECORD_LIBDW_WANTED_H
#define RECORD_LIBDW_WANTED_H

#include "record/dwarf_asked.h"
#include "record/libdw/file.h"

void dwarf_find_wanted(struct dwarf_file *file, const char *name, struct dwarf_found *found);

#endif
