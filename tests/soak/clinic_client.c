#include "tests/soak/clinic_client.h"

#include "tests/bench/bench.h"

#include <curl/curl.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define URL_BYTES 600
#define PAGES_MAXIMUM 20u
#define FRESH_EVERY 7u /* one read in seven wants a fresh answer */
#define TIMEOUT_MS 60000L
#define PAUSE_US 20000u /* after a failure, as a client that tries again would */

static const char *const patients[] = {"00001", "00002", "00003", "00005", "00006",
                                       "00007", "00008", "00009", "00010", "00012",
                                       "00013", "00014", "00123", "00124"};
#define PATIENTS (sizeof patients / sizeof patients[0])

/* %s: a patient. One row after the other, so each has the same share. */
static const struct {
  const char *path;
  long status;
} requests[] = {
    {"/fhir/Patient/%s", 200},
    {"/fhir/Condition?patient=%s", 200},
    {"/fhir/Encounter?patient=%s", 200},
    {"/fhir/Patient?name=%%E3%%83%%86%%E3%%82%%B9%%E3%%83%%88", 200},
    {"/fhir/Patient/%s", 200},
    {"/fhir/Condition?patient=00004&_count=50&_sort=-onset-date", 200},
    {"/fhir/AllergyIntolerance?patient=%s", 200},
    {"/fhir/Coverage?patient=%s", 200},
    {"/fhir/Patient/%s/$everything", 200},
    {"/fhir/Patient/99999", 404},
    {"/fhir/Patient/%s?_format=json&_pretty=true", 200},
    {"/fhir/MedicationRequest?patient=%s&_include=MedicationRequest:patient", 200},
    {"/fhir/Appointment?patient=%s", 200},
    {"/fhir/Condition?patient=%s&_summary=count", 200},
    {"/fhir/Condition?nonsense=1", 400},
    {"/fhir/Organization", 200},
    {"/fhir/Practitioner", 200},
    {"/fhir/Observation?patient=%s", 404},
    {"/fhir/Encounter?patient=%s&_count=2", 200},
    {"/fhir/Procedure?patient=%s", 200},
};
#define REQUESTS (sizeof requests / sizeof requests[0])

struct answer {
  char *text;
  size_t length;
  long status;
};

/* One client's work. */
struct client {
  struct clinic *clinic;
  CURL *curl;
  struct curl_slist *fresh;
  unsigned number; /* of its next read */
};

static void give_up(const char *what) {
  fprintf(stderr, "clinic: %s\n", what);
  exit(1);
}

static size_t keep(char *bytes, size_t size, size_t count, void *context) {
  struct answer *answer = context;
  size_t length = size * count;
  char *text = realloc(answer->text, answer->length + length + 1);
  if (text == NULL) {
    return 0;
  }
  memcpy(text + answer->length, bytes, length);
  answer->text = text;
  answer->length += length;
  text[answer->length] = '\0';
  return length;
}

static struct answer perform(CURL *curl, const char *url) {
  struct answer answer = {.status = 0};
  curl_easy_setopt(curl, CURLOPT_URL, url);
  curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, keep);
  curl_easy_setopt(curl, CURLOPT_WRITEDATA, &answer);
  curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, TIMEOUT_MS);
  curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
  if (curl_easy_perform(curl) == CURLE_OK) {
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &answer.status);
  }
  return answer;
}

static struct answer ask_once(int port, const char *path, const char *header, const char *body) {
  char url[URL_BYTES];
  struct curl_slist *headers = curl_slist_append(NULL, header);
  CURL *curl = curl_easy_init();
  if (curl == NULL || headers == NULL) {
    give_up("no memory");
  }
  snprintf(url, sizeof url, "http://127.0.0.1:%d%s", port, path);
  curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
  if (body != NULL) {
    curl_easy_setopt(curl, CURLOPT_POSTFIELDS, body);
  }
  struct answer answer = perform(curl, url);
  curl_easy_cleanup(curl);
  curl_slist_free_all(headers);
  return answer;
}

long clinic_get(int port, const char *path, int fresh) {
  const char *header = fresh ? "Cache-Control: no-cache" : "Accept: application/fhir+json";
  struct answer answer = ask_once(port, path, header, NULL);
  free(answer.text);
  return answer.status;
}

char *clinic_text(int port, const char *path, const char *body) {
  struct answer answer = ask_once(port, path, "Content-Type: application/json", body);
  if (answer.status != 200) {
    free(answer.text);
    return NULL;
  }
  return answer.text;
}

static void note_failure(struct clinic *clinic, const struct clinic_failure *failure) {
  pthread_mutex_lock(&clinic->mutex);
  if (clinic->failure_count < CLINIC_FAILURES) {
    clinic->failures[clinic->failure_count++] = *failure;
  }
  pthread_mutex_unlock(&clinic->mutex);
}

