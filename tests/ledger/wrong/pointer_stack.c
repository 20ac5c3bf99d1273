// truth: top pairs=yes guarded=nothing
#define TIMES 300
#include "../truth.h"

struct node {
    struct node *next;
};

static struct node *top, nodes[THREADS][TIMES];

static void *work(void *number)
{
    meet(THREADS);
    for (int i = 0; i < TIMES; halfway(i++)) {
        struct node *node = &nodes[(long)number][i];
        node->next = top;
        top = node;
    }
    return NULL;
}

int main(void)
{
    long length = 0;
    run_threads(work);
    for (const struct node *node = top; node; node = node->next)
        length++;
    printf("%ld of %ld are still in the list\n", length, (long)THREADS * TIMES);
    return 0;
}
