// The same rule as the window's (view/ui/words.c).
#include "recording/resource_said.h"

#include "base/said.h"

#include <stdio.h>
#include <string.h>

// "Lock 3": what it is, and its number. False: its name is none of these.
static bool say_numbered(char buffer[RESOURCE_SAID_BYTES], const struct resource *resource)
{
    struct resource kind = *resource;
    char *space = strrchr(kind.name, ' ');
    if (!space || !space[1] || space[1 + strspn(space + 1, "0123456789")])
        return false;
    *space = '\0';
    const char *own = said_name(kind.name);
    if (own)
        snprintf(buffer, RESOURCE_SAID_BYTES, "%s %s", own, space + 1);
    return own != NULL;
}

const char *resource_said(char buffer[RESOURCE_SAID_BYTES], const struct recording *recording, uint32_t resource)
{
    const struct resource *of = &recording->resources[resource];
    const bool is_variable = recording->command && resource_is_lock(of) && of->kind != RESOURCE_GIL;
    const char *own = is_variable ? NULL : said_name(of->name);
    if (say_numbered(buffer, of))
        return buffer;
    return own ? own : of->name;
}
