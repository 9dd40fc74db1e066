import { hostNetwork } from "./host-network.ts";
import { expectInScript, expectInService } from "./parts/cases.fixture.ts";

expectInService(hostNetwork, [
  ["the host's", "network_mode: host", ["medium host"]],
  ["quoted", 'network_mode: "host"', ['medium "host"']],
  ["none, bridge, others", "network_mode: none", []],
  ["another service's", "network_mode: service:vpn", []],
  ["of the build only", "build: {context: ., network: host}", []],
  ["a network of that name", "networks: [host]", []],
]);

expectInScript(hostNetwork, [
  ["--network", "docker run --network host alpine:3.24", ["host"]],
  ["--net=", "docker run --net=host alpine:3.24", ["host"]],
  ["a network", "docker run --network app alpine:3.24", []],
]);
