// The keys of the window: one table, which help, tooltips, the settings file and the control read, and which a person may change.
//
// A row is a chord, the command that it is for and where it counts. A command has a word of its own, by which the settings file
// names it, and may have several rows. The table is what the program comes with; a keymap is what holds now.
#ifndef VIEW_UI_KEYS_H
#define VIEW_UI_KEYS_H

#include "view/texts/texts.h"
#include "view/ui/actions.h"

#include <stdbool.h>
#include <stdint.h>

// With no SDL in sight: printable ones are their Unicode letter in lower case, others these.
enum key {
    KEY_LEFT = 0x110000,
    KEY_RIGHT,
    KEY_UP,
    KEY_DOWN,
    KEY_HOME,
    KEY_END,
    KEY_PAGE_UP,
    KEY_PAGE_DOWN,
    KEY_ENTER,
    KEY_ESCAPE,
    KEY_TAB,
    KEY_BACKSPACE,
    KEY_DELETE,
    KEY_BACK, // Alt+←, and what keyboards and mice have for it
    KEY_FORWARD,
    KEY_F1, // to F12, in a row
    KEY_F2,
    KEY_F3,
    KEY_F4,
    KEY_F5,
    KEY_F6,
    KEY_F7,
    KEY_F8,
    KEY_F9,
    KEY_F10,
    KEY_F11,
    KEY_F12,
    KEY_LAST,
};

enum key_mode {
    KEYS_DESK = 1,
    KEYS_LECTURE = 2,
    KEYS_BOTH = 3,
};
// In one view, where they come before those of the same key.
#define KEYS_OF(view) (4u << (view))
// While it is asked what came out, and when that is revealed (view/model/prediction.h), in the same way.
#define KEYS_ASKED (4u << VIEW_COUNT)
#define KEYS_REVEALED (8u << VIEW_COUNT)

// Parts of the help page.
enum key_part {
    KEYS_RUN,
    KEYS_PLAY,
    KEYS_VIEWS,
    KEYS_TIMELINE,
    KEYS_SCHEDULING,
    KEYS_DISPLAY,
    KEYS_LECTURES,
    KEYS_FILES,
    KEY_PARTS
};

// Rows of one command follow each other, and so do those of one text.
struct key_binding {
    const char *name; // of the command, for good: settings files name it
    uint32_t key;
    bool control, shift;
    uint16_t modes; // enum key_mode bits, KEYS_OF(view)
    enum action action;
    int64_t argument;
    enum key_part part;
    enum text_id text; // what it does, of all rows that share it
};

extern const struct key_binding key_bindings[];
extern const int key_binding_count;
extern const enum text_id key_part_titles[KEY_PARTS];

enum {
    KEYS_MOST = 192
};
struct keymap {
    struct key_binding rows[KEYS_MOST];
    int count;
    uint32_t letters[26]; // what is printed where an American keyboard has A … Z, in lower case; 0: just that
};

// What is typed with or without Shift, as the keyboard has it: signs and digits.
bool key_is_sign(uint32_t key);

// As a row has it: a letter in lower case, of signs that share a key the one that is meant.
uint32_t key_small(uint32_t key);

// The table as it is, on an American keyboard.
void keymap_init(struct keymap *keymap);

// The row a key press means in a mode (enum key_mode, several bits allowed), or NULL. Where shift only chose the sign on the key (as for "?" or "+"), it
// does not count.
const struct key_binding *keymap_of_press(const struct keymap *keymap, uint32_t key, bool control, bool shift,
                                          unsigned modes);

// The first row that does it there, or NULL: nothing of the kind has a key.
const struct key_binding *keymap_of_action(const struct keymap *keymap, enum action action, int64_t argument,
                                           unsigned modes);

// The key that is held with another, a press or a drop.
#define KEY_CONTROL_NAME "Ctrl"

// "Ctrl+Shift+C", "←", "Space": as the help page says it, by the letters of the keyboard. Returns the buffer.
#define KEY_NAME_BYTES 40
char *key_binding_name(char buffer[KEY_NAME_BYTES], const struct keymap *keymap, const struct key_binding *binding,
                       enum language language);

#endif
