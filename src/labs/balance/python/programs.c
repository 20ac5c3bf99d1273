// The programs: their sources, and the bytecodes of one pass of the loop as the compilers of CPython 2.7.18, 3.9.18,
// 3.10.13, 3.12.1 and 3.13.0 make them (python3 -m dis). `make check-cpython` compiles them again and compares.
//
// A line is "LINE OPCODE ARGUMENT"; '>' stands before what is in the function just called. Jumps and handlers that a
// pass without an exception never comes to are left out.
#include "labs/balance/python/programs.h"
#include "labs/balance/guards/sources.h"

#include <stddef.h>

// ---- sources in Python ---------------------------------------------------------------------------------------------

static const char *const python_inline[] = {
    "balance = 0",
    "",
    "def run_thread(n):",
    "    global balance",
    "    for i in range(iterations):",
    "        balance = balance + n",
    "        balance = balance - n",
    NULL,
};

static const char *const python_augmented[] = {
    "balance = 0",
    "",
    "def run_thread(n):",
    "    global balance",
    "    for i in range(iterations):",
    "        balance += n",
    "        balance -= n",
    NULL,
};

static const char *const python_plus[] = {
    "balance = 0",
    "",
    "def ident(x):",
    "    return x",
    "",
    "def run_thread(n):",
    "    global balance",
    "    for i in range(iterations):",
    "        balance = balance + ident(n)",
    "        balance = balance - n",
    NULL,
};

static const char *const python_minus[] = {
    "balance = 0",
    "",
    "def ident(x):",
    "    return x",
    "",
    "def run_thread(n):",
    "    global balance",
    "    for i in range(iterations):",
    "        balance = balance + n",
    "        balance = balance - ident(n)",
    NULL,
};

static const char *const python_int[] = {
    "balance = 0",
    "",
    "def run_thread(n):",
    "    global balance",
    "    for i in range(iterations):",
    "        balance = balance + int(n)",
    "        balance = balance - int(n)",
    NULL,
};

static const char *const python_len[] = {
    "balance = 0",
    "",
    "def run_thread(n):",
    "    global balance",
    "    s = \"x\" * n",
    "    for i in range(iterations):",
    "        balance = balance + len(s)",
    "        balance = balance - len(s)",
    NULL,
};

// ---- the same in C --------------------------------------------------------------------------------------------------

static const char *const c_inline[] = {
    "long balance = 0;",
    "",
    "void run_thread(long n)",
    "{",
    "    for (long i = 0; i < iterations; i++) {",
    "        balance = balance + n;",
    "        balance = balance - n;",
    "    }",
    "}",
    NULL,
};

static const char *const c_augmented[] = {
    "long balance = 0;",
    "",
    "void run_thread(long n)",
    "{",
    "    for (long i = 0; i < iterations; i++) {",
    "        balance += n;",
    "        balance -= n;",
    "    }",
    "}",
    NULL,
};

static const char *const c_plus[] = {
    "long balance = 0;",
    "",
    "long ident(long x) { return x; }",
    "",
    "void run_thread(long n)",
    "{",
    "    for (long i = 0; i < iterations; i++) {",
    "        balance = balance + ident(n);",
    "        balance = balance - n;",
    "    }",
    "}",
    NULL,
};

static const char *const c_minus[] = {
    "long balance = 0;",
    "",
    "long ident(long x) { return x; }",
    "",
    "void run_thread(long n)",
    "{",
    "    for (long i = 0; i < iterations; i++) {",
    "        balance = balance + n;",
    "        balance = balance - ident(n);",
    "    }",
    "}",
    NULL,
};

static const char *const c_int[] = {
    "long balance = 0;",
    "",
    "void run_thread(const char *n)",
    "{",
    "    for (long i = 0; i < iterations; i++) {",
    "        balance = balance + atol(n);",
    "        balance = balance - atol(n);",
    "    }",
    "}",
    NULL,
};

static const char *const c_len[] = {
    "long balance = 0;",
    "",
    "void run_thread(const char *s)",
    "{",
    "    for (long i = 0; i < iterations; i++) {",
    "        balance = balance + strlen(s);",
    "        balance = balance - strlen(s);",
    "    }",
    "}",
    NULL,
};

// ---- which line of C does what a line of Python does ---------------------------------------------------------------

