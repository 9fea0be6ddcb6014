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

struct injection {
  size_t fault;
  int64_t value;
  int64_t skip;
  int64_t count; /* 0 = free */
  size_t operation_length;
  char operation[FAULT_OPERATION_BYTES];
};

struct faults {
  pthread_mutex_t mutex;
  const struct lab_clock *clock;
  int64_t values[FAULT_COUNT];
  int64_t closed_from_ms;
  int64_t closed_until_ms;
  struct injection injections[FAULT_INJECTIONS];
};

static void set_all(struct faults *faults) {
  for (size_t i = 0; i < FAULT_COUNT; i++) {
    faults->values[i] = rows[i].start;
  }
}

struct faults *faults_new(const struct lab_clock *clock) {
  struct faults *faults = calloc(1, sizeof *faults);
  if (faults == NULL) {
    return NULL;
  }
  if (pthread_mutex_init(&faults->mutex, NULL) != 0) {
    free(faults);
    return NULL;
  }
  faults->clock = clock;
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

static size_t find_row(struct view name) {
  size_t i = 0;
  while (i < FAULT_COUNT && !view_is(name, rows[i].name)) {
    i++;
  }
  return i;
}

enum error faults_set(struct faults *faults, struct view name, struct view value) {
  int64_t number;
  size_t i = find_row(name);
  if (i == FAULT_COUNT) {
    return ERROR_NOT_FOUND;
  }
  if (!parse_value(&rows[i], value, &number)) {
    return ERROR_BAD_REQUEST;
  }
  pthread_mutex_lock(&faults->mutex);
  faults->values[i] = number;
  pthread_mutex_unlock(&faults->mutex);
  return ERROR_OK;
}

static enum error add_injection(struct faults *faults, const struct injection *injection) {
  for (size_t i = 0; i < FAULT_INJECTIONS; i++) {
    if (faults->injections[i].count == 0) {
      faults->injections[i] = *injection;
      return ERROR_OK;
    }
  }
  return ERROR_TOO_LARGE;
}

enum error faults_inject(struct faults *faults, const struct fault_injection *injection) {
  struct injection row = {.fault = find_row(injection->fault),
                          .skip = injection->skip,
                          .count = injection->count,
                          .operation_length = injection->operation.length};
  if (row.fault == FAULT_COUNT) {
    return ERROR_NOT_FOUND;
  }
  bool counted = rows[row.fault].kind == KIND_COUNTED;
  if (row.operation_length >= FAULT_OPERATION_BYTES || row.skip < 0 || row.count < 1 ||
      (!counted && !parse_value(&rows[row.fault], injection->value, &row.value))) {
    return ERROR_BAD_REQUEST;
  }
  if (row.operation_length > 0) {
    memcpy(row.operation, injection->operation.data, row.operation_length);
  }
  pthread_mutex_lock(&faults->mutex);
  enum error error = add_injection(faults, &row);
  pthread_mutex_unlock(&faults->mutex);
  return error;
}

void faults_close(struct faults *faults, int64_t after_seconds, int64_t seconds) {
  int64_t from_ms = lab_clock_now_ms(faults->clock) + after_seconds * 1000;
  pthread_mutex_lock(&faults->mutex);
  faults->closed_from_ms = from_ms;
  faults->closed_until_ms = from_ms + seconds * 1000;
  pthread_mutex_unlock(&faults->mutex);
}

void faults_reset(struct faults *faults) {
  pthread_mutex_lock(&faults->mutex);
  set_all(faults);
  memset(faults->injections, 0, sizeof faults->injections);
  faults->closed_from_ms = 0;
  faults->closed_until_ms = 0;
  pthread_mutex_unlock(&faults->mutex);
}

static void end_levels(struct faults *faults, enum fault_side side) {
  for (size_t i = 0; i < FAULT_COUNT; i++) {
    if (rows[i].side == side && rows[i].kind == KIND_LEVEL) {
      faults->values[i] = rows[i].start;
    }
  }
}

static void count_times(struct faults *faults, enum fault_side side) {
  for (size_t i = 0; i < FAULT_COUNT; i++) {
    if (rows[i].side == side && rows[i].kind == KIND_TIMES && faults->values[i] > 0) {
      faults->values[i]--;
      if (faults->values[i] == 0) {
        end_levels(faults, side);
      }
    }
  }
}

static void apply_injection(struct injection *injection, struct fault_snapshot *snapshot) {
  if (injection->skip > 0) {
    injection->skip--;
    return;
  }
  injection->count--;
  if (rows[injection->fault].kind == KIND_COUNTED) {
    snapshot->injected[injection->fault] = true;
  } else {
    snapshot->values[injection->fault] = injection->value;
  }
}

static void apply_injections(struct faults *faults, enum fault_side side, struct view operation,
                             struct fault_snapshot *snapshot) {
  for (size_t i = 0; i < FAULT_INJECTIONS; i++) {
    struct injection *injection = &faults->injections[i];
    struct view wanted = view_make(injection->operation, injection->operation_length);
    if (injection->count > 0 && rows[injection->fault].side == side &&
        (wanted.length == 0 || view_equal(wanted, operation))) {
      apply_injection(injection, snapshot);
    }
  }
}

void faults_occasion(struct faults *faults, enum fault_side side, struct view operation,
                     struct fault_snapshot *ret_snapshot) {
  int64_t now_ms = lab_clock_now_ms(faults->clock);
  memset(ret_snapshot, 0, sizeof *ret_snapshot);
  pthread_mutex_lock(&faults->mutex);
  memcpy(ret_snapshot->values, faults->values, sizeof faults->values);
  count_times(faults, side);
  apply_injections(faults, side, operation, ret_snapshot);
  if (now_ms >= faults->closed_from_ms && now_ms < faults->closed_until_ms) {
    ret_snapshot->values[FAULT_NATIONAL_UNAVAILABLE] = 1;
  }
  pthread_mutex_unlock(&faults->mutex);
}

bool faults_take(struct faults *faults, const struct fault_snapshot *snapshot, enum fault fault) {
  if (snapshot->injected[fault]) {
    return true;
  }
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
