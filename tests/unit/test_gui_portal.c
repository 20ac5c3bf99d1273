// The portal's dialog, answered by a bus and a portal that are a thread of this test: well, badly, and not at all.
#include "gui/portal.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>

// Without libdbus there is nothing to ask with.
#if __has_include(<dbus/dbus.h>)
#include "os/clock.h"

#include <dbus/dbus.h>
#include <poll.h>
#include <pthread.h>

#define HANDLE "/org/freedesktop/portal/desktop/request/1_7/raceledger"

#define CLOSED_AFTER_NS UINT64_C(320000000)

enum {
    WATCHES_MOST = 8
};

// What the portal does once it is asked.
enum manner {
    ANSWERS,
    CANCELS,
    REFUSES,     // the call
    ENDS,        // "in some other way": nothing was shown
    IS_CLOSED,   // that way, by somebody who saw it
    LOSES_FACE,  // that way: what showed it has gone
    SAYS_NUMBER, // where a list of names is to be
    SAYS_NOTHING,
    DIES,    // the portal; the bus goes on
    HANGS_UP // the bus
};

struct fake {
    enum manner manner;
    const char *uri;
    DBusServer *server;
    DBusConnection *client;
    DBusWatch *watches[WATCHES_MOST];
    int watch_count;
    char member[32], title[64], name[64], folder[64], filter[64];
    char patterns[128];
    atomic_bool over;
};

static dbus_bool_t add_watch(DBusWatch *watch, void *data)
{
    struct fake *fake = data;
    if (fake->watch_count < WATCHES_MOST)
        fake->watches[fake->watch_count++] = watch;
    return TRUE;
}

static void remove_watch(DBusWatch *watch, void *data)
{
    struct fake *fake = data;
    for (int i = 0; i < fake->watch_count; i++)
        if (fake->watches[i] == watch)
            fake->watches[i--] = fake->watches[--fake->watch_count];
}

static void send(struct fake *fake, DBusMessage *message)
{
    dbus_connection_send(fake->client, message, NULL);
    dbus_message_unref(message);
}

static void respond(struct fake *fake)
{
    const dbus_uint32_t how = fake->manner == CANCELS                              ? 1
                              : fake->manner >= ENDS && fake->manner <= LOSES_FACE ? 2
                                                                                   : 0,
                        number = 7;
    const char *key = "uris";
    DBusMessageIter all, results, entry, value, list;
    DBusMessage *signal = dbus_message_new_signal(HANDLE, "org.freedesktop.portal.Request", "Response");
    dbus_message_iter_init_append(signal, &all);
    dbus_message_iter_append_basic(&all, DBUS_TYPE_UINT32, &how);
    dbus_message_iter_open_container(&all, DBUS_TYPE_ARRAY, "{sv}", &results);
    if (fake->manner == ANSWERS || fake->manner == SAYS_NUMBER) {
        dbus_message_iter_open_container(&results, DBUS_TYPE_DICT_ENTRY, NULL, &entry);
        dbus_message_iter_append_basic(&entry, DBUS_TYPE_STRING, (const void *)&key);
        dbus_message_iter_open_container(&entry, DBUS_TYPE_VARIANT, fake->manner == ANSWERS ? "as" : "u", &value);
        if (fake->manner == ANSWERS) {
            dbus_message_iter_open_container(&value, DBUS_TYPE_ARRAY, "s", &list);
            dbus_message_iter_append_basic(&list, DBUS_TYPE_STRING, (const void *)&fake->uri);
            dbus_message_iter_close_container(&value, &list);
        } else {
            dbus_message_iter_append_basic(&value, DBUS_TYPE_UINT32, &number);
        }
        dbus_message_iter_close_container(&entry, &value);
        dbus_message_iter_close_container(&results, &entry);
    }
    dbus_message_iter_close_container(&all, &results);
    send(fake, signal);
}

static void tell_death(struct fake *fake, const char *name)
{
    const char *before = ":1.2", *after = "";
    DBusMessage *signal = dbus_message_new_signal(DBUS_PATH_DBUS, DBUS_INTERFACE_DBUS, "NameOwnerChanged");
    dbus_message_append_args(signal, DBUS_TYPE_STRING, &name, DBUS_TYPE_STRING, &before, DBUS_TYPE_STRING, &after,
                             DBUS_TYPE_INVALID);
    send(fake, signal);
}

