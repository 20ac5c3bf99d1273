// The home: labs as cards with a small picture each, below them those for people's own programs, and the recordings that were
// seen last.
//
// One card is chosen, and outlined: arrows go from card to card, Enter opens it. What is typed into the field of the header
// leaves only the cards that say it. Where room is short the pictures give way, then what the cards say.
#include "lab/lab.h"
#include "view/home/card.h"
#include "view/home/fields.h"
#include "view/home/parts.h"
#include "view/labs/lab_names.h"
#include "view/model/view_row.h"
#include "view/ui/words.h"

#include "base/utf8.h"

#include <math.h>
#include <string.h>

struct sheet {
    struct home_items items;
    int columns, field_columns, seen_columns;
    float card_px, seen_px; // their heights
    float field_px;         // of the cards with a field
    bool fields_whole;      // which say what they are for, and have a head above them
    float icon_px;          // of that: 0: no pictures
    bool tells;             // what each is about
};

static float gap_of(const struct frame *frame) { return frame->scale.gap_px; }
static float pad_of(const struct frame *frame) { return home_card_pad(frame->scale); }

static float head_px(const struct frame *frame) { return frame->scale.type[TYPE_STRONG] * 2.5f; }

static int rows_of(int count, int columns) { return (count + columns - 1) / columns; }

static float width_of(const struct frame *frame, float room_px, int columns)
{
    return floorf((room_px - gap_of(frame) * (float)(columns - 1)) / (float)columns);
}

#define MORE_ICON 3.6f // that a picture grows by where there is room, by the type

// ---- laying out ----------------------------------------------------------------------------------------------------

static float title_px(const struct frame *frame) { return home_card_title_px(frame->scale); }

// The most lines that any lab has to say of itself.
static float about_px(const struct frame *frame, const struct sheet *sheet, float width_px)
{
    const struct text_style style = ui_text(frame, TYPE_LABEL, TEXT_SOFT);
    float most = 0;
    for (int i = 0; i < sheet->items.labs; i++) {
        const float one = ui_paragraph_height(frame, width_px - 2 * pad_of(frame),
                                              lab_about(frame->language, sheet->items.all[i].lab), style);
        most = one > most ? one : most;
    }
    return most + 1;
}

static int seen_count(const struct sheet *sheet)
{
    return sheet->items.count - sheet->items.labs - sheet->items.fields;
}

static float fields_room(const struct frame *frame, const struct sheet *sheet)
{
    const float rows = (float)rows_of(sheet->items.fields, sheet->field_columns);
    return rows > 0 ? (sheet->fields_whole ? head_px(frame) : 0) + rows * (sheet->field_px + gap_of(frame)) : 0;
}

static void set_fields(const struct frame *frame, struct sheet *sheet, bool whole)
{
    sheet->fields_whole = whole;
    sheet->field_px = home_field_px(frame->scale, whole);
}

static float needed_px(const struct frame *frame, const struct sheet *sheet)
{
    const int rows = rows_of(sheet->items.labs, sheet->columns), seen = rows_of(seen_count(sheet), sheet->seen_columns);
    return fields_room(frame, sheet) + (rows ? head_px(frame) : 0) + (float)rows * (sheet->card_px + gap_of(frame)) +
           (seen ? head_px(frame) : 0) + (float)seen * (sheet->seen_px + gap_of(frame));
}

