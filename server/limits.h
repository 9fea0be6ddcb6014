/* Every bound on what a client, a file or a neighbour can make us do, with its reason. */
#ifndef SERVER_LIMITS_H
#define SERVER_LIMITS_H

/* A Bundle may be 10 MB at the national service (technical guide 2.2.1); the decimal reading is the
 * stricter one. */
#define LIMIT_BUNDLE_BYTES 10000000u
/* FHIR resources nest about 20 deep at most; recursion in readers is bounded by this. */
#define LIMIT_DOCUMENT_DEPTH 100u
/* XML elements in each other, narratives included: one that is read as JSON has no more levels than
 * a document; libxml2 itself stops at 256. */
#define LIMIT_XML_DEPTH 200u
/* Attributes of one XML tag: FHIR's have three, those of narratives some ten. */
#define LIMIT_XML_ATTRIBUTES 128u
/* Different names in one XML: R4 has some 3000; libxml2's table of names gets slow above 16384. */
#define LIMIT_XML_NAMES 10000
/* Namespaces in scope: FHIR, XHTML and a few more; the parser looks each name's up in a list. */
#define LIMIT_XML_NAMESPACES 64
/* Offsets and lengths are 32 bits; one document is far below. */
#define LIMIT_DOCUMENT_BYTES 200000000u
/* A search by POST (application/x-www-form-urlencoded): a few hundred bytes in practice. */
#define LIMIT_FORM_BYTES 16384u
/* One row of the mapping table as JSON. */
#define LIMIT_MAPPING_ROW_BYTES 65536u
/* A CodeSystem or ValueSet that is stored: the largest national ones have 15 MB of JSON. */
#define LIMIT_DEFINITION_BYTES 67108864u
/* What one request may hold in its arena: tape (16 bytes a node) and patches of a 10 MB Bundle. */
#define LIMIT_REQUEST_ARENA_BYTES 268435456u
/* Findings kept per request; the rest is counted (a 10 MB file can have a fault a byte). */
#define LIMIT_ISSUES 500u
/* Findings of one file that the command line sorts before it shows the first ones. */
#define LIMIT_REPORT_ISSUES 10000u
/* An NDJSON file: a bulk export of a clinic; checked line by line. */
#define LIMIT_LINES_BYTES 2000000000u
/* Folders in each other below one that is to be validated. */
#define LIMIT_FOLDER_DEPTH 32u
/* An advisor file: some hundred rules. */
#define LIMIT_ADVISOR_BYTES 1048576u
/* The record of one run of `validate --evidence`: a thousand files with many findings. */
#define LIMIT_EVIDENCE_BYTES 1073741824u
/* Entries of a batch: each may ask ORCA or expand a value set. */
#define LIMIT_BATCH_ENTRIES 1000u
/* Query parameters and headers of one request. */
#define LIMIT_QUERY_PARAMETERS 64u
#define LIMIT_HEADERS 100u
/* Segments of a request's path: "/fhir/Patient/1/$clinical-bundle" has four. */
#define LIMIT_PATH_SEGMENTS 8u
/* What is read and dropped of a body that will be refused, so that the client reads our answer
 * instead of a connection reset; more than that is cut. */
#define LIMIT_SWALLOWED_BYTES 33554432u
/* Memory of one connection inside libmicrohttpd: headers and its read buffer. */
#define LIMIT_CONNECTION_BYTES 65536u
/* Requests that wait for a thread to wait in: more are answered 503 before memory grows. A thousand
 * clients at a time is what a group of clinics may have. */
#define LIMIT_WAITING_REQUESTS 1024u
/* Connections queued in the kernel before they are accepted. */
#define LIMIT_LISTEN_BACKLOG 1024
/* The links of one page: each repeats the request's URL, which is at most half of a connection's
 * memory. */
#define LIMIT_LINK_BYTES 131072u
/* An answer that is built in memory: the OperationOutcome of 500 findings is about 1 MB. */
#define LIMIT_ANSWER_BYTES 67108864u
/* A configuration file and a file that holds a secret. */
#define LIMIT_CONFIG_BYTES 1048576u
#define LIMIT_SECRET_BYTES 4096u
/* What lives as long as the process: mapping table and packages compiled at start. */
#define LIMIT_APPLICATION_BYTES 4294967296u
/* An answer of ORCA: 200 diseases in xml2 are about 500 KB. */
#define LIMIT_ORCA_ANSWER_BYTES 33554432u
/* A FHIR package unpacked: R4 core is 30 MB, all Japanese packages together 180 MB. */
#define LIMIT_PACKAGE_BYTES 1073741824u
/* One file of a package: jpfhir-terminology's largest code system is 7 MB. */
#define LIMIT_PACKAGE_FILE_BYTES 67108864u
/* Memory for all definitions of a compile: the official packages together take about 100 MB. */
#define LIMIT_DEFINITIONS_BYTES 2147483648u
/* Findings kept per compile. */
#define LIMIT_COMPILE_ISSUES 2000u
/* Elements nest 12 deep in R4 core; deeper ones are refused. */
#define LIMIT_ELEMENT_DEPTH 40u
/* Elements of a generated snapshot: the largest published one has 1 812. */
#define LIMIT_SNAPSHOT_ELEMENTS 65536u
/* Visits whose acts one search asks for: two calls each, within the time of a request; who wants
 * older ones narrows by date. */
