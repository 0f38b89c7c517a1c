"use strict"

/** What the server knows of this package before it runs. */
module.exports = {
  id: "syncthing",
  version: "1.29.5:0",
  canMigrateTo: "!",
  canMigrateFrom: ">=1.0:0 && <=1.29.5:0",
  title: "Syncthing",
  description: {
    short: "Keep folders in step between your devices",
    long:
      "Syncthing copies files between your own devices, directly and encrypted, without anyone in between. " +
      "This server becomes the device that is always on, so that your other ones never wait for each other.",
  },
  releaseNotes: "First version for this system.",
  license: "MPL-2.0",
  packageRepo: "https://syncthing.net/",
  upstreamRepo: "https://github.com/syncthing/syncthing",
  marketingUrl: "https://syncthing.net/",
  donationUrl: "https://syncthing.net/donations/",
  osVersion: "0.4.0",
  images: {
    main: {
      source: {
        debian: {
          suite: "trixie",
          packages: ["syncthing", "ca-certificates"],
          entrypoint: null,
          cmd: ["syncthing", "serve"],
          user: "1000:1000",
          workdir: "/",
        },
      },
      arch: ["x86_64", "aarch64"],
      emulateMissingAs: null,
    },
  },
  volumes: ["main"],
  dependencies: {},
  hardwareRequirements: { device: [], ram: null, arch: null },
}
