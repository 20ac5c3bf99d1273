// A property of a window that the daemon owns; both tell when they change. A connection of its own, so that it may be waited for in a
// thread, by the library that SDL has loaded.
#include "gui/xsettings.h"

#include "gui/display.h"

#include <SDL_syswm.h>
#include <dlfcn.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

// ---- the property --------------------------------------------------------------------------------------------------

// What has not been read; `failed` once more was wanted than there is.
struct reader {
    const unsigned char *at;
    size_t left;
    bool big, failed;
};

static const unsigned char *take(struct reader *reader, size_t bytes)
{
    static const unsigned char none[8];
    const unsigned char *taken = reader->at;
    reader->failed |= bytes > reader->left;
    if (reader->failed)
        return none;
    reader->at += bytes;
    reader->left -= bytes;
    return taken;
}

static uint32_t take_number(struct reader *reader, size_t bytes)
{
    const unsigned char *from = take(reader, bytes);
    uint32_t number = 0;
    for (size_t i = 0; i < bytes; i++)
        number = number << 8 | from[reader->big ? i : bytes - 1 - i];
    return number;
}

// Texts are filled up to four bytes. What does not fit is cut to nothing.
static void take_text(struct reader *reader, size_t bytes, char *out, size_t room)
{
    const unsigned char *from = take(reader, bytes);
    const size_t kept = !reader->failed && bytes < room && !memchr(from, '\0', bytes) ? bytes : 0;
    memcpy(out, from, kept);
    out[kept] = '\0';
    take(reader, (4 - bytes % 4) % 4);
}

static void take_setting(struct reader *reader, struct xsettings *settings)
{
    enum {
        NUMBER = 0,
        TEXT = 1,
        COLOUR = 2
    };
    char name[64], text[sizeof settings->theme];
    const uint32_t kind = take_number(reader, 1);
    take(reader, 1);
    take_text(reader, take_number(reader, 2), name, sizeof name);
    take(reader, 4); // when it was changed
    if (kind == TEXT) {
        take_text(reader, take_number(reader, 4), text, sizeof text);
        if (strcmp(name, "Net/ThemeName") == 0)
            memcpy(settings->theme, text, sizeof text);
    } else if (kind == NUMBER) {
        const int32_t number = (int32_t)take_number(reader, 4);
        if (strcmp(name, "Gtk/EnableAnimations") == 0) {
            settings->has_animations = true;
            settings->animations = number != 0;
        } else if (strcmp(name, "Xft/DPI") == 0 && number > 0) {
            settings->dpi = (float)number / 1024;
        }
    } else {
        take(reader, 8);
        reader->failed |= kind != COLOUR;
    }
}

bool xsettings_read(const void *bytes, size_t size, struct xsettings *settings)
{
    static const struct xsettings nothing = { .animations = true };
    struct reader reader = { .at = bytes, .left = size };
    *settings = nothing;
    const uint32_t order = take_number(&reader, 1);
    reader.big = order == 1;
    take(&reader, 3 + 4); // when it was changed
    const uint32_t count = take_number(&reader, 4);
    reader.failed |= order > 1;
    for (uint32_t i = 0; i < count && !reader.failed; i++)
        take_setting(&reader, settings);
    if (reader.failed)
        *settings = nothing;
    return !reader.failed;
}

// ---- the display ---------------------------------------------------------------------------------------------------

#ifdef SDL_VIDEO_DRIVER_X11
enum {
    PROPERTY_MOST = 1 << 20 // bytes
};

struct connection {
    Display *display;
    int (*close)(Display *);
    int (*screen)(Display *);
    Window (*root)(Display *);
    Atom (*atom)(Display *, const char *, Bool);
    Window (*owner)(Display *, Atom);
    int (*select)(Display *, Window, long);
    int (*property)(Display *, Window, Atom, long, long, Bool, Atom, Atom *, int *, unsigned long *, unsigned long *,
                    unsigned char **);
    int (*free)(void *);
    int (*pending)(Display *);
    int (*next)(Display *, XEvent *);
    int (*number)(Display *);
};

