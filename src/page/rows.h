// What a page plays: the tasks' states as rows, locks and queues, the value's curve, and what goes on step by step. Inside the page only.
#ifndef PAGE_ROWS_H
#define PAGE_ROWS_H

#include "base/json.h"
#include "document/document.h"

// Moments in a page: ns since the beginning of the run.
uint64_t page_ns(const struct document *document, uint64_t ns);

// Where one of so many equal columns of the run's extent begins, in the recording's time.
uint64_t page_column_ns(const struct document *document, size_t column, size_t columns);

// Puts each change of a track within the run's extent: the moment and the span that begins there, NULL where nothing does. of is
// handed on.
typedef void page_put_change(struct json *json, const struct document *document, uint32_t of, uint64_t ns,
                             const struct track_span *span);
void page_spans(struct json *json, const struct document *document, const struct track *track, uint32_t of,
                page_put_change *put);

// Each a member of the object that has been begun.
void page_rows(struct json *json, const struct document *document, int folds);
void page_locks(struct json *json, const struct document *document, int folds);  // who had each, who waited (holds.c)
void page_levels(struct json *json, const struct document *document, int folds); // how much was in a queue … (holds.c)
void page_curve(struct json *json, const struct document *document, int folds);
void page_events(struct json *json, const struct document *document, int folds); // loads and stores of the value
void page_told(struct json *json, const struct document *document, int folds);   // what tasks noted and printed
void page_collisions(struct json *json, const struct document *document, int folds);

#endif
