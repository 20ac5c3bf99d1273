// See stream.h.
//
// Packing goes block by block, and what it writes never passes what it has read. A block is written in the form that takes
// fewer words, a stretch once open staying so where it is even. So a block of notes never grows; a dense one grows only by
// the head of a stretch, where notes had ended the one before, and that they do only where they save as much.
#include "labs/balance/stream.h"

#include <stdatomic.h>
#include <string.h>

// ---- reading --------------------------------------------------------------------------------------------------------

static bool breaks(struct stream *stream)
{
    stream->broken = true;
    return false;
}

// The piece at stream->at, which is left there.
static bool read_piece(struct stream *stream, struct stream_piece *piece)
{
    if (stream->at >= stream->count)
        return false;
    if (stream->count - stream->at < STREAM_NOTE_WORDS)
        return breaks(stream);
    const uint32_t *words = stream->words + stream->at;
    const bool dense = words[0] & STREAM_DENSE;
    *piece = (struct stream_piece){
        .first = words[0] & ~STREAM_DENSE,
        .count = dense ? words[1] : 1,
        .parents = dense ? words + STREAM_NOTE_WORDS : words + 1,
        .dense = dense,
    };
    if (stream->of_dead && piece->first < stream->updates && piece->count > stream->updates - piece->first)
        piece->count = stream->updates - piece->first;
    const bool begins = stream->at == 0 ? piece->first == 0 : piece->first >= stream->next;
    if (!begins || piece->first >= stream->updates || piece->count == 0 ||
        piece->count > stream->updates - piece->first)
        return breaks(stream);
    if (dense ? piece->count > stream->count - stream->at - STREAM_NOTE_WORDS
              : words[1] == stream_own(stream->worker, piece->first))
        return breaks(stream);
    return true;
}

bool stream_next_piece(struct stream *stream, struct stream_piece *piece)
{
    if (!read_piece(stream, piece))
        return false;
    stream->at += STREAM_NOTE_WORDS + (piece->dense ? piece->count : 0);
    stream->next = piece->first + piece->count;
    return true;
}

bool stream_next(struct stream *stream, struct stream_run *run)
{
    for (;;) {
        for (; stream->left > 0; stream->left--) {
            const uint32_t sequence = stream->entry++, parent = stream->words[stream->at++];
            if (parent != stream_own(stream->worker, sequence)) {
                stream->left--;
                *run = (struct stream_run){ sequence, parent };
                return true;
            }
        }
        struct stream_piece piece;
        if (!read_piece(stream, &piece))
            return false;
        stream->at += STREAM_NOTE_WORDS;
        stream->next = piece.first + piece.count;
        if (!piece.dense) {
            *run = (struct stream_run){ piece.first, *piece.parents };
            return true;
        }
        stream->entry = piece.first;
        stream->left = piece.count;
    }
}

bool stream_is_whole(struct stream stream)
{
    struct stream_piece piece;
    while (stream_next_piece(&stream, &piece)) {
    }
    return !stream.broken && (stream.next > 0 || stream.updates == 0);
}

void stream_expand(struct stream stream, uint32_t *parents)
{
    struct stream_piece piece;
    uint32_t at = 0;
    while (stream_next_piece(&stream, &piece)) {
        for (; at < piece.first; at++)
            parents[at] = stream_own(stream.worker, at);
        memcpy(parents + at, piece.parents, piece.count * sizeof *parents);
        at += piece.count;
    }
    for (; at < stream.updates; at++)
        parents[at] = stream_own(stream.worker, at);
}

// ---- writing --------------------------------------------------------------------------------------------------------

// A block begins: as the last one says.
static void begin_block(struct stream_writer *writer, uint32_t sequence)
{
    const bool dense = stream_wants_dense(writer->notes, sequence, writer->count);
    writer->notes = 0;
    if (dense && !writer->dense) {
        writer->head = writer->count;
        writer->length = 0;
        writer->count += STREAM_NOTE_WORDS;
    }
    writer->dense = dense;
}

void stream_write(struct stream_writer *writer, uint32_t worker, uint32_t sequence, uint32_t parent)
{
    if (sequence % STREAM_BLOCK == 0)
        begin_block(writer, sequence);
    const bool own = parent == stream_own(worker, sequence);
    writer->notes += !own;
    if (writer->dense) {
        uint32_t *head = writer->words + writer->head;
        writer->words[writer->count++] = parent;
        head[0] = (sequence - writer->length) | STREAM_DENSE;
        head[1] = ++writer->length;
    } else if (!own) {
        writer->words[writer->count++] = sequence;
        writer->words[writer->count++] = parent;
    }
    atomic_signal_fence(memory_order_release); // before the store that follows
}

// ---- packing --------------------------------------------------------------------------------------------------------

// What is being packed: read with `from`, written at `to`.
struct packing {
    struct stream from;
    struct stream_run run; // the next one, not written yet
    bool more;             // there is one
    uint32_t *words;
    size_t to;
    size_t head; // of the open stretch
    bool dense;
};

static void pack_densely(struct packing *packing, const struct stream_run *runs, uint32_t first, uint32_t updates)
{
    uint32_t *words = packing->words;
    if (!packing->dense) {
        packing->head = packing->to;
        words[packing->to++] = first | STREAM_DENSE;
        words[packing->to++] = 0;
    }
    words[packing->head + 1] += updates;
    for (uint32_t i = 0, at = 0; i < updates; i++) {
        const bool noted = runs[at].first == first + i; // behind the last run stands one of no update
        words[packing->to++] = noted ? runs[at].parent : stream_own(packing->from.worker, first + i);
        at += noted;
    }
    packing->dense = true;
}

static void pack_notes(struct packing *packing, const struct stream_run *runs, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        packing->words[packing->to++] = runs[i].first;
        packing->words[packing->to++] = runs[i].parent;
    }
    packing->dense = false;
}

// The block in which the next run begins.
static void pack_block(struct packing *packing)
{
    struct stream_run runs[STREAM_BLOCK + 1];
    const uint32_t first = packing->run.first - packing->run.first % STREAM_BLOCK;
    const uint32_t rest = packing->from.updates - first, updates = rest < STREAM_BLOCK ? rest : STREAM_BLOCK;
    uint32_t count = 0;
    while (packing->more && packing->run.first - first < updates) {
        runs[count++] = packing->run;
        packing->more = stream_next(&packing->from, &packing->run);
    }
    runs[count] = (struct stream_run){ STREAM_DENSE, 0 };
    const bool adjoins =
        packing->dense && (packing->words[packing->head] & ~STREAM_DENSE) + packing->words[packing->head + 1] == first;
    packing->dense = adjoins;
    if (adjoins ? STREAM_NOTE_WORDS * count >= updates : STREAM_NOTE_WORDS * count >= updates + STREAM_NOTE_WORDS)
        pack_densely(packing, runs, first, updates);
    else
        pack_notes(packing, runs, count);
}

size_t stream_pack(uint32_t *words, size_t count, uint32_t worker, uint32_t updates)
{
    struct packing packing = { .from = stream_left(words, count, worker, updates), .words = words };
    packing.more = stream_next(&packing.from, &packing.run);
    while (packing.more)
        pack_block(&packing);
    return packing.to;
}
