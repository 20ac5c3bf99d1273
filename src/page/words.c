// One row a text.
#include "page/words.h"

#include "document/overview.h"

static const struct {
    const char *name;
    enum text_id id;
} words[] = {
    { "opens", TEXT_PAGE_OPENS_ID },
    { "player", TEXT_PAGE_PLAYER_ID },
    { "play", TEXT_PAGE_PLAY_ID },
    { "pause", TEXT_PAGE_PAUSE_ID },
    { "start", TEXT_PAGE_START_ID },
    { "end", TEXT_PAGE_END_ID },
    { "back", TEXT_PAGE_BACK_ID },
    { "on", TEXT_PAGE_ON_ID },
    { "speed", TEXT_PAGE_SPEED_ID },
    { "closer", TEXT_PAGE_CLOSER_ID },
    { "wider", TEXT_PAGE_WIDER_ID },
    { "time", TEXT_PAGE_TIME_ID },
    { "keys", TEXT_PAGE_KEYS_ID },
    { "now", TEXT_PAGE_NOW_ID },
    { "task", TEXT_PAGE_TASK_ID },
    { "state", TEXT_PAGE_STATE_ID },
    { "figures", TEXT_PAGE_FIGURES_ID },
    { "figures_note", TEXT_PAGE_FIGURES_NOTE_ID },
    { "tasks", TEXT_PAGE_TASKS_ID },
    { "lost_title", TEXT_PAGE_LOST_TITLE_ID },
    { "collision", TEXT_PAGE_COLLISION_ID },
    { "collision_lost", TEXT_PAGE_COLLISION_LOST_ID },
    { "collision_lost_only", TEXT_PAGE_COLLISION_LOST_ONLY_ID },
    { "several", TEXT_PAGE_SEVERAL_ID },
    { "both", TEXT_LEDGER_AND_ID },
    { "at_last", TEXT_PAGE_AT_LAST_ID },
    { "more", TEXT_PAGE_MORE_ID },
    { "held", TEXT_PAGE_HELD_ID },
    { "go", TEXT_PAGE_GO_ID },
    { "none_lost", TEXT_PAGE_NONE_LOST_ID },
    { "reads", TEXT_PAGE_READS_ID },
    { "stores", TEXT_PAGE_STORES_ID },
    { "is_lost", TEXT_PAGE_IS_LOST_ID },
    { "writes_over", TEXT_PAGE_WRITES_OVER_ID },
    { "between", TEXT_PAGE_BETWEEN_ID },
    { "report", TEXT_PAGE_REPORT_ID },
    { "report_note", TEXT_PAGE_REPORT_NOTE_ID },
    { "cut", TEXT_PAGE_CUT_ID },
    { "folded", TEXT_PAGE_FOLDED_ID },
    { "folded_tasks", TEXT_PAGE_FOLDED_TASKS_ID },
    { "folded_columns", TEXT_PAGE_FOLDED_COLUMNS_ID },
    { "folded_events", TEXT_PAGE_FOLDED_EVENTS_ID },
    { "folded_told", TEXT_PAGE_FOLDED_TOLD_ID },
    { "folded_collisions", TEXT_PAGE_FOLDED_COLLISIONS_ID },
    { "folded_figures", TEXT_PAGE_FOLDED_FIGURES_ID },
    { "folded_none", TEXT_PAGE_FOLDED_NONE_ID },
    { "about", TEXT_PAGE_ABOUT_ID },
    { "balance", TEXT_PAGE_BALANCE_ID },
    { "lost", TEXT_PAGE_LOST_ID },
    { "prints", TEXT_PAGE_PRINTS_ID },
    { "note_1", TEXT_PAGE_NOTE_1_ID },
    { "note_2", TEXT_PAGE_NOTE_2_ID },
    { "note_3", TEXT_PAGE_NOTE_3_ID },
    { "note_4", TEXT_PAGE_NOTE_4_ID },
    { "note_5", TEXT_PAGE_NOTE_5_ID },
    { "note_6", TEXT_PAGE_NOTE_6_ID },
    { "note_7", TEXT_PAGE_NOTE_7_ID },
    { "note_8", TEXT_PAGE_NOTE_8_ID },
    { "note_9", TEXT_PAGE_NOTE_9_ID },
    { "note_10", TEXT_PAGE_NOTE_10_ID },
    { "note_11", TEXT_PAGE_NOTE_11_ID },
    { "note_12", TEXT_PAGE_NOTE_12_ID },
    { "note_13", TEXT_PAGE_NOTE_13_ID },
    { "note_14", TEXT_PAGE_NOTE_14_ID },
    { "note_15", TEXT_PAGE_NOTE_15_ID },
    { "note_16", TEXT_PAGE_NOTE_16_ID },
    { "note_17", TEXT_PAGE_NOTE_17_ID },
    { "figure_final", TEXT_PAGE_FIGURE_FINAL_ID },
    { "figure_expected", TEXT_PAGE_FIGURE_EXPECTED_ID },
    { "figure_updates", TEXT_PAGE_FIGURE_UPDATES_ID },
    { "figure_survived", TEXT_PAGE_FIGURE_SURVIVED_ID },
    { "figure_lost", TEXT_PAGE_FIGURE_LOST_ID },
    { "figure_lost_net", TEXT_PAGE_FIGURE_LOST_NET_ID },
    { "figure_collisions", TEXT_PAGE_FIGURE_COLLISIONS_ID },
    { "figure_wall_ns", TEXT_PAGE_FIGURE_WALL_NS_ID },
    { "figure_cores_busy", TEXT_PAGE_FIGURE_CORES_BUSY_ID },
    { "figure_ended", TEXT_PAGE_FIGURE_ENDED_ID },
    { "figure_books_balance", TEXT_PAGE_FIGURE_BOOKS_BALANCE_ID },
    { "figure_outcome", TEXT_PAGE_FIGURE_OUTCOME_ID },
    { "figure_why", TEXT_PAGE_FIGURE_WHY_ID },
    { "figure_exit_status", TEXT_PAGE_FIGURE_EXIT_STATUS_ID },
    { "figure_running_ns", TEXT_PAGE_FIGURE_RUNNING_NS_ID },
    { "figure_ready_ns", TEXT_PAGE_FIGURE_READY_NS_ID },
    { "figure_blocked_ns", TEXT_PAGE_FIGURE_BLOCKED_NS_ID },
    { "figure_dead_ns", TEXT_PAGE_FIGURE_DEAD_NS_ID },
    { "figure_preemptions", TEXT_PAGE_FIGURE_PREEMPTIONS_ID },
    { "figure_waits", TEXT_PAGE_FIGURE_WAITS_ID },
    { "figure_variables", TEXT_PAGE_FIGURE_VARIABLES_ID },
    { "figure_name", TEXT_PAGE_FIGURE_NAME_ID },
    { "figure_loads", TEXT_PAGE_FIGURE_LOADS_ID },
    { "figure_stores", TEXT_PAGE_FIGURE_STORES_ID },
    { "figure_guarded_by", TEXT_PAGE_FIGURE_GUARDED_BY_ID },
    { "figure_command", TEXT_PAGE_FIGURE_COMMAND_ID },
};

static const enum text_id kinds[TRACK_STATES] = {
    [STATE_NEW] = TEXT_STATE_NEW_ID,
    [STATE_READY] = TEXT_STATE_READY_ID,
    [STATE_RUNNING] = TEXT_STATE_RUNNING_ID,
    [STATE_BLOCKED] = TEXT_STATE_BLOCKED_ID,
    [STATE_DEAD] = TEXT_STATE_DEAD_ID,
    [STATE_ALIVE] = TEXT_STATE_ALIVE_ID,
    [TRACK_BLOCKED_ELSE] = TEXT_STATE_BLOCKED_ID,
    [TRACK_ZOMBIE] = TEXT_STATE_ZOMBIE_ID,
};

void page_words(struct json *json, enum language language)
{
    json_key(json, "words");
    json_object_begin(json);
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        json_key_string(json, words[i].name, text_of(language, words[i].id));
    json_object_end(json);
    json_key(json, "kinds");
    json_array_begin(json);
    for (int kind = 0; kind < TRACK_STATES; kind++)
        json_string(json, text_of(language, kinds[kind]));
    json_array_end(json);
}
