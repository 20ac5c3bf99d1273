// What is read and written through pipes, sockets and terminals, and what is written to standard output and error. Regular files
// are left alone.
#include "inside/inside.h"
#include "inside/raw.h"
#include "inside/real.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

enum {
    PIECES_MAX = 16,
};

static bool is_terminal(dev_t device)
{
    const unsigned kind = major(device);
    return kind == 4 || kind == 5 || (kind >= 136 && kind <= 143);
}

// What the descriptor stands for, and which of enum left_file it is; 0: nothing that one waits for. heard: as which a listener hears it;
// what has no name at all, as an eventfd, as a socket.
static uint64_t object_of(int descriptor, uint32_t *file, uint32_t *heard)
{
    struct stat found = { 0 };
    *file = *heard = 0;
    if (inside_is_shut() || raw_call(SYS_fstat, descriptor, (long)&found, 0, 0, 0, 0) != 0)
        return 0;
    if (S_ISCHR(found.st_mode) && is_terminal(found.st_rdev)) {
        *file = LEFT_FILE_TERMINAL;
        return file_number(found.st_rdev, UINT64_MAX);
    }
    *file = S_ISFIFO(found.st_mode) ? LEFT_FILE_PIPE : S_ISSOCK(found.st_mode) ? LEFT_FILE_SOCKET : 0;
    *heard = (found.st_mode & S_IFMT) == 0 ? LEFT_FILE_SOCKET : *file;
    return *file ? file_number(found.st_dev, found.st_ino) : 0;
}

struct transfer {
    uint64_t object;
    uint32_t file, heard; // enum left_file; file 0 where there is no object
    int descriptor;
    unsigned end_kind;
    struct wait outer;
};

static struct transfer transfer_begin(unsigned kind, unsigned end_kind, int descriptor)
{
    struct transfer transfer = { .descriptor = descriptor, .end_kind = end_kind };
    transfer.object = object_of(descriptor, &transfer.file, &transfer.heard);
    if (transfer.heard && kind == LEFT_WRITES)
        hear(HEARD_POSTS, number(transfer.object), transfer.heard);
    if (transfer.object)
        put_long(kind, transfer.object, (uint64_t)descriptor, transfer.file, 0);
    transfer.outer = wait_begin(transfer.object ? end_kind : 0, number(transfer.object));
    return transfer;
}

static void transfer_end(const struct transfer *transfer, ssize_t bytes)
{
    wait_end(transfer->outer);
    const int error = errno;
    if (bytes > 0 && transfer->heard && transfer->end_kind == LEFT_READ)
        hear(HEARD_GETS, number(transfer->object), transfer->heard);
    if (transfer->object)
        put_long(transfer->end_kind, transfer->object, (uint64_t)transfer->descriptor,
                 bytes < 0            ? 0
                 : bytes < UINT32_MAX ? (uint32_t)bytes
                                      : UINT32_MAX,
                 bytes < 0 ? (uint32_t)error : 0);
    errno = error;
}

INTERPOSED ssize_t read(int descriptor, void *data, size_t bytes)
{
    const struct transfer transfer = transfer_begin(LEFT_READS, LEFT_READ, descriptor);
    const ssize_t done = real_of(read)(descriptor, data, bytes);
    transfer_end(&transfer, done);
    return done;
}

INTERPOSED ssize_t readv(int descriptor, const struct iovec *pieces, int count)
{
    const struct transfer transfer = transfer_begin(LEFT_READS, LEFT_READ, descriptor);
    const ssize_t done = real_of(readv)(descriptor, pieces, count);
    transfer_end(&transfer, done);
    return done;
}

INTERPOSED ssize_t __read_chk(int descriptor, void *data, size_t bytes, size_t room)
{
    const struct transfer transfer = transfer_begin(LEFT_READS, LEFT_READ, descriptor);
    const ssize_t done = real_of(__read_chk)(descriptor, data, bytes, room);
    transfer_end(&transfer, done);
    return done;
}