/* One read; its answer, to be freed, when it is the wanted one, else no text. */
static struct answer read_one(struct client *client, const char *url, long wanted) {
  struct clinic_failure failure = {.start_us = bench_now_us(), .wanted = wanted};
  bool fresh = client->number++ % FRESH_EVERY == 0;
  curl_easy_setopt(client->curl, CURLOPT_HTTPHEADER, fresh ? client->fresh : NULL);
  struct answer answer = perform(client->curl, url);
  atomic_fetch_add(&client->clinic->reads, 1);
  if (answer.status == wanted) {
    return answer;
  }
  free(answer.text);
  failure.end_us = bench_now_us();
  failure.status = answer.status;
  snprintf(failure.path, sizeof failure.path, "%.*s", CLINIC_PATH - 1, url);
  note_failure(client->clinic, &failure);
  usleep(PAUSE_US);
  return (struct answer){.status = answer.status};
}

/* The link to the next page, copied; false when there is none. */
static bool next_page(const struct answer *answer, char url[URL_BYTES]) {
  json_t *json = json_loadb(answer->text, answer->length, 0, NULL);
  bool found = false;
  size_t index;
  json_t *link;
  json_array_foreach(json_object_get(json, "link"), index, link) {
    const char *relation = json_string_value(json_object_get(link, "relation"));
    const char *target = json_string_value(json_object_get(link, "url"));
    if (relation != NULL && target != NULL && strcmp(relation, "next") == 0) {
      snprintf(url, URL_BYTES, "%s", target);
      found = true;
    }
  }
  json_decref(json);
  return found;
}

static void read_pages(struct client *client, char url[URL_BYTES], long wanted) {
  bool more = true;
  for (unsigned page = 0; more && page < PAGES_MAXIMUM; page++) {
    struct answer answer = read_one(client, url, wanted);
    more = answer.text != NULL && next_page(&answer, url);
    free(answer.text);
    if (page > 0) {
      atomic_fetch_add(&client->clinic->pages, 1);
    }
  }
}

static void read_row(struct client *client, size_t row, const char *patient) {
  char url[URL_BYTES];
  char path[CLINIC_PATH];
  const char *from = requests[row].path;
  size_t length = 0;
  while (*from != '\0' && length + 20 < sizeof path) {
    if (from[0] == '%' && from[1] == 's') {
      length += (size_t)snprintf(path + length, sizeof path - length, "%s", patient);
      from += 2;
    } else {
      from += from[0] == '%' ? 1 : 0; /* "%%" */
      path[length++] = *from++;
    }
  }
  path[length] = '\0';
  snprintf(url, sizeof url, "http://127.0.0.1:%d%s", client->clinic->port, path);
  read_pages(client, url, requests[row].status);
  if (requests[row].status != 200) {
    atomic_fetch_add(&client->clinic->refusals, 1);
  }
}

static void *run_client(void *context) {
  struct clinic *clinic = context;
  struct client client = {.clinic = clinic, .curl = curl_easy_init()};
  client.fresh = curl_slist_append(NULL, "Cache-Control: no-cache");
  if (client.curl == NULL || client.fresh == NULL) {
    give_up("no memory");
  }
  client.number = atomic_fetch_add(&clinic->started, 1) * 37; /* another place in the tables each */
  for (unsigned hour = 0; hour < clinic->hours; hour++) {
    pthread_barrier_wait(&clinic->open);
    unsigned last = client.number + clinic->reads_per_hour / CLINIC_CLIENTS;
    while (client.number < last) {
      size_t number = client.number;
      read_row(&client, number % REQUESTS, patients[number / REQUESTS % PATIENTS]);
    }
    pthread_barrier_wait(&clinic->over);
  }
  curl_easy_cleanup(client.curl);
  curl_slist_free_all(client.fresh);
  return NULL;
}

void clinic_start(struct clinic *clinic) {
  curl_global_init(CURL_GLOBAL_DEFAULT);
  pthread_mutex_init(&clinic->mutex, NULL);
  pthread_barrier_init(&clinic->open, NULL, CLINIC_CLIENTS + 1);
  pthread_barrier_init(&clinic->over, NULL, CLINIC_CLIENTS + 1);
  clinic->failures = calloc(CLINIC_FAILURES, sizeof *clinic->failures);
  if (clinic->failures == NULL) {
    give_up("no memory");
  }
  for (size_t i = 0; i < CLINIC_CLIENTS; i++) {
    if (pthread_create(&clinic->threads[i], NULL, run_client, clinic) != 0) {
      give_up("no thread");
    }
  }
}

void clinic_done(struct clinic *clinic) {
  for (size_t i = 0; i < CLINIC_CLIENTS; i++) {
    pthread_join(clinic->threads[i], NULL);
  }
  pthread_barrier_destroy(&clinic->open);
  pthread_barrier_destroy(&clinic->over);
  pthread_mutex_destroy(&clinic->mutex);
  free(clinic->failures);
  curl_global_cleanup();
}
