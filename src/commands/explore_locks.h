// raceledger explore two-locks, explore philosophers: every schedule of locks alone, and one of them on real threads.
#ifndef COMMANDS_EXPLORE_LOCKS_H
#define COMMANDS_EXPLORE_LOCKS_H

// The word that follows `explore`, and those after it. Returns the exit status.
int explore_locks(const char *listing, int count, char **words);

#endif
