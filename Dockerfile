# `sayso serve` in a container. What it runs is scripts/install, which scripts/serve-test runs, too.
#
#   docker build -t sayso . && docker run --rm -p 127.0.0.1:8765:8765 sayso

FROM rust:1.95-bookworm AS build
WORKDIR /source
COPY . .
RUN scripts/install /opt/sayso

FROM debian:bookworm-slim
COPY --from=build /opt/sayso /opt/sayso
USER nobody
EXPOSE 8765
# In a container loopback is the container's own; who may ask is for `-p` to say.
ENTRYPOINT ["/opt/sayso/bin/sayso", "serve", "--host", "0.0.0.0"]
