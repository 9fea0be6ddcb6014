/* The lab's time: the machine's, moved forward by POST /lab/clock. Delays, times of results, the 24
 * hours of a consent, the years of keeping and certificates all follow it. Thread-safe. */
#ifndef TESTS_LAB_LAB_CLOCK_H
#define TESTS_LAB_LAB_CLOCK_H

#include <stdbool.h>
#include <stdint.h>

struct lab_clock;

/* NULL when memory is short. */
struct lab_clock *lab_clock_new(void);
void lab_clock_free(struct lab_clock *clock);
/* Unix time in milliseconds. */
int64_t lab_clock_now_ms(const struct lab_clock *clock);
void lab_clock_advance(struct lab_clock *clock, int64_t seconds);
/* Seconds that it is ahead of the machine. */
int64_t lab_clock_ahead(const struct lab_clock *clock);
/* Back to the machine's time. */
void lab_clock_reset(struct lab_clock *clock);

#endif
