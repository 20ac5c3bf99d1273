// What is said of the followed variable: what was not ordered, what is in doubt, that a run was not exact.
#include "view/source/verdict.h"

#include "document/document.h"
#include "document/followed.h"
#include "view/ui/variable_words.h"
#include "view/ui/words.h"

enum {
    SAID_MOST = 7
};

struct said {
    const char *text;
    bool bad;
};

// The two accesses that met most often without an order; of equals the first. NULL: there are none.
static const struct pair *worst_pair(const struct recording *recording, const struct variable *variable)
{
    const struct pair *worst = NULL;
    for (uint32_t i = 0; i < variable->pair_count; i++) {
        const struct pair *pair = &recording->pairs[variable->first_pair + i];
        if (!worst || pair->count > worst->count)
            worst = pair;
    }
    return worst;
}

static bool has_lock(const struct lock_set *set, uint16_t resource)
{
    for (int i = 0; i < LOCK_SET_LOCKS && set->mode[i]; i++)
        if (set->resource[i] == resource)
            return true;
    return false;
}

// Keeps of the locks those that every access at a place was made under.
static void keep_common(const struct recording *recording, const struct variable *variable, uint32_t place,
                        struct lock_set *common, bool *any)
{
    for (uint32_t i = 0; i < variable->access_count; i++) {
        const struct access *access = &recording->accesses[variable->first_access + i];
        const struct lock_set *set = &recording->lock_sets[access->locks];
        if (access->place != place)
            continue;
        struct lock_set kept = { { 0 }, { 0 } };
        int count = 0;
        for (int k = 0; k < LOCK_SET_LOCKS; k++) {
            const struct lock_set *from = *any ? common : set;
            if (from->mode[k] && (!*any || has_lock(set, from->resource[k]))) {
                kept.resource[count] = from->resource[k];
                kept.mode[count++] = from->mode[k];
            }
        }
        *common = kept;
        *any = true;
    }
}

static bool have_lock_in_common(const struct recording *recording, const struct variable *variable,
                                const struct pair *pair)
{
    struct lock_set common = { { 0 }, { 0 } };
    bool any = false;
    keep_common(recording, variable, pair->place[0], &common, &any);
    keep_common(recording, variable, pair->place[1], &common, &any);
    return common.mode[0] != 0;
}

static const char *pair_text(struct frame *frame, const struct variable *variable, const struct pair *pair)
{
    const struct recording *recording = &frame->document->recording;
    const char *first = words_place(frame, pair->place[1]), *second = words_place(frame, pair->place[0]);
    const bool same = words_place_is_same(recording, pair->place[0], pair->place[1]);
    const char *text = same ? FILL(TEXT_SOURCE_PAIR_SAME_ID, first) : FILL(TEXT_SOURCE_PAIR_ID, first, second);
    return recording->watched->dropped_lock_sets > 0 || have_lock_in_common(recording, variable, pair)
               ? text
               : FILL(TEXT_SOURCE_NO_LOCK_ID, text,
                      text_of(frame->language, same ? TEXT_SOURCE_NO_LOCK_AT_ALL_ID : TEXT_GUARD_NO_COMMON_ID));
}

static int find_said(struct frame *frame, struct said said[SAID_MOST])
{
    const struct document *document = frame->document;
    const struct recording *recording = &document->recording;
    const struct variable_sum *sum = document_followed(document);
    const struct variable *variable = &recording->variables[sum->variable];
    const struct pair *pair = worst_pair(recording, variable);
    int count = 0;
    if (pair)
        said[count++] = (struct said){ pair_text(frame, variable, pair), true };
    if (!sum->claims)
        said[count++] = (struct said){ words_doubt(frame, sum), true };
    if (sum->guarded.checked)
        said[count++] = (struct said){ FILL(TEXT_SOURCE_CHECKED_ID, words_place(frame, sum->guarded.check_place),
                                            words_place(frame, sum->guarded.act_place)),
                                       true };
    if (sum->guarded.let_go)
        said[count++] = (struct said){ FILL(TEXT_SOURCE_LET_GO_ID, words_place(frame, sum->guarded.let_go_load),
                                            words_place(frame, sum->guarded.let_go_store)),
                                       true };
    if (sum->guarded.split)
        said[count++] = (struct said){ text_of(frame->language, TEXT_SOURCE_SPLIT_ID), true };
    if (sum->claims && sum->unsure)
        said[count++] = (struct said){ FILL(TEXT_SOURCE_MAY_ID, words_place(frame, sum->unsure_place)), true };
    if (sum->claims && !sum->exact)
        said[count++] = (struct said){ words_not_exact(frame, sum), true };
    if (count == 0 && sum->luck)
        said[count++] = (struct said){ words_luck(frame, sum), true };
    if (count == 0 && document->sums.pairs_known && sum->lost == 0)
        said[count++] = (struct said){ text_of(frame->language, TEXT_SOURCE_ORDERED_ID), false };
    return count;
}

static struct text_style style_of(const struct frame *frame, const struct said *said)
{
    return said->bad ? ui_bold(frame, TYPE_BODY, TEXT_MAIN) : ui_text(frame, TYPE_BODY, TEXT_GOOD);
}

static float inner_px(const struct frame *frame, float width_px) { return width_px - 1.4f * frame->scale.pad_px; }

static float height_of(struct frame *frame, const struct said *said, float width_px)
{
    return ui_paragraph_height(frame, inner_px(frame, width_px), said->text, style_of(frame, said)) +
           frame->scale.pad_px * 0.9f;
}

float source_verdict_height(struct frame *frame, float width_px)
{
    struct said said[SAID_MOST];
    const int count = find_said(frame, said);
    float height = 0;
    for (int i = 0; i < count; i++)
        height += height_of(frame, &said[i], width_px) + (i > 0 ? frame->scale.gap_px * 0.5f : 0);
    return height;
}

void source_verdict_draw(struct frame *frame, struct rect rect)
{
    struct said said[SAID_MOST];
    const int count = find_said(frame, said);
    const float pad = frame->scale.pad_px;
    for (int i = 0; i < count; i++) {
        const float height = height_of(frame, &said[i], rect.width);
        if (height > rect.height + 1)
            return;
        const struct rect box = rect_cut_top(&rect, height);
        rect_cut_top(&rect, frame->scale.gap_px * 0.5f);
        draw_box(frame->list, box, frame->scale.radius_px * 0.7f,
                 paint_solid(frame->theme->grounds[said[i].bad ? GROUND_LOST : GROUND_GOOD]),
                 stroke_solid(frame->theme->marks[said[i].bad ? MARK_LOST : MARK_GOOD], frame->scale.line_px * 1.4f));
        ui_paragraph(frame, rect_of(box.x + 0.7f * pad, box.y + 0.45f * pad, inner_px(frame, box.width), box.height),
                     said[i].text, style_of(frame, &said[i]));
    }
}
