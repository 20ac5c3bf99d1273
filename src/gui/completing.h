// What begins as it is typed into the field for a file, and what the name that was entered is: looked up in a thread of its own,
// since a folder may be far away. One at a time, always of what was typed last.
#ifndef GUI_COMPLETING_H
#define GUI_COMPLETING_H

#include "gui/job.h"
#include "view/model/model.h"

#include <limits.h>

enum completing_wish {
    COMPLETE_NAMES, // lists them
    COMPLETE_TYPED, // and types what all of them begin with
    COMPLETE_ENTER  // the name is meant
};

// What a name is.
enum completed_kind {
    COMPLETED_NOTHING, // there is none; its folder is there
    COMPLETED_FILE,
    COMPLETED_FOLDER,
    COMPLETED_OTHER,    // a device or the like
    COMPLETED_NO_FOLDER // nor the folder it would be in
};

struct completed {
    enum completing_wish wish;
    enum file_asked kind_asked;
    char asked[FILE_TYPED_BYTES]; // what it is about, as it was typed
    char typed[FILE_TYPED_BYTES]; // with what all names begin with, where that was wanted
    char path[PATH_MAX];          // what it means: absolute
    enum completed_kind kind;
    char names[FILE_NAMES_MOST][256];
    int name_count, more, folder_bytes;
};

struct completing {
    struct job *job;
    enum file_asked asked;
    bool again; // what is typed has changed since
    enum completing_wish wish;
    char typed[FILE_TYPED_BYTES];
    struct waker waker;
};

// A name that starts with ~/ is at home, one without a slash before it where the program was started. Of
// names there are only folders and those that files of that kind have, as far as there are any. False: not enough memory.
bool completing_start(struct completing *completing, enum completing_wish wish, enum file_asked asked,
                      const char *typed);

// True once for each that was asked for and not asked for anew meanwhile.
bool completing_take(struct completing *completing, struct completed *completed);

void completing_give_up(struct completing *completing);

#endif
