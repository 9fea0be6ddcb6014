#include "tests/lab/faults.h"

#include <pthread.h>
#include <stdlib.h>

#define LONGEST_VALUE 86400000u /* a day of milliseconds */

enum kind {
  KIND_LEVEL,
  KIND_SETTING, /* a level that _times does not end */
  KIND_COUNTED,
  KIND_TIMES,
  KIND_POLICY
};

struct row {
  const char *name;
  enum fault_side side;
  enum kind kind;
  int64_t start;
};

static const struct row rows[FAULT_COUNT] = {
#define FAULT_ROW(name, wire, side, kind, start, meaning)                                          \
  {(wire), FAULT_SIDE_##side, KIND_##kind, (start)},
    FAULT_LIST(FAULT_ROW)
#undef FAULT_ROW
};

struct faults {
  pthread_mutex_t mutex;
  int64_t values[FAULT_COUNT];
};

static void set_all(struct faults *faults) {
  for (size_t i = 0; i < FAULT_COUNT; i++) {
    faults->values[i] = rows[i].start;
  }
}

struct faults *faults_new(void) {
  struct faults *faults = calloc(1, sizeof *faults);
  if (faults == NULL) {
    return NULL;
  }
  if (pthread_mutex_init(&faults->mutex, NULL) != 0) {
    free(faults);
    return NULL;
  }
  set_all(faults);
  return faults;
}

void faults_free(struct faults *faults) {
  if (faults == NULL) {
    return;
  }
  pthread_mutex_destroy(&faults->mutex);
  free(faults);
}

static bool parse_value(const struct row *row, struct view value, int64_t *ret_value) {
  uint64_t number;
  if (row->kind == KIND_POLICY && (view_is(value, "overwrite") || view_is(value, "error"))) {
    *ret_value = view_is(value, "overwrite") ? 1 : 0;
    return true;
  }
  if (!view_to_unsigned(value, LONGEST_VALUE, &number)) {
    return false;
  }
  *ret_value = (int64_t)number;
  return true;
}

enum error faults_set(struct faults *faults, struct view name, struct view value) {
  for (size_t i = 0; i < FAULT_COUNT; i++) {
    int64_t number;
    if (!view_is(name, rows[i].name)) {
      continue;
    }
    if (!parse_value(&rows[i], value, &number)) {
      return ERROR_BAD_REQUEST;
    }
    pthread_mutex_lock(&faults->mutex);
    faults->values[i] = number;
    pthread_mutex_unlock(&faults->mutex);
    return ERROR_OK;
  }
  return ERROR_NOT_FOUND;
}

void faults_reset(struct faults *faults) {
  pthread_mutex_lock(&faults->mutex);
  set_all(faults);
  pthread_mutex_unlock(&faults->mutex);
}

static void end_levels(struct faults *faults, enum fault_side side) {
  for (size_t i = 0; i < FAULT_COUNT; i++) {
    if (rows[i].side == side && rows[i].kind == KIND_LEVEL) {
      faults->values[i] = rows[i].start;
    }
  }
}

void faults_occasion(struct faults *faults, enum fault_side side,
                     struct fault_snapshot *ret_snapshot) {
  pthread_mutex_lock(&faults->mutex);
  memcpy(ret_snapshot->values, faults->values, sizeof faults->values);
  for (size_t i = 0; i < FAULT_COUNT; i++) {
    if (rows[i].side == side && rows[i].kind == KIND_TIMES && faults->values[i] > 0) {
      faults->values[i]--;
      if (faults->values[i] == 0) {
        end_levels(faults, side);
      }
    }
  }
  pthread_mutex_unlock(&faults->mutex);
}

bool faults_take(struct faults *faults, enum fault fault) {
  pthread_mutex_lock(&faults->mutex);
  bool due = faults->values[fault] > 0;
  if (due) {
    faults->values[fault]--;
  }
  pthread_mutex_unlock(&faults->mutex);
  return due;
}

int64_t faults_value(struct faults *faults, enum fault fault) {
  pthread_mutex_lock(&faults->mutex);
  int64_t value = faults->values[fault];
  pthread_mutex_unlock(&faults->mutex);
  return value;
}

void faults_write(struct faults *faults, struct json_writer *writer) {
  writer_object_begin(writer);
  for (size_t i = 0; i < FAULT_COUNT; i++) {
    int64_t value = faults_value(faults, (enum fault)i);
    if (rows[i].kind == KIND_POLICY) {
      writer_member_text(writer, rows[i].name, value == 1 ? "overwrite" : "error");
    } else {
      writer_member_integer(writer, rows[i].name, value);
    }
  }
  writer_object_end(writer);
}

const char *faults_help(void) {
  return
#define FAULT_HELP(name, wire, side, kind, start, meaning) "  " wire "\n      " meaning "\n"
      FAULT_LIST(FAULT_HELP)
#undef FAULT_HELP
          ;
}
