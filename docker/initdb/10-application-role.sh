#!/bin/sh
# The application's own role: it may read and write rows, and owns nothing (migrations grant its rights).
set -eu
psql --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" \
  --set password="$APPLICATION_PASSWORD" <<'SQL'
CREATE ROLE caopan_app LOGIN PASSWORD :'password';
SQL
