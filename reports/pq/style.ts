// The style sheet of pq.html. Light only: the pictures are drawn for a light ground.

export const PQ_STYLE: string = `
:root { color-scheme: light; --page: #f6f7f8; --card: #fff; --line: #dfe3e8; --soft: #eef1f4; --text: #1a2129; --muted: #55606c; --ok: #12673f; --bad: #b4232f; }
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body { margin: 0; background: var(--page); color: var(--text); font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif; }
header, main, footer { max-width: 1096px; margin: 0 auto; padding: 0 24px; }
header { padding-top: 32px; }
h1 { margin: 4px 0 8px; font-size: 30px; line-height: 1.2; letter-spacing: -.01em; max-width: 26em; }
h2 { margin: 0 0 6px; font-size: 21px; line-height: 1.3; }
.tool { margin: 0; color: var(--muted); font-weight: 600; }
.lead { margin: 0 0 16px; max-width: 76ch; color: var(--muted); }
.muted { color: var(--muted); }
.note { margin: 12px 0 0; padding: 10px 14px; border-radius: 8px; background: #fdf1d6; color: #5c3e00; }
section { margin-top: 28px; padding: 24px; border: 1px solid var(--line); border-radius: 12px; background: var(--card); }
figure { margin: 8px 0 12px; }
figure svg { display: block; max-width: 100%; height: auto; font-family: inherit; }
.narrow { display: none; }
.legend { display: flex; flex-wrap: wrap; gap: 4px 20px; margin: 0 0 16px; padding: 0; list-style: none; font-size: 14px; }
.legend i { display: inline-block; width: 12px; height: 12px; margin-right: 6px; border-radius: 3px; vertical-align: -1px; }
.scroll { overflow-x: auto; }
table { width: 100%; border-collapse: collapse; font-size: 14.5px; }
th, td { padding: 7px 10px; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; font-weight: 400; white-space: nowrap; }
thead th { background: var(--soft); color: var(--muted); font-size: 13px; font-weight: 600; white-space: normal; vertical-align: bottom; }
tbody th { font-weight: 600; white-space: normal; min-width: 11em; }
tbody tr:last-child > * { border-bottom: 0; }
.number { text-align: right; font-variant-numeric: tabular-nums; }
.ok { color: var(--ok); }
.bad { color: var(--bad); }
footer { margin-top: 24px; padding-bottom: 40px; color: var(--muted); font-size: 14px; }
code { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; font-size: .92em; overflow-wrap: anywhere; }
@media (max-width: 700px) {
  header, main, footer { padding-left: 12px; padding-right: 12px; }
  h1 { font-size: 24px; }
  section { padding: 16px 12px; border-radius: 10px; }
  .wide { display: none; }
  .narrow { display: block; }
  table { font-size: 13.5px; }
  th, td { padding: 6px 8px; }
  tbody th { min-width: 9em; }
  .scroll th:first-child { position: sticky; left: 0; background: var(--card); }
  .scroll thead th:first-child { background: var(--soft); }
  .cards thead { display: none; }
  .cards tr { display: flex; flex-wrap: wrap; gap: 0 18px; padding: 8px 0; border-bottom: 1px solid var(--line); }
  .cards tbody tr:last-child { border-bottom: 0; }
  .cards th { flex: 0 0 100%; position: static; }
  .cards th, .cards td { padding: 0; border: 0; text-align: left; white-space: normal; overflow-wrap: anywhere; }
  .cards td::before { content: attr(data-label) " "; color: var(--muted); font-weight: 400; }
}
`;
