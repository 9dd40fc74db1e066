# The base is pinned to one Node release on one Debian release; a digest is added when an image is released from here.
# Build:  docker build -t seaworthy .
# Use:    docker run --rm --network none -v "$PWD:/project:ro" seaworthy check

FROM node:24.19.0-trixie-slim AS build
WORKDIR /src
COPY package.json package-lock.json ./
RUN --mount=type=cache,target=/root/.npm npm ci --no-audit --no-fund
COPY tsconfig.json tsdown.config.ts ./
# seaworthy ignore=secret-in-context -- the examples of the rules are made up
COPY src ./src
# The build runs the command once over these, to leave a code cache that makes each start faster.
COPY tools ./tools
COPY examples/challenge ./examples/challenge
COPY Dockerfile ./
RUN npm run build

FROM node:24.19.0-trixie-slim AS packages
WORKDIR /opt/seaworthy
COPY package.json package-lock.json ./
RUN --mount=type=cache,target=/root/.npm npm ci --omit=dev --ignore-scripts --no-audit --no-fund

FROM node:24.19.0-trixie-slim
LABEL org.opencontainers.image.title="seaworthy" \
      org.opencontainers.image.description="Checks container projects, explains what is wrong in plain words, and fixes it" \
      org.opencontainers.image.licenses="Apache-2.0"
ENV NODE_ENV=production
WORKDIR /opt/seaworthy
# Owned by root and not writable by the user below: a hostile project cannot change the tool that reads it.
COPY package.json LICENSE NOTICE ./
COPY --from=packages /opt/seaworthy/node_modules ./node_modules
COPY --from=build /src/dist ./dist
COPY schema ./schema
WORKDIR /project
# The image's own user `node`, as a number so that Kubernetes can tell it is not root.
USER 1000:1000
# A command that ends has no health to watch.
HEALTHCHECK NONE
ENTRYPOINT ["node", "/opt/seaworthy/dist/cli.cjs"]
CMD ["check"]
