// Every key, in one table; and a keymap made of it.
#include "view/ui/keys.h"

#include "view/looks/theme.h"

#include <stdio.h>
#include <string.h>

#define MEANS(part, text) KEYS_##part, TEXT_KEY_##text##_ID
#define SPACE ' '
#define VIEW_KEY(constant, row, key)                                                                                   \
    { #row, key, false, false, KEYS_BOTH, ACTION_VIEW, VIEW_##constant, MEANS(VIEWS, VIEW) },

const struct key_binding key_bindings[] = {
    { "run", 'r', false, false, KEYS_BOTH, ACTION_RUN, 0, MEANS(RUN, RUN) },
    { "back", KEY_ESCAPE, false, false, KEYS_BOTH, ACTION_CANCEL, 0, MEANS(RUN, ESCAPE) },
    { "quit", 'q', true, false, KEYS_BOTH, ACTION_QUIT, 0, MEANS(RUN, QUIT) },
    { "quit", 'w', true, false, KEYS_BOTH, ACTION_QUIT, 0, MEANS(RUN, QUIT) },

    { "play", SPACE, false, false, KEYS_BOTH, ACTION_PLAY, 0, MEANS(PLAY, PLAY) },
    { "step-back", KEY_LEFT, false, false, KEYS_BOTH, ACTION_STEP, -1, MEANS(PLAY, STEP) },
    { "step-on", KEY_RIGHT, false, false, KEYS_BOTH, ACTION_STEP, +1, MEANS(PLAY, STEP) },
    { "event-back", ',', false, false, KEYS_DESK, ACTION_MOMENT, -1, MEANS(PLAY, MOMENT) },
    { "event-on", '.', false, false, KEYS_DESK, ACTION_MOMENT, +1, MEANS(PLAY, MOMENT) },
    { "lost", 'n', false, false, KEYS_BOTH, ACTION_LOST, +1, MEANS(PLAY, LOST) },
    { "lost-back", 'n', false, true, KEYS_BOTH, ACTION_LOST, -1, MEANS(PLAY, LOST) },
    { "beat", KEY_PAGE_DOWN, false, false, KEYS_BOTH, ACTION_COLLISION, +1, MEANS(PLAY, COLLISION) },
    { "beat-back", KEY_PAGE_UP, false, false, KEYS_BOTH, ACTION_COLLISION, -1, MEANS(PLAY, COLLISION) },
    { "reduce", 'x', false, false, KEYS_BOTH, ACTION_LEDGER_REDUCE, 0, MEANS(PLAY, REDUCE) },
    { "start", KEY_HOME, false, false, KEYS_BOTH, ACTION_JUMP, -1, MEANS(PLAY, JUMP) },
    { "end", KEY_END, false, false, KEYS_BOTH, ACTION_JUMP, +1, MEANS(PLAY, JUMP) },
    { "faster", '+', false, false, KEYS_BOTH, ACTION_SPEED, +1, MEANS(PLAY, SPEED) },
    { "slower", '-', false, false, KEYS_BOTH, ACTION_SPEED, -1, MEANS(PLAY, SPEED) },
    { "pace", 'e', false, false, KEYS_BOTH, ACTION_PACE, 0, MEANS(PLAY, PACE) },

    VIEW_TABS(VIEW_KEY){ "home", KEY_BACKSPACE, false, false, KEYS_BOTH, ACTION_VIEW, VIEW_HOME, MEANS(VIEWS, HOME) },
    { "help", '?', false, false, KEYS_BOTH, ACTION_HELP, 0, MEANS(VIEWS, HELP) },
    { "help", KEY_F1, false, false, KEYS_BOTH, ACTION_HELP, 0, MEANS(VIEWS, HELP) },
    { "next-control", KEY_TAB, false, false, KEYS_BOTH, ACTION_FOCUS, +1, MEANS(VIEWS, FOCUS) },
    { "previous-control", KEY_TAB, false, true, KEYS_BOTH, ACTION_FOCUS, -1, MEANS(VIEWS, FOCUS) },
    { "press", KEY_ENTER, false, false, KEYS_BOTH, ACTION_PRESS, 0, MEANS(VIEWS, PRESS) },

    { "timeline-in", 'w', false, false, KEYS_BOTH, ACTION_TIMELINE_ZOOM, +1, MEANS(TIMELINE, ZOOM_TIMELINE) },
    { "timeline-out", 's', false, false, KEYS_BOTH, ACTION_TIMELINE_ZOOM, -1, MEANS(TIMELINE, ZOOM_TIMELINE) },
    { "timeline-left", 'a', false, false, KEYS_BOTH, ACTION_TIMELINE_PAN, -2, MEANS(TIMELINE, PAN) },
    { "timeline-right", 'd', false, false, KEYS_BOTH, ACTION_TIMELINE_PAN, +2, MEANS(TIMELINE, PAN) },
    { "rows-up", KEY_UP, false, false, KEYS_OF(VIEW_TIMELINE), ACTION_TIMELINE_SCROLL, -1, MEANS(TIMELINE, ROWS) },
    { "rows-down", KEY_DOWN, false, false, KEYS_OF(VIEW_TIMELINE), ACTION_TIMELINE_SCROLL, +1, MEANS(TIMELINE, ROWS) },
    { "fold", 'u', false, false, KEYS_OF(VIEW_TIMELINE), ACTION_TIMELINE_FOLD, -1, MEANS(TIMELINE, FOLD) },
    { "zoom-to", 'f', false, false, KEYS_BOTH, ACTION_TIMELINE_FOCUS, 0, MEANS(TIMELINE, FOCUS_ON) },
    { "zoom-to-collision", 'f', false, true, KEYS_BOTH, ACTION_TIMELINE_FOCUS, 1, MEANS(TIMELINE, FOCUS_ON) },
    { "measure", 'c', false, false, KEYS_BOTH, ACTION_TIMELINE_MEASURE, 0, MEANS(TIMELINE, FOCUS_ON) },
    { "pin", 'o', false, true, KEYS_BOTH, ACTION_TIMELINE_PIN_ROW, 0, MEANS(TIMELINE, FOCUS_ON) },
    { "go-back", KEY_BACK, false, false, KEYS_BOTH, ACTION_TIMELINE_BACK, -1, MEANS(TIMELINE, BACK) },
    { "go-forward", KEY_FORWARD, false, false, KEYS_BOTH, ACTION_TIMELINE_BACK, +1, MEANS(TIMELINE, BACK) },
    { "bookmark", 'm', false, false, KEYS_BOTH, ACTION_TIMELINE_NOTE, 0, MEANS(TIMELINE, NOTE) },
    { "note", 'm', false, true, KEYS_DESK, ACTION_TIMELINE_NOTE, 1,
      MEANS(TIMELINE, NOTE) }, // a lecture shows no fields
    { "notes", 'm', true, false, KEYS_BOTH, ACTION_TIMELINE_OPEN, -9, MEANS(TIMELINE, NOTE) },      // OPEN_NOTES
    { "legend", 'k', false, false, KEYS_BOTH, ACTION_TIMELINE_OPEN, -11, MEANS(TIMELINE, LEGEND) }, // OPEN_LEGEND
    { "rows", 'o', false, false, KEYS_DESK, ACTION_TIMELINE_OPEN, -10, MEANS(TIMELINE, LEGEND) },   // OPEN_ROWS
    { "search", '/', false, false, KEYS_DESK, ACTION_SEARCH, 0, MEANS(TIMELINE, SEARCH) },
    { "search", 'f', true, false, KEYS_DESK, ACTION_SEARCH, 0, MEANS(TIMELINE, SEARCH) },

    { "move-1", KEY_RIGHT, false, false, KEYS_OF(VIEW_SCHEDULES), ACTION_SCHEDULE_STEP, 0,
      MEANS(SCHEDULING, SCHEDULE_STEP) },
    { "move-2", KEY_DOWN, false, false, KEYS_OF(VIEW_SCHEDULES), ACTION_SCHEDULE_STEP, 1,
      MEANS(SCHEDULING, SCHEDULE_STEP) },
    { "move-3", KEY_LEFT, false, false, KEYS_OF(VIEW_SCHEDULES), ACTION_SCHEDULE_STEP, 2,
      MEANS(SCHEDULING, SCHEDULE_STEP) },
    { "move-4", KEY_UP, false, false, KEYS_OF(VIEW_SCHEDULES), ACTION_SCHEDULE_STEP, 3,
      MEANS(SCHEDULING, SCHEDULE_STEP) },
    { "undo", KEY_BACKSPACE, false, false, KEYS_OF(VIEW_SCHEDULES), ACTION_SCHEDULE_UNDO, 0,
      MEANS(SCHEDULING, SCHEDULE_UNDO) },
    { "begin-again", KEY_HOME, false, false, KEYS_OF(VIEW_SCHEDULES), ACTION_SCHEDULE_RESTART, 0,
      MEANS(SCHEDULING, SCHEDULE_RESTART) },
    { "shortest", 'g', false, false, KEYS_OF(VIEW_SCHEDULES), ACTION_SCHEDULE_SHORTEST, 0,
      MEANS(SCHEDULING, SCHEDULE_SHORTEST) },
    { "run-path", KEY_ENTER, false, false, KEYS_OF(VIEW_SCHEDULES), ACTION_SCHEDULE_RUN, 0,
      MEANS(SCHEDULING, SCHEDULE_RUN) },

    { "variable-up", KEY_UP, false, false, KEYS_OF(VIEW_LEDGER), ACTION_VARIABLE_MOVE, -1,
      MEANS(VIEWS, VARIABLE_MOVE) },
    { "variable-down", KEY_DOWN, false, false, KEYS_OF(VIEW_LEDGER), ACTION_VARIABLE_MOVE, +1,
      MEANS(VIEWS, VARIABLE_MOVE) },

    { "home-left", KEY_LEFT, false, false, KEYS_OF(VIEW_HOME), ACTION_HOME_MOVE, HOME_LEFT, MEANS(VIEWS, HOME_MOVE) },
    { "home-up", KEY_UP, false, false, KEYS_OF(VIEW_HOME), ACTION_HOME_MOVE, HOME_UP, MEANS(VIEWS, HOME_MOVE) },
    { "home-right", KEY_RIGHT, false, false, KEYS_OF(VIEW_HOME), ACTION_HOME_MOVE, HOME_RIGHT,
      MEANS(VIEWS, HOME_MOVE) },
    { "home-down", KEY_DOWN, false, false, KEYS_OF(VIEW_HOME), ACTION_HOME_MOVE, HOME_DOWN, MEANS(VIEWS, HOME_MOVE) },
    { "home-open", KEY_ENTER, false, false, KEYS_OF(VIEW_HOME), ACTION_HOME_ENTER, 0, MEANS(VIEWS, HOME_ENTER) },

    { "theme", 't', false, false, KEYS_BOTH, ACTION_THEME, 0, MEANS(DISPLAY, THEME) },
    { "contrast", 't', false, true, KEYS_BOTH, ACTION_THEME, THEME_CONTRAST, MEANS(DISPLAY, THEME) },
    { "less-motion", 'e', false, true, KEYS_BOTH, ACTION_MOTION, 0, MEANS(DISPLAY, MOTION) },
    { "larger", '+', true, false, KEYS_BOTH, ACTION_ZOOM, +1, MEANS(DISPLAY, ZOOM) },
    { "smaller", '-', true, false, KEYS_BOTH, ACTION_ZOOM, -1, MEANS(DISPLAY, ZOOM) },
    { "as-designed", '0', true, false, KEYS_BOTH, ACTION_ZOOM, 0, MEANS(DISPLAY, ZOOM) },
    { "look-left", KEY_LEFT, true, false, KEYS_BOTH, ACTION_LENS, HOME_LEFT, MEANS(DISPLAY, LENS) },
    { "look-right", KEY_RIGHT, true, false, KEYS_BOTH, ACTION_LENS, HOME_RIGHT, MEANS(DISPLAY, LENS) },
    { "look-up", KEY_UP, true, false, KEYS_BOTH, ACTION_LENS, HOME_UP, MEANS(DISPLAY, LENS) },
    { "look-down", KEY_DOWN, true, false, KEYS_BOTH, ACTION_LENS, HOME_DOWN, MEANS(DISPLAY, LENS) },
    { "full-screen", KEY_F11, false, false, KEYS_BOTH, ACTION_FULLSCREEN, 0, MEANS(DISPLAY, FULLSCREEN) },

    { "lecture", 'l', false, false, KEYS_BOTH, ACTION_LECTURE, 0, MEANS(LECTURES, LECTURE) },
    { "lecture", KEY_F5, false, false, KEYS_BOTH, ACTION_LECTURE, 0, MEANS(LECTURES, LECTURE) },
    { "dark-screen", '.', false, false, KEYS_LECTURE, ACTION_BLANK, 0, MEANS(LECTURES, BLANK) },
    { "dark-screen", 'b', false, false, KEYS_LECTURE, ACTION_BLANK, 0, MEANS(LECTURES, BLANK) },
    { "spotlight", 'h', false, false, KEYS_BOTH, ACTION_SPOTLIGHT, 0, MEANS(LECTURES, SPOTLIGHT) },
    { "scene", KEY_PAGE_DOWN, false, true, KEYS_BOTH, ACTION_SCENE_STEP, +1, MEANS(LECTURES, SCENE) },
    { "scene-back", KEY_PAGE_UP, false, true, KEYS_BOTH, ACTION_SCENE_STEP, -1, MEANS(LECTURES, SCENE) },
    { "scenes", 'i', false, false, KEYS_BOTH, ACTION_SCENES, 0, MEANS(LECTURES, SCENES) },
    { "scene-add", 'i', true, false, KEYS_BOTH, ACTION_SCENE_ADD, 0, MEANS(LECTURES, SCENE_ADD) },
    { "presenter", 'l', false, true, KEYS_BOTH, ACTION_PRESENTER, 0, MEANS(LECTURES, PRESENTER) },
    { "ask", 'q', false, false, KEYS_BOTH, ACTION_PREDICT, 0, MEANS(LECTURES, ASK) },
    { "ask-blank", 'q', false, true, KEYS_BOTH, ACTION_PREDICT, 1, MEANS(LECTURES, ASK) },
    { "reveal", KEY_ENTER, false, false, KEYS_ASKED | KEYS_REVEALED, ACTION_PREDICT, 0, MEANS(LECTURES, REVEAL) },
    { "reveal", KEY_PAGE_DOWN, false, false, KEYS_ASKED | KEYS_REVEALED, ACTION_PREDICT, 0, MEANS(LECTURES, REVEAL) },
    { "vote-1", '1', false, false, KEYS_ASKED, ACTION_VOTE, 0, MEANS(LECTURES, VOTE) },
    { "vote-2", '2', false, false, KEYS_ASKED, ACTION_VOTE, 1, MEANS(LECTURES, VOTE) },
    { "vote-3", '3', false, false, KEYS_ASKED, ACTION_VOTE, 2, MEANS(LECTURES, VOTE) },
    { "vote-4", '4', false, false, KEYS_ASKED, ACTION_VOTE, 3, MEANS(LECTURES, VOTE) },
    { "vote-back", KEY_BACKSPACE, false, false, KEYS_ASKED, ACTION_UNVOTE, 0, MEANS(LECTURES, UNVOTE) },

    { "open", 'o', true, false, KEYS_BOTH, ACTION_OPEN, 0, MEANS(FILES, OPEN) },
    { "menu", KEY_F10, false, false, KEYS_BOTH, ACTION_SETTING, -3, MEANS(FILES, MENU) }, // OPEN_MENU
    { "save", 's', true, false, KEYS_BOTH, ACTION_SAVE, 0, MEANS(FILES, SAVE) },
    { "save-as", 's', true, true, KEYS_BOTH, ACTION_SAVE_AS, 0, MEANS(FILES, SAVE) },
    { "new-window", 'n', true, false, KEYS_BOTH, ACTION_WINDOW, 0, MEANS(FILES, WINDOW) },
    { "beside", 'b', false, false, KEYS_DESK, ACTION_BESIDE, 0, MEANS(FILES, BESIDE) },
    { "beside", 'b', false, true, KEYS_BOTH, ACTION_BESIDE, 0, MEANS(FILES, BESIDE) },
    { "open-below", KEY_ENTER, true, false, KEYS_BOTH, ACTION_PRESS_BELOW, 0, MEANS(FILES, BESIDE) },
    { "picture", 'p', false, false, KEYS_BOTH, ACTION_PICTURE, 0, MEANS(FILES, PICTURE) },
    { "animate", 'p', false, true, KEYS_BOTH, ACTION_ANIMATE, 0, MEANS(FILES, ANIMATE) },
    { "copy", 'c', true, false, KEYS_BOTH, ACTION_COPY, 0, MEANS(FILES, COPY) },
    { "copy-view", 'c', true, true, KEYS_BOTH, ACTION_COPY_VIEW, 0, MEANS(FILES, COPY_VIEW) },
    { "copy-command", 'k', true, false, KEYS_BOTH, ACTION_COPY_COMMAND, 0, MEANS(FILES, COPY_COMMAND) },
};

const enum text_id key_part_titles[KEY_PARTS] = {
    [KEYS_RUN] = TEXT_HELP_RUN_ID,         [KEYS_PLAY] = TEXT_HELP_PLAY_ID,
    [KEYS_VIEWS] = TEXT_HELP_VIEWS_ID,     [KEYS_TIMELINE] = TEXT_HELP_TIMELINE_ID,
    [KEYS_DISPLAY] = TEXT_HELP_DISPLAY_ID, [KEYS_LECTURES] = TEXT_HELP_LECTURE_ID,
    [KEYS_FILES] = TEXT_HELP_FILES_ID,     [KEYS_SCHEDULING] = TEXT_VIEW_SCHEDULES_ID,
};

const int key_binding_count = sizeof key_bindings / sizeof *key_bindings;

_Static_assert(sizeof key_bindings / sizeof *key_bindings <= KEYS_MOST, "a keymap has room for the table");

void keymap_init(struct keymap *keymap)
{
    *keymap = (struct keymap){ .count = key_binding_count };
    memcpy(keymap->rows, key_bindings, sizeof key_bindings);
}

static bool is_latin(uint32_t key) { return key >= 'a' && key <= 'z'; }
bool key_is_sign(uint32_t key) { return key < 0x80 && key != ' ' && !is_latin(key); }

// How far below its small letter a capital is, of letters as keyboards have them: Latin, Greek, Cyrillic.
static uint32_t below_small(uint32_t letter)
{
    const bool latin = is_latin(letter) || (letter >= 0xe0 && letter <= 0xfe && letter != 0xf7),
               greek = letter >= 0x3b1 && letter <= 0x3c9 && letter != 0x3c2,
               cyrillic = letter >= 0x430 && letter <= 0x44f;
    return latin || greek || cyrillic ? 0x20 : letter >= 0x450 && letter <= 0x45f ? 0x50 : 0;
}

static uint32_t capital_of(uint32_t letter) { return letter - below_small(letter); }

uint32_t key_small(uint32_t key)
{
    if (key < KEY_LEFT && capital_of(key + 0x20) == key)
        return key + 0x20;
    if (key < KEY_LEFT && capital_of(key + 0x50) == key)
        return key + 0x50;
    // Which of them is typed with Shift depends on the keyboard.
    return key == '=' ? '+' : key == '_' ? '-' : key;
}

const struct key_binding *keymap_of_press(const struct keymap *keymap, uint32_t key, bool control, bool shift,
                                          unsigned modes)
{
    const struct key_binding *found = NULL;
    key = key_small(key);
    if (key_is_sign(key))
        shift = false;
    for (int i = 0; i < keymap->count; i++) {
        const struct key_binding *binding = &keymap->rows[i];
        if (binding->key == key && binding->control == control && binding->shift == shift && binding->modes & modes &&
            (!found || binding->modes > KEYS_BOTH))
            found = binding;
    }
    return found;
}

const struct key_binding *keymap_of_action(const struct keymap *keymap, enum action action, int64_t argument,
                                           unsigned modes)
{
    for (int i = 0; i < keymap->count; i++) {
        const struct key_binding *row = &keymap->rows[i];
        if (row->action == action && row->argument == argument && row->modes & modes &&
            keymap_of_press(keymap, row->key, row->control, row->shift, modes) == row)
            return row;
    }
    return NULL;
}

// ---- names ---------------------------------------------------------------------------------------------------------

static const char *const names[KEY_LAST - KEY_LEFT] = {
    "←",   "→",   "↑",         "↓",      "Home",  "End",   "PageUp", "PageDown", "Enter",
    "Esc", "Tab", "Backspace", "Delete", "Alt+←", "Alt+→", "F1",     "F2",       "F3",
    "F4",  "F5",  "F6",        "F7",     "F8",    "F9",    "F10",    "F11",      "F12",
};

static void write_letter(char text[5], uint32_t letter)
{
    int at = 0;
    if (letter < 0x80) {
        text[at++] = (char)letter;
    } else if (letter < 0x800) {
        text[at++] = (char)(0xc0 | letter >> 6);
        text[at++] = (char)(0x80 | (letter & 0x3f));
    } else {
        text[at++] = (char)(0xe0 | (letter >> 12 & 0xf));
        text[at++] = (char)(0x80 | (letter >> 6 & 0x3f));
        text[at++] = (char)(0x80 | (letter & 0x3f));
    }
    text[at] = '\0';
}

char *key_binding_name(char buffer[KEY_NAME_BYTES], const struct keymap *keymap, const struct key_binding *binding,
                       enum language language)
{
    const uint32_t key = binding->key;
    char letter[5];
    const char *name = letter;
    if (key >= KEY_LEFT)
        name = names[key - KEY_LEFT];
    else if (key == ' ')
        name = text_of(language, TEXT_SPACE_BAR_ID);
    else if (key == '-')
        name = "−";
    else
        write_letter(letter,
                     capital_of(is_latin(key) && keymap->letters[key - 'a'] ? keymap->letters[key - 'a'] : key));
    snprintf(buffer, KEY_NAME_BYTES, "%s%s%s", binding->control ? KEY_CONTROL_NAME "+" : "",
             binding->shift ? "Shift+" : "", name);
    return buffer;
}
