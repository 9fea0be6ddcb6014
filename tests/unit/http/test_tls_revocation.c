/* Which chains of client certificates pass, by which lists; lists that are exchanged. */
#include "server/http/tls_revocation.h"

#include "tests/unit/tls_fixture.h"
#include "tests/unit/unit_main.h"

#include <errno.h>
#include <pthread.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define DAY_S 86400L
#define PATH_BYTES 256
#define FILES_MAXIMUM 64

static struct {
  char folder[PATH_BYTES];
  char lists[PATH_BYTES + 10]; /* a folder below it */
  struct tls_node root;
  struct tls_node middle; /* below the root */
  struct tls_node client; /* of the middle */
  struct tls_node direct; /* of the root */
  struct tls_node stranger;
  struct tls_revocation *revocation;
  struct tls_list_problem problem;
  struct arena *arena;
} w;

static const char *in_folder(const char *folder, const char *name) {
  return arena_format(w.arena, "%s/%s", folder, name).data;
}

static const char *list_path(const char *name) {
  return in_folder(w.lists, name);
}

static void set_up(void) {
  const char *base = getenv("TMPDIR");
  memset(&w, 0, sizeof w);
  w.arena = arena_new(10000000);
  snprintf(w.folder, sizeof w.folder, "%s/lists-XXXXXX",
           base != NULL && base[0] != '\0' ? base : "/tmp");
  ck_assert_ptr_nonnull(mkdtemp(w.folder));
  snprintf(w.lists, sizeof w.lists, "%s/lists", w.folder);
  ck_assert_int_eq(mkdir(w.lists, 0700), 0);
  w.root = tls_make(&(struct tls_wish){"Root", NULL, -DAY_S, DAY_S}, NULL);
  w.middle = tls_make(&(struct tls_wish){"Middle", NULL, -DAY_S, DAY_S}, &w.root);
  w.client = tls_make(&(struct tls_wish){"client", "clientAuth", -DAY_S, DAY_S}, &w.middle);
  w.direct = tls_make(&(struct tls_wish){"direct", "clientAuth", -DAY_S, DAY_S}, &w.root);
  w.stranger = tls_make(&(struct tls_wish){"Stranger", NULL, -DAY_S, DAY_S}, NULL);
  tls_write(&w.root, w.folder, "root");
}

static void tear_down(void) {
  char command[PATH_BYTES + 20];
  tls_revocation_close(w.revocation);
  tls_free(&w.root);
  tls_free(&w.middle);
  tls_free(&w.client);
  tls_free(&w.direct);
  tls_free(&w.stranger);
  arena_free(w.arena);
  snprintf(command, sizeof command, "rm -rf '%s'", w.folder);
  ck_assert_int_eq(system(command), 0);
}

static enum error open_at(const char *lists, bool hard) {
  tls_revocation_close(w.revocation);
  w.revocation = NULL;
  const struct tls_revocation_settings settings = {
      .authorities = in_folder(w.folder, "root.pem"), .lists = lists, .hard = hard};
  return tls_revocation_open(&settings, &w.problem, &w.revocation);
}

static void open_lists(bool hard) {
  ck_assert_int_eq(open_at(w.lists, hard), ERROR_OK);
}

static gnutls_datum_t datum_of(const struct tls_node *node) {
  unsigned char *bytes = NULL;
  int length = i2d_X509(node->certificate, &bytes);
  ck_assert_int_gt(length, 0);
  return (gnutls_datum_t){bytes, (unsigned)length};
}

/* As shown: the client's, then the authority between (may be NULL). */
static bool allows(const struct tls_node *client, const struct tls_node *between) {
  gnutls_datum_t chain[2] = {datum_of(client)};
  unsigned count = 1;
  if (between != NULL) {
    chain[count++] = datum_of(between);
  }
  bool allowed = tls_revocation_allows(w.revocation, chain, count);
  while (count > 0) {
    OPENSSL_free(chain[--count].data);
  }
  return allowed;
}

static bool direct_passes(void) {
  return allows(&w.direct, NULL);
}

static bool client_passes(void) {
  return allows(&w.client, &w.middle);
}

