# Two commands matter: `make run` (the main job, then serve) and `make test` (everything).
# `make help` lists the rest. BUILD=dir builds elsewhere, CC=clang builds with clang.

BUILD ?= build
CC ?= gcc
ifeq ($(origin CC),default)
CC := gcc
endif
SANITIZE ?=
OPTIMIZE ?= -O2
# V=1 shows whole commands.
Q := $(if $(V),,@)
say = $(if $(V),@:,@printf '  %-5s %s\n' $(1) $(2))

WARNINGS := -Wall -Wextra -Wpedantic -Werror -Wshadow -Wconversion -Wsign-conversion -Wcast-qual \
  -Wpointer-arith -Wwrite-strings -Wstrict-prototypes -Wmissing-prototypes -Wold-style-definition \
  -Wredundant-decls -Wundef -Wvla -Wformat=2 -Wnull-dereference -Wswitch-enum \
  -Wimplicit-fallthrough -Wunused-macros -Wframe-larger-than=16384
ifneq (,$(findstring gcc,$(CC)))
WARNINGS += -Wlogical-op -Wduplicated-cond -Wduplicated-branches -Wjump-misses-init \
  -Wstringop-overflow=4 -Wuse-after-free=3
endif
HARDENING := -fstack-protector-strong -fstack-clash-protection -fcf-protection=full -fno-common \
  -fPIE -fvisibility=hidden
ifneq (,$(findstring gcc,$(CC)))
HARDENING += -ftrivial-auto-var-init=zero
endif
ifeq (,$(SANITIZE))
HARDENING += -D_FORTIFY_SOURCE=3
else
HARDENING += -fsanitize=$(SANITIZE) -fno-sanitize-recover=all -fno-omit-frame-pointer
# gcc sees the sanitizer's own instrumentation as uninitialized reads and null dereferences
ifneq (,$(findstring gcc,$(CC)))
WARNINGS += -Wno-maybe-uninitialized -Wno-null-dereference -Wno-stringop-overflow
endif
endif
CPPFLAGS_ALL := -D_GNU_SOURCE -I. $(CPPFLAGS)
LIBRARY_CFLAGS := -isystem /usr/include/libxml2 -isystem /usr/include/p11-kit-1 -isystem /usr/include/postgresql
# The same bytes wherever the sources lie (make reproducible).
CFLAGS_ALL := -std=c17 $(OPTIMIZE) -g -ffile-prefix-map=$(CURDIR)=. $(WARNINGS) $(HARDENING) $(CFLAGS)
LDFLAGS_ALL := -pie -Wl,-z,relro,-z,now,-z,noexecstack,--as-needed $(LDFLAGS)
ifneq (,$(SANITIZE))
LDFLAGS_ALL += -fsanitize=$(SANITIZE)
endif
LIBS := -lmicrohttpd -lgnutls -ljansson -lcurl -lsqlite3 -lpq -lxml2 -lutf8proc -lwebsockets -lssl -lcrypto -lz -lpthread
CHECK_LIBS := -lcheck -lsubunit -lm -lrt

# A room is a folder; what it may use stands to its right, lowest floor last (link order).
base_DIR := server/base
store_DIR := server/store
terminology_DIR := terminology
http_DIR := server/http
orca_DIR := server/orca
profiles_DIR := profiles
national_DIR := server/national
handlers_DIR := handlers
base_USES :=
store_USES := base
terminology_USES := store base
http_USES := base
orca_USES := base
profiles_USES := terminology store base
national_USES := store base
handlers_USES := profiles national terminology orca http store base
ROOMS := handlers national profiles orca http terminology store base

