// Files: read, replaced whole or not at all, and refused in words that name them. All in a folder of its own
// under TMPDIR.
#include "os/clock.h"
#include "os/file.h"
#include "os/passing.h"
#include "os/signals.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#define MS UINT64_C(1000000)
#define NOBODY 65534

static char folder[200];
static int descriptors_before;

// A file system that knows no files without a name.
static bool no_nameless_files;

int __real_open(const char *path, int flags, ...);
int __wrap_open(const char *path, int flags, ...);

int __wrap_open(const char *path, int flags, ...)
{
    const bool nameless = (flags & O_TMPFILE) == O_TMPFILE;
    mode_t mode = 0;
    if ((flags & O_CREAT) != 0 || nameless) {
        va_list arguments;
        va_start(arguments, flags);
        mode = va_arg(arguments, mode_t);
        va_end(arguments);
    }
    if (nameless && no_nameless_files) {
        errno = EOPNOTSUPP;
        return -1;
    }
    return __real_open(path, flags, mode);
}

static int count_entries(const char *path)
{
    int count = 0;
    DIR *list = opendir(path);
    if (list == NULL)
        return -1;
    while (readdir(list) != NULL)
        count++;
    closedir(list);
    return count - 2;
}

static int make_folder(void **state)
{
    (void)state;
    const char *base = getenv("TMPDIR");
    snprintf(folder, sizeof folder, "%s/test_os_file-XXXXXX", base == NULL ? "/tmp" : base);
    descriptors_before = count_entries("/proc/self/fd");
    return mkdtemp(folder) == NULL;
}

// Removes the folder; fails the test that left a descriptor open.
static int drop_folder(void **state)
{
    (void)state;
    char command[2 * sizeof folder + 64];
    snprintf(command, sizeof command, "chmod -R u+rwx '%s' && rm -rf '%s'", folder, folder);
    int code = system(command);
    int descriptors = count_entries("/proc/self/fd");
    if (descriptors != descriptors_before)
        print_error("%d descriptors are open, %d were before\n", descriptors, descriptors_before);
    return code != 0 || descriptors != descriptors_before;
}

static const char *in_folder(const char *name)
{
    static char paths[4][300];
    static int next;
    char *path = paths[next++ % 4];
    snprintf(path, sizeof paths[0], "%s/%s", folder, name);
    return path;
}

static struct status write_text(const char *path, const char *text)
{
    struct os_piece piece = { text, strlen(text) };
    return os_file_write(path, &piece, 1);
}

// What the file holds, as far as it fits.
static const char *text_of(const char *path)
{
    static char text[256];
    FILE *file = fopen(path, "r");
    if (file == NULL)
        return strerror(errno);
    text[fread(text, 1, sizeof text - 1, file)] = '\0';
    fclose(file);
    return text;
}

static unsigned mode_of(const char *path)
{
    struct stat about;
    return stat(path, &about) == 0 ? about.st_mode & 07777 : 0;
}

static void assert_says(struct status status, enum status_kind kind, const char *path, int error)
{
    if (status.kind != kind || strstr(status.message, path) == NULL ||
        (error != 0 && strstr(status.message, strerror(error)) == NULL))
        fail_msg("kind %d, \"%s\" where kind %d, \"%s\" and \"%s\" were expected", status.kind, status.message, kind,
                 path, strerror(error));
}

// ---- reading --------------------------------------------------------------------------------------------------------

static void written_pieces_are_read_back(void **state)
{
    (void)state;
    size_t large = 3000001;
    char *data = malloc(large), *got = malloc(large);
    assert_non_null(data);
    assert_non_null(got);
    for (size_t i = 0; i < large; i++)
        data[i] = (char)(i * 7 + i / 251);
    struct os_piece pieces[] = { { "head", 4 }, { NULL, 0 }, { data, large }, { "tail", 4 } };
    assert_string_equal(os_file_write(in_folder("a"), pieces, 4).message, "");

    struct os_file file;
    assert_string_equal(os_file_open(in_folder("a"), &file).message, "");
    assert_int_equal(file.size_bytes, large + 8);
    assert_string_equal(os_file_read(&file, 0, got, 4).message, "");
    assert_memory_equal(got, "head", 4);
    assert_string_equal(os_file_read(&file, 4, got, large).message, "");
    assert_memory_equal(got, data, large);
    assert_string_equal(os_file_read(&file, 4 + large, got, 4).message, "");
    assert_memory_equal(got, "tail", 4);
    os_file_close(&file);
    assert_int_equal(file.descriptor, -1);
    os_file_close(&file);
    free(got);
    free(data);
    assert_int_equal(count_entries(folder), 1);
}

