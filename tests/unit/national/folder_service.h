/* A national service of a few prepared answers behind shared folders, in a thread of the test. */
#ifndef TESTS_UNIT_NATIONAL_FOLDER_SERVICE_H
#define TESTS_UNIT_NATIONAL_FOLDER_SERVICE_H

#include "server/national/relay.h"
#include "server/store/store_sqlite.h"

#include <check.h>
#include <dirent.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define FOLDER_SERVICE_INSTITUTION "1312345678"
#define FOLDER_SERVICE_MESSAGE 8192

/* The first row counts whose operation it is and whose word is in the message. */
struct folder_answer {
  const char *operation; /* "SIMdocfetch"; NULL ends the list */
  const char *word;
  const char *code; /* "SIM-0000" */
  const char *body; /* elements behind the verdict */
};

struct folder_service {
  char root[64];
  char request_dir[80];
  char result_dir[80];
  char data_dir[80];
  const struct folder_answer *answers;
  atomic_int calls;
  atomic_bool stopping;
  pthread_t thread;
  struct arena *arena;
  struct store *store;
  struct relay *relay;
};

static inline void folder_service_reply(struct folder_service *service, const char *name,
                                        const char *message, const struct folder_answer *answer) {
  char temporary[300];
  char final[300];
  const char *start = strstr(message, "<ArbitraryFileIdentifier>");
  const char *end = strstr(message, "</ArbitraryFileIdentifier>");
  const char *suffix = strchr(name, '_') + 1;
  snprintf(temporary, sizeof temporary, "%s/answer.tmp", service->result_dir);
  snprintf(final, sizeof final, "%s/%sres_%s", service->result_dir, answer->operation, suffix);
  FILE *file = fopen(temporary, "w");
  if (file == NULL || start == NULL || end == NULL) {
    return;
  }
  start += strlen("<ArbitraryFileIdentifier>");
  fprintf(file,
          "<XmlMsg><MessageHeader><SegmentOfResult>1</SegmentOfResult>"
          "<ArbitraryFileIdentifier>%.*s</"
          "ArbitraryFileIdentifier><MedicalInstitutionCode>" FOLDER_SERVICE_INSTITUTION
          "</MedicalInstitutionCode></MessageHeader><MessageBody>"
          "<ProcessingResultStatus>%s</ProcessingResultStatus><ProcessingResultCode>%s"
          "</ProcessingResultCode><ProcessingResultMessage>text</ProcessingResultMessage>%s"
          "</MessageBody></XmlMsg>",
          (int)(end - start), start, strstr(answer->code, "-E-") == NULL ? "1" : "2", answer->code,
          answer->body);
  fclose(file);
  rename(temporary, final);
}

static inline void folder_service_serve(struct folder_service *service, const char *name) {
  char path[400];
  char message[FOLDER_SERVICE_MESSAGE] = {0};
  snprintf(path, sizeof path, "%s/%s", service->request_dir, name);
  FILE *file = fopen(path, "r");
  if (file == NULL) {
    return;
  }
  size_t length = fread(message, 1, sizeof message - 1, file);
  fclose(file);
  unlink(path);
  atomic_fetch_add(&service->calls, length > 0);
  for (const struct folder_answer *answer = service->answers; answer->operation != NULL; answer++) {
    size_t prefix = strlen(answer->operation);
    if (strncmp(name, answer->operation, prefix) == 0 && name[prefix] == '_' &&
        strstr(message, answer->word) != NULL) {
      folder_service_reply(service, name, message, answer);
      return;
    }
  }
}

static inline void *folder_service_main(void *argument) {
  struct folder_service *service = argument;
  while (!atomic_load(&service->stopping)) {
    DIR *directory = opendir(service->request_dir);
    for (struct dirent *entry = readdir(directory); entry != NULL; entry = readdir(directory)) {
      const char *ending = strrchr(entry->d_name, '.');
      if (entry->d_name[0] != '.' && ending != NULL && strcmp(ending, ".xml") == 0) {
        folder_service_serve(service, entry->d_name);
      }
    }
    closedir(directory);
    nanosleep(&(struct timespec){.tv_nsec = 5000000}, NULL);
  }
  return NULL;
}

static inline void folder_service_folder(char path[80], const char *root, const char *name) {
  snprintf(path, 80, "%s/%s", root, name);
  ck_assert_int_eq(mkdir(path, 0700), 0);
}

/* The service, a store and a relay between them. */
static inline void folder_service_start(struct folder_service *service,
                                        const struct folder_answer *answers) {
  *service = (struct folder_service){.answers = answers};
  snprintf(service->root, sizeof service->root, "/tmp/folder-service-XXXXXX");
  ck_assert_ptr_nonnull(mkdtemp(service->root));
  folder_service_folder(service->request_dir, service->root, "request");
  folder_service_folder(service->result_dir, service->root, "result");
  folder_service_folder(service->data_dir, service->root, "data");
  service->arena = arena_new(500000000);
  struct issue_list issues = issue_list_make(service->arena, 10);
  const struct relay_settings settings = {.transport = "folder",
                                          .institution_number = FOLDER_SERVICE_INSTITUTION,
                                          .folder_request_dir = service->request_dir,
                                          .folder_result_dir = service->result_dir,
                                          .issues = &issues};
  const struct store_sqlite_settings sqlite = {service->data_dir, false, 0};
  ck_assert_int_eq(store_sqlite_open(&sqlite, clock_system(), &service->store), ERROR_OK);
  ck_assert_int_eq(relay_open(&settings, service->store, clock_system(), &service->relay),
                   ERROR_OK);
  ck_assert_int_eq(pthread_create(&service->thread, NULL, folder_service_main, service), 0);
}

static inline void folder_service_stop(struct folder_service *service) {
  char command[100];
  relay_close(service->relay);
  atomic_store(&service->stopping, true);
  pthread_join(service->thread, NULL);
  service->store->close(service->store);
  arena_free(service->arena);
  snprintf(command, sizeof command, "rm -rf '%s'", service->root);
  ck_assert_int_eq(system(command), 0);
}

#endif
