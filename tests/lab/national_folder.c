#include "tests/lab/national_folder.h"

#include "server/base/file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

#define PATH_BYTES 1024u
#define MESSAGE_MAXIMUM 67108864u
#define ARENA_MAXIMUM 536870912u
#define SCAN_MS 200 /* a mounted share may not tell about new files */
#define EXTENSION ".xml"

/* A result file that is to appear at some time, and to go when nobody fetched it. */
struct planned {
  struct planned *next;
  int64_t due_us;
  bool in_place; /* written under its final name, as faulty software does, not renamed to it */
  bool extra;    /* beside the answer: it is no session of its own */
  int64_t keep_us;
  char *name;
  char *content;
  size_t length;
};

struct national_folder {
  struct national_folder_settings settings;
  pthread_t thread;
  int stop_event;
  int notices;
  struct planned *planned; /* by time */
  struct planned *written; /* due_us is when they go */
};

/* A request file in work. */
struct task {
  struct national_folder *folder;
  struct arena *arena;
  struct view name;
  enum national_operation operation;
  struct view suffix; /* behind "SIMregister_", before ".xml" */
  struct fault_snapshot faults;
  bool crowded; /* the share's sessions are used up */
};

static int64_t now_us(const struct national_folder *folder) {
  return lab_clock_now_ms(folder->settings.sim->clock) * 1000;
}

static void planned_free(struct planned *planned) {
  free(planned->name);
  free(planned->content);
  free(planned);
}

struct plan {
  struct view name;
  struct view content;
  int64_t after_ms;
  int64_t keep_ms;
  bool in_place;
  bool extra;
};

static void plan_file(struct national_folder *folder, const struct plan *plan) {
  struct planned *planned = calloc(1, sizeof *planned);
  if (planned == NULL) {
    return;
  }
  planned->due_us = now_us(folder) + plan->after_ms * 1000;
  planned->keep_us = plan->keep_ms * 1000;
  planned->in_place = plan->in_place;
  planned->extra = plan->extra;
  planned->name = strndup(plan->name.data, plan->name.length);
  planned->content = malloc(plan->content.length + 1);
  planned->length = plan->content.length;
  if (planned->name == NULL || planned->content == NULL) {
    planned_free(planned);
    return;
  }
  memcpy(planned->content, plan->content.data, plan->content.length);
  struct planned **place = &folder->planned;
  while (*place != NULL && (*place)->due_us <= planned->due_us) {
    place = &(*place)->next;
  }
  planned->next = *place;
  *place = planned;
}

static bool write_in_place(const char *path, const struct planned *planned) {
  FILE *file = fopen(path, "we");
  if (file == NULL) {
    return false;
  }
  bool written = fwrite(planned->content, 1, planned->length, file) == planned->length;
  return fclose(file) == 0 && written;
}

static bool path_of(const struct national_folder *folder, const struct planned *planned,
                    char ret_path[PATH_BYTES]) {
  int length = snprintf(ret_path, PATH_BYTES, "%s/%s", folder->settings.result_dir, planned->name);
  return length > 0 && (size_t)length < PATH_BYTES;
}

static void write_planned(const struct national_folder *folder, const struct planned *planned) {
  char path[PATH_BYTES];
  if (!path_of(folder, planned, path)) {
    return;
  }
  bool written = planned->in_place
                     ? write_in_place(path, planned)
                     : file_write_durable(path, view_make(planned->content, planned->length),
                                          0644) == ERROR_OK;
  if (!written) {
    fprintf(stderr, "lab: a result file could not be written: %s\n", strerror(errno));
  }
}

/* What nobody fetched goes when its time is over. */
static void remove_old(struct national_folder *folder) {
  struct planned **place = &folder->written;
  char path[PATH_BYTES];
  while (*place != NULL) {
    struct planned *written = *place;
    if (written->due_us > now_us(folder)) {
      place = &written->next;
      continue;
    }
    if (path_of(folder, written, path)) {
      (void)unlink(path);
    }
    *place = written->next;
    planned_free(written);
  }
}

static void write_due(struct national_folder *folder) {
  while (folder->planned != NULL && folder->planned->due_us <= now_us(folder)) {
    struct planned *planned = folder->planned;
    folder->planned = planned->next;
    write_planned(folder, planned);
    free(planned->content);
    planned->content = NULL;
    planned->due_us = now_us(folder) + planned->keep_us;
    planned->next = folder->written;
    folder->written = planned;
  }
  remove_old(folder);
}

/* Messages that were taken and have no answer yet. */
static int64_t sessions_of(const struct national_folder *folder) {
  int64_t count = 0;
  for (const struct planned *planned = folder->planned; planned != NULL; planned = planned->next) {
    count += planned->extra ? 0 : 1;
  }
  return count;
}

