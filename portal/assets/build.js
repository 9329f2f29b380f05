// Builds portal/static: one stylesheet, the scripts, fonts and images, each named by its content.
import { mkdir, readdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";
import * as sass from "sass";

const assets = path.dirname(fileURLToPath(import.meta.url));
const root = path.resolve(assets, "..", "..");
const out = path.resolve(assets, "..", "static");

const scss = {
  name: "scss",
  setup(build) {
    build.onLoad({ filter: /\.scss$/ }, ({ path: file }) => {
      const { css } = sass.compile(file, {
        loadPaths: [path.join(root, "node_modules")],
        quietDeps: true,
      });
      return { contents: css, loader: "css", resolveDir: root };
    });
  },
};

function bundle(entryPoints, more = {}) {
  return esbuild.build({
    absWorkingDir: root,
    entryPoints,
    outdir: out,
    entryNames: "[name].[hash]",
    assetNames: "[name].[hash]",
    bundle: true,
    minify: true,
    metafile: true,
    legalComments: "none",
    target: ["chrome100", "firefox100", "safari15"],
    loader: { ".woff2": "file", ".svg": "copy" },
    plugins: [scss],
    ...more,
  });
}

const parts = await Promise.all([
  bundle({
    app: path.join(assets, "js/app.js"),
    "app-style": path.join(assets, "scss/app.scss"),
    mark: path.join(assets, "images/mark.svg"),
    "service-worker": path.join(assets, "js/offline/service-worker.js"),
  }),
  // Imported by the first once a page is there.
  bundle({ offline: path.join(assets, "js/offline.js") }, { format: "esm" }),
]);

const built = parts.flatMap(({ metafile }) =>
  Object.keys(metafile.outputs).map((file) => path.basename(file)),
);
const plainName = (file) => file.replace(/\.[A-Z0-9]{8}(\.\w+)$/, "$1").replace("app-style", "app");
const manifest = Object.fromEntries(built.sort().map((file) => [plainName(file), file]));

await mkdir(out, { recursive: true });
await writeFile(path.join(out, "manifest.json"), `${JSON.stringify(manifest, null, 2)}\n`);
const kept = new Set([...built, "manifest.json"]);
for (const file of await readdir(out)) {
  if (!kept.has(file)) await rm(path.join(out, file), { recursive: true });
}