static void write_list(struct tls_list_wish wish, const char *name) {
  tls_list_write(&wish, list_path(name), "w");
}

static void write_text(const char *path, const char *text) {
  FILE *file = fopen(path, "w");
  ck_assert_ptr_nonnull(file);
  ck_assert_int_ge(fputs(text, file), 0);
  fclose(file);
}

static const char *metrics(void) {
  struct buffer buffer = buffer_make(w.arena, 100000);
  tls_revocation_metrics(w.revocation, &buffer);
  buffer_append_byte(&buffer, '\0');
  return buffer_view(&buffer).data;
}

static void expect_metric(const char *line) {
  ck_assert_msg(strstr(metrics(), line) != NULL, "%s not in %s", line, metrics());
}

/* ---- verdicts -----------------------------------------------------------------------------------
 */

enum whose { NOBODYS, ROOTS, STRANGERS };
struct verdict_case {
  enum whose list;
  bool revokes;
  long start_s;
  long end_s;
  bool soft; /* whether it passes */
  bool hard;
};
static const struct verdict_case verdict_cases[] = {
    {NOBODYS, false, 0, 0, true, false},
    {ROOTS, false, -DAY_S, DAY_S, true, true},
    {ROOTS, true, -DAY_S, DAY_S, false, false},
    {ROOTS, false, -2 * DAY_S, -DAY_S, true, false}, /* stale */
    {ROOTS, true, -2 * DAY_S, -DAY_S, false, false}, /* stale, but it is revoked */
    {ROOTS, false, DAY_S, 2 * DAY_S, true, false},   /* not yet valid */
    {STRANGERS, false, -DAY_S, DAY_S, true, false},
    {STRANGERS, true, -DAY_S, DAY_S, true, false}, /* not his to revoke */
};

START_TEST(verdicts) {
  const struct verdict_case *row = &verdict_cases[_i];
  if (row->list != NOBODYS) {
    write_list((struct tls_list_wish){.authority = row->list == ROOTS ? &w.root : &w.stranger,
                                      .revoked = row->revokes ? w.direct.certificate : NULL,
                                      .start_s = row->start_s,
                                      .end_s = row->end_s},
               "one.crl");
  }
  open_lists(false);
  ck_assert(direct_passes() == row->soft);
  expect_metric(row->hard   ? "{revocation=\"good\"} 1\n"
                : row->soft ? "{revocation=\"unknown\"} 1\n"
                            : "{revocation=\"revoked\"} 1\n");
  open_lists(true);
  ck_assert(direct_passes() == row->hard);
}
END_TEST

static const struct tls_list_wish of_root = {
    .authority = &w.root, .start_s = -DAY_S, .end_s = DAY_S};
static const struct tls_list_wish of_middle = {
    .authority = &w.middle, .start_s = -DAY_S, .end_s = DAY_S};

static struct tls_list_wish revoking(struct tls_list_wish wish, const struct tls_node *node) {
  wish.revoked = node->certificate;
  return wish;
}

START_TEST(each_certificate_is_looked_up) {
  write_list(of_middle, "middle.crl");
  open_lists(true);
  ck_assert(!client_passes()); /* nothing is known of the middle */
  open_lists(false);
  ck_assert(client_passes());
  write_list(of_root, "root.pem"); /* nothing is asked of the root itself */
  open_lists(true);
  ck_assert(client_passes());
  write_list(revoking(of_middle, &w.client), "middle.crl");
  open_lists(false);
  ck_assert(!client_passes());
  write_list(of_middle, "middle.crl");
  write_list(revoking(of_root, &w.middle), "root.pem");
  open_lists(false);
  ck_assert(!client_passes());
  ck_assert(direct_passes());
}
END_TEST

/* A list in the name of an authority that only chains show: the genuine one beside it counts. */
START_TEST(forged_list_beside) {
  struct tls_list_wish forged = of_middle;
  forged.key = w.stranger.key;
  forged.start_s = -60; /* the later one */
  write_list(of_root, "root.crl");
  write_list(forged, "forged.crl");
  open_lists(true);
  ck_assert(!client_passes());
  write_list(revoking(forged, &w.client), "forged.crl");
  open_lists(false);
  ck_assert(client_passes());
  write_list(of_middle, "middle.crl");
  open_lists(true);
  ck_assert(client_passes());
  write_list(forged, "forged.crl");
  write_list(revoking(of_middle, &w.client), "middle.crl");
  open_lists(false);
  ck_assert(!client_passes());
}
END_TEST

