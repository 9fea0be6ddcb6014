/* Writes that fail anywhere: a request of each kind against the real server, again and again with
 * another writing call failing each time, in the data folder, on the client's socket, on the socket
 * to ORCA and on the log. Every time the client must get the right answer, a refusal that may be
 * repeated, or an answer that is seen to be cut; the state is the one before or the one after, and
 * the one after whenever the answer says so.
 *
 * writes BUILD [TRIALS [KIND]]: at most about TRIALS calls of each kind and way, spread over all of
 * them; 0 = every one. */
#include "tests/writes/certificate.h"
#include "tests/writes/log_pipe.h"
#include "tests/writes/trial.h"

#include <curl/curl.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ALL_FILES (FAULT_CALL_FILES | FAULT_CALL_OPEN)
#define GETS_THROUGH OUTCOME_WHOLE
#define MAY_REFUSE (OUTCOME_WHOLE | OUTCOME_REFUSED)
#define MAY_CUT (OUTCOME_WHOLE | OUTCOME_CUT)
/* Bundles that are registered for the trials which change them. */
#define REGISTERED_SHORT 30u
#define REGISTERED_LONG 250u
/* Coprime to most steps. */
#define SPREAD 7919u

static const struct way ways[] = {
    {"disk full", FAULT_PLACE_DATA, ALL_FILES, FAULT_FAIL, ENOSPC, .allowed = MAY_REFUSE},
    {"disk stays full", FAULT_PLACE_DATA, ALL_FILES, FAULT_FAIL, ENOSPC, true, MAY_REFUSE},
    {"disk error", FAULT_PLACE_DATA, ALL_FILES, FAULT_FAIL, EIO, .allowed = MAY_REFUSE},
    {"short write to disk", FAULT_PLACE_DATA, FAULT_CALL_WRITE, FAULT_SHORT,
     .allowed = GETS_THROUGH},
    {"disk interrupted", FAULT_PLACE_DATA, FAULT_CALL_WRITE, FAULT_FAIL, EINTR,
     .allowed = GETS_THROUGH},
    {"client reset", FAULT_PLACE_CLIENT, FAULT_CALL_SEND, FAULT_FAIL, ECONNRESET,
     .allowed = MAY_CUT},
    {"client gone", FAULT_PLACE_CLIENT, FAULT_CALL_SEND, FAULT_FAIL, EPIPE, .allowed = MAY_CUT},
    {"client cut before", FAULT_PLACE_CLIENT, FAULT_CALL_SEND, FAULT_CUT_BEFORE,
     .allowed = MAY_CUT},
    {"client cut amid", FAULT_PLACE_CLIENT, FAULT_CALL_SEND, FAULT_CUT, .allowed = MAY_CUT},
    {"short send to client", FAULT_PLACE_CLIENT, FAULT_CALL_SEND, FAULT_SHORT,
     .allowed = GETS_THROUGH},
    {"client in small pieces", FAULT_PLACE_CLIENT, FAULT_CALL_SEND, FAULT_SHORT, .sticky = true,
     .allowed = GETS_THROUGH},
    {"client not ready", FAULT_PLACE_CLIENT, FAULT_CALL_SEND, FAULT_FAIL, EAGAIN,
     .allowed = GETS_THROUGH},
    {"client interrupted", FAULT_PLACE_CLIENT, FAULT_CALL_SEND, FAULT_FAIL, EINTR,
     .allowed = GETS_THROUGH},
    {"ORCA reset", FAULT_PLACE_ORCA, FAULT_CALL_SEND, FAULT_FAIL, ECONNRESET,
     .allowed = MAY_REFUSE},
    {"ORCA gone", FAULT_PLACE_ORCA, FAULT_CALL_SEND, FAULT_FAIL, EPIPE, .allowed = MAY_REFUSE},
    {"ORCA cut", FAULT_PLACE_ORCA, FAULT_CALL_SEND, FAULT_CUT_BEFORE, .allowed = MAY_REFUSE},
    {"ORCA stays gone", FAULT_PLACE_ORCA, FAULT_CALL_SEND, FAULT_FAIL, ECONNRESET, true,
     MAY_REFUSE},
    {"short send to ORCA", FAULT_PLACE_ORCA, FAULT_CALL_SEND, FAULT_SHORT, .allowed = GETS_THROUGH},
    {"ORCA not ready", FAULT_PLACE_ORCA, FAULT_CALL_SEND, FAULT_FAIL, EAGAIN,
     .allowed = GETS_THROUGH},
    {"ORCA interrupted", FAULT_PLACE_ORCA, FAULT_CALL_SEND, FAULT_FAIL, EINTR,
     .allowed = GETS_THROUGH},
    {"log full", FAULT_PLACE_LOG, FAULT_CALL_WRITE, FAULT_FAIL, ENOSPC, .allowed = GETS_THROUGH},
    {"log gone", FAULT_PLACE_LOG, FAULT_CALL_WRITE, FAULT_FAIL, EPIPE, .allowed = GETS_THROUGH},
    {"log not ready", FAULT_PLACE_LOG, FAULT_CALL_WRITE, FAULT_FAIL, EAGAIN,
     .allowed = GETS_THROUGH},
    {"log interrupted", FAULT_PLACE_LOG, FAULT_CALL_WRITE, FAULT_FAIL, EINTR,
     .allowed = GETS_THROUGH},
    {"short write to log", FAULT_PLACE_LOG, FAULT_CALL_WRITE, FAULT_SHORT, .allowed = GETS_THROUGH},
};

