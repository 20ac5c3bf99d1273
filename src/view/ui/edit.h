// The text of the field being edited: a caret, a selection, and what keys and the clipboard do to them. It lies in struct ui.
//
// Nothing here knows what the text is for, nor draws it. Text is UTF-8 and never cut within a character. One thread.
#ifndef VIEW_UI_EDIT_H
#define VIEW_UI_EDIT_H

#include "view/ui/input.h"
#include "view/ui/ui.h"

// Begins with all of it selected. opener: the key that began it, whose letter is not part of the text; 0: none.
void edit_begin(struct ui *ui, uint32_t id, const char *text, uint32_t opener);
void edit_stop(struct ui *ui);

// What is selected: from ≤ to, in bytes; from = to: nothing.
struct edit_range {
    int from, to;
};
struct edit_range edit_selected(const struct ui *ui);
void edit_select_all(struct ui *ui);

enum edit_result {
    EDIT_FOREIGN, // means nothing to a text
    EDIT_MOVED,   // at most caret and selection changed
    EDIT_CHANGED,
};
enum edit_clipboard {
    CLIPBOARD_LEFT,
    CLIPBOARD_TAKES, // what stands in ui->clip
    CLIPBOARD_GIVES, // its text is wanted, for edit_insert
};
// Arrows, Home, End, Backspace, Delete, with Shift and Ctrl; Ctrl+A, C, X and V. *clipboard: what is wanted of it.
enum edit_result edit_key(struct ui *ui, struct key_press press, enum edit_clipboard *clipboard);

// Puts text in the place of the selection: its first line, without what cannot be seen, as much of it as there is room for.
enum edit_result edit_insert(struct ui *ui, const char *utf8);

#endif
