/* The daily question for newer masters, against a service behind shared folders. */
#include "server/masters_update.h"
#include "server/masters_stage.h"
#include "tests/unit/national/folder_service.h"
#include "tests/unit/unit_main.h"

#include <openssl/evp.h>

#define MODIFIER                                                                                   \
  "\"0\",\"Z\",\"8002\",\"\",\"\",\"\",\"の疑い\",\"\",\"\",\"\",\"\",\"\",\"\",\"\",\"\","     \
  "\"99999999\",\"\",\"\",\"\"\r\n"
#define ATTEMPTS 1000
#define PAUSE_NS 10000000

static struct folder_service service;
static struct services services;
static char newer[2048];
static struct folder_answer answers[] = {
    /* whoever holds the version has nothing to fetch */
    {"SIMmastercheck", "<MasterVersion>7</MasterVersion>", "SIM-I-304", ""},
    {"SIMmastercheck", ">modifier<", "SIM-0000", newer},
    {"SIMmastercheck", ">odd<", "SIM-0000",
     "<MasterVersion>1</MasterVersion><FileName>odd.csv</FileName><Content>MTIzLDQ1Ngo=</Content>"},
    {"SIMmastercheck", "", "SIM-E-405", ""},
    {NULL, NULL, NULL, NULL},
};

static void setup(void) {
  char base64[1024];
  EVP_EncodeBlock((unsigned char *)base64, (const unsigned char *)MODIFIER,
                  (int)sizeof MODIFIER - 1);
  snprintf(newer, sizeof newer,
           "<MasterName>modifier</MasterName><MasterVersion>7</MasterVersion>"
           "<FileName>modifier.csv</FileName><Content>%s</Content>",
           base64);
  folder_service_start(&service, answers);
  services =
      (struct services){.store = service.store, .relay = service.relay, .clock = clock_system()};
}

static void teardown(void) {
  folder_service_stop(&service);
}

static struct masters_update *start(const char *names, bool apply) {
  struct masters_update_settings settings = {.data_dir = service.data_dir, .apply = apply};
  struct masters_update *update = NULL;
  ck_assert(masters_update_names(view_of(names), &settings));
  ck_assert_int_eq(masters_update_open(&settings, &services, &update), ERROR_OK);
  ck_assert_int_eq(masters_update_start(update), ERROR_OK);
  return update;
}

/* Until the metrics have the line, at most ten seconds. */
static void await(struct masters_update *update, const char *line) {
  for (int i = 0; i < ATTEMPTS; i++) {
    struct arena *arena = arena_new(1000000);
    struct buffer buffer = buffer_make(arena, 100000);
    masters_update_metrics(update, &buffer);
    bool found = view_find(buffer_view(&buffer), view_of(line), 0) != SIZE_MAX;
    arena_free(arena);
    if (found) {
      return;
    }
    nanosleep(&(struct timespec){.tv_nsec = PAUSE_NS}, NULL);
  }
  ck_abort_msg("never: %s", line);
}

static bool is_in_use(void) {
  char path[120];
  struct masters *masters = NULL;
  snprintf(path, sizeof path, "%s/" MASTERS_FILE_NAME, service.data_dir);
  bool found = masters_open(path, &masters) == ERROR_OK;
  masters_close(masters);
  return found;
}

#define RESULT(word, count) "checks_total{result=\"" word "\"} " count "\n"

START_TEST(it_is_staged) {
  struct masters_update *update = start("modifier", false);
  await(update, RESULT("staged", "1"));
  await(update, "fhir_facade_masters_staged 1\n");
  masters_update_stop(update);
  ck_assert(!is_in_use());
  /* the version that is staged is held: it is not fetched again */
  update = start("modifier", false);
  await(update, RESULT("current", "1"));
  masters_update_stop(update);
}
END_TEST

START_TEST(it_is_applied_when_wanted) {
  struct masters_update *update = start("modifier", true);
  await(update, RESULT("applied", "1"));
  await(update, "fhir_facade_masters_staged 0\n");
  masters_update_stop(update);
  ck_assert(is_in_use());
}
END_TEST

/* One that fails keeps no other from being taken. */
START_TEST(refusals_are_counted) {
  struct masters_update *update = start("odd, unknown, modifier", false);
  await(update, RESULT("staged", "1"));
  await(update, RESULT("refused", "2"));
  masters_update_stop(update);
}
END_TEST

static const struct {
  const char *text;
  size_t count; /* 0: not usable */
} lists[] = {
    {"disease", 1}, {"disease, medication", 2},
    {" a ,b,c", 3}, {"", 0},
    {",", 0},       {"a,,b", 0},
    {"a b", 0},     {"病名", 0},
};

START_TEST(test_names) {
  struct masters_update_settings settings = {.data_dir = ""};
  bool usable = masters_update_names(view_of(lists[_i].text), &settings);
  ck_assert_int_eq(usable, lists[_i].count != 0);
  ck_assert(!usable || settings.name_count == lists[_i].count);
}
END_TEST

Suite *test_suite(void) {
  Suite *suite = suite_create("masters_update");
  TCase *names = tcase_create("names");
  tcase_add_loop_test(names, test_names, 0, sizeof lists / sizeof lists[0]);
  suite_add_tcase(suite, names);
  TCase *tests = tcase_create("service");
  tcase_add_checked_fixture(tests, setup, teardown);
  tcase_add_test(tests, it_is_staged);
  tcase_add_test(tests, it_is_applied_when_wanted);
  tcase_add_test(tests, refusals_are_counted);
  suite_add_tcase(suite, tests);
  return suite;
}