static const uint8_t lines_plain[] = { [3] = 3, [5] = 5, [6] = 6, [9] = 11, [10] = 12 };
static const uint8_t lines_locked[] = { [4] = 4, [6] = 6, [7] = 7, [10] = 12, [11] = 13, [13] = 14, [15] = 15 };
static const uint8_t lines_inline[] = { [5] = 5, [6] = 6, [7] = 7 };
static const uint8_t lines_ident[] = { [3] = 3, [4] = 3, [8] = 7, [9] = 8, [10] = 9 };
static const uint8_t lines_len[] = { [6] = 5, [7] = 6, [8] = 7 };

// ---- bytecodes --------------------------------------------------------------------------------------------------------

static const char call_3_9[] = "9 FOR_ITER\n"
                               "9 STORE_FAST i\n"
                               "10 LOAD_GLOBAL change_it\n"
                               "10 LOAD_FAST n\n"
                               "10 CALL_FUNCTION 1\n"
                               ">5 LOAD_GLOBAL balance\n"
                               ">5 LOAD_FAST n\n"
                               ">5 BINARY_ADD\n"
                               ">5 STORE_GLOBAL balance\n"
                               ">6 LOAD_GLOBAL balance\n"
                               ">6 LOAD_FAST n\n"
                               ">6 BINARY_SUBTRACT\n"
                               ">6 STORE_GLOBAL balance\n"
                               ">6 LOAD_CONST None\n"
                               ">6 RETURN_VALUE\n"
                               "10 POP_TOP\n"
                               "10 JUMP_ABSOLUTE to FOR_ITER\n";

static const char call_3_12[] = "9 FOR_ITER\n"
                                "9 STORE_FAST i\n"
                                "10 LOAD_GLOBAL change_it\n"
                                "10 LOAD_FAST n\n"
                                "10 CALL 1\n"
                                ">3 RESUME 0\n"
                                ">5 LOAD_GLOBAL balance\n"
                                ">5 LOAD_FAST n\n"
                                ">5 BINARY_OP +\n"
                                ">5 STORE_GLOBAL balance\n"
                                ">6 LOAD_GLOBAL balance\n"
                                ">6 LOAD_FAST n\n"
                                ">6 BINARY_OP -\n"
                                ">6 STORE_GLOBAL balance\n"
                                ">6 RETURN_CONST None\n"
                                "10 POP_TOP\n"
                                "10 JUMP_BACKWARD to FOR_ITER\n";

static const char inline_3_9[] = "5 FOR_ITER\n"
                                 "5 STORE_FAST i\n"
                                 "6 LOAD_GLOBAL balance\n"
                                 "6 LOAD_FAST n\n"
                                 "6 BINARY_ADD\n"
                                 "6 STORE_GLOBAL balance\n"
                                 "7 LOAD_GLOBAL balance\n"
                                 "7 LOAD_FAST n\n"
                                 "7 BINARY_SUBTRACT\n"
                                 "7 STORE_GLOBAL balance\n"
                                 "7 JUMP_ABSOLUTE to FOR_ITER\n";

static const char inline_3_12[] = "5 FOR_ITER\n"
                                  "5 STORE_FAST i\n"
                                  "6 LOAD_GLOBAL balance\n"
                                  "6 LOAD_FAST n\n"
                                  "6 BINARY_OP +\n"
                                  "6 STORE_GLOBAL balance\n"
                                  "7 LOAD_GLOBAL balance\n"
                                  "7 LOAD_FAST n\n"
                                  "7 BINARY_OP -\n"
                                  "7 STORE_GLOBAL balance\n"
                                  "7 JUMP_BACKWARD to FOR_ITER\n";

static const char augmented_3_9[] = "5 FOR_ITER\n"
                                    "5 STORE_FAST i\n"
                                    "6 LOAD_GLOBAL balance\n"
                                    "6 LOAD_FAST n\n"
                                    "6 INPLACE_ADD\n"
                                    "6 STORE_GLOBAL balance\n"
                                    "7 LOAD_GLOBAL balance\n"
                                    "7 LOAD_FAST n\n"
                                    "7 INPLACE_SUBTRACT\n"
                                    "7 STORE_GLOBAL balance\n"
                                    "7 JUMP_ABSOLUTE to FOR_ITER\n";

static const char augmented_3_12[] = "5 FOR_ITER\n"
                                     "5 STORE_FAST i\n"
                                     "6 LOAD_GLOBAL balance\n"
                                     "6 LOAD_FAST n\n"
                                     "6 BINARY_OP +=\n"
                                     "6 STORE_GLOBAL balance\n"
                                     "7 LOAD_GLOBAL balance\n"
                                     "7 LOAD_FAST n\n"
                                     "7 BINARY_OP -=\n"
                                     "7 STORE_GLOBAL balance\n"
                                     "7 JUMP_BACKWARD to FOR_ITER\n";

