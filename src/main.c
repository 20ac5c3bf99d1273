// Hands the words of the command line over.
#include "commands/command.h"

int main(int argc, char **argv) { return command_choose(argc > 0 ? argc - 1 : 0, argv + 1); }
