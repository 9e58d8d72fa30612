"""The protocol of slot.md, explored over all interleavings (a minute or two): python3 docs/slot_protocol.py

Three executions of POST /order at one slot: all with one key, or two with one and a third with another. Each step may fail before or after
it took effect, be tried again, or die with its execution; the slot may expire; the counter and the customer may act. At every end, an order
that was confirmed was so once, has the invoice of its own reservation, and is still there unless it was collected, cancelled or expired;
and everybody who was answered 201 under one key was answered the same order.

A state: the slot, None or (orderid, status, earlier ids, expired, reservation); the invoices, (orderid, reservation) each, where a
reservation is named by the execution that made it; the executions, (step, reservation, tried again) each; what happened; acts so far."""
import sys

ACTIVE = ("placed", "ready")
ACTS = int(sys.argv[1]) if len(sys.argv) > 1 else 3


def place(slot, key, execution):
    reserved = (key, "placing", (), False, execution)
    if slot is None:
        return reserved, "reserved", execution
    orderid, status, ids, expired, reservation = slot
    if orderid == key and status == "placing":
        return (orderid, status, ids, False, reservation), "reserved", reservation
    if orderid == key:
        return slot, "refused" if expired else "answered", reservation
    if key not in ids and (expired or status in ("collected", "cancelled")):
        return (key, "placing", ids + ((orderid,) if orderid else ()), False, execution), "reserved", execution
    return slot, "refused", None


def moves(state, keys):
    slot, invoices, executions, happened, acts = state
    for i, (step, mine, again) in enumerate(executions):
        if step in ("done", "dead"):
            continue
        key = keys[i]
        holds = slot is not None and slot[0] == key
        stands = holds and slot[1] != "placing"
        answer = (("201", key, slot[4]),) if stands else ()

        def to(step2, slot2=slot, invoices2=invoices, mine2=mine, events=(), again2=again):
            others = list(executions)
            others[i] = (step2, mine2, again2)
            return slot2, invoices2, tuple(others), happened + events, acts

        def put():
            return frozenset({invoice for invoice in invoices if invoice[0] != key} | {(key, mine)})

        yield to("dead")
        lies = next((reservation for orderid, reservation in invoices if orderid == key), None)
        if step == "place":
            slot2, outcome, reservation = place(slot, key, i)
            if outcome == "reserved":
                yield to("write", slot2, mine2=reservation)
                yield to("remove", slot2, mine2=reservation)
                if not again:
                    yield to("place", slot2, mine2=reservation, again2=True)
            else:
                yield to("done", events=(("201", key, reservation),) if outcome == "answered" else ())
            yield to("remove")
        elif step == "write":  # If-None-Match: *
            if lies is None:
                yield to("confirm", invoices2=put())
                yield to("remove", invoices2=put())
            else:
                yield to("confirm") if lies == mine else to(("look", lies))
            yield to("remove")
        elif step[0] == "look":  # is the slot still this reservation's?
            yield to(("replace", step[1])) if holds and slot[4] == mine else to("remove")
        elif step[0] == "replace":  # If-Match
            if lies == step[1]:
                yield to("confirm", invoices2=put())
                yield to("remove", invoices2=put())
            yield to("remove")
        elif step == "confirm":
            if holds and slot[1] == "placing" and slot[4] == mine:
                placed = (key, "placed", slot[2], False, mine)
                confirmed = ("confirmed", key, mine)
                yield to("done", placed, events=(confirmed, ("201", key, mine)))
                for lost in ("confirm", "remove"):
                    yield to(lost, placed, events=(confirmed,))
            elif stands:
                yield to("done", events=answer)
            yield to("remove")
        elif step == "remove":
            if holds and slot[1] == "placing" and slot[4] == i:
                yield to("delete", ("", "cancelled", slot[2], False, None) if slot[2] else None)
            else:
                yield to("done", events=answer)
        elif step == "delete":  # If-Match
            yield to("done", invoices2=frozenset(invoice for invoice in invoices if invoice != (key, i)))
    if slot is not None and not slot[3] and acts < ACTS:
        orderid, status, ids, _, reservation = slot
        ended = ("ended", orderid)
        yield (orderid, status, ids, True, reservation), invoices, executions, happened + ((ended,) if status in ACTIVE else ()), acts + 1
        for before, after in (("placed", "ready"), ("placed", "cancelled"), ("ready", "collected")):
            if status == before:
                events = () if after == "ready" else (ended,)
                yield (orderid, after, ids, False, reservation), invoices, executions, happened + events, acts + 1


def wrong(state, keys):
    slot, invoices, _, happened, _ = state
    for key in set(keys):
        confirmed = [event for event in happened if event[:2] == ("confirmed", key)]
        answered = {event for event in happened if event[:2] == ("201", key)}
        if len(confirmed) > 1:
            yield "confirmed twice"
        if len(answered) > 1 or (answered and not confirmed):
            yield "two orders answered under one key, or one that was not confirmed"
        if confirmed and (key, confirmed[0][2]) not in invoices:
            yield "without its invoice"
        if confirmed and ("ended", key) not in happened and not (slot and slot[0] == key and slot[1] in ACTIVE):
            yield "lost"


def explore(keys):
    start = (None, frozenset(), tuple(("place", None, False) for _ in keys), (), 0)
    seen, stack, ends, found = {start}, [start], 0, {}
    while stack:
        state = stack.pop()
        if all(step in ("done", "dead") for step, _, _ in state[2]):
            ends += 1
            for what in wrong(state, keys):
                found.setdefault(what, state)
        for following in moves(state, keys):
            if following not in seen:
                seen.add(following)
                stack.append(following)
    print(keys, "states", len(seen), "ends", ends, "wrong", found or "none")
    return found


if any([explore("aaa"), explore("aab")]):
    sys.exit(1)