static const char plus_3_9[] = "8 FOR_ITER\n"
                               "8 STORE_FAST i\n"
                               "9 LOAD_GLOBAL balance\n"
                               "9 LOAD_GLOBAL ident\n"
                               "9 LOAD_FAST n\n"
                               "9 CALL_FUNCTION 1\n"
                               ">4 LOAD_FAST x\n"
                               ">4 RETURN_VALUE\n"
                               "9 BINARY_ADD\n"
                               "9 STORE_GLOBAL balance\n"
                               "10 LOAD_GLOBAL balance\n"
                               "10 LOAD_FAST n\n"
                               "10 BINARY_SUBTRACT\n"
                               "10 STORE_GLOBAL balance\n"
                               "10 JUMP_ABSOLUTE to FOR_ITER\n";

static const char plus_3_12[] = "8 FOR_ITER\n"
                                "8 STORE_FAST i\n"
                                "9 LOAD_GLOBAL balance\n"
                                "9 LOAD_GLOBAL ident\n"
                                "9 LOAD_FAST n\n"
                                "9 CALL 1\n"
                                ">3 RESUME 0\n"
                                ">4 LOAD_FAST x\n"
                                ">4 RETURN_VALUE\n"
                                "9 BINARY_OP +\n"
                                "9 STORE_GLOBAL balance\n"
                                "10 LOAD_GLOBAL balance\n"
                                "10 LOAD_FAST n\n"
                                "10 BINARY_OP -\n"
                                "10 STORE_GLOBAL balance\n"
                                "10 JUMP_BACKWARD to FOR_ITER\n";

static const char minus_3_9[] = "8 FOR_ITER\n"
                                "8 STORE_FAST i\n"
                                "9 LOAD_GLOBAL balance\n"
                                "9 LOAD_FAST n\n"
                                "9 BINARY_ADD\n"
                                "9 STORE_GLOBAL balance\n"
                                "10 LOAD_GLOBAL balance\n"
                                "10 LOAD_GLOBAL ident\n"
                                "10 LOAD_FAST n\n"
                                "10 CALL_FUNCTION 1\n"
                                ">4 LOAD_FAST x\n"
                                ">4 RETURN_VALUE\n"
                                "10 BINARY_SUBTRACT\n"
                                "10 STORE_GLOBAL balance\n"
                                "10 JUMP_ABSOLUTE to FOR_ITER\n";

static const char minus_3_12[] = "8 FOR_ITER\n"
                                 "8 STORE_FAST i\n"
                                 "9 LOAD_GLOBAL balance\n"
                                 "9 LOAD_FAST n\n"
                                 "9 BINARY_OP +\n"
                                 "9 STORE_GLOBAL balance\n"
                                 "10 LOAD_GLOBAL balance\n"
                                 "10 LOAD_GLOBAL ident\n"
                                 "10 LOAD_FAST n\n"
                                 "10 CALL 1\n"
                                 ">3 RESUME 0\n"
                                 ">4 LOAD_FAST x\n"
                                 ">4 RETURN_VALUE\n"
                                 "10 BINARY_OP -\n"
                                 "10 STORE_GLOBAL balance\n"
                                 "10 JUMP_BACKWARD to FOR_ITER\n";

static const char int_3_9[] = "5 FOR_ITER\n"
                              "5 STORE_FAST i\n"
                              "6 LOAD_GLOBAL balance\n"
                              "6 LOAD_GLOBAL int\n"
                              "6 LOAD_FAST n\n"
                              "6 CALL_FUNCTION 1\n"
                              "6 BINARY_ADD\n"
                              "6 STORE_GLOBAL balance\n"
                              "7 LOAD_GLOBAL balance\n"
                              "7 LOAD_GLOBAL int\n"
                              "7 LOAD_FAST n\n"
                              "7 CALL_FUNCTION 1\n"
                              "7 BINARY_SUBTRACT\n"
                              "7 STORE_GLOBAL balance\n"
                              "7 JUMP_ABSOLUTE to FOR_ITER\n";

static const char int_3_12[] = "5 FOR_ITER\n"
                               "5 STORE_FAST i\n"
                               "6 LOAD_GLOBAL balance\n"
                               "6 LOAD_GLOBAL int\n"
                               "6 LOAD_FAST n\n"
                               "6 CALL 1\n"
                               "6 BINARY_OP +\n"
                               "6 STORE_GLOBAL balance\n"
                               "7 LOAD_GLOBAL balance\n"
                               "7 LOAD_GLOBAL int\n"
                               "7 LOAD_FAST n\n"
                               "7 CALL 1\n"
                               "7 BINARY_OP -\n"
                               "7 STORE_GLOBAL balance\n"
                               "7 JUMP_BACKWARD to FOR_ITER\n";

