// Numbers of schedules as text for people: they soon outgrow any column.
#ifndef SCHEDULES_NUMBER_H
#define SCHEDULES_NUMBER_H

#include <gmp.h>

#define NUMBER_BYTES 32 // enough for number_text

// Up to 15 digits exactly, in groups of three parted by plain spaces: "137 846 528 820"; beyond that three figures
// and a power of ten, cut, not rounded: "9.20e46" for 9.2045 × 10^46. All digits, for machines: mpz_get_str(NULL,
// 10, number).
char *number_text(char buffer[NUMBER_BYTES], const mpz_t number);

#endif
