// A CPython tells its version by a number (3.11 and later), or by a function that gives a text which stays.
#include "inside/interpreter.h"

#include "inside/inside.h"
#include "inside/symbol.h"

#include <errno.h>
#include <stdatomic.h>
#include <string.h>

enum {
    VERSION_BYTES = 16, // more tells nothing
};

static uint32_t told_in; // inside_wiped.image as it was then

static const unsigned long *version_number;
static const char *(*version_text)(void);

void interpreter_begin(void)
{
    version_number = symbol_find("Py_Version");
    version_text = (const char *(*)(void))symbol_find("Py_GetVersion");
}

static size_t put_decimal(char *at, unsigned value)
{
    char digits[3];
    size_t count = 0, bytes = 0;
    do {
        digits[count++] = (char)('0' + value % 10);
        value /= 10;
    } while (value > 0);
    while (count > 0)
        at[bytes++] = digits[--count];
    return bytes;
}

// 0x030c01f0 → 3.12.1
static size_t version_of_number(char *at, unsigned long number)
{
    size_t bytes = put_decimal(at, number >> 24 & 0xff);
    at[bytes++] = '.';
    bytes += put_decimal(at + bytes, number >> 16 & 0xff);
    at[bytes++] = '.';
    return bytes + put_decimal(at + bytes, number >> 8 & 0xff);
}

static char version[VERSION_BYTES];
static _Atomic size_t version_bytes; // 0: not known; set once what stands there stays

static void learn(void)
{
    char text[VERSION_BYTES];
    const char *told = text;
    size_t bytes = 0;
    if (version_number)
        bytes = version_of_number(text, *version_number);
    else if (version_text && version_text())
        bytes = strcspn(told = version_text(), " ");
    bytes = bytes < VERSION_BYTES ? bytes : VERSION_BYTES;
    memcpy(version, told, bytes);
    atomic_store_explicit(&version_bytes, bytes, memory_order_release);
}

void interpreter_tell(void)
{
    if (!inside_is_on())
        return;
    const uint32_t image = inside_wiped.image;
    if (__atomic_exchange_n(&told_in, image, __ATOMIC_RELAXED) == image)
        return;
    const int error = errno;
    learn();
    const struct piece piece = { version, version_bytes };
    if (piece.bytes > 0)
        put_text(LEFT_INTERPRETER, 0, 0, &piece, 1);
    errno = error;
}

void interpreter_tell_again(void)
{
    const size_t bytes = atomic_load_explicit(&version_bytes, memory_order_acquire);
    uint64_t *record = bytes > 0 ? record_begin_bare(LEFT_LONG_WORDS + left_text_words((unsigned)bytes), 1) : NULL;
    if (!record)
        return;
    memcpy(record + LEFT_LONG_WORDS, version, bytes);
    text_end(record, LEFT_INTERPRETER, 0, 0, bytes, 0);
}
