/* How fast a Bundle is signed with a key in a file, and how fast its signature is verified with
 * the chain, in process and on one thread. The key and its certificate are made here. */
#include "server/base/clock.h"
#include "server/national/signature_verify.h"
#include "server/national/signer.h"
#include "tests/bench/bench.h"

#include <openssl/ec.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <stdio.h>
#include <stdlib.h>

#define ARENA_BYTES (256u << 20)
#define BUNDLE_BYTES 48000u
#define ROUNDS 1000u

struct files {
  char folder[64];
  char key[80];
  char certificate[80];
};

static void need(bool done, const char *what) {
  if (!done) {
    fprintf(stderr, "bench: %s\n", what);
    exit(1);
  }
}

static X509 *make_certificate(EVP_PKEY *key) {
  X509 *certificate = X509_new();
  need(certificate != NULL, "no certificate");
  X509_NAME *name = X509_get_subject_name(certificate);
  X509_set_version(certificate, X509_VERSION_3);
  X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, (const unsigned char *)"bench", -1, -1, 0);
  X509_set_issuer_name(certificate, name);
  X509_gmtime_adj(X509_getm_notBefore(certificate), -3600);
  X509_gmtime_adj(X509_getm_notAfter(certificate), 3600);
  X509_set_pubkey(certificate, key);
  need(X509_sign(certificate, key, EVP_sha256()) > 0, "the certificate cannot be signed");
  return certificate;
}

static void make_files(EVP_PKEY *key, struct files *files) {
  snprintf(files->folder, sizeof files->folder, "/tmp/fhir-facade-bench-XXXXXX");
  need(mkdtemp(files->folder) != NULL, "no folder");
  snprintf(files->key, sizeof files->key, "%s/key.pem", files->folder);
  snprintf(files->certificate, sizeof files->certificate, "%s/certificate.pem", files->folder);
  X509 *certificate = make_certificate(key);
  FILE *file = fopen(files->key, "wb");
  need(file != NULL && PEM_write_PKCS8PrivateKey(file, key, NULL, NULL, 0, NULL, NULL) == 1, "key");
  fclose(file);
  file = fopen(files->certificate, "wb");
  need(file != NULL && PEM_write_X509(file, certificate) == 1, "certificate");
  fclose(file);
  X509_free(certificate);
}

static void remove_files(const struct files *files) {
  remove(files->key);
  remove(files->certificate);
  remove(files->folder);
}

static void report(const char *what, const char *algorithm, double elapsed_us) {
  char row[96];
  snprintf(row, sizeof row, "%s, %s, Bundle of 48 KB", what, algorithm);
  bench_row(row, ROUNDS * 1e6 / elapsed_us, "/s", "");
}

static struct view measure_sign(struct signer *signer, struct view content, const char *algorithm,
                                struct issue_list *issues) {
  struct arena *arena = issues->arena;
  const struct signer_task task = {content, clock_now_ms(clock_system())};
  struct view jws;
  double start = bench_now_us();
  for (unsigned i = 0; i < ROUNDS; i++) {
    struct arena_mark mark = arena_mark(arena);
    need(signer->sign(signer, &task, arena, issues, &jws) == ERROR_OK, "not signed");
    arena_back(arena, mark);
  }
  report("sign and check", algorithm, bench_now_us() - start);
  need(signer->sign(signer, &task, arena, issues, &jws) == ERROR_OK, "not signed");
  return jws;
}

static void measure_verify(const struct files *files, struct view content, struct view jws,
                           const char *algorithm, struct issue_list *issues) {
  struct signature_trust_settings settings = {.anchors_file = files->certificate};
  struct signature_verifier verifier = {.policy = {.clock_skew_ms = 1000}};
  struct signature_evidence evidence = {
      .content = content, .jws = jws, .now_ms = clock_now_ms(clock_system())};
  struct signature_report result = {.verdict = SIGNATURE_UNSIGNED};
  need(signature_trust_open(&settings, issues, &verifier.trust) == ERROR_OK, "no anchors");
  double start = bench_now_us();
  for (unsigned i = 0; i < ROUNDS; i++) {
    struct arena_mark mark = arena_mark(issues->arena);
    need(signature_verify(&verifier, &evidence, issues, &result) == ERROR_OK &&
             result.verdict == SIGNATURE_VALID,
         "not valid");
    arena_back(issues->arena, mark);
  }
  report("verify with chain", algorithm, bench_now_us() - start);
  signature_trust_close(verifier.trust);
}

static void measure(struct arena *arena, EVP_PKEY *key, struct view content,
                    const char *algorithm) {
  struct files files;
  struct issue_list issues = issue_list_make(arena, 10);
  struct signer *signer = NULL;
  need(key != NULL, "no key");
  make_files(key, &files);
  struct signer_settings settings = {.kind = SIGNER_FILE,
                                     .certificate_file = files.certificate,
                                     .time_claim = JWS_TIME_SIGT,
                                     .file = {.path = files.key}};
  need(signer_open(&settings, &issues, &signer) == ERROR_OK, "no signer");
  struct view jws = measure_sign(signer, content, algorithm, &issues);
  measure_verify(&files, content, jws, algorithm, &issues);
  signer->close(signer);
  remove_files(&files);
  EVP_PKEY_free(key);
}

int main(void) {
  struct arena *arena = arena_new(ARENA_BYTES);
  char *content = arena != NULL ? arena_bytes(arena, BUNDLE_BYTES) : NULL;
  need(content != NULL, "no memory");
  memset(content, 'x', BUNDLE_BYTES); /* a signature does not care what it covers */
  measure(arena, EVP_EC_gen("P-256"), view_make(content, BUNDLE_BYTES), "ES256");
  measure(arena, EVP_RSA_gen(2048), view_make(content, BUNDLE_BYTES), "RS256");
  arena_free(arena);
  return EXIT_SUCCESS;
}
