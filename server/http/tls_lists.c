#include "server/http/tls_lists.h"

#include "server/base/certificate.h"
#include "server/base/file.h"
#include "server/base/hash.h"
#include "server/base/log.h"
#include "server/base/revocation_list.h"
#include "server/http/file_stamp.h"
#include "server/limits.h"

#include <dirent.h>
#include <errno.h>
#include <openssl/err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* What an arena needs beside one file. */
#define ARENA_SPARE_BYTES 65536u

struct list_file {
  char *path;
  struct file_stamp stamp;
  STACK_OF(X509_CRL) * lists;
};

struct tls_lists {
  struct list_file *files;
  size_t count;
};

static const char *const fault_words[] = {
    [TLS_LIST_USABLE] = "usable",
    [TLS_LIST_UNREADABLE] = "unreadable",
    [TLS_LIST_NONE] = "no list, or damaged",
    [TLS_LIST_ENDLESS] = "no nextUpdate",
    [TLS_LIST_FORGED] = "not signed by the authority it names",
    [TLS_LIST_MANY] = "too many files",
};

/* ---- files --------------------------------------------------------------------------------------
 */

static int is_list_name(const struct dirent *entry) {
  struct view name = view_of(entry->d_name);
  return entry->d_name[0] != '.' &&
         (view_ends_with(name, view_of(".crl")) || view_ends_with(name, view_of(".pem")) ||
          view_ends_with(name, view_of(".der")));
}

static int by_name(const struct dirent **a, const struct dirent **b) {
  return strcmp((*a)->d_name, (*b)->d_name);
}

/* Takes the path; a NULL one is a lack of memory. */
static enum error file_add(struct tls_lists *lists, char *path) {
  STACK_OF(X509_CRL) *stack = sk_X509_CRL_new_null();
  if (path == NULL || stack == NULL) {
    free(path);
    sk_X509_CRL_free(stack);
    return ERROR_MEMORY;
  }
  lists->files[lists->count++] =
      (struct list_file){.path = path, .stamp = file_stamp_of(path), .lists = stack};
  return ERROR_OK;
}

static enum error folder_add(struct tls_lists *lists, const char *folder,
                             struct dirent *const *entries, size_t count) {
  enum error error = ERROR_OK;
  for (size_t i = 0; i < count && error == ERROR_OK; i++) {
    char *path = NULL;
    int length = asprintf(&path, "%s/%s", folder, entries[i]->d_name);
    error = file_add(lists, length < 0 ? NULL : path);
  }
  return error;
}

static enum error fail(struct tls_list_problem *problem, enum tls_list_fault fault, int reason,
                       const char *path) {
  problem->fault = fault;
  problem->reason = reason;
  (void)snprintf(problem->path, sizeof problem->path, "%s", path);
  return ERROR_CONFIGURATION;
}

/* The files of the path, with no list yet. */
static enum error enumerate(const char *path, struct tls_list_problem *ret_problem,
                            struct tls_lists *lists) {
  struct stat state;
  struct dirent **entries = NULL;
  if (stat(path, &state) != 0) {
    return fail(ret_problem, TLS_LIST_UNREADABLE, errno, path);
  }
  bool is_folder = S_ISDIR(state.st_mode);
  int found = is_folder ? scandir(path, &entries, is_list_name, by_name) : 1;
  if (found < 0) {
    return fail(ret_problem, TLS_LIST_UNREADABLE, errno, path);
  }
  size_t count = (size_t)found;
  enum error error = ERROR_MEMORY;
  lists->files = calloc(count + 1, sizeof *lists->files);
  if (count > LIMIT_REVOCATION_FILES) {
    error = fail(ret_problem, TLS_LIST_MANY, 0, path);
  } else if (lists->files != NULL) {
    error = is_folder ? folder_add(lists, path, entries, count) : file_add(lists, strdup(path));
  }
  for (size_t i = 0; is_folder && i < count; i++) {
    free(entries[i]);
  }
  free(entries);
  return error;
}

uint64_t tls_lists_picture(const char *path) {
  struct tls_list_problem problem;
  struct tls_lists *lists = calloc(1, sizeof *lists);
  uint64_t picture = 0;
  if (lists != NULL && enumerate(path, &problem, lists) == ERROR_OK) {
    picture = 1;
    for (size_t i = 0; i < lists->count; i++) {
      const struct list_file *file = &lists->files[i];
      const uint64_t parts[] = {picture, hash_64(view_of(file->path)),
                                (uint64_t)file->stamp.modified_ns, (uint64_t)file->stamp.size,
                                file->stamp.number};
      picture = hash_64(view_make((const char *)parts, sizeof parts));
    }
  }
  tls_lists_free(lists);
  return picture;
}

