// Picks positions by weight, then opens what was unfolded and takes the part in sight.
#include "view/ledger/excerpt.h"

#include "document/document.h"
#include "view/ledger/focus.h"
#include "view/ledger/ledger_model.h"

enum {
    LOST_SCANNED = 4096,  // lost stores looked at for the collision's first
    CHAINS_SCANNED = 512, // overwrites looked at for the collision's others
    TURNS_SCANNED = 512,  // stores looked at, from either end of a fold, for changes of task
    ROUND = 2,            // stores after a collision was settled
    PAGE_KEPT = 2,        // stores of the page before that stay in sight
    PAIR_SCANNED = 8192,  // stores looked at for those of two processes
};

// ---- a collision ---------------------------------------------------------------------------------------------------

struct choice {
    const struct cell_history *cell;
    const struct ledger_focus *focus;
    int64_t first_lost; // of the collision, after the fork
    struct picks picks;
    int rows, most; // as many as look well, and as can be
};

int64_t ledger_first_lost(const struct document *document, const struct ledger_focus *focus, int64_t after)
{
    const struct cell_history *cell = &document->cell;
    const size_t collision = (size_t)focus->collision;
    const int64_t found = cell_lost_of(cell, collision, after, focus->overwriter.position, LOST_SCANNED);
    return found >= 0 ? found : cell->kind->collision(cell->of, collision).first;
}

// What must be seen, whatever the rows.
static void pick_needed(struct choice *choice)
{
    const struct ledger_focus *focus = choice->focus;
    const struct cell_history *cell = choice->cell;
    const int64_t over = focus->overwriter.position;
    picks_add(&choice->picks, focus->fork_at, PIECES_MOST);
    picks_add(&choice->picks, over, PIECES_MOST);
    picks_add(&choice->picks, over - 1, PIECES_MOST);
    picks_add(&choice->picks, focus->overwriter.parent, PIECES_MOST);
    picks_add(&choice->picks, choice->first_lost, PIECES_MOST);
    picks_add(&choice->picks, cell_settling(cell, (size_t)focus->collision).first, choice->most);
    // Where the second beat of the story is told.
    picks_add(&choice->picks, focus->story.first, choice->most);
}

// The others that wrote over lost ones of it, the latest first: each with the last that it wrote over.
static void pick_chains(struct choice *choice)
{
    const struct cell_history *cell = choice->cell;
    const size_t collision = (size_t)choice->focus->collision;
    int64_t i = (int64_t)cell->kind->collision(cell->of, collision).settling;
    for (int scanned = 0; --i >= 0 && scanned < CHAINS_SCANNED; scanned++) {
        const struct cell_overwrite overwrite = cell->kind->overwrite(cell->of, (size_t)i);
        if (overwrite.position <= choice->focus->fork_at)
            return;
        if (overwrite.collision != collision)
            continue;
        if (!picks_add(&choice->picks, overwrite.position, choice->rows))
            return;
        picks_add(&choice->picks, overwrite.position - 1, choice->rows);
    }
}

// How it goes on, up to so many stores, as far as the run did.
static void pick_after(struct choice *choice, int count)
{
    const int64_t over = choice->focus->overwriter.position;
    for (int64_t p = over + 1; p <= over + count && p < choice->cell->stores; p++)
        picks_add(&choice->picks, p, choice->rows);
}

static bool is_turn(const struct cell_history *cell, int64_t position)
{
    return position > 0 && cell_task(cell, position) != cell_task(cell, position - 1);
}

// Where another task takes over within what is still folded, looked for from both ends of each fold.
static void pick_turns(struct choice *choice)
{
    struct piece pieces[PIECES_MOST];
    const struct cell_history *cell = choice->cell;
    const int count = picks_pieces(&choice->picks, pieces);
    for (int i = 0; i < count; i++) {
        if (!pieces[i].fold)
            continue;
        for (int64_t p = pieces[i].from, n = 0; p < pieces[i].to && n < TURNS_SCANNED; p++, n++)
            if (is_turn(cell, p) && !picks_add(&choice->picks, p, choice->rows))
                break;
        for (int64_t p = pieces[i].to - 1, n = 0; p >= pieces[i].from && n < TURNS_SCANNED; p--, n++)
            if (is_turn(cell, p) && !picks_add(&choice->picks, p, choice->rows))
                break;
    }
}

// What is left goes to the beginning of the folds: one store after the other behind the first lost, then behind the fork.
static void pick_rest(struct choice *choice)
{
    const int64_t from[] = { choice->first_lost, choice->focus->fork_at };
    for (size_t i = 0; i < sizeof from / sizeof *from; i++)
        for (int64_t p = from[i] + 1; p < choice->focus->overwriter.position; p++)
            if (!picks_add(&choice->picks, p, choice->rows))
                break;
}

static void pick_collision(struct choice *choice)
{
    pick_needed(choice);
    pick_chains(choice);
    pick_after(choice, 1);
    picks_add(&choice->picks, choice->first_lost + 1, choice->rows);
    pick_turns(choice);
    pick_after(choice, ROUND);
    pick_rest(choice);
}

