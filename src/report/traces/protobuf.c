// The length of a message inside comes before it and is not known yet: room for the longest is left, and what was not needed of
// it is closed again.
#include "report/traces/protobuf.h"

#include <string.h>

enum {
    WIRE_VARINT = 0,
    WIRE_FIXED64 = 1,
    WIRE_BYTES = 2,
    LENGTH_MOST = 4, // bytes of a message's length
};

void proto_init(struct proto *proto, unsigned char *bytes, size_t room)
{
    *proto = (struct proto){ .room = room };
    proto->bytes = bytes;
}

// Whether there is room for so many bytes more.
static bool has_room(struct proto *proto, size_t bytes)
{
    proto->full = proto->full || bytes > proto->room - proto->length;
    return !proto->full;
}

static size_t varint(unsigned char *to, uint64_t value)
{
    size_t count = 0;
    for (; value >= 0x80; value >>= 7)
        to[count++] = (unsigned char)(value | 0x80);
    to[count++] = (unsigned char)value;
    return count;
}

static void put_varint(struct proto *proto, uint64_t value)
{
    proto->length += varint(proto->bytes + proto->length, value);
}

static void put_tag(struct proto *proto, uint32_t field, uint32_t wire)
{
    put_varint(proto, (uint64_t)field << 3 | wire);
}

void proto_uint(struct proto *proto, uint32_t field, uint64_t value)
{
    if (!has_room(proto, 2 * PROTO_VARINT_MOST))
        return;
    put_tag(proto, field, WIRE_VARINT);
    put_varint(proto, value);
}

void proto_int(struct proto *proto, uint32_t field, int64_t value) { proto_uint(proto, field, (uint64_t)value); }

void proto_fixed64(struct proto *proto, uint32_t field, uint64_t value)
{
    if (!has_room(proto, PROTO_VARINT_MOST + 8))
        return;
    put_tag(proto, field, WIRE_FIXED64);
    for (int i = 0; i < 8; i++)
        proto->bytes[proto->length++] = (unsigned char)(value >> 8 * i);
}

void proto_text(struct proto *proto, uint32_t field, const char *utf8)
{
    const size_t length = strlen(utf8);
    if (!has_room(proto, 2 * PROTO_VARINT_MOST + length))
        return;
    put_tag(proto, field, WIRE_BYTES);
    put_varint(proto, length);
    memcpy(proto->bytes + proto->length, utf8, length);
    proto->length += length;
}

size_t proto_begin(struct proto *proto, uint32_t field)
{
    if (!has_room(proto, PROTO_VARINT_MOST + LENGTH_MOST))
        return proto->length;
    put_tag(proto, field, WIRE_BYTES);
    proto->length += LENGTH_MOST;
    return proto->length;
}

void proto_end(struct proto *proto, size_t begun)
{
    if (proto->full)
        return;
    const size_t length = proto->length - begun;
    const size_t took = varint(proto->bytes + begun - LENGTH_MOST, length);
    memmove(proto->bytes + begun - LENGTH_MOST + took, proto->bytes + begun, length);
    proto->length -= LENGTH_MOST - took;
}
