/**
 * Files in which package managers note what they did: every install writes them again, so that each layer with one replaces
 * those of the layers below. Nobody can do anything about it, and nothing is said of it.
 */
const databases =
  /^(?:var\/lib\/(?:dpkg\/|apt\/(?!lists\/)|rpm\/|dnf\/|yum\/|pacman\/local\/)|var\/cache\/(?:debconf|ldconfig)\/|var\/log\/|lib\/apk\/db\/|usr\/lib\/sysimage\/|etc\/ld\.so\.cache$)/;

export function isBookkeeping(path: string): boolean {
  return databases.test(path);
}
