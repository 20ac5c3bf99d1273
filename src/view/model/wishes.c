// One wish of a kind: two of the same would only be granted twice.
#include "view/model/wishes.h"

#include <stddef.h>

static int place_of(const struct wishes *wishes, enum wish_kind kind)
{
    int i = 0;
    while (i < wishes->count && wishes->list[i].kind != kind)
        i++;
    return i;
}

void wish_for(struct wishes *wishes, struct wish wish)
{
    const int place = place_of(wishes, wish.kind);
    wishes->list[place] = wish;
    wishes->count += place == wishes->count;
}

const struct wish *wishes_find(const struct wishes *wishes, enum wish_kind kind)
{
    const int place = place_of(wishes, kind);
    return place < wishes->count ? &wishes->list[place] : NULL;
}
