// A value that was entered for a setting.
#ifndef VIEW_MODEL_ENTRY_H
#define VIEW_MODEL_ENTRY_H

#include "view/model/model.h"

// Sets the setting of that row as typed. False where it was refused: model.setting_wrong then says why.
bool setting_enter(struct model *model, int row, const char *value);

// The settings become that lab's defaults.
void setting_enter_lab(struct model *model, const struct lab_settings *lab);

#endif
