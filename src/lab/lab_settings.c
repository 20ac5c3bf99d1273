// There is one lab.
#include "lab/lab_settings.h"

#include "labs/balance/settings.h"

const struct lab_settings *lab_settings_of(const struct experiment *plan)
{
    (void)plan;
    return &balance_settings;
}
