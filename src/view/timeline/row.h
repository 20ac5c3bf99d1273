// A kind of row as a row of a table: everything the timeline knows of it. Each stands in a file of its own; rows.c lists them.
//
// Rows are collected kind after kind, and so drawn from top to foot: workers first, at the foot what stays in sight where the
// others scroll. Plain values, made anew for every picture.
#ifndef VIEW_TIMELINE_ROW_H
#define VIEW_TIMELINE_ROW_H

#include "view/timeline/axis.h"

struct timeline_details;
struct timeline_hits;
struct timeline_model;
struct timeline_pick;
struct timeline_row;
struct timeline_rows;

struct timeline_row_kind {
    float weight;      // how high it is, in heights of a worker's row
    bool takes_spare;  // height that is left over is its
    float foot_u;      // at the foot where others scroll: its height in units of the sheet …
    bool at_foot;      // … if it is; 0: what is left there
    bool foreign_foot; // of a program that was recorded it is

    void (*collect)(struct timeline_rows *rows, const struct document *document); // adds its rows
    void (*draw)(struct frame *frame, const struct timeline_axis *axis,
                 const struct timeline_row *row); // into row->rect
    void (*label)(struct frame *frame, const struct timeline_axis *axis, struct rect rect,
                  const struct timeline_row *row);
    // What it is called, for who looks for it by name. NULL: as the task, or it has none.
    const char *(*name)(struct frame *frame, int index);
    const char *(*explain)(struct frame *frame, const struct timeline_row *row); // what the row shows
    // What it has at a moment, in words in the arena.
    const char *(*words)(struct frame *frame, const struct timeline_axis *axis, const struct timeline_row *row,
                         uint64_t ns);
    // What lies at x of its row, to be selected: its times, and of a load or a store which. False: nothing. NULL: nothing ever does.
    bool (*pick)(const struct document *document, const struct timeline_axis *axis, const struct timeline_row *row,
                 float x, struct timeline_pick *pick);
    // Of a selected span what is known of it besides its words, its times and its length. NULL: nothing more.
    void (*detail)(struct timeline_details *details, const struct timeline_pick *pick);
    bool tells_stores; // loads and stores, or without a detail of its own stretches of them, can be selected in it
    // Adds where the word is found in its rows. NULL: nowhere.
    void (*find)(const struct document *document, const char *word, struct timeline_hits *hits);
};

extern const struct timeline_row_kind timeline_process_row, timeline_worker_row, timeline_lock_row, timeline_gil_row,
    timeline_cpu_row, timeline_rest_row, timeline_balance_row, timeline_lost_row, timeline_level_row,
    timeline_prints_row;

struct timeline_row {
    const struct timeline_row_kind *kind;
    int index;        // which of its kind: worker, resource, place among the cpus
    struct rect rect; // of its plot
};

enum {
    TIMELINE_CPUS_MOST = 64,
    TIMELINE_ROWS_ELSE = RESOURCES_MAX + TIMELINE_CPUS_MOST + 4, // that are not of a task
};

struct timeline_rows {
    bool whole; // not the short timeline, which has no room for all
    const struct timeline_model *model;
    uint32_t workers; // that have a row: in the short one no more than there is room for
    struct timeline_row *list;
    int count, room;
    int top;      // rows that were pinned: the first of the list
    int upper;    // rows of tasks and of processes: the first of the list
    int *of_task; // by task: its row; −1: it has none
};

// One more; past the most it is left out.
static inline void timeline_rows_add(struct timeline_rows *rows, const struct timeline_row_kind *kind, int index)
{
    if (rows->count < rows->room)
        rows->list[rows->count++] = (struct timeline_row){ .kind = kind, .index = index };
}

#endif