static struct view result_name(const struct task *task, const char *kind, const char *extra) {
  return arena_format(task->arena, "SIM%s%s_%s%.*s" EXTENSION,
                      national_message_operation_name(task->operation), kind, extra,
                      VIEW_ARGUMENTS(task->suffix));
}

/* Plans the result file, with the faults that are due. */
static void plan_results(const struct task *task, const struct national_answer *answer) {
  struct faults *faults = task->folder->settings.sim->faults;
  const int64_t *values = task->faults.values;
  const int64_t repair_ms = values[FAULT_NATIONAL_REPAIR_MS];
  const char *kind = answer->code == NATIONAL_CODE_MALFORMED ? "err" : "res";
  struct plan plan = {
      .name = result_name(task, kind, ""),
      .content = national_sim_render(task->folder->settings.sim, answer, task->arena),
      .keep_ms = values[FAULT_NATIONAL_RESULT_TTL_S] * 1000,
      .after_ms = values[FAULT_NATIONAL_DELAY_MS] + values[FAULT_NATIONAL_LATE_RESULT_MS]};
  if (faults_take(faults, &task->faults, FAULT_NATIONAL_LOST_RESULT)) {
    return;
  }
  if (faults_take(faults, &task->faults, FAULT_NATIONAL_WRONG_RESULT)) {
    const struct plan other = {
        .name = result_name(task, "res", "other"),
        .content = national_sim_render_other(task->folder->settings.sim, task->arena),
        .keep_ms = plan.keep_ms,
        .after_ms = plan.after_ms,
        .extra = true};
    plan_file(task->folder, &other);
  }
  if (faults_take(faults, &task->faults, FAULT_NATIONAL_WRONG_CONTENT)) {
    struct plan wrong = plan;
    wrong.extra = true;
    wrong.content = national_sim_render_other(task->folder->settings.sim, task->arena);
    plan_file(task->folder, &wrong);
    plan.after_ms += repair_ms;
  }
  if (faults_take(faults, &task->faults, FAULT_NATIONAL_HALF_WRITTEN)) {
    struct plan half = plan;
    half.extra = true;
    half.content.length /= 2;
    half.in_place = true;
    plan_file(task->folder, &half);
    plan.in_place = true;
    plan.after_ms += repair_ms;
  }
  plan_file(task->folder, &plan);
  if (faults_take(faults, &task->faults, FAULT_NATIONAL_DUPLICATE_RESULT)) {
    plan.after_ms += repair_ms;
    plan.extra = true;
    plan_file(task->folder, &plan);
  }
}

/* Reads the file and removes it at once, as the terminal's software takes it away: a lab that is
 * killed in between has lost the request, but has never registered it twice. */
static bool take_file(const struct task *task, struct view *ret_text) {
  char path[PATH_BYTES];
  int length = snprintf(path, sizeof path, "%s/%.*s", task->folder->settings.request_dir,
                        VIEW_ARGUMENTS(task->name));
  if (length < 0 || (size_t)length >= sizeof path ||
      file_read(task->arena, path, MESSAGE_MAXIMUM, ret_text) != ERROR_OK) {
    return false;
  }
  return unlink(path) == 0;
}

static void answer_task(struct task *task, struct view text) {
  const struct national_folder_settings *settings = &task->folder->settings;
  const struct national_call call = {.operation = task->operation,
                                     .text = text,
                                     .faults = &task->faults,
                                     .crowded = task->crowded};
  if (faults_take(settings->sim->faults, &task->faults, FAULT_NATIONAL_CUT_BEFORE)) {
    return;
  }
  if (task->faults.values[FAULT_NATIONAL_STATUS] != 0) {
    task->faults.values[FAULT_NATIONAL_UNAVAILABLE] = 1;
  }
  struct national_answer answer = national_sim_process(settings->sim, &call, task->arena);
  plan_results(task, &answer);
  if (settings->verbose) {
    fprintf(stderr, "national file %s %s\n", national_message_operation_name(task->operation),
            national_message_code(answer.code));
  }
}

static void run_task(struct task *task) {
  const struct national_sim *sim = task->folder->settings.sim;
  struct view text;
  if (!take_file(task, &text)) {
    return;
  }
  national_sim_begin(sim);
  faults_occasion(sim->faults, FAULT_SIDE_NATIONAL,
                  view_of(national_message_operation_name(task->operation)), &task->faults);
  answer_task(task, text);
  national_sim_end(sim);
}