// What another program does to a file that we have open ends in words, not in a signal.
static void a_file_that_becomes_shorter_is_refused(void **state)
{
    (void)state;
    char got[16];
    struct os_file file;
    assert_string_equal(write_text(in_folder("a"), "0123456789").message, "");
    assert_string_equal(os_file_open(in_folder("a"), &file).message, "");
    assert_int_equal(truncate(in_folder("a"), 6), 0);
    assert_string_equal(os_file_read(&file, 0, got, 6).message, "");
    assert_says(os_file_read(&file, 0, got, 10), STATUS_BAD_FILE, "shorter", 0);
    assert_says(os_file_read(&file, 8, got, 2), STATUS_BAD_FILE, "shorter", 0);
    os_file_close(&file);
}

static void small_files_are_read_whole(void **state)
{
    (void)state;
    char *text;
    size_t bytes = 1;
    assert_string_equal(os_file_write(in_folder("empty"), NULL, 0).message, "");
    assert_string_equal(os_file_read_whole(in_folder("empty"), 10, &text, &bytes).message, "");
    assert_string_equal(text, "");
    assert_int_equal(bytes, 0);
    free(text);
    assert_string_equal(write_text(in_folder("ten"), "0123456789").message, "");
    assert_string_equal(os_file_read_whole(in_folder("ten"), 10, &text, &bytes).message, "");
    assert_string_equal(text, "0123456789");
    assert_int_equal(bytes, 10);
    free(text);
    assert_says(os_file_read_whole(in_folder("ten"), 9, &text, &bytes), STATUS_BAD_FILE, in_folder("ten"), 0);
    assert_null(text);
}

static void opening_refuses_in_words(void **state)
{
    (void)state;
    struct os_file file;
    char *text;
    size_t bytes;
    assert_says(os_file_open(in_folder("none"), &file), STATUS_FAILED, in_folder("none"), ENOENT);
    assert_int_equal(file.descriptor, -1);
    assert_says(os_file_open(folder, &file), STATUS_BAD_FILE, folder, 0);
    assert_int_equal(mkfifo(in_folder("pipe"), 0600), 0);
    // And does not wait for a writer.
    assert_says(os_file_open(in_folder("pipe"), &file), STATUS_BAD_FILE, in_folder("pipe"), 0);
    assert_says(os_file_read_whole(in_folder("pipe"), 10, &text, &bytes), STATUS_BAD_FILE, in_folder("pipe"), 0);
    assert_says(os_file_open("/dev/null", &file), STATUS_BAD_FILE, "/dev/null", 0);
    assert_int_equal(file.descriptor, -1);
}

// ---- replacing ------------------------------------------------------------------------------------------------------

static void permissions_follow_the_umask_then_stay(void **state)
{
    (void)state;
    mode_t before = umask(027);
    assert_string_equal(write_text(in_folder("a"), "one").message, "");
    unsigned fresh = mode_of(in_folder("a"));
    chmod(in_folder("a"), 0604);
    assert_string_equal(write_text(in_folder("a"), "two").message, "");
    umask(before);
    assert_int_equal(fresh, 0640);
    assert_int_equal(mode_of(in_folder("a")), 0604);
    chmod(in_folder("a"), 06755);
    assert_string_equal(write_text(in_folder("a"), "two").message, "");
    assert_int_equal(mode_of(in_folder("a")), 0755);
    assert_string_equal(text_of(in_folder("a")), "two");
}

