// See stamps.h.
#include "labs/balance/stamps.h"

#include "base/search.h"

static bool is_taken(const void *stamps, size_t index, const void *made)
{
    return ((const struct balance_stamp *)stamps)[index].made <= *(const uint64_t *)made;
}

uint64_t stamps_until(const struct stamps *stamps, uint64_t made)
{
    if (stamps->stamps)
        return search_count(stamps->stamps, stamps->count, &made, is_taken);
    if (stamps->every == 0)
        return 0;
    const uint64_t until = stamps->every == 1 ? made : made / stamps->every + 1;
    return until < stamps->count ? until : stamps->count;
}