// ---- what is in sight ----------------------------------------------------------------------------------------------

static bool is_unfolded(const struct ledger_model *model, int64_t position)
{
    for (int i = 0; i < model->unfolded_count; i++)
        if (model->unfolded[i] == position)
            return true;
    return false;
}

static int64_t rows_of(const struct piece *piece) { return piece->fold ? 1 : piece->to - piece->from; }

// The rows from number `first` on.
static void take(struct excerpt *excerpt, const struct piece *pieces, int count, int64_t first, int rows)
{
    int64_t before = 0, all = 0;
    excerpt->count = 0;
    for (int i = 0; i < count; i++) {
        const int64_t length = rows_of(&pieces[i]);
        int64_t skip = first > before ? first - before : 0;
        for (; skip < length && excerpt->count < rows && excerpt->count < EXCERPT_ROWS; skip++) {
            const int64_t at = pieces[i].from + skip;
            excerpt->rows[excerpt->count++] = pieces[i].fold
                                                  ? (struct excerpt_row){ pieces[i].from, pieces[i].to, true }
                                                  : (struct excerpt_row){ at, at + 1, false };
        }
        before += length;
        all += length;
    }
    excerpt->above = first;
    excerpt->below = all - first - excerpt->count;
}

void excerpt_of_collision(struct excerpt *excerpt, const struct document *document, const struct ledger_focus *focus,
                          const struct ledger_model *model, int rows, int most)
{
    struct choice choice = { .cell = &document->cell,
                             .focus = focus,
                             .first_lost = ledger_first_lost(document, focus, focus->fork_at),
                             .rows = rows,
                             .most = most };
    struct piece pieces[PIECES_MOST];
    int64_t all = 0;
    pick_collision(&choice);
    const int count = picks_pieces(&choice.picks, pieces);
    excerpt->unfolded = false;
    for (int i = 0; i < count; i++) {
        if (pieces[i].fold && is_unfolded(model, pieces[i].from)) {
            pieces[i].fold = false;
            excerpt->unfolded = true;
        }
        all += rows_of(&pieces[i]);
    }
    rows = all > rows && all <= most ? (int)all : rows;
    const int64_t last = all > rows ? all - rows : 0;
    int64_t first = model->scroll_rows > 0 ? model->scroll_rows : 0;
    first = first < last ? first : last;
    take(excerpt, pieces, count, first, rows);
}

// ---- an ordinary stretch -------------------------------------------------------------------------------------------

static bool is_one_of(const struct cell_history *cell, int64_t position, const uint32_t pair[2])
{
    return cell_task(cell, position) == pair[0] || cell_task(cell, position) == pair[1];
}

// Of two processes, each with a word of its own: their latest stores up to the playhead, then the next.
static void excerpt_of_pair(struct excerpt *excerpt, const struct cell_history *cell, int64_t position,
                            const uint32_t pair[2], int rows)
{
    int64_t found[EXCERPT_ROWS];
    int before = 0, after = 0;
    for (int64_t p = position, n = 0; p >= 0 && n < PAIR_SCANNED && before < (rows + 1) / 2; p--, n++)
        if (is_one_of(cell, p, pair))
            found[EXCERPT_ROWS / 2 - 1 - before++] = p;
    for (int64_t p = position + 1, n = 0; p < cell->stores && n < PAIR_SCANNED && before + after < rows; p++, n++)
        if (is_one_of(cell, p, pair))
            found[EXCERPT_ROWS / 2 + after++] = p;
    for (int i = 0; i < before + after; i++) {
        const int64_t at = found[EXCERPT_ROWS / 2 - before + i];
        excerpt->rows[excerpt->count++] = (struct excerpt_row){ at, at + 1, false };
    }
}

void excerpt_at(struct excerpt *excerpt, const struct document *document, int64_t position, const uint32_t pair[2],
                int rows)
{
    const int64_t stores = document->cell.stores;
    *excerpt = (struct excerpt){ .count = 0 };
    rows = rows < EXCERPT_ROWS / 2 ? rows : EXCERPT_ROWS / 2;
    if (document->cell.is_private) {
        excerpt_of_pair(excerpt, &document->cell, position, pair, rows);
        return;
    }
    const int64_t page = rows > PAGE_KEPT + 1 ? rows - PAGE_KEPT : 1;
    int64_t first = position < page ? -1 : position / page * page - PAGE_KEPT;
    first = first + rows > stores ? stores - rows : first;
    first = first < -1 ? -1 : first;
    for (int64_t p = first; p < stores && excerpt->count < rows; p++)
        excerpt->rows[excerpt->count++] = (struct excerpt_row){ p, p + 1, false };
}

int excerpt_find(const struct excerpt *excerpt, int64_t position)
{
    for (int i = excerpt->count - 1; i >= 0; i--)
        if (position >= excerpt->rows[i].from)
            return position < excerpt->rows[i].to ? i : i == excerpt->count - 1 ? excerpt->count : -1;
    return -1;
}
