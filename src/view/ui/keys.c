// Every key, in one table.
#include "view/ui/actions.h"

#include <stdio.h>
#include <string.h>

#define MEANS(part, text) KEYS_##part, TEXT_KEY_##text##_ID
#define SPACE ' '
#define VIEW_KEY(constant, row, key) { key, false, false, KEYS_BOTH, ACTION_VIEW, VIEW_##constant, MEANS(VIEWS, VIEW) },

const struct key_binding key_bindings[] = {
    { 'r', false, false, KEYS_BOTH, ACTION_RUN, 0, MEANS(RUN, RUN) },
    { KEY_ESCAPE, false, false, KEYS_BOTH, ACTION_CANCEL, 0, MEANS(RUN, ESCAPE) },
    { 'q', true, false, KEYS_BOTH, ACTION_QUIT, 0, MEANS(RUN, QUIT) },

    { SPACE, false, false, KEYS_BOTH, ACTION_PLAY, 0, MEANS(PLAY, PLAY) },
    { KEY_LEFT, false, false, KEYS_BOTH, ACTION_STEP, -1, MEANS(PLAY, STEP) },
    { KEY_RIGHT, false, false, KEYS_BOTH, ACTION_STEP, +1, MEANS(PLAY, STEP) },
    { ',', false, false, KEYS_DESK, ACTION_MOMENT, -1, MEANS(PLAY, MOMENT) },
    { '.', false, false, KEYS_DESK, ACTION_MOMENT, +1, MEANS(PLAY, MOMENT) },
    { 'n', false, false, KEYS_BOTH, ACTION_LOST, +1, MEANS(PLAY, LOST) },
    { 'n', false, true, KEYS_BOTH, ACTION_LOST, -1, MEANS(PLAY, LOST) },
    { KEY_PAGE_DOWN, false, false, KEYS_BOTH, ACTION_COLLISION, +1, MEANS(PLAY, COLLISION) },
    { KEY_PAGE_UP, false, false, KEYS_BOTH, ACTION_COLLISION, -1, MEANS(PLAY, COLLISION) },
    { 'x', false, false, KEYS_BOTH, ACTION_LEDGER_REDUCE, 0, MEANS(PLAY, REDUCE) },
    { KEY_HOME, false, false, KEYS_BOTH, ACTION_JUMP, -1, MEANS(PLAY, JUMP) },
    { KEY_END, false, false, KEYS_BOTH, ACTION_JUMP, +1, MEANS(PLAY, JUMP) },
    { '+', false, false, KEYS_BOTH, ACTION_SPEED, +1, MEANS(PLAY, SPEED) },
    { '-', false, false, KEYS_BOTH, ACTION_SPEED, -1, MEANS(PLAY, SPEED) },
    { 'e', false, false, KEYS_BOTH, ACTION_PACE, 0, MEANS(PLAY, PACE) },

    VIEW_TABS(VIEW_KEY){ KEY_BACKSPACE, false, false, KEYS_BOTH, ACTION_VIEW, VIEW_HOME, MEANS(VIEWS, HOME) },
    { '?', false, false, KEYS_BOTH, ACTION_HELP, 0, MEANS(VIEWS, HELP) },
    { KEY_F1, false, false, KEYS_BOTH, ACTION_HELP, 0, MEANS(VIEWS, HELP) },
    { KEY_TAB, false, false, KEYS_BOTH, ACTION_FOCUS, +1, MEANS(VIEWS, FOCUS) },
    { KEY_TAB, false, true, KEYS_BOTH, ACTION_FOCUS, -1, MEANS(VIEWS, FOCUS) },
    { KEY_ENTER, false, false, KEYS_BOTH, ACTION_PRESS, 0, MEANS(VIEWS, PRESS) },

    { 'w', false, false, KEYS_BOTH, ACTION_TIMELINE_ZOOM, +1, MEANS(TIMELINE, ZOOM_TIMELINE) },
    { 's', false, false, KEYS_BOTH, ACTION_TIMELINE_ZOOM, -1, MEANS(TIMELINE, ZOOM_TIMELINE) },
    { 'a', false, false, KEYS_BOTH, ACTION_TIMELINE_PAN, -2, MEANS(TIMELINE, PAN) },
    { 'd', false, false, KEYS_BOTH, ACTION_TIMELINE_PAN, +2, MEANS(TIMELINE, PAN) },
    { KEY_UP, false, false, KEYS_OF(VIEW_TIMELINE), ACTION_TIMELINE_SCROLL, -1, MEANS(TIMELINE, ROWS) },
    { KEY_DOWN, false, false, KEYS_OF(VIEW_TIMELINE), ACTION_TIMELINE_SCROLL, +1, MEANS(TIMELINE, ROWS) },
    { 'u', false, false, KEYS_OF(VIEW_TIMELINE), ACTION_TIMELINE_FOLD, -1, MEANS(TIMELINE, FOLD) },
    { 'f', false, false, KEYS_BOTH, ACTION_TIMELINE_FOCUS, 0, MEANS(TIMELINE, FOCUS_ON) },
    { 'f', false, true, KEYS_BOTH, ACTION_TIMELINE_FOCUS, 1, MEANS(TIMELINE, FOCUS_ON) },
    { KEY_BACK, false, false, KEYS_BOTH, ACTION_TIMELINE_BACK, -1, MEANS(TIMELINE, BACK) },
    { KEY_FORWARD, false, false, KEYS_BOTH, ACTION_TIMELINE_BACK, +1, MEANS(TIMELINE, BACK) },
    { 'm', false, false, KEYS_BOTH, ACTION_TIMELINE_NOTE, 0, MEANS(TIMELINE, NOTE) },
    { 'm', false, true, KEYS_DESK, ACTION_TIMELINE_NOTE, 1, MEANS(TIMELINE, NOTE) },      // a lecture shows no fields
    { 'm', true, false, KEYS_BOTH, ACTION_TIMELINE_OPEN, -9, MEANS(TIMELINE, NOTE) },     // OPEN_NOTES
    { 'k', false, false, KEYS_BOTH, ACTION_TIMELINE_OPEN, -11, MEANS(TIMELINE, LEGEND) }, // OPEN_LEGEND
    { 'o', false, false, KEYS_DESK, ACTION_TIMELINE_OPEN, -10, MEANS(TIMELINE, LEGEND) }, // OPEN_ROWS
    { '/', false, false, KEYS_DESK, ACTION_SEARCH, 0, MEANS(TIMELINE, SEARCH) },
    { 'f', true, false, KEYS_DESK, ACTION_SEARCH, 0, MEANS(TIMELINE, SEARCH) },

    { KEY_RIGHT, false, false, KEYS_OF(VIEW_SCHEDULES), ACTION_SCHEDULE_STEP, 0, MEANS(SCHEDULING, SCHEDULE_STEP) },
    { KEY_DOWN, false, false, KEYS_OF(VIEW_SCHEDULES), ACTION_SCHEDULE_STEP, 1, MEANS(SCHEDULING, SCHEDULE_STEP) },
    { KEY_LEFT, false, false, KEYS_OF(VIEW_SCHEDULES), ACTION_SCHEDULE_STEP, 2, MEANS(SCHEDULING, SCHEDULE_STEP) },
    { KEY_UP, false, false, KEYS_OF(VIEW_SCHEDULES), ACTION_SCHEDULE_STEP, 3, MEANS(SCHEDULING, SCHEDULE_STEP) },
    { KEY_BACKSPACE, false, false, KEYS_OF(VIEW_SCHEDULES), ACTION_SCHEDULE_UNDO, 0, MEANS(SCHEDULING, SCHEDULE_UNDO) },
    { KEY_HOME, false, false, KEYS_OF(VIEW_SCHEDULES), ACTION_SCHEDULE_RESTART, 0,
      MEANS(SCHEDULING, SCHEDULE_RESTART) },
    { 'g', false, false, KEYS_OF(VIEW_SCHEDULES), ACTION_SCHEDULE_SHORTEST, 0, MEANS(SCHEDULING, SCHEDULE_SHORTEST) },
    { KEY_ENTER, false, false, KEYS_OF(VIEW_SCHEDULES), ACTION_SCHEDULE_RUN, 0, MEANS(SCHEDULING, SCHEDULE_RUN) },

    { KEY_UP, false, false, KEYS_OF(VIEW_LEDGER), ACTION_VARIABLE_MOVE, -1, MEANS(VIEWS, VARIABLE_MOVE) },
    { KEY_DOWN, false, false, KEYS_OF(VIEW_LEDGER), ACTION_VARIABLE_MOVE, +1, MEANS(VIEWS, VARIABLE_MOVE) },

    { KEY_LEFT, false, false, KEYS_OF(VIEW_HOME), ACTION_HOME_MOVE, HOME_LEFT, MEANS(VIEWS, HOME_MOVE) },
    { KEY_UP, false, false, KEYS_OF(VIEW_HOME), ACTION_HOME_MOVE, HOME_UP, MEANS(VIEWS, HOME_MOVE) },
    { KEY_RIGHT, false, false, KEYS_OF(VIEW_HOME), ACTION_HOME_MOVE, HOME_RIGHT, MEANS(VIEWS, HOME_MOVE) },
    { KEY_DOWN, false, false, KEYS_OF(VIEW_HOME), ACTION_HOME_MOVE, HOME_DOWN, MEANS(VIEWS, HOME_MOVE) },
    { KEY_ENTER, false, false, KEYS_OF(VIEW_HOME), ACTION_HOME_ENTER, 0, MEANS(VIEWS, HOME_ENTER) },

    { 't', false, false, KEYS_BOTH, ACTION_THEME, 0, MEANS(DISPLAY, THEME) },
    { '+', true, false, KEYS_BOTH, ACTION_ZOOM, +1, MEANS(DISPLAY, ZOOM) },
    { '-', true, false, KEYS_BOTH, ACTION_ZOOM, -1, MEANS(DISPLAY, ZOOM) },
    { '0', true, false, KEYS_BOTH, ACTION_ZOOM, 0, MEANS(DISPLAY, ZOOM) },
    { KEY_F11, false, false, KEYS_BOTH, ACTION_FULLSCREEN, 0, MEANS(DISPLAY, FULLSCREEN) },

    { 'l', false, false, KEYS_BOTH, ACTION_LECTURE, 0, MEANS(LECTURES, LECTURE) },
    { KEY_F5, false, false, KEYS_BOTH, ACTION_LECTURE, 0, MEANS(LECTURES, LECTURE) },
    { '.', false, false, KEYS_LECTURE, ACTION_BLANK, 0, MEANS(LECTURES, BLANK) },
    { 'b', false, false, KEYS_LECTURE, ACTION_BLANK, 0, MEANS(LECTURES, BLANK) },
    { 'h', false, false, KEYS_BOTH, ACTION_SPOTLIGHT, 0, MEANS(LECTURES, SPOTLIGHT) },

    { 'o', true, false, KEYS_BOTH, ACTION_SETTING, -3, MEANS(FILES, OPEN) }, // OPEN_MENU
    { 's', true, false, KEYS_BOTH, ACTION_SAVE, 0, MEANS(FILES, SAVE) },
    { 'p', false, false, KEYS_BOTH, ACTION_PICTURE, 0, MEANS(FILES, PICTURE) },
    { 'c', true, false, KEYS_BOTH, ACTION_COPY, 0, MEANS(FILES, COPY) },
    { 'c', true, true, KEYS_BOTH, ACTION_COPY_VIEW, 0, MEANS(FILES, COPY_VIEW) },
    { 'k', true, false, KEYS_BOTH, ACTION_COPY_COMMAND, 0, MEANS(FILES, COPY_COMMAND) },
};

