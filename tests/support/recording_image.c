// See recording_image.h.
#include "recording_image.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <xxhash.h>

static char folder[64];

static void folder_remove(void)
{
    DIR *entries = opendir(folder);
    for (struct dirent *entry = entries ? readdir(entries) : NULL; entry; entry = readdir(entries))
        if (entry->d_name[0] != '.')
            unlinkat(dirfd(entries), entry->d_name, 0);
    if (entries)
        closedir(entries);
    rmdir(folder);
}

static void give_up(const char *what, const char *why)
{
    fprintf(stderr, "%s: %s\n", what, why);
    abort();
}

const char *test_folder(void)
{
    if (!folder[0]) {
        snprintf(folder, sizeof folder, "/tmp/raceledger-test-XXXXXX");
        if (!mkdtemp(folder))
            give_up(folder, "cannot be made");
        (void)atexit(folder_remove);
    }
    return folder;
}

struct image image_of(const struct recording *recording)
{
    char path[128];
    snprintf(path, sizeof path, "%s/image", test_folder());
    struct status status = recording_save(recording, path);
    if (!status_is_ok(status))
        give_up("image_of", status.message);
    FILE *file = fopen(path, "rb");
    long size = file && fseek(file, 0, SEEK_END) == 0 ? ftell(file) : -1;
    struct image image = { size > 0 ? malloc((size_t)size) : NULL, size > 0 ? (size_t)size : 0 };
    if (!image.bytes || fseek(file, 0, SEEK_SET) != 0 ||
        fread(image.bytes, 1, image.size_bytes, file) != image.size_bytes)
        give_up(path, "cannot be read back");
    (void)fclose(file);
    unlink(path);
    return image;
}

void image_free(struct image *image)
{
    free(image->bytes);
    *image = (struct image){ NULL, 0 };
}

struct file_section image_section(const struct image *image, uint32_t kind, uint32_t index)
{
    struct file_header header;
    struct file_section section = { 0 };
    memcpy(&header, image->bytes, sizeof header);
    for (uint32_t i = 0; i < header.section_count; i++) {
        memcpy(&section, image->bytes + sizeof header + i * sizeof section, sizeof section);
        if (section.kind == kind && section.index == index)
            return section;
    }
    give_up("image_section", "no such section");
    return section;
}

unsigned char *image_data(const struct image *image, uint32_t kind, uint32_t index)
{
    return image->bytes + image_section(image, kind, index).offset;
}

void image_reseal(unsigned char *bytes, size_t size_bytes)
{
    struct file_header header;
    if (size_bytes < sizeof header || memcmp(bytes, FORMAT_MAGIC, 8) != 0)
        return;
    memcpy(&header, bytes, sizeof header);
    if (header.section_count > FORMAT_SECTIONS_MAX || format_table_bytes(header.section_count) > size_bytes)
        return;
    for (uint32_t i = 0; i < header.section_count; i++) {
        struct file_section section;
        unsigned char *place = bytes + sizeof header + i * sizeof section;
        memcpy(&section, place, sizeof section);
        if (section.bytes <= size_bytes && section.offset <= size_bytes &&
            format_padded(section.bytes) <= size_bytes - section.offset)
            section.checksum = XXH3_64bits(bytes + section.offset, (size_t)format_padded(section.bytes));
        memcpy(place, &section, sizeof section);
    }
    header.checksum = 0;
    memcpy(bytes, &header, sizeof header);
    header.checksum = XXH3_64bits(bytes, (size_t)format_table_bytes(header.section_count));
    memcpy(bytes, &header, sizeof header);
}

size_t image_lay_out(const struct recording *recording, unsigned char *bytes, size_t most_bytes)
{
    struct file_table *table = format_layout(recording);
    const struct file_counts counts = format_counts(recording);
    struct section section;
    if (!table)
        abort();
    const size_t file_bytes = (size_t)table->header.file_bytes;
    const uint32_t count = table->header.section_count;
    if (file_bytes <= most_bytes) {
        memset(bytes, 0, file_bytes);
        memcpy(bytes, table, (size_t)format_table_bytes(count));
    }
    for (uint32_t i = 0; i < count && file_bytes <= most_bytes; i++) {
        format_section(recording, i, &section);
        const void *data = section.kind == SECTION_COUNTS ? &counts : format_data(recording, &section);
        if (section.bytes)
            memcpy(bytes + table->sections[i].offset, data, (size_t)section.bytes);
    }
    free(table);
    if (file_bytes > most_bytes)
        return 0;
    image_reseal(bytes, file_bytes);
    return file_bytes;
}
