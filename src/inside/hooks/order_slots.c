#include "inside/hooks/order_slots.h"

#include "inside/hooks/books.h"
#include "inside/hooks/others.h"
#include "inside/hooks/roots.h"
#include "inside/hooks/spin.h"
#include "inside/raw.h"

#include <string.h>

struct slot {
    uint32_t clock[ORDER_SLOTS];
    uint32_t ended; // at which tick
    int32_t pid;    // of its process; 0: not known
    bool taken;     // it has not
};

struct order {
    _Atomic uint32_t vague;
    _Atomic uint32_t lock; // of the slots
    _Atomic uint32_t slots;
    uint32_t next; // of those that have ended, looked at from here on where there is no other
    struct slot slot[ORDER_SLOTS];
};

static struct order *order(void) { return root_of(ROOT_ORDER); }

bool order_slots_begin(void) { return root_make(ROOT_ORDER, sizeof(struct order)); }

bool order_is_lost(void) { return !order() || atomic_load_explicit(&family()->lost, memory_order_relaxed); }

static void be_vague(void) { atomic_store_explicit(&order()->vague, 1, memory_order_relaxed); }

bool order_is_vague(void) { return !order() || atomic_load_explicit(&order()->vague, memory_order_relaxed); }

// ---- tasks ----------------------------------------------------------------------------------------------------------

static bool is_ended_for(const struct slot *slot, const struct order_task *maker, uint32_t at)
{
    return !slot->taken && (!maker || slot->ended <= maker->clock[at]);
}

// One that has ended and that its maker follows, a new one, or any that has ended; UINT32_MAX: there is none. The slots are
// locked.
static uint32_t slot_find(const struct order_task *maker)
{
    struct order *all = order();
    for (uint32_t i = 0; maker && i < all->slots; i++)
        if (is_ended_for(&all->slot[i], maker, i))
            return i;
    if (all->slots < ORDER_SLOTS)
        return all->slots++;
    be_vague();
    for (uint32_t i = 0; i < ORDER_SLOTS; i++) {
        all->next = (all->next + 1) % ORDER_SLOTS;
        if (is_ended_for(&all->slot[all->next], NULL, 0))
            return all->next;
    }
    return UINT32_MAX;
}

// With a clock that follows the maker's. The tick of who had the slot before is not gone back behind.
static uint32_t slot_take(const struct order_task *maker)
{
    struct order *all = order();
    spin_take(&all->lock);
    const uint32_t at = slot_find(maker);
    struct slot *slot = at != UINT32_MAX ? &all->slot[at] : NULL;
    if (slot) {
        const uint32_t tick = slot->clock[at];
        memset(slot->clock, 0, sizeof slot->clock);
        if (maker)
            memcpy(slot->clock, maker->clock, maker->known * sizeof(uint32_t));
        slot->clock[at] = tick;
        slot->taken = true;
        slot->pid = 0;
    }
    spin_give(&all->lock);
    return at;
}

uint32_t order_makes(struct order_task *task)
{
    if (!task->clock)
        return 0;
    const uint32_t at = slot_take(task);
    order_tick(task);
    return at == UINT32_MAX ? 0 : at + 1;
}

// Where it is alone nobody changes a slot meanwhile.
bool order_is_alone(const struct order_task *task)
{
    const struct order *all = order();
    for (uint32_t i = 0; task->clock && i < all->slots; i++)
        if (i != task->slot && (all->slot[i].taken || all->slot[i].ended > task->clock[i]))
            return false;
    return task->clock != NULL;
}

static void slot_give(uint32_t at, uint32_t ended)
{
    struct order *all = order();
    spin_take(&all->lock);
    all->slot[at].ended = ended;
    all->slot[at].taken = false;
    spin_give(&all->lock);
}

void order_not_made(uint32_t made)
{
    if (made != 0 && order())
        slot_give(made - 1, order()->slot[made - 1].clock[made - 1]);
}

// Where there is no slot, one is shared: then accesses may seem ordered that are not.
void order_slot_begin(struct order_task *task, uint32_t made)
{
    uint32_t at = made != 0 ? made - 1 : slot_take(NULL);
    if (at == UINT32_MAX) {
        at = ORDER_SLOTS - 1;
        be_vague();
    }
    task->clock = order()->slot[at].clock;
    order()->slot[at].pid = (int32_t)raw_call(SYS_getpid, 0, 0, 0, 0, 0, 0);
    task->slot = at;
    task->known = order()->slots;
    task->now = task->clock[at];
    order_tick(task);
}

void order_slot_end(struct order_task *task, uint32_t ended)
{
    task->clock = NULL;
    slot_give(task->slot, ended);
}

// ---- processes ------------------------------------------------------------------------------------------------------

void order_made_process(uint32_t made, int32_t pid)
{
    if (made != 0 && order())
        order()->slot[made - 1].pid = pid;
}

// However it ended, and whether it ever told a word: the kernel says that it is no more.
static void follow_ended(struct order_task *task, uint32_t at)
{
    order_join(task->clock, order()->slot[at].clock, order()->slots);
    task->known = order()->slots;
    task->stamp++;
}

void order_process_ended(struct order_task *task, int32_t pid)
{
    struct order *all = order();
    if (!task->clock)
        return;
    spin_take(&all->lock);
    for (uint32_t i = 0; i < all->slots; i++)
        if (all->slot[i].pid == pid && i != task->slot) {
            follow_ended(task, i);
            all->slot[i].ended = all->slot[i].clock[i];
            all->slot[i].taken = false;
        }
    spin_give(&all->lock);
}

void order_processes_ended(struct order_task *task)
{
    struct order *all = order();
    if (!task->clock)
        return;
    const int32_t own = all->slot[task->slot].pid;
    spin_take(&all->lock);
    for (uint32_t i = 0; i < all->slots; i++)
        if (all->slot[i].pid != 0 && all->slot[i].pid != own && other_is_over(all->slot[i].pid))
            follow_ended(task, i);
    spin_give(&all->lock);
}
