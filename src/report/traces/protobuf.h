// Protocol buffers, written by hand: fields one after the other into a buffer of the caller's, messages inside messages.
//
// struct proto proto; proto_init(&proto, bytes, sizeof bytes); proto_uint(&proto, 1, 150);
// const size_t inner = proto_begin(&proto, 2); proto_text(&proto, 1, "x"); proto_end(&proto, inner);
// What has no room is left out and `full` is set.
#ifndef REPORT_TRACES_PROTOBUF_H
#define REPORT_TRACES_PROTOBUF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct proto {
    unsigned char *bytes;
    size_t length, room;
    bool full;
};

enum {
    PROTO_VARINT_MOST = 10, // bytes
};

void proto_init(struct proto *proto, unsigned char *bytes, size_t room);

void proto_uint(struct proto *proto, uint32_t field, uint64_t value);
void proto_int(struct proto *proto, uint32_t field, int64_t value); // as of int32 and int64
void proto_fixed64(struct proto *proto, uint32_t field, uint64_t value);
void proto_text(struct proto *proto, uint32_t field, const char *utf8);

// A message inside: what is written until its end is of it. Less than 2^28 bytes.
size_t proto_begin(struct proto *proto, uint32_t field);
void proto_end(struct proto *proto, size_t begun);

#endif
