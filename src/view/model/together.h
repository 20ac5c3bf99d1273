// Two recordings in one window (view/sides), each told of by a model of its own: what both have in common, on the clock of the
// model's own recording. Only the views of runs show both; in the others the upper one is alone.
#ifndef VIEW_MODEL_TOGETHER_H
#define VIEW_MODEL_TOGETHER_H

#include "view/model/model.h"

static inline bool together_shown(const struct model *model)
{
    return model->together.on && (model->view == VIEW_STAGE || model->view == VIEW_TIMELINE);
}

// Where the clock that is shown begins: at the start of the run, or what is zero for both.
static inline uint64_t together_zero_ns(const struct model *model, const struct document *document)
{
    return together_shown(model) ? model->together.zero_ns : document_from_ns(document);
}

// The length by which its moments are written.
static inline uint64_t together_clock_ns(const struct model *model, const struct document *document)
{
    return together_shown(model) ? model->together.to_ns - model->together.zero_ns : document_clock_ns(document);
}

// All that can be seen; of both to may lie past the end of this one.
static inline struct extent together_whole(const struct model *model, const struct document *document)
{
    return together_shown(model) ? (struct extent){ model->together.from_ns, model->together.to_ns }
                                 : (struct extent){ document_from_ns(document), document_to_ns(document) };
}

// What is seen unless more or less was asked for.
static inline struct extent together_extent(const struct model *model, const struct document *document)
{
    return together_shown(model) ? model->together.extent : document->extent;
}

// The playhead, which both share: it may be past the end of this one, whose own then stays there.
static inline uint64_t together_head_ns(const struct model *model)
{
    return together_shown(model) ? model->together.head_ns : model->playback.ns;
}

// A panel's title: beside another the recording's name, as far as it is drawn.
static inline const char *together_title(const struct model *model, const char *own)
{
    return together_shown(model) && model->together.title ? model->together.title : own;
}

#endif
