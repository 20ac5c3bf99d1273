// The same program without hooks, made as they want it.
#pragma GCC optimize("O0")
#include "hooks_buffers.c"
