# Race Ledger: the one Makefile. `make help` lists what it can do.
#
# A flavour is one way to compile everything: release, headless, san-thread, clang-san-address-undefined … Each has its own
# folder under $(BUILD), so that they never mix. Sources are found by wildcard: a new file needs no line here. Flags
# and file lists are kept in a stamp beside the objects; when they change, what depends on them is built anew.

# ---- choices a caller may make -------------------------------------------------------------------------------------

BUILD ?= build
# Where make install puts things: GNU's variables. The libraries go to ../lib/raceledger, seen from bindir.
PREFIX ?= /usr/local
bindir ?= $(PREFIX)/bin
datadir ?= $(PREFIX)/share
mandir ?= $(datadir)/man
docdir ?= $(datadir)/doc/raceledger
bashdir ?= $(datadir)/bash-completion/completions
zshdir ?= $(datadir)/zsh/site-functions
fishdir ?= $(datadir)/fish/vendor_completions.d
DESTDIR ?=
FUZZ_SECONDS ?= 30
TEST_TIMEOUT ?= $(if $(SAN),300,120)
ifeq ($(origin CC),default)
CC := gcc
endif
CLANG ?= clang
JOBS ?= $(shell nproc 2>/dev/null || sysctl -n hw.ncpu 2>/dev/null || echo 2)
# One goal is built on all cores unless -j says otherwise; several (make clean all) one after the other.
ifeq ($(MAKELEVEL)$(word 2,$(MAKECMDGOALS))$(filter -j%,$(MAKEFLAGS)),0)
MAKEFLAGS += -j$(JOBS)
endif
# SAN=address,undefined or SAN=thread   HEADLESS=1   WERROR=1   V=1   T="base_text os_" (unit tests and bats files whose name has one of these)
# SKIP="cli/gil" (all but those)
# NO_LIBDW=1: names and lines of other people's programs are not looked up; NO_WEBP=1, NO_GIF=1: no such animations
# ROOMS="base os": compile and test these folders of src alone
# CFLAGS, CPPFLAGS and LDFLAGS are added to ours
# What a debugger knows: -g all, -g1 functions and lines, in less time.
SYMBOLS ?= -g
# Under a sanitizer, where compiling with -O1 takes four times as long as with -O0: all but the rooms that are gone through often.
SAN_OPTIMIZE ?= -O0
SAN_OFTEN := src/base src/recording src/analysis src/schedules src/document src/labs/balance src/view/shapes src/gui/paint tests/support

# ---- flavour -------------------------------------------------------------------------------------------------------

PLATFORM := $(shell uname -s | tr '[:upper:]' '[:lower:]')
comma := ,
empty :=
space := $(empty) $(empty)

GUI_SOURCES := $(wildcard src/gui/*.c src/gui/*/*.c)
WINDOW := $(if $(HEADLESS),,$(if $(GUI_SOURCES),yes))
# Names and lines of programs that are recorded are read through elfutils' libdw, where it is there.
LIBDW := $(if $(NO_LIBDW),,$(shell pkg-config --exists libdw 2>/dev/null && echo libdw))
# Animations are written through libwebpmux and giflib, where they are there.
WEBP := $(if $(WINDOW),$(if $(NO_WEBP),,$(shell pkg-config --exists libwebpmux libwebp 2>/dev/null && echo libwebpmux libwebp)))
GIF := $(if $(WINDOW),$(if $(NO_GIF),,$(shell pkg-config --exists libgif 2>/dev/null && echo libgif)))
# The desktop's dialogs for files are asked for by libdbus, where it is there.
LIBDBUS := $(if $(WINDOW),$(shell pkg-config --exists dbus-1 2>/dev/null && echo dbus-1))
COMPILER := $(notdir $(firstword $(CC)))
KIND := $(if $(SAN),san-$(subst $(comma),-,$(SAN)),$(if $(HEADLESS),,release))
FLAVOUR := $(subst $(space),-,$(strip $(filter-out gcc cc,$(COMPILER)) $(KIND) $(if $(HEADLESS),headless) $(if $(NO_LIBDW),no-libdw) $(if $(NO_WEBP),no-webp) $(if $(NO_GIF),no-gif)))
OUT := $(BUILD)/$(FLAVOUR)
PROGRAM := $(if $(filter release,$(FLAVOUR)),$(BUILD),$(OUT))/raceledger
RESULTS := $(BUILD)/results/$(FLAVOUR)

# ---- sources -------------------------------------------------------------------------------------------------------

