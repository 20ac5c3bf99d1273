// How each setting is controlled and changed: rows beside those of settings_table.
//
// Whatever is changed goes through settings_set and settings_finish, so that ranges and messages are theirs.
#ifndef VIEW_MODEL_SETTING_ROWS_H
#define VIEW_MODEL_SETTING_ROWS_H

#include "lab/settings.h"
#include "view/model/model.h"

enum {
    SETTING_CHOICES_MAX = 8,
    SETTING_VALUE_BYTES = 352
};

struct setting_row {
    const char *name; // as in settings_table
    enum text_id title;
    // Choices as the command line names them, and as the window does; none: a number that can be stepped and typed.
    const char *choices[SETTING_CHOICES_MAX];
    enum text_id labels[SETTING_CHOICES_MAX]; // 0: the choice itself
    bool steps;          // less and more mean something; of choices: they are too many to stand side by side
    uint64_t ladder[26]; // values to step through, ended by a 0 behind the first; none: by one
    bool is_time;
    enum text_id range; // what may be typed, {1} to {2}
    enum text_id never; // what the window calls 0, which is typed as "never"; 0: 0 is a number
};

// The row of settings_table with its control; NULL where the window has none for it (the guard has its cards).
const struct setting_row *setting_row_of(int row);
int setting_row_named(const char *name);

// Does it mean something in this experiment?
bool setting_applies(const struct experiment *experiment, int row);

// The rows whose controls open together with this one's; returns how many. OPEN_SETTINGS: all that apply.
enum {
    SETTING_GROUP_MAX = 16
};
int setting_group(const struct experiment *experiment, int row, int found[SETTING_GROUP_MAX]);

// The present value as it would be typed. Returns the buffer.
char *setting_value(char buffer[SETTING_VALUE_BYTES], const struct experiment *experiment, int row);

// Which of the choices it has; −1: none of them.
int setting_choice(const struct experiment *experiment, int row);

// What the ends of the range are, by the settings' own message; false where it has none.
#define SETTING_END_BYTES 48
bool setting_range(const struct settings *settings, int row, char low[SETTING_END_BYTES], char high[SETTING_END_BYTES]);

// Sets it, and what has to follow from it. On a refusal nothing is changed and the status says why; *whole: it is
// not the value itself but that it does not go with the others.
struct status setting_put(struct settings *settings, int row, const char *value, bool *whole);

// One step less (−1) or more (+1); false where there is none, or it was refused.
bool setting_step(struct settings *settings, int row, int by);

// Makes the settings those of an experiment, as its defaults would have them where they agree.
void settings_adopt(struct settings *settings, const struct experiment *experiment);

#endif