// Of the first filter, which the dialog begins with: its name and its patterns.
static void note_patterns(struct fake *fake, DBusMessageIter filters)
{
    DBusMessageIter list, filter, patterns, one;
    const char *text;
    dbus_message_iter_recurse(&filters, &list);
    dbus_message_iter_recurse(&list, &filter);
    dbus_message_iter_get_basic(&filter, (void *)&text);
    size_t length = (size_t)snprintf(fake->patterns, sizeof fake->patterns, "%s:", text);
    dbus_message_iter_next(&filter);
    dbus_message_iter_recurse(&filter, &patterns);
    for (; dbus_message_iter_get_arg_type(&patterns) == DBUS_TYPE_STRUCT; dbus_message_iter_next(&patterns)) {
        dbus_message_iter_recurse(&patterns, &one);
        dbus_message_iter_next(&one);
        dbus_message_iter_get_basic(&one, (void *)&text);
        length += (size_t)snprintf(fake->patterns + length, sizeof fake->patterns - length, " %s", text);
    }
}

// Notes what is asked: the texts, the folder's bytes, the patterns.
static void note_options(struct fake *fake, DBusMessageIter options)
{
    for (; dbus_message_iter_get_arg_type(&options) == DBUS_TYPE_DICT_ENTRY; dbus_message_iter_next(&options)) {
        DBusMessageIter entry, value, inner;
        const char *key, *text;
        int length;
        dbus_message_iter_recurse(&options, &entry);
        dbus_message_iter_get_basic(&entry, (void *)&key);
        dbus_message_iter_next(&entry);
        dbus_message_iter_recurse(&entry, &value);
        if (strcmp(key, "current_name") == 0) {
            dbus_message_iter_get_basic(&value, (void *)&text);
            snprintf(fake->name, sizeof fake->name, "%s", text);
        } else if (strcmp(key, "current_folder") == 0) {
            dbus_message_iter_recurse(&value, &inner);
            dbus_message_iter_get_fixed_array(&inner, (void *)&text, &length);
            snprintf(fake->folder, sizeof fake->folder, "%s", text);
        } else if (strcmp(key, "filters") == 0) {
            char *signature = dbus_message_iter_get_signature(&value);
            snprintf(fake->filter, sizeof fake->filter, "%s", signature);
            dbus_free(signature);
            note_patterns(fake, value);
        }
    }
}

static void answer_call(struct fake *fake, DBusMessage *call)
{
    const char *handle = HANDLE, *text;
    DBusMessageIter arguments, options;
    snprintf(fake->member, sizeof fake->member, "%s", dbus_message_get_member(call));
    dbus_message_iter_init(call, &arguments);
    dbus_message_iter_next(&arguments);
    dbus_message_iter_get_basic(&arguments, (void *)&text);
    snprintf(fake->title, sizeof fake->title, "%s", text);
    dbus_message_iter_next(&arguments);
    dbus_message_iter_recurse(&arguments, &options);
    note_options(fake, options);
    if (fake->manner == REFUSES) {
        send(fake, dbus_message_new_error(call, DBUS_ERROR_UNKNOWN_METHOD, "no such dialog"));
        return;
    }
    DBusMessage *reply = dbus_message_new_method_return(call);
    dbus_message_append_args(reply, DBUS_TYPE_OBJECT_PATH, &handle, DBUS_TYPE_INVALID);
    send(fake, reply);
    dbus_connection_flush(fake->client);
    if (fake->manner == IS_CLOSED)
        os_sleep_until_ns(os_now_ns() + CLOSED_AFTER_NS);
    if (fake->manner == LOSES_FACE)
        tell_death(fake, "org.freedesktop.impl.portal.desktop.gtk");
    if (fake->manner == DIES)
        tell_death(fake, "org.freedesktop.portal.Desktop");
    else if (fake->manner != HANGS_UP)
        respond(fake);
    dbus_connection_flush(fake->client);
    if (fake->manner == HANGS_UP)
        dbus_connection_close(fake->client);
}

