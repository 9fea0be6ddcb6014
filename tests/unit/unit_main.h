/* Each tests/unit/<room>/test_<unit>.c defines test_suite(); unit_main.c runs it. */
#ifndef TESTS_UNIT_UNIT_MAIN_H
#define TESTS_UNIT_UNIT_MAIN_H

#include <check.h>

Suite *test_suite(void);

#endif
