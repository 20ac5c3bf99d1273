// The balance's own settings.
#ifndef LABS_BALANCE_SETTINGS_H
#define LABS_BALANCE_SETTINGS_H

#include "lab/settings.h"
#include "labs/balance/experiment.h"

extern const struct lab_settings balance_settings;

// The plan of the settings as the balance's. NULL where they are another lab's.
static inline const struct experiment *settings_experiment(const struct settings *settings)
{
    return plan_experiment(&settings->plan);
}

// The same to be changed: of settings that are the balance's.
static inline struct experiment *experiment_to_change(struct settings *settings)
{
    return (struct experiment *)&settings->plan;
}

// As settings_words says it.
static inline bool experiment_words(const struct experiment *experiment, char *buffer, size_t size_bytes)
{
    return settings_words(&balance_settings, experiment_plan(experiment), buffer, size_bytes);
}

#endif
