// Which rows the long timeline has: those of which the name, or that of their process, has one of the words that were typed.
#ifndef VIEW_TIMELINE_FILTER_H
#define VIEW_TIMELINE_FILTER_H

struct document;
struct model;

// Looks them up, unless that has been done; before timeline_arrange, which says that it has.
void timeline_filter(struct model *model, const struct document *document);

#endif