room_sources = $(wildcard $($(1)_DIR)/*.c)
room_objects = $(patsubst %.c,$(BUILD)/%.o,$(call room_sources,$(1)))
room_library = $(BUILD)/lib$(1).a
room_stack = $(foreach room,$(1) $($(1)_USES),$(call room_library,$(room)))

ALL_LIBRARIES := $(foreach room,$(ROOMS),$(call room_library,$(room)))
SERVER_OBJECTS := $(patsubst %.c,$(BUILD)/%.o,$(wildcard server/*.c))
LAB_OBJECTS := $(patsubst %.c,$(BUILD)/%.o,$(wildcard tests/lab/*.c))

.PHONY: all
all: $(BUILD)/fhir-facade $(BUILD)/fhir-facade-lab $(BUILD)/definitions.pack

$(BUILD)/%.o: %.c
	@mkdir -p $(@D)
	$(call say,CC,$<)
	$(Q)$(CC) $(CPPFLAGS_ALL) $(LIBRARY_CFLAGS) $(CFLAGS_ALL) -MMD -MP -c $< -o $@

# Put into the program as it is.
$(BUILD)/server/national/adapter_builtin.o: server/national/adapter_builtin.json

define room_rules
$(call room_library,$(1)): $(call room_objects,$(1))
	@rm -f $$@
	$$(call say,AR,$$@)
	$$(Q)$$(AR) rcsD $$@ $$^
.PHONY: room-$(1)
room-$(1): $(call room_library,$(1))
endef
$(foreach room,$(ROOMS),$(eval $(call room_rules,$(room))))

$(BUILD)/fhir-facade: $(SERVER_OBJECTS) $(ALL_LIBRARIES)
	$(call say,LINK,$@)
	$(Q)$(CC) $(CFLAGS_ALL) $(LDFLAGS_ALL) $^ $(LIBS) -o $@

$(BUILD)/fhir-facade-lab: $(LAB_OBJECTS) $(call room_library,base)
	$(call say,LINK,$@)
	$(Q)$(CC) $(CFLAGS_ALL) $(LDFLAGS_ALL) $^ $(LIBS) -o $@

$(BUILD)/definitions.pack: $(BUILD)/fhir-facade $(wildcard profiles/definitions/*.txt)
	$(call say,PACK,$@)
	$(Q)$(BUILD)/fhir-facade compile --definitions profiles/definitions --output $@

# ---- unit tests: tests/unit/<room>/test_<unit>.c, one binary each ------------------------------
# A PostgreSQL of the tests' own.
POSTGRES_SERVER := $(BUILD)/tests/unit/postgres_server.o
store_TEST_PARTS := $(POSTGRES_SERVER)
define unit_rules
$(1)_TESTS := $$(patsubst %.c,$(BUILD)/%,$$(wildcard tests/unit/$(1)/test_*.c))
$(BUILD)/tests/unit/$(1)/test_%: $(BUILD)/tests/unit/$(1)/test_%.o $(BUILD)/tests/unit/unit_main.o $$($(1)_TEST_PARTS) $(call room_stack,$(1))
	$$(call say,LINK,$$@)
	$$(Q)$$(CC) $$(CFLAGS_ALL) $$(LDFLAGS_ALL) $$^ $$(LIBS) $$(CHECK_LIBS) -o $$@
.PHONY: unit-$(1)
unit-$(1): $$($(1)_TESTS)
	@for test in $$^; do $$$$test || exit 1; done
ALL_UNIT_TESTS += $$($(1)_TESTS)
endef
$(foreach room,$(ROOMS),$(eval $(call unit_rules,$(room))))

# A PKCS#11 module that plays cards which do not behave.
FAKE_TOKEN := $(BUILD)/tests/unit/national/fake_token.so
$(FAKE_TOKEN): tests/unit/national/fake_token.c tests/unit/national/fake_token.h
	@mkdir -p $(@D)
	$(call say,LINK,$@)
	$(Q)$(CC) $(CPPFLAGS_ALL) $(LIBRARY_CFLAGS) $(filter-out -fPIE -fvisibility=hidden,$(CFLAGS_ALL)) -fPIC -shared $< -o $@
$(BUILD)/tests/unit/national/test_pkcs11_faults: | $(FAKE_TOKEN)

# Units of server/*.c (all but main): tests/unit/server/test_<unit>.c.
$(BUILD)/libserver.a: $(filter-out $(BUILD)/server/main.o,$(SERVER_OBJECTS))
	@rm -f $@
	$(call say,AR,$@)
	$(Q)$(AR) rcsD $@ $^
server_TESTS := $(patsubst %.c,$(BUILD)/%,$(wildcard tests/unit/server/test_*.c))
$(BUILD)/tests/unit/server/test_%: $(BUILD)/tests/unit/server/test_%.o $(BUILD)/tests/unit/unit_main.o $(BUILD)/libserver.a $(ALL_LIBRARIES)
	$(call say,LINK,$@)
	$(Q)$(CC) $(CFLAGS_ALL) $(LDFLAGS_ALL) $^ $(LIBS) $(CHECK_LIBS) -o $@
.PHONY: unit-server
unit-server: $(server_TESTS)
	@for test in $^; do $$test || exit 1; done
ALL_UNIT_TESTS += $(server_TESTS)
.PRECIOUS: $(BUILD)/%.o
.PHONY: unit
unit: $(ALL_UNIT_TESTS)

.PHONY: clean
clean:
	rm -rf $(BUILD)

-include $(shell find $(BUILD) -name '*.d' 2>/dev/null)

# ---- tests, checks, demonstration ----------------------------------------------------------------
# Debian packages: to build, to test, to check. Nothing is downloaded in any other way.
PACKAGES := gcc libc6-dev make libmicrohttpd-dev libgnutls28-dev libjansson-dev libcurl4-openssl-dev libssl-dev \
  libsqlite3-dev libpq-dev libxml2-dev libutf8proc-dev libwebsockets-dev zlib1g-dev libp11-kit-dev \
  ca-certificates curl
# softhsm2: a PKCS#11 token in software; without it the tests of tokens say that they are skipped.
PACKAGES_TEST := check postgresql softhsm2
PACKAGES_STYLE := clang clang-format clang-tidy libclang-rt-14-dev shellcheck cppcheck valgrind

# The targets that build by themselves use all processors, unless make was told a number.
PARALLEL = $(if $(filter -j%,$(MAKEFLAGS)),,-j$(shell nproc 2>/dev/null || echo 2))

.PHONY: deps deps-test deps-style
deps:
	@sh tests/install_packages.sh $(PACKAGES)
deps-test:
	@sh tests/install_packages.sh $(PACKAGES) $(PACKAGES_TEST)
deps-style:
	@sh tests/install_packages.sh $(PACKAGES) $(PACKAGES_TEST) $(PACKAGES_STYLE)
# FHIR clients of other hands (npm, tests only); without them their tests are skipped with a line.
.PHONY: deps-clients
deps-clients:
	cd tests/clients && npm ci

BLACKBOX_HARNESS := $(patsubst %.c,$(BUILD)/%.o,$(filter-out $(wildcard tests/blackbox/test_*.c),$(wildcard tests/blackbox/*.c)))
BLACKBOX_TESTS := $(patsubst %.c,$(BUILD)/%,$(wildcard tests/blackbox/test_*.c))
$(BUILD)/tests/blackbox/test_%: $(BUILD)/tests/blackbox/test_%.o $(BLACKBOX_HARNESS) $(BUILD)/tests/unit/unit_main.o $(POSTGRES_SERVER) $(call room_library,base)
	$(call say,LINK,$@)
	$(Q)$(CC) $(CFLAGS_ALL) $(LDFLAGS_ALL) $^ $(LIBS) $(CHECK_LIBS) -o $@

STYLE_UNIT_TESTS := $(patsubst %.c,$(BUILD)/%,$(wildcard tests/unit/style/test_*.c))
STYLE_PARTS := $(addprefix $(BUILD)/tests/style/,source.o function.o floors.o circles.o rules_text.o rules_source.o rules_settings.o rules_limits.o)
$(BUILD)/tests/unit/style/test_%: $(BUILD)/tests/unit/style/test_%.o $(BUILD)/tests/unit/unit_main.o $(STYLE_PARTS) $(call room_library,base)
	$(call say,LINK,$@)
	$(Q)$(CC) $(CFLAGS_ALL) $(LDFLAGS_ALL) $^ $(LIBS) $(CHECK_LIBS) -o $@
ALL_UNIT_TESTS += $(STYLE_UNIT_TESTS)

# Everything that is compiled, without running any of it.
.PHONY: programs
programs: $(BUILD)/fhir-facade $(BUILD)/fhir-facade-lab $(ALL_UNIT_TESTS) $(BLACKBOX_TESTS) \
  $(BUILD)/tests/torture/torture $(BUILD)/tests/torture/fault_shim.so $(BUILD)/tests/writes/writes

.PHONY: test-programs blackbox test
test-programs: all $(ALL_UNIT_TESTS) $(BLACKBOX_TESTS)
# TEST=bundle runs the one black-box program tests/blackbox/test_bundle.c.
blackbox: all $(BLACKBOX_TESTS)
	@FHIR_FACADE_BUILD=$(BUILD) sh tests/run_tests.sh blackbox $(TEST)
test: deps-test
	@$(MAKE) --no-print-directory $(PARALLEL) test-programs
	@FHIR_FACADE_BUILD=$(BUILD) sh tests/run_tests.sh

STYLE_CHECK := $(BUILD)/tests/style/style_check
$(STYLE_CHECK): $(BUILD)/tests/style/style_check.o $(STYLE_PARTS) $(call room_library,base)
	$(call say,LINK,$@)
	$(Q)$(CC) $(CFLAGS_ALL) $(LDFLAGS_ALL) $^ $(LIBS) -o $@
C_FILES = $(shell find server handlers profiles terminology tests -name '*.[ch]')
SHELL_FILES = $(shell find tests docker -name '*.sh') .ci/run
.PHONY: style format-check figures
style: $(STYLE_CHECK)
	@$(STYLE_CHECK) .
format-check:
	@clang-format --dry-run -Werror $(C_FILES)
	@shellcheck $(SHELL_FILES)
figures: $(STYLE_CHECK)
	@$(STYLE_CHECK) --figures .

.PHONY: run demo bench
run: deps
	@$(MAKE) --no-print-directory $(PARALLEL) all
	@FHIR_FACADE_BUILD=$(BUILD) sh tests/lab/demo.sh --serve
demo: deps
	@$(MAKE) --no-print-directory $(PARALLEL) all
	@FHIR_FACADE_BUILD=$(BUILD) sh tests/lab/demo.sh

BENCH := $(patsubst %.c,$(BUILD)/%,$(wildcard tests/bench/bench_*.c))
BENCH_PARTS := $(patsubst %.c,$(BUILD)/%.o,$(filter-out $(wildcard tests/bench/bench_*.c),$(wildcard tests/bench/*.c)))
$(BUILD)/tests/bench/bench_%: $(BUILD)/tests/bench/bench_%.o $(BENCH_PARTS) $(POSTGRES_SERVER) $(call room_library,national) $(call room_stack,profiles)
	$(call say,LINK,$@)
	$(Q)$(CC) $(CFLAGS_ALL) $(LDFLAGS_ALL) $^ $(LIBS) -o $@
bench: all $(BENCH)
	@for program in $(BENCH); do $$program $(BUILD) || exit 1; done

# An accelerated day of a clinic; READS=n makes it shorter or longer than 20,000.
SOAK := $(BUILD)/tests/soak/clinic_day
$(SOAK): $(patsubst %.c,$(BUILD)/%.o,$(wildcard tests/soak/*.c) tests/bench/bench.c tests/bench/neighbours.c)
	$(call say,LINK,$@)
	$(Q)$(CC) $(CFLAGS_ALL) $(LDFLAGS_ALL) $^ $(LIBS) -o $@
.PHONY: soak
soak: all $(SOAK)
	@$(SOAK) $(BUILD) $(READS)

# The relay under faults, kills and clock jumps; RUNS=2000 also hits every call of a Bundle's way.
TORTURE := $(BUILD)/tests/torture/torture
TORTURE_SHIM := $(BUILD)/tests/torture/fault_shim.so
TORTURE_PARTS := $(patsubst %.c,$(BUILD)/%.o,$(filter-out %/fault_shim.c %/fault_journal.c,$(wildcard tests/torture/*.c)))
$(TORTURE): $(TORTURE_PARTS) $(call room_stack,national)
	$(call say,LINK,$@)
	$(Q)$(CC) $(CFLAGS_ALL) $(LDFLAGS_ALL) $^ $(LIBS) -o $@
$(TORTURE_SHIM): tests/torture/fault_shim.c tests/torture/fault_journal.c $(wildcard tests/torture/fault_*.h)
	@mkdir -p $(@D)
	$(call say,CC,$<)
	$(Q)$(CC) -D_GNU_SOURCE -I. -std=c17 -O2 -g $(WARNINGS) -fPIC -fvisibility=hidden -shared $(filter %.c,$^) -o $@
.PHONY: torture
torture: all $(TORTURE) $(TORTURE_SHIM)
	@$(TORTURE) $(BUILD) $(if $(RUNS),--runs $(RUNS)) $(if $(SEED),--seed $(SEED))

# Writes that fail anywhere: WRITES_TRIALS failing calls of each kind of request and way, 0 = every one.
WRITES_TRIALS ?= 0
WRITES := $(BUILD)/tests/writes/writes
$(WRITES): $(patsubst %.c,$(BUILD)/%.o,$(wildcard tests/writes/*.c) tests/torture/world.c tests/torture/checker.c) $(call room_stack,national)
	$(call say,LINK,$@)
	$(Q)$(CC) $(CFLAGS_ALL) $(LDFLAGS_ALL) $^ $(LIBS) -o $@
.PHONY: writes
writes: all $(WRITES) $(TORTURE_SHIM)
	@$(WRITES) $(BUILD) $(WRITES_TRIALS)

# Acceptance cases of ../shared; R4_EXAMPLES=dir adds the published R4 examples.
.PHONY: conformance
conformance: all
	@FHIR_FACADE_BUILD=$(BUILD) R4_EXAMPLES=$(R4_EXAMPLES) sh tests/conformance/run.sh

# Address and undefined-behaviour sanitizers over the unit tests. SANITIZED and SANITIZERS: those of another build.
SANITIZED ?= $(BUILD)-asan
SANITIZERS ?= address,undefined
.PHONY: asan ubsan
ubsan: asan
asan:
	@$(MAKE) --no-print-directory $(PARALLEL) BUILD=$(SANITIZED) SANITIZE=$(SANITIZERS) unit-programs
	@FHIR_FACADE_BUILD=$(SANITIZED) sh tests/run_tests.sh unit
.PHONY: unit-programs
unit-programs: $(ALL_UNIT_TESTS)

# ---- proofs: fuzzing, sanitizers, static analysis -------------------------------------------------
# Fuzz targets (libFuzzer, so clang): FUZZ_SECONDS each, FUZZ=name one of them.
FUZZ_SECONDS ?= 60
FUZZ_TARGETS := $(patsubst %.c,$(BUILD)/%,$(wildcard tests/fuzz/fuzz_*.c))
FUZZ_SEEDS := $(patsubst %.c,$(BUILD)/%,$(wildcard tests/fuzz/seeds_*.c))
$(BUILD)/tests/fuzz/fuzz_%: $(BUILD)/tests/fuzz/fuzz_%.o $(ALL_LIBRARIES)
	$(call say,LINK,$@)
	$(Q)$(CC) $(CFLAGS_ALL) $(LDFLAGS_ALL) -fsanitize=fuzzer $^ $(LIBS) -o $@
$(BUILD)/tests/fuzz/seeds_%: $(BUILD)/tests/fuzz/seeds_%.o $(BUILD)/tests/unit/unit_main.o $(ALL_LIBRARIES)
	$(call say,LINK,$@)
	$(Q)$(CC) $(CFLAGS_ALL) $(LDFLAGS_ALL) $^ $(LIBS) $(CHECK_LIBS) -o $@
.PHONY: fuzz fuzz-programs
fuzz-programs: $(FUZZ_TARGETS) $(FUZZ_SEEDS)
fuzz: all
	@$(MAKE) --no-print-directory $(PARALLEL) BUILD=$(BUILD)-fuzz CC="$(FUZZ_CC)" \
	  SANITIZE=address,undefined,fuzzer-no-link fuzz-programs
	@FUZZ_DEFINITIONS=$(BUILD)/definitions.pack sh tests/fuzz/run.sh $(BUILD)-fuzz/tests/fuzz $(FUZZ_SECONDS) $(FUZZ)
FUZZ_CC ?= clang

# Memory that ends anywhere: MEMORY_TRIALS failing allocations of each kind of request, 0 = every one.
MEMORY_TRIALS ?= 0
MEMORY_WRAPPED := malloc calloc realloc strdup arena_new arena_new_small arena_alloc arena_array arena_bytes \
  arena_grow arena_string arena_copy arena_format arena_defer
MEMORY := $(BUILD)/tests/memory/memory
$(MEMORY): $(patsubst %.c,$(BUILD)/%.o,$(wildcard tests/memory/*.c) tests/bench/bench.c tests/bench/neighbours.c) $(BUILD)/libserver.a $(ALL_LIBRARIES)
	$(call say,LINK,$@)
	$(Q)$(CC) $(CFLAGS_ALL) $(LDFLAGS_ALL) $(addprefix -Wl$(comma)--wrap=,$(MEMORY_WRAPPED)) $^ $(LIBS) -o $@
comma := ,
.PHONY: memory memory-program
memory-program: $(MEMORY)
memory: all
	@$(MAKE) --no-print-directory $(PARALLEL) BUILD=$(SANITIZED) SANITIZE=$(SANITIZERS) memory-program
	@$(SANITIZED)/tests/memory/memory $(BUILD) $(MEMORY_TRIALS)

# Full speed, idle connections, a stop under load. SECONDS=600 IDLE=10000.
SECONDS ?= 600
IDLE ?= 10000
LOAD := $(BUILD)/tests/load/load_run
$(LOAD): $(patsubst %.c,$(BUILD)/%.o,$(wildcard tests/load/*.c) tests/bench/bench.c tests/bench/neighbours.c)
	$(call say,LINK,$@)
	$(Q)$(CC) $(CFLAGS_ALL) $(LDFLAGS_ALL) $^ $(LIBS) -o $@
.PHONY: load
load: all $(LOAD)
	@$(LOAD) $(BUILD) $(SECONDS) $(IDLE)

# Races: unit tests of the rooms that have threads, and TSAN_BLACKBOX, with everything built with the thread sanitizer.
TSAN_BLACKBOX ?= parallel read http
TSAN_UNITS := $(http_TESTS) $(orca_TESTS) $(national_TESTS) $(store_TESTS) $(server_TESTS)
.PHONY: tsan tsan-programs
tsan-programs: all $(TSAN_UNITS) $(TSAN_BLACKBOX:%=$(BUILD)/tests/blackbox/test_%)
tsan:
	@$(MAKE) --no-print-directory $(PARALLEL) BUILD=$(BUILD)-tsan SANITIZE=thread tsan-programs
	@FHIR_FACADE_BUILD=$(BUILD)-tsan TSAN_OPTIONS="suppressions=$(CURDIR)/tests/proof/tsan.supp exitcode=66" \
	  sh tests/proof/tsan.sh $(TSAN_BLACKBOX) -- $(TSAN_UNITS:$(BUILD)/%=$(BUILD)-tsan/%)

# Uninitialised values and what the address sanitizer does not see, over all unit programs; VALGRIND=short: some that read
# foreign bytes, VALGRIND="room/test_unit ..." those named.
VALGRIND ?= all
VALGRIND_SHORT := base/test_document base/test_arena http/test_query http/test_entity orca/test_orca_record \
  national/test_answer national/test_adapter national/test_jws profiles/test_fhirpath_decimal \
  terminology/test_csv_reader terminology/test_ucum
# Left out: waits 250 ms for answers, in which nothing is sent yet under valgrind.
VALGRIND_LEFT_OUT := $(BUILD)/tests/unit/national/test_transport_webapi
VALGRIND_NAMES := $(if $(filter short,$(VALGRIND)),$(VALGRIND_SHORT),$(filter-out all,$(VALGRIND)))
VALGRIND_PROGRAMS := $(if $(VALGRIND_NAMES),$(VALGRIND_NAMES:%=$(BUILD)/tests/unit/%)\
  ,$(filter-out $(VALGRIND_LEFT_OUT),$(ALL_UNIT_TESTS)))
.PHONY: valgrind valgrind-programs
valgrind-programs: $(VALGRIND_PROGRAMS)
	@:
valgrind:
	@$(MAKE) --no-print-directory $(PARALLEL) valgrind-programs
	@sh tests/proof/valgrind.sh $(VALGRIND_PROGRAMS)

# Static analysis of the product, three tools that can be run alone. A file is looked at again when it, a header of it, or
# the settings changed; the whole of what a tool said (the way to a finding) is in $(ANALYSIS)/<tool>/<file>.findings.
# What cppcheck leaves out and why: tests/proof/cppcheck.supp; clang-tidy: .clang-tidy.
ANALYSIS := $(BUILD)-analyze
ANALYZED := $(foreach room,$(ROOMS),$(call room_sources,$(room))) $(wildcard server/*.c)
ANALYZE_CFLAGS := -std=c17 $(CPPFLAGS_ALL) $(LIBRARY_CFLAGS)
# As written: -O2 splits structs, and gcc 12 then reports parts of them that nobody named. Left out: values used before
# they are set. gcc 12 does not follow structs that are returned or filled by memcpy (of 35 findings one was a value that
# was copied and never looked at, the others none); clang's analyzer and valgrind look for those.
GCC_ANALYZER := -O0 -fanalyzer -fdiagnostics-plain-output -Wno-analyzer-use-of-uninitialized-value
# tsearch keeps what it is given.
GCC_LEFT_OUT_server/http/connection_count.c := -Wno-analyzer-malloc-leak
# iconv_open says "none" by -1, for which there is nothing to close.
GCC_LEFT_OUT_terminology/mapping_csv.c := -Wno-analyzer-malloc-leak
GCC_LEFT_OUT_terminology/master_text.c := -Wno-analyzer-malloc-leak
# clang's analyzer follows the paths of a file for 0.7 s, all other checks together take a tenth of that. TIDY=fast keeps it
# to what meets foreign bytes first (60 files); gcc's analyzer follows the paths of all.
TIDY ?= all
TIDY_DEEP := $(if $(filter fast,$(TIDY)),$(filter server/base/% server/http/% profiles/xml_%,$(ANALYZED)),$(ANALYZED))
GCC_FINDINGS := $(ANALYZED:%.c=$(ANALYSIS)/gcc/%.findings)
TIDY_FINDINGS := $(TIDY_DEEP:%.c=$(ANALYSIS)/tidy/%.findings) \
  $(patsubst %.c,$(ANALYSIS)/tidy-flat/%.findings,$(filter-out $(TIDY_DEEP),$(ANALYZED)))
ANALYZE_SETTINGS := $(ANALYSIS)/settings
$(ANALYZE_SETTINGS): FORCE
	@mkdir -p $(@D)
	@echo '$(ANALYZE_CFLAGS) $(GCC_ANALYZER)' | cmp -s - $@ || echo '$(ANALYZE_CFLAGS) $(GCC_ANALYZER)' >$@
.PHONY: FORCE
FORCE:
# The headers of the file, for make.
analyze_headers = @mkdir -p $(@D) && $(CC) $(ANALYZE_CFLAGS) -MM -MP -MT $@ -MF $(@:.findings=.d) $<
run_tidy = @clang-tidy --quiet $(1) $< -- $(ANALYZE_CFLAGS) >$@.new 2>$@.errors || { cat $@.new $@.errors >&2; exit 1; }
$(ANALYSIS)/gcc/%.findings: %.c $(ANALYZE_SETTINGS)
	$(analyze_headers)
	@gcc $(ANALYZE_CFLAGS) $(GCC_ANALYZER) $(GCC_LEFT_OUT_$<) -S $< -o /dev/null 2>$@.new || { cat $@.new >&2; exit 1; }
	@mv $@.new $@
$(ANALYSIS)/tidy/%.findings: %.c .clang-tidy $(ANALYZE_SETTINGS)
	$(analyze_headers)
	$(call run_tidy)
	@mv $@.new $@
$(ANALYSIS)/tidy-flat/%.findings: %.c .clang-tidy $(ANALYZE_SETTINGS)
	$(analyze_headers)
	$(call run_tidy,--checks='-clang-analyzer-*')
	@mv $@.new $@
ifneq (,$(filter %-findings,$(MAKECMDGOALS)))
-include $(shell find $(ANALYSIS) -name '*.d' 2>/dev/null)
endif
.PHONY: analyze analyze-cppcheck analyze-gcc analyze-tidy cppcheck-findings gcc-findings tidy-findings
cppcheck-findings:
	@cppcheck --quiet --std=c11 --enable=warning,performance,portability --inline-suppr --output-file=/dev/stdout \
	  --suppressions-list=tests/proof/cppcheck.supp -j$(shell nproc) -I. -D_GNU_SOURCE \
	  --template='{file}:{line}: warning: {message} [{id}]' server handlers profiles terminology
gcc-findings: $(GCC_FINDINGS)
	@cat $^
tidy-findings: $(TIDY_FINDINGS)
	@cat $^
analyze-cppcheck analyze-gcc analyze-tidy: analyze-%:
	@sh tests/proof/analyze.sh $* $(words $(ANALYZED)) $(MAKE) --no-print-directory $(PARALLEL) $*-findings
analyze:
	@$(MAKE) --no-print-directory --keep-going analyze-cppcheck analyze-gcc analyze-tidy

# Lines that the tests run, by room: COVERAGE=unit, cases, "blackbox NAME", or all. FILES=1 lists files below 85 per cent.
COVERAGE ?= all
.PHONY: coverage
coverage:
	@$(MAKE) --no-print-directory $(PARALLEL) BUILD=$(BUILD)-coverage OPTIMIZE=-O1 \
	  CFLAGS="--coverage -Wno-null-dereference -Wno-error" LDFLAGS=--coverage test-programs
	@find $(BUILD)-coverage -name '*.gcda' -delete
	@FHIR_FACADE_BUILD=$(BUILD)-coverage sh tests/run_tests.sh $(filter-out all,$(COVERAGE)) | tail -n 1
	@sh tests/proof/coverage.sh $(BUILD)-coverage

programs: $(BENCH) $(SOAK) $(LOAD) $(MEMORY)

.PHONY: sbom reproducible
sbom: $(BUILD)/fhir-facade
	@sh tests/proof/sbom.sh $(BUILD)/fhir-facade $$(sed -n 's/.*VERSION_NUMBER "\(.*\)"/\1/p' server/version.h) >$(BUILD)/sbom.json
	@echo "$(BUILD)/sbom.json: $$(grep -c '"type": "library"' $(BUILD)/sbom.json) libraries"
reproducible: $(BUILD)/fhir-facade
	@sh tests/proof/reproducible.sh "$(CC)" $(BUILD)

PREFIX ?= /usr/local
.PHONY: install
install: all
	install -D -m 0755 $(BUILD)/fhir-facade $(DESTDIR)$(PREFIX)/bin/fhir-facade
	install -D -m 0644 $(BUILD)/definitions.pack $(DESTDIR)$(PREFIX)/share/fhir-facade/definitions.pack
	install -D -m 0644 -t $(DESTDIR)$(PREFIX)/share/fhir-facade/definitions profiles/definitions/*.txt

.PHONY: help
help:
	@echo 'make run           build, start the lab and the server, do the main job once, serve until Ctrl-C'
	@echo 'make test          install what is missing, build, run every test'
	@echo 'make demo          the main job once; exit status 0 when the Bundle was registered'
	@echo 'make               build only;  BUILD=dir builds elsewhere, CC=clang builds with clang'
	@echo 'make deps          install the Debian packages (deps-test, deps-style: of tests and checks)'
	@echo 'make deps-clients  install the npm packages of tests/clients (FHIR clients of other hands)'
	@echo 'make unit          unit tests;  unit-<room> those of one room'
	@echo 'make blackbox      black-box tests;  TEST=name one program'
	@echo 'make style         house rules;  format-check: layout;  figures: sizes for the README'
	@echo 'make asan          unit tests under the address and undefined-behaviour sanitizers'
	@echo 'make conformance   acceptance cases of ../shared;  R4_EXAMPLES=dir: the published examples too'
	@echo 'make bench         start time, memory, reader and request speed, what is added to ORCA, as a table'
	@echo 'make soak          a day of a clinic in a minute;  READS=n instead of 20000'
	@echo 'make torture       faults, kills, clock jumps: nothing lost;  RUNS=2000 the long form, SEED=n'
	@echo 'make fuzz          fuzz targets, FUZZ_SECONDS=60 each, FUZZ=name one;  memory: every allocation fails once'
	@echo 'make writes        each writing call of a request fails once: disk, client, ORCA, log;  WRITES_TRIALS=n a sample'
	@echo 'make tsan          thread sanitizer;  valgrind: unit programs;  coverage: lines by room'
	@echo 'make analyze       cppcheck, gcc -fanalyzer, clang-tidy;  analyze-cppcheck, analyze-gcc, analyze-tidy: one of them'
	@echo 'make load          full speed for SECONDS=600 beside IDLE=10000 connections, then a stop under load'
	@echo 'make sbom          linked libraries as CycloneDX;  reproducible: two builds, the same bytes'
	@echo 'make install       PREFIX=/usr/local DESTDIR='