static void names_without_a_folder(void **state)
{
    (void)state;
    char before[4096];
    assert_non_null(getcwd(before, sizeof before));
    assert_int_equal(chdir(folder), 0);
    struct status plain = write_text("plain", "1");
    struct status dotted = write_text("./dotted", "2");
    struct status outside = write_text("../nowhere/x", "3");
    assert_int_equal(chdir(before), 0);
    assert_string_equal(plain.message, "");
    assert_string_equal(dotted.message, "");
    assert_says(outside, STATUS_FAILED, "../nowhere/x", ENOENT);
    assert_string_equal(text_of(in_folder("plain")), "1");
    assert_string_equal(text_of(in_folder("dotted")), "2");
    assert_says(write_text("", "x"), STATUS_FAILED, "", ENOENT);
    assert_says(write_text(in_folder("x/"), "x"), STATUS_FAILED, "x/", EISDIR);
}

// In a folder as /tmp is: a link, a pipe and a file of somebody else's, who waits for us to write there.
static void what_another_put_there_is_left_alone(void **state)
{
    static const char *const names[] = { "link", "pipe", "file" };
    (void)state;
    if (geteuid() != 0)
        skip(); // nobody else can give things to another
    assert_string_equal(write_text(in_folder("mine"), "secret").message, "");
    assert_int_equal(mkdir(in_folder("open"), 0777), 0);
    assert_int_equal(chmod(in_folder("open"), 01777), 0);
    assert_int_equal(symlink("../mine", in_folder("open/link")), 0);
    assert_int_equal(mkfifo(in_folder("open/pipe"), 0666), 0);
    assert_string_equal(write_text(in_folder("open/file"), "theirs").message, "");
    for (size_t i = 0; i < 3; i++) {
        char path[32];
        snprintf(path, sizeof path, "open/%s", names[i]);
        assert_int_equal(lchown(in_folder(path), NOBODY, NOBODY), 0);
        const struct status status = write_text(in_folder(path), "ours");
        assert_says(status, STATUS_FAILED, in_folder(path), 0);
        assert_non_null(strstr(status.message, "another user put it there"));
        assert_int_equal(lchown(in_folder(path), 0, 0), 0);
    }
    assert_string_equal(text_of(in_folder("mine")), "secret");
    assert_string_equal(text_of(in_folder("open/file")), "theirs");
    assert_string_equal(write_text(in_folder("open/link"), "ours").message, ""); // a link of one's own
    assert_string_equal(text_of(in_folder("mine")), "ours");
}

static void links_stay_links(void **state)
{
    (void)state;
    assert_int_equal(mkdir(in_folder("sub"), 0700), 0);
    assert_string_equal(write_text(in_folder("sub/real"), "old").message, "");
    assert_int_equal(symlink("sub/real", in_folder("link")), 0);
    assert_int_equal(symlink(in_folder("link"), in_folder("chain")), 0);
    assert_int_equal(symlink("sub/fresh", in_folder("dangling")), 0);
    assert_int_equal(symlink("round", in_folder("round")), 0);

    assert_string_equal(write_text(in_folder("chain"), "new").message, "");
    assert_string_equal(write_text(in_folder("dangling"), "made").message, "");
    assert_says(write_text(in_folder("round"), "x"), STATUS_FAILED, in_folder("round"), ELOOP);
    assert_string_equal(text_of(in_folder("sub/real")), "new");
    assert_string_equal(text_of(in_folder("sub/fresh")), "made");
    static const char *const LINKS[] = { "link", "chain", "dangling", "round" };
    for (int i = 0; i < 4; i++) {
        struct stat about;
        assert_int_equal(lstat(in_folder(LINKS[i]), &about), 0);
        assert_true(S_ISLNK(about.st_mode));
    }
    assert_int_equal(count_entries(folder), 5);
    assert_int_equal(count_entries(in_folder("sub")), 2);
}

