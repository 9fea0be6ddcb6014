/* The shared folder: what may be taken for an answer and what may not, and what is left alone. */
#include "server/national/adapter_read.h"
#include "server/national/transport_folder.h"
#include "tests/unit/unit_main.h"

#include <dirent.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define NAME "20261121160000id-1"
#define REQUEST "SIMregister_" NAME ".xml"
#define RESULT "SIMregisterres_" NAME ".xml"
#define ERROR_RESULT "SIMregistererr_" NAME ".xml"

static char root[64];
static char request_dir[80];
static char result_dir[80];
static struct arena *arena;
static struct adapter *adapter;
static struct transport *transport;

static void set_up(void) {
  snprintf(root, sizeof(root), "/tmp/folder-test-XXXXXX");
  ck_assert_ptr_nonnull(mkdtemp(root));
  snprintf(request_dir, sizeof(request_dir), "%s/req", root);
  snprintf(result_dir, sizeof(result_dir), "%s/res", root);
  mkdir(request_dir, 0700);
  mkdir(result_dir, 0700);
  arena = arena_new(8000000);
  struct issue_list issues = issue_list_make(arena, 10);
  ck_assert_int_eq(adapter_read(arena, adapter_builtin(), &issues, &adapter), ERROR_OK);
  adapter->answer_ms = 150;
  adapter->poll_ms = 10;
  struct transport_folder_settings settings = {request_dir, result_dir};
  ck_assert_int_eq(transport_folder_open(&settings, adapter, &issues, &transport), ERROR_OK);
}

static void remove_folder(const char *dir) {
  DIR *handle = opendir(dir);
  for (struct dirent *entry; handle != NULL && (entry = readdir(handle)) != NULL;) {
    unlinkat(dirfd(handle), entry->d_name, 0);
  }
  if (handle != NULL) {
    closedir(handle);
  }
  rmdir(dir);
}

static void tear_down(void) {
  transport->close(transport);
  remove_folder(request_dir);
  remove_folder(result_dir);
  rmdir(root);
  arena_free(arena);
}

static void put(const char *dir, const char *name, const char *content) {
  char path[160];
  snprintf(path, sizeof(path), "%s/%s", dir, name);
  FILE *file = fopen(path, "w");
  ck_assert_ptr_nonnull(file);
  fputs(content, file);
  fclose(file);
}

static bool exists(const char *dir, const char *name) {
  char path[160];
  snprintf(path, sizeof(path), "%s/%s", dir, name);
  return access(path, F_OK) == 0;
}

/* Stands for the check of envelope and correlation id. */
static bool check_mine(void *context, struct view content) {
  (void)context;
  return view_is(content, "mine");
}

static struct transport_message make_message(enum adapter_operation operation) {
  return (struct transport_message){.address = &adapter->messages[operation].address,
                                    .answer_maximum = TRANSPORT_ANSWER_BYTES,
                                    .is_question = operation == ADAPTER_OPERATION_RESULT,
                                    .file_name = view_of(NAME),
                                    .content = view_of("request"),
                                    .check = check_mine};
}

static const struct {
  const char *name;
  const char *content;
  bool taken;
} results[] = {
    {RESULT, "mine", true},
    {ERROR_RESULT, "mine", true},
    {RESULT, "half", false},
    {RESULT, "", false},
    {RESULT ".tmp", "mine", false},
    {"SIMregisterres_20261121160000id-2.xml", "mine", false},
    {"SIMregisterres_20261121160001id-1.xml", "mine", false},
    {"SIMresultres_" NAME ".xml", "mine", false},
};

START_TEST(takes_only_own_complete_results) {
  put(result_dir, results[_i].name, results[_i].content);
  struct transport_message message = make_message(ADAPTER_OPERATION_REGISTER);
  struct transport_answer answer = {0};
  enum transport_outcome outcome = transport->exchange(transport, &message, arena, &answer);
  ck_assert_int_eq(outcome, results[_i].taken ? TRANSPORT_ANSWERED : TRANSPORT_LOST);
  ck_assert(view_is(answer.content, results[_i].taken ? "mine" : ""));
  /* An answer that lies there already makes sending needless. */
  ck_assert(exists(request_dir, REQUEST) == !results[_i].taken);
  transport->settle(transport, &message);
  ck_assert(exists(result_dir, results[_i].name) == !results[_i].taken);
}
END_TEST

START_TEST(writes_request_whole) {
  put(request_dir, REQUEST ".tmp", "left by a killed process, longer than the request");
  put(request_dir, "other.xml", "not ours");
  struct transport_message message = make_message(ADAPTER_OPERATION_REGISTER);
  struct transport_answer answer;
  ck_assert_int_eq(transport->exchange(transport, &message, arena, &answer), TRANSPORT_LOST);
  ck_assert(!exists(request_dir, REQUEST ".tmp"));
  ck_assert(exists(request_dir, "other.xml"));
  char path[160];
  snprintf(path, sizeof(path), "%s/%s", request_dir, REQUEST);
  char content[64] = {0};
  FILE *file = fopen(path, "r");
  ck_assert_ptr_nonnull(file);
  ck_assert_uint_eq(fread(content, 1, sizeof(content), file), strlen("request"));
  fclose(file);
  ck_assert_str_eq(content, "request");
}
END_TEST