#define WAYS (sizeof ways / sizeof *ways)

struct writes {
  struct site site;
  uint64_t trials;
  const char *only; /* kind; NULL = all */
  uint64_t counted; /* calls of the lane before */
  struct tally of_kind[SITE_KINDS];
  struct tally of_way[WAYS];
  struct tally of_tls[WAYS];
  struct tally all;
  uint64_t calls[SITE_KINDS][FAULT_PLACE_LOG + 1]; /* most calls at a place */
};

static void add(struct tally *sum, const struct tally *tally) {
  sum->trials += tally->trials;
  sum->fired += tally->fired;
  sum->whole += tally->whole;
  sum->refused += tally->refused;
  sum->refused_done += tally->refused_done;
  sum->cut += tally->cut;
  sum->cut_done += tally->cut_done;
  sum->slowest_s = tally->slowest_s > sum->slowest_s ? tally->slowest_s : sum->slowest_s;
}

/* The calls of one request differ a little from time to time. Ways beside each other that watch the
 * same calls share the count. */
static uint64_t count_calls(struct writes *writes, size_t kind, size_t way) {
  struct tally unused = {0};
  uint64_t most = 0;
  if (way > 0 && ways[way - 1].place == ways[way].place && ways[way - 1].calls == ways[way].calls) {
    return writes->counted;
  }
  for (unsigned i = 0; i < 2; i++) {
    uint64_t calls = trial_run(&writes->site, kind, &ways[way], 0, &unused);
    most = calls > most ? calls : most;
  }
  writes->counted = most;
  return most;
}

/* Until a trial makes fewer calls than the one that is to fail. */
static void run_lane(struct writes *writes, size_t kind, size_t way, struct tally *ret_tally) {
  struct tally tally = {0};
  uint64_t calls = count_calls(writes, kind, way);
  uint64_t step = writes->trials == 0 ? 1 : calls / writes->trials + 1;
  uint64_t *most = &writes->calls[kind][ways[way].place];
  *most = calls > *most ? calls : *most;
  if (calls == 0 && ways[way].place == FAULT_PLACE_CLIENT) {
    world_fail(&writes->site.world, "no call is counted: the shim is not in the server");
  }
  bool reached = calls > 0;
  /* A sample does not begin at the first call everywhere. */
  uint64_t first = 1 + (kind * WAYS + way) * SPREAD % step;
  for (uint64_t at = first; reached || at <= calls; at += step) {
    reached = trial_run(&writes->site, kind, &ways[way], at, &tally) >= at;
  }
  add(ret_tally, &tally);
  add(&writes->of_kind[kind], &tally);
  add(&writes->all, &tally);
}

static bool is_wanted(const struct writes *writes, size_t kind) {
  return writes->only == NULL || strcmp(writes->only, kind_get(kind)->name) == 0;
}

