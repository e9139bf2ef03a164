# Folkmoot needs Go and Node 20 on the machine. Everything else comes through
# Go modules and npm, into the checkout.

# One way to compile, in building, running and testing, so that nothing is
# compiled twice and the program does not tell where it was built.
export CGO_ENABLED = 0
export GOFLAGS += -trimpath -buildvcs=false

.PHONY: run build test bench assets clean

# The demonstration. Node is not needed: the built assets are in the source.
run: build
	@bin/folkmoot demo -data data/demo $(ARGS)

build:
	@go build -o bin/folkmoot ./cmd/folkmoot

# Everything, on both databases, with a browser. PKG=./internal/db/... tests a
# part, without the rules for the whole.
test:
	@node tools/test.mjs $(PKG)

# NAME=intake runs one benchmark.
bench: build
	@bin/folkmoot bench $(NAME)

# Takes the front-end files anew from their npm packages.
assets:
	@node --input-type=module -e 'import {install} from "./tools/npm.mjs"; await install()'
	@node tools/assets.mjs

clean:
	rm -rf bin .tools artefacts
