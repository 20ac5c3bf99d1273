// Every pattern is a star and an ending.
#include "view/model/file_kinds.h"

#include <string.h>

const struct file_kind file_kinds[FILE_ASKED_COUNT] = {
    [FILE_OPEN] = { false, TEXT_FILE_OPEN_ID, TEXT_FILE_OPENED_ID, "*.rl *.rlscenes" },
    [FILE_SAVE] = { true, TEXT_FILE_SAVE_ID, TEXT_FILE_RECORDINGS_ID, "*.rl" },
    [FILE_PICTURE] = { true, TEXT_FILE_PICTURE_ID, TEXT_FILE_PICTURES_ID, "*.png *.svg" },
    [FILE_ANIMATION] = { true, TEXT_FILE_ANIMATION_ID, TEXT_FILE_ANIMATIONS_ID, "*.webp *.gif *.png *.svg" },
};

bool file_kind_has(enum file_asked asked, const char *name)
{
    const size_t bytes = strlen(name);
    for (const char *at = file_kinds[asked].patterns; *at; at += strspn(at, " ")) {
        const size_t length = strcspn(at, " "), ending = length - 1;
        if (bytes > ending && strncmp(name + bytes - ending, at + 1, ending) == 0)
            return true;
        at += length;
    }
    return false;
}
