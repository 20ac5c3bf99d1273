// Bookmarks and notes at moments of a run, as they are kept in plain text beside its recording, one a line: "12.5ms first loss".
//
// A time with its unit, counted from the start of the run; a space; words, which may be missing. Lines that are empty or begin
// with # say nothing. The file is untrusted, and somebody may edit it meanwhile: what cannot be read as a note is kept as it is.
#ifndef DOCUMENT_BOOKMARKS_H
#define DOCUMENT_BOOKMARKS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    BOOKMARKS_MOST = 256,
    BOOKMARK_BYTES = 160, // of its words, with the zero
};

struct bookmark {
    uint64_t ns;               // since the start of the run
    char text[BOOKMARK_BYTES]; // plain (base/utf8.h)
};

// By time. A plain value; zeroed: none.
struct bookmarks {
    struct bookmark list[BOOKMARKS_MOST];
    int count;
};

// One more, in its place; returns its number, or −1: there is no room.
int bookmarks_add(struct bookmarks *notes, const struct bookmark *note);
void bookmarks_drop(struct bookmarks *notes, int number);

// The one at exactly that moment; −1: none.
int bookmarks_at(const struct bookmarks *notes, uint64_t ns);

// Adds all of a text's. What could not be read: the first such line, from 1; 0: every line was. more: there is no room for all.
struct bookmarks_unread {
    size_t line;
    bool more;
};
struct bookmarks_unread bookmarks_read(struct bookmarks *notes, const char *text, size_t bytes);

// The text with what changed between two lists: lines of notes that are gone are taken out, new ones come behind the last line, all
// else stays. free() it; NULL: memory is short.
char *bookmarks_edit(const char *text, size_t bytes, const struct bookmarks *before, const struct bookmarks *now,
                     size_t *edited);

#endif