// Temporary files that nobody holds a lock on are a dead one's; others, and what only looks like one, stay.
static void leftovers_are_swept_away(void **state)
{
    (void)state;
    static const char *const stays[] = { "raceledger-1-0.tmp", ".raceledger-1-0.txt", ".raceledger-held-0.tmp" };
    int held = -1;
    for (int i = 0; i < 50; i++) {
        char name[64];
        snprintf(name, sizeof name, ".raceledger-%ld-%d.tmp", (long)getpid() + i % 3, i);
        close(open(in_folder(name), O_WRONLY | O_CREAT, 0600));
    }
    for (int i = 0; i < 3; i++) {
        held = open(in_folder(stays[i]), O_WRONLY | O_CREAT, 0600);
        assert_true(held >= 0);
        if (i < 2)
            close(held);
    }
    assert_int_equal(flock(held, LOCK_EX), 0);
    assert_int_equal(mkdir(in_folder(".raceledger-2-0.tmp"), 0700), 0);
    assert_int_equal(symlink(stays[0], in_folder(".raceledger-3-0.tmp")), 0);
    assert_string_equal(write_text(in_folder("a"), "new").message, "");
    assert_string_equal(text_of(in_folder("a")), "new");
    for (int i = 0; i < 3; i++)
        assert_int_equal(access(in_folder(stays[i]), F_OK), 0);
    assert_int_equal(count_entries(folder), 6);
    close(held);
}

// The first names may be taken all the same: by somebody else's, whose lock is held.
static void taken_names_are_stepped_over(void **state)
{
    (void)state;
    int held[20];
    int taken = 0;
    no_nameless_files = true;
    assert_string_equal(write_text(in_folder("a"), "old").message, "");
    for (int i = 0; i < 1000; i++) {
        char name[64];
        snprintf(name, sizeof name, ".raceledger-%ld-%d.tmp", (long)getpid(), i);
        if (i % 50 == 0) {
            held[taken] = open(in_folder(name), O_WRONLY | O_CREAT, 0600);
            assert_int_equal(flock(held[taken++], LOCK_EX), 0);
        }
    }
    for (int i = 0; i < 100; i++)
        assert_string_equal(write_text(in_folder("a"), "new").message, "");
    no_nameless_files = false;
    assert_string_equal(text_of(in_folder("a")), "new");
    assert_int_equal(count_entries(folder), 1 + taken);
    while (taken > 0)
        close(held[--taken]);
}

// While a child puts all-A and all-B files in each other's place, whoever looks finds one of them whole.
static void readers_never_see_half(void **state)
{
    (void)state;
    size_t size = 300000;
    char *data = malloc(size);
    assert_non_null(data);
    const char *path = in_folder("a");
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        for (int i = 0; i < 60; i++) {
            memset(data, 'A' + i % 2, size);
            struct os_piece pieces[] = { { data, size / 2 }, { data + size / 2, size - size / 2 } };
            if (!status_is_ok(os_file_write(path, pieces, 2)))
                _exit(1);
        }
        _exit(0);
    }
    int how = 0;
    int looks = 0;
    int torn = 0;
    while (waitpid(child, &how, WNOHANG) == 0) {
        char *bytes;
        size_t got = 0;
        if (!status_is_ok(os_file_read_whole(path, size, &bytes, &got)))
            continue; // not there yet
        looks++;
        torn += got != size || bytes[0] != bytes[size / 2 - 1] || bytes[0] != bytes[size / 2] ||
                bytes[0] != bytes[size - 1];
        free(bytes);
    }
    free(data);
    assert_int_equal(how, 0);
    assert_true(looks > 0);
    assert_int_equal(torn, 0);
    assert_int_equal(count_entries(folder), 1);
}

// ---- not replacing --------------------------------------------------------------------------------------------------

static void refusals_name_the_file_and_the_reason(void **state)
{
    (void)state;
    assert_says(write_text(in_folder("none/x"), "x"), STATUS_FAILED, in_folder("none/x"), ENOENT);
    assert_string_equal(write_text(in_folder("file"), "old").message, "");
    assert_says(write_text(in_folder("file/x"), "x"), STATUS_FAILED, in_folder("file/x"), ENOTDIR);
    assert_says(write_text(folder, "x"), STATUS_FAILED, folder, EISDIR);
    char name[400];
    memset(name, 'n', sizeof name - 1);
    name[sizeof name - 1] = '\0';
    assert_says(write_text(name, "x"), STATUS_FAILED, "cannot write", ENAMETOOLONG);
    assert_string_equal(text_of(in_folder("file")), "old");
    assert_int_equal(count_entries(folder), 1);
}

