#include "server/base/log.h"

#include "server/limits.h"
#include "tests/unit/unit_main.h"

#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define PIPE_BYTES 8192 /* two pages: the first stays in use until it is read whole */
#define TEXT_BYTES 20000
#define LONG_BYTES 6000 /* more than a pipe takes at once */

/* Standard error is a small pipe; the end to read from. */
static int pipe_as_log(void) {
  int ends[2];
  ck_assert_int_eq(pipe2(ends, O_CLOEXEC | O_NONBLOCK), 0);
  ck_assert_int_ge(fcntl(ends[1], F_SETPIPE_SZ, PIPE_BYTES), 0);
  ck_assert_int_eq(fcntl(ends[1], F_SETFL, 0), 0); /* writing waits, as it does for most servers */
  ck_assert_int_ge(dup2(ends[1], STDERR_FILENO), 0);
  close(ends[1]);
  return ends[0];
}

static void drain(int reader, char *ret_text) {
  size_t length = 0;
  ssize_t count = 1;
  while (length + 1 < TEXT_BYTES && count > 0) {
    count = read(reader, ret_text + length, TEXT_BYTES - length - 1);
    length += count > 0 ? (size_t)count : 0;
  }
  ret_text[length] = '\0';
}

static void write_number(int number) {
  log_write(LOG_LEVEL_INFO, "test", (struct log_field[]){LOG_INTEGER("number", number)}, 1);
}

static int64_t now_ms(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

START_TEST(a_line_is_json_with_its_members) {
  static char text[TEXT_BYTES];
  int reader = pipe_as_log();
  log_write(LOG_LEVEL_WARNING, "happened",
            (struct log_field[]){LOG_TEXT("what", view_of("a \"b\"")), LOG_INTEGER("count", -3)},
            2);
  log_write(LOG_LEVEL_DEBUG, "hidden", NULL, 0);
  drain(reader, text);
  ck_assert_ptr_nonnull(strstr(text, "\"level\":\"warning\",\"event\":\"happened\","
                                     "\"what\":\"a \\\"b\\\"\",\"count\":-3}\n"));
  ck_assert_ptr_null(strstr(text, "hidden"));
  ck_assert_uint_eq(log_lost_lines(), 0);
}
END_TEST

/* A writer that waited for the reader would never end here. */
START_TEST(a_reader_that_stands_still_stops_nobody) {
  static char text[TEXT_BYTES];
  int reader = pipe_as_log();
  int count = 0;
  int64_t start = now_ms();
  while (log_lost_lines() < 100) {
    write_number(count++);
  }
  /* One line waited, those behind it did not. */
  ck_assert_int_lt(now_ms() - start, 100 * LIMIT_LOG_WAIT_MS / 2);
  drain(reader, text);
  ck_assert_ptr_null(strstr(text, "log-lines-lost"));
  ck_assert_int_eq(text[strlen(text) - 1], '\n');
  write_number(count);
  drain(reader, text);
  char number[40];
  snprintf(number, sizeof number, "\"number\":%d}\n", count);
  const char *told = strstr(text, "\"event\":\"log-lines-lost\",\"lines\":100}\n");
  ck_assert_msg(told != NULL && strstr(told, number) != NULL, "%s", text);
  write_number(count + 1);
  drain(reader, text);
  ck_assert_ptr_null(strstr(text, "log-lines-lost"));
}
END_TEST

START_TEST(a_line_that_was_left_open_is_ended) {
  static char text[TEXT_BYTES];
  char *value = calloc(1, LONG_BYTES + 1);
  int reader = pipe_as_log();
  memset(value, 'x', LONG_BYTES);
  write_number(6);
  log_write(LOG_LEVEL_INFO, "long", (struct log_field[]){LOG_TEXT("value", view_of(value))}, 1);
  ck_assert_uint_eq(log_lost_lines(), 1);
  drain(reader, text);
  const char *end = strchr(text, '\n');
  ck_assert_msg(end != NULL && strlen(end + 1) == PIPE_BUF, "%s", text);
  write_number(7);
  drain(reader, text);
  ck_assert_int_eq(text[0], '\n');
  ck_assert_ptr_nonnull(strstr(text, "\"lines\":1}\n{"));
  ck_assert_ptr_nonnull(strstr(text, "\"number\":7}\n"));
  free(value);
}
END_TEST

START_TEST(a_log_that_nobody_reads_any_more_stops_nobody) {
  int reader = pipe_as_log();
  close(reader);
  (void)signal(SIGPIPE, SIG_IGN);
  write_number(1);
  write_number(2);
  ck_assert_uint_eq(log_lost_lines(), 2);
}
END_TEST

Suite *test_suite(void) {
  Suite *suite = suite_create("log");
  TCase *tests = tcase_create("log");
  tcase_add_test(tests, a_line_is_json_with_its_members);
  tcase_add_test(tests, a_reader_that_stands_still_stops_nobody);
  tcase_add_test(tests, a_line_that_was_left_open_is_ended);
  tcase_add_test(tests, a_log_that_nobody_reads_any_more_stops_nobody);
  suite_add_tcase(suite, tests);
  return suite;
}
