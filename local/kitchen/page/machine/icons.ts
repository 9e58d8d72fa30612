// What kind of state it is, in 14 pixels by 14: strokes, no fills.

const byType: Readonly<Record<string, string>> = {
  Task: "M3 3h8v8h-8zM7 .5v2.5M7 11v2.5M.5 7h2.5M11 7h2.5",
  Choice: "M7 1v4M7 5l-5 5v3M7 5l5 5v3",
  Pass: "M1 7h11M8 3l4 4l-4 4",
  Wait: "M7 1a6 6 0 1 1 -.01 0zM7 3.5v4l3 2",
  Succeed: "M1.5 7.5l4 4l7-9",
  Fail: "M2 2l10 10M12 2l-10 10",
  Parallel: "M2 2v10M7 2v10M12 2v10",
  Map: "M2 3h10M2 7h10M2 11h10",
};

/** By the service that a Task calls. */
const byService: readonly [service: string, path: string][] = [
  ["lambda:", "M3 1.5h2l5.5 11h2M6.2 5.2l-4 7.3"],
  ["sns:", "M1 3h12v8.5h-12zM1 3.5l6 4.5l6-4.5"],
];

export function icon(type: string, service: string): string {
  return byService.find(([start]) => service.startsWith(start))?.[1] ?? byType[type] ?? byType.Task ?? "";
}