// Runs a scene in a child that is no superuser; it returns 0 if all was as it should be, else the number of what
// was not.
static int play_as_nobody(int (*scene)(void))
{
    fflush(stdout);
    if (geteuid() == 0)
        (void)!chown(folder, NOBODY, NOBODY);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        if (geteuid() == 0 && (setgid(NOBODY) != 0 || setuid(NOBODY) != 0))
            _exit(100);
        _exit(scene());
    }
    int how = -1;
    assert_int_equal(waitpid(child, &how, 0), child);
    return WIFEXITED(how) ? WEXITSTATUS(how) : -1;
}

static int locked_file_and_folder(void)
{
    if (!status_is_ok(write_text(in_folder("a"), "old")))
        return 1;
    chmod(in_folder("a"), 0444);
    struct status status = write_text(in_folder("a"), "new");
    if (status_is_ok(status) || strstr(status.message, strerror(EACCES)) == NULL)
        return 2;
    chmod(in_folder("a"), 0644);
    chmod(folder, 0555);
    status = write_text(in_folder("a"), "new");
    if (status_is_ok(status) || strstr(status.message, strerror(EACCES)) == NULL)
        return 3;
    if (strcmp(text_of(in_folder("a")), "old") != 0 || count_entries(folder) != 1)
        return 4;
    chmod(folder, 0333); // one may write there but not look, so the folder cannot be synced
    status = write_text(in_folder("a"), "new");
    chmod(folder, 0755);
    return status_is_ok(status) && strcmp(text_of(in_folder("a")), "new") == 0 ? 0 : 5;
}

static void locked_files_stay_as_they_are(void **state)
{
    (void)state;
    assert_int_equal(play_as_nobody(locked_file_and_folder), 0);
}

// A limit on file size stands for a full disk: the first write is cut short, the second refused.
static int file_too_large(void)
{
    static char data[100000];
    if (!status_is_ok(write_text(in_folder("a"), "old")))
        return 1;
    struct rlimit limit = { 70000, 70000 };
    if (setrlimit(RLIMIT_FSIZE, &limit) != 0)
        return 2;
    struct os_piece piece = { data, sizeof data };
    struct status status = os_file_write(in_folder("a"), &piece, 1);
    if (status_is_ok(status) || strstr(status.message, strerror(EFBIG)) == NULL)
        return 3;
    return strcmp(text_of(in_folder("a")), "old") == 0 && count_entries(folder) == 1 ? 0 : 4;
}

static void full_disk_leaves_the_old_file(void **state)
{
    (void)state;
    assert_int_equal(play_as_nobody(file_too_large), 0);
}

// ---- what is made while it is written ---------------------------------------------------------------------------------

struct filling {
    size_t bytes;
    bool refuses;
};

static struct status fill(FILE *out, void *context)
{
    const struct filling *filling = context;
    for (size_t i = 0; i < filling->bytes; i++)
        fputc((int)('a' + i % 26), out);
    return filling->refuses ? status_make(STATUS_BAD_FILE, "of no use") : status_ok();
}

static void streams_are_written_whole_or_not_at_all(void **state)
{
    (void)state;
    struct filling filling = { .bytes = 100 };
    assert_string_equal(os_file_write_stream(in_folder("a"), fill, &filling).message, "");
    assert_int_equal(strlen(text_of(in_folder("a"))), 100);
    assert_int_equal(strncmp(text_of(in_folder("a")), "abc", 3), 0);
    filling.bytes = 20;
    assert_string_equal(os_file_write_stream(in_folder("a"), fill, &filling).message, "");
    assert_string_equal(text_of(in_folder("a")), "abcdefghijklmnopqrst");
    filling = (struct filling){ .bytes = 200000, .refuses = true };
    const struct status refused = os_file_write_stream(in_folder("a"), fill, &filling);
    assert_int_equal(refused.kind, STATUS_BAD_FILE);
    assert_string_equal(refused.message, "of no use");
    assert_string_equal(text_of(in_folder("a")), "abcdefghijklmnopqrst");
    assert_int_equal(count_entries(folder), 1);
}

