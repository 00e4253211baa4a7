#!/bin/bash
# Runs once, when the database server starts with an empty volume: two roles and a database.
# mm_owner owns the tables and is used by `migrate` alone; mm_portal serves, owns nothing, and is bound by the walls between countries.
set -euo pipefail
psql --username "$POSTGRES_USER" --dbname postgres --set ON_ERROR_STOP=1 \
  --set owner_password="$OWNER_PASSWORD" --set portal_password="$PORTAL_PASSWORD" <<'SQL'
create role mm_owner login nosuperuser nobypassrls nocreatedb nocreaterole password :'owner_password';
create role mm_portal login nosuperuser nobypassrls nocreatedb nocreaterole noinherit password :'portal_password';
create database mainstreaming owner mm_owner;
revoke connect on database mainstreaming from public;
grant connect on database mainstreaming to mm_portal;
SQL