ROOMS ?= *
# What labs are linked with comes along, and is not tested.
LINKED_ROOMS := $(ROOMS) $(if $(filter labs,$(ROOMS)),analysis document report schedules)
# All of a kind in some folders, however deep.
find_files = $(if $(1),$(sort $(shell find $(1) -name '$(2)')))
SOURCES := $(filter-out src/main.c src/inside/%,$(call find_files,$(wildcard $(LINKED_ROOMS:%=src/%)),*.c))
SOURCES := $(filter-out src/os/%,$(SOURCES)) \
	$(filter $(wildcard src/os/*.c src/os/$(PLATFORM)/*.c),$(SOURCES))
# Where there is no window one file stands in for the commands that need it.
WINDOW_COMMANDS := $(addprefix src/commands/,window.c picture.c thumbnail.c)
SOURCES := $(filter-out $(if $(WINDOW),src/commands/window_without.c,src/gui/% $(WINDOW_COMMANDS)),$(SOURCES))

# Of libdw and of none of it one is built.
SOURCES := $(filter-out $(if $(LIBDBUS),src/gui/portal_without.c,src/gui/portal.c),$(SOURCES))
SOURCES := $(filter-out $(if $(LIBDW),src/record/dwarf_without.c,src/record/libdw/%),$(SOURCES))
# The same of what writes animations.
SOURCES := $(filter-out $(if $(WEBP),src/gui/webp_without.c,src/gui/webp.c) $(if $(GIF),src/gui/gif_without.c,src/gui/gif.c),$(SOURCES))

UNIT_SOURCES := $(foreach room,$(ROOMS),$(wildcard tests/unit/test_$(if $(filter *,$(room)),,$(room)_)*.c))
UNIT_SOURCES := $(filter-out $(if $(WINDOW),,tests/unit/test_gui_%),$(sort $(UNIT_SOURCES)))
picked = $(if $(T),$(foreach name,$(1),$(if $(strip $(foreach part,$(T),$(findstring $(part),$(name)))),$(name))),$(1))
without = $(foreach name,$(1),$(if $(strip $(foreach part,$(SKIP),$(findstring $(part),$(name)))),,$(name)))
UNIT_SOURCES := $(call without,$(call picked,$(UNIT_SOURCES)))
SUPPORT_SOURCES := $(wildcard tests/support/*.c)
FAULT_SOURCES := $(wildcard tests/faults/*.c)
FUZZ_SOURCES := $(wildcard tests/fuzz/fuzz_*.c)
BENCH_SOURCES := $(filter-out $(if $(WINDOW),,tests/bench/bench_view.c),$(wildcard tests/bench/*.c))
BATS_FILES := $(wildcard tests/cli/*.bats) $(if $(WINDOW),$(wildcard tests/window/*.bats))
BATS_FILES := $(call without,$(call picked,$(BATS_FILES)))

# What runs inside other programs is a library of its own, and no part of ours.
INSIDE_SOURCES := $(if $(filter linux,$(PLATFORM)),$(wildcard src/inside/*.c src/inside/number/*.c))
INSIDE_OBJECTS := $(INSIDE_SOURCES:%.c=$(OUT)/obj/%.o)
INSIDE := $(if $(INSIDE_SOURCES),$(OUT)/libraceledger-inside.so)
# What is linked into programs whose loads and stores are watched, too.
HOOKS_SOURCES := $(if $(filter linux,$(PLATFORM)),$(wildcard src/inside/hooks/*.c))
HOOKS_OBJECTS := $(HOOKS_SOURCES:%.c=$(OUT)/obj/%.o)
INSIDE += $(if $(HOOKS_SOURCES),$(OUT)/libraceledger-hooks.so)
INSIDE_BESIDE := $(if $(INSIDE),$(INSIDE:$(OUT)/%=$(dir $(PROGRAM))%))
# Programs that the tests record.
RECORDED_SOURCES := $(wildcard tests/programs/*.c)
RECORDED := $(RECORDED_SOURCES:tests/programs/%.c=$(OUT)/programs/%)
# Of these the ones named hooks_ have the compiler's hooks before their loads and stores: gcc's, and clang's where it is here.
HOOKED_BY_CLANG := $(if $(shell command -v $(CLANG) 2>/dev/null),$(patsubst tests/programs/%.c,$(OUT)/programs/%.clang,$(wildcard tests/programs/hooks_*.c)))
RECORDED += $(HOOKED_BY_CLANG)

# What the program tells of itself, to be installed: man pages, and what shells complete by.
MADE := $(OUT)/made

LIBRARY := $(OUT)/libraceledger.a
OBJECTS := $(SOURCES:%.c=$(OUT)/obj/%.o)
MAIN := $(OUT)/obj/src/main.o
UNIT_PROGRAMS := $(UNIT_SOURCES:tests/unit/%.c=$(OUT)/tests/%)
SUPPORT_OBJECTS := $(SUPPORT_SOURCES:%.c=$(OUT)/obj/%.o)
SUPPORT := $(if $(SUPPORT_SOURCES),$(OUT)/libsupport.a)
FAULT_OBJECTS := $(FAULT_SOURCES:%.c=$(OUT)/obj/%.o)
FAULT_PROGRAM := $(if $(FAULT_SOURCES),$(if $(wildcard src/main.c),$(OUT)/raceledger-faults))
FUZZ_PROGRAMS := $(FUZZ_SOURCES:tests/fuzz/%.c=$(OUT)/%)
BENCH_OBJECTS := $(BENCH_SOURCES:%.c=$(OUT)/obj/%.o)

# ---- flags ---------------------------------------------------------------------------------------------------------

LIBRARIES := libxxhash $(if $(wildcard src/schedules/*.c),gmp)
WINDOW_LIBRARIES := $(if $(WINDOW),sdl2 SDL2_ttf fontconfig libpng $(WEBP) $(GIF))
WINDOW_CFLAGS := $(if $(WINDOW),$(shell pkg-config --cflags $(WINDOW_LIBRARIES) $(LIBDBUS) 2>/dev/null))
LIBDW_CFLAGS := $(if $(LIBDW),$(shell pkg-config --cflags $(LIBDW) 2>/dev/null))
LIBS := $(shell pkg-config --libs $(LIBRARIES) $(LIBDW) $(WINDOW_LIBRARIES) $(LIBDBUS) 2>/dev/null) -lm

HARDENING := $(if $(SAN),,-D_FORTIFY_SOURCE=2 -fstack-protector-strong)
# "undefined" leaves this one out, in both compilers.
CASTS := $(if $(findstring undefined,$(SAN)),$(comma)float-cast-overflow)
SANITIZE := $(if $(SAN),-fsanitize=$(SAN)$(CASTS))
SANITIZE := $(strip $(SANITIZE) $(if $(strip $(SANITIZE)),-fno-sanitize-recover=all -fno-omit-frame-pointer))
OUR_CPPFLAGS := -D_GNU_SOURCE -Isrc
OUR_CFLAGS := -std=c11 $(if $(SANITIZE),$(SAN_OPTIMIZE),-O2) $(SYMBOLS) -Wall -Wextra -Wshadow -Wconversion -Wstrict-prototypes -Wmissing-prototypes \
	$(if $(WERROR),-Werror) -pthread $(HARDENING) $(SANITIZE)
OUR_LDFLAGS := -pthread $(SANITIZE) $(if $(filter linux,$(PLATFORM)),-Wl$(comma)-z$(comma)relro$(comma)-z$(comma)now -Wl$(comma)--as-needed)
COMPILE = $(CC) $(OUR_CPPFLAGS) $(CPPFLAGS) $(OUR_CFLAGS) $(CFLAGS)
LINK = $(CC) $(OUR_LDFLAGS) $(CFLAGS) $(LDFLAGS)

# It may not allocate, print or be noticed in any other way: nothing in it that a sanitizer or a hardening would call.
INSIDE_CFLAGS := -std=gnu11 -O2 -g -fPIC -fvisibility=hidden -ftls-model=initial-exec -fno-builtin -fno-stack-protector \
	-fasynchronous-unwind-tables -U_FORTIFY_SOURCE -Wall -Wextra -Wshadow -Wconversion -Wstrict-prototypes -Wmissing-prototypes \
	$(if $(WERROR),-Werror) -pthread
INSIDE_LDFLAGS := -shared -pthread -Wl,-z,relro -Wl,-z,now -Wl,--as-needed -ldl

RECORDED_CFLAGS := -std=c11 -O1 -g -Wall -Wextra -Wshadow $(if $(WERROR),-Werror) -pthread

Q := $(if $(V),,@)
say = $(if $(V),:,printf '  %-7s %s\n' $(1) $(2))
# For goals that need a second reading of this file: another flavour, or packages that have just come.
SUBMAKE = $(MAKE) --no-print-directory

# Sanitizers: an allocation that cannot be met gives NULL, as without them; known leaks of other libraries are listed.
TEST_ENV = JOBS='$(JOBS)' RACELEDGER='$(abspath $(PROGRAM))' \
	RACELEDGER_FAULTS='$(abspath $(FAULT_PROGRAM))' \
	RACELEDGER_MADE='$(if $(SAN),,$(abspath $(MADE)))' \
	RACELEDGER_PROGRAMS='$(abspath $(OUT)/programs)' RACELEDGER_WINDOW='$(WINDOW)' RACELEDGER_SAN='$(SAN)' \
	ASAN_OPTIONS='allocator_may_return_null=1:$(ASAN_OPTIONS)' \
	TSAN_OPTIONS='allocator_may_return_null=1:halt_on_error=1:$(TSAN_OPTIONS)' \
	UBSAN_OPTIONS='print_stacktrace=1:$(UBSAN_OPTIONS)' \
	LSAN_OPTIONS='$(if $(wildcard tests/support/lsan.supp),suppressions=$(abspath tests/support/lsan.supp):print_suppressions=0):$(LSAN_OPTIONS)'

# ---- building ------------------------------------------------------------------------------------------------------

.DEFAULT_GOAL := all
.DELETE_ON_ERROR:
.SUFFIXES:
.PHONY: all headless run setup help clean install uninstall deb icons test test-unit test-cli check-headers check-layers check-ledger fuzz \
	run-fuzz lint lint-format lint-tidy lint-cppcheck lint-shell format build-tests FORCE
FORCE:

all: $(if $(wildcard src/main.c),$(PROGRAM),$(LIBRARY)) $(INSIDE) $(INSIDE_BESIDE) $(if $(SAN),,$(MADE)/commands) ## Build build/raceledger (the default); SAN=address,undefined or SAN=thread, WERROR=1, V=1, CC=clang

headless: ## Build the program without a window; needs no SDL (also: HEADLESS=1 with any goal)
	+@$(SUBMAKE) HEADLESS=1 all

write_if_changed = @printf '%s\n' '$(1)' | cmp -s - $@ || printf '%s\n' '$(1)' > $@

# What the flavour is made with; touched only when it differs, so that changed flags or files rebuild what they should.
$(OUT)/flags: FORCE
	@mkdir -p $(OUT)
	@missing=; for library in $(LIBRARIES) $(WINDOW_LIBRARIES); do \
		pkg-config --exists $$library || missing="$$missing $$library"; done; \
	if [ -n "$$missing" ]; then echo "missing libraries:$$missing (make setup installs them; make headless needs none for a window)" >&2; exit 1; fi
	$(call write_if_changed,$(COMPILE) $(WINDOW_CFLAGS) $(LIBDW_CFLAGS) $(TEST_CFLAGS) $(INSIDE_CFLAGS) $(if $(SANITIZE),$(SAN_OFTEN)))

$(OUT)/files: FORCE
	@mkdir -p $(OUT)
	$(call write_if_changed,$(LINK) $(LIBS) $(OBJECTS) $(SUPPORT_OBJECTS) $(INSIDE_OBJECTS) $(HOOKS_OBJECTS))

$(OUT)/obj/src/gui/%.o $(OUT)/obj/tests/%.o: EXTRA_CFLAGS = $(WINDOW_CFLAGS)
$(OUT)/obj/tests/%.o: EXTRA_CFLAGS += -Itests
$(OUT)/obj/src/record/libdw/%.o: EXTRA_CFLAGS = $(LIBDW_CFLAGS)
# The recorded loops take a cycle or two an update, and one more where they lie across two lines of the cpu's cache.
$(OUT)/obj/src/labs/balance/guards/%.o: EXTRA_CFLAGS = -falign-loops=64
$(OUT)/obj/tests/bench/%.o: EXTRA_CFLAGS += -falign-loops=64
# What only asserts is compiled in half of the time without being made fast.
TEST_CFLAGS := -O0 -U_FORTIFY_SOURCE
$(OUT)/obj/tests/unit/%.o: EXTRA_CFLAGS += $(TEST_CFLAGS)

ifneq ($(SANITIZE),)
$(SAN_OFTEN:%=$(OUT)/obj/%/%.o): EXTRA_CFLAGS += -O1
endif

$(OUT)/obj/%.o: %.c $(OUT)/flags
	@mkdir -p $(@D)
	@$(call say,CC,$<)
	$(Q)$(COMPILE) $(EXTRA_CFLAGS) -MMD -MP -c -o $@ $<

$(OUT)/obj/src/inside/%.o: src/inside/%.c $(OUT)/flags
	@mkdir -p $(@D)
	@$(call say,CC,$<)
	$(Q)$(CC) $(OUR_CPPFLAGS) $(CPPFLAGS) $(INSIDE_CFLAGS) -MMD -MP -c -o $@ $<

# Taken in as it stands.
$(OUT)/obj/src/inside/number/start.o: src/inside/number/watch.py
$(OUT)/obj/src/page/page.o: $(wildcard assets/page/*)

$(OUT)/libraceledger-inside.so: $(INSIDE_OBJECTS) $(OUT)/files
	@$(call say,LINK,$@)
	$(Q)$(CC) -o $@ $(INSIDE_OBJECTS) $(INSIDE_LDFLAGS)

$(OUT)/libraceledger-hooks.so: $(HOOKS_OBJECTS) src/inside/hooks/versions.map $(OUT)/files
	@$(call say,LINK,$@)
	$(Q)$(CC) -o $@ $(HOOKS_OBJECTS) $(INSIDE_LDFLAGS) -Wl,-soname,$(@F) -Wl,--version-script=src/inside/hooks/versions.map

ifneq ($(INSIDE_BESIDE),$(INSIDE))
$(INSIDE_BESIDE): $(dir $(PROGRAM))%: $(OUT)/%
	$(Q)ln -f $< $@
endif

$(OUT)/programs/%: tests/programs/%.c $(OUT)/flags
	@mkdir -p $(@D)
	@$(call say,CC,$<)
	$(Q)$(CC) $(OUR_CPPFLAGS) $(CPPFLAGS) $(RECORDED_CFLAGS) -MMD -MP -MF $(OUT)/obj/$*.program.d -o $@ $< -ldl

HOOKED_CFLAGS := -std=c11 -O0 -g -Wall -Wextra -Wshadow $(if $(WERROR),-Werror) -pthread
# gcc's library, in whose place ours comes; and ours itself, found where the program is recorded or beside it.
$(OUT)/programs/hooks_%: tests/programs/hooks_%.c $(OUT)/flags
	@mkdir -p $(@D)
	@$(call say,CC,$<)
	$(Q)gcc $(OUR_CPPFLAGS) $(CPPFLAGS) $(HOOKED_CFLAGS) -fsanitize=thread -MMD -MP -MF $(OUT)/obj/hooks_$*.program.d -o $@ $<

$(OUT)/programs/hooks_%.clang: tests/programs/hooks_%.c $(OUT)/flags $(OUT)/libraceledger-hooks.so
	@mkdir -p $(@D)
	@$(call say,CC,$<)
	$(Q)$(CLANG) $(OUR_CPPFLAGS) $(CPPFLAGS) $(HOOKED_CFLAGS) -fsanitize=thread -mllvm -tsan-instrument-read-before-write=1 -c -o $@.o $<
	$(Q)$(CLANG) -pthread -o $@ $@.o $(OUT)/libraceledger-hooks.so -Wl,-rpath,$(abspath $(OUT)) -Wl,--enable-new-dtags

$(LIBRARY): $(OBJECTS) $(OUT)/files
$(OUT)/libsupport.a: $(SUPPORT_OBJECTS) $(OUT)/files
$(LIBRARY) $(OUT)/libsupport.a:
	@rm -f $@
	@$(call say,AR,$@)
	$(Q)$(AR) rcs $@ $(filter %.o,$^)

$(PROGRAM): $(MAIN) $(LIBRARY)
	@mkdir -p $(@D)
	@$(call say,LINK,$@)
	$(Q)$(LINK) -o $@ $(MAIN) $(LIBRARY) $(LIBS)

# Last the names of the commands, one a line, by which the others are known to be whole.
$(MADE)/commands: $(PROGRAM)
	@mkdir -p $(MADE) && rm -f $(MADE)/*
	@$(call say,PAGES,$(MADE))
	$(Q)$(PROGRAM) help --man >$(MADE)/raceledger.1
	$(Q)for shell in bash zsh fish; do $(PROGRAM) help --completion $$shell >$(MADE)/completion.$$shell || exit 1; done
	$(Q)sed -n 's/^\.It Xr raceledger-\(.*\) 1$$/\1/p' $(MADE)/raceledger.1 >$@.new
	$(Q)for command in $$(cat $@.new); do $(PROGRAM) help --man $$command >$(MADE)/raceledger-$$command.1 || exit 1; done
	$(Q)mv $@.new $@

# A test, or a file of the fault program, that defines __wrap_NAME gets NAME wrapped.
WRAPS = $$(grep -ohE '\b__wrap_\w+' $(1) | sort -u | sed 's/^__wrap_/-Wl,--wrap=/')

$(UNIT_PROGRAMS): $(OUT)/tests/%: $(OUT)/obj/tests/unit/%.o $(SUPPORT) $(LIBRARY)
	@mkdir -p $(@D)
	@$(call say,LINK,$@)
	$(Q)$(LINK) $(call WRAPS,tests/unit/$*.c) -o $@ $< $(SUPPORT) $(LIBRARY) $(LIBS) -lcmocka

$(OUT)/raceledger-faults: $(MAIN) $(FAULT_OBJECTS) $(LIBRARY)
	@$(call say,LINK,$@)
	$(Q)$(LINK) $(call WRAPS,$(FAULT_SOURCES)) -o $@ $(MAIN) $(FAULT_OBJECTS) $(LIBRARY) $(LIBS)

$(OUT)/fuzz_%: $(OUT)/obj/tests/fuzz/fuzz_%.o $(SUPPORT) $(LIBRARY)
	@$(call say,LINK,$@)
	$(Q)$(LINK) -fsanitize=fuzzer -o $@ $< $(SUPPORT) $(LIBRARY) $(LIBS)

$(OUT)/bench: $(BENCH_OBJECTS) $(SUPPORT) $(LIBRARY)
	@$(call say,LINK,$@)
	$(Q)$(LINK) -o $@ $(BENCH_OBJECTS) $(SUPPORT) $(LIBRARY) $(LIBS)

ALL_OBJECTS := $(OBJECTS) $(MAIN) $(INSIDE_OBJECTS) $(HOOKS_OBJECTS) $(SUPPORT_OBJECTS) $(FAULT_OBJECTS) $(BENCH_OBJECTS) \
	$(UNIT_SOURCES:%.c=$(OUT)/obj/%.o) $(FUZZ_SOURCES:%.c=$(OUT)/obj/%.o)
.SECONDARY: $(ALL_OBJECTS)
-include $(ALL_OBJECTS:.o=.d) $(RECORDED_SOURCES:tests/programs/%.c=$(OUT)/obj/%.program.d)

# Goals whose script is not in this tree.
ABSENT_GOALS := $(if $(wildcard tests/soak.sh),,soak) $(if $(wildcard tests/cpython/*.py),,check-cpython) \
	$(if $(BENCH_SOURCES),,bench bench-check)

# ---- using ---------------------------------------------------------------------------------------------------------

run: ## Install what is missing, build, and open the window; with no display, write a picture of a run instead
	@.ci/install $(if $(HEADLESS),build,build window)
	+@$(SUBMAKE) all
	@if [ -z '$(WINDOW)' ]; then exec $(PROGRAM) compare; \
	elif [ -n "$$DISPLAY$$WAYLAND_DISPLAY" ]; then exec $(PROGRAM); \
	else $(PROGRAM) picture --at end -o $(BUILD)/race.png && echo 'No display here: what the window would show is in $(BUILD)/race.png'; fi

setup: ## Install every package that building, testing and linting need
	@.ci/install build window test lint

INSTALL_FILES = DESTDIR='$(DESTDIR)' PREFIX='$(PREFIX)' bindir='$(bindir)' datadir='$(datadir)' mandir='$(mandir)' docdir='$(docdir)' \
	bashdir='$(bashdir)' zshdir='$(zshdir)' fishdir='$(fishdir)' NO_WINDOW='$(if $(WINDOW),,yes)' .ci/install-files

install: ## Install what is built: DESTDIR, PREFIX (/usr/local), bindir, datadir, mandir; builds nothing, so that root need not
	@$(INSTALL_FILES) '$(PROGRAM)' '$(MADE)'

uninstall: ## Remove what install put there, given the same variables
	@$(INSTALL_FILES) --remove

deb: all ## Make a Debian package of it: build/raceledger_VERSION_ARCHITECTURE.deb
	@NO_WINDOW='$(if $(WINDOW),,yes)' .ci/make-deb '$(PROGRAM)' '$(MADE)' '$(BUILD)'

icons: ## Make the icons' PNGs of their drawings (with rsvg-convert)
	@.ci/make-icons

clean: ## Remove the build folder
	rm -rf '$(BUILD)'

help: ## List the goals
	@awk -F ':.*## ' -v absent=' $(ABSENT_GOALS) ' '/^[a-z-]+:.*## / && !index(absent, " " $$1 " ") \
		{ printf "  make %-14s %s\n", $$1, $$2 }' Makefile

# ---- tests ---------------------------------------------------------------------------------------------------------

test: ## Install what is missing, build, and run every test: unit, command line, the CPythons here, headers, layers, a brief fuzz
	@.ci/install build $(if $(HEADLESS),,window) test
	+@MAKE_COMMAND='$(SUBMAKE)' .ci/stages '$(RESULTS)' build-tests test-unit test-cli $(if $(filter check-cpython,$(ABSENT_GOALS)),,'check-cpython BRIEF=1') 'check-ledger BRIEF=1' check-headers check-layers 'fuzz FUZZ_SECONDS=5'

build-tests: all $(INSIDE) $(RECORDED) $(FAULT_PROGRAM) $(UNIT_PROGRAMS)

test-unit: $(if $(filter *,$(ROOMS)),all) $(INSIDE) $(RECORDED) $(UNIT_PROGRAMS) ## Unit tests alone; T=base_text picks by name, ROOMS="base os" compiles less
	@$(TEST_ENV) .ci/run-unit '$(RESULTS)/test-unit' $(TEST_TIMEOUT) $(UNIT_PROGRAMS)

test-cli: all $(FAULT_PROGRAM) $(RECORDED) ## Command-line and window tests alone (bats)
	@$(TEST_ENV) .ci/run-bats '$(RESULTS)/test-cli' $(BATS_FILES)

ifeq ($(filter soak,$(ABSENT_GOALS)),)
soak: all ## Long runs: memory stays flat over hours of use; minutes of fuzzing for each target
	+@$(TEST_ENV) MAKE_COMMAND='$(SUBMAKE)' bash tests/soak.sh
.PHONY: soak
endif

ifeq ($(filter check-cpython,$(ABSENT_GOALS)),)
check-cpython: all ## Hold the model of the global interpreter lock, the labs and what is recorded of a GIL against the CPythons on this machine; BRIEF=1: no figures, no labs, and what is recorded against the newest alone
	@failed=0; for check in tests/cpython/gil.py $(wildcard $(if $(BRIEF),,tests/cpython/lab_*.py) tests/cpython/record_*.py); do \
		$(TEST_ENV) RACELEDGER_BRIEF='$(BRIEF)' python3 $$check || failed=1; done; exit $$failed
.PHONY: check-cpython
endif

check-ledger: all ## Hold the ledger against C and C++ programs whose truth is known, ROUNDS (1) times each; BRIEF=1: with one compiler
	@$(TEST_ENV) python3 tests/ledger/check.py --rounds '$(or $(ROUNDS),1)' $(if $(BRIEF),--compiler gcc)

fuzz: ## Fuzz every parser for FUZZ_SECONDS (30) each, with clang's libFuzzer
	+@$(SUBMAKE) FUZZ=1 SAN=fuzzer-no-link,address,undefined CC='$(CLANG)' FUZZ_SECONDS='$(FUZZ_SECONDS)' \
		ROOMS='base os lab labs program run record recording analysis schedules document report page view' run-fuzz # what reads what others wrote

ifneq ($(FUZZ),)
FUZZ_MISSING := $(if $(FUZZ_SOURCES),$(shell echo 'int LLVMFuzzerTestOneInput(const char *d, long n); int LLVMFuzzerTestOneInput(const char *d, long n) { return !d && n; }' \
	| $(CC) -fsanitize=fuzzer -x c - -o /dev/null 2>/dev/null || echo 'clang with libFuzzer is not on this machine'),there are no fuzz targets)
ifeq ($(FUZZ_MISSING),)
run-fuzz: $(FUZZ_PROGRAMS)
	@JOBS='$(JOBS)' .ci/run-fuzz '$(BUILD)/results/fuzz/fuzz' $(FUZZ_SECONDS) $(FUZZ_PROGRAMS)
else
run-fuzz:
	@.ci/run-fuzz --skip '$(BUILD)/results/fuzz/fuzz' '$(FUZZ_MISSING)'
endif
endif

ifeq ($(filter bench,$(ABSENT_GOALS)),)
.PHONY: bench bench-check
bench: $(OUT)/bench $(INSIDE) $(RECORDED) ## Measure speed and print the table
	@$(OUT)/bench

bench-check: $(OUT)/bench $(INSIDE) $(RECORDED) ## The same, ratios five times: fails where one is out of its bound in most of the five
	@$(OUT)/bench --check
endif

# ---- checks of the source ------------------------------------------------------------------------------------------

# What this flavour and this platform cannot compile.
FOREIGN := $(if $(LIBDW),,src/record/libdw/%) $(if $(WEBP),,src/gui/webp.c) $(if $(GIF),,src/gui/gif.c) $(if $(LIBDBUS),,src/gui/portal.c) $(if $(WINDOW),,tests/unit/test_gui_% tests/bench/bench_view.c src/gui/%) $(filter-out src/os/$(PLATFORM)/%,$(wildcard src/os/*/*))
HEADERS := $(filter-out $(FOREIGN),$(call find_files,src,*.h) $(wildcard tests/*/*.h))
C_FILES := $(call find_files,src,*.[ch]) $(wildcard tests/*/*.[ch])
# How far clang-tidy follows a function's ways: here a twentieth of its usual, in some half of the time a seventh takes; all of it in make soak.
TIDY_NODES ?= 10000
# Programs that are recorded in tests do what nobody should.
TIDY ?= src tests
# What stands in where a library or the window is missing is small, and no build here compiles it: always looked at.
TIDY_FILES := $(filter-out $(FOREIGN) tests/programs/%,$(filter $(TIDY:%=%/%.c) %_without.c,$(C_FILES)))
SHELL_FILES := $(wildcard .ci/* tests/*.sh tests/*/*.sh tests/*/*.bash tests/*/*.bats)

# Compiled alone already: what a source begins with.
FIRST = $(shell awk 'FNR == 1 { begun = 0 } !begun && /^[ \t]*\043/ { begun = 1; if (match($$0, /"[^"]*"/)) print substr($$0, RSTART + 1, RLENGTH - 2) }' \
	$(SOURCES) $(SUPPORT_SOURCES))
LATER = $(filter-out $(foreach place,src tests tests/support,$(addprefix $(place)/,$(FIRST))),$(HEADERS))

check-headers: $(OBJECTS) $(SUPPORT_OBJECTS) ## Hold that every header compiles alone
	@printf '%s\n' $(LATER) | xargs -P $(JOBS) -I{} sh -c \
		'printf "#include \"%s\"\n" "{}" | $(COMPILE) $(WINDOW_CFLAGS) -I. -Itests -Werror -fsyntax-only -x c - || { echo "{} does not compile alone" >&2; exit 1; }'
	@echo "$(words $(HEADERS)) headers compile alone"

check-layers: $(OBJECTS) ## Check who knows whom: every include, and that no files know each other in a circle
	@.ci/check-layers $(OBJECTS)

LINT ?= lint-format lint-shell lint-cppcheck lint-tidy
lint: ## clang-format, clang-tidy, cppcheck and shellcheck over everything
	@.ci/install build $(if $(HEADLESS),,window) test lint
	+@MAKE_COMMAND='$(SUBMAKE)' .ci/stages '' $(LINT)

lint-format:
	@clang-format --dry-run -Werror $(C_FILES)

# Files of one kind, with the flags they are compiled with.
tidy = printf '%s\n' $(1) | xargs -r -P $(JOBS) -n 4 sh -c \
	'clang-tidy --quiet --extra-arg=-Xclang --extra-arg=-analyzer-config --extra-arg=-Xclang --extra-arg=max-nodes=$(TIDY_NODES) "$$@" -- $(OUR_CPPFLAGS) $(2) -Itests 2>&1 | { ! grep -vE "^[0-9]+ warnings? generated|^Suppressed|^Use -"; }' tidy
lint-tidy:
	@$(call tidy,$(filter-out $(INSIDE_SOURCES) $(HOOKS_SOURCES),$(TIDY_FILES)),$(OUR_CFLAGS) $(WINDOW_CFLAGS))
	@$(call tidy,$(INSIDE_SOURCES) $(HOOKS_SOURCES),$(filter-out -fno-plt,$(INSIDE_CFLAGS)))

lint-cppcheck:
	@mkdir -p $(BUILD)/cppcheck
	@cppcheck --quiet -j $(JOBS) --error-exitcode=1 --inline-suppr --std=c11 --enable=warning,performance,portability \
		--suppressions-list=.cppcheck --cppcheck-build-dir=$(BUILD)/cppcheck $(OUR_CPPFLAGS) -Itests $(filter %.c,$(C_FILES))

lint-shell:
	@shellcheck -x -S warning $(SHELL_FILES) # below that it takes a bats test for code that nobody calls

format: ## Lay out all C files with clang-format
	@clang-format -i $(C_FILES)