/* ---- content ------------------------------------------------------------------------------------
 */

static enum tls_list_fault read_content(struct list_file *file, int *ret_reason) {
  struct arena *arena = arena_new_small(LIMIT_REVOCATION_LIST_BYTES + ARENA_SPARE_BYTES);
  struct view content;
  enum tls_list_fault fault = TLS_LIST_UNREADABLE;
  errno = 0;
  enum error error = arena == NULL
                         ? ERROR_MEMORY
                         : file_read(arena, file->path, LIMIT_REVOCATION_LIST_BYTES, &content);
  if (error == ERROR_OK) {
    fault = revocation_list_read(content, file->lists) ? TLS_LIST_USABLE : TLS_LIST_NONE;
  } else {
    *ret_reason = error == ERROR_FILE ? errno : error == ERROR_TOO_LARGE ? EFBIG : ENOMEM;
  }
  arena_free(arena);
  return fault;
}

/* True unless an authority has the list's name and none of that name has signed it. The list of
 * somebody else is judged when a chain shows who that is. */
static bool may_be_genuine(X509_CRL *list, STACK_OF(X509) * authorities) {
  bool is_named = false;
  bool is_signed = false;
  for (int i = 0; i < sk_X509_num(authorities) && !is_signed; i++) {
    X509 *authority = sk_X509_value(authorities, i);
    if (X509_NAME_cmp(X509_get_subject_name(authority), X509_CRL_get_issuer(list)) == 0) {
      is_named = true;
      is_signed = X509_CRL_verify(list, X509_get0_pubkey(authority)) == 1;
    }
  }
  ERR_clear_error();
  return is_signed || !is_named;
}

/* OpenSSL sorts a list at the first question: not while a client waits. */
static void sort_rows(X509_CRL *list) {
  X509_REVOKED *row = NULL;
  ASN1_INTEGER *any = ASN1_INTEGER_new();
  if (any != NULL) {
    (void)X509_CRL_get0_by_serial(list, &row, any);
  }
  ASN1_INTEGER_free(any);
}

static enum tls_list_fault check_content(const struct list_file *file,
                                         STACK_OF(X509) * authorities) {
  for (int i = 0; i < sk_X509_CRL_num(file->lists); i++) {
    X509_CRL *list = sk_X509_CRL_value(file->lists, i);
    int64_t end_ms = 0;
    if (!certificate_time(X509_CRL_get0_nextUpdate(list), &end_ms)) {
      return TLS_LIST_ENDLESS;
    }
    if (!may_be_genuine(list, authorities)) {
      return TLS_LIST_FORGED;
    }
    sort_rows(list);
  }
  return TLS_LIST_USABLE;
}

static const struct list_file *find_file(const struct tls_lists *lists, const char *path) {
  for (size_t i = 0; lists != NULL && i < lists->count; i++) {
    if (strcmp(lists->files[i].path, path) == 0) {
      return &lists->files[i];
    }
  }
  return NULL;
}

static void drop_lists(struct list_file *file) {
  while (sk_X509_CRL_num(file->lists) > 0) {
    X509_CRL_free(sk_X509_CRL_pop(file->lists));
  }
}

static enum error share_lists(struct list_file *file, const struct list_file *former) {
  for (int i = 0; i < sk_X509_CRL_num(former->lists); i++) {
    X509_CRL *list = sk_X509_CRL_value(former->lists, i);
    if (sk_X509_CRL_push(file->lists, list) <= 0) {
      return ERROR_MEMORY;
    }
    (void)X509_CRL_up_ref(list);
  }
  return ERROR_OK;
}

static void tell_fault(const struct list_file *file, enum tls_list_fault fault, int reason) {
  const struct log_field fields[] = {
      LOG_TEXT("file", view_of(file->path)),
      LOG_TEXT("reason", view_of(reason != 0 ? strerror(reason) : fault_words[fault])),
      LOG_INTEGER("lists_kept", sk_X509_CRL_num(file->lists)),
  };
  log_write(LOG_LEVEL_ERROR, "tls-revocation-list-unusable", fields,
            sizeof fields / sizeof fields[0]);
}

