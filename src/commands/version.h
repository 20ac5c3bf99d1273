// Which version this is. What the program is installed with says the same (.ci/install-files asks the program).
#ifndef COMMANDS_VERSION_H
#define COMMANDS_VERSION_H

#define VERSION "0.1.0"
#define VERSION_DATE "2026-11-26" // year, month and day of it

#endif
