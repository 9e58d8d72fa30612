// The order page: what a customer touches.
import type { Menu } from "../../handlers/menu";
import type { Order } from "../../handlers/order";
import { Banners, Header, Trouble } from "../banners";
import { changed, focusOn, show } from "../draw";
import { ask, type Problem, problemOf } from "../request";
import { Session } from "../session";
import { SignIn } from "../signIn";
import { words } from "../words";
import { Bar } from "./bar";
import { Cards } from "./cards";
import { Choosing } from "./choice";
import { Orders } from "./orders";
import { Placing } from "./placing";
import "../look.css";
import "./order.css";
import "./cards.css";

let choosing: Choosing | undefined;
let signIn: SignIn | undefined;
/** Why there is no menu, or why nothing was ordered. */
let problem = "";

// A phone is one person's, who orders every morning: the sign-in outlives the tab, for the 30 days of its refresh token.
// Nothing but this origin's own scripts can read it (see the Content-Security-Policy), and signing out revokes it.
const session = new Session("order", "localStorage", open);
const orders = new Orders(session, (vendorid) => choosing?.nameOf(vendorid) ?? vendorid);
const placing = new Placing(session, placed, refused);
const cards = new Cards(orders, menu, again);

const signInHash = "#sign-in";

function menu(): Choosing {
  if (!choosing) throw new Error("Nothing is drawn before the menu is here");
  return choosing;
}

function open(): void {
  const accountid = session.person?.accountid;
  orders.open(accountid);
  placing.open(accountid);
  meet();
  if (session.person) closeSignIn();
}

/** An order placed on another device shows as soon as its shop is chosen here. */
function meet(): void {
  const vendorid = choosing?.choice.vendorid;
  if (vendorid !== undefined && session.person) orders.meet(vendorid);
}

function chosen(): void {
  problem = "";
  meet();
}

async function loadMenu(cache: RequestCache = "default"): Promise<void> {
  const failed = await problemOf(async () => {
    const loaded = await ask<Menu>("menu", { cache });
    const choice = choosing?.choice;
    choosing = new Choosing(loaded, chosen);
    if (choice) choosing.take(choice);
    else chosen();
  });
  if (failed) problem = words(failed.error);
  changed();
}

function order(event: SubmitEvent): void {
  event.preventDefault();
  const { missing, wish } = menu();
  problem = "";
  if (missing && !placing.pending) {
    problem = missing.text;
    focusOn(`[name=${missing.stop}]`);
  } else if (!session.person) openSignIn();
  else if (placing.pending) void placing.send();
  else if (wish) placing.place(wish);
}

function placed(order: Order): void {
  problem = "";
  orders.take(order);
  focusOn(`#order-${order.vendorid}`);
}

function refused({ error }: Problem, { vendorid }: { vendorid: string }): void {
  problem = words(error);
  if (error === "OrderAlreadyActive") void orders.look(vendorid);
  if (error === "PriceChanged" || error === "InvalidOrder") void loadMenu("no-cache");
}

/** The same once more: today's price is shown before anything is ordered. */
function again({ vendorid, city, details }: Order): void {
  menu().take({ vendorid, city, ...details });
  meet();
  problem = menu().missing ? words("InvalidOrder") : "";
  focusOn(".bar [type=submit]");
}

/** It may have been placed all the same: then it shows. */
function forget(): void {
  const vendorid = placing.pending?.wish.vendorid;
  placing.forget();
  if (vendorid !== undefined) void orders.look(vendorid);
  focusOn(".bar [type=submit]");
}

function openSignIn(): void {
  signIn = new SignIn(session);
  // A step in the browser's history: Back leads to the menu.
  if (location.hash !== signInHash) location.hash = signInHash;
  focusOn("#title");
}

function closeSignIn(): void {
  if (!signIn) return;
  signIn = undefined;
  if (location.hash === signInHash) history.replaceState(null, "", location.pathname + location.search);
  focusOn(session.person && !choosing?.missing ? ".bar [type=submit]" : "h1");
}

/** A phone may be lent: nothing of this person stays on it. */
function signOut(): void {
  orders.forget();
  placing.forget();
  void problemOf(() => session.signOut());
  focusOn("h1");
}

function page() {
  const way = session.person
    ? { action: "Sign out", run: signOut }
    : signIn
      ? { action: "Back", run: closeSignIn }
      : { action: "Sign in", run: openSignIn };
  document.title = orders.isReady ? "Ready! · Skip the Line" : "Skip the Line";
  return (
    <>
      <Header session={session} title="Skip the Line" {...way} />
      <main>
        <Banners session={session} signIn={openSignIn} />
        {signIn ? signIn.view() : choosing ? counter(choosing) : waiting()}
      </main>
    </>
  );
}

function waiting() {
  if (!problem) return <p class="loading">Fetching the menu…</p>;
  return (
    <div class="sheet">
      <h1>No menu yet</h1>
      <Trouble text={problem} />
      <button type="button" class="primary" onClick={() => void loadMenu("no-cache")}>
        Try again
      </button>
    </div>
  );
}

function counter(choosing: Choosing) {
  return (
    <>
      {cards.active() ?? <h1 tabIndex={-1}>What will it be?</h1>}
      <form onSubmit={order} noValidate>
        {orders.active.length > 0 && <h2>Anything else?</h2>}
        {choosing.view()}
        <Bar
          choosing={choosing}
          placing={placing}
          underWay={orders.at(choosing.choice.vendorid) !== undefined}
          action={session.person ? (placing.pending ? "Try again" : "Order") : "Sign in to order"}
          problem={problem}
          forget={forget}
        />
      </form>
      {cards.earlier()}
    </>
  );
}

addEventListener("hashchange", () => {
  if (location.hash !== signInHash) closeSignIn();
});
// Without a menu nothing can be chosen: it is asked for again as soon as there is a connection.
addEventListener("online", () => {
  if (!choosing) void loadMenu();
});
if (location.hash === signInHash) history.replaceState(null, "", location.pathname + location.search);
show(page);
open();
void loadMenu();
