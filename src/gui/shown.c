// A count of users.
#include "gui/shown.h"
#include "document/build.h"

#include <stdlib.h>

struct shown *shown_create(void)
{
    struct shown *shown = calloc(1, sizeof *shown);
    if (shown)
        atomic_init(&shown->users, 1);
    return shown;
}

struct shown *shown_keep(struct shown *shown)
{
    atomic_fetch_add(&shown->users, 1);
    return shown;
}

void shown_release(struct shown *shown)
{
    if (!shown || atomic_fetch_sub(&shown->users, 1) != 1)
        return;
    document_finish(&shown->document);
    free(shown);
}
