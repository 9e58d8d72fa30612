// The counter page: what a barista touches.
import type { Menu } from "../../handlers/menu";
import type { Order } from "../../handlers/order";
import { Banners, Header, Trouble } from "../banners";
import { changed, focusOn, say, show } from "../draw";
import { ask, problemOf } from "../request";
import { Session } from "../session";
import { SignIn } from "../signIn";
import { asItStood, words } from "../words";
import { Queue } from "./queue";
import { Sound } from "./sound";
import { Ticket, what } from "./ticket";
import "../look.css";
import "./counter.css";

let menu: Menu | undefined;
let signIn: SignIn | undefined;

// The counter's tablet is anybody's: the sign-in ends with the tab. A reload, or a tablet that slept, keeps it.
const session = new Session("counter", "sessionStorage", open);
const queue = new Queue(session, arrived, left);
const sound = new Sound();

function open(): void {
  signIn = session.person ? undefined : new SignIn(session, true);
  queue.close();
  void queue.look();
  focusOn("h1");
}

function openSignIn(): void {
  signIn = new SignIn(session, true);
  focusOn("h1");
}

function arrived(orders: readonly Order[]): void {
  sound.ring();
  say(`New: ${orders.map(what).join("; ")}.`);
}

/** The next order gets the focus that the one just handed out had. */
function left({ orderid }: Order): void {
  const focused = document.activeElement?.closest("li");
  if (focused?.id !== `ticket-${orderid}`) return;
  focusOn(focused.nextElementSibling ? `#${focused.nextElementSibling.id} button` : "h1");
}

function signOut(): void {
  queue.moveAll();
  void problemOf(() => session.signOut());
}

function page() {
  const { shop } = session;
  const name = menu?.vendors.find(({ vendorid }) => vendorid === shop)?.name ?? shop;
  const toMake = queue.orders?.filter(({ status }) => status === "placed").length ?? 0;
  document.title = `${toMake > 0 ? `(${toMake}) ` : ""}${name ?? "Counter"} · Skip the Line`;
  return (
    <>
      <Header session={session} title="Skip the Line" action={session.person ? "Sign out" : ""} run={signOut} />
      <main>
        <Banners session={session} signIn={openSignIn} />
        {signIn ? signIn.view() : queue.problem?.error === "Forbidden" ? stranger() : counter(name)}
      </main>
    </>
  );
}

function stranger() {
  return (
    <div class="sheet">
      <h1 tabIndex={-1}>Not your counter</h1>
      <p role="alert">
        <strong>{session.person?.email}</strong> is not staff of any shop. Sign in with your work account, or ask your manager to
        add you.
      </p>
    </div>
  );
}

function counter(name: string | undefined) {
  const { orders, problem, more } = queue;
  const count = (status: Order["status"]) => orders?.filter((order) => order.status === status).length ?? 0;
  return (
    <>
      <div class="title">
        <h1 tabIndex={-1}>{name ?? "Counter"}</h1>
        <p>
          <strong>{count("placed")}</strong> to make, <strong>{count("ready")}</strong> to hand out
        </p>
        <button type="button" onClick={() => sound.turn()}>
          Turn sound {sound.on ? "off" : "on"}
        </button>
      </div>
      <Trouble text={problem && `${words(problem.error)} ${orders ? asItStood : ""}`} />
      {orders?.length === 0 && <p class="empty">Nobody is waiting. New orders show up here by themselves.</p>}
      <ol class="queue">
        {orders?.map((order) => (
          <Ticket key={order.orderid} order={order} queue={queue} />
        ))}
      </ol>
      {more && (
        <button type="button" class="further" onClick={() => queue.lookFurther()}>
          Show those behind them
        </button>
      )}
    </>
  );
}

void problemOf(async () => {
  menu = await ask<Menu>("menu");
  changed();
});
show(page);
open();
