// The languages that there are: a row each of assets/languages.def. English is the first, and what stands where nothing was chosen.
#ifndef BASE_LANGUAGE_H
#define BASE_LANGUAGE_H

enum language {
#define LANGUAGE(id, ...) LANGUAGE_##id,
#include "../assets/languages.def"
    LANGUAGE_COUNT,
    LANGUAGE_SPOKEN_COUNT = 2 * LANGUAGE_COUNT // of threads, then each again of processes
};

#endif
