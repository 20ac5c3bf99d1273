// Reads which locks, counts, prints; or drives.
#include "commands/explore_locks.h"

#include "base/json.h"
#include "base/text.h"
#include "commands/command.h"
#include "commands/drive_locks.h"
#include "commands/options.h"
#include "os/signals.h"
#include "schedules/locking.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DEADLINE_NS_DEFAULT UINT64_C(500000000)
#define DEADLINE_NS_MAX UINT64_C(3600000000000)

struct request {
    struct locking locking;
    const char *listing, *variant; // "philosophers", "all-right"
    const char *json, *drive, *save;
    const char *count, *arrangement; // as they were given; NULL: they were not
    uint64_t deadline_ns;
    char shown[64]; // "5 philosophers · all-right"
};

// ---- what is asked -------------------------------------------------------------------------------------------------

static struct status read_two(struct request *request, const char *order)
{
    const bool opposite = !order || strcmp(order, "opposite") == 0;
    if (!opposite && strcmp(order, "same") != 0)
        return status_make(STATUS_USAGE, "--order %s: must be same or opposite", order);
    locking_two(&request->locking, opposite);
    request->variant = opposite ? "opposite" : "same";
    snprintf(request->shown, sizeof request->shown, "2 threads · locks A and B · %s",
             opposite ? "in opposite orders" : "in one order");
    return status_ok();
}

static struct status read_philosophers(struct request *request, const char *count_word, const char *word)
{
    uint64_t count = PHILOSOPHERS_MOST;
    int arrangement = PHILOSOPHERS_ALL_RIGHT;
    if (count_word && (!text_read_count(count_word, &count) || count < PHILOSOPHERS_LEAST || count > PHILOSOPHERS_MOST))
        return status_make(STATUS_USAGE, "--count %s: must be %d to %d", count_word, PHILOSOPHERS_LEAST,
                           PHILOSOPHERS_MOST);
    while (word && arrangement < PHILOSOPHERS_ARRANGEMENTS &&
           strcmp(word, philosophers_arrangement_name((enum philosophers_arrangement)arrangement)) != 0)
        arrangement++;
    if (arrangement == PHILOSOPHERS_ARRANGEMENTS)
        return status_make(STATUS_USAGE, "--arrangement %s: must be all-right, one-left or waiter", word);
    locking_philosophers(&request->locking, (int)count, (enum philosophers_arrangement)arrangement);
    request->variant = philosophers_arrangement_name((enum philosophers_arrangement)arrangement);
    snprintf(request->shown, sizeof request->shown, "%" PRIu64 " philosophers · %s", count, request->variant);
    return status_ok();
}

static struct status read_request(struct request *request, const char *listing, int count, char **words, bool *helped)
{
    const char *order = NULL, *number = NULL, *arrangement = NULL, *deadline = NULL;
    const struct option two[] = {
        { "order", "NAME", "the second takes them in the same or the opposite order (opposite)", &order },
        { "drive", "MOVES", "make one happen on real threads: digits, or shortest", &request->drive },
        { "deadline", "TIME", "of a driven deadlock, 1ms to 1h (500ms)", &deadline },
        { "json", NULL, "print one JSON document", &request->json },
        { "save", "FILE", "write the recording of what was driven to FILE", &request->save },
        { 0 }
    };
    const struct option philosophers[] = {
        { "count", "N", "philosophers, 2 to 5 (5)", &number },
        { "arrangement", "NAME", "all-right, one-left, or waiter: one fewer may sit (all-right)", &arrangement },
        two[1],
        two[2],
        two[3],
        two[4],
        { 0 }
    };
    *request = (struct request){ .listing = listing, .deadline_ns = DEADLINE_NS_DEFAULT };
    const bool pair = strcmp(listing, "two-locks") == 0;
    if (!pair && strcmp(listing, "philosophers") != 0)
        return status_make(STATUS_USAGE, "explore %s: must be two-locks or philosophers, or nothing for the balance",
                           listing);
    struct options options = { .command = pair ? "explore two-locks" : "explore philosophers",
                               .table = pair ? two : philosophers };
    struct status status = options_read(&options, count, words);
    *helped = options.help;
    if (!status_is_ok(status) || options.help)
        return status;
    if ((deadline || request->save) && !request->drive)
        return status_make(STATUS_USAGE, "--%s: goes with --drive only", deadline ? "deadline" : "save");
    request->count = number;
    request->arrangement = arrangement;
    if (deadline && (!text_read_duration(deadline, &request->deadline_ns) || request->deadline_ns < 1000000 ||
                     request->deadline_ns > DEADLINE_NS_MAX))
        return status_make(STATUS_USAGE, "--deadline %s: must be 1ms to 1h", deadline);
    return pair ? read_two(request, order) : read_philosophers(request, number, arrangement);
}

