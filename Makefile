# Folkmoot needs Go and Node 20. Everything else comes through Go modules and
# npm, into the checkout.

# The same flags for building, running and testing, so that nothing is compiled
# twice and the program does not contain the path in which it was built.
export CGO_ENABLED = 0
export GOFLAGS += -trimpath -buildvcs=false

.PHONY: run build test release-check bench assets clean

# The demonstration. It does not need Node: the built assets are committed.
run: build
	@bin/folkmoot demo -data data/demo $(ARGS)

build:
	@go build -o bin/folkmoot ./cmd/folkmoot

# All tests, on both databases and with a browser. PKG=./internal/db/... runs a
# part, without vet, staticcheck and the asset check.
test: node_modules/.installed
	@node tools/test.mjs $(PKG)

# What a release needs beyond make test: every sentence is translated.
release-check:
	FOLKMOOT_TEST_RELEASE=1 go test ./internal/locale

# NAME=intake runs one benchmark.
bench: build
	@bin/folkmoot bench $(NAME)

# Rebuilds the front-end files from their npm packages.
assets: node_modules/.installed
	@node tools/assets.mjs

# Install scripts do not run: some versions of npm refuse them. The tools do
# what is needed instead.
node_modules/.installed: package-lock.json
	@npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $@

clean:
	rm -rf bin .tools artefacts
