// Lays out the picture of the states, and keeps what lies where in it.
#include "view/stage/machine.h"

#include "document/document.h"
#include "labs/balance/experiment.h"

enum {
    TOKENS_MOST = 12,      // more workers are counted in their states instead
    TOKENS_MOST_ALIVE = 4, // where the kernel did not tell: they share the room between ready and running
};

// Places as shares of the panel, as the picture is composed: a row of four, blocked below the middle.
void machine_lay_out(const struct frame *frame, struct machine *machine, struct rect room)
{
    const float x = room.x, w = room.width, row = room.y + room.height * 0.48f;
    const uint32_t count = frame->document->recording.task_count;
    float radius = room.height * 0.145f;
    const float widest = w * (frame->scale.lecture ? 0.094f : 0.077f);
    radius = radius < widest ? radius : widest;
    machine->room = room;
    machine->taken_count = 0;
    machine->radius = radius;
    machine->centres[STATE_NEW] = point_at(x + w * 0.09f, row);
    machine->centres[STATE_READY] = point_at(x + w * 0.33f, row);
    machine->centres[STATE_RUNNING] = point_at(x + w * 0.64f, row);
    machine->centres[STATE_DEAD] = point_at(x + w * 0.905f, row);
    // In a lecture's type a share can be as wide as a small disc: it then stands below it, or the disc would be hidden.
    machine->share_px = frame->scale.lecture && radius < 2.4f * frame->scale.type[TYPE_SMALL]
                            ? 1.3f * frame->scale.type[TYPE_SMALL]
                            : 0;
    machine->zombies = frame->document->tale.count > 0;
    machine->centres[STATE_BLOCKED] = point_at(x + w * (machine->zombies ? 0.45f : 0.485f),
                                               rect_bottom(room) - machine->share_px - radius - 2 * frame->scale.u);
    machine->centres[STATE_ALIVE] =
        point_at((machine->centres[STATE_READY].x + machine->centres[STATE_RUNNING].x) / 2, row);
    machine->zombie = point_at(machine->centres[STATE_DEAD].x, machine->centres[STATE_BLOCKED].y);
    machine->counted =
        count > (frame->document->states.from_kernel ? (uint32_t)TOKENS_MOST : (uint32_t)TOKENS_MOST_ALIVE);
    const float least = frame->scale.lecture ? frame->scale.type[TYPE_SMALL] / 0.44f : 0;
    machine->token_px = radius * (count <= 2 ? 0.84f : count <= 4 ? 0.7f : 0.52f);
    machine->token_px = machine->token_px > least ? machine->token_px : least;
    const float between = machine->zombie.x - machine->centres[STATE_BLOCKED].x - 2 * radius;
    machine->columns = between > 0 ? (uint32_t)(between / (TOKEN_STEP * machine->token_px)) : 0;
}

void machine_take(struct machine *machine, struct rect rect)
{
    if (machine->taken_count < (int)(sizeof machine->taken / sizeof *machine->taken))
        machine->taken[machine->taken_count++] = rect;
}

bool machine_is_clear(const struct machine *machine, struct rect rect)
{
    const struct rect room = machine->room;
    if (rect.x < room.x || rect.y < room.y || rect_right(rect) > rect_right(room) ||
        rect_bottom(rect) > rect_bottom(room))
        return false;
    for (int i = 0; i < machine->taken_count; i++)
        if (rects_meet(rect, machine->taken[i]))
            return false;
    return true;
}
