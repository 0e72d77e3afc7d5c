"""How the page looks: one small sheet, in the page itself, for light and dark screens and for paper."""

STYLE = """
:root { color-scheme: light dark; --paper: #fff; --ink: #1b2733; --faint: #5b6875; --rule: #d8dee4; --link: #005ea5;
  --band: #f3f6f9; }
.k0 { --c: #1f5f8b } .k1 { --c: #e08a00 } .k2 { --c: #2a8f6d } .k3 { --c: #8c5aa8 } .k4 { --c: #c8553d }
.k5 { --c: #6bb1d8 } .k6 { --c: #8a8f94 }
@media (prefers-color-scheme: dark) {
  :root { --paper: #14191f; --ink: #e6eaee; --faint: #a0acb8; --rule: #36414c; --link: #7cc0f5; --band: #1d252d }
  .k0 { --c: #5fa5d6 } .k3 { --c: #b98cd4 } .k2 { --c: #45b48d }
}
* { box-sizing: border-box }
body { margin: 0; background: var(--paper); color: var(--ink);
  font: 16px/1.55 system-ui, "Segoe UI", Arial, sans-serif }
header, main, footer { max-width: 60rem; margin: 0 auto; padding: 0 1.25rem }
header { padding-top: 2.5rem }
h1 { font-size: 1.9rem; line-height: 1.2; margin: 0 0 .4rem }
h2 { font-size: 1.35rem; margin: 0 0 .5rem; padding-top: 1.6rem; border-top: 1px solid var(--rule) }
section { margin-top: 2.2rem }
p { margin: .5rem 0; max-width: 46rem }
a { color: var(--link) }
nav ul { display: flex; flex-wrap: wrap; gap: .3rem 1.2rem; list-style: none; margin: 1rem 0 0; padding: 0 }
.said { border-left: 4px solid var(--c, #1f5f8b); background: var(--band); padding: .6rem 1rem; margin: 1rem 0 }
.glance { display: flex; flex-wrap: wrap; gap: .8rem; margin: 1.2rem 0 0; padding: 0 }
.glance div { flex: 1 1 11rem; background: var(--band); border-radius: 6px; padding: .7rem 1rem }
.glance dt { color: var(--faint); font-size: .88rem }
.glance dd { margin: 0; font-size: 1.5rem; font-weight: 600; font-variant-numeric: tabular-nums }
figure { margin: 1.2rem 0 }
svg { display: block; width: 100%; max-width: 52rem; height: auto; font: 13px system-ui, "Segoe UI", Arial, sans-serif }
svg text { fill: var(--ink) } svg .faint { fill: var(--faint) } svg .end { text-anchor: end }
svg .middle { text-anchor: middle }
svg .rule { stroke: var(--rule) } svg .axis { stroke: var(--faint) }
svg .line { fill: none; stroke: var(--c); stroke-width: 2.4; stroke-linejoin: round }
svg .thin { stroke: var(--faint); fill: none; stroke-width: 1 } svg .dashed { stroke-dasharray: 6 4 }
svg .area { fill: var(--c); stroke: var(--paper) } svg .ground { fill: var(--band) }
svg .open { fill: var(--paper); stroke: var(--c); stroke-width: 2 }
.wide { overflow-x: auto; margin: .8rem 0 }
table { border-collapse: collapse; font-size: .92rem; font-variant-numeric: tabular-nums }
caption { text-align: left; color: var(--faint); padding: .3rem 0; caption-side: top; max-width: 46rem }
th, td { padding: .28rem .8rem .28rem 0; border-bottom: 1px solid var(--rule); text-align: left; vertical-align: top }
thead th { border-bottom: 2px solid var(--rule); vertical-align: bottom }
tbody th { font-weight: 500 } .n { text-align: right } td.n, tbody th { white-space: nowrap }
summary { cursor: pointer; color: var(--link); padding: .3rem 0 }
footer { margin-top: 3rem; padding-bottom: 3rem; color: var(--faint); font-size: .92rem }
@media print { nav { display: none } section { break-inside: avoid-page } body { font-size: 11pt } }
"""
