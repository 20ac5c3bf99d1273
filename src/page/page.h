// A recording as one page that a browser plays without a network: assets/page/, with what the page shows as JSON in it.
//
// Its figures are those of `show --json`, which stands in it as it is. Rows, the value's curve, events and collisions are the
// document's. What is long is folded, more and more until the page is below PAGE_MOST_BYTES, and the page says so.
#ifndef PAGE_PAGE_H
#define PAGE_PAGE_H

#include "base/status.h"
#include "document/document.h"
#include "view/texts/texts.h"

#include <stdio.h>

enum {
    PAGE_MOST_BYTES = 950000,
};

// name: of the recording's file, as the page is to call it. Errors of the stream stay there. STATUS_BAD_FILE where what was recorded
// contradicts itself, STATUS_FAILED when memory is short: nothing is written then.
struct status page_write(FILE *out, const struct document *document, const char *name, enum language language);

#endif
