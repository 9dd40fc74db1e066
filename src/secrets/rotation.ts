import { secretDetectors } from "./detect.ts";
import type { Rotation } from "./detector.ts";

/** What holds for every credential: taking the text away does not take it back. */
export const pushedStays =
  "Taking it out of the file is not enough: the history of git and the image registry keep what was pushed.";

/** For what has no provider that could be named. */
const general: Rotation = {
  advice: "Make a new one where it is checked, put that in place, and let the old one stop working.",
};

const byDetector = new Map<string, Rotation>(
  secretDetectors.flatMap(({ id, rotate }) => (rotate ? [[id, rotate] as const] : [])),
);

const keyPair: Rotation = {
  advice:
    "Make a new key pair, put the new public key in place of the old one everywhere it is trusted, and have certificates for the old key revoked.",
};

const byFileKind: Readonly<Record<string, Rotation>> = {
  "private-key-file": keyPair,
  "key-file": keyPair,
  "key-store": keyPair,
  "ssh-file": keyPair,
  "gnupg-file": { advice: "Revoke the key with gpg --gen-revoke, publish the revocation, and make a new key." },
  "password-database": {
    advice: "Change the passwords it holds: whoever has the file can try master passwords on it without limit.",
  },
  "password-file": { advice: "Set new passwords: whoever has the hashes can try passwords on them without limit." },
  "account-passwords": { advice: "Set new passwords: whoever has the hashes can try passwords on them without limit." },
  "rails-master-key": {
    advice: "Make a new master key, encrypt the credentials with it again, and change every secret they hold.",
  },
  "docker-config": {
    advice: "Log out, delete the access token in the registry's settings, and log in with a new one.",
  },
  "kube-config": {
    advice: "Have the cluster's administrator revoke the certificate or token and issue new access.",
  },
};

/** How a credential is made worthless, by the id of the detector or the kind of file that found it. Never undefined. */
export function rotationOf(id: string): Rotation {
  return byDetector.get(id) ?? byFileKind[id] ?? general;
}

/** The same as sentences, with the provider's page, and with what holds for every credential. */
export function rotationText(id: string): string {
  const { page, advice } = rotationOf(id);
  return `${advice}${page === undefined ? "" : ` See ${page} .`} ${pushedStays}`;
}