START_TEST(chains_that_are_none) {
  write_list(of_root, "root.crl");
  open_lists(false);
  ck_assert(!allows(&w.client, NULL)); /* the middle is missing */
  ck_assert(!allows(&w.stranger, NULL));
  gnutls_datum_t garbage = {(unsigned char *)(uintptr_t) "garbage", 7};
  ck_assert(!tls_revocation_allows(w.revocation, &garbage, 1));
  ck_assert(!tls_revocation_allows(w.revocation, &garbage, 0));
}
END_TEST

/* ---- files --------------------------------------------------------------------------------------
 */

START_TEST(several_lists_in_a_file) {
  tls_list_write(&of_root, list_path("all.pem"), "w");
  tls_list_write(&of_middle, list_path("all.pem"), "a");
  ck_assert_int_eq(open_at(list_path("all.pem"), true), ERROR_OK);
  ck_assert(client_passes());
  ck_assert_uint_eq(tls_revocation_state(w.revocation).count, 2);
}
END_TEST

START_TEST(list_in_der) {
  X509_CRL *list = tls_list_make(&of_root);
  FILE *file = fopen(list_path("root.der"), "w");
  ck_assert_int_eq(i2d_X509_CRL_fp(file, list), 1);
  fclose(file);
  X509_CRL_free(list);
  write_text(list_path("notes.txt"), "no list");
  write_text(list_path(".hidden.crl"), "no list");
  open_lists(true);
  ck_assert(direct_passes());
}
END_TEST

static void expect_refused(enum tls_list_fault fault, const char *path) {
  ck_assert_int_eq(open_at(w.lists, false), ERROR_CONFIGURATION);
  ck_assert_int_eq(w.problem.fault, fault);
  ck_assert_str_eq(w.problem.path, path);
}

START_TEST(unusable_lists) {
  const char *path = list_path("one.crl");
  write_text(path, "no list");
  expect_refused(TLS_LIST_NONE, path);
  write_text(path, "");
  expect_refused(TLS_LIST_NONE, path);
  tls_write(&w.root, w.lists, "certificate");
  ck_assert_int_eq(rename(list_path("certificate.pem"), path), 0);
  expect_refused(TLS_LIST_NONE, path);
  tls_list_write(&of_root, path, "w"); /* a second one, cut off */
  struct stat state;
  ck_assert_int_eq(stat(path, &state), 0);
  tls_list_write(&of_middle, path, "a");
  ck_assert_int_eq(truncate(path, state.st_size + 60), 0);
  expect_refused(TLS_LIST_NONE, path);
  write_list((struct tls_list_wish){.authority = &w.root, .start_s = -DAY_S}, "one.crl");
  expect_refused(TLS_LIST_ENDLESS, path);
  struct tls_list_wish forged = of_root;
  forged.key = w.stranger.key;
  write_list(forged, "one.crl");
  expect_refused(TLS_LIST_FORGED, path);
}
END_TEST

START_TEST(unusable_folders) {
  ck_assert_int_eq(rmdir(w.lists), 0);
  expect_refused(TLS_LIST_UNREADABLE, w.lists);
  ck_assert_int_eq(w.problem.reason, ENOENT);
  ck_assert_int_eq(mkdir(w.lists, 0700), 0);
  for (int i = 0; i <= FILES_MAXIMUM; i++) {
    write_text(list_path(arena_format(w.arena, "%d.crl", i).data), "");
  }
  expect_refused(TLS_LIST_MANY, w.lists);
}
END_TEST

