// What the figures' words are in the page's language. Inside the page only.
#ifndef PAGE_OWN_H
#define PAGE_OWN_H

#include "base/json.h"

// The member "own": of two reports of one recording as JSON, one in English and one in another language, each text that differs: its
// key, the English, the other; none where a text of that key stays as it is elsewhere. At most so many.
void page_own(struct json *json, const char *english, const char *own, size_t most);

#endif
