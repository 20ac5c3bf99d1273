// How each setting is controlled and changed by hand: the words of its lab (view/labs/lab_words.h) beside its row.
//
// Whatever is changed goes through settings_set and settings_finish, so that ranges and messages are theirs.
#ifndef VIEW_MODEL_SETTING_ROWS_H
#define VIEW_MODEL_SETTING_ROWS_H

#include "lab/settings.h"
#include "view/labs/lab_words.h"
#include "view/model/model.h"

// The words of the setting with that row (lab/settings.h); NULL where the window has no control for it (the variants have
// their cards).
const struct setting_row *setting_row_of(const struct lab_settings *lab, int row);

// The rows whose controls open together with this one's; returns how many. OPEN_SETTINGS: all that mean something.
enum {
    SETTING_GROUP_MAX = 16
};
int setting_group(const struct settings *settings, int row, int found[SETTING_GROUP_MAX]);

// The ends of its range in the next run, as they may be typed. Not of a choice.
void setting_ends(const struct settings *settings, int row, char low[SETTING_TEXT_BYTES],
                  char high[SETTING_TEXT_BYTES]);

// Sets it, and what has to follow from it. On a refusal nothing is changed and the status says why; *whole: it is
// not the value itself but that it does not go with the others.
struct status setting_put(struct settings *settings, int row, const char *value, bool *whole);

// One step less (−1) or more (+1); false where there is none, or it was refused.
bool setting_step(struct settings *settings, int row, int by);

#endif
