// What the places and variables of raw books are called: asked of the debugging information (record/dwarf.h) of the files that lay
// where they are in the images' memory, all at once.
#ifndef RECORD_BOOK_NAMES_H
#define RECORD_BOOK_NAMES_H

#include "os/file.h"
#include "record/books.h"
#include "record/dwarf_asked.h"
#include "record/programs.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    BOOK_FILES_MAX = 64,
};

// In which file, and where in it.
struct book_at {
    uint32_t file; // PLACE_NOWHERE: in none that is known
    uint64_t address;
};

// Of the questions, or UINT32_MAX.
struct book_step {
    uint32_t within, at;
};

// A file of a module, as it was when an image had it.
struct book_file {
    const char *path;
    struct os_file_mark mark;
    uint32_t number; // of the files that are asked; PLACE_NOWHERE: another lies there now
};

struct book_names {
    const char *files[BOOK_FILES_MAX];
    size_t file_count;
    struct book_file met[BOOK_FILES_MAX];
    size_t met_count;
    const char *replaced;        // the first in whose place another lies; NULL: there is none
    struct book_at *places;      // of each of the books'
    uint32_t *code_of;           // of each place its question; UINT32_MAX: none
    uint32_t *told_by;           // the one whose answer tells its line: of a header's place that of who had it do so
    size_t *data_first;          // of each variable its questions: up to those of the next, and one more
    struct book_step *step_code; // of each of the books' steps
    struct dwarf_code *codes;
    struct dwarf_data *datas;
    size_t code_count, data_count, data_room;
    struct dwarf_answers answers;
    bool has_lines;
    char reason[240]; // why not all are known; empty: all that can be
};

// False: memory is short. The books and programs must outlive it. Free with book_names_free, which a zeroed one is allowed to.
bool book_names_ask(struct book_names *names, const struct raw_books *books, const struct programs *programs);
void book_names_free(struct book_names *names);

// NULL: nothing is known. The address of what tells it; 0: not known.
uint64_t book_names_told_at(const struct book_names *names, size_t place);
const struct dwarf_line *book_names_line(const struct book_names *names, size_t place);
// The name of one that was allocated is of the part of its object that it is, or empty.
const struct dwarf_word *book_names_word(const struct book_names *names, size_t variable);

// Whether that is of one of a thread's own copies.
bool book_names_is_own(const struct book_names *names, size_t variable);

// Who in the program had something allocated, be it through the functions of a library's headers.
struct book_maker {
    const struct dwarf_line *line; // NULL: nothing is known of it
    bool is_line_known;            // else its function alone is
    const char
        *through; // the library's function that it called for that; NULL: it allocated it itself, or that is not known
};

struct book_maker book_names_maker(const struct book_names *names, const struct raw_variable *variable);

// A source's path.
const char *book_names_source(const struct book_names *names, uint32_t source);

// A text of the books; NULL: there is none there.
const char *raw_text(const struct raw_books *books, uint32_t at);

#endif
