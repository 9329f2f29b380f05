// Keeps on this device what is written without a line, sends it once there is one, and shows it.
import { NOTHING } from "./autosave/keeping.js";
import { startAnswering } from "./offline/answering.js";
import { bringDevice, forgetDevice, forgetOld, isAble, readDevice } from "./offline/device.js";
import { belongsTo, Keeper } from "./offline/keeper.js";
import { startLeaving } from "./offline/leaving.js";
import { startLine } from "./offline/line.js";
import { counted, say } from "./offline/notices.js";
import { showPages, startPages } from "./offline/pages.js";
import { sendAll } from "./offline/queue.js";
import { Waiting } from "./offline/waiting.js";
import { showList } from "./offline/waiting-list.js";
import { newToken } from "./tokens.js";

const AGAIN_MS = 60_000;
const LIST = "/account/kept";

export async function start(page, savers, keeping) {
  const { unable = "" } = page.body.dataset;
  keeping.by = { ...NOTHING, says: (why) => (why === "waiting" ? unable : "") };
  if (!isAble()) return;
  try {
    await forgetOld();
    const device = await findDevice(page);
    if (device) await new Work(page, savers, keeping, device).start();
  } catch {
    // A browser that lets nothing be stored: everything works as without this script.
  }
}

// A page says who reads it: 0 is nobody, and one that says nothing is the same for all.
async function findDevice(page) {
  const { reader } = page.body.dataset;
  const isFresh = !page.documentElement.dataset.kept;
  if (reader === undefined) return (await readDevice()) ?? null;
  if (reader !== "0") return bringDevice(Number(reader), page.documentElement.lang, isFresh);
  await forgetDevice();
  return null;
}

class Work {
  constructor(page, savers, keeping, device) {
    Object.assign(this, { page, savers, keeping, device });
    this.waiting = new Waiting(device);
  }

  async start() {
    const { page, device, waiting, savers } = this;
    await waiting.holdPage();
    const keeper = new Keeper(waiting, () => forgetDevice());
    this.keeping.by = keeper;
    await waiting.alone(() => this.takeBack(keeper));
    for (const saver of savers) if (saver.isDirty()) keeper.changed(saver);
    startAnswering(page, waiting, await waiting.list());
    startLine(page, device);
    startLeaving(page, device, { count: () => this.countLeft(), stop: () => this.stop() });
    addEventListener("online", () => this.send());
    setInterval(() => !page.hidden && this.send(), AGAIN_MS);
    page.documentElement.dataset.keeps = "on";
    await this.send();
    await showPages(page, device);
    await startPages(page, savers);
  }

  // Words of an earlier page come back into the form that they were typed in.
  async takeBack(keeper) {
    const asked = new URLSearchParams(location.hash.slice(1)).get("waiting");
    const entries = await this.waiting.listAll();
    const since = Number(this.page.documentElement.dataset.kept ?? 0);
    for (const saver of this.savers) {
      if (since) keeper.renew(saver, entries, since);
      const found = saver.isDirty() ? null : belongsTo(saver, entries, asked);
      if (found) await keeper.take(saver, found);
    }
  }

  async send() {
    const { page, waiting, device } = this;
    if (navigator.onLine && !this.isStopped) {
      const told = await waiting.alone(() => sendAll(waiting), { ifAvailable: true });
      if (told?.why === "signedOut") await forgetDevice();
      if (told?.sent.length) {
        say(page, "sent", counted(device.words, "sent", told.sent.length), {
          href: told.sent.at(-1).page,
          textContent: device.words.open,
        });
      }
    }
    await this.show();
  }

  async show() {
    const { page, waiting, device } = this;
    const entries = (await waiting.list()).filter(({ isHere }) => !isHere);
    const link = { href: LIST, textContent: device.words.see };
    const count = page.querySelector("[data-waiting-list]") ? 0 : entries.length;
    say(page, "waiting", count ? counted(device.words, "waits", count) : "", link);
    showList(page, entries, waiting, {
      send: () => this.send(),
      drop: (entry) => waiting.drop(entry.id).then(() => this.show()),
      addAnew: (entry) => this.addAnew(entry),
    });
  }

  // The row is gone: its words begin another one.
  async addAnew(entry) {
    const left = entry.words.filter(([name]) => name !== "version" && name !== "was");
    const words = [...left.filter(([name]) => name !== "token"), ["token", newToken()]];
    const address = entry.address.replace(/\/\d+$/, "");
    await this.waiting.keep(
      entry.id,
      { ...entry, address, words, sent: [], state: "" },
      { page: "" },
    );
    await this.send();
  }

  async countLeft() {
    await Promise.race([this.send(), new Promise((resolve) => setTimeout(resolve, 5_000))]);
    return (await this.waiting.list()).filter(({ isHere }) => !isHere).length;
  }

  stop() {
    this.isStopped = true;
    this.keeping.by = NOTHING;
  }
}
