// raceledger help keys.
#include "commands/keys.h"

#include <string.h>

int keys_commands(struct keys_command list[KEYS_MOST])
{
    struct keymap keymap;
    int count = 0;
    keymap_init(&keymap);
    for (int row = 0; row < keymap.count; row++) {
        const struct key_binding *binding = &keymap.rows[row];
        char name[KEY_NAME_BYTES];
        key_binding_name(name, &keymap, binding, LANGUAGE_EN);
        if (row > 0 && strcmp(keymap.rows[row - 1].name, binding->name) == 0) {
            char *chords = list[count - 1].chords;
            const size_t bytes = strlen(chords);
            snprintf(chords + bytes, sizeof list->chords - bytes, " %s", name);
            continue;
        }
        list[count] = (struct keys_command){ .name = binding->name,
                                             .what = text_of(LANGUAGE_EN, binding->text),
                                             .part = binding->part };
        snprintf(list[count++].chords, sizeof list->chords, "%s", name);
    }
    return count;
}

static int columns_of(const char *utf8)
{
    int columns = 0;
    for (; *utf8; utf8++)
        columns += (*utf8 & 0xc0) != 0x80;
    return columns;
}

void keys_print(FILE *file)
{
    struct keys_command list[KEYS_MOST];
    const int count = keys_commands(list);
    fprintf(file, "The keys of the window, each with the word that the settings file has for what it does.\n%s\n",
            KEYS_NOTE);
    for (int i = 0; i < count; i++) {
        const bool same = i > 0 && list[i].what == list[i - 1].what;
        if (i == 0 || list[i].part != list[i - 1].part)
            fprintf(file, "\n%s:\n", text_of(LANGUAGE_EN, key_part_titles[list[i].part]));
        const int pad = same ? 0 : 16 - columns_of(list[i].chords);
        fprintf(file, "  %-18s %s%*s%s\n", list[i].name, list[i].chords, pad > 0 ? pad : 0, "",
                same ? "" : list[i].what);
    }
}
