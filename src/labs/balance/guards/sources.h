// The program's source as the seed wrote it, shared by the guards whose text does not differ.
#ifndef LABS_BALANCE_GUARDS_SOURCES_H
#define LABS_BALANCE_GUARDS_SOURCES_H

extern const char *const source_python_plain[]; // 5, 6: the updates; 9: the loop; 10: the call
extern const char
    *const source_python_locked[];          // 6, 7: the updates; 10: the loop; 11: acquire; 13: the call; 15: release
extern const char *const source_c_plain[];  // 5, 6: the updates; 11: the loop; 12: the call
extern const char *const source_c_locked[]; // 6, 7: the updates; 12: the loop; 13: lock; 14: the call; 15: unlock

#endif
