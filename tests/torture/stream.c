#include "tests/torture/stream.h"

#include "server/base/hash.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Within it a server that was killed is back, and a disk that was full has room again. */
#define INSIST_S 60
/* Before a letter, so that a stream lasts long enough to meet trouble. */
#define PAUSE_MS 300u
#define MARK "1319999999^2026^"
#define MARK_BYTES (sizeof MARK - 1)
#define OWN_PART 35 /* FC- and 32 digits */

static const char *const patients[STREAM_TEMPLATES] = {"00001", "00002", "00006",
                                                       "00007", "00009", "00014"};

void stream_templates_make(struct stream_templates *templates, const char *build) {
  struct world world = {.build = build, .name = "templates"};
  world_open(&world);
  world_server_ready(&world);
  for (size_t i = 0; i < STREAM_TEMPLATES; i++) {
    char path[100];
    snprintf(path, sizeof path, "/fhir/Patient/%s/$clinical-bundle?kind=condition", patients[i]);
    struct world_answer answer = world_call(world.port, path, NULL, NULL);
    if (answer.status != 200 || answer.body == NULL || strstr(answer.body, MARK) == NULL) {
      world_fail(&world, "no Bundle of patient %s: status %ld", patients[i], answer.status);
    }
    templates->bodies[i] = answer.body;
  }
  (void)world_server_stop(&world);
  world_close(&world);
}

/* The template with another Bundle.identifier. */
static char *body_with(const char *template, const char *identifier) {
  char *body = strdup(template);
  char *place = strstr(body, MARK);
  memcpy(place, identifier, MARK_BYTES + OWN_PART);
  return body;
}

static void new_identifier(char identifier[STREAM_IDENTIFIER], unsigned *seed) {
  snprintf(identifier, STREAM_IDENTIFIER, MARK "FC-%08x%08x%08x%08x", (unsigned)rand_r(seed),
           (unsigned)rand_r(seed), (unsigned)rand_r(seed), (unsigned)rand_r(seed));
}

static void make_letter(struct letter *letter, const struct stream_templates *templates,
                        unsigned *seed) {
  size_t template = (size_t)rand_r(seed) % STREAM_TEMPLATES;
  letter->kind = (enum letter_kind)(rand_r(seed) % (LETTER_KINDS * 2));
  letter->kind = letter->kind < LETTER_KINDS ? letter->kind : LETTER_PLAIN;
  letter->insists = rand_r(seed) % 4 != 0;
  letter->wants_refusal = template == STREAM_TEMPLATES - 1;
  if (letter->wants_refusal && letter->kind == LETTER_ALTERED) {
    letter->kind = LETTER_PLAIN; /* what was refused may be corrected under its identifier */
  }
  letter->pause_ms = (unsigned)rand_r(seed) % PAUSE_MS;
  new_identifier(letter->identifier, seed);
  letter->body = body_with(templates->bodies[template], letter->identifier);
  if (letter->kind == LETTER_KEY_REUSED || rand_r(seed) % 2 == 0) {
    snprintf(letter->key, sizeof letter->key, "key-%08x-%08x", (unsigned)rand_r(seed),
             (unsigned)rand_r(seed));
  }
  if (letter->kind == LETTER_KEY_REUSED) {
    new_identifier(letter->other, seed);
  }
  if (letter->kind == LETTER_BROKEN) {
    letter->body[strlen(letter->body) / 2] = '\0';
  }
  struct sha256 digest = hash_sha256(view_of(letter->body));
  hash_sha256_hex(&digest, letter->sha256);
}

/* One that is accepted and registered, always of the same length, so that the same calls come. */
static void make_single(struct letter *letter, const struct stream_templates *templates,
                        unsigned *seed) {
  letter->insists = true;
  new_identifier(letter->identifier, seed);
  letter->body = body_with(templates->bodies[0], letter->identifier);
  struct sha256 digest = hash_sha256(view_of(letter->body));
  hash_sha256_hex(&digest, letter->sha256);
}