static DBusHandlerResult take(DBusConnection *connection, DBusMessage *message, void *data)
{
    struct fake *fake = data;
    const char *name = ":1.7";
    (void)connection;
    if (dbus_message_is_method_call(message, DBUS_INTERFACE_DBUS, "Hello")) {
        DBusMessage *reply = dbus_message_new_method_return(message);
        dbus_message_append_args(reply, DBUS_TYPE_STRING, &name, DBUS_TYPE_INVALID);
        send(fake, reply);
    } else if (dbus_message_has_interface(message, "org.freedesktop.portal.FileChooser")) {
        answer_call(fake, message);
    }
    return DBUS_HANDLER_RESULT_HANDLED;
}

static void come(DBusServer *server, DBusConnection *connection, void *data)
{
    struct fake *fake = data;
    (void)server;
    fake->client = dbus_connection_ref(connection);
    dbus_connection_set_watch_functions(connection, add_watch, remove_watch, NULL, fake, NULL);
    dbus_connection_add_filter(connection, take, fake, NULL);
}

static void look(struct fake *fake)
{
    struct pollfd files[WATCHES_MOST];
    DBusWatch *watches[WATCHES_MOST];
    int count = 0;
    for (int i = 0; i < fake->watch_count; i++) {
        if (!dbus_watch_get_enabled(fake->watches[i]))
            continue;
        const unsigned wanted = dbus_watch_get_flags(fake->watches[i]);
        files[count] = (struct pollfd){ .fd = dbus_watch_get_unix_fd(fake->watches[i]),
                                        .events = (short)((wanted & DBUS_WATCH_READABLE ? POLLIN : 0) |
                                                          (wanted & DBUS_WATCH_WRITABLE ? POLLOUT : 0)) };
        watches[count++] = fake->watches[i];
    }
    poll(files, (nfds_t)count, 20);
    for (int i = 0; i < count; i++) {
        const unsigned came = (files[i].revents & POLLIN ? DBUS_WATCH_READABLE : 0) |
                              (files[i].revents & POLLOUT ? DBUS_WATCH_WRITABLE : 0) |
                              (files[i].revents & POLLHUP ? DBUS_WATCH_HANGUP : 0);
        bool there = false;
        for (int k = 0; k < fake->watch_count; k++)
            there = there || fake->watches[k] == watches[i];
        if (came && there)
            dbus_watch_handle(watches[i], came);
    }
    while (fake->client && dbus_connection_dispatch(fake->client) == DBUS_DISPATCH_DATA_REMAINS)
        ;
}

static void *serve(void *data)
{
    struct fake *fake = data;
    while (!atomic_load(&fake->over))
        look(fake);
    return NULL;
}

static enum portal_end ask(struct fake *fake, bool saves, char path[PATH_MAX], struct status *status)
{
    const struct portal_question question = { .saves = saves,
                                              .title = "Open a recording",
                                              .parent = "x11:1",
                                              .folder = "/home/a b",
                                              .name = "race.rl",
                                              .files = "Recordings and scenes",
                                              .patterns = "*.rl *.rlscenes",
                                              .all = "All" };
    pthread_t thread;
    *status = status_ok();
    fake->server = dbus_server_listen("unix:tmpdir=/tmp", NULL);
    assert_non_null(fake->server);
    dbus_server_set_watch_functions(fake->server, add_watch, remove_watch, NULL, fake, NULL);
    dbus_server_set_new_connection_function(fake->server, come, fake, NULL);
    char *address = dbus_server_get_address(fake->server);
    assert_int_equal(pthread_create(&thread, NULL, serve, fake), 0);
    const enum portal_end end = portal_ask(address, &question, path, status);
    atomic_store(&fake->over, true);
    pthread_join(thread, NULL);
    dbus_server_disconnect(fake->server);
    dbus_server_unref(fake->server);
    if (fake->client) {
        dbus_connection_close(fake->client);
        dbus_connection_unref(fake->client);
    }
    dbus_free(address);
    return end;
}

