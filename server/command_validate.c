/* fhir-facade validate: files, folders and standard input against the definitions. */
#include "profiles/profile_choice.h"
#include "server/app_definitions.h"
#include "server/base/file.h"
#include "server/commands.h"
#include "server/evidence.h"
#include "server/limits.h"
#include "server/report_run.h"
#include "server/startup.h"
#include "server/validate_compare.h"
#include "server/validate_messages.h"
#include "server/validate_terminology.h"
#include "terminology/mapping_date.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

enum { EXIT_VALID = 0, EXIT_INVALID = 1 };

/* The whole run. */
struct validate_run {
  const struct validate_options *options;
  struct arena *arena;
  struct issue_list issues; /* why it cannot be carried out */
  struct definitions *definitions;
  struct terminology *terminology; /* NULL: none */
  struct clock clock;
  struct view advisor_json;
  struct validate_inputs inputs;
  struct validate_check check;
  struct evidence_settings evidence_settings;
  struct evidence *evidence; /* NULL: none asked for */
  struct report report;
};

/* ---- preparing --------------------------------------------------------------------------------
 */
static int64_t fixed_day(void *context) {
  const struct validate_options *options = context;
  return options->day_ms;
}

static struct clock clock_of(const struct validate_options *options) {
  struct clock clock = *clock_system();
  if (options->day_ms != VALIDATE_TODAY) {
    clock.now_ms = fixed_day;
    clock.context = (void *)(uintptr_t)options;
  }
  return clock;
}

static enum error complain(const char *subject, enum error error) {
  fprintf(stderr, "fhir-facade validate: %s: %s\n", subject,
          error == ERROR_FILE ? strerror(errno) : error_english(error));
  return error;
}

static enum error complain_evidence(const struct validate_run *run, enum error error) {
  if (error != ERROR_CONFLICT) {
    return complain(run->options->evidence, error);
  }
  fprintf(stderr,
          "fhir-facade validate: %s: holds the record of another run, which is kept; choose "
          "another folder\n"
          "                      %s: 別の検証の記録があるため、上書きしません。別のフォルダーを"
          "指定してください\n",
          run->options->evidence, run->options->evidence);
  return error;
}

static enum error open_definitions(struct validate_run *run) {
  const struct validate_options *options = run->options;
  struct app_definitions wanted = {.path = options->definitions,
                                   .packages = options->packages.items,
                                   .package_count = options->packages.count};
  return app_definitions_open(&wanted, run->arena, &run->issues, &run->definitions);
}

/* "1.5.3, 1.10.0": the versions of the guide in the definitions. */
static struct view known_versions(const struct validate_run *run) {
  struct buffer buffer = buffer_make(run->arena, LIMIT_CONFIG_BYTES);
  const struct pack *pack = definitions_pack(run->definitions);
  for (size_t i = 0; i < definitions_package_count(run->definitions); i++) {
    struct view version = definitions_package_at(run->definitions, i).version;
    if (profile_choice_clins_package(pack, version) == i) {
      buffer_append_string(&buffer, buffer.length > 0 ? ", " : "");
      buffer_append(&buffer, version);
    }
  }
  return buffer_view(&buffer);
}

/* A version that is not there would silently check against another one. Definitions without the
 * guide have no versions to choose from. */
static enum error check_version(struct validate_run *run, struct view version) {
  const struct pack *pack = definitions_pack(run->definitions);
  struct view known = known_versions(run);
  if (known.length == 0 || profile_choice_clins_package(pack, version) != PACK_NONE) {
    return ERROR_OK;
  }
  (void)issue_add_with(&run->issues, validate_message_get(VALIDATE_MESSAGE_VERSION_UNKNOWN),
                       version, known);
  return ERROR_CONFIGURATION;
}

static enum error check_versions(struct validate_run *run) {
  const struct validate_options *options = run->options;
  if (!options->compare) {
    return check_version(run, view_of(options->clins_version));
  }
  enum error error = check_version(run, options->versions[0]);
  return error == ERROR_OK ? check_version(run, options->versions[1]) : error;
}

static enum error open_advisor(struct validate_run *run) {
  const char *path = run->options->advisor;
  if (path == NULL) {
    return ERROR_OK;
  }
  enum error error = file_read(run->arena, path, LIMIT_ADVISOR_BYTES, &run->advisor_json);
  if (error != ERROR_OK) {
    return complain(path, error);
  }
  struct advisor_source source = {view_of(path), run->advisor_json, &run->clock};
  struct advisor *advisor = NULL;
  error = advisor_read(run->arena, &source, &run->issues, &advisor);
  run->check.settings.advisor = advisor;
  return error;
}

static enum error open_terminology(struct validate_run *run) {
  const char *subject = NULL;
  enum error error =
      validate_terminology_open(run->options, run->arena, &subject, &run->terminology);
  if (error != ERROR_OK) {
    return complain(subject, error);
  }
  run->check.settings.terminology = run->terminology;
  if (run->terminology != NULL) {
    run->check.settings.today = mapping_date_of_ms(clock_now_ms(&run->clock));
  }
  return ERROR_OK;
}