// ---- all schedules -------------------------------------------------------------------------------------------------

static void print_counts(const struct request *request, const struct locking_counts *counts)
{
    char number[TEXT_NUMBER_BYTES], share[TEXT_NUMBER_BYTES], chance[TEXT_NUMBER_BYTES];
    printf("Race Ledger: every schedule\n%s\n\n", request->shown);
    printf("  schedules       %s\n", text_grouped_ascii(number, (int64_t)counts->schedules));
    printf("  all end         %s\n", text_grouped_ascii(number, (int64_t)counts->ended));
    printf("  deadlock        %s", text_grouped_ascii(number, (int64_t)counts->deadlocked));
    if (counts->deadlocked > 0)
        printf("   %s of them; %s under a fair random scheduler",
               text_percent(share, (double)counts->deadlocked / (double)counts->schedules),
               text_percent(chance, counts->probability));
    if (counts->deadlocked == 0) {
        printf("\n\n  No schedule deadlocks: proved by visiting all %s places.\n",
               text_grouped_ascii(number, counts->places));
        return;
    }
    printf("\n\n  The shortest takes %d moves; so few do it in %s. The first:\n    %s\n", counts->moves,
           text_counted(number, counts->shortest, "schedule"), counts->first);
}

// Who waits for what after the shortest.
static void print_ring(const struct request *request, const struct locking_counts *counts)
{
    const struct locking *locking = &request->locking;
    struct locking_places places = { { 0 } };
    locking_follow(locking, &places, counts->first);
    for (int worker = 0; worker < locking->workers && counts->moves > 0; worker++) {
        const int lock = locking_blocked_on(locking, &places, worker);
        if (lock >= 0)
            printf("    T%d waits for %s that T%d has\n", worker + 1, locking->names[lock],
                   __builtin_ctz(locking_holders(locking, &places, lock)) + 1);
    }
}

static void json_begin(struct json *json, const struct request *request)
{
    json_init(json, stdout);
    json_object_begin(json);
    json_key_int(json, "schema", 1);
    json_key_string(json, "listing", request->listing);
    json_key_string(
        json, request->locking.workers == 2 && strcmp(request->listing, "two-locks") == 0 ? "order" : "arrangement",
        request->variant);
    json_key_int(json, "workers", request->locking.workers);
}

// As in explore of the balance, numbers of schedules are strings of all their digits.
static void json_number(struct json *json, const char *key, uint64_t number)
{
    char digits[24];
    snprintf(digits, sizeof digits, "%" PRIu64, number);
    json_key_string(json, key, digits);
}

static void json_counts(const struct request *request, const struct locking_counts *counts)
{
    struct json json;
    json_begin(&json, request);
    json_number(&json, "schedules", counts->schedules);
    json_number(&json, "ended", counts->ended);
    json_number(&json, "deadlocks", counts->deadlocked);
    json_key(&json, "probability_deadlock");
    json_double(&json, counts->probability, 12);
    json_key_uint(&json, "places", counts->places);
    json_key(&json, "shortest");
    if (counts->moves == 0) {
        json_null(&json);
    } else {
        json_object_begin(&json);
        json_key_int(&json, "moves", counts->moves);
        json_number(&json, "schedules", counts->shortest);
        json_key_string(&json, "first", counts->first);
        json_object_end(&json);
    }
    json_object_end(&json);
    json_finish(&json);
}

// ---- one on real threads -------------------------------------------------------------------------------------------

static void print_has(const struct locking *locking, unsigned has)
{
    const char *between = " has ";
    for (int lock = 0; lock < locking->locks; lock++) {
        if (!(has >> lock & 1))
            continue;
        printf("%s%s", between, locking->names[lock]);
        between = " and ";
    }
}

