/** Programs with set-user-id or set-group-id, and which of them every distribution brings. */
import type { TreeNode } from "../../../files/image-tree.ts";

/** Of Debian, Ubuntu, Alpine, Fedora, RHEL, SUSE and Arch, in the packages that their images hold or usual ones bring. */
const ofTheSystem = new Set(
  (
    "at bbsuid bsd-write chage chfn chsh crontab dbus-daemon-launch-helper dotlockfile expiry exim4 fusermount fusermount3 gpasswd grub2-set-bootflag ksu " +
    "locate mlocate mail-lock mail-touchlock mail-unlock mount mount.cifs mount.ecryptfs_private mount.fuse mount.fuse3 mount.nfs netreport newgidmap newgrp newuidmap " +
    "pam_extrausers_chkpwd pam_timestamp_check passwd ping ping6 pkexec plocate polkit-agent-helper-1 postdrop postqueue procmail " +
    "sg snap-confine ssh-agent ssh-keysign su sudo sudoedit suexec traceroute6.iputils umount unix2_chkpwd unix_chkpwd userhelper usernetctl utempter " +
    "vmware-user-suid-wrapper wall write Xorg.wrap lockfile doas staprun start_kdeinit screen dumpcap camel-lock-helper-1.2"
  ).split(" "),
);

const systemFolders = /^(?:usr\/)?(?:s?bin|lib(?:64|exec)?)\/(?!.*node_modules)/;

/** True for programs that come with the system and have the bit there. */
export function isSystemProgram({ path }: TreeNode): boolean {
  return systemFolders.test(path) && ofTheSystem.has(path.slice(path.lastIndexOf("/") + 1));
}

/** `setuid root`, `setuid 1000`, `setgid 5`. */
export function privilegeOf({ mode, uid, gid }: TreeNode): string {
  if ((mode & 0o4000) !== 0) return `setuid ${uid === 0 ? "root" : uid}`;
  return `setgid ${gid === 0 ? "root" : gid}`;
}