static void lay_out(const struct frame *frame, struct sheet *sheet, struct rect room)
{
    home_items_of(&sheet->items, frame->model);
    sheet->columns = home_columns(frame->scale, room.width, frame->list->height_px, &sheet->items);
    sheet->field_columns = home_field_columns(frame->scale, room.width, &sheet->items);
    sheet->seen_columns = home_seen_columns(frame->scale, room.width);
    const float about = about_px(frame, sheet, width_of(frame, room.width, sheet->columns)), pad = pad_of(frame);
    const float words = title_px(frame) + about + 2 * pad;
    const int rows = rows_of(sheet->items.labs, sheet->columns);
    sheet->seen_px = title_px(frame) + frame->scale.type[TYPE_LABEL] * 1.5f + pad;
    sheet->tells = true;
    sheet->icon_px = frame->scale.type[TYPE_BODY] * 5.6f;
    sheet->card_px = words + sheet->icon_px;
    set_fields(frame, sheet, true);
    float over = needed_px(frame, sheet) - room.height;
    if (over > (float)rows * frame->scale.type[TYPE_BODY] * 2) { // before pictures get small
        set_fields(frame, sheet, false);
        over = needed_px(frame, sheet) - room.height;
    }
    if (rows == 0)
        return;
    if (over <= 0) { // larger pictures, as wide as a card at the most
        sheet->icon_px += fminf(-over / (float)rows, frame->scale.type[TYPE_BODY] * MORE_ICON);
        sheet->card_px = words + sheet->icon_px;
        return;
    }
    const float least = frame->scale.type[TYPE_BODY] * 2.4f; // a smaller picture shows nothing
    sheet->icon_px -= over / (float)rows;
    sheet->icon_px = sheet->icon_px >= least ? sheet->icon_px : 0;
    sheet->card_px = words + sheet->icon_px;
    if (needed_px(frame, sheet) <= room.height)
        return;
    sheet->tells = false;
    sheet->card_px -= about;
}

// ---- drawing -------------------------------------------------------------------------------------------------------

static void draw_head(struct frame *frame, struct rect row, enum text_id title, enum text_id note)
{
    struct text_style name = ui_bold(frame, TYPE_STRONG, TEXT_MAIN), words = ui_text(frame, TYPE_LABEL, TEXT_SOFT);
    const float y = rect_bottom(row) - row.height * 0.5f;
    name.along = words.along = ALONG_MIDDLE;
    const struct rect said = draw_text(frame->list, point_at(row.x, y), text_of(frame->language, title), name);
    const char *text = note ? text_of(frame->language, note) : "";
    const float x = rect_right(said) + frame->scale.type[TYPE_BODY] * 0.7f;
    if (*text && x + draw_text_width(frame->list, text, words) <= rect_right(row))
        draw_text(frame->list, point_at(x, y), text, words);
}

static void draw_ground(struct frame *frame, struct rect rect, struct ui_press press)
{
    home_card_ground(frame, rect, rect, press);
}

static void draw_lab(struct frame *frame, const struct sheet *sheet, struct rect rect, int at)
{
    const uint32_t lab = sheet->items.all[at].lab;
    const float pad = pad_of(frame);
    draw_ground(frame, rect,
                (struct ui_press){ .id = ui_id("home lab", lab),
                                   .action = ACTION_LAB,
                                   .argument = lab,
                                   .tip = sheet->tells ? NULL : lab_about(frame->language, lab),
                                   .chosen = frame->model->home->chosen == at });
    struct rect rest = rect_inset(rect, pad);
    const float icon = sheet->icon_px - pad * 0.6f;
    if (sheet->icon_px > 0) {
        const float width = fminf(rest.width, icon * 1.9f);
        lab_icon_draw(frame, lab, rect_of(rest.x, rest.y, width, icon));
        rect_cut_top(&rest, sheet->icon_px);
    }
    words_fit_end(frame, rect_cut_top(&rest, title_px(frame)), lab_title(frame->language, lab),
                  ui_bold(frame, TYPE_STRONG, TEXT_MAIN), false);
    if (sheet->tells)
        ui_paragraph(frame, rest, lab_about(frame->language, lab), ui_text(frame, TYPE_LABEL, TEXT_SOFT));
}

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash && slash[1] ? slash + 1 : path;
}

