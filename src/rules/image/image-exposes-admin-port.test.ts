import { expectInImages, setting } from "./facts.fixture.ts";
import { imageExposesAdminPort } from "./image-exposes-admin-port.ts";

expectInImages(imageExposesAdminPort, [
  [
    "each at its own step",
    {
      steps: [setting("EXPOSE [22/tcp 80/tcp]"), setting("EXPOSE [2375/tcp]")],
      exposedPorts: ["22/tcp", "2375/tcp", "80/tcp"],
    },
    [
      ["EXPOSE 22 80", "Port 22 in the image's config says that the container offers SSH"],
      ["EXPOSE 2375", "the Docker API without TLS"],
    ],
  ],
  ["without a protocol", { steps: [setting("EXPOSE 23")], exposedPorts: ["23"] }, [["EXPOSE 23", "Telnet"]]],
  [
    "other ports, UDP and a database",
    { steps: [setting("EXPOSE 1")], exposedPorts: ["22/udp", "2222/tcp", "5432/tcp", "80/tcp"] },
    [],
  ],
]);
