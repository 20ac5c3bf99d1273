// truth: fork_behind_table.c:21 lost=any pairs=yes guarded=nothing
#include "../truth_fork.h"

enum {
    WORDS = 1 << 19,
};

// Each its half of the table, and then all the counter, which lies in front of it.
static void work(void *shared)
{
    long *table = (long *)shared;
    for (long i = 1 + getpid() % 2; i < WORDS; i += 2)
        table[i]++;
    for (int i = 0; i < TIMES; i++)
        table[0]++;
}

// There are many more words in what is shared than can be watched; those that are touched last have room all the same.
int main(void)
{
    long *table = (long *)SHARE(WORDS * sizeof *table);
    if (table == MAP_FAILED)
        return 9;
    for (long i = 1; i < WORDS; i++)
        table[i] = i;
    run_processes(work, table);
    tell("fork_behind_table.c:21", table[0], PROCESSES * TIMES);
    return 0;
}
