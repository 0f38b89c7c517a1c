# The two commands that matter: `make run` and `make test`. Everything they need they install and build themselves.

.PHONY: run test build bench deb vm-test lint format generate dependencies clean

run: build
	@tools/run

test:
	@tools/test

build: dependencies
	@tools/build release .

# One benchmark: make bench ONLY=container-ready
bench: build
	@tools/install-dependencies bench
	@swift build --configuration release --product startos-benchmarks
	@Benchmarks/run $(ONLY)

# The Debian package: build/startos_VERSION_ARCHITECTURE.deb
deb: build
	@tools/package-deb . build

# The package on a whole machine: Debian 13 in QEMU. Takes long; not part of `make test`.
vm-test: deb
	@tools/install-dependencies vm
	@tools/vm-test

lint:
	@tools/lint
	@swift test --filter LayerTests

format:
	@swift format --in-place --parallel --recursive Sources Tests Benchmarks Package.swift

# What is made of Swift declarations: the TypeScript types of the page, schema and reference of service.yaml.
generate: build
	@bin/startbox typescript > web/src/generated/rpc.ts
	@bin/start-cli s9pk schema > docs/formats/service.schema.json
	@sed -i "/^Keys with \* are required/q" docs/formats/service-yaml.md
	@{ echo; bin/start-cli s9pk schema --reference; } >> docs/formats/service-yaml.md

dependencies:
	@tools/install-dependencies build

clean:
	rm -rf .build bin share build container-runtime/dist
