import { base64, hex, jwt, mixed, pemOf, privateKey, upper } from "../samples.fixture.ts";
import type { Examples } from "./examples.fixture.ts";

const dashes = "-".repeat(5);
const onOneLine = privateKey.replaceAll("\n", "\\n");
const signed = { alg: "HS256", typ: "JWT" };
const vagrant = ["MIIEogIBAAKCAQEA6NF8iallvQVp22WDkTky", "rtvp9eWW6A8YVr+kz4TjGYe7gHzI"].join("");
const jwk = `{"kty":"RSA","n":"${mixed(342)}","e":"AQAB","d":"${mixed(342)}"}`;
const putty = (cipher: string) =>
  `PuTTY-User-Key-File-3: ssh-ed25519\nEncryption: ${cipher}\nComment: me\nPublic-Lines: 2\n${mixed(64)}\n${mixed(20)}\nPrivate-Lines: 1\n${mixed(48)}`;

export const keyExamples: Readonly<Record<string, Examples>> = {
  "gcp-service-account-key": {
    bad: [[`{"type": "service_account", "private_key": "${onOneLine}\\n"}`, onOneLine]],
    good: ['{"private_key": "$KEY"}', '{"private_key_id": "abc"}'],
  },
  "private-key": {
    bad: [privateKey, [`echo "${privateKey}" > /root/.ssh/id_rsa`, privateKey], [`ARG KEY="${onOneLine}"`, onOneLine]],
    good: [
      `grep -q "${dashes}BEGIN ${"PRIVATE"} KEY${dashes}" /key.pem`,
      `${dashes}BEGIN ${"PRIVATE"} KEY${dashes}\n...\n${dashes}END ${"PRIVATE"} KEY${dashes}`,
      `${dashes}BEGIN ${"PRIVATE"} KEY${dashes}AbortSignalAbsoluteOrientationSensorAddEventListenerAggregateErrorAnimation`,
      pemOf("RSA PUBLIC KEY"),
      pemOf("CERTIFICATE"),
      pemOf(`RSA ${"PRIVATE"} KEY`, `${vagrant}\n${mixed(64)}`),
    ],
  },
  "private-key-base64": { bad: [base64(privateKey)], good: [base64(pemOf("CERTIFICATE"))] },
  "gcp-service-account-base64": {
    bad: [base64(JSON.stringify({ type: "service_account", project_id: "x", rest: mixed(400) }))],
    good: [base64(JSON.stringify({ type: "module", rest: mixed(400) }))],
  },
  "aws-secret-access-key": {
    bad: [
      [`AWS_SECRET_ACCESS_KEY=${mixed(40)}`, mixed(40)],
      [`aws configure set aws_secret_access_key ${mixed(40)}`, mixed(40)],
      [`"secretAccessKey": "${mixed(40)}"`, mixed(40)],
    ],
    good: [
      `AWS_SECRET_ACCESS_KEY=${"wJalrXUtnFEMI/K7MDENG/bPxRfi"}CYEXAMPLEKEY`,
      "AWS_SECRET_ACCESS_KEY=$AWS_SECRET_ACCESS_KEY",
      `AWS_SECRET_ACCESS_KEY=${"x".repeat(40)}`,
    ],
  },
  "aws-access-key-id": {
    bad: [`AKIA${upper(16)}`, `ASIA${upper(16)}`],
    good: [`AKIAIOSFODNN7${"EXAMPLE"}`, `AKIA${"A".repeat(16)}`, `XAKIA${upper(16)}`, `AKIA${"0189"}${upper(12)}`],
  },
  "azure-storage-key": {
    bad: [[`AccountName=a;AccountKey=${mixed(86)}==;EndpointSuffix=x`, `${mixed(86)}==`]],
    good: [`AccountKey=${"Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OU"}${mixed(52)}==`, "AccountKey=$KEY"],
  },
  "terraform-cloud-token": {
    bad: [`${mixed(14)}.atlasv1.${mixed(64)}`],
    good: ["x.atlasv1.y", `${mixed(13)}.atlasv1.${mixed(64)}`],
  },
  "json-web-token": {
    bad: [
      jwt(signed, { sub: "42" }),
      [`curl -H "x: ${jwt(signed, { role: "service_role" })}"`, jwt(signed, { role: "service_role" })],
    ],
    good: [
      jwt(signed, { role: "anon" }),
      jwt(signed, { name: "John Doe" }),
      jwt({ no: "algorithm" }, { sub: "42" }),
      `eyJ${mixed(30)}.eyJ${mixed(30)}.${mixed(43)}`,
    ],
  },
  "json-web-key": {
    bad: [[jwk, mixed(342)]],
    good: [`{"kty":"RSA","n":"${mixed(342)}","e":"AQAB"}`, `{"d":"${mixed(60)}"}`, '{"kty":"RSA","d":"..."}'],
  },
  "azure-shared-access-signature": {
    bad: [
      [
        `https://x.blob.core.windows.net/c?sv=2022-11-02&se=2030-01-01&sp=r&sig=${mixed(42)}%2B%3D`,
        `${mixed(42)}%2B%3D`,
      ],
    ],
    good: [
      `https://x.corp/?sig=${mixed(42)}%2B%3D`,
      `https://x.blob.core.windows.net/c?sv=2022-11-02&se=2030-01-01&sp=r&sig=<sig>`,
    ],
  },
  "azure-app-configuration": {
    bad: [[`Endpoint=https://x.azconfig.io;Id=ab-c;Secret=${mixed(43)}=`, `${mixed(43)}=`]],
    good: ["Endpoint=https://x.azconfig.io;Id=ab-c;Secret={secret}"],
  },
  "putty-private-key": { bad: [putty("none"), putty("aes256-cbc")], good: ["PuTTY-User-Key-File-3: ssh-ed25519"] },
  "openvpn-static-key": {
    bad: [
      `${dashes}BEGIN OpenVPN Static key V1${dashes}\n${hex(32)}\n${hex(32)}\n${hex(32)}\n${dashes}END OpenVPN Static key V1${dashes}`,
    ],
    good: [`${dashes}BEGIN OpenVPN Static key V1${dashes}`],
  },
  "wireguard-key": {
    bad: [[`PrivateKey = ${mixed(42)}A=`, `${mixed(42)}A=`]],
    good: ["PrivateKey = <your key>", `PublicKey = ${mixed(42)}A=`],
  },
};
