#include "tests/torture/plan.h"

#include <errno.h>
#include <string.h>

#define DATA FAULT_PLACE_DATA
#define TERMINAL (FAULT_PLACE_REQUEST | FAULT_PLACE_RESULT)
#define FILES FAULT_CALL_FILES
#define WRITE FAULT_CALL_WRITE

static const struct plan_class classes[] = {
    /* The process ends at a call. */
    {"kill before a write", PLAN_BOTH, PLAN_STREAM, DATA, FILES, FAULT_KILL_BEFORE,
     .enumerated = true, .range = 500},
    {"kill amid a write", PLAN_BOTH, PLAN_STREAM, DATA, FILES, FAULT_KILL_AMID, .enumerated = true,
     .range = 500},
    {"power cut at a write", PLAN_BOTH, PLAN_STREAM, DATA, FILES, FAULT_POWER_CUT,
     .enumerated = true, .range = 500},
    {"power cut at answering", PLAN_BOTH, PLAN_STREAM, FAULT_PLACE_CLIENT, FAULT_CALL_SEND,
     FAULT_POWER_CUT, .range = 20},
    {"power cut at sending", PLAN_WEBAPI, PLAN_STREAM, FAULT_PLACE_SERVICE, FAULT_CALL_SEND,
     FAULT_POWER_CUT, .range = 12},
    {"kill at a write of the start", PLAN_WEBAPI, PLAN_START, DATA, FILES, FAULT_KILL_AMID,
     .enumerated = true, .range = 110},
    {"kill at a write of the end", PLAN_WEBAPI, PLAN_STOP, DATA, FILES, FAULT_KILL_AMID,
     .enumerated = true, .range = 60},
    {"kill before the terminal's files", PLAN_FOLDER, PLAN_STREAM, TERMINAL, FILES,
     FAULT_KILL_BEFORE, .enumerated = true, .range = 60},
    {"kill amid the terminal's files", PLAN_FOLDER, PLAN_STREAM, TERMINAL, FILES, FAULT_KILL_AMID,
     .enumerated = true, .range = 60},
    {"kill before sending", PLAN_WEBAPI, PLAN_STREAM, FAULT_PLACE_SERVICE, FAULT_CALL_SEND,
     FAULT_KILL_BEFORE, .enumerated = true, .range = 12},
    {"kill amid sending", PLAN_WEBAPI, PLAN_STREAM, FAULT_PLACE_SERVICE, FAULT_CALL_SEND,
     FAULT_KILL_AMID, .enumerated = true, .range = 12},
    {"kill after sending", PLAN_WEBAPI, PLAN_STREAM, FAULT_PLACE_SERVICE, FAULT_CALL_SEND,
     FAULT_KILL_AFTER, .enumerated = true, .range = 12},
    {"kill before answering", PLAN_BOTH, PLAN_STREAM, FAULT_PLACE_CLIENT, FAULT_CALL_SEND,
     FAULT_KILL_BEFORE, .enumerated = true, .range = 20},
    {"kill amid answering", PLAN_BOTH, PLAN_STREAM, FAULT_PLACE_CLIENT, FAULT_CALL_SEND,
     FAULT_KILL_AMID, .range = 20},
    {"kill at random", PLAN_BOTH, .kills = true},
    /* The disk. */
    {"disk full once", PLAN_BOTH, PLAN_STREAM, DATA, WRITE | FAULT_CALL_CREATE, FAULT_FAIL, ENOSPC,
     .enumerated = true, .range = 500},
    {"disk full for a while", PLAN_BOTH, PLAN_STREAM, DATA, WRITE | FAULT_CALL_CREATE, FAULT_FAIL,
     ENOSPC, .sticky = true, .range = 300},
    {"write error", PLAN_BOTH, PLAN_STREAM, DATA, WRITE, FAULT_FAIL, EIO, .range = 500},
    {"short write", PLAN_BOTH, PLAN_STREAM, DATA, WRITE, FAULT_SHORT, .range = 500},
    {"failed sync", PLAN_BOTH, PLAN_STREAM, DATA, FAULT_CALL_SYNC, FAULT_FAIL, EIO,
     .enumerated = true, .range = 25},
    {"failed syncs for a while", PLAN_BOTH, PLAN_STREAM, DATA, FAULT_CALL_SYNC, FAULT_FAIL, EIO,
     .sticky = true, .range = 20},
    {"failed sync, then kill", PLAN_BOTH, PLAN_STREAM, DATA, FAULT_CALL_SYNC, FAULT_FAIL, EIO,
     .enumerated = true, .range = 20, .kills = true, .gives_up = true},
    {"failed syncs, then kill", PLAN_BOTH, PLAN_STREAM, DATA, FAULT_CALL_SYNC, FAULT_FAIL, EIO,
     .sticky = true, .range = 20, .kills = true, .gives_up = true},
    {"write error, then kill", PLAN_BOTH, PLAN_STREAM, DATA, WRITE, FAULT_FAIL, EIO, .range = 500,
     .kills = true, .gives_up = true},
    /* The terminal's folders. */
    {"terminal's disk full once", PLAN_FOLDER, PLAN_STREAM, TERMINAL, WRITE | FAULT_CALL_CREATE,
     FAULT_FAIL, ENOSPC, .range = 30},
    {"terminal's disk full for a while", PLAN_FOLDER, PLAN_STREAM, TERMINAL,
     WRITE | FAULT_CALL_CREATE, FAULT_FAIL, ENOSPC, .sticky = true, .range = 20},
    {"terminal's calls fail", PLAN_FOLDER, PLAN_STREAM, TERMINAL, FILES, FAULT_FAIL, EIO,
     .enumerated = true, .range = 60},
    {"terminal's calls fail when done", PLAN_FOLDER, PLAN_STREAM, TERMINAL,
     FILES & ~(uint32_t)(FAULT_CALL_WRITE | FAULT_CALL_CREATE), FAULT_FAIL_DONE, EIO,
     .enumerated = true, .range = 60, .lab_fault = "national_late_result_ms", .lab_value = 400},
    {"terminal's short write", PLAN_FOLDER, PLAN_STREAM, TERMINAL, WRITE, FAULT_SHORT, .range = 20},
    /* The network. */
    {"network cut after sending", PLAN_WEBAPI, PLAN_STREAM, FAULT_PLACE_SERVICE, FAULT_CALL_SEND,
     FAULT_CUT, .range = 12},
    {"network cut for a while", PLAN_WEBAPI, PLAN_STREAM, FAULT_PLACE_SERVICE, FAULT_CALL_SEND,
     FAULT_CUT, .sticky = true, .range = 12},
    {"network cut before sending", PLAN_WEBAPI, PLAN_STREAM, FAULT_PLACE_SERVICE, FAULT_CALL_SEND,
     FAULT_CUT_BEFORE, .range = 12},
    {"sending fails", PLAN_WEBAPI, PLAN_STREAM, FAULT_PLACE_SERVICE, FAULT_CALL_SEND, FAULT_FAIL,
     ECONNRESET, .range = 12},
    {"sending in pieces", PLAN_WEBAPI, PLAN_STREAM, FAULT_PLACE_SERVICE, FAULT_CALL_SEND,
     FAULT_SHORT, .sticky = true, .range = 12},
    {"client cut off", PLAN_BOTH, PLAN_STREAM, FAULT_PLACE_CLIENT, FAULT_CALL_SEND,
     FAULT_CUT_BEFORE, .range = 20},
    {"clients cut off for a while", PLAN_BOTH, PLAN_STREAM, FAULT_PLACE_CLIENT, FAULT_CALL_SEND,
     FAULT_CUT_BEFORE, .sticky = true, .range = 20},
    /* The clock. */
    {"clock jumps", PLAN_BOTH, .clock_jumps = true},
    {"clock jumps, slow service", PLAN_BOTH, .lab_fault = "national_delay_ms", .lab_value = 300,
     .clock_jumps = true},
    {"clock jumps, failing service", PLAN_BOTH, .lab_fault = "national_status", .lab_value = 500,
     .clock_jumps = true},
    {"clock jumps, results lost", PLAN_BOTH, .lab_fault = "national_lost_result", .lab_value = 6,
     .clock_jumps = true},
    {"clock jumps and kills", PLAN_BOTH, .kills = true, .clock_jumps = true},
    /* The service. */
    {"service closed", PLAN_BOTH, .lab_fault = "national_unavailable", .lab_value = 1},
    {"service answers 500", PLAN_BOTH, .lab_fault = "national_status", .lab_value = 500},
    {"results lost", PLAN_BOTH, .lab_fault = "national_lost_result", .lab_value = 4},
    {"requests cut", PLAN_BOTH, .lab_fault = "national_cut_before", .lab_value = 4},
    {"requests cut, and kills", PLAN_BOTH, .lab_fault = "national_cut_before", .lab_value = 3,
     .kills = true},
    {"results late", PLAN_BOTH, .lab_fault = "national_late_result_ms", .lab_value = 1200},
    {"results late, and kills", PLAN_BOTH, .lab_fault = "national_late_result_ms", .lab_value = 900,
     .kills = true},
    {"receipt first", PLAN_BOTH, .lab_fault = "national_two_phase", .lab_value = 1},
    {"receipt first, and kills", PLAN_BOTH, .lab_fault = "national_two_phase", .lab_value = 1,
     .kills = true},
    {"results half written", PLAN_FOLDER, .lab_fault = "national_half_written", .lab_value = 6},
    {"half written, and kills", PLAN_FOLDER, .lab_fault = "national_half_written", .lab_value = 6,
     .kills = true},
    {"results twice", PLAN_FOLDER, .lab_fault = "national_duplicate_result", .lab_value = 6},
    {"results of others", PLAN_FOLDER, .lab_fault = "national_wrong_result", .lab_value = 6},
    {"content of others", PLAN_FOLDER, .lab_fault = "national_wrong_content", .lab_value = 6},
};

size_t plan_count(void) {
  return sizeof classes / sizeof *classes;
}

const struct plan_class *plan_get(size_t index) {
  return &classes[index];
}

const struct plan_class *plan_find(const char *name) {
  for (size_t i = 0; i < plan_count(); i++) {
    if (strcmp(classes[i].name, name) == 0) {
      return &classes[i];
    }
  }
  return NULL;
}
