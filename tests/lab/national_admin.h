/* What the lab's own endpoints tell and do on the national side: see README.md. */
#ifndef TESTS_LAB_NATIONAL_ADMIN_H
#define TESTS_LAB_NATIONAL_ADMIN_H

#include "tests/lab/national_sim.h"

/* The members of the "national" object of GET /lab/state. */
void national_admin_write_state(const struct national_sim *sim, struct json_writer *writer);
/* GET /lab/history?identifier=…: events in their order, of one Bundle or of all. */
void national_admin_write_history(const struct national_sim *sim, const char *identifier,
                                  struct json_writer *writer);
/* GET /lab/view?insured=…&audience=patient|institution */
void national_admin_write_view(const struct national_sim *sim, const char *insured,
                               const char *audience, struct json_writer *writer);
/* POST /lab/consent: of a document {"identifier", "by": "portal" | "reader"}, or to viewing
 * {"insured", "institution", "by": "reader"}. False: nothing such. */
bool national_admin_consent(const struct national_sim *sim, struct view json, struct arena *arena);
/* POST /lab/message {"operation", "institution", "id", "fields": {…}, "content": text or JSON}:
 * sends a message as the Web API gets it and tells the answer as JSON. False: it is none. */
bool national_admin_message(const struct national_sim *sim, const struct lab_request *request,
                            struct json_writer *writer);

#endif
