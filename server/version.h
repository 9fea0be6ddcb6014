/* What this program is, for `version`, /metadata and logs. */
#ifndef SERVER_VERSION_H
#define SERVER_VERSION_H

#define VERSION_NAME "fhir-facade"
#define VERSION_NUMBER "0.1.0"
/* Day of the release: CapabilityStatement.date. A constant, so that builds are reproducible. */
#define VERSION_DATE "2026-11-21"

#endif
