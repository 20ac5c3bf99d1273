// Long numbers, short.
#include "schedules/number.h"

#include "base/text.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    EXACT_DIGITS = 15,
};

_Static_assert(NUMBER_BYTES <= TEXT_NUMBER_BYTES, "a grouped number is written to a buffer of its own first");

static char *power_text(char buffer[NUMBER_BYTES], const mpz_t number)
{
    // Cut to the first three digits: the estimate of the digits may be one too many.
    size_t digits = mpz_sizeinbase(number, 10);
    mpz_t head;
    mpz_init(head);
    mpz_ui_pow_ui(head, 10, digits - 3);
    mpz_tdiv_q(head, number, head);
    unsigned long three = mpz_get_ui(head);
    if (three < 100) {
        digits--;
        mpz_ui_pow_ui(head, 10, digits - 3);
        mpz_tdiv_q(head, number, head);
        three = mpz_get_ui(head);
    }
    mpz_clear(head);
    snprintf(buffer, NUMBER_BYTES, "%lu.%02lue%zu", three / 100, three % 100, digits - 1);
    return buffer;
}

char *number_text(char buffer[NUMBER_BYTES], const mpz_t number)
{
    mpz_t limit;
    mpz_init(limit);
    mpz_ui_pow_ui(limit, 10, EXACT_DIGITS);
    const int beyond = mpz_cmpabs(number, limit) >= 0;
    mpz_clear(limit);
    if (beyond)
        return power_text(buffer, number);
    char grouped[TEXT_NUMBER_BYTES];
    snprintf(buffer, NUMBER_BYTES, "%s", text_grouped_ascii(grouped, (int64_t)mpz_get_si(number)));
    return buffer;
}
