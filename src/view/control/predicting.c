// Asking what came out: hidden, voted on, revealed.
//
// What may be done meanwhile is listed, all else is not: a new action shows nothing before somebody has thought of it.
#include "view/control/parts.h"

#include "labs/balance/experiment.h"
#include "view/labs/question.h"
#include "view/model/message.h"

#include <string.h>

static bool shows_nothing(enum action action)
{
    static const enum action listed[] = {
        ACTION_RUN,    ACTION_CANCEL,    ACTION_LANGUAGE,  ACTION_THEME,        ACTION_LECTURE,    ACTION_HELP,
        ACTION_ZOOM,   ACTION_HELP_PAGE, ACTION_BLANK,     ACTION_SPOTLIGHT,    ACTION_FULLSCREEN, ACTION_PREDICT,
        ACTION_VOTE,   ACTION_UNVOTE,    ACTION_COPY_VIEW, ACTION_COPY_COMMAND, ACTION_FOCUS,      ACTION_PRESS,
        ACTION_MOTION, ACTION_QUIT,      ACTION_TALK_STEP, ACTION_SCENE_STEP,   ACTION_PRESENTER,
    };
    for (size_t i = 0; i < sizeof listed / sizeof *listed; i++)
        if (listed[i] == action)
            return true;
    return false;
}

// Of a driven run the command line has every move: what comes of it could be read off.
static bool tells_moves(const struct prediction *prediction, enum action action)
{
    const struct experiment *experiment = plan_experiment(&prediction->of);
    return action == ACTION_COPY_COMMAND && experiment && experiment->scheduled == SCHEDULE_DRIVEN;
}

bool control_allows(struct model *model, enum action action)
{
    struct prediction *prediction = &model->prediction;
    if (prediction->stage == PREDICTION_ASKED && tells_moves(prediction, action))
        return false;
    if (prediction->stage == PREDICTION_NONE || shows_nothing(action))
        return true;
    if (prediction->stage == PREDICTION_ASKED)
        return false;
    prediction->stage = PREDICTION_NONE;
    return true;
}

// How many choices there are; 0: there is nothing to ask.
static int choices_of(const struct model *model, const struct document *document)
{
    struct arena arena = ARENA_EMPTY;
    struct lab_question question;
    const bool asked = question_of(&arena, model->language, document, &question);
    arena_finish(&arena);
    return asked ? question.count : 0;
}

static void begin(struct model *model, const struct document *document, bool blank)
{
    if (!document || choices_of(model, document) == 0) {
        message_say_text(model, document ? TEXT_ASK_NOTHING_ID : TEXT_NO_RUN_YET_ID);
        return;
    }
    model_close_all(model);
    model->help = false;
    model->playback.playing = false;
    model->prediction =
        (struct prediction){ .stage = PREDICTION_ASKED, .blank = blank, .of = *document->recording.plan };
}

// Not while what is asked about is still on its way.
static void go_on(struct model *model, const struct document *document)
{
    if (model->prediction.stage == PREDICTION_REVEALED)
        model->prediction.stage = PREDICTION_NONE;
    else if (model->running == RUN_IDLE)
        model->prediction.stage = document && choices_of(model, document) > 0 ? PREDICTION_REVEALED : PREDICTION_NONE;
}

static void vote(struct model *model, const struct document *document, int64_t choice)
{
    struct prediction *prediction = &model->prediction;
    if (prediction->stage != PREDICTION_ASKED || prediction->blank || !document || choice < 0 ||
        choice >= choices_of(model, document))
        return;
    // The most is more than any hall has seats at hand: what comes past it is not counted, and the count stands still.
    if (prediction->vote_count < PREDICTION_VOTES_MOST)
        prediction->votes[prediction->vote_count++] = (uint8_t)choice;
}

void control_predict(struct model *model, const struct document *document, enum action action, int64_t argument,
                     struct wishes *wishes)
{
    struct prediction *prediction = &model->prediction;
    (void)wishes;
    if (action == ACTION_VOTE)
        vote(model, document, argument);
    else if (action == ACTION_UNVOTE)
        prediction->vote_count -= prediction->stage == PREDICTION_ASKED && prediction->vote_count > 0;
    else if (prediction->stage == PREDICTION_NONE)
        begin(model, document, argument == 1);
    else
        go_on(model, document);
}

void control_predict_again(struct model *model, const struct document *document)
{
    struct prediction *prediction = &model->prediction;
    if (prediction->stage == PREDICTION_REVEALED)
        prediction->stage = PREDICTION_NONE;
    if (memcmp(&prediction->of, document->recording.plan, sizeof prediction->of) != 0)
        prediction->vote_count = 0;
    prediction->of = *document->recording.plan;
    if (prediction->stage == PREDICTION_ASKED)
        model->playback.playing = false;
}
