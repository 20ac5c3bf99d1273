// The timeline's field: the kinds of rows are asked in turn what the word means to them.
#include "view/timeline/parts.h"
#include "view/timeline/rows.h"
#include "view/timeline/timeline_model.h"

#include "base/utf8.h"

#include <string.h>

void timeline_find(struct model *model, const struct document *document, int direction)
{
    for (int i = 0; timeline_row_kinds[i]; i++)
        if (timeline_row_kinds[i]->find &&
            timeline_row_kinds[i]->find(model, document, model->timeline->search, direction))
            return;
}

static const char *begin(struct model *model)
{
    model->view = VIEW_TIMELINE;
    return model->timeline->search;
}

static void typed(struct model *model, const char *utf8)
{
    struct timeline_model *timeline = model->timeline;
    const size_t bytes = strlen(utf8), most = sizeof timeline->search - 1;
    const size_t kept = bytes > most ? utf8_cut(utf8, most) : bytes;
    memcpy(timeline->search, utf8, kept);
    timeline->search[kept] = '\0';
}

const struct view_search timeline_search = { begin, typed, ACTION_SEARCH };
