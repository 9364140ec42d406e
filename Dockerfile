# One image for every service: `raceway ingest`, `alarms`, `console`, `simulate`. TypeScript runs from source; only the web page is built.
ARG NODE_IMAGE=node:24.21.0-bookworm-slim

FROM ${NODE_IMAGE} AS build
WORKDIR /app
COPY . .
# The lock file decides every version; no package's install script is run.
RUN npm ci --ignore-scripts --no-audit --no-fund
RUN node services/console/src/web-build.ts
# The page is built: what built it stays behind.
RUN npm prune --omit=dev --ignore-scripts --no-audit --no-fund \
 && rm -rf services/console/web \
 && touch services/console/dist/index.html

FROM ${NODE_IMAGE}
ENV NODE_ENV=production
WORKDIR /app
# Owned by root and read-only to the service's user; /data is its only place to write.
COPY --from=build /app /app
RUN mkdir /data && chown 1000:1000 /data
ENV RACEWAY_DATA=/data
USER 1000:1000
VOLUME /data
ENTRYPOINT ["node", "services/raceway/src/main.ts"]
CMD ["--help"]