// "176 of 600 lost · 14:02"; of what cannot be read that. While somebody guesses what came of what is shown it is not told.
static const char *line_of(const struct frame *frame, const struct home_item *item, const struct seen *seen)
{
    const struct model *model = frame->model;
    const bool guessed =
        item->is_past && item->seen == model->past_run_shown && model->prediction.stage == PREDICTION_ASKED;
    const char *came = guessed ? "" : *seen->came ? seen->came : base_name(seen->path);
    if (seen->unread)
        return text_of(frame->language, TEXT_HOME_UNREAD_ID);
    const char *line = *came && *seen->when ? arena_printf(frame->arena, "%s · %s", came, seen->when) : NULL;
    return line ? line : *came ? came : seen->when;
}

static void draw_seen(struct frame *frame, const struct sheet *sheet, struct rect rect, int at)
{
    const struct home_item *item = &sheet->items.all[at];
    const struct seen *seen =
        item->is_past ? &frame->model->home->past_seen[item->seen] : &frame->model->seen[item->seen];
    const char *title = seen->title[0] ? seen->title : base_name(seen->path), *line = line_of(frame, item, seen);
    const uint32_t id = ui_id(item->is_past ? "past seen" : "seen", item->seen);
    draw_ground(frame, rect,
                (struct ui_press){ .id = id,
                                   .action = item->is_past ? ACTION_OPEN_RUN : ACTION_OPEN_SEEN,
                                   .argument = item->seen,
                                   .tip = item->is_past ? text_of(frame->language, TEXT_HOME_PAST_TIP_ID) : seen->path,
                                   .chosen = frame->model->home->chosen == at });
    const float pad = pad_of(frame);
    struct rect rest = rect_of(rect.x + pad, rect.y + pad / 2, rect.width - 2 * pad, rect.height - pad);
    struct text_style name = ui_bold(frame, TYPE_BODY, seen->unread ? TEXT_FAINT : TEXT_MAIN),
                      words = ui_text(frame, TYPE_LABEL, seen->unread ? TEXT_FAINT : TEXT_SOFT);
    name.along = words.along = ALONG_MIDDLE;
    name.foreign = words.foreign = true;
    struct rect first = rect_cut_top(&rest, title_px(frame));
    ui_icon(frame, rect_cut_right(&first, first.height), ICON_BELOW,
            (struct ui_press){ .id = ui_part(id, 1),
                               .action = ACTION_OPEN_BELOW,
                               .argument = listed_argument(
                                   (struct listed_one){ item->is_past ? LISTED_RUNS : LISTED_SEEN, item->seen }),
                               .tip = FILL(TEXT_OPEN_BELOW_TIP_ID, KEY_CONTROL_NAME),
                               .disabled = !frame->document });
    name.max_px = first.width;
    words.max_px = rest.width;
    draw_text(frame->list, point_at(first.x, rect_centre(first).y), title, name);
    draw_text(frame->list, point_at(rest.x, rect_centre(rest).y), line, words);
}

static void draw_field(struct frame *frame, const struct sheet *sheet, struct rect rect, int at)
{
    home_field_draw(frame, rect, sheet->items.all[at].field, frame->model->home->chosen == at, sheet->fields_whole);
}

// Cards of one kind, in rows of a height.
struct rows {
    void (*draw)(struct frame *frame, const struct sheet *sheet, struct rect rect, int at);
    int from, to, columns;
    float height_px;
};

static void draw_rows(struct frame *frame, const struct sheet *sheet, struct rect *rest, struct rows rows)
{
    const float width = width_of(frame, rest->width, rows.columns);
    for (int at = rows.from; at < rows.to && rest->height >= rows.height_px; at += rows.columns) {
        struct rect row = rect_cut_top(rest, rows.height_px);
        for (int i = at; i < rows.to && i < at + rows.columns; i++) {
            rows.draw(frame, sheet, rect_cut_left(&row, width), i);
            rect_cut_left(&row, gap_of(frame));
        }
        rect_cut_top(rest, gap_of(frame));
    }
}

