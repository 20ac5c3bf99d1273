// See variable_words.h. What analysis/variable_sums.h says to terminals is said here in the window's languages.
#include "view/ui/variable_words.h"

#include "document/document.h"
#include "view/ui/words.h"

#include <inttypes.h>
#include <string.h>

static const struct place *place_of(const struct recording *recording, uint32_t place)
{
    return place < recording->watched->place_count ? &recording->places[place] : NULL;
}

const char *words_place(struct frame *frame, uint32_t place)
{
    char buffer[PLACE_TEXT_BYTES];
    const struct recording *recording = &frame->document->recording;
    const char *text = arena_printf(frame->arena, "%s",
                                    place_text(buffer, recording, place_of(recording, place) ? place : PLACE_NOWHERE));
    return text ? text : "";
}

const char *words_line(struct frame *frame, uint32_t place)
{
    const struct place *found = place_of(&frame->document->recording, place);
    const char *text = found && found->line ? arena_printf(frame->arena, ":%" PRIu32, found->line) : "";
    return text ? text : "";
}

bool words_place_is_same(const struct recording *recording, uint32_t a, uint32_t b)
{
    const struct place *x = place_of(recording, a), *y = place_of(recording, b);
    return a == b || (x && y && x->line && x->line == y->line && strcmp(x->file, y->file) == 0);
}

// ---- what guards it ------------------------------------------------------------------------------------------------

const char *words_guarded(struct frame *frame, const struct variable_row *row, enum text_role *role)
{
    static const struct {
        enum text_id text;
        enum text_role role;
    } plain[GUARDED_HOWS] = {
        [GUARDED_NOT_KNOWN] = { TEXT_GUARD_NOT_KNOWN_ID, TEXT_SOFT },
        [GUARDED_READ_ONLY] = { TEXT_GUARD_READ_ONLY_ID, TEXT_GOOD },
        [GUARDED_ONE_TASK] = { TEXT_GUARD_ONE_TASK_ID, TEXT_GOOD },
        [GUARDED_ATOMIC] = { TEXT_GUARD_ATOMIC_ID, TEXT_GOOD },
        [GUARDED_EVERYWHERE] = { TEXT_GUARD_EVERYWHERE_ID, TEXT_GOOD },
        [GUARDED_PARTLY] = { TEXT_GUARD_PARTLY_ID, TEXT_LOST },
        [GUARDED_NO_COMMON] = { TEXT_GUARD_NO_COMMON_ID, TEXT_LOST },
        [GUARDED_BY_JOIN] = { TEXT_GUARD_BY_JOIN_ID, TEXT_GOOD },
        [GUARDED_BY_OTHER] = { TEXT_GUARD_BY_OTHER_ID, TEXT_SOFT },
    };
    const struct document *document = frame->document;
    const struct variable_sum *sum = &document->sums.all[row->sum];
    const struct guarded *guarded = &sum->guarded;
    if (!sum->claims) {
        *role = TEXT_LOST;
        return words_doubt(frame, sum);
    }
    *role = sum->lost > 0 || guarded->unordered ? TEXT_LOST : guarded->let_go ? TEXT_SOFT : plain[guarded->how].role;
    const bool one = guarded->how == GUARDED_ONE_TASK, each = one && row->count > 1;
    const bool unseen = guarded->unseen && (one || guarded->how == GUARDED_READ_ONLY);
    const enum text_id text = unseen && each              ? TEXT_GUARD_ONE_TASK_EACH_SEEN_ID
                              : unseen && one             ? TEXT_GUARD_ONE_TASK_SEEN_ID
                              : unseen                    ? TEXT_GUARD_READ_ONLY_SEEN_ID
                              : each                      ? TEXT_GUARD_ONE_TASK_EACH_ID
                              : one && guarded->tasks > 1 ? TEXT_GUARD_ONE_TASK_NOW_ID
                                                          : plain[guarded->how].text;
    if (unseen && *role == TEXT_GOOD)
        *role = TEXT_SOFT;
    const char *guard = guarded->atomic ? text_of(frame->language, TEXT_GUARD_ATOMIC_ID)
                        : guarded->resource < document->recording.resource_count
                            ? words_resource(frame, (int)guarded->resource)
                            : "";
    return FILL(text, guard, words_number(frame, guarded->places), words_number(frame, guarded->of_places));
}

const char *words_luck(const struct frame *frame, const struct variable_sum *sum)
{
    static const enum text_id texts[] = { [LUCK_RACED] = TEXT_VARIABLE_NONE_RACED_ID,
                                          [LUCK_NO_LOCK] = TEXT_VARIABLE_NONE_UNLOCKED_ID,
                                          [LUCK_HALF_LOCK] = TEXT_VARIABLE_NONE_HALF_LOCKED_ID };
    return text_of(frame->language, texts[sum->luck]);
}

// ---- doubts --------------------------------------------------------------------------------------------------------

const char *words_doubt(struct frame *frame, const struct variable_sum *sum)
{
    static const struct {
        uint32_t doubt;
        enum text_id text;
    } doubts[] = {
        { DOUBT_BITFIELD, TEXT_DOUBT_BITFIELD_ID }, { DOUBT_WIDTHS, TEXT_DOUBT_WIDTHS_ID },
        { DOUBT_AMOUNTS, TEXT_DOUBT_AMOUNTS_ID },   { DOUBT_TURN, TEXT_DOUBT_TURN_ID },
        { DOUBT_ORDER, TEXT_DOUBT_ORDER_ID },       { DOUBT_FOREIGN, TEXT_DOUBT_FOREIGN_ID },
        { DOUBT_HANDED, TEXT_DOUBT_HANDED_ID },     { DOUBT_DROPPED, TEXT_DOUBT_DROPPED_ID },
    };
    const uint32_t place = frame->document->recording.variables[sum->variable].doubt_place;
    for (size_t i = 0; i < sizeof doubts / sizeof *doubts; i++) {
        if (!(sum->doubt & doubts[i].doubt))
            continue;
        const char *why = text_of(frame->language, doubts[i].text);
        return place_of(&frame->document->recording, place) ? FILL(TEXT_DOUBT_AT_ID, why, words_place(frame, place))
                                                            : FILL(TEXT_DOUBT_ID, why);
    }
    return FILL(TEXT_DOUBT_ID, text_of(frame->language, TEXT_DOUBT_FOREIGN_ID));
}

const char *words_not_exact(struct frame *frame, const struct variable_sum *sum)
{
    const struct variable *variable = &frame->document->recording.variables[sum->variable];
    if (frame->document->recording.watched->disagrees)
        return text_of(frame->language, TEXT_NOT_EXACT_WRITTEN_ID);
    if (variable->interrupted > 0)
        return FILL(TEXT_NOT_EXACT_TURNS_ID, words_number(frame, (int64_t)variable->interrupted));
    return FILL(TEXT_NOT_EXACT_KEPT_ID, words_number(frame, (int64_t)variable->store_count),
                words_number(frame, (int64_t)variable->stores));
}
