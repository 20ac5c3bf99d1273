// All scenes of the talk on one page, over the view: pressing one shows it.
#ifndef VIEW_LECTURE_SCENES_PAGE_H
#define VIEW_LECTURE_SCENES_PAGE_H

#include "view/ui/ui.h"

void scenes_page_draw(struct frame *frame);

#endif
