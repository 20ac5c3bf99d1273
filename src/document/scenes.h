// The scenes of a lecture as they are kept in plain text, NAME.rlscenes: which recording or setting, in which view, at which moments.
//
//   # Race Ledger scenes 1
//   [Two threads, no lock]                       begins a scene: its title
//   recording: race.rl                           beside this file, or in a folder beside it; or
//   below: mutex.rl                              another recording that stands below that or the run, on one clock; found in the same way
//   run: queue --variant sentinel                as the command `run` takes it: made anew
//   view: timeline                               stage, timeline, ledger …
//   at: lost:3                                   1.5ms, 50%, start, end, lost:N, collision:N, beat:N.B; each one more beat
//   zoom: 12ms 14ms                              what the timeline shows at the moment above, since the start of the run
//   ask: choices                                 what came out is asked first: choices or blank
//   beats: 4                                     of the run's own, from the only moment on, before the next scene; 0 to 99
//   note: Who has read 5?                        for who lectures; several lines are allowed
//
// The first line is required; lines that are empty or begin with # say nothing. The file is untrusted and read strictly: a line
// that is not right is refused by its number. Paths lead down from the file's folder: none is absolute or goes up.
#ifndef DOCUMENT_SCENES_H
#define DOCUMENT_SCENES_H

#include "base/status.h"
#include "lab/settings.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    SCENES_MOST = 200,
    SCENES_BYTES_MOST = 1 << 20, // of a file
    SCENE_LINE_BYTES = 240,      // of what stands behind a name, with the zero
    SCENE_MOMENTS_MOST = 16,
    SCENE_NOTE_BYTES = 1024,
    SCENE_BEATS_USUAL = 4, // one collision
    SCENE_BEATS_MOST = 99,
};

enum scene_ask {
    SCENE_ASKS_NOTHING,
    SCENE_ASKS_CHOICES,
    SCENE_ASKS_BLANK,
};

struct scene_moment {
    char at[64];             // document/moment_at.h reads it
    uint64_t from_ns, to_ns; // since the start of the run; both 0: the timeline stays as it is
};

// All texts are plain (base/utf8.h); what is not given is empty.
struct talk_scene {
    char title[SCENE_LINE_BYTES], recording[SCENE_LINE_BYTES], below[SCENE_LINE_BYTES], run[SCENE_LINE_BYTES], view[16];
    struct scene_moment moments[SCENE_MOMENTS_MOST];
    int moment_count;
    enum scene_ask ask;
    int beats;                   // −1: as usual
    char note[SCENE_NOTE_BYTES]; // lines parted by '\n'
};

// In the heap; NULL: none.
struct scenes {
    int count;
    struct talk_scene list[];
};

// Reads a file's text. views: the names there are, ended by NULL. STATUS_BAD_FILE names the line, the thing, its value and what would be right; *out is
// NULL then. free() them.
struct status scenes_read(struct scenes **out, const char *text, size_t bytes, const char *const *views);

// What it shows, of both where there are two: "race.rl + mutex.rl", or what is run.
enum {
    SCENE_SHOWS_BYTES = 2 * SCENE_LINE_BYTES + 3
};
const char *scene_shows(char text[SCENE_SHOWS_BYTES], const struct talk_scene *scene);

// How many steps lead through a scene before the next one.
int scene_steps(const struct talk_scene *scene);

// What `run` comes to on a machine with so many cores. STATUS_USAGE names what is wrong with it.
struct status scene_settings(const struct talk_scene *scene, int machine_cores, struct settings *settings);

// Whether both show the same: recordings, run, view, moments and zooms. What they are called, ask and note may differ.
bool scene_shows_same(const struct talk_scene *scene, const struct talk_scene *other);

// The text with one more scene behind it, all else as it was; of an empty text the first line, too. free() it; NULL: memory is short.
char *scenes_edit(const char *text, size_t bytes, const struct talk_scene *added, size_t *edited);

#endif