static bool open_display(struct connection *x)
{
    Display *(*open)(const char *);
    const struct {
        const char *name;
        void *function;
    } functions[] = {
        { "XOpenDisplay", &open },
        { "XCloseDisplay", &x->close },
        { "XDefaultScreen", &x->screen },
        { "XDefaultRootWindow", &x->root },
        { "XInternAtom", &x->atom },
        { "XGetSelectionOwner", &x->owner },
        { "XSelectInput", &x->select },
        { "XGetWindowProperty", &x->property },
        { "XFree", &x->free },
        { "XPending", &x->pending },
        { "XNextEvent", &x->next },
        { "XConnectionNumber", &x->number },
    };
    for (size_t i = 0; i < sizeof functions / sizeof *functions; i++) {
        void *function = display_of_xlib(functions[i].name);
        if (!function)
            return false;
        memcpy(functions[i].function, &function, sizeof function);
    }
    x->display = open(NULL);
    return x->display;
}

// Whatever the daemon's window tells from now on is heard.
static bool ask(const struct connection *x, struct xsettings *settings)
{
    char name[32];
    Atom type = None;
    int format = 0;
    unsigned long bytes = 0, left = 0;
    unsigned char *data = NULL;
    snprintf(name, sizeof name, "_XSETTINGS_S%d", x->screen(x->display));
    const Atom property = x->atom(x->display, "_XSETTINGS_SETTINGS", False);
    const Window daemon = x->owner(x->display, x->atom(x->display, name, False));
    xsettings_read("", 0, settings);
    if (!daemon)
        return false;
    x->select(x->display, daemon, PropertyChangeMask | StructureNotifyMask);
    // It may be gone by now.
    if (x->property(x->display, daemon, property, 0, PROPERTY_MOST / 4, False, property, &type, &format, &bytes, &left,
                    &data) != Success)
        return false;
    const bool good = data && format == 8 && left == 0 && xsettings_read(data, bytes, settings);
    if (data)
        x->free(data);
    return good;
}

bool xsettings_ask(struct xsettings *settings)
{
    struct connection x = { .display = NULL };
    if (!open_display(&x))
        return false;
    const bool good = ask(&x, settings);
    x.close(x.display);
    return good;
}

// Until something has been told. False: the server has gone; Xlib, asked then, would end the program.
static bool await(const struct connection *x)
{
    struct pollfd file = { .fd = x->number(x->display), .events = POLLIN };
    XEvent event;
    while (!x->pending(x->display))
        if (poll(&file, 1, -1) > 0 && file.revents & (POLLHUP | POLLERR | POLLNVAL))
            return false;
    while (x->pending(x->display))
        x->next(x->display, &event);
    return true;
}

static bool same(const struct xsettings *a, const struct xsettings *b)
{
    return strcmp(a->theme, b->theme) == 0 && a->animations == b->animations && a->has_animations == b->has_animations;
}

void xsettings_follow(void (*hear)(const struct xsettings *settings))
{
    struct connection x = { .display = NULL };
    struct xsettings last, now;
    xsettings_read("", 0, &last);
    // Kept for good: SDL lets go of it while this still waits in it.
    if (!open_display(&x) || !dlopen("libX11.so.6", RTLD_LAZY | RTLD_NOLOAD))
        return;
    x.select(x.display, x.root(x.display), StructureNotifyMask); // a new daemon says so there
    do {
        ask(&x, &now);
        if (!same(&last, &now))
            hear(&now);
        last = now;
    } while (await(&x));
}
#else
bool xsettings_ask(struct xsettings *settings)
{
    xsettings_read("", 0, settings);
    return false;
}

void xsettings_follow(void (*hear)(const struct xsettings *settings)) { (void)hear; }
#endif
