// What the files that make up a variable's story share: one store of it, and what is found by position. Inside the story only.
#ifndef DOCUMENT_VARIABLE_STORE_H
#define DOCUMENT_VARIABLE_STORE_H

#include "document/variable_story.h"

#include "base/search.h"

#define NO_LOAD UINT32_MAX // in load_at

static inline const struct store *store_at(const struct variable_story *story, int64_t position)
{
    return &story->history.stores[position];
}

static inline uint64_t within(const struct variable_story *story, uint64_t ns)
{
    return ns < story->from_ns ? story->from_ns : ns > story->to_ns ? story->to_ns : ns;
}

static inline uint64_t store_ns(const struct variable_story *story, int64_t position)
{
    return within(story, history_ns(&story->history, (uint32_t)position + 1));
}

// What its task had loaded, which is not always what it counts as computed from (analysis/lineage.h).
static inline int64_t parent_of(const struct variable_story *story, int64_t position)
{
    return (int64_t)store_at(story, position)->parent - 1;
}

static inline bool holds(const struct variable_story *story, int64_t position)
{
    const uint8_t kind = history_act(&story->history, (uint32_t)position + 1)->kind;
    return kind == ACT_UPDATE || kind == ACT_ATOMIC_UPDATE;
}

// Of one of which no more is known than what it has read, the last that it can have been at.
static inline uint64_t load_ns(const struct variable_story *story, int64_t position)
{
    uint64_t from_ns, ns;
    history_load_ns(&story->history, (uint32_t)position + 1, &from_ns, &ns);
    return within(story, ns);
}

static inline uint64_t event_of_store_at(const struct variable_story *story, int64_t position)
{
    return (uint64_t)position + story->loads_before[position + 1];
}

// Its store, or its load's; the load stands behind what it read, whose number is the stores before it.
static inline uint64_t event_of_load_at(const struct variable_story *story, int64_t position)
{
    const uint32_t at = story->load_at[position];
    return at == NO_LOAD ? event_of_store_at(story, position) : (uint64_t)at + store_at(story, position)->parent;
}

// Which of the tasks it is.
static inline bool comes_before(const void *tasks, size_t index, const void *task)
{
    return ((const uint32_t *)tasks)[index] < *(const uint32_t *)task;
}

static inline size_t seat_of(const struct variable_story *story, uint32_t task)
{
    return search_count(story->tasks, story->task_count, &task, comes_before);
}

static inline bool is_at_or_before(const void *positions, size_t index, const void *position)
{
    return ((const uint32_t *)positions)[index] <= *(const int64_t *)position;
}

// How many of a task's stores stand at or before a position.
static inline size_t own_until(const struct variable_story *story, size_t seat, int64_t position)
{
    const uint32_t from = story->own_starts[seat], to = story->own_starts[seat + 1];
    return search_count(story->own + from, to - from, &position, is_at_or_before);
}

static inline double number_of_value(const struct variable *variable, uint64_t value)
{
    if (variable->kind == VALUE_FLOAT)
        return variable_real(variable, value);
    const int64_t whole = variable_whole(variable, value);
    return variable->kind == VALUE_UNSIGNED ? (double)(uint64_t)whole : (double)whole;
}

static inline double value_number(const struct variable_story *story, int64_t position)
{
    return number_of_value(story->history.variable, history_value(&story->history, (uint32_t)(position + 1)));
}

#endif
