// Speaks to the session's bus through libdbus, which is loaded if it is there, as SDL does; it starts no bus.
//
// The thread asks once, then waits for signals. What was said is a number that both sides look at.
#include "gui/desktop.h"

#include "gui/desktop_files.h"
#include "gui/desktop_said.h"
#include "gui/xsettings.h"

#include <SDL.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// ---- both sides ----------------------------------------------------------------------------------------------------

#define NEWS 0x100u
#define LESS_MOTION 0x80u

static atomic_uint looks_said; // a theme, LESS_MOTION, NEWS until it was looked at
static pthread_mutex_t asking = PTHREAD_MUTEX_INITIALIZER;
static struct waker whom; // under it; wake is NULL once nobody wants to know

bool desktop_has_said(struct desktop_looks *looks)
{
    const unsigned said = atomic_fetch_and(&looks_said, ~NEWS);
    *looks = (struct desktop_looks){ (enum theme_kind)(said & 0x7f), said & LESS_MOTION };
    return said & NEWS;
}

void desktop_unheard(void)
{
    pthread_mutex_lock(&asking);
    whom.wake = NULL;
    pthread_mutex_unlock(&asking);
}

// Where it was said; what a later one says counts for less.
enum origin {
    FROM_PORTAL,
    FROM_DAEMON,
    FROM_FILES, // of KDE before the daemon, where a theme for GTK does not tell KDE's colours
    ORIGINS
};
static struct desktop_said known[ORIGINS]; // under asking
static bool files_first;                   // set before any thread is there

static void say(enum origin origin, const struct desktop_said *said)
{
    pthread_mutex_lock(&asking);
    known[origin] = *said;
    struct desktop_said toolkit = known[files_first ? FROM_FILES : FROM_DAEMON];
    desktop_fill(&toolkit, &known[files_first ? FROM_DAEMON : FROM_FILES]);
    const struct desktop_looks looks = desktop_looks_of(&known[FROM_PORTAL], &toolkit);
    atomic_store(&looks_said, NEWS | (unsigned)looks.theme | (looks.reduced_motion ? LESS_MOTION : 0));
    if (whom.wake)
        whom.wake(whom.context);
    pthread_mutex_unlock(&asking);
}

// ---- XSETTINGS -----------------------------------------------------------------------------------------------------

static void hear_daemon(const struct xsettings *settings)
{
    struct desktop_said said = { .is_said = { false } };
    desktop_hear_theme(&said, settings->theme);
    if (settings->has_animations)
        desktop_hear_animations(&said, settings->animations);
    say(FROM_DAEMON, &said);
}

static int follow_daemon(void *context)
{
    (void)context;
    xsettings_follow(hear_daemon);
    return 0;
}

// ---- the bus -------------------------------------------------------------------------------------------------------

// libdbus's own types by their names; an iterator is of 72 bytes.
struct iterator {
    uint64_t opaque[16];
};
typedef struct connection connection;
typedef struct message message;

static struct {
    uint32_t (*threads_init)(void);
    connection *(*open)(const char *address, void *error);
    uint32_t (*enrol)(connection *, void *error);
    void (*set_exit)(connection *, uint32_t exits);
    void (*close)(connection *);
    void (*forget)(connection *);
    void (*match)(connection *, const char *rule, void *error);
    uint32_t (*wait)(connection *, int most_ms);
    message *(*next)(connection *);
    message *(*call)(connection *, message *, int most_ms, void *error);
    message *(*new_call)(const char *to, const char *path, const char *interface, const char *method);
    uint32_t (*append)(message *, int first_type, ...);
    uint32_t (*is_signal)(message *, const char *interface, const char *name);
    void (*drop)(message *);
    uint32_t (*iterate)(message *, struct iterator *);
    int (*type)(struct iterator *);
    void (*into)(struct iterator *, struct iterator *inner);
    void (*value)(struct iterator *, void *value);
    uint32_t (*on)(struct iterator *);
} bus;

#define FUNCTION(field, name)                                                                                          \
    {                                                                                                                  \
        &bus.field, "dbus_" name                                                                                       \
    }