/* A request that the terminal has not taken is not put there again, and is known to be under way.
 */
START_TEST(waiting_request_is_not_repeated) {
  put(request_dir, REQUEST, "the first one");
  struct transport_message message = make_message(ADAPTER_OPERATION_REGISTER);
  struct transport_answer answer;
  ck_assert_int_eq(transport->collect(transport, &message, arena, &answer), TRANSPORT_LOST);
  ck_assert_int_eq(transport->exchange(transport, &message, arena, &answer), TRANSPORT_LOST);
  struct stat status;
  char path[160];
  snprintf(path, sizeof(path), "%s/%s", request_dir, REQUEST);
  ck_assert_int_eq(stat(path, &status), 0);
  ck_assert_int_eq(status.st_size, (off_t)strlen("the first one"));
  unlink(path);
  ck_assert_int_eq(transport->collect(transport, &message, arena, &answer), TRANSPORT_NOT_SENT);
}
END_TEST

START_TEST(untaken_question_is_withdrawn) {
  struct transport_message message = make_message(ADAPTER_OPERATION_RESULT);
  struct transport_answer answer;
  ck_assert_int_eq(transport->exchange(transport, &message, arena, &answer), TRANSPORT_LOST);
  ck_assert(!exists(request_dir, "SIMresult_" NAME ".xml"));
}
END_TEST

START_TEST(full_or_missing_folder_sends_nothing) {
  rmdir(request_dir);
  struct transport_message message = make_message(ADAPTER_OPERATION_REGISTER);
  struct transport_answer answer;
  ck_assert_int_eq(transport->exchange(transport, &message, arena, &answer), TRANSPORT_NOT_SENT);
  struct issue_list issues = issue_list_make(arena, 10);
  struct transport_folder_settings settings = {request_dir, result_dir};
  struct transport *second = NULL;
  ck_assert_int_eq(transport_folder_open(&settings, adapter, &issues, &second),
                   ERROR_CONFIGURATION);
  ck_assert_uint_eq(issues.count, 1);
  ck_assert(view_is(issues.issues[0].arguments[0], "national.folder.request_dir"));
}
END_TEST

static void *answer_in_two_halves(void *context) {
  (void)context;
  usleep(30000);
  put(result_dir, RESULT, "mi");
  usleep(40000);
  put(result_dir, RESULT, "mine");
  return NULL;
}

START_TEST(waits_for_second_half) {
  adapter->answer_ms = 5000;
  pthread_t thread;
  ck_assert_int_eq(pthread_create(&thread, NULL, answer_in_two_halves, NULL), 0);
  struct transport_message message = make_message(ADAPTER_OPERATION_REGISTER);
  struct transport_answer answer;
  ck_assert_int_eq(transport->exchange(transport, &message, arena, &answer), TRANSPORT_ANSWERED);
  ck_assert(view_is(answer.content, "mine"));
  pthread_join(thread, NULL);
}
END_TEST

static void *interrupt_soon(void *context) {
  (void)context;
  usleep(50000);
  transport->interrupt(transport);
  return NULL;
}

START_TEST(can_be_interrupted) {
  adapter->answer_ms = 600000;
  pthread_t thread;
  ck_assert_int_eq(pthread_create(&thread, NULL, interrupt_soon, NULL), 0);
  struct transport_message message = make_message(ADAPTER_OPERATION_REGISTER);
  struct transport_answer answer;
  ck_assert_int_eq(transport->exchange(transport, &message, arena, &answer), TRANSPORT_LOST);
  pthread_join(thread, NULL);
}
END_TEST

/* A signature in a file of its own lies there when the message appears. */
START_TEST(puts_a_file_beside_the_message) {
  struct transport_message message = make_message(ADAPTER_OPERATION_REGISTER);
  struct transport_answer answer;
  message.beside = view_of("e30..AA");
  message.beside_extension = view_of(".jws");
  adapter->answer_ms = 10;
  ck_assert_int_eq(transport->exchange(transport, &message, arena, &answer), TRANSPORT_LOST);
  ck_assert(exists(request_dir, "SIMregister_" NAME ".jws"));
  ck_assert(exists(request_dir, "SIMregister_" NAME ".xml"));
  ck_assert(!exists(request_dir, "SIMregister_" NAME ".jws.tmp"));
}
END_TEST

Suite *test_suite(void) {
  Suite *suite = suite_create("transport_folder");
  TCase *tests = tcase_create("folder");
  tcase_add_checked_fixture(tests, set_up, tear_down);
  tcase_set_timeout(tests, 20);
  tcase_add_loop_test(tests, takes_only_own_complete_results, 0,
                      (int)(sizeof(results) / sizeof(results[0])));
  tcase_add_test(tests, writes_request_whole);
  tcase_add_test(tests, waiting_request_is_not_repeated);
  tcase_add_test(tests, untaken_question_is_withdrawn);
  tcase_add_test(tests, full_or_missing_folder_sends_nothing);
  tcase_add_test(tests, waits_for_second_half);
  tcase_add_test(tests, can_be_interrupted);
  tcase_add_test(tests, puts_a_file_beside_the_message);
  suite_add_tcase(suite, tests);
  return suite;
}
