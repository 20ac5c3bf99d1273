// A file is asked for by the desktop's own dialog: the portal's, else zenity's, else kdialog's. In a process of its own, which the
// window reads (asking.h): the window goes on meanwhile, and whatever becomes of a dialog is that process's alone.
#ifndef GUI_ASK_H
#define GUI_ASK_H

// How it ended; of zenity and kdialog 0 and 1 are the same.
enum ask_end {
    ASK_ANSWERED = 0, // a line with the path has been written
    ASK_CANCELLED = 1,
    ASK_NONE = 100, // there is no such dialog here
    ASK_FAILED = 101
};

// The words after --ask.
enum ask_word {
    ASK_HOW, // "open" or "save"
    ASK_TITLE,
    ASK_PARENT,
    ASK_FOLDER,
    ASK_NAME,
    ASK_FILES,    // what they are called
    ASK_PATTERNS, // view/model/file_kinds.h
    ASK_ALL,
    ASK_WORDS
};

// Asks, and returns the exit status; becomes zenity or kdialog where it is theirs. wrong: NULL, or what failed.
struct status;
int ask_run(int count, char **words, struct status *status);

#endif
