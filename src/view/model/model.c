// What is read off the model from everywhere.
#include "view/model/model.h"

#include "labs/balance/guard.h"

// What only other guards than the two look at does not tell runs apart.
bool unguarded_compares(const struct unguarded *unguarded, const struct experiment *experiment)
{
    struct experiment one = unguarded->experiment, other = *experiment;
    if (unguarded->wall_ns == 0 || guard_of(experiment)->bytecode || experiment->guard == GUARD_NONE)
        return false;
    other.guard = one.guard;
    other.python = one.python;
    other.program = one.program;
    other.switch_interval_ns = one.switch_interval_ns;
    other.bytecode_cost_ns = one.bytecode_cost_ns;
    other.deadline_ns = one.deadline_ns;
    if (one.timing == TIMING_SAMPLED && other.timing == TIMING_FULL) // as either usually is
        other.timing = one.timing;
    return experiment_same(&one, &other);
}

unsigned model_key_modes_bare(const struct model *model)
{
    const unsigned above[] = {
        [PREDICTION_NONE] = KEYS_OF(model->view), [PREDICTION_ASKED] = KEYS_ASKED, [PREDICTION_REVEALED] = KEYS_REVEALED
    };
    return (model->lecture ? KEYS_LECTURE : KEYS_DESK) | above[model->prediction.stage];
}

unsigned model_key_modes(const struct model *model)
{
    const bool bare = model->open_setting == OPEN_NOTHING && !model->help;
    return model_key_modes_bare(model) & (bare ? ~0U : (unsigned)KEYS_BOTH);
}

char *model_key_name(char buffer[KEY_NAME_BYTES], const struct model *model, enum action action, int64_t argument)
{
    const struct key_binding *binding =
        model->keys ? keymap_of_action(model->keys, action, argument, model_key_modes_bare(model)) : NULL;
    buffer[0] = '\0';
    return binding ? key_binding_name(buffer, model->keys, binding, model->language) : buffer;
}
