#include "inside/hooks/spin.h"

#include "inside/hooks/family.h"
#include "inside/hooks/others.h"

_Thread_local _Atomic uint32_t *spin_held;
_Thread_local uint32_t spin_name = 1;

// What it guards may be half done, so that order may seem to be missing where it was.
bool spin_inherit(_Atomic uint32_t *lock, uint32_t there)
{
    if (there <= 1 || !other_is_over((int32_t)there) || !atomic_compare_exchange_strong(lock, &there, spin_name))
        return false;
    family_lose_order();
    return true;
}
