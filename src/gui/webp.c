// libwebp's encoder of animations, without loss: what is drawn has few colours and sharp edges. It keeps what differs from the picture
// before by itself.
#include "gui/animation_format.h"

#include <stdlib.h>
#include <string.h>
#include <webp/encode.h>
#include <webp/mux.h>

enum {
    LEVEL = 1, // of 0 … 9: at 6 the files are a tenth smaller and take five times as long
};

struct encoder {
    WebPAnimEncoder *webp;
    WebPConfig config;
};

static void drop(void *context)
{
    struct encoder *encoder = context;
    WebPAnimEncoderDelete(encoder->webp);
    free(encoder);
}

static void *begin(int width, int height)
{
    struct encoder *encoder = calloc(1, sizeof *encoder);
    WebPAnimEncoderOptions options;
    if (!encoder)
        return NULL;
    if (WebPAnimEncoderOptionsInit(&options) && WebPConfigInit(&encoder->config) &&
        WebPConfigLosslessPreset(&encoder->config, LEVEL)) {
        options.kmax = 0; // no whole pictures in between: it is played from its beginning
        encoder->webp = WebPAnimEncoderNew(width, height, &options);
    }
    if (encoder->webp)
        return encoder;
    drop(encoder);
    return NULL;
}

static bool add(void *context, const struct canvas *picture, const struct canvas *before, uint64_t ms,
                uint64_t until_ms)
{
    struct encoder *encoder = context;
    WebPPicture webp;
    (void)before;
    (void)until_ms;
    if (!WebPPictureInit(&webp))
        return false;
    webp.use_argb = 1;
    webp.width = picture->width;
    webp.height = picture->height;
    bool done = WebPPictureAlloc(&webp);
    for (int y = 0; done && y < picture->height; y++)
        memcpy(webp.argb + (ptrdiff_t)y * webp.argb_stride, picture->pixels + (size_t)y * picture->stride,
               (size_t)picture->width * sizeof *webp.argb);
    done = done && WebPAnimEncoderAdd(encoder->webp, &webp, (int)ms, &encoder->config);
    WebPPictureFree(&webp);
    return done;
}

static bool end(void *context, uint64_t until_ms, uint8_t **bytes, size_t *count)
{
    struct encoder *encoder = context;
    WebPData data;
    WebPDataInit(&data);
    bool done =
        WebPAnimEncoderAdd(encoder->webp, NULL, (int)until_ms, NULL) && WebPAnimEncoderAssemble(encoder->webp, &data);
    *bytes = done ? malloc(data.size) : NULL;
    *count = data.size;
    if (*bytes)
        memcpy(*bytes, data.bytes, data.size);
    WebPDataClear(&data);
    return *bytes;
}

const struct animation_format animation_webp = { ".webp", NULL, begin, add, NULL, end, drop };
