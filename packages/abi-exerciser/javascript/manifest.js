"use strict"

module.exports = {
  id: "abi-exerciser",
  version: "1.0.0:0",
  canMigrateTo: "!",
  canMigrateFrom: "*",
  title: "ABI exerciser",
  description: {
    short: "Exercises what the server offers to packages",
    long: "A package for tests: it starts a program, calls the host at a high rate, and fails when it is told to.",
  },
  releaseNotes: "For tests only.",
  license: "MIT",
  packageRepo: "https://example.com/",
  upstreamRepo: "https://example.com/",
  marketingUrl: null,
  donationUrl: null,
  osVersion: "0.4.0",
  images: {
    main: {
      source: {
        rootfs: {
          path: "rootfs",
          entrypoint: null,
          cmd: ["httpd", "-f", "-p", "8080"],
          user: "worker",
          workdir: "/data",
          env: ["PATH=/bin", "FROM_IMAGE=yes"],
        },
      },
      arch: ["x86_64"],
      emulateMissingAs: null,
    },
  },
  volumes: ["main"],
  dependencies: {},
  hardwareRequirements: { device: [], ram: null, arch: null },
}