const int key_binding_count = sizeof key_bindings / sizeof *key_bindings;

// Signs that share a key with another, which one depends on the keyboard: what comes is taken as what is meant.
static uint32_t sign_of(uint32_t key) { return key == '=' ? '+' : key == '_' ? '-' : key; }

static bool is_sign(uint32_t key) { return key < KEY_LEFT && key != ' ' && !(key >= 'a' && key <= 'z'); }

const struct key_binding *key_binding_of(uint32_t key, bool control, bool shift, unsigned modes)
{
    const struct key_binding *found = NULL;
    key = sign_of(key);
    if (is_sign(key))
        shift = false;
    for (int i = 0; i < key_binding_count; i++) {
        const struct key_binding *binding = &key_bindings[i];
        if (binding->key == key && binding->control == control && binding->shift == shift && binding->modes & modes &&
            (!found || binding->modes > KEYS_BOTH))
            found = binding;
    }
    return found;
}

char *key_binding_name(char buffer[KEY_NAME_BYTES], const struct key_binding *binding, enum language language)
{
    static const char *const names[KEY_LAST - KEY_LEFT] = {
        "←",   "→",   "↑",         "↓",      "Home",  "End",   "PageUp", "PageDown", "Enter",
        "Esc", "Tab", "Backspace", "Delete", "Alt+←", "Alt+→", "F1",     "F5",       "F11",
    };
    char letter[2] = { binding->key >= 'a' && binding->key <= 'z' ? (char)(binding->key - 'a' + 'A')
                                                                  : (char)binding->key,
                       0 };
    const char *name = binding->key >= KEY_LEFT ? names[binding->key - KEY_LEFT] : letter;
    if (binding->key == ' ')
        name = text_of(language, TEXT_SPACE_BAR_ID);
    else if (binding->key == '-')
        name = "−";
    snprintf(buffer, KEY_NAME_BYTES, "%s%s%s", binding->control ? "Ctrl+" : "", binding->shift ? "Shift+" : "", name);
    return buffer;
}
