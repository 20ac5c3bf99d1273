// Which of the interface's languages the fonts here can write.
#ifndef GUI_WRITTEN_H
#define GUI_WRITTEN_H

#include "gui/paint/fonts.h"
#include "view/texts/texts.h"

// fonts_create, for all the languages that there are.
struct status written_fonts(struct fonts **out, const char *file);

// The file of the first face that cannot write the language, for messages; NULL: every face can.
const char *written_without(struct fonts *fonts, enum language language);

// The languages that some face cannot write.
language_set written_missing(struct fonts *fonts);

#endif
