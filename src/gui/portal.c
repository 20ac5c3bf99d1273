// One call, and then waiting for the signal that answers it. Nothing that is wrong with the bus ends anything but this one question.
//
// libdbus is linked, not loaded by hand: SDL needs it where it was built for a desktop, so it costs nothing, and where it is not there
// to build with portal_without.c stands in.
#include "gui/portal.h"

#include "base/fault.h"
#include "os/clock.h"

#include <dbus/dbus.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define PORTAL "org.freedesktop.portal.Desktop"
#define REQUEST "org.freedesktop.portal.Request"
#define BACK_END "org.freedesktop.impl.portal.desktop"

#define SEEN_NS UINT64_C(300000000) // no dialog has been seen and closed before

enum {
    CALL_MS = 10000, // for a portal that has to be started first
    LOOK_MS = 1000,
};

// ---- the question --------------------------------------------------------------------------------------------------

static void add_text_option(DBusMessageIter *options, const char *key, const char *value)
{
    DBusMessageIter entry, variant;
    if (!*value)
        return;
    dbus_message_iter_open_container(options, DBUS_TYPE_DICT_ENTRY, NULL, &entry);
    dbus_message_iter_append_basic(&entry, DBUS_TYPE_STRING, (const void *)&key);
    dbus_message_iter_open_container(&entry, DBUS_TYPE_VARIANT, "s", &variant);
    dbus_message_iter_append_basic(&variant, DBUS_TYPE_STRING, (const void *)&value);
    dbus_message_iter_close_container(&entry, &variant);
    dbus_message_iter_close_container(options, &entry);
}

// A path is bytes, with the zero at its end.
static void add_folder(DBusMessageIter *options, const char *folder)
{
    const char *key = "current_folder";
    DBusMessageIter entry, variant, bytes;
    if (!*folder)
        return;
    dbus_message_iter_open_container(options, DBUS_TYPE_DICT_ENTRY, NULL, &entry);
    dbus_message_iter_append_basic(&entry, DBUS_TYPE_STRING, (const void *)&key);
    dbus_message_iter_open_container(&entry, DBUS_TYPE_VARIANT, "ay", &variant);
    dbus_message_iter_open_container(&variant, DBUS_TYPE_ARRAY, "y", &bytes);
    dbus_message_iter_append_fixed_array(&bytes, DBUS_TYPE_BYTE, (const void *)&folder, (int)strlen(folder) + 1);
    dbus_message_iter_close_container(&variant, &bytes);
    dbus_message_iter_close_container(&entry, &variant);
    dbus_message_iter_close_container(options, &entry);
}

static void add_pattern(DBusMessageIter *patterns, const char *pattern)
{
    const dbus_uint32_t glob = 0;
    DBusMessageIter one;
    dbus_message_iter_open_container(patterns, DBUS_TYPE_STRUCT, NULL, &one);
    dbus_message_iter_append_basic(&one, DBUS_TYPE_UINT32, &glob);
    dbus_message_iter_append_basic(&one, DBUS_TYPE_STRING, (const void *)&pattern);
    dbus_message_iter_close_container(patterns, &one);
}

// (sa(us)): what they are called, and the patterns, parted by spaces.
static void add_filter(DBusMessageIter *filters, const char *name, const char *patterns)
{
    char pattern[64];
    DBusMessageIter filter, list;
    dbus_message_iter_open_container(filters, DBUS_TYPE_STRUCT, NULL, &filter);
    dbus_message_iter_append_basic(&filter, DBUS_TYPE_STRING, (const void *)&name);
    dbus_message_iter_open_container(&filter, DBUS_TYPE_ARRAY, "(us)", &list);
    for (const char *at = patterns; *at; at += strspn(at, " ")) {
        const size_t length = strcspn(at, " ");
        snprintf(pattern, sizeof pattern, "%.*s", (int)length, at);
        add_pattern(&list, pattern);
        at += length;
    }
    dbus_message_iter_close_container(&filter, &list);
    dbus_message_iter_close_container(filters, &filter);
}

static void add_filters(DBusMessageIter *options, const struct portal_question *question)
{
    const char *key = "filters";
    DBusMessageIter entry, variant, filters;
    dbus_message_iter_open_container(options, DBUS_TYPE_DICT_ENTRY, NULL, &entry);
    dbus_message_iter_append_basic(&entry, DBUS_TYPE_STRING, (const void *)&key);
    dbus_message_iter_open_container(&entry, DBUS_TYPE_VARIANT, "a(sa(us))", &variant);
    dbus_message_iter_open_container(&variant, DBUS_TYPE_ARRAY, "(sa(us))", &filters);
    add_filter(&filters, question->files, question->patterns);
    add_filter(&filters, question->all, "*");
    dbus_message_iter_close_container(&variant, &filters);
    dbus_message_iter_close_container(&entry, &variant);
    dbus_message_iter_close_container(options, &entry);
}

