// Under X11 windows are sized in pixels, and the desktop says in its resources how many make an inch ("Xft.dpi: 192"), or by its settings
// daemon. SDL 2 does not look there, so this does, through the library that SDL itself has loaded.
#include "gui/dpi.h"

#include "gui/xsettings.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

float dpi_in_resources(const char *resources)
{
    static const char name[] = "Xft.dpi:";
    for (const char *line = resources; line && *line; line = strchr(line, '\n')) {
        line += *line == '\n';
        if (strncmp(line, name, sizeof name - 1) == 0) {
            const float dpi = strtof(line + sizeof name - 1, NULL);
            return isfinite(dpi) && dpi > 0 ? dpi : 0;
        }
    }
    return 0;
}

// What SDL calls with void * is called with struct Display * in truth: the same to the machine.
static float ask_server(void *library)
{
    void *(*open)(const char *) = (void *(*)(const char *))SDL_LoadFunction(library, "XOpenDisplay");
    char *(*resources)(void *) = (char *(*)(void *))SDL_LoadFunction(library, "XResourceManagerString");
    int (*close)(void *) = (int (*)(void *))SDL_LoadFunction(library, "XCloseDisplay");
    void *display = open && resources && close ? open(NULL) : NULL;
    if (!display)
        return 0;
    const float dpi = dpi_in_resources(resources(display));
    close(display);
    return dpi;
}

float dpi_of_desktop(void)
{
    const char *driver = SDL_GetCurrentVideoDriver();
    float dpi = 0;
    if (!driver || strcmp(driver, "x11") != 0)
        return 0;
    void *library = SDL_LoadObject("libX11.so.6");
    if (library) {
        dpi = ask_server(library);
        SDL_UnloadObject(library);
    }
    struct xsettings settings;
    if (dpi == 0 && xsettings_ask(&settings))
        dpi = settings.dpi;
    if (dpi == 0 && SDL_GetDisplayDPI(0, &dpi, NULL, NULL) != 0)
        dpi = 0;
    return dpi;
}
