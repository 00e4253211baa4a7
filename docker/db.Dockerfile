# PostgreSQL with what scripts/backup.sh encrypts with. Used by docker-compose.backup.yml.
ARG POSTGRES_IMAGE=postgres:17
FROM ${POSTGRES_IMAGE}
USER root
RUN apt-get update \
 && apt-get install -y --no-install-recommends age \
 && rm -rf /var/lib/apt/lists/*
COPY scripts/backup.sh /usr/local/bin/backup.sh
