// Every view of the window, once: those with tabs in the order of these and with their keys, then the others. What it is and does is its row's (view/model/view_row.h), which
// stands in the view's own room.
#ifndef VIEW_UI_VIEW_LIST_H
#define VIEW_UI_VIEW_LIST_H

// VIEW(constant, row, key): VIEW_STAGE is the row view_stage, defined in view/stage.
#define VIEW_TABS(VIEW)                                                                                                \
    VIEW(STAGE, stage, '1')                                                                                            \
    VIEW(TIMELINE, timeline, '2')                                                                                      \
    VIEW(LEDGER, ledger, '3')                                                                                          \
    VIEW(SCHEDULES, schedules, '4')                                                                                    \
    VIEW(COMPARE, compare, '5')
#define VIEW_LIST(VIEW)                                                                                                \
    VIEW_TABS(VIEW)                                                                                                    \
    VIEW(HOME, home, 0)

#define VIEW_CONSTANT(constant, row, key) VIEW_##constant,
enum view {
    VIEW_LIST(VIEW_CONSTANT) VIEW_COUNT,
    VIEW_TAB_COUNT = VIEW_HOME
};
#undef VIEW_CONSTANT

#endif
