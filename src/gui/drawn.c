// A frame with a list and a ui of its own.
#include "gui/drawn.h"

#include "base/fault.h"
#include "labs/balance/experiment.h"
#include "view/labs/sentence.h"
#include "view/looks/theme.h"
#include "view/shapes/svg.h"

#include <stdlib.h>

struct status drawn_make(struct drawn *drawn, const struct model *model, const struct document *document,
                         struct fonts *fonts)
{
    drawn->arena = ARENA_EMPTY;
    drawn->ui = calloc(1, sizeof *drawn->ui);
    if (!drawn->ui)
        return status_fault(STATUS_FAILED, FAULT_PICTURE_MEMORY);
    drawn->ui->pointer = point_at(-1, -1);
    draw_list_init(&drawn->list, &drawn->arena, fonts_metrics(fonts), model->width_px, model->height_px,
                   theme_get(model->theme)->grounds[GROUND_PAGE]);
    frame_init(&drawn->frame, &drawn->list, drawn->ui, document, model);
    window_draw(&drawn->frame);
    return drawn->list.failed ? status_fault(STATUS_FAILED, FAULT_PICTURE_MEMORY) : status_ok();
}

void drawn_finish(struct drawn *drawn)
{
    arena_finish(&drawn->arena);
    free(drawn->ui);
}

static const char *title_of(struct drawn *drawn)
{
    const struct document *document = drawn->frame.document;
    const struct plan *shown = document ? document->recording.plan : &drawn->frame.model->settings.plan;
    return lab_words_of(shown->lab) ? sentence_text(&drawn->arena, drawn->frame.model->language, shown, SENTENCE_WHOLE)
                                    : "Race Ledger";
}

void drawn_svg(struct drawn *drawn, FILE *out) { svg_write(&drawn->list, title_of(drawn), out); }
