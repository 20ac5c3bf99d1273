// Room for one more element at the end of an array that grows.
//
//     void *more = grown(list->items, list->count, &list->room, sizeof *list->items);
//     list->items = more ? more : list->items;
#ifndef BASE_GROW_H
#define BASE_GROW_H

#include <stddef.h>
#include <stdlib.h>

// The array, moved where it was full (*room: how many it has room for); NULL: memory is short, and it is as it was.
static inline void *grown(void *array, size_t count, size_t *room, size_t element_bytes)
{
    if (count < *room)
        return array;
    const size_t more = *room + *room / 2 + 16;
    void *moved = realloc(array, more * element_bytes);
    *room = moved ? more : *room;
    return moved;
}

#endif
