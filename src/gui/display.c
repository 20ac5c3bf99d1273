// SDL tries one driver after the other and ends on one that shows nothing, without a word; some complain on stderr on the way.
// So it is given the drivers that the environment speaks of, and asked afterwards which one it has taken.
#include "gui/display.h"

#include <SDL.h>
#include <SDL_syswm.h>
#include <dlfcn.h>
#include <langinfo.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ADVICE "use raceledger run, or raceledger picture"

static const char *set(const char *name)
{
    const char *value = getenv(name);
    return value && *value ? value : NULL;
}

// Wayland's socket is looked for in a folder that must be known.
static bool has_wayland(void)
{
    const char *display = set("WAYLAND_DISPLAY");
    return display && (display[0] == '/' || set("XDG_RUNTIME_DIR"));
}

// In the order in which SDL would try them; NULL: there is nothing to try.
static const char *drivers(void)
{
    if (set("DISPLAY"))
        return has_wayland() ? "x11,wayland" : "x11";
    return has_wayland() ? "wayland" : NULL;
}

static bool shows_nothing(const char *driver)
{
    static const char *const blind[] = { "offscreen", "dummy", "evdev" };
    for (size_t i = 0; i < sizeof blind / sizeof *blind; i++)
        if (!driver || strcmp(driver, blind[i]) == 0)
            return true;
    return false;
}

static struct status none(void)
{
    const char *x11 = set("DISPLAY"), *wayland = set("WAYLAND_DISPLAY");
    if (set("SDL_VIDEODRIVER"))
        return status_make(STATUS_FAILED, "no display: SDL_VIDEODRIVER=%s: %s; " ADVICE, set("SDL_VIDEODRIVER"),
                           *SDL_GetError() ? SDL_GetError() : "not available");
    if (x11 && wayland)
        return status_make(STATUS_FAILED,
                           "no display: nothing answers at DISPLAY=%s, nor at WAYLAND_DISPLAY=%s; " ADVICE, x11,
                           wayland);
    if (x11 || wayland)
        return status_make(STATUS_FAILED, "no display: nothing answers at %s=%s; " ADVICE,
                           x11 ? "DISPLAY" : "WAYLAND_DISPLAY", x11 ? x11 : wayland);
    return status_make(STATUS_FAILED, "no display; " ADVICE);
}

// SDL gives X the window's title by the locale's characters; where these are not UTF-8's, only a title of ASCII arrives.
static void speak_utf8(void)
{
    setlocale(LC_CTYPE, "");
    if (strcmp(nl_langinfo(CODESET), "UTF-8") != 0)
        setlocale(LC_CTYPE, "C.UTF-8");
}

void *display_of_xlib(const char *name)
{
    const char *driver = SDL_GetCurrentVideoDriver();
    void *xlib = driver && strcmp(driver, "x11") == 0 ? dlopen("libX11.so.6", RTLD_LAZY | RTLD_NOLOAD) : NULL;
    void *found = xlib ? dlsym(xlib, name) : NULL;
    if (xlib)
        dlclose(xlib);
    return found;
}

#ifdef SDL_VIDEO_DRIVER_X11
// An error that X reports is of a request of some time ago: of another program's window that is gone since (it asked for what was
// copied, and ended), or of the window that SDL wakes from another thread while it is being closed. Xlib would end the program.
static int pass_over(Display *display, XErrorEvent *error)
{
    static bool told;
    (void)display;
    if (error->error_code != BadWindow && error->error_code != BadDrawable && !told) {
        told = true;
        fprintf(stderr, "raceledger: the X server refused a request: error %u of request %u.%u; the window goes on\n",
                error->error_code, error->request_code, error->minor_code);
    }
    return 0;
}
#endif

// SDL puts back the handler that it found when it lets go of the display, and only then hears what the server last refused, a wake
// that came behind the window's end. So ours is in place before SDL, in a library that is kept for good.
static void survive_errors_of_x(void)
{
#ifdef SDL_VIDEO_DRIVER_X11
    typedef int handler(Display *, XErrorEvent *);
    static void *xlib;
    handler *(*set_handler)(handler *) = NULL;
    if (!xlib && set("DISPLAY"))
        xlib = dlopen("libX11.so.6", RTLD_LAZY);
    if (xlib)
        *(void **)&set_handler = dlsym(xlib, "XSetErrorHandler");
    if (set_handler)
        set_handler(pass_over);
#endif
}

// SDL asks libdbus for the machine's id, and where there is none, as in many a container, libdbus ends the program unless told not
// to. What is run in here later has the environment that it would have had.
static int start_video(void)
{
    static const char variable[] = "DBUS_FATAL_WARNINGS";
    const bool said = getenv(variable);
    if (!said)
        setenv(variable, "0", 1);
    const int failed = SDL_Init(SDL_INIT_VIDEO);
    if (!said)
        unsetenv(variable);
    return failed;
}

struct status display_open(void)
{
    speak_utf8();
    const bool asked = set("SDL_VIDEODRIVER");
#if defined(__linux__)
    if (!asked && !drivers())
        return none();
    if (!asked)
        SDL_SetHint(SDL_HINT_VIDEODRIVER, drivers());
#endif
    survive_errors_of_x();
    if (start_video() != 0 || (!asked && shows_nothing(SDL_GetCurrentVideoDriver())))
        return none();
    survive_errors_of_x(); // SDL's own sets the screen's mode first
    return status_ok();
}

void display_handle(struct SDL_Window *window, char *handle, size_t handle_bytes)
{
    handle[0] = '\0';
#ifdef SDL_VIDEO_DRIVER_X11
    SDL_SysWMinfo about;
    SDL_VERSION(&about.version);
    if (SDL_GetWindowWMInfo(window, &about) && about.subsystem == SDL_SYSWM_X11)
        snprintf(handle, handle_bytes, "x11:%lx", about.info.x11.window);
#else
    (void)window;
    (void)handle_bytes;
#endif
}

// Asked of the X server that the window is on; false: there is none that answers.
static bool ask_x(struct SDL_Window *window, bool *held)
{
#ifdef SDL_VIDEO_DRIVER_X11
    typedef Bool query_pointer(Display *, Window, Window *, Window *, int *, int *, int *, int *, unsigned *);
    SDL_SysWMinfo about;
    SDL_VERSION(&about.version);
    if (!window || !SDL_GetWindowWMInfo(window, &about) || about.subsystem != SDL_SYSWM_X11)
        return false;
    query_pointer *query = NULL;
    *(void **)&query = display_of_xlib("XQueryPointer");
    Window root, child;
    int root_x, root_y, x, y;
    unsigned mask = 0;
    const bool answers =
        query && query(about.info.x11.display, about.info.x11.window, &root, &child, &root_x, &root_y, &x, &y, &mask);
    *held = mask & ControlMask;
    return answers;
#else
    (void)window;
    (void)held;
    return false;
#endif
}

bool display_control_is_held(struct SDL_Window *window)
{
    bool held = false;
    return ask_x(window, &held) ? held : SDL_GetModState() & (KMOD_CTRL | KMOD_GUI);
}
