/** Every rule, by file name. Written by tools/generate-catalog.ts: add a rule file and run `npm run docs`. */
import { commentIsPattern } from "./context/comment-is-pattern.ts";
import { copyIgnoredFile } from "./context/copy-ignored-file.ts";
import { copyWholeContext } from "./context/copy-whole-context.ts";
import { deadPattern } from "./context/dead-pattern.ts";
import { dependenciesShipped } from "./context/dependencies-shipped.ts";
import { gitignoreThinking } from "./context/gitignore-thinking.ts";
import { ignoreFileMissing } from "./context/ignore-file-missing.ts";
import { ignorePatternInvalid } from "./context/ignore-pattern-invalid.ts";
import { negationReopensSecret } from "./context/negation-reopens-secret.ts";
import { secretFileCopied } from "./context/secret-file-copied.ts";
import { secretInContext } from "./context/secret-in-context.ts";
import { shadowedIgnoreFile } from "./context/shadowed-ignore-file.ts";
import { vcsDataShipped } from "./context/vcs-data-shipped.ts";
import { addLocal } from "./dockerfile/add-local.ts";
import { addRemoteUrl } from "./dockerfile/add-remote-url.ts";
import { adminPortExposed } from "./dockerfile/admin-port-exposed.ts";
import { appOwnedByRuntimeUser } from "./dockerfile/app-owned-by-runtime-user.ts";
import { aptNotAptGet } from "./dockerfile/apt-not-apt-get.ts";
import { argDefaultInvalid } from "./dockerfile/arg-default-invalid.ts";
import { argUndefinedInFrom } from "./dockerfile/arg-undefined-in-from.ts";
import { baseNotDigestPinned } from "./dockerfile/base-not-digest-pinned.ts";
import { buildSandboxOff } from "./dockerfile/build-sandbox-off.ts";
import { buildToolsInFinalStage } from "./dockerfile/build-tools-in-final-stage.ts";
import { casing } from "./dockerfile/casing.ts";
import { cdInRun } from "./dockerfile/cd-in-run.ts";
import { chpasswd } from "./dockerfile/chpasswd.ts";
import { consecutiveRun } from "./dockerfile/consecutive-run.ts";
import { contentTrust } from "./dockerfile/content-trust.ts";
import { copyAfterUserWithoutChown } from "./dockerfile/copy-after-user-without-chown.ts";
import { copyDestSlash } from "./dockerfile/copy-dest-slash.ts";
import { copyFromSelf } from "./dockerfile/copy-from-self.ts";
import { copyFromUnknown } from "./dockerfile/copy-from-unknown.ts";
import { copyFromVariable } from "./dockerfile/copy-from-variable.ts";
import { copyRelativeNoWorkdir } from "./dockerfile/copy-relative-no-workdir.ts";
import { copyStageRoot } from "./dockerfile/copy-stage-root.ts";
import { copyThenUntar } from "./dockerfile/copy-then-untar.ts";
import { curlFailFlag } from "./dockerfile/curl-fail-flag.ts";
import { debugMode } from "./dockerfile/debug-mode.ts";
import { descriptionComment } from "./dockerfile/description-comment.ts";
import { devDependenciesInFinalStage } from "./dockerfile/dev-dependencies-in-final-stage.ts";
import { distUpgrade } from "./dockerfile/dist-upgrade.ts";
import { emptyContinuation } from "./dockerfile/empty-continuation.ts";
import { envSelfReference } from "./dockerfile/env-self-reference.ts";
import { envStrayEquals } from "./dockerfile/env-stray-equals.ts";
import { execForm } from "./dockerfile/exec-form.ts";
import { exposeFormat } from "./dockerfile/expose-format.ts";
import { fatBase } from "./dockerfile/fat-base.ts";
import { healthcheckMissing } from "./dockerfile/healthcheck-missing.ts";
import { heredocWithoutErrexit } from "./dockerfile/heredoc-without-errexit.ts";
import { inlineIgnoreUsed } from "./dockerfile/inline-ignore-used.ts";
import { instructionOrder } from "./dockerfile/instruction-order.ts";
import { keyValueLegacy } from "./dockerfile/key-value-legacy.ts";
import { labelInvalid } from "./dockerfile/label-invalid.ts";
import { latestBase } from "./dockerfile/latest-base.ts";
import { lnBinSh } from "./dockerfile/ln-bin-sh.ts";
import { maintainer } from "./dockerfile/maintainer.ts";
import { malformedJsonForm } from "./dockerfile/malformed-json-form.ts";
import { missingMultiStage } from "./dockerfile/missing-multi-stage.ts";
import { multipleCmd } from "./dockerfile/multiple-cmd.ts";
import { multipleEntrypoint } from "./dockerfile/multiple-entrypoint.ts";
import { multipleHealthcheck } from "./dockerfile/multiple-healthcheck.ts";
import { noInstallRecommends } from "./dockerfile/no-install-recommends.ts";
import { noninteractiveFlag } from "./dockerfile/noninteractive-flag.ts";
import { npmInstallUnlocked } from "./dockerfile/npm-install-unlocked.ts";
import { onbuildInvalid } from "./dockerfile/onbuild-invalid.ts";
import { packageCacheLeft } from "./dockerfile/package-cache-left.ts";
import { pinPackages } from "./dockerfile/pin-packages.ts";
import { pipSystemPython } from "./dockerfile/pip-system-python.ts";
import { pipeToShell } from "./dockerfile/pipe-to-shell.ts";
import { pipefail } from "./dockerfile/pipefail.ts";
import { plaintextHttp } from "./dockerfile/plaintext-http.ts";
import { platformConstant } from "./dockerfile/platform-constant.ts";
import { platformRedundant } from "./dockerfile/platform-redundant.ts";
import { pointlessCommand } from "./dockerfile/pointless-command.ts";
import { portRange } from "./dockerfile/port-range.ts";
import { registryNotAllowed } from "./dockerfile/registry-not-allowed.ts";
import { retiredBase } from "./dockerfile/retired-base.ts";
import { rootUser } from "./dockerfile/root-user.ts";
import { secretCommand } from "./dockerfile/secret-command.ts";
import { secretInArg } from "./dockerfile/secret-in-arg.ts";
import { secretInEnv } from "./dockerfile/secret-in-env.ts";
import { secretLiteral } from "./dockerfile/secret-literal.ts";
import { secretMountMode } from "./dockerfile/secret-mount-mode.ts";
import { secretMountOptional } from "./dockerfile/secret-mount-optional.ts";
import { secretPersisted } from "./dockerfile/secret-persisted.ts";
import { stageCycle } from "./dockerfile/stage-cycle.ts";
import { stageNameDuplicate } from "./dockerfile/stage-name-duplicate.ts";
import { stageNameReserved } from "./dockerfile/stage-name-reserved.ts";
import { stageUnreachable } from "./dockerfile/stage-unreachable.ts";
import { sudoInRun } from "./dockerfile/sudo-in-run.ts";
import { syntaxError } from "./dockerfile/syntax-error.ts";
import { tlsVerificationOff } from "./dockerfile/tls-verification-off.ts";
import { undefinedVar } from "./dockerfile/undefined-var.ts";
import { unsignedPackages } from "./dockerfile/unsigned-packages.ts";
import { untaggedBase } from "./dockerfile/untagged-base.ts";
import { updateAlone } from "./dockerfile/update-alone.ts";
import { userNotNumeric } from "./dockerfile/user-not-numeric.ts";
import { useraddHighUid } from "./dockerfile/useradd-high-uid.ts";
import { volumeDockerSock } from "./dockerfile/volume-docker-sock.ts";
import { volumeSystemDir } from "./dockerfile/volume-system-dir.ts";
import { wgetAndCurl } from "./dockerfile/wget-and-curl.ts";
import { wgetProgress } from "./dockerfile/wget-progress.ts";
import { workdirRelative } from "./dockerfile/workdir-relative.ts";
import { workdirSystemDir } from "./dockerfile/workdir-system-dir.ts";
import { worldWritable } from "./dockerfile/world-writable.ts";
import { buildToolsInImage } from "./image/build-tools-in-image.ts";
import { doubtfulSecretInLayer } from "./image/doubtful-secret-in-layer.ts";
import { duplicateUidGid } from "./image/duplicate-uid-gid.ts";
import { emptyPassword } from "./image/empty-password.ts";
import { expiredIgnore } from "./image/expired-ignore.ts";
import { imageBaseUnlabelled } from "./image/image-base-unlabelled.ts";
import { imageExposesAdminPort } from "./image/image-exposes-admin-port.ts";
import { imageHealthcheckMissing } from "./image/image-healthcheck-missing.ts";
import { imageOld } from "./image/image-old.ts";
import { imageRunsAsRoot } from "./image/image-runs-as-root.ts";
import { imageTlsVerificationOff } from "./image/image-tls-verification-off.ts";
import { imageUserNotNumeric } from "./image/image-user-not-numeric.ts";
import { imageUserUnknown } from "./image/image-user-unknown.ts";
import { imageVolumeOnSystemFolder } from "./image/image-volume-on-system-folder.ts";
import { memoryDumpInImage } from "./image/memory-dump-in-image.ts";
import { osRetired } from "./image/os-retired.ts";
import { packageCacheInImage } from "./image/package-cache-in-image.ts";
import { secretInAttestation } from "./image/secret-in-attestation.ts";
import { secretInHistory } from "./image/secret-in-history.ts";
import { secretInImageConfig } from "./image/secret-in-image-config.ts";
import { secretInLayer } from "./image/secret-in-layer.ts";
import { setuidFileAdded } from "./image/setuid-file-added.ts";
import { setuidFiles } from "./image/setuid-files.ts";
import { shellHistoryInImage } from "./image/shell-history-in-image.ts";
import { sshServerInImage } from "./image/ssh-server-in-image.ts";
import { sudoInImage } from "./image/sudo-in-image.ts";
import { vcsDataInImage } from "./image/vcs-data-in-image.ts";
import { wastedSpace } from "./image/wasted-space.ts";
import { worldWritableFiles } from "./image/world-writable-files.ts";
import type { Rule } from "./rule.ts";
import { cgroupParent } from "./runtime/cgroup-parent.ts";
import { composeVersionField } from "./runtime/compose-version-field.ts";
import { dangerousCapability } from "./runtime/dangerous-capability.ts";
import { databaseWithoutPassword } from "./runtime/database-without-password.ts";
import { dockerSocketMounted } from "./runtime/docker-socket-mounted.ts";
import { duplicateContainerName } from "./runtime/duplicate-container-name.ts";
import { duplicateHostPort } from "./runtime/duplicate-host-port.ts";
import { envFileInContext } from "./runtime/env-file-in-context.ts";
import { hardeningMissing } from "./runtime/hardening-missing.ts";
import { healthcheckDisabled } from "./runtime/healthcheck-disabled.ts";
import { hostDevice } from "./runtime/host-device.ts";
import { hostNamespace } from "./runtime/host-namespace.ts";
import { hostNetwork } from "./runtime/host-network.ts";
import { loggingOff } from "./runtime/logging-off.ts";
import { mountHidesImageFiles } from "./runtime/mount-hides-image-files.ts";
import { mountPropagation } from "./runtime/mount-propagation.ts";
import { portNotBound } from "./runtime/port-not-bound.ts";
import { portOnAllInterfaces } from "./runtime/port-on-all-interfaces.ts";
import { portUnquoted } from "./runtime/port-unquoted.ts";
import { privilegedContainer } from "./runtime/privileged-container.ts";
import { privilegedHostPort } from "./runtime/privileged-host-port.ts";
import { publishedPortNotExposed } from "./runtime/published-port-not-exposed.ts";
import { restartPolicy } from "./runtime/restart-policy.ts";
import { secretInBuildArgValue } from "./runtime/secret-in-build-arg-value.ts";
import { secretInEnvironment } from "./runtime/secret-in-environment.ts";
import { secretMountUnfed } from "./runtime/secret-mount-unfed.ts";
import { secretOnCommandLine } from "./runtime/secret-on-command-line.ts";
import { securityProfileOff } from "./runtime/security-profile-off.ts";
import { sensitiveHostPath } from "./runtime/sensitive-host-path.ts";
import { serviceImageNoDigest } from "./runtime/service-image-no-digest.ts";
import { serviceImageUnpinned } from "./runtime/service-image-unpinned.ts";
import { serviceRootUser } from "./runtime/service-root-user.ts";
import { sharedVolume } from "./runtime/shared-volume.ts";
import { tmpfsExec } from "./runtime/tmpfs-exec.ts";

