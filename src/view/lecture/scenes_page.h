// All scenes of the talk as small pictures, over the view: pressing one shows it.
#ifndef VIEW_LECTURE_SCENES_PAGE_H
#define VIEW_LECTURE_SCENES_PAGE_H

#include "view/ui/ui.h"

// How the cards lie, and how large their pictures are: as large as can be with all scenes on one page, as long as there is something
// to be seen on them; else there are several pages. All in whole pixels but for the cards.
struct scenes_layout {
    struct rect room, head; // of the cards; above them
    int columns, rows, pages;
    int first, last; // the scenes on the page that is shown, and the one behind them
    float card_width, card_height;
    int picture_width, picture_height; // 0: there is no room for pictures
};

// scale: of the frame. A talk is open.
struct scenes_layout scenes_page_layout(const struct model *model, const struct scale *scale);

void scenes_page_draw(struct frame *frame);

#endif