void stream_make(struct stream *stream, const struct stream_templates *templates, unsigned *seed) {
  if (stream->count == 1) {
    make_single(&stream->letters[0], templates, seed);
    return;
  }
  for (unsigned i = 0; i < stream->count; i++) {
    make_letter(&stream->letters[i], templates, seed);
  }
}

static bool is_failure(long status) {
  return status == 0 || status == 503 || status == 507;
}

/* Posts until it is answered for good, if it insists. */
static struct world_answer post(const struct stream *stream, struct letter *letter,
                                const char *body) {
  double end = world_now() + INSIST_S;
  for (;;) {
    struct world_answer answer = world_call(stream->world->port, "/fhir/Bundle", body,
                                            letter->key[0] != '\0' ? letter->key : NULL);
    letter->unanswered |= answer.status == 0;
    if (!is_failure(answer.status) || !letter->insists || world_now() > end) {
      return answer;
    }
    world_answer_free(&answer);
    world_pause_ms(30);
  }
}

static void complain(struct letter *letter, const char *what, long status) {
  snprintf(letter->complaint, sizeof letter->complaint, "%s: status %ld", what, status);
}

static void repeat(const struct stream *stream, struct letter *letter) {
  struct world_answer answer = post(stream, letter, letter->body);
  if (!is_failure(answer.status) &&
      (answer.status != 202 || strcmp(answer.location, letter->location) != 0)) {
    complain(letter, "a repeat was not answered as before", answer.status);
  }
  world_answer_free(&answer);
}

static void reuse(const struct stream *stream, struct letter *letter) {
  char *body = NULL;
  if (letter->kind == LETTER_KEY_REUSED) {
    body = body_with(letter->body, letter->other);
  } else if (asprintf(&body, "%s\n", letter->body) < 0) {
    abort();
  }
  struct world_answer answer = post(stream, letter, body);
  if (!is_failure(answer.status) && answer.status != 409) {
    complain(letter, "other bytes under a used name", answer.status);
  }
  world_answer_free(&answer);
  free(body);
}

static void deliver(const struct stream *stream, struct letter *letter) {
  struct world_answer answer = post(stream, letter, letter->body);
  letter->status = answer.status;
  letter->accepted = answer.status == 202;
  snprintf(letter->location, sizeof letter->location, "%s", answer.location);
  long wanted = letter->kind == LETTER_BROKEN ? 400 : 202;
  if (!is_failure(answer.status) && answer.status != wanted) {
    complain(letter, "an answer that must not be", answer.status);
  }
  world_answer_free(&answer);
  if (!letter->accepted) {
    return;
  }
  if (letter->kind == LETTER_REPEATED) {
    repeat(stream, letter);
  } else if (letter->kind == LETTER_KEY_REUSED || letter->kind == LETTER_ALTERED) {
    reuse(stream, letter);
  }
}

static void *client_main(void *argument) {
  struct stream *stream = argument;
  for (;;) {
    unsigned next = atomic_fetch_add(&stream->next, 1);
    if (next >= stream->count) {
      return NULL;
    }
    if (stream->clients > 1) {
      world_pause_ms(stream->letters[next].pause_ms);
    }
    deliver(stream, &stream->letters[next]);
    atomic_fetch_add(&stream->done, 1);
  }
}

void stream_start(struct stream *stream) {
  for (unsigned i = 0; i < stream->clients; i++) {
    if (pthread_create(&stream->threads[i], NULL, client_main, stream) != 0) {
      world_fail(stream->world, "no thread");
    }
  }
}

void stream_join(struct stream *stream) {
  for (unsigned i = 0; i < stream->clients; i++) {
    pthread_join(stream->threads[i], NULL);
  }
}

void stream_free(struct stream *stream) {
  for (unsigned i = 0; i < stream->count; i++) {
    free(stream->letters[i].body);
  }
}
