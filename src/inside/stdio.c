// What a program prints through C's stdio (C++'s streams come by it too). The text goes into a buffer of libc's, and from there by a
// write that nobody can stand before; so both are told: who printed what, when, and how much of it went out when.
//
// A stream's own lock, which may be taken again by who has it, is held round the real call: what is in the buffer before and
// after is then this call's doing, and what the call printed is what came in less what went out. Text is taken from what was
// passed in; that of the printf family from the buffer where all of it stands there still, else it is formatted once more.
#define __NO_INLINE__ 1 // the functions are ours: no bodies for them from the system's headers

#include "inside/stdio.h"

#include "inside/inside.h"
#include "inside/real.h"

#include <errno.h>
#include <string.h>

// Which real function, and what it is called with.
enum call {
    CALL_PUTS,
    CALL_FPUTS,
    CALL_FPUTS_UNLOCKED,
    CALL_FWRITE,
    CALL_FWRITE_UNLOCKED,
    CALL_FPUTC,
    CALL_FPUTC_UNLOCKED,
    CALL_OVERFLOW,
    CALL_PRINTF,
    CALL_PRINTF_CHK,
    CALL_PERROR,
    CALL_FLUSH,
    CALL_FLUSH_UNLOCKED,
};

struct job {
    enum call call;
    FILE *file;
    const void *data; // text, format or bytes
    size_t size, count;
    int character, flag;
    va_list *arguments;
    long result;
    int error; // errno as the real call left it
};

// What was in the buffers of standard output and error when they were looked at last. Under the stream's lock.
static size_t known[2];

static size_t pending(const FILE *file)
{
    return file->_IO_write_ptr > file->_IO_write_base ? (size_t)(file->_IO_write_ptr - file->_IO_write_base) : 0;
}

// 1 or 2; 0: neither.
static int stream_of(const FILE *file)
{
    return file->_fileno == STDOUT_FILENO || file->_fileno == STDERR_FILENO ? file->_fileno : 0;
}

// ---- telling --------------------------------------------------------------------------------------------------------

static void tell_flushed(int stream, size_t bytes)
{
    if (bytes > 0)
        put_long(LEFT_FLUSHED, 0, bytes, (uint32_t)stream, 0);
}

// What came into the buffer, or left it, by ways that are not interposed: putc is written out in its caller where there is room.
static void tell_unseen(const FILE *file, int stream)
{
    const size_t before = known[stream - 1], now = pending(file);
    if (now > before) {
        const struct piece piece = { file->_IO_write_ptr - (now - before), now - before };
        put_text(LEFT_PRINTED, 1, (uint32_t)stream, &piece, 1);
    } else {
        tell_flushed(stream, before - now);
    }
    known[stream - 1] = now;
}

// A printf's text once more, straight into its record; the program's errno is what %m prints.
static void tell_formatted(const struct job *job, size_t bytes, bool stays, int stream)
{
    const size_t kept = bytes < LEFT_TEXT_BYTES_MAX ? bytes : LEFT_TEXT_BYTES_MAX;
    uint64_t *record = record_begin(LEFT_LONG_WORDS + left_text_words((unsigned)kept + 1), 1);
    if (!record)
        return;
    errno = job->flag;
    vsnprintf((char *)(record + LEFT_LONG_WORDS), kept + 1, job->data, *job->arguments);
    text_end(record, LEFT_PRINTED, stays, (uint32_t)stream, kept, bytes - kept);
}

static size_t pieces_of(const struct job *job, struct piece pieces[4])
{
    static const char colon[] = ": ", newline[] = "\n";
    const char *text = job->data;
    int count = 0;
    if (job->call == CALL_PERROR && text && *text) {
        pieces[count++] = (struct piece){ text, strlen(text) };
        pieces[count++] = (struct piece){ colon, 2 };
    }
    if (job->call == CALL_PERROR) {
        const char *reason = strerror(job->flag);
        pieces[count++] = (struct piece){ reason, strlen(reason) };
    } else if (job->call == CALL_FWRITE || job->call == CALL_FWRITE_UNLOCKED) {
        pieces[count++] = (struct piece){ text, job->size * (size_t)job->result };
    } else if (job->call == CALL_FPUTC || job->call == CALL_FPUTC_UNLOCKED || job->call == CALL_OVERFLOW) {
        pieces[count++] = (struct piece){ &job->character, 1 }; // bytes stand from low to high
    } else {
        pieces[count++] = (struct piece){ text, strlen(text) };
    }
    if (job->call == CALL_PERROR || job->call == CALL_PUTS)
        pieces[count++] = (struct piece){ newline, 1 };
    return (size_t)count;
}

static bool is_printf(const struct job *job) { return job->call == CALL_PRINTF || job->call == CALL_PRINTF_CHK; }