static enum error open_evidence(struct validate_run *run) {
  const struct validate_options *options = run->options;
  if (options->evidence == NULL) {
    return ERROR_OK;
  }
  run->evidence_settings = (struct evidence_settings){.folder = options->evidence,
                                                      .definitions = run->definitions,
                                                      .validation = &run->check.settings,
                                                      .profiles = options->profiles,
                                                      .profile_count = options->profile_count,
                                                      .advisor_json = run->advisor_json};
  enum error error = evidence_open(run->arena, &run->evidence_settings, &run->evidence);
  return error == ERROR_OK ? error : complain(options->evidence, error);
}

static enum error prepare(struct validate_run *run) {
  const struct validate_options *options = run->options;
  run->clock = clock_of(options);
  run->check.settings =
      (struct validation_settings){.clins_version = view_of(options->clins_version),
                                   .issue_maximum = options->issue_maximum,
                                   .national = options->national};
  static enum error (*const steps[])(struct validate_run * run) = {
      open_definitions, check_versions, open_advisor, open_terminology, open_evidence};
  enum error error = ERROR_OK;
  for (size_t i = 0; i < sizeof steps / sizeof steps[0] && error == ERROR_OK; i++) {
    error = steps[i](run);
  }
  run->check.definitions = run->definitions;
  run->check.profiles = options->profiles;
  run->check.profile_count = options->profile_count;
  return error == ERROR_OK ? validate_inputs_find(run->arena, options->inputs.items,
                                                  options->inputs.count, &run->inputs)
                           : error;
}

/* ---- carrying out -----------------------------------------------------------------------------
 */
static enum error validate_one(struct validate_run *run, const struct validate_input *input,
                               struct arena *arena) {
  struct report_file file;
  enum error error = validate_check_input(&run->check, input, arena, &file);
  if (error == ERROR_OK && run->evidence != NULL) {
    error = evidence_add(run->evidence, &file);
  }
  return error == ERROR_OK ? report_run_add(&run->report, &file) : error;
}

static int status_of(const struct report_totals *totals) {
  if (totals->states[REPORT_UNREADABLE] > 0) {
    return STARTUP_FAILED;
  }
  return totals->states[REPORT_INVALID] > 0 ? EXIT_INVALID : EXIT_VALID;
}

static enum error compare_one(struct validate_compare *compare, const struct validate_input *input,
                              struct arena *arena) {
  return validate_compare_add(compare, input, arena);
}

/* Each input has an arena of its own. compare: NULL for a plain validation. */
static enum error each_input(struct validate_run *run, struct validate_compare *compare) {
  enum error error = ERROR_OK;
  for (size_t i = 0; i < run->inputs.count && error == ERROR_OK; i++) {
    const struct validate_input *input = &run->inputs.items[i];
    struct arena *arena =
        arena_new((size_t)LIMIT_REQUEST_ARENA_BYTES + (size_t)2 * LIMIT_LINES_BYTES);
    if (arena == NULL) {
      return ERROR_MEMORY;
    }
    error = compare != NULL ? compare_one(compare, input, arena) : validate_one(run, input, arena);
    arena_free(arena);
    if (error != ERROR_OK) {
      return complain(input->path, error);
    }
  }
  return error;
}

static int validate_all(struct validate_run *run) {
  struct report *report = &run->report;
  *report = (struct report){.arena = run->arena,
                            .format = run->options->format,
                            .language = run->options->language,
                            .several = run->inputs.count > 1 || run->options->inputs.count > 1};
  enum error error = report_run_begin(report);
  error = error == ERROR_OK ? each_input(run, NULL) : error;
  error = error == ERROR_OK ? report_run_end(report) : error;
  if (error == ERROR_OK && run->evidence != NULL) {
    error = evidence_close(run->evidence, &report->totals);
    if (error != ERROR_OK) {
      (void)complain_evidence(run, error);
    }
  }
  return error == ERROR_OK ? status_of(&report->totals) : STARTUP_FAILED;
}

static int compare_all(struct validate_run *run) {
  struct validate_compare compare = {
      .check = run->check, .options = run->options, .arena = run->arena};
  enum error error = validate_compare_begin(&compare);
  error = error == ERROR_OK ? each_input(run, &compare) : error;
  error = error == ERROR_OK ? validate_compare_end(&compare) : error;
  if (error != ERROR_OK || compare.unreadable) {
    return STARTUP_FAILED;
  }
  return compare.new_errors > 0 ? EXIT_INVALID : EXIT_VALID;
}

static int run_options(const struct validate_options *options) {
  struct validate_run run = {.options = options, .arena = arena_new(LIMIT_APPLICATION_BYTES)};
  if (run.arena == NULL) {
    return STARTUP_FAILED;
  }
  run.issues = issue_list_make(run.arena, LIMIT_ISSUES);
  int status = STARTUP_FAILED;
  enum error error = prepare(&run);
  if (error == ERROR_OK) {
    status = options->compare ? compare_all(&run) : validate_all(&run);
  } else if (error != ERROR_FILE || run.issues.count > 0) {
    startup_complain(&run.issues, error);
  }
  terminology_release(run.terminology);
  definitions_close(run.definitions);
  arena_free(run.arena);
  return status;
}

int command_validate(int argc, char **argv) {
  struct validate_options options;
  int status = validate_options_read(argc, argv, &options);
  return status == OPTIONS_GO ? run_options(&options) : status;
}
