// Stands in for webp.c where libwebpmux was not there.
#include "gui/animation_format.h"

const struct animation_format animation_webp = { .ending = ".webp", .without = "libwebpmux" };
