// Looks at the rows of the locks that were found to be GILs.
#include "view/ui/gil_switch.h"

#include "document/document.h"

enum {
    SPANS_LOOKED_AT = 64
};

int gil_went_to(const struct document *document, uint32_t task, uint64_t from_ns, uint64_t to_ns)
{
    for (uint32_t i = 0; i < document->recording.gil_count; i++) {
        const uint32_t resource = document->recording.gils[i].resource;
        if (resource >= (uint32_t)document->overview.lock_count)
            continue;
        const struct track *track = &document->overview.locks[resource];
        size_t at = track_find(track, from_ns);
        for (int looked = 0; looked < SPANS_LOOKED_AT && at < track->count; looked++, at++) {
            const struct track_span *span = &track->spans[at];
            if (span->from_ns >= to_ns)
                break;
            // Its own span may have ended just before the moment that the load was noted at: it loaded while it held it.
            if (span->extra >= 0 && (uint32_t)span->extra != task)
                return span->extra;
        }
    }
    return -1;
}