static void streams_tell_what_was_not_written(void **state)
{
    (void)state;
    struct filling filling = { .bytes = 200000 };
    assert_says(os_file_write_stream("/dev/full", fill, &filling), STATUS_FAILED, "/dev/full", ENOSPC);
    filling.bytes = 1; // that is written when the stream is closed
    assert_says(os_file_write_stream("/dev/full", fill, &filling), STATUS_FAILED, "/dev/full", ENOSPC);
    assert_says(os_file_write_stream(in_folder("none/a"), fill, &filling), STATUS_FAILED, "none/a", ENOENT);
}

// ---- writing directly -----------------------------------------------------------------------------------------------

static void devices_are_written_to(void **state)
{
    (void)state;
    assert_string_equal(write_text("/dev/null", "x").message, "");
    assert_says(write_text("/dev/full", "x"), STATUS_FAILED, "/dev/full", ENOSPC);
    assert_int_equal(symlink("/dev/full", in_folder("full")), 0);
    assert_says(write_text(in_folder("full"), "x"), STATUS_FAILED, in_folder("full"), ENOSPC);
    assert_int_equal(mkfifo(in_folder("pipe"), 0600), 0);
    assert_says(write_text(in_folder("pipe"), "x"), STATUS_FAILED, "nobody reads", 0); // and it is not waited for
    struct stat about;
    assert_int_equal(stat("/dev/full", &about), 0);
    assert_true(S_ISCHR(about.st_mode));
}

static void pipes_are_written_to(void **state)
{
    (void)state;
    assert_int_equal(mkfifo(in_folder("pipe"), 0600), 0);
    int reader = open(in_folder("pipe"), O_RDONLY | O_NONBLOCK);
    assert_true(reader >= 0);
    assert_string_equal(write_text(in_folder("pipe"), "through").message, "");
    char got[16] = "";
    assert_int_equal(read(reader, got, sizeof got - 1), 7);
    assert_string_equal(got, "through");
    close(reader);
}

// As with /dev/stdout, which leads to /proc/self/fd/1: what it leads to must not be replaced behind the
// descriptor's back.
static void open_descriptors_are_written_to(void **state)
{
    (void)state;
    int file = open(in_folder("a"), O_RDWR | O_CREAT, 0600);
    assert_true(file >= 0);
    assert_int_equal(write(file, "one ", 4), 4);
    char name[64];
    snprintf(name, sizeof name, "/proc/self/fd/%d", file);
    assert_int_equal(symlink(name, in_folder("out")), 0);
    assert_string_equal(write_text(name, "two ").message, "");
    assert_string_equal(write_text(in_folder("out"), "three").message, "");
    char got[32] = "";
    assert_int_equal(pread(file, got, sizeof got - 1, 0), 13);
    assert_string_equal(got, "one two three");
    close(file);
    assert_int_equal(count_entries(folder), 2);

    int ends[2];
    assert_int_equal(pipe(ends), 0);
    snprintf(name, sizeof name, "/dev/fd/%d", ends[1]);
    assert_string_equal(write_text(name, "pipe").message, "");
    assert_int_equal(read(ends[0], got, sizeof got - 1), 4);
    assert_memory_equal(got, "pipe", 4);
    close(ends[0]);
    close(ends[1]);
}

// ---- being killed ---------------------------------------------------------------------------------------------------

static _Noreturn void write_for_ever(const char *path)
{
    static char data[1 << 20];
    struct os_piece pieces[] = { { data, sizeof data }, { data, sizeof data } };
    struct status status = os_signals_init();
    uint64_t until = os_now_ns() + 20000 * MS;
    while (status_is_ok(status) && os_now_ns() < until)
        status = os_file_write(path, pieces, 2);
    _exit(1);
}

