// Read before anything is run, looked up when the run is there.
#include "document/moment_at.h"

#include "base/fault.h"
#include "base/text.h"
#include "document/beats.h"
#include "document/cell_playback.h"

#include <stdlib.h>
#include <string.h>

static bool read_share(struct moment_at *at, const char *text)
{
    char *end;
    if (strcmp(text, "start") == 0 || strcmp(text, "end") == 0) {
        at->share = text[0] == 's' ? 0 : 1;
        return true;
    }
    if (*text < '0' || *text > '9')
        return false;
    at->share = strtod(text, &end) / 100;
    return strcmp(end, "%") == 0 && at->share >= 0 && at->share <= 1;
}

// A number from 1 on after the word.
static bool read_number(struct moment_at *at, const char *text, const char *word)
{
    const size_t length = strlen(word);
    return strncmp(text, word, length) == 0 && text_read_count(text + length, &at->number) && at->number > 0 &&
           at->number <= UINT32_MAX;
}

static bool read_beat(struct moment_at *at, const char *text)
{
    char number[32];
    const size_t length = strlen(text);
    if (length < 3 || length >= sizeof number || text[length - 2] != '.')
        return false;
    at->beat = text[length - 1] - '0';
    memcpy(number, text, length - 2);
    number[length - 2] = '\0';
    return at->beat >= 1 && at->beat <= BEATS && read_number(at, number, "beat:");
}

struct status moment_at_read(struct moment_at *at, const char *option, const char *text)
{
    *at = (struct moment_at){ .option = option, .text = text };
    if (read_share(at, text))
        at->kind = AT_SHARE;
    else if (read_number(at, text, "lost:"))
        at->kind = AT_LOST;
    else if (read_number(at, text, "collision:"))
        at->kind = AT_COLLISION;
    else if (read_beat(at, text))
        at->kind = AT_BEAT;
    else if (!text_read_duration(text, &at->ns))
        return status_with(STATUS_USAGE, FAULT_MOMENT_OPTION, part_text(option), part_text(text),
                           part_fault(FAULT_MOMENT));
    return status_ok();
}

// Where so many updates were lost first.
static int64_t position_of_lost(const struct cell_history *cell, uint64_t lost)
{
    size_t low = 0, high = cell->overwrites - 1;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (cell->kind->lost_until(cell->of, cell->kind->overwrite(cell->of, middle).position) >= lost)
            high = middle;
        else
            low = middle + 1;
    }
    return cell->kind->overwrite(cell->of, low).position;
}

// one: what a single one is called, many: several.
static struct status there_are(const struct moment_at *at, uint64_t count, enum fault one, enum fault many)
{
    if (at->number <= count)
        return status_ok();
    const struct status counted =
        count == 1 ? status_fault(STATUS_USAGE, one) : status_with(STATUS_USAGE, many, part_number(count));
    return status_with(STATUS_USAGE, FAULT_MOMENT_HAS, part_text(at->option), part_text(at->text),
                       part_status(&counted));
}

static struct status seek_lost(const struct moment_at *at, struct playback *playback, const struct document *document)
{
    const struct status status = there_are(at, document->cell.lost, FAULT_MOMENT_LOST_ONE, FAULT_MOMENT_LOST);
    if (status_is_ok(status))
        playback_seek_store(playback, document, position_of_lost(&document->cell, at->number));
    return status;
}

static struct status seek_beat(const struct moment_at *at, struct playback *playback, const struct document *document)
{
    const struct status status =
        there_are(at, document->cell.collisions, FAULT_MOMENT_COLLISION, FAULT_MOMENT_COLLISIONS);
    if (status_is_ok(status)) {
        const struct story_collision collision = story_collision_of(document, (int64_t)at->number - 1);
        const enum story_beat beat = at->kind == AT_BEAT ? (enum story_beat)at->beat : BEAT_COUNT;
        playback_seek_beat(playback, document, story_place_of(&collision, beat));
    }
    return status;
}

struct status moment_at_seek(const struct moment_at *at, struct playback *playback, const struct document *document)
{
    playback->playing = false;
    switch (at->kind) {
    case AT_TIME:
        playback_seek_ns(playback, document, document_from_ns(document) + at->ns);
        break;
    case AT_SHARE:
        playback_seek_share(playback, document, at->share);
        break;
    case AT_LOST:
        return seek_lost(at, playback, document);
    case AT_COLLISION:
    case AT_BEAT:
        return seek_beat(at, playback, document);
    }
    return status_ok();
}
