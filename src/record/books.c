#include "record/books.h"

#include <stdlib.h>

void raw_books_free(struct raw_books *books)
{
    free(books->variables);
    free(books->places);
    free(books->acts);
    free(books->stores);
    free(books->accesses);
    free(books->lock_sets);
    free(books->pairs);
    free(books->steps);
    free(books->modules);
    free(books->shared);
    free(books->text);
    *books = (struct raw_books){ 0 };
}
