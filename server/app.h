/* The application: the only place that chooses implementations. Opens what the configuration asks
 * for, in order, and closes it in reverse. */
#ifndef SERVER_APP_H
#define SERVER_APP_H

#include "handlers/services.h"
#include "server/config.h"

struct access; /* server/http/access.h */
struct app;

/* config and base_url are borrowed until app_close; what lives as long as the process (mapping
 * table, compiled packages) goes into issues->arena, which must outlive the app. Failures have an
 * issue that a person can act on, beside the error. Writes only below config->data_dir (and the
 * shared folders of the national service). */
enum error app_open(const struct config *config, struct view base_url, struct issue_list *issues,
                    struct app **ret_app) MUST_USE;
const struct services *app_services(const struct app *app);
/* What clients reach the server by (borrowed, NULL: plain HTTP); before serving. */
void app_set_tls(struct app *app, const struct tls *tls);
/* Access control, for the HTTP server and for reloads. */
struct access *app_access(const struct app *app);
/* For an end without app_close: writes what waits for the audit trail. */
void app_note_stop(struct app *app);
/* NULL is allowed. Nothing may use the services any more. */
void app_close(struct app *app);

#endif