#define LIMIT_ACT_VISITS 30u
/* ORCA's xml2 nests 8 deep. */
#define LIMIT_ORCA_DEPTH 32u

/* A mapping file: a large hospital's house codes are some 50,000 rows of 200 bytes. */
#define LIMIT_MAPPING_BYTES 67108864u
/* The same in memory, of the file and of the store together. */
#define LIMIT_MAPPING_TABLE_BYTES 536870912u
/* A master as distributed and unpacked: the largest, HOT13, has some 25 MB; an archive that unpacks
 * to more is refused. */
#define LIMIT_MASTER_BYTES 268435456u
#define LIMIT_MASTER_MEMBERS 256u
/* Memory of one import: all masters unpacked, decoded and joined take about 400 MB. */
#define LIMIT_IMPORT_BYTES 4294967296u
/* Texts of all masters together: some 40 MB. */
#define LIMIT_MASTER_TEXT_BYTES 1073741824u
/* FHIR resources kept as bytes: those of R4 core, HL7 terminology and the Japanese packages
 * together have some 60 MB. */
#define LIMIT_MASTER_CONTENT_BYTES 1073741824u
/* Findings of one import that are kept; the rest is counted. */
#define LIMIT_IMPORT_ISSUES 200u
/* Codes that could not be mapped: of one Bundle (a year of a clinic has some hundred different
 * ones), and kept in all, so that a client that sends nonsense cannot fill the disk. */
#define LIMIT_UNMAPPED_CODES 200u
#define LIMIT_UNMAPPED_ROWS 100000
/* Codes of one Bundle for which candidates are searched: up to a millisecond each. */
#define LIMIT_MAPPING_SEARCHES 20u
/* Rows of one answer of the store: no caller needs more; pages are made with offset. */
#define LIMIT_STORE_ROWS 1000u
/* Detail of an audit row: two code systems and two codes. */
#define LIMIT_AUDIT_DETAIL_BYTES 1024u
/* Patients that one audit row names, 65 bytes each: a search by name finds some hundred; a row that
 * would need more says so. */
#define LIMIT_AUDIT_PATIENTS 1000u
/* Rows that wait for the next batch, and bytes of them: with more, what may be lost is only counted
 * and what may not be is refused. */
#define LIMIT_AUDIT_WAITING 8192u
/* A thousand audit rows in memory, each with as many patients as it may name. */
#define LIMIT_AUDIT_PAGE_BYTES 134217728u
/* One line of an archive of the audit trail: a row with as many patients as it may name. */
#define LIMIT_AUDIT_LINE_BYTES 131072u
/* Codings of one CodeableConcept that are compared with each other when local codes are mapped. */
#define LIMIT_MAPPING_CODINGS 64u
/* One terminology resource with its model, or the index of a snapshot: the largest code systems
 * have some 60 000 concepts and 15 MB of JSON. */
#define LIMIT_TERMINOLOGY_BYTES 1073741824u
/* Value sets that lead from one to the next: published ones are 4 deep. */
#define LIMIT_VALUE_SET_DEPTH 32u
/* Value sets that are asked for one answer, each code of an expansion counted anew: published ones
 * stay far below; more takes seconds. */
#define LIMIT_VALUE_SET_STEPS 3000000u
/* Codes of one answer of $expand without `count`: what a client can hold and a reader may want. */
#define LIMIT_EXPANSION_CODES 1000u
/* Code systems without an imported master that one Bundle names. */
#define LIMIT_MAPPING_ABSENT 16u
/* Units: the longest that is in use has 60 bytes and two parentheses in each other. */
#define LIMIT_UNIT_BYTES 1024u
#define LIMIT_UNIT_DEPTH 16u

