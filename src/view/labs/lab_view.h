// What the window shows of one lab alone: one table a lab (view/labs/NAME/…), found by the lab's number (view/labs/views.c). What
// is left out has a general form: its books as a list, its notes told as any.
#ifndef VIEW_LABS_LAB_VIEW_H
#define VIEW_LABS_LAB_VIEW_H

#include "document/document.h"
#include "view/ui/ui.h"

#include <stdbool.h>
#include <stdint.h>

// A sentence, and what follows from it; the second may be empty. In the frame's arena or static.
struct lab_caption {
    const char *first, *second;
    bool bad; // the second tells of something gone wrong
};

// A part of the books in words, by its key.
struct lab_part_name {
    const char *key;        // as in struct books_part; ends a list: NULL
    enum text_id name, one; // one: where it is 1 and that is another word; 0: it is not
};

struct lab_view {
    enum text_id title, sentence; // "Queue"; what it is about, in one short sentence

    // A small picture of it, to choose it by.
    void (*icon)(struct frame *frame, struct rect rect);

    // Its picture at a moment, above the books, and that picture's title and note at its head; NULL: the books have all the room.
    void (*picture)(struct frame *frame, uint64_t ns, struct rect rect);
    float picture_share; // of the room that it gets; 0: 0.42; 1: of the books their equation is enough
    enum text_id picture_title, picture_note;

    // Tells a note of the lab's own (NOTE_OWN) or tells another better than in general. False: it is told as any.
    bool (*caption)(struct frame *frame, const struct tale_event *event, struct lab_caption *caption);
    // At the end: why it came out so. NULL: what the lab says (lab/lab.h: sentence), in the window's language where its English
    // is one of these texts; they end with 0.
    bool (*verdict)(struct frame *frame, struct lab_caption *verdict);
    const enum text_id *sentences;

    // What a task is at while it sleeps at a moment, in a word or two for its row: "task 4". NULL, as its result: nothing but that.
    const char *(*asleep)(struct frame *frame, uint32_t task, uint64_t ns);

    const struct lab_part_name *parts; // of the books
};

// Of the lab of that number; NULL where there is none.
const struct lab_view *lab_view_of(uint32_t lab);

#endif
