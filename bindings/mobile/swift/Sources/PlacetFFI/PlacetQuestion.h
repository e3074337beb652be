// The common question as a plain function: nothing is allocated on the way.
#pragma once

#include <stddef.h>
#include <stdint.h>

/// 1 is yes, 0 is no, -1 is an error, of which the full question tells. The strings are UTF-8 and need no closing zero.
int32_t placet_can_process(int64_t engine, const uint8_t *user, size_t user_length, const uint8_t *purpose,
                           size_t purpose_length);

/// What a call costs that does nothing with its two strings. Only libraries with the feature `bench` have it.
int32_t placet_floor(int64_t engine, const uint8_t *user, size_t user_length, const uint8_t *purpose,
                     size_t purpose_length);