static void print_driven(const struct request *request, const struct driven_locks *driven)
{
    const struct locking *locking = &request->locking;
    char time[TEXT_NUMBER_BYTES];
    printf("Race Ledger: driven on real threads\n%s\nmoves %s\n\n", request->shown, driven->moves);
    for (int i = 0; i < locking->workers; i++) {
        const struct driven_worker *worker = &driven->workers[i];
        printf("  T%d", i + 1);
        print_has(locking, worker->has);
        if (worker->waits_for >= 0) {
            printf("%s waits for %s", worker->has ? "," : "", locking->names[worker->waits_for]);
            if (worker->held_by >= 0)
                printf(" that T%d has", worker->held_by + 1);
            printf(" (%s)\n", text_duration(time, worker->waited_ns));
        } else {
            puts(worker->ended ? " has ended" : "");
        }
    }
    if (driven->deadlock)
        printf("\n  A deadlock: ended by its deadline of %s.\n", text_duration_exact(time, request->deadline_ns));
    else
        puts("\n  All ended.");
}

static void json_driven(const struct request *request, const struct driven_locks *driven)
{
    const struct locking *locking = &request->locking;
    struct json json;
    char name[16];
    json_begin(&json, request);
    json_key_string(&json, "moves", driven->moves);
    json_key_string(&json, "ended", driven->deadlock ? "deadline" : "complete");
    json_key(&json, "tasks");
    json_array_begin(&json);
    for (int i = 0; i < locking->workers; i++) {
        const struct driven_worker *worker = &driven->workers[i];
        json_object_begin(&json);
        snprintf(name, sizeof name, "T%d", i + 1);
        json_key_string(&json, "name", name);
        json_key_bool(&json, "ended", worker->ended);
        json_key(&json, "has");
        json_array_begin(&json);
        for (int lock = 0; lock < locking->locks; lock++)
            if (worker->has >> lock & 1)
                json_string(&json, locking->names[lock]);
        json_array_end(&json);
        json_key_string(&json, "waits_for", worker->waits_for < 0 ? NULL : locking->names[worker->waits_for]);
        snprintf(name, sizeof name, "T%d", worker->held_by + 1);
        json_key_string(&json, "held_by", worker->held_by < 0 ? NULL : name);
        json_key_uint_if(&json, "waited_ns", worker->waits_for >= 0, worker->waited_ns);
        json_object_end(&json);
    }
    json_array_end(&json);
    json_object_end(&json);
    json_finish(&json);
}

static int report(const struct request *request, const struct recording *recording)
{
    struct driven_locks driven;
    if (!driven_locks_read(&driven, recording, &request->locking))
        return command_failed(status_make(STATUS_FAILED, "no memory to read what was driven"));
    (request->json ? json_driven : print_driven)(request, &driven);
    return command_end(driven.deadlock ? EXIT_DEADLINE : EXIT_DONE);
}

static int drive(const struct request *request, const struct locking_counts *counts)
{
    const bool pair = strcmp(request->listing, "two-locks") == 0, shortest = strcmp(request->drive, "shortest") == 0;
    struct recording recording = { 0 };
    if (shortest && counts->moves == 0)
        return command_failed(status_make(STATUS_USAGE, "--drive shortest: no schedule deadlocks here"));
    const struct driven_request driven = {
        .variant = !pair                                       ? "philosophers"
                   : strcmp(request->variant, "opposite") == 0 ? "opposite-orders"
                                                               : "same-order",
        .count = request->count,
        .arrangement = request->arrangement,
        .moves = shortest ? counts->first : request->drive,
        .deadline_ns = request->deadline_ns,
    };
    struct status status = drive_locks(&recording, &driven);
    if (!status_is_ok(status))
        return command_failed(status);
    if (recording.facts->ended == RUN_INTERRUPTED) {
        recording_close(&recording);
        return os_signals_reraise(os_signals_pending());
    }
    if (request->save)
        status = recording_save(&recording, request->save);
    int code = report(request, &recording); // also where it could not be saved
    if (!status_is_ok(status))
        code = command_failed(status);
    recording_close(&recording);
    return code;
}

int explore_locks(const char *listing, int count, char **words)
{
    struct request request;
    struct locking_counts counts;
    bool helped = false;
    struct status status = read_request(&request, listing, count, words, &helped);
    if (status_is_ok(status) && helped)
        return command_end(EXIT_DONE);
    if (status_is_ok(status) && !locking_count(&counts, &request.locking, NULL))
        status = status_make(STATUS_FAILED, "no memory to count the schedules");
    if (!status_is_ok(status))
        return command_failed(status);
    if (request.drive)
        return drive(&request, &counts);
    if (request.json) {
        json_counts(&request, &counts);
    } else {
        print_counts(&request, &counts);
        print_ring(&request, &counts);
    }
    return command_end(EXIT_DONE);
}