// Starts a child that writes, and ends it by the signal after a while.
static void end_a_writer(int number, int moment)
{
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        signal(number, SIG_DFL); // a shell that started the tests beside itself has some ignored
        write_for_ever(in_folder("a"));
    }
    os_sleep_until_ns(os_now_ns() + 10 * MS + (uint64_t)moment * 700000);
    kill(child, number);
    int how = 0;
    assert_int_equal(waitpid(child, &how, 0), child);
    assert_true(WIFSIGNALED(how));
    assert_int_equal(WTERMSIG(how), number);
}

static int temporary_files(void) { return count_entries(folder) - (access(in_folder("a"), F_OK) == 0); }

static int write_once(void) { return status_is_ok(write_text(in_folder("a"), "last")) ? 0 : 1; }

// At many moments, with and without files that have no name: what asks us to end leaves nothing; what kills may leave
// a file under a temporary name, and the next to write there removes it.
static void no_end_leaves_a_temporary_file_for_ever(void **state)
{
    (void)state;
    static const int asks[] = { SIGINT, SIGTERM, SIGHUP, SIGALRM };
    static const int kills[] = { SIGKILL, SIGUSR1, SIGQUIT };
    for (int way = 0; way < 2; way++) {
        no_nameless_files = way == 1;
        for (int i = 0; i < 16; i++) {
            end_a_writer(asks[i % 4], i);
            assert_int_equal(temporary_files(), 0);
        }
        int left = 0;
        for (int i = 0; i < 24; i++) {
            end_a_writer(kills[i % 3], i % 12);
            left += temporary_files() > left;
        }
        print_message("%s files without a name: %d of 24 left something\n", way ? "without" : "with", left);
        fflush(stdout);
        pid_t child = fork();
        if (child == 0)
            _exit(write_once());
        int how = -1;
        waitpid(child, &how, 0);
        assert_int_equal(how, 0);
        assert_int_equal(count_entries(folder), 1);
    }
    no_nameless_files = false;
}

// ---- a folder of one's own ------------------------------------------------------------------------------------------

static void live_in_a_folder(void)
{
    struct os_passing_folder passing;
    if (!status_is_ok(os_passing_folder_make(&passing)))
        _exit(1);
    char path[OS_PASSING_PATH_BYTES + 8];
    snprintf(path, sizeof path, "%s/file", passing.path);
    if (!status_is_ok(write_text(path, "x")))
        _exit(2);
    raise(SIGKILL);
}

static void folders_of_the_dead_are_removed(void **state)
{
    (void)state;
    struct os_passing_folder mine = { .lock = -1 }, other = { .lock = -1 };
    os_passing_folder_remove(&mine); // never made
    setenv("TMPDIR", folder, 1);
    assert_string_equal(os_passing_folder_make(&mine).message, "");
    for (int i = 0; i < 3; i++) {
        pid_t child = fork();
        if (child == 0)
            live_in_a_folder();
        int how = 0;
        assert_int_equal(waitpid(child, &how, 0), child);
        assert_true(WIFSIGNALED(how));
        assert_int_equal(count_entries(folder), 2); // mine, and the one just left
    }
    assert_string_equal(os_passing_folder_make(&other).message, "");
    assert_int_equal(count_entries(folder), 2);
    assert_int_equal(count_entries(mine.path), 0);
    assert_string_equal(write_text(in_folder("a"), "x").message, "");
    os_passing_folder_remove(&mine);
    os_passing_folder_remove(&other);
    assert_int_equal(count_entries(folder), 1);
    setenv("TMPDIR", "", 1);
    assert_string_equal(os_passing_folder_make(&mine).message, "");
    assert_int_equal(strncmp(mine.path, "/tmp/", 5), 0);
    os_passing_folder_remove(&mine);
    setenv("TMPDIR", "/none/such", 1);
    assert_says(os_passing_folder_make(&mine), STATUS_FAILED, "/none/such", ENOENT);
    os_passing_folder_remove(&mine);
    unsetenv("TMPDIR");
}

