// A dict points to a table: a head, an index by hash, then entries one behind the other in the order in which they came. An entry
// stays where it is as long as the table does, and is emptied when its key goes; a new table is all zeros. So a slot is right
// where the dict has the same table, of the same shape, with the same key there. Layouts are known by what the head looks like
// in 3.6 to 3.10 and from 3.11 on; which one it is is found out with dicts whose contents are known.
#include "inside/number/dict.h"

#include <stdio.h>
#include <stdlib.h>

enum {
    SHAPE_WORD = 1, // the table's size; from 3.11 on in three bytes, with its index's and of which kind it is
    NEW_SHAPE_MASK = 0xffffff,
    OLD_HEAD_WORDS = 5,
    NEW_HEAD_WORDS = 4, // the last of both: how many entries it has
    HASHED_BYTES = 24,  // of an entry with its hash before its key
    BARE_BYTES = 16,
    MOST_LOOKED_AT = 1 << 20, // entries
};

struct dict_layout dict_layout;
static bool is_old;

static const uint64_t *keys_of(py *dict)
{
    const struct dict_head *head = (const struct dict_head *)dict;
    return head->values ? NULL : head->keys;
}

static uint64_t shape_of(const uint64_t *keys) { return keys[SHAPE_WORD] & dict_layout.shape_mask; }

static intptr_t count_of(const uint64_t *keys)
{
    return (intptr_t)keys[(is_old ? OLD_HEAD_WORDS : NEW_HEAD_WORDS) - 1];
}

// Of 3.6 to 3.10: the index has a number of 1, 2, 4 or 8 bytes for each place.
static size_t old_index_bytes(uint64_t size)
{
    return (size_t)size * (size <= 0xff ? 1 : size <= 0xffff ? 2 : size <= 0xffffffff ? 4 : 8);
}

// The key of its first entry, and how far it is to the next one's.
static const char *first_key(const uint64_t *keys, size_t *step)
{
    const uint64_t shape = shape_of(keys);
    const bool is_bare = !is_old && shape >> 16 != 0;
    const char *entries = is_old ? (const char *)(keys + OLD_HEAD_WORDS) + old_index_bytes(shape)
                                 : (const char *)(keys + NEW_HEAD_WORDS) + ((size_t)1 << (shape >> 8 & 63));
    *step = is_bare ? BARE_BYTES : HASHED_BYTES;
    return entries + (is_bare ? 0 : 8);
}

static void find(struct dict_slot *slot, const uint64_t *keys, const py *key)
{
    size_t step;
    const char *at = first_key(keys, &step);
    *slot = (struct dict_slot){ .keys = keys, .shape = shape_of(keys), .count = count_of(keys) };
    for (intptr_t i = 0; i < slot->count && i < MOST_LOOKED_AT && !slot->entry; i++, at += step)
        if (*(py *const *)(const void *)at == key)
            slot->entry = (py *const *)(const void *)at;
}

// What stands in the slot, which is looked for where it cannot be right; NULL: it has to be asked for.
static py *look(py *dict, const py *key, struct dict_slot *slot)
{
    const uint64_t *keys = dict_layout.shape_mask ? keys_of(dict) : NULL;
    if (!keys)
        return NULL;
    if (keys != slot->keys || shape_of(keys) != slot->shape || slot->count != count_of(keys))
        find(slot, keys, key);
    return slot->entry && slot->entry[0] == key ? slot->entry[1] : NULL;
}

py *dict_get_anew(py *dict, py *key, struct dict_slot *slot)
{
    py *found = look(dict, key, slot);
    return found ? found : python.PyDict_GetItem(dict, key);
}

// ---- learning -------------------------------------------------------------------------------------------------------

// A dict of those texts, each its own value; is_mixed: and of something else beside them.
static py *make_dict(py *texts, bool is_mixed)
{
    py *dict = python.PyDict_New();
    for (intptr_t i = 0; dict && i < python.PyList_Size(texts); i++)
        (void)python.PyDict_SetItem(dict, python.PyList_GetItem(texts, i), python.PyList_GetItem(texts, i));
    if (dict && is_mixed)
        (void)python.PyDict_SetItem(dict, python._Py_NoneStruct, python._Py_TrueStruct);
    return dict;
}

// Not all of them are looked at where there are many.
static bool is_read_right(py *dict, py *texts)
{
    const intptr_t count = python.PyList_Size(texts);
    bool right = keys_of(dict) != NULL && count_of(keys_of(dict)) >= count;
    for (intptr_t i = 0; right && i < count; i += 1 + count / 16) {
        struct dict_slot slot = { 0 };
        py *key = python.PyList_GetItem(texts, i);
        // NOLINTNEXTLINE(misc-redundant-expression): looked for, and then where it was found
        right = look(dict, key, &slot) == key && look(dict, key, &slot) == key;
    }
    return right;
}

static bool is_right_with(int count)
{
    py *texts = python.PyList_New(0);
    char name[16];
    bool right = texts != NULL;
    for (int i = 0; right && i < count; i++) {
        snprintf(name, sizeof name, "%d", i);
        py *text = python.PyUnicode_FromString(name);
        right = text && python.PyList_Append(texts, text) == 0;
        give_back(text);
    }
    for (int mixed = 0; right && mixed < 2; mixed++) {
        py *dict = make_dict(texts, mixed);
        right = dict && is_read_right(dict, texts);
        give_back(dict);
    }
    give_back(texts);
    return right;
}

void dict_learn(void)
{
    static const int counts[] = { 1, 5, 6, 11, 150, 200, 400 }; // on either side of where a table or its index grows
    const long minor = strtol(python.Py_GetVersion() + 2, NULL, 10);
    bool right = minor <= 13;
    is_old = minor <= 10;
    dict_layout.shape_mask = is_old ? UINT64_MAX : NEW_SHAPE_MASK;
    for (size_t i = 0; right && i < sizeof counts / sizeof *counts; i++)
        right = is_right_with(counts[i]);
    if (!right)
        dict_layout.shape_mask = 0;
    python.PyErr_Clear();
}
