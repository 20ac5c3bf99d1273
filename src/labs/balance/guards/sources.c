// The program's source, line by line as the code panel shows it.
#include "labs/balance/guards/sources.h"

#include <stddef.h>

const char *const source_python_plain[] = {
    "balance = 0",
    "",
    "def change_it(n):",
    "    global balance",
    "    balance = balance + n",
    "    balance = balance - n",
    "",
    "def run_thread(n):",
    "    for i in range(iterations):",
    "        change_it(n)",
    NULL,
};

const char *const source_python_locked[] = {
    "balance = 0",
    "lock = threading.Lock()",
    "",
    "def change_it(n):",
    "    global balance",
    "    balance = balance + n",
    "    balance = balance - n",
    "",
    "def run_thread(n):",
    "    for i in range(iterations):",
    "        lock.acquire()",
    "        try:",
    "            change_it(n)",
    "        finally:",
    "            lock.release()",
    NULL,
};

const char *const source_c_plain[] = {
    "long balance = 0;",
    "",
    "void change_it(long n)",
    "{",
    "    balance = balance + n;",
    "    balance = balance - n;",
    "}",
    "",
    "void run_thread(long n)",
    "{",
    "    for (long i = 0; i < iterations; i++)",
    "        change_it(n);",
    "}",
    NULL,
};

const char *const source_c_locked[] = {
    "long balance = 0;",
    "pthread_mutex_t lock;",
    "",
    "void change_it(long n)",
    "{",
    "    balance = balance + n;",
    "    balance = balance - n;",
    "}",
    "",
    "void run_thread(long n)",
    "{",
    "    for (long i = 0; i < iterations; i++) {",
    "        pthread_mutex_lock(&lock);",
    "        change_it(n);",
    "        pthread_mutex_unlock(&lock);",
    "    }",
    "}",
    NULL,
};
