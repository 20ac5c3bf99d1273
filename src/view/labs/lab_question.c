// Texts in the order in which they are offered, and which of them came true.
#include "view/labs/lab_question.h"

#include "lab/lab.h"
#include "view/labs/common_words.h"

void question_ask(const struct saying *saying, struct lab_question *question, enum text_id text)
{
    question->text = text_of(saying->language, text);
    question->right = -1;
}

void question_offer(struct lab_question *question, const char *choice)
{
    question->choices[question->count++] = choice;
}

void question_of_books(const struct saying *saying, const struct recording *recording, enum text_id text,
                       struct lab_question *question)
{
    static const enum text_id choices[] = { TEXT_ASK_ALL_ENDS_ID, TEXT_ASK_ALL_HANGS_ID, TEXT_ASK_SOME_ENDS_ID,
                                            TEXT_ASK_SOME_HANGS_ID };
    struct lab_books books;
    lab_of(saying->plan->lab)->books(recording, UINT64_MAX, &books);
    question_ask(saying, question, text);
    question->text = say_filled(saying, text, say_number(saying, books.whole.value));
    for (size_t i = 0; i < sizeof choices / sizeof *choices; i++)
        question_offer(question, text_of(saying->language, choices[i]));
    if (recording->facts->ended == RUN_COMPLETE || recording->facts->ended == RUN_DEADLINE)
        question->right = 2 * (books.parts[0].value < books.whole.value) + (recording->facts->ended == RUN_DEADLINE);
}
