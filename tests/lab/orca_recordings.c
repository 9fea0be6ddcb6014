#include "tests/lab/orca_recordings.h"

#include "server/base/file.h"
#include "tests/lab/orca_json.h"

#define RECORDING_MAXIMUM 33554432u
#define NO_SUCH_PATIENT "10"

struct source {
  const char *folder;
  const struct orca_api *api;
  struct arena *arena;
  struct record_tree *tree;
};

struct recording {
  struct view text;
  const struct record *root;
};

static bool read_recording(const struct source *source, struct view number,
                           struct recording *ret_recording) {
  struct recording recording;
  struct view path =
      arena_format(source->arena, "%s/%s_%s%s%.*s.json", source->folder, source->api->module,
                   source->api->name, number.length > 0 ? "_" : "", VIEW_ARGUMENTS(number));
  if (path.data == NULL ||
      file_read(source->arena, path.data, RECORDING_MAXIMUM, &recording.text) != ERROR_OK) {
    return false;
  }
  recording.root = orca_json_read(source->tree, recording.text, source->arena);
  *ret_recording = recording;
  return recording.root != NULL;
}

static bool is_number(struct view text) {
  uint64_t number;
  return view_to_unsigned(text, 99, &number);
}

static struct view number_of(const struct orca_call *call) {
  struct view number = record_value(call->body, "Request_Number");
  if (number.length == 0) {
    number = call->class;
  }
  return is_number(number) ? number : (struct view){NULL, 0};
}

static struct view without_zeros(struct view id) {
  while (id.length > 1 && id.data[0] == '0') {
    id = view_part(id, 1, id.length - 1);
  }
  return id;
}

/* The patient of a recorded answer: in the record that most answers begin with. */
static struct view recorded_patient(const struct record *root) {
  const struct record *record = record_find(root, "Patient_Information");
  if (record == NULL || record->kind != RECORD_GROUP) {
    record = record_find(root, "Disease_Infores");
  }
  return record_value(record, "Patient_ID");
}

static bool is_other_patient(struct view asked, struct view recorded) {
  return asked.length > 0 && recorded.length > 0 &&
         !view_equal(without_zeros(asked), without_zeros(recorded));
}

bool orca_recordings_find(const char *folder, const struct orca_api *api,
                          const struct orca_call *call, struct view *ret_text,
                          const struct record **ret_root) {
  const struct source source = {folder, api, call->arena, call->tree};
  struct view number = number_of(call);
  struct view asked = call->body != NULL ? record_value(call->body, "Patient_ID") : call->id;
  struct recording recording;
  if ((number.length == 0 || !read_recording(&source, number, &recording)) &&
      !read_recording(&source, (struct view){NULL, 0}, &recording)) {
    return false;
  }
  if (is_other_patient(asked, recorded_patient(recording.root)) &&
      (orca_patients_find(asked) != NULL ||
       !read_recording(&source, view_of(NO_SUCH_PATIENT), &recording))) {
    return false;
  }
  *ret_text = recording.text;
  *ret_root = recording.root;
  return true;
}
