// Asks fontconfig for the families we know, best first, and takes its own choice only when it has none of them:
// fontconfig always answers with some font, so every answer is checked against what was asked.
//
// A file that was given comes before all of them: fontconfig lists the faces in it (a collection has one a language), and
// those that write Chinese as it is written in China are preferred.
#include "gui/paint/font_files.h"

#include "base/utf8.h"

#include <errno.h>
#include <fontconfig/fontconfig.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

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
    for (int i = 0; FcPatternGetString(found, FC_FAMILY, i, &name) == FcResultMatch; i++)
        if (FcStrCmpIgnoreCase(name, (const FcChar8 *)family) == 0)
            return true;
    return false;
}

// The best match for a family; NULL where there is none. The caller destroys it.
static FcPattern *match(FcConfig *config, const char *family, int weight)
{
    FcPattern *pattern = FcPatternCreate();
    if (!pattern)
        return NULL;
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

static bool has_text(const FcPattern *found, const char *utf8)
{
    FcCharSet *characters;
    uint32_t character;
    if (FcPatternGetCharSet(found, FC_CHARSET, 0, &characters) != FcResultMatch)
        return false;
    for (size_t length; (length = utf8_read(utf8, &character)) > 0; utf8 += length)
        if (!FcCharSetHasChar(characters, character))
            return false;
    return true;
}

static uint32_t writes(const FcPattern *found, const char *const *samples)
{
    uint32_t set = 0;
    for (int i = 0; samples && samples[i]; i++)
        set |= (uint32_t)has_text(found, samples[i]) << i;
    return set;
}

static bool take(FcPattern *found, int weight, const char *const *samples, struct font_file *file)
{
    FcChar8 *path;
    int index = 0, found_weight = FC_WEIGHT_REGULAR;
    if (FcPatternGetString(found, FC_FILE, 0, &path) != FcResultMatch)
        return false;
    FcPatternGetInteger(found, FC_INDEX, 0, &index);
    FcPatternGetInteger(found, FC_WEIGHT, 0, &found_weight);
    file->path = strdup((const char *)path);
    file->index = index & 0xffff; // above it fontconfig keeps a variable font's instance
    file->embolden = weight >= FC_WEIGHT_BOLD && found_weight < FC_WEIGHT_DEMIBOLD;
    file->writes = writes(found, samples);
    return file->path != NULL;
}

static bool find_face(FcConfig *config, enum face face, const char *const *samples, struct font_file *file)
{
    for (const char *const *family = wanted[face].families; *family; family++) {
        FcPattern *found = match(config, *family, wanted[face].weight);
        bool is_generic = !family[1];
        bool taken =
            found && (is_generic || has_family(found, *family)) && take(found, wanted[face].weight, samples, file);
        if (found)
            FcPatternDestroy(found);
        if (taken)
            return true;
    }
    return false;
}

static struct status find_faces(FcConfig *config, const char *const *samples, struct font_file files[FACE_COUNT])
{
    for (int face = 0; face < FACE_COUNT; face++) {
        if (!find_face(config, (enum face)face, samples, &files[face]))
            return status_make(STATUS_FAILED,
                               "no font found: install fonts-noto-cjk or fonts-dejavu-core, or give one with --font");
    }
    return status_ok();
}

// ---- a file that was given -----------------------------------------------------------------------------------------

static bool is_mono(const FcPattern *face)
{
    int spacing = FC_PROPORTIONAL;
    FcPatternGetInteger(face, FC_SPACING, 0, &spacing);
    return spacing == FC_MONO || spacing == FC_DUAL;
}

// The larger the better; the first of equals.
static int fitness(const FcPattern *face, bool even)
{
    FcChar8 *family;
    bool simplified = false;
    for (int i = 0; FcPatternGetString(face, FC_FAMILY, i, &family) == FcResultMatch; i++) {
        const size_t length = strlen((const char *)family);
        simplified |= length > 3 && strcmp((const char *)family + length - 3, " SC") == 0;
    }
    return (is_mono(face) == even) * 2 + simplified;
}

static FcPattern *fittest(const FcFontSet *faces, bool even)
{
    FcPattern *best = faces->fonts[0];
    for (int i = 1; i < faces->nfont; i++)
        if (fitness(faces->fonts[i], even) > fitness(best, even))
            best = faces->fonts[i];
    return best;
}

// Figures and code stay in the mono face that was found, unless the file has one, or writes a sample that that cannot.
static bool use_faces(const FcFontSet *faces, const char *const *samples, struct font_file files[FACE_COUNT])
{
    for (int face = 0; face < FACE_COUNT; face++) {
        const bool even = face == FACE_MONO || face == FACE_MONO_BOLD;
        FcPattern *given = fittest(faces, even);
        struct font_file fresh = { 0 };
        if (even && files[face].path && !is_mono(given) &&
            (writes(given, samples) | files[face].writes) == files[face].writes)
            continue;
        if (!take(given, wanted[face].weight, samples, &fresh))
            return false;
        free(files[face].path);
        files[face] = fresh;
    }
    return true;
}

static struct status use_file(const char *path, const char *const *samples, struct font_file files[FACE_COUNT])
{
    struct stat facts;
    int count;
    if (stat(path, &facts) != 0)
        return status_make(STATUS_USAGE, "--font %s: %s", path, strerror(errno));
    if (!S_ISREG(facts.st_mode)) // a pipe would be waited for
        return status_make(STATUS_USAGE, "--font %s: must be a font file", path);
    FcFontSet *faces = FcFontSetCreate();
    if (!faces)
        return status_make(STATUS_FAILED, "not enough memory for the font");
    FcFreeTypeQueryAll((const FcChar8 *)path, UINT_MAX, NULL, &count, faces);
    struct status status = status_ok();
    if (faces->nfont == 0)
        status = status_make(STATUS_USAGE, "--font %s: not a font that can be read", path);
    else if (!use_faces(faces, samples, files))
        status = status_make(STATUS_FAILED, "not enough memory for the font");
    FcFontSetDestroy(faces);
    return status;
}

struct status font_files_find(struct font_file files[FACE_COUNT], const char *given, const char *const *samples)
{
    memset(files, 0, FACE_COUNT * sizeof *files);
    FcConfig *config = FcInitLoadConfigAndFonts();
    struct status status = config ? find_faces(config, samples, files)
                                  : status_make(STATUS_FAILED, "fontconfig cannot read its configuration");
    if (given)
        status = use_file(given, samples, files);
    if (!status_is_ok(status))
        font_files_free(files);
    if (config)
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
