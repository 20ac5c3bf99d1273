// A variable's loads and stores as one sequence of events (document/cell_history.h: the functions of that name). Inside the document.
#ifndef DOCUMENT_VARIABLE_EVENTS_H
#define DOCUMENT_VARIABLE_EVENTS_H

#include "document/variable_story.h"

// What is given as `of` is a story.
int64_t variable_position_at(const void *of, uint64_t moment);
uint64_t variable_event_count(const struct variable_story *story);
uint32_t variable_events(const void *of, uint64_t from, uint32_t count, struct cell_event *found);
uint64_t variable_event_of_store(const void *of, int64_t position);
uint64_t variable_event_of_load(const void *of, int64_t position);
int64_t variable_position_after(const void *of, uint64_t count);
int64_t variable_only_task(const void *of, uint64_t from, uint64_t to);

struct moments_source variable_moments(const struct variable_story *story);

// The last load or store of the given task among the first `count`: an event number; −1: there is none. Logarithmic.
int64_t variable_last_event(const struct variable_story *story, uint32_t task_given, uint64_t count);

#endif
