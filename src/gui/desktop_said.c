// One row a setting, as the portal calls it.
#include "gui/desktop_said.h"

#include <string.h>

#define APPEARANCE "org.freedesktop.appearance"
#define GNOME "org.gnome.desktop.interface"
#define KDE "org.kde.kdeglobals.KDE"

enum which {
    COLOUR_SCHEME,
    CONTRAST,
    REDUCED_MOTION,
    HIGH_CONTRAST,
    ANIMATIONS,
    DURATION
};

static const struct {
    const char *group, *key;
} settings[DESKTOP_SETTINGS] = {
    [COLOUR_SCHEME] = { APPEARANCE, "color-scheme" }, // 1: dark, 2: light
    [CONTRAST] = { APPEARANCE, "contrast" },          // 1: more
    [REDUCED_MOTION] = { APPEARANCE, "reduced-motion" },
    [HIGH_CONTRAST] = { "org.gnome.desktop.a11y.interface", "high-contrast" },
    [ANIMATIONS] = { GNOME, "enable-animations" },
    [DURATION] = { KDE, "AnimationDurationFactor" }, // 0: none
};

bool desktop_hear(struct desktop_said *said, const char *group, const char *key, double value)
{
    for (int i = 0; i < DESKTOP_SETTINGS; i++) {
        if (strcmp(settings[i].group, group) != 0 || strcmp(settings[i].key, key) != 0)
            continue;
        said->values[i] = value;
        said->is_said[i] = true;
        return true;
    }
    return false;
}

static bool is(const struct desktop_said *said, enum which setting, double value)
{
    return said->is_said[setting] && said->values[setting] == value;
}

struct desktop_looks desktop_looks_of(const struct desktop_said *said)
{
    const bool contrast = is(said, CONTRAST, 1) || is(said, HIGH_CONTRAST, 1);
    return (struct desktop_looks){
        .theme = contrast                     ? THEME_CONTRAST
                 : is(said, COLOUR_SCHEME, 2) ? THEME_LIGHT
                                              : THEME_DARK,
        .reduced_motion = is(said, REDUCED_MOTION, 1) || is(said, ANIMATIONS, 0) || is(said, DURATION, 0),
    };
}

const char *desktop_group(int setting) { return settings[setting].group; }
