/**
 * Images that read a setting from a file when the variable's name ends in `_FILE`. Sources: the pages "Docker Secrets" of the
 * official images postgres, mysql, mariadb, mongo, wordpress, redmine, nextcloud and influxdb on Docker Hub, and Grafana's
 * "Configure a Grafana Docker image"; read in November 2026. RabbitMQ took its `_FILE` variables out in 3.9.
 */
import { officialName } from "../../../bases/official.ts";
import { parseReference } from "../../../image/reference.ts";

/** The name of an image to the variables of it that have a `_FILE` form. */
const supported: Readonly<Record<string, RegExp>> = {
  postgres: /^POSTGRES_(?:PASSWORD|USER|DB)$/,
  "postgis/postgis": /^POSTGRES_(?:PASSWORD|USER|DB)$/,
  mysql: /^MYSQL_(?:ROOT_PASSWORD|PASSWORD)$/,
  mariadb: /^(?:MYSQL|MARIADB)_(?:ROOT_PASSWORD|PASSWORD)$/,
  mongo: /^MONGO_INITDB_ROOT_PASSWORD$/,
  wordpress: /^WORDPRESS_(?:DB_PASSWORD|(?:AUTH|SECURE_AUTH|LOGGED_IN|NONCE)_(?:KEY|SALT))$/,
  redmine: /^REDMINE_(?:DB_PASSWORD|SECRET_KEY_BASE)$/,
  nextcloud: /^(?:MYSQL_PASSWORD|POSTGRES_PASSWORD|NEXTCLOUD_ADMIN_PASSWORD|REDIS_HOST_PASSWORD|SMTP_PASSWORD)$/,
  influxdb: /^DOCKER_INFLUXDB_INIT_(?:PASSWORD|ADMIN_TOKEN)$/,
  "grafana/grafana": /^GF_[A-Z]+_[A-Z_]*(?:PASSWORD|SECRET|SECRET_KEY)$/,
  "grafana/grafana-oss": /^GF_[A-Z]+_[A-Z_]*(?:PASSWORD|SECRET|SECRET_KEY)$/,
};

/** The variable that takes the path of a file instead: `POSTGRES_PASSWORD_FILE`; undefined where none is known. */
export function fileVariable(image: string | undefined, name: string): string | undefined {
  const reference = image === undefined ? undefined : parseReference(image);
  if (!reference) return undefined;
  const short = officialName(reference) ?? reference.familiar;
  if (!Object.hasOwn(supported, short) || supported[short]?.test(name) !== true) return undefined;
  return short.startsWith("grafana/") ? `${name}__FILE` : `${name}_FILE`;
}
