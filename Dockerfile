# docker build -t fastener . && printf '...\n' | docker run -i --rm --user "$(id -u):$(id -g)" -v "$PWD:/work" fastener tag --model model.onnx
FROM eclipse-temurin:17-jdk-noble AS build
RUN apt-get update && apt-get install -y --no-install-recommends binutils unzip && rm -rf /var/lib/apt/lists/*
WORKDIR /source
COPY . .
RUN ./fastener dist && unzip -q app/target/fastener-0.1.0.zip -d /unpacked && mv /unpacked/fastener-* /unpacked/fastener
# A runtime of our own: it is small, and it surely has the module of the vector kernels.
RUN jlink --add-modules java.se,jdk.unsupported,jdk.incubator.vector --strip-debug --no-header-files --no-man-pages --output /java

FROM ubuntu:24.04
COPY --from=build /java /opt/java
COPY --from=build /unpacked/fastener /opt/fastener
ENV JAVA_HOME=/opt/java LANG=C.UTF-8
WORKDIR /work
# Not root; who mounts a folder to write into is that user (--user, as above).
USER ubuntu
ENTRYPOINT ["/opt/fastener/bin/fastener"]
