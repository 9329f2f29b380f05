// The one script. Every page works without it; it saves, focuses and renews.
import { startAutosave } from "./autosave.js";
import { cellSavers } from "./cells.js";
import { startCommenting } from "./commenting.js";
import { startDrafts } from "./drafts.js";
import { startFinding } from "./finding.js";
import { startJudging } from "./judging.js";
import { startKeys } from "./keys.js";
import { startOffline } from "./loading-offline.js";
import { startMenu } from "./menu.js";
import { startMessages } from "./messages.js";
import { startPasskeys } from "./passkeys.js";
import { startPasting } from "./pasting.js";
import { startPrinting } from "./printing.js";
import { startRenewing } from "./renewing.js";
import { startUploading } from "./uploading.js";

function start() {
  startFinding(document);
  startMenu(document);
  startMessages(document);
  startAutosave(document, cellSavers(document));
  startCommenting(document);
  startDrafts(document);
  startJudging(document);
  startKeys(document);
  startOffline(document);
  startRenewing(document);
  startPasskeys(document);
  startPasting(document);
  startPrinting(document);
  startUploading(document);
}

start();
