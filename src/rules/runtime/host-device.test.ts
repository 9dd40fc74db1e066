import { hostDevice } from "./host-device.ts";
import { expectInScript, expectInService } from "./parts/cases.fixture.ts";

expectInService(hostDevice, [
  ["a disk", "devices: [/dev/sda]", ["high /dev/sda"]],
  ["a partition, read", "devices: ['/dev/nvme0n1p2:/dev/x:r']", ["high '/dev/nvme0n1p2:/dev/x:r'"]],
  ["memory", "devices: ['/dev/mem:/dev/mem']", ["critical '/dev/mem:/dev/mem'"]],
  ["memory, read", "devices: ['/dev/mem:/dev/mem:r']", ["high '/dev/mem:/dev/mem:r'"]],
  ["the log", "devices: [/dev/kmsg]", ["low /dev/kmsg"]],
  ["volumes of the host", "devices: [/dev/mapper/vg-data, /dev/dm-0]", ["high /dev/mapper/vg-data", "high /dev/dm-0"]],
  ["all", "devices: ['/dev:/dev']", ["critical '/dev:/dev'"]],
  [
    "cards and ports",
    "devices: [/dev/dri, /dev/snd, /dev/ttyUSB0, /dev/net/tun, /dev/fuse, /dev/kvm, /dev/video0]",
    [],
  ],
  ["a privileged container has all", "privileged: true\ndevices: [/dev/sda]", []],
  ["a variable", "devices: ['${DISK}:/dev/x']", []],
]);

expectInScript(hostDevice, [
  ["--device", "docker run --device /dev/sda:/dev/xvda alpine:3.24", ["/dev/sda:/dev/xvda"]],
  ["a card", "docker run --device=/dev/dri alpine:3.24", []],
]);
