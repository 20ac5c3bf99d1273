// Loaded before SDL: when SDL has let go of the display, X is asked for what it refuses, as by a wake that comes behind the window's
// end. The file late tells that it was.
#include <dlfcn.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stddef.h>
#include <unistd.h>

void SDL_Quit(void);

static void *named(const char *library, const char *name)
{
    void *handle = library ? dlopen(library, RTLD_LAZY) : RTLD_NEXT;
    return handle ? dlsym(handle, name) : NULL;
}

void SDL_Quit(void)
{
    static const char xlib[] = "libX11.so.6";
    enum {
        NO_WINDOW = 1
    };
    void (*quit)(void) = NULL;
    void *(*open_display)(const char *) = NULL;
    int (*map)(void *, unsigned long) = NULL, (*close_display)(void *) = NULL;
    *(void **)&quit = named(NULL, "SDL_Quit");
    *(void **)&open_display = named(xlib, "XOpenDisplay");
    *(void **)&map = named(xlib, "XMapWindow");
    *(void **)&close_display = named(xlib, "XCloseDisplay");
    quit();
    void *display = open_display(NULL);
    if (!display)
        return;
    map(display, NO_WINDOW);
    close_display(display);
    close(open("late", O_CREAT | O_WRONLY | O_CLOEXEC, 0600));
}
