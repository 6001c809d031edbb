# `make up` sets up and starts everything; `make test` sets up what the tests need and runs them.
ARGS ?=

.PHONY: up test check

up:
	@scripts/up $(ARGS)

test:
	@scripts/test $(ARGS)

check:
	@cargo xtask ci --quick
