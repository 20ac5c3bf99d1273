// Keys that the settings file gives to commands: its lines "key.play = P", which stay where and as they were written.
#ifndef GUI_CONFIG_KEYS_H
#define GUI_CONFIG_KEYS_H

#include "view/texts/texts.h"
#include "view/ui/keys.h"

#include <stdbool.h>
#include <stddef.h>

// Whether a line of the file is one of these, rightly written or not.
bool config_keys_line(const char *line);

// Makes the keymap what the file's text says. Each line that cannot be is told on standard error, and the first in the message,
// which is left alone where all can.
void config_keys_read(struct keymap *keymap, enum language language, const char *path, const char *text, char *message,
                      size_t message_bytes);

#endif
