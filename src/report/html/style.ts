/** Contrasts are 4.5:1 or more in both schemes; nothing is told by colour alone. */
export const STYLE = `
:root{color-scheme:light dark;--back:#fff;--card:#f5f6f8;--text:#1c2024;--quiet:#555e68;--line:#d5d9de;--shared:#1f6f4a;--own:#2b5fb3;--refused:#b3501b;--copied:#7a5fb0}
@media(prefers-color-scheme:dark){:root{--back:#14171a;--card:#1e2327;--text:#e8eaec;--quiet:#a5adb5;--line:#3a4148;--shared:#4cc38a;--own:#7aa7f0;--refused:#f0985f;--copied:#b79cf0}}
*{box-sizing:border-box}
body{margin:0 auto;max-width:64rem;padding:1.5rem 1rem 4rem;font:16px/1.5 system-ui,sans-serif;background:var(--back);color:var(--text)}
h1{font-size:1.6rem;margin:0}h2{font-size:1.15rem;margin:2.2rem 0 .6rem}p{margin:.3rem 0}
.quiet,figcaption,caption{color:var(--quiet);font-size:.9rem}code{font:.9em ui-monospace,monospace;overflow-wrap:anywhere}
.cards{display:grid;grid-template-columns:repeat(auto-fit,minmax(11rem,1fr));gap:.8rem;margin:1.2rem 0;padding:0;list-style:none}
.cards li{background:var(--card);border-radius:.6rem;padding:.8rem 1rem}.cards strong{display:block;font-size:1.6rem;line-height:1.2;font-variant-numeric:tabular-nums}
.bars{list-style:none;margin:0;padding:0}.bars li{display:grid;grid-template-columns:minmax(6rem,11rem) 1fr minmax(8rem,24rem);gap:.3rem .8rem;align-items:center;padding:.25rem 0}
.label{overflow-wrap:anywhere}.bar{display:flex;height:1rem;background:var(--card);border-radius:.25rem;overflow:hidden}.words{color:var(--quiet);font-size:.9rem;font-variant-numeric:tabular-nums}
.shared{background:var(--shared)}.own{background:var(--own)}.refused{background:var(--refused)}.copied{background:var(--copied)}
.key{display:flex;flex-wrap:wrap;gap:.3rem 1.2rem;padding:0;margin:.2rem 0 .6rem;list-style:none;font-size:.9rem}.key span{display:inline-block;width:.8rem;height:.8rem;border-radius:.15rem;margin-right:.4rem;vertical-align:-1px}
figure{margin:0}svg{width:100%;max-width:46rem;height:auto}svg text{fill:var(--quiet);font-size:12px}.line{fill:none;stroke:var(--shared);stroke-width:2}.area{fill:var(--shared);opacity:.18}.axis{stroke:var(--line)}
.wide{overflow-x:auto}table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}caption{text-align:left;padding-bottom:.3rem}
th,td{text-align:left;padding:.3rem .8rem .3rem 0;border-bottom:1px solid var(--line);vertical-align:top;font-weight:400}thead th{color:var(--quiet);white-space:nowrap}
td:last-child{overflow-wrap:anywhere}
@media(max-width:40rem){.bars li{grid-template-columns:1fr}svg text{font-size:21px}}
`;
