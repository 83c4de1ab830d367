// Reads diagrams, separated by a line of "=====", from standard input with mermaid's own parser; prints what it found.
// Needs a folder with the npm packages mermaid and jsdom: node parse_mermaid.mjs FOLDER/node_modules
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const modules = process.argv[2];
const { JSDOM } = createRequire(`${modules}/`)("jsdom");
globalThis.window = new JSDOM("").window;
globalThis.document = globalThis.window.document;
const { default: mermaid } = await import(pathToFileURL(`${modules}/mermaid/dist/mermaid.core.mjs`));

// The codes that mermaid puts in place of entities before it parses.
const decoded = (text) =>
  text.replace(/ﬂ°°(\d+)¶ß/g, (_, code) => String.fromCodePoint(Number(code))).trim();

const found = [];
for (const text of readFileSync(0, "utf8").split("=====\n")) {
  await mermaid.parse(text);
  const { type, db } = await mermaid.mermaidAPI.getDiagramFromText(text);
  found.push(
    type === "gantt"
      ? {
          title: decoded(db.getDiagramTitle()),
          tasks: db.getTasks().map((task) => ({
            label: decoded(task.task),
            section: decoded(task.section),
            start: task.startTime.toISOString(),
            end: task.endTime.toISOString(),
          })),
        }
      : {
          nodes: [...db.getVertices().values()].map((node) => [node.id, decoded(node.text)]),
          arrows: db.getEdges().map((edge) => [edge.start, edge.end]),
        },
  );
}
process.stdout.write(JSON.stringify(found));
