// Asks for what each language's row says that a font must have.
#include "gui/written.h"

struct status written_fonts(struct fonts **out, const char *file)
{
    const char *samples[LANGUAGE_COUNT + 1] = { NULL };
    int count = 0;
    for (int i = 0; i < LANGUAGE_COUNT; i++)
        if (languages[i].sample)
            samples[count++] = languages[i].sample;
    return fonts_create(out, file, samples);
}

const char *written_without(struct fonts *fonts, enum language language)
{
    const char *sample = languages[language].sample;
    return sample ? fonts_without(fonts, sample) : NULL;
}

language_set written_missing(struct fonts *fonts)
{
    language_set missing = 0;
    for (int i = 0; i < LANGUAGE_COUNT; i++)
        missing |= (language_set)(written_without(fonts, (enum language)i) != NULL) << i;
    return missing;
}
