// Parts that are empty are left out.
#include "gui/title.h"

#include "base/utf8.h"
#include "lab/lab.h"
#include "view/labs/came.h"
#include "view/labs/lab_names.h"
#include "view/labs/lab_words.h"

#include <string.h>

#define PROGRAM "Race Ledger"

static const char *subject(enum language language, const struct plan *plan, const char *path)
{
    const char *slash = path ? strrchr(path, '/') : NULL;
    if (path && *path)
        return slash ? slash + 1 : path;
    return plan->lab != LAB_NONE ? lab_title(language, plan->lab) : "";
}

const char *title_of(struct arena *arena, enum language language, const struct document *document, const char *path,
                     bool hidden)
{
    if (!document)
        return PROGRAM;
    const struct plan *plan = document->recording.plan;
    const struct lab_words *words = lab_words_of(plan->lab);
    const char *parts[] = { subject(language, plan, path),
                            document->recording.command ? document->recording.command->text
                            : words                     ? words->variant(language, plan)
                                                        : "",
                            hidden ? "" : came_of(arena, language, document), PROGRAM };
    char *title = NULL;
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        if (*parts[i])
            title = title ? arena_printf(arena, "%s – %s", title, parts[i]) : arena_printf(arena, "%s", parts[i]);
    if (!title)
        return PROGRAM;
    utf8_make_plain(title); // names may come from anywhere
    return title;
}
