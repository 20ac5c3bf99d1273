// The progress bar.
#include "commands/progress.h"

#include "base/text.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define SHOW_AFTER_NS ((uint64_t)500000000)
#define LINE_EVERY_NS ((uint64_t)3000000000)
enum {
    BAR_COLUMNS = 40
};

// Whether it is a terminal, and one that knows control sequences.
static bool obeys(int file)
{
    const char *term = getenv("TERM");
    return isatty(file) && !(term && (!*term || strcmp(term, "dumb") == 0));
}

void progress_show(void *context, uint64_t done, uint64_t in_all, uint64_t elapsed_ns)
{
    struct progress *progress = context;
    char share[TEXT_NUMBER_BYTES], time[TEXT_NUMBER_BYTES], bar[BAR_COLUMNS + 1];
    const double part = in_all ? (double)done / (double)in_all : 0;
    if (!obeys(STDERR_FILENO)) {
        if (progress->lines && elapsed_ns - progress->told_ns >= LINE_EVERY_NS && done < in_all) {
            fprintf(stderr, "raceledger: %s%s%s after %s\n", progress->what ? progress->what : "",
                    progress->what ? ": " : "", text_percent(share, part), text_duration(time, elapsed_ns));
            progress->told_ns = elapsed_ns;
        }
        return;
    }
    if (elapsed_ns < SHOW_AFTER_NS)
        return;
    const int filled = (int)(part * BAR_COLUMNS);
    memset(bar, '.', BAR_COLUMNS);
    memset(bar, '#', (size_t)(filled > BAR_COLUMNS ? BAR_COLUMNS : filled));
    bar[BAR_COLUMNS] = '\0';
    fprintf(stderr, "\r%s %s %s\033[K", bar, text_percent(share, part), text_duration(time, elapsed_ns));
    progress->shown = true;
}

void progress_clear(struct progress *progress)
{
    if (progress->shown)
        fputs("\r\033[K", stderr);
    progress->shown = false;
}

bool command_wants_colour(FILE *out)
{
    const char *no_colour = getenv("NO_COLOR");
    return obeys(fileno(out)) && !(no_colour && *no_colour);
}
