// What --watch named, held against what was found: "balance", "bank.total", "table[3]", "bank.c:12".
#ifndef RECORD_WATCH_NAMES_H
#define RECORD_WATCH_NAMES_H

#include <stdbool.h>
#include <stdint.h>

// Whether a variable of that name, declared or allocated at that line (file: without folders; line 0: not known), is meant by the
// word: it is that one, or a part of it, with or without the namespaces round it.
bool watch_name_means(const char *word, const char *name, const char *file, uint32_t line);

// Of a list that ends in NULL: any of it. An empty list means all.
bool watch_names_mean(const char *const *words, const char *name, const char *file, uint32_t line);

#endif
