// JSON with its long lists and long texts cut. Inside the page only.
#ifndef PAGE_CUT_H
#define PAGE_CUT_H

#include <stddef.h>
#include <stdio.h>

// Copies one value of JSON that our own reports wrote: of a list its first `elements`, of a text so many bytes and "…". Returns how
// many elements and ends of texts were left out.
size_t cut_json(FILE *out, const char *json, size_t elements, size_t bytes);

// The same text for a place inside of <script>: no character of it can end or open anything there, nor end a line in JavaScript. JSON
// has these in texts only, where \u does as well.
void cut_put_safely(FILE *out, const char *json, size_t bytes);

#endif