static const struct {
    void *field;
    const char *name;
} functions[] = {
    FUNCTION(threads_init, "threads_init_default"),
    FUNCTION(open, "connection_open_private"),
    FUNCTION(enrol, "bus_register"),
    FUNCTION(set_exit, "connection_set_exit_on_disconnect"),
    FUNCTION(close, "connection_close"),
    FUNCTION(forget, "connection_unref"),
    FUNCTION(match, "bus_add_match"),
    FUNCTION(wait, "connection_read_write"),
    FUNCTION(next, "connection_pop_message"),
    FUNCTION(call, "connection_send_with_reply_and_block"),
    FUNCTION(new_call, "message_new_method_call"),
    FUNCTION(append, "message_append_args"),
    FUNCTION(is_signal, "message_is_signal"),
    FUNCTION(drop, "message_unref"),
    FUNCTION(iterate, "message_iter_init"),
    FUNCTION(type, "message_iter_get_arg_type"),
    FUNCTION(into, "message_iter_recurse"),
    FUNCTION(value, "message_iter_get_basic"),
    FUNCTION(on, "message_iter_next"),
};

static bool load_library(void)
{
    void *library = SDL_LoadObject("libdbus-1.so.3");
    if (!library)
        return false;
    for (size_t i = 0; i < sizeof functions / sizeof *functions; i++) {
        void *function = SDL_LoadFunction(library, functions[i].name);
        if (!function)
            return false;
        memcpy(functions[i].field, &function, sizeof function);
    }
    return bus.threads_init();
}

// A number, in a variant or bare; false: it is another kind of value.
static bool read_number(const struct iterator *from, double *number)
{
    struct iterator at = *from, inner;
    union {
        uint32_t u32;
        int32_t i32;
        double real;
        const char *text;
        uint64_t bytes;
    } value = { .bytes = 0 };
    for (; bus.type(&at) == 'v'; at = inner)
        bus.into(&at, &inner);
    const int type = bus.type(&at);
    if (!type || !strchr("buids", type))
        return false;
    bus.value(&at, &value);
    char *end = NULL;
    if (type == 's') { // KDE's are texts
        *number = strtod(value.text, &end);
        return end != value.text && !*end;
    }
    *number = type == 'd' ? value.real : type == 'i' ? (double)value.i32 : (double)value.u32;
    return true;
}

// The text at an iterator, which then goes on; NULL: none is there.
static const char *read_text(struct iterator *at)
{
    const char *text = NULL;
    if (bus.type(at) != 's')
        return NULL;
    bus.value(at, &text);
    bus.on(at);
    return text;
}

// The settings of one group: a{sv}.
static void read_group(struct desktop_said *said, const char *group, struct iterator *at)
{
    struct iterator entry, pair;
    if (bus.type(at) != 'a')
        return;
    for (bus.into(at, &entry); bus.type(&entry) == 'e'; bus.on(&entry)) {
        double number;
        bus.into(&entry, &pair);
        const char *key = read_text(&pair);
        if (key && read_number(&pair, &number))
            desktop_hear(said, group, key, number);
    }
}

// All groups: a{sa{sv}}.
static void read_answer(struct desktop_said *said, message *answer)
{
    struct iterator at, entry, pair;
    if (!bus.iterate(answer, &at) || bus.type(&at) != 'a')
        return;
    for (bus.into(&at, &entry); bus.type(&entry) == 'e'; bus.on(&entry)) {
        bus.into(&entry, &pair);
        const char *group = read_text(&pair);
        if (group)
            read_group(said, group, &pair);
    }
}

#define PORTAL "org.freedesktop.portal.Desktop"
#define PORTAL_PATH "/org/freedesktop/portal/desktop"
#define PORTAL_SETTINGS "org.freedesktop.portal.Settings"

enum {
    ANSWER_MS = 10000, // it may have to be started first
    LOOK_MS = 2000     // between two looks at the files
};