export const rules: readonly Rule[] = [
  commentIsPattern,
  copyIgnoredFile,
  copyWholeContext,
  deadPattern,
  dependenciesShipped,
  gitignoreThinking,
  ignoreFileMissing,
  ignorePatternInvalid,
  negationReopensSecret,
  secretFileCopied,
  secretInContext,
  shadowedIgnoreFile,
  vcsDataShipped,
  addLocal,
  addRemoteUrl,
  adminPortExposed,
  appOwnedByRuntimeUser,
  aptNotAptGet,
  argDefaultInvalid,
  argUndefinedInFrom,
  baseNotDigestPinned,
  buildSandboxOff,
  buildToolsInFinalStage,
  casing,
  cdInRun,
  chpasswd,
  consecutiveRun,
  contentTrust,
  copyAfterUserWithoutChown,
  copyDestSlash,
  copyFromSelf,
  copyFromUnknown,
  copyFromVariable,
  copyRelativeNoWorkdir,
  copyStageRoot,
  copyThenUntar,
  curlFailFlag,
  debugMode,
  descriptionComment,
  devDependenciesInFinalStage,
  distUpgrade,
  emptyContinuation,
  envSelfReference,
  envStrayEquals,
  execForm,
  exposeFormat,
  fatBase,
  healthcheckMissing,
  heredocWithoutErrexit,
  inlineIgnoreUsed,
  instructionOrder,
  keyValueLegacy,
  labelInvalid,
  latestBase,
  lnBinSh,
  maintainer,
  malformedJsonForm,
  missingMultiStage,
  multipleCmd,
  multipleEntrypoint,
  multipleHealthcheck,
  noInstallRecommends,
  noninteractiveFlag,
  npmInstallUnlocked,
  onbuildInvalid,
  packageCacheLeft,
  pinPackages,
  pipSystemPython,
  pipeToShell,
  pipefail,
  plaintextHttp,
  platformConstant,
  platformRedundant,
  pointlessCommand,
  portRange,
  registryNotAllowed,
  retiredBase,
  rootUser,
  secretCommand,
  secretInArg,
  secretInEnv,
  secretLiteral,
  secretMountMode,
  secretMountOptional,
  secretPersisted,
  stageCycle,
  stageNameDuplicate,
  stageNameReserved,
  stageUnreachable,
  sudoInRun,
  syntaxError,
  tlsVerificationOff,
  undefinedVar,
  unsignedPackages,
  untaggedBase,
  updateAlone,
  userNotNumeric,
  useraddHighUid,
  volumeDockerSock,
  volumeSystemDir,
  wgetAndCurl,
  wgetProgress,
  workdirRelative,
  workdirSystemDir,
  worldWritable,
  buildToolsInImage,
  doubtfulSecretInLayer,
  duplicateUidGid,
  emptyPassword,
  expiredIgnore,
  imageBaseUnlabelled,
  imageExposesAdminPort,
  imageHealthcheckMissing,
  imageOld,
  imageRunsAsRoot,
  imageTlsVerificationOff,
  imageUserNotNumeric,
  imageUserUnknown,
  imageVolumeOnSystemFolder,
  memoryDumpInImage,
  osRetired,
  packageCacheInImage,
  secretInAttestation,
  secretInHistory,
  secretInImageConfig,
  secretInLayer,
  setuidFileAdded,
  setuidFiles,
  shellHistoryInImage,
  sshServerInImage,
  sudoInImage,
  vcsDataInImage,
  wastedSpace,
  worldWritableFiles,
  cgroupParent,
  composeVersionField,
  dangerousCapability,
  databaseWithoutPassword,
  dockerSocketMounted,
  duplicateContainerName,
  duplicateHostPort,
  envFileInContext,
  hardeningMissing,
  healthcheckDisabled,
  hostDevice,
  hostNamespace,
  hostNetwork,
  loggingOff,
  mountHidesImageFiles,
  mountPropagation,
  portNotBound,
  portOnAllInterfaces,
  portUnquoted,
  privilegedContainer,
  privilegedHostPort,
  publishedPortNotExposed,
  restartPolicy,
  secretInBuildArgValue,
  secretInEnvironment,
  secretMountUnfed,
  secretOnCommandLine,
  securityProfileOff,
  sensitiveHostPath,
  serviceImageNoDigest,
  serviceImageUnpinned,
  serviceRootUser,
  sharedVolume,
  tmpfsExec,
];
