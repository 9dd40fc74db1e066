/**
 * Programs that are not meant for everybody's eyes: data stores, administration pages, debuggers; by the ports they
 * listen on, and by their image where the port is used by others too.
 */

/** One such program. */
export interface PrivateService {
  readonly name: string;
  readonly kind: "store" | "broker" | "admin" | "debugger" | "engine";
  /** TCP ports in the container. */
  readonly ports: readonly number[];
  /** The last part of the image's name, in lower case. */
  readonly images?: RegExp;
  /** True when the port alone says enough. */
  readonly byPort?: boolean;
  /** Only where the container's settings hold this. */
  readonly onlyIf?: RegExp;
  /** Open to all who reach it: always, unless or only if the settings hold this. */
  readonly open?: true | { readonly unless: RegExp } | { readonly onlyIf: RegExp };
}

const listed: readonly PrivateService[] = [
  { name: "the Docker API without TLS", kind: "engine", ports: [2375], byPort: true, open: true },

  {
    name: "Redis",
    kind: "store",
    ports: [6379],
    byPort: true,
    images: /^(?:redis|valkey|keydb|dragonfly|redis-stack(?:-server)?)$/,
    open: { unless: /requirepass|aclfile|PASSWORD|\.conf\b|\.acl\b|REDIS_ARGS/i },
  },
  {
    name: "MongoDB",
    kind: "store",
    ports: [27017],
    byPort: true,
    images: /^(?:mongo|mongodb|mongodb-community-server)$/,
    open: { unless: /ROOT_USERNAME|ROOT_PASSWORD|PASSWORD|--auth\b|--keyFile|\.conf\b|\.ya?ml\b/i },
  },
  {
    name: "PostgreSQL",
    kind: "store",
    ports: [5432],
    byPort: true,
    images: /^(?:postgres|postgresql|postgis|timescaledb(?:-ha)?|pgvector|pgvecto-rs)$/,
    open: { onlyIf: /POSTGRES_HOST_AUTH_METHOD=trust/ },
  },
  {
    name: "MySQL",
    kind: "store",
    ports: [3306, 33060],
    byPort: true,
    images: /^(?:mysql|mysql-server|mariadb|percona|percona-server)$/,
    open: { onlyIf: /ALLOW_EMPTY(?:_ROOT)?_PASSWORD=(?:1|true|yes)|skip-grant-tables/i },
  },
  {
    name: "Elasticsearch",
    kind: "store",
    ports: [9200, 9300],
    byPort: true,
    images: /^(?:elasticsearch|opensearch)$/,
    open: { onlyIf: /security\.enabled=false|DISABLE_SECURITY_PLUGIN=true|plugins\.security\.disabled=true/i },
  },
  {
    name: "Memcached",
    kind: "store",
    ports: [11211],
    byPort: true,
    images: /^memcached$/,
    open: { unless: /SASL|PASSWORD/i },
  },
  { name: "SQL Server", kind: "store", ports: [1433], byPort: true },
  { name: "an Oracle listener", kind: "store", ports: [1521], byPort: true },
  {
    name: "CouchDB",
    kind: "store",
    ports: [5984],
    byPort: true,
    images: /^couchdb$/,
    open: { unless: /PASSWORD|\.ini\b/i },
  },
  {
    name: "Cassandra",
    kind: "store",
    ports: [9042, 9160],
    images: /^(?:cassandra|scylla)$/,
    open: { unless: /Authenticator/i },
  },
  {
    name: "CockroachDB",
    kind: "store",
    ports: [26257],
    byPort: true,
    images: /^cockroach$/,
    open: { onlyIf: /--insecure/ },
  },
  { name: "ClickHouse", kind: "store", ports: [8123, 9000], images: /^(?:clickhouse|clickhouse-server)$/ },
  { name: "InfluxDB", kind: "store", ports: [8086], images: /^influxdb\d?$/ },
  { name: "Neo4j", kind: "store", ports: [7474, 7687], images: /^neo4j$/, open: { onlyIf: /NEO4J_AUTH=none/ } },
  { name: "RethinkDB", kind: "store", ports: [28015, 8080], images: /^rethinkdb$/ },
  { name: "ArangoDB", kind: "store", ports: [8529], byPort: true, open: { onlyIf: /ARANGO_NO_AUTH=/ } },
  { name: "Solr", kind: "store", ports: [8983], images: /^solr$/ },
  { name: "Qdrant", kind: "store", ports: [6333, 6334], images: /^qdrant$/, open: { unless: /API_KEY|\.ya?ml\b/ } },
  { name: "Milvus", kind: "store", ports: [19530], images: /^milvus$/ },
  { name: "MinIO", kind: "store", ports: [9000, 9001], images: /^minio$/ },
  {
    name: "etcd",
    kind: "store",
    ports: [2379, 2380],
    byPort: true,
    images: /^etcd$/,
    open: { unless: /client-cert-auth|PASSWORD|CERT_AUTH|\.ya?ml\b/i },
  },
  { name: "ZooKeeper", kind: "store", ports: [2181], images: /^(?:cp-)?zookeeper$/ },
  { name: "Consul", kind: "store", ports: [8500], images: /^consul$/ },

  { name: "RabbitMQ", kind: "broker", ports: [5672, 15672], images: /^rabbitmq$/ },
  { name: "Kafka", kind: "broker", ports: [9092], images: /^(?:cp-)?kafka$/ },

  { name: "Adminer", kind: "admin", ports: [8080], images: /^adminer$/ },
  { name: "phpMyAdmin", kind: "admin", ports: [80], images: /^phpmyadmin$/ },
  { name: "pgAdmin", kind: "admin", ports: [80, 443, 5050], images: /^pgadmin4$/ },
  {
    name: "Mongo Express",
    kind: "admin",
    ports: [8081],
    images: /^mongo-express$/,
    open: { unless: /BASICAUTH|PASSWORD/i },
  },
  {
    name: "Redis Commander",
    kind: "admin",
    ports: [8081],
    images: /^redis-commander$/,
    open: { unless: /HTTP_PASSWORD/ },
  },
  { name: "Redis Insight", kind: "admin", ports: [5540, 8001], images: /^redisinsight$/, open: true },
  { name: "Kafka UI", kind: "admin", ports: [8080], images: /^kafka-ui$/, open: { unless: /AUTH_TYPE|\.ya?ml\b/i } },
  { name: "Flower", kind: "admin", ports: [5555], images: /^flower$/, open: { unless: /basic.auth|oauth/i } },
  {
    name: "Traefik's dashboard",
    kind: "admin",
    ports: [8080],
    images: /^traefik$/,
    onlyIf: /api\.insecure(?:=true)?(?:\s|$)|API_INSECURE=true/i,
    open: true,
  },
  { name: "VNC", kind: "admin", ports: [5900, 5901], byPort: true },
  { name: "Remote Desktop", kind: "admin", ports: [3389], byPort: true },
  { name: "Telnet", kind: "admin", ports: [23], byPort: true },

  { name: "the Node.js debugger", kind: "debugger", ports: [9229], byPort: true, open: true },
  {
    name: "the Java debugger",
    kind: "debugger",
    ports: [5005, 5006, 8000, 8787],
    byPort: true,
    onlyIf: /jdwp/,
    open: true,
  },
  { name: "the Python debugger", kind: "debugger", ports: [5678], byPort: true, onlyIf: /debugpy|ptvsd/, open: true },
];