// Memory that is short ends in a message that is refused.
static DBusMessage *call_of(const struct portal_question *question)
{
    DBusMessageIter arguments, options;
    DBusMessage *call =
        dbus_message_new_method_call(PORTAL, "/org/freedesktop/portal/desktop", "org.freedesktop.portal.FileChooser",
                                     question->saves ? "SaveFile" : "OpenFile");
    if (!call)
        return NULL;
    dbus_message_iter_init_append(call, &arguments);
    dbus_message_iter_append_basic(&arguments, DBUS_TYPE_STRING, (const void *)&question->parent);
    dbus_message_iter_append_basic(&arguments, DBUS_TYPE_STRING, (const void *)&question->title);
    dbus_message_iter_open_container(&arguments, DBUS_TYPE_ARRAY, "{sv}", &options);
    add_text_option(&options, "handle_token", "raceledger");
    if (question->saves)
        add_text_option(&options, "current_name", question->name);
    add_folder(&options, question->folder);
    add_filters(&options, question);
    dbus_message_iter_close_container(&arguments, &options);
    return call;
}

// ---- the answer ----------------------------------------------------------------------------------------------------

static int digit_of(char letter)
{
    const char *digits = "0123456789abcdef", *at = letter ? strchr(digits, letter | 0x20) : NULL;
    return at ? (int)(at - digits) : letter >= '0' && letter <= '9' ? letter - '0' : -1;
}

// "file:///home/a%20b.rl" as a path. False: it is no file of this computer.
static bool path_of_uri(const char *uri, char path[PATH_MAX])
{
    static const char *const starts[] = { "file:///", "file://localhost/" };
    size_t skipped = 0, at = 0;
    for (size_t i = 0; i < sizeof starts / sizeof *starts; i++)
        if (strncmp(uri, starts[i], strlen(starts[i])) == 0)
            skipped = strlen(starts[i]) - 1;
    if (!skipped)
        return false;
    for (uri += skipped; *uri && at + 1 < PATH_MAX; uri++) {
        const int high = *uri == '%' ? digit_of(uri[1]) : -1, low = high >= 0 ? digit_of(uri[2]) : -1;
        if (*uri == '%' && low < 0)
            return false;
        path[at] = *uri == '%' ? (char)(high * 16 + low) : *uri;
        if (path[at] == '\0')
            return false;
        at++;
        uri += low >= 0 ? 2 : 0;
    }
    path[at] = '\0';
    return !*uri;
}

// The first of "uris" among the results; NULL: there is none.
static const char *uri_of(DBusMessageIter *results)
{
    DBusMessageIter entry, key, value;
    const char *name, *uri;
    for (; dbus_message_iter_get_arg_type(results) == DBUS_TYPE_DICT_ENTRY; dbus_message_iter_next(results)) {
        dbus_message_iter_recurse(results, &entry);
        key = entry;
        dbus_message_iter_get_basic(&key, (void *)&name);
        if (strcmp(name, "uris") != 0 || !dbus_message_iter_next(&entry))
            continue;
        dbus_message_iter_recurse(&entry, &value);
        if (dbus_message_iter_get_arg_type(&value) != DBUS_TYPE_ARRAY ||
            dbus_message_iter_get_element_type(&value) != DBUS_TYPE_STRING)
            return NULL;
        dbus_message_iter_recurse(&value, &entry);
        if (dbus_message_iter_get_arg_type(&entry) != DBUS_TYPE_STRING)
            return NULL;
        dbus_message_iter_get_basic(&entry, (void *)&uri);
        return uri;
    }
    return NULL;
}

static enum portal_end failed(struct status *status, enum fault fault)
{
    *status = status_fault(STATUS_FAILED, fault);
    return PORTAL_FAILED;
}

// What is known of the dialog while it is waited for.
struct dialog {
    DBusConnection *bus;
    uint64_t begun_ns;
    bool shown_by_none; // any more: a back end of the portal has ended
};

// The portal says so of a dialog that was closed by its frame or by Esc, and of one that its back end did not show. Somebody who
// closes it takes longer.
static enum portal_end read_other_end(const struct dialog *dialog, struct status *status)
{
    if (dialog->shown_by_none)
        return failed(status, FAULT_DIALOG_GONE);
    return os_now_ns() - dialog->begun_ns < SEEN_NS ? PORTAL_NONE : PORTAL_CANCELLED;
}