// ---- folders --------------------------------------------------------------------------------------------------------

static void folders_are_made_with_their_parents(void **state)
{
    (void)state;
    mode_t before = umask(0);
    struct status deep = os_folder_make(in_folder("a/b//c/"));
    umask(before);
    assert_string_equal(deep.message, "");
    assert_int_equal(mode_of(in_folder("a")), 0700);
    assert_int_equal(mode_of(in_folder("a/b/c")), 0700);
    chmod(in_folder("a"), 0755);
    assert_string_equal(os_folder_make(in_folder("a/b/c")).message, "");
    assert_int_equal(mode_of(in_folder("a")), 0755);
    assert_string_equal(os_folder_make("/").message, "");

    assert_string_equal(write_text(in_folder("file"), "x").message, "");
    assert_says(os_folder_make(in_folder("file/sub")), STATUS_FAILED, in_folder("file"), ENOTDIR);
    assert_says(os_folder_make(in_folder("file")), STATUS_FAILED, in_folder("file"), ENOTDIR);
    assert_says(os_folder_make(""), STATUS_FAILED, "", ENOENT);
    assert_says(os_folder_make("/proc/none"), STATUS_FAILED, "/proc/none", ENOENT);
}

static void folder_names_may_be_relative(void **state)
{
    (void)state;
    char before[4096];
    assert_non_null(getcwd(before, sizeof before));
    assert_int_equal(chdir(folder), 0);
    struct status status = os_folder_make("x/y");
    assert_int_equal(chdir(before), 0);
    assert_string_equal(status.message, "");
    assert_int_equal(count_entries(in_folder("x/y")), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(written_pieces_are_read_back, make_folder, drop_folder),
        cmocka_unit_test_setup_teardown(a_file_that_becomes_shorter_is_refused, make_folder, drop_folder),
        cmocka_unit_test_setup_teardown(small_files_are_read_whole, make_folder, drop_folder),
        cmocka_unit_test_setup_teardown(opening_refuses_in_words, make_folder, drop_folder),
        cmocka_unit_test_setup_teardown(permissions_follow_the_umask_then_stay, make_folder, drop_folder),
        cmocka_unit_test_setup_teardown(names_without_a_folder, make_folder, drop_folder),
        cmocka_unit_test_setup_teardown(what_another_put_there_is_left_alone, make_folder, drop_folder),
        cmocka_unit_test_setup_teardown(links_stay_links, make_folder, drop_folder),
        cmocka_unit_test_setup_teardown(leftovers_are_swept_away, make_folder, drop_folder),
        cmocka_unit_test_setup_teardown(taken_names_are_stepped_over, make_folder, drop_folder),
        cmocka_unit_test_setup_teardown(readers_never_see_half, make_folder, drop_folder),
        cmocka_unit_test_setup_teardown(refusals_name_the_file_and_the_reason, make_folder, drop_folder),
        cmocka_unit_test_setup_teardown(locked_files_stay_as_they_are, make_folder, drop_folder),
        cmocka_unit_test_setup_teardown(full_disk_leaves_the_old_file, make_folder, drop_folder),
        cmocka_unit_test_setup_teardown(streams_are_written_whole_or_not_at_all, make_folder, drop_folder),
        cmocka_unit_test_setup_teardown(streams_tell_what_was_not_written, make_folder, drop_folder),
        cmocka_unit_test_setup_teardown(devices_are_written_to, make_folder, drop_folder),
        cmocka_unit_test_setup_teardown(pipes_are_written_to, make_folder, drop_folder),
        cmocka_unit_test_setup_teardown(open_descriptors_are_written_to, make_folder, drop_folder),
        cmocka_unit_test_setup_teardown(no_end_leaves_a_temporary_file_for_ever, make_folder, drop_folder),
        cmocka_unit_test_setup_teardown(folders_of_the_dead_are_removed, make_folder, drop_folder),
        cmocka_unit_test_setup_teardown(folders_are_made_with_their_parents, make_folder, drop_folder),
        cmocka_unit_test_setup_teardown(folder_names_may_be_relative, make_folder, drop_folder),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