static enum error fill(struct list_file *file, STACK_OF(X509) * authorities,
                       const struct tls_lists *former, struct tls_list_problem *ret_problem) {
  int reason = 0;
  enum tls_list_fault fault = read_content(file, &reason);
  if (fault == TLS_LIST_USABLE) {
    fault = check_content(file, authorities);
  }
  if (fault == TLS_LIST_USABLE) {
    return ERROR_OK;
  }
  if (former == NULL) {
    return fail(ret_problem, fault, reason, file->path);
  }
  const struct list_file *before = find_file(former, file->path);
  drop_lists(file);
  enum error error = before == NULL ? ERROR_OK : share_lists(file, before);
  tell_fault(file, fault, reason);
  return error;
}

enum error tls_lists_read(const char *path, STACK_OF(X509) * authorities,
                          const struct tls_lists *former, struct tls_list_problem *ret_problem,
                          struct tls_lists **ret_lists) {
  struct tls_lists *lists = calloc(1, sizeof *lists);
  if (lists == NULL) {
    return ERROR_MEMORY;
  }
  enum error error = enumerate(path, ret_problem, lists);
  for (size_t i = 0; i < lists->count && error == ERROR_OK; i++) {
    error = fill(&lists->files[i], authorities, former, ret_problem);
  }
  if (error != ERROR_OK) {
    tls_lists_free(lists);
    return error;
  }
  *ret_lists = lists;
  return ERROR_OK;
}

void tls_lists_free(struct tls_lists *lists) {
  if (lists == NULL) {
    return;
  }
  for (size_t i = 0; i < lists->count; i++) {
    free(lists->files[i].path);
    sk_X509_CRL_pop_free(lists->files[i].lists, X509_CRL_free);
  }
  free(lists->files);
  free(lists);
}

/* ---- use ----------------------------------------------------------------------------------------
 */

bool tls_lists_of(const struct tls_lists *lists, const X509_NAME *issuer,
                  STACK_OF(X509_CRL) * found) {
  bool done = true;
  for (size_t i = 0; i < lists->count; i++) {
    STACK_OF(X509_CRL) *of_file = lists->files[i].lists;
    for (int j = 0; j < sk_X509_CRL_num(of_file) && done; j++) {
      X509_CRL *list = sk_X509_CRL_value(of_file, j);
      done = X509_NAME_cmp(X509_CRL_get_issuer(list), issuer) != 0 ||
             sk_X509_CRL_push(found, list) > 0;
    }
  }
  return done;
}

static int64_t time_of(const ASN1_TIME *time) {
  int64_t unix_ms = 0;
  return certificate_time(time, &unix_ms) ? unix_ms : 0;
}

/* When the last list of that issuer ends. */
static int64_t last_end(const struct tls_lists *lists, const X509_NAME *issuer) {
  int64_t last_ms = 0;
  for (size_t i = 0; i < lists->count; i++) {
    for (int j = 0; j < sk_X509_CRL_num(lists->files[i].lists); j++) {
      X509_CRL *list = sk_X509_CRL_value(lists->files[i].lists, j);
      int64_t end_ms = time_of(X509_CRL_get0_nextUpdate(list));
      bool is_his = X509_NAME_cmp(X509_CRL_get_issuer(list), issuer) == 0;
      last_ms = is_his && end_ms > last_ms ? end_ms : last_ms;
    }
  }
  return last_ms;
}

static void add_state(struct tls_lists_state *state, X509_CRL *list, int64_t last_ms,
                      int64_t now_ms) {
  int64_t end_ms = time_of(X509_CRL_get0_nextUpdate(list));
  state->count++;
  if (end_ms < last_ms) {
    return;
  }
  state->outdated += end_ms < now_ms || time_of(X509_CRL_get0_lastUpdate(list)) > now_ms;
  state->end_ms = state->end_ms == 0 || end_ms < state->end_ms ? end_ms : state->end_ms;
}

struct tls_lists_state tls_lists_state(const struct tls_lists *lists, int64_t now_ms) {
  struct tls_lists_state state = {0};
  for (size_t i = 0; i < lists->count; i++) {
    for (int j = 0; j < sk_X509_CRL_num(lists->files[i].lists); j++) {
      X509_CRL *list = sk_X509_CRL_value(lists->files[i].lists, j);
      add_state(&state, list, last_end(lists, X509_CRL_get_issuer(list)), now_ms);
    }
  }
  return state;
}
