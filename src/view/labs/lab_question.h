// A question about what a run of a lab came to, and what the labs put theirs together with (view/labs/question.h asks it).
#ifndef VIEW_LABS_LAB_QUESTION_H
#define VIEW_LABS_LAB_QUESTION_H

#include "lab/lab.h"
#include "view/labs/lab_words.h"

enum {
    QUESTION_CHOICES_MAX = 4
};

// All texts are in the arena, or static. Question and choices follow from the plan and from how much there was to do, so that
// they are the same whatever came out.
struct lab_question {
    const char *text;
    const char *choices[QUESTION_CHOICES_MAX];
    int count;        // of them, at least 2
    int right;        // −1: none of them came true
    const char *came; // what came out instead of the blank
};

void question_ask(const struct saying *saying, struct lab_question *question, enum text_id text);
void question_offer(struct lab_question *question, const char *choice);

// Whether all of the books' whole became what it should (their first part), and whether the run ended by itself; text is filled in
// with the whole.
void question_of_books(const struct saying *saying, const struct recording *recording, enum text_id text,
                       struct lab_question *question);

#endif
