// What is there only for a while: temporary files, and a folder of one's own for them.
//
// Whoever makes such a thing holds a lock on it for as long as he lives. Killed, he leaves it behind without the lock:
// that is how the next one who makes a thing in the same place knows it, and removes it. Nothing is ever removed that
// is not named as ours, not our user's, or locked by anybody, on this machine or another.
#ifndef OS_PASSING_H
#define OS_PASSING_H

#include "base/status.h"

#define OS_PASSING_PATH_BYTES 3900 // leaves room for a name in a path of 4096

struct os_passing_folder {
    char path[OS_PASSING_PATH_BYTES]; // empty: none
    int lock;
};

// Makes a folder for this process alone in the system's folder for temporary files: TMPDIR, or /tmp where it is not set,
// empty or relative; and removes what dead ones have left there. STATUS_FAILED says why it cannot be made.
struct status os_passing_folder_make(struct os_passing_folder *folder);

// The same in the folder base.
struct status os_passing_folder_make_in(struct os_passing_folder *folder, const char *base);

// Removes it with all files in it and in folders in it. One never made, but zeroed, is allowed.
void os_passing_folder_remove(struct os_passing_folder *folder);

// Removes from a folder the temporary files (os_file_write's) that dead ones have left. Does its work once for a folder
// that is asked for again and again.
void os_passing_sweep(const char *path);

// Takes the lock of a temporary file that was just made under a name; −1 where it was swept away meanwhile.
int os_passing_hold(int file);

// The beginning and end of a temporary file's name.
#define OS_PASSING_FILE_BEGINS ".raceledger-"
#define OS_PASSING_FILE_ENDS ".tmp"

#endif
