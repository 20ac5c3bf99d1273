// Keys as a person writes them, and a keymap changed by what was written: "key.play = P", "key.help = ? F1", "key.beat = none".
//
// All lines together make the keymap: two commands may change places. What cannot be is refused with its reason, and its command
// keeps the keys that it comes with.
#ifndef VIEW_UI_CHORDS_H
#define VIEW_UI_CHORDS_H

#include "view/ui/keys.h"

enum key_refusal {
    KEY_GRANTED,
    KEY_NO_COMMAND, // of that name
    KEY_NO_KEY,     // is called that
    KEY_STAYS,      // Esc, Tab and Enter are what leads through and out of everything
    KEY_TAKEN,      // it is another command's
    KEY_MANY,       // more than KEY_CHORDS_MOST
};

enum {
    KEY_CHORDS_MOST = 4
};

// One line. name and chords are the caller's, as long as the change is.
struct key_change {
    const char *name, *chords;
    enum key_refusal refusal;
    char chord[KEY_NAME_BYTES]; // of chords, that it is about
    const char *taken_by;       // name of the other command
};

// Reads one chord, "Ctrl+Shift+C", "−", "left": the row's key, control and shift. False: nothing is called that.
bool chord_read(const char *chord, struct key_binding *row);

// Makes the keymap the table with the changes in it, the later of two that cannot both be refused; the letters stay.
void keymap_change(struct keymap *keymap, struct key_change *changes, int count);

#endif