/* "{operation}_{suffix}.xml"; anything else, above all a temporary name, is not for us. */
static bool parse_name(struct task *task) {
  struct view rest = task->name;
  if (!view_ends_with(rest, view_of(EXTENSION))) {
    return false;
  }
  rest.length -= strlen(EXTENSION);
  task->operation = national_message_operation(view_split(&rest, '_'));
  task->suffix = rest;
  return task->operation != NATIONAL_OPERATION_NONE && rest.length > 0;
}

/* With this one there are more messages in work than the share allows. */
static bool is_crowded(const struct national_folder *folder) {
  const struct national_sim *sim = folder->settings.sim;
  int64_t sessions = sessions_of(folder) + 1;
  int maximum = atomic_load(&sim->load->sessions_maximum);
  if (sessions > maximum) {
    atomic_store(&sim->load->sessions_maximum, (int)sessions);
  }
  return sessions > faults_value(sim->faults, FAULT_NATIONAL_SESSIONS);
}

static void take_request(struct national_folder *folder, const char *name) {
  struct task task = {.folder = folder, .name = view_of(name)};
  if (!parse_name(&task)) {
    return;
  }
  task.crowded = is_crowded(folder);
  task.arena = arena_new(ARENA_MAXIMUM);
  if (task.arena != NULL) {
    run_task(&task);
    arena_free(task.arena);
  }
}

/* What was answered is written when all that wait are taken: they are sessions at one time. */
static void scan(struct national_folder *folder) {
  struct dirent **names;
  int count = scandir(folder->settings.request_dir, &names, NULL, alphasort);
  for (int i = 0; i < count; i++) {
    take_request(folder, names[i]->d_name);
    free(names[i]);
  }
  if (count >= 0) {
    free(names);
  }
}

static void forget_notices(const struct national_folder *folder) {
  char notices[4096];
  while (read(folder->notices, notices, sizeof notices) > 0) {
  }
}

/* Until a file comes, a planned one is due, or the next scan; false to stop. */
static bool wait_for_work(const struct national_folder *folder) {
  struct pollfd events[] = {{.fd = folder->stop_event, .events = POLLIN},
                            {.fd = folder->notices, .events = POLLIN}};
  int64_t wait_ms = SCAN_MS;
  if (folder->planned != NULL) {
    int64_t due_ms = (folder->planned->due_us - now_us(folder)) / 1000 + 1;
    wait_ms = due_ms < wait_ms ? due_ms : wait_ms;
  }
  (void)poll(events, 2, wait_ms > 0 ? (int)wait_ms : 0);
  if ((events[1].revents & POLLIN) != 0) {
    forget_notices(folder);
  }
  return (events[0].revents & POLLIN) == 0;
}

static void *watch(void *context) {
  struct national_folder *folder = context;
  do {
    scan(folder);
    write_due(folder);
  } while (wait_for_work(folder));
  return NULL;
}

static bool make_folder(const char *path) {
  return mkdir(path, 0755) == 0 || errno == EEXIST;
}

static bool open_folder(struct national_folder *folder) {
  const struct national_folder_settings *settings = &folder->settings;
  if (!make_folder(settings->request_dir) || !make_folder(settings->result_dir)) {
    return false;
  }
  folder->stop_event = eventfd(0, EFD_CLOEXEC);
  folder->notices = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
  return folder->stop_event >= 0 && folder->notices >= 0 &&
         inotify_add_watch(folder->notices, settings->request_dir, IN_MOVED_TO | IN_CLOSE_WRITE) >=
             0 &&
         pthread_create(&folder->thread, NULL, watch, folder) == 0;
}

static void free_list(struct planned *list) {
  while (list != NULL) {
    struct planned *next = list->next;
    planned_free(list);
    list = next;
  }
}

static void folder_free(struct national_folder *folder) {
  free_list(folder->planned);
  free_list(folder->written);
  if (folder->stop_event >= 0) {
    close(folder->stop_event);
  }
  if (folder->notices >= 0) {
    close(folder->notices);
  }
  free(folder);
}

enum error national_folder_start(const struct national_folder_settings *settings,
                                 struct national_folder **ret_folder) {
  struct national_folder *folder = calloc(1, sizeof *folder);
  if (folder == NULL) {
    return ERROR_MEMORY;
  }
  folder->settings = *settings;
  folder->stop_event = -1;
  folder->notices = -1;
  if (!open_folder(folder)) {
    folder_free(folder);
    return ERROR_FILE;
  }
  *ret_folder = folder;
  return ERROR_OK;
}

void national_folder_stop(struct national_folder *folder) {
  if (folder == NULL) {
    return;
  }
  (void)eventfd_write(folder->stop_event, 1);
  pthread_join(folder->thread, NULL);
  folder_free(folder);
}
