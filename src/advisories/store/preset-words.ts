/**
 * What many records have in common, as zlib's preset dictionary (RFC 1950, section 2.2): a text that is compressed alone has
 * nothing before it to refer to. Most usual last. Changing it makes stored values unreadable: the format's number in
 * `keyed-file-folder.ts` has to be raised with it.
 */
export const presetWords = [
  "A buffer overflow, use-after-free, out-of-bounds read and write, integer overflow, null pointer dereference, race condition, memory leak, ",
  "cross-site scripting (XSS), SQL injection, path traversal, directory traversal, server-side request forgery, deserialization of untrusted data, ",
  "improper input validation, privilege escalation, information disclosure, denial of service, remote code execution, arbitrary code, ",
  "This vulnerability affects versions prior to . The issue has been patched in version . Users are advised to upgrade. There are no known workarounds. ",
  "### Impact\\n\\n### Patches\\n\\n### Workarounds\\n\\n### References\\n\\n### For more information\\n\\n",
  "An attacker could exploit this to cause a crash (denial of service) or possibly execute arbitrary code via a crafted ",
  "allows remote attackers to allows local users to gain privileges, because of the way it handles user-supplied input in the function ",
  "Security Fix(es):\\n\\n* For more details about the security issue(s), including the impact, a CVSS score, acknowledgments, and other related information, refer to the CVE page(s) listed in the References section.",
  "The kernel packages contain the Linux kernel, the core of any Linux operating system. security update advisory Moderate: Important: ",
  '"REPORT","https://bugzilla.redhat.com/show_bug.cgi?id=","https://access.redhat.com/errata/RHSA-202","https://access.redhat.com/security/cve/CVE-20',
  '"https://errata.almalinux.org/8/ALSA-202","https://errata.almalinux.org/9/ALSA-202","https://rustsec.org/advisories/RUSTSEC-202","https://lists.debian.org/debian-lts-announce/20',
  '"https://security.netapp.com/advisory/ntap-202","https://lists.fedoraproject.org/archives/list/package-announce@lists.fedoraproject.org/message/","https://www.openwall.com/lists/oss-security/20',
  '"https://www.debian.org/security/20","https://security.gentoo.org/glsa/20","https://usn.ubuntu.com/","https://ubuntu.com/security/notices/USN-","https://lists.apache.org/thread',
  '"FIX","https://github.com/","https://github.com/advisories/GHSA-","/security/advisories/GHSA-","/releases/tag/v","/commit/","/pull/","/issues/","PACKAGE","https://pkg.go.dev/","EVIDENCE","ARTICLE","https://git.kernel.org/',
  "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:NCVSS:3.0/AV:N/AC:L/PR:N/UI:R/S:C/C:L/I:L/A:NCVSS:3.1/AV:L/AC:L/PR:L/UI:N/S:U/C:N/I:N/A:H",
  '"CWE-20","CWE-22","CWE-78","CWE-89","CWE-94","CWE-119","CWE-120","CWE-125","CWE-190","CWE-200","CWE-287","CWE-352","CWE-400","CWE-416","CWE-476","CWE-502","CWE-601","CWE-611","CWE-787","CWE-79"]',
  '"SUSE:Linux Enterprise Server 15 SP","Red Hat:enterprise_linux:9::appstream","Ubuntu:Pro:18.04:LTS","Ubuntu:22.04:LTS","Ubuntu:24.04:LTS","AlmaLinux:9","Alpine:v3.2","Debian:11","Debian:12","Debian:13","Maven","Packagist","crates.io","RubyGems","NuGet","PyPI","npm","Go"',
  '[["CVSS_V4","CVSS:4.0/AV:N/AC:L/[["CVSS_V3","CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H",9.8]],"low","medium","high","critical","moderate",0,"',
  '[],["ADVISORY","https://security-tracker.debian.org/tracker/CVE-20","https://nvd.nist.gov/vuln/detail/CVE-2024-","WEB","https://nvd.nist.gov/vuln/detail/CVE-2025-',
  '["2024-01-01T00:00:00Z","2025-01-01T00:00:00Z",0,[],["CVE-2023-"],[],[],0,"","",[',
].join("\n");
