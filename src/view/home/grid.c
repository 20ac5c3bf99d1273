// The cards as rows of a grid: those of labs first, then those with a field, then those of recordings, each kind as wide as it
// needs.
#include "view/home/parts.h"

#include "view/ui/actions.h"

#include <math.h>

// A card's least width, by the type it is set in.
#define LAB_WIDTH 11.2f
#define SEEN_WIDTH 14.0f
#define FIELD_WIDTH 25.0f

enum {
    LABS_LEAST = 4, // cards are no wider than so many side by side
};

static int fitting(float width_px, float gap_px, float least_px)
{
    const int fits = (int)((width_px + gap_px) / (least_px + gap_px));
    return fits > 1 ? fits : 1;
}

static int rows_of(int count, int columns) { return (count + columns - 1) / columns; }

// Whether so many rows of cards of labs have room with their pictures, above those of recordings, in a window so high. A card that
// is wide needs two lines for what it is about.
static bool rows_fit(struct scale scale, float window_px, int rows, int field_rows, int seen_rows)
{
    const float body = scale.type[TYPE_BODY], strong = scale.type[TYPE_STRONG], label = scale.type[TYPE_LABEL],
                card = 1.7f * strong + 2.8f * label + 5.6f * body + 1.8f * scale.pad_px,
                seen = 1.7f * strong + 1.5f * label + 0.9f * scale.pad_px, head = 2.5f * strong;
    const float needed = 3.6f * body + head + (float)rows * (card + scale.gap_px) + (field_rows ? head : 0) +
                         (float)field_rows * (home_field_px(scale, true) + scale.gap_px) + (seen_rows ? head : 0) +
                         (float)seen_rows * (seen + scale.gap_px) + 3.4f * body + scale.gap_px;
    return needed <= window_px;
}

float home_field_px(struct scale scale, bool whole)
{
    const float field = scale.type[TYPE_BODY] * 2.1f;
    return whole ? 1.7f * scale.type[TYPE_STRONG] + 1.6f * scale.type[TYPE_LABEL] + field + 1.6f * scale.pad_px
                 : field + scale.pad_px;
}

int home_columns(struct scale scale, float width_px, float window_px, const struct home_items *items)
{
    const int labs = items->labs, seen = items->count - items->labs - items->fields;
    const int fits = fitting(width_px, scale.gap_px, LAB_WIDTH * scale.type[TYPE_BODY]);
    const int wanted = labs > LABS_LEAST ? labs : LABS_LEAST,
              field_rows = rows_of(items->fields, home_field_columns(scale, width_px, items)),
              seen_rows = rows_of(seen, home_seen_columns(scale, width_px));
    int rows = rows_of(wanted, fits); // as even as they can be
    if (rows == 1 && wanted > LABS_LEAST && rows_fit(scale, window_px, 2, field_rows, seen_rows))
        rows = 2;
    return rows_of(wanted, rows);
}

int home_field_columns(struct scale scale, float width_px, const struct home_items *items)
{
    const int fits = fitting(width_px, scale.gap_px, FIELD_WIDTH * scale.type[TYPE_BODY]);
    return fits < items->fields ? fits : items->fields > 0 ? items->fields : 1;
}

int home_seen_columns(struct scale scale, float width_px)
{
    const int fits = fitting(width_px, scale.gap_px, SEEN_WIDTH * scale.type[TYPE_BODY]);
    return fits < SEEN_MOST ? fits : SEEN_MOST;
}

struct spot {
    int row;
    float x; // of its middle, as a share of the width
};

static struct spot place_of(const struct home_items *items, int at, struct home_grid grid)
{
    const struct {
        int count, columns;
    } kinds[] = { { items->labs, grid.labs },
                  { items->fields, grid.fields },
                  { items->count - items->labs - items->fields, grid.seen } };
    int row = 0;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (at < kinds[i].count)
            return (struct spot){ row + at / kinds[i].columns,
                                  ((float)(at % kinds[i].columns) + 0.5f) / (float)kinds[i].columns };
        at -= kinds[i].count;
        row += rows_of(kinds[i].count, kinds[i].columns);
    }
    return (struct spot){ row, 0 };
}

int home_neighbour(const struct home_items *items, int at, int way, struct home_grid columns)
{
    const int step = way == HOME_RIGHT || way == HOME_DOWN ? 1 : -1;
    if (way == HOME_LEFT || way == HOME_RIGHT)
        return at + step >= 0 && at + step < items->count ? at + step : at;
    const struct spot here = place_of(items, at, columns);
    int nearest = at;
    float least = INFINITY;
    for (int i = 0; i < items->count; i++) {
        const struct spot there = place_of(items, i, columns);
        const float away = fabsf(there.x - here.x);
        if (there.row == here.row + step && away < least) {
            least = away;
            nearest = i;
        }
    }
    return nearest;
}
