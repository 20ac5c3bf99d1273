// PNG (https://www.w3.org/TR/png-3) of three bytes a pixel; its data a zlib stream (RFC 1950) of stored blocks (RFC 1951, 3.2.4), a
// row each.
#include "view/shapes/plain_png.h"

#include <string.h>

enum {
    ROW_MOST = 65535, // bytes of a stored block
};

struct writer {
    FILE *out;
    uint32_t crc, adler_low, adler_high;
    unsigned char waiting[3]; // not in base64 yet
    int count;
};

static void put_base64(struct writer *writer, int count)
{
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const unsigned char *waiting = writer->waiting;
    const uint32_t bits = (uint32_t)waiting[0] << 16 | (uint32_t)waiting[1] << 8 | waiting[2];
    for (int i = 0; i < 4; i++)
        fputc(i <= count ? letters[bits >> (18 - 6 * i) & 63] : '=', writer->out);
    memset(writer->waiting, 0, sizeof writer->waiting);
    writer->count = 0;
}

static void put_byte(struct writer *writer, uint32_t byte)
{
    writer->crc ^= byte & 255;
    for (int bit = 0; bit < 8; bit++)
        writer->crc = writer->crc >> 1 ^ (writer->crc & 1 ? UINT32_C(0xedb88320) : 0);
    writer->waiting[writer->count++] = (unsigned char)byte;
    if (writer->count == 3)
        put_base64(writer, 3);
}

static void put_word(struct writer *writer, uint32_t word)
{
    for (int shift = 24; shift >= 0; shift -= 8)
        put_byte(writer, word >> shift);
}

static void put_bytes(struct writer *writer, const char *bytes, size_t count)
{
    for (size_t i = 0; i < count; i++)
        put_byte(writer, (unsigned char)bytes[i]);
}

static void begin_chunk(struct writer *writer, uint32_t bytes, const char *kind)
{
    put_word(writer, bytes);
    writer->crc = UINT32_MAX;
    put_bytes(writer, kind, 4);
}

static void end_chunk(struct writer *writer) { put_word(writer, ~writer->crc); }

static void put_data(struct writer *writer, uint32_t byte)
{
    put_byte(writer, byte);
    writer->adler_low = (writer->adler_low + (byte & 255)) % 65521;
    writer->adler_high = (writer->adler_high + writer->adler_low) % 65521;
}

static void put_row(struct writer *writer, const uint32_t *row, int width, bool last)
{
    const uint32_t bytes = (uint32_t)width * 3 + 1;
    put_byte(writer, last);
    for (int i = 0; i < 2; i++) // how many, and the same turned round, the low byte first
        for (int shift = 0; shift < 16; shift += 8)
            put_byte(writer, (i ? ~bytes : bytes) >> shift);
    put_data(writer, 0); // not filtered
    for (int x = 0; x < width; x++)
        for (int shift = 16; shift >= 0; shift -= 8)
            put_data(writer, row[x] >> shift);
}

void plain_png_write(const struct pixels *pixels, FILE *out)
{
    struct writer writer = { .out = out, .adler_low = 1 };
    const uint32_t width = (uint32_t)pixels->width, height = (uint32_t)pixels->height, row = 5 + 1 + 3 * width;
    if (1 + 3 * width > ROW_MOST)
        return; // wider than any picture that is shown within another
    put_bytes(&writer, "\x89PNG\r\n\x1a\n", 8);
    begin_chunk(&writer, 13, "IHDR");
    put_word(&writer, width);
    put_word(&writer, height);
    put_bytes(&writer, "\x08\x02\0\0\0", 5); // 8 bits each of red, green, blue
    end_chunk(&writer);
    begin_chunk(&writer, 2 + row * height + 4, "IDAT");
    put_bytes(&writer, "\x78\x01", 2);
    for (uint32_t y = 0; y < height; y++)
        put_row(&writer, pixels->list + (size_t)y * width, pixels->width, y + 1 == height);
    put_word(&writer, writer.adler_high << 16 | writer.adler_low);
    end_chunk(&writer);
    begin_chunk(&writer, 0, "IEND");
    end_chunk(&writer);
    if (writer.count > 0)
        put_base64(&writer, writer.count);
}