// How many bytes the call printed, and their pieces; of a printf there are none.
static size_t printed_by(const struct job *job, struct piece pieces[4], size_t *count)
{
    size_t bytes = 0;
    *count = 0;
    if (is_printf(job))
        return job->result > 0 ? (size_t)job->result : 0;
    if (job->call == CALL_FLUSH || job->call == CALL_FLUSH_UNLOCKED || job->result < 0 ||
        (job->call == CALL_OVERFLOW && job->character == EOF))
        return 0;
    *count = pieces_of(job, pieces);
    for (size_t i = 0; i < *count; i++)
        bytes += pieces[i].bytes;
    return bytes;
}

static void tell_text(const struct job *job, int stream, size_t bytes, const struct piece *pieces, size_t count,
                      size_t before, size_t after)
{
    const struct piece in_buffer = { job->file->_IO_write_ptr - bytes, bytes };
    if (!is_printf(job))
        put_text(LEFT_PRINTED, after > 0, (uint32_t)stream, pieces, (int)count);
    else if (after == before + bytes)
        put_text(LEFT_PRINTED, 1, (uint32_t)stream, &in_buffer, 1);
    else
        tell_formatted(job, bytes, after > 0, stream);
}

static void tell_call(const struct job *job, int stream, size_t before)
{
    struct piece pieces[4];
    size_t count;
    const bool apart = job->call == CALL_PERROR; // goes out by a stream of its own where it can
    const size_t bytes = printed_by(job, pieces, &count), after = pending(job->file);
    const size_t out = apart ? 0 : before + bytes > after ? before + bytes - after : 0;
    if (after == 0 && !apart)
        tell_flushed(stream, before);
    if (bytes > 0)
        tell_text(job, stream, bytes, pieces, count, before, after);
    if (after > 0)
        tell_flushed(stream, out);
    known[stream - 1] = after;
}

// ---- calling --------------------------------------------------------------------------------------------------------

static long really(const struct job *job)
{
    va_list arguments;
    long result = 0;
    switch (job->call) {
    case CALL_PUTS:
        return real_of(puts)(job->data);
    case CALL_FPUTS:
        return real_of(fputs)(job->data, job->file);
    case CALL_FPUTS_UNLOCKED:
        return real_of(fputs_unlocked)(job->data, job->file);
    case CALL_FWRITE:
        return (long)real_of(fwrite)(job->data, job->size, job->count, job->file);
    case CALL_FWRITE_UNLOCKED:
        return (long)real_of(fwrite_unlocked)(job->data, job->size, job->count, job->file);
    case CALL_FPUTC:
        return real_of(fputc)(job->character, job->file);
    case CALL_FPUTC_UNLOCKED:
        return real_of(fputc_unlocked)(job->character, job->file);
    case CALL_OVERFLOW:
        return real_of(__overflow)(job->file, job->character);
    case CALL_PRINTF:
    case CALL_PRINTF_CHK:
        va_copy(arguments, *job->arguments);
        result = job->call == CALL_PRINTF ? real_of(vfprintf)(job->file, job->data, arguments)
                                          : real_of(__vfprintf_chk)(job->file, (int)job->count, job->data, arguments);
        va_end(arguments);
        return result;
    case CALL_PERROR:
        real_of(perror)(job->data);
        return 0;
    case CALL_FLUSH:
        return real_of(fflush)(job->file);
    case CALL_FLUSH_UNLOCKED:
        return real_of(fflush_unlocked)(job->file);
    }
    return result;
}

static void unlock(void *file) { real_of(funlockfile)(file); }

// A thread may be cancelled while it prints: it gives the lock back then as well.
static void run_locked(struct job *job, int stream)
{
    real_of(flockfile)(job->file);
    pthread_cleanup_push(unlock, job->file);
    tell_unseen(job->file, stream);
    const size_t before = known[stream - 1];
    job->result = really(job);
    job->error = errno;
    tell_call(job, stream, before);
    pthread_cleanup_pop(1);
}

static long run(struct job *job)
{
    const int stream = stream_of(job->file);
    if (stream == 0 || !inside_is_on())
        return really(job);
    job->flag = errno;
    run_locked(job, stream);
    errno = job->error;
    return job->result;
}

// ---- text -----------------------------------------------------------------------------------------------------------

INTERPOSED int puts(const char *text) { return (int)run(&(struct job){ CALL_PUTS, stdout, .data = text }); }

INTERPOSED int fputs(const char *text, FILE *file) { return (int)run(&(struct job){ CALL_FPUTS, file, .data = text }); }

INTERPOSED int fputs_unlocked(const char *text, FILE *file)
{
    return (int)run(&(struct job){ CALL_FPUTS_UNLOCKED, file, .data = text });
}

INTERPOSED size_t fwrite(const void *data, size_t size, size_t count, FILE *file)
{
    return (size_t)run(&(struct job){ CALL_FWRITE, file, .data = data, .size = size, .count = count });
}

INTERPOSED size_t fwrite_unlocked(const void *data, size_t size, size_t count, FILE *file)
{
    return (size_t)run(&(struct job){ CALL_FWRITE_UNLOCKED, file, .data = data, .size = size, .count = count });
}

INTERPOSED void perror(const char *text) { run(&(struct job){ CALL_PERROR, stderr, .data = text }); }

