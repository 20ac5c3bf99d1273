// Each count stands for steps that a thread takes one after the other, so of a thread that was killed between two of them one may
// be missing: so much is let pass.
#include "record/books_agree.h"

// The lesser one is counted after the other.
static bool differ(uint64_t lesser, uint64_t other, uint64_t tasks) { return lesser > other || other - lesser > tasks; }

static bool is_another_head(const struct books_head *head, uint64_t start_ns, uint32_t blocks)
{
    return head->magic != BOOKS_MAGIC || head->start_ns != start_ns || head->blocks != blocks ||
           head->asked_count > BOOKS_ASKED_MAX || atomic_load(&head->ready) > blocks ||
           atomic_load(&head->order_lost) > 1;
}

static bool loads_at_all(uint8_t kind)
{
    return kind == ACCESS_LOAD || kind == ACCESS_ATOMIC_LOAD || kind == ACCESS_ATOMIC_BOTH;
}

// Every load is counted at its variable and at its place; of the one before the variable's books began only there.
static bool loads_differ(const struct raw_books *books, const struct raw_variable *variable, uint64_t tasks)
{
    const struct raw_access *accesses = books->accesses + variable->first_access;
    uint64_t loads = 0;
    for (size_t i = 0; i < variable->access_count; i++)
        loads += loads_at_all(accesses[i].kind) ? accesses[i].count : 0;
    return variable->loads > loads ? variable->loads - loads > tasks : loads - variable->loads > tasks + 1;
}

uint32_t books_disagree(const struct books_found *found, const struct books_head *head, const struct raw_books *books,
                        uint64_t start_ns, uint32_t blocks)
{
    const uint64_t tasks = found->tasks, dropped = atomic_load(&head->dropped);
    uint32_t wrong = found->stores_differ ? DISAGREE_STORES : 0;
    if (differ(atomic_load(&head->settled), found->settled, tasks) ||
        differ(atomic_load(&head->interrupted), found->interrupted, tasks))
        wrong |= DISAGREE_TURNS;
    for (size_t i = 0; i < books->variable_count && dropped == 0; i++)
        if (loads_differ(books, &books->variables[i], tasks))
            wrong |= DISAGREE_LOADS;
    if (is_another_head(head, start_ns, blocks) || found->images > atomic_load(&head->images) ||
        found->tasks > atomic_load(&head->tasks))
        wrong |= DISAGREE_HEAD;
    return wrong;
}