static const char len_3_9[] = "6 FOR_ITER\n"
                              "6 STORE_FAST i\n"
                              "7 LOAD_GLOBAL balance\n"
                              "7 LOAD_GLOBAL len\n"
                              "7 LOAD_FAST s\n"
                              "7 CALL_FUNCTION 1\n"
                              "7 BINARY_ADD\n"
                              "7 STORE_GLOBAL balance\n"
                              "8 LOAD_GLOBAL balance\n"
                              "8 LOAD_GLOBAL len\n"
                              "8 LOAD_FAST s\n"
                              "8 CALL_FUNCTION 1\n"
                              "8 BINARY_SUBTRACT\n"
                              "8 STORE_GLOBAL balance\n"
                              "8 JUMP_ABSOLUTE to FOR_ITER\n";

static const char len_3_12[] = "6 FOR_ITER\n"
                               "6 STORE_FAST i\n"
                               "7 LOAD_GLOBAL balance\n"
                               "7 LOAD_GLOBAL len\n"
                               "7 LOAD_FAST s\n"
                               "7 CALL 1\n"
                               "7 BINARY_OP +\n"
                               "7 STORE_GLOBAL balance\n"
                               "8 LOAD_GLOBAL balance\n"
                               "8 LOAD_GLOBAL len\n"
                               "8 LOAD_FAST s\n"
                               "8 CALL 1\n"
                               "8 BINARY_OP -\n"
                               "8 STORE_GLOBAL balance\n"
                               "8 JUMP_BACKWARD to FOR_ITER\n";

static const char lock_2_7[] = "10 FOR_ITER\n"
                               "10 STORE_FAST i\n"
                               "11 LOAD_GLOBAL lock\n"
                               "11 LOAD_ATTR acquire\n"
                               "11 CALL_FUNCTION 0\n"
                               "11 POP_TOP\n"
                               "12 SETUP_FINALLY\n"
                               "13 LOAD_GLOBAL change_it\n"
                               "13 LOAD_FAST n\n"
                               "13 CALL_FUNCTION 1\n"
                               ">6 LOAD_GLOBAL balance\n"
                               ">6 LOAD_FAST n\n"
                               ">6 BINARY_ADD\n"
                               ">6 STORE_GLOBAL balance\n"
                               ">7 LOAD_GLOBAL balance\n"
                               ">7 LOAD_FAST n\n"
                               ">7 BINARY_SUBTRACT\n"
                               ">7 STORE_GLOBAL balance\n"
                               ">7 LOAD_CONST None\n"
                               ">7 RETURN_VALUE\n"
                               "13 POP_TOP\n"
                               "13 POP_BLOCK\n"
                               "13 LOAD_CONST None\n"
                               "15 LOAD_GLOBAL lock\n"
                               "15 LOAD_ATTR release\n"
                               "15 CALL_FUNCTION 0\n"
                               "15 POP_TOP\n"
                               "15 END_FINALLY\n"
                               "15 JUMP_ABSOLUTE to FOR_ITER\n";

static const char lock_3_9[] = "10 FOR_ITER\n"
                               "10 STORE_FAST i\n"
                               "11 LOAD_GLOBAL lock\n"
                               "11 LOAD_METHOD acquire\n"
                               "11 CALL_METHOD 0\n"
                               "11 POP_TOP\n"
                               "12 SETUP_FINALLY\n"
                               "13 LOAD_GLOBAL change_it\n"
                               "13 LOAD_FAST n\n"
                               "13 CALL_FUNCTION 1\n"
                               ">6 LOAD_GLOBAL balance\n"
                               ">6 LOAD_FAST n\n"
                               ">6 BINARY_ADD\n"
                               ">6 STORE_GLOBAL balance\n"
                               ">7 LOAD_GLOBAL balance\n"
                               ">7 LOAD_FAST n\n"
                               ">7 BINARY_SUBTRACT\n"
                               ">7 STORE_GLOBAL balance\n"
                               ">7 LOAD_CONST None\n"
                               ">7 RETURN_VALUE\n"
                               "13 POP_TOP\n"
                               "13 POP_BLOCK\n"
                               "15 LOAD_GLOBAL lock\n"
                               "15 LOAD_METHOD release\n"
                               "15 CALL_METHOD 0\n"
                               "15 POP_TOP\n"
                               "15 JUMP_ABSOLUTE to FOR_ITER\n";