/** Products that differ in their name only: what the image is called, what people call it, whom it stands for. */
const siblings: readonly (readonly [image: RegExp, name: string, sibling: string])[] = [
  [/^mariadb$/, "MariaDB", "MySQL"],
  [/^valkey$/, "Valkey", "Redis"],
  [/^opensearch$/, "OpenSearch", "Elasticsearch"],
  [/^scylla$/, "ScyllaDB", "Cassandra"],
];

const services: readonly PrivateService[] = [
  ...siblings.flatMap(([images, name, sibling]) =>
    listed.filter((service) => service.name === sibling).map((service) => ({ ...service, name, images })),
  ),
  ...listed,
];

const servicesByPort: ReadonlyMap<number, readonly PrivateService[]> = new Map(
  [...new Set(services.flatMap(({ ports }) => ports))].map((port) => [
    port,
    services.filter(({ ports }) => ports.includes(port)),
  ]),
);

/** What listens on a port of a container, as far as port, image and settings tell. */
export function privateService(port: number, image: string | undefined, settings: string): PrivateService | undefined {
  const fits = servicesByPort.get(port)?.filter(({ onlyIf }) => onlyIf?.test(settings) ?? true) ?? [];
  const named = image === undefined ? undefined : fits.find(({ images }) => images?.test(image));
  return named ?? fits.findLast(({ byPort }) => byPort);
}

/** True when whoever reaches it needs no password, as far as the file tells. */
export function isOpen({ open }: PrivateService, settings: string): boolean {
  if (open === undefined || open === true) return open ?? false;
  return "unless" in open ? !open.unless.test(settings) : open.onlyIf.test(settings);
}