static void a_file_is_named(void **state)
{
    (void)state;
    char path[PATH_MAX];
    struct status status;
    struct fake opens = { .manner = ANSWERS, .uri = "file:///home/a%20b/%E4%BD%99%e9%a2%9d.rl" },
                saves = { .manner = ANSWERS, .uri = "file://localhost/tmp/x%0Ay.rl" };
    assert_int_equal(ask(&opens, false, path, &status), PORTAL_ANSWERED);
    assert_string_equal(path, "/home/a b/余额.rl");
    assert_string_equal(opens.member, "OpenFile");
    assert_string_equal(opens.title, "Open a recording");
    assert_string_equal(opens.folder, "/home/a b");
    assert_string_equal(opens.filter, "a(sa(us))");
    assert_string_equal(opens.patterns, "Recordings and scenes: *.rl *.rlscenes");
    assert_string_equal(opens.name, "");
    assert_int_equal(ask(&saves, true, path, &status), PORTAL_ANSWERED);
    assert_string_equal(path, "/tmp/x\ny.rl");
    assert_string_equal(saves.member, "SaveFile");
    assert_string_equal(saves.name, "race.rl");
}

static void what_is_no_file_is_refused(void **state)
{
    (void)state;
    static const char *const uris[] = {
        "https://a/b.rl",     "file://elsewhere/b.rl", "file:///a%00b", "file:///a%2", "file:///a%zz", "/a.rl", "",
        "file:///a%2\303\251"
    };
    for (size_t i = 0; i < sizeof uris / sizeof *uris; i++) {
        struct fake fake = { .manner = ANSWERS, .uri = uris[i] };
        char path[PATH_MAX];
        struct status status;
        if (ask(&fake, false, path, &status) != PORTAL_FAILED || status_is_ok(status))
            fail_msg("%s is taken for a file", uris[i]);
    }
}

static void it_may_end_in_every_other_way(void **state)
{
    (void)state;
    static const struct {
        enum manner manner;
        enum portal_end end;
    } cases[] = { { CANCELS, PORTAL_CANCELLED },   { REFUSES, PORTAL_NONE },      { ENDS, PORTAL_NONE },
                  { IS_CLOSED, PORTAL_CANCELLED }, { LOSES_FACE, PORTAL_FAILED }, { SAYS_NUMBER, PORTAL_FAILED },
                  { DIES, PORTAL_FAILED },         { HANGS_UP, PORTAL_FAILED },   { SAYS_NOTHING, PORTAL_FAILED } };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct fake fake = { .manner = cases[i].manner, .uri = "" };
        char path[PATH_MAX];
        struct status status;
        assert_int_equal(ask(&fake, i % 2, path, &status), cases[i].end);
        assert_int_equal(status_is_ok(status), cases[i].end != PORTAL_FAILED);
    }
}

static int prepare(void **state)
{
    (void)state;
    return dbus_threads_init_default() ? 0 : -1;
}

#else
static void a_file_is_named(void **state) { (void)state; }
static void what_is_no_file_is_refused(void **state) { (void)state; }
static void it_may_end_in_every_other_way(void **state) { (void)state; }
static int prepare(void **state)
{
    (void)state;
    return 0;
}
#endif

// No bus, or none of that kind: somebody else's dialog.
static void where_there_is_no_bus_nobody_answers(void **state)
{
    (void)state;
    const struct portal_question question = {
        .title = "", .parent = "", .folder = "", .name = "", .files = "", .patterns = "", .all = ""
    };
    char path[PATH_MAX];
    struct status status = status_ok();
    assert_int_equal(portal_ask("unix:path=/nowhere/bus", &question, path, &status), PORTAL_NONE);
    assert_int_equal(portal_ask("none:", &question, path, &status), PORTAL_NONE);
    assert_true(status_is_ok(status));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_file_is_named),
        cmocka_unit_test(what_is_no_file_is_refused),
        cmocka_unit_test(it_may_end_in_every_other_way),
        cmocka_unit_test(where_there_is_no_bus_nobody_answers),
    };
    return cmocka_run_group_tests(tests, prepare, NULL);
}