// False: nobody answers, or knows of any of them.
static bool ask(connection *session, struct desktop_said *said)
{
    bool any = false;
    const char *groups[DESKTOP_SETTINGS], **list = groups;
    for (int i = 0; i < DESKTOP_SETTINGS; i++)
        groups[i] = desktop_group(i);
    message *question = bus.new_call(PORTAL, PORTAL_PATH, PORTAL_SETTINGS, "ReadAll"), *answer = NULL;
    if (question && bus.append(question, 'a', 's', &list, DESKTOP_SETTINGS, 0))
        answer = bus.call(session, question, ANSWER_MS, NULL);
    if (question)
        bus.drop(question);
    if (answer) {
        read_answer(said, answer);
        bus.drop(answer);
    }
    for (int i = 0; i < DESKTOP_SETTINGS; i++)
        any |= said->is_said[i];
    if (any)
        say(FROM_PORTAL, said);
    return any;
}

// SettingChanged(group, key, value)
static void hear(struct desktop_said *said, message *signal)
{
    struct iterator at;
    double number;
    if (!bus.is_signal(signal, PORTAL_SETTINGS, "SettingChanged") || !bus.iterate(signal, &at))
        return;
    const char *group = read_text(&at), *key = group ? read_text(&at) : NULL;
    if (key && read_number(&at, &number) && desktop_hear(said, group, key, number))
        say(FROM_PORTAL, said);
}

// What is in the files is all that is known.
static void read_files(struct desktop_files *files)
{
    struct desktop_said said;
    const bool before = files->heard;
    files->heard = desktop_files_read(files, &said);
    if (files->heard || before)
        say(FROM_FILES, &said);
}

static void listen(connection *session, struct desktop_files *files)
{
    struct desktop_said said = { .is_said = { false } };
    bus.match(session, "type='signal',interface='" PORTAL_SETTINGS "',member='SettingChanged',path='" PORTAL_PATH "'",
              NULL);
    const bool answered = ask(session, &said);
    if (!answered)
        read_files(files);
    do {
        for (message *signal = bus.next(session); signal; signal = bus.next(session)) {
            hear(&said, signal);
            bus.drop(signal);
        }
        if (!answered && desktop_files_changed(files))
            read_files(files);
    } while (bus.wait(session, answered ? -1 : LOOK_MS));
}

// Where the session's bus is, if there is one; libdbus by itself would start another.
static const char *address(char buffer[512])
{
    const char *given = getenv("DBUS_SESSION_BUS_ADDRESS"), *folder = getenv("XDG_RUNTIME_DIR");
    if (given)
        return *given ? given : NULL;
    const int length = folder && *folder == '/' ? snprintf(buffer, 512, "unix:path=%s/bus", folder) : 512;
    return length < 512 ? buffer : NULL;
}

// Where the user's settings are.
static const char *config_folder(char buffer[PATH_MAX])
{
    const char *given = getenv("XDG_CONFIG_HOME"), *home = getenv("HOME");
    if (given && *given)
        return given;
    return home && snprintf(buffer, PATH_MAX, "%s/.config", home) < PATH_MAX ? buffer : NULL;
}

static void watch_files(struct desktop_files *files)
{
    read_files(files);
    for (;;) {
        SDL_Delay(LOOK_MS);
        if (desktop_files_changed(files))
            read_files(files);
    }
}

static struct desktop_files files; // the thread's that asks the desktop, once it is there

static int ask_desktop(void *context)
{
    char buffer[512];
    (void)context;
    const char *where = address(buffer);
    connection *session = where && load_library() ? bus.open(where, NULL) : NULL;
    if (session)
        bus.set_exit(session, 0);
    if (session && bus.enrol(session, NULL)) {
        bus.set_exit(session, 0); // being enrolled sets it
        listen(session, &files);
    } else {
        watch_files(&files);
    }
    if (session) {
        bus.close(session);
        bus.forget(session);
    }
    return 0;
}

// The threads wait for the desktop as long as the program lasts.
void desktop_ask(struct waker waker)
{
    static int (*const work[])(void *) = { ask_desktop, follow_daemon };
    char folder[PATH_MAX];
    whom = waker;
    desktop_files_init(&files, config_folder(folder), getenv("XDG_CURRENT_DESKTOP"));
    files_first = files.kde;
    for (size_t i = 0; i < sizeof work / sizeof *work; i++) {
        SDL_Thread *thread = SDL_CreateThread(work[i], "desktop", NULL);
        if (thread)
            SDL_DetachThread(thread);
    }
}
