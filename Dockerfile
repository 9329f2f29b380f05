# One image, four commands: web (the default), worker, beat, migrate.
FROM node:24-bookworm-slim AS static
WORKDIR /portal
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev
COPY portal/assets portal/assets
RUN npm run build

FROM python:3.13-slim-bookworm AS packages
WORKDIR /portal
COPY requirements.txt ./
RUN python -m venv /venv \
    && /venv/bin/pip install --no-cache-dir --require-hashes --requirement requirements.txt
COPY --from=static /portal/node_modules/@fontsource node_modules/@fontsource
COPY portal portal
RUN /venv/bin/pybabel compile --directory portal/translations \
    && /venv/bin/python -m portal.reports.fonts

FROM python:3.13-slim-bookworm
RUN useradd --system --uid 10001 --home-dir /data --create-home portal
WORKDIR /portal
COPY --from=packages /venv /venv
COPY LICENSE THIRD_PARTY_NOTICES.md ./
COPY config config
COPY workers workers
COPY templates templates
COPY docs/guide docs/guide
COPY --from=packages /portal/portal portal
COPY --from=static /portal/portal/static portal/static
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 HOST=0.0.0.0 PORT=8000 DATA_DIR=/data
RUN python -X no_debug_ranges -m compileall -q -o 0 -o 2 /venv config portal workers \
    && python -X no_debug_ranges -m compileall -q -o 2 /usr/local/lib/python3.13
USER portal
VOLUME /data
EXPOSE 8000
ENTRYPOINT ["python", "-m", "config.processes"]
CMD ["web"]
