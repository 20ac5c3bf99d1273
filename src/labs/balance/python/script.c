// Nothing in it is newer than what all versions have.
#include "labs/balance/python/script.h"

#include "labs/balance/python/programs.h"

#include <inttypes.h>
#include <string.h>

static const char *const begin[] = {
    "import sys, threading", "",         "try:", "    range = xrange  # 2: else a list is made first",
    "except NameError:",     "    pass", "",     NULL,
};

static const char *const end[] = {
    "",
    "if hasattr(sys, \"setswitchinterval\"):",
    "    sys.setswitchinterval(interval)",
    "threads = [threading.Thread(target=run_thread, args=(n,)) for n in amounts]",
    "for t in threads:",
    "    t.start()",
    "for t in threads:",
    "    t.join()",
    "sys.stdout.write(\"Python %d.%d.%d: balance %d\\n\" % (sys.version_info[:3] + (balance,)))",
    NULL,
};

static void write_lines(FILE *out, const char *const *lines)
{
    for (int i = 0; lines[i]; i++)
        fprintf(out, "%s\n", lines[i]);
}

bool python_script_read(const char *printed, char version[PYTHON_VERSION_BYTES], int64_t *final)
{
    long long number;
    int length = 0;
    if (sscanf(printed, "Python %31[0-9.]: balance %lld%n", version, &number, &length) != 2 ||
        strcmp(printed + length, "\n") != 0)
        return false;
    *final = number;
    return true;
}

void python_script_write(FILE *out, const struct experiment *experiment)
{
    write_lines(out, begin);
    fprintf(out, "iterations = %" PRIu64 "\n", experiment->iterations);
    fprintf(out, "interval = %" PRIu64 "e-9\n", experiment->switch_interval_ns);
    fprintf(out, "amounts = (");
    for (uint32_t i = 0; i < experiment->count; i++)
        fprintf(out, "%" PRId32 ", ", experiment->amounts[i]);
    fprintf(out, ")\n\n");
    write_lines(out, program_kinds[experiment_program(experiment)].python);
    write_lines(out, end);
}