INTERPOSED ssize_t recv(int descriptor, void *data, size_t bytes, int flags)
{
    const struct transfer transfer = transfer_begin(LEFT_READS, LEFT_READ, descriptor);
    const ssize_t done = real_of(recv)(descriptor, data, bytes, flags);
    transfer_end(&transfer, done);
    return done;
}

INTERPOSED ssize_t __recv_chk(int descriptor, void *data, size_t bytes, size_t room, int flags)
{
    const struct transfer transfer = transfer_begin(LEFT_READS, LEFT_READ, descriptor);
    const ssize_t done = real_of(__recv_chk)(descriptor, data, bytes, room, flags);
    transfer_end(&transfer, done);
    return done;
}

INTERPOSED ssize_t recvfrom(int descriptor, void *data, size_t bytes, int flags, __SOCKADDR_ARG from, socklen_t *length)
{
    const struct transfer transfer = transfer_begin(LEFT_READS, LEFT_READ, descriptor);
    const ssize_t done = real_of(recvfrom)(descriptor, data, bytes, flags, from, length);
    transfer_end(&transfer, done);
    return done;
}

INTERPOSED ssize_t recvmsg(int descriptor, struct msghdr *message, int flags)
{
    const struct transfer transfer = transfer_begin(LEFT_READS, LEFT_READ, descriptor);
    const ssize_t done = real_of(recvmsg)(descriptor, message, flags);
    transfer_end(&transfer, done);
    return done;
}

INTERPOSED ssize_t send(int descriptor, const void *data, size_t bytes, int flags)
{
    const struct transfer transfer = transfer_begin(LEFT_WRITES, LEFT_WROTE, descriptor);
    const ssize_t done = real_of(send)(descriptor, data, bytes, flags);
    transfer_end(&transfer, done);
    return done;
}

INTERPOSED ssize_t sendto(int descriptor, const void *data, size_t bytes, int flags, __CONST_SOCKADDR_ARG to,
                          socklen_t length)
{
    const struct transfer transfer = transfer_begin(LEFT_WRITES, LEFT_WROTE, descriptor);
    const ssize_t done = real_of(sendto)(descriptor, data, bytes, flags, to, length);
    transfer_end(&transfer, done);
    return done;
}

INTERPOSED ssize_t sendmsg(int descriptor, const struct msghdr *message, int flags)
{
    const struct transfer transfer = transfer_begin(LEFT_WRITES, LEFT_WROTE, descriptor);
    const ssize_t done = real_of(sendmsg)(descriptor, message, flags);
    transfer_end(&transfer, done);
    return done;
}

// Only what the system has taken is looked at: before, nobody knows whether it is there.
static void printed(int descriptor, const struct iovec *pieces, int count, ssize_t bytes)
{
    struct piece kept[PIECES_MAX];
    size_t left = (size_t)bytes;
    int used = 0;
    for (int i = 0; i < count && i < PIECES_MAX && left > 0; i++) {
        const size_t piece = pieces[i].iov_len < left ? pieces[i].iov_len : left;
        kept[used++] = (struct piece){ pieces[i].iov_base, piece };
        left -= piece;
    }
    put_text(LEFT_PRINTED, 0, (uint32_t)descriptor, kept, used);
}

static bool is_console(int descriptor) { return descriptor == STDOUT_FILENO || descriptor == STDERR_FILENO; }

INTERPOSED ssize_t write(int descriptor, const void *data, size_t bytes)
{
    const struct transfer transfer = transfer_begin(LEFT_WRITES, LEFT_WROTE, descriptor);
    const ssize_t done = real_of(write)(descriptor, data, bytes);
    transfer_end(&transfer, done);
    if (done > 0 && is_console(descriptor))
        printed(descriptor, &(struct iovec){ (void *)data, bytes }, 1, done);
    return done;
}

INTERPOSED ssize_t writev(int descriptor, const struct iovec *pieces, int count)
{
    const struct transfer transfer = transfer_begin(LEFT_WRITES, LEFT_WROTE, descriptor);
    const ssize_t done = real_of(writev)(descriptor, pieces, count);
    transfer_end(&transfer, done);
    if (done > 0 && is_console(descriptor))
        printed(descriptor, pieces, count, done);
    return done;
}
