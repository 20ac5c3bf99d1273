// What the figures' words are in the page's language. Inside the page only.
#ifndef PAGE_OWN_H
#define PAGE_OWN_H

#include "base/json.h"
#include "base/language.h"
#include "recording/plan.h"

// In the list that has been begun, of two reports of one recording as JSON, one in English and one in another language, each text that
// differs: its key, the English, the other; none where a text of that key stays as it is elsewhere. At most so many.
void page_own(struct json *json, const char *english, const char *own, size_t most);

// There, too: what a plan's variant and other choices are called by the window; in English they are called by their options.
void page_own_choices(struct json *json, const struct plan *plan, enum language language);

#endif
