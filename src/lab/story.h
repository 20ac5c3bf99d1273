// What a lab adds to a document (document/document.h): its own story, which nobody but the lab looks into.
#ifndef LAB_STORY_H
#define LAB_STORY_H

#include "base/status.h"

#include <stdbool.h>

struct document;
struct document_watch;
struct moments_source; // document/moments.h

// Called in this order while a document is built, and at its end. Any but understand and forget may be NULL.
struct lab_story {
    // Derives it from the recording and its states and puts it into document->story, on failure too. The watch is asked now
    // and then; where it does not want the document any more this ends with STATUS_FAILED.
    struct status (*understand)(struct document *document, const struct document_watch *watch);
    // The lab's own events, which the playhead counts.
    struct moments_source (*events)(const struct document *document);
    // Derives what needs the moments and the extent.
    struct status (*settle)(struct document *document);
    void (*forget)(void *story); // NULL is allowed
};

#endif
