// Stands in for gif.c where giflib was not there.
#include "gui/animation_format.h"

const struct animation_format animation_gif = { .ending = ".gif", .without = "giflib" };
