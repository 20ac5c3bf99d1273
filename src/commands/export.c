// raceledger export: a recording as a trace for other programs, or as a page that plays it in a browser.
#include "commands/command.h"
#include "commands/options.h"

#include "document/build.h"
#include "os/file.h"
#include "page/page.h"
#include "recording/recording.h"
#include "report/traces/trace.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
    NOTE_BYTES = 2048,
    STREAM_BYTES = 1 << 18,
};

struct request {
    const char *file, *to, *what, *output, *lang;
    enum trace_format format;
    bool page; // instead
    enum language language;
    unsigned parts;
    struct recording recording;
};

// ---- what is asked for ------------------------------------------------------------------------------------------------

static struct status read_format(struct request *request)
{
    if (!request->to)
        return status_make(STATUS_USAGE, "export: needs --to chrome-json, perfetto, csv or html");
    request->page = strcmp(request->to, "html") == 0;
    if (request->page)
        return status_ok();
    for (int f = 0; f < TRACE_FORMATS; f++)
        if (strcmp(request->to, trace_format_names[f]) == 0) {
            request->format = (enum trace_format)f;
            return status_ok();
        }
    return status_make(STATUS_USAGE, "--to %s: must be chrome-json, perfetto, csv or html", request->to);
}

// Of a page.
static struct status read_language(struct request *request)
{
    request->language = language_of_environment();
    if (request->lang && !request->page)
        return status_make(STATUS_USAGE, "--lang: means something with --to html only");
    if (request->what && request->page)
        return status_make(STATUS_USAGE,
                           "--what: a page has all; means something with --to chrome-json, perfetto or csv");
    return request->lang && !language_from_name(request->lang, &request->language)
               ? status_make(STATUS_USAGE, "--lang %s: must be en or zh", request->lang)
               : status_ok();
}

// The part of that name; TRACE_PARTS: there is none.
static int part_named(const char *name, size_t length)
{
    int part = 0;
    while (part < TRACE_PARTS &&
           !(strlen(trace_part_rows[part].name) == length && strncmp(trace_part_rows[part].name, name, length) == 0))
        part++;
    return part;
}

static struct status read_parts(struct request *request)
{
    request->parts = request->what ? 0 : TRACE_ALL_PARTS;
    for (const char *at = request->what; at; at = strchr(at, ',') ? strchr(at, ',') + 1 : NULL) {
        const size_t length = strcspn(at, ",");
        const int part = part_named(at, length);
        if (part == TRACE_PARTS)
            return status_make(STATUS_USAGE, "--what %s: \"%.*s\" is none of what --help lists", request->what,
                               (int)(length < 32 ? length : 32), at);
        request->parts |= 1u << part;
    }
    return status_ok();
}

static bool to_stdout(const struct request *request) { return !request->output || strcmp(request->output, "-") == 0; }

static const char *list_parts(char note[NOTE_BYTES])
{
    size_t length = (size_t)snprintf(note, NOTE_BYTES,
                                     "\nchrome-json is for Perfetto, Speedscope and Tracy's importer, perfetto for "
                                     "Perfetto,\nhtml is one page that plays the recording in a browser, with no "
                                     "network.\nFor KINDS, with commas between:\n");
    for (int p = 0; p < TRACE_PARTS && length < NOTE_BYTES; p++)
        length += (size_t)snprintf(note + length, NOTE_BYTES - length, "  %-10s %s\n", trace_part_rows[p].name,
                                   trace_part_rows[p].help);
    if (length < NOTE_BYTES)
        snprintf(note + length, NOTE_BYTES - length,
                 "\nThe columns of csv: begin_ns, end_ns (since the first task was made), kind, what, task, pid, tid,\n"
                 "resource, other, cpu, value, text.");
    return note;
}

static struct status read_request(struct request *request, int count, char **words, bool *helped)
{
    char note[NOTE_BYTES];
    *request = (struct request){ 0 };
    const struct option table[] = {
        { "to", "FORMAT", "chrome-json, perfetto, csv or html", &request->to },
        { "output", "FILE", "write to FILE (also: -o FILE) instead of standard output", &request->output },
        { "what", "KINDS", "these alone, and the tasks; all unless given", &request->what },
        { "lang", "NAME", "en or zh, of html (as LANG has it)", &request->lang },
        { 0 },
    };
    struct options options = { .command = "export", .table = table, .file = &request->file, .note = list_parts(note) };
    struct status status = options_read(&options, count, words);
    *helped = options.help;
    if (!status_is_ok(status) || options.help)
        return status;
    if (!request->file)
        return status_make(STATUS_USAGE, "export: needs the FILE of a recording");
    status = read_format(request);
    if (status_is_ok(status))
        status = read_language(request);
    if (status_is_ok(status))
        status = read_parts(request);
    if (status_is_ok(status) && !request->page && request->format == TRACE_PERFETTO && to_stdout(request) &&
        isatty(STDOUT_FILENO))
        return status_make(STATUS_USAGE, "export: perfetto is not for a terminal; -o FILE names where to write it");
    return status;
}

// ---- writing ----------------------------------------------------------------------------------------------------------

static struct status write_trace(FILE *out, void *context)
{
    const struct request *request = context;
    setvbuf(out, NULL, _IOFBF, STREAM_BYTES);
    return trace_write(out, &request->recording, request->format, request->parts);
}

struct page {
    const struct document *document;
    const struct request *request;
};

static struct status write_page(FILE *out, void *context)
{
    const struct page *page = context;
    const char *file = page->request->file, *slash = strrchr(file, '/');
    return page_write(out, page->document, slash ? slash + 1 : file, page->request->language);
}

// Takes the recording over.
static struct status write_out_page(struct request *request)
{
    struct document *document = calloc(1, sizeof *document);
    if (!document) {
        recording_close(&request->recording);
        return status_make(STATUS_FAILED, "not enough memory");
    }
    struct status status = document_build(document, &request->recording);
    struct page page = { document, request };
    if (status_is_ok(status))
        status =
            to_stdout(request) ? write_page(stdout, &page) : os_file_write_stream(request->output, write_page, &page);
    document_finish(document);
    free(document);
    return status;
}

static struct status write_out(struct request *request)
{
    struct status status = recording_read(&request->recording, request->file);
    if (!status_is_ok(status))
        return status;
    if (request->page)
        return write_out_page(request);
    status =
        to_stdout(request) ? write_trace(stdout, request) : os_file_write_stream(request->output, write_trace, request);
    recording_close(&request->recording);
    return status;
}

int command_export(int count, char **words)
{
    struct request request;
    bool helped;
    struct status status = read_request(&request, count, words, &helped);
    if (status_is_ok(status) && !helped)
        status = write_out(&request);
    return status_is_ok(status) ? command_end(EXIT_DONE) : command_failed(status);
}
