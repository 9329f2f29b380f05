// The one script. Every page works without it; it saves, focuses and renews.
import "htmx.org/dist/htmx.esm.js";
import { startAutosave } from "./autosave.js";
import { cellSavers } from "./cells.js";
import { startFinding } from "./finding.js";
import { startUploading } from "./uploading.js";

function start() {
  startFinding(document);
  startAutosave(document, cellSavers(document));
  startUploading(document);
}

start();