static void run_kind(struct writes *writes, size_t kind) {
  for (size_t way = 0; way < WAYS; way++) {
    if (ways[way].place != FAULT_PLACE_ORCA || kind_get(kind)->uses_orca) {
      run_lane(writes, kind, way, &writes->of_way[way]);
    }
  }
  const struct tally *tally = &writes->of_kind[kind];
  const uint64_t *calls = writes->calls[kind];
  printf("%-20s %5llu %6llu %5llu %4llu %7u %7u %6u %8u %5u\n", kind_get(kind)->name,
         (unsigned long long)calls[FAULT_PLACE_DATA], (unsigned long long)calls[FAULT_PLACE_CLIENT],
         (unsigned long long)calls[FAULT_PLACE_ORCA], (unsigned long long)calls[FAULT_PLACE_LOG],
         tally->trials, tally->fired, tally->whole, tally->refused, tally->cut);
  fflush(stdout);
}

/* The same client's socket under TLS. */
static void run_tls(struct writes *writes) {
  struct site *site = &writes->site;
  char certificate[WORLD_PATH];
  char key[WORLD_PATH];
  world_path(&site->world, "certificate.pem", certificate);
  world_path(&site->world, "key.pem", key);
  snprintf(site->world.name, sizeof site->world.name, "TLS");
  if (!certificate_write(certificate, key) ||
      !site_set(site, "LISTEN_TLS_CERTIFICATE", certificate) ||
      !site_set(site, "LISTEN_TLS_KEY", key)) {
    world_fail(&site->world, "no certificate");
  }
  SSL_CTX *client = certificate_client(certificate);
  site_use(site, client);
  for (size_t kind = 0; kind < kind_count(); kind++) {
    for (size_t way = 0; way < WAYS && is_wanted(writes, kind); way++) {
      if (ways[way].place == FAULT_PLACE_CLIENT) {
        run_lane(writes, kind, way, &writes->of_tls[way]);
      }
    }
  }
  site_unset(site);
  site_unset(site);
  site_use(site, NULL);
  SSL_CTX_free(client);
}

static void print_tally(const char *name, const struct tally *tally) {
  printf("%-28s %7u %7u %6u %8u (%u) %5u (%u) %8.2f\n", name, tally->trials, tally->fired,
         tally->whole, tally->refused, tally->refused_done, tally->cut, tally->cut_done,
         tally->slowest_s);
}

static void report(const struct writes *writes, double seconds) {
  printf("\n%-28s %7s %7s %6s %12s %9s %8s\n", "way", "trials", "failing", "whole",
         "refused (done)", "cut (done)", "slowest");
  for (size_t way = 0; way < WAYS; way++) {
    print_tally(ways[way].name, &writes->of_way[way]);
  }
  for (size_t way = 0; way < WAYS; way++) {
    if (ways[way].place == FAULT_PLACE_CLIENT) {
      char name[40];
      snprintf(name, sizeof name, "%s, TLS", ways[way].name);
      print_tally(name, &writes->of_tls[way]);
    }
  }
  print_tally("all", &writes->all);
  printf("writes: %zu kinds, %u trials, %u calls made to fail, %u whole, %u refused, %u cut; every "
         "state whole, %zu audit rows looked up, memory +%.1f MB at most, %.0f s\n",
         writes->only == NULL ? kind_count() : 1, writes->all.trials, writes->all.fired,
         writes->all.whole, writes->all.refused, writes->all.cut, writes->site.recorded_count,
         (double)writes->site.growth / 1048576.0, seconds);
}

int main(int argc, char **argv) {
  static struct writes writes;
  if (argc < 2) {
    fprintf(stderr, "usage: writes BUILD [TRIALS [KIND]]\n");
    return 2;
  }
  writes.trials = argc > 2 ? strtoull(argv[2], NULL, 10) : 0;
  writes.only = argc > 3 ? argv[3] : NULL;
  (void)signal(SIGPIPE, SIG_IGN);
  curl_global_init(CURL_GLOBAL_DEFAULT);
  double start = world_now();
  site_open(&writes.site, argv[1], writes.trials == 0 ? REGISTERED_LONG : REGISTERED_SHORT);
  printf("%-20s %5s %6s %5s %4s %7s %7s %6s %8s %5s\n", "kind; calls to", "data", "client", "ORCA",
         "log", "trials", "failing", "whole", "refused", "cut");
  for (size_t kind = 0; kind < kind_count(); kind++) {
    if (is_wanted(&writes, kind)) {
      run_kind(&writes, kind);
    }
  }
  site_use(&writes.site, NULL);
  trial_check_state(&writes.site);
  run_tls(&writes);
  log_pipe_run(&writes.site);
  trial_check_state(&writes.site);
  site_close(&writes.site);
  report(&writes, world_now() - start);
  return 0;
}
