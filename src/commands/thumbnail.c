// raceledger thumbnail: a small picture of a recording, as file managers ask for it.
#include "commands/command.h"
#include "commands/options.h"

#include "base/text.h"
#include "gui/thumbnail.h"
#include "view/texts/texts.h"

#include <stdlib.h>

int command_thumbnail(int count, char **words)
{
    static const struct option table[] = { { 0 } };
    int rest;
    uint64_t side;
    struct options options = {
        .command = "thumbnail",
        .table = table,
        .rest = &rest,
        .note = "SIZE is its width in pixels, 16 to 1024; the picture is a PNG, whatever its name."
    };
    struct status status = options_read(&options, count, words);
    if (status_is_ok(status) && options.help)
        return command_end(EXIT_DONE);
    if (status_is_ok(status) && count - rest != 3)
        status =
            status_make(STATUS_USAGE, "thumbnail: needs the FILE of a recording, the PICTURE to write, and its SIZE");
    if (status_is_ok(status) &&
        (!text_read_count(words[rest + 2], &side) || side < THUMBNAIL_SIDE_MIN || side > THUMBNAIL_SIDE_MAX))
        status = status_make(STATUS_USAGE, "thumbnail: %.40s: SIZE must be a whole number from %d to %d",
                             words[rest + 2], THUMBNAIL_SIDE_MIN, THUMBNAIL_SIDE_MAX);
    for (int i = rest; status_is_ok(status) && i < rest + 2; i++)
        if (!*words[i])
            status = status_make(STATUS_USAGE, "thumbnail '': %s must be the name of a file",
                                 i == rest ? "FILE" : "PICTURE");
    if (!status_is_ok(status))
        return command_failed(status);
    status = thumbnail_write(words[rest], words[rest + 1], (int)side, language_of_environment());
    return status_is_ok(status) ? command_end(EXIT_DONE) : command_failed(status);
}