START_TEST(unusable_authorities) {
  write_list(of_root, "root.crl");
  ck_assert_int_eq(unlink(in_folder(w.folder, "root.pem")), 0);
  ck_assert_int_eq(open_at(w.lists, false), ERROR_FILE);
  ck_assert_int_eq(w.problem.fault, TLS_LIST_USABLE);
  write_text(in_folder(w.folder, "root.pem"), "nothing");
  ck_assert_int_eq(open_at(w.lists, false), ERROR_CONFIGURATION);
  ck_assert_int_eq(w.problem.fault, TLS_LIST_USABLE);
}
END_TEST

/* ---- exchange -----------------------------------------------------------------------------------
 */

/* True when what was judged before has to be judged again. */
static bool refresh(bool forced) {
  unsigned generation = tls_revocation_generation(w.revocation);
  tls_revocation_refresh(w.revocation, forced);
  return generation != tls_revocation_generation(w.revocation);
}

START_TEST(new_list_is_taken) {
  write_list(of_root, "root.crl");
  open_lists(true);
  ck_assert(direct_passes());
  ck_assert(!refresh(false));
  write_list(revoking(of_root, &w.direct), "root.crl");
  ck_assert(direct_passes());
  ck_assert(refresh(false));
  ck_assert(!direct_passes());
  ck_assert(!refresh(false));
  ck_assert(refresh(true));
  ck_assert_int_eq(unlink(list_path("root.crl")), 0); /* nothing is known any more */
  ck_assert(refresh(false));
  ck_assert(!direct_passes());
  expect_metric("fhir_facade_tls_revocation_lists 0\n");
  expect_metric("{revocation=\"revoked\"} 1\n");
}
END_TEST

START_TEST(broken_lists_keep_the_former) {
  struct tls_list_wish forged = of_root;
  forged.key = w.stranger.key;
  write_list(revoking(of_root, &w.middle), "root.crl");
  write_list(of_middle, "middle.crl");
  open_lists(true);
  ck_assert(direct_passes());
  write_text(list_path("root.crl"), "broken");
  write_text(list_path("new.crl"), "broken");
  ck_assert(refresh(false));
  ck_assert(!refresh(false)); /* not tried again and again */
  ck_assert(direct_passes());
  ck_assert(!client_passes());
  write_list(forged, "root.crl");
  ck_assert(refresh(false));
  ck_assert(direct_passes());
  ck_assert(!client_passes());
  expect_metric("fhir_facade_tls_revocation_lists 2\n");
  ck_assert_int_eq(rename(w.lists, in_folder(w.folder, "elsewhere")), 0);
  ck_assert(!refresh(false));
  ck_assert(direct_passes());
  ck_assert(!client_passes());
  ck_assert_int_eq(rename(in_folder(w.folder, "elsewhere"), w.lists), 0);
  write_list(of_root, "root.crl");
  ck_assert(refresh(false));
  ck_assert(client_passes());
}
END_TEST

START_TEST(authorities_are_exchanged) {
  struct tls_node other = tls_make(&(struct tls_wish){"Other", NULL, -DAY_S, DAY_S}, NULL);
  write_list(of_root, "root.crl");
  open_lists(true);
  ck_assert(direct_passes());
  tls_write(&other, w.folder, "root");
  ck_assert(refresh(false));
  ck_assert(!direct_passes());
  ck_assert_int_eq(truncate(in_folder(w.folder, "root.pem"), 10), 0);
  ck_assert(!refresh(false));
  tls_write(&w.root, w.folder, "root");
  ck_assert(refresh(false));
  ck_assert(direct_passes());
  tls_free(&other);
}
END_TEST

/* ---- ends ---------------------------------------------------------------------------------------
 */

/* What the lists of the folder are like in so many seconds. */
static struct tls_lists_state state_after(long seconds) {
  struct tls_lists *lists = NULL;
  STACK_OF(X509) *nobody = sk_X509_new_null();
  ck_assert_int_eq(tls_lists_read(w.lists, nobody, NULL, &w.problem, &lists), ERROR_OK);
  struct tls_lists_state state = tls_lists_state(lists, ((int64_t)time(NULL) + seconds) * 1000);
  tls_lists_free(lists);
  sk_X509_free(nobody);
  return state;
}