// ---- characters -----------------------------------------------------------------------------------------------------

static int put_character(enum call call, int character, FILE *file)
{
    return (int)run(&(struct job){ call, file, .character = character });
}

int _IO_putc(int character, FILE *file);

INTERPOSED int fputc(int character, FILE *file) { return put_character(CALL_FPUTC, character, file); }
INTERPOSED int putc(int character, FILE *file) { return put_character(CALL_FPUTC, character, file); }
INTERPOSED int _IO_putc(int character, FILE *file) { return put_character(CALL_FPUTC, character, file); }
INTERPOSED int putchar(int character) { return put_character(CALL_FPUTC, character, stdout); }

INTERPOSED int fputc_unlocked(int character, FILE *file) { return put_character(CALL_FPUTC_UNLOCKED, character, file); }
INTERPOSED int putc_unlocked(int character, FILE *file) { return put_character(CALL_FPUTC_UNLOCKED, character, file); }
INTERPOSED int putchar_unlocked(int character) { return put_character(CALL_FPUTC_UNLOCKED, character, stdout); }

// Where the buffer has no room for a putc that is written out in its caller.
INTERPOSED int __overflow(FILE *file, int character) { return put_character(CALL_OVERFLOW, character, file); }

// ---- formats --------------------------------------------------------------------------------------------------------

static int print(enum call call, int flag, FILE *file, const char *format, va_list arguments)
{
    va_list copy;
    va_copy(copy, arguments);
    const int result =
        (int)run(&(struct job){ call, file, .data = format, .count = (size_t)(unsigned)flag, .arguments = &copy });
    va_end(copy);
    return result;
}

#define PRINT(call, flag, file, format)                                                                                \
    va_list arguments;                                                                                                 \
    va_start(arguments, format);                                                                                       \
    const int result = print(call, flag, file, format, arguments);                                                     \
    va_end(arguments);                                                                                                 \
    return result

INTERPOSED int vfprintf(FILE *file, const char *format, va_list arguments)
{
    return print(CALL_PRINTF, 0, file, format, arguments);
}

INTERPOSED int vprintf(const char *format, va_list arguments)
{
    return print(CALL_PRINTF, 0, stdout, format, arguments);
}

INTERPOSED int printf(const char *format, ...) { PRINT(CALL_PRINTF, 0, stdout, format); }

INTERPOSED int fprintf(FILE *file, const char *format, ...) { PRINT(CALL_PRINTF, 0, file, format); }

int __vprintf_chk(int flag, const char *format, va_list arguments);
int __printf_chk(int flag, const char *format, ...);
int __fprintf_chk(FILE *file, int flag, const char *format, ...);

INTERPOSED int __vfprintf_chk(FILE *file, int flag, const char *format, va_list arguments)
{
    return print(CALL_PRINTF_CHK, flag, file, format, arguments);
}

INTERPOSED int __vprintf_chk(int flag, const char *format, va_list arguments)
{
    return print(CALL_PRINTF_CHK, flag, stdout, format, arguments);
}

INTERPOSED int __printf_chk(int flag, const char *format, ...) { PRINT(CALL_PRINTF_CHK, flag, stdout, format); }

INTERPOSED int __fprintf_chk(FILE *file, int flag, const char *format, ...)
{
    PRINT(CALL_PRINTF_CHK, flag, file, format);
}

// ---- going out ------------------------------------------------------------------------------------------------------

// Looks at the buffers of standard output and error without waiting for their locks.
static void look_at_both(void)
{
    FILE *files[] = { stdout, stderr };
    for (int i = 0; i < 2; i++) {
        const int stream = files[i] ? stream_of(files[i]) : 0;
        if (stream == 0 || real_of(ftrylockfile)(files[i]) != 0)
            continue;
        tell_unseen(files[i], stream);
        real_of(funlockfile)(files[i]);
    }
}

INTERPOSED int fflush(FILE *file)
{
    if (file)
        return (int)run(&(struct job){ .call = CALL_FLUSH, .file = file });
    if (inside_is_on())
        look_at_both();
    const int result = real_of(fflush)(NULL), error = errno;
    if (inside_is_on())
        look_at_both();
    errno = error;
    return result;
}

INTERPOSED int fflush_unlocked(FILE *file)
{
    return file ? (int)run(&(struct job){ .call = CALL_FLUSH_UNLOCKED, .file = file }) : fflush(NULL);
}

INTERPOSED int fclose(FILE *file)
{
    const int stream = inside_is_on() ? stream_of(file) : 0;
    if (stream != 0) {
        tell_unseen(file, stream);
        tell_flushed(stream, known[stream - 1]);
        known[stream - 1] = 0;
    }
    return real_of(fclose)(file);
}

void stdio_ends(void)
{
    if (!inside_is_on())
        return;
    look_at_both();
    tell_flushed(STDOUT_FILENO, known[0]);
    tell_flushed(STDERR_FILENO, known[1]);
    known[0] = known[1] = 0;
}
