// Zooming, panning, and how it begins.
#include "view/compare/real_sight.h"

#include <math.h>

enum {
    SLICES_SHOWN = 24, // of the longer ones, as it begins
};

#define ZOOM_PER_NOTCH 1.25
#define PAN_PER_NOTCH 0.08 // of the width
#define LEAST_NS 50000     // in sight: of a GIL, not of single loads and stores

static uint64_t length_of(const struct beside_run *run)
{
    return run->gil.to_ns > run->gil.from_ns ? run->gil.to_ns - run->gil.from_ns : 0;
}

uint64_t real_sight_whole(const struct real_model *real)
{
    const uint64_t model = length_of(&real->figures[BESIDE_MODEL]), recorded = length_of(&real->figures[BESIDE_REAL]),
                   most = model > recorded ? model : recorded;
    return most > LEAST_NS ? most : LEAST_NS;
}

// What is in sight, from the start on.
struct sight {
    double from, length;
};

static struct sight sight_of(const struct real_model *real)
{
    const double whole = (double)real_sight_whole(real);
    if (real->to_ns > real->from_ns)
        return (struct sight){ (double)real->from_ns, (double)(real->to_ns - real->from_ns) };
    const double slice = fmax(real->figures[BESIDE_MODEL].gil.slice_ns, real->figures[BESIDE_REAL].gil.slice_ns),
                 some = slice * SLICES_SHOWN;
    return (struct sight){ 0, some > 0 && some < whole ? fmax(some, LEAST_NS) : whole };
}

bool real_sight_is_whole(const struct real_model *real)
{
    return sight_of(real).length >= (double)real_sight_whole(real);
}

struct timeline_axis real_sight_axis(const struct real_model *real, enum beside_part part, struct rect plots)
{
    const struct sight sight = sight_of(real);
    const uint64_t from = real->figures[part].gil.from_ns + (uint64_t)sight.from, length = (uint64_t)sight.length;
    return (struct timeline_axis){ from, from + (length > 0 ? length : 1), plots.x, plots.width };
}

// ---- pointer -------------------------------------------------------------------------------------------------------

static void show(struct real_model *real, double from, double length)
{
    const double whole = (double)real_sight_whole(real);
    length = fmin(fmax(length, LEAST_NS), whole);
    from = fmax(fmin(from, whole - length), 0);
    real->from_ns = (uint64_t)from;
    real->to_ns = (uint64_t)from + (length > 1 ? (uint64_t)length : 1);
}

static void wheel(struct real_model *real, const struct pointer_event *event, double share)
{
    const struct sight sight = sight_of(real);
    if (event->shift || event->wheel_x != 0) {
        const double notches = (double)(event->wheel_x - (event->shift ? event->wheel_y : 0));
        show(real, sight.from + notches * PAN_PER_NOTCH * sight.length, sight.length);
        return;
    }
    const double whole = (double)real_sight_whole(real),
                 next = fmin(fmax(sight.length * pow(ZOOM_PER_NOTCH, -(double)event->wheel_y), LEAST_NS), whole);
    show(real, sight.from + share * (sight.length - next), next);
}

bool real_sight_pointer(struct real_model *real, const struct area_input *input)
{
    const struct pointer_event *event = &input->event;
    const struct rect rect = input->hit->rect;
    const double share = rect.width > 0 ? (double)(event->at.x - rect.x) / (double)rect.width : 0;
    const struct sight sight = sight_of(real);
    if (!real->runs[BESIDE_MODEL])
        return false;
    if (event->kind == POINTER_WHEEL)
        wheel(real, event, share);
    else if (event->kind == POINTER_DOUBLE)
        real->from_ns = real->to_ns = 0;
    else if (event->kind == POINTER_DOWN)
        real->grabbed_ns = sight.from + share * sight.length;
    else if (input->pressed && event->at.x != input->pressed_at.x)
        show(real, real->grabbed_ns - share * sight.length, sight.length);
    return true; // else the hair line moves
}
