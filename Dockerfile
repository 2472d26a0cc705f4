# Citywatt's services, one image for all of them; which one runs is the command.
#   docker build -t citywatt .

FROM node:24-bookworm-slim AS dependencies
WORKDIR /citywatt
COPY . .
RUN npm ci

FROM dependencies AS web
RUN npm run build --workspace=@citywatt/web

FROM dependencies AS production
# The image has its own Node 24, and no embedded store is started in it: both are optional packages.
RUN npm prune --omit=dev --omit=optional

FROM node:24-bookworm-slim
ENV NODE_ENV=production
WORKDIR /citywatt
COPY --from=production --chown=root:root /citywatt /citywatt
COPY --from=web --chown=root:root /citywatt/web/dist web/dist
USER node
EXPOSE 4000 4010 4101 4102 9400
CMD ["node", "gateway/src/main.ts"]
