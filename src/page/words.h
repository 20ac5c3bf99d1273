// What a page says, in its language. Inside the page only.
#ifndef PAGE_WORDS_H
#define PAGE_WORDS_H

#include "base/json.h"
#include "view/texts/texts.h"

// The member "words": a text for each name that assets/page/page.js knows; and "kinds", the states' names.
void page_words(struct json *json, enum language language);

#endif
