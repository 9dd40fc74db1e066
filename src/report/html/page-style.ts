/** The page's style: colours by meaning, light and dark, one column on a telephone. Nothing is loaded from anywhere. */
export const pageStyle = `
:root { color-scheme: light dark; --back: #f6f7f9; --card: #fff; --text: #1c2530; --soft: #566374; --line: #d9dfe6;
  --link: #0b5cad; --critical: #a1123a; --high: #b8440a; --medium: #876000; --low: #2f6690; --info: #5b6673;
  --unknown: #5b6673; --good: #1d7044; --bar: #7a93ad; --code: #eef1f5; }
@media (prefers-color-scheme: dark) { :root { --back: #12171d; --card: #1a2129; --text: #e5eaf0; --soft: #9dabba;
  --line: #323d49; --link: #7db7f5; --critical: #ff7a9c; --high: #ff9a5c; --medium: #e8bd4f; --low: #83bce8;
  --info: #a6b2bf; --unknown: #a6b2bf; --good: #6fd19c; --bar: #58718a; --code: #232c36; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--back); color: var(--text); font: 16px/1.5 system-ui, sans-serif; }
header, main, footer { max-width: 76rem; margin: 0 auto; padding: 0 1.25rem; }
header { padding-top: 1.5rem; }
h1 { font-size: 1.5rem; margin: 0 0 .25rem; overflow-wrap: anywhere; line-height: 1.25; }
h2 { font-size: 1.15rem; margin: 0 0 .75rem; }
h3 { font-size: 1rem; margin: 0; overflow-wrap: anywhere; }
p { margin: .25rem 0; overflow-wrap: anywhere; }
a { color: var(--link); overflow-wrap: anywhere; }
section { background: var(--card); border: 1px solid var(--line); border-radius: .5rem; padding: 1rem 1.25rem; margin: 1rem 0; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .15rem 1rem; margin: .5rem 0; }
dt { color: var(--soft); }
dd { margin: 0; overflow-wrap: anywhere; min-width: 0; }
code, pre { font: .875rem/1.45 ui-monospace, monospace; background: var(--code); border-radius: .25rem; }
code { padding: .1em .3em; overflow-wrap: anywhere; }
pre { padding: .6rem .75rem; margin: .4rem 0; overflow-x: auto; }
ol, ul { margin: .25rem 0; padding-left: 1.5rem; }
li { margin: .35rem 0; overflow-wrap: anywhere; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: .4rem .6rem; border-bottom: 1px solid var(--line); overflow-wrap: anywhere; }
th { color: var(--soft); font-weight: 600; font-size: .875rem; overflow-wrap: normal; }
td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
th button { all: unset; cursor: pointer; color: inherit; white-space: nowrap; }
th button:focus-visible, summary:focus-visible, a:focus-visible, pre:focus-visible, input:focus-visible, select:focus-visible
  { outline: 2px solid var(--link); outline-offset: 2px; border-radius: .2rem; }
th button::after { content: " \\2195"; opacity: .5; }
th[aria-sort] button::after { opacity: 1; }
th[aria-sort=ascending] button::after { content: " \\2191"; }
th[aria-sort=descending] button::after { content: " \\2193"; }
.soft { color: var(--soft); }
.small { font-size: .875rem; }
.severity { font-weight: 700; white-space: nowrap; }
.critical { color: var(--critical); fill: var(--critical); } .high { color: var(--high); fill: var(--high); }
.medium { color: var(--medium); fill: var(--medium); } .low { color: var(--low); fill: var(--low); }
.info { color: var(--info); fill: var(--info); } .unknown { color: var(--unknown); fill: var(--unknown); }
.good { color: var(--good); } .zero { color: var(--soft); } .bytes { fill: var(--bar); }
.kev { background: var(--critical); color: var(--card); border-radius: .25rem; padding: 0 .35rem; font-size: .75rem; font-weight: 700; white-space: nowrap; }
.filters { display: flex; flex-wrap: wrap; gap: .5rem 1rem; align-items: center; margin: 0 0 .75rem; }
.filters label { display: inline-flex; gap: .35rem; align-items: center; }
.filters input[type=search], .filters select { font: inherit; padding: .25rem .5rem; border: 1px solid var(--line);
  border-radius: .3rem; background: var(--card); color: var(--text); max-width: 100%; }
[hidden] { display: none !important; }
svg { display: block; width: 100%; height: .75rem; margin-top: .35rem; }
article { border-top: 1px solid var(--line); padding: .9rem 0; }
article:first-of-type { border-top: 0; padding-top: 0; }
article:last-of-type { padding-bottom: 0; }
details > summary { cursor: pointer; }
details dl { font-size: .875rem; }
.wide th:nth-child(3), .layers th:nth-child(2) { min-width: 9rem; }
.layers .chart { width: 28%; min-width: 7rem; }
footer { padding-bottom: 2rem; color: var(--soft); font-size: .875rem; }
@media (max-width: 44rem) {
  header, main, footer { padding-left: .75rem; padding-right: .75rem; }
  section { padding: .8rem .9rem; }
  dl { grid-template-columns: 1fr; gap: 0; } dd { margin-bottom: .35rem; }
  .wide thead, .layers thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  .wide, .wide tbody, .wide tr, .wide td, .layers, .layers tbody, .layers tr, .layers td { display: block; width: 100%; }
  .wide tr, .layers tr { border-bottom: 1px solid var(--line); padding: .5rem 0; }
  .wide td, .layers td { border: 0; padding: .1rem 0; text-align: left; }
  .layers .chart { width: 100%; }
  .wide td[data-label]::before, .layers td[data-label]::before { content: attr(data-label) ": "; color: var(--soft); font-size: .875rem; }
  .counts th, .counts td { padding: .3rem .2rem; font-size: .75rem; overflow-wrap: normal; }
  .counts th.number { white-space: normal; }
}
@media print { body { background: none; } .filters { display: none; } section { break-inside: avoid; border: 0; padding: 0; } }
`;