START_TEST(ends_are_told) {
  struct tls_list_wish wish = of_root;
  write_list(wish, "old.crl"); /* another one ends later */
  wish.end_s = 3 * DAY_S;
  write_list(wish, "root.crl");
  wish = of_middle;
  wish.end_s = 2 * DAY_S;
  write_list(wish, "middle.crl");
  open_lists(false);
  struct tls_lists_state state = state_after(0);
  ck_assert_uint_eq(state.count, 3);
  ck_assert_uint_eq(state.outdated, 0);
  ck_assert_int_le(llabs(state.end_ms - ((int64_t)time(NULL) + 2 * DAY_S) * 1000), 60000);
  ck_assert_uint_eq(state_after(2 * DAY_S + 3600).outdated, 1);
  ck_assert_uint_eq(state_after(4 * DAY_S).outdated, 2);
  ck_assert_uint_eq(state_after(-2 * DAY_S).outdated, 2); /* not yet valid */
  ck_assert(strstr(metrics(), "fhir_facade_tls_revocation_end_seconds 0\n") == NULL);
  expect_metric("fhir_facade_tls_revocation_lists_outdated 0\n");
}
END_TEST

START_TEST(open_connections_are_judged_again_at_an_end) {
  struct tls_list_wish wish = of_root;
  wish.start_s = -2 * DAY_S;
  wish.end_s = -DAY_S;
  write_list(wish, "root.crl");
  open_lists(true);
  ck_assert(refresh(false)); /* the first look finds it ended */
  ck_assert(!refresh(false));
  expect_metric("fhir_facade_tls_revocation_lists_outdated 1\n");
}
END_TEST

/* ---- threads ------------------------------------------------------------------------------------
 */

static void *judge_many(void *context) {
  uintptr_t right = 0;
  (void)context;
  for (int i = 0; i < 200; i++) {
    right += client_passes() && direct_passes();
  }
  return (void *)right;
}

START_TEST(threads_judge_while_lists_change) {
  pthread_t threads[4];
  write_list(of_root, "root.crl");
  write_list(of_middle, "middle.crl");
  open_lists(true);
  for (int i = 0; i < 4; i++) {
    ck_assert_int_eq(pthread_create(&threads[i], NULL, judge_many, NULL), 0);
  }
  for (int i = 0; i < 50; i++) {
    ck_assert(refresh(true));
  }
  for (int i = 0; i < 4; i++) {
    void *right = NULL;
    pthread_join(threads[i], &right);
    ck_assert_uint_eq((uintptr_t)right, 200);
  }
}
END_TEST

/* The list of a large authority: the row is found among many. */
START_TEST(many_revoked) {
  struct tls_list_wish wish = revoking(of_root, &w.middle);
  wish.more = 20000;
  write_list(wish, "root.crl");
  write_list(of_middle, "middle.crl");
  open_lists(true);
  ck_assert(direct_passes());
  ck_assert(!client_passes());
}
END_TEST

Suite *test_suite(void) {
  Suite *suite = suite_create("tls_revocation");
  TCase *tests = tcase_create("lists");
  tcase_add_checked_fixture(tests, set_up, tear_down);
  tcase_set_timeout(tests, 60);
  tcase_add_loop_test(tests, verdicts, 0, sizeof verdict_cases / sizeof verdict_cases[0]);
  tcase_add_test(tests, each_certificate_is_looked_up);
  tcase_add_test(tests, forged_list_beside);
  tcase_add_test(tests, chains_that_are_none);
  tcase_add_test(tests, several_lists_in_a_file);
  tcase_add_test(tests, list_in_der);
  tcase_add_test(tests, unusable_lists);
  tcase_add_test(tests, unusable_folders);
  tcase_add_test(tests, unusable_authorities);
  tcase_add_test(tests, new_list_is_taken);
  tcase_add_test(tests, broken_lists_keep_the_former);
  tcase_add_test(tests, authorities_are_exchanged);
  tcase_add_test(tests, ends_are_told);
  tcase_add_test(tests, open_connections_are_judged_again_at_an_end);
  tcase_add_test(tests, threads_judge_while_lists_change);
  tcase_add_test(tests, many_revoked);
  suite_add_tcase(suite, tests);
  return suite;
}