static const char lock_3_12[] = "10 FOR_ITER\n"
                                "10 STORE_FAST i\n"
                                "11 LOAD_GLOBAL lock\n"
                                "11 LOAD_ATTR acquire\n"
                                "11 CALL 0\n"
                                "11 POP_TOP\n"
                                "12 NOP\n"
                                "13 LOAD_GLOBAL change_it\n"
                                "13 LOAD_FAST n\n"
                                "13 CALL 1\n"
                                ">4 RESUME 0\n"
                                ">6 LOAD_GLOBAL balance\n"
                                ">6 LOAD_FAST n\n"
                                ">6 BINARY_OP +\n"
                                ">6 STORE_GLOBAL balance\n"
                                ">7 LOAD_GLOBAL balance\n"
                                ">7 LOAD_FAST n\n"
                                ">7 BINARY_OP -\n"
                                ">7 STORE_GLOBAL balance\n"
                                ">7 RETURN_CONST None\n"
                                "13 POP_TOP\n"
                                "15 LOAD_GLOBAL lock\n"
                                "15 LOAD_ATTR release\n"
                                "15 CALL 0\n"
                                "15 POP_TOP\n"
                                "15 JUMP_BACKWARD to FOR_ITER\n";

// ---- the table -----------------------------------------------------------------------------------------------------

const struct program_kind program_kinds[PROGRAM_COUNT] = {
    [PROGRAM_CALL] = {
        .name = "call",
        .form = "change_it(n)",
        .python = source_python_plain,
        .c = source_c_plain,
        .c_lines = lines_plain,
        .bytecodes = { [COMPILER_2_7] = call_3_9, [COMPILER_3_9] = call_3_9, [COMPILER_3_12] = call_3_12 },
    },
    [PROGRAM_INLINE] = {
        .name = "inline",
        .form = "balance + n",
        .python = python_inline,
        .c = c_inline,
        .c_lines = lines_inline,
        .bytecodes = { [COMPILER_2_7] = inline_3_9, [COMPILER_3_9] = inline_3_9, [COMPILER_3_12] = inline_3_12 },
    },
    [PROGRAM_AUGMENTED] = {
        .name = "augmented",
        .form = "balance += n",
        .python = python_augmented,
        .c = c_augmented,
        .c_lines = lines_inline,
        .bytecodes = { [COMPILER_2_7] = augmented_3_9, [COMPILER_3_9] = augmented_3_9, [COMPILER_3_12] = augmented_3_12 },
    },
    [PROGRAM_CALL_IN_PLUS] = {
        .name = "call-in-plus",
        .form = "balance + ident(n)",
        .python = python_plus,
        .c = c_plus,
        .c_lines = lines_ident,
        .bytecodes = { [COMPILER_2_7] = plus_3_9, [COMPILER_3_9] = plus_3_9, [COMPILER_3_12] = plus_3_12 },
    },
    [PROGRAM_CALL_IN_MINUS] = {
        .name = "call-in-minus",
        .form = "balance - ident(n)",
        .python = python_minus,
        .c = c_minus,
        .c_lines = lines_ident,
        .bytecodes = { [COMPILER_2_7] = minus_3_9, [COMPILER_3_9] = minus_3_9, [COMPILER_3_12] = minus_3_12 },
    },
    [PROGRAM_INT] = {
        .name = "int",
        .form = "balance + int(n)",
        .python = python_int,
        .c = c_int,
        .c_lines = lines_inline,
        .bytecodes = { [COMPILER_2_7] = int_3_9, [COMPILER_3_9] = int_3_9, [COMPILER_3_12] = int_3_12 },
    },
    [PROGRAM_LEN] = {
        .name = "len",
        .form = "balance + len(s)",
        .python = python_len,
        .c = c_len,
        .c_lines = lines_len,
        .bytecodes = { [COMPILER_2_7] = len_3_9, [COMPILER_3_9] = len_3_9, [COMPILER_3_12] = len_3_12 },
    },
    [PROGRAM_LOCK] = {
        .name = "lock",
        .form = "lock.acquire()",
        .python = source_python_locked,
        .c = source_c_locked,
        .c_lines = lines_locked,
        .bytecodes = { [COMPILER_2_7] = lock_2_7, [COMPILER_3_9] = lock_3_9, [COMPILER_3_12] = lock_3_12 },
    },
};
