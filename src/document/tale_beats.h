// Which events of a tale (document/tale.h) are its beats.
#ifndef DOCUMENT_TALE_BEATS_H
#define DOCUMENT_TALE_BEATS_H

#include "document/tale.h"

// Chooses them, once all events are there. Cost of a look at each event's class, of which there are few.
void tale_choose_beats(struct tale *tale, const struct recording *recording);

#endif
