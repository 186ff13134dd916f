.PHONY: check up run servers load clean
.DELETE_ON_ERROR:

check: ; deploy/local/check
up: .env ; docker compose up --build
run: ; dotnet run --project src/Standalone
servers: ; deploy/local/servers start
load: ; dotnet run --project src/Simulator -- --dashboard http://localhost:8080 --ingress http://localhost:8080 --producer-key demo-producer-key --twilio-token demo0000demo0000demo0000demo0000
clean: ; deploy/local/servers stop --purge && rm -rf artifacts

.env: ; deploy/secrets > .env
