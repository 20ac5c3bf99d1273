// Asks fontconfig for the families we know, best first, and takes its own choice only when it has none of them:
// fontconfig always answers with some font, so every answer is checked against what was asked.
#include "gui/font_files.h"

#include <fontconfig/fontconfig.h>
#include <stdlib.h>
#include <string.h>

static const char *const sans[] = { "Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC",
                                    "DejaVu Sans",      "sans-serif",   NULL };
static const char *const mono[] = { "Noto Sans Mono CJK SC", "Noto Sans Mono SC", "Source Han Mono SC",
                                    "DejaVu Sans Mono",      "monospace",         NULL };

static const struct {
    const char *const *families;
    int weight;
} wanted[FACE_COUNT] = {
    [FACE_REGULAR] = { sans, FC_WEIGHT_REGULAR },
    [FACE_BOLD] = { sans, FC_WEIGHT_BOLD },
    [FACE_MONO] = { mono, FC_WEIGHT_REGULAR },
    [FACE_MONO_BOLD] = { mono, FC_WEIGHT_BOLD },
};

static bool has_family(FcPattern *found, const char *family)
{
    FcChar8 *name;
    for (int i = 0; FcPatternGetString(found, FC_FAMILY, i, &name) == FcResultMatch; i++) {
        if (FcStrCmpIgnoreCase(name, (const FcChar8 *)family) == 0) {
            return true;
        }
    }
    return false;
}

// The best match for a family; NULL where there is none. The caller destroys it.
static FcPattern *match(FcConfig *config, const char *family, int weight)
{
    FcPattern *pattern = FcPatternCreate();
    if (!pattern) {
        return NULL;
    }
    FcPatternAddString(pattern, FC_FAMILY, (const FcChar8 *)family);
    FcPatternAddInteger(pattern, FC_WEIGHT, weight);
    FcPatternAddInteger(pattern, FC_SLANT, FC_SLANT_ROMAN);
    FcPatternAddBool(pattern, FC_SCALABLE, FcTrue);
    FcConfigSubstitute(config, pattern, FcMatchPattern);
    FcDefaultSubstitute(pattern);
    FcResult result;
    FcPattern *found = FcFontMatch(config, pattern, &result);
    FcPatternDestroy(pattern);
    return found;
}

static bool take(FcPattern *found, int weight, struct font_file *file)
{
    FcChar8 *path;
    int index = 0, found_weight = FC_WEIGHT_REGULAR;
    if (FcPatternGetString(found, FC_FILE, 0, &path) != FcResultMatch) {
        return false;
    }
    FcPatternGetInteger(found, FC_INDEX, 0, &index);
    FcPatternGetInteger(found, FC_WEIGHT, 0, &found_weight);
    file->path = strdup((const char *)path);
    file->index = index & 0xffff; // above it fontconfig keeps a variable font's instance
    file->embolden = weight >= FC_WEIGHT_BOLD && found_weight < FC_WEIGHT_DEMIBOLD;
    return file->path != NULL;
}

static bool find_face(FcConfig *config, enum face face, struct font_file *file)
{
    for (const char *const *family = wanted[face].families; *family; family++) {
        FcPattern *found = match(config, *family, wanted[face].weight);
        bool is_generic = !family[1];
        bool taken = found && (is_generic || has_family(found, *family)) && take(found, wanted[face].weight, file);
        if (found) {
            FcPatternDestroy(found);
        }
        if (taken) {
            return true;
        }
    }
    return false;
}

struct status font_files_find(struct font_file files[FACE_COUNT])
{
    memset(files, 0, FACE_COUNT * sizeof *files);
    FcConfig *config = FcInitLoadConfigAndFonts();
    if (!config) {
        return status_make(STATUS_FAILED, "fontconfig cannot read its configuration");
    }
    struct status status = status_ok();
    for (int face = 0; face < FACE_COUNT; face++) {
        if (!find_face(config, (enum face)face, &files[face])) {
            status = status_make(STATUS_FAILED,
                                 "no font found: install fonts-noto-cjk or fonts-dejavu-core, or give one with --font");
            font_files_free(files);
            break;
        }
    }
    FcConfigDestroy(config);
    return status;
}

void font_files_free(struct font_file files[FACE_COUNT])
{
    for (int face = 0; face < FACE_COUNT; face++) {
        free(files[face].path);
        files[face] = (struct font_file){ 0 };
    }
}
