# docker build -t fastener . && printf '...\n' | docker run -i --rm -v "$PWD:/work" fastener tag --model model.onnx
FROM eclipse-temurin:17-jdk AS build
RUN apt-get update && apt-get install -y --no-install-recommends unzip && rm -rf /var/lib/apt/lists/*
WORKDIR /source
COPY . .
RUN ./fastener dist && unzip -q app/target/fastener-0.1.0.zip -d /unpacked && mv /unpacked/fastener-* /unpacked/fastener

FROM eclipse-temurin:17-jre
COPY --from=build /unpacked/fastener /opt/fastener
ENV LANG=C.UTF-8
WORKDIR /work
ENTRYPOINT ["/opt/fastener/bin/fastener"]
