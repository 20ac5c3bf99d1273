// Hands the words of the command line over.
#include "commands/command.h"
#include "os/clock.h"

int main(int argc, char **argv)
{
    os_clock_start();
    return command_choose(argc > 0 ? argc - 1 : 0, argv + 1);
}