static enum portal_end read_answer(const struct dialog *dialog, DBusMessage *message, char path[PATH_MAX],
                                   struct status *status)
{
    enum {
        DONE = 0,
        CANCELLED = 1
    };
    DBusMessageIter arguments, results;
    dbus_uint32_t how;
    if (!dbus_message_has_signature(message, "ua{sv}"))
        return failed(status, FAULT_DIALOG_NO_FILE);
    dbus_message_iter_init(message, &arguments);
    dbus_message_iter_get_basic(&arguments, &how);
    if (how != DONE)
        return how == CANCELLED ? PORTAL_CANCELLED : read_other_end(dialog, status);
    dbus_message_iter_next(&arguments);
    dbus_message_iter_recurse(&arguments, &results);
    const char *uri = uri_of(&results);
    return uri && path_of_uri(uri, path) ? PORTAL_ANSWERED : failed(status, FAULT_DIALOG_NO_FILE);
}

// The name whose owner has gone; NULL: the message tells of none.
static const char *ended_of(DBusMessage *message)
{
    const char *name, *before, *after;
    return dbus_message_is_signal(message, DBUS_INTERFACE_DBUS, "NameOwnerChanged") &&
                   dbus_message_get_args(message, NULL, DBUS_TYPE_STRING, &name, DBUS_TYPE_STRING, &before,
                                         DBUS_TYPE_STRING, &after, DBUS_TYPE_INVALID) &&
                   *before && !*after
               ? name
               : NULL;
}

// Whether that was the portal itself.
static bool tells_end(struct dialog *dialog, DBusMessage *message)
{
    const char *ended = ended_of(message);
    dialog->shown_by_none |= ended && strncmp(ended, BACK_END ".", strlen(BACK_END ".")) == 0;
    return ended && strcmp(ended, PORTAL) == 0;
}

static enum portal_end await_answer(struct dialog *dialog, const char *handle, char path[PATH_MAX],
                                    struct status *status)
{
    for (;;) {
        DBusMessage *message = dbus_connection_pop_message(dialog->bus);
        if (!message && !dbus_connection_read_write(dialog->bus, LOOK_MS))
            return failed(status, FAULT_DIALOG_GONE);
        if (!message)
            continue;
        const bool answers =
                       dbus_message_is_signal(message, REQUEST, "Response") && dbus_message_has_path(message, handle),
                   over = tells_end(dialog, message);
        const enum portal_end end = answers ? read_answer(dialog, message, path, status) : PORTAL_NONE;
        dbus_message_unref(message);
        if (answers)
            return end;
        if (over)
            return failed(status, FAULT_DIALOG_GONE);
    }
}

// ---- together ------------------------------------------------------------------------------------------------------

// The session's bus, as it is named or where it usually is; never one that would have to be started.
static bool find_bus(char address[PATH_MAX])
{
    const char *named = getenv("DBUS_SESSION_BUS_ADDRESS"), *folder = getenv("XDG_RUNTIME_DIR");
    char socket[PATH_MAX];
    if (named && *named)
        return snprintf(address, PATH_MAX, "%s", named) < PATH_MAX;
    return folder && snprintf(socket, sizeof socket, "%s/bus", folder) < PATH_MAX && access(socket, F_OK) == 0 &&
           snprintf(address, PATH_MAX, "unix:path=%s", socket) < PATH_MAX;
}

static enum portal_end ask(DBusConnection *bus, const struct portal_question *question, char path[PATH_MAX],
                           struct status *status)
{
    static const char *const ends[] = {
        "type='signal',sender='org.freedesktop.DBus',member='NameOwnerChanged',arg0='" PORTAL "'",
        "type='signal',sender='org.freedesktop.DBus',member='NameOwnerChanged',arg0namespace='" BACK_END "'",
    };
    struct dialog dialog = { .bus = bus };
    const char *handle;
    enum portal_end end = PORTAL_NONE;
    DBusMessage *call = NULL, *reply = NULL;
    if (!dbus_bus_register(bus, NULL))
        return PORTAL_NONE;
    dbus_bus_add_match(bus, "type='signal',interface='" REQUEST "',member='Response'", NULL);
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
        dbus_bus_add_match(bus, ends[i], NULL);
    call = call_of(question);
    reply = call ? dbus_connection_send_with_reply_and_block(bus, call, CALL_MS, NULL) : NULL;
    dialog.begun_ns = os_now_ns();
    if (reply && dbus_message_get_args(reply, NULL, DBUS_TYPE_OBJECT_PATH, &handle, DBUS_TYPE_INVALID))
        end = await_answer(&dialog, handle, path, status);
    if (reply)
        dbus_message_unref(reply);
    if (call)
        dbus_message_unref(call);
    return end;
}

enum portal_end portal_ask(const char *address, const struct portal_question *question, char path[PATH_MAX],
                           struct status *status)
{
    char found[PATH_MAX];
    if (!address && !find_bus(found))
        return PORTAL_NONE;
    DBusConnection *bus = dbus_connection_open_private(address ? address : found, NULL);
    if (!bus)
        return PORTAL_NONE;
    dbus_connection_set_exit_on_disconnect(bus, FALSE);
    const enum portal_end end = ask(bus, question, path, status);
    dbus_connection_close(bus);
    dbus_connection_unref(bus);
    return end;
}
