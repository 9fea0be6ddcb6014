#include "terminology/mapping_run.h"

#include "terminology/mapping_event.h"

uint32_t mapping_run_date(struct mapping_run *run) {
  if (run->date != 0) {
    return run->date;
  }
  run->date = mapping_event_of_resource(run->document, run->resource, run->arena);
  if (run->date == 0 && run->bundle_date == 0) {
    run->bundle_date = mapping_event_of_bundle(run->document, run->arena);
    run->bundle_date = run->bundle_date != 0 ? run->bundle_date : run->mapping->today;
  }
  run->date = run->date != 0 ? run->date : run->bundle_date;
  return run->date;
}
