// The order of loads and stores as a source of moments (document/moments.h): its events, searched where they lie.
#ifndef LABS_BALANCE_ORDER_MOMENTS_H
#define LABS_BALANCE_ORDER_MOMENTS_H

#include "document/moments.h"
#include "labs/balance/order.h"

// The order must outlive it.
struct moments_source order_moments(const struct order *order);

#endif
