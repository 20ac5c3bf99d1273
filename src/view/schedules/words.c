// Words and sizes that every part of the view shares.
#include "view/schedules/words.h"

#include "labs/balance/guard.h"
#include "view/ui/words.h"

const char *schedules_name(struct frame *frame, const struct schedules_sheet *sheet, int worker)
{
    return words_name_in(frame, &sheet->desk->experiment, (uint32_t)worker);
}

const char *schedules_number(struct frame *frame, int64_t value)
{
    return value == DESK_TOO_MANY ? "> 9 × 10^18" : words_number(frame, value);
}

const char *schedules_signed(struct frame *frame, int64_t value)
{
    return value > 0 ? words_signed(frame, value) : words_number(frame, value);
}

const char *schedules_lock(const struct frame *frame, const struct schedules_sheet *sheet, int lock)
{
    return resource_name(frame->language, &guard_of(&sheet->desk->experiment)->locks[lock]);
}

const char *schedules_blocked(struct frame *frame, const struct schedules_sheet *sheet, int worker)
{
    const int lock = course_blocked_on(&sheet->course, sheet->walk.places, worker);
    const int holder = course_holder(&sheet->course, sheet->walk.places, lock);
    const char *name = schedules_lock(frame, sheet, lock);
    return holder < 0 ? FILL(TEXT_SCHEDULES_BARRED_ID, name)
                      : FILL(TEXT_SCHEDULES_BLOCKED_ID, name, schedules_name(frame, sheet, holder));
}

static const char *added(struct frame *frame, const char *word, int64_t change)
{
    const char *text = arena_printf(frame->arena, "%s %s", word, schedules_signed(frame, change));
    return text ? text : word;
}

const char *schedules_step_word(struct frame *frame, const struct schedules_sheet *sheet, int worker, uint32_t place)
{
    const struct course_step *step = course_next(&sheet->course, place);
    const int64_t amount = sheet->course.amounts[worker];
    switch ((enum step_kind)step->kind) {
    case STEP_LOAD:
        return "load";
    case STEP_STORE:
        return step->add ? added(frame, "store", step->add * amount) : "store";
    case STEP_MODIFY:
        return added(frame, "add", step->sign * amount);
    case STEP_LOCK:
        return "lock";
    case STEP_UNLOCK:
        return "unlock";
    case STEP_MARK:
        return "mark";
    case STEP_AWAIT:
        return "enter";
    case STEP_OPEN:
        return "leave";
    case STEP_LOCAL:
    case STEP_ADD:
    case STEP_KINDS:
        break;
    }
    return "";
}

float schedules_token_px(const struct frame *frame, float size_px)
{
    const float least = frame->scale.type[TYPE_SMALL] / 0.42f;
    return frame->scale.lecture && size_px < least ? least : size_px;
}

const char *schedules_title(const struct frame *frame, struct rect panel, enum text_id title, enum text_id brief)
{
    const struct text_style style = ui_bold(frame, TYPE_LABEL, TEXT_SOFT);
    const float most = panel.width - 2.2f * frame->scale.pad_px;
    if (draw_text_width(frame->list, text_of(frame->language, title), style) <= most)
        return text_of(frame->language, title);
    return draw_text_width(frame->list, text_of(frame->language, brief), style) <= most
               ? text_of(frame->language, brief)
               : "";
}

float schedules_column_px(const struct frame *frame, const char *const *texts, int count, struct text_style style,
                          float width_px)
{
    for (int i = 0; i < count; i++)
        while (draw_text_width(frame->list, texts[i], style) > width_px && style.size_px > 8)
            style.size_px -= 1;
    return style.size_px;
}
