// The same program without hooks, made as they want it.
#if !defined(__clang__) // which knows no such pragma; the bench takes what gcc made
#pragma GCC optimize("O0")
#endif
#include "hooks_buffers.c"