static void draw_own(struct frame *frame, const struct sheet *sheet, struct rect *rest)
{
    const int labs = sheet->items.labs;
    if (rest->height < fields_room(frame, sheet) - gap_of(frame))
        return;
    if (sheet->fields_whole)
        draw_head(frame, rect_cut_top(rest, head_px(frame)), TEXT_HOME_OWN_ID, TEXT_HOME_OWN_NOTE_ID);
    draw_rows(frame, sheet, rest,
              (struct rows){ draw_field, labs, labs + sheet->items.fields, sheet->field_columns, sheet->field_px });
}

static void draw_nothing_found(struct frame *frame, struct rect room)
{
    struct text_style style = ui_text(frame, TYPE_CAPTION, TEXT_SOFT);
    const char *text = FILL(TEXT_HOME_NOTHING_ID, frame->model->home->search);
    style.across = ACROSS_CENTRE;
    style.along = ALONG_MIDDLE;
    style.foreign = true;
    style.max_px = room.width;
    draw_text(frame->list, rect_centre(room), text, style);
}

static void draw(struct frame *frame)
{
    struct sheet sheet = { 0 };
    struct rect rest = frame->body;
    lay_out(frame, &sheet, rest);
    if (sheet.items.count == 0)
        draw_nothing_found(frame, rest);
    if (sheet.items.labs > 0) {
        draw_head(frame, rect_cut_top(&rest, head_px(frame)), TEXT_HOME_LABS_ID, TEXT_HOME_LABS_NOTE_ID);
        draw_rows(frame, &sheet, &rest, (struct rows){ draw_lab, 0, sheet.items.labs, sheet.columns, sheet.card_px });
    }
    if (sheet.items.fields > 0)
        draw_own(frame, &sheet, &rest);
    if (seen_count(&sheet) > 0 && rest.height >= head_px(frame) + sheet.seen_px) {
        draw_head(frame, rect_cut_top(&rest, head_px(frame)), TEXT_HOME_SEEN_ID, 0);
        draw_rows(frame, &sheet, &rest,
                  (struct rows){ draw_seen, sheet.items.labs + sheet.items.fields, sheet.items.count,
                                 sheet.seen_columns, sheet.seen_px });
    }
}

// ---- acting --------------------------------------------------------------------------------------------------------

static void act(struct model *model, const struct document *document, enum action action, int64_t argument,
                struct wishes *wishes)
{
    struct home_items items;
    (void)document;
    (void)action;
    (void)wishes;
    // Where the cards stand is where the last picture had them.
    const float zoom = model->drawn_zoom > 0 ? model->drawn_zoom : model->zoom;
    const struct scale scale = scale_for(model->width_px, model->height_px, zoom, model->lecture);
    const float room = (float)model->width_px - 2 * WINDOW_SIDE * scale.u;
    home_items_of(&items, model);
    model->home->chosen =
        home_neighbour(&items, model->home->chosen, (int)argument,
                       (struct home_grid){ home_columns(scale, room, (float)model->height_px, &items),
                                           home_field_columns(scale, room, &items), home_seen_columns(scale, room) });
}

static const char *begin(struct model *model)
{
    model->view = VIEW_HOME;
    return model->home->search;
}

static void typed(struct model *model, const char *utf8)
{
    struct home_model *home = model->home;
    const size_t bytes = strlen(utf8), most = sizeof home->search - 1,
                 kept = bytes > most ? utf8_cut(utf8, most) : bytes;
    memcpy(home->search, utf8, kept);
    home->search[kept] = '\0';
    home->chosen = 0;
}

static bool escape(struct model *model)
{
    if (model->view != VIEW_HOME)
        return false;
    if (model->home->search[0])
        typed(model, "");
    else
        model->view = model->before_home;
    return true;
}

static const struct view_search search = { begin, typed, ACTION_HOME_ENTER };

const struct view_row view_home = {
    .name = "home",
    .title = TEXT_VIEW_HOME_ID,
    .tip = TEXT_TIP_HOME_ID,
    .needs = NEEDS_NOTHING,
    .draw = draw,
    .actions = (const enum action[]){ ACTION_HOME_MOVE, ACTION_NONE },
    .act = act,
    .escape = escape,
    .search = &search,
};
