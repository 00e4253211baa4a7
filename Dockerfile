# The portal as an image. The base images are arguments, so that an office can name its own copies:
#   docker build --build-arg SDK_IMAGE=… --build-arg RUNTIME_IMAGE=… .
# Any Debian or Ubuntu with the .NET 10 SDK, or the ASP.NET Core 10 runtime, does.
ARG SDK_IMAGE=mcr.microsoft.com/dotnet/sdk:10.0
ARG RUNTIME_IMAGE=mcr.microsoft.com/dotnet/aspnet:10.0

FROM ${SDK_IMAGE} AS build
WORKDIR /source
ENV DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
# Packages first: they change less often than code, and stay in the cache.
COPY global.json Directory.Build.props Directory.Packages.props .editorconfig ./
COPY src/MigrationMainstreaming.Domain/*.csproj src/MigrationMainstreaming.Domain/
COPY src/MigrationMainstreaming.LocalPostgres/*.csproj src/MigrationMainstreaming.LocalPostgres/
COPY src/MigrationMainstreaming.Portal/*.csproj src/MigrationMainstreaming.Portal/
RUN dotnet restore src/MigrationMainstreaming.Portal
COPY src/ src/
RUN dotnet publish src/MigrationMainstreaming.Portal -c Release --no-restore -o /portal

FROM ${RUNTIME_IMAGE}
# Languages and time zones need ICU and tzdata; the fonts are for every script that a country writes in. The database's client
# looks for Kerberos, used or not, and complains where it finds none.
RUN apt-get update \
 && apt-get install -y --no-install-recommends fonts-noto-core libgssapi-krb5-2 tzdata \
      "$(apt-cache pkgnames libicu | grep -E '^libicu[0-9]+$' | sort -V | tail -n 1)" \
 && rm -rf /var/lib/apt/lists/*
WORKDIR /portal
COPY --from=build /portal ./
# The number of the account `app` in the official image. Nothing in the image belongs to it, so it can change nothing.
USER 1654:1654
# The root file system may be read-only: what is temporary goes to /tmp.
ENV ASPNETCORE_HTTP_PORTS=8080 \
    DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=false \
    DOTNET_EnableDiagnostics=0 \
    HOME=/tmp \
    LANG=C.UTF-8
EXPOSE 8080
# The portal itself says whether it is ready: database reached, schema up to date.
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s --retries=3 \
  CMD ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/8080 && printf 'GET /health/ready HTTP/1.1\\r\\nHost: localhost\\r\\nConnection: close\\r\\n\\r\\n' >&3 && read -r status <&3 && [[ $status == *' 200 '* ]]"]
ENTRYPOINT ["dotnet", "MigrationMainstreaming.Portal.dll"]
