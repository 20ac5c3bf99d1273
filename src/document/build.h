// Putting a document together, and taking it apart. Takes time linear in what was recorded.
#ifndef DOCUMENT_BUILD_H
#define DOCUMENT_BUILD_H

#include "document/document.h"

// Derives everything from a recording that has been verified or comes from a live run. Takes the recording over,
// also on failure (then it is closed). The document stays where it is: its parts point at each other.
struct status document_build(struct document *document, struct recording *recording);

// The same; where the watch (NULL: nobody waits) does not want it any more, it ends with STATUS_FAILED.
struct status document_build_watched(struct document *document, struct recording *recording,
                                     const struct document_watch *watch);

void document_finish(struct document *document); // a zeroed one is allowed

#endif
