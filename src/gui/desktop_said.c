// One row a setting, as the portal calls it.
#include "gui/desktop_said.h"

#include <string.h>
#include <strings.h>

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

// "Arc-Darker" has dark bars round light windows.
void desktop_hear_theme(struct desktop_said *said, const char *name)
{
    if (strncasecmp(name, "HighContrast", 12) == 0)
        desktop_hear(said, APPEARANCE, "contrast", 1);
    if (*name)
        desktop_hear(said, APPEARANCE, "color-scheme", strcasestr(name, "dark") && !strcasestr(name, "darker") ? 1 : 2);
}

void desktop_hear_animations(struct desktop_said *said, bool on) { desktop_hear(said, GNOME, "enable-animations", on); }

void desktop_fill(struct desktop_said *said, const struct desktop_said *other)
{
    for (int i = 0; i < DESKTOP_SETTINGS; i++)
        if (other->is_said[i] && !said->is_said[i]) {
            said->is_said[i] = true;
            said->values[i] = other->values[i];
        }
}

static bool is(const struct desktop_said *said, enum which setting, double value)
{
    return said->is_said[setting] && said->values[setting] == value;
}

static bool asks_contrast(const struct desktop_said *said)
{
    return is(said, CONTRAST, 1) || is(said, HIGH_CONTRAST, 1);
}

static bool asks_less_motion(const struct desktop_said *said)
{
    return is(said, REDUCED_MOTION, 1) || is(said, ANIMATIONS, 0) || is(said, DURATION, 0);
}

static bool prefers(const struct desktop_said *said)
{
    return is(said, COLOUR_SCHEME, 1) || is(said, COLOUR_SCHEME, 2);
}

struct desktop_looks desktop_looks_of(const struct desktop_said *said, const struct desktop_said *less)
{
    static const struct desktop_said nothing;
    less = less ? less : &nothing;
    return (struct desktop_looks){
        .theme = asks_contrast(said) || asks_contrast(less) ? THEME_CONTRAST
                 : is(prefers(said) ? said : less, COLOUR_SCHEME, 2) ? THEME_LIGHT
                                                                     : THEME_DARK,
        .reduced_motion = asks_less_motion(said) || asks_less_motion(less),
    };
}

const char *desktop_group(int setting) { return settings[setting].group; }