/* Profiles derive at most 4 deep in practice; stops a circle of baseDefinition. */
#define LIMIT_PROFILE_BASES 32u
/* Profiles that lead to profiles on the same element (types, slices, resolve()): stops circles. */
#define LIMIT_VALIDATION_DEPTH 200u
/* meta.profile and asked-for profiles of one resource that are evaluated. */
#define LIMIT_RESOURCE_PROFILES 32u
/* Nodes that one silent test of a discriminator path may reach. */
#define LIMIT_DISCRIMINATOR_NODES 256u

/* FHIRPath: core invariants compile to under 200 words; nested parentheses and open collections of
 * the deepest known one are below 20; a Bundle of 10 MB has about 600 000 nodes, which
 * descendants() may list twice; a step is one operation or one item of a loop. */
#define LIMIT_FHIRPATH_EXPRESSION_BYTES 65536u
#define LIMIT_FHIRPATH_WORDS 16384u
#define LIMIT_FHIRPATH_DEPTH 64u
#define LIMIT_FHIRPATH_FRAMES 32u
#define LIMIT_FHIRPATH_VALUES 2097152u
#define LIMIT_FHIRPATH_STEPS 50000000u
/* A counted repetition such as {1,64} is written out in the regular expression's program; matching
 * costs at most program size times text length. */
#define LIMIT_REGEX_WORDS 8192u
#define LIMIT_REGEX_DEPTH 32u
#define LIMIT_REGEX_STEPS 200000000u

/* A JWS that carries its content: a Bundle in base64url and a header. */
#define LIMIT_JWS_BYTES 15000000u
/* The protected header: a chain of four certificates has some 12 KB. */
#define LIMIT_JWS_HEADER_BYTES 262144u
/* Certificates from the signer's to the root: published ones have two to four. */
#define LIMIT_JWS_CERTIFICATES 8u
/* A token: some hundred bytes of claims; the request head must fit LIMIT_CONNECTION_BYTES. */
#define LIMIT_JWT_BYTES 16384u
/* Keys of a token server: the present ones and the next. */
#define LIMIT_JWK_KEYS 64u
#define LIMIT_JWK_SET_BYTES 262144u
/* Clients of one server that have keys or limits of their own, and their file. */
#define LIMIT_ACCESS_CLIENTS 1000u
#define LIMIT_ACCESS_FILE_BYTES 4194304u
/* Clients and addresses whose rate is measured at a time: 64 bytes each; the one that was quiet for
 * longest gives way. */
#define LIMIT_RATE_BUCKETS 4096u
/* Failed authentications of one address, a second: more is trying keys out. */
#define LIMIT_ACCESS_FAILURES_PER_SECOND 5u
/* Addresses and networks of proxies before one server: a clinic has one or two. */
#define LIMIT_TRUSTED_PROXIES 64u
/* Certificates of one side of a TLS connection: two to four in practice. */
#define LIMIT_TLS_CERTIFICATES 8u
/* A file of certificates or a key; one revocation list (those of large authorities have some MB);
 * an answer of OCSP, which holds a few certificates. */
#define LIMIT_CERTIFICATE_FILE_BYTES 1048576u
#define LIMIT_REVOCATION_LIST_BYTES 33554432u
#define LIMIT_OCSP_BYTES 262144u
/* Files of revocation lists for client certificates: one an authority in practice. */
#define LIMIT_REVOCATION_FILES 64u
/* Addresses of revocation information in one certificate that are tried. */
#define LIMIT_REVOCATION_ADDRESSES 4u
/* RSA keys below are broken or soon will be (CRYPTREC, NIST SP 800-57). */
#define LIMIT_RSA_BITS_MINIMUM 2048
/* What a remote signing service answers: a signature, perhaps with certificates. */
#define LIMIT_REMOTE_SIGNATURE_BYTES 1048576u

/* Patients that wait for their automatic registration: more than a large hospital sees in a day. */
#define LIMIT_AUTO_REGISTER_WAITING 8192u
/* Subscriptions kept: a clinic has a handful of systems that want to be told. */
#define LIMIT_SUBSCRIPTIONS 200
/* A Subscription as it is sent: a criteria, an endpoint and some header lines. */
#define LIMIT_SUBSCRIPTION_BYTES 65536u
/* Header lines of one Subscription, and bytes of each: a bearer token has some 2 KB. */
#define LIMIT_SUBSCRIPTION_HEADERS 16u
#define LIMIT_SUBSCRIPTION_HEADER_BYTES 8192u
/* Events of ORCA that wait for the disk: a busy hour of a hospital. */
#define LIMIT_SUBSCRIPTION_EVENTS 1024u

/* A reader of the log that is only slow has caught up by then; the requests wait as long. */
#define LIMIT_LOG_WAIT_MS 200

#endif
