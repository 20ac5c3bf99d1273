// In place of the memory that the hooks inside a program's processes share, for a test into which their code is compiled as it stands.
#ifndef SUPPORT_FAMILY_H
#define SUPPORT_FAMILY_H

#include "inside/hooks/books.h"
#include "inside/hooks/family.h"
#include "inside/hooks/hooks.h"
#include "inside/hooks/region.h"
#include "inside/hooks/spin.c"

#include <string.h>

static struct family family_of_test;
struct books_head *books_head; // there are no books

struct family *family(void) { return &family_of_test; }
void family_lose_order(void)
{
    family_of_test.lost = 1;
    if (books_head)
        books_head->order_lost = 1;
}
void *family_take(size_t bytes) { return hooks_take(bytes); }
void *kept_take(size_t bytes) { return hooks_take(bytes); }
void *take_beside(const void *beside, size_t bytes)
{
    (void)beside;
    return hooks_take(bytes);
}

static int32_t tid_of_dead; // of the task that was killed; 0: none was
bool other_is_over(int32_t tid) { return tid != 0 && tid == tid_of_dead; }

static inline void family_anew(void)
{
    memset(family_of_test.root, 0, sizeof family_of_test.root);
    family_of_test.lost = 0;
    tid_of_dead = 0;
}

#endif
