// Two recordings one above the other: on one clock, with one playhead.
//
// The clock's zero is in each where its tasks were let go (of a program that was recorded, where it began): setting up takes its own
// time, and what is to be compared would not stand one above the other. What is seen goes from where both exist to the end of the
// longer one, which leads: its pace is that of the playhead, and the other stands at the same moment, or at its end.
#ifndef VIEW_SIDES_SIDES_H
#define VIEW_SIDES_SIDES_H

#include "document/document.h"
#include "view/sides/sides_model.h"

// The model has that part from here on; it stays the caller's and must outlive it.
void sides_join(struct model *model, struct sides_model *sides);

// Puts the recording below the one that is shown, both at the start and at rest; it stays the caller's. file: its name, may be empty.
// Again after the upper one has changed.
void sides_show(struct model *model, const struct document *upper, const struct document *lower, const char *file);
void sides_close(struct model *model);

// The upper one has another history to follow: its figures are others.
void sides_recount(struct model *model, const struct document *upper);

// The names of their files, where they are of any.
void sides_name(struct model *model, int side, const char *path);

// Whether both are in the picture.
bool sides_shown(const struct model *model);

// Which of both leads.
int sides_lead(const struct model *model);

// The model of the lower one, as the window's is by now; and what was changed in it for both goes back.
struct model *sides_lower(struct model *model);
void sides_take_back(struct model *model);

// Both where the leading one is now: playhead, pace, what is in sight. before: where its playhead and its shared one were.
struct sides_before {
    struct moments_place place;
    uint64_t head_ns;
};
struct sides_before sides_before(const struct model *of);
void sides_settle(struct model *model, const struct document *upper, int leading, struct sides_before before);

// The same where the upper one's playhead was put elsewhere with nobody watching: by a scene, a history that is another.
void sides_catch_up(struct model *model, const struct document *upper);

// A moment of both: ns of the clock that they share, signed.
int64_t sides_moment(const struct model *of);

// What each is called where both are named; in the arena.
const char *sides_short_name(struct arena *arena, enum language language, const struct model *model,
                             const struct document *upper, int side);
const char *sides_title(struct arena *arena, enum language language, const struct model *model,
                        const struct document *document, int side);

#endif
